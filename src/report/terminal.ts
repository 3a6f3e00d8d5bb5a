// How does a finished run read in a terminal?

import { sumOf } from "../accountant/costs.js";
import { contractValue } from "../accountant/value.js";
import type { Contract } from "../domain/contract.js";
import { decimalOfMicro, quantityOf } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { METRICS } from "../metric/all.js";
import { expectancyInterval } from "../metric/bootstrap.js";
import { chainText } from "./chain-text.js";
import { dataText } from "./data-account.js";
import { magnifiedPercent, magnifiedText, pathLabel, slippageLabel } from "./execution-text.js";
import { figureOf, metricValue, plainValue } from "./figures.js";
import {
  camelCase,
  countText,
  dollarsText,
  fixedText,
  percentText,
  plural,
  signed,
  timeframeText,
} from "./format.js";
import { movedText } from "./margin-text.js";
import { fundingText } from "./perpetual-text.js";
import { rollLines } from "./roll-lines.js";
import { sparkline } from "./spark.js";
import { ascii, columnsOf, paint, type TextStyle } from "./text-style.js";
import { checksOf } from "./trust.js";
import { oneLine } from "./visible.js";

export type { TextStyle } from "./text-style.js";

/** Two blocks of figures side by side need this width; narrower terminals get one above the other. */
const TWO_BLOCKS = 92;

/** Headline, costs, equity by month and what to doubt: ends without a line end. Piped: one figure a line, tab, value. */
export function runSummary(run: Run, style: TextStyle): string {
  if (style.tsv) return tsvOf(run);
  const lines = [
    ...heading(run, style),
    "",
    ...figures(run, style),
    "",
    ...sparkLine(run, style),
    ...believe(run, style),
    ...rollLines(run),
  ];
  const text = lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");
  return style.unicode ? text : ascii(text);
}

function heading(run: Run, style: TextStyle): string[] {
  const { strategy, data, contract, account, execution, flatCost } = run.inputs;
  const { feeRounding = "exact" } = account;
  const name = paint(style, "bold", `${oneLine(strategy.name)} · ${oneLine(contract.symbol)}`);
  const span = `${formatDay(data.firstDay)} → ${formatDay(data.lastDay)}`;
  const sides = contractSides(run);
  const magnified = magnifiedText(run);
  const bars = dataText(data);
  const months = chainText(run);
  const funding = fundingText(run);
  const perSide =
    flatCost !== null
      ? `${dollarsText(flatCost)}/side`
      : sides === 0
        ? "by schedule"
        : byNotional(contract)
          ? `${percentText(sharePaid(run), 3)} of notional`
          : `${dollarsText(Math.round(sumOf(run.totals.costs) / sides))}/side`;
  return [
    `${name} ${timeframeText(data.timeframeMs)} · ${span} · ${plural(run.daily.length, "session")} · start ${dollarsText(account.cash).replace(/\.00$/, "")}${movedText(run)}`,
    paint(
      style,
      "dim",
      `costs ${perSide}${feeRounding === "exact" ? "" : ` rounded by ${feeRounding}`} + ${oneLine(slippageLabel(execution.slippage))} slippage · ${
        execution.fillAt === "next-open" ? "fills next bar" : "market orders fill at this close"
      } · ${pathLabel(run)} inside a bar${data.synthetic ? " · synthetic data" : ""}`,
    ),
    ...(bars === null ? [] : [paint(style, "dim", oneLine(`bars: ${bars}`))]),
    ...(magnified === null ? [] : [paint(style, "dim", magnified)]),
    ...(months === null ? [] : [paint(style, "dim", oneLine(months))]),
    ...(funding === null ? [] : [paint(style, "dim", oneLine(funding))]),
  ];
}

function contractSides({ fills, inputs }: Run): number {
  let sides = 0;
  for (let i = 0; i < fills.length; i++) sides += fills.qty[i]!;
  return quantityOf(sides, instrumentOf(inputs.contract).lot);
}

const byNotional = ({ takerRate, makerRate = takerRate, feeRates = [] }: Contract): boolean =>
  feeRates.length > 0 || Number(takerRate) !== 0 || Number(makerRate) !== 0;

/** What all fills paid, in percent of what they were worth: makers and takers together. */
function sharePaid({ fills, inputs, totals }: Run): number {
  const instrument = instrumentOf(inputs.contract);
  let worth = 0;
  for (let i = 0; i < fills.length; i++) {
    worth += fills.qty[i]! * Math.abs(contractValue(instrument, fills.price[i]!));
  }
  return (100 * sumOf(totals.costs)) / worth;
}

function figures(run: Run, style: TextStyle): string[] {
  const { totals } = run;
  const share = metricValue(run, "costs-percent");
  const interval = expectancyInterval(run);
  const tone = totals.net < 0 ? "red" : "bold";
  const left = [
    ["Net profit", paint(style, tone, dollarsText(totals.net)), signed(figureOf(run, "return-percent"))],
    [
      "Max drawdown",
      dollarsText(-(metricValue(run, "max-drawdown") ?? 0)),
      figureOf(run, "max-drawdown-days"),
    ],
    ["Expectancy", dollarsText(metricValue(run, "expectancy")), figureOf(run, "expectancy-r")],
    [
      "Costs paid",
      dollarsText(metricValue(run, "costs")),
      share === null ? "" : `${percentText(share, 0)} of profit before`,
    ],
    [
      "Leverage",
      `avg ${fixedText(metricValue(run, "average-leverage"), 1)}×`,
      `max ${fixedText(metricValue(run, "max-leverage"), 1)}×`,
    ],
  ];
  const right = [
    [
      "Trades",
      countText(metricValue(run, "trades")),
      `long ${countText(metricValue(run, "long-trades"))}  short ${countText(metricValue(run, "short-trades"))}`,
    ],
    ["Win rate", figureOf(run, "win-rate"), `profit factor ${figureOf(run, "profit-factor")}`],
    ["90% interval", dollarsText(interval?.low ?? null), `… ${dollarsText(interval?.high ?? null)}`],
    ["Break-even", fixedText(metricValue(run, "break-even-slippage"), 1), "ticks/side"],
    [
      "Margin peak",
      percentText(run.margin.peakPercent, 0),
      run.margin.estimated ? "of equity (estimate)" : "of equity",
    ],
  ];
  if (style.columns < TWO_BLOCKS) return columnsOf([...left, ...right], ["left", "right", "left"], 2);
  const [a, b] = [left, right].map((block) => columnsOf(block, ["left", "right", "left"], 2));
  return columnsOf(
    a!.map((line, i) => [line, b![i]!]),
    ["left", "left"],
    6,
  );
}

function sparkLine(run: Run, style: TextStyle): string[] {
  const { text, unit } = sparkline(run.inputs.account.cash, run.daily, style);
  return text === "" ? [] : [`${text}  ${paint(style, "dim", `equity by ${unit}`)}`, ""];
}

function believe(run: Run, style: TextStyle): string[] {
  const checks = checksOf(run);
  const doubts = checks.filter((check) => check.state !== "ok");
  const fine = checks.length - doubts.length;
  const lead = paint(style, "bold", "believe it?");
  return [
    `${lead}  ${fine} of ${checks.length} checks fine ✓`,
    ...doubts.map(({ state, label, text }) => {
      const mark = state === "bad" ? paint(style, "red", "✗") : paint(style, "yellow", "!");
      const why = label === "Warning" ? oneLine(text) : oneLine(label);
      return `  ${mark} ${why}`;
    }),
  ];
}

/** Every metric by the key it has in JSON, amounts as plain decimals: made for `cut` and `awk`. */
function tsvOf(run: Run): string {
  const { data, strategy, contract } = run.inputs;
  return [
    ["strategy", oneLine(strategy.name)],
    ["instrument", oneLine(contract.symbol)],
    ["from", formatDay(data.firstDay)],
    ["to", formatDay(data.lastDay)],
    ["fingerprint", run.fingerprint],
    ...METRICS.map((metric) => [camelCase(metric.key), plainValue(metric.unit, metric.of(run))]),
    ["adverseNet", decimalOfMicro(run.bounds.adverseNet)],
    ["favourableNet", decimalOfMicro(run.bounds.favourableNet)],
    ...(run.magnified === null ? [] : [["magnifiedPercent", String(magnifiedPercent(run.magnified))]]),
    ...checksOf(run)
      .filter((check) => check.state !== "ok")
      .map(({ label, text }) => ["doubt", oneLine(label === "Warning" ? text : label)]),
  ]
    .map((line) => line.join("\t"))
    .join("\n");
}
