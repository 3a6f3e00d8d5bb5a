// From what was each cell made, and what should a reader know of it?

import { countText } from "../format.js";
import { type Html, html } from "../html.js";
import { given } from "../page/value.js";
import { checksOf } from "../trust.js";
import { type ComparePanel, cellName, type Finished, isFinished } from "./panel.js";

export const doubts: ComparePanel = {
  id: "doubts",
  title: "What to know before believing",
  render({ cells }) {
    const finished = cells.filter(isFinished);
    if (finished.length === 0) return html`<p class="say">No cell finished.</p>`;
    return html`<dl class="facts">${finished.map(
      (cell) => html`<dt>${given(cellName(cell))}</dt><dd>${doubtsOf(cell)}</dd>`,
    )}</dl>`;
  },
};

function doubtsOf({ run }: Finished): Html {
  const checks = checksOf(run);
  const open = checks.filter((check) => check.state !== "ok");
  if (open.length === 0) return html`All ${checks.length} checks are fine.`;
  return html`<ul>${open.map(
    ({ state, label, text }) =>
      html`<li><b class="${state === "bad" ? "loss" : ""}">${state === "bad" ? "✗" : "!"} ${given(label)}.</b> <span class="soft">${given(text)}</span></li>`,
  )}</ul>`;
}

export const origins: ComparePanel = {
  id: "provenance",
  title: "Provenance",
  render({ cells }, { command, version }) {
    return html`<dl class="facts"><dt>Make it again</dt><dd><code>${command}</code></dd><dt>Tickproof</dt><dd>${version}</dd>${cells
      .filter(isFinished)
      .map(
        (cell) =>
          html`<dt>${given(cellName(cell))}</dt><dd>fingerprint <code>${cell.run.fingerprint}</code><br>strategy <code>${cell.run.inputs.strategy.hash}</code><br>${given(cell.run.inputs.data.file)}, ${countText(cell.run.bars.length)} bars traded, <code>${cell.run.inputs.data.sha256}</code><br><span class="soft">${paramsOf(cell)}</span></dd>`,
      )}</dl>`;
  },
};

function paramsOf({ run }: Finished): Html | string {
  const params = Object.entries(run.inputs.strategy.params);
  if (params.length === 0) return "no parameters";
  return html`${params.map(([name, value], i) => html`${i > 0 ? ", " : ""}${given(`${name}=${value}`)}`)}`;
}
