// What markets and programs of orders does chance give?

import fc from "fast-check";
import type {
  CallTerms,
  DayMargin,
  DayMarginRate,
  InterestRate,
  Transfer,
} from "../../src/domain/account.js";
import type { LimitFill } from "../../src/domain/execution.js";
import { readDrawing } from "./drawing.js";
import type { ReplayOptions } from "./replay.js";

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly newDay: boolean;
}

export type PlacedKind =
  | "market"
  | "limit"
  | "stop"
  | "stop limit"
  | "touch"
  | "trail"
  | "open"
  | "close"
  | "amend"
  | "flat"
  | "cancel";

/** Distances are in ticks; `%` says that they are written down as percentages of a price around 10,000. */
export interface Plan {
  readonly stop: number;
  readonly targets: readonly { readonly ticks: number; readonly then: string }[];
  readonly trail: number;
  /** Ticks in favour from which on it trails, or 0. */
  readonly from: number;
  readonly time: number;
  readonly last: boolean;
}

/** One order as data, so that it can be mirrored. Distances are in ticks from the close it is placed at. */
export interface Placed {
  readonly side: 1 | -1;
  readonly qty: number;
  readonly kind: PlacedKind;
  /** Towards the losing side for a limit and a touch, the winning side for a stop; behind the market for a trail. */
  readonly away: number;
  /** How far the limit of a stop-limit lies beyond its trigger; how far a trail waits; which order is amended. */
  readonly beyond: number;
  readonly tif: "" | "DAY" | "IOC" | "until";
  readonly group: "" | "a" | "b";
  readonly reduce: boolean;
  readonly plan: Plan;
  readonly percent: boolean;
  readonly triggers: readonly Placed[];
}

export interface Program {
  readonly bars: readonly Bar[];
  /** Orders placed at the close of each bar. */
  readonly orders: readonly (readonly Placed[])[];
}

const step = fc.integer({ min: -8, max: 8 });
const reach = fc.integer({ min: 0, max: 9 });

/** A walk with gaps now and then, around 10,000 ticks, and a halt now and then in which nothing trades. */
const bars = (length: number): fc.Arbitrary<Bar[]> =>
  fc
    .array(
      fc.record({
        gap: step,
        move: step,
        up: reach,
        down: reach,
        volume: fc.constantFrom(100, 100, 40, 15, 0),
        halt: fc.constantFrom(false, false, false, false, false, true),
        newDay: fc.boolean(),
      }),
      { minLength: length, maxLength: length },
    )
    .map((steps) => {
      let last = 10_000;
      return steps.map(({ gap, move, up, down, volume, halt, newDay }) => {
        const open = halt ? last : last + gap;
        const close = halt ? last : open + move;
        last = close;
        const high = Math.max(open, close) + (halt ? 0 : up);
        const low = Math.min(open, close) - (halt ? 0 : down);
        return { open, high, low, close, volume: halt ? 0 : volume, newDay };
      });
    });

const plan: fc.Arbitrary<Plan> = fc.record({
  stop: fc.integer({ min: 0, max: 10 }),
  targets: fc.array(
    fc.record({
      ticks: fc.integer({ min: 1, max: 12 }),
      then: fc.constantFrom(
        "stay",
        "breakeven",
        "breakeven 1t",
        "net",
        "lock 2t",
        "trail 3t",
        "trail 4t from breakeven",
      ),
    }),
    { maxLength: 3 },
  ),
  trail: fc.constantFrom(0, 0, 0, 3, 6),
  from: fc.constantFrom(0, 0, 4),
  time: fc.constantFrom(0, 0, 1, 3),
  last: fc.boolean(),
});

const SENDS: readonly PlacedKind[] = [
  "market",
  "market",
  "limit",
  "limit",
  "stop",
  "stop",
  "stop limit",
  "stop limit",
  "touch",
  "trail",
  "trail",
  "open",
  "close",
];

/** An order that triggers up to two others, which trigger none or one in their turn. */
const placed = (kinds: readonly PlacedKind[], depth: number): fc.Arbitrary<Placed> =>
  fc.record({
    side: fc.constantFrom(1, -1) as fc.Arbitrary<1 | -1>,
    qty: fc.integer({ min: 1, max: 5 }),
    kind: fc.constantFrom(...kinds),
    away: fc.integer({ min: 1, max: 10 }),
    beyond: fc.integer({ min: 0, max: 4 }),
    tif: fc.constantFrom("", "", "DAY", "IOC", "until") as fc.Arbitrary<Placed["tif"]>,
    group: fc.constantFrom("", "", "", "a", "b") as fc.Arbitrary<Placed["group"]>,
    reduce: fc.constantFrom(false, false, false, true),
    plan,
    percent: fc.boolean(),
    triggers:
      depth === 0
        ? fc.constant([])
        : fc.oneof(
            { weight: 3, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.array(placed(SENDS, depth - 1), { maxLength: 2 }) },
          ),
  });

const sent = placed(SENDS, 2);
const order = fc.oneof(
  { weight: 8, arbitrary: sent },
  { weight: 2, arbitrary: placed(["amend", "flat", "cancel"], 0) },
);

export const programs: fc.Arbitrary<Program> = fc.integer({ min: 1, max: 14 }).chain((length) =>
  fc.record({
    bars: bars(length),
    orders: fc.array(fc.array(order, { maxLength: 2 }), { minLength: length, maxLength: length }),
  }),
);

const sameDay = (some: readonly Bar[]): Bar[] => some.map((bar) => ({ ...bar, newDay: false }));

/** One position at most, decided once: what the path does to it is all that can differ. */
export const singleDecisions: fc.Arbitrary<Program> = fc
  .record({ bars: bars(2), order: sent })
  .map(({ bars, order }) => ({ bars: sameDay(bars), orders: [[order], []] }));

/** Orders before a bar without a range, orders after it, and one bar whose walk is in question. */
export const oneBarInQuestion: fc.Arbitrary<Program> = fc
  .record({
    bars: bars(3),
    before: fc.array(order, { maxLength: 2 }),
    after: fc.array(order, { maxLength: 2 }),
  })
  .map(({ bars: [first, second, third], before, after }) => {
    const { open } = second!;
    const flat = { open, high: open, low: open, close: open, volume: 100, newDay: false };
    return { bars: sameDay([first!, flat, third!]), orders: [before, after, []] };
  });

const each = (orders: Program["orders"], change: (one: Placed) => Placed): Program["orders"] => {
  const deep = (one: Placed): Placed => ({ ...change(one), triggers: one.triggers.map(deep) });
  return orders.map((some) => some.map(deep));
};

const MIRROR = 20_000;

/** Without percentages, which are no distances that could be mirrored. */
export const mirrorable = ({ bars, orders }: Program): Program => ({
  bars,
  orders: each(orders, (one) => ({ ...one, percent: false })),
});

/** The same market upside down: every price p becomes 20,000 − p, buyers become sellers. */
export const mirrored = ({ bars, orders }: Program): Program => ({
  bars: bars.map(({ open, high, low, close, ...rest }) => ({
    ...rest,
    open: MIRROR - open,
    high: MIRROR - low,
    low: MIRROR - high,
    close: MIRROR - close,
  })),
  orders: each(orders, (one) => ({ ...one, side: -one.side as 1 | -1 })),
});

/**
 * Each bar cut into the three legs of its walk open, high, low, close. Without what counts bars or minutes: time stops,
 * instants, volumes other than that nothing traded.
 */
export const inLegs = ({ bars, orders }: Program): { whole: Program; legs: Program } => {
  const plain = each(orders, (one) => ({
    ...one,
    tif: one.tif === "until" ? "DAY" : one.tif,
    plan: { ...one.plan, time: 0 },
  }));
  const traded = bars.map((bar) => ({ ...bar, volume: bar.volume === 0 && bar.high === bar.low ? 0 : 100 }));
  const legs = traded.flatMap(({ open, high, low, close, newDay, volume }) => [
    { open, high, low: open, close: high, newDay, volume },
    { open: high, high, low, close: low, newDay: false, volume },
    { open: low, high: close, low, close, newDay: false, volume },
  ]);
  return {
    whole: { bars: traded, orders: plain },
    legs: { bars: legs, orders: plain.flatMap((some) => [[], [], some]) },
  };
};

export const mirroredFill = (line: string): string =>
  line
    .replace(/: (buy|sell) /, (_, side) => (side === "buy" ? ": sell " : ": buy "))
    .replace(/@ (-?\d+)/, (_, price) => `@ ${MIRROR - Number(price)}`);

/** Prices and clocks of a bar, the orders that were sent until then, and where nobody can count them any more. */
interface Page {
  readonly close: number;
  /** How many changes there were until then, this one too. */
  readonly amended: number;
  /** Minutes since the first bar. */
  readonly minute: number;
  readonly sent: Placed[] | null;
}

/** As replay.ts draws it. */
export function drawn({ bars, orders }: Program): string {
  const lines = bars.map(({ open, high, low, close, volume, newDay }) => {
    return `${newDay ? "day " : ""}${open} ${high} ${low} ${close} v ${volume}`;
  });
  const times = readDrawing(lines.join("\n"), 0.25).map(({ time }) => time);
  let sent: Placed[] | null = [];
  let amended = 0;
  return lines
    .map((line, bar) => {
      const minute = (times[bar]! - times[0]!) / 60_000;
      const texts = orders[bar]!.map((one) => {
        if (one.kind === "amend") amended++;
        const text = textOf(one, { close: bars[bar]!.close, amended, minute, sent });
        // Going flat sends an order or none: from there on ids cannot be told beforehand.
        if (one.kind === "flat") sent = null;
        else if (one.kind !== "cancel" && one.kind !== "amend") sent?.push(...family(one));
        return text;
      });
      return `${line} | ${texts.filter(Boolean).join("; ")}`;
    })
    .join("\n");
}

/** An order and all that hang on it, in the order of their ids. */
const family = (one: Placed): Placed[] => [one, ...one.triggers.flatMap(family)];

function textOf(one: Placed, page: Page): string {
  if (one.kind === "flat") return "flat";
  if (one.kind === "cancel") return one.beyond === 0 ? "cancel all" : `cancel ${one.beyond}`;
  if (one.kind === "amend") return amendText(one, page);
  return orderText(one, page);
}

function orderText(one: Placed, page: Page): string {
  const { side, qty, kind, tif, group, reduce, triggers } = one;
  const immediate = kind === "market" || kind === "limit";
  const words = [
    `${side === 1 ? "buy" : "sell"} ${qty}`,
    kind === "open" || kind === "close" ? `at ${kind}` : priceText(one, page.close),
    kind === "trail" && one.beyond > 2 ? `from ${page.close - side * one.beyond}` : "",
    tif === "until" ? `until +${page.minute + one.away}` : tif === "IOC" && !immediate ? "" : tif,
    group === "" ? "" : `oco ${group}`,
    reduce ? "reduce" : "",
  ];
  const head = [words.filter(Boolean).join(" "), ...(reduce ? [] : planTexts(one))].join(", ");
  if (triggers.length === 0) return head;
  return `${head} [${triggers.map((child) => orderText(child, page)).join(" & ")}]`;
}

/** Where an order of its kind waits around `close`: legal whatever the market did before. */
function priceText({ side, kind, away, beyond, percent }: Placed, close: number): string {
  const trigger = close + side * away;
  switch (kind) {
    case "limit":
      return `limit ${close - side * away}`;
    case "stop":
      return `stop ${trigger}`;
    case "stop limit":
      return `stop ${trigger} limit ${trigger + side * beyond}`;
    case "touch":
      return `touch ${close - side * away}`;
    case "trail":
      return `trail ${distance(away, percent)}`;
    default:
      return "";
  }
}

/** A new price, or a new size that is larger than all before it. */
function amendText({ away, beyond, qty, percent }: Placed, { sent, close, amended }: Page): string {
  if (sent === null || sent.length === 0) return "";
  const id = 1 + ((away * 7 + beyond) % sent.length);
  const target = sent[id - 1]!;
  const price = qty % 2 === 1 ? priceText({ ...target, away, beyond, percent }, close) : "";
  return `amend ${id} ${price === "" ? `qty ${10 * amended + qty}` : price}`;
}

const distance = (ticks: number, percent: boolean): string => (percent ? `${ticks / 100}%` : `${ticks}t`);

function planTexts({ plan: { stop, targets, trail, from, time, last }, percent }: Placed): string[] {
  return [
    ...(stop > 0 ? [`stop ${distance(stop, percent)}`] : []),
    ...targets.map(({ ticks, then }) => {
      // Odd ones in risks, where there is a stop to say what a risk is.
      const level = stop > 0 && ticks % 2 === 1 ? `${ticks / 4}R` : distance(ticks, percent);
      return `target ${level} then ${stop > 0 && then === "lock 2t" ? "lock 0.5R" : then}`;
    }),
    ...(trail > 0 ? [`trail ${distance(trail, percent)}${from > 0 ? ` from ${from}t` : ""}`] : []),
    ...(time > 0 ? [`time ${time}`] : []),
    ...(last && targets.length > 1 ? ["single last"] : []),
  ];
}

/** Whole fills, by what price alone says. */
export const executions: fc.Arbitrary<ReplayOptions> = fc.record({
  path: fc.constantFrom("adverse", "favourable", "nearest", "ohlc", "olhc"),
  slippage: fc.integer({ min: 0, max: 2 }),
  limitFill: fc.constantFrom<LimitFill>("through", "through", "touch", { through: 2 }),
  fillAt: fc.constantFrom("next-open", "next-open", "this-close"),
  costPerSide: fc.constantFrom(0, 0.62),
});

/** Fills that the bar's volume holds back as well. */
export const thinMarkets: fc.Arbitrary<ReplayOptions> = fc
  .record({
    how: executions,
    participation: fc.constantFrom(null, 0.01, 0.05, 0.2),
    volume: fc.constantFrom(null, 0.5, 5, 20),
  })
  .map(({ how, participation, volume }) => ({
    ...how,
    participation,
    ...(volume === null ? {} : { limitFill: { volume } }),
  }));

/** A tenth of the exchange's margin, nearly all or half of it, until a minute that lies in the drawn bars, or after them. */
const dayMargins: fc.Arbitrary<DayMargin> = fc.record({
  rates: fc.constantFrom<readonly DayMarginRate[]>(
    [{ symbol: null, usd: 11_000_000, share: 0 }],
    [{ symbol: null, usd: 105_000_000, share: 0 }],
    [{ symbol: "MES", usd: null, share: 50_000_000 }],
  ),
  windows: fc
    .record({ from: fc.constantFrom(null, 9 * 60 + 1), to: fc.integer({ min: 9 * 60 + 2, max: 9 * 60 + 8 }) })
    .map((span) => [{ of: null, ...span }]),
  atCutOff: fc.constantFrom("cut" as const, "close" as const, "refuse" as const),
  leadMinutes: fc.constantFrom(0, 2),
  violationFee: fc.constantFrom(0, 5_000_000),
});

/** In the first days of 2024, on which drawn markets begin. */
const transfers: fc.Arbitrary<Transfer> = fc.record({
  day: fc.integer({ min: 19_725, max: 19_728 }),
  amount: fc.integer({ min: -50_000_000, max: 120_000_000 }).filter((amount) => amount !== 0),
});

/** With cash for a few contracts and hardly a dollar to lose: many orders are refused, many positions liquidated. */
export const tightAccounts: fc.Arbitrary<ReplayOptions> = fc.record({
  cash: fc
    .record({ contracts: fc.integer({ min: 1, max: 5 }), spare: fc.integer({ min: -5, max: 12 }) })
    .map(({ contracts, spare }) => 110 * contracts + spare),
  margin: fc.constantFrom({ initial: "110", maintenance: "100" }, { initial: "110", maintenance: "109" }),
  symbol: fc.constantFrom("MES", "M6B", "MCL"),
  account: fc.record({
    marginPolicy: fc.constantFrom("liquidate", "call", "record"),
    liquidationFee: fc.constantFrom(0, 25_000_000),
    orderMargin: fc.boolean(),
    dayMargin: fc.option(dayMargins, { nil: null }),
    call: fc.option(
      fc.record({
        days: fc.integer({ min: 1, max: 2 }),
        minute: fc.constantFrom(9 * 60, 9 * 60 + 2, 12 * 60),
        metBy: fc.constantFrom<CallTerms["metBy"]>("deposit", "none"),
      }),
      { nil: null },
    ),
    transfers: fc.array(transfers, { maxLength: 2 }).map((list) => [...list].sort((a, b) => a.day - b.day)),
    interest: fc.constantFrom<readonly InterestRate[]>(
      [],
      [{ from: 0, credit: 5_000_000, debit: 9_000_000 }],
    ),
  }),
});
