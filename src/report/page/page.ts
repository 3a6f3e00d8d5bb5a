// What surrounds the panels of every report?

import { type FrontName, frontOf, hashOf } from "../assets.js";
import { Html, html, NOTHING } from "../html.js";
import { hook } from "./hook.js";
import { STYLE } from "./style.js";
import { prose } from "./value.js";

export interface Part {
  readonly id: string;
  readonly title: string;
  /** What the navigation calls it, where the title is long. */
  readonly short?: string;
  readonly body: Html;
  /** Its title is heard, but not seen, nor linked to right above it: what stands there needs no introduction. */
  readonly quiet?: boolean;
  /** The sheet of paper it stands on, where a page has sheets; those without one are not printed. */
  readonly sheet?: Sheet;
  /** It stands on paper only. */
  readonly paperOnly?: boolean;
}

export type Sheet = "first" | "second" | "all";

export interface Page {
  readonly title: string;
  readonly header: Html;
  /** Shown above everything: what makes the numbers unfit for decisions. */
  readonly banners: readonly Html[];
  readonly parts: readonly Part[];
  readonly footer: Html;
  /** What the page was drawn from, for its own script and for `tickproof export --from`: elements that no browser runs. */
  readonly blocks?: Html;
  /** Those of them that the first look does without: the script begins before the browser has read them. */
  readonly later?: Html;
  /** The script and the sheet that make the page lively; without it nothing runs. */
  readonly front?: FrontName;
  /** Said to those whose browser runs no script: what they miss, and where to find it. */
  readonly withoutScript?: string;
  /** Rules that only this page needs, behind those of all. */
  readonly style?: string;
}

/**
 * Nothing may load or be sent, and nothing runs but these scripts and these sheets, known by their hashes. A policy in a meta element
 * covers only what follows it, so it is the first thing in the head.
 */
const policyOf = (sheets: readonly string[], scripts: readonly string[]): string =>
  `default-src 'none'; ${scripts.length === 0 ? "" : `script-src ${scripts.map(hashOf).join(" ")}; `}style-src ${sheets.map(hashOf).join(" ")}; img-src data: blob:; base-uri 'none'; form-action 'none'`;

/** Shapes that markers refer to: told apart by form first, by colour second. Arrows point at the price and leave it visible. */
const SHAPES = html`<svg class="defs" aria-hidden="true"><defs><path id="up" d="M0 3l4.5 8h-9z"/><path id="down" d="M0-3l4.5-8h-9z"/><path id="out" d="M-2.8-2.8l5.6 5.6m0-5.6l-5.6 5.6"/></defs></svg>`;

const section = ({ id, title, body, quiet, sheet, paperOnly }: Part, sheets: boolean): Html =>
  html`<section id="${id}"${paperOnly ? html` class="paper-only"` : sheets && sheet === undefined ? html` class="off"` : ""} aria-labelledby="${id}-h"><h2 id="${id}-h"${quiet && html` class="sr"`}>${title}</h2>${body}</section>\n`;

/** What is not printed goes with the first sheet: on a screen the order of the parts is the order of the page. */
function onSheets(parts: readonly Part[]): Html | readonly Html[] {
  if (parts.every(({ sheet }) => sheet === undefined)) return parts.map((part) => section(part, false));
  return SHEETS.map((name) => {
    const on = parts.filter(({ sheet }) => (sheet ?? "first") === name);
    return on.length === 0
      ? NOTHING
      : html`<div class="sheet ${name}">${on.map((part) => section(part, true))}</div>`;
  });
}

const SHEETS: readonly Sheet[] = ["first", "second", "all"];

export function page(content: Page): string {
  const {
    title,
    header,
    banners,
    parts,
    footer,
    blocks,
    later,
    front: name,
    withoutScript,
    style = "",
  } = content;
  const linked = parts.filter(({ paperOnly, quiet }) => !paperOnly && !quiet);
  const front = name === undefined ? null : frontOf(name);
  const without = withoutScript && html`<noscript><p class="without">${prose(withoutScript)}</p></noscript>`;
  const sheet = STYLE + style;
  const script = (code: string) => html`<script>${new Html(code)}</script>`;
  return `<!doctype html>\n${html`<html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${new Html(front === null ? policyOf([sheet], []) : policyOf([sheet, front.style], [front.head, front.boot, front.script]))}"><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="tickproof"><title>${title}</title><style>${new Html(sheet)}</style>${front && script(front.head)}</head>
<body>${SHAPES}<div class="wrap"><header class="top"><div>${header}</div>${hook("toolbar")}</header>
${without}${banners.map((banner, k) => html`<aside class="banner" aria-label="Warning${banners.length > 1 ? ` ${k + 1}` : ""}">${banner}</aside>`)}<nav aria-label="Sections"><ul>${linked.map(
    ({ id, title: name, short: to = name }) => html`<li><a href="#${id}">${to}</a></li>`,
  )}</ul></nav>
<main>${onSheets(parts)}</main>
<footer>${footer}</footer></div>${blocks}${front && html`<script type="text/plain" id="tp-front">${new Html(front.packed)}</script>${script(front.boot)}`}${later}</body></html>`}\n`;
}
