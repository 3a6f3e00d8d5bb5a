// How is a small Run made whose numbers are known?

import { CashLog } from "#accountant/cash-log.js";
import { createBars } from "#bars/columns.js";
import { DAY_MS, MICRO } from "#domain/money.js";
import { NO_RISK } from "#domain/risk.js";
import type { Run, Trade } from "#domain/run.js";
import { loadContracts } from "#instrument/contracts.js";
import { dayOf } from "#instrument/time.js";
import { PLAIN_TERMS } from "../fixtures/plain-terms.js";

export const usd = (dollars: number): number => Math.round(dollars * MICRO);
/** Tuesday. */
export const FIRST_DAY = dayOf(2024, 1, 2);

export interface Sketch {
  readonly symbol?: string;
  readonly cash?: number;
  /** Dollars at each bar's close; a bar a trade date unless `barsPerDay` says otherwise. */
  readonly equity?: readonly number[];
  readonly barsPerDay?: number;
  /** Calendar days between trade dates. */
  readonly dayStep?: number;
  readonly firstDay?: number;
  readonly position?: readonly number[];
  /** Close in ticks, the same on every bar. */
  readonly closeTicks?: number;
  readonly trades?: readonly Partial<Trade>[];
  /** Contracts of each fill. */
  readonly fills?: readonly number[];
  /** Ticks that each of them slipped. */
  readonly slip?: number;
  readonly totals?: Partial<Run["totals"]>;
  readonly margin?: Partial<Run["margin"]>;
}

const contracts = loadContracts();

/** A run with exactly the numbers of the sketch; what it leaves out is zero, empty or as in an ordinary MES run. */
export function runOf(sketch: Sketch = {}): Run {
  const { cash = 10_000, equity = [], barsPerDay = 1, dayStep = 1, firstDay = FIRST_DAY } = sketch;
  const contract = contracts.get(sketch.symbol ?? "MES");
  const bars = createBars(equity.length);
  for (let i = 0; i < equity.length; i++) {
    const day = firstDay + Math.floor(i / barsPerDay) * dayStep;
    bars.tradeDate[i] = day;
    bars.time[i] = day * DAY_MS + (i % barsPerDay) * 3_600_000;
    bars.closeTicks[i] = sketch.closeTicks ?? 20_000;
  }
  const curve = Float64Array.from(equity, usd);
  const daily: Run["daily"][number][] = [];
  for (let i = 0; i < equity.length; i++) {
    if (i + 1 < equity.length && bars.tradeDate[i + 1] === bars.tradeDate[i]) continue;
    daily.push({
      day: bars.tradeDate[i]!,
      balance: curve[i]!,
      variation: 0,
      costs: 0,
      equity: curve[i]!,
      close: bars.closeTicks[i]!,
      margin: 0,
      initial: 0,
      position: 0,
      estimated: false,
      excess: 0,
      peak: 0,
      call: 0,
      stopOut: null,
      distance: null,
    });
  }
  const qty = Int32Array.from(sketch.fills ?? []);
  const endEquity = curve.at(-1) ?? usd(cash);
  const none = { commission: 0, exchange: 0, clearing: 0, nfa: 0 };
  return {
    inputs: {
      strategy: { name: "sketch", file: "sketch.ts", hash: "0", params: {} },
      data: {
        symbol: contract.symbol,
        file: "sketch.csv",
        sha256: "0",
        timeframeMs: DAY_MS,
        from: bars.time[0] ?? 0,
        to: bars.time.at(-1) ?? 0,
        firstDay: bars.tradeDate[0] ?? 0,
        lastDay: bars.tradeDate.at(-1) ?? 0,
        bars: equity.length,
        hasVolume: true,
        synthetic: true,
        notes: [],
      },
      contract,
      account: { ...PLAIN_TERMS.account, cash: usd(cash) },
      execution: PLAIN_TERMS.execution,
      finer: null,
      flatCost: null,
      risk: NO_RISK,
      events: null,
      chain: null,
      settlements: null,
      perpetual: null,
    },
    fingerprint: "0",
    bars,
    equity: curve,
    position: Int32Array.from({ length: equity.length }, (_, i) => sketch.position?.[i] ?? 0),
    cash: new CashLog({ length: 0 }, 0).columns([]).cash,
    chain: null,
    fundings: null,
    fills: {
      length: qty.length,
      bar: new Int32Array(qty.length),
      finer: new Int32Array(qty.length).fill(-1),
      time: new Float64Array(qty.length),
      day: new Int32Array(qty.length),
      order: new Int32Array(qty.length),
      side: new Int8Array(qty.length),
      qty,
      price: new Int32Array(qty.length),
      slip: new Int32Array(qty.length).fill(sketch.slip ?? 0),
      walk: new Uint8Array(qty.length),
      leg: new Uint8Array(qty.length),
      kind: new Uint8Array(qty.length),
      reason: new Int32Array(qty.length),
      stop: new Int32Array(qty.length),
      maker: new Uint8Array(qty.length),
    },
    reasons: [],
    orders: [],
    trades: (sketch.trades ?? []).map((trade, i) => tradeOf({ n: i + 1, ...trade }, bars.time)),
    open: null,
    events: [],
    daily,
    totals: {
      net: endEquity - usd(cash),
      gross: endEquity - usd(cash),
      costs: none,
      dataFees: 0,
      liquidationFees: 0,
      funding: 0,
      interest: 0,
      transfers: 0,
      slippage: 0,
      endEquity,
      ...sketch.totals,
    },
    bounds: { ambiguousTrades: 0, ambiguousBars: 0, adverseNet: 0, favourableNet: 0 },
    magnified: null,
    margin: {
      peakPercent: null,
      averagePercent: null,
      estimated: false,
      calls: [],
      rates: [],
      ...sketch.margin,
    },
    plotted: [],
    warnings: [],
  };
}

function tradeOf(trade: Partial<Trade>, time: Float64Array): Trade {
  const entryBar = trade.entryBar ?? 0;
  const exitBar = trade.exitBar ?? entryBar;
  const net = trade.net ?? 0;
  const risk = trade.risk ?? null;
  return {
    n: 1,
    side: 1,
    qty: 1,
    entryTime: time[entryBar] ?? 0,
    exitTime: time[exitBar] ?? 0,
    entrySum: 0,
    exitSum: 0,
    gross: net,
    costs: { commission: 0, exchange: 0, clearing: 0, nfa: 0 },
    slippage: 0,
    funding: 0,
    r: risk === null ? null : net / risk,
    mae: 0,
    mfe: 0,
    bars: exitBar - entryBar + 1,
    heldMs: 0,
    leverage: 0,
    entryReason: "",
    exitReason: "",
    flags: [],
    stake: 0,
    legs: [],
    ...trade,
    entryBar,
    exitBar,
    net,
    risk,
  };
}
