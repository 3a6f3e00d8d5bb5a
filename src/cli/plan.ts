// What exactly is going to run: which strategies, on which bars, on which terms?

import { basename, extname } from "node:path";
import type { Series } from "../domain/bars.js";
import type { ChainPlan } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import type { MarketEvents } from "../domain/events.js";
import { EXIT, Fault } from "../domain/fault.js";
import type { ParamValues } from "../domain/run.js";
import type { Contracts } from "../instrument/contracts.js";
import { rounded } from "../instrument/rounding.js";
import { withHours } from "../instrument/session-part.js";
import { withSymbols } from "../research/account-words.js";
import type { CellSpec } from "../research/cells.js";
import { describeStrategies, describeStrategy, readySlippage } from "../research/describe.js";
import type { Threads } from "../research/pool.js";
import type { Bundle } from "../strategy/bundle.js";
import { resolveStrategyFile, strategyNames } from "../strategy/find.js";
import type { ParamSchema } from "../strategy/params.js";
import { readText } from "../strategy/place.js";
import { chainsOf, readTraded, type TradedBars } from "./chain.js";
import type { Call } from "./commands.js";
import { findData } from "./find-data.js";
import { finerFiles } from "./finer.js";
import { knownContracts } from "./known-contracts.js";
import { longFlag } from "./options.js";
import { type Declared, paramsFor } from "./params.js";
import { perpetualTerms } from "./perpetual.js";
import { readAhead, readFiner } from "./read-series.js";
import { type GivenParam, givenParams } from "./resolve.js";
import { riskOf } from "./risk-options.js";
import { storedFor } from "./stored-data.js";
import { accountOf, executionOf } from "./terms.js";

export interface Plan {
  /** As the user named them. */
  readonly given: readonly string[];
  readonly names: readonly string[];
  readonly files: readonly string[];
  /** What is in those files, as it was when they were bundled: a run takes long enough for them to be moved. */
  readonly sources: readonly string[];
  readonly symbols: readonly string[];
  readonly params: Readonly<Record<string, ParamValues>>;
  /** What each strategy declares; null where it could not be loaded. */
  readonly schemas: readonly (ParamSchema | null)[];
  readonly series: readonly Series[];
  /** Strategy by strategy, each over all contracts. */
  readonly cells: readonly CellSpec[];
}

/** Everything that the user can have got wrong is found here, cheapest first: nothing has run when it throws. */
export async function planOf(
  call: Call,
  strategies: readonly string[],
  /**
   * Parameters that hold for a whole run; `declared` hears of the strategies before any bars are read; `threads` are there already, to
   * load them.
   */
  {
    given = givenParams(call.origins.param),
    declared: hear = () => {},
    threads,
  }: {
    given?: readonly GivenParam[];
    declared?: (declared: readonly Declared[], params: Plan["params"]) => void;
    threads?: Threads;
  } = {},
): Promise<Plan> {
  const { values, origins, config } = call;
  const contracts = knownContracts(config);
  const traded = tradedContracts(call, contracts);
  const symbols = traded.map(({ symbol }) => symbol);
  const files = strategies.map((name) => resolveStrategyFile(name, process.cwd()));
  refuseTwins(strategies, files);
  const chains = chainsOf(symbols, call, contracts);
  const data = findData(
    symbols.filter((symbol) => !chains.has(symbol)),
    origins.data,
    contracts,
    "data",
    (symbol) => storedFor(symbol, values.instrument![symbols.indexOf(symbol)]!, values, longFlag("data")),
  );
  const finer = finerFiles(symbols, call, contracts);
  // The system reads while this thread looks whether the strategy is bundled, and this thread works on what was read while the strategy is
  // loaded in its own; what is wrong with either is told in the same order.
  for (const contract of traded) readAhead(contract, data.get(contract.symbol), call);
  const describing = declaredBy(files, call, threads);
  describing.catch(() => {});
  const declared = await describing;
  const sources = files.map((file) => readText(file) ?? "");
  const params = paramsFor(declared, given, config);
  hear(declared, params);
  const slippage = await namedSlippage(call, threads);
  const bars: TradedBars[] = [];
  const inside: (Series | null)[] = [];
  for (const [k, contract] of traded.entries()) {
    const { symbol } = contract;
    const named = values.instrument![k]!;
    const read = await readTraded(contract, named, data.get(symbol), chains.get(symbol), call, contracts);
    bars.push(read);
    inside.push(finer && (await readFiner(contract, finer.get(symbol)!, read.series, call)));
  }
  const terms = {
    account: withSymbols(accountOf(values), contracts),
    flatCost: values.costs,
    risk: riskOf(values),
    events: await calendarOf(call),
  };
  const perpetual = await perpetualTerms(traded, call, contracts);
  const cells = files.flatMap((strategyFile, i) =>
    traded.map((contract, k) => ({
      strategyFile,
      params: params[declared[i]!.name]!,
      ...bars[k]!,
      finer: inside[k]!,
      perpetual: perpetual.get(contract.symbol) ?? null,
      contract,
      execution: executionOf(values, contract, slippage),
      slippage,
      ...terms,
    })),
  );
  return {
    given: strategies,
    names: declared.map(({ name }) => name),
    files,
    sources,
    symbols: bars.map(({ chain }, k) => monthNamed(chain) ?? symbols[k]!),
    params,
    schemas: declared.map(({ schema }) => schema),
    series: bars.map(({ series }) => series),
    cells,
  };
}

/** "MESH24" where the bars are one month by its name: MES on them would be another run. */
const monthNamed = (chain: ChainPlan | null): string | null =>
  chain !== null && chain.files.length === 0 && chain.calendar === null ? chain.spans[0]!.contract : null;

/** The file of `--slippage ./my-slippage.ts`, bundled and known to hold a model. */
async function namedSlippage({ values, signal }: Call, threads?: Threads): Promise<Bundle | null> {
  const { slippage, timeLimit } = values;
  if (typeof slippage === "number" || slippage.model !== "own") return null;
  return readySlippage(slippage.file, { timeLimitMs: timeLimit, signal, ...(threads && { threads }) });
}

async function calendarOf({ values }: Call): Promise<MarketEvents | null> {
  if (values.events === null) return null;
  const { readEvents } = await import("../importer/read-events.js");
  return readEvents(values.events, {
    ...(values.tz !== null && { timeZone: values.tz }),
    ...(values.dateOrder !== null && { dateOrder: values.dateOrder }),
  });
}

/** The contracts that were asked for, each once. */
function tradedContracts({ values, origins }: Call, contracts: Contracts): Contract[] {
  if (values.instrument === null) {
    throw new Fault("E103", `Which contract? ${longFlag("instrument")} is missing`, {
      expected: "one of the contracts that `tickproof contracts` lists",
      fix: ["-i MES", 'or instrument: "MES" in tickproof.config.ts'],
    });
  }
  const found = new Map<string, Contract>();
  for (const name of values.instrument) {
    const contract = withHours(rounded(contracts.get(name), values.rounding), values.barHours);
    if (found.has(contract.symbol)) {
      throw new Fault("E105", `${contract.symbol} is named twice in ${origins.instrument.where}`, {
        found: origins.instrument.texts.join(" "),
        fix: [`-i ${[...found.keys()].join(",")}`],
      });
    }
    found.set(contract.symbol, contract);
  }
  return [...found.values()];
}

/** Two columns of one name could not be told apart, in a table or by `-p name.key=value`. */
function refuseTwins(given: readonly string[], files: readonly string[]): void {
  const names = files.map(strategyName);
  const twin = names.findIndex((name, i) => names.indexOf(name) < i);
  if (twin < 0) return;
  throw new Fault("E105", `Two strategies are called ${names[twin]}`, {
    found: `${given[names.indexOf(names[twin]!)]} and ${given[twin]}`,
    fix: ["give one of the files another name", "leave one of them out"],
  });
}

export const strategyName = (file: string): string => basename(file, extname(file));

/** In a comparison a strategy that cannot be loaded fails its own cells only; alone, it is the error. */
async function declaredBy(
  files: readonly string[],
  { values, signal }: Call,
  threads?: Threads,
): Promise<Declared[]> {
  const options = { timeLimitMs: values.timeLimit, signal, ...(threads && { threads }) };
  const isStrategyFault = (error: unknown) => error instanceof Fault && error.exit === EXIT.strategy;
  try {
    const described = await describeStrategies(files, options);
    return described.map(({ name, params }) => ({ name, schema: params }));
  } catch (error) {
    if (files.length === 1 || !isStrategyFault(error)) throw error;
  }
  const one = async (file: string): Promise<Declared> => {
    try {
      const { name, params } = await describeStrategy(file, options);
      return { name, schema: params };
    } catch (error) {
      if (!isStrategyFault(error)) throw error;
      return { name: strategyName(file), schema: null };
    }
  };
  const declared: Declared[] = [];
  for (const file of files) declared.push(await one(file));
  return declared;
}

/** The operands of `run` and `compare`. E103 where there are too few or too many. */
export function namedStrategies(
  { operands }: Call,
  command: "run" | "compare" | "sweep" | "verify",
): readonly string[] {
  if (operands.length === 0) {
    const names = strategyNames(process.cwd());
    throw new Fault("E103", `Which strategy? tickproof ${command} needs one`, {
      expected: names.join(", ") || "a path such as ./my-strategy.ts",
      fix: [`tickproof ${command} ${names[0] ?? "./my-strategy.ts"} -i MES`],
    });
  }
  if (command !== "compare" && operands.length > 1) {
    throw new Fault("E103", `tickproof ${command} takes one strategy, not ${operands.length}`, {
      found: operands.join(" "),
      fix: [`tickproof compare ${operands.join(" ")} -i MES`, `tickproof ${command} -h`],
    });
  }
  return operands;
}
