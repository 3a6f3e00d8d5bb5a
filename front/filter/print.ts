// How is a filter written so that reading it gives the same filter?

import { decimalOfMicro } from "../../src/domain/money.js";
import { formatDay } from "../../src/instrument/time.js";
import { type Filter, isNumber, type Key, NUMBERS, type Range, SPANS, type Term } from "./terms.js";

export const printFilter = (filter: Filter): string => filter.map(printTerm).join(" ");

export function printTerm(term: Term): string {
  return `${term.not ? "-" : ""}${bare(term)}`;
}

function bare(term: Term): string {
  switch (term.kind) {
    case "set":
      return `${term.key}:${term.values.join(",")}`;
    case "words":
      return `${term.key}${term.whole ? "=" : ":"}${term.values.map(quoted).join(",")}`;
    case "ranges":
      return term.key === "#"
        ? `#${term.ranges.map((range) => printRange("#", range)).join(",")}`
        : `${term.key}:${term.ranges.map((range) => printRange(term.key, range)).join(",")}`;
    case "compare":
      return `${term.key}${term.op}${printValue(term.key, term.value)}`;
    case "text":
      return inQuotes(term.text);
  }
}

function printRange(key: Key, { from, to }: Range): string {
  if (key === "hour" || key === "#") return from === to ? String(from) : `${from}-${to}`;
  if (key === "time") return `${clockText(from)}-${clockText(to + 1)}`;
  if (key === "date") return from === to ? formatDay(from) : `${formatDay(from)}..${formatDay(to)}`;
  return `${printValue(key, from)}..${printValue(key, to)}`;
}

/** "09:30"; the end of the day is "24:00". */
export const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** As short as it is exact: $50 is "50", an hour and a half "90m". */
export function printValue(key: Key, value: number): string {
  const unit = isNumber(key) ? NUMBERS[key] : "plain";
  if (unit === "money") return decimalOfMicro(value).replace(/\.00$/, "");
  if (unit === "plain") return String(value);
  const size = Math.abs(value);
  const [name, ms] = SPANS.find(([, each]) => size % each === 0 && size >= each) ?? (["m", 60_000] as const);
  return `${value / ms}${name}`;
}

/** Words need quotes where a blank, a comma or a quote would end them. */
const quoted = (text: string): string => (/^[^\s,"\\]+$/.test(text) ? text : inQuotes(text));
const inQuotes = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
