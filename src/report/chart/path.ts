// How does a run of points become the `d` of an SVG path?

import type { Axis } from "./scale.js";
import { shareOf } from "./scale.js";

/** Inner size of every plot. The browser stretches it to the page, strokes keep their width, so whole units are fine enough. */
export const WIDTH = 4000;
export const HEIGHT = 2000;

/** Index → x. Points lie in the middle of their slot, so that first and last bar are inside. */
export const xOf = (i: number, length: number): number =>
  Math.round(((i + 0.5) / Math.max(1, length)) * WIDTH);
export const yOf = (value: number, axis: Axis): number => Math.round((1 - shareOf(axis, value)) * HEIGHT);

/** Relative line commands between rounded points: a third of the bytes of absolute ones, and no drift. */
export function linePath(xs: readonly number[], ys: readonly number[]): string {
  let path = "";
  for (let i = 0; i < xs.length; i++) {
    path += i === 0 ? `M${xs[0]} ${ys[0]}` : `l${xs[i]! - xs[i - 1]!} ${ys[i]! - ys[i - 1]!}`;
  }
  return path;
}

/** The area between the points and a level line. */
export function areaPath(xs: readonly number[], ys: readonly number[], level: number): string {
  if (xs.length === 0) return "";
  return `M${xs[0]} ${level}L${xs[0]} ${ys[0]}${linePath(xs, ys).replace(/^M[^l]*/, "")}L${xs[xs.length - 1]} ${level}Z`;
}
