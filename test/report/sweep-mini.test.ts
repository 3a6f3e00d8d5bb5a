// Does a cell of a sweep's map lead to the run behind it, by keyboard and without script?

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CURVE_POINTS, type Sweep, varied } from "#domain/sweep.js";
import { backtest, sweep } from "#index.js";
import { dollarsText, signed } from "#report/format.js";
import { rowsShown, rowsWithTrades, tradesOf } from "#report/sweep-mini.js";
import { sweepReport } from "#report/sweep-report.js";
import { CHROMIUM, launch, newPage } from "./chromium.js";

const DATA = "data/MES-5m.csv";
const request = { strategy: "ema-trend", data: { MES: DATA } };

let result: Sweep;
let html: string;

beforeAll(async () => {
  result = await sweep({ ...request, params: { fast: "5..11:2", slow: [30, 60, 90], alwaysIn: true } });
  const [best] = rowsWithTrades(result, "net");
  const run = await backtest({
    strategy: "ema-trend",
    instrument: "MES",
    data: DATA,
    params: { ...result.fixed, ...varied(result, best!.row) },
  });
  html = sweepReport(result, "net", {
    command: "tickproof sweep",
    version: "0",
    trades: [new Map([[best!.row, tradesOf(run, result.parts[0]!.figures.net![best!.row]!)]])],
    commandOf: (_, row) => `tickproof run ema-trend row ${row}`,
  });
});

test("the curve of each combination is that of its own run at the ends of trade dates", async () => {
  const [part] = result.parts;
  for (const row of [0, 7, result.rows - 1]) {
    const { daily } = await backtest({
      strategy: "ema-trend",
      instrument: "MES",
      data: DATA,
      params: { ...result.fixed, ...varied(result, row) },
    });
    const kept = part!.curves!.subarray(row * CURVE_POINTS, (row + 1) * CURVE_POINTS);
    expect(kept[0]).toBe(daily[0]!.equity);
    expect(kept[CURVE_POINTS - 1]).toBe(daily.at(-1)!.equity);
    const ends = new Set(daily.map(({ equity }) => equity));
    expect(kept.every((equity) => ends.has(equity))).toBe(true);
  }
});

test("figures with all trades, and threads, give the same curves", async () => {
  const words = { fast: "5..7:2", slow: [30, 60], alwaysIn: true };
  const alone = await sweep({ ...request, params: words, jobs: 1 });
  const threads = await sweep({ ...request, params: words, jobs: 2, detail: "trades" });
  expect(Float64Array.from(threads.parts[0]!.curves!)).toEqual(Float64Array.from(alone.parts[0]!.curves!));
});

test("every cell of the map has a place in the page, and takes about two kilobytes", () => {
  const [part] = result.parts;
  const shown = rowsShown(result, part!, "net", 100);
  expect(shown).toEqual(Array.from({ length: result.rows }, (_, row) => row));
  expect(html.match(/<article class="mini"/g)).toHaveLength(result.rows);
  const other = /<article class="mini" id="run-0-0".*?<\/article>/s.exec(html)![0];
  expect(other.length).toBeLessThan(3000);
  expect(other).toContain("tickproof run ema-trend row 0");
});

test("a strategy that does not do the same twice is told so", async () => {
  const run = await backtest({ strategy: "ema-trend", instrument: "MES", data: DATA });
  expect(String(tradesOf(run, run.totals.net + 1))).toContain("does not do the same twice");
  expect(String(tradesOf(run, run.totals.net))).not.toContain("does not do the same twice");
});

describe.skipIf(CHROMIUM === undefined)(`in Chromium${CHROMIUM ? "" : " (skipped: no Chromium)"}`, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickproof-mini-"));
    writeFileSync(join(folder, "sweep.html"), html);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (width: number, javaScriptEnabled: boolean) => {
    const page = await newPage(browser, { viewport: { width, height: 900 }, javaScriptEnabled });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(pathToFileURL(join(folder, "sweep.html")).href);
    return { page, said, close: () => page.context().close() };
  };
  const visible = (page: Page) => page.locator(".mini:visible");

  test.each([
    [1440, false],
    [1440, true],
    [390, false],
  ] as const)(
    "%i px, script %s: Tab to a cell, Enter, on to its neighbours, and away again",
    async (width, script) => {
      const { page, said, close } = await open(width, script);
      await expect.poll(() => visible(page).count()).toBe(0);
      const cell = page.locator("#map-0 td.heat a").first();
      await cell.focus();
      await page.keyboard.press("Enter");
      await expect.poll(() => visible(page).count()).toBe(1);
      const net = signed(dollarsText(result.parts[0]!.figures.net![0]!));
      await expect.poll(() => visible(page).locator("dd").first().textContent()).toBe(net);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect.poll(() => visible(page).getAttribute("id")).toBe("run-0-1");
      const box = (await visible(page).boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(900);
      await visible(page).getByText("Close").click();
      await expect.poll(() => visible(page).count()).toBe(0);
      expect(said).toEqual([]);
      await close();
    },
  );

  test("the run that is looked at has no fault at all for those who hear the page", async () => {
    const { page, close } = await open(1440, true);
    const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await page.locator("#map-0 td.heat a").nth(3).click();
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run(document)")) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]!.html.slice(0, 200)}`)).toEqual([]);
    await close();
  });
});
