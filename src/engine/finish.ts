// How does a lane that reached its last bar become a Run?

import { fillCosts, sumOf } from "../accountant/costs.js";
import { tradesOf } from "../accountant/trades.js";
import { contractValue } from "../accountant/value.js";
import type { CostRate } from "../domain/contract.js";
import { dollars, type MicroUsd } from "../domain/money.js";
import { NO_RISK } from "../domain/risk.js";
import type {
  Bounds,
  Costs,
  FillColumns,
  MarginUse,
  OpenPosition,
  Plotted,
  Run,
  RunEvent,
  RunTotals,
  Trade,
} from "../domain/run.js";
import type { Lane } from "./backtest.js";
import { netResult } from "./bounds.js";
import { fingerprintOf } from "./fingerprint.js";
import { firstAtLeast } from "./schedule.js";

export function finishedRun(lane: Lane, bounds: Omit<Bounds, "ambiguousTrades">): Run {
  const { spec, bars, instrument, equityAtClose: equity } = lane;
  const fills = lane.fills.columns(lane.timeOf);
  const costAt = costsByBar(lane);
  const { trades, open } = tradesOf({
    fills,
    reasons: lane.fills.reasons,
    bars,
    instrument,
    timeframeMs: spec.series.source.timeframeMs,
    cash: spec.account.cash,
    equity,
    costAt,
    ambiguous: lane.ambiguous,
    finer: lane.finer,
    ambiguousFiner: lane.ambiguousFiner,
  });
  const { cash, reasons } = lane.cash.columns(lane.fills.reasons);
  const totals = totalsOf(lane, fills, costAt);
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
    },
    fingerprint: fingerprintOf(fills, trades, equity),
    bars,
    equity,
    position: lane.positionAtClose,
    fills,
    cash,
    reasons,
    orders: lane.orders.records,
    trades,
    open,
    events: eventsOf(lane),
    daily: lane.daily,
    totals,
    bounds: { ...bounds, ambiguousTrades: trades.filter((trade) => trade.flags.includes("A")).length },
    magnified: lane.finer?.share ?? null,
    margin,
    plotted: [...lane.plotted].map(([name, values]): Plotted => ({ name, values })),
    warnings: warningsOf(lane, trades, open, margin),
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

function totalsOf(lane: Lane, fills: FillColumns, costAt: (bar: number) => CostRate): RunTotals {
  const { instrument } = lane;
  let [commission, exchange, clearing, nfa] = [0, 0, 0, 0];
  let slippage: MicroUsd = 0;
  for (let k = 0; k < fills.length; k++) {
    const qty = fills.qty[k]!;
    const notional = qty * contractValue(instrument, fills.price[k]!);
    const costs = fillCosts(costAt(fills.bar[k]!), qty, notional);
    commission += costs.commission;
    exchange += costs.exchange;
    clearing += costs.clearing;
    nfa += costs.nfa;
    slippage += qty * fills.slip[k]! * instrument.tickValue;
  }
  const costs: Costs = { commission, exchange, clearing, nfa };
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

/** What happened, in time: what the account did, and the orders that did not end as they were meant. */
function eventsOf({ events, orders, bars }: Lane): RunEvent[] {
  const all = [...events];
  for (const { id, state, qty, filledQty, endBar, endReason } of orders.records) {
    const kind =
      state === "rejected"
        ? "rejected"
        : state === "expired"
          ? "expired"
          : state === "filled" && filledQty < qty
            ? "reduced"
            : null;
    if (kind === null) continue;
    all.push({ bar: endBar, time: bars.time[endBar]!, kind, text: endReason, order: id, amount: 0 });
  }
  return all.sort((a, b) => a.bar - b.bar);
}

/** Initial requirement over equity at each close with a position, by the rates of its trade date. */
function marginUse({ bars, rates, length, equityAtClose, positionAtClose }: Lane): MarginUse {
  const use: ShareSum = { peak: 0, sum: 0, bars: 0 };
  let from = 0;
  for (const [k, { rate }] of rates.margins.entries()) {
    const next = rates.margins[k + 1]?.day ?? Number.POSITIVE_INFINITY;
    const to = firstAtLeast(bars.tradeDate, next, from, length);
    addShares(use, rate.initial, positionAtClose, equityAtClose, from, to);
    from = to;
  }
  return {
    peakPercent: use.bars === 0 ? null : 100 * use.peak,
    averagePercent: use.bars === 0 ? null : (100 * use.sum) / use.bars,
    estimated: rates.margins.some(({ rate }) => rate.estimated),
    rates: rates.margins.map(({ day, rate }) => ({ day, ...rate })),
  };
}

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
  trades: readonly Trade[],
  open: OpenPosition | null,
  margin: MarginUse,
): string[] {
  const warnings = [...lane.warnings];
  const { symbol } = lane.instrument;
  if (margin.estimated) {
    warnings.push(
      `Margins of ${symbol} are an estimate for at least part of the run: no exchange figure is known for its dates.`,
    );
  }
  if (lane.rates.costs.some((rate) => rate.estimated)) {
    warnings.push(`Fees of ${symbol} before their first known date are taken from that date.`);
  }
  const refused = lane.orders.records.filter((order) => order.state === "rejected");
  if (refused.length > 0) {
    warnings.push(
      `${refused.length} of ${lane.orders.records.length} orders were rejected; the first: ${refused[0]!.endReason}.`,
    );
  }
  if (trades.length === 0 && open === null) warnings.push("No trade was made.");
  if (open !== null) {
    warnings.push(
      `A position of ${open.side * open.qty} is still open at the last close, ${dollars(open.profit)} in it: ` +
        "it is in net and equity, not in the trade list.",
    );
  }
  return warnings;
}
