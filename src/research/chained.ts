// Which contract months does a run go through, by what was asked for?

import { frameOf } from "../bars/frame.js";
import { resampled } from "../bars/resample.js";
import type { Series } from "../domain/bars.js";
import type { ChainPlan, LeanMode } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { ReadOptions } from "../importer/read-bars.js";
import { isMultiple } from "../importer/read-multiple.js";
import { readRolls } from "../importer/read-rolls.js";
import { instrumentOf } from "../instrument/instrument.js";
import { type ChainTerms, continuous, readChain, singleMonth } from "./chain.js";
import { isFlow, rollRuleIn, usualRule } from "./roll-rule.js";

export interface ChainWords extends ChainTerms {
  /** Files and folders of contract months; null: the bars are one series. */
  readonly chain: readonly string[] | null;
  /** A rule or the path of a calendar; null: what is usual for a chain, nothing for one series. */
  readonly rolls: string | null;
  /** Which rows of a LEAN map file are meant. */
  readonly rollMode: LeanMode | null;
  /** Whether one series with a calendar is back-adjusted already. */
  readonly continuous: "adjusted" | "raw";
  /** Month codes of a chain to use, or null for all. */
  readonly months: string | null;
  /** The contract as it was named: "MESH6" is one month. */
  readonly named: string;
  /** The file of the one series, where it is a file. */
  readonly data: string | null;
  /** A file of open interest to roll by; null: a column of the chain's files. */
  readonly openInterest: string | null;
  readonly reading: Omit<ReadOptions, "instrument" | "contract">;
}

export interface ChainedBars {
  readonly series: Series;
  /** Null where nothing is known of contract months. */
  readonly chain: ChainPlan | null;
}

/** Reads the one series; `plain`: as it is, because longer bars are only made of it when its rolls are taken out. */
type Read = (plain: boolean) => Promise<Series>;

/** `read` reads the one series. E378 for words that do not go together, and the faults of `readChain` and `readRolls`. */
export async function chainedBars(words: ChainWords, contract: Contract, read: Read): Promise<ChainedBars> {
  const { chain, rolls, months, openInterest } = words;
  const rule = rolls === null ? null : rollRuleIn(rolls);
  const calendar = async () => {
    const { timeZone } = words.reading;
    return readRolls(rolls!, instrumentOf(contract), {
      ...(timeZone !== undefined && { timeZone }),
      mode: words.rollMode,
    });
  };
  if (openInterest !== null && !(rule !== null && isFlow(rule) && rule.by === "open interest")) {
    throw new Fault("E378", "A file of open interest is for a chain that is rolled by it", {
      found: `${openInterest}, and rolls ${rolls ?? "as is usual"}`,
      expected: "--rolls oi",
      fix: ["--chain FOLDER --rolls oi --open-interest FILE"],
    });
  }
  const one = chain === null ? words.data : chain.length === 1 ? chain[0]! : null;
  if (rolls === null && months === null && one !== null && (await isMultiple(one, words.reading.signal))) {
    const { resample: _, ...reading } = words.reading;
    const { readMultipleChain } = await import("./multiple.js");
    const chained = await readMultipleChain(one, contract, words, reading);
    return { series: longer(chained.series, contract, words), chain: chained.plan };
  }
  if (chain !== null) {
    const by = rolls === null ? usualRule(contract) : (rule ?? (await calendar()));
    const { slippage, expiry, adjust } = words;
    const { resample: _, ...reading } = words.reading;
    const chained = await readChain({
      contract,
      paths: chain,
      rolls: by,
      months,
      slippage,
      adjust,
      expiry,
      openInterest,
      reading,
    });
    return { series: longer(chained.series, contract, words), chain: chained.plan };
  }
  if (rule !== null || months !== null) {
    throw new Fault("E378", "A rule of rolls needs the contract months that it rolls", {
      found: rule === null ? `months ${months}` : `rolls ${rolls}, and one series of bars`,
      expected: "a chain of contract files, or a calendar of rolls over one series",
      fix: ["--chain FOLDER", "--rolls CALENDAR.csv"],
    });
  }
  const isRaw = rolls !== null && words.continuous === "raw";
  const series = await read(isRaw);
  if (rolls === null) return { series, chain: singleMonth(series, words.named, contract, words) };
  const chained = continuous(series, await calendar(), words.continuous, contract, words);
  return {
    series: isRaw ? longer(chained.series, contract, words) : chained.series,
    chain: chained.plan,
  };
}

/** The jump of a roll is no range of a bar: longer bars are made when there are no jumps any more. */
function longer(series: Series, contract: Contract, { reading }: ChainWords): Series {
  if (reading.resample === undefined) return series;
  return resampled(
    series,
    instrumentOf(contract),
    frameOf(reading.resample, reading.dayBy),
    reading.longClose,
  );
}
