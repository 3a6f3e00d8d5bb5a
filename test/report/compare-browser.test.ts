// Can a comparison be explored in a real browser: another baseline, footing and order, two runs' trades on their candles?

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Comparison } from "#domain/comparison.js";
import { compare } from "#index.js";
import { pairedDifference } from "#metric/paired.js";
import { dayColumns } from "#metric/run-days.js";
import { factsOf, pairDiff } from "#report/compare/facts.js";
import { compareReport } from "#report/compare-report.js";
import { dollarsText, signed } from "#report/format.js";
import { CHROMIUM, launch, newPage, ready } from "./chromium.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, HOSTILE_CONTEXT, hostileComparison } from "./hostile.js";

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Three strategies on MES, the last of them without costs and so greyed. */
function threeRuns(): Comparison {
  const runs = [31, 37, 41].map((every, k) => {
    const run = fixtureRun({ every });
    const strategy = { ...run.inputs.strategy, name: ["one", "two", "three"][k]! };
    return { ...run, inputs: { ...run.inputs, strategy, ...(k === 2 && { flatCost: 620_000 }) } };
  });
  const comparison = comparisonOf(runs);
  return {
    ...comparison,
    cells: comparison.cells.map((cell) => ({ ...cell, instrument: "MES" })),
    instruments: ["MES"],
  };
}

const name = `the comparison in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, () => {
  const comparison = threeRuns();
  const context = { command: "tickproof compare one two three -i MES", version: "0.1.0" };
  let browser: Browser;
  let folder: string;
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickproof-compare-"));
    writeFileSync(join(folder, "three.html"), compareReport(comparison, context));
    writeFileSync(join(folder, "hostile.html"), compareReport(hostileComparison(), HOSTILE_CONTEXT));
    const strategies = ["ema-trend", "rsi-reversion"];
    const real = await compare({ strategies, data: { MES: "data/MES-5m.csv" }, jobs: 1 });
    writeFileSync(join(folder, "real.html"), compareReport(real, context));
    const data = { MES: "data/MES-5m.csv", MCL: "data/MCL-5m.csv" };
    const all = ["ema-trend", "rsi-reversion", "volume-profile-range"];
    const six = await compare({ strategies: all, data, jobs: 1 });
    writeFileSync(join(folder, "six.html"), compareReport(six, context));
    const idle = threeRuns();
    const cells = idle.cells.map((cell) => ({ ...cell, run: { ...cell.run!, trades: [] } }));
    writeFileSync(join(folder, "idle.html"), compareReport({ ...idle, cells }, context));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(file: string, { hash = "", script = true } = {}) {
    const page = await newPage(browser, {
      viewport: { width: 1440, height: 900 },
      javaScriptEnabled: script,
    });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.goto(`${pathToFileURL(join(folder, `${file}.html`)).href}${hash}`);
    if (script) await ready(page);
    return { page, said, close: () => page.context().close() };
  }
  const choose = (page: Page, label: string, value: string) =>
    page.locator(`label.choose:has(span:text-is("${label}")) select`).selectOption(value);
  const rowOf = (page: Page, label: string) =>
    page.locator("#side-by-side tr", { has: page.locator("th", { hasText: label }) }).first();

  test("another baseline: deltas, intervals, the pinned column and the link follow it", async () => {
    const { page, said, close } = await open("three");
    const [one, two] = comparison.cells.map(({ run }) => run!);
    await choose(page, "Baseline", "1");
    await expect
      .poll(async () =>
        (await rowOf(page, "Net profit").locator("small.delta").allTextContents()).slice(0, 2),
      )
      .toEqual([signed(dollarsText(one!.totals.net - two!.totals.net)), ""]);
    await expect
      .poll(() => page.locator("#side-by-side th[data-at='1'] .tag").textContent())
      .toBe("baseline");
    await expect.poll(() => page.locator("#side-by-side .tag").count()).toBe(1);
    const net = pairedDifference(dayColumns(two!), dayColumns(one!)).differences[0]!;
    const row = page.locator("#against .live tbody tr").first();
    await expect
      .poll(() => row.textContent())
      .toContain(
        `${signed(dollarsText(net.difference))}${signed(dollarsText(net.low!))} … ${signed(dollarsText(net.high!))}`,
      );
    await expect.poll(() => new URL(page.url()).hash).toBe("#baseline=1");
    expect(said).toEqual([]);
    await close();
    const again = await open("three", { hash: "#baseline=1&footing=risk" });
    await expect.poll(() => again.page.locator("#side-by-side th[data-at='1'] .tag").count()).toBe(1);
    await expect
      .poll(() => again.page.locator("#overlay .live h3").first().textContent())
      .toContain("Equity, per risk");
    await again.close();
  });

  test("another footing is named over every plot and table that it changes", async () => {
    const { page, close } = await open("three");
    for (const [key, words] of [
      ["contract", "per contract"],
      ["margin", "per margin"],
      ["raw", "raw"],
    ] as const) {
      await choose(page, "Curves", key);
      const titles = page.locator("#overlay .live h3, #joint .live h3");
      await expect
        .poll(async () => (await titles.allTextContents()).filter((title) => title.includes(`, ${words}`)))
        .toHaveLength(3);
      const ends = page.locator("#overlay .live details table tbody tr").last().locator("td");
      const curves = await page.locator("#overlay .live .line-key b").allTextContents();
      await expect.poll(() => ends.allTextContents()).toEqual(curves);
      await expect
        .poll(() => page.locator("#joint .live [role=region]").first().getAttribute("aria-label"))
        .toBe(`Joint drawdowns, ${words}`);
    }
    await close();
  });

  test("a click on a figure's name puts the best column first; grey runs go and come back", async () => {
    const { page, close } = await open("three");
    await rowOf(page, "Net profit").getByRole("button").click();
    const nets = comparison.cells.map(({ run }) => run!.totals.net);
    const values = () =>
      rowOf(page, "Net profit")
        .locator("td")
        .evaluateAll((cells) =>
          cells.map((cell) => Number((cell as unknown as { dataset: { v: string } }).dataset.v)),
        );
    await expect.poll(values).toEqual([...nets].sort((a, b) => b - a));
    await page.getByRole("button", { name: "Hide 1 grey" }).click();
    await expect.poll(() => page.locator("#side-by-side [data-at='2']:visible").count()).toBe(0);
    await expect.poll(() => page.locator("#overlay .live .line-key").count()).toBe(2);
    await page.getByRole("button", { name: "Show 1 grey" }).click();
    await expect.poll(() => page.locator("#overlay .live .line-key").count()).toBe(3);
    await close();
  });

  test("any two runs' trades are matched, and a click flies to both versions on their candles", async () => {
    const { page, said, close } = await open("three");
    const [, two, three] = factsOf(comparison).entrants;
    await choose(page, "A", "1");
    await choose(page, "B", "2");
    const { diff } = pairDiff(two!, three!);
    const counts = page.locator("#diff .live [aria-label='Trades in four groups'] tbody td:nth-child(2)");
    await expect
      .poll(async () => (await counts.allTextContents()).slice(0, 4).map(Number))
      .toEqual([diff.onlyA.length, diff.onlyB.length, diff.changed.length, diff.same.length]);
    const canvas = page.locator("canvas.candles");
    const before = await canvas.getAttribute("aria-label");
    await page.locator("#diff .row-button").nth(3).click();
    await expect.poll(() => canvas.getAttribute("aria-label")).not.toBe(before);
    expect(await canvas.getAttribute("aria-label")).toMatch(
      /(two|three) · MES, (long|short) \d from 2024-\d\d-\d\d \d\d:\d\d at /,
    );
    const isInked = () =>
      canvas.evaluate((element) => {
        const drawn = element as unknown as {
          width: number;
          height: number;
          getContext(kind: "2d"): {
            getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
          };
        };
        return drawn
          .getContext("2d")
          .getImageData(0, 0, drawn.width, drawn.height)
          .data.some((value) => value > 0);
      });
    await expect.poll(isInked).toBe(true);
    expect(said).toEqual([]);
    await close();
  });

  test("the chart is read by keyboard, and its charts zoom together", async () => {
    const { page, close } = await open("three");
    const chart = page.locator("#overlay .chart-field");
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    const days = comparison.cells[0]!.run!.daily;
    const date = new Date(days.at(-3)!.day * 86_400_000).toISOString().slice(0, 10);
    await expect
      .poll(() => page.locator("#overlay [role=status]").textContent())
      .toMatch(new RegExp(`^${date}: one · MES [+−]\\$`));
    await close();
  });

  test("hostile names are text wherever the script writes them", async () => {
    const { page, said, close } = await open("hostile");
    expect(said).toEqual([]);
    await expect.poll(() => page.locator("img, iframe, a[href^='javascript']").count()).toBe(0);
    await expect.poll(() => page.locator("#side-by-side .tag").count()).toBe(1);
    await close();
  });

  test("no figure has two signs", async () => {
    for (const script of [true, false]) {
      const { page, close } = await open("real", { script });
      const text = await page.evaluate("document.querySelector('main').textContent");
      expect(String(text).match(/.{0,40}[+−]{2}[$\d].{0,20}/g)).toBeNull();
      await close();
    }
  });

  test.each(["A4", "Letter"])("on %s it is three pages, and says what stays in the file", async (format) => {
    for (const [file, script] of [
      ["three", true],
      ["real", true],
      ["real", false],
      ["six", true],
      ["hostile", true],
    ] as const) {
      const { page, close } = await open(file, { script });
      const pdf = (await page.pdf({ format })).toString("latin1");
      const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
      expect([file, script, pages > 0 && pages <= 3]).toEqual([file, script, true]);
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("#provenance .paper-only").isVisible()).toBe(true);
      expect(await page.locator("#metrics").isVisible()).toBe(false);
      await close();
    }
  });

  test("without script the document is complete: still figures, no empty controls", async () => {
    const { page, close } = await open("three", { script: false });
    await expect.poll(() => page.locator("[data-panel]:visible").count()).toBe(0);
    for (const id of ["against", "overlay", "diff", "joint"])
      await expect.poll(() => page.locator(`#${id} .still`).isVisible()).toBe(true);
    await expect.poll(() => page.locator(".without").isVisible()).toBe(true);
    await close();
  });

  test.each([
    [390, "light"],
    [390, "dark"],
    [1440, "light"],
    [1440, "dark"],
  ] as const)(
    "with the books of its account, at %i px and %s: nothing is asked for, nothing scrolls sideways, axe finds nothing",
    async (width, colorScheme) => {
      const page = await newPage(browser, { viewport: { width, height: 900 }, colorScheme });
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(pathToFileURL(join(folder, "real.html")).href);
      await ready(page);
      await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await expect
        .poll(() => page.locator("[aria-label='Postings of the shared account'] tbody tr").count())
        .toBe(100);
      expect(asked).toHaveLength(1);
      await page.evaluate(axe);
      const { violations } = (await page.evaluate("axe.run(document)")) as AxeResult;
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
      expect(found).toEqual([]);
      await page.context().close();
    },
  );

  test("by keyboard alone: another baseline, another footing, and why the two versions of a trade differ", async () => {
    const { page, said, close } = await open("real");
    const focused = () =>
      page.evaluate(
        "(document.activeElement.closest('label')?.innerText ?? document.activeElement.textContent ?? '').slice(0, 60)",
      ) as Promise<string>;
    const tabTo = async (name: RegExp) => {
      for (let k = 0; k < 200; k++) {
        await page.keyboard.press("Tab");
        if (name.test(await focused())) return;
      }
      throw new Error(`Tab never came to ${String(name)}`);
    };
    await tabTo(/^Baseline/);
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(() => page.locator("#side-by-side th[data-at='1'] .tag").textContent())
      .toBe("baseline");
    await tabTo(/^Curves/);
    await page.keyboard.press("ArrowDown");
    await expect
      .poll(() => page.locator("#overlay .live h3").first().textContent())
      .toContain("per contract");
    await tabTo(/^(only|both|in both)/i);
    const row = page.locator("#diff .row-button").nth(2);
    await row.focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.locator("#diff .live [aria-live]").textContent())
      .toMatch(/at [\d,.]+ \(.+\)/);
    await expect.poll(() => page.locator("#diff tr.picked").count()).toBe(1);
    expect(said).toEqual([]);
    await close();
  });

  test("two runs that traded nothing are matched without an empty picture", async () => {
    const { page, close } = await open("idle");
    await expect.poll(() => page.locator("#diff .live canvas").isVisible()).toBe(false);
    await expect
      .poll(() => page.locator("#diff .live [aria-label='Trades in four groups']").isVisible())
      .toBe(true);
    await close();
  });

  test("on paper the still versions stand, light, and no control", async () => {
    const { page, close } = await open("three");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect.poll(() => page.locator("[data-panel]:visible").count()).toBe(0);
    await expect.poll(() => page.locator("#overlay .still svg").first().isVisible()).toBe(true);
    await expect
      .poll(() => page.evaluate("getComputedStyle(document.body).backgroundColor"))
      .toBe("rgb(255, 255, 255)");
    await close();
  });
});
