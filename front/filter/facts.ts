// What does a filter know of the trades?

import type { LegColumns } from "../../src/domain/run.js";
import type { NumberKey, SetKey, WordsKey } from "./terms.js";

/** The trades in columns, one entry a trade, in the order of their entries. */
export interface TradeFacts {
  readonly length: number;
  /** Index into the words of `SETS`; -1 where none of them is true. */
  readonly sets: Readonly<Record<Exclude<SetKey, "flag">, Int8Array>>;
  /** One bit a flag, in the order of the words of `SETS.flag`. */
  readonly flags: Uint8Array;
  readonly words: Readonly<Record<WordsKey, Dictionary>>;
  /** Minutes after midnight and calendar day of entry, on the exchange's clock. */
  readonly minute: Int16Array;
  readonly date: Int32Array;
  /** Units as in `NUMBERS`; NaN where a trade has no such number. */
  readonly numbers: Readonly<Record<NumberKey, Float64Array>>;
  /** What the strategy noted while a trade was open; read after the first look. */
  notes: readonly { readonly trade: number; readonly text: string }[];
  /** Why parts of it left: index into the texts of `words.exit`, and where each trade's legs begin. */
  readonly legReason: LegColumns["reason"];
  readonly firstLeg: Int32Array;
}

/** Texts that many trades share. */
export interface Dictionary {
  readonly index: Int32Array;
  readonly texts: readonly string[];
}
