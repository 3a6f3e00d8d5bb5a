// What does a trader hold, and which exits guard it? Written from the rules of fills alone, sharing nothing with src/.

export type Side = 1 | -1;

/** Ticks, points, a percentage of the price, or average true ranges as of the close at which the order is sent. */
export type Distance =
  | { readonly ticks: number }
  | { readonly points: number }
  | { readonly percent: number }
  | { readonly atr: number; readonly period?: number };
/** Prices are in ticks and may lie between two of them. */
export type Level = { readonly price: number } | { readonly r: number } | Distance;
export type Move =
  | "stay"
  | "net"
  | { readonly breakeven: number }
  | { readonly lock: { readonly ticks: number } | { readonly points: number } | { readonly r: number } }
  | { readonly trail: Distance; readonly least?: "breakeven" | "breakevenNet" };
export interface Plan {
  readonly stop?: Level;
  readonly targets?: readonly { readonly at: Level; readonly portion?: number; readonly then?: Move }[];
  readonly trail?: { readonly by: Distance; readonly from?: Level };
  readonly timeStop?: number;
  readonly single?: "first" | "last";
}

export type LimitRule = "touch" | "through" | { readonly through: number } | { readonly volume: number };
export interface Terms {
  readonly path: "adverse" | "favourable" | "nearest" | "ohlc" | "olhc";
  readonly slip: number;
  readonly limitFill: LimitRule;
  /** Share of a bar's volume, or null. */
  readonly participation: number | null;
  /** Dollars. */
  readonly costPerSide: number;
  readonly tickValue: number;
  /** Points. */
  readonly tickSize: number;
}

/** A distance when everything that was known at the close has been put in: ticks, or a share of a price yet unknown. */
export type Fixed = { readonly ticks: number } | { readonly percent: number };

/** Where does a stop that follows stand, and how? */
export interface Follower {
  readonly by: Fixed;
  best: number;
}

/** The contracts that one fill opened and that are still there, with the exits of that fill. */
export interface Entry {
  /** Order of arrival. */
  readonly age: number;
  readonly order: number;
  readonly side: Side;
  readonly bar: number;
  readonly price: number;
  readonly risk: number;
  qty: number;
  stop: number | null;
  stopKind: string;
  targets: EntryTarget[];
  trail: Follower | null;
  /** The trail that begins at a level which the walk has not reached yet. */
  sleeping: { readonly by: Fixed; readonly from: number } | null;
  readonly timeStop: number | null;
  /** Set off and not whole yet: what is left goes at the next open, as this kind. */
  leaving: string | null;
  /** The first price of this bar that these exits saw, and whether that was on the walk instead of at the open. */
  point: number;
  onWalk: boolean;
}
export interface EntryTarget {
  readonly at: number;
  readonly then: Move;
  left: number;
  queued: number;
}

const NOISE = 1e-9;
export const up = (x: number): number => Math.ceil(x - NOISE);
export const down = (x: number): number => Math.floor(x + NOISE);
/** To the grid: up if `side` is 1, else down. */
export const toGrid = (side: number, x: number): number => (side > 0 ? up(x) : down(x));

export const better = (side: Side, a: number, b: number): number =>
  side > 0 ? Math.min(a, b) : Math.max(a, b);
export const worse = (side: Side, a: number, b: number): number => better(-side as Side, a, b);

export const ticksOf = (fixed: Fixed, price: number): number =>
  "ticks" in fixed ? fixed.ticks : up((Math.abs(price) * fixed.percent) / 100);

/** Where a stop that sells (-1) or buys (1) at this distance behind the best price stands. */
export const behind = (side: Side, { by, best }: Follower): number =>
  "ticks" in by ? best + side * by.ticks : toGrid(side, best + (side * Math.abs(best) * by.percent) / 100);

/** Whole contracts for each share by largest remainder; what the shares leave over is the stop's. */
export function sharesOf(portions: readonly number[], qty: number, single: "first" | "last"): number[] {
  if (portions.length === 0 || qty === 0) return portions.map(() => 0);
  if (qty === 1) return portions.map((_, k) => (k === (single === "last" ? portions.length - 1 : 0) ? 1 : 0));
  const rest = 1 - portions.reduce((sum, portion) => sum + portion, 0);
  const all = rest > NOISE ? [...portions, rest] : [...portions];
  const wanted = all.map((portion) => portion * qty);
  const given = wanted.map(down);
  let missing = qty - given.reduce((sum, n) => sum + n, 0);
  const byRemainder = wanted
    .map((want, k) => ({ k, remainder: want - given[k]! }))
    .sort((a, b) => (Math.abs(b.remainder - a.remainder) > NOISE ? b.remainder - a.remainder : a.k - b.k));
  for (const { k } of byRemainder) if (missing-- > 0) given[k]!++;
  return given.slice(0, portions.length);
}

/** Portions as numbers: an equal share where none is named, the rest for the last where only it names none. */
export function portionsOf(targets: NonNullable<Plan["targets"]>): number[] {
  const named = targets.filter(({ portion }) => portion !== undefined).length;
  if (named === 0) return targets.map(() => 1 / targets.length);
  const sum = targets.reduce((total, { portion = 0 }) => total + portion, 0);
  return targets.map(({ portion }) => portion ?? 1 - sum);
}

/** A plan whose distances in points and true ranges have become ticks. */
export interface FixedPlan {
  readonly stop: FixedLevel | null;
  readonly targets: readonly { readonly at: FixedLevel; readonly portion: number; readonly then: Move }[];
  readonly trail: { readonly by: Fixed; readonly from: FixedLevel | null } | null;
  readonly timeStop: number | null;
  readonly single: "first" | "last";
}
export type FixedLevel = { readonly price: number } | { readonly r: number } | Fixed;

export function fixedPlan(plan: Plan, fix: (distance: Distance) => Fixed): FixedPlan {
  const level = (at: Level): FixedLevel => ("price" in at || "r" in at ? at : fix(at));
  const portions = portionsOf(plan.targets ?? []);
  return {
    stop: plan.stop === undefined ? null : level(plan.stop),
    targets: (plan.targets ?? []).map(({ at, then = "stay" }, k) => ({
      at: level(at),
      portion: portions[k]!,
      then: fixedMove(then, fix),
    })),
    trail: plan.trail === undefined ? null : trailOf(plan.trail.by, plan.trail.from),
    timeStop: plan.timeStop ?? null,
    single: plan.single ?? "first",
  };
  function trailOf(by: Distance, from: Level | undefined) {
    return { by: fix(by), from: from === undefined ? null : level(from) };
  }
}

function fixedMove(move: Move, fix: (distance: Distance) => Fixed): Move {
  if (typeof move === "string" || "breakeven" in move) return move;
  if ("trail" in move) return { ...move, trail: fix(move.trail) };
  // The other distances guard the trader the more the longer they are, a lock the less: it rounds the other way.
  return "points" in move.lock
    ? { lock: { ticks: -(fix({ points: -move.lock.points }) as { ticks: number }).ticks } }
    : move;
}

/** The price of a level for contracts of `side` that were bought or sold at `price`. `way`: 1 in favour, -1 against. */
function priceOf(at: FixedLevel, side: Side, price: number, way: 1 | -1, risk: number): number {
  if ("price" in at) return toGrid(side * way, at.price);
  const ticks = "r" in at ? up(at.r * risk) : ticksOf(at, price);
  return price + side * way * ticks;
}

/** What a fill of `qty` contracts at `price` sets up; `point` is where the walk stands. `shares`: contracts by target. */
export function entryOf(
  plan: FixedPlan | null,
  fill: {
    readonly age: number;
    readonly order: number;
    readonly side: Side;
    readonly bar: number;
    readonly price: number;
    readonly qty: number;
    readonly point: number;
    readonly onWalk: boolean;
  },
  shares: readonly number[],
): Entry {
  const { side, price } = fill;
  const stop = plan?.stop ? priceOf(plan.stop, side, price, -1, 0) : null;
  const risk = stop === null ? 0 : Math.abs(price - stop);
  const entry: Entry = {
    ...fill,
    risk,
    stop,
    stopKind: "stop loss",
    targets: (plan?.targets ?? []).map(({ at, then }, k) => ({
      at: priceOf(at, side, price, 1, risk),
      then,
      left: shares[k]!,
      queued: 0,
    })),
    trail: null,
    sleeping: null,
    timeStop: plan?.timeStop ?? null,
    leaving: null,
  };
  if (plan?.trail) {
    const { by, from } = plan.trail;
    if (from === null) follow(entry, { by, best: price });
    else entry.sleeping = { by, from: priceOf(from, side, price, 1, risk) };
  }
  return entry;
}

/** From now on the stop follows. */
export function follow(entry: Entry, trail: Follower): void {
  entry.trail = trail;
  entry.sleeping = null;
  tighten(entry, behind(-entry.side as Side, trail), "trailing stop");
}

/** A stop never moves back. */
export function tighten(entry: Entry, to: number, kind: string): void {
  if (entry.stop !== null && entry.side * (to - entry.stop) <= 0) return;
  entry.stop = to;
  entry.stopKind = kind;
}

/** The walk has got to `price`: a trailing stop follows a new best price. One that was moved by hand stays until then. */
export function followTo(entry: Entry, price: number): void {
  if (entry.trail === null || entry.side * (price - entry.trail.best) <= 0) return;
  entry.trail.best = price;
  tighten(entry, behind(-entry.side as Side, entry.trail), "trailing stop");
}

/** A target has filled at `price`: where does the stop of the rest go? */
export function afterTarget(entry: Entry, then: Move, price: number, terms: Terms): void {
  if (then === "stay") return;
  const { side } = entry;
  const beyond = (ticks: number) => entry.price + side * ticks;
  const net = beyond(terms.slip + up((2 * terms.costPerSide) / terms.tickValue));
  if (then === "net") tighten(entry, net, "breakeven stop");
  else if ("breakeven" in then) tighten(entry, beyond(then.breakeven), "breakeven stop");
  else if ("lock" in then) {
    // Between two ticks a stop takes the one that is worse for the trader.
    const ticks = "r" in then.lock ? down(then.lock.r * entry.risk) : (then.lock as { ticks: number }).ticks;
    tighten(entry, beyond(ticks), "breakeven stop");
  } else {
    if (then.least === "breakeven") tighten(entry, beyond(0), "breakeven stop");
    if (then.least === "breakevenNet") tighten(entry, net, "breakeven stop");
    follow(entry, { by: then.trail as Fixed, best: price });
  }
}

/** Contracts of the entry left by another way than its plan: what no target waits for goes first, then the far targets. */
export function shrink(entry: Entry, qty: number): void {
  entry.qty -= qty;
  let over = entry.targets.reduce((sum, { left }) => sum + left, 0) - entry.qty;
  const farFirst = entry.targets
    .map((target, k) => ({ target, k }))
    .sort((a, b) => entry.side * (b.target.at - a.target.at) || b.k - a.k);
  for (const { target } of farFirst) {
    const less = Math.max(0, Math.min(over, target.left));
    target.left -= less;
    over -= less;
  }
}
