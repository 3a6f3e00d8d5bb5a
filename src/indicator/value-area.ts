// At which price did most of the volume trade, and between which prices the bulk of it?

import { Fault } from "../domain/fault.js";

/** How the value area grows: by the larger pair of rows (Dalton), or row by row. The results differ. */
export type Expansion = "two-row" | "one-row";

/** Row indexes, and the volume of the rows `low` to `high` together. */
export interface ValueArea {
  readonly poc: number;
  readonly low: number;
  readonly high: number;
  readonly volume: number;
}

/**
 * Point of control and value area of a profile: `volumes[k]` is the volume of row k, low prices first. Null for a
 * profile without volume.
 *
 * - Point of control: the row with the most volume. Ties go to the row nearest the middle of the traded range; of
 *   two equally near, to the one with more volume on its own side of the pair; then to the lower.
 * - Value area: from the point of control, the two rows above against the two below; the larger pair joins, whole,
 *   until `percent` of the volume is inside. A tie takes the upper pair. At an edge the single row that is left
 *   stands for the pair, and past an edge the other side goes on alone.
 *
 * Sources: Dalton, Mind over Markets, appendix (two rows); the one-row variant is the AmiBroker list's of 2007.
 * Volumes within a billionth of the whole count as equal: the dust of splitting bars must not decide.
 * @throws Fault E430 unless 0 < percent ≤ 100.
 */
export function valueArea(
  volumes: Float64Array,
  percent = 70,
  expansion: Expansion = "two-row",
): ValueArea | null {
  checkPercent(percent);
  const found = areaWithin(volumes, 0, volumes.length - 1, percent, expansion);
  return found ? { ...found } : null;
}

/** @throws Fault E430 unless 0 < percent ≤ 100. */
export function checkPercent(percent: number): void {
  if (percent > 0 && percent <= 100) return;
  throw new Fault("E430", `A value area cannot hold ${String(percent)} % of the volume`, {
    found: `percent = ${String(percent)}`,
    expected: "above 0, at most 100; 70 is the custom",
    fix: ["pass 70 for 70 %, not 0.7"],
  });
}

/** Rows that join at a time. */
export const stepOf = (expansion: Expansion): number => (expansion === "two-row" ? 2 : 1);

/** One result for every call: a rolling profile asks once a bar, and a million objects would be left behind. */
const answer = { poc: 0, low: 0, high: 0, volume: 0 };

/** `valueArea` of the rows `from` to `to`, both included. The result is overwritten by the next call. */
export function areaWithin(
  volumes: Float64Array,
  from: number,
  to: number,
  percent: number,
  expansion: Expansion,
): ValueArea | null {
  let first = from;
  let last = to;
  while (first <= last && !(volumes[first]! > 0)) first++;
  while (last >= first && !(volumes[last]! > 0)) last--;
  if (first > last) return null;

  let total = 0;
  for (let row = first; row <= last; row++) total += volumes[row]!;
  const dust = total * 1e-9;
  const poc = pointOfControl(volumes, first, last, dust);
  const step = stepOf(expansion);
  const target = (total * percent) / 100 - dust;
  let low = poc;
  let high = poc;
  let inside = volumes[poc]!;
  while (inside < target && (low > first || high < last)) {
    const top = Math.min(high + step, last);
    const bottom = Math.max(low - step, first);
    let above = 0;
    for (let row = high + 1; row <= top; row++) above += volumes[row]!;
    let below = 0;
    for (let row = bottom; row < low; row++) below += volumes[row]!;
    if (low === first || (high < last && above >= below - dust)) {
      high = top;
      inside += above;
    } else {
      low = bottom;
      inside += below;
    }
  }
  answer.poc = poc;
  answer.low = low;
  answer.high = high;
  answer.volume = inside;
  return answer;
}

/** Where rows within `dust` of the most are tied, their place decides: see `valueArea`. */
export function pointOfControl(volumes: Float64Array, first: number, last: number, dust: number): number {
  let most = 0;
  for (let row = first; row <= last; row++) if (volumes[row]! > most) most = volumes[row]!;
  const least = most - dust;
  const middle = (first + last) / 2;

  // The tied rows nearest the middle: at most one on each side, walking outwards.
  let lower = Math.floor(middle);
  let upper = Math.ceil(middle);
  for (; lower >= first; lower--, upper++) {
    const takesLower = volumes[lower]! >= least;
    const takesUpper = volumes[upper]! >= least;
    if (takesLower && takesUpper && lower !== upper) {
      return sum(volumes, upper + 1, last) > sum(volumes, first, lower - 1) + dust ? upper : lower;
    }
    if (takesLower) return lower;
    if (takesUpper) return upper;
  }
  return first; // only where the volumes are no numbers
}

function sum(volumes: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let row = from; row <= to; row++) total += volumes[row]!;
  return total;
}
