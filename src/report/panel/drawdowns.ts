// Which falls hurt most, and how long did they last?

import type { EpochMs } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { drawdowns as deepest } from "../../metric/drawdown.js";
import { Clock } from "../clock.js";
import { figureOf, metricValue } from "../figures.js";
import { countText, fixedText, percentText, plural } from "../format.js";
import { html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { instant, money } from "../page/value.js";
import type { Panel } from "./panel.js";

export const drawdowns: Panel = {
  id: "drawdowns",
  title: "Drawdowns",
  render(run) {
    const worst = deepest(run);
    if (worst.length === 0) {
      return html`<p class="say">Equity never closed a bar below its high-water mark, over ${plural(run.bars.length, "bar")}.</p>`;
    }
    return html`<p class="say">The ${plural(worst.length, "deepest drawdown")}, marked to market at bar closes. Longest time under water: ${figureOf(run, "longest-drawdown-days")}. Longest streaks: ${countText(metricValue(run, "longest-win-streak"))} wins and ${countText(metricValue(run, "longest-loss-streak"))} losses in a row, of ${plural(run.trades.length, "trade")}.</p>${table(
      {
        name: "Deepest drawdowns",
        heads: [
          number("#"),
          number("Depth"),
          number("% of high"),
          text("From"),
          text("Deepest"),
          text("Recovered"),
          number("Days"),
          number("Bars"),
        ],
        rows: rowsOf(run, worst),
      },
    )}`;
  },
};

function rowsOf(run: Run, worst: ReturnType<typeof deepest>) {
  const clock = new Clock(run.inputs.contract);
  const at = (time: EpochMs) => instant(time, clock.text(time));
  return worst.map((fall, i) => [
    String(i + 1),
    money(-fall.depth),
    percentText(fall.percent),
    at(fall.start),
    at(fall.trough),
    fall.end === null ? html`<b class="loss">not yet</b>` : at(fall.end),
    fixedText(fall.days, 1),
    countText(fall.bars),
  ]);
}
