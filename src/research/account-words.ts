// How does one say what trader and broker agreed on about margin and cash?

import { Decimal } from "decimal.js";
import {
  type CallTerms,
  type CutOffPolicy,
  type DayMarginRate,
  type DayWindow,
  DEFAULT_CALL,
  type InterestRate,
  type MarginOffset,
  type Transfer,
} from "../domain/account.js";
import { Fault } from "../domain/fault.js";
import type { Day, MicroUsd } from "../domain/money.js";
import type { AccountTerms } from "../domain/run.js";
import type { Contracts } from "../instrument/contracts.js";
import { microOf } from "../instrument/instrument.js";
import { parseDay } from "../instrument/time.js";

const wrong = (where: string, found: string, expected: string): Fault =>
  new Fault("E104", `${where} cannot be "${found}"`, { found: `"${found}"`, expected });

/** One text, several, or an object of them: `"MES=50"`, `["MES=50", "25%"]`, `{ MES: 50 }`. */
export type Words =
  | string
  | number
  | readonly (string | number)[]
  | Readonly<Record<string, string | number>>;

/** The texts that a value of a configuration or a call stands for. */
export function textsOf(words: Words | undefined): string[] {
  if (words === undefined) return [];
  if (typeof words !== "object") return [String(words)];
  if (Array.isArray(words)) return words.map(String);
  return Object.entries(words).map(([key, value]) => `${key}=${value}`);
}

const parts = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const WINDOW = "a time span in exchange time, such as open-15:45, 07:45-15:30 or energy=open-15:30";
const RATE = "dollars or a share of the exchange's initial margin, such as 50, 25% or MES=50,MNQ=100";
const OFFSET = "two contracts and the share of margin that they save, such as MES/MNQ=70% or 2 MES/3 MNQ=70%";
const DATED_USD = "a trade date and dollars, such as 2024-03-01=1000";
const INTEREST =
  "percent a year from a date on, such as 5%, 2024-01-01=5.33% or 2024-01-01=4%/9% (credit/debit)";
const DEADLINE = "trade dates after the call and a clock time in exchange time, such as 12:00 or 2d 15:30";

/** "50", "25%", "MES=50,MNQ=100". Throws E104. */
export function readDayMargin(text: string, where: string): DayMarginRate[] {
  return parts(text).map((part) => {
    const [, symbol = null, amount = ""] = /^(?:([^=]+?)\s*=)?\s*([^=]+)$/.exec(part) ?? [];
    if (amount.endsWith("%")) return { symbol, usd: null, share: shareIn(amount, 1000, RATE, text, where) };
    return { symbol, usd: usdIn(amount, RATE, text, where), share: 0 };
  });
}

/** "open-15:45", "MES=07:45-15:30". Throws E104. */
export function readDayWindow(text: string, where: string): DayWindow[] {
  return parts(text).map((part) => {
    const [, of = null, from = "", to = ""] =
      /^(?:([^=]+?)\s*=)?\s*(open|[\d:]+)\s*-\s*([\d:]+)$/i.exec(part) ?? [];
    const window = {
      of,
      from: /^open$/i.test(from) ? null : minuteIn(from, WINDOW, text, where),
      to: minuteIn(to, WINDOW, text, where),
    };
    // From 17:00 on a clock time lies on the evening before.
    const begins = window.from !== null && window.from >= EVENING ? window.from - DAY : window.from;
    if (window.to >= EVENING || (begins !== null && begins >= window.to)) throw wrong(where, text, WINDOW);
    return window;
  });
}

const DAY = 24 * 60;
const EVENING = 17 * 60;

/** "12:00", "2d 15:30". Throws E104. */
export function readDeadline(text: string, where: string): Omit<CallTerms, "metBy"> {
  const [, days = "1", clock = ""] = /^(?:(\d{1,2})d\s+)?([\d:]+)$/.exec(text.trim()) ?? [];
  const minute = minuteIn(clock, DEADLINE, text, where);
  if (Number(days) < 1 || minute >= EVENING) throw wrong(where, text, DEADLINE);
  return { days: Number(days), minute };
}

/** "MES/MNQ=70%", "2 MES/3 MNQ=70%". Throws E104. */
export function readOffset(text: string, where: string): MarginOffset[] {
  return parts(text).map((part) => {
    const found = /^(?:(\d{1,4})\s+)?(\S+?)\s*\/\s*(?:(\d{1,4})\s+)?(\S+?)\s*=\s*(\S+%)$/.exec(part);
    const [, a = "1", first = "", b = "1", second = "", percent = ""] = found ?? [];
    const ratio = [Number(a), Number(b)] as const;
    if (found === null || first === second || ratio.includes(0)) throw wrong(where, text, OFFSET);
    return { first, second, ratio, credit: shareIn(percent, 100, OFFSET, text, where) };
  });
}

/** "2024-03-01=1000", several with commas between them. `sign` -1: a withdrawal. Throws E104, and E109 for what is no date. */
export function readTransfers(text: string, where: string, sign: 1 | -1): Transfer[] {
  return text.split(/,\s*(?=\d{4}-)/).map((part) => {
    const [, date = "", amount = ""] = /^\s*([\d-]+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    const usd = usdIn(amount, DATED_USD, text, where);
    if (usd === 0) throw wrong(where, text, DATED_USD);
    return { day: dayIn(date, DATED_USD, text, where), amount: sign * usd };
  });
}

/** "5%", "2023-01-01=4.5%", "2024-01-01=4%/9%". Throws E104. */
export function readInterest(text: string, where: string): InterestRate[] {
  return parts(text).map((part) => {
    const [, date, credit = "", debit = "0%"] =
      /^(?:([\d-]+)\s*=)?\s*([\d.]+%)\s*(?:\/\s*([\d.]+%))?$/.exec(part) ?? [];
    return {
      from: date === undefined ? 0 : dayIn(date, INTEREST, text, where),
      credit: shareIn(credit, 100, INTEREST, text, where),
      debit: shareIn(debit, 100, INTEREST, text, where),
    };
  });
}

function usdIn(amount: string, expected: string, text: string, where: string): MicroUsd {
  try {
    const usd = microOf(amount.replace(/^\$/, "").replaceAll(",", ""));
    if (usd >= 0) return usd;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  throw wrong(where, text, expected);
}

/** "70%" in hundred-millionths. */
function shareIn(percent: string, most: number, expected: string, text: string, where: string): number {
  if (!/^\d{1,4}(\.\d+)?%$/.test(percent)) throw wrong(where, text, expected);
  const share = new Decimal(percent.slice(0, -1)).times(1_000_000);
  if (!share.isInteger() || share.gt(most * 1_000_000)) throw wrong(where, text, expected);
  return share.toNumber();
}

function minuteIn(clock: string, expected: string, text: string, where: string): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(clock) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (!(Number(minutes) < 60 && minute < DAY)) throw wrong(where, text, expected);
  return minute;
}

function dayIn(date: string, expected: string, text: string, where: string): Day {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw wrong(where, text, expected);
  try {
    return parseDay(date);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw wrong(where, text, expected);
  }
}

/** What was said, read but not put together yet. */
export interface AskedAccount {
  readonly dayMargin: readonly DayMarginRate[];
  readonly dayWindow: readonly DayWindow[];
  readonly cutOff: CutOffPolicy;
  readonly cutOffLead: number;
  readonly violationFee: MicroUsd;
  readonly callDeadline: Omit<CallTerms, "metBy">;
  readonly callMetBy: CallTerms["metBy"];
  readonly orderMargin: boolean;
  readonly marginOffset: readonly MarginOffset[];
  readonly transfers: readonly Transfer[];
  readonly interest: readonly InterestRate[];
}

export const DEFAULT_WINDOW = "open-15:45";
/** A window for all but those that have one of their own. */
const USUAL: DayWindow = { of: null, from: null, to: 15 * 60 + 45 };

type Optional = Pick<
  AccountTerms,
  "dayMargin" | "call" | "orderMargin" | "offsets" | "transfers" | "interest"
>;

/** Only what was asked for: terms that nobody spoke of stay out of a run's inputs. */
export function accountTerms(asked: AskedAccount): Optional {
  const { dayMargin, dayWindow, callDeadline, callMetBy, marginOffset, transfers, interest } = asked;
  const call = { ...callDeadline, metBy: callMetBy };
  const usual = call.days === DEFAULT_CALL.days && call.minute === DEFAULT_CALL.minute;
  return {
    ...(dayMargin.length > 0 && {
      dayMargin: {
        rates: dayMargin,
        windows: dayWindow.some(({ of }) => of === null) ? dayWindow : [...dayWindow, USUAL],
        atCutOff: asked.cutOff,
        leadMinutes: asked.cutOffLead,
        violationFee: asked.violationFee,
      },
    }),
    ...(!(usual && callMetBy === "none") && { call }),
    ...(asked.orderMargin && { orderMargin: true }),
    ...(marginOffset.length > 0 && { offsets: marginOffset }),
    ...(transfers.length > 0 && { transfers: [...transfers].sort((a, b) => a.day - b.day) }),
    ...(interest.length > 0 && { interest: [...interest].sort((a, b) => a.from - b.from) }),
  };
}

/**
 * The same with every contract by its own name. Throws E210 for one that there is not: a misspelt name would leave a rate or an
 * offset without effect.
 */
export function withSymbols<T extends Optional>(terms: T, contracts: Pick<Contracts, "get" | "sessions">): T {
  const name = (symbol: string): string => contracts.get(symbol).symbol;
  const sessions = contracts.sessions();
  const { dayMargin, offsets } = terms;
  return {
    ...terms,
    ...(dayMargin && {
      dayMargin: {
        ...dayMargin,
        rates: dayMargin.rates.map((one) => ({ ...one, symbol: one.symbol && name(one.symbol) })),
        windows: dayMargin.windows.map((one) => ({
          ...one,
          of: one.of === null || sessions.includes(one.of) ? one.of : name(one.of),
        })),
      },
    }),
    ...(offsets && {
      offsets: offsets.map((one) => ({ ...one, first: name(one.first), second: name(one.second) })),
    }),
  };
}

/** The same as a library call says it. */
export interface AccountRequest {
  readonly dayMargin?: Words;
  readonly dayWindow?: Words;
  readonly cutOff?: CutOffPolicy;
  /** Minutes. */
  readonly cutOffLead?: number;
  readonly violationFee?: number | string;
  readonly callDeadline?: string;
  readonly callMetBy?: CallTerms["metBy"];
  readonly orderMargin?: boolean;
  readonly marginOffset?: Words;
  readonly deposit?: Words;
  readonly withdraw?: Words;
  readonly interest?: Words;
}

export function accountOfRequest(request: AccountRequest): Optional {
  const { dayMargin, dayWindow, marginOffset, deposit, withdraw, interest } = request;
  const each = <T>(words: Words | undefined, read: (text: string) => T[]): T[] =>
    textsOf(words).flatMap(read);
  return accountTerms({
    dayMargin: each(dayMargin, (text) => readDayMargin(text, "account.dayMargin")),
    dayWindow: each(dayWindow, (text) => readDayWindow(text, "account.dayWindow")),
    cutOff: request.cutOff ?? "cut",
    cutOffLead: request.cutOffLead ?? 0,
    violationFee: usdIn(
      String(request.violationFee ?? 0),
      "dollars",
      String(request.violationFee),
      "account.violationFee",
    ),
    callDeadline: readDeadline(request.callDeadline ?? "12:00", "account.callDeadline"),
    callMetBy: request.callMetBy ?? "none",
    orderMargin: request.orderMargin ?? false,
    marginOffset: each(marginOffset, (text) => readOffset(text, "account.marginOffset")),
    transfers: [
      ...each(deposit, (text) => readTransfers(text, "account.deposit", 1)),
      ...each(withdraw, (text) => readTransfers(text, "account.withdraw", -1)),
    ],
    interest: each(interest, (text) => readInterest(text, "account.interest")),
  });
}
