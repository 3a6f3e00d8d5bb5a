// Is the page honest, inert and complete?

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { backtest, compare } from "#index.js";
import { compareReport } from "#report/compare-report.js";
import { runDocument } from "#report/json.js";
import { PANELS } from "#report/panel/all.js";
import { runReport } from "#report/run-report.js";
import { ownScripts, ownSheet, withoutBlocks } from "./embedded.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, HOSTILE, HOSTILE_CONTEXT, hostileComparison, hostileRun } from "./hostile.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0" };

const pages = {
  run: () => runReport(fixtureRun(), CONTEXT),
  "idle run": () => runReport(fixtureRun({ days: 1, every: 0 }), CONTEXT),
  "hostile run": () => runReport(hostileRun(), HOSTILE_CONTEXT),
  comparison: () => compareReport(comparisonOf([fixtureRun(), fixtureRun({ seed: 3 })]), CONTEXT),
  "empty comparison": () => compareReport(comparisonOf([], { shared: null }), CONTEXT),
  "hostile comparison": () => compareReport(hostileComparison(), HOSTILE_CONTEXT),
};

const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64");

test.each(Object.entries(pages))(
  "%s: the policy comes first, forbids everything but this sheet and our own scripts, and nothing in the page needs more",
  (_, draw) => {
    const whole = draw();
    const page = withoutBlocks(whole);
    const hashes = ownScripts(whole).map((script) => ` 'sha256-${hashOf(script)}'`);
    const scripts = hashes.length === 0 ? "" : `script-src${hashes.join("")}; `;
    expect(page.indexOf('<head><meta http-equiv="Content-Security-Policy"')).toBeGreaterThan(0);
    const sheet = /<style>(.*?)<\/style>/s.exec(page)![1]!;
    const sheets = [sheet, ownSheet(whole)].filter((text) => text !== "");
    expect(page).toContain(
      `content="default-src 'none'; ${scripts}style-src ${sheets.map((text) => `'sha256-${hashOf(text)}'`).join(" ")}; img-src data: blob:; base-uri 'none'; form-action 'none'"`,
    );
    const markup = page.replace(sheet, "");
    expect(markup).not.toMatch(/<[^>]*\sstyle=/i);
    expect(markup).not.toMatch(/<script|<img|<iframe|<link|<object|<form|<[^>]*\son\w+=/i);
    expect(markup).not.toMatch(/<[^>]*\s(?:src|action|srcset|poster|formaction)=/i);
    for (const [, href] of markup.matchAll(/<(?:a|use)\b[^>]*\shref="([^"]*)"/g))
      expect(href).toMatch(/^#[\w-]+$/);
    expect(markup).not.toMatch(/undefined|NaN|\[object|Infinity/);
  },
);

test.each(Object.entries(pages))("%s: every id stands once, and every reference finds its id", (_, draw) => {
  const page = draw();
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
  expect(ids).toEqual([...new Set(ids)]);
  for (const [, refs] of page.matchAll(/aria-labelledby="([^"]*)"/g)) {
    for (const ref of refs!.split(" ")) expect(ids).toContain(ref);
  }
  for (const [, ref] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(ref);
});

test("hostile text is text in every field: it is in the page, and no part of it is markup", () => {
  for (const draw of [pages["hostile run"], pages["hostile comparison"]]) {
    const page = withoutBlocks(draw());
    expect(page).not.toContain("<img");
    expect(page).not.toContain("</script");
    expect(page).not.toContain("\u202E");
    expect(page.match(/&lt;img src=x onerror=alert\(1\)&gt;/g)!.length).toBeGreaterThan(10);
  }
  expect(HOSTILE).toContain("<img");
});

test("every panel has its section, in the order of the list, and the navigation leads to all below the headline", () => {
  const page = pages.run();
  const sections = [...page.matchAll(/<section id="([^"]*)"/g)].map(([, id]) => id);
  expect(sections).toEqual([...PANELS.map((panel) => panel.id), "paper"]);
  const links = [...page.matchAll(/<li><a href="#([^"]*)"/g)].map(([, id]) => id);
  expect(links).toEqual(sections.filter((id) => id !== "paper" && id !== "headline"));
});

test("the amounts in the page are those of the JSON, to the last digit", async () => {
  const run = await backtest({ strategy: "rsi-reversion", instrument: "MCL", data: "data/MCL-5m.csv" });
  const page = runReport(run, CONTEXT);
  const { summary, trades, bounds } = runDocument(run);
  const headline = page.slice(page.indexOf('<section id="headline"'), page.indexOf('<section id="believe"'));
  const values = [...headline.matchAll(/<data[^>]* value="([^"]*)"/g)].map(([, value]) => value);
  expect(values).toEqual(expect.arrayContaining([summary.net, bounds.adverseNet, bounds.favourableNet]));
  const table = page.slice(page.indexOf('<section id="trades"'), page.indexOf("<tfoot>"));
  // A cell's exact amount is its `value`, or its text where that is exact.
  const exact = (cell: string) =>
    /value="([^"]*)"/.exec(cell)?.[1] ??
    cell
      .replace(/<[^>]*>/g, "")
      .replace(/[$,]/g, "")
      .replace(/[+]/g, "")
      .replace("−", "-");
  const rows = [...table.matchAll(/<tr><th scope="row">.*?(?=<tr>|<\/tbody>)/gs)].map(([row]) =>
    [...row.matchAll(/<td(?: class="\w+")?>(.*?)(?=<td|$)/gs)].map(([, cell]) => exact(cell!)),
  );
  expect(rows).toHaveLength(Math.min(200, trades.length));
  for (const [i, row] of rows.entries()) {
    const trade = trades[i]!;
    const { side, qty, entryPrice, exitPrice, gross, costs, net, mae, mfe, bars } = trade;
    expect([0, 1, 3, 5, 7, 8, 9, 13, 14, 17].map((column) => row[column])).toEqual([
      side,
      String(qty),
      entryPrice,
      exitPrice,
      gross,
      costs,
      net,
      mae,
      mfe,
      String(bars),
    ]);
  }
});

test("a page says how many trades it leaves out, and how to get them", () => {
  const run = fixtureRun({ days: 100, every: 20 });
  const page = runReport(run, CONTEXT);
  expect(run.trades.length).toBeGreaterThan(200);
  expect(page).toContain(
    `The first 200 of ${run.trades.length} trades; <code>--csv DIR</code> writes every one.`,
  );
  expect(page.match(/<tr><th scope="row">/g)!.length).toBeGreaterThanOrEqual(200);
});

test("synthetic data is said above everything else, real data is not called so", () => {
  expect(pages.run()).toMatch(/<aside class="banner"[^>]*><strong>Synthetic data\./);
  const run = fixtureRun();
  const real = { ...run, inputs: { ...run.inputs, data: { ...run.inputs.data, synthetic: false } } };
  expect(runReport(real, CONTEXT)).not.toContain("Synthetic");
});

test("a fill that could not have happened is found in the fill log and shown as a problem", () => {
  const run = fixtureRun();
  const price = run.fills.price.slice();
  price[3] = price[3]! + 4000;
  const page = runReport({ ...run, fills: { ...run.fills, price } }, CONTEXT);
  expect(page).toContain(`<strong>1 of ${run.fills.length} fills outside the bar&#39;s range.</strong>`);
  expect(pages.run()).toContain(`0 of ${run.fills.length} fills outside the bar&#39;s range`);
});

test("a position still open at the end is told apart from finished trades", () => {
  const run = fixtureRun();
  const open = {
    side: -1 as const,
    qty: 3,
    entryTime: run.bars.time[9]!,
    entrySum: 60_001,
    profit: -62_500_000,
    funding: 0,
  };
  const page = runReport({ ...run, open }, CONTEXT);
  expect(page).toContain("Still short 3 at the end");
  expect(page).toContain("5000.08333333");
});

test("whether to believe it is answered first: no, not yet, or nothing against it", () => {
  const verdict = (run: Run) =>
    /id="believe".*?<p class="say"><b>(.*?)<\/b>/s.exec(runReport(run, CONTEXT))![1];
  const run = fixtureRun();
  const real = { ...run, inputs: { ...run.inputs, data: { ...run.inputs.data, synthetic: false } } };
  const made = (net: (k: number) => number): Run => ({
    ...real,
    trades: real.trades.map((trade, k) => ({ ...trade, net: net(k) })),
  });
  const synthetic = { ...run, inputs: { ...run.inputs, data: { ...run.inputs.data, synthetic: true } } };
  expect(verdict(synthetic)).toBe("No, not as it stands.");
  expect(verdict(made((k) => (k % 2 === 0 ? 1e7 : -1e7)))).toBe("Not yet: it cannot be told from chance.");
  expect(verdict(made((k) => 1e7 + (k % 3) * 1e6))).toBe("No check speaks against it.");
});

test("a small report is small: a session of a hundred trades within 330 KB, script and data and all", () => {
  const run = fixtureRun({ days: 1, perDay: 1380, every: 13 });
  expect(run.trades.length).toBeGreaterThan(95);
  expect(Buffer.byteLength(runReport(run, CONTEXT))).toBeLessThan(330_000);
});

test("failed cells are in the comparison with their reason, and the others keep their numbers", async () => {
  const comparison = await compare({
    strategies: ["rsi-reversion", "test/fixtures/strategies/throws-at-bar-20.ts"],
    data: { MCL: "data/MCL-5m.csv" },
    jobs: 1,
  });
  const page = compareReport(comparison, CONTEXT);
  expect(comparison.cells.map((cell) => cell.run !== null)).toEqual([true, false]);
  expect(page).toContain("1 run failed.");
  expect(page).toContain("E401");
  expect(page).toContain("1 of 2 runs finished");
});

test("repaired rows and gaps in the data are something to know before believing, clean data is not", () => {
  const run = fixtureRun();
  const noted = (note: string) =>
    runReport({ ...run, inputs: { ...run.inputs, data: { ...run.inputs.data, notes: [note] } } }, CONTEXT);
  expect(pages.run()).toContain('<li class="ok" id="check-data">');
  expect(noted("1,500 rows = 1,479 accepted + 21 repaired + 0 rejected + 0 skipped.")).toContain(
    '<li class="note" id="check-data">',
  );
  expect(noted("2 gaps inside trade dates.")).toContain('<li class="note" id="check-data">');
});
