// What does the HTML report of a sweep consist of?

import { type Sweep, type SweepPart, varied } from "../domain/sweep.js";
import type { LookAhead } from "../domain/verified.js";
import { formatDay } from "../instrument/time.js";
import { metricOf } from "../metric/all.js";
import {
  bestRow,
  deflated,
  plateau,
  ranked,
  type Surroundings,
  surroundingsOf,
} from "../research/sweep-rank.js";
import {
  ABSENT,
  countText,
  dollarsText,
  fixedText,
  plural,
  probabilityText,
  timeframeText,
} from "./format.js";
import { type Html, html } from "./html.js";
import { page } from "./page/page.js";
import { number, table } from "./page/table.js";
import { given, profit, prose } from "./page/value.js";
import type { ReportContext } from "./panel/panel.js";
import { paramText, rowWords, textAt, triedText, valueAt } from "./sweep-figures.js";
import { parameterMap, parameterTables } from "./sweep-map.js";
import { MINI_STYLE, miniId, miniReports, type RowTrades, rowsShown } from "./sweep-mini.js";
import { lookAhead } from "./trust-market.js";

export interface SweepContext extends ReportContext {
  /** Of combinations that ran once more; none without it. */
  readonly trades?: RowTrades;
  /** By part: what a look at its best combination came to; null where nobody looked. */
  readonly looks?: readonly (LookAhead | null)[];
  /** The command line that runs one combination. */
  readonly commandOf?: (part: number, row: number) => string;
}

/** One self-contained HTML file, as `runReport`: what was found on each instrument, and how it hangs on the parameters. */
export function sweepReport(sweep: Sweep, metric: string, context: SweepContext): string {
  const { strategy, parts } = sweep;
  return page({
    title: `Sweep of ${strategy.name} on ${parts.map(({ symbol }) => symbol).join(", ")} · tickproof`,
    header: header(sweep, metric),
    banners: banners(sweep),
    parts: [
      ...parts.flatMap((part, k) =>
        partsOf(sweep, part, metric, parts.length > 1 ? ` · ${part.symbol}` : "", k, context),
      ),
      { id: "origins", title: "Where it comes from", body: origins(sweep, context) },
    ],
    style: MINI_STYLE,
    footer: html`Made by tickproof ${context.version}. Past results, and simulated ones more so, promise nothing; the best of many least of all.`,
  });
}

function header(sweep: Sweep, metric: string): Html {
  const { strategy, axes, parts } = sweep;
  const [{ terms }] = parts as [SweepPart];
  const names = axes.map(({ name }) => name).join(" × ");
  return html`<p class="brand">Tickproof sweep</p>
<h1>${given(strategy.name)} · ${given(parts.map(({ symbol }) => symbol).join(", "))} ${timeframeText(terms.data.timeframeMs)}</h1>
<p class="lead"><span>${triedText(sweep)}</span> of ${given(names)} · <span>ranked by ${metricOf(metric).label.toLowerCase()}</span> · <span>${formatDay(terms.data.firstDay)} → ${formatDay(terms.data.lastDay)}</span> · <span>start ${dollarsText(terms.account.cash)}</span></p>`;
}

function banners({ parts, rows, interrupted }: Sweep): readonly Html[] {
  const done = parts.reduce((sum, part) => sum + part.done + part.failed, 0);
  const synthetic = new Set(parts.flatMap(({ terms }) => (terms.data.synthetic ? [terms.data.file] : [])));
  return [
    interrupted &&
      html`<strong>Stopped before the end.</strong> ${countText(done)} of ${plural(rows * parts.length, "run")} had finished and are here; the rest is missing.`,
    synthetic.size > 0 &&
      html`<strong>Synthetic data.</strong> The bars of ${given([...synthetic].join(", "))} were generated: good for learning the tool, they prove nothing about markets.`,
  ].filter((banner) => banner !== false);
}

function partsOf(
  sweep: Sweep,
  part: SweepPart,
  metric: string,
  label: string,
  k: number,
  { trades, looks, commandOf = () => "" }: SweepContext,
) {
  if (bestRow(part, metric) === null) {
    const body = html`<p class="say">No combination has a ${metricOf(metric).label.toLowerCase()}.</p>${failures(part)}`;
    return [{ id: `found-${k}`, title: `What was found${label}`, body }];
  }
  const own = new Set(rowsShown(sweep, part, metric, SHOWN));
  const linkTo = (row: number) => (own.has(row) ? `#${miniId(k, row)}` : null);
  return [
    {
      id: `found-${k}`,
      title: `What was found${label}`,
      body: html`${found(sweep, part, metric)}${futureSeen(sweep, part, looks?.[k] ?? null)}`,
    },
    { id: `map-${k}`, title: `Map${label}`, body: parameterMap(sweep, part, metric, linkTo) },
    {
      id: `parameters-${k}`,
      title: `Each parameter by itself${label}`,
      body: parameterTables(sweep, part, metric),
    },
    {
      id: `combinations-${k}`,
      title: `The best combinations${label}`,
      body: combinations(sweep, part, metric, linkTo),
    },
    ...(own.size === 0
      ? []
      : [
          {
            id: `runs-${k}`,
            title: `Single runs${label}`,
            body: miniReports(sweep, k, metric, own, trades?.[k] ?? new Map(), (row) => commandOf(k, row)),
          },
        ]),
  ];
}

function found(sweep: Sweep, part: SweepPart, metric: string): Html {
  const best = bestRow(part, metric)!;
  const flat = plateau(sweep, part, metric);
  const around = surroundingsOf(sweep, part, metric, best);
  const left = deflated(part, best);
  const flatTile =
    flat === null
      ? html`<dd>${ABSENT}<small>${sweep.numbers === null ? "nowhere do two thirds of the neighbours come within 20%" : "drawn combinations have no neighbours"}</small></dd>`
      : html`<dd>${textAt(part, metric, flat.row)}<small>${given(rowWords(sweep, flat.row))}</small><small>${nearText(flat)}</small></dd>`;
  const luckTile =
    left === null
      ? html`<dd>${ABSENT}</dd>`
      : html`<dd>${probabilityText(left.probability)}<small>Sharpe ${fixedText(left.sharpe, 2)}, the best of ${countText(left.tried)} by luck: ${fixedText(left.lucky, 2)}</small><small>0.95 is the usual bar</small></dd>`;
  return html`<dl class="tiles"><div class="hero"><dt>Best</dt><dd>${textAt(part, metric, best)}<small>${given(rowWords(sweep, best))}</small><small>${around === null ? "" : nearText(around)}</small></dd></div>
<div><dt>Best plateau</dt>${flatTile}</div>
<div><dt>Deflated Sharpe</dt>${luckTile}</div>
<div><dt>Combinations</dt><dd>${countText(part.done)}<small>${part.failed > 0 ? `${countText(part.failed)} failed` : "none failed"}</small></dd></div></dl>
<p class="say gap">The best of many is partly the luckiest. A plateau is where a slightly different parameter would have come to much the same; the deflated Sharpe ratio is the probability that the best has more to it than luck (Bailey and López de Prado, 2014).</p>${failures(part)}`;
}

/** One code runs in all combinations: what is found of the best holds for them. */
function futureSeen({ strategy }: Sweep, { symbol }: SweepPart, look: LookAhead | null): Html {
  const [check] = lookAhead(look === null ? {} : { lookAhead: look });
  const verify = html`<code>tickproof verify ${strategy.file} -i ${symbol}</code>`;
  if (check === undefined)
    return html`<p class="say"><b>? Look-ahead: not tested.</b> No combination was run again with the future hidden; ${verify} does that.</p>`;
  const mark =
    check.state === "bad"
      ? html`<b class="loss">✗ ${prose(check.label)}.</b>`
      : html`<b>✓ ${prose(check.label)}.</b>`;
  return html`<p class="say">${mark} ${prose(check.text)} Looked at in the best combination; ${verify} tests more.</p>`;
}

const nearText = ({ like, neighbours }: Surroundings): string =>
  `${like} of ${plural(neighbours, "neighbour")} within 20%`;

const failures = ({ failures: all }: SweepPart): Html =>
  html`${all.map(
    ({ count, fault }) =>
      html`<p class="say"><span class="loss">✗</span> ${plural(count, "combination")} failed: ${fault.code} ${given(fault.message)}${fault.where === undefined ? "" : html` <code>${fault.where}</code>`}</p>`,
  )}`;

const SHOWN = 100;
const COLUMNS = [
  "max-drawdown",
  "trades",
  "win-rate",
  "profit-factor",
  "sharpe",
  "sortino",
  "expectancy",
  "exposure",
];

function combinations(
  sweep: Sweep,
  part: SweepPart,
  metric: string,
  linkTo: (row: number) => string | null,
): Html {
  const rows = [...ranked(part, metric).subarray(0, SHOWN)];
  const own = metric === "net" || COLUMNS.includes(metric) ? [] : [metric];
  const keys = [...own, ...COLUMNS];
  const more = part.done - rows.length;
  return html`${table({
    name: "The best combinations by rank",
    heads: [
      ...sweep.axes.map(({ name }) => number(name)),
      number("Net"),
      ...keys.map((key) => number(metricOf(key).label)),
    ],
    rows: rows.map((row) => [
      ...Object.values(varied(sweep, row)).map((value) => given(paramText(value))),
      linked(linkTo(row), profit(valueAt(part, "net", row))),
      ...keys.map((key) => textAt(part, key, row)),
    ]),
    tall: rows.length > 20,
    wide: true,
  })}${more > 0 ? html`<p class="say">… and ${countText(more)} more: <code>--csv FOLDER</code> writes all of them.</p>` : ""}`;
}

const linked = (to: string | null, body: Html): Html =>
  to === null ? body : html`<a href="${to}">${body}</a>`;

function origins(sweep: Sweep, { command, version }: ReportContext): Html {
  const { strategy, fixed, axes, fingerprint, sample, parts } = sweep;
  const words = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(", ");
  const facts: [string, Html][] = [
    ["Make it again", html`<code>${command}</code>`],
    [
      "Varied",
      html`${axes.map(({ name, values }) => html`<p>${given(`${name}: ${shortened(values.map(paramText))}`)}</p>`)}`,
    ],
    ["The same in all", html`${given(words(fixed))}`],
    ["Drawn", html`${sample === null ? "no: all combinations were tried" : `with seed ${sample.seed}`}`],
    ["Strategy", html`<code>${strategy.file}</code> <code>${strategy.hash.slice(0, 12)}</code>`],
    ...parts.map(({ symbol, terms }): [string, Html] => [
      `Bars of ${symbol}`,
      html`${given(terms.data.file)}, ${plural(terms.data.bars, "bar")} <code>${terms.data.sha256.slice(0, 12)}</code>`,
    ]),
    ["Fingerprint", html`<code>${fingerprint ?? "none: it was stopped"}</code>`],
    ["Tickproof", html`${version}`],
  ];
  return html`<dl class="facts">${facts.map(([head, value]) => html`<dt>${given(head)}</dt><dd>${value}</dd>`)}</dl>
<p class="say gap">Every row is what <code>tickproof run</code> gives with the same parameters. The bounds under the other walk through ambiguous bars are in that run's own report.</p>`;
}

function shortened(words: readonly string[]): string {
  return words.length <= 12
    ? words.join(", ")
    : `${words.slice(0, 6).join(", ")}, … ${words.at(-1)} (${words.length} values)`;
}
