// Which falls hurt most, and how long did they last?

import type { EpochMs } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { mean } from "../../indicator/statistics.js";
import { drawdowns as deepest } from "../../metric/drawdown.js";
import { streaks } from "../../metric/streaks.js";
import { Clock } from "../clock.js";
import { countText, fixedText, percentText, plural } from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { hook } from "../page/hook.js";
import { measure } from "../page/measure.js";
import { number, table, text } from "../page/table.js";
import { instant, money, profit } from "../page/value.js";
import type { Panel } from "./panel.js";

export const drawdowns: Panel = {
  id: "drawdowns",
  title: "Drawdowns",
  render(run) {
    const worst = deepest(run);
    if (worst.length === 0) {
      return html`<p class="say">Equity never closed a bar below its high-water mark, over ${plural(run.bars.length, "bar")}.</p>${streakTable(run)}${hook("drawdowns")}`;
    }
    return html`<p class="say">The ${plural(worst.length, "deepest drawdown")}, marked to market at bar closes. Longest time under water: ${measure(run, "longest-drawdown-days")}. Longest streaks: ${run.trades.length === 0 ? "none, without trades" : html`${measure(run, "longest-win-streak")} won and ${measure(run, "longest-loss-streak")} lost in a row, of ${plural(run.trades.length, "trade")}`}.</p>${table(
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
    )}${streakTable(run)}${hook("drawdowns")}`;
  },
};

/** Longer tables are not read. */
const MOST_STREAKS = 10;

function streakTable(run: Run): Html {
  const all = streaks(run);
  if (all.length === 0) return NOTHING;
  const clock = new Clock(run.inputs.contract);
  const longest = all.toSorted((a, b) => b.length - a.length || a.first - b.first).slice(0, MOST_STREAKS);
  const byNumber = new Map(run.trades.map((trade) => [trade.n, trade]));
  const at = (n: number, of: "entryTime" | "exitTime") => {
    const time = byNumber.get(n)![of];
    return instant(time, clock.text(time));
  };
  const wins = all.filter(({ outcome }) => outcome === "win");
  const losses = all.filter(({ outcome }) => outcome === "loss");
  const usual = (some: typeof all): string =>
    some.length === 0 ? "" : ` of ${fixedText(mean(some.map(({ length }) => length)), 1)} on average`;
  return html`<h3 class="gap">Streaks</h3><p class="say">${plural(wins.length, "winning streak")}${usual(wins)} and ${plural(losses.length, "losing streak")}${usual(losses)}, in trades; the longest:</p>${table(
    {
      name: "Longest streaks",
      heads: [
        text("Streak"),
        number("Trades"),
        number("From #"),
        number("To #"),
        text("First entry"),
        text("Last exit"),
        number("Net"),
      ],
      rows: longest.map(({ outcome, length, first, last, net }) => [
        outcome === "win" ? "won" : "lost",
        countText(length),
        countText(first),
        countText(last),
        at(first, "entryTime"),
        at(last, "exitTime"),
        profit(net),
      ]),
    },
  )}`;
}

function rowsOf(run: Run, worst: ReturnType<typeof deepest>) {
  const clock = new Clock(run.inputs.contract);
  const at = (time: EpochMs) => instant(time, clock.text(time));
  return worst.map((fall, i) => [
    String(i + 1),
    money(-fall.depth),
    percentText(fall.percent),
    at(fall.start),
    at(fall.trough),
    fall.end === null ? html`<b class="loss" data-open>not yet</b>` : at(fall.end),
    fixedText(fall.days, 1),
    countText(fall.bars),
  ]);
}
