// How do a run and a comparison become DataFrames?

import type { Comparison } from "../domain/comparison.js";
import { Fault } from "../domain/fault.js";
import type { Run } from "../domain/run.js";
import type { DanfoModule, DataFrame } from "./danfo-types.js";

export type { DataFrame as DanfoFrame } from "./danfo-types.js";

/** One run as tables, for looking around in. */
export interface DanfoTables {
  /** One row a trade: `net`, `r`, `exitReason`, … */
  readonly trades: DataFrame;
  readonly fills: DataFrame;
  /** One row a bar: `time`, `tradeDate`, `close`, `position`, `equity`. */
  readonly equity: DataFrame;
  /** One row a trade date. */
  readonly daily: DataFrame;
}

/**
 * The run as danfojs DataFrames. Text is text, times are ISO 8601 UTC, every number is a float64, and what does not exist is
 * NaN. Dollars become binary fractions here: right for exploring, wrong for bookkeeping. Nothing that Tickproof prints
 * comes this way; for exact amounts use `runDocument` or the CSV tables.
 *
 * @throws Fault E150 where danfojs-node is not installed: it is an optional peer, loaded at the first call
 */
export async function toDanfo(run: Run): Promise<DanfoTables> {
  const { frames } = await load();
  return {
    trades: frames.trades(run),
    fills: frames.fills(run),
    equity: frames.equity(run),
    daily: frames.daily(run),
  };
}

/**
 * One row a cell: strategy, instrument, every metric under its camelCase key (dollars, percents as 12.3 for 12.3 %), the
 * bounds, and `error` for a cell that failed, whose numbers are NaN.
 *
 * @throws Fault E150 where danfojs-node is not installed
 */
export async function comparisonToDanfo(comparison: Comparison): Promise<DataFrame> {
  const { frames } = await load();
  return frames.comparison(comparison);
}

/** At the first call only: neither the package nor the code that speaks to it burdens a start, let alone a worker's. */
async function load() {
  const danfo = await importDanfo();
  const [{ carefulFrames }, { danfoTables }] = await Promise.all([
    import("./danfo-frame.js"),
    import("./danfo-tables.js"),
  ]);
  return { frames: danfoTables(carefulFrames(danfo)) };
}

async function importDanfo(): Promise<DanfoModule> {
  // Not a literal, so that neither a compiler nor a bundler of a program without it goes looking for the package.
  const name: string = "danfojs-node";
  try {
    const loaded: { readonly default: DanfoModule } = await import(name);
    return loaded.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    const missing = reason.includes(`'${name}'`);
    throw new Fault("E150", missing ? "danfojs-node is not installed" : "danfojs-node does not load", {
      ...(!missing && { found: reason }),
      expected: "danfojs-node 1.2, an optional companion of this package",
      why: "toDanfo makes its DataFrames. Everything else works without it; CSV files of the same tables: --csv DIR.",
      fix: [
        "npm install danfojs-node@1.2.0",
        'or the light way, 6 MB instead of 338 MB: docs/dataframes.md, "Installing"',
      ],
    });
  }
}
