// How does a figure stand in a cell so that a reader sees it and a script can take the baseline off it?

import { type Html, html } from "../html.js";
import { finite } from "../trade-row.js";

/** Run less baseline; null where either does not exist. */
export function deltaOf(value: number | null, baseline: number | null): number | null {
  const [a, b] = [finite(value), finite(baseline)];
  return a === null || b === null ? null : a - b;
}

/** The whole figure as an attribute; none where it does not exist. */
export const measured = (value: number | null): Html =>
  finite(value) === null ? html`` : html` data-v="${String(value)}"`;
