// Which scripts use every kind of order and every feature, over any market?

import type { Plan, Side } from "./second-book.js";
import type { Act, MarketBar, Script, View, Wish } from "./second-broker.js";
import { type Chosen, PLAIN } from "./second-versus.js";

export interface Feature {
  readonly name: string;
  readonly chosen: Chosen;
  script(market: readonly MarketBar[]): Script;
}

/** What a script may ask of its market at a close. */
interface Moment {
  readonly view: View;
  readonly bar: MarketBar;
  readonly close: number;
  /** How far the price has gone in a bar lately, in whole ticks. */
  readonly unit: number;
  /** A side that changes without a rhythm. */
  readonly side: Side;
  /** Every how-manieth bar this is: `every(7)` is true in each seventh. */
  every(n: number): boolean;
}

function feature(
  name: string,
  acts: (moment: Moment) => readonly Act[],
  chosen: Partial<Chosen> = {},
): Feature {
  return {
    name,
    chosen: { ...PLAIN, ...chosen },
    script: (market) => (view) => {
      const bar = market[view.bar]!;
      const some = market.slice(Math.max(0, view.bar - 9), view.bar + 1);
      const unit = Math.max(
        2,
        Math.round(some.reduce((sum, { high, low }) => sum + high - low, 0) / some.length),
      );
      const side = ((view.bar * 2654435761) >>> 7) % 2 === 0 ? 1 : -1;
      const every = (n: number) => view.bar > 20 && view.bar % n === 0;
      return acts({ view, bar, close: bar.close, unit, side, every });
    },
  };
}

const send = (wish: Wish): Act => ({ send: wish });
const idle = ({ position, orders }: View): boolean => position === 0 && orders.length === 0;
/** An order in the direction of nothing in particular, out again by a plan. */
const guard = (unit: number): Plan => ({ stop: { ticks: unit }, targets: [{ at: { ticks: 2 * unit } }] });

/** Enters at the market with this plan whenever it is flat. */
const planned = (
  name: string,
  qty: number,
  plan: (moment: Moment) => Plan,
  chosen: Partial<Chosen> = {},
): Feature =>
  feature(
    name,
    (moment) =>
      moment.every(1) && idle(moment.view)
        ? [send({ side: moment.side, qty, kind: "market", exit: plan(moment) })]
        : [],
    chosen,
  );

const half = (unit: number): number => Math.max(1, Math.round(unit / 2));

export const FEATURES: readonly Feature[] = [
  feature("market orders, always in", ({ view, side, every }) =>
    every(5) && view.position !== 2 * side
      ? [send({ side, qty: Math.abs(2 * side - view.position), kind: "market" })]
      : [],
  ),
  feature("limit orders that rest on both sides for the day", ({ close, unit, every }) =>
    every(9)
      ? [
          send({ side: 1, qty: 1, kind: "limit", limit: close - unit, until: "DAY", exit: guard(unit) }),
          send({ side: -1, qty: 2, kind: "limit", limit: close + unit, until: "DAY", exit: guard(unit) }),
        ]
      : [],
  ),
  feature("stop orders on both sides of which one cancels the other", ({ view, close, unit }) =>
    idle(view)
      ? [
          send({ side: 1, qty: 2, kind: "stop", trigger: close + unit, oco: "a", exit: guard(unit) }),
          send({ side: -1, qty: 2, kind: "stop", trigger: close - unit, oco: "a", exit: guard(unit) }),
        ]
      : [],
  ),
  feature("stop-limit orders whose limit gives a little", ({ view, close, unit, side, every }) => [
    ...(idle(view)
      ? [
          send({
            side,
            qty: 2,
            kind: "stop limit",
            trigger: close + side * half(unit),
            limit: close + side * (half(unit) + 1),
            exit: guard(unit),
          }),
        ]
      : []),
    ...(every(13) ? (["cancel all"] as const) : []),
  ]),
  feature("market-if-touched orders", ({ view, close, unit, side, every }) => [
    ...(idle(view)
      ? [send({ side, qty: 1, kind: "market if touched", trigger: close - side * unit, exit: guard(unit) })]
      : []),
    ...(every(13) ? (["cancel all"] as const) : []),
  ]),
  feature(
    "trailing stop orders out, by ticks, points, percent and true range",
    ({ view, unit, side, bar, every }) => {
      if (!every(1) || !idle(view)) return [];
      const by = [{ ticks: unit }, { points: 3.1 }, { percent: 0.2 }, { atr: 1.5 }][view.bar % 4]!;
      const close = bar.close;
      const from = view.bar % 3 === 0 ? { from: close + side * unit } : {};
      return [
        send({ side, qty: 1, kind: "market" }),
        send({ side: -side as Side, qty: 1, kind: "trailing stop", trail: by, ...from, until: "DAY" }),
        send({ side: -side as Side, qty: 1, kind: "on close", reduceOnly: true }),
      ];
    },
  ),
  feature("in at the open of a date and out at its close", ({ view, side }) =>
    idle(view)
      ? [
          send({
            side,
            qty: 2,
            kind: "on open",
            triggers: [{ side: -side as Side, qty: 2, kind: "on close" }],
          }),
        ]
      : [],
  ),
  feature("limits that are given up after the open", ({ view, close, side, unit, every }) =>
    every(2)
      ? [send({ side, qty: 1, kind: "limit", limit: close, until: "IOC", exit: guard(unit) })]
      : view.position !== 0 && every(7)
        ? [
            send({
              side: -Math.sign(view.position) as Side,
              qty: Math.abs(view.position),
              kind: "market",
              until: "IOC",
            }),
          ]
        : [],
  ),
  feature("limits until a date or an instant", ({ close, unit, side, bar, every }) => {
    if (!every(4)) return [];
    const until = every(8) ? { day: bar.day + 1 } : { time: bar.time + 3_600_000 };
    return [send({ side, qty: 1, kind: "limit", limit: close - side * 2 * unit, until, exit: guard(unit) })];
  }),
  feature("limits that chase the price, and are cancelled", ({ view, close, side, unit, every }) => {
    if (every(17)) return view.orders.map(({ id }) => ({ cancel: id }));
    const chased = view.orders.map(
      ({ id, side }): Act => ({ amend: id, changes: { limit: close - side * half(unit), qty: 3 } }),
    );
    return view.orders.length > 0
      ? chased
      : [send({ side, qty: 1, kind: "limit", limit: close - side * unit, exit: guard(unit) })];
  }),
  feature("stops and touches that are moved", ({ view, close, side, unit, every }) => {
    if (every(11)) return ["cancel all"];
    const moved = view.orders.map(({ id, side, kind }): Act => {
      const touches = kind === "market if touched";
      const trigger = close + (touches ? -side : side) * half(unit);
      return { amend: id, changes: { trigger, touches } };
    });
    if (view.orders.length > 0) return every(3) ? moved : [];
    return [
      send({ side, qty: 1, kind: "stop", trigger: close + side * 2 * unit, exit: guard(unit) }),
      send({ side, qty: 1, kind: "market if touched", trigger: close - side * 2 * unit, exit: guard(unit) }),
    ];
  }),
  feature(
    "a bracket by hand: an entry triggers two exits that cancel one another",
    ({ view, close, side, unit }) =>
      idle(view)
        ? [
            send({
              side,
              qty: 3,
              kind: "limit",
              limit: close - side * half(unit),
              until: "DAY",
              triggers: [
                {
                  side: -side as Side,
                  qty: 3,
                  kind: "limit",
                  limit: close + side * unit,
                  oco: "x",
                  reduceOnly: true,
                },
                {
                  side: -side as Side,
                  qty: 3,
                  kind: "stop",
                  trigger: close - side * 3 * unit,
                  oco: "x",
                  reduceOnly: true,
                },
              ],
            }),
          ]
        : view.orders.length === 0 || view.orders.length === 3
          ? []
          : view.position === 0
            ? ["cancel all"]
            : [],
  ),
  feature("orders that only reduce", ({ view, close, side, unit, every }) => {
    if (view.position === 0) {
      return view.orders.length > 4 ? ["cancel all"] : [send({ side, qty: 3, kind: "market" })];
    }
    const out = -Math.sign(view.position) as Side;
    if (every(2))
      return [send({ side: out, qty: 2, kind: "limit", limit: close + -out * unit, reduceOnly: true })];
    return every(7) ? [send({ side: out, qty: 9, kind: "market", reduceOnly: true })] : [];
  }),
  feature("scaling in, out and round, each entry with its own plan", ({ close, side, unit, view, every }) => {
    if (!every(3) || Math.abs(view.position) > 12) return [];
    const exit: Plan = {
      stop: { ticks: 2 * unit },
      targets: [{ at: { ticks: unit }, portion: 0.5 }],
      timeStop: 20,
    };
    const qty = 1 + (view.bar % 4);
    if (every(2)) return [send({ side, qty, kind: "market", exit })];
    return [send({ side, qty, kind: "limit", limit: close - side, exit })];
  }),
  feature("stops that the strategy moves by hand, both ways", ({ view, close, side, unit, every }) => {
    if (view.position === 0)
      return idle(view) ? [send({ side, qty: 2, kind: "market", exit: { stop: { ticks: unit } } })] : [];
    const way = Math.sign(view.position);
    return every(2) ? [{ moveStop: close - way * (every(4) ? unit : 2 * unit) }] : [];
  }),
  planned("two targets, then breakeven", 2, ({ unit }) => ({
    stop: { ticks: unit },
    targets: [
      { at: { ticks: half(unit) }, portion: 0.5, then: { breakeven: 0 } },
      { at: { ticks: 3 * unit } },
    ],
  })),
  planned(
    "three targets in risks, then breakeven net of costs, then a lock",
    5,
    ({ unit }) => ({
      stop: { ticks: unit },
      targets: [
        { at: { r: 0.5 }, portion: 0.4, then: "net" },
        { at: { r: 1.5 }, portion: 0.35, then: { lock: { r: 0.7 } } },
        { at: { r: 3 } },
      ],
    }),
    { costPerSide: 0.62 },
  ),
  planned("targets in percent, points and true ranges, then locks", 4, ({ unit }) => ({
    stop: { percent: 0.15 },
    targets: [
      { at: { points: 1.3 }, portion: 0.25, then: { lock: { ticks: -2 } } },
      { at: { percent: 0.11 }, portion: 0.25, then: { lock: { points: 0.3 } } },
      { at: { atr: 2, period: 5 }, then: "stay" },
    ],
    timeStop: 4 * unit,
  })),
  planned("a target after which the stop follows, at least at breakeven", 3, ({ unit }) => ({
    stop: { ticks: 2 * unit },
    targets: [
      { at: { ticks: half(unit) }, portion: 0.3, then: { trail: { ticks: unit }, least: "breakeven" } },
    ],
  })),
  planned("a target after which the stop follows by percent", 2, ({ unit }) => ({
    stop: { ticks: 2 * unit },
    targets: [{ at: { ticks: unit }, portion: 0.5, then: { trail: { percent: 0.1 } } }],
    single: "last",
  })),
  planned("a stop that follows from the start", 1, ({ unit }) => ({ trail: { by: { ticks: unit } } })),
  planned("a stop that follows by true range once a level is reached", 1, ({ unit }) => ({
    stop: { ticks: unit },
    trail: { by: { atr: 0.8 }, from: { r: 1 } },
  })),
  planned("a stop that follows by percent once a price is reached", 1, ({ unit, close, side }) => ({
    stop: { price: close - side * 2 * unit },
    trail: { by: { percent: 0.08 }, from: { price: close + side * unit } },
  })),
  planned("a time stop", 2, ({ view }) => ({ timeStop: 1 + (view.bar % 9) })),
  planned("prices between two ticks", 2, ({ close, side, unit }) => ({
    stop: { price: close - side * (2 * unit + 0.4) },
    targets: [
      { at: { price: close + side * (2 * unit + 0.3) }, portion: 0.5 },
      { at: { price: close + side * (2 * unit + 0.6) } },
    ],
  })),
  planned("a single contract for the last target", 1, ({ unit }) => ({
    stop: { ticks: unit },
    targets: [
      { at: { ticks: half(unit) }, portion: 0.5 },
      { at: { ticks: 2 * unit }, portion: 0.5 },
    ],
    single: "last",
  })),
  ...(["favourable", "nearest", "ohlc", "olhc"] as const).map((path) =>
    planned(
      `the ${path} walk`,
      2,
      ({ unit }) => ({
        stop: { ticks: half(unit) },
        targets: [
          { at: { ticks: half(unit) }, portion: 0.5, then: { breakeven: 0 } },
          { at: { ticks: unit } },
        ],
      }),
      { path },
    ),
  ),
  ...(["touch", { through: 3 }, { volume: 2 }, { volume: 50 }] as const).map((limitFill) =>
    planned(
      `targets and limits under ${JSON.stringify(limitFill)}`,
      40,
      ({ unit }) => ({
        stop: { ticks: 2 * unit },
        targets: [{ at: { ticks: half(unit) }, portion: 0.5 }, { at: { ticks: unit } }],
      }),
      { limitFill },
    ),
  ),
  feature(
    "orders far larger than a hundredth of the volume",
    ({ view, close, side, unit, every }) => {
      const exit: Plan = {
        stop: { ticks: unit },
        targets: [{ at: { ticks: unit }, portion: 0.5, then: { breakeven: 0 } }, { at: { ticks: 2 * unit } }],
      };
      if (view.orders.length > 5) return ["cancel all"];
      if (!idle(view) && !every(6)) return [];
      return [
        send({ side, qty: 150, kind: "market", exit }),
        send({ side, qty: 150, kind: "stop", trigger: close + side * unit, oco: "a", exit }),
        send({ side, qty: 150, kind: "limit", limit: close - side * unit, oco: "a", exit }),
      ];
    },
    { participation: 0.01 },
  ),
];
