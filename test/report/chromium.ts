// Where is a browser to test with, how is it started, and when is a page in it ready to be read?

import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export const CHROMIUM = [
  process.env.TICKPROOF_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path !== undefined && existsSync(path));

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  // Containers often give it too little shared memory, and then its tabs crash.
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

/** A page that hangs fails; one on a slow machine does not. */
const PATIENCE = 120_000;

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM!, args: ARGS, timeout: PATIENCE });

/** Without a network. `TICKPROOF_SLOW=8` has its script take eight times as long: what a test does not wait for is not there then. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ offline: true, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const rate = Number(process.env.TICKPROOF_SLOW ?? 1);
  if (rate > 1) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate });
  }
  return page;
}

/** Until the page is what it is going to be: every panel is mounted, and what stands further down has its rows. */
export async function ready(page: Page): Promise<void> {
  await page.locator("html.done").waitFor();
  await page.locator("[role=grid]:not([aria-rowcount])").waitFor({ state: "detached" });
}
