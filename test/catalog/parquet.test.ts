import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OpenSet, openSet, readSet } from "#catalog/catalog.js";
import { GROUP_ROWS } from "#catalog/layout.js";
import { sliceOf, storeBars } from "#catalog/store.js";
import { verifySet } from "#catalog/verify.js";
import { BarsWriter } from "#catalog/write-bars.js";
import { Fault } from "#domain/fault.js";
import type { Bars } from "../../src/domain/bars.js";
import { barsOf, emptyFolder, MES, readPlainly, rowsOf, seriesOf } from "./stored-bars.js";

const place = (folder: string) => ({ folder, instrument: MES, contract: null, label: null });
const incoming = (series: ReturnType<typeof seriesOf>) => [
  { source: series.source, slices: sliceOf(series), reading: "{}", importer: "test" },
];

async function stored(rows: Parameters<typeof seriesOf>[0]): Promise<OpenSet> {
  const folder = emptyFolder();
  await storeBars(place(folder), incoming(seriesOf(rows)), { onConflict: "refuse" });
  const path = join(folder, "MES/1m.parquet");
  return openSet({ name: "MES/1m", path, bytes: 0 });
}

const isSame = (a: Bars, b: Bars): boolean =>
  Buffer.from(new Uint8Array(a.buffer)).equals(Buffer.from(new Uint8Array(b.buffer)));

describe("a file of the catalog", () => {
  test("gives back the bars, ticks and trade dates that were stored, to the last bit, over several groups", async () => {
    const rows = rowsOf(2 * GROUP_ROWS + 17);
    const set = await stored(rows);
    expect(set.file.groups.map((group) => group.rows)).toEqual([GROUP_ROWS, GROUP_ROWS, 17]);
    expect(isSame((await readSet(set, MES)).bars, barsOf(rows))).toBe(true);
  });

  test("is plain Parquet: another reader finds the same times, prices, volumes and trade dates", async () => {
    const rows = rowsOf(1000);
    const set = await stored(rows);
    const bars = barsOf(rows);
    const plain = await readPlainly(set.file.path);
    expect(plain.length).toBe(1000);
    expect(Object.keys(plain[0]!)).toEqual(["time", "open", "high", "low", "close", "volume", "trade_date"]);
    plain.forEach((bar, i) => {
      expect([bar.time.getTime(), bar.open, bar.high, bar.low, bar.close, bar.volume]).toEqual([
        bars.time[i],
        bars.open[i],
        bars.high[i],
        bars.low[i],
        bars.close[i],
        bars.volume[i],
      ]);
      expect(bar.trade_date.getTime()).toBe(bars.tradeDate[i]! * 86_400_000);
    });
  });

  test("has no column of volume where the bars have none", async () => {
    const set = await stored(rowsOf(50).map((row) => ({ ...row, volume: Number.NaN })));
    expect(Object.keys((await readPlainly(set.file.path))[0]!)).not.toContain("volume");
    expect((await readSet(set, MES)).bars.volume.every(Number.isNaN)).toBe(true);
  });

  test("holds times before 1970 and far from now, negative prices, and volumes with parts", async () => {
    const folder = emptyFolder();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.integer({ min: -200_000, max: 200_000 }),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        async (seconds, ticks, volume) => {
          const rows = seconds.sort((a, b) => a - b).map((_, i) => ({ minute: 0, ticks: ticks + i, volume }));
          const bars = barsOf(rows);
          for (const [i, second] of seconds.entries()) bars.time[i] = second * 1000 + 1;
          const path = join(folder, "one.parquet");
          rmSync(path, { force: true });
          const writer = new BarsWriter(path, true);
          writer.add(bars);
          writer.finish(({ sha256, bars: count }) =>
            JSON.stringify({ schema: "tickproof.bars/1", set: "MES/1m", sha256, bars: count, sources: [] }),
          );
          const set = openSet({ name: "MES/1m", path, bytes: 0 });
          verifySet(set);
          const back = (await readSet(set, MES)).bars;
          for (const name of ["time", "open", "high", "low", "close", "volume", "closeTicks"] as const) {
            expect(back[name]).toEqual(bars[name]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is the same, byte for byte, in whatever portions the bars came", () => {
    const folder = emptyFolder();
    const bars = barsOf(rowsOf(5000));
    const write = (name: string, cuts: readonly number[]): Buffer => {
      const path = join(folder, name);
      const writer = new BarsWriter(path, true);
      let from = 0;
      for (const to of [...cuts, bars.length]) {
        writer.add(bars, from, to);
        from = to;
      }
      writer.finish(({ sha256 }) => sha256);
      return readFileSync(path);
    };
    const whole = write("whole", []);
    expect(write("three", [1, 4000]).equals(whole)).toBe(true);
    expect(
      write(
        "many",
        rowsOf(60).map((_, i) => 80 * i),
      ).equals(whole),
    ).toBe(true);
  });

  test("never passes for bars when a byte of it has changed, is missing or is added", async () => {
    const set = await stored(rowsOf(25));
    const whole = readFileSync(set.file.path);
    const bars = (await readSet(set, MES)).bars;
    const damagedAt = async (bytes: Buffer): Promise<string> => {
      writeFileSync(set.file.path, bytes);
      try {
        const open = openSet(set.entry);
        const back = (await readSet(open, MES)).bars;
        // Trade dates are computed anew: those in the file are for other programs, and `verify` reads them.
        if (!isSame(back, bars)) return "other bars";
        verifySet(open);
        return "the same";
      } catch (error) {
        return error instanceof Fault ? error.code : String(error);
      }
    };
    expect(await damagedAt(whole)).toBe("the same");
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << (at % 8);
      expect(`${at} ${await damagedAt(bytes)}`).toMatch(/ E39[58]$/);
    }
    for (let length = 0; length < whole.length; length += 7) {
      expect(await damagedAt(whole.subarray(0, length))).toMatch(/^E39[58]$/);
    }
    expect(await damagedAt(Buffer.concat([whole, Buffer.from("x")]))).toBe("E395");
  });

  test("of prices that a changed contract does not have is refused, with the tick size that it was made for", async () => {
    const set = await stored(rowsOf(10));
    const coarse = {
      ...MES,
      grid: { tickUnits: 1, decimals: 0 },
      contract: { ...MES.contract, tickSize: "1" },
    };
    await expect(readSet(set, coarse)).rejects.toThrowError(/MES\/1m does not fit the price grid of MES/);
  });
});

const python = process.env.TICKPROOF_PYTHON ?? "python3";

/** Which of the three can be imported here. */
function librariesThere(): string[] {
  const program = `
import importlib.util as u
print(" ".join(n for n in ("pandas", "polars", "duckdb") if u.find_spec(n) and u.find_spec("pyarrow")))`;
  try {
    return execFileSync(python, ["-c", program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split(" ")
      .filter(Boolean);
  } catch {
    return [];
  }
}

const there = librariesThere();
const READERS: Readonly<Record<string, string>> = {
  pandas: `
import pandas as pd
d = pd.read_parquet(path)
out = [str(d.time.dtype), len(d), int(d.time.iloc[0].timestamp() * 1000), float(d.close.sum()), float(d.volume.sum()), str(d.trade_date.iloc[-1])]`,
  polars: `
import polars as pl
d = pl.read_parquet(path)
out = [str(d["time"].dtype), d.height, int(d["time"][0].timestamp() * 1000), float(d["close"].sum()), float(d["volume"].sum()), str(d["trade_date"][-1])]`,
  duckdb: `
import duckdb
duckdb.sql("set timezone = 'UTC'")
out = list(duckdb.sql(f"select any_value(typeof(time)), count(*), min(epoch_ms(time)), sum(close), sum(volume), max(trade_date)::varchar from '{path}'").fetchone())`,
};

describe.each(Object.keys(READERS))("%s", (name) => {
  test.runIf(there.includes(name))("reads a file of the catalog as it is", async () => {
    const rows = rowsOf(3000);
    const set = await stored(rows);
    const { bars } = await readSet(set, MES);
    const program = `import sys, json\npath = sys.argv[1]${READERS[name]}\nprint(json.dumps(out))`;
    const out = JSON.parse(
      execFileSync(python, ["-c", program, set.file.path], { encoding: "utf8" }),
    ) as unknown[];
    const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
    expect(out[0]).toMatch(/ms|TIMESTAMP WITH TIME ZONE/);
    expect(out.slice(1)).toEqual([3000, bars.time[0], sum(bars.close), sum(bars.volume), "2024-01-04"]);
  });

  test.skipIf(there.includes(name))(`skipped: ${name} and pyarrow are not installed`, () => {});
});
