// Where do fills stand on the price, when thousands of them must stay readable?

import { offsetsOf } from "../../domain/chain.js";
import type { Run } from "../../domain/run.js";
import { type Html, html } from "../html.js";
import { percentOf } from "./frame.js";
import { type Axis, shareOf } from "./scale.js";

/** More marks than these hide the price they stand on, and make the file heavy. */
const MOST_MARKS = 240;

export interface Markers {
  readonly drawn: Html;
  readonly shown: number;
  readonly all: number;
}

interface Mark {
  readonly x: number;
  readonly y: number;
  readonly shape: "up" | "down" | "out";
  readonly className: string;
}

/** Entries ▲ bought, ▼ sold, exits × by result. Where several would lie on one another, one stands for them. */
export function tradeMarkers(run: Run, axis: Axis, priceAt: (ticks: number, bar: number) => number): Markers {
  const length = run.bars.length;
  const x = (bar: number) => (bar + 0.5) / length;
  // Bars that are adjusted stand elsewhere than the contract that was traded.
  const offsetAt = offsetsOf(run.chain);
  const y = (sum: number, qty: number, bar: number) =>
    1 - shareOf(axis, priceAt(sum / qty - offsetAt(bar), bar));
  const marks: Mark[] = [];
  for (const trade of run.trades) {
    const long = trade.side === 1;
    marks.push({
      x: x(trade.entryBar),
      y: y(trade.entrySum, trade.qty, trade.entryBar),
      shape: long ? "up" : "down",
      className: long ? "buy" : "sell",
    });
    marks.push({
      x: x(trade.exitBar),
      y: y(trade.exitSum, trade.qty, trade.exitBar),
      shape: "out",
      className: trade.net > 0 ? "won" : "lost",
    });
  }
  const kept = thin(marks);
  return {
    drawn: html`${kept.map(
      (mark) =>
        html`<use href="#${mark.shape}" class="${mark.className}" x="${percentOf(mark.x)}" y="${percentOf(mark.y)}"/>`,
    )}`,
    shown: kept.length,
    all: marks.length,
  };
}

/** One mark of a kind per cell of a grid that widens until few enough remain. */
function thin(marks: readonly Mark[]): readonly Mark[] {
  for (let cells = 240; ; cells *= 0.8) {
    const taken = new Set<string>();
    const kept = marks.filter((mark) => {
      const cell = `${mark.shape}${mark.className}${Math.floor(mark.x * cells)}/${Math.floor((mark.y * cells) / 4)}`;
      if (taken.has(cell)) return false;
      taken.add(cell);
      return true;
    });
    if (kept.length <= MOST_MARKS || cells < 8) return kept;
  }
}
