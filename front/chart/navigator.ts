// Where in the whole span is the view, and how is it moved there?

import { countText } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { Model } from "../model.js";
import type { View } from "../state.js";
import { clamped, spanOf } from "./view.js";

export interface Navigator {
  readonly root: HTMLElement;
  /** The window over the whole span follows the view. */
  follow(): void;
}

type Part = "from" | "to" | "both" | "new";
/** Movement that is still a press, in CSS pixels. */
const STILL = 4;

/** `dateOf` says the bar in words. */
export function createNavigator(
  model: Model,
  canvas: HTMLCanvasElement,
  dateOf: (bar: number) => string,
): Navigator {
  const handle = (part: "from" | "to", label: string) =>
    el("div", {
      class: `handle ${part}`,
      role: "slider",
      tabindex: 0,
      "aria-label": label,
      "aria-orientation": "horizontal",
      "aria-valuemin": 0,
      "aria-valuemax": model.bars,
    });
  const from = handle("from", "First bar of the view");
  const to = handle("to", "Last bar of the view");
  const brush = el("div", { class: "brush" }, from, to);
  const track = el("div", { class: "track" }, canvas, brush);
  const root = el(
    "div",
    { class: "navigator", role: "group", "aria-label": "Navigator: the whole span" },
    track,
  );

  let held: { part: Part; x: number; view: View; moved: boolean } | null = null;
  const isWhole = (view: View) => spanOf(view) > 0.98 * model.bars;
  const barAt = (x: number): number => {
    const box = track.getBoundingClientRect();
    return ((x - box.left) / box.width) * model.bars;
  };
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = barAt(event.clientX);
    const { view } = model.state;
    // Beside the window a drag draws another one, and so it does where the window is the whole span and cannot be moved.
    const isBeside = at < view.from || at > view.to || isWhole(view);
    const part: Part =
      event.target === from ? "from" : event.target === to ? "to" : isBeside ? "new" : "both";
    held = { part, x: event.clientX, view, moved: false };
    track.setPointerCapture(event.pointerId);
    event.preventDefault();
    if (part === "from" || part === "to") (part === "from" ? from : to).focus({ preventScroll: true });
  });
  track.addEventListener("pointermove", (event) => {
    if (held === null) return;
    const { view, part, x } = held;
    held.moved ||= Math.abs(event.clientX - x) >= STILL;
    if (!held.moved) return;
    const [start, at] = [barAt(x), barAt(event.clientX)];
    const by = at - start;
    if (part === "new") {
      const inside = (bar: number) => Math.min(Math.max(0, bar), model.bars);
      const [a, b] = [inside(start), inside(at)];
      model.set({ view: clamped({ from: Math.min(a, b), to: Math.max(a, b) }, model.bars) });
    } else if (part === "both")
      model.set({ view: clamped({ from: view.from + by, to: view.to + by }, model.bars) });
    else move(part, view[part] + by);
  });
  track.addEventListener("pointerup", () => {
    // A press beside the window brings it there; a whole span becomes a tenth of itself.
    if (held !== null && held.part === "new" && !held.moved) {
      const { view, x } = held;
      const half = (isWhole(view) ? model.bars / 10 : spanOf(view)) / 2;
      model.set({ view: clamped({ from: barAt(x) - half, to: barAt(x) + half }, model.bars) });
    }
    held = null;
  });
  track.addEventListener("pointercancel", () => {
    held = null;
  });

  function move(part: "from" | "to", wanted: number): void {
    const { view } = model.state;
    const least = Math.min(8, model.bars);
    const bar = Math.min(Math.max(0, wanted), model.bars);
    model.set({
      view: clamped(
        part === "from"
          ? { from: Math.min(bar, view.to - least), to: view.to }
          : { from: view.from, to: Math.max(bar, view.from + least) },
        model.bars,
      ),
    });
  }
  for (const [part, element] of [
    ["from", from],
    ["to", to],
  ] as const)
    element.addEventListener("keydown", (event) => {
      const { view } = model.state;
      const step = event.key.startsWith("Page") ? spanOf(view) / 4 : spanOf(view) / 20;
      const way: Readonly<Record<string, number>> = {
        ArrowLeft: -step,
        ArrowDown: -step,
        PageDown: -step,
        ArrowRight: step,
        ArrowUp: step,
        PageUp: step,
        Home: -model.bars,
        End: model.bars,
      };
      const by = way[event.key];
      if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      move(part, view[part] + by);
    });

  return {
    root,
    follow() {
      const { view } = model.state;
      brush.style.left = `${(100 * view.from) / model.bars}%`;
      brush.style.width = `${(100 * spanOf(view)) / model.bars}%`;
      for (const [element, bar] of [
        [from, Math.round(view.from)],
        [to, Math.round(view.to)],
      ] as const) {
        element.setAttribute("aria-valuenow", String(bar));
        element.setAttribute("aria-valuetext", `bar ${countText(bar)}, ${dateOf(bar)}`);
      }
    },
  };
}
