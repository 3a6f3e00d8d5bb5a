// When were several runs under water at once, and which of them took the others down?

import type { Comparison } from "../../domain/comparison.js";
import { formatDay } from "../../instrument/time.js";
import { FOOTING_WORDS, type Footing, footingOf, onFooting } from "../../metric/footing.js";
import { type JointDrawdown, type JointDrawdowns, jointDrawdowns } from "../../metric/joint-drawdowns.js";
import { dayColumns } from "../../metric/run-days.js";
import { dateLabels } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { area, filledLine } from "../chart/line.js";
import { axisOf } from "../chart/scale.js";
import { figureText } from "../figures.js";
import { ABSENT, countText, fixedText, percentText, plural, shortDollars } from "../format.js";
import { type Html, html } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { money, profit, toned } from "../page/value.js";
import { type Entrant, factsOf } from "./facts.js";
import { type ComparePanel, cellName } from "./panel.js";

export const joint: ComparePanel = {
  id: "joint",
  title: "Joint drawdowns",
  render(comparison: Comparison, { normalise }) {
    const { entrants } = factsOf(comparison);
    const way = footingOf(normalise);
    const scaled = entrants.flatMap((entrant) => {
      const columns = onFooting(dayColumns(entrant.run), way.key);
      return columns === null ? [] : [{ entrant, columns }];
    });
    if (scaled.length < 2)
      return html`<p class="say">It takes two finished runs to be under water together.</p>`;
    const found = jointDrawdowns(scaled.map(({ columns }) => columns));
    const of = scaled.map(({ entrant }) => entrant);
    return html`<p class="say">Each run by itself, with its own account, by the ends of the ${plural(found.days.length, "trade date")} that all have. What diversifies is what falls at other times.</p>
${hook("joint", html`${plot(found, of, way)}${falls(found, of, way)}${counts(found, of)}`)}`;
  },
};

/** Below zero as a drawdown is. */
const depthText = ({ unit }: Footing, depth: number): Html =>
  unit === "usd" ? money(-depth) : html`${figureText({ unit }, -depth)}`;

function plot(found: JointDrawdowns, of: readonly Entrant[], way: Footing): Html {
  const under = Float64Array.from(found.depth, (depth) => -depth);
  const worst = found.deepest[0];
  const axis = axisOf(Math.min(...under, -1), 0, 3);
  const labels = dateLabels(found.days);
  const label = (value: number) => (way.unit === "usd" ? shortDollars(value) : figureText(way, value));
  return figure({
    id: "joint-plot",
    title: `All runs together below their high, ${FOOTING_WORDS[way.key]}`,
    summary:
      worst === undefined
        ? "Together they never ended a date below their high."
        : html`Deepest ${depthText(way, worst.depth)} on ${formatDay(worst.trough)}, with ${worst.under} of ${of.length} runs under water.`,
    legend: html`${keyLine("under-line", "sum of all runs below its high")}${keyLine("load-line", "runs under water at once")}`,
    plot: html`${frame({ size: "short", axis, axisLabel: label, xLabels: [], layers: html`${filledLine(under, axis, "ceiling", "under-line")}` })}${frame(
      {
        size: "strip",
        axis: { low: 0, high: of.length, ticks: [0, of.length] },
        axisLabel: (value) => `${fixedText(value, 0)} runs`,
        xLabels: labels,
        layers: area(found.under, { low: 0, high: of.length, ticks: [] }, 0, "load"),
      },
    )}`,
    table: table({
      name: "Runs under water by month's end",
      tall: true,
      heads: [text("Until"), number("Under water"), number("Below the high")],
      rows: Array.from(found.days, (day, i) => ({ day, i }))
        .filter(({ day, i }) => found.days.length <= 62 || monthOf(day) !== monthOf(found.days[i + 1] ?? 0))
        .map(({ day, i }) => [
          formatDay(day),
          `${found.under[i]} of ${of.length}`,
          found.depth[i] === 0 ? ABSENT : depthText(way, found.depth[i]!),
        ]),
    }),
  });
}

const monthOf = (day: number): string => formatDay(day).slice(0, 7);

/** More columns than that no screen shows. */
const MOST_PARTS = 8;

function falls({ deepest }: JointDrawdowns, of: readonly Entrant[], way: Footing): Html {
  const shown = of.slice(0, MOST_PARTS);
  const part = (value: number) =>
    way.unit === "usd" ? profit(Math.round(value)) : toned(value, figureText(way, value));
  const row = (fall: JointDrawdown, i: number) => [
    String(i + 1),
    fall.from === null ? "the start" : formatDay(fall.from),
    formatDay(fall.trough),
    fall.end === null ? html`<b class="loss">not yet</b>` : formatDay(fall.end),
    depthText(way, fall.depth),
    `${fall.under} of ${of.length}`,
    ...shown.map((_, k) => part(fall.parts[k]!)),
  ];
  return html`<h3 class="gap">Deepest falls of the sum, and what each run made in them, ${FOOTING_WORDS[way.key]}</h3>${table(
    {
      name: `Joint drawdowns, ${FOOTING_WORDS[way.key]}`,
      heads: [
        number("#"),
        text("From"),
        text("Deepest"),
        text("Recovered"),
        number("Depth"),
        number("Under water"),
        ...shown.map((entrant) => number(cellName(entrant))),
      ],
      rows: deepest.map(row),
    },
  )}${of.length > MOST_PARTS ? html`<p class="say">The parts of the first ${MOST_PARTS} of ${of.length} runs; --json has all.</p>` : ""}`;
}

function counts({ counts: by, days }: JointDrawdowns, of: readonly Entrant[]): Html {
  return html`<h3 class="gap">How many were under water at once</h3>${table({
    name: "Trade dates by runs under water",
    heads: [text("Runs under water"), number("Trade dates"), number("Share")],
    rows: by.flatMap((dates, n) =>
      dates === 0
        ? []
        : [
            [
              n === 0 ? "none" : n === of.length ? `all ${n}` : String(n),
              countText(dates),
              percentText(days.length === 0 ? null : (100 * dates) / days.length),
            ],
          ],
    ),
  })}`;
}
