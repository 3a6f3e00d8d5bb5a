import { describe, expect, test } from "vitest";
import { Broker } from "#broker/broker.js";
import { FillLog } from "#broker/fill-log.js";
import { OrderLog } from "#broker/order-log.js";
import { DEFAULT_EXECUTION } from "#domain/execution.js";
import type { Margin } from "../../src/broker/account.js";
import type { BarTicks } from "../../src/broker/bar-ticks.js";
import type { Dates } from "../../src/broker/dates.js";
import type { Phase } from "../../src/broker/working.js";
import type {
  Lasting,
  LimitOrder,
  MarketOrder,
  OnCloseOrder,
  OnOpenOrder,
  Order,
  OrderState,
} from "../../src/domain/order.js";

/** Where an order may stand: four ways to work, four ends. */
type State = Phase | Exclude<OrderState, "working">;
const STATES: readonly State[] = [
  "held",
  "market",
  "resting",
  "close",
  "filled",
  "cancelled",
  "expired",
  "rejected",
];

// The cast. The opener makes us long one contract in bar 1. The parent buys two at 130 and triggers the subject. The subject
// buys three: at 90, or at the open or the close of bar 9. The partner, of the subject's group, buys five at 95.
const OPENER = 1;
const PARENT = 2;
const SUBJECT = 3;
const PARTNER = 4;
const CLOSER = 5;
const DAYS_END = 20;
const QUIET: BarTicks = { open: 100, high: 100, low: 100, close: 100, volume: 1_000 };

const ticket = (id: number, side: 1 | -1, qty: number) => ({
  id,
  bar: 0,
  side,
  qty,
  reason: "a test",
  life: { tif: "DAY" } as Lasting,
  exit: null,
  reduceOnly: false,
  group: null as string | null,
  triggers: [] as readonly Order[],
});

type Kind = "limit" | "on open" | "on close";
function subjectOf(kind: Kind, reduceOnly: boolean): LimitOrder | OnOpenOrder | OnCloseOrder {
  const base = { ...ticket(SUBJECT, reduceOnly ? -1 : 1, 3), reduceOnly, group: "g" };
  return kind === "limit" ? { ...base, kind, limit: reduceOnly ? 150 : 90 } : { ...base, kind };
}

/** A broker with its cast on the stage, the subject in the state that is asked for. */
class Stage {
  readonly fills = new FillLog();
  readonly log = new OrderLog(this.fills);
  refusal: string | null = null;
  stopOut = Number.NaN;
  readonly broker: Broker;
  #bar = 0;

  constructor(state: State, kind: Kind = kindIn(state), reduceOnly = false) {
    const margin: Margin = {
      booked: () => {},
      stopOut: () => this.stopOut,
      breached: () => ({ kind: "liquidation", reason: "maintenance margin breached" }),
      refusal: () => this.refusal,
      breakevenTicks: () => 0,
      carries: () => true,
      booksBare: false,
      bookBare: () => false,
    };
    const dates: Dates = {
      endOf: ({ tif }) => (tif === "DAY" ? DAYS_END : Number.POSITIVE_INFINITY),
      nextOpen: () => 9,
      closeFrom: (bar) => Math.max(bar, 9),
    };
    const execution = { ...DEFAULT_EXECUTION, participation: 0.5 };
    this.broker = new Broker(execution, { ticks: () => 0 }, this.fills, this.log, margin, dates);
    this.send({ ...ticket(OPENER, 1, 1), kind: "market" } satisfies MarketOrder);
    const subject = subjectOf(kind, reduceOnly);
    this.send({ ...ticket(PARENT, 1, 2), kind: "stop", trigger: 130, triggers: [subject] });
    this.send({ ...ticket(PARTNER, 1, 5), kind: "limit", limit: 95, group: "g" });
    this.bar(1, state === "held" ? QUIET : { ...QUIET, high: 135 });
    if (state === "filled") this.bar(9, { ...QUIET, low: 89 }, [PARTNER]);
    if (state === "cancelled") this.broker.cancel(SUBJECT, 1, "cancelled by the strategy");
    if (state === "expired") this.broker.begin(DAYS_END, 1_000);
    if (state === "rejected") this.broker.reject(SUBJECT, 1, "too little margin");
  }

  send(order: Order): void {
    this.log.add(order, null);
    for (const child of order.triggers) this.log.add(child, null, order.id);
    this.broker.submit(order);
  }

  /** Walks one bar, high first, from begin to close; those of `without` have been cancelled before. */
  bar(bar: number, ticks: BarTicks, without: readonly number[] = []): void {
    this.#bar = bar;
    for (const id of without) this.broker.cancel(id, bar - 1, "cancelled by the strategy");
    this.broker.begin(bar, ticks.volume);
    this.broker.walk(ticks, 0, true);
    this.broker.fillAtClose(ticks.close, false);
  }

  get bars(): number {
    return this.#bar;
  }

  /** "resting 3": where the subject stands and how much is left of it, or "cancelled: why". */
  get subject(): string {
    const { state, endReason } = this.log.records[SUBJECT - 1]!;
    if (state !== "working") return state === "filled" ? state : `${state}: ${endReason}`;
    const working = this.broker.find(SUBJECT)!;
    return `${working.phase} ${working.left}`;
  }
}

const kindIn = (state: State): Kind =>
  state === "market" ? "on open" : state === "close" ? "on close" : "limit";

/** What may happen, and how the table below lets it happen. */
const EVENTS = {
  "its price or time comes": (stage) => stage.bar(9, { ...QUIET, low: 89 }, [PARTNER]),
  "its price or time comes with little volume": (stage) =>
    stage.bar(9, { ...QUIET, low: 89, volume: 4 }, [PARTNER]),
  "its price or time comes and the account refuses": (stage) => {
    stage.refusal = "too little margin";
    stage.bar(9, { ...QUIET, low: 89 }, [PARTNER]);
  },
  "the account refuses what a first part left": (stage) => {
    stage.bar(9, { ...QUIET, low: 89, volume: 4 }, [PARTNER]);
    stage.refusal = "too little margin";
    stage.bar(10, { ...QUIET, low: 89 });
  },
  "the desk refuses it": (stage) => stage.broker.reject(SUBJECT, 2, "the desk says no"),
  "the strategy cancels it": (stage) => stage.broker.cancel(SUBJECT, 2, "cancelled by the strategy"),
  "the strategy cancels everything": (stage) => stage.broker.cancelAll(2, "cancelled by the strategy"),
  "the strategy asks for one more": (stage) => {
    const working = stage.broker.find(SUBJECT);
    if (working !== undefined)
      stage.broker.amend(working, { ...working.order, qty: working.order.qty + 1 }, 2);
  },
  "its time is over": (stage) => stage.broker.begin(DAYS_END, 1_000),
  "another of its group fills whole": (stage) => stage.bar(2, { ...QUIET, low: 94 }),
  "another of its group fills in part": (stage) => stage.bar(2, { ...QUIET, low: 94, volume: 4 }),
  "another of its group fills as many contracts": (stage) => stage.bar(2, { ...QUIET, low: 94, volume: 6 }),
  "its parent fills": (stage) => stage.bar(2, { ...QUIET, high: 135 }),
  "its parent is cancelled": (stage) => stage.broker.cancel(PARENT, 2, "cancelled by the strategy"),
  "the position is liquidated": (stage) => {
    stage.stopOut = 97;
    stage.broker.refresh();
    stage.bar(2, { ...QUIET, low: 96 });
  },
} satisfies Record<string, (stage: Stage) => unknown>;
type Event = keyof typeof EVENTS;

const BY_STRATEGY = "cancelled: cancelled by the strategy";
const PARTNER_FILLED = `cancelled: order ${PARTNER} of its group filled`;
const LIQUIDATED = "cancelled: liquidation of the position";
const EXPIRED = "expired: DAY order, the trade date ended";

/** What becomes of an order that works. What has ended stays as it ended, whatever comes: that is the other half. */
const TABLE: Readonly<Record<Phase, Readonly<Record<Event, string>>>> = {
  held: {
    "its price or time comes": "held 3",
    "its price or time comes with little volume": "held 3",
    "its price or time comes and the account refuses": "held 3",
    "the account refuses what a first part left": "held 3",
    "the desk refuses it": "rejected: the desk says no",
    "the strategy cancels it": BY_STRATEGY,
    "the strategy cancels everything": `cancelled: order ${PARENT}, which was to trigger it, ended without a fill`,
    "the strategy asks for one more": "held 4",
    "its time is over": `cancelled: order ${PARENT}, which was to trigger it, ended without a fill`,
    "another of its group fills whole": PARTNER_FILLED,
    "another of its group fills in part": "held 1",
    "another of its group fills as many contracts": `${PARTNER_FILLED} as many contracts`,
    "its parent fills": "resting 3",
    "its parent is cancelled": `cancelled: order ${PARENT}, which was to trigger it, ended without a fill`,
    "the position is liquidated": `cancelled: order ${PARENT}, which was to trigger it, ended without a fill`,
  },
  market: {
    "its price or time comes": "filled",
    "its price or time comes with little volume": "market 1",
    "its price or time comes and the account refuses": "rejected: too little margin",
    "the account refuses what a first part left": "cancelled: the rest was refused: too little margin",
    "the desk refuses it": "rejected: the desk says no",
    "the strategy cancels it": BY_STRATEGY,
    "the strategy cancels everything": BY_STRATEGY,
    "the strategy asks for one more": "market 4",
    "its time is over": EXPIRED,
    "another of its group fills whole": PARTNER_FILLED,
    "another of its group fills in part": "market 1",
    "another of its group fills as many contracts": `${PARTNER_FILLED} as many contracts`,
    "its parent fills": "market 3",
    "its parent is cancelled": "market 3",
    "the position is liquidated": LIQUIDATED,
  },
  resting: {
    "its price or time comes": "filled",
    "its price or time comes with little volume": "resting 1",
    "its price or time comes and the account refuses": "rejected: too little margin",
    "the account refuses what a first part left": "cancelled: the rest was refused: too little margin",
    "the desk refuses it": "rejected: the desk says no",
    "the strategy cancels it": BY_STRATEGY,
    "the strategy cancels everything": BY_STRATEGY,
    "the strategy asks for one more": "resting 4",
    "its time is over": EXPIRED,
    "another of its group fills whole": PARTNER_FILLED,
    "another of its group fills in part": "resting 1",
    "another of its group fills as many contracts": `${PARTNER_FILLED} as many contracts`,
    "its parent fills": "resting 3",
    "its parent is cancelled": "resting 3",
    "the position is liquidated": LIQUIDATED,
  },
  close: {
    "its price or time comes": "filled",
    "its price or time comes with little volume": "close 1",
    "its price or time comes and the account refuses": "rejected: too little margin",
    "the account refuses what a first part left": "cancelled: the rest was refused: too little margin",
    "the desk refuses it": "rejected: the desk says no",
    "the strategy cancels it": BY_STRATEGY,
    "the strategy cancels everything": BY_STRATEGY,
    "the strategy asks for one more": "close 4",
    "its time is over": EXPIRED,
    "another of its group fills whole": PARTNER_FILLED,
    "another of its group fills in part": "close 1",
    "another of its group fills as many contracts": `${PARTNER_FILLED} as many contracts`,
    "its parent fills": "close 3",
    "its parent is cancelled": "close 3",
    "the position is liquidated": LIQUIDATED,
  },
};

const isWorking = (state: State): state is Phase => state in TABLE;
const START: Readonly<Record<State, string>> = {
  held: "held 3",
  market: "market 3",
  resting: "resting 3",
  close: "close 3",
  filled: "filled",
  cancelled: BY_STRATEGY,
  expired: EXPIRED,
  rejected: "rejected: too little margin",
};

describe.each(STATES)("an order that is %s", (state) => {
  test("is that to begin with", () => {
    expect(new Stage(state).subject).toBe(START[state]);
  });
  test.each(Object.keys(EVENTS) as Event[])("%s", (event) => {
    const stage = new Stage(state);
    EVENTS[event](stage);
    expect(stage.subject).toBe(isWorking(state) ? TABLE[state][event] : START[state]);
  });
});

describe("a held order is released into the state of its kind", () => {
  test.each([
    ["limit", "resting 3"],
    ["on open", "market 3"],
    ["on close", "close 3"],
  ] as const)("%s: %s", (kind, state) => {
    const stage = new Stage("held", kind);
    EVENTS["its parent fills"](stage);
    expect(stage.subject).toBe(state);
  });
});

describe("a reduce-only order ends with the position that it had to reduce", () => {
  test.each([
    ["held", "held 3"],
    ["market", "cancelled: reduce-only: nothing is left to reduce"],
    ["resting", "cancelled: reduce-only: nothing is left to reduce"],
    ["close", "cancelled: reduce-only: nothing is left to reduce"],
  ] as const)("%s → %s", (state, end) => {
    const stage = new Stage(state, kindIn(state), true);
    expect(stage.subject).toBe(START[state]);
    stage.send({ ...ticket(CLOSER, -1, stage.broker.position), kind: "market" });
    stage.bar(2, QUIET);
    expect(stage.broker.position).toBe(0);
    expect(stage.subject).toBe(end);
  });
});

describe("what is over cannot be found again", () => {
  test.each(["filled", "cancelled", "expired", "rejected"] as const)("%s", (state) => {
    const { broker } = new Stage(state);
    expect(broker.find(SUBJECT)).toBeUndefined();
    expect(broker.cancel(SUBJECT, 10, "again")).toBe(false);
    expect(broker.working.map(({ id }) => id)).not.toContain(SUBJECT);
  });
});
