// Does the first line of a review claim only what its counts carry?

import { describe, expect, test } from "vitest";
import type { Habit, Review } from "#domain/review.js";
import { adviceOf } from "#report/review/advice.js";
import { evidenceText } from "#report/review/words.js";

const habit = (over: Partial<Habit>): Habit => ({
  name: "off-plan, no signal",
  instead: "no entry without a signal",
  count: 12,
  days: 12,
  total: -120e6,
  mean: -10e6,
  interval: { low: -20e6, high: 4e6, level: 90, days: 12 },
  corrected: { low: -25e6, high: 9e6, level: 95, days: 12 },
  examples: [],
  ...over,
});
const review = (over: object): Review =>
  ({
    span: { trades: 20, signals: 20, paired: 15, days: 12, firstDay: 0, lastDay: 20 },
    fills: { checked: 40, inside: 40 },
    unpaid: 0,
    habits: [],
    leaks: [],
    rules: [],
    pairs: [],
    days: [],
    process: { contracts: 40, onPlan: 20 },
    ...over,
  }) as unknown as Review;
const breach = { trade: "t-1", account: "a", day: 1, time: 1, promised: "", happened: "", dollars: 0 };
const rule = (dollars: number, count = 2) => ({
  rule: "max_trades_per_day",
  promise: "at most 4 a day",
  breaches: Array.from({ length: count }, () => breach),
  dollars,
});

describe("what to do next week", () => {
  test("is nothing about trading where the bars are not those of the fills, or the model could not pay", () => {
    const all = { habits: [habit({})], leaks: [habit({})], rules: [rule(-1e6)] };
    const other = adviceOf(review({ ...all, fills: { checked: 40, inside: 9 } }));
    expect(other.next).toBe("Find the bars of these fills, then look again");
    expect(other.ground).toMatch(/^Only 9 of 40 fills lie inside their bars/);
    const poor = adviceOf(review({ ...all, unpaid: 3 }));
    expect(poor.next).toMatch(/^Run this again with more --cash/);
    // One order of many is told in a note, and takes nothing away.
    expect(adviceOf(review({ ...all, unpaid: 1 })).next).toBe("No entry without a signal");
  });

  test("allows for all that could have been called a leak", () => {
    const below = { low: -20e6, high: -1e6, level: 90, days: 12 };
    const leak = habit({ count: 31, interval: below });
    const rare = habit({ name: "late exit", count: 2, interval: null, corrected: null });
    const { ground } = adviceOf(review({ habits: [leak, habit({}), rare], leaks: [leak] }));
    expect(ground).toBe(
      "“Off-plan, no signal” is the likeliest leak: −$10.00 each, 90% interval −$20.00 to −$1.00, 31 times on 12 days. It may be chance: of 3 habits 2 were seen on enough days, and chance alone shows one of those like this in at least 10 of 100 reviews.",
    );
    const firm = habit({ count: 12, interval: below, corrected: below });
    const sure = adviceOf(review({ habits: [firm, habit({}), rare], leaks: [firm] }));
    expect(sure.ground).toBe(
      "“Off-plan, no signal” is the surest repeatable leak: −$10.00 each, 90% interval −$20.00 to −$1.00, 12 times on 12 days, a small sample. It stays below zero when all 2 that were seen on enough days are allowed for, of 3 habits.",
    );
    const alone = adviceOf(review({ habits: [firm, rare], leaks: [firm] }));
    expect(alone.ground).toMatch(
      /Of 2 habits it is the only one seen on enough days to be told from chance\.$/,
    );
    // The sum of all kinds is allowed for, so it is one of those that were looked at.
    const all = adviceOf(review({ habits: [firm, habit({ name: "off-plan, of any kind" })], leaks: [firm] }));
    expect(all.ground).toContain("when all 2 that were seen on enough days are allowed for, of 2 habits.");
    const few = adviceOf(
      review({ habits: [{ ...firm, corrected: null }, habit({})], leaks: [{ ...firm, corrected: null }] }),
    );
    expect(few.ground).toContain("is the likeliest leak");
    expect(few.ground).toContain("It may be chance, and its days are few: of 2 habits");
  });

  test("calls nothing a habit that was seen once, and gives the reason why the rest is not proven", () => {
    const ground = (over: Partial<Habit>) => adviceOf(review({ habits: [habit(over)] })).ground;
    expect(ground({ count: 1, days: 1, interval: null })).toBe(
      "What cost most, “off-plan, no signal”, came to −$120.00 and was seen once: that is no habit yet.",
    );
    expect(ground({ count: 4, days: 4, interval: null })).toMatch(
      /4 times on 4 days: too few days to tell it from chance\.$/,
    );
    expect(ground({})).toMatch(/its interval reaches above zero, it may be chance\.$/);
  });

  test("says that a breach that paid is still one where it paid, and only there", () => {
    const ground = (dollars: number) => adviceOf(review({ rules: [rule(dollars)] })).ground;
    expect(ground(5e6)).toBe(
      "At most 4 a day: broken 2 times on 1 day, which came to +$5.00; a breach that paid is still a breach. No leak in dollars is proven.",
    );
    expect(ground(-5e6)).toBe(
      "At most 4 a day: broken 2 times on 1 day, which came to −$5.00. No leak in dollars is proven.",
    );
  });

  test("is about the rule that was broken often and cost, not about one dear breach, nor about breaches that paid", () => {
    const other = (rule_: string, dollars: number, count: number) => ({
      ...rule(dollars, count),
      rule: rule_,
    });
    const rules = [
      other("contracts", 90e6, 30),
      other("window", -500e6, 1),
      other("cooldown_after_loss", -40e6, 3),
    ];
    const { next, cost } = adviceOf(review({ rules }));
    expect(next).toBe("Keep your own rule: wait after a loss before the next entry");
    expect(cost).toEqual({
      dollars: -40e6,
      times: 3,
      days: 1,
      find: { key: "rule", value: "cooldown_after_loss" },
    });
    expect(adviceOf(review({ rules: rules.slice(0, 2) })).next).toMatch(/no more contracts/);
    expect(adviceOf(review({ rules: rules.slice(1, 2) })).next).toMatch(/planned hours/);
  });

  test("is about no rule that was broken by nothing but entries of the plan", () => {
    const pairs = ["t-1", "t-2"].map((id) => ({ trade: { id }, deviations: [] }));
    const late = { trade: { id: "t-3" }, deviations: ["late entry"] };
    const breaches = [1, 2, 3].map((n) => ({ ...breach, trade: `t-${n}`, day: n }));
    const cooled = { ...rule(-30e6), rule: "cooldown_after_loss", promise: "wait 10m" };
    const asked = (count: number, rule_ = "cooldown_after_loss") =>
      adviceOf(
        review({
          rules: [{ ...cooled, rule: rule_, breaches: breaches.slice(0, count) }],
          pairs: [...pairs, late],
        }),
      );
    expect(asked(2).next).toBe("Too little to judge: trade the plan, and look again");
    expect(asked(3).ground).toContain(
      "broken 3 times on 3 days, 2 of them at a signal that you took as planned, which came to −$30.00",
    );
    // The model knows nothing of stops: such a breach is the trader's own.
    expect(asked(2, "stop_required_within").next).toBe("Keep your own rule: a stop with every entry");
  });

  test("is about the plan where it is traded to the letter and loses", () => {
    const sessions = (model: (k: number) => number) =>
      Array.from({ length: 12 }, (_, k) => ({ firstDay: k, model: model(k) }));
    const asked = (days: ReturnType<typeof sessions>, onPlan = 38, more = {}) =>
      adviceOf(
        review({
          days,
          process: { contracts: 40, onPlan },
          span: { ...review({}).span, paired: 40, signals: 42, actual: -119e6, model: -120e6, ...more },
        }),
      );
    const lost = asked(sessions(() => -10e6));
    expect(lost.next).toBe("Test the plan before you trade it further: it loses by itself");
    expect(lost.ground).toBe(
      "You traded 95% of your contracts exactly per plan. The plan alone came to −$120.00 on 42 signals: a session between −$10.00 and −$10.00 (90% interval). No leak of yours is proven.",
    );
    const mixed = asked(sessions((k) => (k % 2 === 0 ? -120e6 : 100e6)));
    expect(mixed.next).toBe("Go on as you do, and test the plan: it lost by itself");
    expect(mixed.ground).toContain("(90% interval), so it may be chance.");
    expect(asked(sessions(() => -10e6).slice(0, 9)).ground).toContain(
      "too few sessions to tell it from chance",
    );
    const other = (onPlan: number, more: object) =>
      asked(
        sessions(() => -10e6),
        onPlan,
        more,
      ).next;
    expect(other(20, {})).toBe("Go on as you did");
    expect(other(38, { signals: 80 })).toBe("Go on as you did");
    expect(other(38, { actual: 5e6 })).toBe("Go on as you did");
  });

  test("is little for who made no less than the plan and broke a rule once", () => {
    const span = { ...review({}).span, actual: 5e6, model: 4e6 };
    const { next, ground } = adviceOf(review({ rules: [rule(-5e6, 1)], span }));
    expect(next).toBe("Go on, and keep your own rule: no more trades a day than planned");
    expect(ground).toMatch(/^At most 4 a day: broken once, which came to −\$5\.00\./);
    expect(adviceOf(review({ rules: [rule(-5e6, 3)], span })).next).toMatch(/^Keep your own rule/);
  });

  test("is to go on only where no rule was broken and nothing cost anything, and few pairs are an anecdote", () => {
    const free = { habits: [habit({ total: 5e6 })] };
    const many = { trades: 40, signals: 40, paired: 30, days: 12, firstDay: 0, lastDay: 20 };
    expect(adviceOf(review({ ...free, span: many })).next).toBe("Go on as you did");
    // Who took 15 of 20 signals has shown nothing yet.
    expect(adviceOf(review(free)).next).toBe("Too little to judge: trade the plan, and look again");
    expect(adviceOf(review(free)).ground).toMatch(/^15 of 20 signals were taken\./);
    expect(evidenceText(review({}))).toBe("Anecdote, not evidence: 15 pairs, and it takes 30.");
  });
});
