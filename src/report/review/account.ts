// How did your account and the plan's grow beside each other, for those without script and on paper?

import type { Day } from "../../domain/money.js";
import type { Review } from "../../domain/review.js";
import { formatDay } from "../../instrument/time.js";
import { mondayOf } from "../../journal/review/periods.js";
import { dateLabels } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { area, line, rangeOf } from "../chart/line.js";
import { axisOf } from "../chart/scale.js";
import { dollarsText, plural, shortDollars } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { number, table, text } from "../page/table.js";
import { profit } from "../page/value.js";
import { soFar } from "./so-far.js";
import { dollarsWithSign } from "./words.js";

/** More rows than that nobody reads: then the last date of each week stands for it. */
const MOST_DATES = 60;
const toldDates = (dates: readonly Day[]): readonly number[] =>
  [...dates.keys()].filter(
    (i) =>
      dates.length <= MOST_DATES || i + 1 === dates.length || mondayOf(dates[i]!) !== mondayOf(dates[i + 1]!),
  );

/** At the end of each date; a single one has no way that could be drawn. */
export function accountFigures({ days }: Review): Html {
  if (days.length < 2) return NOTHING;
  const dates = days.map(({ firstDay }) => firstDay);
  const found = soFar(
    days.map(({ firstDay, actual, model }) => ({ at: firstDay, you: actual, plan: model })),
  );
  const { you, plan, yourUnder, planUnder } = found;
  const last = days.length - 1;
  const range = rangeOf([you, plan, [0]])!;
  const axis = axisOf(range.low, range.high, 5);
  const under = axisOf(Math.min(-1, rangeOf([yourUnder, planUnder])!.low), 0, 3);
  const deepest = (column: Float64Array): string => {
    const low = column.reduce((at, value, i) => (value < column[at]! ? i : at), 0);
    return column[low] === 0
      ? "ended no date below its high"
      : `was at most ${dollarsText(-column[low]!)} below its high, at the end of ${formatDay(dates[low]!)}`;
  };
  const told = toldDates(dates);
  const legend = html`${keyLine("mine", "you")}${keyLine("planned", "the plan")}`;
  const money = (amount: number): Html => profit(amount);
  return html`${figure({
    id: "account",
    title: "You and the plan, date by date",
    summary: `After ${plural(days.length, "session")} you stand at ${dollarsWithSign(you[last]!)}, the plan at ${dollarsWithSign(plan[last]!)}: what was entered until the end of each date, after costs, all contracts.`,
    legend,
    plot: frame({
      size: "tall",
      axis,
      axisLabel: shortDollars,
      xLabels: dateLabels(dates),
      layers: html`${line(plan, axis, "planned")}${line(you, axis, "mine")}`,
    }),
    tableName: "You and the plan, date by date",
    table: table({
      name: "You and the plan, date by date",
      tall: told.length > 14,
      heads: [
        text("Date"),
        number("You so far"),
        number("Plan so far"),
        number("You − plan"),
        number("You, below your high"),
        number("The plan, below its high"),
      ],
      rows: told.map((i) => [
        formatDay(dates[i]!),
        money(you[i]!),
        money(plan[i]!),
        money(you[i]! - plan[i]!),
        dollarsText(yourUnder[i]!),
        dollarsText(planUnder[i]!),
      ]),
    }),
  })}<noscript>${figure({
    id: "under",
    title: "Drawdown, date by date",
    summary: `Your account ${deepest(yourUnder)}; the plan's ${deepest(planUnder)}.`,
    legend,
    plot: frame({
      size: "short",
      axis: under,
      axisLabel: shortDollars,
      xLabels: dateLabels(dates),
      layers: html`${area(yourUnder, under, 0, "area-loss")}${line(planUnder, under, "planned")}${line(yourUnder, under, "mine")}`,
    }),
    tableName: "Drawdown, date by date",
    table: table({
      name: "Drawdown, date by date",
      tall: told.length > 14,
      heads: [text("Date"), number("You, below your high"), number("The plan, below its high")],
      rows: told.map((i) => [formatDay(dates[i]!), dollarsText(yourUnder[i]!), dollarsText(planUnder[i]!)]),
    }),
  })}</noscript>`;
}
