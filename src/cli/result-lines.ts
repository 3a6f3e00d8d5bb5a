// What is told of a result beside its figures: where its files went, and how long it took?

import { countText } from "../report/format.js";
import type { Style } from "./style.js";

export interface Written {
  readonly path: string;
  /** "3.1 MB" */
  readonly size: string;
}

/** "  report       reports/ema-trend-MES-7c1f.html  3.1 MB"; with tabs between where no person reads it. */
export const fileLine = (label: string, { path, size }: Written, { tsv }: Style): string =>
  tsv ? `${label}\t${path}\t${size}` : `  ${label.padEnd(12)} ${path}  ${size}`;

/** "692,411 bars in 1.14 s": on stderr, since it differs from one time to the next. */
export const speedLine = (bars: number, seconds: number): string =>
  `  ${countText(bars)} bars in ${seconds.toFixed(2)} s`;
