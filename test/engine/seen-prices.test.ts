import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { backtest } from "#research/library.js";
import { type FillNotice, Strategy } from "#strategy/strategy.js";
import type { Run } from "../../src/domain/run.js";
import { folders } from "../fixtures/chain.js";

const files = folders();
const bars = (rows: Readonly<Record<string, readonly [number, number, number, number]>>): string =>
  `date,open,high,low,close\n${Object.entries(rows)
    .map(([day, prices]) => `${day},${prices.join(",")}`)
    .join("\n")}\n`;
const flat = (prices: Readonly<Record<string, number>>): string =>
  bars(Object.fromEntries(Object.entries(prices).map(([day, price]) => [day, [price, price, price, price]])));

/** 4000 and 5000 where both trade before the roll of the 11th: a ratio of 5/4. */
const H = flat({ "2024-03-06": 3600, "2024-03-07": 3800, "2024-03-08": 4000, "2024-03-11": 4100 });
const M = flat({ "2024-03-08": 5000, "2024-03-11": 5100, "2024-03-12": 5200, "2024-03-13": 5300 });
const free = {
  instrument: "MES",
  costPerSide: 0,
  marginPolicy: "none" as const,
  rollSlippage: 0,
  execution: { slippage: 0 },
};
const chain = () => ({ chain: files({ "MESH24.csv": H, "MESM24.csv": M }) });
const net = ({ totals }: Run): number => totals.net / 1e6;

/** Writes down what it reads. */
let read: number[] = [];
class Reader extends Strategy {
  override onBar(): void {
    if (this.bar === 0) read = [];
    read.push(this.close.now);
  }
}

describe("what a strategy reads of the older months", () => {
  test.each([
    ["difference", [4600, 4800, 5000, 5100, 5200, 5300]],
    ["ratio", [4500, 4750, 5000, 5100, 5200, 5300]],
    ["none", [3600, 3800, 4000, 5100, 5200, 5300]],
  ] as const)("by %s", async (adjust, expected) => {
    const run = await backtest({ ...free, strategy: Reader, data: chain(), adjust });
    expect(read).toEqual(expected);
    // What is traded on is the same.
    expect(Array.from(run.bars.close)).toEqual([4600, 4800, 5000, 5100, 5200, 5300]);
    expect(run.chain!.rolls).toMatchObject([{ quote: { from: 16000, to: 20000 }, spread: 4000 }]);
    expect(run.inputs.chain!.adjust).toBe(adjust);
  });
});

test.each([
  ["difference", "4600 5000 4600 5000"],
  ["ratio", "4500 5000 4500 5000"],
  ["none", "3600 4000 3600 4000"],
] as const)("weeks are made of what is read, by %s", async (adjust, expected) => {
  const weeks: string[] = [];
  class Weekly extends Strategy {
    readonly #week = this.frame("1w");
    override onBar(): void {
      const { open, high, low, close, closed } = this.#week;
      if (closed) weeks.push([open, high, low, close].map(({ now }) => now).join(" "));
    }
  }
  await backtest({ ...free, strategy: Weekly, data: chain(), adjust });
  // The second week is not over.
  expect(weeks).toEqual([expected]);
});

describe("orders in a ratio-adjusted series", () => {
  test("are named in the prices that the strategy reads, and executed at the contract's", async () => {
    const told: FillNotice[] = [];
    const entries: number[] = [];
    class Limits extends Strategy {
      override onBar(): void {
        // 4500 read is 3600 traded: a limit of 4750 is one of 3800.
        if (this.bar === 0) this.buy({ qty: 1, stop: 4750, exit: { stop: 4500, target: { points: 500 } } });
        if (this.bar === 1) entries.push(this.entryPrice);
      }
      override onFill(fill: FillNotice): void {
        told.push(fill);
      }
    }
    const run = await backtest({
      ...free,
      strategy: Limits,
      data: chain(),
      adjust: "ratio",
      execution: { slippage: 0, limitFill: "touch" },
    });
    expect(entries).toEqual([4750]);
    // Bought at 3800; the target of 500 points read is 400 of the contract: 4200, in June's prices 200 over March's 4000.
    expect(run.fills.price[0]).toBe(3800 * 4);
    expect(told.map(({ price }) => price)).toEqual([4750, 5200]);
    expect(run.trades).toMatchObject([{ side: 1 }]);
    expect(net(run)).toBe(5 * 400);
    expect(auditRun(run).problems).toEqual([]);
  });

  test("the same trades come of orders at the market, whatever is read", async () => {
    class Swing extends Strategy {
      override onBar(): void {
        this.goTo(this.bar % 2 === 0 ? 1 : -1, { exit: { stopTicks: 4000 } });
      }
    }
    const runs = await Promise.all(
      (["difference", "ratio", "none"] as const).map((adjust) =>
        backtest({ ...free, strategy: Swing, data: chain(), adjust }),
      ),
    );
    expect(new Set(runs.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  test("one that waits over a roll keeps its distance in dollars", async () => {
    class Waits extends Strategy {
      override onBar(): void {
        if (this.bar === 0) this.buy({ qty: 1, stop: 5187.5 });
        if (this.bar === 3) waiting.push(...this.orders.map(({ price }) => price));
      }
    }
    const waiting: number[] = [];
    // 4150 in March, 150 over its 4000: 5150 in June.
    const run = await backtest({ ...free, strategy: Waits, data: chain(), adjust: "ratio" });
    expect(waiting).toEqual([5150]);
    expect(run.fills.price[0]).toBe(5200 * 4);
  });
});

describe("prices at or below zero", () => {
  const april = flat({ "2020-04-16": 20, "2020-04-17": 18, "2020-04-20": -37.63 });
  const may = flat({ "2020-04-16": 26, "2020-04-17": 25, "2020-04-20": 20.43, "2020-04-21": 11.57 });
  const oil = () => ({ chain: files({ "CLK20.csv": april, "CLM20.csv": may }) });
  test("have no ratio: refused, with the contract and the day", async () => {
    const running = backtest({
      ...free,
      instrument: "CL",
      strategy: Reader,
      data: oil(),
      adjust: "ratio",
      rolls: "hold",
    });
    await expect(running).rejects.toMatchObject({ code: "E385" });
    await expect(running).rejects.toThrow(/CLK20 traded at or below zero/);
  });
  test("are no matter where the rolls are adjusted by the difference", async () => {
    const run = await backtest({
      ...free,
      instrument: "CL",
      strategy: Reader,
      data: oil(),
      rolls: "last-trading-day:0",
    });
    expect(run.chain!.rolls).toMatchObject([{ spread: 5806 }]);
  });
});
