// Does a comparison say what it is held against, grey what cannot be, and mean the same numbers in page and document?

import { describe, expect, test } from "vitest";
import type { Comparison } from "#domain/comparison.js";
import type { Run } from "#domain/run.js";
import { compare } from "#index.js";
import { WIDTH } from "#report/chart/path.js";
import { diffLines, factsOf } from "#report/compare/facts.js";
import { greyed } from "#report/compare/standing.js";
import { compareDocument } from "#report/compare-document.js";
import { compareReport } from "#report/compare-report.js";
import { compareTable } from "#report/compare-table.js";
import { sharedTables } from "#report/shared-rows.js";
import { baselineAt } from "#research/baseline.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf } from "./hostile.js";

const CONTEXT = { command: "tickproof compare a b -i MES", version: "0.1.0" };
const changed = (run: Run, inputs: Partial<Run["inputs"]>): Run => ({
  ...run,
  inputs: { ...run.inputs, ...inputs },
});
const named = (run: Run, name: string): Run => changed(run, { strategy: { ...run.inputs.strategy, name } });

/** Two strategies on one instrument: the same bars, entries 31 and 37 bars apart. */
function twoOnOne(changes: Partial<Comparison> = {}): Comparison {
  const [a, b] = [named(fixtureRun({ every: 31 }), "one"), named(fixtureRun({ every: 37 }), "two")];
  const comparison = comparisonOf([a, b], changes);
  return {
    ...comparison,
    cells: comparison.cells.map((cell) => ({ ...cell, instrument: "MES" })),
    instruments: ["MES"],
  };
}

test("trades on dates that only one of two runs has are told apart from those that only one of them made", () => {
  const [a, b] = [named(fixtureRun({ every: 31 }), "one"), named(fixtureRun({ every: 37, days: 30 }), "two")];
  const cells = comparisonOf([a, b]).cells.map((cell) => ({ ...cell, instrument: "MES" }));
  const comparison: Comparison = { ...comparisonOf([a, b]), cells, instruments: ["MES"] };
  const last = b.bars.tradeDate[b.bars.length - 1]!;
  const later = a.trades.filter(({ entryBar }) => a.bars.tradeDate[entryBar]! > last).length;
  const { onlyA } = factsOf(comparison).diffs[0]!.diff;
  expect(later).toBeGreaterThan(0);
  expect(onlyA.length).toBeGreaterThan(later);
  expect(compareReport(comparison, CONTEXT)).toContain(
    `They did not run over the same dates: ${later} of the ${onlyA.length} trades only in A began where the other had no bars.`,
  );
  expect(compareReport(twoOnOne(), CONTEXT)).not.toContain("They did not run over the same dates");
});

describe("a run is greyed", () => {
  const base = fixtureRun({ every: 31 });
  const { execution, account, data } = base.inputs;

  test("not beside one on the same terms, nor for data that all of them share", () => {
    expect(greyed(fixtureRun({ every: 37 }), base)).toEqual([]);
    expect(greyed(base, base)).toEqual([]);
  });

  test.each<[string, Partial<Run["inputs"]>, string]>([
    ["costs", { flatCost: 620_000 }, "other costs than the baseline"],
    ["fees", { contract: { ...base.inputs.contract, takerRate: "0.001" } }, "other costs than the baseline"],
    ["slippage", { execution: { ...execution, slippage: 2 } }, "other slippage than the baseline"],
    ["fills", { execution: { ...execution, path: "favourable" } }, "other rules for fills than the baseline"],
    ["cash", { account: { ...account, cash: 5_000_000_000 } }, "other start cash than the baseline"],
    [
      "account",
      { account: { ...account, marginPolicy: "record" } },
      "other terms of the account than the baseline",
    ],
    [
      "data",
      { data: { ...data, sha256: "0".repeat(64), file: "else.csv" } },
      "other data: else.csv, not the bars of MES-5m.csv that the baseline ran on",
    ],
    ["step", { data: { ...data, timeframeMs: 60_000 } }, "other bars: 1m, not 5m"],
  ])("for other %s", (_, inputs, reason) => {
    expect(greyed(changed(fixtureRun({ every: 37 }), inputs), base)).toEqual([reason]);
  });

  test("for another span, and for a check that it fails, the baseline as well", () => {
    const short = fixtureRun({ every: 31, days: 30 });
    expect(greyed(short, base)).toEqual([
      expect.stringMatching(/^other span: 2024-01-02 to 2024-02-1\d, not 2024-01-02 to 2024-03-\d\d$/),
    ]);
    const event = { bar: 3, time: 0, kind: "liquidation" as const, text: "sold out", order: 0, amount: 0 };
    const forced = { ...base, events: [event] };
    expect(greyed(forced, forced)).toEqual([expect.stringMatching(/^fails a check: 1 liquidation/)]);
  });

  test("for generated bars only where the baseline's are real", () => {
    const real = changed(base, { data: { ...data, synthetic: false } });
    expect(greyed(base, real)).toEqual(["fails a check: Synthetic data"]);
  });

  test("and page, document and terminal say why", () => {
    const odd = named(changed(fixtureRun({ every: 37 }), { flatCost: 620_000 }), "two");
    const comparison = comparisonOf([named(base, "one"), odd]);
    const reason = "other costs than the baseline";
    expect(compareReport(comparison, CONTEXT)).toContain(`<li>${reason}</li>`);
    expect(compareDocument(comparison).cells.map(({ standing }) => standing!.greyed)).toEqual([[], [reason]]);
    const style = { columns: 120, colours: false, unicode: true, tsv: false } as never;
    expect(compareTable(comparison, style)).toContain(`two · MNQ: ${reason}`);
  });
});

describe("a baseline", () => {
  const cells = [
    { strategy: "one", instrument: "MES" },
    { strategy: "one", instrument: "MNQ" },
    { strategy: "two", instrument: "MNQ" },
  ];

  test("is called by its whole name, its strategy or its instrument", () => {
    expect(baselineAt(cells, "one MNQ")).toBe(1);
    expect(baselineAt(cells, "Two · mnq")).toBe(2);
    expect(baselineAt(cells, "two")).toBe(2);
    expect(baselineAt(cells, "mnq")).toBe(1);
    expect(() => baselineAt(cells, "tow")).toThrow(
      expect.objectContaining({
        code: "E160",
        detail: expect.objectContaining({ fix: ["--baseline two", '--baseline "one MES"'] }),
      }),
    );
  });

  test("is the first run that finished where the one asked for failed", () => {
    const comparison = twoOnOne({ baseline: 0 });
    const cells = [{ ...comparison.cells[0]!, run: null }, comparison.cells[1]!];
    expect(factsOf({ ...comparison, cells }).baseline!.strategy).toBe("two");
  });

  test("has no difference from itself; the others' deltas are figure less figure, to the last digit", () => {
    const document = compareDocument(twoOnOne({ baseline: 1 }));
    const [one, two] = document.cells;
    expect(document.baseline).toEqual({ strategy: "two", instrument: "MES" });
    expect([two!.deltas, two!.paired, two!.standing!.baseline]).toEqual([null, null, true]);
    const micro = (text: unknown) => Math.round(Number(text) * 1e6);
    expect(micro((one!.deltas as Record<string, unknown>).net)).toBe(
      micro(one!.summary!.net) - micro(two!.summary!.net),
    );
    const net = one!.paired!.differences.find(({ key }) => key === "raw")!;
    expect(micro(net.difference)).toBe(micro(one!.summary!.net) - micro(two!.summary!.net));
    expect(micro(net.low)).toBeLessThan(micro(net.high));
  });
});

describe("the trades of two runs", () => {
  const comparison = twoOnOne();
  const [pair] = factsOf(comparison).diffs;
  const [row] = compareDocument(comparison, { allTrades: true }).diffs;
  const micro = (text: string) => Math.round(Number(text) * 1e6);

  test("add up by group to the net of each run", () => {
    const { onlyA, onlyB, changed: both, same, outsideA, outsideB } = row!;
    expect(micro(onlyA.net) + micro(both.netA) + micro(same.net) + micro(outsideA)).toBe(
      pair!.a.run.totals.net,
    );
    expect(micro(onlyB.net) + micro(both.netB) + micro(same.net) + micro(outsideB)).toBe(
      pair!.b.run.totals.net,
    );
    expect(onlyA.trades + both.trades + same.trades).toBe(pair!.a.run.trades.length);
    expect(onlyB.trades + both.trades + same.trades).toBe(pair!.b.run.trades.length);
    expect(both.trades).toBeGreaterThan(0);
  });

  test("are all listed with --diff, else the 20 that moved most; their changes add up to the difference of the nets", () => {
    const changes = row!.trades.reduce((sum, { change }) => sum + micro(change), 0);
    expect(changes).toBe(pair!.b.run.totals.net - pair!.a.run.totals.net);
    const few = compareDocument(comparison).diffs[0]!.trades;
    expect(few).toEqual(row!.trades.filter(({ kind }) => kind !== "same").slice(0, 20));
    const sizes = diffLines(pair!).map(({ change }) => Math.abs(change));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  test("stand in the page with both versions on the same candles", () => {
    const page = compareReport(comparison, CONTEXT);
    expect(page).toContain("Both versions on the same candles");
    for (const version of ["ver-a", "ver-b"]) expect(page).toContain(`class="versions ${version}" d="M`);
    expect(page).toContain("Two trades are versions of one where instrument and side are the same");
  });

  test("of one and the same run are all the same", () => {
    const run = fixtureRun();
    const twin = comparisonOf([named(run, "one"), named(run, "two")]);
    const same = { ...twin, cells: twin.cells.map((cell) => ({ ...cell, instrument: "MES" })) };
    expect(compareReport(same, CONTEXT)).toContain(`All ${run.trades.length} trades are the same.`);
  });
});

const micro = (text: string): number => Math.round(1e6 * Number(text));

/** Micro-dollars that a page shows: those of a `value`, and those whose text is exact and has none beside it. */
function amountsOf(page: string): Set<number> {
  const told = [...page.matchAll(/ value="(-?[\d.]+)"/g)].map(([, amount]) => amount!);
  const texts = [...page.matchAll(/>([+−]?)\$([\d,]+\.\d+)</g)].map(
    ([, sign, digits]) => (sign === "−" ? "-" : "") + digits!.replaceAll(",", ""),
  );
  return new Set([...told, ...texts].map(micro));
}

describe("a real comparison", () => {
  const asked = (baseline?: string) =>
    compare({
      strategies: ["ema-trend", "rsi-reversion"],
      data: { MES: "data/MES-5m.csv", MNQ: "data/MNQ-5m.csv" },
      jobs: 1,
      ...(baseline !== undefined && { baseline }),
    });

  test("has in its page the amounts of its document", async () => {
    const comparison = await asked("rsi-reversion MNQ");
    const page = compareReport(comparison, { ...CONTEXT, normalise: "risk" });
    const document = compareDocument(comparison);
    expect(document.baseline).toEqual({ strategy: "rsi-reversion", instrument: "MNQ" });
    const micros = new Set([...page.matchAll(/ data-v="(-?\d+)"/g)].map(([, micro]) => Number(micro)));
    for (const { summary, normalised } of document.cells) {
      expect(micros).toContain(Math.round(Number(summary!.net) * 1e6));
      expect(micros).toContain(Math.round(Number((normalised as Record<string, string>).contract) * 1e6));
    }
    expect(page).toContain("Equity, per risk: change since the start");
    expect(page).toContain("All runs together below their high, per risk");
    const amounts = amountsOf(page);
    for (const { depth } of document.joint!.deepest) expect(Number(depth)).toBeGreaterThan(0);
    expect(document.correlation.days).toEqual(document.correlation.matrix.map((row) => row.map(() => 145)));
    for (const { net, netA } of document.diffs.flatMap((diff) => [
      { net: diff.onlyA.net, netA: diff.changed.netA },
    ])) {
      expect(amounts).toContain(micro(net));
      expect(amounts).toContain(micro(netA));
    }
  });

  test("shows the books of the shared account as its document has them, and its tables add up to them", async () => {
    const comparison = await asked("ema-trend MES");
    const [document, page] = [compareDocument(comparison), compareReport(comparison, CONTEXT)];
    const { books, cash, net, parts, daily } = document.shared!;
    const together = page.slice(page.indexOf('id="together"'), page.indexOf('id="correlation"'));
    expect(books!.differences).toEqual([]);
    expect(books!.net).toBe(net);
    expect(books!.parts.map((one) => one.net)).toEqual(parts.map((one) => one.net));
    for (const sums of [books!, ...books!.parts])
      for (const amount of [sums.gross, sums.costParts.commission, sums.net, sums.cash, sums.equity])
        expect(amountsOf(together)).toContain(micro(amount));
    const sumOf = (texts: readonly string[]) => texts.reduce((sum, text) => sum + micro(text), 0);
    expect(sumOf(books!.parts.map((one) => one.cash)) + micro(cash)).toBe(micro(books!.cash));
    expect(books!.daily.map(({ date, equity }) => ({ date, equity }))).toEqual(daily);
    expect(together).toContain("all are the same, to the micro-dollar");

    const tables = sharedTables(comparison.shared!);
    const rows = (name: string) =>
      tables[name]!()
        .trimEnd()
        .split("\r\n")
        .map((line) => line.split(","));
    const [head, ...postings] = rows("postings");
    expect(postings).toHaveLength(books!.postings);
    const column = (name: string) => head!.indexOf(name);
    const balance = postings.reduce(
      (sum, row) =>
        sum +
        (row[column("to")] === "cash" ? micro(row[column("amount")]!) : 0) -
        (row[column("from")] === "cash" ? micro(row[column("amount")]!) : 0),
      0,
    );
    expect(balance).toBe(micro(books!.cash));
    expect(rows("trades")).toHaveLength(1 + parts.reduce((sum, one) => sum + one.trades, 0));
  });

  test("refuses a baseline that it does not have before anything runs", async () => {
    await expect(asked("nobody")).rejects.toMatchObject({ code: "E160" });
  });
});

test("what was not tested is said, with the command that tests it", () => {
  const [a, b] = [named(fixtureRun({ every: 31 }), "one"), named(fixtureRun({ every: 37 }), "two")];
  const looked: Run = { ...a, lookAhead: { own: true, cuts: 8, finding: null } };
  const page = compareReport(comparisonOf([looked, b]), CONTEXT);
  const doubts = page.slice(page.indexOf('id="doubts"'), page.indexOf('id="against"'));
  expect(doubts).toMatch(/Look-ahead: not tested<.*?1 of 2 runs: [^.]*two.*?tickproof verify STRATEGY/s);
  expect(doubts).toMatch(/Trials so far: unknown<.*?All 2 runs/s);
});

test("runs over other dates are drawn at their dates, and no page says that they are the same", () => {
  const [a, b] = [fixtureRun({ every: 31 }), fixtureRun({ every: 37 })];
  const late: Run = { ...named(b, "late"), daily: b.daily.slice(10) };
  const comparison = comparisonOf([named(a, "whole"), late]);
  const page = compareReport(comparison, CONTEXT);
  const overlay = page.slice(page.indexOf('id="overlay"'), page.indexOf('id="fairness"'));
  const paths = [...overlay.matchAll(/<path class="line\d dash\d[^"]*" d="M(\d+) /g)].map(([, x]) =>
    Number(x),
  );
  expect(paths).toHaveLength(2);
  expect(paths[1]! - paths[0]!).toBe(Math.round((10 * WIDTH) / a.daily.length));
  expect(page).not.toContain("Every column ran on the same trade dates");
});
