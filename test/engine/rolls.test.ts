import { describe, expect, test } from "vitest";
import type { Run } from "../../src/domain/run.js";
import { chainOf } from "./chain.js";
import { fillLines, replayRun } from "./replay.js";

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
    expect(trade!.flags).toContain("H");
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
