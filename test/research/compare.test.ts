import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { compareRuns } from "#research/compare.js";
import { describeStrategies, describeStrategy } from "#research/describe.js";
import { commonSpan, cutTo } from "#research/span.js";
import { FIRST_DAY, minuteBars } from "../fixtures/series.js";
import { fixture, spec } from "./spec.js";

describe("the trade dates that series have in common", () => {
  // 2 January 2024 is a Tuesday: four days from it are Tue 2, Wed 3, Thu 4, Fri 5, and the fifth is Mon 8.
  const long = minuteBars(5, 40);
  const late = minuteBars(5, 30, { firstDay: FIRST_DAY + 2, symbol: "MNQ" });

  test("reach from the first that all have to the last", () => {
    expect(commonSpan([long, late])).toEqual({ firstDay: FIRST_DAY + 2, lastDay: FIRST_DAY + 6 });
    expect(commonSpan([long])).toEqual({ firstDay: FIRST_DAY, lastDay: FIRST_DAY + 6 });
  });

  test("begin and end with dates that all really have, not with a holiday of one of them", () => {
    const fridayMissing = minuteBars(3, 10, { firstDay: FIRST_DAY });
    fridayMissing.bars.tradeDate.fill(FIRST_DAY + 6, 20); // Tue, Wed, Mon
    const fromThursday = minuteBars(5, 10, { firstDay: FIRST_DAY + 2 }); // Thu, Fri, Mon, …
    expect(commonSpan([fridayMissing, fromThursday])).toEqual({
      firstDay: FIRST_DAY + 6,
      lastDay: FIRST_DAY + 6,
    });
  });

  test("are cut out without a copy, and the series says so", () => {
    const cut = cutTo(long, commonSpan([long, late]));
    expect(cut.bars.buffer).toBe(long.bars.buffer);
    expect(cut.bars.length).toBe(3 * 40);
    expect(cut.source).toMatchObject({
      sha256: long.source.sha256,
      bars: 120,
      firstDay: FIRST_DAY + 2,
      lastDay: FIRST_DAY + 6,
      from: long.bars.time[80],
      to: long.bars.time[199],
    });
    expect(cut.source.notes.at(-1)).toBe(
      "Cut from 2024-01-02 to 2024-01-08 to the trade dates 2024-01-04 to 2024-01-08 that all compared series reach: " +
        "80 bars left out.",
    );
  });

  test("leave a series alone that lies inside", () => {
    expect(cutTo(long, commonSpan([long]))).toBe(long);
  });

  test("may not be: then nothing can be compared", () => {
    const apart = minuteBars(3, 10, { firstDay: FIRST_DAY + 70, symbol: "MCL" });
    expect(() => commonSpan([long, apart])).toThrow(
      expect.objectContaining({
        code: "E351",
        detail: expect.objectContaining({ found: expect.stringContaining("MCL 2024-03-12 to 2024-03-14") }),
      }),
    );
    expect(() => commonSpan([])).toThrow(expect.objectContaining({ code: "E351" }));
  });
});

describe("a comparison", () => {
  const mes = minuteBars(6, 80);
  const mnq = minuteBars(6, 80, { firstDay: FIRST_DAY + 1, symbol: "MNQ" });
  const onMnq = { series: mnq, contract: loadContracts().get("MNQ") };
  const specs = [
    spec("trades-every-hour", { series: mes }),
    spec("trades-every-hour", onMnq),
    spec("buys-and-holds", { series: mes }),
    spec("buys-and-holds", onMnq),
  ];

  test("runs every cell on the same trade dates, and all of them together on one account", async () => {
    const comparison = await compareRuns(specs, { jobs: 2 });
    const { cells, shared, correlation } = comparison;
    expect(comparison).toMatchObject({
      strategies: ["trades-every-hour", "buys-and-holds"],
      instruments: ["MES", "MNQ"],
      firstDay: FIRST_DAY + 1,
      lastDay: FIRST_DAY + 7,
      interrupted: false,
      sharedFault: null,
    });
    for (const { run } of cells) {
      expect([run!.daily[0]!.day, run!.daily.at(-1)!.day]).toEqual([FIRST_DAY + 1, FIRST_DAY + 7]);
    }
    expect(correlation.labels).toEqual([
      "trades-every-hour MES",
      "trades-every-hour MNQ",
      "buys-and-holds MES",
      "buys-and-holds MNQ",
    ]);
    expect(correlation.matrix.map((row) => row.length)).toEqual([4, 4, 4, 4]);
    expect(correlation.matrix[0]![0]).toBeCloseTo(1, 12);
    // $50,000 carry all four positions at once, so sharing refuses nothing and changes nothing.
    expect(shared!.cash).toBe(50_000_000_000);
    expect(shared!.sumOfSingles).toBe(cells.reduce((sum, { run }) => sum + run!.totals.net, 0));
    expect(shared!.net).toBe(shared!.sumOfSingles);
    expect(shared!.parts.map(({ net }) => net)).toEqual(cells.map(({ run }) => run!.totals.net));
  });

  test("is the same for any number of workers", async () => {
    const plain = async (jobs: number) => {
      const { cells, ...rest } = await compareRuns(specs, { jobs });
      return { ...rest, fingerprints: cells.map(({ run }) => run!.fingerprint) };
    };
    const inProcess = await plain(1);
    expect(await plain(2)).toEqual(inProcess);
    expect(await plain(4)).toEqual(inProcess);
  });

  test("keeps what ran beside a cell that failed, and shares an account between those that ran", async () => {
    const some = [spec("throws-at-bar-20", { series: mes }), ...specs.slice(0, 2)];
    const { cells, shared, correlation, strategies } = await compareRuns(some, { jobs: 2 });
    expect(cells.map(({ fault }) => fault?.code)).toEqual(["E401", undefined, undefined]);
    expect(strategies).toEqual(["throws-at-bar-20", "trades-every-hour"]);
    expect(shared!.parts).toHaveLength(2);
    expect(correlation.labels).toEqual(["trades-every-hour MES", "trades-every-hour MNQ"]);
  });

  test("of one run has nothing to share", async () => {
    const { shared, interrupted } = await compareRuns([specs[0]!], { jobs: 2 });
    expect([shared, interrupted]).toEqual([null, false]);
  });

  test("that was stopped holds what had finished and says so", async () => {
    const stop = new AbortController();
    const comparison = await compareRuns([...specs, spec("loops-forever", { series: mes })], {
      jobs: 2,
      signal: stop.signal,
      onProgress: (done) => done === 4 && stop.abort(),
    });
    expect(comparison.cells.map(({ strategy }) => strategy)).toEqual(
      specs.map((_, k) => (k < 2 ? "trades-every-hour" : "buys-and-holds")),
    );
    expect([comparison.interrupted, comparison.shared]).toEqual([true, null]);
  });

  test("says why there is no shared account, if a strategy fails only in company", async () => {
    const { cells, shared, sharedFault } = await compareRuns(
      [spec("fails-in-company", { series: mes }), spec("buys-and-holds", { series: mes })],
      { jobs: 2 },
    );
    expect(cells.every(({ run }) => run !== null)).toBe(true);
    expect(shared).toBeNull();
    expect(sharedFault).toMatchObject({
      code: "E401",
      where: "test/fixtures/strategies/fails-in-company.ts:6:39",
    });
  });
});

describe("a strategy describes itself before it runs", () => {
  test("by its parameters, its comment, its name and its code", async () => {
    const found = await describeStrategy(fixture("trades-every-hour"));
    expect(found).toEqual({
      name: "trades-every-hour",
      file: "test/fixtures/strategies/trades-every-hour.ts",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      params: {
        every: { type: "int", default: 7, min: 1, max: 500, step: 1, hint: "bars between two orders" },
      },
      doc: "Turns from long to short and back every few bars.\n\nIt proves nothing about markets; it only makes many fills.",
    });
  });

  test("several at once, in their order", async () => {
    const found = await describeStrategies([fixture("buys-and-holds"), fixture("trades-every-hour")]);
    expect(found.map(({ name }) => name)).toEqual(["buys-and-holds", "trades-every-hour"]);
  });

  test.each([
    ["loops-at-top-level", "E405"],
    ["waits-at-top-level", "E405"],
    ["throws-at-top-level", "E401"],
    ["exports-a-function", "E403"],
    ["not-there", "E120"],
  ])("or fails as a run would: %s is %s", async (name, code) => {
    await expect(describeStrategy(fixture(name), { timeLimitMs: 5_000 })).rejects.toMatchObject({ code });
  });
});
