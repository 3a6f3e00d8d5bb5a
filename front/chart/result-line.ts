// What did finished trades add up to, one after the other, where the account itself has no such number?

import type { PageData } from "../../src/report/embed/layout.js";
import type { Curve } from "../state.js";
import { type Steps, stepAt, summed } from "./account.js";
import type { Points, UnderPoints } from "./account-line.js";

/**
 * R is of trades: what is open has none, nor has a trade without an initial stop. The account's panes show then what the trades that
 * have one added up to, and how far that lies below its high.
 */
export interface ResultLine extends Points, UnderPoints {
  /** How many trades have an R. */
  readonly of: number;
  at(bar: number): { readonly closed: number; readonly under: number };
}

type Trades = Pick<PageData["trades"], "length" | "net" | "risk" | "exitBar">;

/** In R, by rising bar; of the chosen trades, or of all. */
export function stepsInR(trades: Trades, chosen: ArrayLike<number> | null): Steps & { readonly of: number } {
  const [bar, amount]: [number[], number[]] = [[], []];
  const count = chosen === null ? trades.length : chosen.length;
  for (let k = 0; k < count; k++) {
    const i = chosen === null ? k : chosen[k]!;
    if (!(trades.risk[i]! > 0)) continue;
    bar.push(trades.exitBar[i]!);
    amount.push(trades.net[i]! / trades.risk[i]!);
  }
  return { ...summed({ bar, amount }, 0), of: bar.length };
}

/** What chosen trades added up to, from the account's start on: beside its own line they begin where it began. */
export const stepsFromCash = ({ bar, value }: Curve, cash: number): Steps => ({
  bar: Int32Array.from(bar),
  value: Float64Array.from(value, (sum) => cash + sum),
});

/** Two points a step, so that a line from point to point has its steps. */
export function lineInR(trades: Trades, bars: number): ResultLine {
  const steps = stepsInR(trades, null);
  const length = 2 * steps.bar.length + 2;
  const x = new Float64Array(length);
  const closed = new Float64Array(length);
  const high = new Float64Array(length);
  const under = new Float64Array(length);
  const highs = new Float64Array(steps.bar.length);
  let [before, top] = [0, 0];
  for (let i = 0; i < steps.bar.length; i++) {
    const now = steps.value[i]!;
    const at = 2 * i + 1;
    x[at] = x[at + 1] = steps.bar[i]! + 0.5;
    closed[at] = before;
    high[at] = top;
    under[at] = before - top;
    highs[i] = top = Math.max(top, now);
    closed[at + 1] = now;
    high[at + 1] = top;
    under[at + 1] = now - top;
    before = now;
  }
  x[length - 1] = bars;
  closed[length - 1] = before;
  high[length - 1] = top;
  under[length - 1] = before - top;
  return {
    x,
    closed,
    high,
    under,
    equity: new Float64Array(length).fill(Number.NaN),
    of: steps.of,
    at(bar) {
      const value = stepAt(steps, bar, 0);
      return { closed: value, under: value - stepAt({ bar: steps.bar, value: highs }, bar, 0) };
    },
  };
}
