// What did each exit make, by the way in which its contracts are matched with entries?

import type { JournalFill, JournalTrade } from "../domain/journal.js";
import type { EpochMs, MicroUsd } from "../domain/money.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { Journal } from "./journal.js";
import { type PairResults, pairResult } from "./pair-results.js";
import { type Part, partsOf, splitParts } from "./parts.js";
import { costShare } from "./trades.js";

export const MATCHINGS = ["fifo", "lifo", "average"] as const;
/** First in, first out; last in, first out; or all that is held at what it cost on average. From flat to flat each makes the same. */
export type Matching = (typeof MATCHINGS)[number];

/** Contracts that left with one fill. */
export interface Closing {
  readonly trade: JournalTrade;
  readonly time: EpochMs;
  readonly qty: number;
  /** Price × contracts in ticks; has a fraction at average cost. */
  readonly entrySum: number;
  readonly exitSum: number;
  readonly gross: MicroUsd;
  /** After the costs of that fill, and of the entries that it is matched with. */
  readonly net: MicroUsd;
  /** What the broker says that it made, before costs or after them; null where it says nothing. */
  readonly broker: { readonly amount: MicroUsd; readonly after: "gross" | "net" } | null;
}

/** Contracts that are held, with what they were worth, and cost to enter. */
interface Lot {
  qty: number;
  ticks: number;
  value: MicroUsd;
  costs: MicroUsd;
}

/** The exits of a trade in their order. Their results add up to the trade's, to the micro-dollar, whichever way is taken. */
export function closingsOf(
  trade: JournalTrade,
  { fills, booked, results }: Pick<Journal, "fills" | "booked" | "results">,
  contracts: Contracts,
  way: Matching,
): Closing[] {
  // What closes a position that no file has opened made nothing that could be known.
  if (trade.open === "at start") return [];
  const instrument = instrumentOf(contracts.get(trade.root));
  const [first, ...others] = trade.fills;
  const later = others.filter((place) => fills[place]!.side === trade.side);
  const opened = trade.qty - later.reduce((sum, place) => sum + fills[place]!.qty, 0);
  const lots: Lot[] = [];
  const closings: Closing[] = [];
  let held = 0;
  for (const place of trade.fills) {
    const fill = fills[place]!;
    const parts = partsOf(fill.price, fill.qty, instrument);
    const amount = booked[place]!.costs;
    if (fill.side === trade.side) {
      // A fill that turned the position round closed another trade before.
      const before = place === first ? fill.qty - opened : 0;
      enter(lots, splitParts(parts, before)[1], amount - costShare(amount, before, fill.qty), way);
      held += fill.qty - before;
      continue;
    }
    const qty = Math.min(held, fill.qty);
    held -= qty;
    const out = lotOf(splitParts(parts, qty)[0], costShare(amount, qty, fill.qty));
    const matched = leave(lots, qty, way);
    const gross = trade.side * (out.value - matched.value) + 0;
    closings.push({
      trade,
      time: fill.time,
      qty,
      entrySum: matched.ticks,
      exitSum: out.ticks,
      gross,
      net: gross - out.costs - matched.costs,
      broker: saidBy(fill, results),
    });
  }
  return closings;
}

function saidBy(fill: JournalFill, results: PairResults): Closing["broker"] {
  const { brokerPnl, brokerNet } = fill;
  const amount = brokerPnl ?? pairResult(fill, results);
  if (amount !== null) return { amount, after: "gross" };
  return brokerNet === undefined ? null : { amount: brokerNet, after: "net" };
}

const lotOf = (parts: readonly Part[], costs: MicroUsd): Lot => ({
  qty: parts.reduce((sum, { qty }) => sum + qty, 0),
  ticks: parts.reduce((sum, { qty, ticks }) => sum + qty * ticks, 0),
  value: parts.reduce((sum, { qty, value }) => sum + qty * value, 0),
  costs,
});

/** At average cost all that is held is one lot; else each price of a fill is one of its own. */
function enter(lots: Lot[], parts: readonly Part[], costs: MicroUsd, way: Matching): void {
  if (way !== "average") {
    const all = lotOf(parts, costs);
    for (const part of parts) {
      const own = share(all.costs, part.qty, all.qty);
      lots.push(lotOf([part], own));
      all.costs -= own;
      all.qty -= part.qty;
    }
    return;
  }
  const pool = lots[0] ?? lotOf([], 0);
  const more = lotOf(parts, costs);
  lots[0] = {
    qty: pool.qty + more.qty,
    ticks: pool.ticks + more.ticks,
    value: pool.value + more.value,
    costs: pool.costs + more.costs,
  };
}

/** Takes contracts out of the lots; what rounding leaves goes with the last of a lot. */
function leave(lots: Lot[], qty: number, way: Matching): Lot {
  const out: Lot = { qty: 0, ticks: 0, value: 0, costs: 0 };
  while (out.qty < qty) {
    const lot = way === "lifo" ? lots.at(-1)! : lots[0]!;
    const taken = Math.min(qty - out.qty, lot.qty);
    const value = share(lot.value, taken, lot.qty);
    const costs = share(lot.costs, taken, lot.qty);
    const ticks = taken === lot.qty ? lot.ticks : (lot.ticks * taken) / lot.qty;
    out.qty += taken;
    out.ticks += ticks;
    out.value += value;
    out.costs += costs;
    lot.qty -= taken;
    lot.ticks -= ticks;
    lot.value -= value;
    lot.costs -= costs;
    if (lot.qty === 0) lots.splice(lots.indexOf(lot), 1);
  }
  return out;
}

/** In whole numbers: the products are beyond those that a float counts exactly. */
const share = (amount: MicroUsd, taken: number, of: number): MicroUsd =>
  taken === of ? amount : Number((BigInt(amount) * BigInt(taken)) / BigInt(of));
