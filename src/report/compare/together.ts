// What would all of them together on one account have been?

import type { SharedAccount } from "../../domain/comparison.js";
import { formatDay } from "../../instrument/time.js";
import { dateLabels } from "../chart/dates.js";
import { frame } from "../chart/frame.js";
import { filledLine, rangeOf } from "../chart/line.js";
import { axisOf } from "../chart/scale.js";
import { countText, dollarsText, percentText, plural, shortDollars, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { figure } from "../page/figure.js";
import { number, table } from "../page/table.js";
import { given, money, profit } from "../page/value.js";
import { booksHtml } from "./books.js";
import { CELL_HEADS, type ComparePanel } from "./panel.js";

export const together: ComparePanel = {
  id: "together",
  title: "All together on one account",
  short: "One account",
  render({ shared, sharedFault }) {
    if (shared === null) {
      return html`<p class="say">${
        sharedFault
          ? html`There is no shared account: ${sharedFault.code} ${given(sharedFault.message)}`
          : "It takes two finished runs to share an account."
      }</p>`;
    }
    const trades = shared.parts.reduce((sum, part) => sum + part.trades, 0);
    const refused = shared.parts.reduce((sum, part) => sum + part.refused, 0);
    const forced = shared.parts.reduce((sum, part) => sum + part.liquidations, 0);
    return html`<p class="say">All ${shared.parts.length} ran bar by bar on one clock against one account of ${dollarsText(shared.cash)}: each order was checked against the margin that all positions of that instant left free. This is not the sum of the single runs, where each had the whole account to itself.</p>
<dl class="tiles"><div class="hero"><dt>Net together</dt><dd>${profit(shared.net)}<small>${plural(trades, "trade")}</small></dd></div>
<div class="hero"><dt>Sum of the single runs</dt><dd>${profit(shared.sumOfSingles)}<small>sharing made a difference of ${profit(shared.net - shared.sumOfSingles)}</small></dd></div>
<div class="hero"><dt>Max drawdown</dt><dd>${money(-Math.abs(shared.maxDrawdown))}<small>marked to market, ${plural(shared.daily.length, "trade date")}</small></dd></div>
<div class="hero"><dt>Margin peak</dt><dd>${percentText(shared.peakMarginPercent)}<small>of equity; ${plural(refused, "order")} refused, ${plural(forced, "liquidation")}</small></dd></div></dl>
${sharedFigure(shared)}<h3 class="gap">Part of each</h3>${table({
      name: "Parts of the shared account",
      heads: [
        ...CELL_HEADS,
        number("Net"),
        number("Trades"),
        number("Orders refused"),
        number("Liquidations"),
      ],
      rows: shared.parts.map((part) => [
        given(part.strategy),
        given(part.instrument),
        profit(part.net),
        countText(part.trades),
        countText(part.refused),
        countText(part.liquidations),
      ]),
      sums: ["Together", "", profit(shared.net), countText(trades), countText(refused), countText(forced)],
    })}${booksHtml(shared)}`;
  },
};

function sharedFigure({ daily, cash, net }: SharedAccount): Html | string {
  if (daily.length === 0) return "";
  const column = daily.map((row) => row.equity);
  const range = rangeOf([column, [cash]])!;
  const axis = axisOf(range.low, range.high + (range.high - range.low) * 0.03);
  const end = column[column.length - 1]!;
  return html`<div class="gap">${figure({
    id: "shared-plot",
    title: "Equity of the shared account",
    summary: `From ${dollarsText(cash)} to ${dollarsText(end)} (${signed(dollarsText(net))} earned) over ${plural(daily.length, "trade date")}.`,
    plot: frame({
      size: "tall",
      axis,
      axisLabel: shortDollars,
      xLabels: dateLabels(daily.map((row) => row.day)),
      layers: html`${filledLine(column, axis, "floor", "equity")}`,
    }),
    table: table({
      name: "Equity of the shared account by trade date",
      tall: true,
      heads: [{ label: "Date", kind: "text" }, number("Equity")],
      rows: spaced(daily).map((row) => [formatDay(row.day), money(row.equity)]),
    }),
  })}</div>`;
}

/** Every date of a short span, month ends of a long one. */
function spaced(daily: SharedAccount["daily"]): SharedAccount["daily"] {
  if (daily.length <= 62) return daily;
  return daily.filter(
    (row, i) => formatDay(row.day).slice(0, 7) !== formatDay(daily[i + 1]?.day ?? 0).slice(0, 7),
  );
}
