// What lies behind the price: hours outside of the regular ones, and rolls?

import type { PageData } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import type { Colours } from "./colours.js";
import type { Place } from "./pane.js";
import { lastAtOrBefore } from "./view.js";

/** Narrower stretches would be a grey veil, and say nothing. */
const NARROWEST = 7;

/** A wash over what is not in the regular hours of the exchange. */
export function paintHours(
  canvas: CanvasRenderingContext2D,
  place: Place,
  { regular, meta }: Pick<PageData, "regular" | "meta">,
  view: View,
  colours: Colours,
): void {
  if (regular.length === 0) return;
  let i = Math.max(0, lastAtOrBefore(regular.from, regular.length, view.from));
  const days = lastAtOrBefore(regular.from, regular.length, view.to) - i;
  if (place.width / place.ratio / Math.max(1, days) < 2 * NARROWEST) return;
  canvas.fillStyle = colours.ground;
  canvas.globalAlpha = 0.1;
  let outside = i === 0 ? 0 : regular.to[i - 1]!;
  for (; i <= regular.length; i++) {
    const from = i < regular.length ? regular.from[i]! : meta.bars;
    const x = place.x(Math.max(outside, view.from));
    if (from > outside) canvas.fillRect(x, place.top, place.x(Math.min(from, view.to)) - x, place.height);
    if (i === regular.length || (outside = regular.to[i]!) >= view.to) break;
  }
  canvas.globalAlpha = 1;
}

/** A dotted line where the bars go on with the next contract, with its name while there is room. */
export function paintRolls(
  canvas: CanvasRenderingContext2D,
  place: Place,
  { rolls }: PageData["meta"],
  view: View,
  colours: Colours,
): void {
  const { ratio } = place;
  let lastLabel = Number.NEGATIVE_INFINITY;
  canvas.font = `${10.5 * ratio}px system-ui, sans-serif`;
  canvas.textAlign = "left";
  canvas.textBaseline = "top";
  for (const { bar, to } of rolls) {
    if (bar < view.from || bar > view.to) continue;
    const x = Math.round(place.x(bar)) + 0.5;
    canvas.beginPath();
    canvas.moveTo(x, place.top);
    canvas.lineTo(x, place.top + place.height);
    canvas.setLineDash([2 * ratio, 4 * ratio]);
    canvas.strokeStyle = colours.ground;
    canvas.lineWidth = ratio;
    canvas.stroke();
    canvas.setLineDash([]);
    if (x - lastLabel < 60 * ratio) continue;
    canvas.fillStyle = colours.soft;
    canvas.fillText(to.slice(0, 12), x + 3 * ratio, place.top + 2 * ratio);
    lastLabel = x;
  }
}
