// What was each position of a review worth at the closes of the bars that it was held over?

import { type Chain, monthAt } from "../../domain/chain.js";
import type { EpochMs, MicroUsd } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import type { Run, Trade } from "../../domain/run.js";
import { firstAtLeast } from "../../engine/schedule.js";
import { openTradeOf, type Part } from "../../journal/review/open-position.js";
import { barFinder, tickValueOf } from "../../journal/review/signals.js";
import type { Marks } from "./layout.js";
import type { ReviewRow } from "./rows.js";

const MOST = 24_000;

interface Held {
  readonly row: number;
  readonly whose: 0 | 1;
  readonly run: Run;
  readonly side: Side;
  readonly tickValue: MicroUsd;
  readonly costs: MicroUsd;
  readonly parts: readonly Part[];
  readonly from: number;
  readonly to: number;
}

export function marksOf(rows: readonly ReviewRow[], runs: readonly Run[]): Marks {
  const held = rows.flatMap((row, i) => heldOf(row, i, runs));
  const total = held.reduce((sum, { from, to }) => sum + to - from, 0);
  const every = Math.max(1, Math.ceil(total / MOST));
  const found: { row: number; whose: 0 | 1; at: EpochMs; value: MicroUsd }[] = [];
  for (const one of held) {
    const { run, row, whose } = one;
    const barMs = run.inputs.data.timeframeMs;
    for (let bar = one.from; bar < one.to; bar += every)
      found.push({ row, whose, at: run.bars.time[bar]! + barMs - 1, value: valueAt(one, bar) });
  }
  return {
    row: Int32Array.from(found, ({ row }) => row),
    whose: Int32Array.from(found, ({ whose }) => whose),
    at: Float64Array.from(found, ({ at }) => at),
    value: Float64Array.from(found, ({ value }) => value),
    every,
  };
}

function valueAt({ run, side, tickValue, parts, costs }: Held, bar: number): MicroUsd {
  const close = run.bars.closeTicks[bar]!;
  let ticks = 0;
  for (const { qty, entrySum, exitSum, from, to } of parts) {
    if (bar < from) continue;
    // Bars of a chain may be adjusted: what is held has the price of the month in which it was entered.
    ticks += (bar >= to ? exitSum : (close + offsetAt(run.chain, from)) * qty) - entrySum;
  }
  return Math.round(side * ticks * tickValue) + costs;
}

const offsetAt = (chain: Chain | null, bar: number): number =>
  chain === null ? 0 : monthAt(chain, bar).offset;

function heldOf({ trade, signal }: ReviewRow, row: number, runs: readonly Run[]): Held[] {
  const run = runs.find(({ inputs }) => inputs.contract.symbol === (trade?.root ?? signal?.root));
  if (run === undefined || run.bars.length === 0) return [];
  const barAt = barFinder(run.bars.time);
  const tickValue = tickValueOf(run);
  const held = (whose: 0 | 1, side: Side, costs: MicroUsd, parts: readonly Part[]): Held => ({
    ...{ row, whose, run, side, tickValue, costs, parts },
    from: Math.max(0, Math.min(...parts.map(({ from }) => from))),
    to: Math.min(run.bars.length, Math.max(...parts.map(({ to }) => to))),
  });
  const found: Held[] = [];
  if (trade !== null && trade.legs.length > 0) {
    const parts = trade.legs.map(({ qty, entrySum, exitSum, entryTime, exitTime }) => ({
      ...{ qty, entrySum, exitSum },
      from: barAt(entryTime),
      to: endOf(run, exitTime, barAt),
    }));
    found.push(held(0, trade.side, trade.net - trade.gross, parts));
  }
  if (signal !== null) {
    const planned = signal.place === null ? undefined : run.trades[signal.place];
    const parts = planned ? partsOf(planned, run) : openTradeOf(run)!.parts;
    found.push(held(1, signal.side, signal.net - signal.gross, parts));
  }
  return found;
}

/** What is still open is marked after the last bar: it is held over that one, too. */
function endOf({ bars, inputs }: Run, exitTime: EpochMs, barAt: (at: EpochMs) => number): number {
  const end = bars.time[bars.length - 1]! + inputs.data.timeframeMs;
  return exitTime >= end ? bars.length : barAt(exitTime);
}

/** Legs say when they were left, fills when contracts came: those that came first leave first. */
function partsOf({ side, legs, entryBar, exitBar }: Trade, { fills }: Run): Part[] {
  const came: { bar: number; price: number; qty: number }[] = [];
  for (let i = firstAtLeast(fills.bar, entryBar, 0, fills.length); i < fills.length; i++) {
    const bar = fills.bar[i]!;
    if (bar > exitBar) break;
    if (fills.side[i] === side) came.push({ bar, price: fills.price[i]!, qty: fills.qty[i]! });
  }
  return legs.map(({ qty, entry, exit, exitBar: to }) => {
    const k = came.findIndex((one) => one.qty > 0 && one.price === entry);
    const from = came[k]?.bar ?? entryBar;
    if (k >= 0) came[k]!.qty -= qty;
    return { qty, entrySum: entry * qty, exitSum: exit * qty, from, to };
  });
}
