// Is whatever a user can write only ever text, on every kind of page, in a real browser?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sweep } from "#domain/sweep.js";
import type { CheckedFile } from "#report/check-document.js";
import { checkPage } from "#report/check-page.js";
import { compareReport } from "#report/compare-report.js";
import { runReport } from "#report/run-report.js";
import { shareCompareReport } from "#report/share-compare.js";
import { shareReport } from "#report/share-report.js";
import { tradesOf } from "#report/sweep-mini.js";
import { sweepReport } from "#report/sweep-report.js";
import { CHROMIUM, launch, newPage, ready } from "./chromium.js";
import { contextOf, EVILS, hostileComparison, hostileRun } from "./hostile.js";

function hostileSweep(text: string): Sweep {
  const { data, contract, account, execution } = hostileRun(text).inputs;
  const column = (value: number) => Float64Array.from({ length: 4 }, () => value);
  const keys = [
    "net",
    "gross",
    "fees",
    "slippage",
    "max-drawdown",
    "sharpe",
    "sortino",
    "trades",
    "win-rate",
  ];
  const more = ["profit-factor", "expectancy", "payoff", "exposure"];
  return {
    strategy: { name: text, file: text, hash: text },
    fixed: { [text]: text },
    axes: [
      { name: text, type: "int", values: [1, 2] },
      { name: `${text} `, type: "int", values: [3, 4] },
    ],
    space: 4,
    sample: null,
    rows: 4,
    numbers: null,
    detail: "figures",
    parts: [
      {
        symbol: text,
        terms: { data, contract, account, execution, finer: null, flatCost: null },
        state: Uint8Array.of(1, 1, 1, 2),
        figures: Object.fromEntries([...keys, ...more].map((key, k) => [key, column(k + 1)])),
        skewness: column(0),
        kurtosis: column(3),
        ambiguousBars: column(0),
        curves: new Float64Array(4 * 96).fill(1e9),
        days: 250,
        done: 3,
        failed: 1,
        failures: [{ fault: { code: "E401", message: text, where: text }, count: 1, row: 3 }],
      },
    ],
    identity: null,
    fingerprint: text,
    interrupted: true,
  };
}

function hostileCheck(text: string): CheckedFile {
  const { inputs } = hostileRun(text);
  const { listed, counts } = inputs.data.findings!;
  const source = { ...inputs.data, sha256: text };
  return { source, findings: listed, counts, days: [], session: "equity_index" };
}

const KINDS: Readonly<Record<string, (text: string) => string>> = {
  run: (text) => runReport(hostileRun(text), contextOf(text)),
  "run for paper": (text) => runReport(hostileRun(text), { ...contextOf(text), everyTrade: true }),
  "shared run": (text) => shareReport(hostileRun(text), contextOf(text)),
  "shared comparison": (text) => shareCompareReport(hostileComparison(text), contextOf(text)),
  comparison: (text) => compareReport(hostileComparison(text), contextOf(text)),
  sweep: (text) =>
    sweepReport(hostileSweep(text), "net", {
      ...contextOf(text),
      trades: [new Map([[0, tradesOf(hostileRun(text), hostileRun(text).totals.net)]])],
      commandOf: () => text,
    }),
  check: (text) => checkPage([hostileCheck(text)], text),
};
const CASES = Object.keys(KINDS).flatMap((kind) =>
  Object.entries(EVILS).map(([evil, text]) => [kind, evil, text] as const),
);

/** Those that a browser is started for: all on the pages with most fields, the two worst on the others. */
const OPENED = CASES.filter(
  ([kind, evil]) =>
    ["run", "comparison"].includes(kind) || ["markup", "ten thousand characters"].includes(evil),
);

/** What every window has, and what the browser adds for elements with an id. */
const GLOBALS = `(() => {
  const frame = new Set(Object.getOwnPropertyNames(window));
  return [...frame].filter((name) => /owned|alert\\d|evil|hook/i.test(name));
})()`;

describe.skipIf(CHROMIUM === undefined)(
  `hostile texts in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`,
  () => {
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "tickproof-inert-"));
      browser = await launch();
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(OPENED)(
      "a %s with %s everywhere says nothing to the console, asks for nothing, runs nothing, and stays as wide as a phone",
      async (kind, evil, text) => {
        const file = join(folder, `${kind}-${evil}.html`.replaceAll(" ", "-").replaceAll("'", ""));
        writeFileSync(file, KINDS[kind]!(text));
        const page = await newPage(browser, { viewport: { width: 390, height: 800 } });
        const said: string[] = [];
        const asked: string[] = [];
        page.on("console", (message) => said.push(message.text()));
        page.on("pageerror", (error) => said.push(String(error)));
        page.on("dialog", (dialog) => said.push(`dialog ${dialog.message()}`));
        page.on("request", (request) => asked.push(request.url()));
        const url = pathToFileURL(file).href;
        await page.goto(url);
        // One with script of its own is looked at when that has done its work.
        if ((await page.locator("#tp-front").count()) > 0) await ready(page);
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        expect({ said, asked: asked.filter((one) => one !== url) }).toEqual({ said: [], asked: [] });
        await expect.poll(() => page.evaluate(GLOBALS)).toEqual([]);
        // The page's own lists hold no handler, no image, no foreign element.
        await expect
          .poll(() =>
            page.evaluate(
              "[...document.querySelectorAll('*')].filter((one) => ['IMG','IFRAME','OBJECT','EMBED','FORM','BASE','LINK'].includes(one.tagName) || [...one.attributes].some((attribute) => /^on/i.test(attribute.name) || /^\\s*(javascript|https?):/i.test(attribute.value) && attribute.name !== 'content')).map((one) => one.outerHTML.slice(0, 200))",
            ),
          )
          .toEqual([]);
        await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(390);
        await page.context().close();
      },
    );
  },
);

test.each(CASES)(
  "a %s with %s keeps the text: escaped, without what turns or hides it",
  (kind, _evil, text) => {
    const html = KINDS[kind]!(text);
    expect(html).not.toContain(text.length > 40 ? text : "\u0000");
    const markup = html.replace(/<(script|style)\b.*?<\/\1>/gs, "");
    expect(markup).not.toMatch(/(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    const words = /[A-Za-z]{4,}/.exec(text)![0];
    expect(markup).toContain(words);
  },
);
