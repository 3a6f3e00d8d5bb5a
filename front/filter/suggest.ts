// How could the term at the cursor go on?

import { oneLine } from "../../src/report/visible.js";
import { partsOf, type TradeFacts, wordsOf } from "./facts.js";
import { isKey, isNumber, isSet, isWords, KEYS, type Key, SETS } from "./terms.js";

export interface Suggestion {
  /** What would stand there. */
  readonly text: string;
  /** What it means, or how many trades have it. */
  readonly hint: string;
  /** The part of the box that it replaces. */
  readonly from: number;
  readonly to: number;
}

const MOST = 8;

/** Keys while a key is being written, values behind its colon. */
export function suggestions(text: string, cursor: number, facts: TradeFacts): readonly Suggestion[] {
  const start = termStart(text, cursor);
  const written = text.slice(start, cursor);
  const sign = /^[-−]/.test(written) ? 1 : 0;
  const colon = /^[-−]?([a-z]+)([:=])/i.exec(written);
  if (colon === null) {
    if (/[<>"#]/.test(written)) return [];
    const word = written.slice(sign).toLowerCase();
    return ranked(
      (Object.keys(KEYS) as Key[]).filter((key) => key !== "#" && facts.keys.has(key)),
      word,
      (key) => key,
    )
      .slice(0, MOST)
      .map((key) => ({
        text: isNumber(key) ? `${key}>` : `${key}:`,
        hint: facts.hints?.[key] ?? KEYS[key],
        from: start + sign,
        to: cursor,
      }));
  }
  const key = colon[1]!.toLowerCase();
  if (!isKey(key) || !facts.keys.has(key)) return [];
  const from = start + valueStart(written);
  const word = text.slice(from, cursor).replace(/^"/, "").toLowerCase();
  return ranked(valuesOf(key, facts), word, ([value]) => value.toLowerCase())
    .filter(([, count]) => count > 0)
    .slice(0, MOST)
    .map(([value, count]) => ({
      text: /^[^\s,"\\]+$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`,
      hint: `${count} ${count === 1 ? "trade" : "trades"}`,
      from,
      to: cursor,
    }));
}

/** Where the term at the cursor begins: behind the last blank that is not inside quotes. */
function termStart(text: string, cursor: number): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < cursor; at++) {
    if (text[at] === "\\" && quoted) at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(text[at]!)) start = at + 1;
  }
  return start;
}

/** Where the last value of a term begins. */
function valueStart(term: string): number {
  let start = /[:=]/.exec(term)!.index + 1;
  let quoted = false;
  for (let at = start; at < term.length; at++) {
    if (term[at] === "\\" && quoted) at++;
    else if (term[at] === '"') quoted = !quoted;
    else if (!quoted && term[at] === ",") start = at + 1;
  }
  return start;
}

/** What begins with the word comes first, then what has it inside. */
function ranked<T>(all: readonly T[], word: string, name: (one: T) => string): T[] {
  const at = (one: T) => name(one).indexOf(word);
  return all.filter((one) => at(one) >= 0).sort((a, b) => Math.min(1, at(a)) - Math.min(1, at(b)));
}

/** Trades that are looked at before all of them are. */
const LOOKS = 32;

/** Whether trades differ in it. A few of them tell, mostly; where they do not, all are counted. */
export function isVaried(key: Key, facts: TradeFacts): boolean {
  const step = Math.max(1, Math.floor(facts.length / LOOKS));
  const first = facts.valueAt?.(key, 0);
  for (let i = step; i < facts.length && first !== undefined; i += step)
    if (facts.valueAt!(key, i) !== first) return true;
  return valuesOf(key, facts).filter(([, count]) => count > 0).length > 1;
}

/** The values that trades have, with the number of trades; those of texts by that number. */
export function valuesOf(key: Key, facts: TradeFacts): readonly (readonly [string, number])[] {
  if (isSet(key)) {
    const words: readonly string[] = SETS[key];
    const counts = new Uint32Array(words.length);
    for (let i = 0; i < facts.length; i++) {
      if (key === "flag") {
        for (let k = 0; k < words.length; k++) if ((facts.flags[i]! & (1 << k)) !== 0) counts[k]!++;
      } else if (facts.sets[key][i]! >= 0) counts[facts.sets[key][i]!]!++;
    }
    return words.map((word, k) => [word, counts[k]!] as const);
  }
  if (isWords(key)) {
    const words = wordsOf(facts, key);
    const counts = new Uint32Array(words.texts.length);
    for (let i = 0; i < facts.length; i++) counts[words.index[i]!]!++;
    // The same text may stand there more than once.
    const byText = new Map<string, number>();
    for (const [k, text] of words.texts.entries()) {
      if (counts[k] === 0) continue;
      for (const part of new Set(partsOf(words, text)))
        byText.set(part, (byText.get(part) ?? 0) + counts[k]!);
    }
    return [...byText].sort((a, b) => b[1] - a[1]);
  }
  if (key === "hour") {
    const counts = new Uint32Array(24);
    for (let i = 0; i < facts.length; i++) counts[Math.floor(facts.minute[i]! / 60)]!++;
    return Array.from(counts, (count, hour) => [String(hour), count] as const);
  }
  return [];
}

/** As a chip shows a text from outside: on one line, and something where there is none. */
export const shownText = (text: string): string => oneLine(text) || "no reason given";
