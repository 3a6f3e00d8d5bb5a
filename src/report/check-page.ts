// How does the check of bars look as a page?

import { formatDay, formatInstant } from "../instrument/time.js";
import { type CheckedFile, type CheckFinding, cleanKinds, coverageOf, totalOf } from "./check-document.js";
import { floored } from "./check-text.js";
import { countText, percentText, plural, timeframeText } from "./format.js";
import { type Html, html } from "./html.js";
import { CALENDAR_STYLE, coverageCalendar } from "./page/coverage.js";
import { page } from "./page/page.js";
import { number, table, text } from "./page/table.js";
import { given, instant } from "./page/value.js";

/** One self-contained HTML file for all that was checked. */
export function checkPage(files: readonly CheckedFile[], version: string): string {
  const errors = totalOf(files, "error");
  const names = files.map(({ source }) => source.file);
  return page({
    title: `Check of ${names.join(", ")} · tickproof`,
    header: html`<p class="brand">Tickproof data check</p>
<h1>${errors === 0 ? "No errors" : plural(errors, "error")}</h1>
<p class="lead">${given(names.join(", "))} · <span>${plural(totalOf(files, "warning"), "warning")}</span></p>`,
    banners: files.some(({ source }) => source.synthetic)
      ? [html`<strong>Synthetic data.</strong> These bars were generated: they prove nothing about markets.`]
      : [],
    parts: files.flatMap((file, k) => {
      const label = files.length === 1 ? "" : ` · ${file.source.file}`;
      return [
        { id: `found-${k}`, title: `Findings${label}`, body: findingsOf(file) },
        { id: `coverage-${k}`, title: `Coverage${label}`, body: coverageCalendar(file) },
        { id: `rows-${k}`, title: `Rows${label}`, body: rowsOf(file) },
      ];
    }),
    style: CALENDAR_STYLE,
    footer: html`Made by tickproof ${version}. Nothing of the files was changed.`,
  });
}

function findingsOf(file: CheckedFile): Html {
  const { findings, counts } = file;
  const clean = html`<p class="say">Looked at and clean: ${cleanKinds(file).join(", ")}.</p>`;
  if (counts.length === 0) return clean;
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const hidden = total - findings.length;
  return html`${clean}${table({
    name: "Findings",
    heads: [text("Kind"), number("Line"), text("Found"), text("Expected"), text("When (UTC)")],
    tall: findings.length > 30,
    rows: findings.map((one) => [
      html`<span class="${one.grade === "error" ? "loss" : "soft"}">${one.grade === "error" ? "✗" : "!"} ${one.kind}</span>`,
      one.line === null ? "" : countText(one.line),
      html`<span class="wraps">${given(one.found)}</span>`,
      html`<span class="wraps">${given(one.expected)}</span>`,
      whenOf(one),
    ]),
  })}${hidden > 0 ? html`<p class="say">… and ${plural(hidden, "more finding")} of the same kinds.</p>` : ""}`;
}

const whenOf = ({ from }: CheckFinding): Html =>
  from === null ? html`<span class="soft">as in the row</span>` : instant(from, formatInstant(from));

function rowsOf(file: CheckedFile): Html {
  const { source } = file;
  const { rows } = source;
  const { expected, present } = coverageOf(file);
  return html`<dl class="facts">
<dt>Bars</dt><dd>${countText(source.bars)} of ${timeframeText(source.timeframeMs)}, ${source.symbol}, ${formatDay(source.firstDay)} to ${formatDay(source.lastDay)}</dd>
<dt>Coverage</dt><dd>${
    expected === 0
      ? "no hour is covered on half of the dates"
      : `${percentText(floored(present, expected), 2)} of ${countText(expected)} bars by the exchange's calendar, in the hours that the file covers`
  }</dd>
${
  rows === undefined
    ? ""
    : html`<dt>Rows</dt><dd>${countText(rows.read)} read = ${countText(rows.accepted)} accepted + ${countText(rows.repaired)} mended to look further + ${countText(rows.rejected)} left out + ${countText(rows.skipped)} skipped + ${countText(rows.otherContracts)} of other contracts</dd>`
}
<dt>File</dt><dd><code>${source.file}</code><br><code>${source.sha256}</code></dd>
<dt>How it was read</dt><dd><ul>${source.notes.map((note) => html`<li>${given(note)}</li>`)}</ul></dd></dl>`;
}
