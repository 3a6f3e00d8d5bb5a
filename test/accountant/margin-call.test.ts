import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { microOf as usd } from "#instrument/instrument.js";
import { formatInstant, parseDay } from "#instrument/time.js";
import type { AccountTerms, Run } from "../../src/domain/run.js";
import { FILL_KINDS } from "../../src/domain/run.js";
import { drawn, programs, tightAccounts } from "../engine/market.js";
import { replayRun } from "../engine/replay.js";
import { book, type Moment } from "./books.js";

/** MRG-01: two MES from 4400 with $3,000, at 4310 by Friday's settlement; $1,188 initial, $1,080 maintenance each. */
const friday: Moment[] = [
  { at: "2022-01-21T15:00:00Z", price: "4400.00", order: "buy 2" },
  { at: "2022-01-21T20:59:00Z", price: "4310.00" },
];
/** Noon of Monday in Chicago is 18:00 UTC. */
const monday = (clock: string, price: string, order?: string): Moment => ({
  at: `2022-01-24T${clock}:00Z`,
  price,
  ...(order && { order }),
});

function trade(moments: readonly Moment[], account: Partial<AccountTerms> = {}, slippage = 0): Run {
  return book("MES", moments, {
    cash: "3000.00",
    feePerSide: "0.62",
    execution: { slippage },
    account: { marginPolicy: "call", liquidationFee: usd("25.00"), ...account },
  });
}
const told = (run: Run): string[] =>
  run.events.filter(({ kind }) => kind === "margin call").map(({ text }) => text);
const fills = (run: Run): string[] =>
  Array.from({ length: run.fills.length }, (_, k) => {
    const side = run.fills.side[k] === 1 ? "buy" : "sell";
    return `${run.fills.bar[k]} ${side} ${run.fills.qty[k]} @ ${run.fills.price[k]! / 4} ${FILL_KINDS[run.fills.kind[k]!]}`;
  });

describe("a margin call", () => {
  test("MRG-01: is for what restores initial margin, due at noon of the next trade date", () => {
    const run = trade(friday);
    expect(run.margin.calls).toMatchObject([
      { amount: usd("277.24"), outstanding: usd("277.24"), outcome: "open", ended: null, bar: 1 },
    ]);
    expect(formatInstant(run.margin.calls[0]!.due)).toBe("2022-01-24T18:00:00Z");
    expect(told(run)).toEqual([
      "equity $2,098.76 below maintenance margin $2,160.00 with 2 contracts: $277.24 are called to be at initial margin $2,376.00, due 2022-01-24T18:00:00Z",
    ]);
    expect(fills(run)).toHaveLength(1);
    expect(run.daily[0]).toMatchObject({ call: usd("277.24") });
  });

  test("MRG-02: is cured by selling one contract", () => {
    const run = trade([...friday, monday("15:00", "4310.00", "sell 1"), monday("19:00", "4310.00")]);
    expect(run.margin.calls).toMatchObject([{ outcome: "reduction", amount: usd("277.24") }]);
    expect(told(run)[1]).toBe(
      "margin call of $277.24 ended: 1 contracts are left, $910.14 above initial margin",
    );
    expect(run.position.at(-1)).toBe(1);
    expect(run.equity[2]).toBe(usd("2098.14"));
  });

  test("is met by a deposit of its amount where the owner pays: nothing is closed", () => {
    const run = trade(
      [...friday, monday("17:59", "4310.00"), monday("18:00", "4310.00"), monday("18:01", "4310.00")],
      {
        call: { days: 1, minute: 12 * 60, metBy: "deposit" },
      },
    );
    expect(run.margin.calls).toMatchObject([{ outcome: "deposit", outstanding: 0 }]);
    expect(formatInstant(run.margin.calls[0]!.ended!)).toBe("2022-01-24T18:00:00Z");
    expect(run.equity[2]).toBe(usd("2098.76"));
    expect(run.equity[3]).toBe(usd("2376.00"));
    expect(run.totals.transfers).toBe(usd("277.24"));
    // The owner's own money is no profit.
    expect(run.totals.net).toBe(usd("-901.24"));
    expect(fills(run)).toHaveLength(1);
  });

  test("is met by a deposit that was scheduled anyway", () => {
    const run = trade([...friday, monday("15:00", "4310.00"), monday("18:00", "4310.00")], {
      transfers: [{ day: parseDay("2022-01-24"), amount: usd("300.00") }],
    });
    expect(run.margin.calls).toMatchObject([{ outcome: "deposit" }]);
    expect(fills(run)).toHaveLength(1);
    const less = trade([...friday, monday("15:00", "4310.00"), monday("18:00", "4310.00")], {
      transfers: [{ day: parseDay("2022-01-24"), amount: usd("277.23") }],
    });
    expect(less.margin.calls[0]!.outcome).toBe("liquidated");
  });

  test("not met: at its deadline as few contracts are closed as initial margin takes, and the fee is due", () => {
    const run = trade([...friday, monday("17:59", "4312.00"), monday("18:00", "4311.00")], {}, 1);
    // The entry slipped a tick too: $2,096.26 at 4310, $2,106.26 at 4311; $25 and $0.62 and a tick less for one contract.
    expect(fills(run)[1]).toBe("3 sell 1 @ 4310.75 liquidation");
    expect(run.margin.calls).toMatchObject([{ outcome: "liquidated", amount: usd("279.74") }]);
    expect(run.events.at(-1)).toMatchObject({
      kind: "liquidation",
      amount: usd("-25.00"),
      text: "margin call of $279.74 not met, equity $2,106.26: 1 of 2 closed",
    });
    expect(run.totals.endEquity).toBe(usd("2106.26") - usd("25.00") - usd("0.62") - usd("1.25"));
  });

  test("not met with too little for a single contract: all are closed", () => {
    const run = trade([...friday, monday("18:00", "4200.00")]);
    expect(fills(run)[1]).toBe("2 sell 2 @ 4200 liquidation");
  });

  test("is cured by the market: at a settlement, or at its deadline", () => {
    const settled = trade([...friday, monday("15:00", "4340.00"), monday("21:01", "4340.00")], {
      call: { days: 2, minute: 12 * 60, metBy: "none" },
    });
    expect(settled.margin.calls).toMatchObject([{ outcome: "market" }]);
    expect(told(settled).at(-1)).toContain("settled at equity $2,398.76, $22.76 above initial margin");
    const due = trade([...friday, monday("15:00", "4340.00"), monday("18:00", "4340.00")]);
    expect(due.margin.calls).toMatchObject([{ outcome: "market" }]);
    expect(fills(due)).toHaveLength(1);
  });

  test("is restated at each settlement, and no second call is made while it is open", () => {
    const run = trade([...friday, monday("15:00", "4305.00"), monday("21:01", "4305.00")], {
      call: { days: 2, minute: 12 * 60, metBy: "none" },
    });
    expect(run.margin.calls).toMatchObject([
      { amount: usd("277.24"), outstanding: usd("327.24"), outcome: "open" },
    ]);
    expect(run.daily.map(({ call }) => call)).toEqual([usd("277.24"), usd("327.24")]);
  });

  test("a new breach after a call has ended is a new call", () => {
    const run = trade(
      [
        ...friday,
        monday("18:00", "4310.00"),
        { at: "2022-01-24T21:01:00Z", price: "4250.00" },
        { at: "2022-01-25T18:00:00Z", price: "4250.00" },
      ],
      { call: { days: 1, minute: 12 * 60, metBy: "deposit" } },
    );
    expect(run.margin.calls.map(({ amount, outcome }) => [amount, outcome])).toEqual([
      [usd("277.24"), "deposit"],
      [usd("600.00"), "deposit"],
    ]);
    expect(run.totals.transfers).toBe(usd("877.24"));
    expect(run.totals.net).toBe(usd("-1501.24"));
  });

  test("while it is open orders that open more are refused, those that close are not", () => {
    const run = trade([...friday, monday("15:00", "4310.00", "buy 1"), monday("15:01", "4310.00", "sell 2")]);
    expect(run.orders.map(({ state }) => state)).toEqual(["filled", "rejected", "filled"]);
    expect(run.margin.calls).toMatchObject([{ outcome: "reduction" }]);
  });
});

describe("whatever is ordered in whatever market", () => {
  const runs = (check: (run: Run, metBy: string) => void): void => {
    const metBy = fc.constantFrom("deposit" as const, "none" as const);
    fc.assert(
      fc.property(programs, tightAccounts, metBy, (program, how, met) => {
        const call = { days: 1, minute: 9 * 60 + 2, metBy: met };
        const account = {
          ...how.account,
          marginPolicy: "call" as const,
          transfers: [],
          call,
          dayMargin: null,
        };
        const margin = { initial: "110", maintenance: "109" };
        check(replayRun(drawn(program), { ...how, margin, account }), met);
      }),
      { numRuns: 600, seed: 7 },
    );
  };

  test("calls come one after the other, each for more than nothing, and only the last may be open", () => {
    let made = 0;
    runs(({ margin }) => {
      made += margin.calls.length;
      margin.calls.forEach((call, k) => {
        expect(call.amount).toBeGreaterThan(0);
        expect(call.due).toBeGreaterThan(call.time);
        if (call.outcome === "open") expect([k, call.ended]).toEqual([margin.calls.length - 1, null]);
        else expect(call.ended).toBeGreaterThanOrEqual(call.time);
        if (k > 0) expect(call.time).toBeGreaterThanOrEqual(margin.calls[k - 1]!.ended!);
      });
    });
    expect(made).toBeGreaterThan(10);
  });

  test("who pays his calls is never liquidated, and pays in just what they ask; who does not pays nothing in", () => {
    runs((run, metBy) => {
      const paid = run.events
        .filter(({ kind }) => kind === "deposit")
        .reduce((sum, { amount }) => sum + amount, 0);
      expect(run.totals.transfers).toBe(paid);
      if (metBy === "none") expect(paid).toBe(0);
      else expect(fills(run).filter((fill) => fill.endsWith("liquidation"))).toEqual([]);
      const outcomes = run.margin.calls.map(({ outcome }) => outcome);
      expect(outcomes).not.toContain(metBy === "none" ? "deposit" : "liquidated");
    });
  });
});
