// Where is the browser, and how does a page open in it with no network?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { ARGS, CHROMIUM } from "../report/chromium.js";

export { CHROMIUM } from "../report/chromium.js";

export interface Opened {
  readonly page: Page;
  /** Console lines, errors and requests: none is expected. */
  readonly said: readonly string[];
  close(): Promise<void>;
}

/** Pages of one test file: written into a folder of their own, which goes with the browser. */
export class Desk {
  readonly #folder = mkdtempSync(join(tmpdir(), "tickproof-front-"));
  #browser: Browser | null = null;

  async start(): Promise<void> {
    this.#browser = await chromium.launch({ executablePath: CHROMIUM!, args: ARGS });
  }

  write(name: string, html: string): void {
    writeFileSync(join(this.#folder, name), html);
  }

  async open(name: string, hash = "", options: BrowserContextOptions = {}): Promise<Opened> {
    const context = await this.#browser!.newContext({
      viewport: { width: 1440, height: 900 },
      offline: true,
      reducedMotion: "reduce",
      ...options,
    });
    const page = await context.newPage();
    const said: string[] = [];
    const url = pathToFileURL(join(this.#folder, name)).href;
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) said.push(request.url());
    });
    await page.goto(url + hash);
    await page.waitForFunction("performance.getEntriesByName('tickproof-interactive').length > 0");
    return { page, said, close: () => context.close() };
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
