// Which contracts does a fill close, by the auditor's own matching?

import type { FillColumns } from "../../domain/run.js";
import { type D, type FillCost, minus, NO_COST, plus, shareOf, ZERO } from "./money.js";

/** Contracts of one lot that a fill closed: what a leg of a trade must say. */
export interface ClosedLot {
  readonly qty: number;
  readonly entryTicks: number;
  readonly profit: D;
}

/** What one trade adds up to. */
export interface Matched {
  readonly side: number;
  readonly firstFill: number;
  lastFill: number;
  held: number;
  entered: number;
  /** Prices times contracts, in ticks. */
  entrySum: number;
  exitSum: number;
  profit: D;
  costs: FillCost;
  slippage: D;
  /** Received less paid while it was open. */
  funding: D;
  /** Between the entry fills and their initial stops; null where one of them had none. */
  risk: D | null;
  readonly lots: { left: number; readonly ticks: number; readonly value: D }[];
  legs: number;
}

/** One fill, in decimals. */
export interface Execution {
  readonly k: number;
  readonly value: D;
  readonly cost: FillCost;
  /** Dollars that slippage took, per contract. */
  readonly slippage: D;
  /** Dollars between the fill and its initial stop, per contract; null where it had none. */
  readonly risk: D | null;
}

/** First in, first out; a fill that turns the position ends one trade and begins the next. */
export class Matching {
  open: Matched | null = null;
  /** Signed contracts. */
  held = 0;
  readonly #fills: FillColumns;
  readonly #isRoll: (fill: number) => boolean;

  constructor(fills: FillColumns, isRoll: (fill: number) => boolean) {
    this.#fills = fills;
    this.#isRoll = isRoll;
  }

  /** What the fill closed, lot by lot, and the trade that it ended, if it ended one. */
  fill(execution: Execution): { readonly closed: readonly ClosedLot[]; readonly ended: Matched | null } {
    const { k } = execution;
    const side = this.#fills.side[k]!;
    const qty = this.#fills.qty[k]!;
    const before = this.open;
    const closing = before !== null && before.side !== side ? Math.min(qty, before.held) : 0;
    // A cost need not divide evenly: what closes takes whole micro-dollars, what opens the rest.
    const taken = closing === qty ? execution.cost : shareOf(execution.cost, closing, qty);
    const closed = before !== null && closing > 0 ? close(before, execution, closing, taken) : [];
    const rolls = this.#isRoll(k);
    const ended = before !== null && before.held === 0 && !rolls ? before : null;
    if (before !== null && !rolls) before.exitSum += closing * this.#fills.price[k]!;
    if (ended !== null) this.open = null;
    if (qty > closing) {
      this.open ??= begun(side, k);
      this.#enter(this.open, execution, qty - closing, minus(execution.cost, taken));
    }
    this.held += side * qty;
    return { closed, ended };
  }

  #enter(trade: Matched, { k, value, slippage, risk }: Execution, qty: number, cost: FillCost): void {
    trade.lots.push({ left: qty, ticks: this.#fills.price[k]!, value });
    trade.held += qty;
    trade.costs = plus(trade.costs, cost);
    trade.slippage = trade.slippage.plus(slippage.times(qty));
    // The contracts of a roll come back at once, into the same trade, with the risk that they had.
    if (this.#isRoll(k)) return;
    trade.entered += qty;
    trade.entrySum += qty * this.#fills.price[k]!;
    trade.risk = trade.risk === null || risk === null ? null : trade.risk.plus(risk.times(qty));
    trade.lastFill = k;
  }
}

function close(
  trade: Matched,
  { k, value, slippage }: Execution,
  qty: number,
  cost: FillCost,
): readonly ClosedLot[] {
  const closed: ClosedLot[] = [];
  for (let left = qty; left > 0; ) {
    const lot = trade.lots[0]!;
    const now = Math.min(lot.left, left);
    const profit = value.minus(lot.value).times(trade.side * now);
    closed.push({ qty: now, entryTicks: lot.ticks, profit });
    trade.profit = trade.profit.plus(profit);
    lot.left -= now;
    left -= now;
    if (lot.left === 0) trade.lots.shift();
  }
  trade.held -= qty;
  trade.costs = plus(trade.costs, cost);
  trade.slippage = trade.slippage.plus(slippage.times(qty));
  trade.lastFill = k;
  return closed;
}

const begun = (side: number, firstFill: number): Matched => ({
  side,
  firstFill,
  lastFill: firstFill,
  held: 0,
  entered: 0,
  entrySum: 0,
  exitSum: 0,
  profit: ZERO,
  costs: NO_COST,
  slippage: ZERO,
  funding: ZERO,
  risk: ZERO,
  lots: [],
  legs: 0,
});
