import { describe, expect, test } from "vitest";
import { runShared } from "#engine/portfolio.js";
import { endings, fillLines, type ReplayOptions, replayRun, specOf } from "../engine/replay.js";

/** $1,000 a contract. */
const margin = { initial: "1000", maintenance: "900" };
const terms = (cash: number, orderMargin: boolean): ReplayOptions => ({
  margin,
  cash,
  limitFill: "touch",
  account: { marginPolicy: "liquidate", orderMargin },
});
const two = "1000 1001 999 1000 | buy 1 limit 990; buy 1 limit 980\n 1000 1001 995 1000 |";

describe("margin of working orders", () => {
  test("is not asked for unless the terms say so: each order is checked alone, and again when it fills", () => {
    expect(endings(replayRun(two, terms(1000, false)))).toEqual(["1 working", "2 working"]);
  });
  test("where it is, what all orders of a side would open must be carried", () => {
    expect(endings(replayRun(two, terms(2000, true)))).toEqual(["1 working", "2 working"]);
    expect(endings(replayRun(two, terms(1999, true)))).toEqual([
      "1 working",
      "2 rejected: with all working orders filled: initial margin $2,000.00 = 2 × $1,000.00 + costs $0.00 is above equity $1,999.00",
    ]);
  });
  test("the two sides are not added: only one of them can be the larger position", () => {
    const both = "1000 1001 999 1000 | buy 1 limit 990; sell 1 limit 1010\n 1000 1001 995 1000 |";
    expect(endings(replayRun(both, terms(1000, true)))).toEqual(["1 working", "2 working"]);
  });
  test("of a group the largest order counts", () => {
    const group = "1000 1001 999 1000 | buy 1 limit 990 oco a; buy 1 stop 1010 oco a\n 1000 1001 995 1000 |";
    expect(endings(replayRun(group, terms(2000, true)))).toEqual(["1 working", "2 working"]);
  });
  test("what closes the position needs none, what turns it needs it for the part beyond", () => {
    const turn = (qty: number) =>
      `1000 1001 999 1000 | buy 2\n 1000 1001 999 1000 | sell ${qty} limit 1010\n 1000 1001 999 1000 |`;
    expect(endings(replayRun(turn(4), terms(2000, true)))[1]).toBe("2 working");
    expect(endings(replayRun(turn(5), terms(2000, true)))[1]).toContain(
      "2 rejected: with all working orders filled",
    );
    expect(endings(replayRun(turn(5), terms(2000, false)))[1]).toBe("2 working");
  });
  test("a reduce-only order needs none", () => {
    const drawing =
      "1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 | sell 5 limit 1010 reduce\n 1000 1001 999 1000 |";
    expect(endings(replayRun(drawing, terms(1000, true)))[1]).toBe("2 working");
  });
  test("an order may not be amended to more than is carried", () => {
    const drawing =
      "1000 1001 999 1000 | buy 1 limit 990\n 1000 1001 995 1000 | amend 1 qty 3\n 1000 1001 980 985 |";
    const run = replayRun(drawing, terms(2500, true));
    expect(fillLines(run)).toEqual(["bar 2: buy 1 @ 990 limit"]);
    expect(run.events[0]!.text).toContain("not amended: with all working orders filled");
  });
  test("in a shared account the resting order of one is missing to the other", () => {
    const rests = "1000 1001 999 1000 | buy 1 limit 900\n 1000 1001 999 1000 |\n 1000 1001 999 1000 |";
    const later = "1000 1001 999 1000 |\n 1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |";
    const refused = (orderMargin: boolean) =>
      runShared(
        [specOf(rests, terms(0, orderMargin)), specOf(later, { ...terms(0, orderMargin), symbol: "MNQ" })],
        1_999_000_000,
      ).parts[1]!.refused;
    expect([refused(false), refused(true)]).toEqual([0, 1]);
  });
});
