// Can another program rely on the documents?

import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { z } from "zod";
import { Fault } from "#domain/fault.js";
import { backtest, compare } from "#index.js";
import { METRICS } from "#metric/all.js";
import { compareDocument } from "#report/compare-document.js";
import { camelCase } from "#report/format.js";
import { errorDocument, runDocument } from "#report/json.js";
import { compareSchema, errorSchema, PUBLISHED, runSchema } from "#report/schema.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, hostileComparison, hostileRun } from "./hostile.js";

const DATA = { MES: "data/MES-5m.csv", MCL: "data/MCL-5m.csv" };

/** Dollars as decimal text in whole micro-dollars, without a float on the way. */
function micro(text: unknown): bigint {
  const match = /^(-?)(\d+)\.?(\d*)$/.exec(String(text));
  if (match === null) throw new Error(`${text} is no decimal text`);
  return BigInt(`${match[1]}${match[2]}${match[3]!.padEnd(6, "0")}`);
}

const total = (texts: readonly unknown[]): bigint =>
  texts.reduce<bigint>((sum, text) => sum + micro(text), 0n);

test.each(Object.entries(PUBLISHED))(
  "docs/schema/%s is what the program writes (vitest -u renews it)",
  async (file, schema) => {
    const text = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../docs/schema/${file}`);
  },
);

test("the document of a run keeps to its schema, whatever the names in it", () => {
  for (const run of [fixtureRun(), fixtureRun({ every: 0 }), hostileRun()]) {
    const document = runDocument(run);
    expect(runSchema.parse(document)).toEqual(document);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  }
});

test("a real run: its document keeps to the schema, and fills, trades and days add up to the summary to the micro-dollar", async () => {
  const run = await backtest({ strategy: "tiered-take-profit", instrument: "MES", data: DATA.MES });
  const document = runDocument(run);
  expect(runSchema.parse(document)).toEqual(document);
  const { summary, trades, fills, daily, open } = document;
  for (const part of ["commission", "exchange", "clearing", "nfa"] as const) {
    expect(total(fills.map((fill) => fill.costs[part]))).toBe(micro(summary.costs[part]));
  }
  expect(micro(summary.gross) - micro(summary.costs.fees)).toBe(micro(summary.net));
  expect(micro(daily.at(-1)!.equity) - micro(document.inputs.account.cash)).toBe(micro(summary.net));
  if (open === null) expect(total(trades.map((trade) => trade.net))).toBe(micro(summary.net));
  for (const trade of trades) {
    expect(micro(trade.gross) - micro(trade.costs)).toBe(micro(trade.net));
    expect(total(trade.legs.map((leg) => leg.gross))).toBe(micro(trade.gross));
    expect(trade.legs.reduce((sum, leg) => sum + leg.qty, 0)).toBe(trade.qty);
  }
});

test("every metric stands in the summary by its key: dollars as decimal text, undefined as null", () => {
  const run = fixtureRun();
  const summary: Record<string, unknown> = runDocument(run).summary;
  for (const metric of METRICS) {
    if (metric.key === "costs" || metric.key === "trades") continue; // costs are split into their parts there
    const value = metric.of(run);
    const written = summary[camelCase(metric.key)];
    if (value === null) expect(written).toBeNull();
    else if (metric.unit === "usd") expect(micro(written)).toBe(BigInt(Math.round(value)));
    else expect(written).toBe(value);
  }
  expect(runDocument(fixtureRun({ every: 0 })).summary).toMatchObject({
    net: "0.00",
    trades: 0,
    profitFactor: null,
  });
});

test("one trade, written out by hand", () => {
  const run = fixtureRun({ days: 2, every: 97 });
  const [first] = run.trades;
  expect(runDocument(run).trades[0]).toMatchObject({
    n: 1,
    instrument: "MES",
    side: first!.side === 1 ? "long" : "short",
    entryTime: "2024-01-02T16:10:00Z",
    entryPrice: (first!.entrySum / first!.qty / 4).toFixed(2),
    costs: (first!.qty * 1.24).toFixed(2),
    legs: [{ qty: first!.qty }],
  });
});

test("a comparison keeps to its schema, with failed cells, an unfinished account and hostile names", () => {
  const fault = { code: "E214" as const, message: "no margin" };
  for (const comparison of [
    comparisonOf([fixtureRun(), fixtureRun({ seed: 3 })]),
    comparisonOf([], { shared: null, sharedFault: fault, interrupted: true }),
    hostileComparison(),
  ]) {
    const document = compareDocument(comparison);
    expect(compareSchema.parse(document)).toEqual(document);
  }
});

test("a real comparison keeps to its schema", async () => {
  const document = compareDocument(await compare({ strategies: ["rsi-reversion"], data: DATA, jobs: 1 }));
  expect(compareSchema.parse(document)).toEqual(document);
  expect(document.cells.map((cell) => cell.error)).toEqual([null, null]);
});

test("an error is a document too, from a fault or from what crossed a thread", () => {
  const detail = { where: "a.csv:2:5", found: "x", fix: ["do y"] };
  const fault = new Fault("E331", "Bad row", detail);
  const expected = {
    schema: "tickproof.error/1",
    code: "E331",
    message: "Bad row",
    where: "a.csv:2:5",
    found: "x",
    expected: null,
    why: null,
    fix: ["do y"],
  };
  expect(errorDocument(fault)).toEqual(expected);
  expect(errorDocument({ code: "E331", message: "Bad row", ...detail })).toEqual(expected);
  expect(errorSchema.parse(errorDocument(fault))).toEqual(expected);
});

test("a worker or a quick command does not load zod to write a document", () => {
  const script = `await import("#report/json.js"); await import("#report/run-report.js");
    const { default: process } = await import("node:process");
    process.stdout.write(String(process.moduleLoadList.length)); `;
  const loaded = execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "--experimental-loader",
      "data:text/javascript,export async function load(u,c,n){if(/node_modules\\/zod/.test(u))throw new Error('zod was loaded');return n(u,c)}",
      "-e",
      script,
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  expect(Number(loaded)).toBeGreaterThan(0);
});
