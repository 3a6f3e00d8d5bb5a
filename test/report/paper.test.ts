// Is a report on paper two pages, whatever the run holds?

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { runReport } from "#report/run-report.js";
import { CHROMIUM, launch, newPage, ready } from "./chromium.js";
import { fixtureRun } from "./fixture.js";
import { HOSTILE_CONTEXT, hostileRun } from "./hostile.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0", strategySource: "// code" };

/** Everything that can be long is long. */
function talkative(run: Run): Run {
  const words = "a reason that goes on and on, as reasons do when nobody stops them ".repeat(12);
  return {
    ...run,
    inputs: {
      ...run.inputs,
      strategy: {
        ...run.inputs.strategy,
        name: words,
        params: Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`parameter${i}`, words])),
      },
      data: { ...run.inputs.data, notes: Array.from({ length: 40 }, () => words) },
      contract: { ...run.inputs.contract, warnings: Array.from({ length: 30 }, () => words) },
    },
    trades: run.trades.map((trade) => ({ ...trade, entryReason: words, exitReason: words })),
    warnings: Array.from({ length: 40 }, (_, i) => `${i} ${words}`),
    events:
      run.bars.length === 0
        ? []
        : Array.from({ length: 500 }, (_, i) => ({
            bar: i,
            time: run.bars.time[i % run.bars.length]!,
            kind: "note" as const,
            text: words,
            order: 0,
            amount: 0,
          })),
  };
}

/** A trade date a month, so that the calendar has thirty years. */
function decades(run: Run): Run {
  const daily = Array.from({ length: 360 }, (_, i) => ({ ...run.daily[0]!, day: 9000 + 30 * i }));
  return { ...run, daily };
}

const RUNS: Readonly<Record<string, () => string>> = {
  "a usual run": () => runReport(fixtureRun({ every: 150 }), CONTEXT),
  "a run without trades": () => runReport(fixtureRun({ days: 2, every: 0 }), CONTEXT),
  "a run of thousands of trades": () => runReport(fixtureRun({ days: 400, every: 11 }), CONTEXT),
  "a run whose texts are endless": () => runReport(talkative(fixtureRun()), CONTEXT),
  "a run of thirty years": () => runReport(decades(fixtureRun()), CONTEXT),
  "a hostile run": () => runReport(hostileRun(), HOSTILE_CONTEXT),
};

const pagesOf = (pdf: Buffer): number => pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

describe.skipIf(CHROMIUM === undefined)(
  `on paper${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`,
  () => {
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "tickproof-paper-"));
      for (const [name, draw] of Object.entries(RUNS)) writeFileSync(join(folder, `${name}.html`), draw());
      browser = await launch();
    });
    afterAll(async () => {
      await browser?.close();
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    });

    async function open(name: string, javaScriptEnabled = true) {
      const page = await newPage(browser, { colorScheme: "dark", javaScriptEnabled });
      await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
      if (javaScriptEnabled) await ready(page);
      return { context: page.context(), page };
    }

    test.each(Object.keys(RUNS))("%s is two pages of A4 and two of Letter", async (name) => {
      for (const format of ["A4", "Letter"]) {
        const { context, page } = await open(name);
        expect([format, pagesOf(await page.pdf({ format }))]).toEqual([format, 2]);
        await context.close();
      }
    });

    test("both pages stay two where the browser runs no script", async () => {
      const { context, page } = await open("a usual run", false);
      expect(pagesOf(await page.pdf({ format: "A4" }))).toBe(2);
      await context.close();
    });

    test("the first page has headline, trust, equity, drawdown and months; the second assumptions, provenance, worst trades, notes", async () => {
      const { context, page } = await open("a usual run");
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 711, height: 1000 });
      const shown = (await page.evaluate(
        "[...document.querySelectorAll('.sheet')].map((sheet) => [...sheet.querySelectorAll('section')].filter((one) => one.getBoundingClientRect().height > 0).map((one) => one.id))",
      )) as string[][];
      expect(shown).toEqual([
        ["headline", "believe", "chart", "months"],
        ["assumptions", "provenance", "paper"],
      ]);
      // What a usual run says has room: nothing but the endless is cut.
      const cut = await page.evaluate(
        "[...document.querySelectorAll('.sheet, #believe, #assumptions, #provenance')].filter((box) => box.scrollHeight > box.clientHeight + 2).map((box) => box.id || box.className)",
      );
      expect(cut).toEqual([]);
      const plots = await page.evaluate(
        "[...document.querySelectorAll('.sheet.first .field')].filter((plot) => plot.getBoundingClientRect().height > 0).length",
      );
      expect(plots).toBe(2);
      await context.close();
    });

    test("a version for paper has every trade behind the two pages", async () => {
      const run = fixtureRun({ days: 100, every: 20 });
      writeFileSync(join(folder, "print.html"), runReport(run, { ...CONTEXT, everyTrade: true }));
      const { context, page } = await open("print");
      expect(run.trades.length).toBeGreaterThan(200);
      await expect
        .poll(() => page.evaluate("document.querySelectorAll('#trades tbody tr').length"))
        .toBeGreaterThanOrEqual(run.trades.length);
      expect(pagesOf(await page.pdf({ format: "A4" }))).toBeGreaterThan(4);
      await context.close();
    });
  },
);
