// How does a program ask for a backtest, without a command line?

import { cutToHours } from "../bars/hours.js";
import type { FeeRounding } from "../domain/account.js";
import type { Series } from "../domain/bars.js";
import type { Comparison } from "../domain/comparison.js";
import type { Contract, Instrument } from "../domain/contract.js";
import type { MarketEvents } from "../domain/events.js";
import { DEFAULT_EXECUTION, type Execution, type LimitFill, type OwnSlippage } from "../domain/execution.js";
import { faultFrom } from "../domain/fault.js";
import type { RiskRule } from "../domain/risk.js";
import type { AccountTerms, ParamValues, Run } from "../domain/run.js";
import { engineOf } from "../engine/own-engine.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { type EventOptions, readEvents } from "../importer/read-events.js";
import { type Contracts, loadContracts } from "../instrument/contracts.js";
import { instrumentOf, microOf } from "../instrument/instrument.js";
import { type Rounding, rounded } from "../instrument/rounding.js";
import { type BarHours, withHours } from "../instrument/session-part.js";
import { rulesOf } from "../risk/rules.js";
import type { Bundle } from "../strategy/bundle.js";
import { ColumnCache } from "../strategy/columns.js";
import { resolveStrategyFile } from "../strategy/find.js";
import { bundleSlippage, guarded, importSlippage } from "../strategy/own-slippage.js";
import { resolveParams } from "../strategy/params.js";
import type { StrategyClass } from "../strategy/strategy.js";
import { isStrategyError, strategyFault } from "../strategy/thrown.js";
import { type AccountRequest, accountOfRequest, withSymbols } from "./account-words.js";
import { type CellSpec, runCells } from "./cells.js";
import { type ChainData, type ChainSettings, monthsOf } from "./chain-request.js";
import { sharedColumns } from "./columns.js";
import { compareRuns } from "./compare.js";
import {
  type AskedSlippage,
  limitFillText,
  readLimitFill,
  readParticipation,
  readSlippage,
  slippageOn,
  slippageText,
} from "./execution-words.js";
import { refuseUnfit } from "./finer.js";
import { columnBytesOf, type PoolOptions } from "./limits.js";
import { type PerpetualRequest, readPerpetual } from "./perpetual.js";

/** Settings that all runs of a call share. Money is in dollars, as a number or as exact text ("0.62"). */
export interface Terms extends PoolOptions, ChainSettings {
  readonly cash?: number | string;
  /** All-in cost per side and contract, in place of the dated schedule. */
  readonly costPerSide?: number | string;
  /** One contract's value at each price: to the cent like the clearing house, or exact; else as the contract says. */
  readonly rounding?: Rounding;
  /** Costs of fills to the cent by contract, fill or order, as a broker rounds them; else exact. */
  readonly feeRounding?: FeeRounding;
  readonly execution?: ExecutionRequest;
  readonly margins?: AccountTerms["margins"];
  readonly marginPolicy?: AccountTerms["marginPolicy"];
  readonly liquidationFee?: number | string;
  readonly monthlyFee?: number | string;
  /** Day margin, margin calls, deposits, interest, in the words of the command line (docs/margin.md). */
  readonly account?: AccountRequest;
  /** Sizing and limits: `[riskPercent(1), dailyLoss(300)]` (docs/risk.md). Limits come on top of the strategy's own. */
  readonly risk?: readonly RiskRule[];
  /** Calendar of announcements: a CSV file, or what `readEvents` has read before. */
  readonly events?: string | MarketEvents;
  /** Own or changed contracts, as in the `contracts` key of tickproof.config.ts (docs/contracts.md). */
  readonly contracts?: Record<string, unknown>;
  /** Sessions that those contracts name, as in the `sessions` key of tickproof.config.ts (docs/sessions.md). */
  readonly sessions?: Record<string, unknown>;
  /** Which of a day's bars a run sees: `all` of the session (the default), the `regular` hours, or the `overnight` rest (docs/sessions.md). */
  readonly barHours?: BarHours;
  /** How files are to be read: time zone, stamps, policies (docs/data.md). */
  readonly reading?: Omit<ReadOptions, "instrument">;
}

/**
 * How orders meet the market: what is left out holds as in `DEFAULT_EXECUTION`. `slippage` and `limitFill` also take the
 * texts of the command line ("atr:5%", "./my-slippage.ts", "volume:3").
 */
export interface ExecutionRequest
  extends Partial<Omit<Execution, "slippage" | "limitFill" | "participation">> {
  readonly slippage?: SlippageRequest;
  readonly limitFill?: LimitFill | string;
  /** Largest share of a bar's volume that may fill in it, such as 0.1 or "10%"; null: no cap. */
  readonly participation?: number | string | null;
}

/** A function works only beside a strategy that is given as a class: both then run in this process. */
export type SlippageRequest =
  | number
  | string
  | {
      readonly model: "spread";
      readonly regular?: number;
      readonly overnight?: number;
      readonly news?: number;
      readonly newsMinutes?: number;
    }
  | { readonly model: "atr"; readonly share: number; readonly period?: number }
  | { readonly model: "impact"; readonly coefficient: number; readonly period?: number }
  | OwnSlippage;

/** A path to a CSV file, or bars that `readBars` has read before. */
export type Data = string | Series;

export interface BacktestRequest extends Terms {
  /** The name of a built-in strategy, a path, or the class itself. A class runs in this process. */
  readonly strategy: string | StrategyClass;
  readonly instrument: string;
  readonly data: Data | ChainData;
  /** Bars of a shorter step: each bar is then walked on those inside it (docs/data.md). */
  readonly finer?: Data;
  /** Funding, mark prices and leverage of a perpetual (docs/perpetuals.md). */
  readonly perpetual?: PerpetualRequest;
  readonly params?: ParamValues;
}

export interface CompareRequest extends Terms {
  /** Names or paths. */
  readonly strategies: readonly string[];
  /** One file or series an instrument. */
  readonly data: Readonly<Record<string, Data | ChainData>>;
  /** Finer bars, for the instruments that have some. */
  readonly finer?: Readonly<Record<string, Data>>;
  /** What perpetuals are told, by instrument. */
  readonly perpetual?: Readonly<Record<string, PerpetualRequest>>;
  /** By strategy, as named in `strategies`. */
  readonly params?: Readonly<Record<string, ParamValues>>;
  /** Which run the others are held against: "ema-trend MNQ", or a strategy or an instrument alone; else the first. */
  readonly baseline?: string;
}

/**
 * Runs one strategy over one series. Throws a `Fault` for everything that is wrong with file, contract, parameter or
 * strategy: the same texts that the command line shows.
 */
export async function backtest(request: BacktestRequest): Promise<Run> {
  const { strategy, params = {} } = request;
  if (typeof strategy !== "string") {
    const { own, ...base } = await inThisProcess(request);
    const name = strategy.name || "strategy";
    const resolved = resolveParams(strategy.params ?? {}, params, name);
    try {
      const shared = sharedColumns([base.series.bars], columnBytesOf(request));
      const columns = new ColumnCache(shared);
      const { runBacktest } = await engineOf(strategy, base.series.bars.length);
      return runBacktest({
        ...base,
        columns,
        own,
        strategy,
        ref: { name, file: "", hash: "" },
        params: resolved,
      });
    } catch (error) {
      throw isStrategyError(error) ? strategyFault(error, { name }) : error;
    }
  }
  const base = await cellOf(request, contractsOf(request), await slippageOf(request), request);
  const strategyFile = resolveStrategyFile(strategy, process.cwd());
  const [cell] = await runCells([{ ...base, strategyFile, params }], { ...request, jobs: request.jobs ?? 1 });
  if (cell === undefined) throw request.signal?.reason ?? new Error("the run was stopped");
  if (cell.run === null) throw faultFrom(cell.fault!);
  return cell.run;
}

type InProcess = Omit<Base, "slippage"> & { readonly own: OwnSlippage | null };

/** A slippage function needs no file where everything happens in this process. */
async function inThisProcess(terms: BacktestRequest): Promise<InProcess> {
  const contracts = contractsOf(terms);
  const slip = terms.execution?.slippage;
  if (typeof slip !== "function") {
    const asked = await slippageOf(terms);
    const { slippage, ...base } = await cellOf(terms, contracts, asked, terms);
    return { ...base, own: slippage ? await importSlippage(slippage) : null };
  }
  const name = slip.name || "slippage";
  const { slippage: _, ...base } = await cellOf(terms, contracts, { asked: 0, file: null }, terms);
  return {
    ...base,
    execution: { ...base.execution, slippage: { model: "own", name, file: "", hash: "" } },
    own: guarded(slip, { name }),
  };
}

/** Runs every strategy on every instrument over their common trade dates. A cell that fails carries its fault. */
export async function compare(request: CompareRequest): Promise<Comparison> {
  const contracts = contractsOf(request);
  const slippage = await slippageOf(request);
  const specs: CellSpec[] = [];
  const bases = await Promise.all(
    Object.entries(request.data).map(([instrument, data]) =>
      cellOf(request, contracts, slippage, {
        instrument,
        data,
        finer: request.finer?.[instrument],
        perpetual: request.perpetual?.[instrument],
      }),
    ),
  );
  for (const strategy of request.strategies) {
    const strategyFile = resolveStrategyFile(strategy, process.cwd());
    const params = request.params?.[strategy] ?? {};
    for (const base of bases) specs.push({ ...base, strategyFile, params });
  }
  return compareRuns(specs, request);
}

export const contractsOf = ({ contracts, sessions }: Terms): Contracts =>
  loadContracts(contracts, "contracts", sessions);

type Base = Omit<CellSpec, "strategyFile" | "params">;

interface Asked {
  readonly asked: AskedSlippage;
  readonly file: Bundle | null;
}

/** Throws E104 for a function, which cannot cross to where a strategy given by name runs. */
export async function slippageOf({ execution }: Terms): Promise<Asked> {
  const where = "execution.slippage";
  const asked = readSlippage(slippageText(execution?.slippage ?? DEFAULT_EXECUTION.slippage, where), where);
  const isFile = typeof asked === "object" && asked.model === "own";
  return { asked, file: isFile ? await bundleSlippage(asked.file) : null };
}

function executionOf({ execution = {} }: Terms, { asked, file }: Asked, contract: Contract): Execution {
  const { limitFill = "through", participation, ...rest } = execution;
  const where = (key: string) => `execution.${key}`;
  return {
    ...DEFAULT_EXECUTION,
    ...rest,
    slippage: slippageOn(asked, contract, file),
    limitFill: readLimitFill(limitFillText(limitFill, where("limitFill")), where("limitFill")),
    participation: readParticipation(String(participation ?? "none"), where("participation")),
  };
}

/** Which bars of which contract. */
interface Wanted {
  readonly instrument: string;
  readonly data: Data | ChainData;
  readonly finer?: Data | undefined;
  readonly perpetual?: PerpetualRequest | undefined;
}

export async function cellOf(
  terms: Terms,
  contracts: Contracts,
  slippage: Asked,
  { instrument: symbol, data, finer, perpetual }: Wanted,
): Promise<Base> {
  const contract = withHours(
    rounded(contracts.get(symbol), terms.rounding ?? "contract"),
    terms.barHours ?? "all",
  );
  const instrument = instrumentOf(contract);
  const months = await monthsOf(terms, data, symbol, contract, terms.reading);
  const { series } = months;
  const inside = finer === undefined ? null : await finerOf(finer, series, terms, instrument);
  const { events = null } = terms;
  return {
    ...months,
    finer: inside,
    perpetual:
      perpetual === undefined ? null : await readPerpetual(perpetual, contract, calendarOptions(terms)),
    contract,
    account: {
      cash: microOf(String(terms.cash ?? 10_000)),
      marginPolicy: terms.marginPolicy ?? "liquidate",
      margins: terms.margins ?? "estimate",
      liquidationFee: microOf(String(terms.liquidationFee ?? 0)),
      monthlyFee: microOf(String(terms.monthlyFee ?? 0)),
      ...(terms.feeRounding !== undefined && { feeRounding: terms.feeRounding }),
      ...withSymbols(accountOfRequest(terms.account ?? {}), contracts),
    },
    execution: executionOf(terms, slippage, contract),
    slippage: slippage.file,
    flatCost: terms.costPerSide === undefined ? null : microOf(String(terms.costPerSide)),
    risk: rulesOf(terms.risk ?? [], "risk"),
    events: typeof events === "string" ? await readEvents(events, calendarOptions(terms)) : events,
  };
}

/** What is said of the bars' file goes for the finer one too, but for the step. */
async function finerOf(
  data: Data,
  series: Series,
  { reading = {} }: Terms,
  instrument: Instrument,
): Promise<Series> {
  const { timeframeMs: _, resample: _frame, ...options } = reading;
  const finer =
    typeof data === "string"
      ? await readBars(data, { ...options, instrument })
      : cutToHours(data, instrument);
  refuseUnfit(series, finer);
  return finer;
}

/** What the bars' stamps are read by goes for those of the calendar. */
const calendarOptions = ({ reading }: Terms): EventOptions => ({
  ...(reading?.timeZone !== undefined && { timeZone: reading.timeZone }),
  ...(reading?.dateOrder !== undefined && { dateOrder: reading.dateOrder }),
});
