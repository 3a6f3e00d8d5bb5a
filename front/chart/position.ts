// When was the account in the market, on which side, and how large?

import type { PositionColumns } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import type { Colours } from "./colours.js";
import type { Place } from "./pane.js";
import { lastAtOrBefore } from "./view.js";

const largest = new Int32Array(8192);
const smallest = new Int32Array(8192);

/**
 * Of each pixel column the largest and the smallest position, joined with flat: a trade of one bar is seen from any distance.
 * Forty thousand changes are a loop over integers, and as many bars as the screen has columns.
 */
export function paintPosition(
  canvas: CanvasRenderingContext2D,
  place: Place,
  position: PositionColumns,
  bars: number,
  view: View,
  colours: Colours,
): void {
  const columns = Math.min(largest.length, Math.ceil(place.width));
  largest.fill(0, 0, columns);
  smallest.fill(0, 0, columns);
  const { bar, qty, length } = position;
  const origin = place.x(0) - place.left;
  const wide = place.x(1) - place.left - origin;
  for (let i = Math.max(0, lastAtOrBefore(bar, length, view.from)); i < length; i++) {
    if (bar[i]! > view.to) break;
    const held = qty[i]!;
    if (held === 0) continue;
    const end = i + 1 < length ? bar[i + 1]! : bars;
    // Rounded, and what is below 0 is 0: calls in here would take longer than all else that is drawn.
    const start = origin + wide * bar[i]!;
    const first = start < 0 ? 0 : (start + 0.5) | 0;
    const stop = origin + wide * end;
    let last = stop > columns ? columns : (stop + 0.5) | 0;
    if (last <= first) last = first < columns ? first + 1 : columns;
    const column = held > 0 ? largest : smallest;
    for (let x = first; x < last; x++) if (held > 0 ? held > column[x]! : held < column[x]!) column[x] = held;
  }
  const zero = place.y(0);
  canvas.globalAlpha = 0.8;
  for (const [column, colour] of [
    [largest, colours.gain],
    [smallest, colours.loss],
  ] as const) {
    canvas.fillStyle = colour;
    for (let x = 0; x < columns; ) {
      let end = x + 1;
      while (end < columns && column[end] === column[x]) end++;
      if (column[x] !== 0) {
        const y = place.y(column[x]!);
        canvas.fillRect(place.left + x, Math.min(y, zero), end - x, Math.abs(zero - y));
      }
      x = end;
    }
  }
  canvas.globalAlpha = 1;
  canvas.fillStyle = colours.ground;
  canvas.fillRect(place.left, Math.round(zero), place.width, Math.max(1, Math.round(place.ratio / 2)));
}
