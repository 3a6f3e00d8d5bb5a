// How are counts or amounts drawn as upright bars around a zero line?

import { type Html, html } from "../html.js";
import { HEIGHT, WIDTH, yOf } from "./path.js";
import type { Axis } from "./scale.js";

export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly className: string;
}

/** Bars of equal width; each runs between two values of the axis, so that a waterfall is the same drawing. */
export function uprightBars(bars: readonly Bar[], axis: Axis, gap = 0.16): Html {
  const slot = WIDTH / Math.max(1, bars.length);
  return html`${bars.map(({ from, to, className }, i) => {
    const a = yOf(from, axis);
    const b = yOf(to, axis);
    const x = Math.round(slot * (i + gap / 2));
    const y = Math.min(a, b, HEIGHT - 2);
    const width = Math.max(2, Math.round(slot * (1 - gap)));
    return html`<rect class="${className}" x="${x}" y="${y}" width="${width}" height="${Math.max(4, Math.abs(a - b))}"/>`;
  })}`;
}

/** How many fell into each bin, coloured by whether they lost. */
export const countBars = <B extends { readonly count: number }>(
  bins: readonly B[],
  lost: (bin: B) => boolean,
  axis: Axis,
): Html =>
  uprightBars(
    bins.map((bin) => ({
      from: 0,
      to: bin.count,
      className: bin.count === 0 ? "no-bar" : lost(bin) ? "bar-loss" : "bar-gain",
    })),
    axis,
  );
