// Can a comparison be explored in a real browser: another baseline, footing and order, two runs' trades on their candles?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Comparison } from "#domain/comparison.js";
import { pairedDifference } from "#metric/paired.js";
import { dayColumns } from "#metric/run-days.js";
import { factsOf, pairDiff } from "#report/compare/facts.js";
import { compareReport } from "#report/compare-report.js";
import { dollarsText, signed } from "#report/format.js";
import { CHROMIUM } from "./chromium.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, HOSTILE_CONTEXT, hostileComparison } from "./hostile.js";

/** Three strategies on MES, the last of them without costs and so greyed. */
function threeRuns(): Comparison {
  const runs = [31, 37, 41].map((every, k) => {
    const run = fixtureRun({ every });
    const strategy = { ...run.inputs.strategy, name: ["one", "two", "three"][k]! };
    return { ...run, inputs: { ...run.inputs, strategy, ...(k === 2 && { flatCost: 620_000 }) } };
  });
  const comparison = comparisonOf(runs);
  return {
    ...comparison,
    cells: comparison.cells.map((cell) => ({ ...cell, instrument: "MES" })),
    instruments: ["MES"],
  };
}

const name = `the comparison in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, { timeout: 60_000 }, () => {
  const comparison = threeRuns();
  const context = { command: "tickproof compare one two three -i MES", version: "0.1.0" };
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickproof-compare-"));
    writeFileSync(join(folder, "three.html"), compareReport(comparison, context));
    writeFileSync(join(folder, "hostile.html"), compareReport(hostileComparison(), HOSTILE_CONTEXT));
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox", "--disable-gpu"] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(file: string, { hash = "", script = true } = {}) {
    const view = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      offline: true,
      javaScriptEnabled: script,
    });
    const page = await view.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.goto(`${pathToFileURL(join(folder, `${file}.html`)).href}${hash}`);
    if (script)
      await page.waitForFunction("performance.getEntriesByName('tickproof-interactive').length === 1");
    return { page, said, close: () => view.close() };
  }
  const choose = (page: Page, label: string, value: string) =>
    page.locator(`label.choose:has(span:text-is("${label}")) select`).selectOption(value);
  const rowOf = (page: Page, label: string) =>
    page.locator("#side-by-side tr", { has: page.locator("th", { hasText: label }) }).first();

  test("another baseline: deltas, intervals, the pinned column and the link follow it", async () => {
    const { page, said, close } = await open("three");
    const [one, two] = comparison.cells.map(({ run }) => run!);
    await choose(page, "Baseline", "1");
    const deltas = await rowOf(page, "Net profit").locator("small.delta").allTextContents();
    expect(deltas.slice(0, 2)).toEqual([signed(dollarsText(one!.totals.net - two!.totals.net)), ""]);
    expect(await page.locator("#side-by-side th[data-at='1'] .tag").textContent()).toBe("baseline");
    expect(await page.locator("#side-by-side .tag").count()).toBe(1);
    const net = pairedDifference(dayColumns(two!), dayColumns(one!)).differences[0]!;
    const row = page.locator("#against .live tbody tr").first();
    expect(await row.textContent()).toContain(
      `${signed(dollarsText(net.difference))}${signed(dollarsText(net.low!))} … ${signed(dollarsText(net.high!))}`,
    );
    expect(new URL(page.url()).hash).toBe("#baseline=1");
    expect(said).toEqual([]);
    await close();
    const again = await open("three", { hash: "#baseline=1&footing=risk" });
    expect(await again.page.locator("#side-by-side th[data-at='1'] .tag").count()).toBe(1);
    expect(await again.page.locator("#overlay .live h3").first().textContent()).toContain("Equity, per risk");
    await again.close();
  });

  test("another footing is named over every plot and table that it changes", async () => {
    const { page, close } = await open("three");
    for (const [key, words] of [
      ["contract", "per contract"],
      ["margin", "per margin"],
      ["raw", "raw"],
    ] as const) {
      await choose(page, "Curves", key);
      const titles = await page.locator("#overlay .live h3, #joint .live h3").allTextContents();
      expect(titles.filter((title) => title.includes(`, ${words}`))).toHaveLength(3);
      expect(await page.locator("#joint .live [role=region]").first().getAttribute("aria-label")).toBe(
        `Joint drawdowns, ${words}`,
      );
    }
    await close();
  });

  test("a click on a figure's name puts the best column first; grey runs go and come back", async () => {
    const { page, close } = await open("three");
    await rowOf(page, "Net profit").getByRole("button").click();
    const values = await rowOf(page, "Net profit")
      .locator("td")
      .evaluateAll((cells) =>
        cells.map((cell) => Number((cell as unknown as { dataset: { v: string } }).dataset.v)),
      );
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(new Set(values)).toEqual(new Set(comparison.cells.map(({ run }) => run!.totals.net)));
    await page.getByRole("button", { name: "Hide 1 grey" }).click();
    expect(await page.locator("#side-by-side [data-at='2']:visible").count()).toBe(0);
    expect(await page.locator("#overlay .live .line-key").count()).toBe(2);
    await page.getByRole("button", { name: "Show 1 grey" }).click();
    expect(await page.locator("#overlay .live .line-key").count()).toBe(3);
    await close();
  });

  test("any two runs' trades are matched, and a click flies to both versions on their candles", async () => {
    const { page, said, close } = await open("three");
    const [, two, three] = factsOf(comparison).entrants;
    await choose(page, "A", "1");
    await choose(page, "B", "2");
    const { diff } = pairDiff(two!, three!);
    const counts = await page
      .locator("#diff .live [aria-label='Trades in four groups'] tbody td:nth-child(2)")
      .allTextContents();
    expect(counts.slice(0, 4).map(Number)).toEqual([
      diff.onlyA.length,
      diff.onlyB.length,
      diff.changed.length,
      diff.same.length,
    ]);
    const canvas = page.locator("canvas.candles");
    const before = await canvas.getAttribute("aria-label");
    await page.locator("#diff .row-button").nth(3).click();
    const label = await canvas.getAttribute("aria-label");
    expect(label).not.toBe(before);
    expect(label).toMatch(/(two|three) · MES, (long|short) \d from 2024-\d\d-\d\d \d\d:\d\d at /);
    const inked = await canvas.evaluate((element) => {
      const drawn = element as unknown as {
        width: number;
        height: number;
        getContext(kind: "2d"): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
        };
      };
      return drawn
        .getContext("2d")
        .getImageData(0, 0, drawn.width, drawn.height)
        .data.some((value) => value > 0);
    });
    expect(inked).toBe(true);
    expect(said).toEqual([]);
    await close();
  });

  test("the chart is read by keyboard, and its charts zoom together", async () => {
    const { page, close } = await open("three");
    const chart = page.locator("#overlay .chart-field");
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    const days = comparison.cells[0]!.run!.daily;
    const date = new Date(days.at(-3)!.day * 86_400_000).toISOString().slice(0, 10);
    expect(await page.locator("#overlay [role=status]").textContent()).toMatch(
      new RegExp(`^${date}: one · MES [+−]\\$`),
    );
    await close();
  });

  test("hostile names are text wherever the script writes them", async () => {
    const { page, said, close } = await open("hostile");
    expect(said).toEqual([]);
    expect(await page.locator("img, iframe, a[href^='javascript']").count()).toBe(0);
    expect(await page.locator("#side-by-side .tag").count()).toBe(1);
    await close();
  });

  test("without script the document is complete: still figures, no empty controls", async () => {
    const { page, close } = await open("three", { script: false });
    expect(await page.locator("[data-panel]:visible").count()).toBe(0);
    for (const id of ["against", "overlay", "diff", "joint"])
      expect(await page.locator(`#${id} .still`).isVisible()).toBe(true);
    expect(await page.locator(".without").isVisible()).toBe(true);
    await close();
  });

  test("on paper the still versions stand, light, and no control", async () => {
    const { page, close } = await open("three");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.locator("[data-panel]:visible").count()).toBe(0);
    expect(await page.locator("#overlay .still svg").first().isVisible()).toBe(true);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    await close();
  });
});
