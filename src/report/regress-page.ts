// What does a reviewer see who wants to know what a change did to the trades?

import { createHash } from "node:crypto";
import type { CaseResult, FirstDivergence, MetricRow, Recorded, SourceLine } from "../domain/regress.js";
import { VERDICTS } from "../domain/regress.js";
import type { Run } from "../domain/run.js";
import { formatInstant } from "../instrument/time.js";
import { compareBlocks } from "./compare/blocks.js";
import { diff } from "./compare/diff.js";
import { overlay } from "./compare/overlay.js";
import { COMPARE_STYLE } from "./compare/style.js";
import { plural } from "./format.js";
import { type Html, html } from "./html.js";
import { type Part, page } from "./page/page.js";
import { number, table, text } from "./page/table.js";
import { given, instant } from "./page/value.js";
import { besideBaseline, spanOf } from "./regress-as-run.js";
import { rowTexts } from "./regress-figures.js";
import { caseText, exchangeTime, whose } from "./regress-text.js";
import { countsText, metricOf } from "./regress-words.js";

export interface RegressContext {
  readonly version: string;
  /** The command that makes it again. */
  readonly command: string;
}

const STYLE = `
.verdict{font-weight:650;text-transform:uppercase;letter-spacing:.04em;font-size:.8em}
.verdict.bad{color:var(--loss)}.verdict.good{color:var(--gain)}
.source{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.55 ui-monospace,monospace;background:var(--h0,transparent);border:1px solid var(--edge);border-radius:8px;padding:10px 14px;margin:10px 0}
.events td{white-space:normal}
.events td bdi,.events td code{overflow-wrap:anywhere}
`;

const GOOD = new Set(["same", "within", "accepted", "new"]);

const verdictText = ({ verdict }: Pick<CaseResult, "verdict">): Html =>
  html`<span class="verdict ${GOOD.has(verdict) ? "good" : "bad"}">${verdict}</span>`;

/** The file of a case's page. A folder may have a name that is too long for a file with more to it, or that a forge takes in no artifact. */
export const pageName = (name: string): string =>
  Buffer.byteLength(name) > 120 || !/^[\p{L}\p{N}_. -]+$/u.test(name)
    ? `case-${createHash("sha256").update(name).digest("hex").slice(0, 16)}.html`
    : `case-${name}.html`;

/** Two versions on the same candles. */
export function casePage(result: CaseResult, before: Recorded, run: Run, context: RegressContext): string {
  const comparison = besideBaseline(before, run);
  const how = { ...context };
  const parts: Part[] = [
    ...(result.divergence === null
      ? []
      : [{ id: "first", title: "First divergent decision", body: divergencePart(result.divergence) }]),
    { id: "metrics", title: "Metrics", body: metricsPart(result.metrics) },
    { id: "overlay", title: "Equity", body: overlay.render(comparison, how) },
    { id: "diff", title: diff.title, body: diff.render(comparison, how) },
    { id: "layers", title: "What it depends on", short: "Layers", body: layersPart(result) },
  ];
  return page({
    title: `${result.name}: ${result.verdict} · tickproof regress`,
    header: html`<p class="brand"><a href="index.html">Tickproof regress</a></p>
<h1>${given(result.name)} ${verdictText(result)}</h1>
<p class="lead">${given(result.headline)}${result.headline === "" ? "" : " · "}${given(run.inputs.strategy.name)} on ${given(run.inputs.contract.symbol)} · <span>${spanOf(run)}</span></p>
<p class="lead">${given(whose(result))}</p>`,
    banners: [
      ...(run.inputs.data.synthetic
        ? [
            html`<strong>Synthetic data.</strong> The bars were generated: good for holding code to account, they prove nothing about markets.`,
          ]
        : []),
      ...(result.finding === null
        ? []
        : [html`<strong>${result.finding.code}.</strong> ${given(result.finding.message)}`]),
      ...result.notes.map((note) => html`${given(note)}`),
    ],
    parts,
    style: COMPARE_STYLE + STYLE,
    withoutScript:
      "This page is complete as a document. Without JavaScript the largest difference is shown on its candles; with it, any trade that is clicked.",
    blocks: compareBlocks(comparison, how),
    front: "compare",
    footer: html`Made by tickproof ${context.version}, <code>${context.command}</code>. A is the baseline, B is now.`,
  });
}

function divergencePart(found: FirstDivergence): Html {
  const { time, baseline, now, order, tradeBaseline, tradeNow, values, place, path, changedLines, why } =
    found;
  const trade = (n: number | null) => (n === null ? "—" : `#${n}`);
  return html`<p class="say">${timeOf(time)} ${coded(why)}.</p>
<div class="events">${table({
    name: "Both events",
    heads: [text("Side"), text("Order event"), number("Order"), number("Trade")],
    rows: [
      ["Baseline", given(baseline ?? "nothing"), order === 0 ? "" : String(order), trade(tradeBaseline)],
      ["Now", given(now ?? "nothing"), order === 0 ? "" : String(order), trade(tradeNow)],
    ],
  })}</div>${
    values.length === 0
      ? ""
      : html`<h3 class="gap">What the strategy saw there</h3><div class="events">${table({
          name: "Values at the decision",
          heads: [text("Value"), text("Baseline"), text("Now"), text("Made at")],
          rows: values.map((value) => [
            given(value.name),
            given(value.baseline ?? "not recorded"),
            given(value.now ?? "—"),
            value.made === null ? "" : html`<code>${value.made.where}</code>`,
          ]),
        })}</div>`
  }${
    place === null
      ? ""
      : html`<h3 class="gap">Decided at <code>${place.where}</code></h3>${place.excerpt !== null && html`<pre class="source">${place.excerpt}</pre>`}`
  }${path.length < 2 ? "" : linesPart("Called from", path.slice(1))}${linesPart("Changed since the baseline", changedLines)}`;
}

/** On New York's clock, then in UTC. */
function timeOf(time: number): Html {
  const [local = "", utc = ""] = exchangeTime(time).split(" (");
  return html`${instant(time, local)} (<span class="nb">${utc.replace(")", "")}</span>):`;
}

/** Names stand between backticks. */
const coded = (sentence: string): Html =>
  html`<bdi>${sentence.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}</bdi>`;

const linesPart = (title: string, lines: readonly SourceLine[]): Html | "" =>
  lines.length === 0
    ? ""
    : html`<h3 class="gap">${title}</h3><pre class="source">${lines.map(({ where, text: line }) => `${where}   ${line}`).join("\n")}</pre>`;

/** What differs first; the rest below it, so that a reader can see that it was looked at. */
function metricsPart(metrics: readonly MetricRow[]): Html {
  const rows = (some: readonly MetricRow[]) =>
    some.map((row) => {
      const { baseline, now, delta } = rowTexts(row);
      const limits = [
        ...(row.tolerance === null
          ? []
          : [`${row.tolerance.text}: ${row.tolerance.met ? "inside" : "outside"}`]),
        ...row.guards.map(
          ({ text: guard, met, came }) =>
            `guard ${guard}: ${met ? "holds" : "broken"}${came === null ? "" : ` (${came})`}`,
        ),
      ];
      return [row.label, baseline, now, delta, given(limits.join("; "))];
    });
  const heads = [text("Metric"), number("Baseline"), number("Now"), number("Delta"), text("Limits")];
  const [moved, same] = [metrics.filter(({ differs }) => differs), metrics.filter(({ differs }) => !differs)];
  return html`<p class="say">${plural(moved.length, "metric differs", "metrics differ")}, ${plural(same.length, "is as it was", "are as they were")}.</p>${
    moved.length === 0 ? "" : table({ name: "Metrics that differ", heads, rows: rows(moved), tall: true })
  }${
    same.length === 0
      ? ""
      : html`<details><summary>Metrics that are as they were</summary>${table({ name: "Metrics that are as they were", heads, rows: rows(same), tall: true })}</details>`
  }`;
}

function layersPart({ layers, reasons }: CaseResult): Html {
  return html`<div class="events">${table({
    name: "Layers of the fingerprint",
    heads: [text("Layer"), text("What"), text("Baseline"), text("Now")],
    rows: layers.flatMap(({ layer, changes }): (Html | string)[][] =>
      changes.length === 0
        ? [[html`${layer}`, html`same`, "", ""]]
        : changes.map(({ name, baseline, now }) => [
            html`<strong>${layer}</strong>`,
            given(name),
            given(baseline ?? "none"),
            given(now ?? "none"),
          ]),
    ),
  })}</div>${
    reasons.length === 0
      ? ""
      : html`<h3 class="gap">Why the baseline is what it is</h3><ul>${reasons.map((reason) => html`<li>${given(reason.text)}</li>`)}</ul>`
  }`;
}

/** One page for all cases. `pages`: names of the cases that have one of their own. */
export function regressIndex(
  results: readonly CaseResult[],
  pages: ReadonlySet<string>,
  context: RegressContext,
): string {
  const figure = (result: CaseResult, key: string): string => {
    const row = metricOf(result, key);
    if (row === null) return "";
    const { baseline, now } = rowTexts(row);
    return row.differs ? `${baseline} → ${now}` : now;
  };
  const told = results.filter((result) => !pages.has(result.name) && !GOOD.has(result.verdict));
  return page({
    title: "tickproof regress",
    header: html`<p class="brand">Tickproof regress</p>
<h1>${countsText(results, VERDICTS)}</h1>`,
    banners: [],
    parts: [
      {
        id: "cases",
        title: "Cases",
        body: html`${table({
          name: "Cases",
          heads: [
            text("Case"),
            text("Verdict"),
            number("Net"),
            number("Trades"),
            number("PF"),
            number("Max DD"),
            text("First divergence"),
          ],
          rows: results.map((result) => [
            pages.has(result.name)
              ? html`<a href="${encodeURIComponent(pageName(result.name))}">${given(result.name)}</a>`
              : given(result.name),
            html`${verdictText(result)}<small class="delta">${given(result.headline)}</small>`,
            figure(result, "net"),
            figure(result, "trades"),
            figure(result, "profitFactor"),
            figure(result, "maxDrawdown"),
            result.divergence === null
              ? ""
              : html`${instant(result.divergence.time, formatInstant(result.divergence.time))}${result.divergence.place !== null && html`<small class="delta">${given(result.divergence.place.where)}</small>`}`,
          ]),
        })}`,
      },
      ...(told.length === 0
        ? []
        : [
            {
              id: "told",
              title: "What was said of the others",
              body: html`${told.map((result) => html`<h3 class="gap">${given(result.name)}</h3><pre class="source">${caseText(result) || result.headline || result.verdict}</pre>`)}`,
            },
          ]),
    ],
    style: COMPARE_STYLE + STYLE,
    footer: html`Made by tickproof ${context.version}, <code>${context.command}</code>.`,
  });
}
