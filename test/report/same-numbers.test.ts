// Are the numbers on the page those of `--json`, and do its tables add up to its headline?

import { hostname, userInfo } from "node:os";
import { expect, test } from "vitest";
import { backtest } from "#index.js";
import { METRICS } from "#metric/all.js";
import { camelCase } from "#report/format.js";
import { runDocument } from "#report/json.js";
import { runReport } from "#report/run-report.js";
import { fixtureRun } from "./fixture.js";

const CONTEXT = { command: "tickproof run x", version: "0.1.0" };
const runOf = (strategy: string, instrument: string, more = {}) =>
  backtest({ strategy, instrument, data: `data/${instrument}-5m.csv`, ...more });

const RUNS = {
  "tiers on MCL": () => runOf("tiered-take-profit", "MCL"),
  "reversion on MNQ": () => runOf("rsi-reversion", "MNQ"),
  "an account too small for what it asks": () => runOf("ema-trend", "MES", { cash: 3000 }),
  "a hand-made run": async () => fixtureRun(),
  "no trades": async () => fixtureRun({ every: 0 }),
};

const dataOf = (page: string) =>
  [...page.matchAll(/<data[^>]* data-metric="(\w+)" value="([^"]*)"/g)].map(
    ([, key, value]) => [key!, value!] as const,
  );

test.each(Object.entries(RUNS))(
  "%s: every metric on the page is that of the JSON, to the last digit",
  async (_, draw) => {
    const run = await draw();
    const page = runReport(run, CONTEXT);
    const summary: Record<string, unknown> = runDocument(run).summary;
    const costs = summary.costs as Record<string, string>;
    const nested: Record<string, unknown> = {
      ...summary,
      costs: costs.total,
      fees: costs.fees,
      slippage: costs.slippage,
    };
    const found = dataOf(page);
    for (const [key, value] of found) {
      const expected = nested[key];
      expect([key, value]).toEqual([
        key,
        expected === null || expected === undefined ? "" : String(expected),
      ]);
    }
    expect(new Set(found.map(([key]) => key)).size).toBeGreaterThan(run.trades.length === 0 ? 15 : 25);
  },
);

test("all metrics that the JSON has are somewhere on the page", () => {
  const page = runReport(fixtureRun(), CONTEXT);
  const shown = new Set(dataOf(page).map(([key]) => key));
  expect(METRICS.map(({ key }) => camelCase(key)).filter((key) => !shown.has(key))).toEqual([]);
});

const cents = (text: string): bigint => {
  const exact =
    /value="([^"]*)"/.exec(text)?.[1] ??
    text
      .replace(/<[^>]*>/g, "")
      .replace(/[$,+]/g, "")
      .replace("−", "-");
  const [whole, fraction = ""] = exact.replace("-", "").split(".");
  return BigInt(`${whole}${fraction.padEnd(6, "0")}`) * (exact.startsWith("-") ? -1n : 1n);
};

test.each(Object.entries(RUNS))(
  "%s: the rows of the trades add up to the sums below them, and those to the headline",
  async (_, draw) => {
    const run = await draw();
    if (run.trades.length === 0)
      return expect(runReport(run, CONTEXT)).toContain("No trade ended in this run");
    const page = runReport(run, { ...CONTEXT, everyTrade: true });
    const start = page.indexOf('aria-label="Trades"');
    const table = page.slice(start, page.indexOf("</table>", start));
    const heads = [
      ...table.slice(0, table.indexOf("</thead>")).matchAll(/<th scope="col"[^>]*>([^<]*)/g),
    ].map(([, one]) => one!);
    const cellsOf = (row: string) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)(?=<\/th>|<td|$)/gs)].map(([, cell]) => cell!);
    const rows = table
      .slice(table.indexOf("<tbody>"), table.indexOf("</tbody>"))
      .split("<tr>")
      .slice(1)
      .map(cellsOf);
    const sums = cellsOf(table.slice(table.indexOf("<tfoot>")).replace(/<\/tfoot>/, ""));
    expect(rows).toHaveLength(run.trades.length);
    for (const name of ["Gross", "Costs", "Net"]) {
      const at = heads.indexOf(name);
      expect([name, rows.reduce((sum, row) => sum + cents(row[at]!), 0n)]).toEqual([name, cents(sums[at]!)]);
    }
    // What belongs to no finished trade is named beside the table.
    const rest = run.totals.net - run.trades.reduce((sum, { net }) => sum + net, 0);
    expect(cents(sums[heads.indexOf("Net")]!) + BigInt(rest)).toBe(BigInt(run.totals.net));
    expect(page.includes("of what belongs to no finished trade")).toBe(rest !== 0);
    return undefined;
  },
);

test("no path, no host and no user of this machine stands in a report", async () => {
  const run = await backtest({
    strategy: `${process.cwd()}/strategies/rsi-reversion.ts`,
    instrument: "MES",
    data: `${process.cwd()}/data/MES-5m.csv`,
  });
  const page = runReport(run, CONTEXT);
  const about = [process.cwd(), process.env.HOME ?? "", `/${userInfo().username}/`, hostname()].filter(
    (one) => one.length > 3,
  );
  for (const word of about) expect(page).not.toContain(word);
  expect(page.replace(/<script.*?<\/script>/gs, "")).not.toMatch(
    /(?:^|[\s"'>])\/(?:home|root|Users|work|var|tmp)\//,
  );
});
