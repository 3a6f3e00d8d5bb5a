// How does a table stand in the page, readable by eye, by screen reader and on a phone?

import { Html, type HtmlValue, html, NOTHING } from "../html.js";

export interface Head {
  readonly label: string;
  readonly kind: "text" | "number";
  /** Longer words for what the label means: they stand below the table, where everybody can read them. */
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
 * that is what cells are unless the table's classes name their column ("t3": the third holds text), the end tags that HTML does not ask for
 * are left out, and an amount whose text is exact says it once: tables are a large part of a report's bytes.
 */
export function table({ name, heads, rows, sums, tall, wide }: Table): Html {
  const texts = heads.flatMap(({ kind }, column) => (kind === "text" ? [`t${column + 1}`] : []));
  const classes = ["r", ...(wide ? ["sides"] : []), ...texts].join(" ");
  const row = (values: readonly HtmlValue[]) =>
    html`<tr>${values.map((value, column) =>
      column === 0 ? html`<th scope="row">${saidOnce(value)}` : cell(value),
    )}`;
  return html`<div class="scroll${tall ? " tall" : ""}" role="region" tabindex="0" aria-label="${name}"><table class="${classes}"><thead><tr>${heads.map(
    ({ label }) => html`<th scope="col">${label}`,
  )}</thead><tbody>${rows.map(row)}</tbody>${sums ? html`<tfoot>${row(sums)}</tfoot>` : ""}</table></div>${glossOf(heads)}`;
}

function glossOf(heads: readonly Head[]): Html {
  const explained = heads.filter(({ title }) => title !== undefined);
  if (explained.length === 0) return NOTHING;
  return html`<p class="gloss">${explained.map(({ label, title }) => html`<span><b>${label}</b> ${title}.</span> `)}</p>`;
}

/** What `money` and `profit` make of an amount. */
const AMOUNT = /^<data(?: class="(gain|loss|flat)")? value="([^"]*)">([^<]*)<\/data>$/;

/** An amount to the cent is all in its text: no attribute repeats it. */
function saidOnce(value: HtmlValue): HtmlValue {
  const [, tone, exact, shown] = (value instanceof Html && AMOUNT.exec(value.toString())) || [];
  if (shown === undefined || plainDecimal(shown) !== exact) return value;
  return tone === undefined ? new Html(shown) : html`<span class="${tone}">${new Html(shown)}</span>`;
}

/** "−$1,234.50" as the JSON of the run has it. */
const plainDecimal = (shown: string): string => shown.replace(/[$,+]/g, "").replace("−", "-");

/** What is all of a cell and toned lends it its tone: an element less. */
const TONED = /^<span class="(gain|loss|flat)">([^<]*)<\/span>$/;

function cell(given: HtmlValue): Html {
  const value = saidOnce(given);
  const [, tone, shown] = (value instanceof Html && TONED.exec(value.toString())) || [];
  if (shown === undefined) return html`<td>${value}`;
  return tone === "flat" ? html`<td>${new Html(shown)}` : html`<td class="${tone}">${new Html(shown)}`;
}

/** The widest table has 27 columns. */
const MOST_COLUMNS = 30;

/** Aligns the columns of text that a table's classes name. */
export const TEXT_COLUMNS = `${Array.from(
  { length: MOST_COLUMNS },
  (_, k) => `.t${k + 1} tr>:nth-child(${k + 1})`,
).join(",")}{text-align:left}`;
