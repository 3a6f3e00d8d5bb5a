// Which records belong together, and which lie before an instant?

import type { EpochMs } from "../domain/money.js";

/** In the order of the list, by what `keyOf` says of each. */
export function grouped<T>(list: Iterable<T>, keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/**
 * One text of several, and another one for any others: each but the last goes with its length. A third of the time of a JSON text, of which an
 * import makes several for each fill.
 */
export const joinedKey = (a: string, b: string, c = "", d = ""): string =>
  `${a.length} ${a}${b.length} ${b}${c.length} ${c}${d}`;

/** How many of a sorted list lie at or before the instant. */
export function placeAfter<T>(sorted: readonly T[], at: EpochMs, timeOf: (one: T) => EpochMs): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(sorted[middle]!) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
