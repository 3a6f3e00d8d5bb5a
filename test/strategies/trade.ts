// How is a strategy of strategies/ run in a test?

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { sliceBars } from "#bars/columns.js";
import { runBacktest } from "#engine/backtest.js";
import { ColumnCache } from "#strategy/columns.js";
import { resolveParams } from "#strategy/params.js";
import type { StrategyClass } from "#strategy/strategy.js";
import type { Series } from "../../src/domain/bars.js";
import type { Execution } from "../../src/domain/execution.js";
import type { ParamValue, Run } from "../../src/domain/run.js";
import { PLAIN_TERMS } from "../fixtures/plain-terms.js";
import { contractOf } from "../fixtures/real-data.js";

const FOLDER = fileURLToPath(new URL("../../strategies/", import.meta.url));

/** Every file of the folder, present and future. */
export async function loadStrategies(): Promise<[string, StrategyClass][]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts"));
  return Promise.all(
    files.sort().map(async (file): Promise<[string, StrategyClass]> => {
      const module = (await import(pathToFileURL(join(FOLDER, file)).href)) as { default: StrategyClass };
      return [file.slice(0, -".ts".length), module.default];
    }),
  );
}

export interface Trading {
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly execution?: Partial<Execution>;
  readonly columns?: ColumnCache;
  /** Dollars. */
  readonly cash?: number;
}

export function trade(series: Series, Trader: StrategyClass, how: Trading = {}): Run {
  const { params = {}, execution = {}, columns = new ColumnCache(), cash = 1_000_000 } = how;
  return runBacktest({
    strategy: Trader,
    ref: { name: Trader.name, file: "", hash: "" },
    params: resolveParams(Trader.params ?? {}, params, Trader.name),
    series,
    contract: contractOf(series.source.symbol),
    account: { ...PLAIN_TERMS.account, cash: cash * 1_000_000 },
    execution: { ...PLAIN_TERMS.execution, ...execution },
    flatCost: null,
    columns,
  });
}

/** The first bars of a series, as if it ended there. */
export function head({ bars, source }: Series, length: number): Series {
  const kept = sliceBars(bars, 0, Math.min(length, bars.length));
  return {
    bars: kept,
    source: {
      ...source,
      bars: kept.length,
      to: kept.time[kept.length - 1]!,
      lastDay: kept.tradeDate[kept.length - 1]!,
    },
  };
}
