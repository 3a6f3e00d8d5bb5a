// How many trades in a row won, or lost?

import type { MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import type { Metric } from "./metric.js";

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
export function streaks({ trades }: Run): Streak[] {
  const found: Streak[] = [];
  let before = 0;
  for (const { n, net } of trades) {
    const outcome = Math.sign(net);
    const running = found.at(-1);
    if (outcome !== 0 && outcome === before && running) {
      found[found.length - 1] = {
        ...running,
        length: running.length + 1,
        last: n,
        net: running.net + net,
      };
    } else if (outcome !== 0) {
      found.push({ outcome: outcome > 0 ? "win" : "loss", length: 1, first: n, last: n, net });
    }
    before = outcome;
  }
  return found;
}

/** Most winning trades in a row. Null without trades. */
export const longestWinStreak: Metric = {
  key: "longest-win-streak",
  label: "Longest winning streak",
  unit: "count",
  of: (run) => longest(run, "win"),
};

/** Most losing trades in a row. Null without trades. */
export const longestLossStreak: Metric = {
  key: "longest-loss-streak",
  label: "Longest losing streak",
  unit: "count",
  of: (run) => longest(run, "loss"),
};

function longest(run: Run, outcome: Streak["outcome"]): number | null {
  if (run.trades.length === 0) return null;
  return streaks(run).reduce(
    (most, streak) => (streak.outcome === outcome ? Math.max(most, streak.length) : most),
    0,
  );
}
