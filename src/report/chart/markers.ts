// Where do fills stand on the price, when thousands of them must stay readable?

import { offsetsOf } from "../../domain/chain.js";
import type { Run } from "../../domain/run.js";
import { type Html, html, NOTHING } from "../html.js";
import { percentOf } from "./frame.js";
import { type Axis, shareOf } from "./scale.js";

/** More marks than these hide the price they stand on, and make the file heavy. */
const MOST_MARKS = 240;

export interface Markers {
  readonly drawn: Html;
  readonly shown: number;
  readonly all: number;
}

/** How an entry or exit is drawn: its shape, and the colour of its class. */
const KINDS = [
  { shape: "up", className: "buy" },
  { shape: "down", className: "sell" },
  { shape: "out", className: "won" },
  { shape: "out", className: "lost" },
] as const;

/** All marks in columns: there may be two for each of a hundred thousand trades. */
interface Marks {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Index into `KINDS`. */
  readonly kind: Uint8Array;
}

/** Entries ▲ bought, ▼ sold, exits × by result. Where several would lie on one another, one stands for them. */
export function tradeMarkers(run: Run, axis: Axis, priceAt: (ticks: number, bar: number) => number): Markers {
  const length = run.bars.length;
  // Bars that are adjusted stand elsewhere than the contract that was traded.
  const offsetAt = offsetsOf(run.chain);
  const all = 2 * run.trades.length;
  const marks: Marks = { x: new Float64Array(all), y: new Float64Array(all), kind: new Uint8Array(all) };
  let next = 0;
  const put = (kind: number, sum: number, qty: number, bar: number) => {
    marks.kind[next] = kind;
    marks.x[next] = (bar + 0.5) / length;
    marks.y[next++] = 1 - shareOf(axis, priceAt(sum / qty - offsetAt(bar), bar));
  };
  for (const { side, qty, net, entrySum, entryBar, exitSum, exitBar } of run.trades) {
    put(side === 1 ? 0 : 1, entrySum, qty, entryBar);
    put(net > 0 ? 2 : 3, exitSum, qty, exitBar);
  }
  const kept = thin(marks);
  return {
    // One group a kind: its colour is said once.
    drawn: html`${KINDS.map(({ shape, className }, k) => {
      const of = kept.filter((mark) => marks.kind[mark] === k);
      return of.length === 0
        ? NOTHING
        : html`<g class="${className}">${of.map(
            (mark) =>
              html`<use href="#${shape}" x="${percentOf(marks.x[mark]!)}" y="${percentOf(marks.y[mark]!)}"/>`,
          )}</g>`;
    })}`,
    shown: kept.length,
    all,
  };
}

/** One mark of a kind per cell of a grid that widens until few enough remain: their indices. */
function thin(marks: Marks): readonly number[] {
  for (let cells = 240; ; cells *= 0.8) {
    const isLast = cells < 8;
    const kept = onePerCell(marks, cells, isLast ? Number.POSITIVE_INFINITY : MOST_MARKS);
    if (kept !== null) return kept;
  }
}

/** Null as soon as there are more than so many. */
function onePerCell({ x, y, kind }: Marks, cells: number, most: number): readonly number[] | null {
  const taken = new Set<number>();
  const kept: number[] = [];
  for (let mark = 0; mark < kind.length; mark++) {
    const [column, row] = [Math.floor(x[mark]! * cells), Math.floor((y[mark]! * cells) / 4)];
    const cell = (row * 1024 + column) * KINDS.length + kind[mark]!; // columns end at 240
    if (taken.has(cell)) continue;
    if (kept.length === most) return null;
    taken.add(cell);
    kept.push(mark);
  }
  return kept;
}
