// How does a plot speak to those who cannot see it?

import { type Html, html } from "../html.js";
import { prose } from "./value.js";

export interface Figure {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** One sentence that says what the eye would take from the plot, with numbers. */
  readonly summary: string | Html;
  readonly plot: Html;
  /** What the colours and shapes stand for. */
  readonly legend?: Html;
  /** The same numbers as a table. */
  readonly table: Html;
  /** Its name, where the title would not do. */
  readonly tableName?: string;
}

/** The group is named by its title and its summary; the drawing itself is hidden from readers, the table is not. */
export function figure({ id, title, summary, plot, legend, table, tableName }: Figure): Html {
  return html`<figure aria-labelledby="${id}-t ${id}-s"><figcaption><h3 id="${id}-t">${title}</h3><p id="${id}-s">${typeof summary === "string" ? prose(summary) : summary}</p>${
    legend ? html`<p class="legend">${legend}</p>` : ""
  }</figcaption>${plot}<details><summary>${tableName ?? title} as a table</summary>${table}</details></figure>`;
}

/** One entry of a legend: a small drawing of the mark, and its word. */
export const key = (className: string, label: string): Html =>
  html`<span class="key"><svg class="swatch" aria-hidden="true"><rect class="${className}" width="14" height="10" rx="2"/></svg>${label}</span>`;

export const keyLine = (className: string, label: string): Html =>
  html`<span class="key"><svg class="swatch" aria-hidden="true"><line class="${className}" x2="14" y1="5" y2="5"/></svg>${label}</span>`;

/** Arrows are drawn beside the point they mark, so they are shifted back into the swatch. */
const SHIFT: Readonly<Record<string, number>> = { up: -2, down: 12 };

export const keyMark = (shape: string, className: string, label: string): Html =>
  html`<span class="key"><svg class="swatch" aria-hidden="true"><use href="#${shape}" class="${className}" x="7" y="${SHIFT[shape] ?? 5}"/></svg>${label}</span>`;

/** A point as `dotLayers` draws it. */
export const keyDot = (className: string, label: string): Html =>
  html`<span class="key"><svg class="swatch" aria-hidden="true"><path class="${className}" d="M7 5h0"/></svg>${label}</span>`;
