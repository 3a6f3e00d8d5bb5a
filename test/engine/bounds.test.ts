// When is a run made again under the other walk?

import { expect, test } from "vitest";
import { Strategy } from "#index.js";
import { canonicalSeries } from "../../bench/canonical.js";
import { trade } from "../strategies/trade.js";

const series = canonicalSeries(3_000);

/** In and out all the time, with a stop and a target that one bar may both reach. */
class Brackets extends Strategy {
  static made = 0;
  /** Of the second one, the walk that was not taken. */
  static failsIn = Number.POSITIVE_INFINITY;
  readonly #mine = ++Brackets.made;

  override onBar(): void {
    if (this.#mine === Brackets.failsIn) throw new Error("only over there");
    if (this.position === 0) this.buy({ qty: 1, exit: { stopTicks: 4, targetTicks: 4 } });
  }
}
/** Never in a position: no bar is ambiguous. */
class Idle extends Strategy {
  static made = 0;
  readonly mine = ++Idle.made;
  override onBar(): void {}
}

test("when its bounds are first asked for, and then once", () => {
  Brackets.made = 0;
  const run = trade(series, Brackets);
  const { fingerprint, trades, equity } = run;
  expect(Brackets.made, "nothing else needs the other walk").toBe(1);
  const { bounds } = run;
  expect(bounds.ambiguousBars).toBeGreaterThan(3);
  expect(Brackets.made).toBe(2);
  expect(bounds.favourableNet).toBeGreaterThan(bounds.adverseNet);
  expect(bounds.adverseNet).toBe(run.totals.net);
  expect(bounds.favourableNet).toBe(
    trade(series, Brackets, { execution: { path: "favourable" } }).totals.net,
  );
  expect(run.bounds).toBe(bounds);
  expect({ fingerprint: run.fingerprint, trades: run.trades, equity: run.equity }).toEqual({
    fingerprint,
    trades,
    equity,
  });
  expect(Brackets.made).toBe(3);
});

test("never without an ambiguous bar", () => {
  Idle.made = 0;
  const { bounds, warnings } = trade(series, Idle);
  expect(bounds).toEqual({ ambiguousBars: 0, ambiguousTrades: 0, adverseNet: 0, favourableNet: 0 });
  expect(warnings).toContain("No trade was made.");
  expect(Idle.made).toBe(1);
});

test("and where the strategy fails on it, that is among the warnings, whoever asks for them first", () => {
  Brackets.made = 0;
  Brackets.failsIn = 2;
  try {
    const run = trade(series, Brackets);
    expect(run.warnings.join("\n")).toMatch(
      /The favourable path could not be run to its end: .*only over there/,
    );
    expect(run.bounds.favourableNet).toBe(run.totals.net);
  } finally {
    Brackets.failsIn = Number.POSITIVE_INFINITY;
  }
});
