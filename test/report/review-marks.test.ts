// Is an open position of a review worth at each close what cash and contracts come to?

import { beforeAll, describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { instrumentOf } from "#instrument/instrument.js";
import { marksOf } from "#report/review/marks.js";
import { type ReviewRow, reviewRows } from "#report/review/rows.js";
import { soFar } from "#report/review/so-far.js";
import { backtest } from "#research/library.js";
import { reviewCase } from "./review-case.js";

const runOn = (strategy: string, instrument: string) =>
  backtest({ strategy, instrument, data: `data/${instrument}-5m.csv` });

/** Contracts that changed hands: paid or got, and what they are worth at a close. */
type Flow = readonly [bar: number, side: number, qty: number, sum: number];
const worth = (flows: readonly Flow[], bar: number, close: number, tickValue: number): number =>
  flows
    .filter(([at]) => at <= bar)
    .reduce((sum, [, side, qty, paid]) => sum + side * (close * qty - paid) * tickValue, 0);

function flowsOf({ trade, signal }: ReviewRow, whose: number, run: Run): Flow[] {
  const at = (time: number) => run.bars.time.findLastIndex((open) => open <= time);
  if (whose === 0)
    return trade!.legs.flatMap((leg): Flow[] => [
      [at(leg.entryTime), trade!.side, leg.qty, leg.entrySum],
      [at(leg.exitTime), -trade!.side, leg.qty, leg.exitSum],
    ]);
  const planned = run.trades[signal!.place!]!;
  return Array.from({ length: run.fills.length }, (_, i) => i)
    .filter((i) => run.fills.bar[i]! >= planned.entryBar && run.fills.bar[i]! <= planned.exitBar)
    .map((i): Flow => {
      const { bar, side, qty, price } = run.fills;
      return [bar[i]!, side[i]!, qty[i]!, price[i]! * qty[i]!];
    });
}

describe("marks", () => {
  let runs: readonly Run[];
  let tiered: readonly Run[];
  beforeAll(async () => {
    runs = [await runOn("rsi-reversion", "MES"), await runOn("rsi-reversion", "MNQ")];
    tiered = [await runOn("tiered-take-profit", "MES")];
  });

  test("are what cash and contracts come to at the close, for you and for a plan that leaves in parts", () => {
    for (const [own, parts] of [
      [runs, 2],
      [tiered, 3],
    ] as const) {
      const rows = reviewRows(reviewCase(own, "waited"));
      const { row, whose, at, value, every } = marksOf(rows, own);
      expect(every).toBe(1);
      expect(row.length).toBeGreaterThan(100);
      let most = 0;
      for (let k = 0; k < row.length; k++) {
        const { trade, signal } = rows[row[k]!]!;
        const run = own.find(({ inputs }) => inputs.contract.symbol === (trade ?? signal!).root)!;
        if (whose[k] === 1 && signal!.place === null) continue;
        const bar = run.bars.time.findLastIndex((open) => open <= at[k]!);
        const flows = flowsOf(rows[row[k]!]!, whose[k]!, run);
        most = Math.max(most, flows.length);
        const { net, gross } = whose[k] === 0 ? trade! : signal!;
        const { tickValue } = instrumentOf(run.inputs.contract);
        expect(value[k]).toBe(worth(flows, bar, run.bars.closeTicks[bar]!, tickValue) + net - gross);
      }
      expect(most).toBeGreaterThanOrEqual(parts);
    }
  });

  test("are of each bar over which something was held, and of no other", () => {
    const rows = reviewRows(reviewCase(runs, "waited"));
    const { row, whose, at } = marksOf(rows, runs);
    const own = rows.findIndex(({ trade }) => trade !== null && trade.exitTime! > trade.entryTime + 900_000);
    const { trade } = rows[own]!;
    const run = runs.find(({ inputs }) => inputs.contract.symbol === trade!.root)!;
    const bars = run.bars.time.filter(
      (open) => open + 300_000 > trade!.entryTime && open + 300_000 <= trade!.exitTime!,
    );
    const found = [...at].filter((_, k) => row[k] === own && whose[k] === 0);
    expect(found).toEqual(Array.from(bars, (open) => open + 299_999));
  });

  test("nothing is marked where there are no bars of the contract", () => {
    const rows = reviewRows(reviewCase(runs, "waited"));
    const { row } = marksOf(rows, runs.slice(1));
    expect(new Set([...row].map((k) => (rows[k]!.trade ?? rows[k]!.signal)!.root))).toEqual(new Set(["MNQ"]));
  });
});

test("all of one moment is one step, and what is below the high counts from nothing", () => {
  const found = soFar([
    { at: 2, you: -5, plan: 0 },
    { at: 1, you: 3, plan: 1 },
    { at: 2, you: 4, plan: 2 },
    { at: Number.POSITIVE_INFINITY, you: 0, plan: -9 },
  ]);
  expect([...found.at]).toEqual([1, 2, Number.POSITIVE_INFINITY]);
  expect([...found.you]).toEqual([3, 2, 2]);
  expect([...found.yourUnder]).toEqual([0, -1, -1]);
  expect([...found.plan]).toEqual([1, 3, -6]);
  expect([...found.planUnder]).toEqual([0, 0, -9]);
});
