// What did the pairs that a fill closed make, as their broker says?

import type { JournalFill } from "../domain/journal.js";
import type { MicroUsd } from "../domain/money.js";
import { isSameFill } from "./known-records.js";
import { joinedKey } from "./lists.js";

/** Of each fill that closed pairs: their sum, null where the broker is silent about one of them. */
export type PairResults = ReadonlyMap<
  string,
  { readonly fill: JournalFill; readonly amount: MicroUsd | null }
>;

/**
 * Pairs that name their fills have the result on the part of the fill that closed. `all` are the records of every report: where
 * one has the fills whole, the pairs are not among those that count.
 */
export function pairResultsOf(all: readonly JournalFill[]): PairResults {
  const rows = new Map<string, JournalFill[]>();
  for (const fill of all) {
    if (fill.grain !== "pair" || fill.part === null) continue;
    const key = joinedKey(fill.broker, fill.account, fill.part);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [fill]);
    // The same pair of another file.
    else if (row.every(({ side }) => side !== fill.side)) row.push(fill);
  }
  const results = new Map<string, { readonly fill: JournalFill; readonly amount: MicroUsd | null }>();
  for (const row of rows.values()) {
    const closing = row.find(({ brokerPnl }) => brokerPnl !== null);
    for (const fill of closing === undefined ? row : [closing]) {
      const key = keyOf(fill);
      const before = results.get(key);
      const known = before === undefined ? 0 : before.amount;
      const amount = known === null || fill.brokerPnl === null ? null : known + fill.brokerPnl;
      results.set(key, { fill, amount });
    }
  }
  return results;
}

/** A report of pairs may name no account. */
export function pairResult(fill: JournalFill, results: PairResults): MicroUsd | null {
  const own = results.get(keyOf(fill));
  if (own !== undefined) return own.amount;
  const nameless = results.get(keyOf({ ...fill, account: fill.broker }));
  return nameless !== undefined && isSameFill(nameless.fill, fill) ? nameless.amount : null;
}

const keyOf = ({ broker, account, id }: Pick<JournalFill, "broker" | "account" | "id">): string =>
  joinedKey(broker, account, id);
