// Are longer bars those that pandas makes of the same file?

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameOf } from "#bars/frame.js";
import { resampled } from "#bars/resample.js";
import { readBars } from "#importer/read-bars.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { formatDay, formatInstant } from "#instrument/time.js";
import type { Bars, Series } from "../../src/domain/bars.js";
import type { Contract } from "../../src/domain/contract.js";
import {
  BUNDLED,
  contractOf,
  type DataFile,
  nameOf,
  REAL,
  realDataNote,
  seriesOf,
  sharedPath,
} from "../fixtures/real-data.js";
import { PANDAS } from "./pandas-digests.js";
import { barsOf } from "./some-bars.js";

const line = (at: string, bars: Bars, i: number): string =>
  `${at} ${bars.openTicks[i]} ${bars.highTicks[i]} ${bars.lowTicks[i]} ${bars.closeTicks[i]}\n`;

const made = (series: Series, frame: string, contract: Contract): Bars =>
  resampled(series, instrumentOf(contract), frameOf(frame)).bars;

/** Eurex opens by day: frames are counted from 09:00 in Berlin. */
const FESX = loadContracts(
  {
    FESX: {
      session: "eurex",
      tickSize: "1",
      multiplier: "10",
      commission: "0.50",
      exchangeFee: "0.30",
      nfaFee: "0",
      margins: { initial: "2500", maintenance: "2000" },
    },
  },
  "tickproof.config.ts",
  { eurex: { zone: "Europe/Berlin", open: "09:00", close: "22:00", settlement: "17:30" } },
).get("FESX");
const FESX_FILE = sharedPath("data/futures_intraday/FESX_1m_20060102_20060227.csv.gz");

const isLong = (frame: string): boolean => /[dw]$/.test(frame);
const files = REAL.flatMap((file) => {
  const name = file.path.split(/[\\/]/).at(-1)!.split(".")[0]!;
  return PANDAS[name] === undefined ? [] : [{ name, file, digests: PANDAS[name] }];
});

describe.skipIf(files.length === 0)(`real data${realDataNote}`, () => {
  test.each(files)("$name: every frame has the digest that pandas printed", async ({ file, digests }) => {
    check(await seriesOf(file), contractOf(file.symbol), digests);
  });
  test.skipIf(!existsSync(FESX_FILE))("a session of one's own, that opens by day: FESX", async () => {
    const series = await readBars(FESX_FILE, { instrument: instrumentOf(FESX) });
    check(series, FESX, PANDAS.FESX_1m_20060102_20060227!);
  });

  function check(series: Series, contract: Contract, digests: string): void {
    const rows = [...digests.matchAll(/(\w+) (\d+) ([0-9a-f]{12})/g)];
    expect(rows.length).toBeGreaterThan(10);
    for (const [, frame, count, digest] of rows) {
      const bars = made(series, frame!, contract);
      const hash = createHash("sha256");
      for (let i = 0; i < bars.length; i++) {
        const at = isLong(frame!) ? formatDay(bars.tradeDate[i]!) : formatInstant(bars.time[i]!);
        hash.update(line(at, bars, i));
      }
      expect(`${frame} ${bars.length} ${hash.digest("hex").slice(0, 12)}`).toBe(
        `${frame} ${count} ${digest}`,
      );
    }
  }
});

const zones = new Map<string, Intl.DateTimeFormat>();
/** Minutes of the wall clock since the day began: 17:00 in Chicago, midnight in UTC. */
function sinceTurn(at: number, zone: string): { readonly day: string; readonly ms: number } {
  let clock = zones.get(zone);
  if (clock === undefined)
    zones.set(
      zone,
      (clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" })),
    );
  const shown = Date.parse(`${clock.format(at).replace(" ", "T")}Z`) - (zone === "UTC" ? 0 : 17 * 3_600_000);
  return { day: new Date(shown).toISOString().slice(0, 10), ms: shown % 86_400_000 };
}

/** `groupby(day)`, then `groupby(floor(since / frame))`: strings as keys, the bars of each in a list, volumes too. */
function byDictionary({ bars }: Series, ms: number, zone: string): string[] {
  const groups: Record<string, number[]> = {};
  const stamps: Record<string, number> = {};
  for (let i = 0; i < bars.length; i++) {
    const { day, ms: since } = sinceTurn(bars.time[i]!, zone);
    const key = `${day} ${Math.floor(since / ms)}`;
    (groups[key] ??= []).push(i);
    stamps[key] ??= bars.time[i]! - (since % ms);
  }
  return Object.entries(groups).map(([key, rows]) => {
    const column = (from: Int32Array): number[] => rows.map((i) => from[i]!);
    const volume = rows.reduce((sum, i) => sum + bars.volume[i]!, 0);
    const prices = [
      bars.openTicks[rows[0]!],
      Math.max(...column(bars.highTicks)),
      Math.min(...column(bars.lowTicks)),
      bars.closeTicks[rows.at(-1)!],
    ];
    return `${stamps[key]} ${prices.join(" ")} ${volume}`;
  });
}

const ours = ({ bars }: Series): string[] =>
  Array.from(
    bars.time,
    (at, i) =>
      `${at} ${bars.openTicks[i]} ${bars.highTicks[i]} ${bars.lowTicks[i]} ${bars.closeTicks[i]} ${bars.volume[i]}`,
  );

test.each([...BUNDLED, ...REAL].map((file): [string, DataFile] => [nameOf(file), file]))(
  "%s: any frame, with any bars missing, is that of a dictionary",
  async (_name, file) => {
    const whole = await seriesOf(file);
    const { timeframeMs, symbol } = whole.source;
    const instrument = instrumentOf(contractOf(symbol));
    const zone = instrument.contract.session === "continuous" ? "UTC" : "America/Chicago";
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 86_400_000 / timeframeMs - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1, 0.7, 0.05),
        fc.integer(),
        (steps, begin, share, seed) => {
          const from = Math.floor(begin * Math.max(0, whole.bars.length - 1500));
          const bars = barsOf(whole.bars, from, from + 1500, (i) => Math.abs(Math.sin(seed + i)) < share);
          if (bars.length === 0) return;
          const series = { bars, source: { ...whole.source, bars: bars.length } };
          const frame = { kind: "span", ms: steps * timeframeMs } as const;
          expect(ours(resampled(series, instrument, frame))).toEqual(byDictionary(series, frame.ms, zone));
        },
      ),
      { numRuns: 20 },
    );
  },
);
