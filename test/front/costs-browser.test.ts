// Is there one break-even on the page, and does the run come to nothing at it?

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { backtest } from "#index.js";
import { fixedText } from "#report/format.js";
import { runDocument } from "#report/json.js";
import { runReport } from "#report/run-report.js";
import { CHROMIUM, Desk } from "./chromium.js";

describe.skipIf(CHROMIUM === undefined)(
  `the costs of a run in Chromium${CHROMIUM ? "" : " (skipped: no Chromium)"}`,
  () => {
    const desk = new Desk();
    let run: Run;
    let even: string;
    beforeAll(async () => {
      // Limits, stops, targets, and a position that is still open after the last bar.
      run = await backtest({ strategy: "tiered-take-profit", instrument: "MES", data: "data/MES-5m.csv" });
      desk.write("run.html", runReport(run, { command: "tickproof run", version: "0.1.0" }));
      const { summary } = runDocument(run) as unknown as {
        summary: { breakEvenSlippage: number };
      };
      even = `${fixedText(summary.breakEvenSlippage, 1)} ticks a side`;
      await desk.start();
    });
    afterAll(() => desk.end());

    test("trust panel, costs and slider name the figure of --json", async () => {
      const { page, said, close } = await desk.open("run.html");
      const say = page.locator("#live-costs-say");
      await expect.poll(() => say.textContent()).toContain(`The run breaks even at ${even}.`);
      const found = await page.evaluate(
        "document.querySelector('#believe').textContent + document.querySelector('#costs').textContent",
      );
      const named = [...String(found).matchAll(/even at (\S+ ticks a side)/g)].map(([, ticks]) => ticks);
      expect(named.length).toBeGreaterThanOrEqual(3);
      expect([...new Set(named)]).toEqual([even]);
      expect(said).toEqual([]);
      await close();
    });

    test("a click sets the slippage at which the trades looked at come to nothing", async () => {
      expect(run.open).not.toBeNull();
      const { page, close } = await desk.open("run.html", "#filter=result:win");
      const say = page.locator("#live-costs-say");
      await expect.poll(() => say.textContent()).toContain("They break even at");
      await page.locator("#costs button", { hasText: "Break-even" }).click();
      await expect.poll(() => say.textContent()).toMatch(/as run, −?\$0\.0\d at these costs/);
      await close();
    });
  },
);
