// What happens between two decisions of a strategy whose orders have no stop and no target?

import type { Accountant } from "../accountant/accountant.js";
import type { EquityLog } from "../accountant/equity-log.js";
import type { TradeSink } from "../accountant/trade-row.js";
import type { TradeMaker } from "../accountant/trades.js";
import { type Extremes, endOfStretch, stretchOf } from "../bars/extremes.js";
import type { Broker } from "../broker/broker.js";
import type { FillLog } from "../broker/fill-log.js";
import type { Bars } from "../domain/bars.js";
import type { PathModel } from "../domain/execution.js";
import type { Ticks } from "../domain/money.js";
import { preferredWalk } from "./path.js";

/** What it works with; all of it belongs to the lane. */
interface Parts {
  readonly bars: Bars;
  readonly broker: Broker;
  readonly accountant: Accountant;
  readonly fills: FillLog;
  readonly reach: { readonly extremes: Extremes };
  readonly path: PathModel;
  traded(bar: number): boolean;
  readonly closes: EquityLog;
}

/**
 * Such an order fills at the next open, and then no price makes anything happen but that of a stop-out: the bars up to the next
 * decision are asked by stretches whether they reach it. Its fill is all that is written: order, books and trade follow from it when somebody
 * asks for them.
 */
export class BareOrders {
  readonly #bars: Bars;
  readonly #broker: Broker;
  readonly #accountant: Accountant;
  readonly #fills: FillLog;
  readonly #reach: Parts["reach"];
  readonly #path: PathModel;
  readonly #traded: Parts["traded"];
  readonly #closes: EquityLog;
  /** Made along the way, where somebody makes them. */
  trades: TradeMaker<TradeSink> | null = null;

  constructor({ bars, broker, accountant, fills, reach, path, traded, closes }: Parts) {
    this.#bars = bars;
    this.#broker = broker;
    this.#accountant = accountant;
    this.#fills = fills;
    this.#reach = reach;
    this.#path = path;
    this.#traded = traded;
    this.#closes = closes;
  }

  /** Fills the order that waits, at this open. False, and nothing has changed, where that takes more. */
  fill(bar: number): boolean {
    const bars = this.#bars;
    const traded = this.#traded;
    // Asked only where the bar itself does not say it.
    if (bars.highTicks[bar] === bars.lowTicks[bar] && !traded(bar)) return false;
    const accountant = this.#accountant;
    const before = accountant.position;
    const walk = preferredWalk(this.#path, before, bars, bar);
    const k = this.#fills.length;
    const single = this.#broker.single!;
    if (single.enterBare(bar, bars, walk) !== true) return false;
    const { position, offset } = accountant;
    const price = single.entry;
    this.#closes.noteFill(k, bar, price, accountant.flat, position, offset, accountant.perSide);
    const slip = Math.abs(price - bars.openTicks[bar]!);
    this.trades?.takeMarket(k, bar, before, position - before, slip);
    return true;
  }

  /** The first of the bars `from` … `end` in which the account is stopped out; `end` where none is. */
  heldUntil(from: number, end: number): number {
    const { position, stopOut } = this.#accountant;
    if (position === 0 || Number.isNaN(stopOut)) return end;
    const bars = this.#bars;
    const { highest, lowest } = this.#reach.extremes;
    for (let bar = from; bar < end; bar = endOfStretch(bar)) {
      const stretch = stretchOf(bar);
      if (position > 0 ? lowest[stretch]! > stopOut : highest[stretch]! < stopOut) continue;
      const to = Math.min(endOfStretch(bar), end);
      const at = firstBeyond(bars, position, stopOut, bar, to);
      if (at < to) return at;
    }
    return end;
  }
}

function firstBeyond(bars: Bars, position: number, stopOut: Ticks, from: number, end: number): number {
  const { highTicks, lowTicks } = bars;
  for (let bar = from; bar < end; bar++)
    if (position > 0 ? lowTicks[bar]! <= stopOut : highTicks[bar]! >= stopOut) return bar;
  return end;
}
