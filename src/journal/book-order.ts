// In which order are fills booked?

import type { JournalFill } from "../domain/journal.js";
import { compareIds, compareTexts } from "../importer/broker/id-order.js";
import { joinedKey } from "./lists.js";

/** By time, then id, then whose it is, then place in the file: the same order however the files were cut and imported. */
export function compareFills(a: JournalFill, b: JournalFill): number {
  return (
    a.time - b.time ||
    compareIds(a.id, b.id) ||
    compareTexts(a.part ?? "", b.part ?? "") ||
    compareTexts(a.account, b.account) ||
    compareTexts(a.contract, b.contract) ||
    compareTexts(a.source.file, b.source.file) ||
    a.source.line - b.source.line
  );
}

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

const bookKey = ({ account, contract, pair }: JournalFill): string => joinedKey(account, pair ?? contract);

function hold(fill: JournalFill, held: Map<string, number>): void {
  const key = bookKey(fill);
  held.set(key, (held.get(key) ?? 0) + fill.side * fill.qty);
}

/**
 * The first of the places from `k` on whose fill goes with what is held by the broker's word; else the first of which nothing is said, such as one
 * that turns the position round: before the others had closed their part, it would leave them nothing to close. `k` where none does.
 */
function nextAt(
  fills: readonly JournalFill[],
  order: readonly number[],
  k: number,
  end: number,
  held: ReadonlyMap<string, number>,
): number {
  let unsaid: number | null = null;
  for (let at = k; at < end; at++) {
    const fill = fills[order[at]!]!;
    if (fill.effect === null) {
      unsaid ??= at;
      continue;
    }
    const position = held.get(bookKey(fill)) ?? 0;
    if ((fill.effect === "close") === position * fill.side < 0) return at;
  }
  return unsaid ?? k;
}
