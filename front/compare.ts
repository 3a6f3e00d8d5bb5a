// What does the script of a comparison do?

import "./style/front.css";
import "./style/compare.css";
import { footingOf } from "../src/metric/footing.js";
import { DEFAULT_WINDOW } from "../src/metric/trade-diff.js";
import { mountAgainst } from "./compare/against.js";
import { mountBar } from "./compare/bar.js";
import { redraw } from "./compare/chart.js";
import { openCompare } from "./compare/data.js";
import { firstPair, mountDiff } from "./compare/diff.js";
import { mountJoint, mountOverlay } from "./compare/overlay.js";
import { createChoices } from "./compare/state.js";
import { followChoices } from "./compare/tables.js";
import { withoutScript } from "./still.js";

type Mount = (root: HTMLElement) => void;

/** A part that fails leaves its still version standing, and the others alone. */
function mount(id: string, into: Mount): void {
  const root = document.querySelector<HTMLElement>(`[data-panel="${id}"]`);
  if (root === null) return;
  try {
    // Before it is mounted: what is not laid out has no width to draw for.
    root.classList.add("live");
    into(root);
  } catch (error) {
    root.classList.remove("live");
    root.replaceChildren();
    console.error(error);
  }
}

async function start(): Promise<void> {
  try {
    const data = await openCompare();
    const begin = {
      footing: footingOf(data.meta.footing).key,
      baseline: data.meta.baseline,
      hideGreyed: false,
      sort: "",
      ...firstPair(data),
      window: DEFAULT_WINDOW,
      theme: "auto" as const,
    };
    const choices = createChoices(begin, data.runs.length);
    let candles = () => {};
    mount("compare", (root) => mountBar(data, choices, root));
    followChoices(data, choices);
    if (data.runs.length > 1) mount("against", (root) => mountAgainst(data, choices, root));
    mount("overlay", (root) => mountOverlay(data, choices, root));
    if (data.runs.length > 1) mount("joint", (root) => mountJoint(data, choices, root));
    mount("diff", (root) => {
      candles = mountDiff(data, choices, root);
    });
    const again = () => {
      redraw();
      candles();
    };
    choices.on((_, changed) => {
      if (changed.has("theme")) again();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    performance.mark("tickproof-interactive");
    document.documentElement.classList.add("done");
  } catch (error) {
    withoutScript(error);
  }
}

void start();
