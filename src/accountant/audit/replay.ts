// Do the books come out the same when the logs are replayed in decimals?

import { CASH_KINDS, CASH_ROLES } from "../../domain/cash.js";
import { DAY_MS, type Day } from "../../domain/money.js";
import type { Booked, Posting, PostingKind } from "../../domain/posting.js";
import { type DailyRow, NO_STOP } from "../../domain/run.js";
import { expectedCash } from "./cash.js";
import type { Findings } from "./findings.js";
import { type ClosedLot, type Execution, type Matched, Matching } from "./matching.js";
import {
  costParts,
  type D,
  dateText,
  distance,
  type FillCost,
  NO_COST,
  plus,
  totalOf,
  usd,
  worth,
  ZERO,
} from "./money.js";
import { AuditMonths } from "./months.js";
import { checkOwner } from "./owner.js";

const COST_KINDS: Readonly<Record<keyof FillCost, PostingKind>> = {
  commission: "commission",
  exchange: "exchange fee",
  clearing: "clearing fee",
  nfa: "NFA fee",
};

/**
 * Goes through both logs in their order, counts in decimals from the contract's own texts, and holds every posting, every
 * daily figure, every trade and every total of the run against what it arrives at.
 */
export class Replay {
  readonly #booked: Booked;
  readonly #postings: Iterator<Posting>;
  readonly #findings: Findings;
  readonly #matching: Matching;
  readonly #months: AuditMonths;
  #fill = 0;
  #row = 0;
  #trade = 0;
  #cash: D;
  /** Profit of the price since the start, at the last mark, and how much of it has moved into cash. */
  #worthPaid = ZERO;
  #settled = ZERO;
  #marked = ZERO;
  #paid: FillCost = NO_COST;
  #slippage = ZERO;
  #closedProfit = ZERO;
  #sums = { dataFees: ZERO, liquidationFees: ZERO, funding: ZERO, interest: ZERO, transfers: ZERO };
  #dayVariation = ZERO;
  #dayCosts = ZERO;
  #monthlyFees = 0;
  #lastDay: Day | null = null;

  constructor(booked: Booked, postings: Iterable<Posting>, findings: Findings) {
    this.#booked = booked;
    this.#postings = postings[Symbol.iterator]();
    this.#findings = findings;
    this.#months = new AuditMonths(booked);
    this.#matching = new Matching(booked.fills, (k) => this.#months.isRoll(k));
    this.#cash = usd(booked.inputs.account.cash);
  }

  run(): void {
    const { daily, fills, cash } = this.#booked;
    for (const [k, row] of daily.entries()) {
      this.#findings.date = dateText(row.day);
      if (k === 0) this.#expect("start cash", this.#cash);
      this.#beginDay();
      while (fills.day[this.#fill] === row.day || cash.day[this.#row] === row.day) this.#step();
      this.#endDay(row);
    }
    this.#end();
    this.#months.check(this.#findings);
    if (this.#fill < fills.length) this.#stray(`fill ${this.#fill + 1}`, fills.day[this.#fill]!);
    if (this.#row < cash.length) this.#stray(`cash row ${this.#row + 1}`, cash.day[this.#row]!);
  }

  #stray(what: string, day: Day): void {
    this.#findings.differ(what, dateText(day), "no such trade date at this place of the log");
  }

  #step(): void {
    const { cash, fills } = this.#booked;
    const before = cash.fill[this.#row];
    if (before !== undefined && (before <= this.#fill || this.#fill >= fills.length))
      this.#cashRow(this.#row++);
    else this.#filled(this.#fill++);
  }

  // ── fills ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #filled(k: number): void {
    const { fills, inputs } = this.#booked;
    const { contract } = inputs;
    const price = fills.price[k]!;
    const qty = fills.side[k]! * fills.qty[k]!;
    const stop = fills.stop[k]!;
    const execution: Execution = {
      k,
      value: this.#months.valueOf(k),
      cost: this.#months.costOf(k),
      slippage: distance(contract, fills.slip[k]!),
      risk: stop === NO_STOP ? null : distance(contract, Math.abs(price - stop)),
    };
    this.#mark(execution.value);
    const { closed, ended } = this.#matching.fill(execution);
    const profit = closed.reduce((sum, lot) => sum.plus(lot.profit), ZERO);
    this.#expect("realised", profit);
    this.#legs(closed, ended, k);
    for (const part of costParts) this.#expect(COST_KINDS[part], execution.cost[part]);
    const slippage = execution.slippage.times(fills.qty[k]!);
    this.#expect("slippage", slippage);
    const cost = totalOf(execution.cost);
    this.#worthPaid = this.#worthPaid.plus(execution.value.times(qty));
    this.#cash = this.#cash.minus(cost);
    this.#dayCosts = this.#dayCosts.plus(cost);
    this.#paid = plus(this.#paid, execution.cost);
    this.#slippage = this.#slippage.plus(slippage);
    this.#closedProfit = this.#closedProfit.plus(profit);
    if (ended !== null) this.#ended(ended);
  }

  /** The legs of the trade that the fill closes, in part or whole. A trade that is still open has none in the run. */
  #legs(closed: readonly ClosedLot[], ended: Matched | null, k: number): void {
    const trade = this.#booked.trades[this.#trade];
    const matched = ended ?? this.#matching.open;
    if (trade === undefined || matched === null) return;
    const { fills } = this.#booked;
    for (const lot of closed) {
      const leg = trade.legs[matched.legs++];
      const name = `leg ${matched.legs} of trade ${trade.n}`;
      if (leg === undefined) {
        this.#findings.differ(name, "none", lot.profit.toFixed());
        continue;
      }
      this.#findings.same(`${name}: contracts`, leg.qty, lot.qty);
      this.#findings.same(`${name}: entry in ticks`, leg.entry, lot.entryTicks);
      this.#findings.same(`${name}: exit in ticks`, leg.exit, fills.price[k]!);
      this.#findings.same(`${name}: time of exit`, leg.exitTime, fills.time[k]!);
      this.#findings.money(`${name}: gross`, leg.gross, lot.profit);
    }
  }

  #ended(matched: Matched): void {
    const { trades, fills, reasons } = this.#booked;
    const trade = trades[this.#trade++];
    if (trade === undefined) return; // the number of trades is compared at the end
    const name = `trade ${trade.n}`;
    const told = this.#findings;
    const { firstFill, lastFill } = matched;
    told.same(`number of ${name}`, trade.n, this.#trade);
    told.same(`side of ${name}`, trade.side, matched.side);
    told.same(`contracts of ${name}`, trade.qty, matched.entered);
    told.same(`entries of ${name} in ticks`, trade.entrySum, matched.entrySum);
    told.same(`exits of ${name} in ticks`, trade.exitSum, matched.exitSum);
    told.same(`legs of ${name}`, trade.legs.length, matched.legs);
    told.same(`entry time of ${name}`, trade.entryTime, fills.time[firstFill]!);
    told.same(`exit time of ${name}`, trade.exitTime, fills.time[lastFill]!);
    told.same(`entry reason of ${name}`, trade.entryReason, reasons[fills.reason[firstFill]!]!);
    told.same(`exit reason of ${name}`, trade.exitReason, reasons[fills.reason[lastFill]!]!);
    told.money(`gross of ${name}`, trade.gross, matched.profit);
    for (const part of costParts) told.money(`${part} of ${name}`, trade.costs[part], matched.costs[part]);
    told.money(`slippage of ${name}`, trade.slippage, matched.slippage);
    told.money(`funding of ${name}`, trade.funding, matched.funding);
    const net = matched.profit.minus(totalOf(matched.costs)).plus(matched.funding);
    told.money(`net of ${name}`, trade.net, net);
    if (matched.risk === null) told.same(`risk of ${name}`, trade.risk, null);
    else if (trade.risk === null) told.same(`risk of ${name}`, null, matched.risk.toFixed());
    else told.money(`risk of ${name}`, trade.risk, matched.risk);
    const r = matched.risk === null || matched.risk.isZero() ? null : net.div(matched.risk).toNumber();
    const close = r !== null && trade.r !== null && Math.abs(trade.r - r) <= 1e-12 * Math.max(1, Math.abs(r));
    if (!close) told.same(`R of ${name}`, trade.r, r);
  }

  // ── cash ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  #cashRow(k: number): void {
    const { cash } = this.#booked;
    const kind = CASH_KINDS[cash.kind[k]!]!;
    const role = CASH_ROLES[kind];
    const { held } = this.#matching;
    if (role === "variation") this.#mark(usd(cash.value[k]!));
    const unsettled = (value: D) => value.times(held).minus(this.#worthPaid).minus(this.#settled);
    const expected = expectedCash({ booked: this.#booked, k, held, unsettled, findings: this.#findings });
    const amount = expected ?? usd(cash.amount[k]!);
    this.#expect(kind, amount);
    this.#cash = this.#cash.plus(amount);
    const sums = this.#sums;
    if (role === "variation") {
      this.#settled = this.#settled.plus(amount);
      this.#dayVariation = this.#dayVariation.plus(amount);
    } else if (role === "fee") {
      this.#dayCosts = this.#dayCosts.minus(amount);
      if (kind === "monthly fee") {
        this.#monthlyFees++;
        sums.dataFees = sums.dataFees.minus(amount);
      } else sums.liquidationFees = sums.liquidationFees.minus(amount);
    } else if (role === "transfer") sums.transfers = sums.transfers.plus(amount);
    else if (kind === "funding") {
      sums.funding = sums.funding.plus(amount);
      const { open } = this.#matching;
      if (open !== null) open.funding = open.funding.plus(amount);
    } else sums.interest = sums.interest.plus(amount);
  }

  // ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #beginDay(): void {
    this.#dayVariation = ZERO;
    this.#dayCosts = ZERO;
    this.#monthlyFees = 0;
  }

  #endDay(row: DailyRow): void {
    const { contract, account } = this.#booked.inputs;
    const value = worth(contract, row.close);
    this.#mark(value);
    const told = this.#findings;
    const { held } = this.#matching;
    told.money("variation of the date", row.variation, this.#dayVariation);
    told.money("costs of the date", row.costs, this.#dayCosts);
    told.money("balance of the date", row.balance, this.#cash);
    told.money("equity of the date", row.equity, this.#equity(value));
    told.same("position of the date", row.position, held);
    const months = account.monthlyFee === 0 ? 0 : monthsBegun(this.#lastDay ?? row.day - 1, row.day);
    told.same("monthly fees of the date", this.#monthlyFees, months);
    if (this.#lastDay !== null && row.day <= this.#lastDay)
      this.#findings.differ("trade date", dateText(row.day), `later than ${dateText(this.#lastDay)}`);
    this.#lastDay = row.day;
  }

  #equity(value: D): D {
    return this.#cash.plus(value.times(this.#matching.held)).minus(this.#worthPaid).minus(this.#settled);
  }

  #end(): void {
    const { trades, open, totals, daily, inputs, fills } = this.#booked;
    const told = this.#findings;
    const { open: held } = this.#matching;
    const close = worth(inputs.contract, daily.at(-1)?.close ?? 0);
    told.same("number of trades", trades.length, this.#trade);
    told.same("posting after the last one", this.#postings.next().value?.kind ?? null, null);
    const profit = (held?.lots ?? []).reduce(
      (sum, lot) => sum.plus(close.minus(lot.value).times(held!.side * lot.left)),
      ZERO,
    );
    const entrySum = (held?.lots ?? []).reduce((sum, lot) => sum + lot.left * lot.ticks, 0);
    told.same("side of the open position", open?.side ?? 0, held?.side ?? 0);
    told.same("contracts of the open position", open?.qty ?? 0, held?.held ?? 0);
    told.same("entry of the open position in ticks", open?.entrySum ?? 0, entrySum);
    if (held !== null)
      told.same("entry time of the open position", open?.entryTime ?? 0, fills.time[held.firstFill]!);
    told.money("profit of the open position", open?.profit ?? 0, profit);
    told.money("funding of the open position", open?.funding ?? 0, held?.funding ?? ZERO);
    for (const part of costParts) told.money(`total ${part}`, totals.costs[part], this.#paid[part]);
    for (const part of SUMS) told.money(`total of ${part}`, totals[part], this.#sums[part]);
    told.money("total slippage", totals.slippage, this.#slippage);
    checkOwner(this.#booked, told);
    const equity = this.#equity(close);
    told.money("equity at the end", totals.endEquity, equity);
    told.money("net", totals.net, equity.minus(usd(inputs.account.cash)).minus(this.#sums.transfers));
    told.money("gross", totals.gross, this.#closedProfit.plus(profit));
  }

  // ── postings ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The position is worth something else now. */
  #mark(value: D): void {
    this.#expect("mark", value.minus(this.#marked).times(this.#matching.held));
    this.#marked = value;
  }

  /** The next posting of the run must be this one; nothing is posted where nothing moves. */
  #expect(kind: PostingKind, amount: D): void {
    if (amount.isZero()) return;
    const { value: posting } = this.#postings.next();
    this.#findings.posting++;
    if (!posting) return this.#findings.differ(kind, "no such posting", amount.toFixed());
    if (posting.kind !== kind) {
      return this.#findings.differ(
        kind,
        `${posting.kind} ${usd(posting.amount).toFixed()}`,
        `${kind} ${amount.toFixed()}`,
      );
    }
    this.#findings.money(kind, posting.amount, amount);
    this.#findings.same(`date of ${kind}`, dateText(posting.day), this.#findings.date);
  }
}

const SUMS = ["dataFees", "liquidationFees", "funding", "interest", "transfers"] as const;

/** Months that began after the date `before`, up to and including `day`. */
function monthsBegun(before: Day, day: Day): number {
  const month = (at: Day) => {
    const date = new Date(at * DAY_MS);
    return 12 * date.getUTCFullYear() + date.getUTCMonth();
  };
  return Math.max(0, month(day) - month(before));
}
