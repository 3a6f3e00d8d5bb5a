// Which signs and dates stand around the panes?

import { el } from "../dom.js";
import type { Marks } from "./marks.js";
import type { Look, Pane } from "./pane.js";

export function putLegend(pane: Pane, mark: string, text: string, className = ""): void {
  pane.legend.append(
    el("span", { class: "key" }, el("b", { class: className, "aria-hidden": "true" }, mark), text),
  );
}

/** `isPainted`: somebody else draws the trades, and says how. */
export function legends(marks: Marks, price: Pane, equity: Pane, isPainted: boolean): void {
  const put = putLegend;
  if (marks.length > 0 && !isPainted) {
    put(price, "▲", "bought", "gain");
    put(price, "▼", "sold", "loss");
    put(price, "×", "closed");
  }
  if (marks.liquidated.includes(1)) put(price, "◆", "liquidated", "loss");
  if (isPainted) return;
  put(equity, "—", "marked to market", "ink-accent");
  put(equity, "—", "closed trades", "ink-c2");
  put(equity, "┄", "high-water mark", "soft");
}

/** The dates under all panes. */
export function drawStrip(
  strip: HTMLCanvasElement,
  { ticks, view, colours }: Look,
  plot: number,
  width: number,
): void {
  const ratio = devicePixelRatio;
  const height = 22;
  if (strip.width !== Math.round(width * ratio)) {
    strip.width = Math.round(width * ratio);
    strip.height = Math.round(height * ratio);
    strip.style.width = `${width}px`;
    strip.style.height = `${height}px`;
  }
  const canvas = strip.getContext("2d");
  if (canvas === null) return;
  canvas.clearRect(0, 0, strip.width, strip.height);
  canvas.font = `${12 * ratio}px system-ui, sans-serif`;
  canvas.fillStyle = colours.soft;
  canvas.textBaseline = "middle";
  for (const { bar, label } of ticks) {
    const x = ((bar - view.from) / (view.to - view.from)) * plot;
    const half = canvas.measureText(label).width / 2 / ratio;
    canvas.textAlign = "center";
    if (x + half < width) canvas.fillText(label, Math.max(half, x) * ratio, (height / 2) * ratio);
  }
}
