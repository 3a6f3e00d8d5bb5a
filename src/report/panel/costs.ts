// What did trading cost, and how much more could it have cost?

import { sumOf } from "../../accountant/costs.js";
import type { MicroUsd } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { metricOf } from "../../metric/all.js";
import { slipped } from "../../metric/slipping.js";
import { uprightBars } from "../chart/bars.js";
import { dateLabels } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { rangeOf } from "../chart/line.js";
import { m4 } from "../chart/m4.js";
import { linePath, xOf, yOf } from "../chart/path.js";
import { type Axis, axisOf } from "../chart/scale.js";
import { slippageText } from "../execution-text.js";
import { averageSlip, extraTicks } from "../fill-check.js";
import {
  axisDollars,
  countText,
  dollarsText,
  fixedText,
  percentText,
  plural,
  quantityText,
  signed,
} from "../format.js";
import { type Html, html, NOTHING } from "../html.js";
import { figure, keyLine } from "../page/figure.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { given, money, profit } from "../page/value.js";
import type { Panel } from "./panel.js";

interface Step {
  readonly label: string;
  /** On a phone. */
  readonly narrow?: string;
  readonly amount: MicroUsd;
  readonly total: boolean;
}

export const costs: Panel = {
  id: "costs",
  title: "Costs",
  render(run) {
    const { totals } = run;
    const steps = stepsOf(run);
    const paid = sumOf(totals.costs) + totals.dataFees + totals.liquidationFees;
    const breakEven = metricOf("break-even-slippage").of(run);
    const { lot } = instrumentOf(run.inputs.contract);
    const contracts = run.fills.qty.subarray(0, run.fills.length).reduce((sum, qty) => sum + qty, 0);
    return html`${figure({
      id: "waterfall",
      title: "From gross to net",
      summary: `Gross ${dollarsText(totals.gross)} less ${dollarsText(paid)} of costs on ${plural(run.fills.length, "fill")} (${quantityText(contracts, lot)} contract ${contracts === 1 ? "side" : "sides"})${totals.funding === 0 ? "" : ` and ${signed(dollarsText(totals.funding))} of funding`} is net ${dollarsText(totals.net)}${
        totals.gross > 0 ? `; costs took ${percentText((100 * paid) / totals.gross)} of gross` : ""
      }.`,
      plot: waterfall(steps),
      table: table({
        name: "From gross to net",
        heads: [text("Step"), number("Amount")],
        rows: steps.map(({ label, amount }) => [label, profit(amount)]),
      }),
    })}${hook("costs", atSlippage(run))}<h3 class="gap">Slippage</h3><p class="say">Slippage of ${money(totals.slippage)} is already inside gross: ${quantityText(slipped(run.fills).lots, lot)} contract sides filled at the market, each worsened by ${slipText(run)}. ${
      breakEven === null
        ? html`There is no break-even: ${run.fills.length === 0 ? "nothing was traded" : "limits and targets have their price, so nothing slips"}.`
        : html`${breakEven < 0 ? "Even fills without slippage would have lost: the run" : "The run"} would have broken even at <b>${fixedText(breakEven, 1)} ticks a side</b>, everything else equal.`
    }</p>`;
  },
};

function stepsOf({ totals }: Run): readonly Step[] {
  const { commission, exchange, clearing, nfa } = totals.costs;
  const part = (label: string, amount: MicroUsd): Step => ({ label, amount: -amount + 0, total: false });
  return [
    ...(totals.slippage === 0
      ? [{ label: "Gross", amount: totals.gross, total: true }]
      : [
          { label: "Before slippage", narrow: "Before", amount: totals.gross + totals.slippage, total: true },
          part("Slippage", totals.slippage),
          { label: "Gross", amount: totals.gross, total: true },
        ]),
    part("Commission", commission),
    part("Exchange", exchange),
    part("Clearing", clearing),
    part("NFA", nfa),
    ...(totals.dataFees === 0 ? [] : [part("Market data", totals.dataFees)]),
    ...(totals.liquidationFees === 0 ? [] : [part("Liquidation", totals.liquidationFees)]),
    ...(totals.funding === 0 ? [] : [part("Funding", -totals.funding)]),
    ...(totals.interest === 0 ? [] : [part("Interest", -totals.interest)]),
    { label: "Net", amount: totals.net, total: true },
  ];
}

function waterfall(steps: readonly Step[]): Html {
  let level = 0;
  const bars = steps.map(({ amount, total }) => {
    const from = total ? 0 : level;
    const to = total ? amount : level + amount;
    level = to;
    return { from, to, className: total ? "bar-total" : amount > 0 ? "bar-gain" : "bar-loss" };
  });
  const levels = bars.flatMap(({ from, to }) => [from, to]);
  const axis = axisOf(Math.min(0, ...levels), Math.max(0, ...levels), 4);
  return frame({
    size: "short",
    axis,
    axisLabel: (amount) => axisDollars(amount, axis.ticks),
    xLabels: steps.map(({ label, narrow = short(label) }, i) => ({
      at: (i + 0.5) / steps.length,
      text: label,
      narrow,
    })),
    layers: uprightBars(bars, axis, 0.4),
  });
}

const short = (label: string): string => (label.length > 6 ? `${label.slice(0, 4)}.` : label);

/** "each worsened by": where a model decides, what that came to on average. */
function slipText(run: Run): Html | string {
  const { slippage } = run.inputs.execution;
  const average = averageSlip(run);
  if (typeof slippage === "number") return `${plural(slippage, "tick")} where the run could`;
  const rule = html`${given(slippageText(slippage))}`;
  return average === null ? rule : html`${rule}, on average by ${ticksText(average)} ticks`;
}

const ticksText = (ticks: number): string => (Number.isInteger(ticks) ? String(ticks) : fixedText(ticks, 2));

/** Ticks a side that are drawn, and how. */
const DRAWN = [0, 1, 2, 3] as const;

/** The equity curve that the same fills would have made with another slippage; the same limits as of the table below. */
function atSlippage(run: Run): Html {
  const { fills, bars, equity } = run;
  const instrument = instrumentOf(run.inputs.contract);
  if (averageSlip(run) === null || !instrument.linear || bars.length === 0) return NOTHING;
  const picked = m4(equity, POINTS);
  const curves = DRAWN.map((ticks) => {
    const curve = new Float64Array(picked.length);
    let [fill, paid] = [0, 0];
    picked.forEach((bar, k) => {
      for (; fill < fills.length && fills.bar[fill]! <= bar; fill++)
        paid += extraTicks(fills, fill, ticks) * fills.qty[fill]! * instrument.tickValue;
      curve[k] = equity[bar]! - paid;
    });
    return curve;
  });
  const range = rangeOf([...curves, [run.inputs.account.cash]])!;
  const axis = axisOf(range.low, range.high, 4);
  const ends = curves.map((curve) => dollarsText(Math.round(curve[curve.length - 1]!)));
  return figure({
    id: "slippage-plot",
    title: "Equity at 0, 1, 2 and 3 ticks of slippage a side, same fills",
    summary: `The same ${plural(fills.length, "fill")} end at ${DRAWN.map((ticks, k) => `${ends[k]} with ${plural(ticks, "tick")}`).join(", ")}.`,
    legend: html`${DRAWN.map((ticks) => keyLine(`line${ticks} dash${ticks}`, plural(ticks, "tick")))}`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: (amount) => axisDollars(amount, axis.ticks),
      xLabels: dateLabels(Int32Array.from(picked, (bar) => bars.tradeDate[bar]!)),
      layers: html`${curves.map((curve, k) => at(picked, curve, bars.length, axis, `line${k} dash${k}`))}`,
    }),
    tableName: "Net by slippage",
    table: slippageTable(run),
  });
}

const POINTS = 150;

/** A line through values of some bars only. */
const at = (
  picked: readonly number[],
  values: Float64Array,
  length: number,
  axis: Axis,
  className: string,
): Html =>
  html`<path class="${className}" d="${linePath(
    picked.map((bar) => xOf(bar, length)),
    picked.map((_, k) => yOf(values[k]!, axis)),
  )}"/>`;

/**
 * Exact only while every fill stays the same, which is what the table says of itself: another slippage could also have refused
 * an order for margin or moved a liquidation. Left out where rounding to the cent makes even that more than arithmetic.
 */
function slippageTable(run: Run): Html {
  const instrument = instrumentOf(run.inputs.contract);
  const { lots, ticks: asRun } = slipped(run.fills);
  if (lots === 0) return NOTHING;
  const average = asRun / lots;
  const without = run.totals.net + asRun * instrument.tickValue;
  return table({
    name: "Net by slippage, same fills",
    heads: [text("Ticks a side, same fills"), number("Slippage"), number("Net"), number("Trades")],
    rows: [...new Set([0, 1, 2, 3, average])]
      .sort((a, b) => a - b)
      .map((ticks) => {
        const cost = Math.round(ticks * lots * instrument.tickValue);
        const net = without - cost;
        return [
          `${ticksText(ticks)}${ticks === average ? " (as run)" : ""}`,
          money(cost),
          profit(net),
          countText(run.trades.length),
        ];
      }),
  });
}
