// On which single days did the exchange do what no rule says?

import type { SessionName } from "../domain/contract.js";
import type { Day } from "../domain/money.js";
import type { Holiday, HolidayKind } from "./holidays.js";
import { minuteOf } from "./sessions.js";
import { parseDay } from "./time.js";

interface Exception {
  readonly day: string;
  readonly sessions: readonly SessionName[];
  readonly name: string;
  /** "ordinary" takes back what a rule makes of the day. */
  readonly kind: HolidayKind | "ordinary";
  readonly halt?: string;
}

const INDEX: readonly SessionName[] = ["equity_index"];
const FX: readonly SessionName[] = ["fx"];
const NYMEX: readonly SessionName[] = ["energy", "metals"];

const ENERGY: readonly SessionName[] = ["energy"];
const AFTER_THANKSGIVING = "Day after Thanksgiving";
const FORD = "National Day of Mourning (G. Ford)";

/**
 * Of each day what the exchange announced or a reporter wrote at the time; or what prices show, where no new settlement was made. The
 * sources stand in docs/sessions.md.
 */
const EXCEPTIONS: readonly Exception[] = [
  ...["2001-09-11", "2001-09-12", "2001-09-13"].map((day) => ({
    day,
    sessions: [...INDEX, ...ENERGY],
    name: "11 September 2001",
    kind: "closed" as const,
  })),
  { day: "2001-09-14", sessions: INDEX, name: "11 September 2001", kind: "closed" },
  {
    day: "2004-06-11",
    sessions: [...INDEX, ...ENERGY],
    name: "National Day of Mourning (R. Reagan)",
    kind: "closed",
  },
  {
    day: "2005-03-24",
    sessions: FX,
    name: "Thursday before Good Friday",
    kind: "early_close",
    halt: "15:15",
  },
  { day: "2005-12-23", sessions: FX, name: "Friday before Christmas", kind: "early_close", halt: "15:15" },
  { day: "2005-11-25", sessions: ENERGY, name: AFTER_THANKSGIVING, kind: "closed" },
  {
    day: "2006-07-03",
    sessions: ENERGY,
    name: "Day before Independence Day",
    kind: "holiday_halt",
    halt: "16:15",
  },
  { day: "2006-11-24", sessions: ENERGY, name: AFTER_THANKSGIVING, kind: "holiday_halt", halt: "12:45" },
  { day: "2006-07-03", sessions: INDEX, name: "Day before Independence Day", kind: "ordinary" },
  { day: "2006-12-22", sessions: FX, name: "Friday before Christmas", kind: "early_close", halt: "15:15" },
  { day: "2007-01-02", sessions: INDEX, name: FORD, kind: "closed" },
  { day: "2007-01-02", sessions: FX, name: FORD, kind: "early_close", halt: "12:00" },
  { day: "2007-01-02", sessions: NYMEX, name: FORD, kind: "holiday_halt", halt: "16:15" },
  { day: "2007-04-06", sessions: INDEX, name: "Good Friday", kind: "closed" },
  { day: "2009-07-03", sessions: NYMEX, name: "Independence", kind: "holiday_halt", halt: "12:30" },
  { day: "2010-04-02", sessions: INDEX, name: "Good Friday", kind: "holiday_halt", halt: "08:15" },
  { day: "2010-12-31", sessions: FX, name: "New Year's Eve", kind: "early_close", halt: "12:15" },
  { day: "2010-12-31", sessions: NYMEX, name: "New Year's Eve", kind: "early_close", halt: "15:15" },
  { day: "2012-10-29", sessions: INDEX, name: "Hurricane Sandy", kind: "early_close", halt: "08:15" },
  { day: "2012-10-30", sessions: INDEX, name: "Hurricane Sandy", kind: "early_close", halt: "08:15" },
  {
    day: "2018-12-05",
    sessions: INDEX,
    name: "National Day of Mourning (G.H.W. Bush)",
    kind: "early_close",
    halt: "08:30",
  },
  {
    day: "2025-01-09",
    sessions: INDEX,
    name: "National Day of Mourning (J. Carter)",
    kind: "early_close",
    halt: "08:30",
  },
];

/** The holidays of a year with its exceptions put in the place of what the rules say of those days. */
export function withExceptions(session: SessionName, year: number, byRule: readonly Holiday[]): Holiday[] {
  const own = EXCEPTIONS.filter((it) => it.sessions.includes(session) && it.day.startsWith(`${year}-`));
  const days = new Set<Day>(own.map((it) => parseDay(it.day)));
  const holidays = byRule.filter((it) => !days.has(it.day));
  for (const { day, name, kind, halt } of own) {
    if (kind === "ordinary") continue;
    holidays.push({ day: parseDay(day), name, kind, halt: halt === undefined ? null : minuteOf(halt) });
  }
  return holidays;
}
