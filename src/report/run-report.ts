// What does the HTML report of one run consist of?

import type { Run } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { blocksOf } from "./embed/blocks.js";
import { countKept, detailFor, keptBars } from "./embed/kept.js";
import type { Detail } from "./embed/layout.js";
import { pathLabel, slippageLabel } from "./execution-text.js";
import { countText, dollarsText, percentText, plural, timeframeText } from "./format.js";
import { type Html, html } from "./html.js";
import { movedText } from "./margin-text.js";
import { page, type Sheet } from "./page/page.js";
import { PAPER_STYLE } from "./page/paper.js";
import { given } from "./page/value.js";
import { PANELS } from "./panel/all.js";
import type { ReportContext } from "./panel/panel.js";
import { paper } from "./panel/paper.js";
import { checksOf } from "./trust.js";

export type { ReportContext } from "./panel/panel.js";

/** One self-contained HTML file: no request, readable from a disk in twenty years. */
export function runReport(run: Run, context: ReportContext): string {
  const { strategy, data, contract } = run.inputs;
  const { first, rest } = blocksOf(run, context);
  return page({
    title: `${strategy.name} · ${contract.symbol} ${timeframeText(data.timeframeMs)} · tickproof`,
    header: header(run, context),
    banners: banners(run),
    parts: [...PANELS, paper].map((panel) => ({
      id: panel.id,
      title: panel.title,
      body: panel.render(run, context),
      quiet: panel.id === "headline",
      paperOnly: panel === paper,
      ...(panel.short && { short: panel.short }),
      ...sheetOf(panel.id, context),
    })),
    style: PAPER_STYLE,
    withoutScript:
      "This page is complete as a document. Without JavaScript there are no linked panes, no filters, no trade drawer, and the table of trades ends after its first 200: tickproof export --from FILE gives all of them as CSV or JSON.",
    footer: html`Made by tickproof ${context.version}. Past results, and simulated ones more so, promise nothing.`,
    blocks: first,
    later: rest,
    front: "run",
  });
}

const SHEETS: Readonly<Record<string, Sheet>> = {
  headline: "first",
  believe: "first",
  chart: "first",
  months: "first",
  assumptions: "second",
  provenance: "second",
  paper: "second",
};

function sheetOf(id: string, { everyTrade = false }: ReportContext): { sheet?: Sheet } {
  if (everyTrade && id === "trades") return { sheet: "all" };
  const sheet = SHEETS[id];
  return sheet === undefined ? {} : { sheet };
}

function header(run: Run, context: ReportContext): Html {
  const { strategy, data, contract, account, execution } = run.inputs;
  return html`<p class="brand">Tickproof backtest</p>
<h1>${given(strategy.name)} · ${given(contract.symbol)} ${timeframeText(data.timeframeMs)}</h1>
<p class="lead"><span>${formatDay(data.firstDay)} → ${formatDay(data.lastDay)}</span> · <span>${plural(run.daily.length, "session")}</span> · <span>${countText(run.bars.length)} bars</span> · <span>start ${dollarsText(account.cash)}${movedText(run)}</span> · <span>${pathLabel(run)}, ${given(slippageLabel(execution.slippage))} slippage</span>${keptText(run, context.detail)}</p>`;
}

/** What of the price is not in the file is said where everybody reads. */
function keptText(run: Run, detail: Detail = detailFor(run.bars.length)): Html | null {
  const { length } = run.bars;
  const left = length - countKept(keptBars(run, detail));
  if (left === 0) return null;
  const percent = percentText((100 * left) / length, 0);
  return html` · <span>${
    detail === "overview"
      ? "no single bars kept: price is an overview"
      : `price detail kept around trades; ${percent} of bars summarised`
  }</span>`;
}

/** Only what makes the numbers unfit for a decision stands above everything else. */
const banners = (run: Run): readonly Html[] =>
  checksOf(run)
    .filter((check) => check.state === "bad")
    .map(({ label, text }) => html`<strong>${label}.</strong> ${text}`);
