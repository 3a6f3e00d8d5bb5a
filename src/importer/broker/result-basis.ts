// Is a broker's result of a trade before costs or after them?

import { Decimal } from "decimal.js";

/** One round trip as exact texts; `points` is exit − entry in the trade's direction × quantity. */
export interface Outcome {
  readonly symbol: string;
  readonly qty: string;
  readonly points: string;
  readonly pnl: string;
  readonly costs: string;
}

export type ResultBasis = "gross" | "net" | "unknown";

/**
 * Result ÷ points is the point value if it is before costs, and result plus costs ÷ points if it is after them. One of them is the same
 * for most trades of a symbol (a cent of rounding apart); the rows that do not follow it are what a comparison is for. "unknown"
 * where neither is, or where both are and costs are not zero. Without costs beside them (`areCostsTold`) it takes two ways of different length:
 * a stop that always lies the same way off makes the same result, and so the same quotient, whatever was taken off it.
 */
export function resultBasis(outcomes: readonly Outcome[], areCostsTold: boolean): ResultBasis {
  const moved = outcomes.filter(({ points }) => !new Decimal(points).isZero());
  const gross = fitting(moved, false, !areCostsTold);
  const net = outcomes.every(({ costs }) => new Decimal(costs).isZero())
    ? 0
    : fitting(moved, true, !areCostsTold);
  if (gross === net || 2 * Math.max(gross, net) <= moved.length) return "unknown";
  return gross > net ? "gross" : "net";
}

const CENT = new Decimal("0.011");

/** How many results one point value per symbol, of three digits or so, explains. */
function fitting(outcomes: readonly Outcome[], net: boolean, needsTwo: boolean): number {
  const bySymbol = new Map<
    string,
    { readonly points: Decimal; readonly gross: Decimal; readonly each: string }[]
  >();
  for (const { symbol, qty, points, pnl, costs } of outcomes) {
    const one = {
      points: new Decimal(points),
      gross: net ? new Decimal(pnl).plus(costs) : new Decimal(pnl),
      each: new Decimal(points).div(qty).toString(),
    };
    const list = bySymbol.get(symbol);
    if (list === undefined) bySymbol.set(symbol, [one]);
    else list.push(one);
  }
  let count = 0;
  for (const list of bySymbol.values()) {
    const value = middle(list.map(({ points, gross }) => gross.div(points))).toSignificantDigits(3);
    if (value.lte(0)) continue;
    const fit = list.filter(({ points, gross }) => gross.minus(value.times(points)).abs().lte(CENT));
    if (!needsTwo || new Set(fit.map(({ each }) => each)).size > 1) count += fit.length;
  }
  return count;
}

/** The value in the middle: a few that are wrong do not move it. */
export const middle = (values: readonly Decimal[]): Decimal =>
  [...values].sort((a, b) => a.comparedTo(b))[values.length >> 1]!;
