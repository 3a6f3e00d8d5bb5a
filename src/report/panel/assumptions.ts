// Under which rules did this run trade?

import { sumOf } from "../../accountant/costs.js";
import type { Contract, DatedFee } from "../../domain/contract.js";
import { ORDER_KINDS } from "../../domain/order.js";
import { FILL_KINDS, type Run, type TradeFlag } from "../../domain/run.js";
import { sessionText } from "../../domain/session.js";
import { zoneLabel } from "../../instrument/calendar.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay } from "../../instrument/time.js";
import { touchFills } from "../../metric/touch.js";
import { rulesText } from "../../risk/words.js";
import { settlementText } from "../chain-text.js";
import { limitFillText, magnifiedText, participationText, slippageText } from "../execution-text.js";
import { averageSlip } from "../fill-check.js";
import { countText, dollarsText, fixedText, plural, timeframeText } from "../format.js";
import { type Html, html } from "../html.js";
import { accountLines } from "../margin-text.js";
import { given, money } from "../page/value.js";
import { perpetualLines } from "../perpetual-text.js";
import type { Panel } from "./panel.js";

const PATHS: Readonly<Record<Run["inputs"]["execution"]["path"], string>> = {
  adverse:
    "adverse: inside a bar the walk is the one of open-high-low-close and open-low-high-close that leaves the account worse",
  favourable: "favourable: inside a bar the walk is the one that leaves the account better",
  nearest: "nearest: inside a bar the extreme nearer to the open comes first",
  ohlc: "ohlc: inside a bar the high comes first",
  olhc: "olhc: inside a bar the low comes first",
};

export const assumptions: Panel = {
  id: "assumptions",
  title: "Assumptions",
  render(run) {
    const { contract, execution, account, data } = run.inputs;
    const touched = touchFills(run);
    return html`<dl class="facts">
<dt>Signals and fills</dt><dd>A strategy sees closed bars only. ${
      execution.fillAt === "next-open"
        ? "What it orders at a close is live from the next bar's open."
        : html`<b class="loss">Market orders fill at the very close they were sent on</b>, which no real order could; meant for comparison with other tools.`
    } ${fillCounts(run)}${hit(run, run.trades.length)}</dd>
<dt>Path inside a bar</dt><dd>${PATHS[execution.path]}. ${magnifiedLine(run)}It mattered in ${plural(run.bounds.ambiguousBars, "bar")}.${hit(run, run.bounds.ambiguousTrades)}</dd>
<dt>Slippage</dt><dd>Fills at the market and of triggered stops are worse by ${given(slippageText(execution.slippage))}; limits, stop-limits and targets never slip.${newsText(run)}${chargedText(run)}${hit(run, run.trades.filter(({ slippage }) => slippage !== 0).length)}</dd>
<dt>Limit orders</dt><dd>${
      execution.limitFill === "touch"
        ? html`<b class="loss">${limitFillText(execution.limitFill)}</b>`
        : limitFillText(execution.limitFill)
    }${hit(run, touched.restingTrades.size, `, of which ${countText(touched.trades.size)} needed a limit that was touched only`)}</dd>
<dt>Share of volume</dt><dd>${participationText(execution)}${execution.participation === null ? hit(run, 0) : parted(run)}</dd>
<dt>Sizing and risk</dt><dd>${riskLines(run)}${ruled(run)}</dd>
<dt>Costs per side</dt><dd>${costLines(run)}${hit(run, run.trades.filter(({ costs }) => sumOf(costs) !== 0).length)}</dd>
<dt>Margin</dt><dd>${
      account.margins === "strict"
        ? "Known exchange margins only; a date without one refuses the run."
        : "Exchange margins where they are known, an estimate in percent of notional after the last known date."
    }${run.margin.estimated ? html` <b class="loss">Estimates applied in this run.</b>` : ""}${hit(run, estimated(run), " were entered under an estimated margin")}</dd>
<dt>Account</dt><dd>Start with ${money(account.cash)}. Liquidation fee ${money(account.liquidationFee)}, market data ${money(account.monthlyFee)} a month.${accountLines(account).map((line) => ` ${line}`)}${hit(run, flagged(run, "L"), " were liquidated")}</dd>
${perpetualFacts(run)}<dt>Contract</dt><dd>${given(contract.symbol)}, ${given(contract.name)} (${given(contract.exchange)}): tick ${contract.tickSize} = $${contract.tickValue}, multiplier ${contract.multiplier}, settled at ${contract.settlementTime} ${zoneLabel(contract.session)}.</dd>
${contract.kind === "perpetual" ? "" : html`<dt>Contract months</dt><dd>${rollText(run)} ${given(settlementText(run))}${hit(run, flagged(run, "R"), " were held through a roll")}</dd>`}
<dt>Calendar</dt><dd>Session template ${given(sessionText(contract.session))}: bars belong to trade dates, ${plural(run.daily.length, "trade date")} in this run. Bars of ${timeframeText(data.timeframeMs)} are stamped with their open.${hit(run, run.trades.filter(({ entryBar, exitBar }) => run.bars.tradeDate[entryBar] !== run.bars.tradeDate[exitBar]).length, " were held over a settlement")}</dd>
${contract.warnings.length > 0 ? html`<dt>Known about this contract</dt><dd><ul>${contract.warnings.map((warning) => html`<li>${given(warning)}</li>`)}</ul></dd>` : ""}</dl>`;
  },
};

/** The number of trades that an assumption had a say in: what it could be wrong about. */
const hit = ({ trades }: Run, count: number, how = ""): Html =>
  html`<small class="hit">Affected ${countText(count)} of ${plural(trades.length, "trade")}${how.startsWith(" ") ? ": those that" : ""}${how}.</small>`;

const flagged = ({ trades }: Run, flag: TradeFlag): number =>
  trades.filter(({ flags }) => flags.includes(flag)).length;

/** Orders of which a bar's volume gave a part only. */
function parted(run: Run): Html {
  const fills = new Map<number, number>();
  for (let k = 0; k < run.fills.length; k++) {
    const kind = FILL_KINDS[run.fills.kind[k]!]!;
    if (ORDER_KINDS.some((one) => one === kind))
      fills.set(run.fills.order[k]!, (fills.get(run.fills.order[k]!) ?? 0) + 1);
  }
  const split = [...fills.values()].filter((count) => count > 1).length;
  return html`<small class="hit">${countText(split)} of ${plural(run.orders.length, "order")} filled in parts.</small>`;
}

function ruled({ inputs, events, orders }: Run): Html {
  const reduced = events.filter(({ kind }) => kind === "reduced").length;
  const limits = events.filter(({ kind }) => kind === "risk limit").length;
  const rejected = orders.filter(({ state }) => state === "rejected").length;
  return html`<small class="hit">${rulesText(inputs.risk).length === 0 ? "" : html`Rules took hold ${plural(limits, "time")} and made ${plural(reduced, "order")} smaller; `}${countText(rejected)} of ${plural(orders.length, "order")} rejected, for margin or by a rule.</small>`;
}

/** Trades whose date of entry had an estimated rate. */
function estimated({ trades, margin, bars, inputs }: Run): number {
  if (inputs.account.marginPolicy === "none") return 0;
  const { rates } = margin;
  // Looked up once a date: there are as many rates as dates, and many trades on each.
  const known = new Map<number, boolean>();
  const isEstimated = (day: number): boolean =>
    (rates.findLast((rate) => rate.day <= day) ?? rates[0])?.estimated === true;
  return trades.filter(({ entryBar }) => {
    const day = bars.tradeDate[entryBar]!;
    if (!known.has(day)) known.set(day, isEstimated(day));
    return known.get(day);
  }).length;
}

function rollText({ inputs, chain }: Run): Html | string {
  if (inputs.chain === null || chain === null) return "Not known: the bars are one series, without rolls.";
  const { how, slippage } = inputs.chain;
  const rolls =
    chain.rolls.length === 0
      ? ""
      : ` A roll executes ${plural(slippage, "tick")} worse than its spread, where no prices are known.`;
  return html`${given(how)}.${rolls}`;
}

function perpetualFacts(run: Run): Html | string {
  const lines = perpetualLines(run);
  return lines.length === 0
    ? ""
    : html`<dt>Perpetual</dt><dd>${given(lines.join(" "))}</dd>
`;
}

function magnifiedLine(run: Run): Html | string {
  const text = magnifiedText(run);
  if (text === null) return "";
  return html`<b>${given(`${text[0]!.toUpperCase()}${text.slice(1)}`)}.</b> Each finer bar has a walk of its own, by the same model. `;
}

function fillCounts({ fills }: Run): string {
  const count = FILL_KINDS.map(() => 0);
  for (let i = 0; i < fills.length; i++) count[fills.kind[i]!]!++;
  const parts = FILL_KINDS.map((kind, i) => ({ kind, n: count[i]! })).filter(({ n }) => n > 0);
  if (parts.length === 0) return "No fill in this run.";
  return `Fills: ${parts.map(({ kind, n }) => `${countText(n)} ${kind}`).join(", ")}.`;
}

/** Without a calendar the spread of the news is only a number. */
function newsText({ inputs }: Run): Html | string {
  const { slippage } = inputs.execution;
  if (typeof slippage === "number" || slippage.model !== "spread") return "";
  return inputs.events === null
    ? " No calendar of announcements was given, so the spread near an event was never used."
    : html` Announcements from ${given(inputs.events.file)}.`;
}

/** What the model came to in this run. */
function chargedText(run: Run): string {
  const average = averageSlip(run);
  if (average === null) return "";
  const { tickValue } = instrumentOf(run.inputs.contract);
  const ticks = Number.isInteger(average) ? plural(average, "tick") : `${fixedText(average, 2)} ticks`;
  return ` Charged: ${ticks} (${dollarsText(Math.round(average * tickValue))}) a contract on average.`;
}

function riskLines({ inputs }: Run): Html | string {
  const rules = rulesText(inputs.risk);
  if (rules.length === 0) return "No rule: the strategy decides alone how much it trades and when it stops.";
  const calendar =
    inputs.events === null ? "" : html`<p class="soft">Announcements from ${given(inputs.events.file)}.</p>`;
  return html`<ul>${rules.map((rule) => html`<li>${given(rule)}</li>`)}</ul>${calendar}`;
}

function costLines(run: Run): Html {
  const { contract, flatCost } = run.inputs;
  const { feeRounding = "exact" } = run.inputs.account;
  const cents = feeRounding === "exact" ? "" : ` What each ${feeRounding} costs is rounded to the cent.`;
  const paid = html`${money(sumOf(run.totals.costs))} in all on ${plural(run.fills.length, "fill")}.${cents}`;
  if (flatCost !== null) {
    return html`${money(flatCost)} all in, which replaces the dated schedule: ${paid}`;
  }
  const lines: [string, readonly DatedFee[]][] = [
    ["Commission", contract.commission],
    ["Exchange", contract.exchangeFee],
    ["Clearing", contract.clearingFee],
    ["NFA", contract.nfaFee],
  ];
  return html`<ul>${lines.map(([label, fees]) => html`<li>${label}: ${feeText(inForce(fees, run))}</li>`)}${notionalText(
    contract,
  )}</ul>${paid}`;
}

/** A venue that charges by notional, and from whom. */
function notionalText({ takerRate, makerRate = takerRate, feeRates = [] }: Contract): Html | string {
  const of = (taker: string, maker: string) => `taker ${taker} of it, maker ${maker}`;
  const dated = feeRates.map(({ from, taker, maker }) => `; from ${from} ${of(taker, maker)}`).join("");
  if (Number(takerRate) === 0 && Number(makerRate) === 0 && dated === "") return "";
  return html`<li>Commission by notional: ${of(takerRate, makerRate)}${dated}</li>`;
}

/** The rows that held on a date of the run; before the first one, that one stands in. */
function inForce(fees: readonly DatedFee[], { inputs }: Run): readonly DatedFee[] {
  const first = formatDay(inputs.data.firstDay);
  const last = formatDay(inputs.data.lastDay);
  const held = fees.filter(
    ({ from }, i) => from <= last && (fees[i + 1] === undefined || fees[i + 1]!.from > first),
  );
  return held.length > 0 ? held : fees.slice(0, 1);
}

/** A fee dated before electronic trading is meant for all dates. */
const ALWAYS = "1970";

function feeText(fees: readonly DatedFee[]): Html | string {
  if (fees.length === 0) return "none";
  return html`${fees.map(
    ({ from, usdPerSide, source }, i) =>
      html`${i > 0 ? "; " : ""}$${usdPerSide}${from < ALWAYS ? "" : ` from ${from}`} <span class="soft">(${given(source)})</span>`,
  )}`;
}
