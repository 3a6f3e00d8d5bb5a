// How are a handful of trades put into the columns that a filter reads?

import type { TradeFacts } from "../../front/filter/facts.js";
import { NUMBERS, type NumberKey, RUN_KEYS, SETS } from "../../front/filter/terms.js";

export interface Sketch {
  readonly side: string;
  readonly session: string;
  readonly wd: string;
  readonly result: string;
  readonly flags: readonly string[];
  readonly tag: string;
  readonly exit: string;
  readonly contract: string;
  readonly minute: number;
  readonly date: number;
  readonly numbers: Readonly<Record<NumberKey, number | null>>;
  readonly legs: readonly string[];
  readonly notes: readonly string[];
}

export function factsOf(trades: readonly Sketch[]): TradeFacts {
  const set = (key: "side" | "session" | "wd" | "result") =>
    Int8Array.from(trades, (trade) => (SETS[key] as readonly string[]).indexOf(trade[key]));
  const dictionary = (of: (trade: Sketch) => string, more: readonly string[] = []) => {
    const texts = [...new Set([...trades.map(of), ...more])];
    return { texts, index: Int32Array.from(trades, (trade) => texts.indexOf(of(trade))) };
  };
  const legs = trades.flatMap((trade) => trade.legs);
  const exit = dictionary((trade) => trade.exit, legs);
  let leg = 0;
  return {
    length: trades.length,
    keys: RUN_KEYS,
    sets: { side: set("side"), session: set("session"), wd: set("wd"), result: set("result") },
    flags: Uint8Array.from(trades, ({ flags }) =>
      SETS.flag.reduce((bits, flag, k) => bits | (flags.includes(flag) ? 1 << k : 0), 0),
    ),
    words: { tag: dictionary((trade) => trade.tag), exit, contract: dictionary((trade) => trade.contract) },
    minute: Int16Array.from(trades, ({ minute }) => minute),
    date: Int32Array.from(trades, ({ date }) => date),
    numbers: Object.fromEntries(
      Object.keys(NUMBERS).map((key) => [
        key,
        Float64Array.from(trades, ({ numbers }) => numbers[key as NumberKey] ?? Number.NaN),
      ]),
    ) as TradeFacts["numbers"],
    notes: trades.flatMap(({ notes }, trade) => notes.map((text) => ({ trade, text }))),
    legReason: Int32Array.from(legs, (text) => exit.texts.indexOf(text)),
    firstLeg: Int32Array.from(trades, (trade) => {
      leg += trade.legs.length;
      return leg - trade.legs.length;
    }),
  };
}
