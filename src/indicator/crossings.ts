// Where does one line cross another?

import { BLOCK, checkLengths, eachStretch, room } from "./stretch.js";

/**
 * +1 on the bar on which `line` is above `other` and was not on the bar before, −1 on the mirror of that, else 0.
 * Two lines that touch and part again cross once, when they part. NaN on the first bar of each stretch.
 * `crossings(fast, slow).now === 1` is workload W1's cross up.
 * @throws Fault E432 where the columns differ in length.
 */
export function crossings(line: Float64Array, other: Float64Array): Float64Array {
  checkLengths("crossings", { line, other });
  const out = room(line.length);
  eachStretch(
    [line, other],
    (from, to) => {
      out[from] = Number.NaN;
      for (let at = from + 1; at < to; at += BLOCK) fill(line, other, out, at, Math.min(at + BLOCK, to));
    },
    [out],
  );
  return out;
}

function fill(line: Float64Array, other: Float64Array, out: Float64Array, from: number, to: number): void {
  let before = line[from - 1]! - other[from - 1]!;
  for (let i = from; i < to; i++) {
    const now = line[i]! - other[i]!;
    out[i] = now > 0 && before <= 0 ? 1 : now < 0 && before >= 0 ? -1 : 0;
    before = now;
  }
}
