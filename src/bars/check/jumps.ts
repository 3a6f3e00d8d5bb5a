// Does the series jump from one contract month, or one unit of price, to another?

import type { Instrument } from "../../domain/contract.js";
import type { SeriesFinding } from "../../domain/findings.js";
import { DAY_MS, type Day } from "../../domain/money.js";
import { sessionName } from "../../domain/session.js";
import { expiryOf, lastSafeDay } from "../../instrument/expiry.js";
import { monthName } from "../../instrument/month.js";
import { formatDay } from "../../instrument/time.js";
import { type CheckedBars, HOUR_MS, standing } from "./days.js";
import { medianClose, medianRange, rangeOf, widestRange } from "./ranges.js";
import { COMES_BACK, LONGEST_SPIKE } from "./spikes.js";
import { countOf, moveText } from "./words.js";

/** Median ranges that the open lies off the last close; in sessions of real markets news alone does not do it without range. */
const JUMP = 8;
const CALM = 3;
/** Across the daily break a market may well open elsewhere: there only a large jump counts, and only in the days before a roll. */
const BREAK_JUMP = 15;
const ROLL_DAYS = 10;
/** The market was closed for longer: what happened over a weekend looks the same. */
const LONGEST_BREAK = 2 * HOUR_MS;
const LEVEL = 5;

/**
 * Jumps between two bars of one session, or across the daily break, that stay, and that the bars around them do not explain: at
 * least eight median ranges (fifteen across the break) and twice the widest bar around, while the bar itself is calm. That is how a change of contract
 * looks in an unadjusted series. Weekends are not judged: their gaps are as large. A price that becomes half or double
 * of itself is another unit (cents for dollars), not a month.
 */
export function jumpFindings({ bars, stepMs }: CheckedBars, instrument: Instrument): SeriesFinding[] {
  const { time, openTicks, closeTicks, length, tradeDate } = bars;
  const found: SeriesFinding[] = [];
  let leap = { bar: Number.NEGATIVE_INFINITY, jump: 0 };
  if (stepMs >= DAY_MS) return found;
  for (let i = 1; i < length; i++) {
    const jump = openTicks[i]! - closeTicks[i - 1]!;
    const size = Math.abs(jump);
    if (size < JUMP) continue;
    if (time[i]! - time[i - 1]! - stepMs > LONGEST_BREAK) continue;
    const wide = 2 * Math.max(rangeOf(bars, i - 1), 1);
    if (size < wide) continue;
    const scale = scaleOf(closeTicks[i - 1]!, openTicks[i]!);
    // Where bars are missing the market had longer to get there: a walk goes as far as the root of its steps.
    const steps = Math.sqrt(Math.max(1, (time[i]! - time[i - 1]!) / stepMs));
    const median = medianRange(bars, i, i + 1);
    const range = rangeOf(bars, i) / (scale ?? 1);
    if (
      size < JUMP * median * (tradeDate[i] === tradeDate[i - 1] ? steps : 1) ||
      range > Math.max(CALM * median, size / 4) ||
      (scale === null && size < 2 * widestRange(bars, i, i + 1))
    )
      continue;
    const roll = rollNear(instrument, tradeDate[i]!);
    const isBreak = tradeDate[i] !== tradeDate[i - 1];
    if (scale === null && isBreak && (size < BREAK_JUMP * median || roll === null || roll.left > ROLL_DAYS))
      continue;
    const before = medianClose(bars, Math.max(0, i - LEVEL), i);
    const after = medianClose(bars, i, Math.min(length, i + LEVEL));
    const stays = (after - before) * Math.sign(jump);
    if (stays < size / 2) continue;
    const at = standing(time, i, i + 1, stepMs);
    if (scale !== null) {
      found.push({
        ...at,
        kind: "tick-change",
        grade: "error",
        found: `prices are ${scale >= 1 ? `${round(scale)} times` : `1/${round(1 / scale)} of`} what they were before`,
        expected: "one unit of price in the whole file",
      });
      continue;
    }
    // There and back within a few bars is no other contract: the bars between are wrong, among wide ones.
    if (i - leap.bar <= LONGEST_SPIKE && Math.abs(jump + leap.jump) < size / 2) {
      found[found.length - 1] = {
        ...standing(time, leap.bar, i, stepMs),
        kind: "spike",
        grade: "warning",
        found: `${countOf(i - leap.bar, "bar")} ${moveText(leap.jump, instrument)} away and back, ${Math.round(size / median)} times the usual range`,
        expected: COMES_BACK,
      };
      continue;
    }
    leap = { bar: i, jump };
    found.push({
      ...at,
      kind: "roll-jump",
      grade: "warning",
      found: `the price jumps by ${moveText(jump, instrument)} and stays there, ${Math.round(size / median)} times the usual range${roll?.text ?? ""}`,
      expected: "an adjusted series, or --rolls with the calendar of its rolls",
    });
  }
  return found;
}

const round = (n: number): string => (n >= 10 ? String(Math.round(n)) : n.toFixed(1).replace(/\.0$/, ""));

/** How many times the price before it the price is, where that is half or double and more; null elsewhere. */
function scaleOf(before: number, after: number): number | null {
  if (before <= 0 || after <= 0) return null;
  const ratio = after / before;
  return ratio >= 1.9 || ratio <= 1 / 1.9 ? ratio : null;
}

interface RollNear {
  /** Days left. */
  readonly left: number;
  /** ", 3 days before the last day (2025-09-19) of MNQU25" */
  readonly text: string;
}

/** The next last day on which a position may be held, within five weeks; null where the contract has no such days. */
function rollNear({ contract, symbol }: Instrument, day: Day): RollNear | null {
  if (!contract.expiry) return null;
  const date = new Date(day * DAY_MS);
  const quarterly = ["equity_index", "fx"].includes(sessionName(contract.session));
  for (let ahead = 0; ahead <= 2; ahead++) {
    const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + ahead;
    const month = { year: Math.floor(months / 12), month: (months % 12) + 1 };
    if (quarterly && month.month % 3 !== 0) continue;
    const last = lastSafeDay(expiryOf(contract, month));
    if (last < day || last - day > 35) continue;
    const left = last - day;
    const when =
      left === 0
        ? "on the last day"
        : `${left} ${left === 1 ? "day" : "days"} before the last day (${formatDay(last)})`;
    return { left, text: `, ${when} of ${monthName(symbol, month)}` };
  }
  return null;
}
