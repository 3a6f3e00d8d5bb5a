// Does the page work out of a set of trades what the program works out of the run?

import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { decimalOfMicro } from "#domain/money.js";
import type { Run, Trade } from "#domain/run.js";
import { backtest } from "#index.js";
import { regularTest } from "#instrument/regular-hours.js";
import { expectancyInterval } from "#metric/bootstrap.js";
import { breakEvenSlippage } from "#metric/break-even.js";
import { sinceOpen } from "#metric/since-open.js";
import { slipped } from "#metric/slipping.js";
import { touchFills } from "#metric/touch.js";
import { Clock } from "#report/clock.js";
import { runDocument } from "#report/json.js";
import { runReport } from "#report/run-report.js";
import { marked, matching } from "../../front/filter/match.js";
import { parseFilter } from "../../front/filter/parse.js";
import { breakEven, costedOf, netAt, netsAt } from "../../front/trades/costs.js";
import { fillsOfTrades } from "../../front/trades/fills.js";
import { closedCurve, headlineOf, intervalOver, sumOver } from "../../front/trades/headline.js";
import { type TradeSet, tradeSet } from "../../front/trades/set.js";
import { whatIf } from "../../front/trades/what-if.js";
import { openPage } from "../report/embedded.js";
import { fixtureRun } from "../report/fixture.js";

const CONTEXT = { command: "tickproof run", version: "0.1.0" };
const RUNS: Readonly<Record<string, () => Promise<Run>>> = {
  "made by hand": async () => fixtureRun({ every: 31 }),
  "no trade": async () => fixtureRun({ days: 1, every: 0 }),
  averages: () => backtest({ strategy: "ema-trend", instrument: "MES", data: "data/MES-5m.csv" }),
  "oil, scaled out": () =>
    backtest({ strategy: "tiered-take-profit", instrument: "MCL", data: "data/MCL-5m.csv" }),
};

describe.each(Object.entries(RUNS))("%s", (_, make) => {
  let run: Run;
  let page: Awaited<ReturnType<typeof openPage>>;
  let set: TradeSet;
  let all: Int32Array;

  beforeAll(async () => {
    run = await make();
    page = await openPage(runReport(run, CONTEXT));
    set = tradeSet(page);
    all = Int32Array.from({ length: set.length }, (_, i) => i);
  });

  test("all trades together have the figures of the run's JSON, to the last digit", () => {
    const found = headlineOf(set, all);
    const { summary, trades } = runDocument(run);
    const usd = (amount: number | null) => (amount === null ? null : decimalOfMicro(amount));
    const sum = (of: (trade: Trade) => number) => run.trades.reduce((total, trade) => total + of(trade), 0);
    expect(found.trades).toBe(trades.length);
    expect(summary).toMatchObject({
      longTrades: found.long,
      shortTrades: found.short,
      winRate: found.winRate,
      profitFactor: found.profitFactor,
      expectancy: usd(found.expectancy),
      expectancyR: found.expectancyR,
      averageWin: usd(found.averageWin),
      averageLoss: usd(found.averageLoss),
      payoff: found.payoff,
    });
    expect(found.net).toBe(sum(({ net }) => net));
    expect(found.gross).toBe(sum(({ gross }) => gross));
    expect(found.costs).toBe(sum(({ costs }) => Object.values(costs).reduce((a, b) => a + b, 0)));
    expect(intervalOver(set, all)).toEqual(expectancyInterval(run));
    const { totals } = page.meta;
    expect(usd(totals.net)).toBe(summary.net);
    const rest = totals.interest - totals.dataFees - totals.liquidationFees;
    if (page.meta.open === null) expect(found.net + rest).toBe(totals.net);
  });

  test("what a filter finds is what the run's own clock, words and numbers say", () => {
    const clock = new Clock(run.inputs.contract);
    const isRegular = regularTest(run.inputs.contract);
    const local = (trade: Trade) => clock.text(trade.entryTime);
    const cases: readonly [string, (trade: Trade) => boolean][] = [
      ["side:short", ({ side }) => side === -1],
      ["hour:9-10", (trade) => [9, 10].includes(clock.hour(trade.entryTime))],
      ["time:9:30-10:00", (trade) => local(trade).slice(11) >= "09:30" && local(trade).slice(11) < "10:00"],
      ["wd:tue,wed", (trade) => [2, 3].includes(clock.weekday(trade.entryTime))],
      ["session:overnight", ({ entryTime }) => !isRegular(entryTime)],
      ["r<-0.5", ({ r }) => r !== null && r < -0.5],
      ["net>12.5 -flag:partial", ({ net, flags }) => net > 12_500_000 && !flags.includes("P")],
      ["flag:touched", ({ n }) => touchFills(run).trades.has(n)],
      ["exit:stop", ({ exitReason }) => exitReason.includes("stop")],
      ["hold>=2h", ({ heldMs }) => heldMs >= 7_200_000],
      ["date:2024-02", (trade) => local(trade).startsWith("2024-02")],
      ["#2-5", ({ n }) => n >= 2 && n <= 5],
      [
        "pct<-0.1",
        ({ net, entryBar }) => (100 * net) / (run.equity[entryBar - 1] ?? run.inputs.account.cash) < -0.1,
      ],
    ];
    for (const [text, holds] of cases) {
      const found = marked(matching(parseFilter(text).filter!, set));
      expect([text, ...found]).toEqual([
        text,
        ...run.trades.flatMap((trade, i) => (holds(trade) ? [i] : [])),
      ]);
    }
  });

  test("minutes since the open are those that the still page counts, by one function", () => {
    const { from, minutes } = sinceOpen(run);
    expect(page.meta.opens).toBe(from);
    expect([...set.numbers.since]).toEqual(
      [...minutes].map((minute) => (minute < 0 ? Number.NaN : minute * 60_000)),
    );
  });

  test("any set of trades has the figures that a plain reading of those trades gives", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: set.length, maxLength: set.length }), (picks) => {
        const chosen = all.filter((i) => picks[i]);
        const trades = run.trades.filter((_, i) => picks[i]);
        const found = headlineOf(set, chosen);
        const nets = trades.map(({ net }) => net);
        const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        const won = nets.filter((net) => net > 0);
        const lost = nets.filter((net) => net < 0);
        expect(found.net).toBe(total(nets));
        expect(found.trades).toBe(trades.length);
        if (trades.length > 0) expect(found.winRate).toBeCloseTo((100 * won.length) / trades.length, 10);
        else expect(found.winRate).toBeNull();
        if (lost.length > 0) expect(found.profitFactor).toBeCloseTo(total(won) / -total(lost), 10);
        else expect(found.profitFactor).toBeNull();
        if (trades.length > 0)
          expect(Math.abs(found.expectancy! - total(nets) / trades.length)).toBeLessThanOrEqual(0.5);
        const rs = trades.flatMap(({ r }) => (r === null ? [] : [r]));
        if (rs.length > 0) expect(found.expectancyR).toBeCloseTo(total(rs) / rs.length, 10);
        let deepest = 0;
        if (nets.length < 40)
          for (let from = 0; from <= nets.length; from++)
            for (let to = from; to <= nets.length; to++)
              deepest = Math.max(deepest, -total(nets.slice(from, to)));
        if (trades.length > 0 && nets.length < 40) expect(found.drawdown).toBe(deepest);
        const curve = closedCurve(set.numbers.net, set.columns.exitBar, chosen);
        expect(curve.value.at(-1) ?? 0).toBe(total(nets));
        expect([...curve.bar]).toEqual(trades.map(({ exitBar }) => exitBar));
      }),
      { numRuns: 40 },
    );
  });

  test("fills belong to the trades that they opened and closed, and what slips is what the run says", async () => {
    const fills = await page.fills();
    const of = fillsOfTrades(fills, set.length);
    expect([...of.first].map((k) => fills.bar[k])).toEqual(run.trades.map(({ entryBar }) => entryBar));
    expect([...of.last].map((k) => fills.bar[k])).toEqual(run.trades.map(({ exitBar }) => exitBar));
    if (run.open !== null) return;
    const whole = { net: run.totals.net, commission: run.totals.costs.commission, ...slipped(fills) };
    expect({ lots: sumOver(of.slipping, all), ticks: sumOver(of.slipped, all) }).toEqual(slipped(fills));
    const terms = { ticks: null, commission: 1, tickValue: page.meta.tickValue, ...of };
    expect([...netsAt(set, terms)]).toEqual(run.trades.map(({ net }) => net));
    if (run.totals.dataFees === 0) expect(costedOf(set, all, terms)).toEqual(whole);
    const even = breakEven(whole, terms);
    expect(even).toBe(breakEvenSlippage.of(run));
    if (even !== null) expect(netAt(whole, { ...terms, ticks: even })).toBe(0);
    const three = netsAt(set, { ...terms, ticks: 3 });
    const without = sumOver(set.numbers.net, all) + run.totals.slippage;
    expect(sumOver(three, all)).toBe(without - 3 * whole.lots * page.meta.tickValue);
    const doubled = netsAt(set, { ...terms, commission: 2 });
    expect(sumOver(doubled, all)).toBe(sumOver(set.numbers.net, all) - sumOver(set.columns.commission, all));
  });

  test("rulers that no trade reaches change nothing, and a stop at the entry price leaves only costs", () => {
    const { tickValue } = page.meta;
    const net = sumOver(set.numbers.net, all);
    const none = whatIf(set, all, { stop: 1e6, target: 1e6, tickValue, slip: 1 });
    expect(none).toMatchObject({ net, best: net, stopped: 0, targeted: 0, both: 0 });
    const zero = whatIf(set, all, { stop: 0, target: null, tickValue, slip: 0 });
    expect(zero.stopped).toBe(set.length);
    expect(zero.net).toBe(net - sumOver(set.numbers.gross, all));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (stop, target) => {
        const found = whatIf(set, all, { stop, target, tickValue, slip: 1 });
        let [sum, best] = [0, 0];
        for (const trade of run.trades) {
          const size = tickValue * trade.qty;
          const costs = trade.net - trade.gross;
          const out = trade.mae <= -stop * size;
          const home = trade.mfe >= (target + 1) * size;
          const atStop = -(stop + 1) * size + costs;
          const atTarget = target * size + costs;
          sum += out ? atStop : home ? atTarget : trade.net;
          best += home ? atTarget : out ? atStop : trade.net;
        }
        expect([found.net, found.best]).toEqual([sum, best]);
      }),
    );
  });
});
