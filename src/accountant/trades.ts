// Which trades do the fills make?

import type { CostRate } from "../domain/contract.js";
import type { FillRow } from "../domain/fill-row.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { Costs, OpenPosition } from "../domain/run.js";
import { flatRate } from "./costs.js";
import { begin, blankDraft, open, openPosition, type Paid, type TradeSources, take } from "./draft.js";
import { endsWith, lookBetween } from "./one-lot.js";
import { blankFill, blankRow, type Fill, readFill } from "./trade-fill.js";
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
  readonly #row: FillRow = blankRow();
  #next = 0;
  readonly #range = new PriceRange();
  // Of fills in the short form that `#paid` does not hold yet: contracts of one rate, and ticks of slippage times contracts.
  #rate: CostRate = flatRate(0);
  /** Whether that rate is amounts a contract, and no share of notional. */
  #plain = true;
  #contracts = 0;
  #slipped = 0;

  constructor(sources: TradeSources, log: Log) {
    this.#log = log;
    this.#sources = sources;
    const { fundings, finer, months, rounder } = sources;
    this.#short = fundings === null && finer === null && months === null && rounder === null;
  }

  /** Whether anybody asks what the bars between two fills have shown. */
  get looks(): boolean {
    return this.#log.looks;
  }

  /** Takes the fills up to number `end`. */
  until(end: number): void {
    for (; this.#next < end; this.#next++) if (!this.#takeShort(this.#next)) this.#take(this.#next);
  }

  /**
   * The same for the newest fill alone, of an order at the market at the open of its bar, of `signed` contracts. `seen`: all
   * prices from the open at which the fill before it was made up to there; null where they are not known.
   */
  takeMarket(
    k: number,
    bar: number,
    signed: number,
    open: Ticks,
    price: Ticks,
    seen: PriceRange | null,
  ): void {
    if (this.#next !== k) this.until(k);
    const lot = this.#lot;
    const held = lot.qty;
    const side: Side = signed > 0 ? 1 : -1;
    const qty = Math.imul(side, signed);
    const range = seen ?? this.#range;
    const rate = this.#sources.costAt(bar);
    if (rate !== this.#rate) this.#change(rate);
    // Compared with true and false: V8 asks a value of which it does not know that it is one of them half a dozen questions.
    const ends = held === 0 ? this.#draft.held === 0 : side !== lot.side && qty >= held;
    const known = held === 0 || seen !== null || this.#log.looks === false;
    if (ends === false || known === false || this.#short === false || this.#plain === false)
      return this.until(k + 1);
    if (this.#sources.ambiguous.newest >= lot.bar) return this.until(k + 1);
    this.#next = k + 1;
    const slip = Math.imul(side, price - open);
    this.#contracts += qty;
    this.#slipped += qty * slip;
    if (held > 0) {
      range.add(open);
      this.#log.pair(lot, price, k, rate, this.#sources.instrument, range.low, range.high);
    }
    lot.bar = bar;
    lot.walk = 0;
    lot.leg = 0;
    lot.side = side;
    lot.price = price;
    lot.slip = slip;
    lot.k = k;
    lot.qty = qty - held;
    if (lot.rate !== rate) lot.rate = rate;
  }

  #take(k: number): void {
    const { fundings } = this.#sources;
    if (fundings !== null && fundings.next <= k) this.#draft.funding += fundings.until(k);
    const fill = readFill(this.#sources, k, this.#pages[(k & 1) as 0 | 1]);
    take(this.#draft, fill, this.#paid, this.#sources, this.#log);
  }

  /** One fill while nothing is held, or one lot is. False: it takes the long form, in which the lot is then. */
  #takeShort(k: number): boolean {
    if (!this.#short || (this.#lot.qty === 0 && this.#draft.held > 0)) return false;
    const row = this.#row;
    this.#sources.fills.read(k, row);
    const lot = this.#lot;
    const held = lot.qty;
    const { costAt, instrument, bars, ambiguous } = this.#sources;
    const rate = costAt(row.bar);
    if (rate !== this.#rate) this.#change(rate);
    if (!this.#plain || (held > 0 && (!endsWith(lot, row) || ambiguous.newest >= lot.bar))) {
      this.#unfold();
      return false;
    }
    this.#contracts += row.qty;
    this.#slipped += row.qty * row.slip;
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
    lot.rate = rate;
    return true;
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
    if (qty === 0) return;
    this.#lot.qty = 0;
    const fill = readFill(this.#sources, k, this.#pages[(k & 1) as 0 | 1]);
    begin(this.#draft, fill);
    open(this.#draft, fill, qty, this.#sources);
  }

  /** All of them, and what is still open after the last bar. */
  finish(): TradesAndCosts<Log> {
    const { fills, fundings } = this.#sources;
    this.until(fills.length);
    this.#unfold();
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
