// How do thousands of points stand in a plot, told apart without colour?

import { type Html, html } from "../html.js";
import { HEIGHT, WIDTH } from "./path.js";
import { type Axis, shareOf } from "./scale.js";

export interface Dots {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Which drawing each has: an index into `classes`. */
  readonly kind: ArrayLike<number>;
}

/** Cells of which each shows one point of a kind: more would lie on one another. */
const COLUMNS = 110;
const ROWS = 44;

/** A path a kind; its stroke is the point, round or square as the class says, and does not stretch with the plot. */
export function dotLayers(
  { x, y, kind }: Dots,
  xAxis: Axis,
  yAxis: Axis,
  classes: readonly string[],
): { readonly drawn: Html; readonly shown: number } {
  const paths = classes.map(() => "");
  const taken = new Set<number>();
  for (let i = 0; i < x.length; i++) {
    const [across, down] = [shareOf(xAxis, x[i]!), 1 - shareOf(yAxis, y[i]!)];
    const cell =
      (Math.floor(down * ROWS) * (COLUMNS + 1) + Math.floor(across * COLUMNS)) * classes.length + kind[i]!;
    if (taken.has(cell)) continue;
    taken.add(cell);
    paths[kind[i]!] += `M${Math.round(across * WIDTH)} ${Math.round(down * HEIGHT)}h0`;
  }
  return {
    drawn: html`${classes.map((name, k) => html`<path class="${name}" d="${paths[k]!}"/>`)}`,
    shown: taken.size,
  };
}
