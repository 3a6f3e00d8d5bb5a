// What does the text in the filter box ask for?

import { didYouMean } from "../../src/domain/fault.js";
import { MICRO } from "../../src/domain/money.js";
import { parseDay } from "../../src/instrument/time.js";
import { readValues, type Token } from "./scan.js";
import {
  ALIASES,
  type Comparison,
  type Filter,
  FLAG_LETTERS,
  isKey,
  isNumber,
  isSet,
  isWords,
  KEYS,
  type Key,
  NUMBERS,
  type NumberKey,
  type Range,
  type RangeKey,
  RUN_KEYS,
  SETS,
  type SetKey,
  SPANS,
  type Term,
  type Vocabulary,
  WEEKDAYS,
} from "./terms.js";

/** What is wrong, where, and what was probably meant. */
export interface Problem {
  /** First character of the text that it concerns, and how many. */
  readonly at: number;
  readonly length: number;
  readonly message: string;
  /** What may stand in the place of those characters instead. */
  readonly instead?: string;
}

/** Any problem at all, and nothing is filtered: half of what was asked for would be another question. */
export type Parsed =
  | { readonly filter: Filter; readonly problems: readonly [] }
  | { readonly filter: null; readonly problems: readonly Problem[] };

const OPERATORS = [":", "<=", ">=", "<", ">", "=", "≤", "≥"] as const;

/** `keys` are those that the page understands. */
export function parseFilter(text: string, keys: Vocabulary = RUN_KEYS): Parsed {
  const terms: Term[] = [];
  const problems: Problem[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const found = termAt(text, at, keys);
    if ("message" in found.of) problems.push(found.of);
    else terms.push(found.of);
    at = found.end;
  }
  return problems.length === 0 ? { filter: terms, problems: [] } : { filter: null, problems };
}

interface Found {
  readonly of: Term | Problem;
  readonly end: number;
}

function termAt(text: string, start: number, keys: Vocabulary): Found {
  const not = text[start] === "-" || text[start] === MINUS;
  const at = not ? start + 1 : start;
  if (at >= text.length || /\s/.test(text[at]!)) {
    return {
      of: problem(start, 1, "A minus stands before the term that it turns around: -side:short"),
      end: at,
    };
  }
  if (text[at] === '"') return textTerm(text, at, not);
  if (text[at] === "#") return valuesOf(text, { start: at, key: "#", op: ":", from: at + 1, not });

  const name = /^[A-Za-z_]+/.exec(text.slice(at))?.[0] ?? "";
  const op = name === "" ? undefined : OPERATORS.find((one) => text.startsWith(one, at + name.length));
  if (op === undefined) {
    const { end } = readValues(text, at);
    return { of: loneWord(text.slice(at, Math.max(end, at + 1)), at, keys), end: Math.max(end, at + 1) };
  }
  const from = at + name.length + op.length;
  const word = name.toLowerCase();
  const key = isKey(word) ? word : Object.hasOwn(ALIASES, word) ? ALIASES[word]! : undefined;
  if (key === undefined || !keys.has(key)) {
    const near = didYouMean(word, [
      ...[...keys].filter((each) => each !== "#"),
      ...Object.keys(ALIASES).filter((each) => keys.has(ALIASES[each]!)),
    ]);
    return {
      of: problem(at, name.length, `There is no key "${name}".`, near),
      end: Math.max(readValues(text, from).end, from),
    };
  }
  const plain = op === "≤" ? "<=" : op === "≥" ? ">=" : op;
  return valuesOf(text, { start: at, key, op: plain, from, not });
}

interface Head {
  readonly start: number;
  readonly key: Key;
  readonly op: ":" | Comparison;
  /** Where the values begin. */
  readonly from: number;
  readonly not: boolean;
}

function valuesOf(text: string, { start, key, op, from, not }: Head): Found {
  const { tokens, end, fault } = readValues(text, from);
  if (fault !== null) return { of: fault, end };
  if (tokens.length === 0) {
    const head = text.slice(start, from);
    return {
      of: problem(start, head.length, `A value is missing after "${head}": ${KEYS[key]}.`),
      end: from,
    };
  }

  const made = (() => {
    if (isSet(key)) return op === ":" || op === "=" ? setTerm(key, tokens) : unordered(key, op, start, from);
    if (isWords(key)) {
      if (op !== ":" && op !== "=") return unordered(key, op, start, from);
      return { kind: "words" as const, key, whole: op === "=", values: tokens.map((token) => token.text) };
    }
    if (isNumber(key)) return op === ":" ? numberRanges(key, tokens) : compared(key, op, tokens);
    return op === ":" || op === "=" ? rangesTerm(key, tokens) : unordered(key, op, start, from);
  })();
  return { of: "message" in made ? made : { ...made, not }, end };
}

const MINUS = "−";
const problem = (at: number, length: number, message: string, instead?: string): Problem =>
  instead === undefined ? { at, length, message } : { at, length, message, instead };
const about = (token: Token, message: string, instead?: string): Problem =>
  problem(token.at, token.length, message, instead);
const unordered = (key: Key, op: string, start: number, from: number): Problem =>
  problem(
    start,
    from - start,
    `"${key}" has no order, so "${op}" says nothing: write ${key === "#" ? "#" : `${key}:`}…`,
  );

function textTerm(text: string, at: number, not: boolean): Found {
  const { tokens, end, fault } = readValues(text, at);
  if (fault !== null) return { of: fault, end };
  const token = tokens[0]!;
  if (tokens.length > 1) {
    return {
      of: problem(at, end - at, "Words in quotes stand alone; for one or the other write tag:… or exit:…"),
      end,
    };
  }
  if (token.text.trim() === "") return { of: about(token, "There are no words between the quotes."), end };
  return { of: { kind: "text", text: token.text, not }, end };
}

/** A word alone is most often a value whose key was left out. */
function loneWord(word: string, at: number, keys: Vocabulary): Problem {
  const plain = word.toLowerCase();
  const set = (Object.keys(SETS) as SetKey[]).find(
    (key) => keys.has(key) && (SETS[key] as readonly string[]).includes(plain),
  );
  const key =
    isKey(plain) && keys.has(plain) && plain !== "#" ? `${plain}${isNumber(plain) ? ">" : ":"}` : undefined;
  const near = didYouMean(
    plain,
    [...keys].filter((each) => each !== "#"),
  );
  const instead =
    set !== undefined
      ? `${set}:${plain}`
      : (key ?? (near === undefined ? `"${word.replace(/["\\]/g, "\\$&")}"` : `${near}:`));
  return problem(
    at,
    word.length,
    `"${word}" alone asks nothing: a key stands before it, or quotes around it.`,
    instead,
  );
}

function setTerm(key: SetKey, tokens: readonly Token[]): SetMade | Problem {
  const words: readonly string[] = SETS[key];
  const wanted = new Set<string>();
  for (const token of tokens) {
    const word = token.text.toLowerCase();
    const days = key === "wd" ? weekdays(word) : null;
    const flag = key === "flag" ? FLAG_LETTERS.findIndex((letter) => letter.toLowerCase() === word) : -1;
    if (days !== null) for (const day of days) wanted.add(day);
    else if (flag >= 0) wanted.add(words[flag]!);
    else if (words.includes(word)) wanted.add(word);
    else return about(token, `"${token.text}" is no ${key}: ${words.join(", ")}.`, didYouMean(word, words));
  }
  return { kind: "set", key, values: words.filter((word) => wanted.has(word)) };
}
type SetMade = { kind: "set"; key: SetKey; values: readonly string[] };

/** "tue", "Tuesday", "mon-fri", "fri-mon" over the weekend; null for what is no weekday. */
function weekdays(word: string): string[] | null {
  const index = (name: string) =>
    name.length < 3 ? -1 : WEEKDAYS.findIndex((day) => LONG_DAYS[WEEKDAYS.indexOf(day)]!.startsWith(name));
  const [first, last, more] = word.split("-");
  const from = index(first!);
  const to = last === undefined ? from : index(last);
  if (from < 0 || to < 0 || more !== undefined) return null;
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, k) => WEEKDAYS[(from + k) % 7]!);
}
const LONG_DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

type RangesMade = { kind: "ranges"; key: RangeKey | NumberKey; ranges: Range[] };

const RANGE_READERS: Readonly<Record<RangeKey, (text: string) => Range | string>> = {
  hour(text) {
    const match = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(text);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    return match !== null && from < 24 && to < 24 ? { from, to } : "hours go from 0 to 23: 9 or 9-11";
  },
  time(text) {
    const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text);
    const [a, b, c, d] = (match?.slice(1) ?? []).map(Number);
    const [from, end] = [a! * 60 + b!, c! * 60 + d!];
    const fits =
      match !== null && b! < 60 && d! < 60 && from < 1440 && end <= 1440 && end > 0 && from !== end;
    return fits ? { from, to: end - 1 } : "a stretch of the day is written 9:30-10:00";
  },
  date(text) {
    const [first, last, more] = text.split("..");
    try {
      const range = { from: parseDay(first!), to: parseDay(last ?? first!, "last") };
      if (more === undefined && range.from <= range.to) return range;
    } catch {
      // Said below in the words of a filter.
    }
    return "dates are written 2024, 2024-03, 2024-03-01 or 2024-03-01..2024-03-15";
  },
  "#"(text) {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    return match !== null && from <= to && from > 0
      ? { from, to }
      : "numbers of trades are written #12 or #12-20";
  },
};

function rangesTerm(key: RangeKey, tokens: readonly Token[]): RangesMade | Problem {
  const ranges: Range[] = [];
  for (const token of tokens) {
    const range = RANGE_READERS[key](token.text.replace(/^#/, ""));
    if (typeof range === "string") return about(token, `"${token.text}" was not understood: ${range}.`);
    ranges.push(range);
  }
  return { kind: "ranges", key, ranges };
}

/** `net:-50..100`; a single value is a range of one. */
function numberRanges(key: NumberKey, tokens: readonly Token[]): RangesMade | Problem {
  const ranges: Range[] = [];
  for (const token of tokens) {
    const [first, last, more] = token.text.split("..");
    const from = readValue(key, first!);
    const to = last === undefined ? from : readValue(key, last);
    if (from === null || to === null || more !== undefined) return notANumber(key, token);
    if (from > to) return about(token, `"${token.text}" is empty: its first value is the larger one.`);
    ranges.push({ from, to });
  }
  return { kind: "ranges", key, ranges };
}

function compared(key: NumberKey, op: Comparison, tokens: readonly Token[]) {
  const [token, second] = tokens;
  if (second !== undefined) {
    return about(second, `"${key}${op}" takes one value; thousands are written without a comma.`);
  }
  const value = readValue(key, token!.text);
  return value === null ? notANumber(key, token!) : { kind: "compare" as const, key, op, value };
}

function notANumber(key: NumberKey, token: Token): Problem {
  const unit = NUMBERS[key];
  const how =
    unit === "money"
      ? "dollars, as 50 or -12.50"
      : unit === "span"
        ? "a span of time, as 90s, 5m, 2h or 1d"
        : "a number, as 2 or -1.5";
  return about(token, `"${token.text}" is not what ${key} takes: ${how}, or two of them as a range 1..2.`);
}

/** Money to whole micro-dollars and spans to milliseconds, both without rounding; null for anything else. */
function readValue(key: NumberKey, text: string): number | null {
  const plain = text.replace(MINUS, "-");
  switch (NUMBERS[key]) {
    case "money": {
      const match = /^(-?)\$?(-?)(\d{1,9})(?:\.(\d{1,6}))?$/.exec(plain);
      if (match === null || (match[1] !== "" && match[2] !== "")) return null;
      const size = Number(match[3]) * MICRO + Number((match[4] ?? "").padEnd(6, "0"));
      return (match[1] === "" && match[2] === "" ? size : -size) + 0;
    }
    case "span": {
      const match = /^(-?\d{1,12}(?:\.\d{1,3})?)(ms|min|s|m|h|d)?$/i.exec(plain);
      if (match === null) return null;
      const name = match[2] === undefined || match[2].toLowerCase() === "min" ? "m" : match[2].toLowerCase();
      const value = Number(match[1]) * SPANS.find(([unit]) => unit === name)![1];
      return Number.isSafeInteger(value) ? value + 0 : null;
    }
    case "plain": {
      const match = /^(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)(?:[r%x×])?$/i.exec(plain);
      const value = match === null ? Number.NaN : Number(match[1]);
      return Number.isFinite(value) ? value + 0 : null;
    }
  }
}
