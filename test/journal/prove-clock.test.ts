// Do bars prove the clock of fills, and say nothing where they cannot?

import { describe, expect, test } from "vitest";
import { timeframeOf } from "#bars/columns.js";
import { syntheticBars } from "#bars/synthetic.js";
import { MARKETS } from "#bars/synthetic-market.js";
import type { Bars } from "#domain/bars.js";
import { pick, type Random, randomOf } from "#domain/random.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { offsetAt, parseDay, zoneOf } from "#instrument/time.js";
import { type ClockedFills, clockFit, proveClock } from "#journal/prove-clock.js";
import { hasRealData, REAL, realDataNote, seriesOf } from "../fixtures/real-data.js";

const MES = instrumentOf(loadContracts().get("MES"));
const market = MARKETS.find(({ symbol }) => symbol === "MES")!;
const minutes = syntheticBars(MES, market, {
  seed: 7,
  firstDay: parseDay("2025-03-03"),
  lastDay: parseDay("2025-03-14"), // New York's clocks go forward on the 9th
  stepMs: 60_000,
});

/** Fills at random moments of random bars, at prices that traded in them, as a clock in `zone` would stamp them. */
function fillsOn(bars: Bars, random: Random, count: number, zone: string, step = 60_000): ClockedFills {
  const place = zoneOf(zone);
  const local = new Float64Array(count);
  const price = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const i = pick(random, bars.length);
    const at = bars.time[i]! + 1000 * pick(random, step / 1000);
    local[k] = at + offsetAt(place, at);
    const ticks = bars.lowTicks[i]! + pick(random, bars.highTicks[i]! - bars.lowTicks[i]! + 1);
    price[k] = ticks * MES.tickSize;
  }
  return { name: "MESM25", session: MES.contract.session, bars, timeframeMs: step, local, price };
}

describe("on a walk like that of MES", () => {
  const offsets = Array.from({ length: 25 }, (_, k) => k - 12);
  const named = (hours: number) =>
    (hours < 0 ? `${hours}:00` : `+${hours}:00`).replace(/(\d+):/, (_, h) => `${h.padStart(2, "0")}:`);

  test.each([
    [6, 0.3],
    [20, 0.2],
  ])(
    "with %i fills the right clock wins every time, and the next comes to less than %f on average",
    (count, most) => {
      const random = randomOf(11, `${count} fills`);
      let sum = 0;
      const trials = 100;
      for (let trial = 0; trial < trials; trial++) {
        const right = pick(random, 25) - 12;
        const fills = fillsOn(minutes, random, count, named(right));
        const scores = offsets.map((hours) => clockFit([fills], named(hours)).share);
        expect(scores[right + 12]).toBe(1);
        const others = scores.filter((_, k) => k !== right + 12);
        expect(Math.max(...others)).toBeLessThan(1);
        sum += Math.max(...others);
      }
      expect(sum / trials).toBeLessThan(most);
    },
  );

  test.each([
    "America/Chicago",
    "America/New_York",
    "UTC",
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/Los_Angeles",
  ])("fills that are stamped in %s prove it", (zone) => {
    const verdict = proveClock([fillsOn(minutes, randomOf(3, zone), 60, zone)]);
    expect(verdict).toMatchObject({ kind: "proved", best: { zone, share: 1 } });
    expect(verdict.kind === "proved" && verdict.next.share).toBeLessThanOrEqual(0.6);
  });

  test("a clock that keeps no summer time is told from one that does by the fills after the change", () => {
    const fixed = proveClock([fillsOn(minutes, randomOf(5), 60, "UTC-06:00")]);
    expect(fixed).toMatchObject({ kind: "proved", best: { zone: "UTC-06:00" } });
  });

  test("nine fills prove nothing, and ten do", () => {
    expect(proveClock([fillsOn(minutes, randomOf(8), 9, "America/Chicago")])).toMatchObject({
      kind: "undecided",
      said: expect.stringContaining("9 of 9 fills"),
    });
    const before = minutes.length / 2; // one side of the clock change: no two clocks part for a few fills only
    const week = fillsOn(
      { ...minutes, length: Math.floor(before * 0.8) },
      randomOf(9),
      12,
      "America/Chicago",
    );
    expect(proveClock([week])).toMatchObject({ kind: "proved", best: { zone: "America/Chicago" } });
  });

  test("bars of another level, or of another month, prove no clock and are named", () => {
    const fills = fillsOn(minutes, randomOf(13), 40, "America/Chicago");
    const carried = { ...fills, price: Float64Array.from(fills.price as Float64Array, (p) => p + 62) };
    expect(proveClock([carried])).toMatchObject({
      kind: "undecided",
      said: expect.stringContaining("MESM25 may be adjusted"),
    });
    expect(clockFit([fills], "America/Chicago").share).toBe(1);
    expect(clockFit([carried], "America/Chicago").share).toBeLessThan(0.3);
  });

  test("a market that stands still fits every clock, and so proves none", () => {
    const flat = { ...minutes, high: minutes.high.map(() => 5900), low: minutes.low.map(() => 5900) };
    const fills = fillsOn(minutes, randomOf(17), 40, "America/Chicago");
    const verdict = proveClock([
      {
        ...fills,
        bars: flat,
        price: fills.price.length ? Float64Array.from(fills.price as Float64Array, () => 5900) : fills.price,
      },
    ]);
    expect(verdict.kind).toBe("undecided");
    expect(verdict.said).toContain("cannot be told");
  });

  test("fills outside the data are not counted, and without any there is no verdict", () => {
    const fills = fillsOn(minutes, randomOf(19), 40, "America/Chicago");
    const late = {
      ...fills,
      local: Float64Array.from(fills.local as Float64Array, (t) => t + 400 * 86_400_000),
    };
    expect(proveClock([late])).toMatchObject({ kind: "undecided", best: null });
    expect(proveClock([])).toMatchObject({ kind: "undecided", best: null });
  });

  test("several fills in the daily break refuse a clock that fits all others", () => {
    const fills = fillsOn(minutes, randomOf(23), 200, "America/Chicago");
    const local = Float64Array.from(fills.local as Float64Array);
    local[0] = Date.UTC(2025, 2, 4, 16, 30);
    expect(proveClock([{ ...fills, local }])).toMatchObject({
      kind: "undecided",
      said: expect.stringContaining("1 fill would lie where the market is shut in America/Chicago"),
    });
  });
});

describe.skipIf(!hasRealData)(`on bars of markets that were${realDataNote}`, () => {
  const real = REAL.filter(({ path }) => /ES_1m_2022|6EH4|MNQ_5m|GC_5m_2019|BTC-PERP/.test(path));
  test.each(real)("$path proves the clock of 60 fills in New York", async (file) => {
    const { bars } = await seriesOf(file);
    const { contract, tickSize } = instrumentOf(loadContracts().get(file.symbol));
    const step = timeframeOf(bars.time, bars.length);
    const random = randomOf(29, file.symbol);
    const fills = fillsOn(bars, random, 60, "America/New_York", step);
    const price = Float64Array.from(fills.price as Float64Array, (p) => (p / MES.tickSize) * tickSize);
    const verdict = proveClock([
      { ...fills, session: contract.session, price: price.map((p) => Number(p.toFixed(8))) },
    ]);
    expect(verdict).toMatchObject({ kind: "proved", best: { zone: "America/New_York" } });
  });
});
