// How are bars drawn: as candles while there is room, as the ground that price covered where there is not?

import type { Bars } from "../../domain/bars.js";
import { type Html, html } from "../html.js";
import { after, HEIGHT, WIDTH, xOf, yOf } from "./path.js";
import type { Axis } from "./scale.js";

/** Above this many bars a candle would be narrower than its own outline. */
const MOST_CANDLES = 220;
const COLUMNS = 480;

export function priceLayers(bars: Bars, axis: Axis): Html {
  return bars.length <= MOST_CANDLES ? candles(bars, axis) : ground(bars, axis);
}

/** Hollow bodies rise, filled ones fall: readable without colour. */
function candles(bars: Bars, axis: Axis): Html {
  const body = Math.max(2, Math.round((WIDTH / bars.length) * 0.32));
  let wicks = "";
  let rising = "";
  let falling = "";
  for (let i = 0; i < bars.length; i++) {
    const x = xOf(i, bars.length);
    const open = yOf(bars.open[i]!, axis);
    const close = yOf(bars.close[i]!, axis);
    const top = Math.min(open, close);
    const height = Math.abs(close - open);
    const high = yOf(bars.high[i]!, axis);
    const low = yOf(bars.low[i]!, axis);
    if (high < top) wicks += `M${x} ${high}V${top}`;
    if (low > top + height) wicks += `M${x} ${top + height}V${low}`;
    const box = `M${x - body} ${top}h${2 * body}v${height}h${-2 * body}z`;
    if (close <= open) rising += box;
    else falling += box;
  }
  return html`<path class="wick" d="${wicks}"/><path class="rising" d="${rising}"/><path class="falling" d="${falling}"/>`;
}

/** Of each pixel column the span from lowest low to highest high, joined at the closes: no spike is lost. */
function ground(bars: Bars, axis: Axis): Html {
  const width = bars.length / COLUMNS;
  let spans = "";
  let closes = "";
  let lastX = 0;
  let lastY = 0;
  let lastEnd = 0;
  for (let column = 0; column * width < bars.length; column++) {
    const from = Math.floor(column * width);
    const to = Math.min(bars.length, Math.floor((column + 1) * width));
    if (to <= from) continue;
    const { high, low } = spanOf(bars, from, to);
    const x = xOf((from + to - 1) / 2, bars.length);
    const top = yOf(high, axis);
    const height = Math.max(1, Math.min(HEIGHT, yOf(low, axis)) - top);
    const y = yOf(bars.close[to - 1]!, axis);
    if (closes === "") {
      spans = `M${x} ${top}v${height}`;
      closes = `M${x} ${y}`;
    } else {
      spans += `m${after(x - lastX, top - lastEnd)}v${height}`;
      closes += `l${after(x - lastX, y - lastY)}`;
    }
    [lastX, lastY, lastEnd] = [x, y, top + height];
  }
  return html`<path class="ground" d="${spans}"/><path class="closes" d="${closes}"/>`;
}

/** Highest high and lowest low of the bars from `from` up to `to`, of which there is one at least. */
export function spanOf(
  { high: highs, low: lows }: Bars,
  from: number,
  to: number,
): { high: number; low: number } {
  let high = highs[from]!;
  let low = lows[from]!;
  for (let i = from + 1; i < to; i++) {
    if (highs[i]! > high) high = highs[i]!;
    if (lows[i]! < low) low = lows[i]!;
  }
  return { high, low };
}
