// What fills does a drawn market give?

import { auditRun } from "#accountant/audit.js";
import { createBars } from "#bars/columns.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { fillTradeDates } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { Strategy } from "#strategy/strategy.js";
import type { Series } from "../../src/domain/bars.js";
import { priceOfTicks } from "../../src/domain/money.js";
import { type AccountTerms, type Execution, FILL_KINDS, type Run } from "../../src/domain/run.js";
import type { ExitRequest, OrderRequest, StopMoveRequest, TargetRequest } from "../../src/strategy/ticket.js";

export interface ReplayOptions extends Partial<Execution> {
  /** Costless MES unless told. */
  readonly symbol?: string;
  readonly costPerSide?: number | null;
  /** Dollars. */
  readonly cash?: number;
  readonly account?: Partial<AccountTerms>;
  /** Own margins in dollars; without them no margin is checked. */
  readonly margin?: { readonly initial: string; readonly maintenance: string };
  /** The same, dated. */
  readonly margins?: readonly {
    readonly from: string;
    readonly initial: string;
    readonly maintenance: string;
  }[];
}

/**
 * Runs a drawn market and gives its fills, one a line. Each line of the drawing is a bar, open high low close in ticks;
 * `day` before it begins a new trade date. After `|` stand the orders placed at that bar's close, `;` between them:
 *
 *     buy 2 limit 98, stop 95, target 104 50% then breakeven, target 108
 *     sell 1 stop 98 DAY          buy 1, stop 5t, trail 6t, time 3      go -1, target 2R      cancel 1      cancel all
 *
 * Before the first comma the order, after it its exit plan. `t` marks a distance in ticks from the fill.
 */
export function replay(drawing: string, options: ReplayOptions = {}): string[] {
  return fillLines(replayRun(drawing, options));
}

/** The same, with everything that came out of it. Its books have been audited. */
export function replayRun(drawing: string, options: ReplayOptions = {}): Run {
  const run = runBacktest(specOf(drawing, options));
  const { problems } = auditRun(run);
  if (problems.length > 0) throw new Error(`the books do not balance: ${problems.join("; ")}`);
  return run;
}

export function fillLines({ fills }: Run): string[] {
  return Array.from({ length: fills.length }, (_, k) => {
    const side = fills.side[k] === 1 ? "buy" : "sell";
    return `bar ${fills.bar[k]}: ${side} ${fills.qty[k]} @ ${fills.price[k]} ${FILL_KINDS[fills.kind[k]!]}`;
  });
}

/** How each order ended: "1 filled", "2 expired: DAY order, …". */
export const endings = (run: Run): string[] =>
  run.orders.map(
    ({ id, state, endReason }) =>
      `${id} ${state}${state === "filled" || endReason === "" ? "" : `: ${endReason}`}`,
  );

interface Drawn {
  readonly ticks: readonly number[];
  readonly newDay: boolean;
  readonly orders: readonly string[];
}

export function specOf(drawing: string, options: ReplayOptions = {}): BacktestSpec {
  const drawn = linesOf(drawing);
  const { symbol = "MES", margin, cash = 1_000_000, costPerSide = 0 } = options;
  const margins = options.margins ?? (margin && [{ from: "1990-01-01", ...margin }]);
  const overrides = margins && { [symbol]: { margins, percentMargins: [] } };
  const contract = loadContracts(overrides).get(symbol);
  const { path = "adverse", slippageTicks = 0, limitFill = "through", fillAt = "next-open" } = options;
  return {
    strategy: scriptOf(drawn.map(({ orders }) => orders)),
    ref: { name: "script", file: "script.ts", hash: "" },
    params: {},
    series: seriesOf(drawn, symbol),
    contract,
    account: {
      cash: Math.round(cash * 1e6),
      marginPolicy: margins ? "liquidate" : "none",
      margins: "estimate",
      liquidationFee: 0,
      monthlyFee: 0,
      ...options.account,
    },
    execution: { path, slippageTicks, limitFill, fillAt },
    flatCost: costPerSide === null ? null : Math.round(costPerSide * 1e6),
  };
}

const linesOf = (drawing: string): Drawn[] =>
  drawing
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(readLine);

/** The strategy that places what is drawn, to be watched while it does. */
export const scriptFor = (drawing: string) => scriptOf(linesOf(drawing).map(({ orders }) => orders));

function readLine(line: string): Drawn {
  const [bar = "", orders = ""] = line.split("|");
  const words = bar.trim().split(/\s+/);
  const newDay = words[0] === "day";
  const ticks = words.slice(newDay ? 1 : 0).map(Number);
  const [open, high, low, close] = ticks as [number, number, number, number];
  const holds = ticks.length === 4 && high >= Math.max(open, close) && low <= Math.min(open, close);
  if (!holds) throw new Error(`not a bar: ${line}`);
  return {
    ticks,
    newDay,
    orders: orders
      .split(";")
      .map((order) => order.trim())
      .filter(Boolean),
  };
}

/** Minutes from 15:00 UTC on, from Tuesday 2024-01-02; `day` goes on to the next trade date. */
function seriesOf(drawn: readonly Drawn[], symbol: string): Series {
  const contract = loadContracts().get(symbol);
  const { grid } = instrumentOf(contract);
  const bars = createBars(drawn.length);
  let day = Date.UTC(2024, 0, 2, 15);
  let minute = 0;
  drawn.forEach(({ ticks, newDay }, i) => {
    if (newDay && i > 0) {
      day += 86_400_000 * (new Date(day).getUTCDay() === 5 ? 3 : 1);
      minute = 0;
    }
    bars.time[i] = day + 60_000 * minute++;
    bars.volume[i] = 100;
    const columns = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
    const prices = [bars.open, bars.high, bars.low, bars.close];
    ticks.forEach((price, k) => {
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
      timeframeMs: 60_000,
      from: bars.time[0]!,
      to: bars.time[bars.length - 1]!,
      firstDay: bars.tradeDate[0]!,
      lastDay: bars.tradeDate[bars.length - 1]!,
      bars: bars.length,
      hasVolume: true,
      synthetic: true,
      notes: [],
    },
  };
}

function scriptOf(orders: readonly (readonly string[])[]) {
  return class Script extends Strategy {
    override onBar(): void {
      for (const order of orders[this.bar]!) this.#place(order);
    }

    #place(text: string): void {
      const [head = "", ...plan] = text.split(",").map((part) => part.trim());
      const [verb, amount, kind, level, ...rest] = head.split(/\s+/);
      const exit = exitOf(plan, this.tickSize);
      const some = Object.keys(exit).length > 0 ? { exit } : {};
      if (verb === "cancel") {
        if (amount === "all") this.cancelAll();
        else this.cancel(Number(amount));
      } else if (verb === "flat") this.flatten();
      else if (verb === "go") this.goTo(Number(amount), some);
      else {
        const day = [kind, level, ...rest].includes("DAY") ? ({ tif: "DAY" } as const) : {};
        const price = kind === "limit" || kind === "stop" ? { [kind]: Number(level) * this.tickSize } : {};
        const request: OrderRequest = { qty: Number(amount), ...price, ...day, ...some };
        if (verb === "buy") this.buy(request);
        else if (verb === "sell") this.sell(request);
        else throw new Error(`not an order: ${text}`);
      }
    }
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function exitOf(plan: readonly string[], tickSize: number): ExitRequest {
  const exit: Mutable<ExitRequest> = {};
  const targets: TargetRequest[] = [];
  for (const part of plan) {
    const [word, level = "", ...rest] = part.split(/\s+/);
    const ticks = level.endsWith("t") ? Number(level.slice(0, -1)) : null;
    if (word === "stop" && ticks !== null) exit.stopTicks = ticks;
    else if (word === "stop") exit.stop = Number(level) * tickSize;
    else if (word === "trail") exit.trailTicks = ticks!;
    else if (word === "time") exit.timeStop = Number(level);
    else if (word === "target") targets.push(targetOf(level, ticks, rest, tickSize));
    else throw new Error(`not part of an exit plan: ${part}`);
  }
  if (targets.length > 0) exit.targets = targets;
  return exit;
}

function targetOf(level: string, ticks: number | null, rest: string[], tickSize: number): TargetRequest {
  const r = level.endsWith("R") ? Number(level.slice(0, -1)) : null;
  const at = r !== null ? { r } : ticks !== null ? { ticks } : { price: Number(level) * tickSize };
  const share = rest[0]?.endsWith("%") ? { portion: Number(rest[0].slice(0, -1)) / 100 } : {};
  const then = rest.includes("then") ? { then: moveOf(rest.slice(rest.indexOf("then") + 1)) } : {};
  return { ...at, ...share, ...then };
}

/** `breakeven`, `breakeven 2t`, `net`, `stay`, `trail 5t`, `trail 5t from breakeven`, `trail 5t from net`. */
function moveOf([word, distance, , least]: string[]): StopMoveRequest {
  const ticks = distance === undefined ? null : Number(distance.slice(0, -1));
  if (word === "stay") return "stay";
  if (word === "net") return "breakevenNet";
  if (word === "breakeven") return ticks === null ? "breakeven" : { breakeven: ticks };
  if (word !== "trail" || ticks === null) throw new Error(`the stop cannot move like this: ${word}`);
  if (least === undefined) return { trail: ticks };
  return { trail: ticks, least: least === "net" ? "breakevenNet" : "breakeven" };
}
