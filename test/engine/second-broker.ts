// How do orders fill, by a second broker that was written from the rules alone?

import {
  afterTarget,
  behind,
  better,
  type Distance,
  type Entry,
  entryOf,
  type Fixed,
  type FixedPlan,
  type Follower,
  fixedPlan,
  follow,
  followTo,
  type Plan,
  type Side,
  sharesOf,
  shrink,
  type Terms,
  toGrid,
  up,
  worse,
} from "./second-book.js";

export type Kind =
  | "market"
  | "limit"
  | "stop"
  | "stop limit"
  | "market if touched"
  | "trailing stop"
  | "on open"
  | "on close";
export type Until = "GTC" | "DAY" | "IOC" | { readonly day: number } | { readonly time: number };

/** An order as a trader would say it. Prices in ticks; they may lie between two. */
export interface Wish {
  readonly side: Side;
  readonly qty: number;
  readonly kind: Kind;
  readonly limit?: number;
  readonly trigger?: number;
  readonly trail?: Distance;
  readonly from?: number;
  readonly until?: Until;
  readonly reduceOnly?: boolean;
  readonly oco?: string;
  readonly triggers?: readonly Wish[];
  readonly exit?: Plan;
}
export interface Changes {
  readonly qty?: number;
  readonly limit?: number;
  readonly trigger?: number;
  /** Whether the trigger is that of a market-if-touched order. */
  readonly touches?: boolean;
  readonly trail?: Distance;
  readonly exit?: Plan;
}
export type Act =
  | { readonly send: Wish }
  | { readonly cancel: number }
  | { readonly amend: number; readonly changes: Changes }
  | { readonly moveStop: number }
  | "cancel all";

/** What a strategy sees at a close. */
export interface View {
  readonly bar: number;
  readonly position: number;
  readonly orders: readonly { id: number; kind: string; side: number; left: number; price: number }[];
}
export type Script = (view: View) => readonly Act[];

export interface MarketBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** NaN where the file has none. */
  readonly volume: number;
  readonly day: number;
  readonly time: number;
  /** Whether the trade date has settled when this bar ends: asked only of the last bar that there is. */
  readonly settles?: boolean;
  /** The finer bars that it is made of, where it is to be walked through them. */
  readonly finer?: readonly MarketBar[];
}

export interface SecondFill {
  readonly bar: number;
  readonly order: number;
  readonly side: number;
  readonly qty: number;
  readonly price: number;
  readonly kind: string;
}
export interface Ending {
  readonly id: number;
  readonly state: string;
  readonly filled: number;
  readonly bar: number;
}
export interface SecondRun {
  readonly fills: SecondFill[];
  readonly endings: Ending[];
  readonly views: View[];
}

interface Order {
  readonly id: number;
  readonly parent: number;
  readonly wish: Wish;
  readonly side: Side;
  qty: number;
  filled: number;
  limit: number;
  trigger: number;
  plan: FixedPlan | null;
  /** Held back until its parent fills. */
  held: boolean;
  /** Set off: a limit order from now on, or at the market as soon as there is room. */
  phase: "as sent" | "limit" | "market";
  by: Fixed | null;
  trail: Follower | null;
  /** Trade date at which it was sent, and the first that it saw. */
  sentDay: number;
  firstDay: number | null;
  /** The first price of this bar that it saw, and whether that was on the walk instead of at the open. */
  point: number;
  onWalk: boolean;
  queued: number;
  /** Contracts opened so far, and how many of them each target got. */
  opened: number;
  shared: number[];
}

interface State {
  cash: number;
  position: number;
  age: number;
  /** Contracts that may yet fill in this bar. */
  room: number;
  entries: Entry[];
  orders: Order[];
  fills: SecondFill[];
  endings: Ending[];
}

/** One event that the walk may come to. */
interface Chance {
  readonly at: number;
  readonly rank: number;
  /** Exit plans come before orders of the same rank. */
  readonly plan: boolean;
  readonly key: number;
  readonly sub: number;
  take(): void;
}

const traded = ({ volume, high, low }: MarketBar): boolean => !(volume === 0 && high === low);

/** Whether bar i is the last of its trade date in which anything traded, as far as one can know. */
function closesDate(bars: readonly MarketBar[], i: number): boolean {
  const { day } = bars[i]!;
  for (let k = i + 1; k < bars.length; k++) {
    if (bars[k]!.day !== day) return true;
    if (traded(bars[k]!)) return false;
  }
  return bars.at(-1)!.settles === true;
}

export function runSecond(bars: readonly MarketBar[], terms: Terms, script: Script): SecondRun {
  let state: State = {
    cash: 0,
    position: 0,
    age: 0,
    room: 0,
    entries: [],
    orders: [],
    fills: [],
    endings: [],
  };
  const ranges: number[] = [];
  const atr = new Map<number, { mean: number; seen: number }>();
  const fills: SecondFill[] = [];
  const endings: Ending[] = [];
  const views: View[] = [];
  let nextId = 1;

  for (let i = 0; i < bars.length; i++) {
    const bar = bars[i]!;
    if (i > 0) {
      const before = bars[i - 1]!.close;
      ranges.push(Math.max(bar.high - bar.low, Math.abs(bar.high - before), Math.abs(bar.low - before)));
    }
    state = trade(state, bars, i, terms);
    views.push(viewOf(state, i));
    for (const act of script(views.at(-1)!)) obey(state, act, bar, i);
    fills.push(...state.fills.splice(0));
    endings.push(...state.endings.splice(0));
  }
  for (const { id, filled } of state.orders) endings.push({ id, state: "working", filled, bar: -1 });
  return { fills, endings: endings.sort((a, b) => a.id - b.id), views };

  function obey(s: State, act: Act, bar: MarketBar, i: number): void {
    if (act === "cancel all") for (const order of [...s.orders]) end(s, order, "cancelled", i);
    else if ("send" in act) send(s, act.send, 0, bar);
    else if ("cancel" in act) {
      const order = s.orders.find(({ id }) => id === act.cancel);
      if (order !== undefined) end(s, order, "cancelled", i);
    } else if ("amend" in act) {
      const order = s.orders.find(({ id }) => id === act.amend);
      if (order !== undefined) amend(order, act.changes);
    } else for (const entry of s.entries) putStop(entry, act.moveStop);
  }

  function putStop(entry: Entry, price: number): void {
    entry.stop = toGrid(-entry.side, price);
    entry.stopKind = "stop loss";
  }

  function send(s: State, wish: Wish, parent: number, bar: MarketBar): void {
    const { side, qty } = wish;
    const id = nextId++;
    s.orders.push({
      id,
      parent,
      wish,
      side,
      qty,
      filled: 0,
      limit: wish.limit === undefined ? Number.NaN : toGrid(-side, wish.limit),
      trigger: wish.trigger === undefined ? Number.NaN : triggerOf(wish.kind, side, wish.trigger),
      plan: wish.exit === undefined ? null : fixedPlan(wish.exit, fix),
      held: parent !== 0,
      phase: "as sent",
      by: wish.trail === undefined ? null : fix(wish.trail),
      trail: null,
      sentDay: bar.day,
      firstDay: null,
      point: Number.NaN,
      onWalk: false,
      queued: 0,
      opened: 0,
      shared: [],
    });
    const order = s.orders.at(-1)!;
    if (parent === 0) startTrail(order, bar.close);
    for (const child of wish.triggers ?? []) send(s, child, id, bar);
  }

  function amend(order: Order, { qty, limit, trigger, trail, exit }: Changes): void {
    const { side } = order;
    if (qty !== undefined) {
      if (qty > order.qty) order.queued = 0;
      order.qty = qty;
    }
    if (limit !== undefined) {
      order.limit = toGrid(-side, limit);
      order.queued = 0;
    }
    if (trigger !== undefined) order.trigger = triggerOf(order.wish.kind, side, trigger);
    if (trail !== undefined) {
      order.by = fix(trail);
      if (order.trail !== null) order.trail = { by: order.by, best: order.trail.best };
    }
    if (exit !== undefined) order.plan = fixedPlan(exit, fix);
  }

  function fix(distance: Distance): Fixed {
    if ("ticks" in distance) return { ticks: up(distance.ticks) };
    if ("points" in distance) return { ticks: up(distance.points / terms.tickSize) };
    if ("percent" in distance) return { percent: distance.percent };
    return { ticks: up(distance.atr * averageRange(distance.period ?? 14)) };
  }

  /** Wilder's average of the true ranges so far: begun with the mean of the first n. */
  function averageRange(n: number): number {
    let known = atr.get(n);
    if (known === undefined) {
      known = { mean: ranges.slice(0, n).reduce((sum, range) => sum + range, 0) / n, seen: n };
      atr.set(n, known);
    }
    for (; known.seen < ranges.length; known.seen++) {
      known.mean = (known.mean * (n - 1) + ranges[known.seen]!) / n;
    }
    return known.mean;
  }
}

const triggerOf = (kind: Kind, side: Side, price: number): number =>
  toGrid(kind === "market if touched" ? -side : side, price);

/** A trailing stop that is live from now on, at `price`. */
function startTrail(order: Order, price: number): void {
  if (order.by === null) return;
  const { from } = order.wish;
  const reached = from === undefined || order.side * (from - price) >= 0;
  if (reached) order.trail = { by: order.by, best: price };
}

function viewOf(s: State, bar: number): View {
  const orders = s.orders.map((order) => ({
    id: order.id,
    kind: order.wish.kind,
    side: order.side,
    left: order.qty - order.filled,
    price: waitsAt(order),
  }));
  return { bar, position: s.position, orders };
}

function waitsAt(order: Order): number {
  if (order.held || order.phase === "market") return Number.NaN;
  if (order.phase === "limit" || order.wish.kind === "limit") return order.limit;
  if (order.trail !== null) return behind(order.side, order.trail);
  return order.wish.from ?? order.trigger;
}

function end(s: State, order: Order, state: string, bar: number): void {
  if (!s.orders.includes(order)) return;
  s.orders = s.orders.filter((other) => other !== order);
  s.endings.push({ id: order.id, state, filled: order.filled, bar });
  for (const child of s.orders.filter((other) => other.held && other.parent === order.id)) {
    end(s, child, "cancelled", bar);
  }
}

/** Bar i, from before its open to its close. */
function trade(before: State, bars: readonly MarketBar[], i: number, terms: Terms): State {
  const bar = bars[i]!;
  let s = before;
  for (const order of [...s.orders]) {
    const { until = "GTC" } = order.wish;
    if (typeof until === "object") {
      const over = "day" in until ? bar.day > until.day : bar.time >= until.time;
      if (over) end(s, order, "expired", i);
    } else if (until === "DAY" && !order.held) {
      order.firstDay ??= bar.day;
      if (order.firstDay !== bar.day) end(s, order, "expired", i);
    }
  }
  if (!traded(bar)) return s;
  s.room =
    terms.participation === null
      ? Number.POSITIVE_INFINITY
      : Math.floor(terms.participation * bar.volume + 1e-9);
  if (s.orders.length === 0 && s.entries.length === 0) return s;

  const parts = bar.finer?.filter(traded) ?? [bar];
  parts.forEach((part, k) => {
    const place = { first: k === 0, last: k === parts.length - 1 && closesDate(bars, i) };
    s = chooseWalk(s, terms, part, (state, highFirst) => walk(state, highFirst, part, place, bar, i, terms));
  });
  return s;
}

function chooseWalk(
  s: State,
  { path, tickValue }: Terms,
  bar: MarketBar,
  tried: (state: State, highFirst: boolean) => State,
): State {
  if (path === "ohlc" || path === "olhc") return tried(s, path === "ohlc");
  if (path === "nearest") return tried(s, nearestHigh(bar));
  const high = tried(structuredClone(s), true);
  const low = tried(structuredClone(s), false);
  const worth = (state: State) => state.cash + state.position * bar.close * tickValue;
  const difference = worth(high) - worth(low);
  if (Math.abs(difference) < 1e-6) {
    // Nothing in it: the pessimist meets what hurts first, the optimist what helps.
    const highFirst = s.position === 0 ? nearestHigh(bar) : s.position < 0 === (path === "adverse");
    return highFirst ? high : low;
  }
  return difference < 0 === (path === "adverse") ? high : low;
}

function nearestHigh({ open, high, low, close }: MarketBar): boolean {
  const above = high - open;
  const below = open - low;
  return above === below ? close <= open : above < below;
}

/** One walk through a bar, or through one of the finer bars that it is made of. */
function walk(
  s: State,
  highFirst: boolean,
  part: MarketBar,
  { first, last }: { readonly first: boolean; readonly last: boolean },
  whole: MarketBar,
  i: number,
  terms: Terms,
): State {
  const { open, high, low, close } = part;
  let place = open;
  let opening = true;
  let closed = false;

  for (const some of [...s.orders, ...s.entries]) {
    some.point = open;
    some.onWalk = false;
  }
  if (first) {
    atMarket();
    leaveDue();
  }
  settle(open);
  if (first) {
    for (const order of [...s.orders]) {
      if (order.wish.until === "IOC" && !order.held) end(s, order, "cancelled", i);
    }
  }
  opening = false;
  followAll(open);
  for (const to of highFirst ? [high, low, close] : [low, high, close]) {
    settle(to);
    place = to;
    followAll(to);
  }
  queueUp();
  if (last) {
    closed = true;
    for (const order of s.orders.filter(({ wish, held }) => wish.kind === "on close" && !held)) {
      if (s.orders.includes(order)) fillOrder(order, close + order.side * terms.slip, "on close");
    }
  }
  return s;

  /** Everything that the walk from `place` to `to` comes to, the nearest first. */
  function settle(to: number): void {
    for (;;) {
      const [next] = chances(place, to).sort(
        (a, b) =>
          Math.abs(a.at - place) - Math.abs(b.at - place) ||
          a.rank - b.rank ||
          Number(b.plan) - Number(a.plan) ||
          a.key - b.key ||
          a.sub - b.sub,
      );
      if (next === undefined) return;
      place = next.at;
      next.take();
    }
  }

  /** Market orders, orders on the open, and what is left of orders that were set off, as they were sent. */
  function atMarket(): void {
    for (const order of s.orders.filter(isDue)) goOrder(order);
  }
  function isDue(order: Order): boolean {
    if (order.held) return false;
    const { kind } = order.wish;
    return kind === "market" || order.phase === "market" || (kind === "on open" && whole.day > order.sentDay);
  }
  function goOrder(order: Order): void {
    if (s.orders.includes(order)) fillOrder(order, place + order.side * terms.slip, order.wish.kind);
  }
  /** What is left of exits that were set off, and time stops, by the age of their contracts. */
  function leaveDue(): void {
    for (const entry of [...s.entries]) {
      const due = entry.timeStop !== null && i >= entry.bar + entry.timeStop;
      if (entry.leaving !== null || due) leave(entry, entry.leaving ?? "time stop");
    }
  }

  function chances(from: number, to: number): Chance[] {
    return [...s.entries.flatMap((entry) => planChances(entry, from, to)), ...s.orders.flatMap(orderChance)];

    function orderChance(order: Order): Chance[] {
      if (order.held || order.phase === "market") return [];
      const { side, wish } = order;
      const chance = (at: number | null, rank: number, take: (at: number) => void): Chance[] =>
        at === null ? [] : [{ at, rank, plan: false, key: order.id, sub: 0, take: () => take(at) }];
      if (wish.kind === "limit" || order.phase === "limit") {
        const depth = depthOf(side, order.limit, order, order.queued, order.qty - order.filled);
        const at = depth === null ? null : reach(from, to, order.limit - side * depth, -side);
        return s.room === 0 ? [] : chance(at, 4, () => takeLimit(order));
      }
      if (wish.kind === "market if touched") {
        return chance(reach(from, to, order.trigger, -side), 4, () => {
          setOff(order, better(side, order.trigger, order.point));
        });
      }
      if (wish.kind === "stop limit") {
        return chance(reach(from, to, order.trigger, side), 2, (at) => {
          order.phase = "limit";
          order.point = at;
          order.onWalk = !opening;
          order.queued = 0;
          const depth = depthOf(side, order.limit, order, 0, order.qty - order.filled);
          if (depth !== null && side * (order.limit - at) >= depth && s.room > 0) takeLimit(order);
        });
      }
      if (wish.kind === "stop" || order.trail !== null) {
        const trigger = order.trail === null ? order.trigger : behind(side, order.trail);
        return chance(reach(from, to, trigger, side), 2, (at) => setOff(order, worse(side, trigger, at)));
      }
      if (wish.kind !== "trailing stop") return [];
      return chance(reach(from, to, wish.from!, -side), 5, (at) => {
        order.trail = { by: order.by!, best: at };
      });
    }
  }

  function planChances(entry: Entry, from: number, to: number): Chance[] {
    if (entry.leaving !== null) return [];
    const { side, stop, sleeping } = entry;
    const exit = -side as Side;
    const found: Chance[] = [];
    const add = (at: number | null, rank: number, sub: number, take: (at: number) => void) => {
      if (at !== null) found.push({ at, rank, plan: true, key: entry.age, sub, take: () => take(at) });
    };
    if (stop !== null) {
      add(reach(from, to, stop, exit), 1, 0, (at) => leave(entry, entry.stopKind, worse(exit, stop, at)));
    }
    entry.targets.forEach((target, k) => {
      if (target.left === 0 || s.room === 0) return;
      const depth = depthOf(exit, target.at, entry, target.queued, target.left);
      if (depth === null) return;
      add(reach(from, to, target.at - exit * depth, side), 3, k, () => {
        const price = better(exit, target.at, entry.point);
        const qty = take(Math.min(target.left, entry.qty));
        target.left -= qty;
        entry.qty -= qty;
        book(exit, qty, price, entry.order, "target", () => {
          if (target.left === 0) afterTarget(entry, target.then, price, terms);
        });
      });
    });
    if (sleeping !== null) {
      add(reach(from, to, sleeping.from, side), 5, 0, (at) => follow(entry, { by: sleeping.by, best: at }));
    }
    return found;
  }

  /** How many ticks through its limit the walk must go; null: not in this bar, however far it goes. */
  function depthOf(
    side: Side,
    limit: number,
    { point, onWalk }: { readonly point: number; readonly onWalk: boolean },
    queued: number,
    open: number,
  ): number | null {
    const rule = terms.limitFill;
    if (rule === "touch") return 0;
    if (rule === "through") return 1;
    if ("through" in rule) return rule.through;
    if (side * (limit - point) >= 1) return 1;
    if (onWalk || opening) return null;
    const perTick = part.volume / (part.high - part.low + 1);
    for (let depth = 0; depth <= part.high - part.low; depth++) {
      if (queued + perTick * (depth + 1) >= rule.volume * open - 1e-9) return depth;
    }
    return null;
  }

  /** What this bar adds to what has traded at the limits that wait, or beyond. */
  function queueUp(): void {
    const ticks = part.high - part.low + 1;
    const traded = (side: Side, limit: number): number => {
      const beyond = side > 0 ? limit - part.low + 1 : part.high - limit + 1;
      return (part.volume * Math.min(ticks, Math.max(0, beyond))) / ticks;
    };
    for (const order of s.orders) {
      const rests = order.wish.kind === "limit" || order.phase === "limit";
      if (rests && !order.held && !order.onWalk) {
        order.queued += traded(order.side, order.limit);
      }
    }
    for (const entry of s.entries) {
      if (entry.onWalk) continue;
      for (const target of entry.targets) target.queued += traded(-entry.side as Side, target.at);
    }
  }

  function followAll(price: number): void {
    for (const entry of s.entries) if (entry.leaving === null) followTo(entry, price);
    for (const order of s.orders) {
      if (order.trail === null || order.held || order.phase === "market") continue;
      order.trail.best = better(order.side, order.trail.best, price);
    }
  }

  /** Contracts that still may fill of `wanted`. */
  function take(wanted: number): number {
    const qty = Math.min(wanted, s.room);
    s.room -= qty;
    return qty;
  }

  /** An exit of a plan at the market: all of its contracts. */
  function leave(entry: Entry, kind: string, price = place): void {
    if (!s.entries.includes(entry)) return;
    const exit = -entry.side as Side;
    const qty = take(entry.qty);
    entry.leaving = kind;
    if (qty === 0) return;
    entry.qty -= qty;
    book(exit, qty, price + exit * terms.slip, entry.order, kind, () => {});
  }

  function setOff(order: Order, price: number): void {
    fillOrder(order, price + order.side * terms.slip, order.wish.kind);
    if (s.orders.includes(order)) order.phase = "market";
  }
  function takeLimit(order: Order): void {
    fillOrder(order, better(order.side, order.limit, order.point), order.wish.kind);
  }

  function fillOrder(order: Order, price: number, kind: string): void {
    const { side, wish } = order;
    const reducible = Math.max(0, -side * s.position);
    if (wish.reduceOnly && reducible === 0) return end(s, order, "cancelled", i);
    const left = order.qty - order.filled;
    const qty = take(wish.reduceOnly ? Math.min(left, reducible) : left);
    if (qty === 0) return;
    const firstFill = order.filled === 0;
    order.filled += qty;
    // Whole means that nothing of it is left to fill: all contracts, or all that there were to reduce.
    const whole = order.filled === order.qty || (wish.reduceOnly === true && qty === reducible);
    if (whole) {
      s.orders = s.orders.filter((other) => other !== order);
      s.endings.push({ id: order.id, state: "filled", filled: order.filled, bar: i });
    }
    enter(order, qty, price, kind);
    // Its children outlive it: they must be on their way before an early end could cancel them.
    const children = firstFill ? s.orders.filter(({ held, parent }) => held && parent === order.id) : [];
    for (const child of children) child.held = false;
    for (const other of [...s.orders]) {
      if (wish.oco === undefined || other === order || other.wish.oco !== wish.oco) continue;
      other.qty -= qty;
      if (whole || other.qty <= other.filled) end(s, other, "cancelled", i);
    }
    sweep(order, children);
    for (const child of children) if (s.orders.includes(child)) release(child);
  }

  /** Live from here on: this point of the walk is its open. */
  function release(order: Order): void {
    order.point = place;
    order.onWalk = !opening;
    order.sentDay = whole.day;
    startTrail(order, place);
    // At the close the market is closed: it lives from the next open on.
    if (closed) return;
    order.firstDay = whole.day;
    const { kind, until } = order.wish;
    if (kind === "market") goOrder(order);
    else if (until === "IOC" && !opening) {
      const depth = depthOf(order.side, order.limit, order, 0, order.qty);
      if (depth !== null && order.side * (order.limit - place) >= depth && s.room > 0) takeLimit(order);
    }
    if (until === "IOC" && !opening) end(s, order, "cancelled", i);
  }

  /** Takes from the oldest entries of the other side first; what is over opens. */
  function enter(order: Order, qty: number, price: number, kind: string): void {
    const { side, plan } = order;
    let left = qty;
    for (const entry of s.entries) {
      if (entry.side === side) continue;
      const closing = Math.min(left, entry.qty);
      shrink(entry, closing);
      left -= closing;
    }
    if (left > 0) {
      const portions = plan?.targets.map(({ portion }) => portion) ?? [];
      const all = sharesOf(portions, order.opened + left, plan?.single ?? "first");
      const shares = sharesAfter(all, order.shared, left);
      order.opened += left;
      order.shared = portions.map((_, k) => (order.shared[k] ?? 0) + shares[k]!);
      s.entries.push(
        entryOf(
          plan,
          { age: s.age++, order: order.id, side, bar: i, price, qty: left, point: place, onWalk: !opening },
          shares,
        ),
      );
    }
    pay(side, qty, price, order.id, kind);
  }

  function book(side: Side, qty: number, price: number, id: number, kind: string, then: () => void): void {
    then();
    pay(side, qty, price, id, kind);
    sweep(null, []);
  }

  function pay(side: Side, qty: number, price: number, order: number, kind: string): void {
    s.entries = s.entries.filter((entry) => entry.qty > 0);
    s.cash -= side * qty * price * terms.tickValue + qty * terms.costPerSide;
    s.position += side * qty;
    s.fills.push({ bar: i, order, side, qty, price, kind });
  }

  /** When a position ends, orders that could only reduce it have nothing left to do. */
  function sweep(filled: Order | null, spared: readonly Order[]): void {
    const side = Math.sign(s.fills.at(-1)!.side);
    const before = s.position - s.fills.at(-1)!.side * s.fills.at(-1)!.qty;
    if (before === 0 || Math.sign(s.position) === Math.sign(before)) return;
    for (const order of [...s.orders]) {
      const idle = order.wish.reduceOnly && !order.held && order.side === side;
      if (idle && (order === filled || !spared.includes(order))) end(s, order, "cancelled", i);
    }
  }
}

/** From `from` to `to`, where is `level` first met by a price that rises to it (`way` 1) or falls to it (-1)? */
function reach(from: number, to: number, level: number, way: number): number | null {
  if (way * (from - level) >= 0) return from;
  return way * (to - level) >= 0 ? level : null;
}

/** Contracts by target for `qty` more: what all of them should have, less what they got with earlier fills. */
function sharesAfter(all: readonly number[], before: readonly number[], qty: number): number[] {
  let left = qty;
  return all.map((want, k) => {
    const share = Math.max(0, Math.min(left, want - (before[k] ?? 0)));
    left -= share;
    return share;
  });
}
