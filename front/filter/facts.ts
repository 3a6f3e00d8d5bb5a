// What does a filter know of the trades?

import type { LegColumns } from "../../src/domain/run.js";
import type { Key, NumberKey, SetKey, Vocabulary, WordsKey } from "./terms.js";

/** The trades in columns, one entry a trade, in the order of their entries. */
export interface TradeFacts {
  readonly length: number;
  /** What can be asked of them: of these keys there are columns. */
  readonly keys: Vocabulary;
  /** What keys mean here, where that is not what `KEYS` says. */
  readonly hints?: Readonly<Partial<Record<Key, string>>>;
  /** Index into the words of `SETS`; -1 where none of them is true. */
  readonly sets: Readonly<Record<Exclude<SetKey, "flag">, Int8Array>>;
  /** One bit a flag, in the order of the words of `SETS.flag`. */
  readonly flags: Uint8Array;
  readonly words: Readonly<Partial<Record<WordsKey, Dictionary>>>;
  /** Minutes after midnight and calendar day of entry, on the exchange's clock. */
  readonly minute: Int16Array;
  readonly date: Int32Array;
  /** Units as in `NUMBERS`; NaN where a trade has no such number. */
  readonly numbers: Readonly<Partial<Record<NumberKey, Float64Array>>>;
  /** What the strategy noted while a trade was open; read after the first look. */
  notes: readonly { readonly trade: number; readonly text: string }[];
  /** Why parts of it left: index into the texts of `words.exit`, and where each trade's legs begin. */
  readonly legReason: LegColumns["reason"];
  readonly firstLeg: Int32Array;
  /** What one trade has of a key, without a look at all others; undefined where only its column tells. */
  valueAt?(key: Key, trade: number): number | string | undefined;
}

/** Texts that many trades share. */
export interface Dictionary {
  readonly index: Int32Array;
  readonly texts: readonly string[];
  /** What stands between several values of one trade; not there: a trade has one. */
  readonly between?: string;
}

const NONE: Dictionary = { index: new Int32Array(), texts: [] };
export const wordsOf = ({ words }: Pick<TradeFacts, "words">, key: WordsKey): Dictionary =>
  words[key] ?? NONE;

/** The values of a text of a dictionary. */
export const partsOf = ({ between }: Dictionary, text: string): readonly string[] =>
  between === undefined ? [text] : text.split(between).filter((part) => part !== "");
