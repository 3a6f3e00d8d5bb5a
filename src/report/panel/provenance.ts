// From what exactly was this made, and how is it made again?

import { createHash } from "node:crypto";
import type { ParamValues, RunInputs } from "../../domain/run.js";
import { formatInstant } from "../../instrument/time.js";
import { rulesText } from "../../risk/words.js";
import { dataTables } from "../data-account.js";
import { countText, plural, timeframeText } from "../format.js";
import { type Html, html } from "../html.js";
import { canonical } from "../integrity.js";
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
<dt>Fingerprint</dt><dd class="unclamped"><code>${fingerprint}</code><br><span class="soft">SHA-256 over fills, trades and equity: the same inputs give the same on any machine.</span>${partsOf(inputs, version)}</dd>
<dt>Strategy</dt><dd>${given(strategy.name)} from <code>${strategy.file}</code><br><code>${strategy.hash}</code></dd>
${own === null ? "" : html`<dt>Slippage model</dt><dd>${given(own.name)} from ${own.file === "" ? "the program" : html`<code>${own.file}</code><br><code>${own.hash}</code>`}</dd>`}
<dt>Data</dt><dd>${given(data.symbol)} ${timeframeText(data.timeframeMs)} from <code>${data.file}</code>: ${countText(data.bars)} bars, ${instant(data.from, formatInstant(data.from))} to ${instant(data.to, formatInstant(data.to))}${data.synthetic ? html`, <b class="loss">synthetic</b>` : ""}<br><code>${data.sha256}</code>${
      data.notes.length > 0 ? html`<ul>${data.notes.map((note) => html`<li>${given(note)}</li>`)}</ul>` : ""
    }${dataTables(data)}</dd>
<dt class="sources">Contract facts</dt><dd class="sources">${
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

/** "fast=12, slow=26", as far as a line goes; the table below has all. */
function paramsText(params: ParamValues): Html {
  const words = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  const line = words.join(", ");
  return given(words.length === 0 ? "none" : line.length <= 90 ? line : `${line.slice(0, 88)}…`);
}

/** What went in, each with a hash of its own: where two fingerprints differ, this says which part did. */
function partsOf(
  { strategy, data, finer, contract, account, execution, risk, chain, flatCost }: RunInputs,
  version: string,
): Html {
  const hash = (value: unknown): string => createHash("sha256").update(canonical(value)).digest("hex");
  const parts: [string, Html | string, string | null][] = [
    ["engine", html`tickproof ${version}`, null],
    ["strategy", html`<code>${strategy.file}</code> and what it imports`, strategy.hash],
    ["params", paramsText(strategy.params), hash(strategy.params)],
    ["data", html`<code>${data.file}</code>, ${plural(data.bars, "bar")}`, data.sha256],
    ...(finer === null
      ? []
      : [["finer data", html`<code>${finer.file}</code>`, finer.sha256] as [string, Html, string]]),
    ["contract", html`${given(contract.symbol)}: tick, fees, margins, session`, hash({ contract, flatCost })],
    ...(chain === null ? [] : [["rolls", given(chain.how), hash(chain)] as [string, Html, string]]),
    ["account", "cash, margin policy, day margin, interest", hash(account)],
    [
      "fill model",
      `${execution.path} path, fills at the ${execution.fillAt.replace("-", " ")}`,
      hash(execution),
    ],
    [
      "risk rules",
      rulesText(risk).length === 0 ? "none" : plural(rulesText(risk).length, "rule"),
      hash(risk),
    ],
  ];
  return html`<ul class="tree">${parts.map(
    ([name, what, sum]) =>
      html`<li><b>${name}</b> <span>${what}</span>${sum === null ? "" : html` <code>${sum.slice(0, 16)}</code>`}</li>`,
  )}</ul>`;
}
