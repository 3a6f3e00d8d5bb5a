// What would all of them together have been on one account?

import { MarginLegs, type Requirement } from "../accountant/offsets.js";
import type { Elsewhere } from "../accountant/standing.js";
import type { MarginOffset } from "../domain/account.js";
import type { PartData, SharedData, SharedDay } from "../domain/comparison.js";
import type { Day, EpochMs, MicroUsd } from "../domain/money.js";
import { ORDER_STATES, type OrderColumns } from "../domain/order.js";
import { FILL_KINDS } from "../domain/run.js";
import type { Peer } from "../risk/caps.js";
import { DateCloses } from "../risk/correlated.js";
import { ColumnCache } from "../strategy/columns.js";
import { type BacktestSpec, Lane } from "./backtest.js";
import { ownBounds } from "./bounds.js";
import { finishedRun } from "./finish.js";
import type { Others } from "./liquidate.js";
import { reserved } from "./waiting.js";

/**
 * Runs all specs at once, on one clock and one account: at each instant the bars that close then are handled in the
 * order of the specs, and every order is checked against the margin that all other positions leave free, marked at their
 * last closes. Each part keeps a position and a profit of its own; the start cash is the account's.
 *
 * A maintenance breach is one of the account: working orders go first, then the largest loser leaves, and others after it
 * where that is not enough; the position whose walk reached the breach at that price, the others at their last closes.
 * Deposits, withdrawals, interest and market data are the account's: the first part carries them. `sumOfSingles` is 0: the
 * caller knows the runs.
 */
export function runShared(specs: readonly BacktestSpec[], cash: MicroUsd): SharedData {
  const columns = specs[0]?.columns ?? new ColumnCache();
  const parts = specs.map((spec, k) => {
    const own = k === 0 ? {} : { monthlyFee: 0, transfers: [], interest: [] };
    const lane = new Lane({ ...spec, columns, account: { ...spec.account, ...own, cash: 0 } });
    return new Part(lane, k, cash);
  });
  for (const part of parts) {
    part.others = parts.filter((other) => other !== part);
    part.lane.guard?.meet(() => part.others.map(peerOf));
  }
  const account = new SharedBooks(parts, cash, specs[0]?.account.offsets ?? []);
  for (const closing of onOneClock(parts)) {
    for (const part of closing) account.step(part);
    account.mark(closing);
    for (const part of closing) part.goOn();
  }
  for (const part of parts) account.close(part);
  return account.result();
}

/** What the risk rules of one part see of another: its position, its worth, and the closes of dates that are over. */
const peerOf = ({ lane, next, closes }: Part): Peer => ({
  symbol: lane.instrument.symbol,
  position: lane.accountant.position,
  // Whatever its sign: oil has been below zero.
  notional: Math.abs(lane.accountant.valueAt(lane.bars.closeTicks[Math.max(0, next - 1)]!)),
  closes: closes.until(Math.min(next + 1, lane.length)),
});

/** A lane, how far it has come, and what it now adds to the account. */
class Part {
  readonly lane: Lane;
  /** Its place among the parts. */
  readonly place: number;
  readonly closes: DateCloses;
  /** All other parts of the account, in the order of the specs. */
  others: readonly Part[] = [];
  next = 0;
  /** When its next bar closes; after its last one never. */
  closesAt: EpochMs;
  equity: MicroUsd = 0;
  initial: MicroUsd = 0;
  maintenance: MicroUsd = 0;
  cash: MicroUsd = 0;
  transferred: MicroUsd = 0;
  /** Whether margin is called for here. */
  called = false;
  /** What the whole account was worth at its last close. */
  account: MicroUsd;
  /** The same before each of its bars in which it had fills. */
  readonly accountBefore = new Map<number, MicroUsd>();

  constructor(lane: Lane, place: number, cash: MicroUsd) {
    this.lane = lane;
    this.place = place;
    this.account = cash;
    this.closes = new DateCloses(lane.bars);
    this.closesAt = this.#closesAt();
  }

  goOn(): void {
    this.next++;
    this.closesAt = this.#closesAt();
  }

  #closesAt(): EpochMs {
    const { bars, spec, length } = this.lane;
    if (this.next >= length) return Number.POSITIVE_INFINITY;
    return bars.time[this.next]! + spec.series.source.timeframeMs;
  }
}

/** The parts whose bars close at each instant, in the order of the specs. */
function* onOneClock(parts: readonly Part[]): Generator<readonly Part[]> {
  for (;;) {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { closesAt } of parts) if (closesAt < earliest) earliest = closesAt;
    if (earliest === Number.POSITIVE_INFINITY) return;
    yield parts.filter((part) => part.closesAt === earliest);
  }
}

type DayRow = { -readonly [Key in keyof Required<SharedDay>]: SharedDay[Key] & number };

/** The account's totals, kept up while single parts move: what the others hold is the sum less one's own. */
class SharedBooks {
  readonly #parts: readonly Part[];
  readonly #cash: MicroUsd;
  readonly #byDay = new Map<Day, DayRow>();
  #equity: MicroUsd;
  #initial: MicroUsd = 0;
  #maintenance: MicroUsd = 0;
  /** Settled. */
  #settled: MicroUsd;
  #transferred: MicroUsd = 0;
  /** Parts that margin is called for. */
  #called = 0;
  #legs: MarginLegs;
  /** Whether positions can save each other margin at all. */
  readonly #hasCredit: boolean;
  #peak: MicroUsd;
  #drawdown: MicroUsd = 0;
  #peakMargin: number | null = null;

  constructor(parts: readonly Part[], cash: MicroUsd, offsets: readonly MarginOffset[]) {
    this.#parts = parts;
    const symbols = parts.map(({ lane }) => lane.instrument.symbol);
    this.#legs = parts.reduce(
      (legs, { place, lane }) => legs.with(place, 0, lane.accountant.margin),
      MarginLegs.of(symbols, offsets),
    );
    this.#hasCredit = offsets.length > 0 || new Set(symbols).size < parts.length;
    this.#settled = cash;
    this.#cash = cash;
    this.#equity = cash;
    this.#peak = cash;
  }

  step(part: Part): void {
    const { lane, next, others } = part;
    lane.joinAccount(this.#elsewhere(part));
    lane.margin.meet(new OtherParts(this, part), this.#called > (part.called ? 1 : 0));
    const { length } = lane.fills;
    lane.step(next);
    if (lane.fills.length > length) part.accountBefore.set(next, part.account);
    this.#take(part);
    const cuts = lane.margin.liquidator.takeCuts();
    if (cuts === null) return;
    for (const [k, other] of others.entries()) {
      if (other.lane.at < 0) continue; // nothing has traded there yet
      other.lane.takeOut(cuts[k]!);
      this.#take(other);
    }
  }

  /** What the account is beside one part. */
  #elsewhere(part: Part): Elsewhere {
    return {
      equity: this.#equity - part.equity,
      initial: this.#initial - part.initial,
      maintenance: this.#maintenance - part.maintenance,
      cash: this.#settled - part.cash,
      credit: this.#creditBeside(part, this.#legs),
    };
  }

  /** The same with `left` contracts of each other part, for which `paid` was paid. */
  elsewhereAfter(part: Part, left: readonly number[], paid: MicroUsd): Elsewhere {
    let [initial, maintenance] = [0, 0];
    let legs = this.#legs;
    for (const [k, { place, lane }] of part.others.entries()) {
      const { margin, position } = lane.accountant;
      initial += left[k]! * margin.initial;
      maintenance += left[k]! * margin.maintenance;
      legs = legs.with(place, Math.sign(position) * left[k]!, margin);
    }
    return {
      ...this.#elsewhere(part),
      equity: this.#equity - part.equity - paid,
      initial,
      maintenance,
      credit: this.#creditBeside(part, legs),
    };
  }

  /** What all positions save each other if that of `part` were of so many contracts, and the others as in `legs`. */
  #creditBeside({ place, lane }: Part, legs: MarginLegs): Elsewhere["credit"] {
    if (!this.#hasCredit) return NO_CREDIT;
    const { accountant } = lane;
    return (contracts, which) => legs.with(place, contracts, accountant.margin).credit(which);
  }

  /** At an instant, when all bars that close then are done: one market's fall is not a loss before the other's rise. */
  mark(closing: readonly Part[]): void {
    // The owner's own money is neither a gain nor a loss.
    const earned = this.#equity - this.#transferred;
    this.#peak = Math.max(this.#peak, earned);
    this.#drawdown = Math.max(this.#drawdown, this.#peak - earned);
    const initial = this.#initial > 0 ? this.#initial - this.#credit("initial") : 0;
    if (this.#initial > 0 && this.#equity > 0)
      this.#peakMargin = Math.max(this.#peakMargin ?? 0, (100 * initial) / this.#equity);
    for (const part of closing) {
      part.account = this.#equity;
      const { bars, length } = part.lane;
      const day = bars.tradeDate[part.next]!;
      const row = this.#rowOf(day);
      row.equity = this.#equity;
      row.initial = initial;
      row.peak = Math.max(row.peak, initial);
      const isLast = part.next + 1 === length || bars.tradeDate[part.next + 1] !== day;
      // Asked for at the end of a date alone: what positions save each other is not for nothing.
      if (isLast) row.maintenance = this.#maintenance - this.#credit("maintenance");
    }
  }

  #rowOf(day: Day): DayRow {
    let row = this.#byDay.get(day);
    if (row === undefined) {
      row = { day, equity: 0, initial: 0, maintenance: 0, peak: 0 };
      this.#byDay.set(day, row);
    }
    return row;
  }

  /** What all positions save each other. */
  #credit(which: Requirement): MicroUsd {
    return this.#hasCredit ? this.#legs.credit(which) : 0;
  }

  #take(part: Part): void {
    const { lane } = part;
    const { accountant, bars } = lane;
    const equity = accountant.ownEquityAt(bars.closeTicks[lane.at]!);
    this.#equity += equity - part.equity;
    const initial = accountant.initial + waitingMargin(lane);
    this.#initial += initial - part.initial;
    this.#maintenance += accountant.maintenance - part.maintenance;
    this.#settled += accountant.cash - part.cash;
    const moved = accountant.transferred - part.transferred;
    this.#transferred += moved;
    if (moved !== 0)
      for (const other of this.#parts) if (other !== part) other.lane.guard?.moved(moved, false);
    const called = lane.margin.outstanding > 0;
    if (called !== part.called) this.#called += called ? 1 : -1;
    this.#legs = this.#legs.with(part.place, accountant.position, accountant.margin);
    part.called = called;
    part.equity = equity;
    part.cash = accountant.cash;
    part.transferred = accountant.transferred;
    part.initial = initial;
    part.maintenance = accountant.maintenance;
  }

  /** After the last bar of a part: what was still due there, a final settlement among it. */
  close(part: Part): void {
    const { lane } = part;
    lane.close();
    this.#take(part);
    const day = lane.bars.tradeDate[lane.length - 1]!;
    if (day !== Math.max(...this.#byDay.keys())) return;
    const row = this.#rowOf(day);
    row.equity = this.#equity;
    row.initial = this.#initial - this.#credit("initial");
    row.maintenance = this.#maintenance - this.#credit("maintenance");
  }

  /** Equity as the statements of the parts have it: with what was booked on a date after its last close, as the fee of an expiry is. */
  #statedDays(): readonly SharedDay[] {
    const at = this.#parts.map(() => -1);
    return [...this.#byDay.values()]
      .sort((a, b) => a.day - b.day)
      .map((row) => {
        let equity = this.#cash;
        for (const [k, { lane }] of this.#parts.entries()) {
          while (at[k]! + 1 < lane.daily.length && lane.daily[at[k]! + 1]!.day <= row.day) at[k]!++;
          equity += lane.daily[at[k]!]?.equity ?? 0;
        }
        return { ...row, equity };
      });
  }

  result(): SharedData {
    const days = this.#statedDays();
    return {
      cash: this.#cash,
      net: this.#equity - this.#cash - this.#transferred,
      maxDrawdown: this.#drawdown,
      peakMarginPercent: this.#peakMargin,
      parts: this.#parts.map((part) => partOf(part, this.#cash)),
      daily: days,
      sumOfSingles: 0,
    };
  }
}

const ROLL = FILL_KINDS.indexOf("roll");

/** The other parts of an account, as the margin desk of one sees them. */
class OtherParts implements Others {
  readonly #account: SharedBooks;
  readonly #part: Part;
  #positions: Others["positions"] | null = null;

  constructor(account: SharedBooks, part: Part) {
    this.#account = account;
    this.#part = part;
  }

  /** Made when somebody asks: most bars break no account. */
  get positions(): Others["positions"] {
    this.#positions ??= this.#part.others.map(({ lane }) => lane.margin.liquidator.liquidable(lane.at));
    return this.#positions;
  }

  after(left: readonly number[], paid: MicroUsd): Elsewhere {
    return this.#account.elsewhereAfter(this.#part, left, paid);
  }
}

/** What the working orders of a part keep from the others, where the terms ask for that. */
const waitingMargin = ({ spec, broker, accountant }: Lane): MicroUsd =>
  spec.account.orderMargin ? reserved(broker.working, accountant.position) * accountant.margin.initial : 0;

const NO_CREDIT = (): MicroUsd => 0;

function partOf(part: Part, cash: MicroUsd): PartData {
  const { lane, equity, transferred } = part;
  const fills = lane.fills.columns(lane);
  let position = 0;
  let trades = 0;
  for (let k = 0; k < fills.length; k++) {
    const before = position;
    position += fills.side[k]! * fills.qty[k]!;
    // A roll goes through nothing, but its trade goes on.
    if (before !== 0 && before * position <= 0 && fills.kind[k] !== ROLL) trades++;
  }
  let books: PartData["books"] | null = null;
  return {
    strategy: lane.spec.ref.name,
    instrument: lane.instrument.symbol,
    net: equity - transferred,
    trades,
    refused: refusedIn(lane.orders.columns()),
    liquidations: lane.events.filter((event) => event.kind === "liquidation").length,
    get books() {
      books ??= booksOf(part, cash);
      return books;
    },
  };
}

/** Without what is drawn, and without the net of another walk: for that all would have to run once more. */
function booksOf({ lane, accountBefore }: Part, cash: MicroUsd): PartData["books"] {
  const equityAt = (bar: number): MicroUsd => accountBefore.get(bar + 1) ?? 0;
  const run = finishedRun(lane, null, ownBounds(lane), { cash, equityAt });
  const { inputs, fills, chain, cash: log, fundings, reasons, trades, open, daily, totals } = run;
  return { inputs, fills, chain, cash: log, fundings, reasons, trades, open, daily, totals };
}

/** Orders that the account refused, whole or in part. */
function refusedIn({ length, state, filledQty, qty }: OrderColumns): number {
  let count = 0;
  for (let k = 0; k < length; k++) {
    const ended = ORDER_STATES[state[k]!]!;
    if (ended === "rejected" || (ended === "filled" && filledQty[k]! < qty[k]!)) count++;
  }
  return count;
}
