// Do longer bars leave the program as they are, and come back as they were?

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { frameOf } from "#bars/frame.js";
import { resampled } from "#bars/resample.js";
import { readBars } from "#importer/read-bars.js";
import { contract, told } from "../importer/helpers.js";
import { emptyFolder, REPO, tickproof } from "./cli.js";

const MES = contract("MES");
const BARS = join(REPO, "data/MES-5m.csv");
const cwd = emptyFolder();
const resample = (...args: string[]) => tickproof(["data", "resample", ...args], { cwd });

describe("tickproof data resample", () => {
  test.each([
    ["15m", []],
    ["90m", []],
    ["4h", []],
    ["7h", []],
    ["12h", []],
    ["1d", []],
    ["1d", ["--long-close", "settlement"]],
    ["1d", ["--day-by", "utc"]],
    ["1w", []],
  ] as const)("--to %s %s: what it writes is read back to the same bars", async (frame, more) => {
    const { code, stdout } = await resample(BARS, "-i", "MES", "--to", frame, ...more, "--out", "longer.csv");
    expect(code).toBe(0);
    expect(stdout).toContain(`MES 5m → ${frame}: `);
    const by = more[1] === "utc" ? "utc" : "trade-date";
    const close = more[1] === "settlement" ? "settlement" : "last";
    const made = resampled(await readBars(BARS, { instrument: MES }), MES, frameOf(frame, by), close);
    const back = await readBars(join(cwd, "longer.csv"), { instrument: MES });
    expect(told(back)).toEqual(told(made));
    expect([...back.bars.tradeDate]).toEqual([...made.bars.tradeDate]);
    expect(back.source).toMatchObject({ timeframeMs: made.source.timeframeMs, synthetic: true });
    expect(readdirSync(cwd).filter((name) => name.includes("longer"))).toEqual(["longer.csv"]);
  });

  test("says what it made: the line goes to stdout with a file, beside the bars without one", async () => {
    const line =
      "MES 5m → 4h: 892 bars, counted from the open of each session, none crosses the break; 150 kept short at its end";
    const written = await resample(BARS, "-i", "MES", "--to", "4h", "--out", "four.csv");
    expect(written.stdout).toBe(`  ${line}   four.csv\n`);
    const printed = await resample(BARS, "-i", "MES", "--to", "4h");
    expect(printed.stdout).toBe(readFileSync(join(cwd, "four.csv"), "utf8"));
    expect(printed.stderr).toContain(line);
  });

  test("--bar-hours regular: counted from where the regular hours begin", async () => {
    const { stdout } = await resample(BARS, "-i", "MES", "--to", "2h", "--bar-hours", "regular");
    const stamps = [...stdout.matchAll(/^2025-01-03T(\d\d:\d\d)/gm)].map(([, clock]) => clock);
    expect(stamps).toEqual(["14:30", "16:30", "18:30", "20:30"]); // 08:30 to 15:00 in Chicago
  });

  test("a set of the catalog knows its contract", async () => {
    expect((await tickproof(["data", "import", BARS, "-i", "MES"], { cwd })).code).toBe(0);
    const { stdout, code } = await resample("MES/5m", "--to", "1d", "--json");
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { schema: string; bars: number; text: string; to: string };
    expect(document).toMatchObject({ schema: "tickproof.resampled/1", bars: 145, to: "1d" });
    const direct = await resample(BARS, "-i", "MES", "--to", "1d");
    expect(document.text).toBe(direct.stdout);
  });

  test("a frame over half a session is taken for a shorter one by whoever reads it: said so", async () => {
    const day = [0, 20, 23, 43, 46, 66].map((hour) => Date.UTC(2025, 0, 6, 23) + hour * 3_600_000);
    const rows = day.map((at) => `${new Date(at).toISOString()},10,12,9,11,5`);
    writeFileSync(join(cwd, "hours.csv"), `time,open,high,low,close,volume\n${rows.join("\n")}\n`);
    const { stderr, code } = await resample("hours.csv", "-i", "MES", "--timeframe", "1h", "--to", "20h");
    expect(code).toBe(0);
    expect(stderr).toContain("Most of these bars are 4h apart, not 20h");
  });

  test.each([
    [["--to", "4h"], "takes one file of bars, or one data set"],
    [[BARS, BARS, "--to", "4h"], "takes one file of bars, or one data set"],
    [[BARS, "--to", "4h"], "needs to know which contract the bars are of"],
    [[BARS, "-i", "MES"], "needs to know how long the bars are to be"],
    [[BARS, "-i", "MES", "--to", "fortnight"], 'No bars of "fortnight" can be made'],
    [[BARS, "-i", "MES", "--to", "5m"], "cannot be made into bars of that length"],
    [["none.csv", "-i", "MES", "--to", "4h"], "No such file: none.csv"],
    [["MCL/1m", "--to", "4h"], "The catalog has no data set MCL/1m"],
  ])("%j: %s", async (args, message) => {
    const { code, stdout, stderr } = await resample(...args, "--out", "never.csv");
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([code === 2 || code === 3, stdout]).toEqual([true, ""]);
    expect(readdirSync(cwd)).not.toContain("never.csv");
  });
});
