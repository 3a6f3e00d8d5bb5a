// What is wrong with the values of one row?

import type { Instrument } from "../domain/contract.js";
import { decimalOfTicks, type Ticks } from "../domain/money.js";
import { PRICE_NAMES } from "./header.js";
import { type RowFaultCode, shownText } from "./row-faults.js";

/** A fault that does not know its line and column yet. */
export interface Complaint {
  readonly code: RowFaultCode;
  readonly text: string;
  readonly found: string;
  readonly expected: string;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/** Ticks are 32-bit integers, and the least of them stands for "no stop" in a fill. */
export const MOST_TICKS = 2 ** 31 - 1;

/** A cell without the blanks around it. */
export function trimmed(cell: string): string {
  const last = cell.charCodeAt(cell.length - 1);
  const isPlain = cell.charCodeAt(0) > 32 && last > 32 && last < 128;
  return isPlain || cell === "" ? cell : cell.trim();
}

/** NaN for what is no plain decimal: JavaScript alone would take "", "0x10" and "Infinity" for numbers. */
export const numberIn = (text: string): number => (NUMBER.test(text) ? Number(text) : Number.NaN);

/** "5,012.25" as 5012.25: only where a comma also separates the cells, so that it is no decimal comma. */
export const groupedNumberIn = (text: string): number =>
  THOUSANDS.test(text) ? Number(text.replaceAll(",", "")) : Number.NaN;

/** "5.012,25" as 5012.25, for files that write the comma of continental Europe. */
export function commaNumberIn(text: string): number {
  const whole = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,|$)/.test(text) ? text.replaceAll(".", "") : text;
  return numberIn(whole.replace(",", "."));
}

/** What vendors write where there is no price. */
export const isNoPrice = (cell: string): boolean => {
  const first = cell.charCodeAt(0);
  return !(first >= 48 && first <= 57) && /^\s*(?:|null|nan|none|n\/a|na|-)\s*$/i.test(cell);
};

export function notANumber(name: string, text: string): Complaint {
  const hasComma = /^[+-]?[\d.]*\d,\d+$/.test(text);
  const comma = hasComma ? ": a comma inside a number is not read; write 5012.25" : "";
  const said = text === "" ? "is empty" : `"${shownText(text)}" is not a number${comma}`;
  return { code: "E328", text: `${name} ${said}`, found: text, expected: "a number such as 5012.25" };
}

/**
 * High and low must hold open and close between them; null where they do. `prices` and `texts` are open, high, low,
 * close; differences up to `noise` are those of binary fractions. `at` is the price to point at.
 */
export function shapeComplaint(
  [open, high, low, close]: Float64Array,
  texts: readonly string[],
  noise: number,
): (Complaint & { readonly at: "high" | "low" }) | null {
  const said = (p: number) => `${PRICE_NAMES[p]} ${texts[p]}`;
  const complain = (code: RowFaultCode, at: "high" | "low", text: string, expected: string) => {
    return { code, at, text, found: texts[at === "high" ? 1 : 2], expected };
  };
  if (high < low - noise) {
    return complain("E330", "high", `${said(1)} is below ${said(2)}`, "a high at or above the low");
  }
  if (high < Math.max(open, close) - noise) {
    const over = open >= close ? 0 : 3;
    return complain("E331", "high", `${said(1)} is below ${said(over)}`, "a high at or above open and close");
  }
  if (low > Math.min(open, close) + noise) {
    const under = open <= close ? 0 : 3;
    return complain("E332", "low", `${said(2)} is above ${said(under)}`, "a low at or below open and close");
  }
  return null;
}

/** A price between two ticks; `below` is the lower of the two. */
export function offGridComplaint(
  name: string,
  text: string,
  below: Ticks,
  instrument: Instrument,
): Complaint {
  const near = `${shortPrice(below, instrument)} and ${shortPrice(below + 1, instrument)}`;
  const step = shortPrice(1, instrument);
  const rule = `${instrument.symbol} moves in steps of ${step}`;
  return {
    code: "E333",
    text: `${name} ${text} is off the price grid: ${rule}. Nearest: ${near}`,
    found: text,
    expected: `a multiple of ${step}: ${near}`,
  };
}

export function tooLargeComplaint(name: string, text: string, instrument: Instrument): Complaint {
  return {
    code: "E335",
    text: `${name} ${text} is beyond what ${instrument.symbol} can hold`,
    found: text,
    expected: `prices up to ${shortPrice(MOST_TICKS, instrument)} either way (ticks are 32-bit integers)`,
  };
}

/** "5012.5" for 5012.50: as people write it. */
function shortPrice(ticks: Ticks, instrument: Instrument): string {
  const text = decimalOfTicks(ticks, instrument.grid);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
