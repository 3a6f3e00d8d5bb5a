// How are bars drawn: as columns of what they covered, as OHLC bars, or as candles?

import type { Candles } from "./buckets.js";
import type { Colours } from "./colours.js";
import type { Place } from "./pane.js";

/** Above this many bars for a pixel they are joined; to this few they stand as bars; below as candles. */
export const MOST_SINGLE = 4;
export const MOST_CANDLES = 1;
/** From here on there is room for orders and stops as well. */
export const MOST_EVENTS = 0.2;

/** Prices in ticks; `tick` is what one is in points. */
export function paintPrice(
  canvas: CanvasRenderingContext2D,
  place: Place,
  candles: Candles,
  tick: number,
  colours: Colours,
  barsPerPixel: number,
): void {
  if (barsPerPixel > MOST_SINGLE || candles.span[0]! > 1) paintGround(canvas, place, candles, tick, colours);
  else if (barsPerPixel > MOST_CANDLES) paintOhlc(canvas, place, candles, tick, colours);
  else paintCandles(canvas, place, candles, tick, colours);
}

/** From lowest low to highest high, and the closes joined over it. */
function paintGround(
  canvas: CanvasRenderingContext2D,
  place: Place,
  candles: Candles,
  tick: number,
  colours: Colours,
): void {
  const { length, bar, span, high, low, close } = candles;
  canvas.fillStyle = colours.ground;
  canvas.globalAlpha = 0.75;
  for (let i = 0; i < length; i++) {
    const x = place.x(bar[i]!);
    const width = Math.max(place.ratio, place.x(bar[i]! + span[i]!) - x);
    const top = place.y(high[i]! * tick);
    canvas.fillRect(x, top, width, Math.max(place.ratio, place.y(low[i]! * tick) - top));
  }
  canvas.globalAlpha = 1;
  canvas.beginPath();
  for (let i = 0; i < length; i++) canvas.lineTo(place.x(bar[i]! + span[i]! / 2), place.y(close[i]! * tick));
  canvas.strokeStyle = colours.closes;
  canvas.lineWidth = place.ratio;
  canvas.lineJoin = "round";
  canvas.stroke();
}

function paintOhlc(
  canvas: CanvasRenderingContext2D,
  place: Place,
  { length, bar, open, high, low, close }: Candles,
  tick: number,
  colours: Colours,
): void {
  const half = (place.x(1) - place.x(0)) / 2;
  canvas.beginPath();
  for (let i = 0; i < length; i++) {
    const x = place.x(bar[i]! + 0.5);
    canvas.moveTo(x, place.y(high[i]! * tick));
    canvas.lineTo(x, place.y(low[i]! * tick) + place.ratio);
    canvas.moveTo(x - half, place.y(open[i]! * tick));
    canvas.lineTo(x, place.y(open[i]! * tick));
    canvas.moveTo(x, place.y(close[i]! * tick));
    canvas.lineTo(x + half, place.y(close[i]! * tick));
  }
  canvas.strokeStyle = colours.closes;
  canvas.lineWidth = Math.max(1, place.ratio * 0.8);
  canvas.stroke();
}

/** Hollow bodies rise, filled ones fall: readable without colour. */
function paintCandles(
  canvas: CanvasRenderingContext2D,
  place: Place,
  { length, bar, open, high, low, close }: Candles,
  tick: number,
  colours: Colours,
): void {
  const slot = place.x(1) - place.x(0);
  const body = Math.max(place.ratio, Math.min(slot * 0.68, slot - place.ratio, 22 * place.ratio));
  canvas.lineWidth = place.ratio;
  for (const rises of [true, false]) {
    const colour = rises ? colours.gain : colours.loss;
    canvas.beginPath();
    for (let i = 0; i < length; i++) {
      if (close[i]! >= open[i]! !== rises) continue;
      const x = Math.round(place.x(bar[i]! + 0.5)) + 0.5;
      const top = place.y(Math.max(open[i]!, close[i]!) * tick);
      const bottom = place.y(Math.min(open[i]!, close[i]!) * tick);
      canvas.moveTo(x, place.y(high[i]! * tick));
      canvas.lineTo(x, top);
      canvas.moveTo(x, bottom);
      canvas.lineTo(x, place.y(low[i]! * tick));
    }
    canvas.strokeStyle = colour;
    canvas.stroke();
    canvas.beginPath();
    for (let i = 0; i < length; i++) {
      if (close[i]! >= open[i]! !== rises) continue;
      const x = Math.round(place.x(bar[i]! + 0.5) - body / 2) + 0.5;
      const top = Math.round(place.y(Math.max(open[i]!, close[i]!) * tick)) + 0.5;
      const bottom = Math.round(place.y(Math.min(open[i]!, close[i]!) * tick)) + 0.5;
      canvas.rect(x, top, Math.max(1, Math.round(body) - 1), Math.max(place.ratio, bottom - top));
    }
    canvas.fillStyle = rises ? colours.card : colour;
    canvas.fill();
    canvas.stroke();
  }
}

export function paintVolume(
  canvas: CanvasRenderingContext2D,
  place: Place,
  { length, bar, span, open, close, volume }: Candles,
  colours: Colours,
): void {
  const slot = place.x(1) - place.x(0);
  const gap = slot > 4 * place.ratio ? slot * 0.3 : 0;
  const ground = place.y(0);
  for (const rises of [true, false]) {
    canvas.fillStyle = rises ? colours.gain : colours.loss;
    canvas.globalAlpha = 0.6;
    for (let i = 0; i < length; i++) {
      if (close[i]! >= open[i]! !== rises || !(volume[i]! > 0)) continue;
      const x = place.x(bar[i]!) + gap / 2;
      const width = Math.max(place.ratio, place.x(bar[i]! + span[i]!) - x - gap / 2);
      const top = place.y(volume[i]!);
      canvas.fillRect(x, top, width, ground - top);
    }
  }
  canvas.globalAlpha = 1;
}
