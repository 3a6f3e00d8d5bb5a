// What exactly was traded?

import { sumOf } from "../../accountant/costs.js";
import type { HeldMonth } from "../../domain/chain.js";
import type { MicroUsd, PriceGrid } from "../../domain/money.js";
import type { Run, Trade } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { touchFills } from "../../metric/touch.js";
import { Clock } from "../clock.js";
import {
  ABSENT,
  averagePrice,
  countText,
  fixedText,
  MINUS,
  percentText,
  plural,
  priceText,
  quantityText,
  signed,
  spanText,
} from "../format.js";
import { type Html, html } from "../html.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { amount, given, profit, profitCell, toned } from "../page/value.js";
import type { Panel } from "./panel.js";

/** More rows than that make a page slow and nobody reads them; the CSV has all. */
const MOST_ROWS = 200;

const FLAGS = [
  ["A", "ambiguous: the bar cannot say what came first"],
  ["T", "a limit that was touched only"],
  ["G", "filled across a gap"],
  ["R", "held through a roll"],
  ["L", "liquidated"],
  ["S", "scaled in"],
  ["P", "partial exits"],
  ["F", "flipped: reversed at the same fill"],
] as const;

export const trades: Panel = {
  id: "trades",
  title: "Trades",
  render(run, { everyTrade = false }) {
    if (run.trades.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
    const shown = everyTrade ? run.trades : run.trades.slice(0, MOST_ROWS);
    const clock = new Clock(run.inputs.contract);
    const touched = touchFills(run).trades;
    const used = FLAGS.filter(([flag]) =>
      flag === "T" ? touched.size > 0 : run.trades.some((trade) => trade.flags.includes(flag)),
    );
    const months = run.chain?.months ?? [];
    const words = html`<p class="say">${
      shown.length < run.trades.length
        ? html`The first ${shown.length} of ${countText(run.trades.length)} trades; <code>--csv DIR</code> writes every one.`
        : html`All ${plural(run.trades.length, "trade")}.`
    } Times are ${clock.name}, of the open of the bar in which the fill happened. Excursions and give-back are before costs.${restText(run)}${
      used.length > 0
        ? html` Flags: ${used.map(([flag, meaning], i) => html`${i > 0 ? "; " : ""}<b>${flag}</b> ${meaning}`)}.`
        : ""
    }</p>`;
    const rows = table({
      name: "Trades",
      tall: true,
      heads: [
        number("#"),
        ...(months.length === 0 ? [] : [text("Contract", "Month of the entry")]),
        text("Side"),
        number("Qty"),
        text("Entry"),
        number("Price"),
        text("Exit"),
        number("Price"),
        number("Ticks", "Per contract, before costs"),
        number("Gross"),
        number("Costs"),
        ...(run.fundings === null ? [] : [number("Funding", "Received less paid while it was open")]),
        number("Net"),
        number("% equity", "Net as a share of the equity at the close before the entry bar"),
        number("R", "Net ÷ dollars at risk between entry and initial stop"),
        number("Leverage", "Largest notional ÷ equity at the trade's fills"),
        number("MAE", "Maximum adverse excursion"),
        number("MFE", "Maximum favourable excursion"),
        number("Give-back", "Best result while open − gross"),
        text("Held"),
        number("Bars"),
        text("Entry reason"),
        text("Exit reason"),
        text("Flags"),
      ],
      rows: rowsOf(run, shown, clock),
      sums: sumsOf(run),
    });
    // With script the page has a table of its own: five thousand elements need not be made for nobody to see.
    return hook("trades", html`${words}${everyTrade ? rows : html`<noscript>${rows}</noscript>`}`);
  },
};

function rowsOf(run: Run, shown: readonly Trade[], clock: Clock): readonly (readonly (string | Html)[])[] {
  const { grid, tickValue, lot } = instrumentOf(run.inputs.contract);
  const touched = touchFills(run).trades;
  const months = run.chain?.months ?? [];
  return shown.map((trade) => {
    // Through a roll the prices are of two contracts: what was made is not their difference.
    const ticks = trade.flags.includes("R")
      ? trade.gross / (tickValue * trade.qty)
      : (trade.side * (trade.exitSum - trade.entrySum)) / trade.qty;
    const before = trade.entryBar === 0 ? run.inputs.account.cash : run.equity[trade.entryBar - 1]!;
    const { commission, exchange, clearing, nfa } = trade.costs;
    return [
      countText(trade.n),
      ...(months.length === 0 ? [] : [given(monthAt(months, trade.entryBar))]),
      trade.side === 1 ? "long" : "short",
      quantityText(trade.qty, lot),
      clock.text(trade.entryTime),
      averageCell(trade.entrySum, trade.qty, grid),
      clock.text(trade.exitTime),
      finalPrice(run, trade) ?? averageCell(trade.exitSum, trade.qty, grid),
      tickValue === 0 ? ABSENT : signed(fixedText(ticks, Number.isInteger(ticks) ? 0 : 2)),
      profitCell(trade.gross),
      amount(commission + exchange + clearing + nfa),
      ...(run.fundings === null ? [] : [profitCell(trade.funding)]),
      profitCell(trade.net),
      before > 0 ? signed(percentText((100 * trade.net) / before, 2)) : ABSENT,
      toned(trade.r, fixedText(trade.r, 2)),
      `${fixedText(trade.leverage, 2)}×`,
      amount(trade.mae),
      amount(trade.mfe),
      amount(trade.mfe - trade.gross),
      spanText(trade.heldMs),
      countText(trade.bars),
      given(trade.entryReason),
      given(trade.exitReason),
      [...trade.flags, ...(touched.has(trade.n) ? ["T"] : [])].join(" ") || ABSENT,
    ];
  });
}

/** Of all trades, shown or not: what the headline is made of. */
function sumsOf(run: Run): readonly (string | Html)[] {
  const sum = (of: (trade: Trade) => MicroUsd): MicroUsd => run.trades.reduce((all, one) => all + of(one), 0);
  const blank = (count: number): string[] => new Array(count).fill("");
  return [
    `All ${countText(run.trades.length)}`,
    ...blank((run.chain?.months ?? []).length === 0 ? 7 : 8),
    profit(sum(({ gross }) => gross)),
    amount(sum(({ costs }) => sumOf(costs))),
    ...(run.fundings === null ? [] : [profit(sum(({ funding }) => funding))]),
    profit(sum(({ net }) => net)),
    ...blank(11),
  ];
}

/** What lies between the sum of the trades and the net of the run; nothing where they are the same. */
function restText({ totals, trades, open }: Run): Html | string {
  const rest = totals.net - trades.reduce((sum, { net }) => sum + net, 0);
  if (rest === 0) return " Their net is the net of the run.";
  const parts = [
    ...(open === null ? [] : ["the position still open, its costs with it"]),
    ...(totals.dataFees === 0 ? [] : ["market data"]),
    ...(totals.liquidationFees === 0 ? [] : ["liquidation fees"]),
    ...(totals.interest === 0 ? [] : ["interest"]),
  ];
  return html` The run's net is ${profit(totals.net)}: theirs and ${profit(rest)} of what belongs to no finished trade${parts.length > 0 && ` (${parts.join(", ")})`}.`;
}

const monthAt = (months: readonly HeldMonth[], bar: number): string =>
  months.findLast((month) => month.bar <= bar)?.contract ?? ABSENT;

/** The price at which all of a trade's contracts were finally settled: it need not lie on the grid. */
function finalPrice({ chain }: Run, { exitBar, qty, side }: Trade): Html | null {
  const expiry = chain?.expiries.find((one) => one.bar === exitBar && one.qty === side * qty);
  return expiry === undefined ? null : html`${expiry.price}`;
}

/** A price on the grid is exact as it stands; an average is shown to two digits more and is exact in its `value`. */
function averageCell(sum: number, qty: number, grid: PriceGrid): Html {
  if (sum % qty === 0) return html`${priceText(sum / qty, grid)}`;
  const exact = averagePrice(sum, qty, grid);
  const shown = fixedText(Number(exact), grid.decimals + 2).replace("-", MINUS);
  return html`<data value="${exact}">${shown}</data>`;
}
