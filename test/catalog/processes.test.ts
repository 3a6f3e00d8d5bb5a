import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { entriesIn, openSet, readSet, sweepIfIdle } from "#catalog/catalog.js";
import { verifySet } from "#catalog/verify.js";
import { randomOf } from "#domain/random.js";
import { REPO } from "../cli/cli.js";
import { barsOf, emptyFolder, MES, rowsOf } from "./stored-bars.js";

/** A process that stores slices of one market, one after the other, and says so after each. */
const PROGRAM = `
const [folder, name, from, to, step] = process.argv.slice(1);
const { createBars } = await import("${REPO}dist/bars/columns.js");
const { fillTradeDates } = await import("${REPO}dist/instrument/calendar.js");
const { loadContracts } = await import("${REPO}dist/instrument/contracts.js");
const { instrumentOf } = await import("${REPO}dist/instrument/instrument.js");
const { storeBars } = await import("${REPO}dist/catalog/store.js");
const instrument = instrumentOf(loadContracts().get("MES"));
for (let at = Number(from); at < Number(to); at += Number(step)) {
  const bars = createBars(Number(step));
  for (let i = 0; i < bars.length; i++) {
    const k = at + i;
    bars.time[i] = Date.UTC(2024, 0, 2, 15) + (k + Math.floor(k / 36)) * 60000;
    const ticks = 19200 + ((k * 7) % 101);
    bars.open[i] = (ticks - 1) / 4; bars.high[i] = (ticks + 3) / 4; bars.low[i] = (ticks - 2) / 4; bars.close[i] = ticks / 4;
    bars.volume[i] = 1 + ((k * 13) % 997);
  }
  fillTradeDates("equity_index", bars.time, bars.length, bars.tradeDate);
  const source = { symbol: "MES", file: name + at, sha256: String(at), timeframeMs: 60000, from: bars.time[0], to: bars.time.at(-1),
    firstDay: bars.tradeDate[0], lastDay: bars.tradeDate.at(-1), bars: bars.length, hasVolume: true, synthetic: false, notes: [] };
  await storeBars({ folder, instrument, contract: null, label: null }, [{ source, slices: [{ bars, from: 0, to: bars.length }], reading: "{}", importer: "test" }], { onConflict: "refuse" });
  process.stdout.write(at + "\\n");
}
`;

interface Ended {
  readonly stored: readonly number[];
  readonly code: number | null;
  readonly stderr: string;
}

/** Runs it, and kills it so many milliseconds after its first slice was stored, where a time is given. */
function appending(
  folder: string,
  from: number,
  to: number,
  step: number,
  killAfter?: number,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const args = ["--input-type=module", "-e", PROGRAM, folder, "s", String(from), String(to), String(step)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    let timer: NodeJS.Timeout | null = null;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (killAfter !== undefined) timer ??= setTimeout(() => child.kill("SIGKILL"), killAfter);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (timer) clearTimeout(timer);
      resolve({ stored: stdout.trim().split("\n").filter(Boolean).map(Number), code, stderr });
    });
  });
}

const draftsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tmp"));

describe("a catalog that several processes work on", () => {
  test("is as before or as after wherever an import is killed, and the next one goes on", {}, async () => {
    const folder = emptyFolder();
    const random = randomOf(7, "moments of death");
    const step = 4_000;
    let bars = 0;
    let left = 0;
    // Twelve times, and until one of them was killed in the middle of something.
    for (let round = 0; round < 12 || (left === 0 && round < 60); round++) {
      const { stored, stderr } = await appending(
        folder,
        bars,
        bars + 100 * step,
        step,
        Math.floor(random() * 150),
      );
      expect(stderr).toBe("");
      left += draftsIn(folder).length + (existsSync(join(folder, ".lock")) ? 1 : 0);
      const [entry, ...others] = entriesIn(folder);
      expect(others).toEqual([]);
      const set = openSet(entry!);
      verifySet(set);
      const now = set.about.bars;
      // All that was said to be stored is there; at most the one slice more that was not said any more.
      const said = stored.at(-1)! + step;
      expect([said, said + step]).toContain(now);
      expect((await readSet(set, MES)).bars.time).toEqual(barsOf(rowsOf(now)).time);
      bars = now;
    }
    expect(left).toBeGreaterThan(0);
    await sweepIfIdle(folder);
    expect(draftsIn(folder)).toEqual([]);
    const { stored, code } = await appending(folder, bars, bars + step, step);
    expect([stored, code]).toEqual([[bars], 0]);
    expect(readdirSync(folder)).toEqual(["MES"]);
  });

  test("loses nothing when six processes store into one set at once", async () => {
    const folder = emptyFolder();
    const each = 500;
    const ends = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((k) => appending(folder, k * each, (k + 1) * each, 100)),
    );
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(Array(6).fill([0, ""]));
    const [entry] = entriesIn(folder);
    const set = openSet(entry!);
    verifySet(set);
    expect((await readSet(set, MES)).bars).toEqual(barsOf(rowsOf(6 * each)));
    expect(set.about.sources.length).toBe(30);
    expect(readdirSync(folder)).toEqual(["MES"]);
  });

  test("takes over a lock whose owner is gone, also one that was half written", {}, async () => {
    for (const lock of [
      JSON.stringify({ pid: 2 ** 22 + 1, host: (await import("node:os")).hostname(), began: "1", turn: 0 }),
      "{",
    ]) {
      const folder = emptyFolder();
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, ".lock"), lock);
      const { code, stderr } = await appending(folder, 0, 100, 100);
      expect([code, stderr]).toEqual([0, ""]);
      expect(existsSync(join(folder, ".lock"))).toBe(false);
    }
  });

  test("leaves alone the lock of a process of another machine", async () => {
    const folder = emptyFolder();
    const lock = JSON.stringify({ pid: 1, host: "elsewhere", began: "1", turn: 0 });
    writeFileSync(join(folder, ".lock"), lock);
    const waiting = appending(folder, 0, 100, 100, 0);
    const first = await Promise.race([
      waiting.then(() => "stored"),
      new Promise((done) => setTimeout(done, 1500, "waits")),
    ]);
    expect(first).toBe("waits");
    expect(readFileSync(join(folder, ".lock"), "utf8")).toBe(lock);
    const { rmSync } = await import("node:fs");
    rmSync(join(folder, ".lock"));
    await waiting;
  });
});
