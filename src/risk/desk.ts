// May this order pass, how large, and at what loss must the position go?

import { type Day, dollars, type EpochMs, type MicroUsd, type Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { RiskLimit, RiskRules } from "../domain/risk.js";
import { type Cap, capsOf, type Standing } from "./caps.js";
import { counted, NO_TRADES, type Tally } from "./kelly.js";
import { afterDate, afterTrade, afterWeek, footOf, type Ladder } from "./ladder.js";
import { floorOf, lossOf } from "./loss.js";
import { type Friction, riskPerContract, type Wager } from "./per-contract.js";
import { sizeOf } from "./sizing.js";
import type { Windows } from "./windows.js";
import { limitText } from "./words.js";

type LossLimit = Extract<RiskLimit, { limit: "trade loss" | "daily loss" | "drawdown" }>;

/** The part of an order that would open. */
export interface Opening {
  readonly side: Side;
  /** As the strategy asked; null where it left the number to the rules. */
  readonly asked: number | null;
  readonly wager: Wager | null;
  readonly friction: (contracts: number) => Friction;
}

export interface Admission {
  readonly contracts: number;
  /** Why there are fewer than were asked for or sized; one sentence each. */
  readonly reduced: readonly string[];
  /** Why there are none; null where there are some. */
  readonly refusal: string | null;
}

/** The equity at which a loss limit is reached; `own` leaves out what the account's other positions are worth. */
export interface LossFloor {
  readonly limit: number;
  readonly equity: MicroUsd;
  readonly own: boolean;
}

/** Whether what comes can depend on which of two states it begins with. */
export const standAlike = (a: DeskMark, b: DeskMark): boolean =>
  a.trade?.own === b.trade?.own &&
  a.trade?.equity === b.trade?.equity &&
  a.reached.length === b.reached.length &&
  a.reached.every((index) => b.reached.includes(index)) &&
  a.entered === b.entered &&
  a.lostAt === b.lostAt &&
  a.tally.gains === b.tally.gains &&
  a.tally.losses === b.tally.losses &&
  a.ladder?.made === b.ladder?.made &&
  a.ladder?.rung === b.ladder?.rung;

/** What a walk may change; replaced as a whole, so that a walk can be tried and taken back. */
export interface DeskMark {
  /** Counted for the rule that asks for it. */
  readonly tally: Tally;
  readonly ladder: Ladder | null;
  /** Equity of the account, and this position's share of it, before the first entry of the open trade. */
  readonly trade: { readonly equity: MicroUsd; readonly own: MicroUsd } | null;
  /** Loss limits that have been reached, by their place in the rules. */
  readonly reached: readonly number[];
  /** Trades that were entered on this trade date; counted for the rule that asks for it, and so is the next. */
  readonly entered: number;
  /** When a trade lost last. */
  readonly lostAt: EpochMs;
}

/**
 * Holds the declared rules of a run: no order passes and no position stays against one of them. Knows neither broker nor
 * books: the engine tells it in plain numbers what they come to, and asks.
 */
export class RiskDesk {
  readonly windows: Windows | null;
  readonly #rules: RiskRules;
  readonly #tickValue: MicroUsd;
  readonly #caps: readonly Cap[];
  /** 1 where trades of a date are counted. */
  readonly #counts: 0 | 1;
  /** Whether a loss is followed by a rest. */
  readonly #rests: boolean;
  readonly #losses: readonly { readonly limit: LossLimit; readonly index: number }[];
  #state: DeskMark;
  #dayStart: MicroUsd = 0;
  #weekStart: MicroUsd = 0;
  #day: Day | null = null;
  #peak = Number.NEGATIVE_INFINITY;
  readonly closes = new Map<Day, Ticks>();

  constructor(rules: RiskRules, tickValue: MicroUsd, windows: Windows | null) {
    this.#rules = rules;
    this.#tickValue = tickValue;
    this.windows = windows;
    this.#caps = capsOf(rules.limits, this.closes);
    this.#counts = rules.limits.some(({ limit }) => limit === "trades a day") ? 1 : 0;
    this.#rests = rules.limits.some(({ limit }) => limit === "cool-down");
    this.#losses = rules.limits.flatMap((limit, index) => (isLoss(limit) ? [{ limit, index }] : []));
    this.#state = {
      tally: NO_TRADES,
      ladder: null,
      trade: null,
      reached: [],
      entered: 0,
      lostAt: Number.NEGATIVE_INFINITY,
    };
  }

  get sizes(): boolean {
    return this.#rules.size !== null;
  }

  // ── what the engine tells ────────────────────────────────────────────────────────────────────────────────────────

  /** A trade date begins with this equity; `close` is the last price of the one before. */
  dateBegins(day: Day, equity: MicroUsd, close: Ticks | null): void {
    if (this.#day !== null && close !== null) this.#dateEnds(this.#day, day, equity, close);
    else this.#weekStart = equity;
    this.#peak = Math.max(this.#peak, equity);
    this.#day = day;
    this.#dayStart = equity;
    const { size } = this.#rules;
    const ladder = this.#state.ladder ?? (size?.size === "ladder" ? footOf(size, equity) : null);
    const reached = this.#state.reached.filter((index) => this.#rules.limits[index]!.limit !== "daily loss");
    this.#state = { ...this.#state, ladder, reached, entered: 0 };
  }

  #dateEnds(day: Day, next: Day, equity: MicroUsd, close: Ticks): void {
    this.closes.set(day, close);
    const { size } = this.#rules;
    let { ladder } = this.#state;
    if (size?.size !== "ladder" || ladder === null) return;
    if (weekOf(day) !== weekOf(next)) {
      ladder = afterWeek(size, ladder, equity - this.#weekStart);
      this.#weekStart = equity;
    }
    this.#state = { ...this.#state, ladder: afterDate(size, ladder, equity) };
  }

  /** The owner put money in or took it out (below 0): no gain and no loss, so all that is counted from moves with it. */
  moved(amount: MicroUsd, own: boolean): void {
    this.#dayStart += amount;
    this.#weekStart += amount;
    this.#peak += amount;
    const { ladder, trade } = this.#state;
    this.#state = {
      ...this.#state,
      ladder: ladder && { ...ladder, peak: ladder.peak + amount },
      trade: trade && { equity: trade.equity + amount, own: trade.own + (own ? amount : 0) },
    };
  }

  /** A bar has closed with this equity. True where a loss limit moved or was reached: its price has to be found anew. */
  barCloses(equity: MicroUsd): boolean {
    let changed = false;
    for (const { limit, index } of this.#losses) {
      if (limit.limit === "trade loss" || equity > this.#levelOf(limit)) continue;
      changed = this.reach(index) || changed;
    }
    if (equity <= this.#peak) return changed;
    this.#peak = equity;
    return true;
  }

  /** The first contract of a trade is entered, with this equity before it. */
  tradeBegins(equity: MicroUsd, own: MicroUsd): void {
    this.#state = { ...this.#state, trade: { equity, own }, entered: this.#state.entered + this.#counts };
  }

  /** The trade that began last is over, and made `net`. */
  tradeEnds(net: MicroUsd, at: EpochMs): void {
    const { size } = this.#rules;
    const { tally, ladder, reached, lostAt } = this.#state;
    this.#state = {
      ...this.#state,
      lostAt: net < 0 && this.#rests ? at : lostAt,
      tally: size?.size === "kelly" ? counted(tally, net) : tally,
      ladder: ladder && size?.size === "ladder" ? afterTrade(size, ladder, net) : ladder,
      trade: null,
      reached: reached.filter((index) => this.#rules.limits[index]!.limit !== "trade loss"),
    };
  }

  /** Own equity before the first entry of the open trade; null while flat. */
  get tradeStart(): MicroUsd | null {
    return this.#state.trade?.own ?? null;
  }

  /** A loss limit is reached and remembered; false where it was before. */
  reach(index: number): boolean {
    const { reached } = this.#state;
    if (reached.includes(index)) return false;
    this.#state = { ...this.#state, reached: [...reached, index] };
    return true;
  }

  mark(): DeskMark {
    return this.#state;
  }

  takeBack(mark: DeskMark): void {
    this.#state = mark;
  }

  // ── what the engine asks ─────────────────────────────────────────────────────────────────────────────────────────

  /** How many contracts an order may open, at the close at which it is sent. */
  admit({ side, asked, wager, friction }: Opening, standing: Standing): Admission {
    const halted = this.#halted(standing.equity);
    if (halted !== null) return refused(halted);
    const { size, limits } = this.#rules;
    let contracts = asked ?? 0;
    if (size !== null) {
      const { tally, ladder } = this.#state;
      const closes = [...this.closes.values()];
      const basis = {
        equity: standing.equity,
        tickValue: this.#tickValue,
        wager,
        friction,
        tally,
        ladder,
        closes,
      };
      const sized = sizeOf(size, basis);
      if (sized.contracts === 0) return refused(sized.why);
      contracts = sized.contracts;
    }
    const reduced: string[] = [];
    for (const { name, room } of this.#caps) {
      const most = room(side, standing);
      if (most.contracts >= contracts) continue;
      if (most.contracts <= 0) return refused(`${name}: ${most.numbers}`);
      reduced.push(`${name}: reduced from ${contracts} to ${most.contracts}`);
      contracts = most.contracts;
    }
    for (const limit of limits) {
      if (limit.limit !== "trade loss" || wager === null) continue;
      const risk = contracts * riskPerContract(wager, this.#tickValue, friction(contracts));
      if (risk > lossOf(limit.loss, standing.equity))
        return refused(`${limitText(limit)}: ${contracts} contracts risk ${dollars(risk)} at their stop`);
    }
    return { contracts, reduced, refusal: null };
  }

  /** Why `contracts` may not be opened at the instant of their fill, in a bar that opened `at`, or null. `waiting` orders do not count here. */
  refusal(side: Side, contracts: number, bar: number, at: EpochMs, standing: Standing): string | null {
    const halted = this.#halted(standing.equity) ?? (standing.position === 0 ? this.#resting(at) : null);
    if (halted !== null) return halted;
    const closed = this.windows?.closed[bar] ?? 0;
    if (closed !== 0) return this.windows!.reasons[closed]!;
    for (const { name, room } of this.#caps) {
      const most = room(side, standing);
      if (most.contracts < contracts) return `${name}: ${most.numbers}`;
    }
    return null;
  }

  /** Where the loss limits stand that a held position can still reach. */
  floors(): LossFloor[] {
    const { trade, reached } = this.#state;
    return this.#losses.flatMap(({ limit, index }): LossFloor[] => {
      // What flattens does so as long as anything is held, also where a loss elsewhere in the account reached it.
      if (limit.action === "block" && reached.includes(index)) return [];
      if (limit.limit !== "trade loss") return [{ limit: index, equity: this.#levelOf(limit), own: false }];
      if (trade === null) return [];
      return [{ limit: index, equity: trade.own - lossOf(limit.loss, trade.equity), own: true }];
    });
  }

  /** For the event of a limit that is reached: its name, what it counts from, and whether it flattens. */
  reachedAt(index: number): { readonly name: string; readonly from: MicroUsd; readonly flattens: boolean } {
    const limit = this.#rules.limits[index] as LossLimit;
    const from =
      limit.limit === "trade loss"
        ? (this.#state.trade?.equity ?? 0)
        : limit.limit === "daily loss"
          ? this.#dayStart
          : this.#peak;
    return { name: limitText(limit), from, flattens: limit.action === "flatten" };
  }

  #levelOf(limit: LossLimit): MicroUsd {
    return floorOf(limit.loss, limit.limit === "daily loss" ? this.#dayStart : this.#peak);
  }

  /** Why no trade may begin now, whatever its size. Asked at the fill alone: an order may wait for the next trade date. */
  #resting(at: EpochMs): string | null {
    const { entered, lostAt } = this.#state;
    for (const limit of this.#rules.limits) {
      if (limit.limit === "trades a day" && entered >= limit.trades)
        return `${limitText(limit)} is reached: nothing is opened until the next trade date`;
      if (limit.limit === "cool-down" && at - lostAt < limit.minutes * MINUTE_MS)
        return this.restingAfterLoss;
    }
    return null;
  }

  /** Why no trade may begin in the instant in which one loses; null where no rule asks for a rest. */
  get restingAfterLoss(): string | null {
    const rest = this.#rules.limits.find(({ limit }) => limit === "cool-down");
    return rest === undefined ? null : `${limitText(rest)}: nothing is opened until it is over`;
  }

  #halted(equity: MicroUsd): string | null {
    for (const { limit, index } of this.#losses) {
      const isReached =
        this.#state.reached.includes(index) ||
        (limit.limit !== "trade loss" && equity <= this.#levelOf(limit));
      if (isReached) return `${limitText(limit)} is reached: nothing is opened ${UNTIL[limit.limit]}`;
    }
    return null;
  }
}

const MINUTE_MS = 60_000;

const UNTIL: Readonly<Record<LossLimit["limit"], string>> = {
  "trade loss": "until the trade is over",
  "daily loss": "until the next trade date",
  drawdown: "any more in this run",
};

const isLoss = (limit: RiskLimit): limit is LossLimit => Object.hasOwn(UNTIL, limit.limit);

const refused = (refusal: string): Admission => ({ contracts: 0, reduced: [], refusal });

/** Weeks from Monday to Sunday; 1970-01-01 was a Thursday. */
const weekOf = (day: Day): number => Math.floor((day + 3) / 7);
