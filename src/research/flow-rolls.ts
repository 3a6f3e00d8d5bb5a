// When does a later contract have more volume or open interest than the one that is held?

import type { Day } from "../domain/money.js";
import type { FlowRule } from "./roll-rule.js";

/** One contract of a chain, in the order of their months. */
export interface FlowContract {
  readonly name: string;
  /** Volume or open interest by trade date; none where it has none. */
  readonly figures: ReadonlyMap<Day, number>;
  /** Its first trade date with bars. */
  readonly begins: Day;
  /** Not held when this trade date opens; null: nothing is known of its end. */
  readonly latest: Day | null;
}

export interface FlowRoll {
  /** It is rolled when this trade date opens. */
  readonly day: Day;
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/**
 * Walks through the trade dates as a trader would: what a session traded is known when it is over, so that a roll comes with the
 * open of the next one at the soonest. Never to an earlier contract. `days` are all trade dates with bars, rising.
 */
export function flowRolls(
  contracts: readonly FlowContract[],
  days: readonly Day[],
  { by, sessions, lag }: FlowRule,
): { readonly first: number; readonly rolls: readonly FlowRoll[] } {
  const isOver = (k: number, day: Day): boolean => {
    const { latest } = contracts[k]!;
    return latest !== null && day >= latest;
  };
  const figure = (k: number, day: Day): number => contracts[k]!.figures.get(day) ?? 0;
  const first = Math.max(
    0,
    contracts.findIndex(({ begins }, k) => begins <= days[0]! && !isOver(k, days[0]!)),
  );
  const rolls: FlowRoll[] = [];
  /** Sessions in a row in which a contract had more than the one that is held. */
  const ahead = new Int32Array(contracts.length);
  let held = first;
  const roll = (day: Day, to: number, why: string): void => {
    rolls.push({ day, from: held, to, why });
    held = to;
    ahead.fill(0);
  };
  for (const [i, day] of days.entries()) {
    const known = days[i - 1 - lag];
    if (known !== undefined) {
      let best = -1;
      for (let k = held + 1; k < contracts.length; k++) {
        ahead[k] = figure(k, known) > figure(held, known) ? ahead[k]! + 1 : 0;
        if (ahead[k]! < sessions || isOver(k, day)) continue;
        if (best < 0 || figure(k, known) > figure(best, known)) best = k;
      }
      if (best >= 0) {
        const [more, less] = [figure(best, known), figure(held, known)].map((n) => n.toLocaleString("en-US"));
        roll(day, best, `${by} ${more} against ${less}`);
      }
    }
    if (!isOver(held, day)) continue;
    const next = nextOf(contracts, held, day, (k) => (known === undefined ? 0 : figure(k, known)), isOver);
    if (next >= 0) roll(day, next, `ends before its ${by} is passed`);
  }
  return { first, rolls };
}

/** Of the later contracts that trade already the one with most of it; without figures the first of them. */
function nextOf(
  contracts: readonly FlowContract[],
  held: number,
  day: Day,
  figure: (k: number) => number,
  isOver: (k: number, day: Day) => boolean,
): number {
  let best = -1;
  for (let k = held + 1; k < contracts.length; k++) {
    if (isOver(k, day) || contracts[k]!.begins > day) continue;
    if (best < 0 || figure(k) > figure(best)) best = k;
  }
  return best;
}
