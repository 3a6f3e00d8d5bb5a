// From where you really were, what would the plan have done next?

import type { JournalFill, JournalTrade } from "../../domain/journal.js";
import type { Day, EpochMs, MicroUsd } from "../../domain/money.js";
import type { FollowedTrade } from "../../domain/review.js";
import type { RiskLimit } from "../../domain/risk.js";
import type { Run, Trade } from "../../domain/run.js";
import { gate } from "./shadow.js";
import { barFinder, tickValueOf } from "./signals.js";

/** Stands beside the orders that put the strategy where the trader was. */
export const SEED = "follow";

/**
 * The real position after each fill from the first entry of `reviewed` to their last exit. It is counted over all trades: what was
 * carried into these dates is held there as well, and a fill may end a trade of the date before and begin one.
 */
export function positionsOf(
  trades: readonly JournalTrade[],
  reviewed: readonly JournalTrade[],
  fills: readonly JournalFill[],
  root: string,
): [EpochMs, number][] {
  const ofRoot = (some: readonly JournalTrade[]): JournalTrade[] =>
    some.filter((trade) => trade.root === root && trade.open !== "at start");
  const places = new Set(ofRoot(trades).flatMap((trade) => trade.fills));
  const own = [...places].flatMap((place) => fills[place] ?? []).sort((a, b) => a.time - b.time);
  const asked = ofRoot(reviewed);
  const from = asked.reduce((least, { entryTime }) => Math.min(least, entryTime), Number.POSITIVE_INFINITY);
  const to = asked.reduce((most, { exitTime }) => Math.max(most, exitTime ?? Number.POSITIVE_INFINITY), 0);
  let position = 0;
  return own
    .map(({ time, side, qty }): [EpochMs, number] => [time, (position += side * qty)])
    .filter(([time]) => time >= from && time <= to);
}

/** Limits that count from what the strategy's own account went through, which in this run is nobody's. */
const OF_THE_ACCOUNT: readonly RiskLimit["limit"][] = [
  "margin use",
  "daily loss",
  "drawdown",
  "trades a day",
  "cool-down",
];
export const heldInFollow = (limits: readonly RiskLimit[]): RiskLimit[] =>
  limits.filter(({ limit }) => !OF_THE_ACCOUNT.includes(limit));

/**
 * A strategy file around another one. At the close of each bar in which the trader had a fill, orders at the market bring the
 * strategy's position to the trader's; they guard it with the exit plan of the strategy's own last order on that side. In
 * all other bars the strategy decides alone, from `firstDay` on.
 */
export const following = (
  strategyFile: string,
  positions: readonly (readonly [EpochMs, number])[],
  barMs: number,
  firstDay: Day,
  lastDay: Day,
): string => `import Plan from ${JSON.stringify(strategyFile)};

const POSITIONS = ${JSON.stringify(positions)};
const OF_THE_ACCOUNT = ${JSON.stringify(OF_THE_ACCOUNT)};

${gate(firstDay, lastDay)}
export default class extends Plan {
  static risk = Array.isArray(Plan.risk) ? Plan.risk.filter((rule) => !OF_THE_ACCOUNT.includes(rule?.limit)) : Plan.risk;
  #desk;
  #bars;
  #clock;
  #place;
  #next = 0;
  #exits;

  constructor(context) {
    const { desk, bars, clock } = context;
    const place = desk.market.bind(desk);
    const exits = new Map();
    gated(context, (way, side, asked) => exits.set(side, way === "submit" ? asked[0]?.exit : asked[1]));
    super(context);
    this.#desk = desk;
    this.#bars = bars;
    this.#clock = clock;
    this.#place = place;
    this.#exits = exits;
  }

  decidesAt() {
    return null;
  }

  onBar() {
    const end = this.#bars.time[this.#clock.bar] + ${barMs};
    let target = null;
    for (; this.#next < POSITIONS.length && POSITIONS[this.#next][0] < end; this.#next++)
      target = POSITIONS[this.#next][1];
    const missing = target === null ? 0 : target - this.#desk.position;
    if (missing === 0) return super.onBar();
    const side = missing > 0 ? 1 : -1;
    this.#desk.cancelAll();
    this.#place(side, Math.abs(missing), target * side > 0 ? this.#exits.get(side) : undefined, ${JSON.stringify(SEED)});
  }
}
`;

/** Each trade beside the one that began where it did. `runs` by contract. */
export function followedTrades(
  trades: readonly JournalTrade[],
  runs: ReadonlyMap<string, Run>,
): FollowedTrade[] {
  const barAt = new Map([...runs].map(([root, run]) => [root, barFinder(run.bars.time)]));
  return trades
    .filter(({ open }) => open === "no")
    .map((trade): FollowedTrade => {
      const run = runs.get(trade.root);
      const at = barAt.get(trade.root);
      if (run === undefined || at === undefined) return { trade, what: "no bars", plan: null, dollars: null };
      const entered = at(trade.entryTime);
      // The seed of bar i is filled in bar i + 1.
      const twin = run.trades.find(
        (one) => one.side === trade.side && one.entryBar <= entered + 1 && one.exitBar > entered,
      );
      if (twin === undefined) return { trade, what: "not seeded", plan: null, dollars: null };
      const left = at(trade.exitTime!);
      // The order that follows the trader out is filled in the bar after.
      if (twin.exitReason === SEED && twin.exitBar > left)
        return { trade, what: "you left first", plan: null, dollars: null };
      const plan = { exitTime: twin.exitTime, exitSum: twin.exitSum, qty: twin.qty, reason: twin.exitReason };
      if (twin.exitBar === left) return { trade, what: "together", plan, dollars: 0 };
      return {
        trade,
        what: twin.exitBar < left ? "the plan left first" : "you left first",
        plan,
        dollars: differenceOf(trade, twin, tickValueOf(run)),
      };
    });
}

/** What the plan's exit would have made more than yours, on your contracts: above zero, it was the better one. */
function differenceOf(trade: JournalTrade, twin: Trade, tickValue: MicroUsd): MicroUsd {
  const planned = (twin.exitSum / twin.qty) * trade.qty;
  return Math.round(trade.side * (planned - trade.exitSum) * tickValue);
}
