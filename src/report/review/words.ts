// What does a review tell in a sentence, and how much of it do the counts support?

import { type Bucket, EVIDENCE, type Habit, type Review, type ReviewedPeriod } from "../../domain/review.js";
import { formatDay } from "../../instrument/time.js";
import { gapOf } from "../../journal/review/bridge.js";
import { dollarsText, percentText, plural, shortDollars, signed } from "../format.js";

export const isAnecdote = ({ span }: Review): boolean => span.paired < EVIDENCE;

export const dollarsWithSign = (amount: number): string => signed(dollarsText(amount));

/** "5 sessions · 23 signals · 26 trades · paired 19 · missed 3 · tried 1 · off-plan 7" */
export const countsText = (span: ReviewedPeriod): string =>
  [
    plural(span.days, "session"),
    plural(span.signals, "signal"),
    plural(span.trades, "trade"),
    `paired ${span.paired}`,
    `missed ${span.missed}`,
    `tried ${span.tried}`,
    `off-plan ${span.offPlan}`,
  ].join(" · ");

export const gapText = (span: ReviewedPeriod): string =>
  `plan ${dollarsWithSign(span.model)}   you ${dollarsWithSign(span.actual)}   gap ${dollarsWithSign(gapOf(span.bridge))}`;

/** What happened how often, beside a bucket: "9 of 19 cut early". */
export function bucketNote(review: Review, bucket: Bucket): string {
  const { pairs, left, offPlan, span } = review;
  const times = (deviation: (typeof pairs)[number]["deviations"][number]): number =>
    pairs.filter(({ deviations }) => deviations.includes(deviation)).length;
  const said = (parts: readonly (readonly [number, string])[]): string =>
    parts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}`)
      .join(", ");
  switch (bucket) {
    case "entry timing":
      return said([
        [times("late entry"), "late"],
        [times("early entry"), "early"],
      ]);
    case "exit timing":
      return said([
        [times("early exit"), "cut early"],
        [times("late exit"), "held longer"],
      ]);
    case "size":
      return said([
        [times("oversize"), "too large"],
        [times("undersize"), "too small"],
      ]);
    case "missed":
      return said([
        [left.filter(({ signal }) => signal.net > 0).length, "would have won"],
        [left.filter(({ signal }) => signal.net <= 0).length, "would have lost"],
        [span.tried, "tried"],
      ]);
    case "off-plan":
      return said([
        [offPlan.length, offPlan.length === 1 ? "trade" : "trades"],
        [offPlan.filter(({ labels }) => labels.includes("after-loss")).length, "soon after a loss"],
      ]);
    case "entry execution":
    case "exit execution":
    case "costs":
      return "";
  }
}

/** "−$34 a trade, 90% interval −$61 to −$9, 39 times on 25 days" */
export function habitText({ mean, interval, count, days }: Habit): string {
  const seen = timesText(count, days);
  const size = count < EVIDENCE ? ", a small sample" : "";
  if (interval === null) return `${signed(shortDollars(mean))} each, ${seen}: too few days for an interval`;
  const { low, high, level } = interval;
  return `${signed(shortDollars(mean))} each, ${level}% interval ${signed(shortDollars(low))} to ${signed(shortDollars(high))}, ${seen}${size}`;
}

/** "12 times on 9 days" */
export const timesText = (times: number, days: number): string =>
  times === 1 ? "once" : `${times} times on ${plural(days, "day")}`;

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const evidenceText = (review: Review): string =>
  isAnecdote(review)
    ? `Anecdote, not evidence: ${plural(review.span.paired, "pair")}, and it takes ${EVIDENCE}.`
    : `${plural(review.span.paired, "pair")} on ${plural(review.span.days, "session")}.`;

export const contractsText = ({ process: { contracts, onPlan } }: Review): string =>
  `${onPlan} of ${plural(contracts, "contract")}`;

export const processText = (review: Review): string =>
  review.process.contracts === 0
    ? "no contract traded"
    : `${contractsText(review)} exactly per plan (${processShare(review)})`;

/** "42%", in a headline. */
export const processShare = ({ process: { contracts, onPlan } }: Review): string =>
  contracts === 0 ? "—" : percentText((100 * onPlan) / contracts, 0);

export const datesText = ({ firstDay, lastDay }: ReviewedPeriod): string =>
  firstDay === lastDay ? formatDay(firstDay) : `${formatDay(firstDay)} → ${formatDay(lastDay)}`;

export const planTitle = ({ plan: { name, version } }: Pick<Review, "plan">): string =>
  version === null ? name : `${name}@${version}`;

/** Bars that hold few of the fills are of another contract, month or zone. */
const FITS = 0.97;
export const barsFit = ({ fills: { checked, inside } }: Review): boolean =>
  checked === 0 || inside >= FITS * checked;
