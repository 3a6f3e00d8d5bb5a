// How much was carried on the account's money, and how near did it come to a margin call?

import { decimalOfTicks, type MicroUsd } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay, formatInstant } from "../../instrument/time.js";
import { leverageColumn } from "../../metric/exposure.js";
import { dateLabels, monthOf, periodEnds } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { area, COLUMNS, rangeOf } from "../chart/line.js";
import { axisOf } from "../chart/scale.js";
import { metricValue } from "../figures.js";
import { countText, fixedText, ofContract, percentText, plural, quantityText } from "../format.js";
import { type Html, html } from "../html.js";
import { accountLines, marginFigures, outcomeText } from "../margin-text.js";
import { figure } from "../page/figure.js";
import { measure } from "../page/measure.js";
import { number, table, text } from "../page/table.js";
import { given, money } from "../page/value.js";
import type { Panel } from "./panel.js";

/** An estimate in percent of notional changes every day: more rates than that are thinned to months. */
const MOST_RATES = 40;

export const leverage: Panel = {
  id: "leverage",
  title: "Leverage and margin",
  short: "Margin",
  render(run) {
    const overnight = run.daily.filter((row) => row.position !== 0);
    const nearest = overnight.reduce<MicroUsd | null>(
      (least, row) => Math.min(least ?? Number.POSITIVE_INFINITY, row.equity - row.margin),
      null,
    );
    const taken =
      metricValue(run, "peak-margin") === null
        ? ""
        : html`Initial margin took at most <b>${measure(run, "peak-margin")}</b> of equity, ${measure(run, "average-margin")} on average. `;
    return html`<p class="say">${taken}A position was carried out of ${countText(overnight.length)} of ${plural(run.daily.length, "trade date")}${
      nearest === null || run.inputs.account.marginPolicy === "none"
        ? ""
        : html`; at its tightest such a day ended ${money(Math.abs(nearest))} ${nearest < 0 ? "below" : "above"} the maintenance requirement`
    }. Policy on a breach: ${policyText(run)}.</p>${leverageFigure(run)}${marginFigure(run)}${overnightFigure(run)}${marginFacts(run)}${callTable(run)}<h3 class="gap">Margin rates that applied</h3>${rates(run)}`;
  },
};

/** What an account statement shows, at its worst. */
function marginFacts(run: Run): Html {
  const { peakUsed, leastExcess, nearest } = marginFigures(run);
  const { tickSize } = run.inputs.contract;
  const lines = accountLines(run.inputs.account);
  const { grid } = instrumentOf(run.inputs.contract);
  return html`<dl class="facts"><dt>Most margin used</dt><dd>${money(peakUsed)} initial, after any fill.</dd>${
    leastExcess === null
      ? ""
      : html`<dt>Least excess</dt><dd>${money(leastExcess)} of equity beyond initial margin, at the end of a trade date.</dd>`
  }${
    nearest === null
      ? ""
      : html`<dt>Nearest to a breach</dt><dd>${plural(nearest.ticks, "tick")} of ${tickSize} (${decimalOfTicks(nearest.ticks, grid)} points) from the last close of ${formatDay(nearest.day)}.</dd>`
  }${
    lines.length === 0
      ? ""
      : html`<dt>Agreed</dt><dd><ul>${lines.map((line) => html`<li>${given(line)}</li>`)}</ul></dd>`
  }</dl>`;
}

function callTable({ margin }: Run): Html | string {
  if (margin.calls.length === 0) return "";
  return html`<h3 class="gap">Margin calls</h3>${table({
    name: "Margin calls",
    tall: margin.calls.length > 12,
    heads: [text("Made on"), number("Amount"), text("Due (UTC)"), text("Ended"), text("How")],
    rows: margin.calls.map((call) => [
      formatDay(call.day),
      money(call.amount),
      formatInstant(call.due).slice(0, 16).replace("T", " "),
      call.ended === null ? "–" : formatInstant(call.ended).slice(0, 16).replace("T", " "),
      outcomeText(call),
    ]),
  })}`;
}

const policyText = ({ inputs }: Run): string =>
  ({
    liquidate: "as many contracts are closed as it takes, the largest loser first",
    call: "margin is called for, and contracts are closed where the call is not met",
    record: "it is only written down",
    none: "margin is not checked at all",
  })[inputs.account.marginPolicy];

function leverageFigure(run: Run): Html {
  const { bars } = run;
  const column = leverageColumn(run);
  const range = rangeOf([column]);
  if (range === null || range.high === 0)
    return html`<p class="say">No position was held at any bar's close.</p>`;
  const axis = axisOf(0, range.high, 4);
  const { lot } = instrumentOf(run.inputs.contract);
  let [held, owing, sum] = [0, 0, 0];
  for (let bar = 0; bar < column.length; bar++) {
    const value = column[bar]!;
    if (value > 0) {
      held++;
      sum += value;
    } else if (Number.isNaN(value)) owing++;
  }
  return figure({
    id: "leverage-plot",
    title: "Leverage: notional ÷ equity",
    summary: `At the closes of the ${plural(held, "bar")} with a position it averaged ${fixedText(sum / held, 2)}× and reached ${fixedText(range.high, 2)}×.${
      owing === 0 ? "" : ` At ${countText(owing)} more nothing of the account was left to measure it by.`
    }`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: (value) =>
        `${fixedText(value, axis.ticks.some((tick) => !Number.isInteger(tick)) ? 2 : 0)}×`,
      xLabels: dateLabels(bars.tradeDate.subarray(0, bars.length)),
      layers: area(column, axis, 0, "load", COLUMNS),
    }),
    table: table({
      name: "Leverage by period",
      tall: true,
      heads: [text("At the close of"), number("Position"), number("Leverage")],
      rows: periodEnds(bars).map((end) => [
        formatDay(bars.tradeDate[end]!),
        quantityText(run.position[end]!, lot),
        `${fixedText(column[end]!, 2)}×`,
      ]),
    }),
  });
}

/** Of dates whose equity is used up there is no share. */
const shareOfEquity = (amount: MicroUsd, equity: MicroUsd): number =>
  equity > 0 ? (100 * amount) / equity : Number.NaN;

/** The largest initial margin of each date as a share of the equity at its end. */
function marginFigure(run: Run): Html {
  const shares = Float64Array.from(run.daily, ({ peak, equity }) => shareOfEquity(peak, equity));
  return byDate(run, shares, {
    id: "margin-plot",
    title: "Margin used by trade date",
    what: "initial margin at its largest ÷ equity at the end of the date",
    none: "No margin was used on any trade date.",
    text: (value) => percentText(value),
  });
}

/** Notional that was carried out of each date ÷ its equity: what a gap over night hits. */
function overnightFigure(run: Run): Html {
  const column = leverageColumn(run);
  const ends = new Map<number, number>();
  for (let bar = 0; bar < column.length; bar++) ends.set(run.bars.tradeDate[bar]!, column[bar]!);
  const carried = Float64Array.from(run.daily, ({ day }) => ends.get(day) ?? 0);
  return byDate(run, carried, {
    id: "overnight-plot",
    title: "Exposure overnight",
    what: "notional carried out of the date ÷ equity",
    none: "No position was carried out of any trade date.",
    text: (value) => `${fixedText(value, 2)}×`,
  });
}

interface ByDate {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly none: string;
  readonly text: (value: number) => string;
}

function byDate(run: Run, values: Float64Array, { id, title, what, none, text: words }: ByDate): Html {
  const high = rangeOf([values])?.high ?? 0;
  if (high === 0) return html`<h3 class="gap">${title}</h3><p class="say">${none}</p>`;
  const axis = axisOf(0, high, 3);
  const used = run.daily.map((_, k) => k).filter((k) => values[k]! > 0);
  const owing = values.filter(Number.isNaN).length;
  const worst = values.indexOf(high);
  const largest = used.toSorted((a, b) => values[b]! - values[a]! || a - b).slice(0, MOST_DATES);
  return figure({
    id,
    title,
    summary: `${what[0]!.toUpperCase()}${what.slice(1)}: on ${plural(used.length, "date")} of ${countText(run.daily.length)} there was some, ${words(high)} at most, on ${formatDay(run.daily[worst]!.day)}.${
      owing === 0 ? "" : ` On ${countText(owing)} more nothing of the account was left to measure it by.`
    }`,
    plot: frame({
      size: "short",
      axis,
      axisLabel: words,
      xLabels: dateLabels(run.daily.map(({ day }) => day)),
      layers: area(stepped(values), axis, 0, "load", COLUMNS),
    }),
    tableName: `${title}: the ${countText(largest.length)} largest`,
    table: table({
      name: title,
      heads: [text("Trade date"), number("Position"), number("Of equity")],
      rows: largest.map((k) => {
        const { day, position } = run.daily[k]!;
        return [
          formatDay(day),
          quantityText(position, instrumentOf(run.inputs.contract).lot),
          words(values[k]!),
        ];
      }),
    }),
  });
}

const MOST_DATES = 15;

/** Each value held for its whole slot: what was carried on one date is not on its way to the next. */
const stepped = (values: Float64Array): Float64Array =>
  Float64Array.from({ length: values.length * STEPS }, (_, i) => values[Math.floor(i / STEPS)]!);
const STEPS = 8;

function rates({ margin, inputs }: Run): Html {
  const { lot } = instrumentOf(inputs.contract);
  if (margin.rates.length === 0) return html`<p class="say">No margin was looked up in this run.</p>`;
  const shown = margin.rates.length <= MOST_RATES ? margin.rates : firstOfMonths(margin.rates);
  const sources = [...new Set(margin.rates.map((rate) => rate.source))];
  return html`${
    shown.length < margin.rates.length
      ? html`<p class="say">${countText(margin.rates.length)} rates applied; the first of each month is shown.</p>`
      : ""
  }${table({
    name: "Margin rates that applied",
    tall: shown.length > 12,
    heads: [text("From"), number("Initial"), number("Maintenance"), text("Known or estimated")],
    rows: shown.map((rate) => [
      formatDay(rate.day),
      money(ofContract(rate.initial, lot)),
      money(ofContract(rate.maintenance, lot)),
      rate.estimated ? html`<b class="loss">estimate</b>` : "known",
    ]),
  })}<details><summary>Where these rates come from</summary><dl class="facts">${sources.map(
    (source) => html`<dt>${rateSpan(margin.rates, source)}</dt><dd>${given(source)}</dd>`,
  )}</dl></details>`;
}

type Rates = Run["margin"]["rates"];

const firstOfMonths = (all: Rates): Rates =>
  all.filter((rate, i) => i === 0 || monthOf(rate.day) !== monthOf(all[i - 1]!.day));

/** "2022-02-28, 3 rates": from when on a source was used. */
function rateSpan(all: Rates, source: string): string {
  const from = all.filter((rate) => rate.source === source);
  return `${formatDay(from[0]!.day)}, ${plural(from.length, "rate")}`;
}
