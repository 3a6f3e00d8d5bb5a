// How do strategies read trade dates as a series?

import { pure } from "../indicator/pure.js";
import { room } from "../indicator/stretch.js";

/** Whole numbers as a column of doubles, which is what indicators take. */
export const widened = pure("widened", (days: Int32Array): Float64Array => {
  const column = room(days.length);
  column.set(days);
  return column;
});
