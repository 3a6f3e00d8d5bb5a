// After how many bars does it no longer matter what was before a run's first bar, whatever lies beside its bars?

import { expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { chainOf } from "../engine/chain.js";
import { bar, finerSeries } from "../engine/magnified.js";
import { walkSeries, watcher } from "./verify-series.js";

const { watch, strategy } = watcher();

const series = walkSeries(3_900, 11);
const { bars } = series;

/** Changes sides with an average of 40 bars: its orders are settled at the second change after the 40th bar. */
const turns = strategy(
  "turns",
  `export default class Turns extends Strategy {
  average = this.indicator(sma, this.close, 40);
  onBar() {
    if (Number.isNaN(this.average.now)) return;
    this.goTo(this.close.now > this.average.now ? 1 : -1, { reason: "side" });
  }
}`,
);

const coin = {
  base: "PERP",
  tickSize: "0.25",
  lotSize: "0.001",
  takerRate: "0.0005",
  liquidationFeeRate: "0.01",
  maintenanceTiers: [{ floor: "0", rate: "0.004" }],
};
const half = Math.floor(bars.length / 2);
const instant = (at: number): string => new Date(bars.time[at]!).toISOString();

const BESIDE: Readonly<Record<string, object>> = {
  nothing: {},
  "contract months, with a roll among the bars that a later start leaves out, and one behind it": {
    chain: chainOf([
      { contract: "MESH24", offset: 40 },
      { contract: "MESM24", from: instant(Math.floor(bars.length / 10)), offset: 20 },
      { contract: "MESU24", from: instant(half), offset: 0 },
    ]),
  },
  "finer bars": {
    finer: finerSeries(
      series,
      Array.from(bars.time, (_, i) => {
        const [open, high, low, close] = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks].map(
          (column) => column[i]!,
        ) as [number, number, number, number];
        return [bar(open, high, low, close), bar(close, close, close, close)];
      }),
    ),
  },
  "fundings and mark prices of a perpetual": {
    contract: loadContracts({ COIN: coin }).get("COIN"),
    flatCost: null,
    perpetual: {
      funding: {
        file: "constant",
        sha256: "",
        time: new Float64Array(0),
        rate: Float64Array.of(0.0001),
        mark: new Float64Array(0),
      },
      marks: {
        file: "m.csv",
        sha256: "0".repeat(64),
        stepMs: 60_000,
        time: bars.time,
        open: bars.open,
        high: bars.high,
        low: bars.low,
        close: bars.close,
      },
      leverage: 5,
      marginMode: "cross",
    },
  },
};

test.each(Object.entries(BESIDE))("beside %s", async (_, more) => {
  const done = await watch(turns, {}, { cuts: 20 }, series, more);
  expect(done.findings).toEqual([]);
  expect(done.starts).toBe(3);
  expect(done.settledAfter).toBeGreaterThanOrEqual(39);
  expect(done.settledAfter).toBeLessThan(120);
  const stated = (warmup: number) => watch(turns, {}, { cuts: 20, warmup }, series, more);
  expect((await stated(200)).findings).toEqual([]);
  expect((await stated(30)).findings.map(({ code }) => code)).toEqual(["E504"]);
});

test("what needs more history than there is left fails there, and has not settled; that is no finding unless bars were stated", async () => {
  const needy = strategy(
    "needy",
    `export default class Needy extends Strategy {
  first = 0;
  onBar() {
    if (this.bar === 0) this.first = this.time;
    if (this.first > ${bars.time[0]}) throw new Error("not from the beginning");
    if (this.bar % 50 === 0) this.goTo(this.position === 1 ? -1 : 1, { reason: "turn" });
  }
}`,
  );
  const done = await watch(needy, {}, { cuts: 20 }, series);
  expect([done.findings, done.settledAfter, done.starts]).toEqual([[], null, 3]);
  const stated = await watch(needy, {}, { cuts: 20, warmup: 100 }, series);
  expect(stated.findings.map(({ code }) => code)).toEqual(["E504"]);
});
