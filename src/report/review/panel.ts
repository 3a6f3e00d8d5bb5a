// What is a panel of a review?

import type { EpochMs, MicroUsd } from "../../domain/money.js";
import { type Bridge, BUCKETS, type Bucket, type Interval, type Review } from "../../domain/review.js";
import type { Run } from "../../domain/run.js";
import { formatInstant, offsetAt, zoneOf } from "../../instrument/time.js";
import { gapOf } from "../../journal/review/bridge.js";
import { dollarsText, percentText, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { profit, toned } from "../page/value.js";

/** One file that came into the journal: how its lines fared. */
export interface RowAccount {
  readonly file: string;
  readonly format: string;
  readonly lines: number;
  /** "146 fills · 2 duplicates" */
  readonly fates: string;
  /** True where they add up to `lines`. */
  readonly adds: boolean;
}

export interface ReviewContext {
  /** The shadow run of each contract. */
  readonly runs: readonly Run[];
  readonly rows: readonly RowAccount[];
  /** What the broker's own sums say, a line each. */
  readonly reconciled: readonly string[];
  readonly version: string;
  readonly command: string;
  /** For others to see: no dollars, no notes, no account. */
  readonly share: boolean;
  /** Screenshots by name as data URIs; null: one that cannot be shown. Not there: none. */
  readonly shots?: ReadonlyMap<string, string | null>;
  readonly shotsLeft?: ShotsLeft;
}

/** Screenshots of the reviewed trades that are not in the page. */
export interface ShotsLeft {
  readonly pictures: number;
  readonly trades: number;
}

export interface ReviewPanel {
  readonly id: string;
  readonly title: string;
  readonly short?: string;
  /** Not on paper: there stand the first screen, what follows from it, and the owner's words. */
  readonly isScreenOnly?: boolean;
  /** Null: there is nothing to show here. */
  render(review: Review, context: ReviewContext): Html | null;
}

/** All that lies between plan and trader, gains and losses counted alike; never 0, so that it divides. */
export const deviationsOf = ({ span: { bridge } }: Pick<Review, "span">): MicroUsd =>
  Math.max(
    1,
    BUCKETS.reduce((sum, key) => sum + Math.abs(bridge[key]), 0),
  );

/**
 * Dollars, or for others to see a share of all that lies between plan and trader: from shares no
 * dollar can be worked out.
 */
export function amounts(review: Review, { share }: Pick<ReviewContext, "share">) {
  const whole = deviationsOf(review);
  const percent = (amount: MicroUsd): string => percentText((100 * amount) / whole);
  const text = (amount: MicroUsd): string => signed(share ? percent(amount) : dollarsText(amount));
  return {
    text,
    cell: (amount: MicroUsd): Html => (share ? toned(amount, percent(amount)) : profit(amount)),
    /** What a column of them is called. */
    unit: share ? "% of all deviations" : "$",
    interval: (interval: Interval | null): string =>
      interval === null ? "too few days" : `${text(interval.low)} to ${text(interval.high)}`,
  };
}

/** Of a bucket, dollars a session; nothing where nothing ever happened. */
export const bucketInterval = (
  review: Review,
  bucket: Bucket,
  context: Pick<ReviewContext, "share">,
): string =>
  review.span.intervals[bucket] === null && review.days.every(({ bridge }) => bridge[bucket] === 0)
    ? ""
    : amounts(review, context).interval(review.span.intervals[bucket]);

/** "09:49:12" on the journal's own clock. */
export function clockOf(review: Pick<Review, "zone">): (time: EpochMs) => string {
  const zone = zoneOf(review.zone);
  return (time) => formatInstant(time + offsetAt(zone, time)).slice(11, 19);
}

export const toneWord = (bridge: Bridge): "gain" | "loss" | "flat" => {
  const gap = gapOf(bridge);
  return gap > 0 ? "gain" : gap < 0 ? "loss" : "flat";
};

export const empty = (sentence: string): Html => html`<p class="say">${sentence}</p>`;
