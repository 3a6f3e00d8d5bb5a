// Can a review be read in a real browser: on a phone, in the dark, without any script, with hostile words in it?

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TradeNote } from "#domain/journal-notes.js";
import type { Review } from "#domain/review.js";
import type { Run } from "#domain/run.js";
import { marketOf } from "#journal/review/moments.js";
import { reviewOf } from "#journal/review/review.js";
import { signalsOf } from "#journal/review/signals.js";
import { reviewReport } from "#report/review-report.js";
import { backtest } from "#research/library.js";
import { followed, NO_PROMISES } from "../journal/review/made.js";
import { CHROMIUM } from "./chromium.js";

const HOSTILE = `</script><img src=x onerror="globalThis.hit=1"> \u202e =cmd() ${"long".repeat(2_500)}`;

/** A trader who follows every other signal, with words that want to be more than words. */
function reviewed(run: Run): Review {
  const firstDay = run.inputs.data.lastDay - 20;
  const { lastDay } = run.inputs.data;
  const made = signalsOf(run, firstDay, lastDay).map((signal, k) => followed(signal, k, run));
  const trades = made.map(({ trade }) => trade).filter((_, k) => k % 2 === 0);
  const note = {
    trade: trades[0]!.id,
    setup: HOSTILE,
    whyTechnical: HOSTILE,
    whyFundamental: null,
    emotion: { before: HOSTILE, during: null, after: null },
    mistakes: [],
    tags: [HOSTILE],
    grade: null,
    signal: null,
    prose: HOSTILE,
  } as unknown as TradeNote;
  const worse = trades.map((trade, k) => (k === 0 ? { ...trade, net: trade.net - 500_000_000 } : trade));
  return reviewOf({
    plan: { ...NO_PROMISES, name: HOSTILE },
    account: HOSTILE,
    name: "span",
    firstDay,
    lastDay,
    windowMs: 600_000,
    zone: "America/New_York",
    markets: [marketOf(run, null)],
    trades: worse,
    fills: made.flatMap(({ fills }) => fills),
    orders: [],
    notes: [note],
    rules: [],
    inWindow: () => true,
    warnings: [HOSTILE],
  });
}

const name = `the review in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, { timeout: 120_000 }, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickproof-review-page-"));
    const run = await backtest({ strategy: "rsi-reversion", instrument: "MES", data: "data/MES-5m.csv" });
    const context = { runs: [run], rows: [], reconciled: [HOSTILE], version: "0.1.0", command: HOSTILE };
    const review = reviewed(run);
    writeFileSync(join(folder, "own.html"), reviewReport(review, { ...context, share: false }));
    writeFileSync(join(folder, "shared.html"), reviewReport(review, { ...context, share: true }));
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox", "--disable-gpu"] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["own", 1440, "light"],
    ["own", 390, "dark"],
    ["shared", 390, "light"],
  ] as const)(
    "%s at %i pixels, %s: nothing runs, loads or sticks out, and a screen reader has no complaint",
    async (file, width, colorScheme) => {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme,
        offline: true,
        bypassCSP: true,
      });
      const page = await context.newPage();
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      page.on("request", (request) => {
        if (!request.url().startsWith("file:")) said.push(request.url());
      });
      await page.goto(pathToFileURL(join(folder, `${file}.html`)).href);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(await page.evaluate('"hit" in globalThis')).toBe(false);
      expect(await page.locator("img, script").count()).toBe(0);
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8"));
      const { violations } = (await page.evaluate(
        'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })',
      )) as { violations: readonly { readonly id: string }[] };
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(said).toEqual([]);
      await context.close();
    },
  );

  test("shared: no dollar, no account, no note, no candle", () => {
    const page = readFileSync(join(folder, "shared.html"), "utf8");
    expect(page).not.toMatch(/\$\d|onerror|class="mine"/);
  });
});
