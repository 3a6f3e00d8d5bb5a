// How many trades in a row won, or lost?

import type { MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { type Metric, oncePerRun, type Traded } from "./metric.js";
import { tradeResults } from "./results.js";

/** Neighbouring trades, in order of their exits, with the same outcome. */
export interface Streak {
  readonly outcome: "win" | "loss";
  readonly length: number;
  /** Numbers (`n`) of its first and last trade. */
  readonly first: number;
  readonly last: number;
  readonly net: MicroUsd;
}

/** All streaks, in order of time. A trade with a net of exactly 0 ends a streak and begins none. */
export function streaks(run: Run): Streak[] {
  const { net: nets } = tradeResults(run);
  const found: Streak[] = [];
  type Running = { -readonly [K in keyof Streak]: Streak[K] };
  let running = null as Running | null;
  for (let at = 0; at < nets.length; at++) {
    const n = at + 1;
    const net = nets[at]!;
    const outcome = net > 0 ? "win" : net < 0 ? "loss" : null;
    if (outcome === null) running = null;
    else if (running?.outcome === outcome) {
      running.length++;
      running.last = n;
      running.net += net;
    } else {
      running = { outcome, length: 1, first: n, last: n, net };
      found.push(running);
    }
  }
  return found;
}

/** Most winning trades in a row. Null without trades. */
export const longestWinStreak: Metric<Traded> = {
  key: "longest-win-streak",
  label: "Longest winning streak",
  unit: "count",
  of: (run) => longest(run, "win"),
};

/** Most losing trades in a row. Null without trades. */
export const longestLossStreak: Metric<Traded> = {
  key: "longest-loss-streak",
  label: "Longest losing streak",
  unit: "count",
  of: (run) => longest(run, "loss"),
};

const longest = (run: Traded, outcome: Streak["outcome"]): number | null => longestOf(run)?.[outcome] ?? null;

/** Without a list of streaks: of tens of thousands of trades it would be as long. */
const longestOf = oncePerRun((run: Traded): Record<Streak["outcome"], number> | null => {
  const { length, net } = tradeResults(run);
  if (length === 0) return null;
  const most = { win: 0, loss: 0 };
  let [won, lost] = [0, 0];
  for (let at = 0; at < length; at++) {
    won = net[at]! > 0 ? won + 1 : 0;
    lost = net[at]! < 0 ? lost + 1 : 0;
    if (won > most.win) most.win = won;
    if (lost > most.loss) most.loss = lost;
  }
  return most;
});
