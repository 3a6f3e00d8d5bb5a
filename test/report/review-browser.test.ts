// Can a review be read and explored in a real browser: on a phone, in the dark, by keyboard, on paper, without script, with hostile words in it?

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BUCKETS, type Bucket, type Review } from "#domain/review.js";
import type { Run } from "#domain/run.js";
import { pagePicture } from "#journal/notes/page-picture.js";
import { gapOf } from "#journal/review/bridge.js";
import { countText, dollarsText, signed } from "#report/format.js";
import { reviewDocument } from "#report/review/document.js";
import { marksOf } from "#report/review/marks.js";
import { type ReviewRow, reviewRows } from "#report/review/rows.js";
import { reviewReport } from "#report/review-report.js";
import { backtest } from "#research/library.js";
import { CHROMIUM, Desk } from "../front/chromium.js";
import { reviewCase } from "./review-case.js";

const HOSTILE = `</script><img src=x onerror="globalThis.hit=1"> \u202e =cmd() ${"long".repeat(2_500)}`;

const profit = (amount: number): string => signed(dollarsText(amount));

/** Rows as the review itself has them, asked of it in the plainest way. */
function rowsOf({ pairs, left, offPlan }: Review) {
  return [
    ...pairs.map(({ signal, trade, bridge }) => ({ model: signal.net, you: trade.net, bridge })),
    ...left.map(({ signal, bridge }) => ({ model: signal.net, you: 0, bridge })),
    ...offPlan.map(({ trade, bridge }) => ({ model: 0, you: trade.net, bridge })),
  ];
}

/** What the trader stood at whenever a position of either was marked or left, added up anew each time. */
function stepsOf(review: Review, runs: readonly Run[], isAsked: (row: ReviewRow) => boolean) {
  const rows = reviewRows(review);
  const { row, whose, at, value } = marksOf(rows, runs);
  const told = Array.from(row, (k, i) => ({ row: k, whose: whose[i]!, at: at[i]!, value: value[i]! }));
  for (const [k, { trade, signal }] of rows.entries()) {
    const end = (time: number | null) => time ?? Number.POSITIVE_INFINITY;
    if (trade !== null) told.push({ row: k, whose: 0, at: end(trade.exitTime), value: trade.net });
    if (signal !== null) told.push({ row: k, whose: 1, at: end(signal.exitTime), value: signal.net });
  }
  const asked = told.filter((one) => isAsked(rows[one.row]!)).sort((a, b) => a.at - b.at);
  const now = new Map<number, number>();
  return [...new Set(asked.map((one) => one.at))].map((moment) => {
    for (const one of asked) if (one.at === moment && one.whose === 0) now.set(one.row, one.value);
    return { at: moment, you: [...now.values()].reduce((sum, one) => sum + one, 0) };
  });
}

const name = `the review in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, () => {
  const desk = new Desk();
  let review: Review;
  let hostile: Review;
  let runs: readonly Run[];

  beforeAll(async () => {
    const runOn = (instrument: string) =>
      backtest({ strategy: "rsi-reversion", instrument, data: `data/${instrument}-5m.csv` });
    runs = [await runOn("MES"), await runOn("MNQ")];
    review = reviewCase(runs, "waited");
    hostile = reviewCase(runs.slice(0, 1), HOSTILE);
    const context = { rows: [], reconciled: [HOSTILE], version: "0.1.0", command: HOSTILE };
    const picture = new PNG({ width: 2000, height: 40 });
    picture.data.fill(120);
    const shots = new Map([["waited", await pagePicture(PNG.sync.write(picture), "waited")]]);
    desk.write("plain.html", reviewReport(review, { ...context, runs, shots, share: false }));
    desk.write("own.html", reviewReport(hostile, { ...context, runs: runs.slice(0, 1), share: false }));
    desk.write("shared.html", reviewReport(hostile, { ...context, runs: runs.slice(0, 1), share: true }));
    await desk.start();
  });
  afterAll(() => desk.end());

  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
  const complaints = async (page: Page): Promise<readonly string[]> => {
    await page.evaluate(axe);
    const { violations } = (await page.evaluate(
      'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })',
    )) as { violations: readonly { readonly id: string; readonly nodes: readonly { html: string }[] }[] };
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
  };
  /** Sums under the columns of the table. */
  const sums = async (page: Page): Promise<Record<string, string>> => {
    const heads = await page.locator('[role="columnheader"]').allTextContents();
    const foot = await page.locator(".g-foot > *").allTextContents();
    return Object.fromEntries(heads.map((head, k) => [head, foot[k]!]));
  };
  const bridge = async (page: Page): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        (await page.locator(".b-line").all()).map(async (line) => [
          (await line.locator(":scope > *").first().textContent())!,
          (await line.locator("data").getAttribute("value"))!,
        ]),
      ),
    );

  test.each([
    ["own.html", 1440, "light"],
    ["own.html", 390, "dark"],
    ["plain.html", 1440, "dark"],
    ["plain.html", 390, "light"],
  ] as const)(
    "%s at %i pixels, %s: hostile words stay words, nothing loads or sticks out, and a screen reader has no complaint",
    async (file, width, colorScheme) => {
      const options = { viewport: { width, height: 900 }, colorScheme };
      const { page, said, close } = await desk.open(file, "", options);
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await page.keyboard.press("n");
      await page.locator(".drawer blockquote").waitFor();
      await expect
        .poll(() => page.locator(".drawer blockquote").textContent())
        .toContain("waited for a second close");
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await expect.poll(() => page.evaluate('"hit" in globalThis')).toBe(false);
      await expect.poll(() => page.content()).not.toContain("\u202e");
      // Its own pictures only.
      await expect.poll(() => page.locator('img:not([src^="data:image/jpeg;base64,"])').count()).toBe(0);
      expect(said).toEqual([]);
      await close();
    },
  );

  test.each([
    ["plain.html", 1440, "light"],
    ["own.html", 390, "dark"],
  ] as const)(
    "%s at %i pixels, %s: axe has no complaint, the drawer open",
    async (file, width, colorScheme) => {
      const options = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true };
      const { page, close } = await desk.open(file, "", options);
      await page.keyboard.press("n");
      await page.locator(".drawer blockquote").waitFor();
      expect(await complaints(page)).toEqual([]);
      await close();
    },
  );

  test("bridge and table say what --json says, and add up to the headline", async () => {
    const { page, close } = await desk.open("plain.html");
    const { span } = reviewDocument(review);
    const told = await bridge(page);
    expect(told.plan).toBe(span.model);
    expect(told.you).toBe(span.actual);
    for (const bucket of BUCKETS) expect(told[bucket]).toBe(span.bridge[bucket]);
    const { You, Plan, Gap } = await sums(page);
    expect([You, Plan, Gap]).toEqual(
      [review.span.actual, review.span.model, gapOf(review.span.bridge)].map(profit),
    );
    await expect
      .poll(() => page.locator(".f-count").textContent())
      .toBe(`${rowsOf(review).length} of ${rowsOf(review).length} rows`);
    await close();
  });

  test.each(["missed", "exit timing", "size", "off-plan"] as const)(
    "pressing %s leaves its rows alone: bridge and sums are those of a recomputation",
    async (bucket: Bucket) => {
      const { page, close } = await desk.open("plain.html");
      await page.locator(`.b-name:text-is("${bucket}")`).click();
      const rows = rowsOf(review).filter((row) => row.bridge[bucket] !== 0);
      expect(rows.length).toBeGreaterThan(0);
      await expect
        .poll(() => page.locator(".f-count").textContent())
        .toBe(`${rows.length} of ${rowsOf(review).length} rows`);
      const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0);
      const found = await sums(page);
      expect(found.You).toBe(profit(sum(({ you }) => you)));
      expect(found.Plan).toBe(profit(sum(({ model }) => model)));
      expect(found.Gap).toBe(profit(sum((row) => gapOf(row.bridge))));
      for (const each of BUCKETS) expect(found[each]).toBe(profit(sum((row) => row.bridge[each])));
      await expect.poll(() => page.locator(`.b-name[aria-pressed="true"]`).textContent()).toBe(bucket);
      await page.locator(`.b-name:text-is("${bucket}")`).click();
      await expect
        .poll(() => page.locator(".f-count").textContent())
        .toBe(`${rowsOf(review).length} of ${rowsOf(review).length} rows`);
      await close();
    },
  );

  test("you and the plan: both lines end at the headline, follow the filter and the view, and have a table", async () => {
    const { page, said, close } = await desk.open("plain.html");
    const told = (pane: string) => page.locator(`#pane-${pane}-s`).textContent();
    const { actual, model } = review.span;
    const ends = (you: number, plan: number) =>
      `you went from $0.00 to ${profit(you)}, the plan from $0.00 to ${profit(plan)}`;
    await expect.poll(() => told("equity")).toContain(ends(actual, model));
    // The deepest that the trader stood below the high, with what was open at the closes of both contracts' bars.
    const steps = stepsOf(review, runs, () => true);
    let [high, deepest] = [0, 0];
    for (const { you } of steps) {
      high = Math.max(high, you);
      deepest = Math.min(deepest, you - high);
    }
    const closed = [...review.pairs, ...review.offPlan].length;
    expect(steps.length).toBeGreaterThan(3 * closed);
    expect(deepest).toBeLessThan(0);
    await expect
      .poll(() => told("equity"))
      .toMatch(/All contracts, after costs; open positions at each close\.$/);
    await expect
      .poll(() => told("drawdown"))
      .toContain(`in view you were ${dollarsText(-deepest)} below the high so far at the deepest`);
    await page.locator('[data-pane="equity"] button:text-is("Table")').click();
    // A row a bar, though trades end inside of bars and both contracts are marked at their closes.
    const barsOf = (all: typeof steps) => {
      const { time } = runs[0]!.bars;
      return [...new Map(all.map(({ at, you }) => [time.findLastIndex((open) => open <= at), you]))];
    };
    const rows = barsOf(steps);
    expect(rows.length).toBeLessThan(steps.length);
    const table = page.locator("#pane-equity-table tbody tr");
    await expect.poll(() => table.count()).toBe(Math.min(200, rows.length));
    const heads = await table.locator("th").allTextContents();
    expect(new Set(heads).size).toBe(heads.length);
    expect(await table.locator("td:nth-child(2)").allTextContents()).toEqual(
      rows.slice(0, 200).map(([, you]) => profit(you)),
    );
    expect(await page.locator("#pane-equity-table .say").textContent()).toContain(
      `${countText(rows.length)} rows of the visible range, a row a bar over which`,
    );
    await page.locator('.b-name:text-is("off-plan")').click();
    const off = review.offPlan.reduce((all, { trade }) => all + trade.net, 0);
    await expect
      .poll(() => told("equity"))
      .toContain(`Of ${review.offPlan.length} filtered rows: ${ends(off, 0)}`);
    const alone = barsOf(stepsOf(review, runs, ({ kind }) => kind === "off-plan")).length;
    expect(alone).toBeLessThan(rows.length);
    await expect.poll(() => table.count()).toBe(Math.min(200, alone));
    await page.locator('.b-name:text-is("off-plan")').click();
    // The table above the sessions is drawn a frame later and moves them: a click in between falls beside.
    await expect.poll(() => told("equity")).toContain(ends(actual, model));
    await expect.poll(() => table.count()).toBe(Math.min(200, rows.length));
    await page.locator("[data-panel=session-list] tbody button").first().click();
    await expect.poll(() => told("equity")).not.toContain("you went from $0.00 to");
    expect(said).toEqual([]);
    await close();
  });

  test("by keyboard alone: the worst trade after a broken rule is found, opened, and read", async () => {
    const { page, said, close } = await desk.open("plain.html");
    await page.keyboard.press("/");
    await page.keyboard.type("rule:contracts kind:off-plan ");
    await page.keyboard.press("Enter");
    const worst = [...review.offPlan].sort((a, b) => a.trade.net - b.trade.net)[0]!;
    // Along the heads to Gap, up into the head, and the smallest stands first.
    const heads = await page.locator('[role="columnheader"]').allTextContents();
    const focused = () => page.evaluate("document.activeElement.getAttribute('role')");
    await expect.poll(focused).toBe("rowheader");
    await page.keyboard.press("ArrowUp");
    await expect.poll(focused).toBe("columnheader");
    for (let k = 0; k < heads.indexOf("Gap"); k++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Gap");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const drawer = page.locator(".drawer");
    await drawer.locator("blockquote").waitFor();
    await expect.poll(() => drawer.textContent()).toContain(profit(gapOf(worst.bridge)));
    await expect.poll(() => drawer.textContent()).toContain("The plan had no signal for it.");
    await expect.poll(() => page.evaluate("location.hash")).toContain("filter=");
    await page.keyboard.press("Escape");
    await expect.poll(() => drawer.isVisible()).toBe(false);
    await page.keyboard.press("t");
    await expect.poll(() => page.evaluate("document.documentElement.className")).toContain("light");
    expect(said).toEqual([]);
    await close();
  });

  test("a row of another contract brings its bars with it, and the link says which", async () => {
    const { page, said, close } = await desk.open("plain.html");
    const other = review.pairs.find(({ trade }) => trade.root === "MNQ")!.trade;
    await expect.poll(() => page.locator('.host[aria-pressed="true"]').textContent()).toBe("MES");
    await page.locator(".f-input").fill(`contract:MNQ`);
    await page.locator(".f-input").blur();
    await page.keyboard.press("n");
    await page.locator('.host[aria-pressed="true"]:text-is("MNQ")').waitFor();
    await expect.poll(() => page.evaluate("location.hash")).toContain("series=1");
    await expect.poll(() => page.locator('[data-pane="price"]').count()).toBe(1);
    const price = () => page.locator("#pane-price-s").textContent();
    await expect.poll(price).toContain("MNQ went from");
    await expect.poll(() => price()).not.toContain(" 0 trades in view");
    await page.locator('.host:text-is("MES")').click();
    await page.locator('.host[aria-pressed="true"]:text-is("MES")').waitFor();
    expect(other.root).toBe("MNQ");
    expect(said).toEqual([]);
    await close();
  });

  test("leaks, rules and ids lead to their rows, a session to its candles", async () => {
    const { page, close } = await desk.open("plain.html");
    await page.locator('#rules [data-find="rule"] button').first().click();
    const broken = new Set(review.rules[0]!.breaches.map(({ trade }) => trade)).size;
    await expect.poll(() => page.locator(".f-count").textContent()).toContain(`${broken} of `);
    await page.locator("#leaks td button.row-button code").first().click();
    await page.locator(".drawer").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".f-clear").click();
    await expect
      .poll(() => page.locator("[data-panel=session-list] tbody tr").count())
      .toBe(review.days.length);
    await page.locator("[data-panel=session-list] tbody button").first().click();
    await expect.poll(() => page.evaluate("location.hash")).toMatch(/bars=\d+-\d+/);
    await close();
  });

  test.each([
    [390, false, "screen"],
    [1000, false, "screen"],
    [1440, false, "screen"],
    [1440, true, "screen"],
    [560, false, "print"],
    [800, false, "print"],
  ] as const)(
    "at %i pixels, drawer open: %s, on %s, the five tiles leave no cell empty",
    async (width, drawer, media) => {
      const { page, close } = await desk.open("plain.html", "", { viewport: { width, height: 900 } });
      await page.emulateMedia({ media });
      if (drawer) {
        await page.keyboard.press("n");
        await page.locator(".drawer blockquote").waitFor();
      }
      const right = (which: string) =>
        page.locator(which).evaluate((tile) => Math.round(tile.getBoundingClientRect().right));
      await expect
        .poll(async () => (await right(".tiles.five")) - (await right(".tiles.five>div:last-child")))
        .toBeLessThanOrEqual(2);
      await close();
    },
  );

  test("without script it is complete, and on paper it is a few sheets", async () => {
    const { page, close } = await desk.openFailing("plain.html", "", { javaScriptEnabled: false });
    await expect.poll(() => page.locator("#sessions .still figure").first().isVisible()).toBe(true);
    await expect.poll(() => page.locator("#bridge-t").isVisible()).toBe(true);
    await expect.poll(() => page.locator(".without").textContent()).toContain("--json has all of them");
    await expect
      .poll(() => page.locator("#account-s").textContent())
      .toContain(`you stand at ${profit(review.span.actual)}, the plan at ${profit(review.span.model)}`);
    await expect.poll(() => page.locator("#under-t").isVisible()).toBe(true);
    const drawn = Math.min(12, review.days.length) * runs.length;
    await expect.poll(() => page.locator("#sessions figure").count()).toBeGreaterThan(drawn / 2);
    const text = await page.locator("main").textContent();
    expect(text).toContain(profit(review.span.actual));
    const paper = await page.pdf({ format: "A4" });
    expect(paper.toString("latin1").match(/\/Type\s*\/Page\b/g)!.length).toBeLessThanOrEqual(6);
    await close();
  });

  test("shared: no dollar, no account, no note, no candle, no script, and nothing hidden in a block", async () => {
    const { page, said, close } = await desk.openFailing("shared.html", "", {
      viewport: { width: 390, height: 900 },
    });
    const html = await page.content();
    expect(html).not.toMatch(/\$\d|onerror|class="mine"|<script|octet-stream|waited/);
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(said).toEqual([]);
    await close();
  });
});
