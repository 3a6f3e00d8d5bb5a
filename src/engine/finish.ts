// How does a lane that reached its last bar become a Run?

import { sumOf } from "../accountant/costs.js";
import { type Leveraged, leverageOf } from "../accountant/leverage.js";
import { countedTrades } from "../accountant/trade-columns.js";
import { TradeLog } from "../accountant/trade-log.js";
import type { TradeMaker, TradesAndCosts } from "../accountant/trades.js";
import type { MarginUse } from "../domain/account.js";
import { dollars, type MicroUsd, quantityOf } from "../domain/money.js";
import { NO_RISK } from "../domain/risk.js";
import type { OpenPosition, RunData, RunEvent, RunTotals } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import type { Lane } from "./backtest.js";
import { netResult, type RunBounds } from "./bounds.js";
import { fingerprintOf } from "./fingerprint.js";
import { fundingWarnings, perpetualInputs } from "./funding.js";
import {
  chainInput,
  chainWarnings,
  inTheirMonths,
  movesInTheirMonths,
  settlementInput,
} from "./in-their-months.js";
import { tradesAfter } from "./trade-sources.js";

/**
 * `along`: the trades that were made along the way; null where they are made now. `account`: what it is held against, where that is not the
 * lane's own account alone.
 */
export function finishedRun(
  lane: Lane,
  along: TradeMaker | null,
  boundsOf: () => RunBounds,
  account: Pick<Leveraged, "cash" | "equityAt"> | null = null,
): RunData {
  const { spec, bars, closes } = lane;
  const chain = lane.months?.result() ?? null;
  const logged = once(() => lane.fills.columns(lane));
  const held = chain && spec.chain ? inTheirMonths(logged(), chain, spec.chain) : null;
  const fills = held === null ? logged : () => held.fills;
  const { cash, reasons } = lane.cash.columns(lane.fills.reasons);
  const matched = (along ?? tradesAfter(lane, held?.months ?? null, cash, new TradeLog())).finish();
  const { trades: tradeLog, open } = matched;
  const tradeColumns = () => {
    const leastMs = lane.finer === null ? spec.series.source.timeframeMs : 0;
    const leverage = () => {
      const held = account ?? { cash: spec.account.cash, equityAt: closes.reader() };
      return leverageOf({ fills: fills(), instrument: lane.instrument, ...held }, tradeLog.length);
    };
    return tradeLog.columns({
      fills: fills(),
      instrument: lane.instrument,
      costs: lane.rates.costsFrom,
      leastMs,
      leverage: once(leverage),
    });
  };
  const trades = once(() => countedTrades(tradeLog.length, tradeColumns));
  const orders = once(() => lane.orders.columnsAsRead(fills));
  const moves = once(() => {
    const moved = lane.broker.moves.columns();
    return chain === null ? moved : movesInTheirMonths(moved, chain);
  });
  const odd = lane.orders.odd();
  const equity = once(() => closes.equity());
  const position = once(() => closes.positions());
  const margin = once(() => marginUse(lane, equity(), position()));
  const bounds = once(() => ({ ...boundsOf(), ambiguousTrades: tradeLog.ambiguous }));
  const warnings = once(() => {
    bounds(); // a walk that could not be run to its end is among them
    return warningsOf(lane, odd, tradeLog.length, open);
  });
  const print = once(() => fingerprintOf(fills(), trades(), equity()));
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
    get fingerprint() {
      return print();
    },
    bars,
    get equity() {
      return equity();
    },
    get position() {
      return position();
    },
    get fills() {
      return fills();
    },
    get moves() {
      return moves();
    },
    chain,
    cash,
    fundings: lane.fundings,
    reasons,
    get orders() {
      return orders();
    },
    get trades() {
      return trades();
    },
    open,
    events: eventsOf(lane, odd),
    daily: lane.daily,
    totals: totalsOf(lane, matched),
    get bounds() {
      return bounds();
    },
    magnified: lane.finer?.share ?? null,
    get margin() {
      return margin();
    },
    plotted: [...lane.plotted.values()],
    get warnings() {
      return warnings();
    },
  };
}

/** Columns that follow from the logs are made when somebody first asks for them. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export function totalsOf(
  lane: Lane,
  { costs, slippage }: Pick<TradesAndCosts, "costs" | "slippage">,
): RunTotals {
  const net = netResult(lane);
  const sums = lane.cash.sums();
  const gross = net + sumOf(costs) + sums.dataFees + sums.liquidationFees - sums.funding - sums.interest;
  return {
    net,
    gross,
    costs,
    ...sums,
    slippage,
    endEquity: lane.closes.at(lane.length - 1),
  };
}

/** What happened, in time: what the account did, and the orders that did not end as they were meant. */
function eventsOf({ events, bars, orders }: Lane, odd: readonly number[]): RunEvent[] {
  const all = [...events];
  for (const order of odd) {
    const { state, bar, reason } = orders.endOf(order);
    const kind = state === "rejected" || state === "expired" ? state : "reduced";
    all.push({ bar, time: bars.time[bar]!, kind, text: reason, order, amount: 0 });
  }
  return all.sort((a, b) => a.bar - b.bar);
}

/** Initial requirement over equity at each close with a position, by the rates in force. */
function marginUse({ rates, margin, length }: Lane, equity: Float64Array, position: Int32Array): MarginUse {
  const use: ShareSum = { peak: 0, sum: 0, bars: 0 };
  for (const [k, { bar, rate }] of rates.inForce.entries()) {
    const to = Math.min(rates.inForce[k + 1]?.bar ?? length, length);
    for (let from = bar; from < to; from += BLOCK)
      addShares(use, rate.initial, position, equity, from, Math.min(from + BLOCK, to));
  }
  return {
    peakPercent: use.bars === 0 ? null : 100 * use.peak,
    averagePercent: use.bars === 0 ? null : (100 * use.sum) / use.bars,
    estimated: isEstimated(rates),
    calls: margin.calls,
    rates: rates.margins.map(({ day, rate }) => ({ day, ...rate })),
  };
}

const isEstimated = ({ margins }: Lane["rates"]): boolean => margins.some(({ rate }) => rate.estimated);

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

function warningsOf(lane: Lane, odd: readonly number[], trades: number, open: OpenPosition | null): string[] {
  const warnings = [...lane.warnings, ...fundingWarnings(lane.spec, lane.fundings)];
  const { symbol } = lane.instrument;
  if (isEstimated(lane.rates)) {
    warnings.push(
      `Margins of ${symbol} are an estimate for at least part of the run: no exchange figure is known for its dates.`,
    );
  }
  if (lane.rates.costs.some((rate) => rate.estimated)) {
    warnings.push(`Fees of ${symbol} before their first known date are taken from that date.`);
  }
  const { tradeDate, length } = lane.bars;
  const outside = (lane.spec.account.transfers ?? []).filter(
    ({ day }) => day < tradeDate[0]! || day > tradeDate[length - 1]!,
  );
  if (outside.length > 0) {
    warnings.push(
      `${outside.length} of ${lane.spec.account.transfers!.length} deposits and withdrawals lie outside the run and were not made; the first: ${formatDay(outside[0]!.day)}.`,
    );
  }
  const { orders } = lane;
  const refused = odd.filter((id) => orders.endOf(id).state === "rejected");
  if (refused.length > 0) {
    const first = orders.endOf(refused[0]!).reason;
    warnings.push(`${refused.length} of ${orders.length} orders were rejected; the first: ${first}.`);
  }
  warnings.push(...chainWarnings(lane.months?.result() ?? null));
  if (trades === 0 && open === null) warnings.push("No trade was made.");
  if (open !== null) {
    warnings.push(
      `A position of ${open.side * quantityOf(open.qty, lane.instrument.lot)} is still open at the last close, ${dollars(open.profit)} in it: ` +
        "it is in net and equity, not in the trade list.",
    );
  }
  return warnings;
}
