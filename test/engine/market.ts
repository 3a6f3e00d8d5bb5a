// What markets and programs of orders does chance give?

import fc from "fast-check";
import type { ReplayOptions } from "./replay.js";

export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly newDay: boolean;
}

/** One order as data, so that it can be mirrored. Distances are in ticks from the close it is placed at. */
export interface Placed {
  readonly side: 1 | -1;
  readonly qty: number;
  readonly kind: "market" | "limit" | "stop" | "flat" | "cancel";
  /** Towards the losing side for a limit, the winning side for a stop. */
  readonly away: number;
  readonly day: boolean;
  readonly stop: number;
  readonly targets: readonly { readonly ticks: number; readonly then: string }[];
  readonly trail: number;
  readonly time: number;
}

export interface Program {
  readonly bars: readonly Bar[];
  /** Orders placed at the close of each bar. */
  readonly orders: readonly (readonly Placed[])[];
}

const step = fc.integer({ min: -8, max: 8 });
const reach = fc.integer({ min: 0, max: 9 });

/** A walk with gaps now and then, around 10,000 ticks. */
const bars = (length: number): fc.Arbitrary<Bar[]> =>
  fc
    .array(fc.record({ gap: step, move: step, up: reach, down: reach, newDay: fc.boolean() }), {
      minLength: length,
      maxLength: length,
    })
    .map((steps) => {
      let last = 10_000;
      return steps.map(({ gap, move, up, down, newDay }) => {
        const open = last + gap;
        const close = open + move;
        last = close;
        return {
          open,
          close,
          high: Math.max(open, close) + up,
          low: Math.min(open, close) - down,
          newDay,
        };
      });
    });

const order: fc.Arbitrary<Placed> = fc.record({
  side: fc.constantFrom(1, -1) as fc.Arbitrary<1 | -1>,
  qty: fc.integer({ min: 1, max: 5 }),
  kind: fc.constantFrom("market", "market", "limit", "limit", "stop", "stop", "flat", "cancel"),
  away: fc.integer({ min: 1, max: 10 }),
  day: fc.boolean(),
  stop: fc.integer({ min: 0, max: 10 }),
  targets: fc.array(
    fc.record({
      ticks: fc.integer({ min: 1, max: 12 }),
      then: fc.constantFrom(
        "stay",
        "breakeven",
        "breakeven 1t",
        "net",
        "trail 3t",
        "trail 4t from breakeven",
      ),
    }),
    { maxLength: 3 },
  ),
  trail: fc.constantFrom(0, 0, 0, 3, 6),
  time: fc.constantFrom(0, 0, 1, 3),
});

export const programs: fc.Arbitrary<Program> = fc.integer({ min: 1, max: 14 }).chain((length) =>
  fc.record({
    bars: bars(length),
    orders: fc.array(fc.array(order, { maxLength: 2 }), { minLength: length, maxLength: length }),
  }),
);

/** One position at most, decided once: what the path does to it is all that can differ. */
export const singleDecisions: fc.Arbitrary<Program> = fc
  .record({ bars: bars(3), order })
  .map(({ bars, order }) => ({
    bars: [
      { ...bars[0]!, newDay: false },
      { ...bars[1]!, newDay: false },
    ],
    orders: [
      [{ ...order, kind: order.kind === "flat" || order.kind === "cancel" ? "market" : order.kind }],
      [],
    ],
  }));

/** Orders before a bar without a range, orders after it, and one bar whose walk is in question. */
export const oneBarInQuestion: fc.Arbitrary<Program> = fc
  .record({
    bars: bars(3),
    before: fc.array(order, { maxLength: 2 }),
    after: fc.array(order, { maxLength: 2 }),
  })
  .map(({ bars: [first, second, third], before, after }) => {
    const { open } = second!;
    return {
      bars: [
        { ...first!, newDay: false },
        { open, high: open, low: open, close: open, newDay: false },
        { ...third!, newDay: false },
      ],
      orders: [before, after, []],
    };
  });

const MIRROR = 20_000;

/** The same market upside down: every price p becomes 20,000 − p, buyers become sellers. */
export const mirrored = ({ bars, orders }: Program): Program => ({
  bars: bars.map(({ open, high, low, close, newDay }) => ({
    open: MIRROR - open,
    high: MIRROR - low,
    low: MIRROR - high,
    close: MIRROR - close,
    newDay,
  })),
  orders: orders.map((some) => some.map((one) => ({ ...one, side: -one.side as 1 | -1 }))),
});

/** Each bar cut into the three legs of its walk open, high, low, close. Without time stops, which count bars. */
export const inLegs = ({ bars, orders }: Program): { whole: Program; legs: Program } => {
  const whole = { bars, orders: orders.map((some) => some.map((one) => ({ ...one, time: 0 }))) };
  const legs = bars.flatMap(({ open, high, low, close, newDay }) => [
    { open, high, low: open, close: high, newDay },
    { open: high, high, low, close: low, newDay: false },
    { open: low, high: close, low, close, newDay: false },
  ]);
  return { whole, legs: { bars: legs, orders: whole.orders.flatMap((some) => [[], [], some]) } };
};

export const mirroredFill = (line: string): string =>
  line
    .replace(/: (buy|sell) /, (_, side) => (side === "buy" ? ": sell " : ": buy "))
    .replace(/@ (-?\d+)/, (_, price) => `@ ${MIRROR - Number(price)}`);

/** As replay.ts draws it. */
export const drawn = ({ bars, orders }: Program): string =>
  bars
    .map(({ open, high, low, close, newDay }, i) => {
      const placed = orders[i]!.map((one) => textOf(one, close)).join("; ");
      return `${newDay ? "day " : ""}${open} ${high} ${low} ${close} | ${placed}`;
    })
    .join("\n");

function textOf({ side, qty, kind, away, day, stop, targets, trail, time }: Placed, close: number): string {
  if (kind === "flat") return "flat";
  if (kind === "cancel") return "cancel all";
  const price =
    kind === "limit" ? `limit ${close - side * away}` : kind === "stop" ? `stop ${close + side * away}` : "";
  const plan = [
    ...(stop > 0 ? [`stop ${stop}t`] : []),
    ...targets.map(({ ticks, then }) => `target ${ticks}t then ${then}`),
    ...(trail > 0 ? [`trail ${trail}t`] : []),
    ...(time > 0 ? [`time ${time}`] : []),
  ];
  return [`${side === 1 ? "buy" : "sell"} ${qty} ${price} ${day ? "DAY" : ""}`.trim(), ...plan].join(", ");
}

export const executions: fc.Arbitrary<ReplayOptions> = fc.record({
  path: fc.constantFrom("adverse", "favourable", "nearest", "ohlc", "olhc"),
  slippageTicks: fc.integer({ min: 0, max: 2 }),
  limitFill: fc.constantFrom("through", "touch"),
  fillAt: fc.constantFrom("next-open", "next-open", "this-close"),
  costPerSide: fc.constantFrom(0, 0.62),
});

/** With cash for a few contracts and hardly a dollar to lose: many orders are refused, many positions liquidated. */
export const tightAccounts: fc.Arbitrary<ReplayOptions> = fc.record({
  cash: fc
    .record({ contracts: fc.integer({ min: 1, max: 5 }), spare: fc.integer({ min: -5, max: 12 }) })
    .map(({ contracts, spare }) => 110 * contracts + spare),
  margin: fc.constant({ initial: "110", maintenance: "100" }),
  symbol: fc.constantFrom("MES", "M6B", "MCL"),
  account: fc.record({
    marginPolicy: fc.constantFrom("liquidate", "record"),
    liquidationFee: fc.constantFrom(0, 25_000_000),
  }),
});
