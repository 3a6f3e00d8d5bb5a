// What fills does a drawn market give?

import { auditRun } from "#accountant/audit.js";
import { createBars } from "#bars/columns.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { fillTradeDates } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { rulesOf } from "#risk/rules.js";
import { Strategy } from "#strategy/strategy.js";
import type { Series } from "../../src/domain/bars.js";
import type { ChainPlan, SettlementPrices } from "../../src/domain/chain.js";
import type { Contract } from "../../src/domain/contract.js";
import type { MarketEvents } from "../../src/domain/events.js";
import type { Execution } from "../../src/domain/execution.js";
import { priceOfTicks } from "../../src/domain/money.js";
import type { RiskRule } from "../../src/domain/risk.js";
import { type AccountTerms, FILL_KINDS, type Run } from "../../src/domain/run.js";
import { type Act, type DrawnBar, readDrawing, readFiner } from "./drawing.js";

export interface ReplayOptions extends Partial<Execution> {
  readonly risk?: readonly RiskRule[];
  readonly events?: MarketEvents;
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
  /** The same as a share of notional. */
  readonly percentMargin?: string;
  /** False: the file has no volume at all. */
  readonly hasVolume?: boolean;
  /**
   * Finer bars to walk in place of the drawn ones, a line each; a blank line ends those of one drawn bar, and `-` stands for
   * a bar that has none.
   */
  readonly finer?: string;
  /** Contract months behind the bars. */
  readonly chain?: ChainPlan;
  readonly settlements?: SettlementPrices;
}

/**
 * Runs a drawn market and gives its fills, one a line. Each line of the drawing is a bar, open high low close in ticks,
 * `v 500` after it its volume (100 unless told); `day` before it begins a new trade date, `22:15` or
 * `2024-07-03 17:10` sets its clock (UTC).
 * After `|` stand the orders placed at that bar's close, `;` between them:
 *
 *     buy 2 limit 98, stop 95, target 104 50% then breakeven, target 108
 *     buy 1, stop 5t, target 2R then lock 1R, trail 6t from 10t, time 3, single last
 *     sell 1 stop 98 DAY    buy 1 stop 105 limit 106    buy 1 touch 95    sell 2 trail 2% from 110
 *     buy 1 at open    sell 1 at close reduce    buy 1 limit 98 IOC    buy 1 limit 98 until +3 oco a
 *     buy 1 limit 98 [sell 1 limit 104 oco x & sell 1 stop 95 oco x]
 *     amend 1 limit 97 qty 3    move stop 101    go -1, target 2R    flat    cancel 1    cancel all
 *
 * Before the first comma the order, after it its exit plan, in brackets what it triggers. A level without a unit is a
 * price; `t` ticks, `p` points, `%`, `atr` (`1.5atr/5`: of five bars) and `R` are distances from the fill. `until +3`: three
 * minutes after the open of the first bar.
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

const contracts = new Map<string, Contract>();

/** Reading the contracts anew with margins of one's own takes longer than most drawn markets run. */
function contractOf(symbol: string, margins: ReplayOptions["margins"], percent?: string): Contract {
  const key = JSON.stringify([symbol, margins, percent]);
  const known = contracts.get(key);
  if (known !== undefined) return known;
  const share = { from: "1990-01-01", maintenancePercent: percent, initialFactor: "1" };
  const overrides =
    percent === undefined
      ? margins && { [symbol]: { margins, percentMargins: [] } }
      : { [symbol]: { margins: [], percentMargins: [share] } };
  const contract = loadContracts(overrides).get(symbol);
  contracts.set(key, contract);
  return contract;
}

export function specOf(drawing: string, options: ReplayOptions = {}): BacktestSpec {
  const { symbol = "MES", margin, cash = 1_000_000, costPerSide = 0, hasVolume = true, finer } = options;
  const margins = options.margins ?? (margin && [{ from: "1990-01-01", ...margin }]);
  const contract = contractOf(symbol, margins, options.percentMargin);
  const drawn = readDrawing(drawing, instrumentOf(contract).tickSize);
  const { path = "adverse", slippage = 0, limitFill = "through", participation = null } = options;
  return {
    strategy: scriptOf(drawn),
    ref: { name: "script", file: "script.ts", hash: "" },
    params: {},
    series: seriesOf(drawn, symbol, hasVolume),
    finer: finer === undefined ? null : seriesOf(readFiner(finer, drawn), symbol, hasVolume),
    contract,
    account: {
      cash: Math.round(cash * 1e6),
      marginPolicy: margins || options.percentMargin ? "liquidate" : "none",
      margins: "estimate",
      liquidationFee: 0,
      monthlyFee: 0,
      ...options.account,
    },
    execution: { path, slippage, limitFill, participation, fillAt: options.fillAt ?? "next-open" },
    flatCost: costPerSide === null ? null : Math.round(costPerSide * 1e6),
    risk: rulesOf(options.risk ?? [], "risk"),
    events: options.events ?? null,
    chain: options.chain ?? null,
    settlements: options.settlements ?? null,
  };
}

/** The strategy that places what is drawn, to be watched while it does. Of MES. */
export const scriptFor = (drawing: string) => scriptOf(readDrawing(drawing, 0.25));

function seriesOf(drawn: readonly DrawnBar[], symbol: string, hasVolume: boolean): Series {
  const contract = loadContracts().get(symbol);
  const { grid } = instrumentOf(contract);
  const bars = createBars(drawn.length);
  drawn.forEach(({ open, high, low, close, volume, time }, i) => {
    bars.time[i] = time;
    bars.volume[i] = hasVolume ? volume : Number.NaN;
    const columns = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
    const prices = [bars.open, bars.high, bars.low, bars.close];
    [open, high, low, close].forEach((price, k) => {
      columns[k]![i] = price;
      prices[k]![i] = priceOfTicks(price, grid);
    });
  });
  fillTradeDates(contract.session, bars.time, bars.length, bars.tradeDate);
  const steps = drawn.slice(1).map(({ time }, k) => time - drawn[k]!.time);
  return {
    bars,
    source: {
      symbol,
      file: "drawn.csv",
      sha256: "0".repeat(64),
      timeframeMs: Math.min(60_000, ...steps),
      from: bars.time[0]!,
      to: bars.time[bars.length - 1]!,
      firstDay: bars.tradeDate[0]!,
      lastDay: bars.tradeDate[bars.length - 1]!,
      bars: bars.length,
      hasVolume,
      synthetic: true,
      notes: [],
    },
  };
}

function scriptOf(drawn: readonly DrawnBar[]) {
  return class Script extends Strategy {
    override onBar(): void {
      for (const act of drawn[this.bar]!.acts) this.#do(act);
    }

    #do(act: Act): void {
      switch (act.do) {
        case "submit":
          if (act.side === 1) this.buy(act.request);
          else this.sell(act.request);
          return;
        case "go":
          return this.goTo(act.to, act.exit === undefined ? {} : { exit: act.exit });
        case "amend":
          this.amend(act.id, act.changes);
          return;
        case "cancel":
          if (act.id === "all") this.cancelAll();
          else this.cancel(act.id);
          return;
        case "move stop":
          this.moveStop(act.price);
          return;
        case "flat":
          return this.flatten();
      }
    }
  };
}
