// Which trade dates does "the last week" mean?

import { DAY_MS, type Day } from "../../domain/money.js";
import { dayOf, formatDay, monthsBefore } from "../../instrument/time.js";
import { mondayOf, weekOf } from "./periods.js";

export interface Dates {
  /** "2026-W11", "2026-03", "2026-03-02_2026-03-13": also a file's name. */
  readonly name: string;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

const WORDS = ["day", "week", "month", "quarter", "year"] as const;

export const LAST_EXPECTED = `${WORDS.join(", ")}, or a time before the last trade such as 10d, 4w, 3m`;

/** Counted from the newest trade and not from today: what is reviewed does not depend on when. Null for anything else. */
export function lastDates(text: string, newest: Day): Dates | null {
  const word = text.trim().toLowerCase();
  const date = new Date(newest * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  switch (word) {
    case "day":
      return between(newest, newest);
    case "week":
      return { name: weekOf(newest), firstDay: mondayOf(newest), lastDay: mondayOf(newest) + 6 };
    case "month":
      return {
        name: formatDay(newest).slice(0, 7),
        firstDay: dayOf(year, month, 1),
        lastDay: dayOf(year, month + 1, 1) - 1,
      };
    case "quarter": {
      const quarter = Math.floor((month - 1) / 3);
      return {
        name: `${year}-Q${quarter + 1}`,
        firstDay: dayOf(year, 3 * quarter + 1, 1),
        lastDay: dayOf(year, 3 * quarter + 4, 1) - 1,
      };
    }
    case "year":
      return { name: String(year), firstDay: dayOf(year, 1, 1), lastDay: dayOf(year + 1, 1, 1) - 1 };
  }
  const [, count = "", unit = ""] = /^(\d{1,4})\s*([dwm])$/.exec(word) ?? [];
  const n = Number(count);
  if (!(n >= 1)) return null;
  if (unit === "m") return between(monthsBefore(newest, n) + 1, newest);
  return between(newest - n * (unit === "w" ? 7 : 1) + 1, newest);
}

export const between = (firstDay: Day, lastDay: Day): Dates => ({
  name: firstDay === lastDay ? formatDay(firstDay) : `${formatDay(firstDay)}_${formatDay(lastDay)}`,
  firstDay,
  lastDay,
});
