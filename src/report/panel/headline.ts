// Did it make money, and what nearly killed it?

import type { Run } from "../../domain/run.js";
import { expectancyInterval } from "../../metric/bootstrap.js";
import { metricValue } from "../figures.js";
import { countText, dollarsText, fixedText, percentText, plural, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { hook } from "../page/hook.js";
import { measure } from "../page/measure.js";
import { money, profit } from "../page/value.js";
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
    hook(
      "headline",
      html`<dl class="tiles">${tiles(run).map(
        ({ label, value, small, hero }) =>
          html`<div${hero ? html` class="hero"` : ""}><dt>${label}</dt><dd>${value}<small>${small}</small></dd></div>`,
      )}</dl>`,
    ),
};

/** Six a row on a desk, so that the first screen has room for whether to believe them. */
function tiles(run: Run): readonly Tile[] {
  const { trades } = run;
  const count = plural(trades.length, "trade");
  const won = trades.filter(({ net }) => net > 0).length;
  const lost = trades.filter(({ net }) => net < 0).length;
  const withRisk = trades.filter(({ r }) => r !== null).length;
  const dates = plural(run.daily.length, "trade date");
  const traded = new Set(trades.map(({ entryBar }) => run.bars.tradeDate[entryBar])).size;
  return [
    { label: "Net", value: result(run, "net"), small: returned(run), hero: true },
    {
      label: "Max drawdown",
      value: measure(run, "max-drawdown", (depth) => dollarsText(-depth)),
      small: html`${measure(run, "max-drawdown-percent")} of its high, ${measure(run, "max-drawdown-days")}; marked to market`,
      hero: true,
    },
    {
      label: "Trades",
      value: measure(run, "trades"),
      small: html`${measure(run, "long-trades")} long, ${measure(run, "short-trades")} short, on ${countText(traded)} of ${dates}`,
      hero: true,
    },
    {
      label: "Expectancy a trade",
      value: result(run, "expectancy"),
      small: html`${interval(run)}${trades.length === 0 ? "no trade was finished" : withRisk === 0 ? "no R: no trade had a stop" : html`${measure(run, "expectancy-r", (r) => `${signed(fixedText(r, 2))} R`)} over ${countText(withRisk)} with a stop`}`,
      hero: true,
    },
    {
      label: "Profit factor",
      value: measure(run, "profit-factor"),
      small: `dollars won ÷ dollars lost, ${count}`,
      hero: true,
    },
    {
      label: "Costs paid",
      value: measure(run, "costs"),
      small: html`${measure(run, "fees")} fees, ${measure(run, "slippage")} slippage${share(run)}, ${plural(run.fills.length, "fill")}`,
      hero: true,
    },
    {
      label: "Win rate",
      value: measure(run, "win-rate"),
      small: `${countText(won)} won, ${countText(lost)} lost of ${countText(trades.length)}`,
    },
    {
      label: "Average win",
      value: measure(run, "average-win"),
      small: html`${measure(run, "average-loss")} average loss, payoff ${measure(run, "payoff")}; ${countText(won)} won and ${countText(lost)} lost`,
    },
    {
      label: "Time in market",
      value: measure(run, "exposure"),
      small: `of ${plural(run.bars.length, "bar")}, ${dates}`,
    },
    {
      label: "Leverage, average",
      value: measure(run, "average-leverage", times),
      small:
        metricValue(run, "max-leverage") === null
          ? "nothing was held"
          : html`${measure(run, "max-leverage", times)} at most, notional ÷ equity, ${count}`,
    },
    {
      label: "Peak margin",
      value: measure(run, "peak-margin"),
      small: peakMargin(run),
    },
    {
      label: "Net, worst path",
      value: profit(run.bounds.adverseNet),
      small: html`${profit(run.bounds.favourableNet)} on the best path, ${plural(run.bounds.ambiguousTrades, "ambiguous trade")}`,
    },
  ];
}

function peakMargin(run: Run): Html | string {
  if (run.inputs.account.marginPolicy === "none") return "margin was not checked";
  if (metricValue(run, "peak-margin") === null) return "nothing was held";
  return html`of equity${run.margin.estimated ? ", by estimated rates" : ""}; ${measure(run, "average-margin")} on average while holding`;
}

const times = (ratio: number): string => `${fixedText(ratio, 2)}×`;

function result(run: Run, key: string): Html {
  const value = metricValue(run, key);
  const tone = value === null || value === 0 ? "" : value < 0 ? "loss" : "gain";
  return measure(run, key, (amount) => signed(dollarsText(Math.round(amount))), tone);
}

/** A year's growth of less than a year would be a guess: the metric is null then, and nothing stands there. */
const returned = (run: Run): Html =>
  html`${measure(run, "return-percent", (share) => signed(percentText(share, 2)))} on ${money(run.inputs.account.cash)}${
    metricValue(run, "cagr") === null
      ? ""
      : html`, ${measure(run, "cagr", (growth) => signed(percentText(growth)))} a year`
  }`;

function interval(run: Run): Html | string {
  const found = expectancyInterval(run);
  return found === null
    ? ""
    : html`<span class="nb">${found.level}% CI ${money(found.low)} … ${money(found.high)}</span>, `;
}

const share = (run: Run): Html | string =>
  metricValue(run, "costs-percent") === null
    ? ""
    : html`: ${measure(run, "costs-percent", (part) => percentText(part, 0))} of the profit before them`;
