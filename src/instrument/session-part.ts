// Which contract trades in regular hours only, or in all others?

import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Day } from "../domain/money.js";
import type { HoursPart, Session, SessionName, SessionPart, SessionTemplate } from "../domain/session.js";
import { regularHours, type WithHours } from "./regular-hours.js";
import { rulesOf } from "./session-rules.js";
import { dayOf, formatDay, parseDay } from "./time.js";

/** What bars are kept: `all` of the session. */
export type BarHours = HoursPart | "all";

/** Built-in hours changed between these days, and not within. */
const SAMPLES: readonly Day[] = [2005, 2013, 2016, 2022, 2027].map((year) => dayOf(year, 3, 1));

/** The session that a part was taken from; any other session itself. */
export const wholeOf = (session: Session): SessionName | SessionTemplate =>
  typeof session === "object" && "of" in session ? session.of : session;

/** The contract as it trades all day. */
export function wholeContract<T extends Pick<Contract, "session">>(contract: T): T {
  const session = wholeOf(contract.session);
  // The same one where it can be: what is worked out of a contract is kept by it.
  return session === contract.session ? contract : { ...contract, session };
}

/**
 * The contract with a session of its regular hours only, or of all others. Bars, frames, gaps and the end of the day then go by
 * those; trade dates stay as they are. E134 where there are no such hours: around the clock, or regular hours from open to close.
 */
export function withHours(contract: Contract, part: BarHours): Contract {
  const whole = wholeContract(contract);
  if (part === "all") return whole;
  const of = whole.session as SessionName | SessionTemplate;
  if (regularHours(whole) === null) {
    throw none(whole, part, "no regular hours: it trades around the clock, or its session names none");
  }
  const session: SessionPart = { of, part, regular: datedHours(whole, of) };
  const rules = rulesOf(session);
  const days = typeof of === "string" ? SAMPLES : of.periods.map(({ from }) => parseDay(from));
  for (const day of days) {
    const { open, close, pauses } = rules.ordinary(day);
    const paused = pauses.reduce(
      (sum, [from, until]) => sum + Math.min(until, close) - Math.max(from, open),
      0,
    );
    if (close - open - paused > 0) continue;
    throw none(
      whole,
      part,
      `regular hours ${spanOf(regularHours(whole, day)!)} and a session that leaves no ${part} hours`,
    );
  }
  return { ...whole, session };
}

function datedHours(contract: WithHours, of: SessionName | SessionTemplate): SessionPart["regular"] {
  const dates = typeof of === "string" ? ["1900-01-01"] : of.periods.map(({ from }) => from);
  return dates.map((from) => {
    const hours = regularHours(contract, parseDay(from));
    if (hours === null)
      throw none(contract as Contract, "regular", `no regular hours from ${formatDay(parseDay(from))} on`);
    return { from, hours: spanOf(hours) };
  });
}

const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const spanOf = ({ start, end }: { readonly start: number; readonly end: number }): string =>
  `${clockOf(start)}-${clockOf(end)}`;

const none = ({ symbol }: Pick<Contract, "symbol">, part: HoursPart, found: string): Fault =>
  new Fault("E134", `${symbol} has no ${part} hours to cut bars to`, {
    found,
    expected: "regular hours inside the session, and others beside them",
    fix: ["--bar-hours all", `or say them   contracts: { ${symbol}: { regularHours: "08:30-15:00" } }`],
  });
