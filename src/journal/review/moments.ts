// What would our own fill model have given at the moment at which the trader acted?

import { type Slippage, slippageOf, slipped } from "../../broker/slippage.js";
import type { MarketEvents } from "../../domain/events.js";
import type { JournalTrade } from "../../domain/journal.js";
import type { EpochMs, MicroUsd, Ticks } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import type { AtThatMoment, Signal } from "../../domain/review.js";
import type { Run } from "../../domain/run.js";
import { firstAtLeast } from "../../engine/schedule.js";
import { barFinder, tickValueOf } from "./signals.js";

/** One contract's bars, and what the plan's run did in them. */
export interface Market {
  readonly run: Run;
  readonly barMs: number;
  readonly tickValue: MicroUsd;
  readonly slippage: Slippage;
  readonly barAt: (instant: EpochMs) => number;
}

export function marketOf(run: Run, events: MarketEvents | null): Market {
  const { contract, data, execution } = run.inputs;
  const { slippage: model } = execution;
  const isOwn = typeof model === "object" && model.model === "own";
  const slippage = isOwn
    ? { ticks: () => meanSlip(run) }
    : slippageOf(model, { bars: run.bars, contract, timeframeMs: data.timeframeMs, events, own: null });
  return {
    run,
    barMs: data.timeframeMs,
    tickValue: tickValueOf(run),
    slippage,
    barAt: barFinder(run.bars.time),
  };
}

/** A function of one's own lives in the worker that ran it; what it took from the plan's fills stands in for it. */
function meanSlip({ fills }: Run): Ticks {
  const sum = fills.slip.subarray(0, fills.length).reduce((all, slip) => all + slip, 0);
  return fills.length === 0 ? 0 : Math.round(sum / fills.length);
}

/**
 * The market's price nearest in time that the bars know: the bar's open in its first half, its close in the second; where
 * no bar was open, the next one's open. Null before the first bar, and after the last.
 */
export function priceNear(
  { run, barMs, barAt }: Market,
  instant: EpochMs,
): { bar: number; price: Ticks } | null {
  const { time, openTicks, closeTicks, length } = run.bars;
  const bar = barAt(instant);
  if (bar < 0) return null;
  const past = instant - time[bar]!;
  if (past < barMs) return { bar, price: past * 2 < barMs ? openTicks[bar]! : closeTicks[bar]! };
  return bar + 1 < length ? { bar: bar + 1, price: openTicks[bar + 1]! } : null;
}

/**
 * Entry and exit of a pair as the fill model would have had them when the trader acted, leg by leg. Where the plan itself
 * filled in the same bar, that fill is the answer: inside a bar nobody can tell early from late. Else it is a market order at
 * that instant: the price nearest in time, made worse by the plan's slippage. Outside of all bars the trader's own price stands.
 */
export function thenOf(signal: Signal, trade: JournalTrade, market: Market): AtThatMoment {
  const { side } = trade;
  const out: Side = side === 1 ? -1 : 1;
  let [entrySum, exitSum] = [0, 0];
  for (const leg of trade.legs) {
    entrySum += modelSum(market, signal, leg.entryTime, side, leg.qty) ?? leg.entrySum;
    exitSum += modelSum(market, signal, leg.exitTime, out, leg.qty) ?? leg.exitSum;
  }
  return { entrySum, exitSum };
}

function modelSum(market: Market, signal: Signal, instant: EpochMs, side: Side, qty: number): number | null {
  const near = priceNear(market, instant);
  if (near === null) return null;
  const own = planFill(market, signal, market.barAt(instant), side);
  if (own !== null) return own * qty;
  return slipped(side, near.price, market.slippage.ticks(near.bar, side, qty, near.price)) * qty;
}

/**
 * The mean price of what the plan filled for the signal in the bar, in ticks. The trade before or after it may have filled on the
 * same side in the same bar, at other prices.
 */
function planFill({ run }: Market, signal: Signal, bar: number, side: Side): number | null {
  const trade = signal.place === null ? undefined : run.trades[signal.place];
  if (trade === undefined || bar < trade.entryBar || bar > trade.exitBar) return null;
  if (side !== signal.side) {
    const legs = trade.legs.filter(({ exitBar }) => exitBar === bar);
    return mean(legs.map(({ exit, qty }) => [exit, qty]));
  }
  const { fills } = run;
  const prices = new Set(trade.legs.map(({ entry }) => entry));
  const found: [Ticks, number][] = [];
  for (let i = firstAtLeast(fills.bar, bar, 0, fills.length); i < fills.length && fills.bar[i] === bar; i++) {
    if (fills.side[i] === side && prices.has(fills.price[i]!)) found.push([fills.price[i]!, fills.qty[i]!]);
  }
  return mean(found);
}

function mean(parts: readonly (readonly [Ticks, number])[]): number | null {
  const qty = parts.reduce((sum, [, n]) => sum + n, 0);
  return qty === 0 ? null : parts.reduce((sum, [price, n]) => sum + price * n, 0) / qty;
}

/** The trade with what is still held sold at the last close: so are the plan's own positions. Both without further costs. */
export function marked(trade: JournalTrade, { run, barMs, tickValue }: Market): JournalTrade {
  const { closeTicks, time, length } = run.bars;
  const left = trade.legs.reduce((qty, leg) => qty - leg.qty, trade.qty);
  if (trade.open !== "at end" || left <= 0 || length === 0) return trade;
  const close = closeTicks[length - 1]!;
  const entrySum = trade.legs.reduce((sum, leg) => sum - leg.entrySum, trade.entrySum);
  const exitSum = close * left;
  const gross = Math.round(trade.side * (exitSum - entrySum) * tickValue);
  // Past the last bar, where no price is looked up: the mark is nobody's timing.
  const exitTime = time[length - 1]! + barMs;
  return {
    ...trade,
    exitSum: trade.exitSum + exitSum,
    legs: [...trade.legs, { qty: left, entryTime: trade.entryTime, exitTime, entrySum, exitSum, gross }],
    gross: trade.gross + gross,
    net: trade.net + gross,
  };
}
