// What does the HTML report of one run consist of?

import type { Run } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { blocksOf } from "./embed/blocks.js";
import { pathLabel, slippageLabel } from "./execution-text.js";
import { countText, dollarsText, plural, timeframeText } from "./format.js";
import { type Html, html } from "./html.js";
import { movedText } from "./margin-text.js";
import { page } from "./page/page.js";
import { given } from "./page/value.js";
import { PANELS } from "./panel/all.js";
import type { ReportContext } from "./panel/panel.js";
import { checksOf } from "./trust.js";

export type { ReportContext } from "./panel/panel.js";

/** One self-contained HTML file: no request, readable from a disk in twenty years. */
export function runReport(run: Run, context: ReportContext): string {
  const { strategy, data, contract } = run.inputs;
  return page({
    title: `${strategy.name} · ${contract.symbol} ${timeframeText(data.timeframeMs)} · tickproof`,
    header: header(run),
    banners: banners(run),
    parts: PANELS.map((panel) => ({
      id: panel.id,
      title: panel.title,
      ...(panel.short && { short: panel.short }),
      body: panel.render(run, context),
      quiet: panel.id === "headline",
    })),
    withoutScript:
      "This page is complete as a document. Without JavaScript there are no linked panes, no filters, no trade drawer, and the table of trades ends after its first 200: tickproof export --from FILE gives all of them as CSV or JSON.",
    footer: html`Made by tickproof ${context.version}. Past results, and simulated ones more so, promise nothing.`,
    blocks: blocksOf(run, context),
    front: "run",
  });
}

function header(run: Run): Html {
  const { strategy, data, contract, account, execution } = run.inputs;
  return html`<p class="brand">Tickproof backtest</p>
<h1>${given(strategy.name)} · ${given(contract.symbol)} ${timeframeText(data.timeframeMs)}</h1>
<p class="lead"><span>${formatDay(data.firstDay)} → ${formatDay(data.lastDay)}</span> · <span>${plural(run.daily.length, "session")}</span> · <span>${countText(run.bars.length)} bars</span> · <span>start ${dollarsText(account.cash)}${movedText(run)}</span> · <span>${pathLabel(run)}, ${given(slippageLabel(execution.slippage))} slippage</span></p>`;
}

/** Only what makes the numbers unfit for a decision stands above everything else. */
const banners = (run: Run): readonly Html[] =>
  checksOf(run)
    .filter((check) => check.state === "bad")
    .map(({ label, text }) => html`<strong>${label}.</strong> ${text}`);
