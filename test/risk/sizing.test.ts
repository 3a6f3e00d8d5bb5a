// Does each sizing rule buy as many contracts as its formula says?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillCost } from "#accountant/costs.js";
import { contractValue } from "#accountant/value.js";
import { fixedContracts, kelly, ladder, type RiskRule, riskPercent, volatilityTarget } from "#domain/risk.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { RiskDesk } from "#risk/desk.js";
import { counted, kellyShare, NO_TRADES } from "#risk/kelly.js";
import { type Friction, riskPerContract } from "#risk/per-contract.js";
import { rulesOf } from "#risk/rules.js";
import { yearlySwing } from "#risk/volatility-target.js";

const USD = 1_000_000;
const MES = instrumentOf(loadContracts().get("MES"));
const FREE: Friction = { cost: () => 0, slipIn: 0, slipOut: 0 };
/** The reference's costs: 62 cents a side and one tick of slippage. */
const REFERENCE: Friction = { cost: () => 620_000, slipIn: 1, slipOut: 1 };

interface Given {
  readonly equity: number;
  readonly tickValue: number;
  readonly entry?: number;
  readonly stopTicks?: number | null;
  readonly friction?: Friction;
  readonly asked?: number;
}

const deskOf = (rules: readonly RiskRule[], tickValue = MES.tickValue) =>
  new RiskDesk(rulesOf(rules, "risk"), tickValue, null);

function sized(rule: RiskRule, given: Given, desk = deskOf([rule], given.tickValue)) {
  const { entry = 20_000, stopTicks = 40, friction = FREE, asked = 1 } = given;
  return desk.admit(
    {
      side: 1,
      asked,
      wager: stopTicks === null ? null : { side: 1, entry, stopTicks },
      friction: () => friction,
    },
    {
      equity: given.equity * USD,
      position: 0,
      waiting: 0,
      initial: 0,
      initialElsewhere: 0,
      notional: 25_000 * USD,
      peers: [],
    },
  );
}

describe("risk percent, by the worked examples of the reference", () => {
  const ALT = instrumentOf(
    loadContracts({
      ALT: {
        name: "Altcoin, 100 units",
        exchange: "TEST",
        kind: "perpetual",
        group: "crypto",
        session: "continuous",
        tickSize: "0.01",
        multiplier: "100",
        settlementTime: "00:00",
        rounding: "exact",
        margins: [{ from: "2020-01-01", initial: "10", maintenance: "5", source: "test" }],
      },
    }).get("ALT"),
  );
  const account = { equity: 5000, tickValue: ALT.tickValue, entry: 100, stopTicks: 5 };

  test("SIZE-01: $5,000, 1 %, 100 units at $1.00 with the stop at $0.95 buy 10 contracts", () => {
    expect(riskPerContract({ side: 1, entry: 100, stopTicks: 5 }, ALT.tickValue, null)).toBe(5 * USD);
    expect(sized(riskPercent(1), account).contracts).toBe(10);
    expect(10 * contractValue(ALT, 100)).toBe(1000 * USD);
  });

  test("SIZE-02: with 0.05 % of notional on both sides one contract risks $5.0975, and 9 fit", () => {
    const rate = { ...FEELESS, rate: 50_000, maker: 50_000 };
    const friction = {
      cost: (price: number) => fillCost(rate, 1, contractValue(ALT, price)),
      slipIn: 0,
      slipOut: 0,
    };
    const one = riskPerContract({ side: 1, entry: 100, stopTicks: 5 }, ALT.tickValue, friction);
    expect(one).toBe(5_097_500);
    expect(sized(riskPercent(1), { ...account, friction }).contracts).toBe(9);
    expect(9 * one).toBe(45_877_500);
  });

  test("SIZE-03: a 10-point stop of MES is $50: one contract without costs, none with them, and it says why", () => {
    const mes = { equity: 5000, tickValue: MES.tickValue, stopTicks: 40, friction: REFERENCE };
    expect(riskPerContract({ side: 1, entry: 20_000, stopTicks: 40 }, MES.tickValue, null)).toBe(50 * USD);
    expect(sized(riskPercent(1, { costs: false }), mes).contracts).toBe(1);
    expect(sized(riskPercent(1), mes)).toEqual({
      contracts: 0,
      reduced: [],
      refusal: "risk budget $50.00 (1% of equity) buys 0 contracts: one risks $53.74",
    });
  });

  test("SIZE-04: MNQ, 0.75 % of $25,000 and 32.25 points buy 2 contracts that lose $133.48 at the stop", () => {
    const MNQ = instrumentOf(loadContracts().get("MNQ"));
    const given = { equity: 25_000, tickValue: MNQ.tickValue, stopTicks: 129, friction: REFERENCE };
    const one = riskPerContract({ side: -1, entry: 68_000, stopTicks: 129 }, MNQ.tickValue, REFERENCE);
    expect(one).toBe(66_740_000);
    expect(sized(riskPercent(0.75), given).contracts).toBe(2);
    expect(2 * one).toBe(133_480_000);
  });

  test("an order without a stop is refused: what it risks is unknown", () => {
    const { refusal } = sized(riskPercent(1), { equity: 5000, tickValue: MES.tickValue, stopTicks: null });
    expect(refusal).toMatch(/no stop, so what it risks is unknown/);
  });

  test("slippage that grows with the size is paid from the budget too", () => {
    // A tick more each way with every contract. Of a $500 budget 9 contracts of $52.50 would fit, but 8 already risk
    // 8 × $70 = $560; 7 × $67.50 fit.
    const desk = deskOf([riskPercent(1)]);
    const friction = (contracts: number) => ({ cost: () => 0, slipIn: contracts, slipOut: contracts });
    const standing = {
      equity: 50_000 * USD,
      position: 0,
      waiting: 0,
      initial: 0,
      initialElsewhere: 0,
      notional: 1,
      peers: [],
    };
    const wager = { side: 1 as const, entry: 20_000, stopTicks: 40 };
    expect(desk.admit({ side: 1, asked: null, wager, friction }, standing).contracts).toBe(7);
  });

  test("whatever the numbers: what is bought fits the budget, and one more would not", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 500 }),
        (equity, tenths, stopTicks) => {
          const percent = Math.min(100, tenths / 10);
          const { contracts } = sized(riskPercent(percent), { equity, tickValue: MES.tickValue, stopTicks });
          const budget = (BigInt(equity * USD) * BigInt(Math.round(percent * 10))) / 1000n;
          const one = BigInt(stopTicks * MES.tickValue);
          expect(BigInt(contracts) * one <= budget && BigInt(contracts + 1) * one > budget).toBe(true);
        },
      ),
    );
  });
});

const FEELESS = {
  from: 0,
  commission: 0,
  exchange: 0,
  clearing: 0,
  nfa: 0,
  rate: 0,
  maker: 0,
  estimated: false,
};

test("fixed: every order opens the same number, whatever the strategy asked", () => {
  expect(sized(fixedContracts(3), { equity: 1000, tickValue: MES.tickValue, asked: 7 }).contracts).toBe(3);
});

describe("volatility target", () => {
  /** Daily changes of +20 and −20 ticks by turns: mean 0 over an even number, deviation 20 × √(n ÷ (n − 1)). */
  const closes = Array.from({ length: 11 }, (_, k) => 20_000 + (k % 2 === 0 ? 0 : 20));
  const swing = 20 * Math.sqrt(10 / 9) * Math.sqrt(252) * 1.25;

  test("a contract swings by the deviation of its daily changes × √252 × its tick value", () => {
    expect(yearlySwing(closes, 10, MES.tickValue)! / USD).toBeCloseTo(swing, 6); // $418.33
    expect(yearlySwing(closes.slice(1), 10, MES.tickValue)).toBeNull();
  });

  test("15 % of $10,000 are $1,500 a year: three contracts of $418.33, by dates that are over", () => {
    const rule = volatilityTarget(15, { days: 10 });
    const desk = deskOf([rule]);
    const given = { equity: 10_000, tickValue: MES.tickValue };
    desk.dateBegins(0, 10_000 * USD, null);
    expect(sized(rule, given, desk).refusal).toBe(
      "volatility target 15%: needs 11 daily closes, 0 are known",
    );
    for (const [k, close] of closes.entries()) desk.dateBegins(k + 1, 10_000 * USD, close);
    expect(sized(rule, given, desk).contracts).toBe(3);
    expect(sized(rule, { ...given, equity: 2000 }, desk).refusal).toBe(
      "volatility target 15%: $300.00 a year buys 0 contracts: one swings $418.33",
    );
  });

  test("a price that never moved is no measure: nothing is bought", () => {
    const rule = volatilityTarget(15, { days: 2 });
    const desk = deskOf([rule]);
    for (let day = 0; day < 5; day++) desk.dateBegins(day, 10_000 * USD, 20_000);
    expect(sized(rule, { equity: 10_000, tickValue: MES.tickValue }, desk).contracts).toBe(0);
  });
});

describe("Kelly", () => {
  const tally = (nets: readonly number[]) => nets.reduce((sum, net) => counted(sum, net * USD), NO_TRADES);

  test.each([
    [[200, 200, 200, -100, -100], 0.6 - 0.4 / 2], // 60 % winners that win twice what losers lose: 40 %
    [[100, -100], 0], // a fair coin: nothing
    [[100, -100, -100], 1 / 3 - 2 / 3], // a losing game: less than nothing
    [[100, 50], 1], // never lost yet
    [[-100, -50], -1], // never won
    [[100, 0], 0.5], // a trade that broke even did not win, and lost nothing
  ])("by trades of %j the share is %d", (nets, share) => {
    expect(kellyShare(tally(nets))).toBeCloseTo(share, 12);
  });

  test("a fixed number until enough trades have closed, then a share of equity by the risk of one contract", () => {
    const rule = kelly(0.5, { after: 5, before: 2 });
    const desk = deskOf([rule]);
    const given = { equity: 10_000, tickValue: MES.tickValue, friction: REFERENCE };
    for (const net of [200, 200, 200, -100]) desk.tradeEnds(net * USD, 0);
    expect(sized(rule, given, desk).contracts).toBe(2);
    desk.tradeEnds(-100 * USD, 0);
    // Half of 40 % of $10,000 are $2,000; one contract risks $53.74.
    expect(sized(rule, given, desk).contracts).toBe(37);
    for (let k = 0; k < 5; k++) desk.tradeEnds(-100 * USD, 0);
    expect(sized(rule, given, desk).refusal).toMatch(
      /^the Kelly fraction is not above 0: -\d+\.\d\d% by 10 trades$/,
    );
  });
});

describe("the ladder", () => {
  const contracts = (desk: RiskDesk, rule: RiskRule) =>
    sized(rule, { equity: 10_000, tickValue: MES.tickValue }, desk).contracts;

  test("by trades: one contract more once three trades made a profit together, and the count begins anew", () => {
    const rule = ladder({ trades: 3, drawdown: 1000 });
    const desk = deskOf([rule]);
    desk.dateBegins(0, 10_000 * USD, null);
    const rungs = [100, -50, 20, -10, -10, 10, 30].map((net) => {
      desk.tradeEnds(net * USD, 0);
      return contracts(desk, rule);
    });
    // After three +70. Then −10, −10, +10 are a loss of 10; a fourth of +30 makes +20 of it.
    expect(rungs).toEqual([1, 1, 2, 2, 2, 2, 3]);
  });

  test("by weeks: two profitable trade weeks in a row; a losing week begins anew, a week without a result counts for nothing", () => {
    const rule = ladder({ weeks: 2, drawdown: "50%" });
    const desk = deskOf([rule]);
    const monday = 4; // 1970-01-05
    const equities = [10_000, 10_100, 10_200, 10_150, 10_250, 10_250, 10_300];
    const rungs = equities.map((equity, week) => {
      desk.dateBegins(monday + 7 * week, equity * USD, week === 0 ? null : 20_000);
      return contracts(desk, rule);
    });
    expect(rungs).toEqual([1, 1, 2, 2, 2, 2, 3]);
  });

  test("back down after a drawdown, never below the first rung, and from there on the next peak counts", () => {
    const rule = ladder({ start: 1, trades: 1, drawdown: "10%", most: 3 });
    const desk = deskOf([rule]);
    desk.dateBegins(0, 10_000 * USD, null);
    for (let k = 0; k < 5; k++) desk.tradeEnds(10 * USD, 0);
    expect(contracts(desk, rule)).toBe(3); // at most three
    const rungs = [9_500, 9_000, 8_900, 8_100, 7_000].map((equity, k) => {
      desk.dateBegins(k + 1, equity * USD, 20_000);
      return contracts(desk, rule);
    });
    // 9,000 is 10 % below 10,000; 8,100 is 10 % below 9,000; 7,000 would be the next step, but one is the first rung.
    expect(rungs).toEqual([3, 2, 2, 1, 1]);
  });
});

describe("what a rule cannot be is refused where it is made", () => {
  test.each([
    ["fixedContracts is 0", () => fixedContracts(0)],
    ["fixedContracts is 1.5", () => fixedContracts(1.5)],
    ["riskPercent is 0", () => riskPercent(0)],
    ["riskPercent is 101", () => riskPercent(101)],
    ["riskPercent is NaN", () => riskPercent(Number.NaN)],
    ["kelly is 2", () => kelly(2)],
    ["volatilityTarget days is 1", () => volatilityTarget(15, { days: 1 })],
    ["weeks undefined and trades undefined", () => ladder({ drawdown: 100 })],
    ["ladder most is 1", () => ladder({ weeks: 2, drawdown: 100, start: 2, most: 1 })],
    ["ladder drawdown is -5", () => ladder({ weeks: 2, drawdown: "-5" })],
  ])("%s", (text, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "E440", message: expect.stringContaining(text) }));
  });

  test("two rules that size contradict one another, and what is no rule is named", () => {
    const fault = (list: unknown) => expect(() => rulesOf(list, "Breakout.risk"));
    fault([fixedContracts(1), riskPercent(1)]).toThrow(expect.objectContaining({ code: "E441" }));
    fault([{ limit: "max contract", contracts: 4 }]).toThrow(/Breakout.risk is no list of risk rules/);
    fault(riskPercent(1)).toThrow(expect.objectContaining({ code: "E441" }));
    fault([null]).toThrow(expect.objectContaining({ code: "E441" }));
  });
});
