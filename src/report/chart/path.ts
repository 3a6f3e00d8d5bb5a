// How does a run of points become the `d` of an SVG path?

import type { Axis } from "./scale.js";
import { shareOf } from "./scale.js";

/** Inner size of every plot. The browser stretches it to the page, strokes keep their width, so whole units are fine enough. */
export const WIDTH = 2000;
export const HEIGHT = 1000;

/** Index → x. Points lie in the middle of their slot, so that first and last bar are inside. */
export const xOf = (i: number, length: number): number =>
  Math.round(((i + 0.5) / Math.max(1, length)) * WIDTH);
export const yOf = (value: number, axis: Axis): number => Math.round((1 - shareOf(axis, value)) * HEIGHT);

/** Relative line commands between rounded points: a third of the bytes of absolute ones, and no drift. */
export const linePath = (xs: readonly number[], ys: readonly number[]): string =>
  xs.length === 0 ? "" : `M${xs[0]} ${ys[0]}${steps(xs, ys)}`;

/** The area between the points and a level line. */
export function areaPath(xs: readonly number[], ys: readonly number[], level: number): string {
  if (xs.length === 0) return "";
  return `M${xs[0]} ${level}V${ys[0]}${steps(xs, ys)}V${level}Z`;
}

/** So far outside of a drawing no stroke is seen. */
export const BEYOND = 50;

/** The same, out of sight at both ends: its outline is a line from edge to edge. */
export function groundedPath(xs: readonly number[], ys: readonly number[], level: number): string {
  if (xs.length === 0) return "";
  return `M${-BEYOND} ${level}V${ys[0]}H${xs[0]}${steps(xs, ys)}H${WIDTH + BEYOND}V${level}z`;
}

/** Two numbers of a path: a minus parts them as well as a blank does. */
export const after = (x: number, y: number): string => `${x}${y < 0 ? "" : " "}${y}`;

/** From the first point on. Level and upright steps have a letter of their own. */
function steps(xs: readonly number[], ys: readonly number[]): string {
  let path = "";
  for (let i = 1; i < xs.length; i++) {
    const [x, y] = [xs[i]! - xs[i - 1]!, ys[i]! - ys[i - 1]!];
    path += y === 0 ? `h${x}` : x === 0 ? `v${y}` : `l${after(x, y)}`;
  }
  return path;
}
