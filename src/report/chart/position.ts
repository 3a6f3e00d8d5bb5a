// When was the account in the market, on which side, and how large?

import type { Side } from "../../domain/order.js";
import { type Html, html } from "../html.js";
import { xOf, yOf } from "./path.js";
import type { Axis } from "./scale.js";

const COLUMNS = 480;

/** Of each pixel column the largest long and the largest short position; equal neighbours are one box. */
export function positionLayer(position: Int32Array, axis: Axis): Html {
  return html`${[
    { side: 1 as const, className: "long" },
    { side: -1 as const, className: "short-side" },
  ].map(({ side, className }) => html`<path class="${className}" d="${boxes(position, axis, side)}"/>`)}`;
}

/** The most contracts on one side, as a positive number. */
function mostHeld(position: Int32Array, from: number, to: number, side: Side): number {
  let most = 0;
  for (let i = from; i < to; i++) {
    const held = side * position[i]!;
    if (held > most) most = held;
  }
  return most;
}

function boxes(position: Int32Array, axis: Axis, side: Side): string {
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
    const value = side * mostHeld(position, from, to, side);
    if (value !== held) {
      close(from);
      held = value;
      start = from;
    }
  }
  close(position.length);
  return path;
}
