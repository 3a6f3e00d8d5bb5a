import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pick, randomOf } from "#domain/random.js";
import { backtestData } from "#engine/backtest.js";
import type { BacktestSpec } from "#engine/spec.js";
import { ema } from "#indicator/ema.js";
import { loadContracts } from "#instrument/contracts.js";
import { barsOf, crossesOf } from "#strategy/crosses.js";
import { Strategy } from "#strategy/strategy.js";
import { DEFAULT_EXECUTION } from "../../src/domain/execution.js";
import { type DrawnBar, seriesOfDrawn } from "../engine/second-versus.js";

/** Asked in every bar; its child only where it says that it decides. */
class Everywhere extends Strategy {
  readonly fast = this.indicator(ema, this.close, this.params.fast as number);
  readonly slow = this.indicator(ema, this.close, this.params.slow as number);
  asked = 0;

  override onBar(): void {
    this.asked++;
    const up = this.fast.crossedAbove(this.slow);
    const level = this.close.crossedBelow(this.params.level as number);
    if (!(up || level || this.fast.crossedBelow(this.slow))) return;
    this.note(`crossed at ${this.bar}`);
    this.goTo(up ? 1 : level ? 0 : -1, { exit: { stopTicks: 9, targetTicks: 12 } });
  }
}

const counts: number[] = [];

class AtCrosses extends Everywhere {
  override decidesAt() {
    return [this.fast.crosses(this.slow), this.close.crosses(this.params.level as number)];
  }
  override onBar(): void {
    super.onBar();
    counts[0] = this.asked;
  }
}

function marketOf(seed: number, length: number): DrawnBar[] {
  const random = randomOf(seed, "market");
  let last = 20_000;
  return Array.from({ length }, () => {
    const open = last + pick(random, 3) - 1;
    const high = open + pick(random, 7);
    const low = open - pick(random, 7);
    last = low + pick(random, high - low + 1);
    return { open, high, low, close: last, volume: 10 };
  }) as DrawnBar[];
}

function specOf(seed: number, length: number, slow: number): BacktestSpec {
  return {
    strategy: Everywhere,
    ref: { name: "crosses", file: "", hash: "" },
    params: { fast: 3, slow, level: 5000 },
    series: seriesOfDrawn(marketOf(seed, length)),
    contract: loadContracts().get("MES"),
    account: { cash: 1e11, marginPolicy: "liquidate", margins: "estimate", liquidationFee: 0, monthlyFee: 0 },
    execution: DEFAULT_EXECUTION,
    flatCost: null,
  };
}

describe("a strategy that says where it decides", () => {
  test("does what it does when it is asked in every bar, and is asked in few", () => {
    let [fewer, bars] = [0, 0];
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 4, max: 20 }),
        (seed, length, slow) => {
          const spec = specOf(seed, length, slow);
          const { inputs: _a, ...everywhere } = { ...backtestData(spec) };
          counts[0] = 0;
          const { inputs: _b, ...atCrosses } = { ...backtestData({ ...spec, strategy: AtCrosses }) };
          expect(atCrosses).toEqual(everywhere);
          fewer += counts[0];
          bars += length;
        },
      ),
      { numRuns: 150 },
    );
    expect(fewer).toBeLessThan(bars / 2);
  });
});

describe("crosses of two columns", () => {
  test("are where one stands above the other and did not the bar before, or the mirror; NaN crosses nothing", () => {
    const line = Float64Array.of(Number.NaN, 1, 2, 3, 3, 2, 2, 4, Number.NaN, 9);
    const other = Float64Array.of(0, 2, 2, 2, 3, 3, 2, 2, 2, 2);
    expect([...crossesOf(line, other)]).toEqual([7, 10, 15]);
    expect([...crossesOf(line, 2)]).toEqual([7, 15]);
    expect([...barsOf([crossesOf(line, other)])]).toEqual([3, 5, 7]);
    expect([...barsOf([crossesOf(line, other), Int32Array.of(1, 11)])]).toEqual([0, 3, 5, 7]);
  });
});
