// Does a real browser show the reports as they are meant, with no network?

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareReport } from "#report/compare-report.js";
import { PANELS } from "#report/panel/all.js";
import { runReport } from "#report/run-report.js";
import { CHROMIUM, launch, newPage, ready } from "./chromium.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, HOSTILE_CONTEXT, hostileComparison, hostileRun } from "./hostile.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0", strategySource: "// code" };
const PAGES = {
  run: () => runReport(fixtureRun({ every: 150 }), CONTEXT),
  "short run": () => runReport(fixtureRun({ days: 1, every: 13 }), CONTEXT),
  // As it stands where no script runs.
  "run without script": () =>
    runReport(fixtureRun({ every: 150 }), CONTEXT).replace(/<script>.*?<\/script>/gs, ""),
  "idle run": () => runReport(fixtureRun({ days: 2, every: 0 }), CONTEXT),
  comparison: () => compareReport(comparisonOf([fixtureRun(), fixtureRun({ seed: 3 })]), CONTEXT),
  "hostile run": () => runReport(hostileRun(), HOSTILE_CONTEXT),
  "hostile comparison": () => compareReport(hostileComparison(), HOSTILE_CONTEXT),
};
const VIEWS = [
  { width: 390, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
  { width: 1440, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
] as const;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

const name = `reports in Chromium${CHROMIUM === undefined ? " (skipped: no Chromium)" : ""}`;
describe.skipIf(CHROMIUM === undefined)(name, () => {
  let browser: Browser;
  let folder: string;
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

  async function findings(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run(document)")) as AxeResult;
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
    );
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickproof-browser-"));
    for (const [file, draw] of Object.entries(PAGES)) writeFileSync(join(folder, `${file}.html`), draw());
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(file: string, view: (typeof VIEWS)[number], javaScriptEnabled = true) {
    const { width, colorScheme } = view;
    const page = await newPage(browser, {
      viewport: { width, height: 900 },
      colorScheme,
      javaScriptEnabled,
    });
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", (dialog) => said.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => asked.push(request.url()));
    const url = pathToFileURL(join(folder, `${file}.html`)).href;
    await page.goto(url);
    // A page with script is looked at when it is what it is going to be.
    if (
      javaScriptEnabled &&
      !file.includes("without script") &&
      readFileSync(join(folder, `${file}.html`), "utf8").includes('id="tp-front"')
    )
      await ready(page);
    return { context: page.context(), page, said, asked: asked.filter((each) => each !== url) };
  }

  const DETAILED = ["run", "comparison"];
  const cases = Object.keys(PAGES).flatMap((file) =>
    (DETAILED.includes(file) ? VIEWS : [VIEWS[0], VIEWS[3]]).map(
      (view) => [file, view.width, view.colorScheme, view] as const,
    ),
  );

  test.each(cases)(
    "%s at %i px, %s: opens from a file without a word or a request, never scrolls sideways, and axe finds nothing, nothing minor either",
    async (file, width, _scheme, view) => {
      const { context, page, said, asked } = await open(file, view);
      const widest = () => page.evaluate("document.documentElement.scrollWidth");
      await expect.poll(widest).toBe(width);
      // Details opened: their tables must not widen the page either.
      await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
      await expect.poll(widest).toBe(width);
      await expect
        .poll(() =>
          page.evaluate("document.querySelectorAll('img,script[src],iframe,[onload],[onerror]').length"),
        )
        .toBe(0);
      expect({ said, asked }).toEqual({ said: [], asked: [] });
      expect(await findings(page)).toEqual([]);
      await context.close();
    },
  );

  test.each(VIEWS.map((view) => [view.width, view.colorScheme, view] as const))(
    "at %i px, %s: axe finds nothing with the drawer of a trade open either",
    async (_width, _scheme, view) => {
      const { context, page } = await open("run", view);
      for (const key of ["g", "1", "2", "Enter"]) await page.keyboard.press(key);
      await page.locator(".drawer .d-story li").first().waitFor();
      expect(await findings(page)).toEqual([]);
      await context.close();
    },
  );

  test("the two colour schemes are two designs, and the plots have ink in both", async () => {
    const grounds = new Set<unknown>();
    for (const view of VIEWS.slice(2)) {
      const { context, page } = await open("run", view, false);
      grounds.add(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
      await expect
        .poll(() => page.evaluate("getComputedStyle(document.querySelector('path.equity')).stroke"))
        .not.toBe("none");
      const width = await page.evaluate(
        "document.querySelector('path.equity').getBoundingClientRect().width",
      );
      expect(width).toBeGreaterThan(800);
      await context.close();
    }
    expect(grounds.size).toBe(2);
  });

  test("without JavaScript the page is complete: every section, every plot, the first 200 trades, and what is missing is named", async () => {
    writeFileSync(join(folder, "many.html"), runReport(fixtureRun({ days: 100, every: 20 }), CONTEXT));
    const page = await newPage(browser, { javaScriptEnabled: false });
    await page.goto(pathToFileURL(join(folder, "many.html")).href);
    const without = page.locator(".without");
    await expect.poll(() => without.isVisible()).toBe(true);
    await expect.poll(() => without.textContent()).toContain("tickproof export --from FILE");
    for (const id of PANELS.map((panel) => panel.id))
      await expect
        .poll(async () => [id, await page.locator(`section#${id}`).isVisible()])
        .toEqual([id, true]);
    for (const id of ["equity-plot", "under-plot", "price-plot", "heatmap", "mae-plot", "rolling-plot"])
      await expect.poll(async () => [id, await page.locator(`#${id}-t`).isVisible()]).toEqual([id, true]);
    await expect.poll(() => page.locator("#trades tbody tr").count()).toBe(200);
    await expect.poll(() => page.locator("#paper").isVisible()).toBe(false);
    await page.context().close();
  });

  test("the policy is in force: a planted script, image and style attribute do nothing", async () => {
    const planted = PAGES.run().replace(
      "</main>",
      `<script>document.title="owned"</script><img src="https://example.invalid/x.png"><p id="p" style="color:rgb(1,2,3)">x</p></main>`,
    );
    writeFileSync(join(folder, "planted.html"), planted);
    const { context, page, said } = await open("planted", VIEWS[2]);
    await expect.poll(() => page.title()).not.toBe("owned");
    await expect
      .poll(() => page.evaluate("getComputedStyle(document.querySelector('#p')).color"))
      .not.toBe("rgb(1, 2, 3)");
    await expect
      .poll(() => said.filter((line) => line.includes("Content Security Policy")).length)
      .toBeGreaterThanOrEqual(3);
    await context.close();
  });

  test("on paper the page is light, whatever the screen was, and no table is cut off", async () => {
    const { context, page } = await open("run", VIEWS[3]);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect
      .poll(() => page.evaluate("getComputedStyle(document.body).backgroundColor"))
      .toBe("rgb(255, 255, 255)");
    await expect
      .poll(() => page.evaluate("getComputedStyle(document.querySelector('nav')).display"))
      .toBe("none");
    const clipped = await page.evaluate(
      "[...document.querySelectorAll('.scroll')].filter((box) => getComputedStyle(box).overflowX !== 'visible').length",
    );
    expect(clipped).toBe(0);
    await context.close();
  });
});
