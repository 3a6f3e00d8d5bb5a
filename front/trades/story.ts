// What happened, in order, while a trade was made?

import { NO_PRICE, type Ticks } from "../../src/domain/money.js";
import { ORDER_KINDS, ORDER_STATES, type OrderColumns } from "../../src/domain/order.js";
import { FILL_KINDS, type FillColumns } from "../../src/domain/run.js";
import { type EventColumns, type PageData, RUN_EVENT_KINDS } from "../../src/report/embed/layout.js";
import { countText, priceText, quantityText } from "../../src/report/format.js";
import type { Code, CodePlace } from "./code.js";
import type { TradeFills } from "./fills.js";
import { type Paths, STOP_LOSS, type Standing, stopPath } from "./moves.js";

export interface Happened {
  readonly bar: number;
  /** What a reader scans for: "submitted", "filled", "note". */
  readonly what: string;
  readonly text: string;
  /** The order it is about, or 0. */
  readonly order: number;
  /** The line of the strategy that asked for it. */
  readonly code: CodePlace | null;
}

export interface Records {
  readonly code: Code;
  readonly fills: FillColumns;
  readonly of: TradeFills;
  readonly orders: OrderColumns;
  readonly events: EventColumns;
  readonly moves: Paths;
  /** The bar at whose close each trade's first order was submitted. */
  readonly submitted: Int32Array;
}

/** Inside a bar: what was filled, what ended, what was said of it, and what was submitted at its close. */
interface Ranked extends Omit<Happened, "code"> {
  readonly rank: number;
  readonly code?: CodePlace | null;
}

const [FILLED, MOVED, ENDED, SAID, SUBMITTED] = [0, 1, 2, 3, 4];
/** Kinds of events that are told by the order or the fill itself. */
const TOLD: ReadonlySet<string> = new Set(["rejected", "expired"]);

export function storyOf(
  { meta, trades }: Pick<PageData, "meta" | "trades">,
  records: Records,
  i: number,
): Happened[] {
  const { fills, of, orders, events } = records;
  const from = Math.min(records.submitted[i]!, trades.entryBar[i]!);
  const to = trades.exitBar[i]!;
  const price = (ticks: Ticks) => priceText(ticks, meta.grid);
  const qty = (lots: number) => quantityText(lots, meta.lot);
  const buys = (side: number) => (side > 0 ? "buy" : "sell");
  const found: Ranked[] = [];
  const mine = new Set<number>();

  for (let k = of.first[i]!; k >= 0 && k <= of.last[i]!; k++) {
    const order = fills.order[k]!;
    if (order > 0) mine.add(order);
    const slip = fills.slip[k]!;
    const stop = fills.stop[k]!;
    const reason = meta.reasons[fills.reason[k]!] ?? "";
    const parts = [
      `${fills.side[k]! > 0 ? "bought" : "sold"} ${qty(fills.qty[k]!)} at ${price(fills.price[k]!)}`,
      FILL_KINDS[fills.kind[k]!]!,
      slip === 0 ? "" : `${slip} ${Math.abs(slip) === 1 ? "tick" : "ticks"} of slippage`,
      stop === NO_PRICE ? "" : `initial stop ${price(stop)}`,
      reason === FILL_KINDS[fills.kind[k]!] ? "" : reason,
    ];
    found.push({
      bar: fills.bar[k]!,
      what: "filled",
      text: parts.filter(Boolean).join(" · "),
      order,
      rank: FILLED,
    });
  }

  for (const { order, path } of stopPaths(records, trades.side[i]!, i)) {
    for (const { from, to, bar, steps, kind } of movesIn(path)) {
      const by = kind === STOP_LOSS ? "moved by the strategy" : FILL_KINDS[kind]!;
      const text = `${from === null ? "" : `${price(from)} → `}${price(to)}${steps > 1 ? ` in ${steps} steps` : ""} · ${by}`;
      const code = kind === STOP_LOSS ? records.code.changed("moved", bar, 0) : null;
      found.push({ bar, what: "stop moved", text, order, rank: MOVED, code });
    }
  }

  // Orders stand by rising bar: those of before the trade that filled into it, and all that were sent while it was on.
  for (let k = 0; k < orders.length; k++) {
    const id = k + 1;
    const bar = orders.bar[k]!;
    if (!mine.has(id) && !mine.has(orders.parent[k]!) && !(bar >= from && bar < to)) continue;
    mine.add(id);
    const kind = ORDER_KINDS[orders.kind[k]!]!;
    const at = orders.price[k] === NO_PRICE ? "" : ` at ${price(orders.price[k]!)}`;
    const limit = orders.limit[k] === NO_PRICE ? "" : `, limit ${price(orders.limit[k]!)}`;
    const reason = orders.texts[orders.reason[k]!] ?? "";
    found.push({
      bar,
      what: "submitted",
      text: `${buys(orders.side[k]!)} ${qty(orders.qty[k]!)} ${kind}${at}${limit}${reason === "" ? "" : ` · ${reason}`}`,
      order: id,
      rank: SUBMITTED,
      code: records.code.sent(k, reason),
    });
    const state = ORDER_STATES[orders.state[k]!]!;
    if (state === "working" || state === "filled" || orders.endBar[k]! < 0) continue;
    found.push({
      bar: orders.endBar[k]!,
      what: state,
      text: orders.texts[orders.endReason[k]!] ?? "",
      order: id,
      rank: ENDED,
      code: state === "cancelled" ? records.code.changed("cancelled", orders.endBar[k]!, id) : null,
    });
  }

  const skipped: number[] = [];
  for (let k = 0; k < events.length; k++) {
    const kind = RUN_EVENT_KINDS[events.kind[k]!]!;
    const order = events.order[k]!;
    const bar = events.bar[k]!;
    if (kind === "skipped") {
      if (bar >= from && bar < to) skipped.push(k);
      continue;
    }
    if (TOLD.has(kind) ? !mine.has(order) || isTold(found, order, kind) : !(bar >= from && bar <= to))
      continue;
    const code = kind === "amended" ? records.code.changed("amended", bar, order) : null;
    found.push({ bar, what: kind, text: events.texts[events.text[k]!]!, order, rank: SAID, code });
  }
  // One row for all of them: a strategy may let a signal pass on each bar of a long trade.
  if (skipped.length > 0) {
    const [first] = skipped;
    const text =
      skipped.length === 1
        ? events.texts[events.text[first!]!]!
        : `passed over ${countText(skipped.length)} signals`;
    found.push({ bar: events.bar[first!]!, what: "skipped", text, order: 0, rank: SAID });
  }
  return found
    .sort((a, b) => a.bar - b.bar || a.rank - b.rank)
    .map(({ bar, what, text, order, code = null }) => ({ bar, what, text, order, code }));
}

const isTold = (found: readonly Ranked[], order: number, kind: string): boolean =>
  found.some((one) => one.order === order && one.what === kind);

/** Of each entry of trade `i` the stop that guarded it, level after level. */
export function stopPaths(
  { fills, of, moves }: Pick<Records, "fills" | "of" | "moves">,
  side: number,
  i: number,
): readonly { readonly order: number; readonly path: readonly Standing[] }[] {
  const found: { order: number; path: readonly Standing[] }[] = [];
  for (let k = of.first[i]!; k >= 0 && k <= of.last[i]!; k++) {
    if (fills.side[k] !== side) continue;
    const path = stopPath(fills, moves, k, of.last[i]!);
    if (path.length > 0) found.push({ order: fills.order[k]!, path });
  }
  return found;
}

interface Moved {
  /** Null: there was none before. */
  readonly from: Ticks | null;
  to: Ticks;
  /** At whose close the first of the steps was there. */
  readonly bar: number;
  steps: number;
  readonly kind: number;
}

/** Steps of one kind that follow one another are told as one. */
function movesIn(path: readonly Standing[]): readonly Moved[] {
  const moves: Moved[] = [];
  path.forEach(({ level, bar, kind }, k) => {
    const before = path[k - 1];
    if (before === undefined && kind === STOP_LOSS) return;
    const last = moves.at(-1);
    if (last !== undefined && last.kind === kind) {
      last.to = level;
      last.steps++;
    } else moves.push({ from: before?.level ?? null, to: level, bar, steps: 1, kind });
  });
  return moves;
}
