// Where is the browser, and how does a page open in it with no network?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch, newPage, ready } from "../report/chromium.js";

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
    this.#browser = await launch();
  }

  write(name: string, html: string): void {
    writeFileSync(join(this.#folder, name), html);
  }

  async open(name: string, hash = "", options: BrowserContextOptions = {}): Promise<Opened> {
    const opened = await this.openFailing(name, hash, options);
    await ready(opened.page);
    return opened;
  }

  /** A page that will not come to be worked with, or not yet. */
  async openFailing(name: string, hash = "", options: BrowserContextOptions = {}): Promise<Opened> {
    const page = await newPage(this.#browser!, {
      viewport: { width: 1440, height: 900 },
      reducedMotion: "reduce",
      ...options,
    });
    const said: string[] = [];
    const url = pathToFileURL(join(this.#folder, name)).href;
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) said.push(request.url());
    });
    await page.goto(url + hash);
    return { page, said, close: () => page.context().close() };
  }

  async end(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
