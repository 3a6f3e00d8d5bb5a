// At which hours and on which weekdays was money made?

import type { Run } from "../../domain/run.js";
import { Clock } from "../clock.js";
import { ABSENT, countText, plural, shortDollars, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { heatClass } from "../page/heat.js";
import { profit } from "../page/value.js";
import { breakdownTable } from "./breakdown-table.js";
import type { Panel } from "./panel.js";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
/** Fewer trades than that in a cell are an anecdote: it is hatched. */
const FEW = 10;

interface Cell {
  count: number;
  net: number;
}

export const timeOfDay: Panel = {
  id: "time-of-day",
  title: "Time of day",
  render(run) {
    if (run.trades.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
    const clock = new Clock(run.inputs.contract);
    const { cells, hours, weekdays } = cellsOf(run, clock);
    const full = [...cells.values()].filter((cell) => cell.count >= FEW);
    const scale = Math.max(0, ...full.map((cell) => Math.abs(cell.net / cell.count)));
    const busiest = [...cells.values()].reduce((a, b) => (b.count > a.count ? b : a));
    return html`<p class="say">Expectancy by the hour (${clock.name}) and weekday of entry, with the number of trades under it: ${plural(run.trades.length, "trade")} in ${plural(cells.size, "cell")}, the fullest with ${countText(busiest.count)}. Hatched cells have fewer than ${FEW} trades and mean little.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Expectancy by weekday and hour"><table class="sides"><thead><tr><th scope="col">Day</th>${hours.map(
      (hour) => html`<th scope="col" class="c">${String(hour).padStart(2, "0")}</th>`,
    )}<th scope="col" class="n">Net</th><th scope="col" class="n">Trades</th></tr></thead><tbody>${weekdays.map(
      (weekday) => {
        const row = hours.map((hour) => cells.get(weekday * 24 + hour));
        const net = row.reduce((sum, cell) => sum + (cell?.net ?? 0), 0);
        const count = row.reduce((sum, cell) => sum + (cell?.count ?? 0), 0);
        return html`<tr><th scope="row">${WEEKDAYS[weekday]}</th>${row.map((cell) => cellHtml(cell, scale))}<td class="n">${profit(net)}</td><td class="n">${countText(count)}</td></tr>`;
      },
    )}</tbody></table></div>
<h3 class="gap">Regular and overnight hours</h3>${breakdownTable(run, "session", "Session")}
<h3 class="gap">Long and short</h3>${breakdownTable(run, "side", "Side")}`;
  },
};

function cellHtml(cell: Cell | undefined, scale: number): Html {
  if (cell === undefined) return html`<td class="heat soft">${ABSENT}</td>`;
  const each = cell.net / cell.count;
  // Few trades get the palest shade, however large their mean: it must not draw the eye.
  const tone = cell.count < FEW ? `${heatClass(each, 4 * Math.abs(each))} few` : heatClass(each, scale);
  return html`<td class="heat ${tone}">${signed(shortDollars(Math.round(each)))}<small>${plural(cell.count, "trade")}</small></td>`;
}

function cellsOf(run: Run, clock: Clock) {
  const cells = new Map<number, Cell>();
  const hours = new Set<number>();
  const weekdays = new Set<number>();
  for (const trade of run.trades) {
    const hour = clock.hour(trade.entryTime);
    const weekday = clock.weekday(trade.entryTime);
    const cell = cells.get(weekday * 24 + hour) ?? { count: 0, net: 0 };
    cell.count++;
    cell.net += trade.net;
    cells.set(weekday * 24 + hour, cell);
    hours.add(hour);
    weekdays.add(weekday);
  }
  const rising = (set: Set<number>) => [...set].sort((a, b) => a - b);
  return { cells, hours: rising(hours), weekdays: rising(weekdays) };
}
