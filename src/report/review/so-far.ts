// What did the trader make so far, what the plan, and how far is each below its high?

import type { MicroUsd } from "../../domain/money.js";

/** What became of a result at one moment, be it that a trade ended or was marked: of the trader, of the plan, or of both. */
export interface Ended {
  /** Infinite: still open, and marked at the end. */
  readonly at: number;
  readonly you: MicroUsd;
  readonly plan: MicroUsd;
}

/** By rising moment, each once; each value holds from its moment on. Before the first one all are nothing. */
export interface SoFar {
  readonly length: number;
  readonly at: Float64Array;
  readonly you: Float64Array;
  readonly plan: Float64Array;
  /** Below the highest so far, of which nothing is the first: never above zero. */
  readonly yourUnder: Float64Array;
  readonly planUnder: Float64Array;
}

/** Both are counted from nothing, by what was added to them; all of one moment is one. */
export function soFar(ended: readonly Ended[]): SoFar {
  const sorted = [...ended].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const list: { at: number; you: MicroUsd; plan: MicroUsd }[] = [];
  for (const one of sorted) {
    const last = list.at(-1);
    if (last === undefined || last.at !== one.at) list.push({ ...one });
    else {
      last.you += one.you;
      last.plan += one.plan;
    }
  }
  const column = () => new Float64Array(list.length);
  const found = { at: column(), you: column(), plan: column(), yourUnder: column(), planUnder: column() };
  let [you, plan, yourHigh, planHigh] = [0, 0, 0, 0];
  for (const [i, one] of list.entries()) {
    yourHigh = Math.max(yourHigh, (you += one.you));
    planHigh = Math.max(planHigh, (plan += one.plan));
    found.at[i] = one.at;
    found.you[i] = you;
    found.plan[i] = plan;
    found.yourUnder[i] = you - yourHigh;
    found.planUnder[i] = plan - planHigh;
  }
  return { length: list.length, ...found };
}
