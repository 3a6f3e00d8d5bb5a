// What is there to do differently, and on what ground?

import type { PlanRule, RuleResult } from "../../domain/journal-notes.js";
import type { MicroUsd } from "../../domain/money.js";
import type { Habit, Review } from "../../domain/review.js";
import { interval, kindsAlone, tellable } from "../../journal/review/habits.js";
import { plural, shortDollars, signed } from "../format.js";
import {
  barsFit,
  dollarsWithSign,
  habitText,
  isAnecdote,
  processShare,
  sentence,
  timesText,
} from "./words.js";

/** What it came to, how often and on how many dates, and which rows of the page these are. */
export interface AdviceCost {
  readonly dollars: MicroUsd;
  readonly times: number;
  readonly days: number;
  readonly find: { readonly key: "rule" | "habit"; readonly value: string };
}

interface Advice {
  readonly next: string;
  readonly ground: string;
  /** Null: there is nothing that can be counted. */
  readonly cost: AdviceCost | null;
}

/** What to do differently, and on what ground: never more than the counts carry. */
export function adviceOf(review: Review): Advice {
  const { span, leaks, habits, unpaid, fills } = review;
  if (!barsFit(review)) {
    return {
      next: "Find the bars of these fills, then look again",
      ground: `Only ${fills.inside} of ${plural(fills.checked, "fill")} lie inside their bars: against bars of another contract month, zone or adjustment nothing can be said of the plan.`,
      cost: null,
    };
  }
  if (unpaid > MOST_UNPAID * (span.signals + unpaid)) {
    return {
      next: "Run this again with more --cash: the model could not trade the plan",
      ground: `It could not pay for ${plural(unpaid, "order")} and made ${plural(span.signals, "trade")}: what you did without it may well have been the plan.`,
      cost: null,
    };
  }
  if (span.trades === 0) {
    return {
      next: span.signals === 0 ? "Nothing to change" : "Take the plan's signals, or write down why not",
      ground: `No trade in these dates; the plan had ${plural(span.signals, "signal")}${span.signals === 0 ? "" : `, which came to ${dollarsWithSign(span.model)}`}.`,
      cost: null,
    };
  }
  const [first] = leaks;
  if (first !== undefined)
    return {
      next: sentence(first.instead),
      ground: `“${sentence(first.name)}” is the ${holds(first) ? "surest repeatable" : "likeliest"} leak: ${habitText(first)}${soonAfterLoss(first, review)}. ${chanceText(first, habits)}`,
      cost: costOfHabit(first),
    };
  const worst = kindsAlone(habits).find(({ total }) => total < 0);
  const anecdote = worst === undefined ? "" : anecdoteText(worst);
  const [broken] = brokenRules(review);
  const isRare = broken === undefined || broken.own < OFTEN;
  const plan = isRare ? planItself(review) : null;
  if (plan !== null) return plan;
  if (broken !== undefined) {
    const { rule, promise, breaches, dollars, own } = broken;
    const days = new Set(breaches.map(({ day }) => day)).size;
    const planned = breaches.length - own;
    return {
      // Whoever does no worse than the plan, and broke a rule once or twice, has little to change.
      next: `${isRare && span.actual >= span.model ? "Go on, and keep" : "Keep"} your own rule: ${KEEP[rule]}`,
      ground: `${sentence(promise)}: broken ${timesText(breaches.length, days)}${planned === 0 ? "" : `, ${planned} of them at a signal that you took as planned`}, which came to ${dollarsWithSign(dollars)}${dollars > 0 ? "; a breach that paid is still a breach" : ""}. No leak in dollars is proven${anecdote === "" ? "" : `; what cost most, ${anecdote}`}.`,
      cost: { dollars, times: breaches.length, days, find: { key: "rule", value: rule } },
    };
  }
  if (worst === undefined && isAnecdote(review))
    return {
      next: "Too little to judge: trade the plan, and look again",
      ground: `${span.paired} of ${plural(span.signals, "signal")} were taken. No rule was broken, and nothing that was done differently from the plan cost anything in these dates: they are too few to say more.`,
      cost: null,
    };
  if (worst === undefined)
    return {
      next: "Go on as you did",
      ground:
        "No rule was broken, and nothing that was done differently from the plan cost anything in these dates.",
      cost: null,
    };
  return {
    next: `Nothing is proven; the dearest to look at: ${worst.instead}`,
    ground: `What cost most, ${anecdote}.`,
    cost: costOfHabit(worst),
  };
}

/** Most of what had no signal has one reason: then it is told. */
function soonAfterLoss({ name, count }: Habit, { offPlan }: Review): string {
  if (kindsAlone([{ name }]).length > 0) return "";
  const soon = offPlan.filter(({ labels }) => labels.includes("after-loss")).length;
  return 2 * soon < count ? "" : `; ${soon} of them soon after a loss`;
}

/** Below zero even when each of all habits that could be told from chance had its chance to look like that. */
export const holds = ({ corrected }: Habit): boolean => corrected !== null && corrected.high < 0;

/** Whoever looks at many things finds some that chance alone would show: how often, and whether this one is more than that. */
export function chanceText(leak: Habit, habits: readonly Habit[]): string {
  const all = plural(habits.length, "habit");
  const asked = tellable(habits).length;
  // On these dates no interval is there that allows for all.
  const few = leak.corrected === null ? ", and its days are few" : "";
  if (asked <= 1) return `Of ${all} it is the only one seen on enough days to be told from chance${few}.`;
  if (holds(leak))
    return `It stays below zero when all ${asked} that were seen on enough days are allowed for, of ${all}.`;
  const often = Math.round(100 * (1 - 0.95 ** asked));
  return `It may be chance${few}: of ${all} ${asked} were seen on enough days, and chance alone shows one of those like this in at least ${often} of 100 reviews.`;
}

/** What whoever trades the plan to the letter should look at: the plan. Null where that is not what these dates tell. */
function planItself(review: Review): Advice | null {
  const { span, process, days } = review;
  const isToTheLetter =
    process.onPlan >= TO_THE_LETTER * process.contracts && span.paired >= TO_THE_LETTER * span.signals;
  if (span.model >= 0 || span.actual >= 0 || isAnecdote(review) || !isToTheLetter) return null;
  const found = interval(
    days.map(({ firstDay }) => firstDay),
    days.map(({ model }) => model),
  );
  const isProven = found !== null && found.high < 0;
  const each =
    found === null
      ? "too few sessions to tell it from chance"
      : `a session between ${signed(shortDollars(found.low))} and ${signed(shortDollars(found.high))} (90% interval)${isProven ? "" : ", so it may be chance"}`;
  return {
    next: isProven
      ? "Test the plan before you trade it further: it loses by itself"
      : "Go on as you do, and test the plan: it lost by itself",
    ground: `You traded ${processShare(review)} of your contracts exactly per plan. The plan alone came to ${dollarsWithSign(span.model)} on ${plural(span.signals, "signal")}: ${each}. No leak of yours is proven.`,
    cost: null,
  };
}
const TO_THE_LETTER = 0.8;

interface Broken extends RuleResult {
  /** Breaches that were not entries of the plan itself. */
  readonly own: number;
}

/**
 * What was broken, most in need of mending first. The model keeps promises about when and how often to enter, too: whoever took its signal as planned
 * broke one by the seconds between two fills, or by a trade before it that was not planned. That one is the breach to mend.
 */
function brokenRules({ rules, pairs }: Review): Broken[] {
  const planned = new Set(
    pairs.filter(({ deviations }) => deviations.length === 0).map(({ trade }) => trade.id),
  );
  return rules
    .map((one) => ({
      ...one,
      own: KEPT_BY_MODEL.has(one.rule)
        ? one.breaches.filter(({ trade }) => !planned.has(trade)).length
        : one.breaches.length,
    }))
    .filter(({ own }) => own > 0)
    .sort(byCost);
}

const KEPT_BY_MODEL: ReadonlySet<PlanRule> = new Set([
  "instruments",
  "window",
  "max_trades_per_day",
  "max_daily_loss",
  "cooldown_after_loss",
]);

const costOfHabit = ({ name, total, count, days }: Habit): AdviceCost => ({
  dollars: total,
  times: count,
  days,
  find: { key: "habit", value: name },
});

/** Broken often and dear first, then broken often, then what cost most: one dear breach is no habit. */
function byCost(a: Broken, b: Broken): number {
  const rank = ({ own, dollars }: Broken): number => (own < OFTEN ? 2 : dollars < 0 ? 0 : 1);
  return rank(a) - rank(b) || a.dollars - b.dollars || b.own - a.own;
}
const OFTEN = 3;

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

const anecdoteText = ({ name, total, count, days, interval }: Habit): string => {
  const sum = `“${name}”, came to ${dollarsWithSign(total)}`;
  if (count === 1) return `${sum} and was seen once: that is no habit yet`;
  const why =
    interval === null
      ? "too few days to tell it from chance"
      : "its interval reaches above zero, it may be chance";
  return `${sum}, ${plural(count, "time")} on ${plural(days, "day")}: ${why}`;
};

/** Beyond this share of its orders a model that could not pay is no plan to be held against. */
const MOST_UNPAID = 0.05;
