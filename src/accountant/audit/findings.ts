// Where do the run and the replay disagree?

import type { MicroUsd } from "../../domain/money.js";
import { type D, usd } from "./money.js";

/** One figure on which the two disagree. */
export interface Disagreement {
  /** Number of the posting, counted from 1: the one that is wrong, or the last one before the figure. 0 before the first. */
  readonly posting: number;
  /** Trade date, YYYY-MM-DD. */
  readonly date: string | null;
  /** Kind of the posting, or which figure it is: "commission", "equity of the date", "gross of trade 12". */
  readonly kind: string;
  readonly run: string;
  readonly replay: string;
}

/** "posting 23 of 2024-01-05, commission: run 0.72, replay 0.62" */
export const disagreementText = ({ posting, date, kind, run, replay }: Disagreement): string =>
  `posting ${posting}${date === null ? "" : ` of ${date}`}, ${kind}: run ${run}, replay ${replay}`;

/** More than these are one mistake seen again and again; they are counted all the same. */
const KEPT = 1000;

/** Collects them while the replay goes on. */
export class Findings {
  checked = 0;
  /** How many disagree, the ones that were not kept included. */
  count = 0;
  readonly kept: Disagreement[] = [];
  /** The posting and the date that the replay has come to. */
  posting = 0;
  date: string | null = null;

  /** To the micro-dollar. */
  money(kind: string, run: MicroUsd, replay: D): void {
    this.checked++;
    const found = usd(run);
    if (!found.equals(replay)) this.differ(kind, found.toFixed(), replay.toFixed());
  }

  same(kind: string, run: string | number | null, replay: string | number | null): void {
    this.checked++;
    if (run !== replay) this.differ(kind, String(run), String(replay));
  }

  differ(kind: string, run: string, replay: string): void {
    this.count++;
    if (this.kept.length < KEPT)
      this.kept.push({ posting: this.posting, date: this.date, kind, run, replay });
  }
}
