// Which contract months does a run go through, as it was typed?

import { existsSync } from "node:fs";
import type { Series } from "../domain/bars.js";
import type { ChainPlan, SettlementPrices } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { didYouMean, Fault } from "../domain/fault.js";
import { readSettlements } from "../importer/read-settlements.js";
import type { Contracts } from "../instrument/contracts.js";
import { chainedBars } from "../research/chained.js";
import { rollRuleIn } from "../research/roll-rule.js";
import type { Call } from "./commands.js";
import type { DataFile } from "./find-data.js";
import { readFile, readingOf, withinSpan } from "./read-series.js";
import type { Origin } from "./resolve.js";
import { wrongValue } from "./values.js";

/** Contracts that are named one by one. */
const MOST_NAMES = 12;

export interface TradedBars {
  readonly series: Series;
  readonly chain: ChainPlan | null;
  readonly settlements: SettlementPrices | null;
}

/** Contracts whose bars are a chain of files, with these. E378 where finer bars or one series are given beside it. */
export function chainsOf(
  symbols: readonly string[],
  { origins }: Call,
  contracts: Contracts,
): Map<string, string[]> {
  const chains = new Map<string, string[]>();
  for (const symbol of symbols) {
    const paths = textsFor(symbol, origins.chain, symbols.length > 1, contracts);
    if (paths.length > 0) chains.set(symbol, paths);
  }
  const other = origins.data.from === "flag" && origins.data.texts.length > 0 ? "data" : null;
  const clash = origins.finer.texts.length > 0 ? "finer" : other;
  if (chains.size > 0 && clash !== null && symbols.length === 1) {
    throw new Fault("E378", `${origins.chain.where} and ${origins[clash].where} do not go together`, {
      found: `${origins.chain.texts.join(" ")} and ${origins[clash].texts.join(" ")}`,
      expected: clash === "data" ? "one of the two" : "a chain is walked on its own bars",
      fix: [`leave ${origins[clash].where} out`],
    });
  }
  return chains;
}

/** `named`: the contract as it was typed, which may name a month. */
export async function readTraded(
  contract: Contract,
  named: string,
  file: DataFile | undefined,
  chain: readonly string[] | undefined,
  call: Call,
  contracts: Contracts,
): Promise<TradedBars> {
  const { values, origins, out } = call;
  const several = (values.instrument?.length ?? 1) > 1;
  const rolls = textsFor(contract.symbol, origins.rolls, several && chain === undefined, contracts);
  if (values.continuous === "raw" && rolls.length > 0 && origins.finer.texts.length > 0) {
    throw new Fault("E378", `${origins.continuous.where} and ${origins.finer.where} do not go together`, {
      found: "raw bars, which are adjusted at each roll, and finer bars, which are not",
      expected: "a series that is walked on its own bars",
      fix: [`leave ${origins.finer.where} out`],
    });
  }
  refuseWord(rolls[0], origins.rolls.where);
  let told = false;
  const read = await chainedBars(
    {
      chain: chain ?? null,
      rolls: rolls[0] ?? null,
      rollMode: values.rollMode,
      openInterest: values.openInterest,
      continuous: values.continuous,
      adjust: values.adjust,
      months: values.chainMonths,
      named: values.contract ?? named,
      data: file?.path ?? null,
      slippage: values.rollSlippage,
      expiry: { lead: values.deliveryLead, fee: values.expiryFee },
      reading: readingOf(call),
    },
    contract,
    (plain) => {
      told = true;
      return readFile(contract, file!, call, "data", plain);
    },
  );
  // What was recognised in a file of multiple prices; `readFile` says it of a file of bars.
  if (!told && chain === undefined && origins.data.from !== "default") {
    for (const line of read.series.source.notes) out.note(`${read.series.source.file}: ${line}`);
  }
  if (read.chain !== null) {
    const { how, spans } = read.chain;
    const names = spans.map((span) => span.contract);
    const shown = names.length > MOST_NAMES ? [...names.slice(0, 3), "…", ...names.slice(-2)] : names;
    out.note(`${contract.symbol}: ${how}${names.length > 1 ? `, ${shown.join(" → ")}` : ""}`);
  }
  const [prices] = textsFor(contract.symbol, origins.settlements, several, contracts);
  const missing = values.missingSettlement === "refuse" ? "refuse" : "last trade";
  return {
    series: withinSpan(read.series, call),
    chain: read.chain,
    settlements: prices === undefined ? null : await readSettlements(prices, missing),
  };
}

/** What was given for a contract: `SYMBOL=TEXT`, else texts without a symbol, which only one contract can have. */
function textsFor(
  symbol: string,
  { texts, where }: Origin,
  several: boolean,
  contracts: Contracts,
): string[] {
  const all = texts.map((text) => {
    const [, name, rest] = /^([^=]*?)=(.+)$/.exec(text) ?? [];
    const named = name !== undefined && rest !== undefined && !existsSync(text);
    return named ? { symbol: contracts.get(name).symbol, text: rest } : { symbol: null, text };
  });
  const own = all.filter((one) => one.symbol === symbol).map(({ text }) => text);
  if (own.length > 0) return own;
  const open = all.filter((one) => one.symbol === null).map(({ text }) => text);
  const isFile = open.some((text) => existsSync(text));
  if (open.length > 0 && several && isFile) {
    throw new Fault("E378", `For which contract is ${open[0]}?`, {
      where,
      found: open.join(" "),
      expected: "SYMBOL=… where several contracts run",
      fix: [`${where.split(" ")[0]} ${symbol}=${open[0]}`],
    });
  }
  return open;
}

const RULES = ["volume", "oi", "hold", "8d", "last-trading-day:4", "first-notice:3"];

/** A word that is no rule and looks like no file: a file of that name is not what was missing. */
function refuseWord(text: string | undefined, where: string): void {
  if (text === undefined || /[./\\]/.test(text) || rollRuleIn(text) !== null || existsSync(text)) return;
  const near = didYouMean(text, RULES);
  throw wrongValue(
    where,
    text,
    `${RULES.join(", ")}, volume:2, oi+1, or the file of a calendar`,
    near === undefined ? [] : [`--rolls ${near}`],
  );
}
