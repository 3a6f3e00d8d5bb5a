// Do the limits hold whatever the market does and whatever a strategy asks for?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coolDown, dailyLoss, maxContracts, maxDrawdown, maxTradesPerDay } from "#domain/risk.js";
import { FILL_KINDS, type Run } from "../../src/domain/run.js";
import { drawn, executions, type Program, programs } from "../engine/market.js";
import { fillLines, type ReplayOptions, replayRun } from "../engine/replay.js";

const RUNS = 300 * Number(process.env.TICKPROOF_FUZZ ?? 1);
const USD = 1_000_000;
const TICK = 1_250_000;
const CASH = 1_000_000;

const holds = (check: (program: Program, options: ReplayOptions) => void): void =>
  fc.assert(fc.property(programs, executions, check), { numRuns: RUNS });
const rerun = (program: Program, options: ReplayOptions): Run =>
  replayRun(drawn(program), { ...options, cash: CASH });

interface Step {
  readonly bar: number;
  readonly kind: string;
  readonly leg: number;
  readonly qty: number;
  readonly slip: number;
  readonly before: number;
  readonly after: number;
}

function steps({ fills }: Run): Step[] {
  let after = 0;
  return Array.from({ length: fills.length }, (_, k) => {
    const before = after;
    after += fills.side[k]! * fills.qty[k]!;
    const kind = FILL_KINDS[fills.kind[k]!]!;
    return {
      bar: fills.bar[k]!,
      kind,
      leg: fills.leg[k]!,
      qty: fills.qty[k]!,
      slip: fills.slip[k]!,
      before,
      after,
    };
  });
}
const opens = ({ before, after }: Step): boolean => Math.abs(after) > Math.abs(before) || before * after < 0;

/** Equity with which the trade date of a bar began: that of the last close of the date before. */
function dateStart({ bars, equity }: Run, bar: number): number {
  let first = bar;
  while (first > 0 && bars.tradeDate[first - 1] === bars.tradeDate[bar]) first--;
  return first === 0 ? CASH * USD : equity[first - 1]!;
}

describe("on chance markets with chance orders", () => {
  test("no position is ever above the contract limit", () => {
    holds((program, options) => {
      for (const most of [1, 3]) {
        const run = rerun(program, { ...options, risk: [maxContracts(most)] });
        for (const { after } of steps(run)) expect(Math.abs(after)).toBeLessThanOrEqual(most);
      }
    });
  });

  test("no trade date sees more trades begin than it may, and none begins too soon after a loss", () => {
    let [atLimit, waited] = [0, 0];
    holds((program, options) => {
      const few = rerun(program, { ...options, risk: [maxTradesPerDay(2)] });
      const begun = new Map<number, number>();
      for (const { bar, before, after } of steps(few)) {
        if (after === 0 || before * after > 0) continue;
        const date = few.bars.tradeDate[bar]!;
        begun.set(date, (begun.get(date) ?? 0) + 1);
      }
      for (const count of begun.values()) {
        expect(count).toBeLessThanOrEqual(2);
        if (count === 2) atLimit++;
      }
      const calm = rerun(program, { ...options, risk: [coolDown(3)] });
      const { time } = calm.bars;
      for (const lost of calm.trades.filter(({ net }) => net < 0)) {
        const at = calm.trades.indexOf(lost);
        const next = calm.trades[at + 1] ?? calm.open;
        if (next === null) continue;
        expect(next.entryTime - time[lost.exitBar]!).toBeGreaterThanOrEqual(3 * 60_000);
        waited++;
      }
    });
    expect(Math.min(atLimit, waited)).toBeGreaterThan(10);
  });

  test("after a daily loss nothing is opened until the next trade date", () => {
    holds((program, options) => {
      for (const action of ["flatten", "block"] as const) {
        const run = rerun(program, { ...options, risk: [dailyLoss(20, action)] });
        const { equity, bars } = run;
        for (const { bar } of steps(run).filter(opens)) {
          // No close of the date before this bar had lost it.
          for (let k = bar - 1; k >= 0 && bars.tradeDate[k] === bars.tradeDate[bar]; k--) {
            expect(equity[k]).toBeGreaterThan(dateStart(run, bar) - 20 * USD);
          }
        }
      }
    });
  });

  test("once a loss limit has flattened, the date brings no other fill", () => {
    holds((program, options) => {
      const run = rerun(program, { ...options, risk: [dailyLoss(20)] });
      const all = steps(run);
      const { tradeDate } = run.bars;
      for (const [k, { kind, bar }] of all.entries()) {
        if (kind !== "loss limit") continue;
        expect(all[k]!.after).toBe(0);
        expect(all.slice(k + 1).filter((other) => tradeDate[other.bar] === tradeDate[bar])).toEqual([]);
      }
    });
  });

  test("on the walk a flattened day loses no more than the limit, a tick, slippage and costs", () => {
    holds((program, options) => {
      const cost = Math.round((options.costPerSide ?? 0) * USD);
      const run = rerun(program, { ...options, risk: [dailyLoss(20)] });
      const all = steps(run);
      for (const { kind, bar, leg, qty } of all) {
        if (kind !== "loss limit" || leg === 0) continue;
        // A limit is filled where the market has gone on through it: such an entry stands in the red as it comes in.
        if (all.some((other) => other.bar === bar && other.kind.endsWith("limit") && opens(other))) continue;
        // What the fills of the bar cost and slipped; the first tick at which the loss is reached may lie beyond it.
        const friction = all
          .filter((other) => other.bar === bar)
          .reduce((sum, other) => sum + other.qty * (other.slip * TICK + cost), 0);
        const floor = dateStart(run, bar) - 20 * USD;
        expect(run.equity[bar]).toBeGreaterThanOrEqual(floor - friction - qty * TICK);
      }
    });
  });

  test("limits that are out of reach change nothing at all", () => {
    holds((program, options) => {
      const far = [maxContracts(1_000_000), dailyLoss("90%"), maxDrawdown("90%", "block")];
      const run = rerun(program, { ...options, risk: far });
      expect(fillLines(run)).toEqual(fillLines(rerun(program, options)));
      expect(run.bounds).toEqual(rerun(program, options).bounds);
    });
  });
});
