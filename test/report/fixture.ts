// A finished run for drawing and writing, made by hand so that every figure in it can be checked.

import { CashLog } from "#accountant/cash-log.js";
import type { Bars } from "#domain/bars.js";
import type { Contract } from "#domain/contract.js";
import { NO_RISK } from "#domain/risk.js";
import { type DailyRow, FILL_KINDS, NO_STOP, type Run, type Trade } from "#domain/run.js";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

export const MES: Contract = {
  symbol: "MES",
  name: "Micro E-mini S&P 500",
  exchange: "CME",
  kind: "future",
  group: "equity_index",
  session: "equity_index",
  currency: "USD",
  quote: "points",
  tickSize: "0.25",
  multiplier: "5",
  tickValue: "1.25",
  settlementTime: "15:00",
  rounding: "cent",
  commission: [{ from: "2019-05-06", usdPerSide: "0.25", source: "a discount broker's list" }],
  exchangeFee: [{ from: "2019-05-06", usdPerSide: "0.35", source: "CME fee schedule" }],
  clearingFee: [{ from: "2019-05-06", usdPerSide: "0", source: "inside the commission" }],
  nfaFee: [{ from: "2019-05-06", usdPerSide: "0.02", source: "NFA" }],
  takerRate: "0",
  margins: [],
  percentMargins: [],
  settlement: "cash",
  lastTradingDay: "third Friday",
  launch: "2019-05-06",
  halfSpreadTicks: null,
  slippageTicks: { regular: 1, overnight: 2, news: 4, source: "a choice" },
  warnings: [],
  sources: ["CME rulebook chapter 353"],
};

/** A plain linear congruential walk: the same bars on every machine, and nothing to install. */
function walk(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const TICK = 1_250_000;
const SIDE_COST = { commission: 250_000, exchange: 350_000, clearing: 0, nfa: 20_000 };
const PER_SIDE = 620_000;

export interface Wanted {
  readonly days?: number;
  readonly perDay?: number;
  /** Bars between entries; 0 trades nothing. */
  readonly every?: number;
  readonly seed?: number;
}

function barsOf(days: number, perDay: number, seed: number): Bars {
  const length = days * perDay;
  const buffer = new SharedArrayBuffer(0);
  const column = () => new Float64Array(length);
  const ticks = () => new Int32Array(length);
  const bars = {
    buffer,
    length,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    openTicks: ticks(),
    highTicks: ticks(),
    lowTicks: ticks(),
    closeTicks: ticks(),
    tradeDate: ticks(),
  };
  const random = walk(seed);
  let price = 20_000;
  let date = day("2024-01-01");
  for (let i = 0; i < length; i++) {
    if (i % perDay === 0)
      do date++;
      while ((date + 4) % 7 === 0 || (date + 4) % 7 === 6);
    const open = price;
    const close = open + Math.round((random() - 0.495) * 16);
    const high = Math.max(open, close) + Math.floor(random() * 6);
    const low = Math.min(open, close) - Math.floor(random() * 6);
    price = close;
    bars.time[i] = date * 86_400_000 + 14.5 * 3_600_000 + (i % perDay) * 300_000;
    bars.tradeDate[i] = date;
    for (const [name, value] of Object.entries({ open, high, low, close })) {
      const at = name as "open";
      bars[`${at}Ticks`][i] = value;
      bars[at][i] = value / 4;
    }
    bars.volume[i] = 100 + Math.floor(random() * 900);
  }
  return bars;
}

/** Market entries and exits at opens, one tick of slippage each: `every` bars one trade of one or two contracts. */
export function fixtureRun({ days = 60, perDay = 78, every = 97, seed = 7 }: Wanted = {}): Run {
  const bars = barsOf(days, perDay, seed);
  const { length } = bars;
  const random = walk(seed + 1);
  const cash = 10_000_000_000;
  const equity = new Float64Array(length).fill(cash);
  const position = new Int32Array(length);
  const trades: Trade[] = [];
  const log: {
    bar: number;
    side: number;
    qty: number;
    price: number;
    kind: number;
    reason: number;
    stop: number;
    order: number;
  }[] = [];
  const held = Math.max(2, Math.floor(every / 3));
  const perDate = new Map<number, number>();
  for (let entry = 20; every > 0 && entry + held < length; entry += every) {
    const side = random() < 0.55 ? 1 : -1;
    const qty = random() < 0.3 ? 2 : 1;
    const exit = entry + held;
    const inPrice = bars.openTicks[entry]! + side;
    const outPrice = bars.openTicks[exit]! - side;
    const gross = side * (outPrice - inPrice) * qty * TICK;
    const costs = 2 * qty * PER_SIDE;
    let mae = 0;
    let mfe = 0;
    for (let i = entry; i < exit; i++) {
      const high = side * (bars.highTicks[i]! - inPrice) * qty * TICK;
      const low = side * (bars.lowTicks[i]! - inPrice) * qty * TICK;
      mae = Math.min(mae, high, low);
      mfe = Math.max(mfe, high, low);
      position[i] = side * qty;
    }
    const before = equity[entry - 1]!;
    for (let i = entry; i < length; i++) {
      equity[i] =
        i < exit
          ? before - qty * PER_SIDE + side * (bars.closeTicks[i]! - inPrice) * qty * TICK
          : before + gross - costs;
    }
    for (const bar of [entry, exit]) {
      const date = bars.tradeDate[bar]!;
      perDate.set(date, (perDate.get(date) ?? 0) + qty * PER_SIDE);
    }
    const order = trades.length * 2 + 1;
    const stop = inPrice - side * 40;
    log.push({ bar: entry, side, qty, price: inPrice, kind: 0, reason: side > 0 ? 0 : 1, stop, order });
    log.push({
      bar: exit,
      side: -side,
      qty,
      price: outPrice,
      kind: 0,
      reason: 2,
      stop: NO_STOP,
      order: order + 1,
    });
    const ambiguous = trades.length % 9 === 4;
    trades.push({
      n: trades.length + 1,
      side,
      qty,
      entryBar: entry,
      exitBar: exit,
      entryTime: bars.time[entry]!,
      exitTime: bars.time[exit]!,
      entrySum: inPrice * qty,
      exitSum: outPrice * qty,
      gross,
      costs: {
        commission: 2 * qty * SIDE_COST.commission,
        exchange: 2 * qty * SIDE_COST.exchange,
        clearing: 0,
        nfa: 2 * qty * SIDE_COST.nfa,
      },
      slippage: 2 * qty * TICK,
      funding: 0,
      net: gross - costs,
      risk: 40 * qty * TICK,
      r: (gross - costs) / (40 * qty * TICK),
      mae,
      mfe,
      bars: held + 1,
      heldMs: bars.time[exit]! - bars.time[entry]!,
      leverage: (inPrice * TICK * qty) / before,
      entryReason: side > 0 ? "close above the fast average" : "close below the fast average",
      exitReason: "market",
      flags: ambiguous ? ["A"] : [],
      stake: ambiguous ? 12_500_000 : 0,
      legs: [
        {
          qty,
          entry: inPrice,
          exit: outPrice,
          exitBar: exit,
          exitTime: bars.time[exit]!,
          gross,
          reason: "market",
        },
      ],
    });
  }
  const column = (of: (row: (typeof log)[number]) => number) => Int32Array.from(log, of);
  const sum = (of: (trade: Trade) => number) => trades.reduce((total, trade) => total + of(trade), 0);
  const net = sum((trade) => trade.net);
  const ambiguous = trades.filter((trade) => trade.flags.includes("A")).length;
  const daily: DailyRow[] = [];
  for (let i = 0; i < length; i++) {
    if (i + 1 < length && bars.tradeDate[i] === bars.tradeDate[i + 1]) continue;
    const date = bars.tradeDate[i]!;
    const last = daily.at(-1)?.equity ?? cash;
    const costs = perDate.get(date) ?? 0;
    const carried = Math.abs(position[i]!);
    daily.push({
      day: date,
      balance: equity[i]!,
      variation: equity[i]! - last + costs,
      costs,
      equity: equity[i]!,
      close: bars.closeTicks[i]!,
      margin: carried * 2_300_000_000,
      initial: carried * 2_530_000_000,
      position: position[i]!,
      estimated: true,
      excess: 0,
      peak: 0,
      call: 0,
      stopOut: null,
      distance: null,
    });
  }
  return {
    inputs: {
      strategy: {
        name: "ema-trend",
        file: "ema-trend.ts",
        hash: "5f0b".repeat(16),
        params: { fast: 12, slow: 26, trend: true },
      },
      data: {
        symbol: "MES",
        file: "MES-5m.csv",
        sha256: "9a3c".repeat(16),
        timeframeMs: 300_000,
        from: bars.time[0]!,
        to: bars.time[length - 1]!,
        firstDay: bars.tradeDate[0]!,
        lastDay: bars.tradeDate[length - 1]!,
        bars: length,
        hasVolume: true,
        synthetic: true,
        notes: ["4,680 rows accepted, 0 repaired, 0 rejected"],
      },
      contract: MES,
      account: { cash, marginPolicy: "liquidate", margins: "estimate", liquidationFee: 0, monthlyFee: 0 },
      execution: {
        path: "adverse",
        slippage: 1,
        limitFill: "through",
        participation: null,
        fillAt: "next-open",
      },
      finer: null,
      flatCost: null,
      risk: NO_RISK,
      events: null,
      chain: null,
      settlements: null,
      perpetual: null,
    },
    fingerprint: "7c1f".repeat(16),
    bars,
    equity,
    position,
    cash: new CashLog({ length: 0 }, 0).columns([]).cash,
    chain: null,
    fundings: null,
    fills: {
      length: log.length,
      bar: column((row) => row.bar),
      finer: column(() => -1),
      time: Float64Array.from(log, (row) => bars.time[row.bar]!),
      day: Int32Array.from(log, (row) => bars.tradeDate[row.bar]!),
      order: column((row) => row.order),
      side: Int8Array.from(log, (row) => row.side),
      qty: column((row) => row.qty),
      price: column((row) => row.price),
      slip: column(() => 1),
      walk: new Uint8Array(log.length),
      leg: new Uint8Array(log.length),
      kind: Uint8Array.from(log, (row) => row.kind),
      reason: column((row) => row.reason),
      stop: column((row) => row.stop),
      maker: new Uint8Array(log.length),
    },
    reasons: ["close above the fast average", "close below the fast average", "averages crossed back"],
    orders: [
      ...log.map((row) => ({
        id: row.order,
        bar: row.bar - 1,
        kind: "market" as const,
        side: row.side as 1 | -1,
        qty: row.qty,
        price: null,
        limit: null,
        tif: "GTC" as const,
        parent: 0,
        group: null,
        reduceOnly: false,
        amended: 0,
        asked: null,
        reason: "signal",
        state: "filled" as const,
        filledQty: row.qty,
        endBar: row.bar,
        endReason: FILL_KINDS[row.kind]!,
      })),
      ...[812, 1403, 1877].map((bar, i) => ({
        id: 9000 + i,
        bar,
        kind: "market" as const,
        side: 1 as const,
        qty: 4,
        price: null,
        limit: null,
        tif: "GTC" as const,
        parent: 0,
        group: null,
        reduceOnly: false,
        amended: 0,
        asked: null,
        reason: "close above the fast average",
        state: "rejected" as const,
        filledQty: 0,
        endBar: bar,
        endReason: `needs $${10_120 + i}.00 of initial margin, free is $${9_800 - i}.40`,
      })),
    ],
    trades,
    open: null,
    events: [812, 1403, 1877].map((bar, i) => ({
      bar,
      time: bars.time[Math.min(bar, length - 1)]!,
      kind: "rejected" as const,
      text: `buy 4: needs $${10_120 + i}.00 of initial margin, free is $${9_800 - i}.40`,
      order: 9000 + i,
      amount: 0,
    })),
    daily,
    totals: {
      net,
      gross: sum((trade) => trade.gross),
      costs: {
        commission: sum((trade) => trade.costs.commission),
        exchange: sum((trade) => trade.costs.exchange),
        clearing: 0,
        nfa: sum((trade) => trade.costs.nfa),
      },
      dataFees: 0,
      liquidationFees: 0,
      funding: 0,
      interest: 0,
      transfers: 0,
      slippage: sum((trade) => trade.slippage),
      endEquity: cash + net,
    },
    bounds: {
      ambiguousTrades: ambiguous,
      ambiguousBars: ambiguous,
      adverseNet: net,
      favourableNet: net + ambiguous * 12_500_000,
    },
    magnified: null,
    margin: {
      peakPercent: 51.2,
      averagePercent: 18.4,
      estimated: true,
      calls: [],
      rates: [
        {
          day: bars.tradeDate[0]!,
          initial: 2_530_000_000,
          maintenance: 2_300_000_000,
          estimated: true,
          source: "estimate: 9.2 % of notional",
        },
      ],
    },
    plotted: [],
    warnings: ["Margins of MES are an estimate for at least part of the run."],
  };
}
