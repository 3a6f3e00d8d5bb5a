// How do all accounts grow beside each other, on the footing that was chosen?

import { formatDay } from "../../src/instrument/time.js";
import { allDates, type DayColumns, earnedBy, lastEarned, monthEnds } from "../../src/metric/day-columns.js";
import { FOOTING_WORDS, footingOf, onFooting, scaleOf } from "../../src/metric/footing.js";
import { jointDrawdowns } from "../../src/metric/joint-drawdowns.js";
import { figureText, plural, shortDollars, signed } from "../../src/report/format.js";
import { el } from "../dom.js";
import { type Chart, chart } from "./chart.js";
import type { CompareData, ComparedRun } from "./data.js";
import { table, toned } from "./parts.js";
import type { Choice, Choices } from "./state.js";

const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
  [14, 4],
  [5, 2, 1, 2, 1, 2],
  [1, 5],
];

interface Shown {
  readonly run: ComparedRun;
  readonly days: DayColumns;
}

/** What is not put away and has something to be divided by. */
function shownOf({ runs }: CompareData, { baseline, footing, hideGreyed }: Choice): Shown[] {
  return runs.flatMap((run) => {
    if (hideGreyed && run.k !== baseline && run.greyed[baseline]!.length > 0) return [];
    const days = onFooting(run.days, footing);
    return days === null ? [] : [{ run, days }];
  });
}

function axisText(choice: Choice): (value: number) => string {
  const way = footingOf(choice.footing);
  return (value) => (way.unit === "usd" ? shortDollars(Math.round(value)) : figureText(way, value));
}

export function mountOverlay(data: CompareData, choices: Choices, root: HTMLElement): void {
  let drawn: Chart | null = null;
  const show = () => {
    const choice = choices.now;
    const way = footingOf(choice.footing);
    const shown = shownOf(data, choice);
    const days = allDates(shown.map((one) => one.days));
    const lines = shown.map((one) => earnedBy(one.days, days));
    drawn?.destroy();
    drawn = chart({
      name: "Equity of all runs",
      days,
      height: innerWidth < 600 ? 260 : 380,
      text: (value) => signed(figureText(way, value)),
      axisText: axisText(choice),
      lines: shown.map(({ run }, k) => {
        const [, colour, dash] = /line(\d) dash(\d)/.exec(run.style) ?? [];
        return {
          label: run.name,
          colour: `c${colour ?? 0}`,
          dash: DASHES[Number(dash ?? 0)]!,
          values: Array.from(lines[k]!, (value) => (Number.isNaN(value) ? null : value)),
          faint: run.greyed[choice.baseline]!.length > 0,
        };
      }),
    });
    const without = data.runs.filter(({ days: columns }) => scaleOf(columns, choice.footing) === null);
    const ends = shown
      .map(({ run }, k) => ({ name: run.name, end: lastEarned(lines[k]!) }))
      .sort((a, b) => b.end - a.end);
    const told = (value: number) => signed(figureText(way, value));
    root.replaceChildren(
      el(
        "h3",
        {},
        `Equity, ${FOOTING_WORDS[way.key]}: change since the start, at the end of each trade date`,
      ),
      el(
        "p",
        { class: "say" },
        ends.length === 0
          ? "There is nothing to draw."
          : `Over ${plural(days.length, "trade date")}, ${ends[0]!.name} ended highest (${told(ends[0]!.end)})${ends.length > 1 ? `, ${ends.at(-1)!.name} lowest (${told(ends.at(-1)!.end)})` : ""}. Drag to zoom, double-click to see all.${without.length > 0 ? ` Not drawn, since there is nothing to divide by: ${without.map(({ name }) => name).join(", ")}.` : ""}`,
      ),
      drawn.root,
      ...(shown.length === 0
        ? []
        : [
            el(
              "details",
              {},
              el("summary", {}, "Show as a table"),
              table(
                `Change of equity by month's end, ${FOOTING_WORDS[way.key]}`,
                [{ label: "Until" }, ...shown.map(({ run }) => ({ label: run.name, isNumber: true }))],
                monthEnds(days).map((i) => [
                  formatDay(days[i]!),
                  ...lines.map((line) => (Number.isNaN(line[i]!) ? "" : toned(line[i]!, way.unit))),
                ]),
              ),
            ),
          ]),
    );
  };
  show();
  choices.on((_, changed) => {
    if (changed.has("footing") || changed.has("baseline") || changed.has("hideGreyed")) show();
  });
}

export function mountJoint(data: CompareData, choices: Choices, root: HTMLElement): void {
  let drawn: readonly Chart[] = [];
  const show = () => {
    const choice = choices.now;
    const way = footingOf(choice.footing);
    const shown = shownOf(data, choice);
    for (const each of drawn) each.destroy();
    drawn = [];
    if (shown.length < 2) {
      root.replaceChildren(el("p", { class: "say" }, "It takes two runs to be under water together."));
      return;
    }
    const found = jointDrawdowns(shown.map(({ days }) => days));
    const depth = (value: number) => figureText(way, -value);
    const below = chart({
      name: "All runs together below their high",
      days: Array.from(found.days),
      height: innerWidth < 600 ? 160 : 200,
      text: (value) => figureText(way, value),
      axisText: axisText(choice),
      lines: [
        {
          label: "Sum of all runs below its high",
          colour: "loss",
          values: Array.from(found.depth, (value) => -value),
          fill: true,
        },
      ],
    });
    const under = chart({
      name: "Runs under water at once",
      days: Array.from(found.days),
      height: 110,
      steps: true,
      text: (value) => `${value} of ${shown.length}`,
      axisText: (value) => (Number.isInteger(value) ? String(value) : ""),
      lines: [
        { label: "Runs under water at once", colour: "accent", values: Array.from(found.under), fill: true },
      ],
    });
    drawn = [below, under];
    const words = FOOTING_WORDS[way.key];
    root.replaceChildren(
      el("h3", {}, `All runs together below their high, ${words}`),
      below.root,
      under.root,
      el("h3", { class: "gap" }, `Deepest falls of the sum, and what each run made in them, ${words}`),
      table(
        `Joint drawdowns, ${words}`,
        [
          { label: "#", isNumber: true },
          { label: "From" },
          { label: "Deepest" },
          { label: "Recovered" },
          { label: "Depth", isNumber: true },
          { label: "Under water", isNumber: true },
          ...shown.map(({ run }) => ({ label: run.name, isNumber: true })),
        ],
        found.deepest.map((fall, i) => [
          String(i + 1),
          fall.from === null ? "the start" : formatDay(fall.from),
          formatDay(fall.trough),
          fall.end === null ? el("b", { class: "loss" }, "not yet") : formatDay(fall.end),
          depth(fall.depth),
          `${fall.under} of ${shown.length}`,
          ...fall.parts.map((part) => toned(part, way.unit)),
        ]),
      ),
      el("h3", { class: "gap" }, "How many were under water at once"),
      table(
        "Trade dates by runs under water",
        [
          { label: "Runs under water" },
          { label: "Trade dates", isNumber: true },
          { label: "Share", isNumber: true },
        ],
        found.counts.map((dates, n) => [
          n === 0 ? "none" : n === shown.length ? `all ${n}` : String(n),
          String(dates),
          figureText({ unit: "percent" }, found.days.length === 0 ? null : (100 * dates) / found.days.length),
        ]),
      ),
    );
  };
  show();
  choices.on((_, changed) => {
    if (changed.has("footing") || changed.has("baseline") || changed.has("hideGreyed")) show();
  });
}
