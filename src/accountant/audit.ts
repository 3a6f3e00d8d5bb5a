// Does somebody else, with other arithmetic, arrive at the same books?

import { Decimal } from "decimal.js";
import { CASH_KINDS, CASH_ROLES } from "../domain/cash.js";
import type { Contract, DatedFee } from "../domain/contract.js";
import { DAY_MS, MICRO } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { AuditMonths } from "./audit-months.js";

const D = Decimal.clone({ precision: 60 });
type D = Decimal;

export interface Audit {
  readonly ok: boolean;
  /** How many figures were compared, each to the micro-dollar. */
  readonly checked: number;
  /** Every figure that disagrees: what it is, what the run says, what the replay says. The first is the cause, as a rule. */
  readonly problems: readonly string[];
}

/**
 * Replays the fill log in decimal arithmetic, from the contract's decimal texts, with none of the accountant's code and
 * by the other route: positions at trade prices, without daily settlement. Equity after every fill and trade date, the
 * daily cash, every trade and every total must agree to the micro-dollar.
 */
export function auditRun(run: Run): Audit {
  const auditor = new Auditor(run);
  auditor.replay();
  auditor.checkDaily();
  auditor.checkTrades();
  auditor.checkTotals();
  auditor.checkMonths();
  const { problems, checked } = auditor;
  return { ok: problems.length === 0, checked, problems };
}

interface FillCost {
  readonly commission: D;
  readonly exchange: D;
  readonly clearing: D;
  readonly nfa: D;
}

/** What one trade adds up to by the auditor's own matching. */
interface Matched {
  gross: D;
  costs: D;
  readonly lots: { left: number; readonly value: D }[];
  side: number;
  held: number;
}

class Auditor {
  readonly problems: string[] = [];
  checked = 0;
  readonly #run: Run;
  readonly #closed: Matched[] = [];
  #open: Matched | null = null;
  #equity = new D(0);
  #paid: FillCost = { commission: new D(0), exchange: new D(0), clearing: new D(0), nfa: new D(0) };
  #slippage = new D(0);
  readonly #months: AuditMonths;

  constructor(run: Run) {
    this.#run = run;
    this.#months = new AuditMonths(run);
  }

  /** Bar by bar where something happened: fills, fees, the end of a trade date. */
  replay(): void {
    const { fills, bars, equity, position, inputs, cash: log } = this.#run;
    let cash = new D(inputs.account.cash).div(MICRO);
    let held = 0;
    let fill = 0;
    let row = 0;
    for (let bar = 0; bar < bars.length; bar++) {
      const before = fill + row;
      for (; row < log.length && log.bar[row] === bar; row++) {
        // Settlement only moves profit from open into cash: by this route there is nothing to book.
        if (CASH_ROLES[CASH_KINDS[log.kind[row]!]!] === "variation") continue;
        cash = cash.plus(new D(log.amount[row]!).div(MICRO));
      }
      for (; fill < fills.length && fills.bar[fill] === bar; fill++) {
        const side = fills.side[fill]!;
        const qty = fills.qty[fill]!;
        const worth = this.#fillValue(fill).times(side * qty);
        cash = cash.minus(worth).minus(this.#match(fill));
        held += side * qty;
      }
      const endsDay = bar === bars.length - 1 || bars.tradeDate[bar] !== bars.tradeDate[bar + 1];
      if (fill + row === before && !endsDay) continue;
      this.#equity = cash.plus(this.#value(bars.closeTicks[bar]! + this.#months.offsetAt(bar)).times(held));
      this.#same(`equity at bar ${bar}`, equity[bar]!, this.#equity);
      if (position[bar] !== held)
        this.problems.push(`position at bar ${bar}: run ${position[bar]}, replay ${held}`);
    }
    if (fill !== fills.length)
      this.problems.push(`fill ${fill + 1} lies in bar ${fills.bar[fill]}, out of order`);
  }

  /** Cash moves only by settlement and costs, and the last equity of each date is that of its last bar. */
  checkDaily(): void {
    const { daily, inputs, bars, equity } = this.#run;
    const byDay = this.#cashByDay();
    let balance = new D(inputs.account.cash).div(MICRO);
    let row = 0;
    for (let bar = 0; bar < bars.length; bar++) {
      if (bar < bars.length - 1 && bars.tradeDate[bar] === bars.tradeDate[bar + 1]) continue;
      const day = daily[row++];
      if (day === undefined || day.day !== bars.tradeDate[bar]) {
        this.problems.push(`no statement for trade date ${bars.tradeDate[bar]}`);
        return;
      }
      const { variation, others } = byDay.get(day.day) ?? { variation: 0, others: 0 };
      this.#same(`variation of day ${row}`, day.variation, new D(variation).div(MICRO));
      balance = balance.plus(new D(day.variation).minus(day.costs).plus(others).div(MICRO));
      this.#same(`balance of day ${row}`, day.balance, balance);
      this.#same(`equity of day ${row}`, day.equity, new D(equity[bar]!).div(MICRO));
    }
  }

  /** Micro-dollars a trade date that were settled, and that are neither settled nor a cost. */
  #cashByDay(): Map<number, { variation: number; others: number }> {
    const { cash } = this.#run;
    const byDay = new Map<number, { variation: number; others: number }>();
    for (let row = 0; row < cash.length; row++) {
      const sums = byDay.get(cash.day[row]!) ?? { variation: 0, others: 0 };
      const role = CASH_ROLES[CASH_KINDS[cash.kind[row]!]!];
      if (role === "variation") sums.variation += cash.amount[row]!;
      else if (role !== "fee") sums.others += cash.amount[row]!;
      byDay.set(cash.day[row]!, sums);
    }
    return byDay;
  }

  checkMonths(): void {
    const { checked, problems } = this.#months.check();
    this.checked += checked;
    this.problems.push(...problems);
  }

  checkTrades(): void {
    const { trades, open } = this.#run;
    if (trades.length !== this.#closed.length) {
      this.problems.push(`trades: run ${trades.length}, replay ${this.#closed.length}`);
      return;
    }
    trades.forEach((trade, k) => {
      const { gross, costs } = this.#closed[k]!;
      this.#same(`gross of trade ${trade.n}`, trade.gross, gross);
      this.#same(`net of trade ${trade.n}`, trade.net, gross.minus(costs));
      const legs = trade.legs.reduce((sum, leg) => sum + leg.gross, 0);
      this.#same(`legs of trade ${trade.n}`, legs, gross);
    });
    this.#same("open profit", open?.profit ?? 0, this.#openProfit());
  }

  checkTotals(): void {
    const { totals, inputs } = this.#run;
    for (const part of ["commission", "exchange", "clearing", "nfa"] as const) {
      this.#same(part, totals.costs[part], this.#paid[part]);
    }
    this.#same("slippage", totals.slippage, this.#slippage);
    const start = new D(inputs.account.cash).div(MICRO);
    const transfers = new D(totals.transfers).div(MICRO);
    this.#same("net", totals.net, this.#equity.minus(start).minus(transfers));
    const matched = this.#closed.reduce((sum, { gross }) => sum.plus(gross), new D(0));
    const gross = matched.plus(this.#open?.gross ?? 0).plus(this.#openProfit());
    this.#same("gross", totals.gross, gross);
  }

  /** First in, first out, in the auditor's own words. Returns what the fill cost. */
  #match(fill: number): D {
    const { fills, inputs } = this.#run;
    const side = fills.side[fill]!;
    const qty = fills.qty[fill]!;
    const value = this.#fillValue(fill);
    const cost = this.#costOf(fill, value.times(qty).abs());
    const total = cost.commission.plus(cost.exchange).plus(cost.clearing).plus(cost.nfa);
    const slip = new D(inputs.contract.tickValue).times(inputs.contract.lotSize ?? 1);
    this.#slippage = this.#slippage.plus(slip.times(qty * fills.slip[fill]!));
    this.#paid = {
      commission: this.#paid.commission.plus(cost.commission),
      exchange: this.#paid.exchange.plus(cost.exchange),
      clearing: this.#paid.clearing.plus(cost.clearing),
      nfa: this.#paid.nfa.plus(cost.nfa),
    };
    let left = qty;
    let unpaid = total;
    const open = this.#open;
    if (open !== null && open.side !== side) {
      const closing = Math.min(left, open.held);
      // A cost as a share of notional need not divide evenly: the closing part takes the whole micro-dollars below.
      const part = closing === qty ? total : this.#partOf(cost, closing, qty);
      open.costs = open.costs.plus(part);
      unpaid = unpaid.minus(part);
      for (let taken = 0; taken < closing; ) {
        const lot = open.lots[0]!;
        const now = Math.min(lot.left, closing - taken);
        open.gross = open.gross.plus(value.minus(lot.value).times(open.side * now));
        lot.left -= now;
        taken += now;
        if (lot.left === 0) open.lots.shift();
      }
      open.held -= closing;
      left -= closing;
      // The contracts of a roll come back at once, into the same trade.
      if (open.held === 0 && !this.#months.isRoll(fill)) {
        this.#closed.push(open);
        this.#open = null;
      }
    }
    if (left > 0) {
      this.#open ??= { gross: new D(0), costs: new D(0), lots: [], side, held: 0 };
      this.#open.lots.push({ left, value });
      this.#open.held += left;
      this.#open.costs = this.#open.costs.plus(unpaid);
    }
    return total;
  }

  #partOf(cost: FillCost, part: number, qty: number): D {
    return [cost.commission, cost.exchange, cost.clearing, cost.nfa].reduce(
      (sum, amount) => sum.plus(amount.times(MICRO).times(part).div(qty).floor().div(MICRO)),
      new D(0),
    );
  }

  #openProfit(): D {
    const { bars } = this.#run;
    const last = bars.length - 1;
    const close = this.#value(bars.closeTicks[last]! + this.#months.offsetAt(last));
    const open = this.#open;
    if (open === null) return new D(0);
    return open.lots.reduce(
      (sum, lot) => sum.plus(close.minus(lot.value).times(open.side * lot.left)),
      new D(0),
    );
  }

  #costOf(fill: number, notional: D): FillCost {
    const { inputs, fills, bars } = this.#run;
    const qty = fills.qty[fill]!;
    const zero = new D(0);
    const expiryFee = this.#months.expiryFee(fill);
    if (expiryFee !== null)
      return { commission: zero, exchange: expiryFee.times(qty), clearing: zero, nfa: zero };
    if (inputs.flatCost !== null) {
      const commission = new D(inputs.flatCost).div(MICRO).times(qty);
      return { commission, exchange: zero, clearing: zero, nfa: zero };
    }
    const date = new Date(bars.tradeDate[fills.bar[fill]!]! * DAY_MS).toISOString().slice(0, 10);
    const { commission, exchangeFee, clearingFee, nfaFee }: Contract = inputs.contract;
    const rate = shareOn(inputs.contract, date, fills.maker[fill] === 1);
    const share = notional.times(rate).toDecimalPlaces(6, Decimal.ROUND_HALF_CEIL);
    return {
      commission: feeOn(commission, date).times(qty).plus(share),
      exchange: feeOn(exchangeFee, date).times(qty),
      clearing: feeOn(clearingFee, date).times(qty),
      nfa: feeOn(nfaFee, date).times(qty),
    };
  }

  /** A price of final settlement need not lie on the tick grid. */
  #fillValue(fill: number): D {
    const final = this.#months.finalPrice(fill);
    return final === null ? this.#value(this.#run.fills.price[fill]!) : this.#valueOf(final);
  }

  #value(ticks: number): D {
    return this.#valueOf(new D(this.#run.inputs.contract.tickSize).times(ticks));
  }

  /** price × multiplier × lot size, to the cent where the clearing house rounds. */
  #valueOf(price: D): D {
    const { multiplier, lotSize = 1, rounding } = this.#run.inputs.contract;
    const value = price.times(multiplier).times(lotSize);
    return rounding === "cent" ? value.toDecimalPlaces(2, Decimal.ROUND_HALF_CEIL) : value;
  }

  #same(what: string, micro: number, expected: D): void {
    this.checked++;
    const found = new D(micro).div(MICRO);
    if (!found.equals(expected)) {
      this.problems.push(`${what}: run ${found.toFixed()}, replay ${expected.toFixed()}`);
    }
  }
}

/** Share of notional by the newest dated row; before the first one, and without any, by the contract's own two. */
function shareOn({ takerRate, makerRate, feeRates = [] }: Contract, date: string, maker: boolean): string {
  const row = feeRates.filter(({ from }) => from <= date).at(-1);
  if (row !== undefined) return maker ? row.maker : row.taker;
  return maker ? (makerRate ?? takerRate) : takerRate;
}

/** The newest fee at or before the date; before the first known one, that one. */
function feeOn(rows: readonly DatedFee[], date: string): D {
  let fee = rows[0]?.usdPerSide ?? "0";
  for (const row of rows) if (row.from <= date) fee = row.usdPerSide;
  return new D(fee);
}
