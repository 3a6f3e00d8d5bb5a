// Can a reviewer see what a change did to the trades: in a document, in a browser, with hostile names in it?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Recorded } from "#domain/regress.js";
import { recordedOf } from "#regress/record.js";
import { changesOf, equityOf, tradeChanges, tradeCounts } from "#regress/trade-changes.js";
import { besideBaseline } from "#report/regress-as-run.js";
import { casePage, pageName, regressIndex } from "#report/regress-page.js";
import type { CaseResult } from "../../src/domain/regress.js";
import { CHROMIUM, launch, newPage, ready } from "./chromium.js";
import { fixtureRun } from "./fixture.js";
import { EVILS } from "./hostile.js";
import { changedCase, sameCase } from "./regress-case.js";

const now = fixtureRun({ every: 37 });
const before: Recorded = recordedOf(fixtureRun({ every: 31 }), [], [], null as never);
const context = { version: "0.1.0", command: "tickproof regress" };

function caseOf(text = "range high", name = "orb-mes"): CaseResult {
  const recorded = recordedOf(now, [], [], null as never);
  const diff = tradeChanges(before.trades, recorded.trades, now.bars);
  return {
    ...changedCase(text, name),
    trades: tradeCounts(diff, before.trades, recorded.trades),
    tradeChanges: changesOf(diff, before.trades, recorded.trades),
    equity: equityOf(before, recorded),
  };
}

test("a baseline of text stands beside the run as a run: the same trades, days and net", () => {
  const [baseline, beside] = besideBaseline(before, now).cells.map(({ run }) => run!);
  expect(beside).toBe(now);
  expect(baseline!.trades.map(({ n, net, entryTime, exitTime }) => [n, net, entryTime, exitTime])).toEqual(
    before.trades.map(({ n, net, entryTime, exitTime }) => [n, net, entryTime, exitTime]),
  );
  expect(baseline!.daily.map(({ day, equity }) => [day, equity])).toEqual(
    before.days.map(({ day, equity }) => [day, equity]),
  );
  expect(baseline!.totals.net).toBe(before.figures.net);
  for (const { entryBar, entryTime } of baseline!.trades) expect(now.bars.time[entryBar]).toBe(entryTime);
});

test("the page is complete as a document, and runs nothing but what its hashes name", () => {
  const page = casePage(caseOf(), before, now, context);
  const { trades } = caseOf();
  for (const text of [
    "First divergent decision",
    "BUY 2 stop 4822.25",
    "4821.75",
    "strategies/orb.ts:52:7",
    "rangeHigh = highest(bars, 15)",
    "Both versions on the same candles",
    "Equity, raw",
    "12 earlier trades identical",
  ])
    expect(page).toContain(text);
  expect(page).toContain(`<td>${trades!.same}<`);
  const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page)!;
  expect(policy).toMatch(
    /^default-src 'none'; script-src ('sha256-[^']+' ?)+; style-src ('sha256-[^']+' ?)+; img-src data: blob:;/,
  );
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  expect(casePage(caseOf(), before, now, context)).toBe(page);
});

test("one page leads to all of them; what has none of its own is told there", () => {
  const broken: CaseResult = {
    ...sameCase("broken"),
    verdict: "error",
    headline: "does not compile",
    fault: { code: "E402", message: "does not compile", where: "strategies/x.ts:3:1" },
  };
  const odd = 'a "b" <c>#?';
  const page = regressIndex([changedCase("x", odd), sameCase(), broken], new Set([odd]), context);
  expect(page).toContain(`href="${encodeURIComponent(pageName(odd))}"`);
  expect(page).toContain("strategies/x.ts:3:1");
  expect(page.match(/<a href="case-/g)).toHaveLength(1);
  expect(Buffer.byteLength(pageName("ä".repeat(250)))).toBeLessThan(255);
});

const elementsOf = (page: string): number => page.match(/<script/g)?.length ?? 0;

test.each(Object.entries(EVILS))("stays inert with %s in every text", (_, evil) => {
  const pages = (text: string, name: string) => [
    casePage(caseOf(text, name), before, now, context),
    regressIndex([changedCase(text, name)], new Set(), context),
  ];
  const plain = pages("plain", "plain").map(elementsOf);
  for (const [k, page] of pages(evil, evil).entries()) {
    const body = page.slice(page.indexOf("<body>"));
    expect(body).not.toMatch(/<img|<svg\/onload|\u202E/);
    expect(body).not.toContain("\u001b");
    expect(elementsOf(page)).toBe(plain[k]);
    expect(body).not.toContain("<script>window.owned");
  }
});

const name = `in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, () => {
  let browser: Browser;
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickproof-regress-"));
    writeFileSync(
      join(folder, "index.html"),
      regressIndex([caseOf(), sameCase()], new Set(["orb-mes"]), context),
    );
    writeFileSync(join(folder, pageName("orb-mes")), casePage(caseOf(), before, now, context));
    const evil = Object.values(EVILS).join(" ");
    writeFileSync(join(folder, "evil.html"), casePage(caseOf(evil, "evil"), before, now, context));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (file: string, width: number, javaScriptEnabled = true) => {
    const page = await newPage(browser, { viewport: { width, height: 900 }, javaScriptEnabled });
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.goto(pathToFileURL(join(folder, file)).href);
    return { page, said };
  };

  test("the list leads to the case, and a trade that is clicked shows both versions on its candles", async () => {
    const { page, said } = await open("index.html", 1440);
    await page.click("text=orb-mes");
    await ready(page);
    const told = page.locator('[data-panel="diff"] p[aria-live]');
    const rows = page.locator('[data-panel="diff"] .row-button');
    await rows.nth(1).click();
    await expect.poll(() => told.textContent()).toMatch(/B less A/);
    const first = await told.textContent();
    await rows.nth(2).click();
    await expect.poll(() => told.textContent()).not.toBe(first);
    const drawn = () =>
      page.evaluate(`(() => {
      const canvas = document.querySelector('[data-panel="diff"] canvas.candles');
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);
    await expect.poll(drawn).toBeGreaterThan(5);
    expect(said).toEqual([]);
  });

  test.each([
    ["wide", 1440],
    ["a phone", 390],
  ] as const)("does not scroll sideways on %s, with script or without", async (_, width) => {
    for (const [file, script] of [
      ["index.html", true],
      [pageName("orb-mes"), true],
      [pageName("orb-mes"), false],
      ["evil.html", true],
    ] as const) {
      const { page, said } = await open(file, width, script);
      if (script && file !== "index.html") await ready(page);
      await expect
        .poll(async () => [file, script, await page.evaluate("document.documentElement.scrollWidth")])
        .toEqual([file, script, width]);
      expect(said).toEqual([]);
    }
  });
});
