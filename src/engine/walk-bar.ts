// Which walk does a bar take?

import type { Stakes } from "../accountant/ambiguous.js";
import type { FinerBars } from "../bars/magnify.js";
import type { BarTicks, Walk } from "../broker/bar-ticks.js";
import type { Bars } from "../domain/bars.js";
import type { PathModel } from "../domain/execution.js";
import type { MicroUsd } from "../domain/money.js";
import { type Standing, stand, standAlike, takeBack } from "./mark.js";
import { preferredWalk } from "./path.js";

/** A lane, as far as walking a bar goes. */
export interface Walking extends Standing {
  readonly spec: { readonly execution: { readonly path: PathModel } };
  readonly bars: Bars;
  /** Finer bars that bars are walked on, or null. */
  readonly finer: FinerBars | null;
  /** Bars whose walks could have ended with different equity, and by how much. */
  readonly ambiguous: Stakes;
  /** The same of the finer bars in them. */
  readonly ambiguousFiner: Stakes;
}

/** Where the mark price triggers, it is asked while the bar is walked; between bars any price may be the next. */
export function walkBar(lane: Walking, bar: number): void {
  const { gate } = lane.accountant;
  if (gate === null) return walkWhole(lane, bar);
  gate.enter(bar);
  walkWhole(lane, bar);
  gate.leave();
  lane.broker.refresh();
}

/** From the bar's open to its close, where there are finer bars inside it on these, one after another. */
function walkWhole(lane: Walking, bar: number): void {
  const { bars, finer, ambiguous } = lane;
  if (finer !== null && finer.first[bar] !== -1) return walkFiner(lane, bar, finer);
  const stake = walkOne(lane, bars, bar, true);
  if (stake !== null) ambiguous.add(bar, stake);
}

function walkFiner(lane: Walking, bar: number, { bars, first, end, traded }: FinerBars): void {
  const { broker, ambiguous, ambiguousFiner } = lane;
  const from = first[bar]!;
  let last = end[bar]! - 1;
  while (last > from && !traded(last)) last--; // where nothing trades nothing closes
  for (let finer = from; finer <= last; finer++) {
    const between = finer > from && finer < last;
    const idle = between && broker.idle(bar, bars.highTicks[finer]!, bars.lowTicks[finer]!);
    if (idle || !traded(finer)) continue;
    broker.beginFiner(finer);
    const stake = walkOne(lane, bars, finer, finer === last);
    if (stake === null) continue;
    ambiguous.add(bar, stake);
    ambiguousFiner.add(finer, stake);
  }
}

/** By how much the account would stand otherwise on the other walk; null where both lead to the same. */
function walkOne(lane: Walking, bars: Bars, at: number, closes: boolean): MicroUsd | null {
  const { broker, spec } = lane;
  const { path } = spec.execution;
  const ticks = ticksOf(bars, at);
  const preferred = preferredWalk(path, broker.position, bars, at);
  let stake: MicroUsd | null = null;
  if (broker.plain) broker.walk(ticks, preferred, closes);
  else stake = chooseWalk(lane, path, ticks, preferred, closes);
  broker.queue(ticks);
  return stake;
}

const ticksOf = (bars: Bars, bar: number): BarTicks => ({
  open: bars.openTicks[bar]!,
  high: bars.highTicks[bar]!,
  low: bars.lowTicks[bar]!,
  close: bars.closeTicks[bar]!,
  volume: bars.volume[bar]!,
});

/** Walks the bar, and where the other walk could lead elsewhere that one too: the path model says which one stays. */
function chooseWalk(
  lane: Walking,
  path: PathModel,
  ticks: BarTicks,
  preferred: Walk,
  closes: boolean,
): MicroUsd | null {
  const { broker, accountant, orders } = lane;
  let stake: MicroUsd | null = null;
  const mark = stand(lane);
  broker.walk(ticks, preferred, closes);
  if (broker.pathMatters) {
    const worth = accountant.equityAt(ticks.close);
    const stood = stand(lane);
    takeBack(lane, mark);
    const other: Walk = preferred === 0 ? 1 : 0;
    broker.walk(ticks, other, closes);
    const otherWorth = accountant.equityAt(ticks.close);
    // Worth the same now, but with another position or another stop: the difference comes with the next bars.
    const differs = worth !== otherWorth || !standAlike(stood, stand(lane));
    if (differs) stake = Math.abs(worth - otherWorth);
    const takesOther =
      (path === "adverse" && otherWorth < worth) || (path === "favourable" && otherWorth > worth);
    if (!takesOther) {
      takeBack(lane, mark);
      broker.walk(ticks, preferred, closes);
    }
  }
  orders.keep();
  return stake;
}
