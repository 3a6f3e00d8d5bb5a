// Is a broker's result of a trade before costs or after them?

import { Decimal } from "decimal.js";

/** One round trip as exact texts; `points` is exit − entry in the trade's direction × quantity. */
export interface Outcome {
  readonly symbol: string;
  readonly points: string;
  readonly pnl: string;
  readonly costs: string;
}

/**
 * Result ÷ points is the point value if it is before costs, and result plus costs ÷ points if it is after them. Either must be the
 * same for all trades of a symbol (a cent of rounding apart). "unknown" where neither is, or where both are and costs are not zero.
 */
export function resultBasis(outcomes: readonly Outcome[]): "gross" | "net" | "unknown" {
  const moved = outcomes.filter(({ points }) => !new Decimal(points).isZero());
  if (moved.length === 0) return "unknown";
  if (outcomes.every(({ costs }) => new Decimal(costs).isZero()))
    return fits(moved, false) ? "gross" : "unknown";
  const gross = fits(moved, false);
  const net = fits(moved, true);
  if (gross === net) return "unknown";
  return gross ? "gross" : "net";
}

const CENT = new Decimal("0.011");

/** Whether one point value per symbol, of three digits or so, explains all results. */
function fits(outcomes: readonly Outcome[], net: boolean): boolean {
  const values = new Map<string, Decimal>();
  for (const { symbol, points, pnl, costs } of outcomes) {
    const gross = net ? new Decimal(pnl).plus(costs) : new Decimal(pnl);
    // The trade with the most points tells the value best: a cent is least of it.
    let value = values.get(symbol);
    if (value === undefined) {
      const widest = outcomes
        .filter((one) => one.symbol === symbol)
        .reduce((a, b) => (new Decimal(b.points).abs().gt(new Decimal(a.points).abs()) ? b : a));
      const result = net ? new Decimal(widest.pnl).plus(widest.costs) : new Decimal(widest.pnl);
      value = result.div(widest.points).toSignificantDigits(3);
      values.set(symbol, value);
    }
    if (value.lte(0) || gross.minus(value.times(points)).abs().gt(CENT)) return false;
  }
  return true;
}
