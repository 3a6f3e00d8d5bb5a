// What is in the file of a comparison, ready to be drawn?

import { DAY_COLUMNS, type DayColumns } from "../../src/metric/day-columns.js";
import type { DiffTrades } from "../../src/metric/trade-diff.js";
import {
  COMPARE_TRADES,
  type CompareMeta,
  hostPrefix,
  type RunMeta,
  runBlock,
} from "../../src/report/compare/layout.js";
import { openRun } from "../../src/report/embed/decode.js";
import { blockId, type PageData } from "../../src/report/embed/layout.js";
import { doublesOf, integersOf, numbersOf, textsOf, unpack } from "../../src/report/embed/unpack.js";
import { blocksOfPage } from "../blocks.js";

export interface RunTrades extends DiffTrades {
  readonly entryReason: Int32Array;
  readonly exitReason: Int32Array;
  readonly reasons: readonly string[];
}

export interface ComparedRun extends RunMeta {
  /** Index into the runs. */
  readonly k: number;
  readonly name: string;
  readonly days: DayColumns;
  readonly trades: RunTrades;
}

export interface CompareData {
  readonly meta: CompareMeta;
  readonly runs: readonly ComparedRun[];
  /** The bars of an instrument, opened when they are first asked for. */
  host(h: number): Promise<PageData>;
}

export async function openCompare(): Promise<CompareData> {
  const source = blocksOfPage();
  const read = async (name: string) => {
    const bytes = await source(blockId("", name));
    if (bytes === null) throw new RangeError(`the file has no block ${name}`);
    return unpack(bytes);
  };
  const meta = JSON.parse(textsOf(await read("compare"), "meta")[0]!) as CompareMeta;
  const runs = await Promise.all(
    meta.runs.map(async (run, k): Promise<ComparedRun> => {
      const [days, trades] = await Promise.all([read(runBlock(k, "days")), read(runBlock(k, "trades"))]);
      const columns = Object.fromEntries(DAY_COLUMNS.map((name) => [name, doublesOf(days, name)]));
      const numbers = Object.fromEntries(COMPARE_TRADES.map((name) => [name, numbersOf(trades, name)]));
      return {
        ...run,
        k,
        name: `${run.strategy} · ${run.instrument}`,
        days: {
          ...columns,
          length: columns.day!.length,
          cash: run.cash,
          peakMargin: run.peakMargin,
        } as DayColumns,
        trades: {
          ...numbers,
          length: numbers.net!.length,
          entryReason: integersOf(trades, "entryReason"),
          exitReason: integersOf(trades, "exitReason"),
          reasons: textsOf(trades, "reasons"),
        } as RunTrades,
      };
    }),
  );
  const hosts = new Map<number, Promise<PageData>>();
  return {
    meta,
    runs,
    host(h) {
      let opened = hosts.get(h);
      if (opened === undefined) hosts.set(h, (opened = openRun(source, hostPrefix(h))));
      return opened;
    },
  };
}
