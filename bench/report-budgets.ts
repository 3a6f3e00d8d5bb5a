// Does the report of a million bars and twenty thousand trades keep within its budgets?

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import type { Run } from "#domain/run.js";
import { backtest } from "#index.js";
import { runReport } from "#report/run-report.js";
import { canonicalSeries } from "./canonical.js";
import { codeIn, shortRun } from "./code-in.js";
import { emaCross, requestOf } from "./specs.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "bench" };
const BARS = 1_000_000;
const OPENINGS = 5;
const JUMPS = 30;
const PANS = 60;

interface Budget {
  readonly what: string;
  readonly found: number | null;
  readonly target: number;
  readonly hard: number;
  readonly unit: "MB" | "KB" | "ms" | "s";
}

const folder = mkdtempSync(join(tmpdir(), "tickproof-budgets-"));
try {
  const budgets = await measured();
  console.log(tableText(budgets));
  const broken = budgets.filter(({ found, hard }) => found !== null && found > hard);
  for (const { what } of broken) console.log(`BROKEN: ${what} is beyond its hard limit`);
  if (broken.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measured(): Promise<readonly Budget[]> {
  const run = await manyTrades(BARS);
  console.log(
    `report of ${BARS.toLocaleString("en-US")} bars and ${run.trades.length.toLocaleString("en-US")} trades\n`,
  );
  const file = join(folder, "report.html");
  const writing = median(
    Array.from({ length: 5 }, () => {
      // A copy is another run: what was made for the one before is made again.
      const fresh = { ...run };
      const start = performance.now();
      writeFileSync(file, runReport(fresh, CONTEXT));
      return performance.now() - start;
    }),
  );
  const html = runReport(run, CONTEXT);
  const browser = await browserFigures(file);
  return [
    { what: "file", found: statSync(file).size / 1e6, target: 6, hard: 15, unit: "MB" },
    { what: "script and style in it", found: codeIn(html) / 1e3, target: 90, hard: 150, unit: "KB" },
    {
      what: "small report",
      found: Buffer.byteLength(runReport(await shortRun(), CONTEXT)) / 1e3,
      target: 150,
      hard: 400,
      unit: "KB",
    },
    { what: "writing it", found: writing / 1e3, target: 1, hard: 3, unit: "s" },
    { what: "open to interactive", found: browser?.open ?? null, target: 500, hard: 2000, unit: "ms" },
    { what: "jump to a trade, median", found: browser?.jump ?? null, target: 50, hard: 150, unit: "ms" },
    { what: "pan frame, median", found: browser?.pan ?? null, target: 8, hard: 16, unit: "ms" },
    { what: "pan frame, 95 of 100", found: browser?.pans ?? null, target: 16, hard: 32, unit: "ms" },
  ];
}

/** Averages slow enough for about twenty thousand crosses in a million bars. */
async function manyTrades(bars: number): Promise<Run> {
  const request = requestOf(await emaCross(canonicalSeries(bars)));
  return backtest({ ...request, params: { ...request.params, fast: 20, slow: 48 } });
}

async function browserFigures(file: string) {
  const executablePath = [process.env.TICKPROOF_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (executablePath === undefined) return null;
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const opened: number[] = [];
    let page: Page | null = null;
    for (let k = 0; k < OPENINGS; k++) {
      await page?.close();
      page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
      await page.addInitScript(watchFrames);
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction(
        () => performance.getEntriesByName("tickproof-interactive").length > 0,
        null,
        {
          timeout: 60_000,
        },
      );
      opened.push(
        await page.evaluate(() => performance.getEntriesByName("tickproof-interactive")[0]!.startTime),
      );
    }
    await page!.waitForTimeout(500);
    const jumps: number[] = [];
    for (let k = 0; k < JUMPS; k++) jumps.push(await jump(page!, 1 + ((k * 7919) % 15_000)));
    const pans = await panned(page!);
    return { open: median(opened), jump: median(jumps), pan: median(pans), pans: quantile(pans, 0.95) };
  } finally {
    await browser.close();
  }
}

/** What is asked of the browser's own globals, whose types are not those of this program. */
interface InPage {
  frames: [start: number, end: number][];
  pressed: number;
  requestAnimationFrame(draw: (now: number) => void): number;
  addEventListener(type: "keydown", hear: (event: { timeStamp: number }) => void, how: object): void;
}

/** In the page, before its script: notes when each frame's drawing began and ended. */
function watchFrames(): void {
  const here = globalThis as unknown as InPage;
  here.frames = [];
  const plain = here.requestAnimationFrame.bind(globalThis);
  here.requestAnimationFrame = (draw) =>
    plain((now) => {
      const start = performance.now();
      draw(now);
      here.frames.push([start, performance.now()]);
    });
}

/** By its number, far from the one before: its chunk must be inflated. Until the last frame that it brought was drawn. */
async function jump(page: Page, trade: number): Promise<number> {
  await page.keyboard.press("g");
  await page.keyboard.type(String(trade));
  await page.waitForTimeout(50);
  await page.evaluate(() => {
    const here = globalThis as unknown as InPage;
    here.frames.length = 0;
    const once = { once: true, capture: true };
    here.addEventListener("keydown", ({ timeStamp }) => (here.pressed = timeStamp), once);
  });
  await page.keyboard.press("Enter");
  await page.waitForTimeout(400);
  return page.evaluate(() => {
    const { frames, pressed } = globalThis as unknown as InPage;
    return (frames.at(-1)?.[1] ?? Number.NaN) - pressed;
  });
}

/** What drawing takes in each of the frames while the view goes to the left. */
async function panned(page: Page): Promise<number[]> {
  // Out of whatever the last jump has opened: keys belong to the page again.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    (globalThis as unknown as InPage).frames.length = 0;
  });
  for (let k = 0; k < PANS; k++) {
    await page.keyboard.press("ArrowLeft");
    await page.waitForTimeout(40);
  }
  const frames = await page.evaluate(() => (globalThis as unknown as InPage).frames);
  return frames.map(([start, end]) => end - start);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function tableText(budgets: readonly Budget[]): string {
  const shown = (value: number, unit: Budget["unit"]) =>
    `${unit === "MB" || unit === "s" ? value.toFixed(2) : value.toFixed(0)} ${unit}`;
  const lines = budgets.map(({ what, found, target, hard, unit }) => {
    const state =
      found === null || Number.isNaN(found)
        ? "not measured"
        : found > hard
          ? "BROKEN"
          : found > target
            ? "over target"
            : "ok";
    const figure = found === null ? "-" : shown(found, unit);
    return `${what.padEnd(26)}${figure.padStart(12)}${shown(target, unit).padStart(12)}${shown(hard, unit).padStart(12)}  ${state}`;
  });
  return [
    `${"".padEnd(26)}${"found".padStart(12)}${"target".padStart(12)}${"hard limit".padStart(12)}`,
    ...lines,
  ].join("\n");
}
