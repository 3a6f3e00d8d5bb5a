import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { METRICS } from "#metric/all.js";
import { beginCloseFigures, beginTradeFigures } from "#metric/begun.js";
import { runCells } from "#research/cells.js";
import type { Cell } from "../../src/domain/comparison.js";
import type { CellSpec } from "../../src/research/cells.js";
import { minuteBars } from "../fixtures/series.js";
import { fixture, spec } from "./spec.js";

const fingerprints = (cells: readonly Cell[]) => cells.map(({ run }) => run?.fingerprint);
const codes = (cells: readonly Cell[]) => cells.map(({ fault }) => fault?.code ?? "ran");

/** Twelve cells: settings, instruments and strategies that all give something else. */
const grid: CellSpec[] = [2, 3, 5, 7, 11].flatMap((every) => [
  spec("trades-every-hour", { params: { every } }),
  spec("trades-every-hour", { params: { every: String(every) }, flatCost: 1_000_000 }),
]);
grid.push(spec("buys-and-holds"), spec("counts-in-its-module"), spec("counts-in-its-module"));

describe("many runs", () => {
  test("come back in the order in which they were asked for, each with its own settings", async () => {
    const cells = await runCells(grid);
    expect(cells.map(({ run }) => run?.inputs.strategy.params.every)).toEqual(
      grid.map(({ params }) => params.every && Number(params.every)),
    );
    for (const { run, strategy, instrument } of cells) {
      expect([run?.inputs.strategy.name, run?.inputs.contract.symbol]).toEqual([strategy, instrument]);
      expect((await auditRun(run!)).problems).toEqual([]);
    }
  });

  test("have the same fingerprints in process, on one worker's turn, on two and on four", async () => {
    const inProcess = await runCells(grid, { jobs: 1 });
    expect(new Set(fingerprints(inProcess)).size).toBeGreaterThan(10);
    for (const jobs of [2, 4])
      expect(fingerprints(await runCells(grid, { jobs }))).toEqual(fingerprints(inProcess));
    expect(fingerprints(await runCells([...grid].reverse(), { jobs: 2 })).reverse()).toEqual(
      fingerprints(inProcess),
    );
  });

  test("read the bars where they lie: the results hold the very series that was given", async () => {
    const series = minuteBars(2, 100);
    for (const jobs of [1, 2]) {
      const cells = await runCells(
        [spec("buys-and-holds", { series }), spec("trades-every-hour", { series })],
        { jobs },
      );
      for (const { run } of cells) expect(run!.bars).toBe(series.bars);
    }
  });

  test("see nothing of what another run of the same module left in its variables", async () => {
    const twice = [spec("counts-in-its-module"), spec("counts-in-its-module")];
    for (const jobs of [1, 2]) {
      const [one, two] = fingerprints(await runCells([...twice, ...twice], { jobs }));
      expect(one).toBe(two);
    }
  });

  test("are counted as they finish, with their bars", async () => {
    const seen: [number, number, number][] = [];
    await runCells([spec("buys-and-holds"), spec("no-default-export"), spec("buys-and-holds")], {
      jobs: 2,
      onProgress: (...counts) => seen.push(counts),
    });
    expect(seen).toEqual([0, 1, 2, 3].map((done) => [done, 3, done * 1000]));
  });

  test("are told by their closes and trades first, and what is worked out of those stays known of the whole run", async () => {
    const specs = [spec("trades-every-hour"), spec("no-default-export"), spec("buys-and-holds")];
    const plain = await runCells(specs, { jobs: 1 });
    for (const jobs of [1, 2]) {
      const told: object[] = [];
      const traders: object[] = [];
      let done = 0;
      const late: number[] = [];
      const cells = await runCells(specs, {
        jobs,
        onProgress: (count) => (done = count),
        onCloses(closes) {
          expect(Object.keys(closes)).not.toContain("trades");
          late.push(done);
          told.push(closes);
          beginCloseFigures(closes);
        },
        onTrades(traded) {
          expect(told.at(-1)).toBe(traded);
          expect(Object.keys(traded)).not.toContain("fingerprint");
          traders.push(traded);
          beginTradeFigures(traded);
        },
      });
      const runs = cells.flatMap(({ run }) => run ?? []);
      expect(new Set(told)).toEqual(new Set(runs));
      expect(traders).toEqual(told);
      for (const run of runs) expect(told).toContain(run);
      expect(Math.max(...late)).toBeLessThan(specs.length);
      expect(codes(cells)).toEqual(codes(plain));
      for (const [k, { run }] of cells.entries())
        for (const { key, of } of METRICS)
          expect([key, run && of(run)]).toEqual([key, plain[k]!.run && of(plain[k]!.run)]);
    }
  });

  test("of no cells are no results", async () => {
    expect(await runCells([])).toEqual([]);
  });

  test("of hundreds of cells are handed out in batches, and none is lost or swapped", async () => {
    const series = minuteBars(1, 60);
    const many = Array.from({ length: 300 }, (_, k) =>
      spec(k % 50 === 9 ? "throws-at-bar-20" : "trades-every-hour", {
        series,
        params: k % 50 === 9 ? {} : { every: 1 + (k % 30) },
      }),
    );
    const cells = await runCells(many, { jobs: 2 });
    expect(cells.map(({ run }) => run?.inputs.strategy.params.every)).toEqual(
      many.map(({ params }) => params.every),
    );
    expect(codes(cells).filter((code) => code === "E401")).toHaveLength(6);
  });
});

describe("a strategy that fails takes only its own cell with it", () => {
  const good = spec("buys-and-holds");
  const around = (bad: string, change: Partial<CellSpec> = {}) => [good, spec(bad, change), good];

  test.each([
    ["throws-at-bar-20", "E401", "throws-at-bar-20.ts:14:31"],
    ["throws-in-helper", "E401", "helpers/throws.ts:3:9"],
    ["throws-text", "E401", "throws-text.ts"],
    ["throws-at-top-level", "E401", "throws-at-top-level.ts:3:31"],
    ["throws-in-constructor", "E401", "throws-in-constructor.ts:6:11"],
    ["rejects-later", "E401", "rejects-later.ts:6:45"],
    ["no-default-export", "E403", "no-default-export.ts:3:1"],
    ["exports-a-function", "E403", "exports-a-function.ts:1:1"],
    ["params-without-bounds", "E403", "params-without-bounds.ts:3:18"],
    ["returns-a-promise", "E404", "returns-a-promise.ts:4:18"],
    ["exits", "E407", "exits.ts:5:33"],
    ["orders-half-a-contract", "E411", "orders-half-a-contract.ts:5:10"],
  ])("%s: %s at %s, in process as on workers", async (name, code, where) => {
    for (const jobs of [1, 2]) {
      const cells = await runCells(around(name), { jobs });
      expect(codes(cells)).toEqual(["ran", code, "ran"]);
      expect(cells[1]!.fault!.where).toBe(`test/fixtures/strategies/${where}`);
      expect(cells[1]!.run).toBeNull();
      expect([cells[1]!.strategy, cells[1]!.instrument]).toEqual([name, "MES"]);
    }
  });

  test("an error says at which bar, after how many fills, and shows the line", async () => {
    const [cell] = await runCells([spec("throws-at-bar-20")], { jobs: 2 });
    expect(cell!.fault!.message).toBe(
      "throws-at-bar-20 threw at bar 2024-01-02 15:20 UTC, after 1 fill: " +
        "TypeError: Cannot read properties of undefined (reading 'price')",
    );
    expect(cell!.fault!.excerpt!.split("\n").slice(-2)).toEqual([
      "14 │     if (this.close.now > last.price) this.sell({ qty: 1 });",
      `   │ ${" ".repeat(30)}^^^^^ TypeError: Cannot read properties of undefined (reading 'price')`,
    ]);
  });

  test("a parameter that it does not have is its own cell's fault", async () => {
    expect(codes(await runCells(around("buys-and-holds", { params: { fast: 3 } }), { jobs: 2 }))).toEqual([
      "ran",
      "E130",
      "ran",
    ]);
  });

  test("a file that does not compile, or is not there", async () => {
    const missing = join(dirname(fixture("x")), "buys-and-hold.ts");
    expect(codes(await runCells([good, spec(missing), good], { jobs: 2 }))).toEqual(["ran", "E120", "ran"]);
  });

  test.each([1, 2])(
    "a loop that never ends is stopped at the time limit of the run (jobs: %i)",
    async (jobs) => {
      const cells = await runCells([...around("loops-forever"), spec("loops-forever"), good], {
        jobs,
        timeLimitMs: 6_000,
      });
      expect(codes(cells)).toEqual(["ran", "E405", "ran", "E405", "ran"]);
      const { message, where, fix } = cells[1]!.fault!;
      expect(message).toBe("loops-forever on MES did not finish within 6 s, the time limit of a run");
      expect(where).toBe("test/fixtures/strategies/loops-forever.ts");
      expect(fix![0]).toMatch(/^--time-limit 30s /);
    },
  );

  test.each([
    ["loops-at-top-level", 1],
    ["loops-at-top-level", 2],
    ["waits-at-top-level", 1],
    ["waits-at-top-level", 2],
  ])("%s: a module whose top level never ends is stopped too (jobs: %i)", async (name, jobs) => {
    expect(codes(await runCells(around(name), { jobs, timeLimitMs: 6_000 }))).toEqual(["ran", "E405", "ran"]);
  });

  test("the time that a run waits for its turn does not count", async () => {
    // Four loops one after the other on two lanes: the last one waits twice its limit, and then runs.
    const loops = Array.from({ length: 4 }, () => spec("loops-forever"));
    expect(codes(await runCells([...loops, good, good], { jobs: 2, timeLimitMs: 6_000 })).slice(4)).toEqual([
      "ran",
      "ran",
    ]);
  });

  test("what fills the heap is stopped at the memory limit", async () => {
    const cells = await runCells(around("hogs-the-heap"), { jobs: 2, memoryMb: 96 });
    expect(codes(cells)).toEqual(["ran", "E406", "ran"]);
    expect(cells[1]!.fault!.message).toBe(
      "hogs-the-heap on MES used more than 96 MB, the memory limit of a run",
    );
  });

  test("a Map that doubles its table would end the whole process at V8's own limit, and does not get there", async () => {
    expect(codes(await runCells(around("hogs-a-map"), { jobs: 2, memoryMb: 96 }))).toEqual([
      "ran",
      "E406",
      "ran",
    ]);
  });

  test("what fills memory outside the heap is stopped too, and the run beside it is not blamed", async () => {
    const cells = await runCells([spec("hogs-arrays"), spec("takes-its-time"), good, good], {
      jobs: 2,
      memoryMb: 256,
    });
    expect(codes(cells)).toEqual(["E406", "ran", "ran", "ran"]);
  });

  test("results that pile up are the program's memory, and not held against the runs that come later", async () => {
    // 12 bytes a bar and result: 120 results are 576 MB, more than both lanes may take (192 MB and 48 MB each). What two threads have not collected yet
    // must fit beside one of them, which is alone for a moment whenever the other's batch is over: on a busy machine that was more than 144 MB.
    const series = minuteBars(1000, 400);
    const many = Array.from({ length: 120 }, () => spec("buys-and-holds", { series }));
    expect(new Set(codes(await runCells(many, { jobs: 2, memoryMb: 192 })))).toEqual(new Set(["ran"]));
  });

  test("what ends its thread by force is told so", async () => {
    const cells = await runCells(around("exits-for-real"), { jobs: 2 });
    expect(codes(cells)).toEqual(["ran", "E407", "ran"]);
    expect(cells[1]!.fault!.message).toContain("exits-for-real on MES ended the thread");
  });

  test("in a batch of many, those after the one that was killed run all the same", async () => {
    const series = minuteBars(1, 30);
    const many = Array.from({ length: 80 }, (_, k) =>
      k % 40 === 3 ? spec("loops-forever", { series }) : spec("buys-and-holds", { series }),
    );
    const cells = await runCells(many, { jobs: 2, timeLimitMs: 6_000 });
    expect(codes(cells).flatMap((code, k) => (code === "ran" ? [] : [[k, code]]))).toEqual([
      [3, "E405"],
      [43, "E405"],
    ]);
  });
});

describe("stopping", () => {
  test.each([1, 2])("keeps the runs that have finished, in order (jobs: %i)", async (jobs) => {
    const stop = new AbortController();
    const specs = [
      spec("buys-and-holds"),
      spec("trades-every-hour"),
      ...Array.from({ length: 30 }, () => spec("buys-and-holds")),
    ];
    const cells = await runCells(specs, {
      jobs,
      signal: stop.signal,
      onProgress: (done) => done >= 3 && stop.abort(),
    });
    expect(cells.length).toBeGreaterThanOrEqual(3);
    expect(cells.length).toBeLessThan(specs.length);
    expect(codes(cells)).toEqual(cells.map(() => "ran"));
  });

  test("does not wait for a run that never ends", async () => {
    const stop = new AbortController();
    const cells = await runCells([spec("buys-and-holds"), spec("loops-forever")], {
      jobs: 2,
      signal: stop.signal,
      onProgress: (done) => done === 1 && setTimeout(() => stop.abort(), 50),
    });
    expect(cells.map(({ strategy }) => strategy)).toEqual(["buys-and-holds"]);
  });

  test("before the start means that nothing runs", async () => {
    for (const jobs of [1, 2]) {
      expect(await runCells([spec("buys-and-holds")], { jobs, signal: AbortSignal.abort() })).toEqual([]);
    }
  });
});

describe("limits", () => {
  test.each([
    [{ jobs: 0 }, "E140"],
    [{ jobs: 1.5 }, "E140"],
    [{ timeLimitMs: 0 }, "E141"],
    [{ timeLimitMs: Number.NaN }, "E141"],
    [{ memoryMb: -1 }, "E142"],
  ])("%o are refused", async (options, code) => {
    await expect(runCells([spec("buys-and-holds")], options)).rejects.toMatchObject({ code });
  });

  test("without end are as good as none: a timer of more than 24 days does not fire at once", async () => {
    for (const jobs of [1, 2]) {
      const cells = await runCells([spec("trades-every-hour")], {
        jobs,
        timeLimitMs: Number.POSITIVE_INFINITY,
      });
      expect(codes(cells)).toEqual(["ran"]);
    }
  });
});

describe("the program around it", () => {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  const script = (jobs: number, name: string) => `
    import { runCells } from "#research/cells.js";
    import { createBars } from "#bars/columns.js";
    import { loadContracts } from "#instrument/contracts.js";
    const bars = createBars(50);
    for (let i = 0; i < 50; i++) {
      bars.time[i] = 1704207600000 + i * 60000;
      bars.tradeDate[i] = 19724;
      for (const column of [bars.open, bars.high, bars.low, bars.close]) column[i] = 4800;
      for (const column of [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks]) column[i] = 19200;
    }
    const source = { symbol: "MES", file: "x.csv", sha256: "", timeframeMs: 60000, from: bars.time[0], to: bars.time[49],
      firstDay: 19724, lastDay: 19724, bars: 50, hasVolume: true, synthetic: true, notes: [] };
    const cells = await runCells([{ strategyFile: ${JSON.stringify(fixture(name))}, params: {}, series: { bars, source },
      contract: loadContracts().get("MES"), flatCost: 0,
      account: { cash: 1e10, marginPolicy: "none", margins: "estimate", liquidationFee: 0, monthlyFee: 0 },
      execution: { path: "adverse", slippage: 0, limitFill: "through", participation: null, fillAt: "next-open" } }], { jobs: ${jobs} });
    console.log("answer " + cells.length);`;
  const args = (jobs: number, name: string) => ["--input-type=module", "-e", script(jobs, name)];

  test.each([1, 2])(
    "prints its answer alone on stdout: a strategy's own prints go to stderr (jobs: %i)",
    (jobs) => {
      const stdout = execFileSync(process.execPath, args(jobs, "prints"), {
        cwd: root,
        encoding: "utf8",
        stdio: "pipe",
      });
      expect(stdout).toBe("answer 1\n");
    },
  );

  test("ends when the runs have ended, with no warning on stderr", async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args(2, "trades-every-hour"), {
      cwd: root,
    });
    expect([stdout, stderr]).toEqual(["answer 1\n", ""]);
  });

  test.each([1, 2])(
    "ends although a strategy has left timers, and hears nothing of what they throw (jobs: %i)",
    (jobs) => {
      const stdout = execFileSync(process.execPath, args(jobs, "leaves-timers"), {
        cwd: root,
        encoding: "utf8",
        timeout: 120_000,
      });
      expect(stdout).toBe("answer 1\n");
    },
  );

  test.skipIf(process.platform === "win32")("hears Ctrl-C in the middle of a run in process", async () => {
    const child = execFile(process.execPath, args(1, "loops-forever"), { cwd: root });
    setTimeout(() => child.kill("SIGINT"), 1500);
    expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  });
});
