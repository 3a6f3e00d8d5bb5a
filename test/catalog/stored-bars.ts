// Bars for tests of the catalog, and a second way to read what was written.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { createBars } from "#bars/columns.js";
import { fillTradeDates } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import type { Bars, Series } from "../../src/domain/bars.js";

export const MES = instrumentOf(loadContracts().get("MES"));
export const MINUTE = 60_000;
/** Tuesday, 2 January 2024, 15:00 UTC. */
export const START = Date.UTC(2024, 0, 2, 15);

const made: string[] = [];
process.on("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-catalog-"));
  made.push(folder);
  return folder;
}

export interface Row {
  /** Minutes behind the start. */
  readonly minute: number;
  /** Close in ticks; the others lie around it. */
  readonly ticks: number;
  readonly volume: number;
}

export function barsOf(rows: readonly Row[]): Bars {
  const bars = createBars(rows.length);
  rows.forEach(({ minute, ticks, volume }, i) => {
    bars.time[i] = START + minute * MINUTE;
    bars.volume[i] = volume;
    const all = { open: ticks - 1, high: ticks + 3, low: ticks - 2, close: ticks };
    for (const [name, value] of Object.entries(all) as [keyof typeof all, number][]) {
      bars[name][i] = value / 4;
      bars[`${name}Ticks`][i] = value;
    }
  });
  fillTradeDates("equity_index", bars.time, bars.length, bars.tradeDate);
  return bars;
}

export function seriesOf(rows: readonly Row[], file = "a.csv", sha256 = "0".repeat(64)): Series {
  const bars = barsOf(rows);
  return {
    bars,
    source: {
      symbol: "MES",
      file,
      sha256,
      timeframeMs: MINUTE,
      from: bars.time[0]!,
      to: bars.time[bars.length - 1]!,
      firstDay: bars.tradeDate[0]!,
      lastDay: bars.tradeDate[bars.length - 1]!,
      bars: bars.length,
      hasVolume: rows.every(({ volume }) => !Number.isNaN(volume)),
      synthetic: false,
      notes: [`made for ${file}`],
    },
  };
}

/** A market of some length without randomness: every minute but each 37th. */
export const rowsOf = (length: number, from = 0): Row[] =>
  Array.from({ length }, (_, i) => ({
    minute: from + i + Math.floor(i / 36),
    ticks: 19_200 + ((i * 7) % 101),
    volume: 1 + ((i * 13) % 997),
  }));

export interface PlainBar {
  readonly time: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume?: number;
  readonly trade_date: Date;
}

/** By the general reader of a library, which knows nothing of how we lay files out. */
export async function readPlainly(path: string): Promise<PlainBar[]> {
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return (await parquetReadObjects({ file })) as unknown as PlainBar[];
}
