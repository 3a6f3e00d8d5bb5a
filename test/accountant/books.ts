// What do given fills at given prices and times do to an account?

import { Decimal } from "decimal.js";
import { expect } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { createBars } from "#bars/columns.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { fillTradeDates } from "#instrument/calendar.js";
import { type Contracts, loadContracts } from "#instrument/contracts.js";
import { instrumentOf, microOf } from "#instrument/instrument.js";
import { Strategy } from "#strategy/strategy.js";
import type { Series } from "../../src/domain/bars.js";
import type { Execution } from "../../src/domain/execution.js";
import { type PerpetualTerms, PLAIN_PERPETUAL } from "../../src/domain/funding.js";
import { priceOfTicks } from "../../src/domain/money.js";
import type { AccountTerms, Run } from "../../src/domain/run.js";
import type { OrderRequest } from "../../src/strategy/ticket.js";

/** A bar that stands still at `price`, and what is done at its close: "buy 2", "sell 5 limit 4990". */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly price: string;
  readonly order?: string;
  readonly request?: Partial<OrderRequest>;
}

export interface Terms {
  readonly cash?: string;
  /** All-in per side instead of the dated schedule of the contract. */
  readonly feePerSide?: string;
  readonly contracts?: Record<string, unknown>;
  readonly execution?: Partial<Execution>;
  readonly account?: Partial<AccountTerms>;
  readonly perpetual?: Partial<PerpetualTerms>;
}

/** Runs the moments through the whole engine; market orders fill at their own price, without slippage, unless told. */
export function book(symbol: string, moments: readonly Moment[], terms: Terms = {}): Run {
  const run = runBacktest(specOf(symbol, moments, terms));
  expect(auditRun(run).problems).toEqual([]);
  return run;
}

export function specOf(symbol: string, moments: readonly Moment[], terms: Terms = {}): BacktestSpec {
  const contract = contractsWith(terms.contracts).get(symbol);
  return {
    strategy: class Hands extends Strategy {
      override onBar(): void {
        const { order, request = {} } = moments[this.bar]!;
        if (order === undefined) return;
        const [side, qty, kind, level] = order.split(" ");
        const price = kind === undefined ? {} : { [kind]: Number(level) };
        if (side === "buy") this.buy({ qty: Number(qty), ...price, ...request });
        else this.sell({ qty: Number(qty), ...price, ...request });
      }
    },
    ref: { name: "hands", file: "", hash: "" },
    params: {},
    series: seriesOf(symbol, moments, terms),
    contract,
    account: {
      cash: microOf(terms.cash ?? "1000000.00"),
      marginPolicy: "none",
      margins: "estimate",
      liquidationFee: 0,
      monthlyFee: 0,
      ...terms.account,
    },
    execution: {
      path: "adverse",
      slippage: 0,
      limitFill: "touch",
      participation: null,
      fillAt: "this-close",
      ...terms.execution,
    },
    perpetual: terms.perpetual === undefined ? null : { ...PLAIN_PERPETUAL, ...terms.perpetual },
    flatCost: terms.feePerSide === undefined ? null : microOf(terms.feePerSide),
  };
}

/** Whole ticks of a price that is written down exactly; one between two ticks gives a fraction. */
export function ticksOf(symbol: string, price: string, contracts?: Record<string, unknown>): number {
  return new Decimal(price).div(contractsWith(contracts).get(symbol).tickSize).toNumber();
}

function seriesOf(symbol: string, moments: readonly Moment[], { contracts }: Terms): Series {
  const contract = contractsWith(contracts).get(symbol);
  const { grid } = instrumentOf(contract);
  const bars = createBars(moments.length);
  moments.forEach(({ at, price }, i) => {
    const ticks = ticksOf(symbol, price, contracts);
    expect(Number.isInteger(ticks), `${price} is on the grid of ${symbol}`).toBe(true);
    bars.time[i] = Date.parse(at);
    for (const column of [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks]) column[i] = ticks;
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[i] = priceOfTicks(ticks, grid);
    bars.volume[i] = 1;
  });
  fillTradeDates(contract.session, bars.time, bars.length, bars.tradeDate);
  return {
    bars,
    source: {
      symbol,
      file: "example",
      sha256: "",
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

const loaded = new WeakMap<object, Contracts>();
const NONE = {};

/** Read once for each set of own contracts: thousands of random runs share one. */
function contractsWith(own: Record<string, unknown> = NONE): Contracts {
  let contracts = loaded.get(own);
  if (contracts === undefined) loaded.set(own, (contracts = loadContracts(own)));
  return contracts;
}
