// Is a page that does not hold every bar honest about it, and whole where it has them?

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { countKept, detailFor, keptBars } from "#report/embed/kept.js";
import { fixedText, percentText } from "#report/format.js";
import { runReport } from "#report/run-report.js";
import { fixtureRun } from "../report/fixture.js";
import { CHROMIUM, Desk } from "./chromium.js";

test("three million bars are kept one by one, of more only those around trades, unless one is asked for all", () => {
  expect(detailFor(3_000_000)).toBe("full");
  expect(detailFor(3_000_001)).toBe("trades");
});

describe.skipIf(CHROMIUM === undefined)(
  `fewer bars in Chromium${CHROMIUM ? "" : " (skipped: no Chromium)"}`,
  () => {
    const desk = new Desk();
    let run: Run;

    beforeAll(async () => {
      run = fixtureRun({ days: 60, perDay: 385, every: 8000 });
      const context = { command: "x", version: "0" };
      desk.write("trades.html", runReport(run, { ...context, detail: "trades" }));
      desk.write("overview.html", runReport(run, { ...context, detail: "overview" }));
      await desk.start();
    });
    afterAll(() => desk.end());

    test("around trades: the head says what share is summarised, a trade has its single bars, the rest its overview", async () => {
      const { page, said, close } = await desk.open("trades.html");
      const left = run.bars.length - countKept(keptBars(run, "trades"));
      expect(left).toBeGreaterThan(0);
      const share = percentText((100 * left) / run.bars.length, 0);
      await expect
        .poll(() => page.locator(".lead").textContent())
        .toContain(`price detail kept around trades; ${share} of bars summarised`);
      await page.keyboard.press("n");
      const values = () => page.locator(".at-bar dd").allTextContents();
      const inTicks = new Set([...run.bars.closeTicks].map((ticks) => fixedText(ticks * 0.25, 2)));
      await expect.poll(async () => inTicks.has((await values())[3]!)).toBe(true);
      await expect.poll(() => page.locator(".when").textContent()).not.toContain("bars");

      await page.keyboard.press("Escape");
      const middle = Math.floor((run.trades[0]!.exitBar + run.trades[1]!.entryBar) / 2);
      await page.evaluate(`location.hash = "#bars=${middle - 100}-${middle + 100}"`);
      await expect.poll(() => page.locator(".when").textContent()).toContain("bars");
      await expect.poll(async () => (await values())[3]).toMatch(/\d/);
      expect(said).toEqual([]);
      await close();
    });

    test("overview: the head says that no single bar is there, and a trade is drawn over what is", async () => {
      const { page, said, close } = await desk.open("overview.html");
      await expect
        .poll(() => page.locator(".lead").textContent())
        .toContain("no single bars kept: price is an overview");
      await page.keyboard.press("n");
      await expect.poll(() => page.evaluate("location.hash")).toContain("trade=1");
      await expect.poll(() => page.locator("[data-panel=drawer]").textContent()).toContain("Trade 1");
      expect(said).toEqual([]);
      await close();
    });
  },
);
