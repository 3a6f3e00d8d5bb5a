// How full is each trade date, drawn as a calendar?

import type { DayCoverage } from "../../bars/check/check.js";
import { DAY_MS, type Day } from "../../domain/money.js";
import type { Session } from "../../domain/session.js";
import { isSettlementDay, regularClose, sessionClose } from "../../instrument/calendar.js";
import { holidayOn } from "../../instrument/holidays.js";
import { dayOf, formatDay, weekdayOf } from "../../instrument/time.js";
import { countText, plural } from "../format.js";
import { type Html, html } from "../html.js";

/** For the pages that have a calendar. */
export const CALENDAR_STYLE = `
.cal{position:relative}
.cal+.cal{margin-top:18px}
.weeks{display:grid;grid-auto-flow:column;grid-template-rows:repeat(5,auto);grid-auto-columns:minmax(0,18px);gap:2px;margin-top:6px}
.weeks.seven{grid-template-rows:repeat(7,auto)}
.day{display:block;aspect-ratio:1;border-radius:2px;min-width:0;background:var(--h3)}
.day.c3{background:var(--h2)}.day.c2{background:var(--l1);box-shadow:inset 0 0 0 1px var(--l3)}.day.c1{background:var(--l3)}
.day.c0{background:var(--loss)}.day.hol{background:none;box-shadow:inset 0 0 0 1px var(--edge)}.day.out{background:none}
.day.early{box-shadow:inset 0 0 0 2px var(--ink)}
.day[data-tip]:hover,.day:focus{outline:2px solid var(--ink);outline-offset:1px}
.day[data-tip]:hover::after,.day:focus::after{content:attr(data-tip);position:absolute;right:0;top:0;background:var(--ink);color:var(--card);font:600 12px/1.4 system-ui,sans-serif;padding:3px 8px;border-radius:6px;white-space:nowrap;z-index:3}
.legend-cal{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;margin-bottom:16px}
.legend-cal .day{width:12px;height:12px;flex:none}
@media (max-width:600px){.weeks{gap:1px}}
@media (forced-colors:active){.day{forced-color-adjust:none}}
@media print{.day{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

interface Covered {
  readonly days: readonly DayCoverage[];
  readonly session: Session;
}

const SHADES = [
  ["c4", "full"],
  ["c3", "from 95 %"],
  ["c2", "from 50 %"],
  ["c1", "less"],
  ["c0", "no bar"],
  ["hol", "no settlement"],
  ["c4 early", "early close"],
] as const;

/**
 * A block for each year, a column for each week, a row for each weekday. Every date says its numbers when it is pointed at; those
 * that are not plainly full can be reached by the keyboard as well.
 */
export function coverageCalendar({ days, session }: Covered): Html {
  const [first, last] = [days[0], days[days.length - 1]];
  if (first === undefined || last === undefined) return html`<p class="say">There is no trade date.</p>`;
  const of = new Map(days.map((one) => [one.day, one]));
  const years: Html[] = [];
  const weekends = session === "continuous" || days.some(({ day }) => [0, 6].includes(weekdayOf(day)));
  for (let year = yearOf(first.day); year <= yearOf(last.day); year++) {
    years.push(yearBlock(year, of, session, weekends, first.day, last.day));
  }
  return html`<p class="say">Each square is a trade date, a column a week from Monday on. Its shade is the share of the bars that the exchange's calendar has, in the hours that the file covers.</p>
<p class="legend-cal">${SHADES.map(([shade, label]) => html`<span class="key"><i class="day ${shade}"></i>${label}</span>`)}</p>${years}`;
}

function yearBlock(
  year: number,
  of: ReadonlyMap<Day, DayCoverage>,
  session: Session,
  weekends: boolean,
  first: Day,
  last: Day,
): Html {
  const start = dayOf(year, 1, 1);
  const end = dayOf(year + 1, 1, 1);
  const monday = start - ((weekdayOf(start) + 6) % 7);
  const cells: Html[] = [];
  for (let day = monday; day < end || (day - monday) % 7 !== 0; day++) {
    if (!weekends && [0, 6].includes(weekdayOf(day))) continue;
    const isInside = day >= start && day < end && day >= first && day <= last;
    cells.push(isInside ? cell(day, of.get(day), session) : html`<i class="day out"></i>`);
  }
  return html`<figure class="cal"><figcaption><h3>${year}</h3></figcaption><div class="weeks${weekends ? " seven" : ""}" role="group" aria-label="Coverage of ${year}">${cells}</div></figure>`;
}

function cell(day: Day, coverage: DayCoverage | undefined, session: Session): Html {
  const date = formatDay(day);
  const name = typeof session === "string" ? holidayOn(session, day)?.name : undefined;
  if (coverage === undefined || !isSettlementDay(session, day)) {
    const tip = `${date} · no settlement${name === undefined ? "" : `: ${name}`}`;
    return html`<i class="day hol" tabindex="0" role="img" aria-label="${tip}" data-tip="${tip}"></i>`;
  }
  const { expected, present } = coverage;
  const isEarly = sessionClose(session, day) < regularClose(session, day);
  const early = isEarly ? ` · early close${name === undefined ? "" : `: ${name}`}` : "";
  const tip =
    expected === 0
      ? `${date} · ${present === 0 ? "no bar" : "bars outside of the usual hours"}${early}`
      : `${date} · ${countText(present)} of ${plural(expected, "bar")}${early}`;
  const shade = shadeOf(present, expected);
  const plain = shade === "c4" && !isEarly;
  return plain
    ? html`<i class="day c4" data-tip="${tip}"></i>`
    : html`<i class="day ${shade}${isEarly ? " early" : ""}" tabindex="0" role="img" aria-label="${tip}" data-tip="${tip}"></i>`;
}

function shadeOf(present: number, expected: number): string {
  if (present === 0) return "c0";
  const share = expected === 0 ? 1 : present / expected;
  if (share >= 1) return "c4";
  return share >= 0.95 ? "c3" : share >= 0.5 ? "c2" : "c1";
}

const yearOf = (day: Day): number => new Date(day * DAY_MS).getUTCFullYear();
