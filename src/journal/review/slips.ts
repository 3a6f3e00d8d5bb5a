// How much worse than the market's price were the fills?

import type { JournalFill, JournalOrder, JournalTrade } from "../../domain/journal.js";
import type { Day } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import { EVIDENCE, type ReviewedExecution, type Slip } from "../../domain/review.js";
import { hourLabel, minuteOfDay, type Zone } from "../../instrument/time.js";
import { intervalOf } from "../../metric/bootstrap.js";
import { type Market, priceNear } from "./moments.js";

interface Measured {
  readonly day: Day;
  readonly qty: number;
  /** Ticks a contract, above zero: worse than the price nearest in time. */
  readonly slip: number;
  readonly model: number;
  readonly hour: string;
  readonly kind: string;
}

/** A mean that may be off by more than this is no ground for a setting. */
const WIDEST = 2;
/** The bootstrap counts in whole steps of a tick. */
const STEPS = 1e6;

/**
 * `fills` as the trades count them. A stop is measured against its own trigger, anything else against the market. A limit order has no
 * slippage, and a stop without a trigger nothing to be measured against: neither counts where it is known to be one.
 */
export function executionOf(
  trades: readonly JournalTrade[],
  fills: readonly JournalFill[],
  orders: readonly JournalOrder[],
  marketOfRoot: (root: string) => Market | null,
  zone: Zone,
): ReviewedExecution {
  const orderOf = new Map(orders.map((order) => [JSON.stringify([order.account, order.id]), order]));
  const measured: Measured[] = [];
  for (const trade of trades) {
    const market = marketOfRoot(trade.root);
    if (market === null) continue;
    for (const place of trade.fills) {
      const fill = fills[place];
      if (fill === undefined) continue;
      const order = orderOf.get(JSON.stringify([fill.account, fill.order]));
      const kind = order?.kind ?? kindBy(fill);
      const trigger = kind === "stop" && order?.stop ? ticksOf(order.stop, market) : null;
      if (kind === "stop" && trigger === null) continue;
      const near = priceNear(market, fill.time);
      if (near === null) continue;
      const ticks = ticksOf(fill.price, market);
      measured.push({
        day: trade.day,
        qty: fill.qty,
        slip: slipOf(fill.side, ticks, trigger ?? near.price),
        model: market.slippage.ticks(near.bar, fill.side, fill.qty, near.price),
        hour: hourLabel(minuteOfDay(zone, fill.time)),
        kind,
      });
    }
  }
  const demanding = measured.filter(({ kind }) => kind !== "limit");
  const all = demanding.length === 0 ? null : slip("all", demanding);
  const contracts = demanding.reduce((sum, { qty }) => sum + qty, 0);
  const model = demanding.reduce((sum, one) => sum + one.qty * one.model, 0);
  return {
    all,
    byHour: grouped(demanding, ({ hour }) => hour),
    byKind: grouped(measured, ({ kind }) => kind),
    model: contracts === 0 ? null : model / contracts,
    suggestion: suggestionOf(all),
  };
}

/** In the broker's words, where no order is there: "Stop1", "Profit target". */
function kindBy({ by }: JournalFill): string {
  if (by !== null && /stop/i.test(by)) return "stop";
  return by !== null && /target|profit/i.test(by) ? "limit" : "order type not known";
}

const slipOf = (side: Side, ticks: number, market: number): number => side * (ticks - market);

/** Off the grid where the broker gives an average. */
export const ticksOf = (price: string, { run }: Market): number =>
  Number(price) / Number(run.inputs.contract.tickSize);

function suggestionOf(all: Slip | null): ReviewedExecution["suggestion"] {
  if (all === null || all.fills < EVIDENCE)
    return { why: `${all?.fills ?? 0} fills are too few to measure slippage: it takes ${EVIDENCE}` };
  if (all.low === null || all.high === null) return { why: "fills on fewer than 10 dates say too little" };
  if (all.high - all.low > WIDEST)
    return {
      why: `the mean may lie anywhere from ${all.low.toFixed(1)} to ${all.high.toFixed(1)} ticks: shorter bars would tell more`,
    };
  return { ticks: Math.max(0, Math.ceil(all.mean - 0.05)) };
}

function grouped(all: readonly Measured[], nameOf: (one: Measured) => string): Slip[] {
  const names = [...new Set(all.map(nameOf))].sort();
  return names.map((name) =>
    slip(
      name,
      all.filter((one) => nameOf(one) === name),
    ),
  );
}

function slip(name: string, some: readonly Measured[]): Slip {
  const contracts = some.reduce((sum, { qty }) => sum + qty, 0);
  const total = some.reduce((sum, one) => sum + one.qty * one.slip, 0);
  const found = intervalOf(
    some.map(({ day }) => day),
    some.map((one) => Math.round(one.slip * STEPS)),
  );
  return {
    name,
    fills: some.length,
    contracts,
    mean: total / contracts,
    low: found && found.low / STEPS,
    high: found && found.high / STEPS,
  };
}
