import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backtest } from "#research/library.js";
import { Strategy } from "#strategy/strategy.js";
import { filesIn, project, tickproof } from "./cli.js";

const HEADER = "time,open,high,low,close,volume\n";
const START = Date.parse("2025-03-03T15:00:00Z");

interface Row {
  readonly at: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Minutes of a market that swings by some points, in ticks around 20,000. */
const MINUTES: readonly Row[] = Array.from({ length: 600 }, (_, i) => {
  const wave = (k: number) => Math.round(40 * Math.sin(k / 23) + 12 * Math.sin(k / 3));
  const [open, close] = [20_000 + wave(i), 20_000 + wave(i + 1)];
  const at = START + 60_000 * i;
  return {
    at,
    open,
    high: Math.max(open, close) + (i % 4),
    low: Math.min(open, close) - (i % 3),
    close,
    volume: 20,
  };
});

function fives(): Row[] {
  const rows: Row[] = [];
  for (const [i, { at, open, high, low, close, volume }] of MINUTES.entries()) {
    const bar = rows.at(-1);
    if (bar === undefined || i % 5 === 0) rows.push({ at, open, high, low, close, volume });
    else {
      bar.high = Math.max(bar.high, high);
      bar.low = Math.min(bar.low, low);
      bar.close = close;
      bar.volume += volume;
    }
  }
  return rows;
}

const csv = (rows: readonly Row[]): string =>
  HEADER +
  rows
    .map(({ at, open, high, low, close, volume }) =>
      [new Date(at).toISOString(), ...[open, high, low, close].map((ticks) => ticks / 4), volume].join(","),
    )
    .join("\n");

const SWINGS = `import { Strategy } from "tickproof";
/** Buys and sells in turn, with a stop and a target that one bar can reach both. */
export default class Swings extends Strategy {
  override onBar(): void {
    if (this.position !== 0 || this.bar % 4 !== 0) return;
    const plan = { qty: 1, exit: { stopTicks: 4, targetTicks: 4 } };
    if (this.bar % 8 === 0) this.buy(plan);
    else this.sell(plan);
  }
}
`;
const FILES = { "swings.ts": SWINGS, "five.csv": csv(fives()), "one.csv": csv(MINUTES) };
const cwd = project({
  ...FILES,
  // Ten minutes are missing, and in a third bar a high lies a tick lower.
  "holes.csv": csv(
    MINUTES.filter((_, i) => i < 100 || i >= 110).map((row, i) =>
      i === 7
        ? { ...row, high: row.high - 40, low: row.low - 40, open: row.open - 40, close: row.close - 40 }
        : row,
    ),
  ),
  "ten.csv": csv(MINUTES.filter((_, i) => i % 10 === 0)),
  "three.csv": csv(MINUTES.filter((_, i) => i % 3 === 0)),
  "later.csv": csv(MINUTES.map((row) => ({ ...row, at: row.at + 7 * 86_400_000 }))),
  "other.csv": csv(
    MINUTES.map((row) => ({
      ...row,
      open: row.open + 400,
      high: row.high + 400,
      low: row.low + 400,
      close: row.close + 400,
    })),
  ),
});
const RUN = ["run", "./swings.ts", "-i", "MES", "--data", "five.csv", "--report", "none"];
const json = async (...args: string[]) => {
  const { stdout } = await tickproof([...RUN, "--json", ...args], { cwd });
  return JSON.parse(stdout) as Record<string, never>;
};

describe("a run on finer bars", () => {
  test("says how many bars were walked on them, and is the same on one thread as on two", async () => {
    const [one, two] = await Promise.all(
      ["1", "2"].map((jobs) => json("--path", "magnified", "--finer", "one.csv", "-j", jobs)),
    );
    expect(one).toMatchObject({
      magnified: { bars: 120, of: 120, missing: 0, differing: 0, firstDiffering: null },
      inputs: { execution: { path: "adverse" }, finer: { file: "one.csv", timeframe: "1m", bars: 600 } },
    });
    expect(one!.fingerprint).toBe(two!.fingerprint);
    const plain = await json();
    expect(plain).toMatchObject({ magnified: null, inputs: { finer: null } });
    expect(plain.fingerprint).not.toBe(one!.fingerprint);
    // Five minutes leave open what came first more often than one does.
    const ambiguous = (run: Record<string, never>) => (run.bounds as { ambiguousBars: number }).ambiguousBars;
    expect(ambiguous(plain)).toBeGreaterThan(ambiguous(one!));
  });

  test("says why the rest was not, in terminal, JSON and report", async () => {
    const folder = project(FILES);
    const holes = readFileSync(join(cwd, "holes.csv"), "utf8");
    const { stdout, code } = await tickproof(
      [...RUN.slice(0, 4), "--data", "five.csv", "--path", "magnified:nearest", "--finer", "-"].map((word) =>
        word === "-" ? join(cwd, "holes.csv") : word,
      ),
      { cwd: folder },
    );
    expect(holes.split("\n")).toHaveLength(591);
    expect(code).toBe(0);
    expect(stdout).toContain("magnifiedPercent\t97.5");
    const report = readFileSync(
      join(folder, filesIn(folder).find((file) => file.endsWith(".html"))!),
      "utf8",
    );
    expect(report).toContain(
      "Magnified: 97.5% of 120 bars walked on 1m bars; the rest as single bars (nearest): 2 without finer bars, " +
        "1 that differ from theirs, the first at 2025-03-03T15:05:00Z.",
    );
    expect(report).toContain("--path magnified:nearest");
    expect(report).toContain("--finer holes.csv");
  });

  test("takes its finer bars from the configuration, by symbol, and a path that is typed sets them aside", async () => {
    const folder = project({
      ...FILES,
      "tickproof.config.json": JSON.stringify({
        instrument: "MES",
        data: { MES: "five.csv" },
        finer: { MES: "one.csv" },
        path: "magnified",
      }),
    });
    const run = async (...args: string[]) => {
      const { stdout } = await tickproof(["run", "./swings.ts", "--report", "none", "--json", ...args], {
        cwd: folder,
      });
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    expect(await run()).toMatchObject({ magnified: { bars: 120 } });
    expect(await run("--path", "ohlc")).toMatchObject({ magnified: null });
  });

  test("of several contracts reads the finer bars of each", async () => {
    const args = [
      "compare",
      "./swings.ts",
      "-i",
      "MES,MNQ",
      "--data",
      "MES=five.csv",
      "--data",
      "MNQ=five.csv",
    ];
    const finer = [
      "--path",
      "magnified",
      "--finer",
      "MES=one.csv",
      "--finer",
      "MNQ=one.csv",
      "--report",
      "none",
    ];
    const { stdout, code } = await tickproof([...args, ...finer, "--json", "-j", "2"], { cwd });
    expect(code).toBe(0);
    const { cells } = JSON.parse(stdout) as { cells: { fingerprint: string }[] };
    const alone = await json("--path", "magnified", "--finer", "one.csv");
    expect(cells[0]!.fingerprint).toBe(alone.fingerprint);
  });
});

describe("finer bars that do not fit are refused before anything runs", () => {
  const refusals: [string, string, string[]][] = [
    ["magnified without finer bars", "E360", ["--path", "magnified"]],
    ["finer bars that no path walks", "E361", ["--finer", "one.csv"]],
    ["bars as long as the bars themselves", "E363", ["--path", "magnified", "--finer", "five.csv"]],
    ["longer bars", "E363", ["--path", "magnified", "--finer", "ten.csv"]],
    ["a step that leaves a rest", "E363", ["--path", "magnified", "--finer", "three.csv"]],
    ["another period", "E364", ["--path", "magnified", "--finer", "later.csv"]],
    ["other prices", "E365", ["--path", "magnified", "--finer", "other.csv"]],
    ["a file that is not there", "E300", ["--path", "magnified", "--finer", "none.csv"]],
    ["a model that does not exist", "E104", ["--path", "magnified:closest", "--finer", "one.csv"]],
  ];
  test.each(refusals)("%s: %s", async (_, code, args) => {
    const document = await json(...args);
    expect(document).toMatchObject({ schema: "tickproof.error/1", code });
    expect((document.fix as string[]).length + String(document.expected).length).toBeGreaterThan(0);
  });
  test("one of two contracts has none: the fault says whose are missing", async () => {
    const args = [
      "compare",
      "./swings.ts",
      "-i",
      "MES,MNQ",
      "--data",
      "MES=five.csv",
      "--data",
      "MNQ=five.csv",
    ];
    const { stdout } = await tickproof([...args, "--path", "magnified", "--finer", "MES=one.csv", "--json"], {
      cwd,
    });
    expect(JSON.parse(stdout)).toMatchObject({ code: "E107", fix: ["--finer MNQ=FILE"] });
  });
});

describe("a program", () => {
  class Swings extends Strategy {
    override onBar(): void {
      if (this.position === 0 && this.bar % 4 === 0)
        this.buy({ qty: 1, exit: { stopTicks: 4, targetTicks: 4 } });
    }
  }
  const at = (file: string) => join(cwd, file);

  test("gives finer bars as a file, and a strategy by name or as a class", async () => {
    const request = { instrument: "MES", data: at("five.csv"), finer: at("one.csv") };
    expect((await backtest({ ...request, strategy: Swings })).magnified).toMatchObject({
      bars: 120,
      of: 120,
    });
    const named = await backtest({ ...request, strategy: at("swings.ts"), cash: 25_000 });
    expect(named.fingerprint).toBe((await json("--path", "magnified", "--finer", "one.csv")).fingerprint);
  });
  test("is told when they are of another contract", async () => {
    const { readBars } = await import("#importer/read-bars.js");
    const { instrumentOf } = await import("#instrument/instrument.js");
    const { loadContracts } = await import("#instrument/contracts.js");
    const finer = await readBars(at("one.csv"), { instrument: instrumentOf(loadContracts().get("MNQ")) });
    const run = backtest({ strategy: Swings, instrument: "MES", data: at("five.csv"), finer });
    await expect(run).rejects.toMatchObject({ code: "E362" });
  });
});
