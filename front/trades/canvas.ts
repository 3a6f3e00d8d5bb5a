// How is something drawn that has a point for each of thousands of trades?

import type { Axis } from "../../src/report/chart/scale.js";
import { el } from "../dom.js";
import type { Model } from "../model.js";

export interface Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** A colour of the sheet: "gain", "rule". */
  colour(name: string): string;
}

/** As sharp as the screen, drawn anew when its size or the colours change. The drawing is hidden from readers: a sentence and a table tell it. */
export function canvasBox(model: Model, draw: (pen: Pen) => void) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const root = el("div", { class: "x-canvas" }, canvas);
  const redraw = () => {
    const { clientWidth: width, clientHeight: height } = root;
    if (width === 0 || height === 0) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const ctx = canvas.getContext("2d")!;
    ctx.scale(ratio, ratio);
    const sheet = getComputedStyle(root);
    draw({ ctx, width, height, colour: (name) => sheet.getPropertyValue(`--${name}`).trim() });
  };
  let asked = false;
  const later = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      redraw();
    });
  };
  new ResizeObserver(later).observe(root);
  matchMedia("(prefers-color-scheme:dark)").addEventListener("change", later);
  model.on((_, changed) => {
    if (changed.has("theme") || changed.has("palette")) later();
  });
  return { root, redraw: later };
}

/** Level lines of an axis with their labels above them, zero a little stronger. */
export function levels(
  { ctx, width, colour }: Pen,
  { ticks }: Axis,
  py: (value: number) => number,
  label: (value: number) => string,
): void {
  ctx.font = "12px system-ui, sans-serif";
  ctx.lineWidth = 1;
  ctx.fillStyle = colour("soft");
  for (const tick of ticks) {
    ctx.strokeStyle = colour(tick === 0 ? "ground" : "rule");
    ctx.beginPath();
    ctx.moveTo(0, py(tick));
    ctx.lineTo(width, py(tick));
    ctx.stroke();
    ctx.fillText(label(tick), 4, py(tick) - 3);
  }
}
