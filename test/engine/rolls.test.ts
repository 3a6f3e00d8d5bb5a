import { describe, expect, test } from "vitest";
import { runBacktest } from "#engine/backtest.js";
import { type FillNotice, Strategy } from "#strategy/strategy.js";
import type { Run } from "../../src/domain/run.js";
import { chainOf } from "./chain.js";
import { fillLines, replayRun, specOf } from "./replay.js";

const dollars = (micro: number): string => (micro / 1e6).toFixed(2);
const sumOfCosts = ({ trades }: Run): number => {
  const { commission, exchange, clearing, nfa } = trades[0]!.costs;
  return commission + exchange + clearing + nfa;
};

// ROLL-01: the bars are adjusted by the settlement spread of 57.75, 231 ticks: the old contract lies that far below them.
const contango = `
  20551 20551 20551 20551 | buy 3 stop 20531
  20551 20640 20551 20640 |
  day 20641 20700 20641 20700 | flat
  20700 20700 20700 20700 |
`;
const FEE = { costPerSide: 0.62 };

describe("ROLL-01: a long rolled in contango", () => {
  const run = replayRun(contango.replace(" stop 20531", ""), {
    ...FEE,
    chain: chainOf([
      { contract: "MESH24", offset: -231 },
      { contract: "MESM24", from: "2024-01-03T00:00Z", offset: 0, prices: { from: 20409, to: 20642 } },
    ]),
  });
  const [trade] = run.trades;

  test("two fills at one instant, inside one trade, each at the price of its contract", () => {
    expect(fillLines(run)).toEqual([
      "bar 1: buy 3 @ 20320 market",
      "bar 2: sell 3 @ 20409 roll",
      "bar 2: buy 3 @ 20642 roll",
      "bar 3: sell 3 @ 20700 market",
    ]);
    expect(run.trades).toHaveLength(1);
    expect(trade!.qty).toBe(3);
    expect(trade!.flags).toContain("R");
  });

  test("gross 551.25, four sides of fees 7.44, net 543.81; the gap is no profit", () => {
    expect(trade!.legs.map(({ gross }) => dollars(gross))).toEqual(["333.75", "217.50"]);
    expect(dollars(trade!.gross)).toBe("551.25");
    expect(dollars(sumOfCosts(run))).toBe("7.44");
    expect(dollars(trade!.net)).toBe("543.81");
    expect(dollars(run.totals.net)).toBe("543.81");
  });

  test("the executed spread was half a point worse than the bars': 7.50 of slippage, inside gross", () => {
    expect(dollars(trade!.slippage)).toBe("7.50");
    expect(run.chain!.rolls).toEqual([
      expect.objectContaining({
        from: "MESH24",
        to: "MESM24",
        spread: 231,
        qty: 3,
        prices: { from: 20409, to: 20642 },
      }),
    ]);
  });
});

test("ROLL-02: a short rolled in backwardation nets 107.68", () => {
  // 79.10 in, 78.42 out; 77.65 in, 78.03 out. Spread −0.77: the bars are the new contract's.
  const run = replayRun(
    `
    7833 7833 7833 7833 | sell 4
    7833 7833 7765 7765 |
    day 7765 7803 7765 7803 | flat
    7803 7803 7803 7803 |
    `,
    {
      symbol: "MCL",
      costPerSide: 0.77,
      chain: chainOf([
        { contract: "MCLG24", offset: 77 },
        { contract: "MCLH24", from: "2024-01-03T00:00Z", offset: 0, prices: { from: 7842, to: 7765 } },
      ]),
    },
  );
  const [trade] = run.trades;
  expect(trade!.legs.map(({ gross }) => dollars(gross))).toEqual(["272.00", "-152.00"]);
  expect(dollars(sumOfCosts(run))).toBe("12.32");
  expect(dollars(trade!.net)).toBe("107.68");
});

const points = (run: Run, bar: number): number => run.equity[bar]! / 1e6 - 1_000_000;

describe("what a roll leaves as it was", () => {
  const chain = (slippage = 0) =>
    chainOf(
      [
        { contract: "MESH24", offset: -231 },
        { contract: "MESM24", from: "2024-01-03T00:00Z", offset: 0 },
      ],
      { slippage },
    );

  test("equity does not jump, whatever the spread: what is lost is costs and the slippage of the roll", () => {
    const plain = replayRun(
      "20551 20551 20551 20551 | buy 2\n20551 20551 20551 20551 |\nday 20551 20551 20551 20551 |",
    );
    const rolled = replayRun(
      "20551 20551 20551 20551 | buy 2\n20551 20551 20551 20551 |\nday 20551 20551 20551 20551 |",
      { costPerSide: 0.62, chain: chain(1) },
    );
    expect(points(plain, 2)).toBe(0);
    // Two sides of costs at the entry, four at the roll, a tick for each of two contracts.
    expect(points(rolled, 2)).toBeCloseTo(-6 * 0.62 - 2 * 1.25, 6);
  });

  test("a short pays the slippage of the roll in the other direction", () => {
    const run = replayRun(
      "20551 20551 20551 20551 | sell 2\n20551 20551 20551 20551 |\nday 20551 20551 20551 20551 |",
      { chain: chain(3) },
    );
    expect(fillLines(run).slice(1)).toEqual(["bar 2: buy 2 @ 20320 roll", "bar 2: sell 2 @ 20548 roll"]);
    expect(run.chain!.rolls[0]).toMatchObject({ spread: 231, prices: { from: 20320, to: 20548 } });
  });

  test("the stop of the trade is shifted by the executed spread, so that it still risks one R", () => {
    // Stop 20 ticks below the entry. The roll executes two ticks worse, and the stop goes with it.
    const run = replayRun(
      `
      20551 20551 20551 20551 | buy 1, stop 20t
      20551 20551 20551 20551 |
      day 20551 20551 20500 20500 |
      `,
      { chain: chain(2) },
    );
    expect(fillLines(run)).toEqual([
      "bar 1: buy 1 @ 20320 market",
      "bar 2: sell 1 @ 20320 roll",
      "bar 2: buy 1 @ 20553 roll",
      "bar 2: sell 1 @ 20533 stop loss",
    ]);
    expect(run.trades[0]).toMatchObject({ r: -1, risk: 25_000_000, gross: -25_000_000 });
  });

  test("targets and trailing stops go with it as well, and breakeven is still breakeven", () => {
    const run = replayRun(
      `
      20551 20551 20551 20551 | buy 2, stop 20t, target 10t 50% then breakeven, target 100t
      20551 20551 20551 20551 |
      day 20556 20564 20556 20564 |
      20564 20564 20540 20540 |
      `,
      { chain: chain(2) },
    );
    expect(fillLines(run).slice(3)).toEqual([
      "bar 2: sell 1 @ 20563 target",
      "bar 3: sell 1 @ 20553 breakeven stop",
    ]);
    expect(run.trades[0]!.gross).toBe(10 * 1_250_000);
  });

  test("orders that wait stay where they stand on the chart: they are shifted by the spread of the bars", () => {
    const run = replayRun(
      `
      20551 20551 20551 20551 | buy 1 limit 20540
      20551 20551 20545 20545 |
      day 20551 20551 20539 20539 |
      `,
      { chain: chain(2) },
    );
    expect(fillLines(run)).toEqual(["bar 2: buy 1 @ 20540 limit"]);
    expect(run.chain!.rolls[0]).toMatchObject({ qty: 0, prices: null, fill: -1 });
  });

  test("MAE and MFE are of the whole trade, in dollars of both contracts", () => {
    const run = replayRun(
      `
      20551 20551 20551 20551 | buy 1
      20551 20561 20531 20551 |
      day 20551 20591 20551 20571 | flat
      20571 20571 20571 20571 |
      `,
      { chain: chain(4) },
    );
    // 20 ticks down in the old contract; 40 up in the new one, less the four that the roll lost.
    expect(run.trades[0]).toMatchObject({ mae: -20 * 1_250_000, mfe: 36 * 1_250_000, gross: 16 * 1_250_000 });
    expect(run.trades[0]).toMatchObject({ entryBar: 1, exitBar: 3, qty: 1 });
  });

  test("a strategy is not told of a roll: it holds what it held, since when it held it", () => {
    const told: string[] = [];
    class Watcher extends Strategy {
      override onBar(): void {
        if (this.bar === 0) this.buy({ qty: 2 });
        told.push(`${this.bar}: ${this.position} since ${this.barsHeld} at ${this.entryPrice}`);
      }
      override onFill({ side, price }: FillNotice): void {
        told.push(`fill ${side} ${price}`);
      }
    }
    const drawing = "20551 20551 20551 20551 |\n20551 20551 20551 20551 |\nday 20551 20551 20551 20551 |";
    const run = runBacktest({ ...specOf(drawing, { chain: chain(4) }), strategy: Watcher });
    expect(run.fills.length).toBe(3);
    expect(told).toEqual([
      "0: 0 since NaN at NaN",
      "fill 1 5137.75",
      "1: 2 since 0 at 5137.75",
      // The roll cost a point: that much further away lies the price at which the trade is even.
      "2: 2 since 1 at 5138.75",
    ]);
  });
});

describe("ROLL-03: percentages, notional and margin are of the contract, not of the adjusted bars", () => {
  // MCL at 71.20; the bars, adjusted back, say 48.95.
  const chain = chainOf([{ contract: "MCLX24", offset: 7120 - 4895 }]);

  test("a stop of 10 percent lies 7.12 below, not 4.90", () => {
    const run = replayRun(
      `
      4895 4895 4895 4895 | buy 1, stop 10%
      4895 4895 4895 4895 |
      4895 4895 4100 4100 |
      `,
      { symbol: "MCL", chain },
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 7120 market", "bar 2: sell 1 @ 6408 stop loss"]);
  });

  test("a trailing stop of 10 percent follows the contract's price", () => {
    const run = replayRun(
      `
      4895 4895 4895 4895 | buy 1
      4895 4895 4895 4895 | sell 1 trail 10% reduce
      4895 5095 4895 5095 |
      5095 5095 4300 4300 |
      `,
      { symbol: "MCL", chain },
    );
    // Best 73.20, ten percent of it is 7.32.
    expect(fillLines(run).at(-1)).toBe("bar 3: sell 1 @ 6588 trailing stop");
  });

  test("leverage is of 7,120.00 of notional, and two dollars up are 200.00", () => {
    const run = replayRun(
      `
      4895 4895 4895 4895 | buy 1
      4895 4895 4895 4895 |
      4895 5095 4895 5095 | flat
      5095 5095 5095 5095 |
      `,
      { symbol: "MCL", cash: 7120, chain },
    );
    expect(run.trades[0]!.leverage).toBe(1);
    expect(dollars(run.trades[0]!.gross)).toBe("200.00");
  });

  test("a margin of ten percent is 712.00", () => {
    const run = replayRun(
      `
      4895 4895 4895 4895 | buy 1
      4895 4895 4895 4895 |
      `,
      { symbol: "MCL", cash: 1000, chain, percentMargin: "10" },
    );
    expect(dollars(run.margin.rates[0]!.maintenance)).toBe("712.00");
  });
});

test("the price of liquidation in the daily statement is one of the contract", () => {
  // Ten percent of 71.20 is 712.00; with 1,000.00 of equity the position goes 2.89 lower, at 68.31.
  const run = replayRun(
    `
    4895 4895 4895 4895 | buy 1
    4895 4895 4895 4895 |
    `,
    {
      symbol: "MCL",
      cash: 1000,
      chain: chainOf([{ contract: "MCLX24", offset: 2225 }]),
      percentMargin: "10",
    },
  );
  expect(run.daily[0]).toMatchObject({ close: 7120, stopOut: 6831, distance: 289 });
});
