// How did price, account and position move together?

import { html } from "../html.js";
import { hook } from "../page/hook.js";
import { equityFigures } from "./equity.js";
import type { Panel } from "./panel.js";
import { priceFigure } from "./price.js";

/** One section, since with script it is one set of linked panes. */
export const chart: Panel = {
  id: "chart",
  title: "Equity, drawdown and price",
  short: "Chart",
  render: (run) =>
    run.bars.length === 0
      ? html`<p class="say">The data has no bar.</p>`
      : html`${hook("filters")}${hook("panes", html`${equityFigures(run)}<div id="price-figure">${priceFigure(run)}</div>`)}${hook("drawer")}`,
};
