// How does a program ask for a backtest, without a command line?

import type { Series } from "../domain/bars.js";
import type { Comparison } from "../domain/comparison.js";
import { faultFrom } from "../domain/fault.js";
import {
  type AccountTerms,
  DEFAULT_EXECUTION,
  type Execution,
  type ParamValues,
  type Run,
} from "../domain/run.js";
import { runBacktest } from "../engine/backtest.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { type Contracts, loadContracts } from "../instrument/contracts.js";
import { instrumentOf, microOf } from "../instrument/instrument.js";
import { resolveStrategyFile } from "../strategy/find.js";
import { resolveParams } from "../strategy/params.js";
import type { StrategyClass } from "../strategy/strategy.js";
import { isStrategyError, strategyFault } from "../strategy/thrown.js";
import { type CellSpec, runCells } from "./cells.js";
import { compareRuns } from "./compare.js";
import type { PoolOptions } from "./limits.js";

/** Settings that all runs of a call share. Money is in dollars, as a number or as exact text ("0.62"). */
export interface Terms extends PoolOptions {
  readonly cash?: number | string;
  /** All-in cost per side and contract, in place of the dated schedule. */
  readonly costPerSide?: number | string;
  readonly execution?: Partial<Execution>;
  readonly margins?: AccountTerms["margins"];
  readonly marginPolicy?: AccountTerms["marginPolicy"];
  readonly liquidationFee?: number | string;
  readonly monthlyFee?: number | string;
  /** Own or changed contracts, as in the `contracts` key of tickproof.config.ts (docs/contracts.md). */
  readonly contracts?: Record<string, unknown>;
  /** How files are to be read: time zone, stamps, policies (docs/data.md). */
  readonly reading?: Omit<ReadOptions, "instrument">;
}

/** A path to a CSV file, or bars that `readBars` has read before. */
export type Data = string | Series;

export interface BacktestRequest extends Terms {
  /** The name of a built-in strategy, a path, or the class itself. A class runs in this process. */
  readonly strategy: string | StrategyClass;
  readonly instrument: string;
  readonly data: Data;
  readonly params?: ParamValues;
}

export interface CompareRequest extends Terms {
  /** Names or paths. */
  readonly strategies: readonly string[];
  /** One file or series an instrument. */
  readonly data: Readonly<Record<string, Data>>;
  /** By strategy, as named in `strategies`. */
  readonly params?: Readonly<Record<string, ParamValues>>;
}

/**
 * Runs one strategy over one series. Throws a `Fault` for everything that is wrong with file, contract, parameter or
 * strategy: the same texts that the command line shows.
 */
export async function backtest(request: BacktestRequest): Promise<Run> {
  const { strategy, instrument, data, params = {} } = request;
  const base = await cellOf(request, contractsOf(request), instrument, data);
  if (typeof strategy !== "string") {
    const name = strategy.name || "strategy";
    const resolved = resolveParams(strategy.params ?? {}, params, name);
    try {
      return runBacktest({ ...base, strategy, ref: { name, file: "", hash: "" }, params: resolved });
    } catch (error) {
      throw isStrategyError(error) ? strategyFault(error, { name }) : error;
    }
  }
  const strategyFile = resolveStrategyFile(strategy, process.cwd());
  const [cell] = await runCells([{ ...base, strategyFile, params }], { ...request, jobs: request.jobs ?? 1 });
  if (cell === undefined) throw request.signal?.reason ?? new Error("the run was stopped");
  if (cell.run === null) throw faultFrom(cell.fault!);
  return cell.run;
}

/** Runs every strategy on every instrument over their common trade dates. A cell that fails carries its fault. */
export async function compare(request: CompareRequest): Promise<Comparison> {
  const contracts = contractsOf(request);
  const specs: CellSpec[] = [];
  const bases = await Promise.all(
    Object.entries(request.data).map(([symbol, data]) => cellOf(request, contracts, symbol, data)),
  );
  for (const strategy of request.strategies) {
    const strategyFile = resolveStrategyFile(strategy, process.cwd());
    const params = request.params?.[strategy] ?? {};
    for (const base of bases) specs.push({ ...base, strategyFile, params });
  }
  return compareRuns(specs, request);
}

const contractsOf = ({ contracts }: Terms): Contracts => loadContracts(contracts, "contracts");

type Base = Omit<CellSpec, "strategyFile" | "params">;

async function cellOf(terms: Terms, contracts: Contracts, symbol: string, data: Data): Promise<Base> {
  const contract = contracts.get(symbol);
  const instrument = instrumentOf(contract);
  const series = typeof data === "string" ? await readBars(data, { ...terms.reading, instrument }) : data;
  return {
    series,
    contract,
    account: {
      cash: microOf(String(terms.cash ?? 10_000)),
      marginPolicy: terms.marginPolicy ?? "liquidate",
      margins: terms.margins ?? "estimate",
      liquidationFee: microOf(String(terms.liquidationFee ?? 0)),
      monthlyFee: microOf(String(terms.monthlyFee ?? 0)),
    },
    execution: { ...DEFAULT_EXECUTION, ...terms.execution },
    flatCost: terms.costPerSide === undefined ? null : microOf(String(terms.costPerSide)),
  };
}
