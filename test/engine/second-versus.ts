// Do our broker and the second one agree on a market and a script?

import { auditRun } from "#accountant/audit.js";
import { createBars } from "#bars/columns.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { fillTradeDates, settlementInstant } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { Strategy } from "#strategy/strategy.js";
import type { Series } from "../../src/domain/bars.js";
import type { Contract } from "../../src/domain/contract.js";
import { DAY_MS, priceOfTicks } from "../../src/domain/money.js";
import { FILL_KINDS, type Run } from "../../src/domain/run.js";
import type {
  AmendRequest,
  ExitRequest,
  LevelRequest,
  OrderRequest,
  StopMoveRequest,
  TriggeredRequest,
} from "../../src/strategy/ticket.js";
import type { Level, Move, Plan, Terms } from "./second-book.js";
import {
  type Act,
  type Changes,
  type MarketBar,
  runSecond,
  type Script,
  type SecondRun,
  type View,
  type Wish,
} from "./second-broker.js";

export interface DrawnBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly newDay: boolean;
}

/** What of the terms a test chooses; the contract gives the rest. */
export type Chosen = Pick<Terms, "path" | "slip" | "limitFill" | "participation" | "costPerSide">;
export const PLAIN: Chosen = {
  path: "adverse",
  slip: 1,
  limitFill: "through",
  participation: null,
  costPerSide: 0,
};

const MINUTE_MS = 60_000;

/** Bars of `step` from 15:00 UTC on, from Tuesday 2024-01-02; a new day goes on to the next trade date. */
export function seriesOfDrawn(drawn: readonly DrawnBar[], step = MINUTE_MS, symbol = "MES"): Series {
  const contract = loadContracts().get(symbol);
  const { grid } = instrumentOf(contract);
  const bars = createBars(drawn.length);
  let day = Date.UTC(2024, 0, 2, 15);
  let steps = 0;
  drawn.forEach(({ open, high, low, close, volume, newDay }, i) => {
    if (newDay && i > 0) {
      day += DAY_MS * (new Date(day).getUTCDay() === 5 ? 3 : 1);
      steps = 0;
    }
    bars.time[i] = day + step * steps++;
    bars.volume[i] = volume;
    const columns = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
    const prices = [bars.open, bars.high, bars.low, bars.close];
    [open, high, low, close].forEach((price, k) => {
      columns[k]![i] = price;
      prices[k]![i] = priceOfTicks(price, grid);
    });
  });
  fillTradeDates(contract.session, bars.time, bars.length, bars.tradeDate);
  return {
    bars,
    source: {
      symbol,
      file: "drawn.csv",
      sha256: "0".repeat(64),
      timeframeMs: step,
      from: bars.time[0]!,
      to: bars.time[bars.length - 1]!,
      firstDay: bars.tradeDate[0]!,
      lastDay: bars.tradeDate[bars.length - 1]!,
      bars: bars.length,
      hasVolume: !Number.isNaN(bars.volume[0]!),
      synthetic: true,
      notes: [],
    },
  };
}

/** Bars by threes as one bar each; a new day begins with a bar of its own. */
export function coarsened(drawn: readonly DrawnBar[]): { whole: DrawnBar[]; parts: DrawnBar[] } {
  const whole: DrawnBar[] = [];
  const parts = drawn.slice(0, drawn.length - (drawn.length % 3)).map((bar, i) => {
    return { ...bar, newDay: bar.newDay && i % 3 === 0 };
  });
  for (let i = 0; i < parts.length; i += 3) {
    const group = parts.slice(i, i + 3);
    whole.push({
      open: group[0]!.open,
      high: Math.max(...group.map(({ high }) => high)),
      low: Math.min(...group.map(({ low }) => low)),
      close: group[2]!.close,
      volume: group.reduce((sum, { volume }) => sum + volume, 0),
      newDay: group[0]!.newDay,
    });
  }
  return { whole, parts };
}

/** The bars with those finer ones inside them that traded, where they are together exactly what the bar is. */
function withFiner(bars: readonly MarketBar[], finer: readonly MarketBar[], step: number): MarketBar[] {
  return bars.map((bar) => {
    const inside = finer.filter(
      ({ time, day, volume, high, low }) =>
        day === bar.day && time >= bar.time && time < bar.time + step && !(volume === 0 && high === low),
    );
    const same =
      inside[0]?.open === bar.open &&
      Math.max(...inside.map(({ high }) => high)) === bar.high &&
      Math.min(...inside.map(({ low }) => low)) === bar.low &&
      inside.at(-1)?.close === bar.close;
    return same ? { ...bar, finer: inside } : bar;
  });
}

/** The same bars as the second broker reads them. */
export function marketOf({ bars, source }: Series, contract: Contract): MarketBar[] {
  return Array.from({ length: bars.length }, (_, i) => {
    const day = bars.tradeDate[i]!;
    const time = bars.time[i]!;
    return {
      open: bars.openTicks[i]!,
      high: bars.highTicks[i]!,
      low: bars.lowTicks[i]!,
      close: bars.closeTicks[i]!,
      volume: source.hasVolume ? bars.volume[i]! : Number.NaN,
      day,
      time,
      settles: time + source.timeframeMs >= settlementInstant(contract, day),
    };
  });
}

export interface Compared {
  readonly ours: readonly string[];
  readonly second: readonly string[];
  readonly run: Run;
}

/** Fills, endings and what the strategy saw at each close, of both, in lines that can be compared. */
export function compare(
  series: Series,
  chosen: Chosen,
  script: Script,
  finer: Series | null = null,
): Compared {
  const contract = loadContracts().get(series.source.symbol);
  const { tickValue, tickSize } = instrumentOf(contract);
  const views: View[] = [];
  const run = runBacktest({
    ...specOf(series, chosen, contract),
    finer,
    strategy: strategyOf(script, views),
  });
  const { problems } = auditRun(run);
  if (problems.length > 0) throw new Error(`the books do not balance: ${problems.join("; ")}`);
  const terms: Terms = { ...chosen, tickValue: tickValue / 1e6, tickSize };
  const plain = marketOf(series, contract);
  const market =
    finer === null ? plain : withFiner(plain, marketOf(finer, contract), series.source.timeframeMs);
  const second = runSecond(market, terms, script);
  // Its bounds need further runs of the script, after this one.
  views.length = series.bars.length;
  return { ours: linesOf(runOf(run, views)), second: linesOf(second), run };
}

function specOf(series: Series, chosen: Chosen, contract: Contract): Omit<BacktestSpec, "strategy"> {
  const { path, slip, limitFill, participation, costPerSide } = chosen;
  return {
    ref: { name: "script", file: "script.ts", hash: "" },
    params: {},
    series,
    contract,
    account: {
      cash: 1e15,
      marginPolicy: "none",
      margins: "estimate",
      liquidationFee: 0,
      monthlyFee: 0,
    },
    execution: { path, slippage: slip, limitFill, participation, fillAt: "next-open" },
    flatCost: Math.round(costPerSide * 1e6),
  };
}

function runOf({ fills, orders }: Run, views: View[]): SecondRun {
  return {
    fills: Array.from({ length: fills.length }, (_, k) => ({
      bar: fills.bar[k]!,
      order: fills.order[k]!,
      side: fills.side[k]!,
      qty: fills.qty[k]!,
      price: fills.price[k]!,
      kind: FILL_KINDS[fills.kind[k]!]!,
    })),
    endings: orders.map(({ id, state, filledQty, endBar }) => ({
      id,
      state,
      filled: filledQty,
      bar: endBar,
    })),
    views,
  };
}

function linesOf({ fills, endings, views }: SecondRun): string[] {
  return [
    ...fills.map(
      ({ bar, order, side, qty, price, kind }) =>
        `bar ${bar}: ${side > 0 ? "buy" : "sell"} ${qty} @ ${price} ${kind} (order ${order})`,
    ),
    ...endings.map(({ id, state, filled, bar }) => `order ${id}: ${state} in bar ${bar}, ${filled} filled`),
    ...views
      .filter(({ position, orders }) => position !== 0 || orders.length > 0)
      .map(({ bar, position, orders }) => {
        const waiting = orders.map(
          ({ id, kind, side, left, price }) => `${id} ${kind} ${side * left} at ${price}`,
        );
        return `close of ${bar}: holds ${position}, waits: ${waiting.join(", ")}`;
      }),
  ];
}

/** The script as a strategy of ours. */
function strategyOf(script: Script, views: View[]) {
  return class Scripted extends Strategy {
    override onBar(): void {
      const orders = this.orders.map(({ id, kind, side, left, price }) => ({
        id,
        kind,
        side,
        left,
        price: Math.round(price / this.tickSize),
      }));
      const view = { bar: this.bar, position: this.position, orders };
      views.push(view);
      for (const act of script(view)) this.#do(act);
    }

    #do(act: Act): void {
      const request = (wish: Wish) => requestOf(wish, this.tickSize);
      if (act === "cancel all") this.cancelAll();
      else if ("cancel" in act) this.cancel(act.cancel);
      else if ("amend" in act) this.amend(act.amend, changesOf(act.changes, this.tickSize));
      else if ("moveStop" in act) this.moveStop(act.moveStop * this.tickSize);
      else if (act.send.side === 1) this.buy(request(act.send));
      else this.sell(request(act.send));
    }
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function requestOf(wish: Wish, tickSize: number): OrderRequest {
  const { qty, kind, until = "GTC" } = wish;
  const request: Mutable<OrderRequest> = { qty };
  if (wish.limit !== undefined) request.limit = wish.limit * tickSize;
  if (kind === "market if touched") request.touch = wish.trigger! * tickSize;
  else if (wish.trigger !== undefined) request.stop = wish.trigger * tickSize;
  if (wish.trail !== undefined) {
    request.trail = { ...wish.trail, ...(wish.from === undefined ? {} : { from: wish.from * tickSize }) };
  }
  if (kind === "on open") request.at = "open";
  if (kind === "on close") request.at = "close";
  if (typeof until === "string") request.tif = until;
  else request.until = "time" in until ? until.time : new Date(until.day * DAY_MS).toISOString().slice(0, 10);
  if (wish.reduceOnly) request.reduceOnly = true;
  if (wish.oco !== undefined) request.oco = wish.oco;
  if (wish.exit !== undefined) request.exit = exitOf(wish.exit, tickSize);
  if (wish.triggers !== undefined) {
    request.triggers = wish.triggers.map(
      (child): TriggeredRequest => ({
        ...requestOf(child, tickSize),
        side: child.side === 1 ? "buy" : "sell",
      }),
    );
  }
  return request;
}

function changesOf({ qty, limit, trigger, trail, exit, touches }: Changes, tickSize: number): AmendRequest {
  const request: Mutable<AmendRequest> = {};
  if (qty !== undefined) request.qty = qty;
  if (limit !== undefined) request.limit = limit * tickSize;
  if (trigger !== undefined) request[touches ? "touch" : "stop"] = trigger * tickSize;
  if (trail !== undefined) request.trail = trail;
  if (exit !== undefined) request.exit = exitOf(exit, tickSize);
  return request;
}

function exitOf(plan: Plan, tickSize: number): ExitRequest {
  const exit: Mutable<ExitRequest> = {};
  const level = (at: Level): LevelRequest => ("price" in at ? at.price * tickSize : at);
  if (plan.stop !== undefined) exit.stop = level(plan.stop);
  if (plan.targets !== undefined) {
    exit.targets = plan.targets.map(({ at, portion, then }) => ({
      at: level(at),
      ...(portion === undefined ? {} : { portion }),
      ...(then === undefined ? {} : { then: moveOf(then) }),
    }));
  }
  if (plan.trail !== undefined) {
    const { by, from } = plan.trail;
    exit.trail = { ...by, ...(from === undefined ? {} : { from: level(from) }) };
  }
  if (plan.timeStop !== undefined) exit.timeStop = plan.timeStop;
  if (plan.single !== undefined) exit.single = plan.single;
  return exit;
}

const moveOf = (move: Move): StopMoveRequest => (move === "net" ? "breakevenNet" : move);
