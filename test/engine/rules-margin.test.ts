import { describe, expect, test } from "vitest";
import { endings, fillLines, type ReplayOptions, replayRun } from "./replay.js";
import { rule } from "./rule.js";

/** $1,000 initial, $900 maintenance, $1.25 a tick: from $1,000 a loss of 81 ticks is one too many. */
const margin = { initial: "1000", maintenance: "900" };
const terms = (cash: number, more: ReplayOptions = {}): ReplayOptions => ({ margin, cash, ...more });

describe("initial margin", () => {
  test("an order is accepted up to the last dollar of equity", () => {
    const run = replayRun(`1000 1001 999 1000 | buy 2\n 1000 1001 999 1000 |`, terms(2000));
    expect(fillLines(run)).toEqual(["bar 1: buy 2 @ 1000 market"]);
  });
  test("a contract too many is refused at once, as an event with the numbers", () => {
    const run = replayRun(`1000 1001 999 1000 | buy 3\n 1000 1001 999 1000 |`, terms(2999));
    expect(fillLines(run)).toEqual([]);
    expect(endings(run)).toEqual([
      "1 rejected: initial margin $3,000.00 = 3 × $1,000.00 + costs $0.00 is above equity $2,999.00",
    ]);
    expect(run.events).toMatchObject([{ bar: 0, kind: "rejected", order: 1 }]);
    expect(run.warnings.join()).toContain("1 of 1 orders were rejected");
  });
  test("the order's own costs count", () => {
    const accepted = replayRun(
      `1000 1001 999 1000 | buy 2\n 1000 1001 999 1000 |`,
      terms(2001.24, { costPerSide: 0.62 }),
    );
    expect(endings(accepted)).toEqual(["1 filled"]);
    const refused = replayRun(
      `1000 1001 999 1000 | buy 2\n 1000 1001 999 1000 |`,
      terms(2001.23, { costPerSide: 0.62 }),
    );
    expect(endings(refused)[0]).toMatch(/^1 rejected/);
  });
  test("what sufficed when it was sent may not when it fills: the gap has eaten the rest", () => {
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1
      1000 1001  999 1000 | buy 1
       996 1000  995 1000 |
      `,
      terms(2000),
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 1000 market"]);
    // Long one from 1000, marked at the 996 of the fill: $5 short.
    expect(endings(run)[1]).toBe(
      "2 rejected: initial margin $2,000.00 = 2 × $1,000.00 + costs $0.00 is above equity $1,995.00",
    );
    expect(run.orders[1]!.endBar).toBe(2);
  });
  test("two orders that pass alone do not pass together", () => {
    const run = replayRun(`1000 1001 999 1000 | buy 1; buy 1\n 1000 1001 999 1000 |`, terms(1500));
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 1000 market"]);
    expect(run.orders.map(({ state }) => state)).toEqual(["filled", "rejected"]);
  });
  test("a refused entry sets up no exit plan", () => {
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1; buy 1, stop 990
      1000 1001  980  985 |
      `,
      terms(1500),
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 1000 market"]);
  });
  test("a way out is never refused, however little is left", () => {
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1
      1000 1001  930  930 | sell 1
       930  931  929  930 |
      `,
      terms(1000),
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 1000 market", "bar 2: sell 1 @ 930 market"]);
  });
  test("of a reversal the part that closes always passes, the rest is refused and said so", () => {
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1
      1000 1001  999 1000 | sell 3, stop 1010
      1000 1001  999 1000 |
      1000 1020  999 1000 |
      `,
      terms(1000),
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 1000 market", "bar 2: sell 1 @ 1000 market"]);
    expect(run.orders[1]).toMatchObject({ state: "filled", qty: 3, filledQty: 1 });
    expect(run.events).toMatchObject([{ bar: 2, kind: "reduced", order: 2 }]);
    expect(run.events[0]!.text).toContain("only the 1 that close the position: initial margin $2,000.00");
  });
  test("without a policy nothing is checked", () => {
    const run = replayRun(`1000 1001 999 1000 | buy 900\n 1000 1001 100 100 |`, {
      cash: 1,
      account: { marginPolicy: "none" },
    });
    expect(fillLines(run)).toEqual(["bar 1: buy 900 @ 1000 market"]);
    expect(run.totals.endEquity).toBeLessThan(0);
  });
});

describe("maintenance margin", () => {
  rule(
    "is not breached at its last dollar",
    `
    1000 1001  999 1000 | buy 1
    1000 1001  920  950 |
    `,
    ["bar 1: buy 1 @ 1000 market"],
    terms(1000),
  );
  rule(
    "closes the position at the first price that breaches it",
    `
    1000 1001  999 1000 | buy 1
    1000 1001  910  950 |
    `,
    ["bar 1: buy 1 @ 1000 market", "bar 1: sell 1 @ 919 liquidation"],
    terms(1000),
  );
  rule(
    "of a short is breached from above",
    `
    1000 1001  999 1000 | sell 2
    1000 1100  999 1000 |
    `,
    // $2,000 less 2 × 81 × $1.25 = $1,797.50, below 2 × $900. One contract fewer needs $900: the other stays.
    ["bar 1: sell 2 @ 1000 market", "bar 1: buy 1 @ 1081 liquidation"],
    terms(2000),
  );
  rule(
    "breached again lower down closes the next contracts there, each time as few as it takes",
    `
    1000 1001  999 1000 | buy 3
    1000 1001  800  850 |
    `,
    // $3,000 less 3 × $1.25 a tick: below 3 × $900 from 81 ticks on, $2,696.25; with 2 left below $1,800 when 359 more are
    // lost at $2.50: $2,696.25 − 359 × $2.50 = $1,798.75, at 919 − 359 = 560: not reached.
    ["bar 1: buy 3 @ 1000 market", "bar 1: sell 1 @ 919 liquidation"],
    terms(3000),
  );
  rule(
    "breached across a gap closes as many as it takes at the open",
    `
    1000 1001  999 1000 | buy 3
    1000 1001  999 1000 |
     600  601  599  600 |
    `,
    // $3,000 − 3 × 400 × $1.25 = $1,500: enough for one contract at $900, not for two.
    ["bar 1: buy 3 @ 1000 market", "bar 2: sell 2 @ 600 liquidation"],
    terms(3000),
  );
  rule(
    "counts what closing costs: slippage and fees come out of the same equity",
    `
    1000 1001  999 1000 | buy 3
    1000 1001  999 1000 |
     694  695  693  694 |
    `,
    // $3,000 − 3 × 306 × $1.25 = $1,852.50 would do for two; closing one for $100 leaves $1,752.50, which does not.
    ["bar 1: buy 3 @ 1000 market", "bar 2: sell 2 @ 694 liquidation"],
    terms(3300, { costPerSide: 100 }),
  );
  rule(
    "leaves the plan of what stays in force",
    `
    1000 1001  999 1000 | buy 2, stop 700, target 1040
    1000 1001  910  950 |
     950 1060  950 1050 |
    `,
    ["bar 1: buy 2 @ 1000 market", "bar 1: sell 1 @ 919 liquidation", "bar 2: sell 1 @ 1040 target"],
    terms(2000),
  );
  rule(
    "breached across a gap closes it at the open",
    `
    1000 1001  999 1000 | buy 1
    1000 1001  999 1000 |
     880  890  870  880 |
    `,
    ["bar 1: buy 1 @ 1000 market", "bar 2: sell 1 @ 880 liquidation"],
    terms(1000),
  );
  rule(
    "pays slippage on the way out, as at the entry",
    `
    1000 1001  999 1000 | buy 1
    1000 1001  910  950 |
    `,
    // In at 1002; $900 is breached 81 ticks below, at 921.
    ["bar 1: buy 1 @ 1002 market", "bar 1: sell 1 @ 919 liquidation"],
    terms(1000, { slippage: 2 }),
  );
  rule(
    "is nearer after costs",
    `
    1000 1001  999 1000 | buy 1
    1000 1001  910  950 |
    `,
    // $1,010 − $10 paid: as above.
    ["bar 1: buy 1 @ 1000 market", "bar 1: sell 1 @ 919 liquidation"],
    terms(1010, { costPerSide: 10 }),
  );
  rule(
    "is not reached where the stop is nearer",
    `
    1000 1001  999 1000 | buy 1, stop 930
    1000 1001  900  950 |
    `,
    ["bar 1: buy 1 @ 1000 market", "bar 1: sell 1 @ 930 stop loss"],
    terms(1000),
  );
  rule(
    "is reached before a stop that lies farther away, and ends that stop",
    `
    1000 1001  999 1000 | buy 1, stop 910
    1000 1001  900  950 |
    `,
    ["bar 1: buy 1 @ 1000 market", "bar 1: sell 1 @ 919 liquidation"],
    terms(1000),
  );
  rule(
    "is checked again after a partial exit: one contract can fall farther",
    `
    1000 1001  999 1000 | buy 2, stop 900, target 1040 50%, target 2000
    1000 1050  999 1041 |
    1041 1041  905  910 |
    `,
    // $2,000 + $50 won; one contract left: breached where it has lost $1,150, 921 ticks below 1000.
    ["bar 1: buy 2 @ 1000 market", "bar 1: sell 1 @ 1040 target"],
    terms(2000, { path: "olhc" }),
  );
  rule(
    "is breached by a rise of the rate alone, at the next open",
    `
    1000 1001  999 1000 | buy 1
    1000 1001  950  950 |
    day 950  955  945  950 |
    `,
    ["bar 1: buy 1 @ 1000 market", "bar 2: sell 1 @ 950 liquidation"],
    {
      cash: 1000,
      account: { marginPolicy: "liquidate" },
      symbol: "MES",
      margins: [
        { from: "1990-01-01", initial: "1000", maintenance: "900" },
        { from: "2024-01-03", initial: "1100", maintenance: "1000" },
      ],
    },
  );

  test("takes the working orders first: none survives a liquidation", () => {
    const run = replayRun(
      `
      5000 5001 4999 5000 | buy 1; buy 1 limit 3310; sell 1 limit 5100
      5000 5001 3300 3400 |
      3400 6000 3000 3400 |
      `,
      terms(3000),
    );
    // Breached where it has lost more than $2,100: 1,681 ticks below 5000.
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 5000 market", "bar 1: sell 1 @ 3319 liquidation"]);
    expect(run.orders.map(({ state }) => state)).toEqual(["filled", "cancelled", "cancelled"]);
    expect(endings(run)[1]).toBe("2 cancelled: liquidation of the position");
    expect(run.position.at(-1)).toBe(0);
  });

  test("is an event with its numbers, a flag of the trade and, where the broker charges one, a fee", () => {
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1
      1000 1001  910  950 |
      `,
      terms(1000, { account: { liquidationFee: 25_000_000 } }),
    );
    expect(run.events).toMatchObject([
      {
        kind: "liquidation",
        amount: -25_000_000,
        text: "equity $898.75 below maintenance margin $900.00 with 1 contracts",
      },
    ]);
    expect(run.trades[0]!.flags).toContain("L");
    expect(run.totals.liquidationFees).toBe(25_000_000);
    expect(run.totals.net).toBe(-81 * 1_250_000 - 25_000_000);
    expect(run.daily[0]!.costs).toBe(25_000_000);
  });

  test("on the walk that was given up is neither an event nor a fee", () => {
    const drawing = `
      1000 1001  999 1000 | buy 1 stop 1020, target 1060
      1000 1070  915  950 |
    `;
    const more = { account: { liquidationFee: 25_000_000 } };
    // High first: in, out with a profit. Low first: in at 1020 on the way up, out with the same profit.
    expect(replayRun(drawing, terms(1000, more)).events).toEqual([]);
    const held = `
      1000 1001  999 1000 | buy 1, target 1060
      1000 1001  999 1000 |
      1000 1070  915  950 |
    `;
    // Low first the fall liquidates it; high first it is out with a profit before.
    const favourable = replayRun(held, terms(1000, { ...more, path: "favourable" }));
    expect(fillLines(favourable).at(-1)).toBe("bar 2: sell 1 @ 1060 target");
    expect(favourable.events).toEqual([]);
    expect(favourable.totals.liquidationFees).toBe(0);
    const adverse = replayRun(held, terms(1000, more));
    expect(adverse.events.map(({ kind }) => kind)).toEqual(["liquidation"]);
    expect(adverse.totals.liquidationFees).toBe(25_000_000);
    expect(adverse.bounds.favourableNet - adverse.bounds.adverseNet).toBe((60 + 81) * 1_250_000 + 25_000_000);
  });

  test("is only written down where the account says so, once for each position", () => {
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1
      1000 1001  910  950 |
       950  951  900  940 |
      `,
      terms(1000, { account: { marginPolicy: "record" } }),
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 1000 market"]);
    expect(run.events.map(({ kind, bar }) => ({ kind, bar }))).toEqual([{ kind: "margin breach", bar: 1 }]);
  });

  test("leaves an account that a gap has emptied below zero: nobody forgives the rest", () => {
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1
      1000 1001  999 1000 |
       100  101   99  100 |
      `,
      terms(1000),
    );
    expect(run.totals.endEquity).toBe(1_000_000_000 - 900 * 1_250_000);
  });

  test("fees of a month can be the last straw", () => {
    // The drawing begins on 2 January 2024; February's fee is charged before the first bar of February.
    const run = replayRun(
      `
      1000 1001  999 1000 | buy 1
      1000 1001  921  921 |
      `.concat("day 921 925 921 922 |\n".repeat(22)),
      terms(1000, { account: { monthlyFee: 5_000_000 } }),
    );
    expect(run.events.map(({ kind }) => kind)).toEqual(["monthly fee", "liquidation"]);
    expect(run.fills.bar[1]).toBe(run.events[0]!.bar);
  });
});
