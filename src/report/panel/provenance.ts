// From what exactly was this made, and how is it made again?

import { formatInstant } from "../../instrument/time.js";
import { dataTables } from "../data-account.js";
import { countText, timeframeText } from "../format.js";
import { html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { given, instant } from "../page/value.js";
import type { Panel } from "./panel.js";

export const provenance: Panel = {
  id: "provenance",
  title: "Provenance",
  render({ inputs, fingerprint }, { command, version, strategySource }) {
    const { strategy, data, execution } = inputs;
    const own =
      typeof execution.slippage === "object" && execution.slippage.model === "own"
        ? execution.slippage
        : null;
    const params = Object.entries(strategy.params);
    return html`<dl class="facts">
<dt>Make it again</dt><dd><code>${command}</code></dd>
<dt>Fingerprint</dt><dd><code>${fingerprint}</code><br><span class="soft">SHA-256 over fills, trades and equity: the same inputs give the same on any machine.</span></dd>
<dt>Tickproof</dt><dd>${version}</dd>
<dt>Strategy</dt><dd>${given(strategy.name)} from <code>${strategy.file}</code><br><code>${strategy.hash}</code></dd>
${own === null ? "" : html`<dt>Slippage model</dt><dd>${given(own.name)} from ${own.file === "" ? "the program" : html`<code>${own.file}</code><br><code>${own.hash}</code>`}</dd>`}
<dt>Data</dt><dd>${given(data.symbol)} ${timeframeText(data.timeframeMs)} from <code>${data.file}</code>: ${countText(data.bars)} bars, ${instant(data.from, formatInstant(data.from))} to ${instant(data.to, formatInstant(data.to))}${data.synthetic ? html`, <b class="loss">synthetic</b>` : ""}<br><code>${data.sha256}</code>${
      data.notes.length > 0 ? html`<ul>${data.notes.map((note) => html`<li>${given(note)}</li>`)}</ul>` : ""
    }${dataTables(data)}</dd>
<dt>Contract facts</dt><dd>${
      inputs.contract.sources.length === 0
        ? "no source given"
        : html`<ul>${inputs.contract.sources.map((source) => html`<li>${given(source)}</li>`)}</ul>`
    }</dd></dl>
<h3 class="gap">Parameters</h3>${
      params.length === 0
        ? html`<p class="say">The strategy declares none.</p>`
        : table({
            name: "Parameters",
            heads: [text("Parameter"), number("Value")],
            rows: params.map(([name, value]) => [given(name), given(String(value))]),
          })
    }${
      strategySource === undefined
        ? ""
        : html`<details><summary>Source of the strategy</summary><pre tabindex="0"><code>${strategySource}</code></pre></details>`
    }`;
  },
};
