// Do positions that are one bet count as one, in a shared account?

import { describe, expect, test } from "vitest";
import { correlatedExposure, dailyLoss, type RiskRule } from "#domain/risk.js";
import { runShared } from "#engine/portfolio.js";
import { DateCloses, dailyCorrelation } from "#risk/correlated.js";
import { specOf } from "../engine/replay.js";

/** Closes of one trade date after another. */
const UP_AND_DOWN = [1000, 1010, 1000, 1020, 1010, 1030];
const DOWN_AND_UP = UP_AND_DOWN.map((close) => 2000 - close);

/** One bar a trade date; orders at the closes of some of them. */
const market = (closes: readonly number[], orders: Readonly<Record<number, string>>) =>
  closes.map((close, k) => `day ${close} ${close} ${close} ${close} | ${orders[k] ?? ""}`).join("\n");

const closesOf = (closes: readonly number[]) => {
  const { bars } = specOf(market(closes, {})).series;
  return new DateCloses(bars).until(bars.length);
};

describe("the correlation of daily returns", () => {
  test("is 1 for the same dates up and down, −1 for the mirror, and null until there are enough dates", () => {
    const [a, b] = [closesOf(UP_AND_DOWN), closesOf(DOWN_AND_UP)];
    expect(dailyCorrelation(a, a, 4)).toBeCloseTo(1, 12);
    expect(dailyCorrelation(a, b, 4)).toBeLessThan(-0.99);
    // Six dates, of which five are over: four returns.
    expect(dailyCorrelation(a, a, 5)).toBeNull();
  });

  test("knows a date only when the next one has begun", () => {
    const { bars } = specOf(market(UP_AND_DOWN, {})).series;
    const closes = new DateCloses(bars);
    expect([closes.until(1).size, closes.until(2).size, closes.until(3).size]).toEqual([0, 1, 2]);
    expect([...closes.until(6).values()]).toEqual(UP_AND_DOWN.slice(0, 5));
  });
});

describe("an account with two instruments", () => {
  const LAST = UP_AND_DOWN.length - 2;
  const rule = (more: object) => correlatedExposure({ above: 0.7, days: 3, ...more } as never);

  /** MES buys first; whether the order in MNQ a date later is taken. */
  function taken(
    order: string,
    closes: readonly number[],
    risk: readonly RiskRule[],
    mes = "buy 2",
  ): boolean {
    const first = specOf(market(UP_AND_DOWN, { [LAST - 1]: mes }), { risk });
    const second = specOf(market(closes, { [LAST]: order }), { symbol: "MNQ", risk });
    const { parts } = runShared([first, second], 1_000_000_000_000);
    expect(parts[0]!.refused).toBe(0);
    return parts[1]!.refused === 0;
  }

  test("positions that move together count together", () => {
    expect(taken("buy 1", UP_AND_DOWN, [rule({ contracts: 2 })])).toBe(false);
    expect(taken("buy 1", UP_AND_DOWN, [rule({ contracts: 3 })])).toBe(true);
  });

  test("what moves against them does not", () => {
    expect(taken("buy 1", DOWN_AND_UP, [rule({ contracts: 2 })])).toBe(true);
  });

  test("each counts in its own direction: a short beside a long takes from it", () => {
    expect(taken("sell 1", UP_AND_DOWN, [rule({ contracts: 2 })])).toBe(true);
    expect(taken("sell 4", UP_AND_DOWN, [rule({ contracts: 2 })])).toBe(true);
    expect(taken("sell 1", UP_AND_DOWN, [rule({ contracts: 2 })], "sell 2")).toBe(false);
  });

  test("what is not known yet, for want of dates, counts together", () => {
    expect(taken("buy 1", DOWN_AND_UP, [rule({ contracts: 2, days: 60 })])).toBe(false);
  });

  test("by notional ÷ equity: long $2,575 of MES and long $515 of MNQ are no more than 0.0031 of a million", () => {
    // 1,030 ticks of MES are worth 1,030 × $1.25, of MNQ 1,030 × $0.50.
    expect(taken("buy 1", UP_AND_DOWN, [rule({ leverage: 0.0031 })])).toBe(true);
    expect(taken("buy 1", UP_AND_DOWN, [rule({ leverage: 0.0029 })])).toBe(false);
  });

  test("a daily loss is the account's: what one instrument loses stops the other as well", () => {
    const risk = [dailyLoss(50)];
    const falling = specOf("1000 1000 1000 1000 | buy 1\n1000 1000 950 950 |\n950 950 950 950 |", { risk });
    const waiting = specOf("1000 1000 1000 1000 |\n1000 1000 1000 1000 | buy 1\n1000 1000 1000 1000 |", {
      symbol: "MNQ",
      risk,
    });
    const { parts, net } = runShared([falling, waiting], 1_000_000_000);
    // 40 ticks of $1.25 are the $50; the other's order finds them gone.
    expect(net).toBe(-50_000_000);
    expect(parts.map(({ refused }) => refused)).toEqual([0, 1]);
  });
});
