// What does a review tell in a sentence, and how much of it do the counts support?

import type { PlanRule } from "../../domain/journal-notes.js";
import type { Bucket, Habit, Review, ReviewedPeriod } from "../../domain/review.js";
import { formatDay } from "../../instrument/time.js";
import { gapOf } from "../../journal/review/bridge.js";
import { EVIDENCE } from "../../journal/review/habits.js";
import { dollarsText, percentText, plural, shortDollars, signed } from "../format.js";

const isAnecdote = ({ span }: Review): boolean => span.paired < EVIDENCE;

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
  const seen = `${plural(count, "time")} on ${plural(days, "day")}`;
  const size = count < EVIDENCE ? " (small)" : "";
  if (interval === null) return `${signed(shortDollars(mean))} each, ${seen}: too few days for an interval`;
  const { low, high, level } = interval;
  return `${signed(shortDollars(mean))} each, ${level}% interval ${signed(shortDollars(low))} to ${signed(shortDollars(high))}, ${seen}${size}`;
}

/** What to do differently, and on what ground: never more than the counts carry. */
export function adviceOf(review: Review): { readonly next: string; readonly ground: string } {
  const { span, leaks, habits } = review;
  if (span.trades === 0) {
    return {
      next: span.signals === 0 ? "Nothing to change" : "Take the plan's signals, or write down why not",
      ground: `No trade in these dates; the plan had ${plural(span.signals, "signal")}.`,
    };
  }
  const [first] = leaks;
  if (first !== undefined)
    return {
      next: sentence(first.instead),
      ground: `${sentence(first.name)} is the surest repeatable leak: ${habitText(first)}.`,
    };
  const worst = habits.find(({ total }) => total < 0);
  const anecdote = worst === undefined ? "" : anecdoteText(worst);
  const [broken] = review.rules
    .filter(({ breaches }) => breaches.length > 0)
    .sort((a, b) => b.breaches.length - a.breaches.length || a.dollars - b.dollars);
  if (broken !== undefined) {
    const { rule, promise, breaches, dollars } = broken;
    return {
      next: `Keep your own rule: ${KEEP[rule]}`,
      ground: `${sentence(promise)}: broken ${plural(breaches.length, "time")}, which came to ${dollarsWithSign(dollars)}; a breach that paid is still a breach. No leak in dollars is proven${anecdote === "" ? "" : `; the dearest habit, ${anecdote}`}.`,
    };
  }
  if (worst === undefined)
    return {
      next: "Go on as you did",
      ground:
        "No rule was broken, and nothing that was done differently from the plan cost anything in these dates.",
    };
  return {
    next: `Nothing is proven; the dearest to look at: ${worst.instead}`,
    ground: `The dearest habit, ${anecdote}.`,
  };
}

/** In words that tell no amount. */
const KEEP: Readonly<Record<PlanRule, string>> = {
  instruments: "only the instruments of the plan",
  contracts: "no more contracts than planned",
  window: "entries in the planned hours only",
  max_trades_per_day: "no more trades a day than planned",
  max_daily_loss: "stop for the day at the planned loss",
  risk_per_trade: "risk no more on a trade than planned",
  cooldown_after_loss: "wait after a loss before the next entry",
  stop_required_within: "a stop with every entry",
};

const anecdoteText = ({ name, total, count, days, interval }: Habit): string =>
  `${name}, came to ${dollarsWithSign(total)}, ${plural(count, "time")} on ${plural(days, "day")}: ${
    interval === null
      ? "too few days to tell it from chance"
      : "its interval reaches above zero, it may be chance"
  }`;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const evidenceText = (review: Review): string =>
  isAnecdote(review)
    ? `Anecdote, not evidence: ${plural(review.span.paired, "pair")}, and it takes ${EVIDENCE}.`
    : `${plural(review.span.paired, "pair")} on ${plural(review.span.days, "session")}.`;

export const processText = ({ process: { contracts, onPlan } }: Review): string =>
  contracts === 0
    ? "no contract traded"
    : `${onPlan} of ${plural(contracts, "contract")} exactly per plan (${percentText((100 * onPlan) / contracts, 0)})`;

export const datesText = ({ firstDay, lastDay }: ReviewedPeriod): string =>
  firstDay === lastDay ? formatDay(firstDay) : `${formatDay(firstDay)} → ${formatDay(lastDay)}`;

export const planTitle = ({ plan: { name, version } }: Pick<Review, "plan">): string =>
  version === null ? name : `${name}@${version}`;

/** Bars that hold few of the fills are of another contract, month or zone. */
const FITS = 0.97;
export const barsFit = ({ fills: { checked, inside } }: Review): boolean =>
  checked === 0 || inside >= FITS * checked;
