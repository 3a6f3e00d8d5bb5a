// Are the panes moved by mouse, keys and fingers, without a word or a request?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runReport } from "#report/run-report.js";
import { ARGS, CHROMIUM } from "../report/chromium.js";
import { fixtureRun } from "../report/fixture.js";

const run = fixtureRun({ every: 150 });
const BARS = run.bars.length;

const name = `panes in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickproof-panes-"));
    const context = { command: "tickproof run ema-trend -i MES", version: "0.1.0" };
    writeFileSync(join(folder, "run.html"), runReport(run, context));
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: [...ARGS] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(hash = "", width = 1440) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      offline: true,
      hasTouch: width < 600,
    });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) said.push(request.url());
    });
    await page.goto(pathToFileURL(join(folder, "run.html")).href + hash);
    await page.waitForFunction("performance.getEntriesByName('tickproof-interactive').length > 0");
    await page.evaluate(
      "document.querySelector('[data-pane=price]').scrollIntoView({ behavior: 'instant' })",
    );
    return { page, said, close: () => context.close() };
  }

  /** What the link says of the view, once it has followed. */
  async function view(page: Page): Promise<readonly [number, number]> {
    await page.waitForTimeout(400);
    const hash = (await page.evaluate("location.hash")) as string;
    const found = /bars=(\d+)-(\d+)/.exec(hash);
    return found === null ? [0, BARS] : [Number(found[1]), Number(found[2])];
  }

  const place = async (page: Page) => (await page.locator('[data-pane="price"] .field-of').boundingBox())!;

  test("keys: closer, later, one day, the whole span, and panes put away; the link says all of it", async () => {
    const { page, said, close } = await open();
    expect(await view(page)).toEqual([0, BARS]);
    await page.keyboard.press("+");
    const [from, to] = await view(page);
    expect((to - from) / BARS).toBeCloseTo(0.7, 2);
    await page.keyboard.press("ArrowRight");
    const later = await view(page);
    expect(later[0]).toBeGreaterThan(from);
    await page.keyboard.press("d");
    const day = await view(page);
    expect(day[1] - day[0]).toBe(run.bars.length / run.daily.length);
    await page.keyboard.press("2");
    expect(await page.locator('[data-pane="volume"]').isVisible()).toBe(false);
    await page.keyboard.press("0");
    expect(await view(page)).toEqual([0, BARS]);
    expect(await page.evaluate("location.hash")).toBe("#hidden=volume");
    expect(said).toEqual([]);
    await close();
  });

  test("n flies to the next trade and opens it, p goes back; both ends are in view", async () => {
    const { page, said, close } = await open();
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    const [from, to] = await view(page);
    const second = run.trades[1]!;
    expect(from).toBeLessThanOrEqual(second.entryBar);
    expect(to).toBeGreaterThan(second.exitBar);
    expect(await page.evaluate("location.hash")).toContain("trade=2");
    await page.keyboard.press("p");
    await page.waitForTimeout(400);
    expect(await page.evaluate("location.hash")).toContain("trade=1");
    expect(said).toEqual([]);
    await close();
  });

  test("mouse: wheel zooms around the pointer, drag pans, a click on the account's line opens the trade that left there", async () => {
    const trade = run.trades[3]!;
    const from = Math.max(0, trade.entryBar - 60);
    const { page, said, close } = await open(`#bars=${from}-${from + 200}`);
    const equity = (await page.locator('[data-pane="equity"] .field-of').boundingBox())!;
    const exitAt = equity.x + ((trade.exitBar + 0.5 - from) / 200) * equity.width;
    await page.mouse.click(exitAt, equity.y + equity.height / 2);
    await page.waitForTimeout(400);
    expect(await page.evaluate("location.hash")).toContain("trade=4");
    await page.keyboard.press("Escape");
    const box = await place(page);
    const [start, end] = await view(page);
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.wheel(0, -300);
    const near = await view(page);
    expect(near[1] - near[0]).toBeLessThan(end - start);
    expect(Math.abs(near[0] + near[1] - start - end)).toBeLessThan(6);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 200, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const panned = await view(page);
    expect(panned[0] - near[0]).toBeCloseTo((200 / box.width) * (near[1] - near[0]), -1);
    await page.mouse.dblclick(box.x + 10, box.y + 10);
    expect(await view(page)).toEqual([0, BARS]);
    expect(said).toEqual([]);
    await close();
  });

  test("a pane that Tab reached is walked bar by bar, and each bar is said", async () => {
    const { page, said, close } = await open("#bars=100-200");
    await page.locator('[data-pane="price"] .field-of').focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    const first = await page.locator('p[role="status"].sr').last().textContent();
    await page.keyboard.press("ArrowRight");
    const next = await page.locator('p[role="status"].sr').last().textContent();
    expect(first).toMatch(/Open [\d,.]+, High [\d,.]+, Low [\d,.]+, Close [\d,.]+/);
    expect(next).not.toBe(first);
    expect(said).toEqual([]);
    await close();
  });

  test("one finger pans on a phone, and each pane has a table of what is in view", async () => {
    const { page, said, close } = await open("#bars=1000-1400", 390);
    const box = await place(page);
    const touch = await page.context().newCDPSession(page);
    const at = (x: number) => [{ x, y: box.y + 60 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(box.x + 200) });
    for (const x of [180, 150, 120, 100])
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(box.x + x) });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    const [from, to] = await view(page);
    expect(from).toBeGreaterThan(1050);
    expect(to - from).toBe(400);
    await page.getByRole("button", { name: "Price as a table" }).click();
    expect(await page.locator('[data-pane="price"] tbody tr').count()).toBe(200);
    expect(await page.locator('[data-pane="price"] .pane-table .say').textContent()).toContain(
      "first 200 of",
    );
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(said).toEqual([]);
    await close();
  });

  test("? lists the keys, and Esc gives the page back", async () => {
    const { page, said, close } = await open();
    await page.keyboard.press("?");
    expect(await page.locator("dialog.help").textContent()).toContain("Next trade that passes the filter");
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog.help").isVisible()).toBe(false);
    expect(said).toEqual([]);
    await close();
  });
});
