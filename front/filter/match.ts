// Which trades are asked for?

import { type Dictionary, partsOf, type TradeFacts, wordsOf } from "./facts.js";
import {
  type Comparison,
  type Filter,
  isNumber,
  type NumberKey,
  type Range,
  type RangeKey,
  SETS,
  type Term,
} from "./terms.js";

/** 1 for each trade that every term holds for. One pass over one column a term. */
export function matching(filter: Filter, facts: TradeFacts): Uint8Array {
  const all = new Uint8Array(facts.length).fill(1);
  const one = new Uint8Array(facts.length);
  for (const term of filter) {
    one.fill(0);
    mark(term, facts, one);
    const wanted = term.not ? 0 : 1;
    for (let i = 0; i < one.length; i++) if (one[i] !== wanted) all[i] = 0;
  }
  return all;
}

/** The trades that are marked, by index. */
export function marked(mask: Uint8Array): Int32Array {
  const list = new Int32Array(mask.length);
  let n = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) list[n++] = i;
  return list.slice(0, n);
}

function mark(term: Term, facts: TradeFacts, out: Uint8Array): void {
  switch (term.kind) {
    case "set": {
      const words: readonly string[] = SETS[term.key];
      let bits = 0;
      for (const value of term.values) bits |= 1 << words.indexOf(value);
      if (term.key === "flag") return markBits(facts.flags, bits, out);
      const column = facts.sets[term.key];
      for (let i = 0; i < out.length; i++)
        if (column[i]! >= 0 && (bits & (1 << column[i]!)) !== 0) out[i] = 1;
      return;
    }
    case "words": {
      const values = term.values.map(folded);
      const words = wordsOf(facts, term.key);
      return markWords(words, out, (text) =>
        partsOf(words, text).some((part) =>
          values.some((value) => (term.whole ? part === value : part.includes(value))),
        ),
      );
    }
    case "ranges":
      for (const range of term.ranges) markRange(term.key, range, facts, out);
      return;
    case "compare":
      return markCompared(facts.numbers[term.key] ?? NO_NUMBERS, term.op, term.value, out);
    case "text":
      return markText(folded(term.text), facts, out);
  }
}

/** Never asked: what has no column is no key of the page. */
const NO_NUMBERS = new Float64Array();

function markBits(flags: Uint8Array, bits: number, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) if ((flags[i]! & bits) !== 0) out[i] = 1;
}

/** Capitals make no difference, and neither does how an accent was typed. */
export const folded = (text: string): string => text.normalize("NFC").toLowerCase();

function markWords({ index, texts }: Dictionary, out: Uint8Array, wanted: (text: string) => boolean): void {
  const hits = Uint8Array.from(texts, (text) => (wanted(folded(text)) ? 1 : 0));
  for (let i = 0; i < out.length; i++) if (hits[index[i]!] === 1) out[i] = 1;
}

function markRange(key: RangeKey | NumberKey, range: Range, facts: TradeFacts, out: Uint8Array): void {
  const { from, to } = range;
  if (key === "hour") return markMinutes(facts.minute, { from: 60 * from, to: 60 * to + 59 }, out);
  if (key === "time") return markMinutes(facts.minute, range, out);
  if (key === "#") {
    for (let i = Math.max(0, from - 1); i < Math.min(to, out.length); i++) out[i] = 1;
    return;
  }
  const column = isNumber(key) ? (facts.numbers[key] ?? NO_NUMBERS) : facts.date;
  for (let i = 0; i < out.length; i++) if (column[i]! >= from && column[i]! <= to) out[i] = 1;
}

function markMinutes(minute: Int16Array, { from, to }: Range, out: Uint8Array): void {
  const over = from > to;
  for (let i = 0; i < out.length; i++) {
    const at = minute[i]!;
    if (over ? at >= from || at <= to : at >= from && at <= to) out[i] = 1;
  }
}

function markCompared(column: Float64Array, op: Comparison, value: number, out: Uint8Array): void {
  const n = out.length;
  switch (op) {
    case "<":
      for (let i = 0; i < n; i++) if (column[i]! < value) out[i] = 1;
      return;
    case "<=":
      for (let i = 0; i < n; i++) if (column[i]! <= value) out[i] = 1;
      return;
    case ">":
      for (let i = 0; i < n; i++) if (column[i]! > value) out[i] = 1;
      return;
    case ">=":
      for (let i = 0; i < n; i++) if (column[i]! >= value) out[i] = 1;
      return;
    case "=":
      for (let i = 0; i < n; i++) if (column[i] === value) out[i] = 1;
      return;
  }
}

function markText(text: string, facts: TradeFacts, out: Uint8Array): void {
  const { words, notes, legReason, firstLeg } = facts;
  for (const dictionary of Object.values(words)) {
    if (dictionary !== words.contract) markWords(dictionary, out, (each) => each.includes(text));
  }
  const hits = Uint8Array.from(wordsOf(facts, "exit").texts, (each) => (folded(each).includes(text) ? 1 : 0));
  for (let i = 0; i < out.length; i++) {
    const end = i + 1 < out.length ? firstLeg[i + 1]! : legReason.length;
    for (let leg = firstLeg[i]!; leg < end; leg++) if (hits[legReason[leg]!] === 1) out[i] = 1;
  }
  for (const note of notes) if (folded(note.text).includes(text)) out[note.trade] = 1;
}
