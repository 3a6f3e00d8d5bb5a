// How do the trades of a run read when they are grouped?

import type { Run } from "../../domain/run.js";
import { type BreakdownKey, breakdown } from "../../metric/breakdown.js";
import { countText, percentText } from "../format.js";
import { type Html, html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { given, profit } from "../page/value.js";

/** One row a group, with its count beside every number. */
export function breakdownTable(run: Run, by: BreakdownKey, head: string): Html {
  const rows = breakdown(run, by);
  if (rows.length === 0) return html`<p class="say">No trade ended in this run.</p>`;
  return table({
    name: `Trades by ${head.toLowerCase()}`,
    heads: [text(head), number("Trades"), number("Won"), number("Net"), number("Average")],
    rows: rows.map(({ label, trades, wins, net, expectancy }) => [
      given(label),
      countText(trades),
      percentText((100 * wins) / trades),
      profit(net),
      profit(expectancy),
    ]),
  });
}
