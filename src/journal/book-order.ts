// In which order are fills booked?

import type { JournalFill } from "../domain/journal.js";

/** By time, then id, then place in the file: the same order however the files were cut and imported. */
export function compareFills(a: JournalFill, b: JournalFill): number {
  return (
    a.time - b.time ||
    compareIds(a.id, b.id) ||
    compareTexts(a.part ?? "", b.part ?? "") ||
    compareTexts(a.source.file, b.source.file) ||
    a.source.line - b.source.line
  );
}

/** Ids that are numbers count up, whatever their length; others go by their signs. */
export function compareIds(a: string, b: string): number {
  const numbers = /^\d+$/.test(a) && /^\d+$/.test(b);
  if (!numbers) return compareTexts(a, b);
  const [x, y] = [a.replace(/^0+(?=\d)/, ""), b.replace(/^0+(?=\d)/, "")];
  return x.length - y.length || compareTexts(x, y);
}

/** By code unit: no locale has a say. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Places of fills in the order in which they are booked. Lists that count time in minutes have a trade's entry and exit, or an
 * exit and the next entry, at one time: of such fills of one contract, those that the broker calls openings come
 * first while flat, and those that it calls closings while something is held.
 */
export function bookOrder(fills: readonly JournalFill[]): number[] {
  const order = fills.map((_, k) => k).sort((a, b) => compareFills(fills[a]!, fills[b]!));
  const held = new Map<string, number>();
  for (let k = 0; k < order.length; k++) {
    const first = fills[order[k]!]!;
    let end = k + 1;
    while (end < order.length && fills[order[end]!]!.time === first.time) end++;
    for (; k < end - 1; k++) {
      const at = nextAt(fills, order, k, end, held);
      // The others keep their order behind it.
      if (at > k) order.splice(k, 0, order.splice(at, 1)[0]!);
      hold(fills[order[k]!]!, held);
    }
    hold(fills[order[k]!]!, held);
  }
  return order;
}

const bookKey = ({ account, contract, pair }: JournalFill): string =>
  JSON.stringify([account, pair ?? contract]);

function hold(fill: JournalFill, held: Map<string, number>): void {
  const key = bookKey(fill);
  held.set(key, (held.get(key) ?? 0) + fill.side * fill.qty);
}

/** The first of the places from `k` on whose fill goes with what is held; `k` where none does, or nothing is said. */
function nextAt(
  fills: readonly JournalFill[],
  order: readonly number[],
  k: number,
  end: number,
  held: ReadonlyMap<string, number>,
): number {
  for (let at = k; at < end; at++) {
    const fill = fills[order[at]!]!;
    const position = held.get(bookKey(fill)) ?? 0;
    const closes = position * fill.side < 0;
    if (fill.effect === null || (fill.effect === "close") === closes) return at;
  }
  return k;
}
