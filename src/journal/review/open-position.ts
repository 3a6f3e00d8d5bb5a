// What has come and gone so far of a position that is still open at the end of a run?

import type { Ticks } from "../../domain/money.js";
import { FILL_KINDS, type Run } from "../../domain/run.js";

/** Contracts that came together and left together, at the prices of the month in which both were. */
export interface Part {
  readonly qty: number;
  readonly entrySum: number;
  readonly exitSum: number;
  /** Bars in which it was entered and left: it is open at the closes from `from` on, and no longer at that of `to`. */
  readonly from: number;
  readonly to: number;
}

export interface OpenTrade {
  /** Contracts entered since it was flat, also those that have left again. */
  readonly qty: number;
  /** At what they were entered, and left or are marked: a roll is neither. */
  readonly entrySum: number;
  readonly exitSum: number;
  /** First in, first out; a roll ends some and begins others. */
  readonly parts: readonly Part[];
}

interface Lot {
  qty: number;
  readonly price: Ticks;
  readonly bar: number;
}

const ROLL = FILL_KINDS.indexOf("roll");

/** Null where the run ends flat. Else all of its trade so far, as the trade list will have it once it is over. */
export function openTradeOf({ open, fills, bars, chain }: Run): OpenTrade | null {
  if (open === null) return null;
  let lots: Lot[] = [];
  let parts: Part[] = [];
  let [side, held, qty, entrySum, exitSum] = [0, 0, 0, 0, 0];
  for (let k = 0; k < fills.length; k++) {
    const [bar, price, isRoll] = [fills.bar[k]!, fills.price[k]!, fills.kind[k] === ROLL];
    const closing = held > 0 && fills.side[k] !== side ? Math.min(fills.qty[k]!, held) : 0;
    const opening = fills.qty[k]! - closing;
    if (closing > 0) {
      parts.push(...takeLots(lots, closing, price, bar));
      if (isRoll) continue;
      exitSum += closing * price;
      held -= closing;
    }
    if (opening === 0) continue;
    if (held === 0) {
      [lots, parts, side, qty, entrySum, exitSum] = [[], [], fills.side[k]!, 0, 0, 0];
    }
    lots.push({ qty: opening, price, bar });
    if (isRoll) continue;
    held += opening;
    qty += opening;
    entrySum += opening * price;
  }
  const close = bars.closeTicks[bars.length - 1]! + (chain?.months.at(-1)?.offset ?? 0);
  return {
    qty,
    entrySum,
    exitSum: exitSum + held * close,
    parts: [...parts, ...takeLots(lots, held, close, bars.length)],
  };
}

function takeLots(lots: Lot[], qty: number, price: Ticks, bar: number): Part[] {
  const taken: Part[] = [];
  for (let left = qty; left > 0 && lots.length > 0; ) {
    const lot = lots[0]!;
    const part = Math.min(left, lot.qty);
    taken.push({ qty: part, entrySum: part * lot.price, exitSum: part * price, from: lot.bar, to: bar });
    left -= part;
    lot.qty -= part;
    if (lot.qty === 0) lots.shift();
  }
  return taken;
}
