// From what exactly was each cell made?

import { booksOf } from "../../accountant/shared-books.js";
import { dataText } from "../data-account.js";
import { countText } from "../format.js";
import { type Html, html } from "../html.js";
import { given } from "../page/value.js";
import { type ComparePanel, cellName, type Finished, isFinished } from "./panel.js";

export const origins: ComparePanel = {
  id: "provenance",
  title: "Provenance",
  render({ cells, shared }, { command, version }) {
    return html`<dl class="facts"><dt>Make it again</dt><dd><code>${command}</code></dd><dt>Tickproof</dt><dd>${version}</dd>${cells
      .filter(isFinished)
      .map(
        (cell) =>
          html`<dt>${given(cellName(cell))}</dt><dd>fingerprint <code>${cell.run.fingerprint}</code><br>strategy <code>${cell.run.inputs.strategy.hash}</code><br>${given(cell.run.inputs.data.file)}, ${countText(cell.run.bars.length)} bars traded, <code>${cell.run.inputs.data.sha256}</code>${dataLine(cell)}<br><span class="soft">${paramsOf(cell)}</span></dd>`,
      )}</dl><p class="say paper-only">Not on paper: ${
      shared !== null && booksOf(shared) !== null
        ? "all metrics, costs, trades one by one, and the books of the shared account"
        : "all metrics, costs, and trades one by one"
    }. They are in the file, and <code>tickproof export --from FILE</code> takes them out.</p>`;
  },
};

function dataLine({ run }: Finished): Html | string {
  const told = dataText(run.inputs.data);
  return told === null ? "" : html`<br>${told}`;
}

function paramsOf({ run }: Finished): Html | string {
  const params = Object.entries(run.inputs.strategy.params);
  if (params.length === 0) return "no parameters";
  return html`${params.map(([name, value], i) => html`${i > 0 ? ", " : ""}${given(`${name}=${value}`)}`)}`;
}
