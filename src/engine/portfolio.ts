// What would all of them together have been on one account?

import type { SharedAccount, SharedPart } from "../domain/comparison.js";
import type { Day, MicroUsd } from "../domain/money.js";
import { ORDER_STATES, type OrderColumns } from "../domain/order.js";
import { FILL_KINDS } from "../domain/run.js";
import type { Peer } from "../risk/caps.js";
import { DateCloses } from "../risk/correlated.js";
import { ColumnCache } from "../strategy/strategy.js";
import { type BacktestSpec, Lane } from "./backtest.js";

/**
 * Runs all specs at once, on one clock and one account: at each instant the bars that close then are handled in the
 * order of the specs, and every order is checked against the margin that all other positions leave free, marked at their
 * last closes. Each part keeps a position and a profit of its own; the start cash is the account's.
 *
 * A maintenance breach liquidates the position whose walk reached it. `sumOfSingles` is 0: the caller knows the runs.
 */
export function runShared(specs: readonly BacktestSpec[], cash: MicroUsd): SharedAccount {
  const columns = new ColumnCache();
  const parts = specs.map((spec, k) => {
    // Market data is paid once for the account: the first part carries it.
    const monthlyFee = k === 0 ? spec.account.monthlyFee : 0;
    return new Part(new Lane({ ...spec, columns, account: { ...spec.account, cash: 0, monthlyFee } }));
  });
  for (const part of parts) part.lane.guard?.meet(() => parts.filter((other) => other !== part).map(peerOf));
  const account = new SharedBooks(parts, cash);
  for (const closing of onOneClock(parts)) {
    for (const part of closing) account.step(part);
    account.mark(closing);
    for (const part of closing) part.next++;
  }
  for (const part of parts) part.lane.close();
  return account.result();
}

/** What the risk rules of one part see of another: its position, its worth, and the closes of dates that are over. */
const peerOf = ({ lane, next, closes }: Part): Peer => ({
  symbol: lane.instrument.symbol,
  position: lane.accountant.position,
  notional: lane.accountant.notionalAt(lane.bars.closeTicks[Math.max(0, next - 1)]!),
  closes: closes.until(Math.min(next + 1, lane.length)),
});

/** A lane, how far it has come, and what it now adds to the account. */
class Part {
  readonly lane: Lane;
  readonly closes: DateCloses;
  next = 0;
  equity: MicroUsd = 0;
  initial: MicroUsd = 0;
  maintenance: MicroUsd = 0;

  constructor(lane: Lane) {
    this.lane = lane;
    this.closes = new DateCloses(lane.bars);
  }

  get closesAt(): number {
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

/** The account's totals, kept up while single parts move: what the others hold is the sum less one's own. */
class SharedBooks {
  readonly #parts: readonly Part[];
  readonly #cash: MicroUsd;
  readonly #byDay = new Map<Day, MicroUsd>();
  #equity: MicroUsd;
  #initial: MicroUsd = 0;
  #maintenance: MicroUsd = 0;
  #peak: MicroUsd;
  #drawdown: MicroUsd = 0;
  #peakMargin: number | null = null;

  constructor(parts: readonly Part[], cash: MicroUsd) {
    this.#parts = parts;
    this.#cash = cash;
    this.#equity = cash;
    this.#peak = cash;
  }

  step(part: Part): void {
    const { lane, next } = part;
    lane.joinAccount(
      this.#equity - part.equity,
      this.#initial - part.initial,
      this.#maintenance - part.maintenance,
    );
    lane.step(next);
    this.#take(part);
  }

  /** At an instant, when all bars that close then are done: one market's fall is not a loss before the other's rise. */
  mark(closing: readonly Part[]): void {
    this.#peak = Math.max(this.#peak, this.#equity);
    this.#drawdown = Math.max(this.#drawdown, this.#peak - this.#equity);
    if (this.#initial > 0 && this.#equity > 0) {
      this.#peakMargin = Math.max(this.#peakMargin ?? 0, (100 * this.#initial) / this.#equity);
    }
    for (const { lane, next } of closing) this.#byDay.set(lane.bars.tradeDate[next]!, this.#equity);
  }

  #take(part: Part): void {
    const { accountant, bars } = part.lane;
    const equity = accountant.ownEquityAt(bars.closeTicks[part.next]!);
    this.#equity += equity - part.equity;
    this.#initial += accountant.initial - part.initial;
    this.#maintenance += accountant.maintenance - part.maintenance;
    part.equity = equity;
    part.initial = accountant.initial;
    part.maintenance = accountant.maintenance;
  }

  result(): SharedAccount {
    const days = [...this.#byDay].sort(([a], [b]) => a - b);
    return {
      cash: this.#cash,
      net: this.#equity - this.#cash,
      maxDrawdown: this.#drawdown,
      peakMarginPercent: this.#peakMargin,
      parts: this.#parts.map(partOf),
      daily: days.map(([day, equity]) => ({ day, equity })),
      sumOfSingles: 0,
    };
  }
}

const ROLL = FILL_KINDS.indexOf("roll");

function partOf({ lane, equity }: Part): SharedPart {
  const orders = lane.orders.columns();
  const fills = lane.fills.columns(lane.timeOf, lane.dayOf);
  let position = 0;
  let trades = 0;
  for (let k = 0; k < fills.length; k++) {
    const before = position;
    position += fills.side[k]! * fills.qty[k]!;
    // A roll goes through nothing, but its trade goes on.
    if (before !== 0 && before * position <= 0 && fills.kind[k] !== ROLL) trades++;
  }
  return {
    strategy: lane.spec.ref.name,
    instrument: lane.instrument.symbol,
    net: equity,
    trades,
    refused: refusedIn(orders),
    liquidations: lane.events.filter((event) => event.kind === "liquidation").length,
  };
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
