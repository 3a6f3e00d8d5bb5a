// What would the broker's statements say?

import { sumOf } from "../../accountant/costs.js";
import {
  dailyStatements,
  type MonthlyStatement,
  monthlyStatements,
  paidOf,
} from "../../accountant/statements.js";
import { CASH_KINDS, CASH_ROLES } from "../../domain/cash.js";
import { decimalOfTicks } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay } from "../../instrument/time.js";
import { Clock } from "../clock.js";
import { ABSENT, countText, MINUS, percentText, plural, quantityText } from "../format.js";
import { type Html, html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { amount, given, instant, profit } from "../page/value.js";
import type { Panel } from "./panel.js";

/** More dates than that make a page slow and nobody reads them; the CSV has all. */
const MOST_ROWS = 120;
const MOST_TRADES = 10;

export const statements: Panel = {
  id: "statements",
  title: "Statements",
  render(run) {
    if (run.daily.length === 0) return html`<p class="say">The run has no trade date.</p>`;
    const days = dailyStatements(run);
    const months = monthlyStatements(run, days);
    return html`<p class="say">Settled cash is the balance; what the open position has made since its last settlement is open trade equity; together they are equity. Opening balance + variation − costs + funding + interest + transfers = balance, on every date. Costs of fills stand on the date of the fill.</p>${byMonth(months)}${byDay(run, days)}${byTrade(run)}${activity(run)}`;
  },
};

type Movement = "funding" | "interest" | "transfers";
/** Columns of nothing say nothing. */
const movementsIn = (rows: readonly Readonly<Record<Movement, number>>[]): readonly Movement[] =>
  (["funding", "interest", "transfers"] as const).filter((name) => rows.some((row) => row[name] !== 0));
const NAMES: Readonly<Record<Movement, string>> = {
  funding: "Funding",
  interest: "Interest",
  transfers: "Transfers",
};

function byMonth(months: readonly MonthlyStatement[]): Html {
  const moved = movementsIn(months);
  const sum = (of: (month: MonthlyStatement) => number) => months.reduce((all, month) => all + of(month), 0);
  return html`<h3 class="gap">By month</h3>${table({
    name: "Statement by month",
    tall: months.length > 24,
    wide: true,
    heads: [
      text("Month"),
      number("Dates"),
      number("Trades", "That ended in the month"),
      number("Opening equity"),
      number("Gross", "Price result, the position marked at the month's last close"),
      number("Costs"),
      ...moved.map((name) => number(NAMES[name])),
      number("Net", "Gross less costs, with funding and interest"),
      number("Closing equity"),
      number("Balance"),
    ],
    rows: months.map((month) => [
      month.month,
      countText(month.dates),
      countText(month.trades),
      amount(month.opening),
      profit(month.gross),
      amount(paidOf(month)),
      ...moved.map((name) => profit(month[name])),
      profit(month.net),
      amount(month.equity),
      amount(month.balance),
    ]),
    sums: [
      "All",
      countText(sum(({ dates }) => dates)),
      countText(sum(({ trades }) => trades)),
      "",
      profit(sum(({ gross }) => gross)),
      amount(sum(paidOf)),
      ...moved.map((name) => profit(sum((month) => month[name]))),
      profit(sum(({ net }) => net)),
      "",
      "",
    ],
  })}`;
}

function byDay(run: Run, days: ReturnType<typeof dailyStatements>): Html {
  const { grid, lot } = instrumentOf(run.inputs.contract);
  const first = Math.max(0, days.length - MOST_ROWS);
  const moved = movementsIn(days);
  const which =
    first === 0
      ? `All ${plural(days.length, "trade date")}`
      : `The last ${MOST_ROWS} of ${countText(days.length)} trade dates; --csv DIR writes every one`;
  return html`<h3 class="gap">By trade date</h3><details><summary>${which}</summary>${table({
    name: "Daily statement",
    tall: true,
    wide: true,
    heads: [
      text("Date"),
      number("Opening"),
      number("Variation", "Profit of the price moved into cash at the settlement"),
      number("Commission"),
      number("Exchange", "Exchange, clearing and NFA fees"),
      number("Other fees", "Market data and liquidation"),
      ...moved.map((name) => number(NAMES[name])),
      number("Balance"),
      number("Open", "Open trade equity: not settled yet"),
      number("Equity"),
      number("Bought"),
      number("Sold"),
      number("Position"),
      number("Close"),
      number("Initial", "Initial margin of the position carried out of the date"),
      number("Maintenance"),
      number("Excess", "Equity less initial margin"),
    ],
    rows: days.slice(first).map((day, k) => {
      const row = run.daily[first + k]!;
      const mark = row.estimated ? "~" : "";
      return [
        html`<span class="nb">${formatDay(day.day)}</span>`,
        amount(day.opening),
        profit(day.variation),
        amount(day.commission),
        amount(day.exchange + day.clearing + day.nfa),
        amount(day.data + day.liquidation),
        ...moved.map((name) => profit(day[name])),
        amount(day.balance),
        profit(day.openTradeEquity),
        amount(day.equity),
        quantityText(day.bought, lot),
        quantityText(day.sold, lot),
        quantityText(row.position, lot),
        row.position === 0 ? ABSENT : decimalOfTicks(row.close, grid).replace("-", MINUS),
        html`${mark}${amount(row.initial)}`,
        html`${mark}${amount(row.margin)}`,
        amount(row.excess),
      ];
    }),
  })}</details>`;
}

/** What the trades that paid most paid, component by component; what slippage cost them is in their gross already. */
function byTrade({ trades, inputs }: Run): Html {
  if (trades.length === 0) return html``;
  const { lot } = instrumentOf(inputs.contract);
  const dearest = trades
    .toSorted((a, b) => sumOf(b.costs) - sumOf(a.costs) || a.n - b.n)
    .slice(0, MOST_TRADES);
  const funded = dearest.some(({ funding }) => funding !== 0);
  const which =
    dearest.length < trades.length
      ? `The ${MOST_TRADES} of ${countText(trades.length)} trades that paid most; --csv DIR writes every one`
      : `All ${plural(trades.length, "trade")}`;
  return html`<h3 class="gap">Costs by trade</h3><details><summary>${which}</summary>${table({
    name: "Costs by trade",
    tall: true,
    wide: true,
    heads: [
      number("#"),
      number("Qty"),
      number("Gross"),
      number("Commission"),
      number("Exchange"),
      number("Clearing"),
      number("NFA"),
      ...(funded ? [number("Funding")] : []),
      number("Net"),
      number("Costs of gross", "Commission and fees as a share of what the price made"),
      number("Slippage", "Inside gross already"),
    ],
    rows: dearest.map(({ n, qty, gross, costs, funding, net, slippage }) => [
      countText(n),
      quantityText(qty, lot),
      amount(gross),
      amount(costs.commission),
      amount(costs.exchange),
      amount(costs.clearing),
      amount(costs.nfa),
      ...(funded ? [amount(funding)] : []),
      amount(net),
      gross > 0 ? percentText((100 * sumOf(costs)) / gross) : ABSENT,
      amount(slippage),
    ]),
  })}</details>`;
}

/** What moved cash besides fills and settlements: fees, funding, the owner's own money. */
function activity({ cash, reasons, inputs }: Run): Html {
  const clock = new Clock(inputs.contract);
  const { lot } = instrumentOf(inputs.contract);
  const rows = Array.from({ length: cash.length }, (_, k) => k).filter(
    (k) => CASH_ROLES[CASH_KINDS[cash.kind[k]!]!] !== "variation",
  );
  if (rows.length === 0) return html``;
  const shown = rows.slice(-MOST_ROWS);
  const which =
    shown.length < rows.length
      ? `The last ${MOST_ROWS} of ${countText(rows.length)}; --csv DIR writes every one`
      : `All ${countText(rows.length)}`;
  return html`<h3 class="gap">Other movements of cash</h3><details><summary>${which}</summary>${table({
    name: "Movements of cash",
    tall: true,
    heads: [text("When"), text("What"), number("Amount"), number("Contracts"), text("Why")],
    rows: shown.map((k) => [
      instant(cash.time[k]!, clock.text(cash.time[k]!)),
      CASH_KINDS[cash.kind[k]!]!,
      profit(cash.amount[k]!),
      cash.qty[k] === 0 ? ABSENT : quantityText(cash.qty[k]!, lot),
      cash.text[k] === -1 ? ABSENT : given(reasons[cash.text[k]!]!),
    ]),
  })}</details>`;
}
