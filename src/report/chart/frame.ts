// How do axes stand around a plot, on any width of page, without a script?

import { type Html, html } from "../html.js";
import { HEIGHT, WIDTH } from "./path.js";
import { type Axis, shareOf } from "./scale.js";

export interface XLabel {
  /** Share of the width, 0 to 1. */
  readonly at: number;
  readonly text: string;
  /** What stands there on a phone instead; without it two of three labels are left out there. */
  readonly narrow?: string;
}

export interface Frame {
  readonly size: "tall" | "short" | "strip";
  readonly axis: Axis;
  readonly axisLabel: (value: number) => string;
  readonly xLabels: readonly XLabel[];
  /** Paths in WIDTH × HEIGHT: stretched to the page, their strokes are not. */
  readonly layers: Html;
  /** Shapes placed in percent of the plot, which keep their proportions. */
  readonly marks?: Html;
}

/** A share as a percentage with one decimal: fine enough for a screen, short in the file. */
export const percentOf = (share: number): string => `${Math.round(share * 1000) / 10}%`;

/**
 * Three drawings in a grid: field, scale on its right, dates below. Text must not stretch with the page, so it is placed in
 * percent, and only the lines lie in a stretched inner drawing. Hidden from screen readers: the figure has a sentence and a table.
 */
export function frame({ size, axis, axisLabel, xLabels, layers, marks }: Frame): Html {
  const level = (value: number) => percentOf(1 - shareOf(axis, value));
  return html`<div class="plot ${size}" aria-hidden="true"><svg class="field">${axis.ticks.map(
    (tick) =>
      html`<line class="${tick === 0 ? "zero" : "grid"}" x2="100%" y1="${level(tick)}" y2="${level(tick)}"/>`,
  )}<svg class="stretch" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" width="100%" height="100%">${layers}</svg>${marks ?? ""}</svg><svg class="scale">${axis.ticks.map(
    (tick) => html`<text x="8" y="${level(tick)}" dy=".32em">${axisLabel(tick)}</text>`,
  )}</svg><svg class="dates">${xLabels.map(
    ({ at, text, narrow }, i) =>
      html`<text x="${percentOf(at)}" y="15" text-anchor="${anchorOf(at, narrow === undefined ? DATE_EDGE : BAR_EDGE)}"${narrow !== undefined || i % 3 !== 0 ? html` class="minor"` : ""}>${text}</text>${
        narrow === undefined
          ? ""
          : html`<text x="${percentOf(at)}" y="15" text-anchor="${anchorOf(at, BAR_EDGE)}" class="narrow">${narrow}</text>`
      }`,
  )}</svg></div>`;
}

/** Labels nearer to an edge than that lean inwards: half a date is wider than half the name of a bar. */
const DATE_EDGE = 0.06;
const BAR_EDGE = 0.03;
const anchorOf = (at: number, edge: number): string =>
  at < edge ? "start" : at > 1 - edge ? "end" : "middle";
