// What must a reader know of the bars: what was mended or left out, and what a look at them showed?

import type { DataSource } from "../domain/bars.js";
import { formatInstant } from "../instrument/time.js";
import { countText, plural } from "./format.js";
import { type Html, html } from "./html.js";
import { number, table, text } from "./page/table.js";
import { given } from "./page/value.js";

/** "21 off-grid repaired", "3 duplicate rejected". */
const repairParts = ({ repairs }: DataSource): string[] =>
  (repairs?.counts ?? []).map(({ kind, action, count }) => `${countText(count)} ${kind} ${action}`);

/** "1 gap", "2 missing-session (!)": the mark says that it cannot be right. */
const findingParts = ({ findings }: DataSource): string[] =>
  (findings?.counts ?? []).map(
    ({ kind, grade, count }) => `${countText(count)} ${kind}${grade === "error" ? " (!)" : ""}`,
  );

/** Whether anything of the bars needs a look. */
export const needsLook = (source: DataSource): boolean =>
  (source.repairs?.total ?? 0) > 0 || (source.findings?.counts.length ?? 0) > 0;

/** For the terminal, where something was mended, left out or found; else null. */
export function dataText(source: DataSource): string | null {
  if (!needsLook(source)) return null;
  const [repaired, found] = [repairParts(source), findingParts(source)];
  return [
    ...(repaired.length > 0 ? [`rows ${repaired.join(", ")}`] : []),
    ...(found.length > 0 ? [`found ${found.join(", ")}`] : []),
  ].join(" · ");
}

/** The lists behind those counts, for the page; nothing where there is nothing. */
export function dataTables(source: DataSource): Html {
  const { repairs, findings } = source;
  const listed = repairs?.listed ?? [];
  const found = findings?.listed ?? [];
  return html`${
    listed.length === 0
      ? ""
      : html`<details><summary>${plural(repairs!.total, "row")} repaired or left out: ${repairParts(source).join(", ")}</summary>${table(
          {
            name: "Rows repaired or left out",
            heads: [text("Kind"), text("Done"), number("Line"), text("Found"), text("Now")],
            rows: listed.map(({ kind, action, line, found: was, done }) => [
              kind,
              action,
              countText(line),
              html`<span class="wraps">${given(was)}</span>`,
              html`<span class="wraps">${given(done)}</span>`,
            ]),
            tall: listed.length > 20,
          },
        )}${listed.length < repairs!.total ? html`<p class="say">The first of each kind.</p>` : ""}</details>`
  }${
    found.length === 0
      ? ""
      : html`<details open><summary>Found in the bars: ${findingParts(source).join(", ")}</summary>${table({
          name: "Found in the bars",
          heads: [text("Kind"), text("Begins (UTC)"), text("Found"), text("Expected")],
          rows: found.map(({ kind, grade, from, found: what, expected }) => [
            html`<span class="${grade === "error" ? "loss" : "soft"}">${grade === "error" ? "✗" : "!"} ${kind}</span>`,
            formatInstant(from),
            html`<span class="wraps">${given(what)}</span>`,
            html`<span class="wraps">${given(expected)}</span>`,
          ]),
          tall: found.length > 20,
        })}</details>`
  }`;
}
