// Where did the stop of an entry, or an order, stand, and from when to when?

import { NO_PRICE, type Ticks } from "../../src/domain/money.js";
import type { MoveColumns } from "../../src/domain/moves.js";
import type { OrderColumns } from "../../src/domain/order.js";
import { FILL_KINDS, type FillColumns } from "../../src/domain/run.js";

/** Rows of the log by what they move, each list in time: `ofFill` by entry fill, `ofOrder` by order id. */
export interface Paths {
  readonly log: MoveColumns;
  readonly ofFill: ReadonlyMap<number, readonly number[]>;
  readonly ofOrder: ReadonlyMap<number, readonly number[]>;
}

/** A level in force from the open of bar `from` to that of bar `to`, halves inside a bar; its price is of the month of `bar`. */
export interface Standing {
  readonly from: number;
  readonly to: number;
  readonly level: Ticks;
  readonly bar: number;
  /** What it would have filled as: index into `FILL_KINDS`. */
  readonly kind: number;
}

const NONE: readonly number[] = [];
export const STOP_LOSS = FILL_KINDS.indexOf("stop loss");
const TRAILING = FILL_KINDS.indexOf("trailing stop");
const BREAKEVEN = FILL_KINDS.indexOf("breakeven stop");

export function pathsOf(log: MoveColumns): Paths {
  const ofFill = new Map<number, number[]>();
  const ofOrder = new Map<number, number[]>();
  for (let k = 0; k < log.length; k++) {
    const fill = log.fill[k]!;
    const rows = fill < 0 ? ofOrder : ofFill;
    const key = fill < 0 ? log.order[k]! : fill;
    const list = rows.get(key);
    if (list === undefined) rows.set(key, [k]);
    else list.push(k);
  }
  return { log, ofFill, ofOrder };
}

/** The stop that entry fill `k` set, to the fill `final` that ended its trade. */
export function stopPath(fills: FillColumns, paths: Paths, k: number, final: number): readonly Standing[] {
  const rows = paths.ofFill.get(k) ?? NONE;
  const [bar, end] = [fills.bar[k]!, fills.bar[final]!];
  const found = standings(
    paths.log,
    rows,
    { from: bar, bar, level: fills.stop[k]!, kind: STOP_LOSS },
    end + 1,
  );
  const last = found.at(-1);
  const kind = fills.kind[final]!;
  if (last === undefined || (kind !== TRAILING && kind !== BREAKEVEN)) return found;
  // Within its last bar it may have moved once more before it was met; across a gap the fill says nothing of it.
  const met = fills.price[final]! - fills.side[final]! * fills.slip[final]!;
  if (fills.leg[final] === 0 || met === last.level || last.to !== end + 1) return found;
  const inside = end + 0.5;
  return [
    ...found.slice(0, -1),
    { ...last, to: inside },
    { from: inside, to: end + 1, level: met, bar: end, kind },
  ];
}

/** The price of a working order, from the bar after it was sent to its end; `until` where it still works. */
export function orderPath(orders: OrderColumns, paths: Paths, k: number, until: number): readonly Standing[] {
  const rows = paths.ofOrder.get(k + 1) ?? NONE;
  const ended = orders.endBar[k]!;
  const to = ended < 0 ? until : ended + 1;
  const bar = orders.bar[k]!;
  // Of an order that moved the log has the last price only; where it began is its first row.
  const level = rows.length > 0 ? NO_PRICE : orders.price[k]!;
  return standings(paths.log, rows, { from: bar + 1, bar, level, kind: -1 }, to);
}

function standings(
  log: MoveColumns,
  rows: readonly number[],
  start: Omit<Standing, "to">,
  end: number,
): readonly Standing[] {
  const found: Standing[] = [];
  let now = start;
  const close = (to: number) => {
    if (now.level !== NO_PRICE && to > now.from) found.push({ ...now, to });
  };
  for (const k of rows) {
    const bar = log.bar[k]!;
    if (bar + 1 >= end) break;
    close(bar + 1);
    now = { from: bar + 1, bar, level: log.level[k]!, kind: log.kind[k]! };
  }
  close(end);
  return found;
}
