// Do R, filtered trades and leverage stand in the account's panes as the program counts them?

import { beforeAll, describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { leverageColumn } from "#metric/exposure.js";
import type { PageData } from "#report/embed/layout.js";
import { runReport } from "#report/run-report.js";
import { accountOf } from "../../front/chart/account.js";
import { accountLines, walk } from "../../front/chart/account-line.js";
import { candlesOf, candlesOfOverview, roomForCandles } from "../../front/chart/buckets.js";
import { leverageLine } from "../../front/chart/leverage.js";
import { lineInR, stepsFromCash, stepsInR } from "../../front/chart/result-line.js";
import type { Stretch } from "../../front/chart/source.js";
import { accountText } from "../../front/chart/values.js";
import { closedCurve } from "../../front/trades/headline.js";
import { openPage } from "../report/embedded.js";
import { fixtureRun } from "../report/fixture.js";

const MOST = 4096;
let run: Run;
let page: PageData;

beforeAll(async () => {
  run = fixtureRun({ days: 30, perDay: 200, every: 5 });
  page = await openPage(runReport(run, { command: "x", version: "0" }));
});

describe("filtered trades", () => {
  test("begin at the start cash and end at it plus their net, as the account itself does with all of them", () => {
    const { net, exitBar, length, side } = page.trades;
    const shorts = Int32Array.from([...side.keys()].filter((i) => i < length && side[i] === -1));
    const steps = stepsFromCash(closedCurve(net, exitBar, shorts), page.meta.cash);
    const sum = run.trades.reduce((all, trade) => all + (trade.side === -1 ? trade.net : 0), 0);
    expect(steps.value.at(-1)).toBe(page.meta.cash + sum);
    const before = new Float64Array(1);
    walk(steps, Float64Array.of(steps.bar[0]! - 1), 1, page.meta.cash, before);
    expect(before[0]).toBe(page.meta.cash);

    const all = Int32Array.from({ length }, (_, i) => i);
    const whole = stepsFromCash(closedCurve(net, exitBar, all), page.meta.cash);
    expect(whole.value.at(-1)).toBe(accountOf(page, null).closed.value.at(-1));
  });
});

describe("in R", () => {
  test("the line is the running sum of the trades that have one, and its high and what lies below follow from it", () => {
    const line = lineInR(page.trades, page.meta.bars);
    const withR = run.trades.filter(({ r }) => r !== null);
    expect(withR.length).toBeGreaterThan(10);
    expect(line.of).toBe(withR.length);
    const sum = withR.reduce((all, { r }) => all + r!, 0);
    expect(line.closed.at(-1)).toBeCloseTo(sum, 9);
    let [value, high] = [0, 0];
    for (const { r, exitBar } of withR) {
      value += r!;
      high = Math.max(high, value);
      expect(line.at(exitBar).closed).toBeCloseTo(value, 9);
      expect(line.at(exitBar).under).toBeCloseTo(value - high, 9);
    }
    expect(line.at(-1)).toEqual({ closed: 0, under: 0 });
    for (let i = 1; i < line.x.length; i++) expect(line.x[i]!).toBeGreaterThanOrEqual(line.x[i - 1]!);
  });

  test("of chosen trades only those count", () => {
    const steps = stepsInR(page.trades, [0, 2]);
    const chosen = [run.trades[0]!, run.trades[2]!].filter(({ r }) => r !== null);
    expect(steps.of).toBe(chosen.length);
    expect(steps.value.at(-1) ?? 0).toBeCloseTo(
      chosen.reduce((all, { r }) => all + r!, 0),
      9,
    );
  });

  test("amounts of the account are told in the unit that is chosen", () => {
    const meta = { cash: 10_000_000_000, tickValue: 1_250_000 };
    expect(accountText(10_100_000_000, "usd", meta)).toBe("$10,100.00");
    expect(accountText(10_100_000_000, "ticks", meta)).toBe("8,080 ticks");
    expect(accountText(10_100_000_000, "percent", meta)).toBe("101.00%");
    expect(accountText(-3.456, "r", meta)).toBe("−3.46 R");
    expect(accountText(Number.NaN, "r", meta)).toBe("—");
  });
});

describe("leverage", () => {
  test("bar by bar it is that of the run's own figures, short below zero; from afar no bucket hides its largest", async () => {
    const { bars } = page.meta;
    const exact = leverageColumn(run);
    const slice = await page.bars.range(0, bars);
    const stretch = { slice, highs: slice.equity, under: slice.equity, plots: [] } as Stretch;
    const candles = roomForCandles(bars);
    candlesOf(slice, 0, bars, 1, candles);
    const lines = accountLines(page, accountOf(page, null), MOST);
    const view = { from: 0, to: bars };
    const near = leverageLine(page, candles, stretch, lines.equity(view, 1000, null));
    expect(near.x.length).toBe(bars + 1);
    expect(near.x.at(-1)).toBe(bars);
    for (let bar = 0; bar < bars; bar++) {
      expect(Math.abs(near.y[bar]!)).toBeCloseTo(exact[bar]!, 9);
      expect(Math.sign(near.y[bar]!)).toBe(Math.sign(run.position[bar]!));
    }
    expect(near.most).toBeCloseTo(Math.max(...exact), 9);

    candlesOfOverview(page.overview, bars, 0, bars, 100, candles);
    const far = leverageLine(page, candles, null, lines.equity(view, 1000, null));
    for (let k = 0; k < candles.length; k++) {
      const span = [...exact.subarray(far.x[k]!, far.x[k]! + candles.span[k]!)];
      expect(far.y[k] !== 0).toBe(span.some((value) => value > 0));
    }
  });
});
