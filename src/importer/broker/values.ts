// What do the numbers, sides and stamps of a broker's file mean?

import { Decimal } from "decimal.js";
import { Fault } from "../../domain/fault.js";
import { MICRO, type MicroUsd } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import { dateOrderFault } from "../choices.js";
import { shownText } from "../row-faults.js";
import { type DateOrder, StampReader } from "../stamp.js";
import { BadRow, type ReadHints } from "./format.js";

const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });

/** Reads a number of the file as exact decimal text, "-33.5"; a BadRow for what is none. `what` names it: "the price". */
export type NumberReader = (text: string, what: string) => string;

/** A number without what surrounds it: currency, blanks, the brackets of accountants. */
interface Bare {
  readonly negative: boolean;
  /** Digits, points, commas, apostrophes. */
  readonly digits: string;
}

function bareOf(text: string): Bare | null {
  let rest = text.replace(/[\s\u00a0\u202f\u2009]/g, "").replace(/\u2212/g, "-");
  rest = rest.replace(/^(?:US\$|USD|\$|€|EUR)/i, "").replace(/(?:US\$|USD[TC]?|\$US|\$|€|EUR)$/i, "");
  let negative = false;
  const bracketed = /^([-+]?)\((.*)\)$/.exec(rest);
  if (bracketed !== null) {
    negative = true;
    rest = bracketed[2]!.replace(/^\$/, "");
  }
  const signed = /^(\$?)([-+])(\$?)(.*)$/.exec(rest) ?? /^()(.*?)([-+])$/.exec(rest);
  if (signed !== null) {
    const sign = signed[2] === "-" || signed[2] === "+" ? signed[2] : signed[3]!;
    rest = (signed[4] ?? signed[2]!).replace(/^\$/, "");
    if (sign === "-") negative = !negative;
  }
  rest = rest.replace(/(?:US\$|\$US|\$|€)$/i, "").replace(/^(?:US\$|\$)/i, "");
  return /^[\d.,'’]*\d[\d.,'’]*$/.test(rest) ? { negative, digits: rest.replace(/['’]/g, "") } : null;
}

/**
 * The sign before decimals, by all numbers of the file together: where both stand in one number, the last is it; one that stands
 * twice parts thousands; one that is not followed by three digits is it. Null: nothing tells, or nothing needs to.
 */
export function decimalSign(texts: Iterable<string>): {
  readonly sign: "." | "," | null;
  /** A number that could be read both ways. */
  readonly doubtful: string | null;
  readonly contradiction: boolean;
} {
  const votes = new Set<"." | ",">();
  let doubtful: string | null = null;
  for (const text of texts) {
    const digits = bareOf(text)?.digits;
    if (digits === undefined) continue;
    const points = digits.split(".").length - 1;
    const commas = digits.split(",").length - 1;
    if (points > 0 && commas > 0) votes.add(digits.lastIndexOf(".") > digits.lastIndexOf(",") ? "." : ",");
    else if (points > 1) votes.add(",");
    else if (commas > 1) votes.add(".");
    else if (points + commas === 1) {
      const sign = points === 1 ? "." : ",";
      const [before, after] = digits.split(sign) as [string, string];
      if (after.length !== 3 || before.length > 3 || before === "0" || before === "") votes.add(sign);
      else doubtful ??= text;
    }
  }
  return {
    sign: votes.size === 1 ? [...votes][0]! : null,
    doubtful,
    contradiction: votes.size > 1,
  };
}

/** Decided from all of `texts`. E307 where a number can be read both ways and nothing in the file tells which is meant. */
export function numberReader(path: string, texts: Iterable<string>, hints: ReadHints): NumberReader {
  const found = decimalSign(texts);
  const sign = hints.decimal ?? found.sign;
  if (sign === null && (found.contradiction || found.doubtful !== null)) {
    throw new Fault("E307", `Cannot tell the decimals of ${path}`, {
      where: path,
      found: found.contradiction
        ? "some numbers have a decimal comma, others a decimal point"
        : `"${shownText(found.doubtful!)}", and no number that shows what its sign parts`,
      expected: "numbers that prove their sign, such as 5612.25 or 5612,25",
      why: "Read the wrong way, a price is a thousand times off.",
      fix: ["say so   --decimal point", "or   --decimal comma"],
    });
  }
  const thousands = sign === "," ? "." : ",";
  return (text, what) => {
    const bare = bareOf(text);
    if (bare === null) throw new BadRow(`${what} is no number: "${shownText(text)}"`);
    const whole = sign === null ? bare.digits : bare.digits.replaceAll(thousands, "").replace(sign, ".");
    if (!/^(?:\d+\.?\d*|\.\d+)$/.test(whole)) {
      throw new BadRow(`${what} is no number: "${shownText(text)}"`);
    }
    return new Exact(bare.negative ? `-${whole}` : whole).toFixed();
  };
}

/** Exact decimal text to micro-dollars; what a venue charges in finer parts to the nearest. */
export function microOfText(decimal: string): MicroUsd {
  const micros = new Exact(decimal).times(MICRO).round();
  if (micros.abs().gt(Number.MAX_SAFE_INTEGER))
    throw new BadRow(`${decimal} is beyond any amount of dollars`);
  return micros.toNumber() + 0;
}

/** What a broker says that a trade made is only held against what we find: where it is no number ("--"), there is nothing to hold. */
export function resultOf(read: NumberReader, text: string): MicroUsd | null {
  try {
    return text === "" ? null : microOfText(read(text, "the result"));
  } catch (error) {
    if (error instanceof BadRow) return null;
    throw error;
  }
}

/** A quantity above zero, as exact text. */
export function quantityText(read: NumberReader, text: string): string {
  const qty = read(text, "the quantity");
  if (!new Exact(qty).gt(0)) throw new BadRow(`the quantity is ${qty}`);
  return qty;
}

const BUYS = [
  "buy",
  "b",
  "bought",
  "bid",
  "bot",
  "long",
  "bto",
  "btc",
  "cover",
  "buy to cover",
  "buytocover",
  "achat",
  "acheter",
  "kauf",
  "kaufen",
];
const SELLS = [
  "sell",
  "s",
  "sold",
  "ask",
  "sld",
  "short",
  "sto",
  "stc",
  "sell short",
  "sellshort",
  "vente",
  "vendre",
  "verkauf",
];

/** " Sell", "Buy", "B", "Bid": by the whole word. */
export function sideOf(text: string): Side {
  const word = text.trim().toLowerCase();
  if (BUYS.includes(word)) return 1;
  if (SELLS.includes(word)) return -1;
  throw new BadRow(text.trim() === "" ? "it has no side" : `"${shownText(text)}" is neither buy nor sell`);
}

/** Reads a stamp to milliseconds, of UTC or of a place: `kind`. */
export interface Stamps {
  read(text: string, what: string): number;
  readonly kind: "instant" | "local";
  /** See `BrokerRead.dateOrder`. */
  readonly order: DateOrder | null;
  /** How the file's dates were found to be ordered; null where nothing was in doubt. */
  readonly note: string | null;
}

/** Decided from all of `texts`, which are of one kind. E310 where dates fit month/day as well as day/month. */
export function stampsOf(path: string, texts: readonly string[], hints: ReadHints): Stamps {
  const filled = texts.filter((text) => text !== "");
  const scan = (order: DateOrder) => {
    const reader = new StampReader(order);
    let bad = 0;
    for (const text of filled) if (Number.isNaN(reader.read(text))) bad++;
    return { reader, bad };
  };
  const { reader, bad } = scan("mdy");
  let order: DateOrder = hints.dateOrder ?? "mdy";
  let note: string | null = null;
  let isTold = reader.needsOrder && hints.dateOrder !== null;
  if (reader.needsOrder && hints.dateOrder === null) {
    const dmy = scan("dmy");
    const isProved = reader.firstOver12 !== reader.secondOver12;
    // A file of the 3rd of March alone is read the same either way.
    const isSame = filled.every((text) => Object.is(reader.read(text), dmy.reader.read(text)));
    const likely = reader.firstOver12 ? null : (hints.likely ?? null);
    if (!isProved && !isSame && likely === null) throw dateOrderFault(path, reader.firstOver12);
    order = isProved ? (reader.secondOver12 ? "mdy" : "dmy") : (likely?.order ?? "mdy");
    isTold = isProved || !isSame;
    if ((order === "mdy" ? bad : dmy.bad) > 0 && bad + dmy.bad > 2 * filled.length)
      throw dateOrderFault(path, true);
    const named = order === "mdy" ? "month/day" : "day/month";
    if (isTold) note = `dates are ${named}${isProved ? "" : `, as ${likely!.as}`}`;
  }
  // What the order cannot read says nothing of its clock: dates that are all past the 12th are none with the month first.
  const { kind } = order === reader.order ? reader : scan(order).reader;
  const chosen = new StampReader(order);
  for (const text of filled.slice(0, 1)) chosen.read(text);
  return {
    read(text, what) {
      if (text === "") throw new BadRow(`it has no ${what}`);
      const at = chosen.read(text);
      if (Number.isNaN(at)) throw new BadRow(`${what} "${shownText(text)}" ${chosen.problem}`);
      if (chosen.kind === "date") throw new BadRow(`${what} "${shownText(text)}" has no clock`);
      return at;
    },
    kind: kind === "instant" ? "instant" : "local",
    order: isTold ? order : null,
    note,
  };
}
