// When was the account in the market, on which side, and how large?

import { type Html, html } from "../html.js";
import { xOf, yOf } from "./path.js";
import type { Axis } from "./scale.js";

const COLUMNS = 900;

/** Of each pixel column the largest long and the largest short position; equal neighbours are one box. */
export function positionLayer(position: Int32Array, axis: Axis): Html {
  return html`${[
    { pick: Math.max, className: "long" },
    { pick: Math.min, className: "short-side" },
  ].map(({ pick, className }) => html`<path class="${className}" d="${boxes(position, axis, pick)}"/>`)}`;
}

function boxes(position: Int32Array, axis: Axis, pick: (a: number, b: number) => number): string {
  const width = Math.max(1, position.length / COLUMNS);
  const zero = yOf(0, axis);
  const edge = (index: number) => xOf(index - 0.5, position.length);
  let path = "";
  let held = 0;
  let start = 0;
  const close = (end: number) => {
    if (held !== 0) {
      const x = edge(start);
      path += `M${x} ${zero}V${yOf(held, axis)}H${Math.max(x + 2, edge(end))}V${zero}z`;
    }
  };
  for (let column = 0; column * width < position.length; column++) {
    const from = Math.floor(column * width);
    const to = Math.min(position.length, Math.floor((column + 1) * width));
    let value = 0;
    for (let i = from; i < to; i++) value = pick(value, position[i]!);
    if (value !== held) {
      close(from);
      held = value;
      start = from;
    }
  }
  close(position.length);
  return path;
}
