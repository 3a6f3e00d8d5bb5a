// Which trades do the fills make?

import type { CostRate } from "../domain/contract.js";
import { blankFillRow, type FillRow } from "../domain/fill-row.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Costs, OpenPosition } from "../domain/run.js";
import { flatRate } from "./costs.js";
import { begin, blankDraft, open, openPosition, type Paid, type TradeSources, take } from "./draft.js";
import { endsWith, lookBetween } from "./one-lot.js";
import { blankFill, type Fill, readFill } from "./trade-fill.js";
import type { TradeLog } from "./trade-log.js";
import type { OneLot, TradeSink } from "./trade-row.js";
import { PriceRange } from "./walked.js";

export interface TradesAndCosts<Log = TradeLog> {
  readonly trades: Log;
  readonly open: OpenPosition | null;
  /** Of all fills, those of the open position among them. */
  readonly costs: Costs;
  readonly slippage: MicroUsd;
}

/**
 * Makes trades of fills, in the order of their entries; nothing but the fill log is asked. It may follow a run that is under
 * way, as long as it stays behind the bars that are done: there its bars are still at hand.
 */
export class TradeMaker<Log extends TradeSink = TradeLog> {
  readonly #sources: TradeSources;
  readonly #log: Log;
  readonly #paid: Paid = { commission: 0, exchange: 0, clearing: 0, nfa: 0, slippage: 0 };
  /** A trade looks back at its last fill and never further: two of them, taken in turn, are enough for any number. */
  readonly #pages: readonly [Fill, Fill] = [blankFill(), blankFill()];
  readonly #draft = blankDraft(this.#pages[0].place);
  /** Contracts in it. */
  #heldLong = 0;
  /** Whether trades of one entry and one exit can be made in their short form. */
  readonly #short: boolean;
  readonly #lot: OneLot = {
    bar: 0,
    walk: 0,
    leg: 0,
    side: 1,
    price: 0,
    slip: 0,
    k: -1,
    qty: 0,
    rate: flatRate(0),
  };
  /** What is read next, written over each time. */
  readonly #row: FillRow = blankFillRow();
  #next = 0;
  readonly #range = new PriceRange();
  // Of fills in the short form that `#paid` does not hold yet: contracts of one rate, and ticks of slippage times contracts.
  #rate: CostRate = flatRate(0);
  /** Whether that rate is amounts a contract, and no share of notional. */
  #plain = true;
  #contracts = 0;
  #slipped = 0;
  // Fills that were taken and whose trades are not written yet: from number `#owedFrom` on; and what is held after them.
  #owedFrom = 0;
  #owed = 0;
  #owedTrades = 0;
  #held = 0;

  constructor(sources: TradeSources, log: Log) {
    this.#log = log;
    this.#sources = sources;
    const { fundings, finer, months, rounder } = sources;
    this.#short = fundings === null && finer === null && months === null && rounder === null;
  }

  /** Takes the fills up to number `end`. */
  until(end: number): void {
    if (this.#next >= end) return;
    this.#writeOwed();
    for (; this.#next < end; this.#next++) if (!this.#takeShort(this.#next)) this.#take(this.#next);
  }

  /**
   * The same for the newest fill alone, of an order at the market at the open of `bar` that turned or ended what was held before, or
   * opened where nothing was. The trade that it ended is written when somebody asks, or anything else is to be written.
   */
  takeMarket(k: number, bar: number, before: number, signed: number, slip: Ticks): void {
    if (this.#next !== k) this.until(k);
    const rate = this.#sources.costAt(bar);
    if (rate !== this.#rate) this.#change(rate);
    const held = this.#owed === 0 ? this.#heldShort() : this.#held;
    // Compared with true and false: V8 asks a value of which it does not know that it is one of them half a dozen questions.
    if (held !== before || this.#short === false || this.#plain === false) return this.until(k + 1);
    if (this.#sources.ambiguous.newest !== -1) return this.until(k + 1);
    if (this.#owed === 0) this.#owedFrom = k;
    this.#owed++;
    if (before !== 0) this.#owedTrades++;
    this.#held = before + signed;
    this.#next = k + 1;
    const qty = Math.abs(signed);
    this.#contracts += qty;
    this.#slipped += qty * slip;
  }

  /** Signed contracts of the lot that is held in the short form; NaN where the long one holds any. */
  #heldShort(): number {
    if (this.#heldLong > 0) return Number.NaN;
    return this.#lot.side * this.#lot.qty;
  }

  /** From here on all trades are written whose fills were taken. */
  #writeOwed(): void {
    if (this.#owed === 0) return;
    const from = this.#owedFrom;
    const end = from + this.#owed;
    this.#owed = 0;
    this.#owedTrades = 0;
    // What is held at first may have come in within a bar.
    this.#sources.fills.read(from, this.#row);
    this.#pairShort(from, this.#sources.costAt(this.#row.bar));
    for (let k = from + 1; k < end; k++) this.#pairOwed(k);
  }

  /** As `#pairShort`, of a fill at the open of its bar, which ends a lot that came in at one. */
  #pairOwed(k: number): void {
    const row = this.#row;
    const lot = this.#lot;
    const held = lot.qty;
    const { fills, instrument, bars, costAt } = this.#sources;
    fills.readTraded(k, row);
    const { bar, side, price } = row;
    const rate = costAt(bar);
    const open = bars.openTicks[bar]!;
    if (held > 0) {
      const range = this.#range;
      if (this.#log.looks) {
        range.begin(bars.openTicks[lot.bar]!);
        range.addBars(bars, lot.bar, bar);
        range.add(open);
      }
      this.#log.pair(lot, price, k, rate, instrument, range.low, range.high);
    }
    lot.bar = bar;
    lot.walk = 0;
    lot.leg = 0;
    lot.side = side;
    lot.price = price;
    lot.slip = Math.imul(side, price - open);
    lot.k = k;
    lot.qty = row.qty - held;
    if (lot.rate !== rate) lot.rate = rate;
  }

  #take(k: number): void {
    const { fundings } = this.#sources;
    if (fundings !== null && fundings.next <= k) this.#draft.funding += fundings.until(k);
    const fill = readFill(this.#sources, k, this.#pages[(k & 1) as 0 | 1]);
    take(this.#draft, fill, this.#paid, this.#sources, this.#log);
    this.#heldLong = this.#draft.held;
  }

  /** One fill while nothing is held, or one lot is. False: it takes the long form, in which the lot is then. */
  #takeShort(k: number): boolean {
    if (!this.#short || (this.#lot.qty === 0 && this.#heldLong > 0)) return false;
    const row = this.#row;
    this.#sources.fills.read(k, row);
    const lot = this.#lot;
    const held = lot.qty;
    const { costAt, ambiguous } = this.#sources;
    const rate = costAt(row.bar);
    if (rate !== this.#rate) this.#change(rate);
    if (!this.#plain || (held > 0 && (!endsWith(lot, row) || ambiguous.newest >= lot.bar))) {
      this.#unfold();
      return false;
    }
    this.#contracts += row.qty;
    this.#slipped += row.qty * row.slip;
    this.#pairShort(k, rate);
    return true;
  }

  /** The fill that was read ends the lot that is held, if any is, and brings in the next one. */
  #pairShort(k: number, rate: CostRate): void {
    const row = this.#row;
    const lot = this.#lot;
    const held = lot.qty;
    const { instrument, bars } = this.#sources;
    if (held > 0) {
      const range = this.#range;
      if (this.#log.looks) lookBetween(lot, row, bars, range);
      this.#log.pair(lot, row.price, k, rate, instrument, range.low, range.high);
    }
    lot.bar = row.bar;
    lot.walk = row.walk;
    lot.leg = row.leg;
    lot.side = row.side;
    lot.price = row.price;
    lot.slip = row.slip;
    lot.k = k;
    lot.qty = row.qty - held;
    if (lot.rate !== rate) lot.rate = rate;
  }

  /** What came before is paid for at the rate before. */
  #change(rate: CostRate): void {
    this.#pay();
    this.#rate = rate;
    this.#plain = rate.rate === 0 && rate.maker === 0;
  }

  #pay(): void {
    const { commission, exchange, clearing, nfa } = this.#rate;
    const paid = this.#paid;
    paid.commission += this.#contracts * commission;
    paid.exchange += this.#contracts * exchange;
    paid.clearing += this.#contracts * clearing;
    paid.nfa += this.#contracts * nfa;
    paid.slippage += this.#slipped * this.#sources.instrument.tickValue;
    this.#contracts = 0;
    this.#slipped = 0;
  }

  /** What was held in short form is held in the long one. */
  #unfold(): void {
    const { k, qty } = this.#lot;
    this.#lot.qty = 0;
    this.#begin(k, qty);
  }

  /** `qty` contracts that fill number `k` brought in are held in the long form. */
  #begin(k: number, qty: number): void {
    if (qty === 0) return;
    const fill = readFill(this.#sources, k, this.#pages[(k & 1) as 0 | 1]);
    begin(this.#draft, fill);
    open(this.#draft, fill, qty, this.#sources);
    this.#heldLong = qty;
  }

  /** All of them, and what is still open after the last bar. */
  finish(): TradesAndCosts<Log> {
    const { fills, fundings } = this.#sources;
    this.until(fills.length);
    if (this.#owed === 0) this.#unfold();
    else {
      // The trades are not needed to know what is held: the last fill brought it in.
      this.#begin(this.#next - 1, Math.abs(this.#held));
      this.#log.owes(this.#owedTrades, () => this.#writeOwed());
    }
    this.#pay();
    const draft = this.#draft;
    draft.funding += fundings?.until(fills.length) ?? 0;
    const { slippage, ...costs } = this.#paid;
    return {
      trades: this.#log,
      open: draft.held === 0 ? null : openPosition(draft, this.#sources),
      costs,
      slippage,
    };
  }
}
