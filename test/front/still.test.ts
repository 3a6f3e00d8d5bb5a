// Is a page whose script fails still the document that it is without script?

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { runReport } from "#report/run-report.js";
import { HOSTILE_CONTEXT, hostileRun } from "../report/hostile.js";
import { CHROMIUM, Desk } from "./chromium.js";

/** The element of a block or of the script, its content replaced. */
const broken = (html: string, id: string, text: string): string =>
  html.replace(new RegExp(`(<script[^>]* id="${id}"[^>]*>)[^<]*`), `$1${text}`);

describe.skipIf(CHROMIUM === undefined)(
  `a page that fails${CHROMIUM ? "" : " (skipped: no Chromium)"}`,
  () => {
    const desk = new Desk();
    let run: Run;

    beforeAll(async () => {
      run = hostileRun();
      const html = runReport(run, HOSTILE_CONTEXT);
      desk.write("no-trades.html", broken(html, "tp-trades", "AAAA"));
      desk.write("no-script.html", broken(html, "tp-front", "AAAA"));
      await desk.start();
    });
    afterAll(() => desk.end());

    test.each(["no-trades", "no-script"])(
      "%s: the table of trades stands there, what is missing is said, and hostile names stay text",
      async (name) => {
        const { page, close } = await desk.openFailing(`${name}.html`);
        await page.waitForSelector("#trades table");
        await expect
          .poll(() => page.locator("#trades tbody tr").count())
          .toBe(Math.min(200, run.trades.length));
        await expect.poll(() => page.locator("#trades table").isVisible()).toBe(true);
        await expect.poll(() => page.locator("noscript").count()).toBe(0);
        await expect.poll(() => page.locator(".without").textContent()).toContain("tickproof export --from");
        await expect.poll(() => page.locator("#chart svg.field").first().isVisible()).toBe(true);
        await expect.poll(() => page.locator("[data-panel].live").count()).toBe(0);
        await expect.poll(() => page.evaluate("'owned' in window")).toBe(false);
        await expect.poll(() => page.locator("img, section script").count()).toBe(0);
        await close();
      },
    );
  },
);
