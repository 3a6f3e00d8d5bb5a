// Which contract months were traded, and what did it cost to go from one to the next?

import type { Chain } from "../../domain/chain.js";
import { decimalOfTicks, type MicroUsd, type Ticks } from "../../domain/money.js";
import type { Run } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { formatDay } from "../../instrument/time.js";
import { factorFrom } from "../chain-rows.js";
import { Clock } from "../clock.js";
import { ABSENT, countText, fixedText, plural } from "../format.js";
import { type Html, html } from "../html.js";
import { monthResults } from "../month-results.js";
import { number, table, text } from "../page/table.js";
import { amount, given, instant, profit } from "../page/value.js";
import type { Panel } from "./panel.js";

export const contracts: Panel = {
  id: "contracts",
  title: "Contracts and rolls",
  short: "Contracts",
  render(run) {
    const { chain } = run;
    if (chain === null) {
      return html`<p class="say">Nothing is known of contract months: the bars were taken as one series without rolls. <code>--chain</code>, <code>--rolls</code> or a contract such as ${run.inputs.contract.symbol}H26 tell of them.</p>`;
    }
    const carried = chain.rolls.filter(({ qty }) => qty !== 0).length;
    return html`<p class="say">${capital(run.inputs.chain?.how ?? "")}. ${plural(chain.rolls.length, "roll")}, ${countText(carried)} with a position. Fills, money, margin and percentages are at the contract's own price; ${READ[run.inputs.chain?.adjust ?? "difference"]}.</p>${months(run, chain)}${rolls(run, chain)}${expiries(run, chain)}`;
  },
};

const READ = {
  difference: "the bars that the strategy reads are that price less the offset",
  ratio: "what the strategy reads is that price times the ratios of all later rolls",
  none: "the strategy reads that price, with the jump of each roll in it",
} as const;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function months(run: Run, chain: Chain): Html {
  const points = pointsOf(run);
  const results = monthResults(run, chain);
  return table({
    name: "Contract months",
    tall: chain.months.length > 12,
    heads: [
      text("Contract"),
      text("From"),
      number("Offset", "Price of the contract less the price in the bars"),
      text("First notice"),
      text("Last trading day"),
      number("Fills"),
      number("Gross", "Price result of the fills in this month, legs of rolls included"),
      number("Costs"),
      number("Net"),
    ],
    rows: chain.months.map(({ contract, bar, offset, firstNotice, lastTradingDay }, k) => {
      const { fills, gross, costs } = results[k]!;
      return [
        contract,
        formatDay(run.bars.tradeDate[bar]!),
        points(offset),
        firstNotice === null ? ABSENT : formatDay(firstNotice),
        lastTradingDay === null ? ABSENT : formatDay(lastTradingDay),
        countText(fills),
        profit(gross),
        amount(costs),
        profit(gross - costs),
      ];
    }),
  });
}

function rolls(run: Run, chain: Chain): Html {
  if (chain.rolls.length === 0) return html``;
  const points = pointsOf(run);
  const clock = new Clock(run.inputs.contract);
  const { tickValue } = instrumentOf(run.inputs.contract);
  const byRatio = run.inputs.chain?.adjust === "ratio";
  return html`<h3 class="gap">Rolls</h3>${table({
    name: "Rolls",
    tall: chain.rolls.length > 12,
    heads: [
      text("Before the bar of"),
      text("From"),
      text("To"),
      number("Old price", "Of the contract that is left, where the spread was taken"),
      number("New price"),
      number("Spread", "By which the bars are adjusted: new price less old"),
      number("Ratio", "New price over old"),
      byRatio
        ? number("Factor", "By what the prices before this roll are multiplied: its ratio and all later ones")
        : number("Adjustment", "What comes to the prices before this roll: its spread and all later ones"),
      number("Carried", "Contracts that were held"),
      number("Out at"),
      number("In at"),
      number("Executed spread"),
      number("Roll slippage", "Dollars by which the executed spread was worse; inside the result"),
      text("By"),
    ],
    rows: chain.rolls.map(({ time, from, to, spread, quote, ratio, why, qty, prices }, k) => {
      const worse: Ticks = prices === null ? 0 : prices.to - prices.from - spread;
      return [
        instant(time, clock.text(time)),
        from,
        to,
        points(quote.from),
        points(quote.to),
        points(spread),
        ratio === null ? ABSENT : fixedText(ratio, 6),
        byRatio ? fixedText(factorFrom(chain.rolls, k) ?? 1, 6) : points(-chain.months[k]!.offset + 0),
        qty === 0 ? "no position" : countText(qty),
        prices === null ? ABSENT : points(prices.from),
        prices === null ? ABSENT : points(prices.to),
        prices === null ? ABSENT : points(prices.to - prices.from),
        prices === null ? ABSENT : amount(qty * worse * tickValue),
        given(why),
      ];
    }),
  })}`;
}

function expiries(run: Run, chain: Chain): Html {
  if (chain.expiries.length === 0) return html``;
  const clock = new Clock(run.inputs.contract);
  const value = (money: MicroUsd): Html => amount(money);
  return html`<h3 class="gap">Held to the end</h3>${table({
    name: "Held to the end",
    heads: [
      text("Contract"),
      text("After the bar of"),
      number("Held"),
      number("Price"),
      number("Value of one"),
      text("By"),
      text("Then"),
    ],
    rows: chain.expiries.map((expiry) => [
      expiry.contract,
      instant(expiry.time, clock.text(expiry.time)),
      countText(expiry.qty),
      expiry.price,
      value(expiry.value),
      expiry.source,
      expiry.delivered ? html`<b class="loss">would have been delivered</b>` : "settled in cash",
    ]),
  })}`;
}

function pointsOf(run: Run): (ticks: Ticks) => string {
  const { grid } = instrumentOf(run.inputs.contract);
  return (ticks) => decimalOfTicks(ticks, grid).replace("-", "−");
}
