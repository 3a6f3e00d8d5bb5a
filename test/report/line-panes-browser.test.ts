// Do the lines of a strategy stand in the panes that it declared?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plotted } from "#domain/plotted.js";
import { runReport } from "#report/run-report.js";
import { CHROMIUM, launch, newPage, ready } from "./chromium.js";
import { openPage } from "./embedded.js";
import { fixtureRun } from "./fixture.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0" };
const plain = fixtureRun({ every: 150 });
const { close } = plain.bars;
const line = (
  name: string,
  of: (bar: number) => number,
  pane: string | null,
  levels: number[] = [],
): Plotted => ({
  name,
  values: Float64Array.from(close, (_, bar) => of(bar)),
  pane,
  levels,
});
const wave = (bar: number) => 50 + 40 * Math.sin(bar / 30);
const run = {
  ...plain,
  plotted: [
    line("RSI", (bar) => (bar < 14 ? Number.NaN : wave(bar)), "own", [30, 70]),
    line("close by itself", (bar) => close[bar]!, "own"),
    line("half of it", (bar) => close[bar]! / 2, "price"),
    line("MACD", (bar) => wave(bar) - 50, "momentum", [0]),
    line("signal", (bar) => wave(bar - 9) - 50, "momentum"),
    line("by its values", (bar) => close[bar]! - 1, null),
  ],
};
const BELOW = ["RSI", "close by itself", "momentum"];

test("the file says of each line where it stands, and of which that was declared", async () => {
  const { meta } = await openPage(runReport(run, CONTEXT));
  expect(meta.plots.map(({ name, pane, declared, levels }) => [name, pane, declared, levels])).toEqual([
    ["RSI", "own", true, [30, 70]],
    ["close by itself", "own", true, undefined],
    ["half of it", "price", true, undefined],
    ["MACD", "momentum", true, [0]],
    ["signal", "momentum", true, undefined],
    ["by its values", "price", undefined, undefined],
  ]);
});

const name = `panes of a strategy's lines${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "tickproof-lines-"));
  const file = join(folder, "run.html");

  beforeAll(async () => {
    writeFileSync(file, runReport(run, CONTEXT));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(width: number, javaScriptEnabled = true): Promise<Page> {
    const page = await newPage(browser, { viewport: { width, height: 1000 }, javaScriptEnabled });
    await page.goto(pathToFileURL(file).href);
    if (javaScriptEnabled) await ready(page);
    return page;
  }
  const titles = (page: Page) => page.locator(".pane:visible h3").allTextContents();

  test.each([1440, 390])(
    "at %i px: below the candles those that were declared so, over them the others",
    async (width) => {
      const page = await open(width);
      expect((await titles(page)).slice(0, 4)).toEqual(["Price", ...BELOW]);
      const keys = (pane: number) => page.locator(".pane").nth(pane).locator(".key").allTextContents();
      expect((await keys(0)).slice(-2)).toEqual(["—half of it", "—by its values"]);
      expect(await keys(1)).toEqual([]);
      expect(await keys(3)).toEqual(["—MACD", "—signal"]);
      await page.context().close();
    },
  );

  test("a key and a button put a pane away, and a link keeps it so", async () => {
    const page = await open(1440);
    expect(await page.getByRole("button", { name: "RSI", exact: true }).getAttribute("title")).toBe(
      "Show or hide (8)",
    );
    await page.keyboard.press("8");
    await expect.poll(() => titles(page)).not.toContain("RSI");
    await page.getByRole("button", { name: "momentum", exact: true }).click();
    await expect.poll(() => titles(page)).not.toContain("momentum");
    await expect.poll(() => page.evaluate("location.hash")).toContain("hidden=line-0%2Cline-3");
    const link = String(await page.evaluate("location.href"));
    await page.goto("about:blank");
    await page.goto(link);
    await ready(page);
    expect(await titles(page)).not.toContain("RSI");
    expect(await page.getByRole("button", { name: "RSI", exact: true }).getAttribute("aria-pressed")).toBe(
      "false",
    );
    await page.context().close();
  });

  test("a pane has a sentence with its levels and its values as a table; the price has those of lines over it", async () => {
    const page = await open(1440);
    const rsi = page.locator(".pane").nth(1);
    await expect
      .poll(() => rsi.locator("figcaption .sr").textContent())
      .toMatch(
        /^A line of the strategy from .*: RSI went from \d+\.\d to \d+\.\d, between (9\.9|10\.0) and 90\.[01]; levels at 30, 70\.$/,
      );
    await page.getByRole("button", { name: "momentum as a table" }).click();
    expect(await page.locator(".pane").nth(3).locator("thead th").allTextContents()).toEqual([
      "Bar opens",
      "MACD",
      "signal",
    ]);
    await page.getByRole("button", { name: "Price as a table" }).click();
    expect((await page.locator(".pane").first().locator("thead th").allTextContents()).slice(-2)).toEqual([
      "half of it",
      "by its values",
    ]);
    await page.context().close();
  });

  test("without script each such pane is a plot with its sentence and table", async () => {
    const page = await open(1440, false);
    const figures = page.locator("#price-figure figure");
    expect(await figures.locator("h3").allTextContents()).toEqual(["Price with entries and exits", ...BELOW]);
    expect(await figures.nth(1).locator("figcaption p").first().textContent()).toMatch(
      /^RSI went from .*, between 10\.000 and 90\.000; levels at 30, 70\.$/,
    );
    expect(await figures.nth(1).locator("path.high-water").count()).toBe(2);
    expect(await figures.nth(3).locator("tbody th").allTextContents()).toEqual(["MACD", "signal"]);
    await page.context().close();
  });
});
