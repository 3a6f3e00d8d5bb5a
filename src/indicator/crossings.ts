// Where does one line cross another?

import { blank, checkLengths, eachStretch } from "./stretch.js";

/**
 * +1 on the bar on which `line` is above `other` and was not on the bar before, −1 on the mirror of that, else 0.
 * Two lines that touch and part again cross once, when they part. NaN on the first bar of each stretch.
 * `crossings(fast, slow).now === 1` is workload W1's cross up.
 * @throws Fault E432 where the columns differ in length.
 */
export function crossings(line: Float64Array, other: Float64Array): Float64Array {
  checkLengths("crossings", { line, other });
  const out = blank(line.length);
  eachStretch([line, other], (from, to) => {
    for (let i = from + 1; i < to; i++) {
      const now = line[i]! - other[i]!;
      const before = line[i - 1]! - other[i - 1]!;
      out[i] = now > 0 && before <= 0 ? 1 : now < 0 && before >= 0 ? -1 : 0;
    }
  });
  return out;
}
