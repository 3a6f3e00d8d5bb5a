// Which limit fills would not have happened if the market had only reached their price?

import { offsetsOf } from "../domain/chain.js";
import type { MicroUsd } from "../domain/money.js";
import { FILL_KINDS, type FillKind, type Run } from "../domain/run.js";
import { oncePerRun } from "./metric.js";
import { tradeResults } from "./results.js";

export interface TouchFills {
  /** Fills of orders that had rested at a limit, targets among them. */
  readonly resting: number;
  /** Numbers (`n`) of the trades that one of them was part of. */
  readonly restingTrades: ReadonlySet<number>;
  /** Those of them whose price is the extreme of their bar: it was reached, and nothing traded beyond it. */
  readonly touched: number;
  /** Numbers (`n`) of the trades with such a fill. */
  readonly trades: ReadonlySet<number>;
  /** Net of all trades without those. */
  readonly netWithout: MicroUsd;
}

const LIMITS: ReadonlySet<FillKind> = new Set(["limit", "stop limit", "target"]);
const OPEN = 0;

/**
 * A resting order is behind others at its price, so a market that only touches it need not fill it. What a bar that was magnified shows
 * counts as a whole: beyond it in any of its finer bars is beyond it. A target that filled at an open was jumped over, an order at an open
 * counts where the open is its limit.
 */
export const touchFills = (run: Run): TouchFills => found(run)!;

const found = oncePerRun((run: Run): TouchFills => {
  const { fills, bars, chain } = run;
  const { length, net } = tradeResults(run);
  const offsetAt = offsetsOf(chain);
  let tradeOf: Int32Array | null = null;
  const touchedTrades = new Set<number>();
  const restingTrades = new Set<number>();
  let [resting, touched] = [0, 0];
  for (let k = 0; k < fills.length; k++) {
    if (fills.maker[k] !== 1) continue;
    const kind = FILL_KINDS[fills.kind[k]!]!;
    if (!LIMITS.has(kind)) continue;
    resting++;
    tradeOf ??= tradeOfFills(run);
    const n = tradeOf[k]! + 1;
    const isFinished = n > 0 && n <= length;
    if (isFinished) restingTrades.add(n);
    const bar = fills.bar[k]!;
    const price = fills.price[k]! - offsetAt(bar);
    const extreme = fills.side[k] === 1 ? bars.lowTicks[bar]! : bars.highTicks[bar]!;
    if (price !== extreme || (fills.leg[k] === OPEN && !openIsLimit(run, k, kind))) continue;
    touched++;
    if (isFinished) touchedTrades.add(n);
  }
  let netWithout = 0;
  for (let at = 0; at < length; at++) if (!touchedTrades.has(at + 1)) netWithout += net[at]!;
  return { resting, restingTrades, touched, trades: touchedTrades, netWithout };
});

function openIsLimit({ fills, orders }: Run, fill: number, kind: FillKind): boolean {
  if (kind === "target") return false;
  const id = fills.order[fill]!;
  const order = orders[id - 1]?.id === id ? orders[id - 1] : orders.find((one) => one.id === id);
  return (order?.limit ?? order?.price) === fills.price[fill];
}

/** Index of the trade that each fill belongs to, the one still open being the last; −1 for the legs of a roll. A fill that turns the position belongs to the trade that it ends. */
export function tradeOfFills({ fills }: Pick<Run, "fills">): Int32Array {
  const roll = FILL_KINDS.indexOf("roll");
  const tradeOf = new Int32Array(fills.length);
  let [trade, position] = [-1, 0];
  for (let k = 0; k < fills.length; k++) {
    if (fills.kind[k] === roll) {
      tradeOf[k] = -1; // a position goes out and in again: no trade ends
      continue;
    }
    const after = position + fills.side[k]! * fills.qty[k]!;
    if (position === 0) trade++;
    tradeOf[k] = trade;
    if (position * after < 0) trade++;
    position = after;
  }
  return tradeOf;
}
