// Did it make money, and what nearly killed it?

import type { Run } from "../../domain/run.js";
import { figureOf, metricValue } from "../figures.js";
import { countText, fixedText, percentText, plural } from "../format.js";
import { type Html, html } from "../html.js";
import { money, profit, toned } from "../page/value.js";
import type { Panel } from "./panel.js";

interface Tile {
  readonly label: string;
  readonly value: Html | string;
  readonly small: Html | string;
  readonly hero?: boolean;
}

export const headline: Panel = {
  id: "headline",
  title: "Headline",
  render: (run) =>
    html`<dl class="tiles">${tiles(run).map(
      ({ label, value, small, hero }) =>
        html`<div${hero ? html` class="hero"` : ""}><dt>${label}</dt><dd>${value}<small>${small}</small></dd></div>`,
    )}</dl>`,
};

function tiles(run: Run): readonly Tile[] {
  const { totals, trades } = run;
  const share = metricValue(run, "costs-percent");
  const count = plural(trades.length, "trade");
  const cagr = metricValue(run, "cagr");
  const returned = metricValue(run, "return-percent");
  return [
    {
      label: "Net",
      value: profit(totals.net),
      small: html`${toned(returned, percentText(returned, 2))} on start${cagr === null ? "" : html`, ${percentText(cagr)} a year`}`,
      hero: true,
    },
    {
      label: "Max drawdown",
      value: money(drawdownOf(run)),
      small: `${figureOf(run, "max-drawdown-percent")} of the high, ${figureOf(run, "max-drawdown-days")}, marked to market`,
      hero: true,
    },
    {
      label: "Expectancy",
      value: profit(metricValue(run, "expectancy")),
      small: `a trade, ${figureOf(run, "expectancy-r")}, ${count}`,
      hero: true,
    },
    {
      label: "Profit factor",
      value: figureOf(run, "profit-factor"),
      small: `won ÷ lost, ${count}`,
      hero: true,
    },
    {
      label: "Trades",
      value: countText(trades.length),
      small: `${countText(metricValue(run, "long-trades"))} long, ${countText(metricValue(run, "short-trades"))} short`,
    },
    {
      label: "Win rate",
      value: figureOf(run, "win-rate"),
      small: html`average win ${money(metricValue(run, "average-win"))}, loss ${money(metricValue(run, "average-loss"))}`,
    },
    {
      label: "Costs paid",
      value: money(metricValue(run, "costs")),
      small: `fees and slippage${share === null ? "" : `, ${percentText(share, 0)} of the profit before them`}; break-even at ${figureOf(run, "break-even-slippage")} ticks a side`,
    },
    {
      label: "Time in market",
      value: figureOf(run, "exposure"),
      small: `of ${plural(run.bars.length, "bar")}, ${plural(run.daily.length, "trade date")}`,
    },
    {
      label: "Leverage",
      value: `${fixedText(metricValue(run, "average-leverage"), 2)}×`,
      small: `on average, ${fixedText(metricValue(run, "max-leverage"), 2)}× at most, ${count}`,
    },
    {
      label: "Margin peak",
      value: percentText(run.margin.peakPercent),
      small: run.margin.estimated ? "of equity, by estimated rates" : "of equity",
    },
    {
      label: "Sharpe",
      value: figureOf(run, "sharpe"),
      small: `Sortino ${figureOf(run, "sortino")}, ${plural(run.daily.length, "daily return")}`,
    },
    {
      label: "Net, worst path",
      value: html`${profit(run.bounds.adverseNet)}`,
      small: html`${profit(run.bounds.favourableNet)} on the best path, ${plural(run.bounds.ambiguousTrades, "ambiguous trade")}`,
    },
  ];
}

const drawdownOf = (run: Run): number | null => {
  const depth = metricValue(run, "max-drawdown");
  return depth === null ? null : -Math.abs(depth);
};
