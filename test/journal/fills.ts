// How are fills drawn in tests?

import type { JournalFill } from "#domain/journal.js";

const KINDS = { buy: 1, sell: -1 } as const;

/** What most fills of tests have in common. */
export const FILL: JournalFill = {
  broker: "tickproof",
  account: "sim",
  id: "1",
  order: null,
  symbol: "MESM6",
  contract: "MESM26",
  root: "MES",
  time: 0,
  side: 1,
  qty: 1,
  price: "5600.00",
  commission: 0,
  fees: 0,
  pair: null,
  brokerPnl: null,
  by: null,
  grain: "fill",
  part: null,
  effect: null,
  source: { file: "fills.csv", line: 2, sha256: "0".repeat(64) },
};

/** "10:01 buy 2 @ 5600.00", one a line, on 2026-03-12 in UTC; ids count up from 1. */
export function fillsOf(text: string, over: Partial<JournalFill> = {}): JournalFill[] {
  return text
    .trim()
    .split("\n")
    .map((line, k) => {
      const [, clock, side, qty, price] = /(\S+) (buy|sell) (\d+) @ (\S+)/.exec(line)!;
      return {
        ...FILL,
        id: String(k + 1),
        time: Date.parse(`2026-03-12T${clock!.length === 5 ? `${clock}:00` : clock}Z`),
        side: KINDS[side as "buy" | "sell"],
        qty: Number(qty),
        price: price!,
        source: { ...FILL.source, line: k + 2 },
        ...over,
      } satisfies JournalFill;
    });
}
