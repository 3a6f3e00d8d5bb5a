// Trades and signals for tests, at plain prices of MES.

import type { JournalFill, JournalTrade } from "#domain/journal.js";
import type { Signal } from "#domain/review.js";
import type { Run } from "#domain/run.js";
import type { ReviewRequest } from "#journal/review/review.js";
import { FILL } from "../fills.js";

/** What a review is asked for where nothing is said of plan, orders and notes. */
export const ASKED: Omit<ReviewRequest, "firstDay" | "lastDay" | "markets" | "trades" | "fills"> = {
  plan: {
    name: "plan",
    version: null,
    strategy: "ema-trend",
    params: {},
    instruments: null,
    contracts: null,
    window: null,
    maxTradesPerDay: null,
    maxDailyLoss: null,
    riskPerTrade: null,
    cooldownAfterLossMs: null,
    stopRequiredWithinMs: null,
  },
  account: "sim",
  name: "all",
  windowMs: 600_000,
  zone: "America/New_York",
  orders: [],
  notes: [],
  rules: [],
  inWindow: () => true,
  warnings: [],
};

const TICK = 1_250_000;
export const BAR = 60_000;
const DAY = 20_524; // Thursday 12 March 2026
/** "09:46" or "09:46:30" in New York on that date, which is UTC−4. */
export function at(clock: string, day = DAY): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return day * 86_400_000 + ((hours + 4) * 3600 + minutes * 60 + seconds) * 1000;
}

interface Terms {
  readonly side: 1 | -1;
  readonly qty: number;
  readonly from: string;
  readonly to: string;
  readonly entry: number;
  readonly exit: number;
  readonly day?: number;
  readonly root?: string;
}

const booked = ({ side, qty, entry, exit }: Terms) => {
  const [entrySum, exitSum] = [(entry / 0.25) * qty, (exit / 0.25) * qty];
  const gross = side * (exitSum - entrySum) * TICK;
  return { side, qty, entrySum, exitSum, gross, net: gross - qty * 2 * 620_000 };
};

export const signal = (id: string, terms: Terms): Signal => ({
  id,
  place: null,
  root: terms.root ?? "MES",
  day: terms.day ?? DAY,
  entryTime: at(terms.from, terms.day),
  exitTime: at(terms.to, terms.day),
  ...booked(terms),
  entryReason: "break",
  exitReason: "target",
  atr: 8,
});

export function trade(id: string, terms: Terms): JournalTrade {
  const { side, qty, entrySum, exitSum, gross, net } = booked(terms);
  const [entryTime, exitTime] = [at(terms.from, terms.day), at(terms.to, terms.day)];
  const root = terms.root ?? "MES";
  return {
    id,
    account: "eval-50k",
    root,
    contract: `${root}H26`,
    side,
    qty,
    most: qty,
    entryTime,
    exitTime,
    entrySum,
    exitSum,
    legs: [{ qty, entryTime, exitTime, entrySum, exitSum, gross }],
    gross,
    costs: gross - net,
    estimated: false,
    net,
    risk: null,
    r: null,
    mae: null,
    mfe: null,
    equity: 10_000_000_000,
    leverage: null,
    leverageMax: null,
    notional: 0,
    marginUsed: null,
    day: terms.day ?? DAY,
    fills: [],
    open: "no",
  };
}

/** The day of the worked example in docs/journal-review.md. */
export const EXAMPLE = {
  signals: [
    signal("s-1", { side: 1, qty: 2, from: "09:46", to: "10:31", entry: 5612.25, exit: 5632.25 }),
    signal("s-2", { side: -1, qty: 2, from: "11:05", to: "11:22", entry: 5618, exit: 5628.25 }),
    signal("s-3", { side: 1, qty: 2, from: "13:10", to: "13:40", entry: 5604.5, exit: 5624.5 }),
    signal("s-4", { side: -1, qty: 2, from: "14:20", to: "14:50", entry: 5621, exit: 5631.25 }),
    signal("s-5", { side: 1, qty: 2, from: "15:05", to: "15:59", entry: 5609, exit: 5617.5 }),
  ],
  trades: [
    trade("t-1", { side: 1, qty: 2, from: "09:49:12", to: "10:12:40", entry: 5614, exit: 5622.5 }),
    trade("t-2", { side: -1, qty: 2, from: "11:05:02", to: "11:22:30", entry: 5617.75, exit: 5628.5 }),
    trade("t-3", { side: 1, qty: 3, from: "11:24:10", to: "11:41:00", entry: 5628.75, exit: 5621.25 }),
    trade("t-4", { side: 1, qty: 4, from: "15:05:03", to: "15:59:10", entry: 5609, exit: 5617.5 }),
  ],
} as const;

/** What a trader has who does all that the plan does, with fills to the tick and costs to the cent. */
export const followed = (
  signal: Signal,
  k: number,
  run: Run,
): { trade: JournalTrade; fills: JournalFill[] } => {
  const { side, qty, entryTime, exitTime, entrySum, exitSum, gross, net, day, root } = signal;
  const planned = run.trades.find((one) => one.entryTime === entryTime && one.side === side);
  if (exitTime === null) {
    const still = {
      entryTime,
      exitTime,
      qty,
      entrySum,
      exitSum: 0,
      gross: 0,
      costs: gross - net,
      net: net - gross,
    };
    const base = trade(`t-${k}`, { side, qty, from: "10:00", to: "10:10", entry: 1, exit: 1 });
    return { trade: { ...base, account: "sim", root, day, ...still, legs: [], open: "at end" }, fills: [] };
  }
  const out = exitTime;
  const fill = (id: string, time: number, way: 1 | -1, sum: number): JournalFill => ({
    ...FILL,
    id,
    symbol: root,
    contract: root,
    root,
    time,
    side: way,
    qty,
    price: String((sum / qty) * 0.25),
    commission: null,
    fees: null,
    source: { ...FILL.source, line: 2 * k + 2 },
  });
  return {
    trade: {
      ...trade(`t-${String(k).padStart(4, "0")}`, {
        side,
        qty,
        from: "10:00",
        to: "10:10",
        entry: 1,
        exit: 1,
      }),
      account: "sim",
      root,
      contract: root,
      entryTime,
      exitTime: out,
      entrySum,
      exitSum,
      legs: planned?.legs.map((leg) => ({
        qty: leg.qty,
        entryTime: enteredAt(run, planned, leg.entry),
        exitTime: leg.exitTime,
        entrySum: leg.entry * leg.qty,
        exitSum: leg.exit * leg.qty,
        gross: leg.gross,
      })) ?? [{ qty, entryTime, exitTime: out, entrySum, exitSum, gross }],
      gross,
      costs: gross - net,
      net,
      day,
      fills: [2 * k, 2 * k + 1],
    },
    fills: [fill(`${k}-in`, entryTime, side, entrySum), fill(`${k}-out`, out, side === 1 ? -1 : 1, exitSum)],
  };
};

/** Legs do not say when they were entered; the fills do. */
function enteredAt(
  { fills }: Run,
  { side, entryBar, exitBar }: Run["trades"][number],
  price: number,
): number {
  for (let i = 0; i < fills.length; i++) {
    const inside = fills.bar[i]! >= entryBar && fills.bar[i]! <= exitBar;
    if (inside && fills.side[i] === side && fills.price[i] === price) return fills.time[i]!;
  }
  throw new Error("no such entry");
}
