// From where you really were, what would the plan have done next?

import type { JournalFill, JournalTrade } from "../../domain/journal.js";
import type { EpochMs, MicroUsd } from "../../domain/money.js";
import type { FollowedTrade } from "../../domain/review.js";
import type { Run, Trade } from "../../domain/run.js";
import { barFinder, tickValueOf } from "./signals.js";

/** Stands beside the orders that put the strategy where the trader was. */
const SEED = "follow";

/** The real position after each fill, in the order of time. */
export function positionsOf(
  trades: readonly JournalTrade[],
  fills: readonly JournalFill[],
  root: string,
): [EpochMs, number][] {
  const places = new Set(trades.filter((trade) => trade.root === root).flatMap((trade) => trade.fills));
  const own = [...places].flatMap((place) => fills[place] ?? []).sort((a, b) => a.time - b.time);
  let position = 0;
  return own.map(({ time, side, qty }) => [time, (position += side * qty)]);
}

/**
 * A strategy file around another one. At the close of each bar in which the trader had a fill, orders at the market bring the
 * strategy's position to the trader's; they guard it with the exit plan of the strategy's own last order on that side. In
 * all other bars the strategy decides alone.
 */
export const following = (
  strategyFile: string,
  positions: readonly (readonly [EpochMs, number])[],
  barMs: number,
): string => `import Plan from ${JSON.stringify(strategyFile)};

const POSITIONS = ${JSON.stringify(positions)};

export default class extends Plan {
  #desk;
  #bars;
  #clock;
  #next = 0;
  #exits;

  constructor(context) {
    const exits = new Map();
    const desk = new Proxy(context.desk, {
      get(target, key) {
        const value = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        if (key === "submit") return (side, request) => (exits.set(side, request.exit), target.submit(side, request));
        if (key === "market")
          return (side, qty, exit, reason) => (exits.set(side, exit), target.market(side, qty, exit, reason));
        return value.bind(target);
      },
    });
    super({ ...context, desk });
    this.#desk = context.desk;
    this.#bars = context.bars;
    this.#clock = context.clock;
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
    this.#desk.market(side, Math.abs(missing), target * side > 0 ? this.#exits.get(side) : undefined, ${JSON.stringify(SEED)});
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
