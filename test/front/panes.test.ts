// Are the panes moved by mouse, keys and fingers, without a word or a request?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instrumentOf } from "#instrument/instrument.js";
import { drawdowns } from "#metric/drawdown.js";
import { priceText } from "#report/format.js";
import { runReport } from "#report/run-report.js";
import { CHROMIUM, launch, newPage, ready } from "../report/chromium.js";
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
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(hash = "", width = 1440) {
    const page = await newPage(browser, { viewport: { width, height: 900 }, hasTouch: width < 600 });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) said.push(request.url());
    });
    await page.goto(pathToFileURL(join(folder, "run.html")).href + hash);
    await ready(page);
    await page.evaluate(
      "document.querySelector('[data-pane=price]').scrollIntoView({ behavior: 'instant' })",
    );
    return { page, said, close: () => page.context().close() };
  }

  /** The close in the list of values beside the panes. */
  const closeBeside = (page: Page) => page.locator(".at-bar div:has(dt:text-is('Close')) dd").textContent();
  const closeText = (bar: number) =>
    priceText(run.bars.closeTicks[bar]!, instrumentOf(run.inputs.contract).grid);

  /** What the link says of the view. It follows at leisure. */
  async function view(page: Page): Promise<readonly [number, number]> {
    const hash = (await page.evaluate("location.hash")) as string;
    const found = /bars=(\d+)-(\d+)/.exec(hash);
    return found === null ? [0, BARS] : [Number(found[1]), Number(found[2])];
  }

  /** The view that comes after this one, once nothing moves any more: the link is written again and again on a machine that is slow. */
  async function moved(page: Page, before: readonly [number, number]): Promise<readonly [number, number]> {
    await expect.poll(() => view(page)).not.toEqual(before);
    for (;;) {
      const now = await view(page);
      await page.evaluate(
        "new Promise((go) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(go), 400)))",
      );
      const later = await view(page);
      if (later[0] === now[0] && later[1] === now[1]) return later;
    }
  }

  const place = async (page: Page) => (await page.locator('[data-pane="price"] .field-of').boundingBox())!;

  test("keys: closer, later, one day, the whole span, and panes put away; the link says all of it", async () => {
    const { page, said, close } = await open();
    await expect.poll(() => view(page)).toEqual([0, BARS]);
    await page.keyboard.press("+");
    const [from, to] = await moved(page, [0, BARS]);
    expect((to - from) / BARS).toBeCloseTo(0.7, 2);
    await page.keyboard.press("ArrowRight");
    const later = await moved(page, [from, to]);
    expect(later[0]).toBeGreaterThan(from);
    await page.keyboard.press("d");
    const day = await moved(page, later);
    expect(day[1] - day[0]).toBe(run.bars.length / run.daily.length);
    await page.keyboard.press("2");
    await expect.poll(() => page.locator('[data-pane="volume"]').isVisible()).toBe(false);
    await page.keyboard.press("0");
    await expect.poll(() => view(page)).toEqual([0, BARS]);
    await expect.poll(() => page.evaluate("location.hash")).toBe("#hidden=volume");
    expect(said).toEqual([]);
    await close();
  });

  test("n flies to the next trade and opens it, p goes back; both ends are in view", async () => {
    const { page, said, close } = await open();
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    await expect.poll(() => page.evaluate("location.hash")).toContain("trade=2");
    const [from, to] = await moved(page, [0, BARS]);
    const second = run.trades[1]!;
    expect(from).toBeLessThanOrEqual(second.entryBar);
    expect(to).toBeGreaterThan(second.exitBar);
    // The values beside the panes are those of the bar in which it began.
    await expect.poll(() => closeBeside(page)).toBe(closeText(second.entryBar));
    await page.keyboard.press("p");
    await expect.poll(() => page.evaluate("location.hash")).toContain("trade=1");
    await expect.poll(() => closeBeside(page)).toBe(closeText(run.trades[0]!.entryBar));
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
    await expect.poll(() => page.evaluate("location.hash")).toContain("trade=4");
    await page.keyboard.press("Escape");
    const box = await place(page);
    const [start, end] = await view(page);
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.wheel(0, -300);
    const near = await moved(page, [start, end]);
    expect(near[1] - near[0]).toBeLessThan(end - start);
    expect(Math.abs(near[0] + near[1] - start - end)).toBeLessThan(6);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 200, box.y + 40, { steps: 4 });
    await page.mouse.up();
    const panned = await moved(page, near);
    expect(panned[0] - near[0]).toBeCloseTo((200 / box.width) * (near[1] - near[0]), -1);
    await page.mouse.dblclick(box.x + 10, box.y + 10);
    await expect.poll(() => view(page)).toEqual([0, BARS]);
    expect(said).toEqual([]);
    await close();
  });

  test("a pane that Tab reached is walked bar by bar, and each bar is said", async () => {
    const { page, said, close } = await open("#bars=100-200");
    await page.locator('[data-pane="price"] .field-of').focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    const told = () => page.locator('p[role="status"].sr').last().textContent();
    await expect.poll(told).toMatch(/Open [\d,.]+, High [\d,.]+, Low [\d,.]+, Close [\d,.]+/);
    const first = await told();
    await page.keyboard.press("ArrowRight");
    await expect.poll(told).not.toBe(first);
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
    const [from, to] = await moved(page, [1000, 1400]);
    expect(from).toBeGreaterThan(1050);
    expect(to - from).toBe(400);
    await page.getByRole("button", { name: "Price as a table" }).click();
    await expect.poll(() => page.locator('[data-pane="price"] tbody tr').count()).toBe(200);
    await expect
      .poll(() => page.locator('[data-pane="price"] .pane-table .say').textContent())
      .toContain("first 200 of");
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(said).toEqual([]);
    await close();
  });

  test("a drag beside the navigator's window draws a span, a press there brings the window, a drag in it moves it", async () => {
    const { page, said, close } = await open();
    await page.locator(".track").scrollIntoViewIfNeeded();
    const track = (await page.locator(".track").boundingBox())!;
    const y = track.y + track.height / 2;
    const drag = async (from: number, to: number) => {
      await page.mouse.move(track.x + from * track.width, y);
      await page.mouse.down();
      await page.mouse.move(track.x + to * track.width, y, { steps: 4 });
      await page.mouse.up();
    };
    let now = await view(page);
    const comesTo = async (wanted: readonly number[]) => {
      now = await moved(page, now);
      for (const [i, share] of wanted.entries()) expect(now[i]! / BARS).toBeCloseTo(share, 1);
    };
    await drag(0.6, 0.4);
    await comesTo([0.4, 0.6]);
    await drag(0.5, 0.8);
    await comesTo([0.7, 0.9]);
    await drag(0.1, 0.3);
    await comesTo([0.1, 0.3]);
    await drag(0.6, 0.6);
    await comesTo([0.5, 0.7]);
    await page.keyboard.press("0");
    await comesTo([0, 1]);
    await drag(0.5, 0.5);
    await comesTo([0.45, 0.55]);
    expect(said).toEqual([]);
    await close();
  });

  test("a drawdown that is picked fills the panes, by mouse and by key, and so does a streak", async () => {
    const { page, said, close } = await open("#bars=0-60");
    const worst = drawdowns(run)[0]!;
    const bars = worst.bars;
    await page.locator("#drawdowns tbody tr td").first().click();
    const [from, to] = await moved(page, [0, 60]);
    expect(from).toBeLessThanOrEqual(Math.max(0, worst.startBar));
    expect(to).toBeGreaterThan(worst.troughBar);
    expect(to - from).toBeGreaterThanOrEqual(Math.min(bars, BARS));
    expect(to - from).toBeLessThanOrEqual(Math.min(BARS, bars * 1.2 + 24));
    const streak = page.locator("#drawdowns table").nth(1).locator("tbody th button").first();
    await streak.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => view(page)).not.toEqual([from, to]);
    await expect.poll(() => page.locator("p[aria-live]").textContent()).toContain("The panes show");
    expect(said).toEqual([]);
    await close();
  });

  test("the volume profile has its prices as a table, and it follows the view", async () => {
    const { page, said, close } = await open("#bars=1000-1400");
    await page.getByText("Volume profile as a table").click();
    const rows = page.locator(".profile tbody tr");
    await rows.first().waitFor();
    const poc = await page.locator(".profile tbody tr", { hasText: "POC" }).locator("th").textContent();
    await expect.poll(() => page.locator("#pane-profile-s").textContent()).toContain(`POC ${poc},`);
    const before = await page.locator(".profile table").textContent();
    await page.evaluate("location.hash = '#bars=0-100'");
    await expect.poll(() => page.locator(".profile table").textContent()).not.toBe(before);
    expect(said).toEqual([]);
    await close();
  });

  test("a link that is followed is followed, though the page was about to write its own", async () => {
    const { page, said, close } = await open();
    // The link of the first view is due before the page hears of the other one.
    await page.evaluate(`{
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (location.hash = "#bars=100-200");
      dispatchEvent(new KeyboardEvent("keydown", { key: "+" }));
      port2.postMessage(null);
      const begun = performance.now();
      while (performance.now() - begun < 400);
    }`);
    await expect.poll(() => view(page)).toEqual([100, 200]);
    expect(said).toEqual([]);
    await close();
  });

  test("? lists the keys, and Esc gives the page back", async () => {
    const { page, said, close } = await open();
    await page.keyboard.press("?");
    await expect
      .poll(() => page.locator("dialog.help").textContent())
      .toContain("Next trade that passes the filter");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("dialog.help").isVisible()).toBe(false);
    expect(said).toEqual([]);
    await close();
  });
});
