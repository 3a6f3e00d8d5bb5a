// At which hours and on which weekdays was money made?

import { DAY_MS } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { sinceOpen } from "../../metric/since-open.js";
import { countBars } from "../chart/bars.js";
import { frame } from "../chart/frame.js";
import { axisOf } from "../chart/scale.js";
import { Clock } from "../clock.js";
import { ABSENT, countText, plural, shortDollars, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { figure, key } from "../page/figure.js";
import { heatClass } from "../page/heat.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { profit } from "../page/value.js";
import { breakdownTable } from "./breakdown-table.js";
import type { Panel } from "./panel.js";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
/** Fewer trades than that in a cell are an anecdote: it is hatched. */
const FEW = 10;
const HALF_HOURS = 48;

interface Cell {
  count: number;
  net: number;
}

interface Cells {
  /** By weekday × 48 + half-hour. */
  readonly of: ReadonlyMap<number, Cell>;
  /** With a trade, rising. */
  readonly slots: readonly number[];
  readonly weekdays: readonly number[];
  /** Largest mean of a cell that is not hatched, and most trades of any. */
  readonly scale: number;
  readonly most: number;
}

export const timeOfDay: Panel = {
  id: "time-of-day",
  title: "Time of day",
  render(run) {
    if (run.trades.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
    const clock = new Clock(run.inputs.contract);
    return html`${hook("time-of-day", heatmap(run, clock))}${hook("since-open", opens(run))}
<h3 class="gap">Regular and overnight hours</h3>${breakdownTable(run, "session", "Session")}
<h3 class="gap">Long and short</h3>${breakdownTable(run, "side", "Side")}`;
  },
};

const slotText = (slot: number): string =>
  `${String(Math.floor(slot / 2)).padStart(2, "0")}:${slot % 2 === 0 ? "00" : "30"}`;

function heatmap(run: Run, clock: Clock): Html {
  const cells = cellsOf(run, clock);
  const { of, slots, weekdays } = cells;
  const full = [...of].filter(([, { count }]) => count >= FEW);
  const byMean = full.toSorted(([, a], [, b]) => b.net / b.count - a.net / a.count);
  const words = ([at, { count, net }]: (typeof full)[number]): string =>
    `${WEEKDAYS[Math.floor(at / HALF_HOURS)]} ${slotText(at % HALF_HOURS)} with ${signed(shortDollars(Math.round(net / count)))} a trade (${plural(count, "trade")})`;
  const [best, worst] = [byMean[0], byMean.at(-1)];
  return figure({
    id: "heatmap",
    title: `Expectancy by weekday and half-hour of entry, ${clock.name}`,
    summary: `${plural(run.trades.length, "trade")} in ${plural(of.size, "cell")}, ${countText(full.length)} of them with ${FEW} trades or more${
      best === undefined || worst === undefined
        ? ": none says much."
        : `: the best of these is ${words(best)}, the worst ${words(worst)}.`
    }`,
    legend: html`${keyCell("p3 s4", "won on average")}${keyCell("m3 s4", "lost on average")}${keyCell("p3 s1", "few trades, small")}${keyCell("p1 s4 few", `under ${FEW} trades: hatched`)}`,
    plot: drawing(cells),
    tableName: "Weekday and half-hour",
    table: table({
      name: "Expectancy and trades by half-hour and weekday",
      tall: true,
      wide: true,
      heads: [
        text("Half-hour"),
        ...weekdays.map((day) => number(WEEKDAYS[day]!)),
        number("Net"),
        number("Trades"),
      ],
      rows: slots.map((slot) => {
        const row = weekdays.map((day) => of.get(day * HALF_HOURS + slot));
        return [
          slotText(slot),
          ...row.map((cell) =>
            cell === undefined
              ? ABSENT
              : `${signed(shortDollars(Math.round(cell.net / cell.count)))} (${countText(cell.count)})`,
          ),
          profit(row.reduce((sum, cell) => sum + (cell?.net ?? 0), 0)),
          countText(row.reduce((sum, cell) => sum + (cell?.count ?? 0), 0)),
        ];
      }),
    }),
  });
}

const keyCell = (className: string, label: string): Html =>
  html`<span class="key"><span class="swatch-cell"><i class="${className}"></i></span>${label}</span>`;

/** A column a half-hour, a row a weekday; between the first and the last half-hour with a trade none is left out. */
function drawing({ of, slots, weekdays, scale, most }: Cells): Html {
  const [first, last] = [slots[0]!, slots.at(-1)!];
  const columns = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  return html`<div class="scroll bare" role="region" tabindex="0" aria-label="Drawing of the weekdays and half-hours"><div class="heatgrid d${weekdays.length}" aria-hidden="true"><b></b>${weekdays.map(
    (day) => html`<b class="w">${WEEKDAYS[day]}</b>`,
  )}${columns.map(
    (slot) =>
      html`<b>${slot % 2 === 0 ? slotText(slot).slice(0, 2) : ""}</b>${weekdays.map((day) => {
        const cell = of.get(day * HALF_HOURS + slot);
        return cell === undefined
          ? html`<span></span>`
          : html`<span><i class="${toneOf(cell, scale)} ${sizeOf(cell.count, most)}"></i></span>`;
      })}`,
  )}</div></div>`;
}

/** Few trades get the palest shade, however large their mean: it must not draw the eye. */
function toneOf({ count, net }: Cell, scale: number): string {
  const each = net / count;
  return count < FEW ? `${heatClass(each, 4 * Math.abs(each)) || "p0"} few` : heatClass(each, scale) || "p0";
}

/** Four sizes by the square root of the count, so that area follows it. */
const sizeOf = (count: number, most: number): string =>
  `s${Math.max(1, Math.ceil(4 * Math.sqrt(count / most)))}`;

function cellsOf(run: Run, clock: Clock): Cells {
  const of = new Map<number, Cell>();
  const slots = new Set<number>();
  const weekdays = new Set<number>();
  for (const { entryTime, net } of run.trades) {
    const slot = Math.floor((clock.minute(entryTime) * HALF_HOURS) / 1440);
    const weekday = clock.weekday(entryTime);
    const at = weekday * HALF_HOURS + slot;
    const cell = of.get(at) ?? { count: 0, net: 0 };
    cell.count++;
    cell.net += net;
    of.set(at, cell);
    slots.add(slot);
    weekdays.add(weekday);
  }
  const rising = (set: Set<number>) => [...set].sort((a, b) => a - b);
  const all = [...of.values()];
  return {
    of,
    slots: rising(slots),
    weekdays: rising(weekdays),
    scale: all.reduce(
      (most, { count, net }) => (count < FEW ? most : Math.max(most, Math.abs(net / count))),
      0,
    ),
    most: all.reduce((most, { count }) => Math.max(most, count), 1),
  };
}

/** So many bars at most; the narrowest step of these that does. */
const MOST_BARS = 30;
const STEPS = [5, 10, 15, 30, 60] as const;

/** How many entries came how long after the open, and what they made. */
function opens(run: Run): Html {
  const { from, minutes } = sinceOpen(run);
  const inside = run.trades.filter((_, i) => minutes[i]! >= 0);
  const outside = run.trades.length - inside.length;
  const title = `Minutes since the open of the ${from === "session" ? "session" : "regular hours"}`;
  if (inside.length === 0) {
    return html`<h3 class="gap">${title}</h3><p class="say">None of ${plural(run.trades.length, "trade")} was entered in the regular hours.</p>`;
  }
  const latest = minutes.reduce((most, minute) => Math.max(most, minute), 0);
  const step = STEPS.find((one) => latest < one * MOST_BARS) ?? STEPS[STEPS.length - 1]!;
  const bins = Array.from({ length: Math.floor(Math.min(latest, DAY_MS / 60_000) / step) + 1 }, () => ({
    count: 0,
    net: 0,
  }));
  minutes.forEach((minute, i) => {
    const bin = bins[Math.floor(minute / step)];
    if (minute < 0 || bin === undefined) return;
    bin.count++;
    bin.net += run.trades[i]!.net;
  });
  const axis = axisOf(0, Math.max(...bins.map(({ count }) => count)), 4);
  const most = bins.reduce((best, bin, i) => (bin.count > bins[best]!.count ? i : best), 0);
  const span = (i: number): string => `${countText(i * step)}–${countText((i + 1) * step)}`;
  return figure({
    id: "opens",
    title,
    summary: `${plural(inside.length, "trade")} by the bar of entry, in steps of ${step} minutes; most (${countText(bins[most]!.count)}) in minutes ${span(most)}${outside === 0 ? "" : `. ${plural(outside, "trade")} outside of the regular hours ${outside === 1 ? "is" : "are"} not here`}.`,
    legend: html`${key("bar-gain", "these won together")}${key("bar-loss", "these lost together")}`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: (value) => (Number.isInteger(value) ? countText(value) : ""),
      xLabels: bins
        .map((_, i) => ({ at: i / bins.length, text: countText(i * step) }))
        .filter((_, i) => i % Math.ceil(bins.length / 7) === 0),
      layers: countBars(bins, ({ net }) => net < 0, axis),
    }),
    table: table({
      name: title,
      tall: bins.length > 12,
      heads: [text("Minutes"), number("Trades"), number("Net"), number("Average")],
      rows: bins.flatMap(({ count, net }, i) =>
        count === 0 ? [] : [[span(i), countText(count), profit(net), profit(net / count)]],
      ),
    }),
  });
}
