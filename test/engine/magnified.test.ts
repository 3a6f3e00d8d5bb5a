import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { sliceBars } from "#bars/columns.js";
import { runBacktest } from "#engine/backtest.js";
import { runShared } from "#engine/portfolio.js";
import { Strategy } from "#strategy/strategy.js";
import type { Series } from "../../src/domain/bars.js";
import type { PathModel } from "../../src/domain/execution.js";
import type { Run } from "../../src/domain/run.js";
import { bar, type FinerBar, finerSeries, magnifiedRun, resampled, STEP_MS } from "./magnified.js";
import { type Bar, drawn, executions, programs } from "./market.js";
import { endings, fillLines, type ReplayOptions, replay, replayRun, specOf } from "./replay.js";

const fills = (drawing: string, finer: string, options: ReplayOptions = {}): string[] =>
  fillLines(magnifiedRun(drawing, finer, options));
const SCALE = Number(process.env.TICKPROOF_FUZZ ?? 1);

/** A long from 100, and a bar that touches both its stop at 95 and its target at 105. */
const BOTH = `
  100 101  99 100 | buy 1, stop 95, target 105
  100 101  99 100 |
  101 107  94 100 |
`;
const QUIET = "100 101 99 100\n-\n100 101 99 100\n-\n";
const entered = "bar 1: buy 1 @ 100 market";

describe("a bar that touched both stop and target", () => {
  const targetFirst = `${QUIET}101 104 100 104\n104 107 103 103\n103 103 94 96\n96 100 95 100`;
  const stopFirst = `${QUIET}101 103 94 96\n96 107 96 100`;

  test("is decided by the finer bars: the target came first", () => {
    expect(fills(BOTH, targetFirst)).toEqual([entered, "bar 2: sell 1 @ 105 target"]);
  });
  test("or the stop did, also for the optimist", () => {
    const options = { path: "favourable" as const };
    expect(replay(BOTH, options)).toEqual([entered, "bar 2: sell 1 @ 105 target"]);
    expect(fills(BOTH, stopFirst, options)).toEqual([entered, "bar 2: sell 1 @ 95 stop loss"]);
  });
  test("and is not ambiguous any more", () => {
    expect(replayRun(BOTH).bounds).toMatchObject({ ambiguousBars: 1, ambiguousTrades: 1 });
    for (const finer of [targetFirst, stopFirst]) {
      const { bounds, trades } = magnifiedRun(BOTH, finer);
      expect(bounds).toMatchObject({ ambiguousBars: 0, ambiguousTrades: 0 });
      expect(trades[0]!.flags).toEqual([]);
    }
  });
  test("stays ambiguous where one finer bar touched both, and then the pessimist is stopped", () => {
    const run = magnifiedRun(BOTH, `${QUIET}101 102 100 102\n102 107 94 97\n97 100 97 100`);
    expect(fillLines(run)).toEqual([entered, "bar 2: sell 1 @ 95 stop loss"]);
    // 5 ticks lost or 5 won, at $1.25 a tick.
    expect(run.bounds).toEqual({
      ambiguousBars: 1,
      ambiguousTrades: 1,
      adverseNet: -6_250_000,
      favourableNet: 6_250_000,
    });
    expect(run.trades[0]).toMatchObject({ flags: ["A"], stake: 12_500_000 });
  });
  test("is walked as it is where the finer bars do not agree with it by a tick, and the run counts it", () => {
    const run = magnifiedRun(BOTH, targetFirst.replace("103 103 94 96", "103 103 95 96"));
    expect(fillLines(run)).toEqual([entered, "bar 2: sell 1 @ 95 stop loss"]);
    expect(run.magnified).toEqual({
      bars: 2,
      of: 3,
      missing: 0,
      differing: 1,
      firstDiffering: run.bars.time[2],
    });
  });
  test("is walked as it is where there are no finer bars", () => {
    const run = magnifiedRun(BOTH, QUIET);
    expect(fillLines(run)).toEqual(replay(BOTH));
    expect(run.magnified).toMatchObject({ bars: 2, of: 3, missing: 1 });
    expect(replayRun(BOTH).magnified).toBeNull();
  });
  test("is walked on them on an account with others too", () => {
    const spec = specOf(BOTH);
    const finer = finerSeries(spec.series, [
      [bar(100, 101, 99, 100)],
      [bar(100, 101, 99, 100)],
      [bar(101, 107, 101, 106), bar(106, 106, 94, 100)],
    ]);
    const { parts } = runShared([spec, { ...spec, finer }], 1_000_000_000);
    expect(parts.map(({ net }) => net)).toEqual([-6_250_000, 6_250_000]);
  });
});

describe("each finer bar", () => {
  test("has an open of its own: across a gap between two of them a stop gets the worse price, a target the better", () => {
    const gap = "101 101 98 98\n90 91 90 91\n91 107 91 100";
    expect(
      fills(
        `
      100 101  99 100 | buy 1, stop 95
      100 101  99 100 |
      101 107  90 100 |
    `,
        `${QUIET}${gap}`,
      ),
    ).toEqual([entered, "bar 2: sell 1 @ 90 stop loss"]);
    expect(
      fills(
        `
      100 101  99 100 | buy 1, target 105
      100 101  99 100 |
      101 110  99 107 |
    `,
        `${QUIET}101 103 99 103\n109 110 107 107`,
      ),
    ).toEqual([entered, "bar 2: sell 1 @ 109 target"]);
  });

  test("is walked by the path model: nearest goes to the nearer extreme of the finer bar", () => {
    // The bar's own nearer extreme is its low; the finer bar's that touches both is its high.
    const drawing = BOTH.replace("101 107  94 100", "101 110  94 100");
    const finer = `${QUIET}101 104 101 104\n104 110 94 97\n97 100 97 100`;
    expect(replay(drawing, { path: "nearest" }).at(-1)).toBe("bar 2: sell 1 @ 95 stop loss");
    expect(fills(drawing, finer, { path: "nearest" }).at(-1)).toBe("bar 2: sell 1 @ 105 target");
  });

  test("may each go the worse way: the pessimist loses twice in one bar, and both stakes are counted", () => {
    const drawing = `
      100 100 100 100 | buy 1 limit 98, stop 96, target 102; sell 1 limit 106, stop 108, target 102
      100 109  95 104 |
    `;
    // After the entry at 98 one finer bar has low 95 and high 103, after the one at 106 one has high 109 and low 101.
    const finer =
      "100 100 100 100\n-\n100 100 97 99\n99 103 95 100\n100 105 100 105\n105 107 105 107\n107 109 101 104";
    const run = magnifiedRun(drawing, finer, { path: "adverse" });
    expect(fillLines(run)).toEqual([
      "bar 1: buy 1 @ 98 limit",
      "bar 1: sell 1 @ 96 stop loss",
      "bar 1: sell 1 @ 106 limit",
      "bar 1: buy 1 @ 108 stop loss",
    ]);
    expect(run.trades.map(({ flags, stake }) => ({ flags, stake }))).toEqual([
      { flags: ["A"], stake: 6 * 1_250_000 },
      { flags: ["A"], stake: 6 * 1_250_000 },
    ]);
    expect(run.bounds).toMatchObject({ ambiguousBars: 1, ambiguousTrades: 2 });
    expect(run.bounds.favourableNet - run.bounds.adverseNet).toBe(12 * 1_250_000);
  });

  test("flags only the trades that took part in it", () => {
    const drawing = `
      100 100 100 100 | buy 1, target 103; sell 1 limit 106, stop 108, target 102
      100 109 100 104 |
    `;
    const finer = "100 100 100 100\n-\n100 104 100 104\n104 107 104 107\n107 109 101 104";
    const { trades } = magnifiedRun(drawing, finer);
    expect(trades.map(({ flags }) => flags)).toEqual([[], ["A"]]);
  });
});

describe("what is due at the open of a bar", () => {
  test("a market order fills at the first finer bar's open, and pays slippage once", () => {
    const run = magnifiedRun(
      `
      100 101 99 100 | buy 2
      103 106 98 104 |
    `,
      "100 101 99 100\n-\n103 103 98 99\n99 106 99 104",
      { slippage: 1 },
    );
    expect(fillLines(run)).toEqual(["bar 1: buy 2 @ 104 market"]);
  });
  test("an IOC limit is given up after the first finer bar's open, though a later one passes it", () => {
    const run = magnifiedRun(
      `
      100 101 99 100 | buy 1 limit 98 IOC
      100 106 90 104 |
    `,
      "100 101 99 100\n-\n100 100 99 99\n95 106 90 104",
    );
    expect(fillLines(run)).toEqual([]);
    expect(endings(run)).toEqual(["1 cancelled: IOC: the open had nothing more to give"]);
  });
  test("an IOC order that an entry inside the bar triggers waits for the next bar's open, not the next finer one's", () => {
    const drawing = `
      100 101 99 100 | buy 1 limit 98 [sell 1 limit 104 IOC]
      100 106 96 105 |
      105 106 104 105 |
    `;
    const finer = "100 101 99 100\n-\n100 100 96 97\n97 103 97 103\n103 106 103 105\n-\n105 106 104 105";
    expect(fills(drawing, finer)).toEqual(fills(drawing, "", { path: "olhc" }));
  });
  test("a time stop leaves at the bar's open, and what the volume did not let out goes on in the next bar", () => {
    const drawing = `
      100 100 100 100 v 10 | buy 2, time 1
      100 100 100 100 v 10 |
      101 103  99 102 v 2 |
      104 104 104 104 v 10 |
    `;
    const finer =
      "100 100 100 100\n-\n100 100 100 100\n-\n101 103 101 103\n103 103 99 102\n-\n104 104 104 104";
    expect(fills(drawing, finer, { participation: 0.5 })).toEqual([
      "bar 1: buy 2 @ 100 market",
      "bar 2: sell 1 @ 101 time stop",
      "bar 3: sell 1 @ 104 time stop",
    ]);
  });
  test("a share of the volume is a share of the bar's, not of each finer bar's", () => {
    const drawing = `
      100 100 100 100 | buy 9 limit 99
      100 104  97 101 v 10 |
    `;
    const finer = "100 100 100 100\n-\n100 100 97 98 v 5\n98 104 97 101 v 5";
    expect(fills(drawing, finer, { participation: 0.3 })).toEqual(["bar 1: buy 3 @ 99 limit"]);
  });
  test("an order on the close fills at the last finer bar's close", () => {
    const drawing = `
      100 100 100 100 | buy 1 at close
      100 104  97 101 |
      day 90 91 89 90 |
    `;
    const finer = "100 100 100 100\n-\n100 100 97 98\n98 104 97 101\n-\n90 91 89 90";
    const run = magnifiedRun(drawing, finer);
    expect(fillLines(run)).toEqual(["bar 1: buy 1 @ 101 on close"]);
    expect(run.fills.time[0]).toBe(run.bars.time[1]! + STEP_MS);
  });
});

describe("a queue at a limit", () => {
  const drawing = `
    100 100 100 100 | buy 1 limit 98
    100 102  97 101 v 12 |
  `;
  test("is worked off by each finer bar with its own volume over its own prices", () => {
    // Two of four ticks at 98 or below: half of 6 is 3. Then 6 over three ticks: the third comes with the second of them.
    const finer = "100 100 100 100\n-\n100 100 97 99 v 6\n99 102 99 101 v 6";
    expect(fills(drawing, finer, { limitFill: { volume: 3 } })).toEqual(["bar 1: buy 1 @ 98 limit"]);
    expect(fills(drawing, finer, { limitFill: { volume: 4 } })).toEqual([]);
    const twice = "100 100 100 100\n-\n100 100 97 99 v 6\n99 99 97 99 v 3\n99 102 99 101 v 3";
    expect(fills(drawing, twice, { limitFill: { volume: 4 } })).toEqual(["bar 1: buy 1 @ 98 limit"]);
  });
  test("of a target begins with the finer bar after its entry, not with the next bar", () => {
    const market = `
      100 100 100 100 | buy 1 limit 98, target 103
      100 104  96 103 v 20 |
    `;
    const finer = "100 100 100 100\n-\n100 100 96 97 v 10\n97 104 97 103 v 10";
    // The second finer bar has eight ticks, two of them from 103 on: 2.5 of its 10 contracts.
    expect(fills(market, finer, { limitFill: { volume: 2 } })).toEqual([
      "bar 1: buy 1 @ 98 limit",
      "bar 1: sell 1 @ 103 target",
    ]);
    expect(fills(market, "", { limitFill: { volume: 2 }, path: "olhc" })).toEqual([
      "bar 1: buy 1 @ 98 limit",
    ]);
  });
});

describe("a trade on finer bars", () => {
  const drawing = `
    100 100 100 100 | buy 1 stop 103, target 110
    100 112  90 111 |
  `;
  const finer = "100 100 100 100\n-\n100 101 90 101\n101 104 101 104\n104 106 102 106\n106 112 105 111";
  test("suffers what it was there for: the low before its entry is not its own", () => {
    const [trade] = magnifiedRun(drawing, finer, { path: "olhc" }).trades;
    // From 103 the walk saw 101 again (the low of the finer bar after the entry is 102 at least).
    expect(trade).toMatchObject({ mae: -1_250_000, mfe: 7 * 1_250_000, gross: 7 * 1_250_000 });
  });
  test("is stamped with the finer bars of its entry and its exit, and held for as long as lies between them", () => {
    const { trades, fills, bars } = magnifiedRun(drawing, finer);
    const open = bars.time[1]!;
    expect(trades[0]).toMatchObject({
      entryTime: open + STEP_MS,
      exitTime: open + 3 * STEP_MS,
      heldMs: 2 * STEP_MS,
      bars: 1,
    });
    expect(trades[0]!.legs[0]!.exitTime).toBe(open + 3 * STEP_MS);
    expect(Array.from(fills.time)).toEqual([open + STEP_MS, open + 3 * STEP_MS]);
    expect(Array.from(fills.finer)).toEqual([2, 4]);
  });
  test("without finer bars is stamped with its bars", () => {
    const { trades, fills, bars } = replayRun(drawing, { path: "olhc" });
    expect(trades[0]).toMatchObject({ entryTime: bars.time[1], exitTime: bars.time[1], heldMs: 0 });
    expect(Array.from(fills.finer)).toEqual([-1, -1]);
  });
});

describe("a bar is its walk", () => {
  /** The walk through a bar, cut at both extremes and wherever `cuts` says: pieces in which the price goes straight. */
  function pieces({ open, high, low, close }: Bar, highFirst: boolean, cuts: readonly number[]): FinerBar[] {
    const corners = highFirst ? [open, high, low, close] : [open, low, high, close];
    const found: FinerBar[] = [];
    for (let leg = 0; leg < 3; leg++) {
      const [from, to] = [corners[leg]!, corners[leg + 1]!];
      const between = cuts.map((cut) => from + Math.round((cut * (to - from)) / 100));
      const stops = [...between.sort((a, b) => (a - b) * Math.sign(to - from)), to];
      let at = from;
      for (const stop of stops) {
        found.push(bar(at, Math.max(at, stop), Math.min(at, stop), stop, 1));
        at = stop;
      }
    }
    return found;
  }
  const nearHigh = ({ open, high, low, close }: Bar): boolean =>
    high - open === open - low ? close <= open : high - open < open - low;
  const highFirst = (path: PathModel, one: Bar): boolean =>
    path === "nearest" ? nearHigh(one) : path === "ohlc";

  /** A market without any volume at all is one whose volume nobody knows. */
  const tradedBars = (bars: readonly Bar[]): number =>
    bars.some(({ volume }) => volume > 0)
      ? bars.filter(({ high, low, volume }) => volume > 0 || high > low).length
      : bars.length;

  test("cut anywhere along it into finer bars, it gives the same fills, orders and money", () => {
    const fixed = fc.constantFrom<PathModel>("ohlc", "olhc", "nearest");
    const cuts = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 3 });
    const caps = fc.constantFrom(null, 0.01, 0.03);
    fc.assert(
      fc.property(programs, executions, fixed, cuts, caps, (program, how, path, cut, participation) => {
        // Two ticks through: a piece may begin one tick through, which is a gap to the piece and none to the bar.
        fc.pre(typeof how.limitFill !== "object");
        const options = { ...how, participation };
        const whole = replayRun(drawn(program), { ...options, path });
        // The nearer extreme of a piece is its own open: inside it the price goes straight from end to end.
        const spec = specOf(drawn(program), { ...options, path: "nearest" });
        const groups = program.bars.map((one) => pieces(one, highFirst(path, one), cut));
        const cutUp = runBacktest({ ...spec, finer: finerSeries(spec.series, groups) });
        expect(cutUp.magnified!.bars).toBe(tradedBars(program.bars));
        expect(fillLines(cutUp)).toEqual(fillLines(whole));
        expect(endings(cutUp)).toEqual(endings(whole));
        expect(cutUp.totals).toEqual(whole.totals);
        expect(cutUp.equity).toEqual(whole.equity);
        const shown = (run: Run) => run.trades.map(({ mae, mfe, net }) => ({ mae, mfe, net }));
        expect(shown(cutUp)).toEqual(shown(whole));
        expect(auditRun(cutUp).problems).toEqual([]);
      }),
      { numRuns: 300 * SCALE },
    );
  });

  test("of one finer bar that is the bar itself it stays what it was, under every path model, flags and stakes included", () => {
    fc.assert(
      fc.property(programs, executions, (program, how) => {
        const spec = specOf(drawn(program), how);
        const whole = runBacktest(spec);
        const same = runBacktest({ ...spec, finer: spec.series });
        const { fingerprint: _, magnified, inputs, fills, ...rest } = same;
        const { fingerprint: __, magnified: none, inputs: ___, fills: plain, ...others } = whole;
        expect([magnified!.bars, none]).toEqual([tradedBars(program.bars), null]);
        expect(inputs.finer).toEqual(spec.series.source);
        expect({ ...fills, finer: plain.finer }).toEqual(plain);
        expect(rest).toEqual(others);
      }),
      { numRuns: 200 * SCALE },
    );
  });
});

/** Acts every fifth minute on what closed then: the same decisions on five-minute bars and on the minutes themselves. */
function everyFifth(ends: (time: number) => boolean) {
  return class EveryFifth extends Strategy {
    override onBar(): void {
      if (!ends(this.time)) return;
      const close = this.close.now;
      const turn = Math.round(close / this.tickSize) % 7;
      const tick = this.tickSize;
      if (turn === 0) this.cancelAll();
      if (turn === 1) this.buy({ qty: 3, limit: close - 2 * tick, exit: { stopTicks: 6, targetTicks: 9 } });
      if (turn === 2) this.sell({ qty: 2, stop: close - 3 * tick, exit: { stopTicks: 5, trailTicks: 4 } });
      if (turn === 3) this.buy({ qty: 1 });
      if (turn === 4) this.sell({ qty: 2, limit: close + 4 * tick, tif: "DAY" });
      if (turn === 5) this.goTo(0);
      if (turn === 6) this.buy({ qty: 1, stop: close + 2 * tick, exit: { stopTicks: 4, targetTicks: 4 } });
    }
  };
}

describe("five-minute bars walked on their minutes", () => {
  const walk = fc.array(
    fc.record({
      gap: fc.integer({ min: -2, max: 2 }),
      move: fc.integer({ min: -5, max: 5 }),
      up: fc.integer({ min: 0, max: 4 }),
      down: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 10, maxLength: 120 },
  );
  const minutesOf = (steps: readonly { gap: number; move: number; up: number; down: number }[]): Series => {
    let last = 10_000;
    const lines = steps.map(({ gap, move, up, down }) => {
      const open = last + gap;
      last = open + move;
      return `${open} ${Math.max(open, last) + up} ${Math.min(open, last) - down} ${last} |`;
    });
    return specOf(lines.join("\n")).series;
  };

  test("fill what a run over the minutes fills that orders at the same closes, under every path model", () => {
    const models = fc.constantFrom<PathModel>("adverse", "favourable", "nearest", "ohlc", "olhc");
    fc.assert(
      fc.property(walk, models, fc.integer({ min: 0, max: 2 }), (steps, path, slippage) => {
        const minutes = minutesOf(steps);
        const fives = resampled(minutes, 300_000);
        const spec = { ...specOf("100 100 100 100 |", { path, slippage, costPerSide: 0.62 }), params: {} };
        const magnified = runBacktest({
          ...spec,
          strategy: everyFifth(() => true),
          series: fives,
          finer: minutes,
        });
        const fine = runBacktest({
          ...spec,
          strategy: everyFifth((time) => (time / 60_000) % 5 === 4),
          series: minutes,
        });
        expect(magnified.magnified).toMatchObject({ bars: fives.bars.length, of: fives.bars.length });
        const told = (run: Run) =>
          Array.from({ length: run.fills.length }, (_, k) =>
            [
              run.fills.time[k],
              run.fills.side[k],
              run.fills.qty[k],
              run.fills.price[k],
              run.fills.kind[k],
            ].join(" "),
          );
        expect(told(magnified)).toEqual(told(fine));
        expect(magnified.totals).toEqual(fine.totals);
        const shown = (run: Run) =>
          run.trades.map(({ mae, mfe, net, heldMs, flags, stake }) => ({
            mae,
            mfe,
            net,
            heldMs,
            flags,
            stake,
          }));
        expect(shown(magnified)).toEqual(shown(fine));
        expect(auditRun(magnified).problems).toEqual([]);
      }),
      { numRuns: 150 * SCALE },
    );
  });

  test("may be a part of the finer file: bars before and after it change nothing", () => {
    const minutes = minutesOf(
      Array.from({ length: 60 }, (_, i) => ({ gap: 0, move: (i % 5) - 2, up: 1, down: 1 })),
    );
    const fives = resampled(minutes, 300_000);
    const part: Series = { ...fives, bars: sliceBars(fives.bars, 3, 9) };
    const { magnified } = runBacktest({
      ...specOf("100 100 100 100 |"),
      strategy: everyFifth(() => true),
      series: part,
      finer: minutes,
    });
    expect(magnified).toMatchObject({ bars: 6, of: 6 });
  });
});
