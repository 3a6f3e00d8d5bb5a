// When does a contract month stop trading, when may it be delivered, and what becomes of what is still held?

import type { Contract, ExpiryRuleName } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import type { Session } from "../domain/session.js";
import { isSettlementDay, sessionClose, settlementInstant } from "./calendar.js";
import { easterSunday } from "./holidays.js";
import type { ContractMonth } from "./month.js";
import { wholeOf } from "./session-part.js";
import { dayOf, formatDay, instantOfLocal, weekdayOf, zoneOf } from "./time.js";

export interface ExpiryDates {
  /** Trade date. */
  readonly lastTradingDay: Day;
  /** The moment on it at which trading ends. */
  readonly lastTrade: EpochMs;
  /** First trade date on which a long may be assigned delivery; null where nothing is delivered, or only after the last trading day. */
  readonly firstNotice: Day | null;
  readonly delivery: "cash" | "physical";
}

interface Rule {
  lastTradingDay(month: ContractMonth, business: Business): Day;
  firstNotice?(month: ContractMonth, business: Business): Day;
  readonly delivery: "cash" | "physical";
  /** Minutes after midnight in Chicago or London; without one trading ends at the day's settlement. */
  readonly ends?: { readonly zone: "America/Chicago" | "Europe/London"; readonly minute: number };
}

const FRIDAY = 5;
const WEDNESDAY = 3;
const CHICAGO = (hour: number, minute: number) =>
  ({ zone: "America/Chicago", minute: 60 * hour + minute }) as const;
const LONDON = (hour: number) => ({ zone: "Europe/London", minute: 60 * hour }) as const;

/** Counts business days of one calendar. */
interface Business {
  is(day: Day): boolean;
  /** The `n`-th business day before `day`; 0: the day itself, or the last business day before it. */
  before(day: Day, n: number): Day;
}

/**
 * By the exchange's rule books as /reference tells them (futures-facts §1): "third friday" equity indices, settled to
 * the special opening quotation; "crude" CL, three business days before the 25th of the month before; "natural gas"
 * NG; "one before …" the cash-settled micros of these; "metals" GC, SI, HG and the delivered micros; "copper micro"
 * MHG; "fx 2", "fx 1" currencies, two or one business days before the third Wednesday; "last friday" crypto, on a
 * business day in London and the US.
 */
const RULES: Readonly<Record<ExpiryRuleName, Rule>> = {
  "third friday": {
    lastTradingDay: ({ year, month }, business) => business.before(nthWeekday(year, month, FRIDAY, 3), 0),
    delivery: "cash",
    ends: CHICAGO(8, 30),
  },
  crude: {
    lastTradingDay: crude,
    delivery: "physical",
  },
  "one before crude": {
    lastTradingDay: (month, business) => business.before(crude(month, business), 1),
    delivery: "cash",
  },
  "natural gas": {
    lastTradingDay: ({ year, month }, business) => business.before(dayOf(year, month, 1), 3),
    delivery: "physical",
  },
  "one before natural gas": {
    lastTradingDay: ({ year, month }, business) => business.before(dayOf(year, month, 1), 4),
    delivery: "cash",
  },
  metals: {
    lastTradingDay: ({ year, month }, business) => business.before(dayOf(year, month + 1, 1), 3),
    firstNotice: ({ year, month }, business) => business.before(dayOf(year, month, 1), 1),
    delivery: "physical",
  },
  "copper micro": {
    lastTradingDay: ({ year, month }, business) => business.before(dayOf(year, month, 1), 3),
    delivery: "cash",
    ends: CHICAGO(12, 0),
  },
  "fx 2": {
    lastTradingDay: ({ year, month }, business) => business.before(nthWeekday(year, month, WEDNESDAY, 3), 2),
    delivery: "physical",
    ends: CHICAGO(9, 16),
  },
  "fx 1": {
    lastTradingDay: ({ year, month }, business) => business.before(nthWeekday(year, month, WEDNESDAY, 3), 1),
    delivery: "physical",
    ends: CHICAGO(9, 16),
  },
  "last friday": {
    lastTradingDay: lastFriday,
    delivery: "cash",
    ends: LONDON(16),
  },
};

export const EXPIRY_RULES = Object.keys(RULES) as readonly ExpiryRuleName[];

/** E370 for a contract that has no rule of expiry: own contracts that start from nothing, and perpetuals. */
export function expiryOf(
  contract: Pick<Contract, "symbol" | "session" | "settlementTime" | "expiry">,
  month: ContractMonth,
): ExpiryDates {
  const { symbol, session, expiry } = contract;
  if (!expiry) {
    const key = /^[A-Z_][A-Z0-9_]*$/.test(symbol) ? symbol : JSON.stringify(symbol);
    throw new Fault("E370", `When ${symbol} expires is not known: it has no expiry rule`, {
      where: `contracts.${symbol}`,
      found: `the contract of ${month.year}-${String(month.month).padStart(2, "0")}`,
      expected: `expiry: one of ${EXPIRY_RULES.map((name) => `"${name}"`).join(", ")}`,
      why: "A position held past its last trading day would be traded on at prices that nobody could get.",
      fix: [
        `contracts: { ${key}: { …, expiry: "third friday" } }   in tickproof.config.ts`,
        "or a roll calendar   --rolls FILE",
      ],
    });
  }
  const rule = RULES[expiry];
  const business = businessDays(session);
  const lastTradingDay = rule.lastTradingDay(month, business);
  return {
    lastTradingDay,
    lastTrade: lastTrade(contract, rule, lastTradingDay),
    firstNotice: rule.firstNotice?.(month, business) ?? null,
    delivery: rule.delivery,
  };
}

/** The last trade date on which a contract can be held without being delivered or expiring: before notice or the last trading day. */
export const lastSafeDay = ({ lastTradingDay, firstNotice }: ExpiryDates): Day =>
  firstNotice === null ? lastTradingDay : Math.min(lastTradingDay, firstNotice);

/** The `n`-th settlement day of a session before `day`. */
export const businessDaysBefore = (session: Session, day: Day, n: number): Day =>
  businessDays(session).before(day, n);

function lastTrade(
  contract: Pick<Contract, "session" | "settlementTime">,
  { ends }: Rule,
  day: Day,
): EpochMs {
  if (ends === undefined) return settlementInstant(contract, day);
  const local = instantOfLocal(zoneOf(ends.zone), day * DAY_MS + ends.minute * 60_000).time;
  return Math.min(local, sessionClose(contract.session, day));
}

/** Of the exchange, whichever of its hours are looked at. */
function businessDays(session: Session): Business {
  const whole = wholeOf(session);
  const is = (day: Day): boolean => isSettlementDay(whole, day);
  return {
    is,
    before(day, n) {
      let at = day;
      if (n === 0) {
        while (!is(at)) at--;
        return at;
      }
      for (let left = n; left > 0; ) if (is(--at)) left--;
      return at;
    },
  };
}

/** Three business days before the 25th of the month before; where that is none, before the last business day before it. */
function crude({ year, month }: ContractMonth, business: Business): Day {
  return business.before(business.before(dayOf(year, month - 1, 25), 0), 3);
}

function lastFriday({ year, month }: ContractMonth, business: Business): Day {
  const last = dayOf(year, month + 1, 1) - 1;
  let day = last - ((weekdayOf(last) - FRIDAY + 7) % 7);
  while (!business.is(day) || isLondonHoliday(day)) day--;
  return day;
}

/**
 * Bank holidays of England that can fall near a last Friday and are none in the US: Boxing Day and Christmas observed,
 * Good Friday, May and August Mondays, and the extra days of 2022 and 2023. Others do not matter here.
 */
function isLondonHoliday(day: Day): boolean {
  const text = formatDay(day);
  const year = Number(text.slice(0, 4));
  if (EXTRA_LONDON.has(text)) return true;
  if (day === easterSunday(year) - 2 || day === easterSunday(year) + 1) return true;
  const christmas = dayOf(year, 12, 25);
  const observed = new Set([christmas, christmas + 1]);
  // A holiday on a weekend moves to the next weekday that is none yet.
  for (const own of [christmas, christmas + 1]) {
    if (weekdayOf(own) !== 0 && weekdayOf(own) !== 6) continue;
    let next = own;
    while (weekdayOf(next) === 0 || weekdayOf(next) === 6 || observed.has(next)) next++;
    observed.add(next);
  }
  return observed.has(day);
}

const EXTRA_LONDON: ReadonlySet<string> = new Set(["2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"]);

function nthWeekday(year: number, month: number, weekday: number, n: number): Day {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
}
