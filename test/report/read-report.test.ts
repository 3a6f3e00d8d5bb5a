// Does a report give back its run, and does a damaged one say so?

import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import type { Run } from "#domain/run.js";
import { backtest, compare } from "#index.js";
import { DETAILS, type Detail } from "#report/embed/layout.js";
import { blocksOfPage, runsOf, type StoredRun, writtenDocument } from "#report/embed/read-report.js";
import { runDocument } from "#report/json.js";
import { runReport } from "#report/run-report.js";
import { runTables } from "#report/tables.js";
import { book } from "../accountant/books.js";
import { chance, runOf } from "../accountant/random-run.js";
import { openPage } from "./embedded.js";
import { fixtureRun } from "./fixture.js";
import { HOSTILE_CONTEXT, hostileRun } from "./hostile.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0" };
const RUNS = 60 * Number(process.env.TICKPROOF_FUZZ ?? 1);

const readPage = (page: string) => runsOf(blocksOfPage(page, "report.html"), "report.html");

async function back(run: Run, detail?: Detail) {
  const [restored] = await readPage(runReport(run, { ...CONTEXT, ...(detail && { detail }) }));
  return restored!;
}

/** The document without what its report draws, which only the document of a whole run has. */
function figuresOf(stored: StoredRun): string {
  const { embedded, ...figures } = writtenDocument(stored);
  expect(embedded?.length).toBe(stored.meta.detail === "full" ? stored.blocks.length : undefined);
  return JSON.stringify(figures);
}

async function expectSame(run: Run): Promise<void> {
  const restored = await back(run);
  expect(restored.ledger).toBe("sealed");
  expect(figuresOf(restored)).toBe(JSON.stringify(runDocument(run)));
  expect(runTables(restored.run)).toEqual(runTables(run));
  for (const name of ["time", "open", "high", "low", "close", "volume", "tradeDate", "closeTicks"] as const)
    expect(restored.run.bars[name]).toEqual(run.bars[name].slice());
}

test("whatever chance does to an account of any contract: document and tables come back byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(chance, (wish) => expectSame(runOf(wish))),
    { numRuns: RUNS },
  );
});

test.each(["ema-trend", "rsi-reversion", "tiered-take-profit", "volume-profile-range"])(
  "%s: document and tables come back byte for byte, on every contract and on the account that they share",
  async (strategy) => {
    const data = { MES: "data/MES-5m.csv", MCL: "data/MCL-5m.csv", MNQ: "data/MNQ-5m.csv" };
    const { cells } = await compare({ strategies: [strategy], data });
    for (const { run } of cells) await expectSame(run!);
  },
);

test("the report of a run without a trade, or with every text hostile, gives it back too", async () => {
  const idle = book("MES", [
    { at: "2024-01-03T15:00:00Z", price: "5000.50" },
    { at: "2024-01-03T20:59:00Z", price: "5012.25" },
  ]);
  expect(idle.trades.length).toBe(0);
  await expectSame(idle);
  const hostile = hostileRun();
  const restored = await runsOf(blocksOfPage(runReport(hostile, HOSTILE_CONTEXT), "x"), "x").catch(
    (error) => error,
  );
  // Its fingerprint is a text that no ledger has: that is what is refused, and nothing else.
  expect(restored).toMatchObject({ code: "E510", detail: { found: expect.stringContaining("fingerprint") } });
});

test("with fewer bars kept the document is the same, and equity and ledger too wherever trades have their bars", async () => {
  const run = await backtest({ strategy: "rsi-reversion", instrument: "MES", data: "data/MES-5m.csv" });
  const text = JSON.stringify(runDocument(run));
  for (const detail of DETAILS) {
    const restored = await back(run, detail);
    expect(figuresOf(restored)).toBe(text);
    expect(restored.meta.detail).toBe(detail);
    expect(restored.ledger).toBe(detail === "overview" ? "unknown" : "sealed");
    if (detail !== "overview") expect(restored.run.equity).toEqual(run.equity.slice());
  }
  const sizes = DETAILS.map((detail) => runReport(run, { ...CONTEXT, detail }).length);
  expect(sizes[0]).toBeGreaterThan(sizes[1]!);
  expect(sizes[1]).toBeGreaterThan(sizes[2]!);
});

test("around trades every bar is kept, and what is not kept is known to be missing", async () => {
  const run = fixtureRun({ days: 60, every: 2000 });
  const page = await openPage(runReport(run, { ...CONTEXT, detail: "trades" }));
  const { entryBar, exitBar } = page.trades;
  expect(page.trades.length).toBe(2);
  const { there, high } = await page.bars.range(0, run.bars.length);
  let kept = 0;
  for (let bar = 0; bar < run.bars.length; bar++) {
    const near = Array.from(entryBar).some((entry, k) => bar >= entry - 300 && bar <= exitBar[k]! + 300);
    expect(there![bar]).toBe(near ? 1 : 0);
    if (near) expect(high[bar]).toBe(run.bars.highTicks[bar]);
    kept += near ? 1 : 0;
  }
  expect(page.meta.kept).toBe(kept);
  expect(page.bars.has(entryBar[0]!, exitBar[0]!)).toBe(true);
  expect(page.bars.has(0, run.bars.length)).toBe(false);
});

const twoDays = (price: string): Run =>
  book("MES", [
    { at: "2024-01-03T15:00:00Z", price: "5000.50", order: "buy 2" },
    { at: "2024-01-03T20:59:00Z", price },
    { at: "2024-01-04T15:00:00Z", price: "5003.00", order: "sell 2" },
    { at: "2024-01-04T20:59:00Z", price: "5001.00" },
  ]);

const codeOf = async (page: string): Promise<string> =>
  Promise.resolve()
    .then(() => readPage(page))
    .then(
      () => "read",
      (error: unknown) => {
        if (error instanceof Fault) return error.code;
        throw error;
      },
    );

test("a report that was cut off anywhere, or of which any block was changed, is refused", async () => {
  const page = runReport(twoDays("5012.25"), CONTEXT);
  expect(await codeOf(page)).toBe("read");
  const data = page.indexOf('<script type="application/octet-stream"');
  for (let end = data; end < page.length - 10; end += 997)
    expect(await codeOf(page.slice(0, end))).toMatch(/^E(510|153)$/);
  const blocks = [...page.matchAll(/<script type="application\/octet-stream"[^>]*>([^<]*)<\/script>\n/g)];
  expect(blocks.length).toBeGreaterThan(10);
  for (const block of blocks) {
    expect(await codeOf(page.replace(block[0], ""))).toBe("E510");
    const middle = block.index + block[0].length - 20 - (block[1]!.length >> 1);
    const other = page[middle] === "A" ? "B" : "A";
    expect(await codeOf(page.slice(0, middle) + other + page.slice(middle + 1))).toBe("E510");
  }
  const foreign = runReport(twoDays("5013.25"), CONTEXT);
  const theirs = /<script[^>]*id="tp-trades"[^>]*>[^<]*<\/script>\n/.exec(foreign)![0];
  expect(await codeOf(page.replace(/<script[^>]*id="tp-trades"[^>]*>[^<]*<\/script>\n/, theirs))).toBe(
    "E510",
  );
});

test("what is no report is told from one that is damaged", async () => {
  expect(await codeOf("<!doctype html><html></html>")).toBe("E153");
  expect(await codeOf('{"schema":"tickproof.run/1"}')).toBe("E153");
});
