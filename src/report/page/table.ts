// How does a table stand in the page, readable by eye, by screen reader and on a phone?

import { type Html, type HtmlValue, html } from "../html.js";

export interface Head {
  readonly label: string;
  readonly kind: "text" | "number";
  /** Longer words for what the label means, read and shown on demand. */
  readonly title?: string;
}

export interface Table {
  /** What the table holds: names its scrolling region for those who do not see it. */
  readonly name: string;
  readonly heads: readonly Head[];
  readonly rows: readonly (readonly HtmlValue[])[];
  /** Last row, set apart: sums. */
  readonly sums?: readonly HtmlValue[];
  /** Tall tables scroll inside their own box. */
  readonly tall?: boolean;
  /** Many columns: the first stays in sight while the others scroll, and heads may break. */
  readonly wide?: boolean;
}

export const text = (label: string, title?: string): Head => ({
  label,
  kind: "text",
  ...(title && { title }),
});
export const number = (label: string, title?: string): Head => ({
  label,
  kind: "number",
  ...(title && { title }),
});

/**
 * The page never scrolls sideways: a wide table scrolls in its own region, which the keyboard can reach. Most columns are numbers, so
 * that is what cells are unless the table's classes name their column ("t3": the third holds text), and the end tags that HTML does not ask for
 * are left out: a long table is a large part of a report's bytes.
 */
export function table({ name, heads, rows, sums, tall, wide }: Table): Html {
  const texts = heads.flatMap(({ kind }, column) => (kind === "text" ? [`t${column + 1}`] : []));
  const classes = ["r", ...(wide ? ["sides"] : []), ...texts].join(" ");
  const row = (values: readonly HtmlValue[]) =>
    html`<tr>${values.map((value, column) =>
      column === 0 ? html`<th scope="row">${value}</th>` : html`<td>${value}`,
    )}`;
  return html`<div class="scroll${tall ? " tall" : ""}" role="region" tabindex="0" aria-label="${name}"><table class="${classes}"><thead><tr>${heads.map(
    ({ label, title }) => html`<th scope="col"${title ? html` title="${title}"` : ""}>${label}</th>`,
  )}</tr></thead><tbody>${rows.map(row)}</tbody>${sums ? html`<tfoot>${row(sums)}</tfoot>` : ""}</table></div>`;
}

/** The widest table has 27 columns. */
const MOST_COLUMNS = 30;

/** Aligns the columns of text that a table's classes name. */
export const TEXT_COLUMNS = `${Array.from(
  { length: MOST_COLUMNS },
  (_, k) => `.t${k + 1} tr>:nth-child(${k + 1})`,
).join(",")}{text-align:left}`;
