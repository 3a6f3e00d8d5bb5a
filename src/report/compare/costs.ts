// What did trading cost in each cell?

import { sumOf } from "../../accountant/costs.js";
import { figureOf } from "../figures.js";
import { ABSENT, countText, percentText } from "../format.js";
import { html } from "../html.js";
import { number, table } from "../page/table.js";
import { given, money, profit } from "../page/value.js";
import { CELL_HEADS, type ComparePanel, isFinished } from "./panel.js";

export const compareCosts: ComparePanel = {
  id: "costs",
  title: "Costs",
  render({ cells }) {
    const finished = cells.filter(isFinished);
    if (finished.length === 0) return html`<p class="say">No cell finished.</p>`;
    return html`<p class="say">Gross less costs is net. Slippage is inside gross already; break-even is in ticks a side.</p>${table(
      {
        name: "Costs by cell",
        heads: [
          ...CELL_HEADS,
          number("Fills"),
          number("Gross"),
          number("Commission"),
          number("Exchange"),
          number("Clearing"),
          number("NFA"),
          number("Data, liquidation"),
          number("Net"),
          number("Costs ÷ gross"),
          number("Slippage"),
          number("Break-even"),
        ],
        rows: finished.map(({ strategy, instrument, run }) => {
          const { totals } = run;
          const other = totals.dataFees + totals.liquidationFees;
          return [
            given(strategy),
            given(instrument),
            countText(run.fills.length),
            profit(totals.gross),
            money(totals.costs.commission),
            money(totals.costs.exchange),
            money(totals.costs.clearing),
            money(totals.costs.nfa),
            money(other),
            profit(totals.net),
            totals.gross > 0 ? percentText((100 * (sumOf(totals.costs) + other)) / totals.gross, 0) : ABSENT,
            money(totals.slippage),
            figureOf(run, "break-even-slippage"),
          ];
        }),
      },
    )}`;
  },
};
