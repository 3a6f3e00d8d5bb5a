// Does a report open where the browser cannot inflate by itself?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runReport } from "#report/run-report.js";
import { CHROMIUM, launch, newPage, ready } from "./chromium.js";
import { fixtureRun } from "./fixture.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0" };

const name = `a report without DecompressionStream${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "tickproof-old-browser-"));

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("script, sheet and blocks are inflated by the page itself, and the panes and all trades are there", async () => {
    const run = fixtureRun({ every: 150 });
    const file = join(folder, "run.html");
    writeFileSync(file, runReport(run, CONTEXT));
    const page = await newPage(browser, { viewport: { width: 1440, height: 1000 } });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, "DecompressionStream");
    });
    await page.goto(pathToFileURL(file).href);
    await ready(page);
    expect(await page.evaluate(() => "DecompressionStream" in globalThis)).toBe(false);
    const grid = page.locator("[data-panel=trades].live [role=grid]");
    expect(Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThanOrEqual(run.trades.length);
    expect(await page.locator("[data-panel=panes].live canvas").count()).toBeGreaterThan(0);
    expect(said).toEqual([]);
  });
});
