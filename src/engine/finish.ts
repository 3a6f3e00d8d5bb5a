// How does a lane that reached its last bar become a Run?

import { sumOf } from "../accountant/costs.js";
import { feeRounder } from "../accountant/fee-rounding.js";
import { type TradesAndCosts, tradesOf } from "../accountant/trades.js";
import type { MarginUse } from "../domain/account.js";
import type { CostRate } from "../domain/contract.js";
import { dollars, type MicroUsd, quantityOf } from "../domain/money.js";
import { ORDER_STATES, type OrderColumns, type OrderState } from "../domain/order.js";
import type { Plotted } from "../domain/plotted.js";
import { NO_RISK } from "../domain/risk.js";
import {
  type Bounds,
  type OpenPosition,
  type RunData,
  type RunEvent,
  type RunTotals,
  TRADE_FLAGS,
  type TradeColumns,
} from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import type { Lane } from "./backtest.js";
import { netResult } from "./bounds.js";
import { fingerprintOf } from "./fingerprint.js";
import { fundingWarnings, perpetualInputs } from "./funding.js";
import { chainInput, chainWarnings, inTheirMonths, settlementInput } from "./in-their-months.js";

export function finishedRun(lane: Lane, bounds: Omit<Bounds, "ambiguousTrades">): RunData {
  const { spec, bars, instrument, equityAtClose: equity } = lane;
  const chain = lane.months?.result() ?? null;
  const { fills, months } = inTheirMonths(lane.fills.columns(lane.timeOf, lane.dayOf), chain, spec.chain);
  const costAt = costsByBar(lane);
  const { cash, reasons } = lane.cash.columns(lane.fills.reasons);
  const matched = tradesOf({
    fills,
    cashLog: cash,
    bars,
    instrument,
    timeframeMs: spec.series.source.timeframeMs,
    cash: spec.account.cash,
    equity,
    costAt,
    rounder: feeRounder(spec.account),
    months,
    ambiguous: lane.ambiguous,
    finer: lane.finer,
    ambiguousFiner: lane.ambiguousFiner,
  });
  const { trades, open } = matched;
  const orders = lane.orders.columns();
  const totals = totalsOf(lane, matched);
  const margin = marginUse(lane);
  return {
    inputs: {
      strategy: { ...spec.ref, params: spec.params },
      data: spec.series.source,
      contract: spec.contract,
      account: spec.account,
      execution: spec.execution,
      finer: spec.finer?.source ?? null,
      flatCost: spec.flatCost,
      risk: lane.guard?.rules ?? NO_RISK,
      events: spec.events ? { file: spec.events.file, sha256: spec.events.sha256 } : null,
      chain: chainInput(spec.chain),
      settlements: settlementInput(spec.settlements),
      perpetual: perpetualInputs(spec),
    },
    fingerprint: fingerprintOf(fills, trades, equity),
    bars,
    equity,
    position: lane.positionAtClose,
    fills,
    chain,
    cash,
    fundings: lane.fundings,
    reasons,
    orders,
    trades,
    open,
    events: eventsOf(lane, orders),
    daily: lane.daily,
    totals,
    bounds: { ...bounds, ambiguousTrades: ambiguousIn(trades) },
    magnified: lane.finer?.share ?? null,
    margin,
    plotted: [...lane.plotted].map(([name, values]): Plotted => ({ name, values })),
    warnings: warningsOf(lane, orders, trades, open, margin),
  };
}

/** The cost schedule that was in force in a bar. Called with rising bars, so a cursor is enough. */
function costsByBar({ rates: { costs: costRates }, bars }: Lane): (bar: number) => CostRate {
  let at = 0;
  return (bar) => {
    const day = bars.tradeDate[bar]!;
    if (costRates[at]!.from > day) at = 0;
    while (at + 1 < costRates.length && costRates[at + 1]!.from <= day) at++;
    return costRates[at]!;
  };
}

function totalsOf(lane: Lane, { costs, slippage }: TradesAndCosts): RunTotals {
  const net = netResult(lane);
  const sums = lane.cash.sums();
  const gross = net + sumOf(costs) + sums.dataFees + sums.liquidationFees - sums.funding - sums.interest;
  return {
    net,
    gross,
    costs,
    ...sums,
    slippage,
    endEquity: lane.equityAtClose[lane.length - 1]!,
  };
}

function ambiguousIn({ length, flags }: TradeColumns): number {
  const bit = 1 << TRADE_FLAGS.indexOf("A");
  let count = 0;
  for (let k = 0; k < length; k++) if ((flags[k]! & bit) !== 0) count++;
  return count;
}

/** What happened, in time: what the account did, and the orders that did not end as they were meant. */
function eventsOf({ events, bars }: Lane, orders: OrderColumns): RunEvent[] {
  const all = [...events];
  for (let k = 0; k < orders.length; k++) {
    const kind = eventKind(ORDER_STATES[orders.state[k]!]!, orders.filledQty[k]! < orders.qty[k]!);
    if (kind === null) continue;
    const bar = orders.endBar[k]!;
    const text = orders.texts[orders.endReason[k]!]!;
    all.push({ bar, time: bars.time[bar]!, kind, text, order: k + 1, amount: 0 });
  }
  return all.sort((a, b) => a.bar - b.bar);
}

function eventKind(state: OrderState, partly: boolean): RunEvent["kind"] | null {
  if (state === "rejected" || state === "expired") return state;
  return state === "filled" && partly ? "reduced" : null;
}

/** Initial requirement over equity at each close with a position, by the rates in force. */
function marginUse({ rates, margin, length, equityAtClose, positionAtClose }: Lane): MarginUse {
  const use: ShareSum = { peak: 0, sum: 0, bars: 0 };
  for (const [k, { bar, rate }] of rates.inForce.entries()) {
    const to = Math.min(rates.inForce[k + 1]?.bar ?? length, length);
    for (let from = bar; from < to; from += BLOCK)
      addShares(use, rate.initial, positionAtClose, equityAtClose, from, Math.min(from + BLOCK, to));
  }
  return {
    peakPercent: use.bars === 0 ? null : 100 * use.peak,
    averagePercent: use.bars === 0 ? null : (100 * use.sum) / use.bars,
    estimated: rates.margins.some(({ rate }) => rate.estimated),
    calls: margin.calls,
    rates: rates.margins.map(({ day, rate }) => ({ day, ...rate })),
  };
}

/** As of the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 2048;

interface ShareSum {
  peak: number;
  sum: number;
  bars: number;
}

function addShares(
  use: ShareSum,
  initial: MicroUsd,
  position: Int32Array,
  equity: Float64Array,
  from: number,
  to: number,
): void {
  let { peak, sum, bars } = use;
  for (let bar = from; bar < to; bar++) {
    const held = position[bar]!;
    const worth = equity[bar]!;
    if (held === 0 || worth <= 0) continue;
    const share = (Math.abs(held) * initial) / worth;
    sum += share;
    bars++;
    if (share > peak) peak = share;
  }
  use.peak = peak;
  use.sum = sum;
  use.bars = bars;
}

function warningsOf(
  lane: Lane,
  orders: OrderColumns,
  trades: TradeColumns,
  open: OpenPosition | null,
  margin: MarginUse,
): string[] {
  const warnings = [...lane.warnings, ...fundingWarnings(lane.spec, lane.fundings)];
  const { symbol } = lane.instrument;
  if (margin.estimated) {
    warnings.push(
      `Margins of ${symbol} are an estimate for at least part of the run: no exchange figure is known for its dates.`,
    );
  }
  if (lane.rates.costs.some((rate) => rate.estimated)) {
    warnings.push(`Fees of ${symbol} before their first known date are taken from that date.`);
  }
  const rejected = ORDER_STATES.indexOf("rejected");
  const { tradeDate, length } = lane.bars;
  const outside = (lane.spec.account.transfers ?? []).filter(
    ({ day }) => day < tradeDate[0]! || day > tradeDate[length - 1]!,
  );
  if (outside.length > 0) {
    warnings.push(
      `${outside.length} of ${lane.spec.account.transfers!.length} deposits and withdrawals lie outside the run and were not made; the first: ${formatDay(outside[0]!.day)}.`,
    );
  }
  const refused = orders.state.reduce((count, state) => count + (state === rejected ? 1 : 0), 0);
  if (refused > 0) {
    const first = orders.texts[orders.endReason[orders.state.indexOf(rejected)]!]!;
    warnings.push(`${refused} of ${orders.length} orders were rejected; the first: ${first}.`);
  }
  warnings.push(...chainWarnings(lane.months?.result() ?? null));
  if (trades.length === 0 && open === null) warnings.push("No trade was made.");
  if (open !== null) {
    warnings.push(
      `A position of ${open.side * quantityOf(open.qty, lane.instrument.lot)} is still open at the last close, ${dollars(open.profit)} in it: ` +
        "it is in net and equity, not in the trade list.",
    );
  }
  return warnings;
}
