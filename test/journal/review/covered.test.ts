// Which trades are beside a plan that has bars to trade on?

import { expect, test } from "vitest";
import type { JournalTrade } from "#domain/journal.js";
import { coveredTrades } from "#journal/review/covered.js";
import type { Market } from "#journal/review/moments.js";
import { barFinder } from "#journal/review/signals.js";

const MINUTE = 60_000;
const time = Float64Array.of(0, 1, 2, 10, 11, 2000).map((minute) => minute * MINUTE);
const market = {
  run: {
    inputs: { contract: { symbol: "MES" } },
    bars: { time, tradeDate: Int32Array.of(5, 5, 5, 5, 5, 7) },
  },
  barMs: MINUTE,
  barAt: barFinder(time),
} as unknown as Market;
const trade = (id: string, day: number, minute: number, root = "MES") =>
  ({ id, root, day, entryTime: minute * MINUTE, open: "no" }) as unknown as JournalTrade;

test("a date without a bar leaves its trades out, a hole inside of a date is said, other contracts stay", () => {
  const all = [trade("a", 5, 2.9), trade("b", 5, 4), trade("c", 6, 1000), trade("d", 6, 1000, "MGC")];
  const { trades, warnings } = coveredTrades(all, [market]);
  expect(trades.map(({ id }) => id)).toEqual(["a", "b", "d"]);
  expect(warnings).toEqual([
    "there are no bars on 1970-01-07: 1 trade is left out, since nobody knows what the plan would have done",
    "entries where the bars have a hole, beside which the plan could not trade: 1 (first b on 1970-01-06)",
  ]);
  expect(coveredTrades(all.slice(0, 1), [market])).toEqual({ trades: all.slice(0, 1), warnings: [] });
});
