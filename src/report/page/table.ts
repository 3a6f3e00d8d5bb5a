// How does a table stand in the page, readable by eye, by screen reader and on a phone?

import { type Html, type HtmlValue, html, NOTHING } from "../html.js";

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
 * that is what cells are unless they say otherwise: a long table is a large part of a report's bytes.
 */
export function table({ name, heads, rows, sums, tall, wide }: Table): Html {
  const classes = heads.map(({ kind }) => (kind === "text" ? html` class="t"` : NOTHING));
  const row = (values: readonly HtmlValue[]) =>
    html`<tr>${values.map((value, column) =>
      column === 0
        ? html`<th scope="row"${classes[0]}>${value}</th>`
        : html`<td${classes[column]}>${value}</td>`,
    )}</tr>`;
  return html`<div class="scroll${tall ? " tall" : ""}" role="region" tabindex="0" aria-label="${name}"><table class="r${wide ? " sides" : ""}"><thead><tr>${heads.map(
    ({ label, title }, column) =>
      html`<th scope="col"${classes[column]}${title ? html` title="${title}"` : ""}>${label}</th>`,
  )}</tr></thead><tbody>${rows.map(row)}</tbody>${sums ? html`<tfoot>${row(sums)}</tfoot>` : ""}</table></div>`;
}
