// How does one pair's difference read in a line?

import { type Bridge, BUCKETS } from "../../domain/review.js";
import { dollarsText, signed } from "../format.js";

/** The buckets that are not empty: "entry timing −$15.00, costs −$1.24". */
export const bucketsText = (bridge: Bridge): string =>
  BUCKETS.filter((key) => bridge[key] !== 0)
    .map((key) => `${key} ${signed(dollarsText(bridge[key]))}`)
    .join(", ") || "no difference";
