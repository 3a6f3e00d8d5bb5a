// What does a report say of an account that owes money, of one that holds nothing, and of parts of a contract?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { runBacktest } from "#engine/backtest.js";
import { backtest } from "#index.js";
import { metricValue } from "#report/figures.js";
import { fixedText } from "#report/format.js";
import { runReport } from "#report/run-report.js";
import { checksOf } from "#report/trust.js";
import { Strategy } from "#strategy/strategy.js";
import { specOf } from "../engine/replay.js";
import { withoutBlocks } from "./embedded.js";
import { fixtureRun } from "./fixture.js";

const CONTEXT = { command: "tickproof run", version: "0.1.0" };
const pageOf = (run: Parameters<typeof runReport>[0]): string =>
  withoutBlocks(runReport(run, CONTEXT)).replace(/<[^>]*>/g, "");

class Holds extends Strategy {
  override onBar(): void {
    if (this.bar === 0) this.buy({ qty: 1, reason: "in" });
  }
}

/** $100 hold one contract: at 4980 it is worth $105 less than at 5001, and the account has come back at the end. */
const MARKET = `
  100 101  99 100 |
  100 103 100 102 |
  102 102  10  16 |
   16 120  16 110 |
`;
const broke = runBacktest({ ...specOf(MARKET, { cash: 20 }), strategy: Holds });

test("an account that owed money is a problem, though it came back, and nobody says that margin was fine", () => {
  expect(Math.min(...broke.equity)).toBeLessThan(0);
  expect(broke.equity.at(-1)).toBeGreaterThan(0);
  const found = checksOf(broke).find(({ id }) => id === "debt");
  expect(found).toMatchObject({ state: "bad", label: "The account owed money" });
  expect(found!.text).toContain("at worst −$");
  const page = pageOf(broke);
  expect(page).toContain("No, not as it stands.");
  expect(page).not.toContain("No margin breach");
  expect(page).not.toContain("The account could carry whatever");
  expect(page).not.toContain("the maintenance requirement");
  expect(page).toContain("margin was not checked");
});

test("what was held while nothing was left takes no part in the average, and is counted", () => {
  const average = metricValue(broke, "average-leverage")!;
  expect(pageOf(broke)).toMatch(
    new RegExp(`it averaged ${fixedText(average, 2).replace(".", "\\.")}× .*1 more nothing of the account`),
  );
  expect(pageOf(broke)).not.toContain("—×");
});

test("an account that never fell below zero does not read so", () => {
  expect(checksOf(fixtureRun()).map(({ id }) => id)).not.toContain("debt");
});

test("a run that traded nothing is not called luck, and nothing is said of what was held", () => {
  const idle = fixtureRun({ days: 12, every: 0 });
  const { inputs } = idle;
  const page = pageOf({ ...idle, inputs: { ...inputs, data: { ...inputs.data, synthetic: false } } });
  expect(page).toContain("There is nothing to believe: nothing was traded.");
  expect(page).toContain("nothing was held");
  expect(page).not.toContain("no trade had a stop");
});

test("the dates in the headline are those that had a trade, of how many there were", () => {
  const run = fixtureRun();
  const traded = new Set(run.trades.map(({ entryBar }) => run.bars.tradeDate[entryBar]));
  expect(pageOf(run)).toContain(`short, on ${traded.size} of ${run.daily.length} trade dates`);
});

test("positions in parts of a contract stand as contracts beside their leverage", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "tickproof-parts-"));
  const data = path.join(folder, "coin.csv");
  const stamp = (k: number) => new Date(Date.UTC(2024, 0, 3, k)).toISOString();
  const rows = Array.from({ length: 30 }, (_, k) => `${stamp(k)},58000,58000,58000,58000`);
  writeFileSync(data, ["time,open,high,low,close", ...rows].join("\n"));
  class Parts extends Strategy {
    override onBar(): void {
      if (this.bar === 0) this.buy({ qty: 0.3 });
    }
  }
  const contracts = { COIN: { base: "PERP", tickSize: "0.1", lotSize: "0.001", takerRate: "0.0005" } };
  const run = await backtest({ strategy: Parts, instrument: "COIN", data, cash: 100_000, contracts });
  expect(run.position.at(-1)).toBe(300);
  const page = withoutBlocks(runReport(run, CONTEXT));
  const rowsOfTable = /Leverage by period.*?<\/table>/s.exec(page)![0].replace(/<[^>]*>/g, " ");
  expect(rowsOfTable).toMatch(/ 0\.300 +0\.17× /);
  rmSync(folder, { recursive: true });
});

test("a breach that did not happen is not counted", () => {
  const breached = { ...fixtureRun(), events: [] };
  const event = {
    kind: "liquidation",
    bar: 1,
    time: breached.bars.time[1]!,
    text: "equity $1",
    order: 0,
    amount: 0,
  };
  const [check] = checksOf({ ...breached, events: [event as never] }).filter(
    ({ id }) => id === "liquidations",
  );
  expect(check!.label).toBe("1 liquidation");
});
