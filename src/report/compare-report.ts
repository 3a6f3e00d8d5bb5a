// What does the HTML report of a comparison consist of?

import type { Comparison } from "../domain/comparison.js";
import { formatDay } from "../instrument/time.js";
import { COMPARE_PANELS } from "./compare/all.js";
import { compareBlocks } from "./compare/blocks.js";
import { factsOf } from "./compare/facts.js";
import { type CompareContext, cellName } from "./compare/panel.js";
import { COMPARE_STYLE } from "./compare/style.js";
import { plural } from "./format.js";
import { type Html, html } from "./html.js";
import { page } from "./page/page.js";
import { given } from "./page/value.js";

/** One self-contained HTML file, as `runReport`, with a column for each cell. */
export function compareReport(comparison: Comparison, context: CompareContext): string {
  const { strategies, instruments } = comparison;
  return page({
    title: `${strategies.join(", ")} on ${instruments.join(", ")} · tickproof`,
    header: header(comparison),
    banners: banners(comparison),
    parts: COMPARE_PANELS.map((panel) => ({
      id: panel.id,
      title: panel.title,
      body: panel.render(comparison, context),
      ...(panel.short && { short: panel.short }),
    })),
    style: COMPARE_STYLE,
    withoutScript:
      "This page is complete as a document. Without JavaScript the baseline and the footing of the curves stay as they are, and of two runs' trades the largest differences are shown: --baseline, --normalize and --diff choose others.",
    ...(comparison.cells.some((cell) => cell.run !== null) && {
      blocks: compareBlocks(comparison, context),
      front: "compare" as const,
    }),
    footer: html`Made by tickproof ${context.version}. Past results, and simulated ones more so, promise nothing.`,
  });
}

function header(comparison: Comparison): Html {
  const { strategies, instruments, firstDay, lastDay, cells, cut } = comparison;
  const { baseline, entrants } = factsOf(comparison);
  const finished = cells.filter((cell) => cell.run !== null).length;
  return html`<p class="brand">Tickproof comparison</p>
<h1>${
    cells.length === strategies.length * instruments.length
      ? `${plural(strategies.length, "strategy", "strategies")} × ${plural(instruments.length, "instrument")}`
      : `${plural(cells.length, "run")} on ${plural(instruments.length, "instrument")}`
  }</h1>
<p class="lead">${given(strategies.join(", "))} on ${given(instruments.join(", "))} · <span>${formatDay(firstDay)} → ${formatDay(lastDay)}, the trade dates all have in common</span> · <span>${finished} of ${plural(cells.length, "run")} finished</span>${
    baseline === null || entrants.length < 2
      ? ""
      : html` · <span>baseline <span data-baseline="">${given(cellName(baseline))}</span></span>`
  }</p>${
    cut === undefined || cut.length === 0
      ? ""
      : html`<p class="lead">Left out so that all ran over the same dates: ${cut
          .map(
            (one) =>
              `${plural(one.bars, "bar")} of ${one.instrument}, which reaches from ${formatDay(one.firstDay)} to ${formatDay(one.lastDay)}`,
          )
          .join("; ")}.</p>`
  }`;
}

function banners({ cells, interrupted, strategies, instruments }: Comparison): readonly Html[] {
  const synthetic = new Set(
    cells.flatMap(({ run }) => (run?.inputs.data.synthetic ? [run.inputs.data.file] : [])),
  );
  const failed = cells.filter((cell) => cell.fault !== null).length;
  const wanted = Math.max(cells.length, strategies.length * instruments.length);
  const finished = cells.filter((cell) => cell.run !== null).length;
  return [
    interrupted &&
      html`<strong>Stopped before the end.</strong> ${finished} of ${plural(wanted, "run")} had finished and are here; the rest is missing.`,
    synthetic.size > 0 &&
      html`<strong>Synthetic data.</strong> The bars of ${given([...synthetic].join(", "))} were generated: good for learning the tool, they prove nothing about markets.`,
    failed > 0 &&
      html`<strong>${plural(failed, "run")} failed.</strong> The others are complete; what failed says why below.`,
  ].filter((banner) => banner !== false);
}
