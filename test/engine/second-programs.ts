// What small markets and programs of orders, every kind among them, does chance give?

import fc from "fast-check";
import type { Distance, Level, LimitRule, Move, Plan, Side } from "./second-book.js";
import type { Act, Changes, Kind, MarketBar, Script, Until, View, Wish } from "./second-broker.js";
import type { Chosen, DrawnBar } from "./second-versus.js";

const BASE = 1000;

const steps = fc.record({
  gap: fc.constantFrom(0, 0, 0, 1, -1, 2, -3, 5),
  move: fc.integer({ min: -5, max: 5 }),
  up: fc.integer({ min: 0, max: 4 }),
  down: fc.integer({ min: 0, max: 4 }),
  volume: fc.constantFrom(0, 3, 7, 12, 20, 33, 40, 60),
  newDay: fc.constantFrom(false, false, true),
});

/** A walk around 1,000 ticks in small steps, so that everything collides; a bar without range may not have traded. */
export const markets = (length: number): fc.Arbitrary<DrawnBar[]> =>
  fc.array(steps, { minLength: length, maxLength: length }).map((all) => {
    let last = BASE;
    return all.map(({ gap, move, up, down, volume: some, newDay }, i) => {
      const volume = i === 0 ? 20 : some;
      const open = last + gap;
      const close = volume === 0 ? open : open + move;
      const [high, low] =
        volume === 0 ? [open, open] : [Math.max(open, close) + up, Math.min(open, close) - down];
      last = close;
      return { open, high, low, close, volume, newDay };
    });
  });

interface PlanSeed {
  readonly stop: LevelSeed | null;
  readonly targets: readonly { at: LevelSeed; portion: number | null; then: Move }[];
  readonly trail: { by: Distance; from: LevelSeed | null } | null;
  readonly timeStop: number | null;
  readonly single: "first" | "last";
}
/** A price is given by its distance from the entry, so that it lies on its side. */
type LevelSeed = { readonly off: number } | Exclude<Level, { price: number }>;

interface WishSeed {
  readonly side: Side;
  readonly qty: number;
  readonly kind: Kind;
  readonly away: number;
  readonly more: number;
  readonly trail: Distance;
  readonly from: number | null;
  readonly until: "GTC" | "DAY" | "IOC" | { readonly days: number } | { readonly minutes: number };
  readonly reduceOnly: boolean;
  readonly oco: string | null;
  readonly exit: PlanSeed | null;
  readonly triggers: readonly WishSeed[];
}

type Seed =
  | { readonly act: "send"; readonly wish: WishSeed }
  | { readonly act: "go to"; readonly wish: WishSeed; readonly position: number }
  | { readonly act: "cancel"; readonly pick: number }
  | { readonly act: "cancel all" }
  | {
      readonly act: "amend";
      readonly pick: number;
      readonly what: "qty" | "price" | "exit";
      readonly wish: WishSeed;
    }
  | { readonly act: "move stop"; readonly away: number };

const small = fc.integer({ min: 1, max: 7 });
const distance: fc.Arbitrary<Distance> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ticks: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ points: fc.constantFrom(0.25, 0.6, 1) }) },
  { weight: 2, arbitrary: fc.record({ percent: fc.constantFrom(0.1, 0.25, 0.4) }) },
  { weight: 1, arbitrary: fc.record({ atr: fc.constantFrom(0.3, 0.7, 1), period: fc.constantFrom(2, 3) }) },
);
const off = fc.record({ off: fc.constantFrom(1, 2, 3, 4, 6, 2.5) });
const r = fc.record({ r: fc.constantFrom(0.5, 1, 1.5, 2) });
const level: fc.Arbitrary<LevelSeed> = fc.oneof(
  { weight: 3, arbitrary: distance },
  { weight: 2, arbitrary: off },
);

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.constantFrom<Move>("stay", "net", { breakeven: 0 }, { breakeven: 1 }, { breakeven: -2 }),
  fc.record({ lock: fc.constantFrom({ ticks: 2 }, { points: 0.4 }, { r: 0.5 }, { r: 1 }) }),
  fc.record({ trail: distance }),
  fc.record({ trail: distance, least: fc.constantFrom("breakeven", "breakevenNet") }),
) as fc.Arbitrary<Move>;

const plan: fc.Arbitrary<PlanSeed> = fc.record({
  stop: fc.option(level, { freq: 3 }),
  targets: fc.oneof(
    fc.array(fc.record({ at: fc.oneof(level, r), portion: fc.constant(null), then: move }), { maxLength: 3 }),
    fc
      .constantFrom([0.5], [0.5, 0.5], [0.34, 0.33, 0.33], [0.1, 0.3], [0.25, 0.25, 0.5], [0.6, null])
      .chain((portions) =>
        fc
          .tuple(...portions.map(() => fc.record({ at: fc.oneof(level, r), then: move })))
          .map((all) => all.map((one, k) => ({ ...one, portion: portions[k]! }))),
      ),
  ),
  trail: fc.option(fc.record({ by: distance, from: fc.option(fc.oneof(level, r), { freq: 1 }) }), {
    freq: 1,
  }),
  timeStop: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 1 }),
  single: fc.constantFrom("first", "first", "last"),
});

export const KINDS: readonly Kind[] = [
  "market",
  "limit",
  "stop",
  "stop limit",
  "market if touched",
  "trailing stop",
  "on open",
  "on close",
];

const wishes = (kinds: readonly Kind[], depth: number): fc.Arbitrary<WishSeed> =>
  fc.record({
    side: fc.constantFrom<Side>(1, -1),
    qty: fc.integer({ min: 1, max: 5 }),
    kind: fc.constantFrom(...kinds),
    away: fc.oneof({ weight: 6, arbitrary: small }, { weight: 1, arbitrary: fc.constantFrom(1.5, 3.25) }),
    more: fc.integer({ min: -2, max: 4 }),
    trail: distance,
    from: fc.option(fc.integer({ min: -2, max: 5 }), { freq: 1 }),
    until: fc.oneof(
      { weight: 5, arbitrary: fc.constant("GTC" as const) },
      { weight: 2, arbitrary: fc.constant("DAY" as const) },
      { weight: 1, arbitrary: fc.constant("IOC" as const) },
      { weight: 1, arbitrary: fc.record({ days: fc.integer({ min: 0, max: 2 }) }) },
      { weight: 1, arbitrary: fc.record({ minutes: fc.integer({ min: 2, max: 5 }) }) },
    ),
    reduceOnly: fc.constantFrom(false, false, false, true),
    oco: fc.constantFrom(null, null, null, depth === 0 ? "x" : "a", depth === 0 ? "x" : "b"),
    exit: fc.option(plan, { freq: 2 }),
    triggers:
      depth === 0
        ? fc.constant([])
        : fc.oneof(
            { weight: 3, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.array(wishes(kinds, depth - 1), { minLength: 1, maxLength: 2 }) },
          ),
  });

const seeds = (kinds: readonly Kind[]): fc.Arbitrary<Seed> => {
  const wish = wishes(kinds, 1);
  return fc.oneof(
    { weight: 12, arbitrary: fc.record({ act: fc.constant("send" as const), wish }) },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant("go to" as const),
        wish,
        position: fc.integer({ min: -3, max: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ act: fc.constant("cancel" as const), pick: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.constant({ act: "cancel all" as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant("amend" as const),
        pick: fc.nat(4),
        what: fc.constantFrom("qty", "price", "price", "exit"),
        wish,
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("move stop" as const), away: small }) },
  );
};

export interface Program {
  readonly bars: readonly DrawnBar[];
  readonly seeds: readonly (readonly Seed[])[];
}

export const programs = (kinds: readonly Kind[] = KINDS, longest = 12): fc.Arbitrary<Program> =>
  fc.integer({ min: 2, max: longest }).chain((length) =>
    fc.record({
      bars: markets(length),
      seeds: fc.array(fc.array(seeds(kinds), { maxLength: 2 }), { minLength: length, maxLength: length }),
    }),
  );

export const terms: fc.Arbitrary<Chosen> = fc.record({
  path: fc.constantFrom("adverse", "favourable", "nearest", "ohlc", "olhc"),
  slip: fc.integer({ min: 0, max: 2 }),
  limitFill: fc.constantFrom<LimitRule>("touch", "through", { through: 2 }, { volume: 1 }, { volume: 3 }),
  participation: fc.constantFrom(null, null, 0.1, 0.3, 1),
  costPerSide: fc.constantFrom(0, 0.62, 1.25),
});

/** The program as a script: prices are counted from the close at which an order is sent, so that every order is legal. */
export const scriptOf =
  (seeds: readonly (readonly Seed[])[], market: readonly MarketBar[]): Script =>
  (view) =>
    (seeds[view.bar] ?? []).flatMap((seed) => actOf(seed, view, market[view.bar]!, moves(market, view.bar)));

/** Bars with a true range so far; 0 while the price has not moved at all. */
function moves(market: readonly MarketBar[], bar: number): number {
  for (let k = 1; k <= bar; k++) {
    const { high, low } = market[k]!;
    const { close } = market[k - 1]!;
    if (Math.max(high, close) > Math.min(low, close)) return bar;
  }
  return 0;
}

function actOf(seed: Seed, view: View, bar: MarketBar, ranges: number): Act[] {
  if (seed.act === "cancel all") return ["cancel all"];
  const around = { low: bar.close, high: bar.close };
  if (seed.act === "send") return [{ send: wishOf(seed.wish, around, ranges, bar) }];
  if (seed.act === "move stop") {
    return view.position === 0 ? [] : [{ moveStop: bar.close - Math.sign(view.position) * seed.away }];
  }
  if (seed.act === "go to") {
    const missing = seed.position - view.position;
    if (missing === 0) return [];
    const exit =
      seed.wish.exit === null ? {} : { exit: planOf(seed.wish.exit, missing > 0 ? 1 : -1, around, ranges) };
    return [{ send: { side: missing > 0 ? 1 : -1, qty: Math.abs(missing), kind: "market", ...exit } }];
  }
  const order = view.orders[seed.pick];
  if (order === undefined) return [];
  if (seed.act === "cancel") return [{ cancel: order.id }];
  const changes = changesOf(seed, order, bar.close, ranges);
  return changes === null ? [] : [{ amend: order.id, changes }];
}

/** What may be changed without breaking a rule, as far as a strategy can see the order. */
function changesOf(
  { what, wish }: Seed & { act: "amend" },
  { kind, side, left, price }: View["orders"][number],
  close: number,
  bar: number,
): Changes | null {
  if (what === "qty") return { qty: left + 300 };
  const way = side as Side;
  if (what === "exit" || Number.isNaN(price)) return null;
  const { away } = wish;
  if (kind === "limit") return { limit: close - way * away };
  if (kind === "stop") return { trigger: close + way * away };
  if (kind === "market if touched") return { trigger: close - way * away, touches: true };
  if (kind === "trailing stop") return { trail: fitting(wish.trail, bar) };
  return null;
}

interface Around {
  readonly low: number;
  readonly high: number;
}

function wishOf(seed: WishSeed, { low, high }: Around, bar: number, now: MarketBar): Wish {
  const { side, qty, kind, away, more } = seed;
  const ahead = side === 1 ? high + away : low - away;
  const back = side === 1 ? low - away : high + away;
  const prices: { limit?: number; trigger?: number } = {};
  if (kind === "limit") prices.limit = back + side * (more > 2 ? away + more : 0);
  if (kind === "stop" || kind === "stop limit") prices.trigger = ahead;
  if (kind === "stop limit") prices.limit = ahead + side * Math.max(1, more);
  if (kind === "market if touched") prices.trigger = back;
  const own = Object.values(prices);
  const around = { low: Math.min(low, ...own), high: Math.max(high, ...own) };
  const reduceOnly = seed.reduceOnly && seed.triggers.length === 0;
  const from = seed.from === null ? null : side === 1 ? low - seed.from : high + seed.from;
  return {
    side,
    qty,
    kind,
    ...prices,
    ...(kind === "trailing stop"
      ? { trail: fitting(seed.trail, bar), ...(from === null ? {} : { from }) }
      : {}),
    until: untilOf(seed.until, kind, now),
    ...(reduceOnly ? { reduceOnly } : {}),
    ...(seed.oco === null ? {} : { oco: seed.oco }),
    ...(seed.exit === null || reduceOnly ? {} : { exit: planOf(seed.exit, side, around, bar) }),
    ...(seed.triggers.length === 0
      ? {}
      : { triggers: seed.triggers.map((one) => wishOf(one, around, bar, now)) }),
  };
}

function untilOf(until: WishSeed["until"], kind: Kind, now: MarketBar): Until {
  if (until === "IOC") return kind === "market" || kind === "limit" ? "IOC" : "GTC";
  if (typeof until === "string") return until;
  return "days" in until ? { day: now.day + until.days } : { time: now.time + 60_000 * until.minutes };
}

/** Ranges have no average before there are enough of them. */
const fitting = (by: Distance, bar: number): Distance =>
  "atr" in by && bar < by.period! ? { ticks: 3 } : by;

function planOf(seed: PlanSeed, side: Side, { low, high }: Around, bar: number): Plan {
  const stop = seed.stop === null ? undefined : levelOf(seed.stop, -side as Side);
  const trailFrom = seed.trail?.from;
  const targets = seed.targets.map(({ at, portion, then }) => ({
    at: withoutStop(levelOf(at, side)),
    ...(portion === null ? {} : { portion }),
    then: fittingMove(then),
  }));
  return {
    ...(stop === undefined ? {} : { stop }),
    ...(targets.length === 0 ? {} : { targets }),
    ...(seed.trail === null
      ? {}
      : {
          trail: {
            by: fitting(seed.trail.by, bar),
            ...(trailFrom === null || trailFrom === undefined
              ? {}
              : { from: withoutStop(levelOf(trailFrom, side)) }),
          },
        }),
    ...(seed.timeStop === null ? {} : { timeStop: seed.timeStop }),
    single: seed.single,
  };

  function levelOf(at: LevelSeed, way: Side): Level {
    if ("off" in at) return { price: way === 1 ? high + at.off : low - at.off };
    return "r" in at ? at : fitting(at, bar);
  }
  /** Risks count only where a stop defines one. */
  function withoutStop(at: Level): Level {
    return "r" in at && seed.stop === null ? { ticks: 3 } : at;
  }
  function fittingMove(then: Move): Move {
    if (typeof then === "string" || "breakeven" in then) return then;
    if ("trail" in then) return { ...then, trail: fitting(then.trail, bar) };
    return "r" in then.lock && seed.stop === null ? "stay" : then;
  }
}
