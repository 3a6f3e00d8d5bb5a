import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { metricOf } from "#metric/all.js";
import { runCells } from "#research/cells.js";
import { describeStrategy } from "#research/describe.js";
import { runSweep, type SweepOptions } from "#research/sweep.js";
import { type Sampling, type SweepWords, spaceOf } from "#research/sweep-space.js";
import { savedSweep } from "#research/sweep-state.js";
import { type Sweep, varied } from "../../src/domain/sweep.js";
import { minuteBars } from "../fixtures/series.js";
import { spec } from "./spec.js";

const mes = minuteBars(6, 120);
const onMnq = { series: minuteBars(4, 90, { symbol: "MNQ" }), contract: loadContracts().get("MNQ") };
const GRID = { fast: "2..6", slow: "3..15" }; // slow by its own step, 3: 25 combinations, 5 of them refused

async function swept(
  strategy: string,
  params: Record<string, SweepWords>,
  options: SweepOptions & Sampling = {},
  cells = [spec(strategy, { series: mes })],
): Promise<Sweep> {
  const { params: schema } = await describeStrategy(cells[0]!.strategyFile);
  return runSweep(cells, spaceOf(schema, params, strategy, options), schema, { jobs: 1, ...options });
}

/** State, figures and failures by row: what must not depend on how the sweep was run. */
const resultOf = ({ parts, fingerprint }: Sweep) => ({
  fingerprint,
  parts: parts.map(({ state, figures, failures, done, failed }) => ({
    state: [...state],
    figures: Object.fromEntries(Object.entries(figures).map(([key, column]) => [key, [...column]])),
    failures: failures.map(({ count, row, fault }) => ({ count, row, code: fault.code })),
    done,
    failed,
  })),
});

describe("a sweep", () => {
  test("gives each combination the figures of its own run, to the last micro-dollar", async () => {
    const sweep = await swept("crosses-averages", GRID, { jobs: 2 });
    const [part] = sweep.parts as [Sweep["parts"][0]];
    expect([sweep.rows, part.done, part.failed]).toEqual([25, 20, 5]);
    let traded = 0;
    for (let row = 0; row < sweep.rows; row++) {
      const params = varied(sweep, row);
      const [cell] = await runCells([spec("crosses-averages", { series: mes, params })], { jobs: 1 });
      const refused = Number(params.fast) >= Number(params.slow);
      expect(cell!.run === null).toBe(refused);
      expect(part.state[row]).toBe(refused ? 2 : 1);
      for (const [key, column] of Object.entries(part.figures)) {
        const value = refused ? Number.NaN : (metricOf(key).of(cell!.run!) ?? Number.NaN);
        expect(column[row], `${key} of ${JSON.stringify(params)}`).toBe(value);
      }
      traded += cell!.run?.trades.length ?? 0;
    }
    expect(traded).toBeGreaterThan(100);
  });

  test("is the same for any number of workers and in process, and with every metric", async () => {
    for (const detail of ["figures", "trades"] as const) {
      const one = await swept("crosses-averages", GRID, { jobs: 1, detail });
      expect(one.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      for (const jobs of [2, 8])
        expect(resultOf(await swept("crosses-averages", GRID, { jobs, detail }))).toEqual(resultOf(one));
    }
    const [figures, trades] = await Promise.all(
      (["figures", "trades"] as const).map((detail) => swept("crosses-averages", GRID, { detail })),
    );
    expect(Object.keys(trades!.parts[0]!.figures).length).toBeGreaterThan(45);
    for (const [key, column] of Object.entries(figures!.parts[0]!.figures))
      expect(trades!.parts[0]!.figures[key], key).toEqual(column);
  });

  test("has another fingerprint where anything in it is another", async () => {
    const prints = await Promise.all([
      swept("crosses-averages", GRID),
      swept("crosses-averages", { ...GRID, fast: "2..7" }),
      swept("crosses-averages", { ...GRID, edge: 0.1 }),
      swept("crosses-averages", GRID, {}, [spec("crosses-averages", { series: mes, flatCost: 630_000 })]),
    ]);
    expect(new Set(prints.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  });

  test("keeps the metric that was asked for, and all of them where it needs the trades", async () => {
    const some = await swept("crosses-averages", GRID, { metrics: ["volatility"] });
    expect(some.detail).toBe("figures");
    expect(Object.keys(some.parts[0]!.figures)).toEqual(
      expect.arrayContaining(["net", "sharpe", "volatility"]),
    );
    const all = await swept("crosses-averages", GRID, { metrics: ["sqn"] });
    expect(all.detail).toBe("trades");
    await expect(swept("crosses-averages", GRID, { metrics: ["sharp"] })).rejects.toMatchObject({
      code: "E114",
    });
  });

  test("measures whole runs where deposits move the account", async () => {
    const account = { ...spec("").account, transfers: [{ day: 19_725, amount: 5_000_000_000 }] };
    const cells = [spec("crosses-averages", { series: mes, account })];
    const sweep = await swept("crosses-averages", { slow: "9,12" }, {}, cells);
    expect(sweep.detail).toBe("trades");
    const params = { slow: 12 };
    const [cell] = await runCells([{ ...cells[0]!, params }], { jobs: 1 });
    for (const key of ["net", "max-drawdown", "sharpe", "return-percent"])
      expect(sweep.parts[0]!.figures[key]![1], key).toBe(metricOf(key).of(cell!.run!));
  });

  test("runs on several instruments, a part each", async () => {
    const cells = [spec("crosses-averages", { series: mes }), spec("crosses-averages", onMnq)];
    const both = await swept("crosses-averages", GRID, { jobs: 2 }, cells);
    expect(both.parts.map(({ symbol, done }) => [symbol, done])).toEqual([
      ["MES", 20],
      ["MNQ", 20],
    ]);
    const alone = await swept("crosses-averages", GRID, {}, [cells[1]!]);
    expect(resultOf(both).parts[1]).toEqual(resultOf(alone).parts[0]);
    expect(resultOf(await swept("crosses-averages", GRID, { jobs: 1 }, cells))).toEqual(resultOf(both));
  });

  test("of drawn combinations runs those and no others", async () => {
    const sweep = await swept("crosses-averages", { ...GRID, shorts: "*" }, { sample: 12, seed: 3 });
    expect([sweep.rows, sweep.space, sweep.sample]).toEqual([12, 50, { seed: 3 }]);
    const whole = await swept("crosses-averages", { ...GRID, shorts: "*" });
    for (const [row, number] of sweep.numbers!.entries()) {
      expect(varied(sweep, row)).toEqual(varied(whole, number));
      expect(sweep.parts[0]!.figures.net![row]).toBe(whole.parts[0]!.figures.net![number]);
    }
  });

  test("tells how far it is: the first result by itself, then ever more, and never more than there are", async () => {
    for (const jobs of [1, 2]) {
      const told: number[] = [];
      const sweep = await swept("crosses-averages", GRID, {
        jobs,
        onProgress({ done, total, before }, soFar) {
          expect([total, before]).toEqual([25, 0]);
          const [part] = soFar().parts;
          expect(part!.done + part!.failed).toBeGreaterThanOrEqual(done);
          told.push(done);
        },
      });
      expect(told.slice(0, 2)).toEqual([0, 1]);
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(told.at(-1)).toBe(25);
      expect(sweep.interrupted).toBe(false);
    }
  });
});

describe("a combination that fails", () => {
  test("because the strategy refuses it fails alone: such are counted together, and the first is told", async () => {
    const { parts } = await swept("crosses-averages", GRID, { jobs: 2 });
    expect(parts[0]!.failures).toHaveLength(1);
    const [{ count, row, fault }] = parts[0]!.failures as [Sweep["parts"][0]["failures"][0]];
    expect([count, row, fault.code]).toEqual([5, 5, "E131"]); // row 5: fast 3, slow 3
    expect(fault.message).toContain("fast 3 is not faster than slow 3");
  });

  test.each([1, 2])("by an error costs that combination, with %i jobs", async (jobs) => {
    const { parts } = await swept("fails-for-some", { n: "0..60", how: "throw", when: 7 }, { jobs });
    expect([parts[0]!.done, parts[0]!.failed]).toEqual([60, 1]);
    expect(parts[0]!.failures).toMatchObject([
      { count: 1, row: 7, fault: { code: "E401", message: expect.stringContaining("no level for 7") } },
    ]);
    expect(parts[0]!.state[7]).toBe(2);
  });

  test.each([1, 2])(
    "because it never ends costs its time limit and that combination, with %i jobs",
    async (jobs) => {
      const options = { jobs, timeLimitMs: 4_000 };
      const { parts, interrupted } = await swept(
        "fails-for-some",
        { n: "0..60", how: "loop", when: 33 },
        options,
      );
      expect([parts[0]!.done, parts[0]!.failed, interrupted]).toEqual([60, 1, false]);
      expect(parts[0]!.failures).toMatchObject([
        { count: 1, row: 33, fault: { code: "E405", message: expect.stringContaining("with n=33") } },
      ]);
      const fine = await swept("fails-for-some", { n: "0..60", how: "loop", when: 1000 });
      const others = [...fine.parts[0]!.figures.net!].map((net, row) => (row === 33 ? Number.NaN : net));
      expect([...parts[0]!.figures.net!]).toEqual(others);
    },
  );

  test.each([1, 2])("after it has returned is found among all of its batch, with %i jobs", async (jobs) => {
    const { parts } = await swept("fails-for-some", { n: "0..60", how: "reject", when: 41 }, { jobs });
    expect(parts[0]!.failures).toMatchObject([
      { count: 1, row: 41, fault: { message: expect.stringContaining("late news of 41") } },
    ]);
    expect([parts[0]!.done, parts[0]!.failed]).toEqual([60, 1]);
  });

  test("because it takes too much memory fails alone too", async () => {
    const options = { jobs: 2, memoryMb: 96, timeLimitMs: 60_000 };
    const { parts } = await swept("fails-for-some", { n: "0..20", how: "hog", when: 5 }, options);
    expect(parts[0]!.failures).toMatchObject([{ count: 1, row: 5, fault: { code: "E406" } }]);
    expect(parts[0]!.done).toBe(20);
  });
});

describe("a strategy that keeps state in its module", () => {
  test.each([1, 2])("is found out, with %i jobs", async (jobs) => {
    await expect(swept("remembers-in-its-module", { n: "1..60" }, { jobs })).rejects.toMatchObject({
      code: "E481",
      detail: { found: expect.stringMatching(/^n=\d+: \S+ \S+, then \S+/) },
    });
  });

  test("is not, where it makes no difference", async () => {
    const { parts } = await swept("remembers-in-its-module", { n: "1..4" });
    expect(parts[0]!.done).toBe(4);
  });
});

describe("a sweep that is stopped", () => {
  const stopAfter = (count: number, jobs: number): [SweepOptions, AbortController] => {
    const controller = new AbortController();
    const onProgress: SweepOptions["onProgress"] = ({ done }) => {
      if (done >= count) controller.abort();
    };
    return [{ jobs, signal: controller.signal, onProgress, resumable: true }, controller];
  };

  test.each([1, 2])(
    "keeps what was done, and goes on from there to the same end, with %i jobs",
    async (jobs) => {
      const whole = await swept("crosses-averages", GRID);
      const [options] = stopAfter(6, jobs);
      const part = await swept("crosses-averages", GRID, options);
      expect([part.interrupted, part.fingerprint]).toEqual([true, null]);
      const { done, failed, state } = part.parts[0]!;
      expect(done + failed).toBeGreaterThanOrEqual(6);
      expect(done + failed).toBeLessThan(25);
      for (const [row, one] of state.entries())
        if (one === 1) expect(part.parts[0]!.figures.net![row]).toBe(whole.parts[0]!.figures.net![row]);
      const saved = savedSweep(part);
      const told: number[] = [];
      const rest = await swept("crosses-averages", GRID, {
        jobs: 3 - jobs,
        resume: saved,
        onProgress: (progress) => told.push(progress.done, progress.before),
      });
      expect(told.slice(0, 2)).toEqual([done + failed, done + failed]);
      expect(resultOf(rest)).toEqual(resultOf(whole));
    },
  );

  test("goes on only where nothing has changed that decides the numbers, and says what has", async () => {
    const [options] = stopAfter(6, 1);
    const saved = savedSweep(await swept("crosses-averages", GRID, options));
    const resume = (params = GRID, cells = [spec("crosses-averages", { series: mes })], program = "") =>
      swept(cells[0]!.strategyFile, params, { resume: saved, program }, cells);
    const change = (message: string) => ({ code: "E148", message: expect.stringContaining(message) });
    await expect(resume({ ...GRID, fast: "2..7" })).rejects.toMatchObject(change("the parameters changed"));
    await expect(
      resume(GRID, [spec("crosses-averages", { series: minuteBars(6, 121) })]),
    ).rejects.toMatchObject(change("the bars changed"));
    await expect(
      resume(GRID, [spec("crosses-averages", { series: mes, flatCost: 1 })]),
    ).rejects.toMatchObject(change("costs, account, fills or contract changed"));
    await expect(resume(GRID, undefined, "0.2.0")).rejects.toMatchObject(change("the version of Tickproof"));
    expect((await resume()).interrupted).toBe(false);
  });

  test("refuses what is damaged, at whatever byte", async () => {
    const [options] = stopAfter(6, 1);
    const saved = savedSweep(await swept("crosses-averages", GRID, options));
    const refused = { code: "E149" };
    for (const at of [0, 20, 100, saved.length >> 1, saved.length - 1]) {
      const bad = Uint8Array.from(saved);
      bad[at]! ^= 1;
      await expect(swept("crosses-averages", GRID, { resume: bad })).rejects.toMatchObject(refused);
    }
    for (const length of [0, 5, 40, saved.length - 1])
      await expect(swept("crosses-averages", GRID, { resume: saved.slice(0, length) })).rejects.toMatchObject(
        refused,
      );
  });

  test("can only be kept where that was asked for", async () => {
    const sweep = await swept("crosses-averages", GRID);
    expect(() => savedSweep(sweep)).toThrow(expect.objectContaining({ code: "E147" }));
  });
});
