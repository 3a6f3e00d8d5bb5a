// Can trades be found, sorted, opened and questioned in a real browser?

import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run, Trade } from "#domain/run.js";
import { backtest } from "#index.js";
import { Clock } from "#report/clock.js";
import { TRADE_COLUMNS } from "#report/columns.js";
import { csvOf } from "#report/csv.js";
import { dollarsText, signed } from "#report/format.js";
import { runDocument } from "#report/json.js";
import { tradeRows } from "#report/rows.js";
import { runReport } from "#report/run-report.js";
import { allOf } from "../../front/trades/choice.js";
import { netsAt } from "../../front/trades/costs.js";
import { fillsOfTrades } from "../../front/trades/fills.js";
import { closedDrawdown, intervalOver, sumOver } from "../../front/trades/headline.js";
import { type TradeSet, tradeSet } from "../../front/trades/set.js";
import { whatIf } from "../../front/trades/what-if.js";
import { openPage } from "../report/embedded.js";
import { fixtureRun } from "../report/fixture.js";
import { HOSTILE_CONTEXT, hostileRun } from "../report/hostile.js";
import { CHROMIUM, Desk } from "./chromium.js";

const sum = (trades: readonly Trade[]): number => trades.reduce((total, { net }) => total + net, 0);
const profit = (amount: number): string => signed(dollarsText(amount));

describe.skipIf(CHROMIUM === undefined)(
  `trades in Chromium${CHROMIUM ? "" : " (skipped: no Chromium)"}`,
  () => {
    const desk = new Desk();
    let run: Run;
    let set: TradeSet;
    let tickValue: number;
    let of: ReturnType<typeof fillsOfTrades>;

    beforeAll(async () => {
      run = await backtest({ strategy: "tiered-take-profit", instrument: "MCL", data: "data/MCL-5m.csv" });
      const source = readFileSync("strategies/tiered-take-profit.ts", "utf8");
      const html = runReport(run, { command: "tickproof run", version: "0.1.0", strategySource: source });
      desk.write("run.html", html);
      desk.write(
        "many.html",
        runReport(fixtureRun({ days: 260, perDay: 385, every: 5 }), { command: "x", version: "0" }),
      );
      desk.write("hostile.html", runReport(hostileRun(), HOSTILE_CONTEXT));
      const data = await openPage(html);
      set = tradeSet(data);
      tickValue = data.meta.tickValue;
      of = fillsOfTrades(await data.fills(), set.length);
      await desk.start();
    });
    afterAll(() => desk.end());

    const cellOf = (page: Page, row: string, key: string) =>
      page.evaluate(
        `document.querySelector('${row}').children[[...document.querySelectorAll("[role=columnheader]")].findIndex((head) => head.dataset.key === "${key}")].textContent`,
      );
    const firstRow = '.g-body [role=row][aria-rowindex="2"]';

    test("by keyboard alone: find the worst Tuesday short, read why it left", async () => {
      const { page, said, close } = await desk.open("run.html");
      const clock = new Clock(run.inputs.contract);
      const worst = run.trades
        .filter(({ side, entryTime }) => side === -1 && clock.weekday(entryTime) === 2)
        .reduce((a, b) => (b.net < a.net ? b : a));
      await page.keyboard.press("/");
      await page.keyboard.type("side:short wd:tue");
      await page.keyboard.press("Enter");
      const role = () => page.evaluate("document.activeElement.getAttribute('role')");
      await expect.poll(role).toBe("rowheader");
      // The focus is in the table now: up to the heads, along to Net, and its Enter puts the smallest first.
      await page.keyboard.press("ArrowUp");
      await expect.poll(role).toBe("columnheader");
      for (let k = 0; k < 30; k++) {
        if (await page.evaluate("document.activeElement.dataset.key === 'net'")) break;
        await page.keyboard.press("ArrowRight");
      }
      await page.keyboard.press("Enter");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      const drawer = page.locator(".drawer");
      await drawer.locator(".d-story li").first().waitFor();
      const text = () => drawer.textContent();
      await expect.poll(text).toContain(`Trade ${worst.n}`);
      await expect.poll(text).toContain(profit(worst.net));
      await expect.poll(text).toContain(`Left by${worst.exitReason}`);
      await expect.poll(() => page.evaluate("document.activeElement.id")).toBe("drawer-title");
      // Escape gives the focus back to the row of that trade.
      await page.keyboard.press("Escape");
      await expect.poll(() => drawer.isVisible()).toBe(false);
      await expect
        .poll(() => page.evaluate("document.activeElement.closest('[role=row]').dataset.trade"))
        .toBe(String(worst.n));
      expect(said).toEqual([]);
      await close();
    });

    test("a trade that is asked for by its number comes with the candles that it was made on", async () => {
      const { page, said, close } = await desk.open("run.html");
      const price = () =>
        page.evaluate(
          "(() => { const box = document.querySelector('#chart canvas').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; })()",
        );
      await expect.poll(() => price()).toBe(false);
      for (const key of ["g", "1", "2", "Enter"]) await page.keyboard.press(key);
      await page.locator(".drawer .d-story li").first().waitFor();
      await expect.poll(() => page.locator("#drawer-title").textContent()).toBe("Trade 12");
      await expect.poll(() => price()).toBe(true);
      const stands = await page.evaluate("scrollY");
      await page.keyboard.press("n");
      await page.locator("#drawer-title", { hasText: /^Trade 13$/ }).waitFor();
      await expect.poll(() => page.evaluate("scrollY")).toBe(stands);
      expect(said).toEqual([]);
      await close();
    });

    test("a filter says n of N, and its figures, sums and interval are those of its trades", async () => {
      const { page, said, close } = await desk.open("run.html", "#filter=side:short%20net%3C20");
      const trades = run.trades.filter(({ side, net }) => side === -1 && net < 20_000_000);
      await expect
        .poll(() => page.locator(".f-count").textContent())
        .toBe(`${trades.length} of ${run.trades.length} trades`);
      const cells = () => page.locator(".f-table tbody tr").first().locator("td").allTextContents();
      const indices = Int32Array.from(trades, ({ n }) => n - 1);
      const interval = intervalOver(set, indices)!;
      const won = trades.filter(({ net }) => net > 0);
      await expect
        .poll(async () => (await cells()).slice(0, 4))
        .toEqual([
          String(trades.length),
          profit(sum(trades)),
          profit(Math.round(sum(trades) / trades.length)),
          `${dollarsText(interval.low)} … ${dollarsText(interval.high)}`,
        ]);
      await expect
        .poll(async () => (await cells())[5])
        .toBe(`${((100 * won.length) / trades.length).toFixed(1)}%`);
      await expect
        .poll(async () => (await cells())[7])
        .toBe(dollarsText(-closedDrawdown(set.numbers.net, indices)));
      await expect.poll(() => cellOf(page, ".g-foot", "net")).toBe(profit(sum(trades)));
      // Against the rest, by its key; both together are all trades.
      await page.keyboard.press("v");
      const rest = run.trades.filter((trade) => !trades.includes(trade));
      await expect
        .poll(() => page.locator(".f-table tbody tr").nth(1).locator("td").nth(1).textContent())
        .toBe(profit(sum(rest)));
      await expect
        .poll(() => page.locator(".f-table tbody th").allTextContents())
        .toEqual(["Filtered", "Rest"]);
      expect(said).toEqual([]);
      await close();
    });

    test("without a filter the sums under the table are those of the run's JSON", async () => {
      const { page, close } = await desk.open("run.html");
      const { trades, summary } = runDocument(run);
      const micro = (text: string) => Math.round(Number(text) * 1e6);
      const total = (key: "gross" | "costs" | "net") =>
        trades.reduce((all, trade) => all + micro(trade[key]), 0);
      await expect.poll(() => cellOf(page, ".g-foot", "gross")).toBe(profit(total("gross")));
      await expect.poll(() => cellOf(page, ".g-foot", "costs")).toBe(dollarsText(total("costs")));
      await expect.poll(() => cellOf(page, ".g-foot", "net")).toBe(profit(total("net")));
      // What is not in a closed trade is told beside it, so that both numbers of the page can be brought together.
      const told = await page.locator(".g-rest").textContent();
      expect(told).toContain(dollarsText(micro(summary.net)));
      expect(told).toContain(profit(micro(summary.net) - total("net")));
      await close();
    });

    test("what cannot be read is said at once, changes nothing, and can be put right with a click", async () => {
      const { page, close } = await desk.open("run.html", "#filter=side:long");
      const before = await page.locator(".f-count").textContent();
      await page.locator(".f-input").fill("sdie:short ");
      await expect.poll(() => page.locator(".f-problems").textContent()).toContain('There is no key "sdie"');
      const isWrong = () => page.locator(".f-input").getAttribute("aria-invalid");
      await expect.poll(isWrong).toBe("true");
      await expect.poll(() => page.locator(".f-count").textContent()).toBe(before);
      await page.locator(".f-problems button").click();
      await expect.poll(() => page.locator(".f-input").inputValue()).toBe("side:short ");
      await expect.poll(isWrong).toBe(null);
      const shorts = run.trades.filter(({ side }) => side === -1).length;
      await expect
        .poll(() => page.locator(".f-count").textContent())
        .toBe(`${shorts} of ${run.trades.length} trades`);
      await close();
    });

    test("chips and suggestions write the same filter that one would type", async () => {
      const { page, close } = await desk.open("run.html");
      await page.locator(".f-chip summary", { hasText: "Weekday" }).click();
      await page.getByLabel("Tuesday").check();
      await page.getByLabel("Thursday").check();
      await expect.poll(() => page.locator(".f-input").inputValue()).toBe("wd:tue,thu");
      await page.keyboard.press("Escape");
      await page.locator(".f-input").focus();
      await page.keyboard.press("End");
      await page.keyboard.type(" si");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator(".f-input").inputValue()).toBe("wd:tue,thu side:long");
      await page.waitForURL(/filter=/);
      await page.getByRole("button", { name: "Clear" }).click();
      await expect.poll(() => page.locator(".f-count").textContent()).toContain(`${run.trades.length} of`);
      await close();
    });

    test("a head that is clicked sorts, tells so, and turns round", async () => {
      const { page, close } = await desk.open("run.html");
      const head = page.locator('[role=columnheader][data-key="net"]');
      await head.click();
      const nets = run.trades.map(({ net }) => net);
      await expect.poll(() => head.getAttribute("aria-sort")).toBe("ascending");
      await expect.poll(() => cellOf(page, firstRow, "net")).toBe(profit(Math.min(...nets)));
      await head.click();
      await expect.poll(() => head.getAttribute("aria-sort")).toBe("descending");
      await expect.poll(() => cellOf(page, firstRow, "net")).toBe(profit(Math.max(...nets)));
      await close();
    });

    test("amounts follow the unit", async () => {
      const { page, close } = await desk.open("run.html");
      const [first] = run.trades;
      await expect.poll(() => cellOf(page, firstRow, "net")).toBe(profit(first!.net));
      await page.keyboard.press("u");
      const ticks = (first!.net / tickValue).toFixed(1).replace("-", "−");
      await expect.poll(() => cellOf(page, firstRow, "net")).toBe(first!.net > 0 ? `+${ticks}` : ticks);
      await page.keyboard.press("u");
      const r = first!.r!.toFixed(2).replace("-", "−");
      await expect.poll(() => cellOf(page, firstRow, "net")).toBe(first!.net > 0 ? `+${r}` : r);
      await close();
    });

    test("the CSV of a filter is that of the program, those rows of it", async () => {
      const { page, close } = await desk.open("run.html", "#filter=side:short");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "CSV", exact: true }).click(),
      ]);
      const text = readFileSync(await download.path(), "utf8");
      expect(text).toBe(
        csvOf(
          tradeRows(run).filter(({ side }) => side === "short"),
          TRADE_COLUMNS,
        ),
      );
      await close();
    });

    test("a cell and a bar that are picked become the filter, and are given up the same way", async () => {
      const { page, close } = await desk.open("run.html");
      const cell = page.locator(".heat-cell:enabled").first();
      const count = /(\d+) trades?$/.exec((await cell.getAttribute("aria-label"))!)![1];
      await cell.click();
      await expect
        .poll(() => page.locator(".f-count").textContent())
        .toBe(`${count} of ${run.trades.length} trades`);
      await expect.poll(() => cell.getAttribute("aria-pressed")).toBe("true");
      await cell.click();
      await expect.poll(() => page.locator(".f-input").inputValue()).toBe("");
      for (const id of ["net-histogram", "r-histogram", "since-open"]) {
        const bars = page.locator(`[data-panel=${id}] .h-bar:enabled`);
        for (const bar of [bars.first(), bars.last()]) {
          const found = /: (\d+) of/.exec((await bar.getAttribute("aria-label"))!)![1];
          await bar.click();
          await expect
            .poll(() => page.locator(".f-count").textContent())
            .toBe(`${found} of ${run.trades.length} trades`);
          await bar.click();
        }
      }
      await close();
    });

    test("rulers recompute the net with costs, by keys, by mouse and by touch, and say what they are", async () => {
      const { page, said, close } = await desk.open("run.html");
      const box = page.locator(".x-what");
      await expect.poll(() => box.textContent()).toContain("In-sample what-if, counts as a trial");
      const stop = page.getByRole("slider", { name: "Stop, ticks a contract" });
      const slip = sumOver(set.numbers.slippage, allOf(set)) / (sumOver(of.slipping, allOf(set)) * tickValue);
      const expected = (ticks: number) =>
        dollarsText(whatIf(set, allOf(set), { stop: ticks, target: null, tickValue, slip }).net);
      await stop.focus();
      await page.keyboard.press("Home");
      for (let k = 0; k < 12; k++) await page.keyboard.press("ArrowRight");
      await expect.poll(() => stop.getAttribute("aria-valuenow")).toBe("12");
      await expect.poll(() => box.locator(".x-out b").textContent()).toBe(expected(12));
      await stop.scrollIntoViewIfNeeded();
      const place = (await stop.boundingBox())!;
      await page.mouse.move(place.x + 12, place.y + 100);
      await page.mouse.down();
      await page.mouse.move(place.x + 80, place.y + 100, { steps: 4 });
      await page.mouse.up();
      const stopsAt = async (ruler: Locator) => Number(await ruler.getAttribute("aria-valuenow"));
      await expect.poll(() => stopsAt(stop)).toBeGreaterThan(12);
      // Until the last of the moves has been followed.
      await expect
        .poll(async () => (await box.locator(".x-out b").textContent()) === expected(await stopsAt(stop)))
        .toBe(true);
      const dragged = await stopsAt(stop);
      await expect.poll(() => box.locator(".x-out b").textContent()).toBe(expected(dragged));
      await page.getByRole("button", { name: "Put rulers away" }).click();
      await expect.poll(() => stop.getAttribute("aria-valuetext")).toBe("off");
      expect(said).toEqual([]);
      await close();

      const phone = await desk.open("run.html", "", {
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
      });
      const field = phone.page.locator("[data-panel=excursions] .x-field").first();
      await field.scrollIntoViewIfNeeded();
      const at = (await field.boundingBox())!;
      await phone.page.touchscreen.tap(at.x + at.width / 3, at.y + at.height / 2);
      const touched = phone.page.getByRole("slider", { name: "Stop, ticks a contract" });
      await expect.poll(() => stopsAt(touched)).toBeGreaterThan(0);
      const tapped = await stopsAt(touched);
      await expect.poll(() => phone.page.locator(".x-out b").textContent()).toBe(expected(tapped));
      expect(phone.said).toEqual([]);
      await phone.close();
    });

    test("the cost slider shows what the same fills would have made, and the way back", async () => {
      const { page, close } = await desk.open("run.html");
      const panel = page.locator("[data-panel=costs]");
      const slider = page.getByRole("slider", { name: "Slippage" });
      await panel.locator("output").first().filter({ hasText: "as run" }).waitFor();
      await slider.fill("3");
      const nets = netsAt(set, { ticks: 3, commission: 1, tickValue, ...of });
      await expect
        .poll(() => panel.textContent())
        .toContain(`${dollarsText(sumOver(nets, allOf(set)))} at these costs`);
      await page.getByRole("slider", { name: "Commission" }).fill("2");
      const doubled = netsAt(set, { ticks: 3, commission: 2, tickValue, ...of });
      await expect
        .poll(() => panel.textContent())
        .toContain(`${dollarsText(sumOver(doubled, allOf(set)))} at these costs`);
      await page.getByRole("button", { name: "As run" }).click();
      await expect
        .poll(() => panel.textContent())
        .toContain(`${dollarsText(sum(run.trades))} at these costs`);
      await close();
    });

    test("the drawer tells orders, fills, notes, indicators, costs and the strategy's line, and n goes on", async () => {
      const twelve = run.trades[11]!;
      const { page, said, close } = await desk.open("run.html", "#trade=12");
      const drawer = page.locator(".drawer");
      await drawer.locator(".d-code").first().waitFor();
      const text = (await drawer.textContent())!;
      expect(text).toContain("Trade 12");
      expect(text).toContain(`Left by${twelve.exitReason}`);
      for (const amount of Object.values(twelve.costs))
        if (amount !== 0) expect(text).toContain(dollarsText(amount));
      expect([twelve.costs.clearing, text!.includes("Clearing")]).toEqual([0, false]);
      for (const { name } of run.plotted) expect(text).toContain(name);
      const steps = await drawer.locator(".d-story li b").allTextContents();
      const fills = [...run.fills.bar.slice(of.first[11]!, of.last[11]! + 1)];
      expect(steps.filter((step) => step.startsWith("filled"))).toHaveLength(fills.length);
      expect(steps.findIndex((step) => step.startsWith("submitted"))).toBeLessThan(
        steps.findIndex((step) => step.startsWith("filled")),
      );
      const code = await drawer.locator(".d-code code").first().textContent();
      const source = readFileSync("strategies/tiered-take-profit.ts", "utf8");
      expect(source).toContain(code!);
      // This run was not watched: what was found by words is not told as if it had been seen.
      expect(text).toContain("it was not watched which line sent the order");
      expect(code).toContain("reason");
      await drawer.getByRole("button", { name: "Next trade" }).click();
      await page.locator("#drawer-title", { hasText: /^Trade 13$/ }).waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => drawer.isVisible()).toBe(false);
      expect(said).toEqual([]);
      await close();
    });

    test("a tag and an exit reason that are picked in the drawer become the filter, and are given up the same way", async () => {
      const { page, said, close } = await desk.open("run.html");
      await page.keyboard.press("g");
      await page.keyboard.type("12");
      await page.keyboard.press("Enter");
      const { exitReason } = run.trades[11]!;
      const left = page.locator(".d-pick").nth(1);
      await left.click();
      const alike = run.trades.filter((trade) => trade.exitReason === exitReason).length;
      await expect
        .poll(() => page.locator(".f-count").textContent())
        .toBe(`${alike} of ${run.trades.length} trades`);
      await left.click();
      await expect.poll(() => page.locator(".f-input").inputValue()).toBe("");
      expect(said).toEqual([]);
      await close();
    });

    test("what hovering tells, the focus tells too, until Escape", async () => {
      const { page, said, close } = await desk.open("run.html");
      await page.keyboard.press("l");
      await page.keyboard.press("ArrowUp");
      const tip = page.locator(".tip");
      const focused = () => page.evaluate("document.activeElement.title");
      await expect.poll(focused).not.toBe("");
      const title = await focused();
      await expect.poll(async () => [await tip.isVisible(), await tip.textContent()]).toEqual([true, title]);
      // The key that moved the focus may still be scrolling: what is told stays, and stays where it belongs.
      const beside = () =>
        page.evaluate(
          "(() => { const [at, tip] = [document.activeElement, document.querySelector('.tip')].map((one) => one.getBoundingClientRect()); return [Math.abs(tip.top - at.bottom), Math.abs(at.top - tip.bottom)].some((gap) => gap < 12); })()",
        );
      await page.evaluate("scrollBy({ top: -40, behavior: 'instant' })");
      await expect.poll(async () => [await tip.isVisible(), await beside()]).toEqual([true, true]);
      await page.keyboard.press("Escape");
      await expect.poll(() => tip.isVisible()).toBe(false);
      // Nothing that cannot be focused says something to the mouse alone.
      await expect
        .poll(() =>
          page.evaluate(
            "[...document.querySelectorAll('main [title]')].filter((one) => one.tabIndex < 0 && one.getAttribute('tabindex') === null).length",
          ),
        )
        .toBe(0);
      expect(said).toEqual([]);
      await close();
    });

    test("hostile names, reasons and notes are text in chips, table, drawer and box", async () => {
      const { page, said, close } = await desk.open(
        "hostile.html",
        "#trade=1&filter=tag%3D%22%3Cimg%20src%3Dx%3E%22%20%22%3C%2Fscript%3E%22",
      );
      await page.locator(".d-story li").first().waitFor();
      await page.getByRole("button", { name: "Clear" }).click();
      for (const summary of await page.locator(".f-chip summary").all()) await summary.click();
      await page.locator(".f-input").fill("tag:");
      await expect
        .poll(() => page.evaluate("document.querySelectorAll('img,iframe,[onload],[onerror]').length"))
        .toBe(0);
      await expect
        .poll(() =>
          page.evaluate(
            "[...document.querySelectorAll('.drawer,.f-line,.grid-box')].some((part) => /[\\u202A-\\u202E\\u2066-\\u2069]/.test(part.textContent))",
          ),
        )
        .toBe(false);
      expect(said).toEqual([]);
      await close();
    });

    test("twenty thousand trades are in the table, a few dozen in the page, and the last one is one key away", async () => {
      const { page, said, close } = await desk.open("many.html");
      const total = Number(
        /^([\d,]+) of/.exec((await page.locator(".f-count").textContent())!)![1]!.replace(",", ""),
      );
      expect(total).toBeGreaterThan(19_000);
      await expect
        .poll(() => page.locator("[role=grid]").getAttribute("aria-rowcount"))
        .toBe(String(total + 2));
      await expect.poll(() => page.locator(".g-body [role=row]").count()).toBeLessThan(80);
      await page.keyboard.press("l");
      await page.keyboard.press("Control+End");
      await expect
        .poll(() => page.evaluate("document.activeElement.closest('[role=row]').dataset.trade"))
        .toBe(String(total));
      await expect.poll(() => page.locator(".g-body [role=row]").count()).toBeLessThan(80);
      expect(said).toEqual([]);
      await close();
    });
  },
);
