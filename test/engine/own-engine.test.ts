// Does a strategy class that runs again and again get an engine of its own, with the same results?

import { expect, test } from "vitest";
import { engineOf } from "#engine/own-engine.js";
import { backtest } from "#research/library.js";
import { Strategy, type StrategyClass } from "#strategy/strategy.js";
import { minuteBars } from "../fixtures/series.js";

const LONG = 50_000;

class Regular extends Strategy {
  override onBar(): void {
    if (this.bar % 100 === 0) this.buy({ qty: 2, exit: { stopTicks: 8, targetTicks: 4 } });
    if (this.bar % 100 === 70) this.flatten();
  }
}
class Other extends Strategy {
  override onBar(): void {}
}
class Third extends Other {}

const enginesOf = async (strategy: StrategyClass, runs: number, bars: number) => {
  const found = [];
  for (let k = 0; k < runs; k++) found.push((await engineOf(strategy, bars)).runBacktest);
  return found;
};

test("alone in the process all its runs share the one engine; beside others the fourth long one has its own", async () => {
  const alone = await enginesOf(Regular, 6, LONG);
  expect(new Set(alone).size).toBe(1);
  expect(await enginesOf(Other, 3, LONG)).toEqual(alone.slice(0, 3));
  const [own] = await enginesOf(Regular, 1, LONG);
  expect(own).not.toBe(alone[0]);
  expect(await enginesOf(Regular, 1, LONG)).toEqual([own]);
  const [another] = await enginesOf(Other, 1, LONG);
  expect([alone[0], own]).not.toContain(another);
});

test("short runs never have one", async () => {
  expect(new Set(await enginesOf(Third, 8, LONG - 1)).size).toBe(1);
});

test("a run has the same results in it, reasons and failures too", async () => {
  const data = minuteBars(50, 1_000);
  const request = { instrument: "MES", data, cash: 100_000 } as const;
  const prints = new Set<string>();
  for (let k = 0; k < 5; k++) {
    const { fingerprint, trades, reasons } = await backtest({ ...request, strategy: Regular });
    expect(trades.length).toBeGreaterThan(400);
    prints.add(`${fingerprint} ${reasons.join()}`);
    await backtest({ ...request, strategy: Other });
  }
  expect(prints.size).toBe(1);
  class Throws extends Strategy {
    override onBar(): void {
      if (this.bar === 70) throw new Error("no more");
    }
  }
  for (let k = 0; k < 5; k++) {
    await expect(backtest({ ...request, strategy: Throws })).rejects.toMatchObject({ code: "E401" });
  }
});
