// How does a document become a page that can be explored?

import { openRun } from "../src/report/embed/decode.js";
import type { PageData } from "../src/report/embed/layout.js";
import { blocksOfPage } from "./blocks.js";
import { el, setText } from "./dom.js";
import { createKeys } from "./keys.js";
import { createModel, keepInLink, type Model } from "./model.js";
import type { FrontPanel, Tools } from "./panels.js";
import { showStill, withoutScript } from "./still.js";
import { applyTheme } from "./theme.js";
import { tips } from "./tips.js";

/** The run in the page, of several the one behind the prefix. */
export const openPage = (prefix = ""): Promise<PageData> => openRun(blocksOfPage(), prefix);

export function createTools(): Tools {
  const live = el("p", { class: "sr", role: "status", "aria-live": "polite" });
  document.body.append(live);
  tips();
  return { keys: createKeys(), say: (text) => setText(live, text) };
}

/** Mounts what the document has a root for. A panel that fails leaves its still version standing, and the others alone. */
export function mountAll(panels: readonly FrontPanel[], page: PageData, model: Model, tools: Tools): void {
  for (const panel of panels) mountOne(panel, page, model, tools);
}

const mountOne = (panel: FrontPanel, page: PageData, model: Model, tools: Tools): void =>
  mountIn(panel.id, (root) => panel.mount(page, model, root, tools));

export function mountIn(id: string, mount: (root: HTMLElement) => void): void {
  const root = document.querySelector<HTMLElement>(`[data-panel="${id}"]`);
  if (root === null) return;
  try {
    // Before it is mounted: what is not laid out has no width to draw for.
    root.classList.add("live");
    mount(root);
    // One that has nothing to show leaves the document as it is.
    if (!root.hasChildNodes()) root.classList.remove("live");
  } catch (error) {
    root.classList.remove("live");
    root.replaceChildren();
    if (root.nextElementSibling !== null) showStill(root.nextElementSibling);
    console.error(error);
  }
}

/** A turn of the browser's own, in which it answers keys and draws. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Until the browser has drawn what there is; in a tab that nobody looks at it draws nothing. */
export const frame = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 250);
    requestAnimationFrame(() => setTimeout(resolve));
  });

/**
 * Begins once the document is read; when it cannot, the document stays as it was without script. What stands further down is mounted
 * when the first screen answers, one panel after the other: until then its still version stands there.
 */
export async function start(panels: readonly FrontPanel[], below: readonly FrontPanel[] = []): Promise<void> {
  try {
    const page = await openPage();
    const model = createModel(page.meta.bars, page.trades.length, location.hash);
    applyTheme(model);
    const tools = createTools();
    mountAll(panels, page, model, tools);
    keepInLink(model);
    performance.mark("tickproof-interactive");
    await frame();
    for (const panel of below) {
      await turn();
      mountOne(panel, page, model, tools);
    }
    // Only now the sections further down are laid out (src/report/page/style.ts): nobody has seen them yet.
    document.documentElement.classList.add("done");
    performance.mark("tickproof-complete");
  } catch (error) {
    withoutScript(error);
  }
}
