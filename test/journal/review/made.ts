// Trades and signals for tests, at plain prices of MES.

import type { JournalTrade } from "#domain/journal.js";
import type { Signal } from "#domain/review.js";

export const TICK = 1_250_000;
export const BAR = 60_000;
export const DAY = 20_524; // Thursday 12 March 2026
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
