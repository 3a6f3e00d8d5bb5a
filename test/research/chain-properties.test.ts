// Does a chain of random contracts hold to what is said of chains, whatever rolls it?

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { factorFrom } from "#report/chain-rows.js";
import { backtest } from "#research/library.js";
import { Strategy } from "#strategy/strategy.js";
import type { Run } from "../../src/domain/run.js";

const folder = mkdtempSync(join(tmpdir(), "tickproof-random-chain-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** TICKPROOF_FUZZ=20 looks twenty times as long. */
const RUNS = { numRuns: 40 * Number(process.env.TICKPROOF_FUZZ ?? 1) };

/** Four weeks around the end of MESH24 on 15 March 2024. */
const DAYS = Array.from({ length: 28 }, (_, k) => new Date(Date.UTC(2024, 1, 26 + k)))
  .filter((day) => day.getUTCDay() % 6 !== 0)
  .map((day) => day.toISOString().slice(0, 10));
const NAMES = ["MESH24", "MESM24", "MESU24"];
const RULES = ["volume", "volume:2", "oi", "oi+1", "8d", "last-trading-day:4"] as const;

interface Wish {
  /** By contract and day: price in ticks, volume, open interest, and whether it traded. */
  readonly rows: readonly (readonly { price: number; volume: number; interest: number; traded: boolean }[])[];
  readonly rule: (typeof RULES)[number];
  readonly adjust: "difference" | "ratio" | "none";
  readonly orders: readonly number[];
}

const wishes: fc.Arbitrary<Wish> = fc.record({
  rows: fc.array(
    fc.array(
      fc.record({
        price: fc.integer({ min: 15_000, max: 25_000 }),
        volume: fc.integer({ min: 1, max: 9 }),
        interest: fc.integer({ min: 0, max: 9 }),
        traded: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      }),
      { minLength: DAYS.length, maxLength: DAYS.length },
    ),
    { minLength: 3, maxLength: 3 },
  ),
  rule: fc.constantFrom(...RULES),
  adjust: fc.constantFrom("difference", "ratio", "none"),
  orders: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 5, maxLength: 5 }),
});

/** A row of a contract on a day; the first day always has one. */
const rowOf = ({ rows }: Wish, k: number, d: number) => {
  const row = rows[k]![d]!;
  return row.traded || d === 0 ? row : null;
};

let made = 0;
function filesOf(wish: Wish, until: number): { chain: string; openInterest: string } {
  const at = join(folder, String(made++));
  mkdirSync(join(at, "chain"), { recursive: true });
  const interest = ["date,contract,open_interest"];
  for (const [k, name] of NAMES.entries()) {
    const lines = ["date,open,high,low,close,volume"];
    for (const [d, day] of DAYS.slice(0, until).entries()) {
      const row = rowOf(wish, k, d);
      if (row === null) continue;
      const price = (row.price / 4).toFixed(2);
      lines.push(`${day},${price},${price},${price},${price},${row.volume}`);
      interest.push(`${day},${name},${row.interest}`);
    }
    writeFileSync(join(at, "chain", `${name}.csv`), `${lines.join("\n")}\n`);
  }
  writeFileSync(join(at, "oi.csv"), `${interest.join("\n")}\n`);
  return { chain: join(at, "chain"), openInterest: join(at, "oi.csv") };
}

/** The run and what its strategy read; null where the contracts have no bar in common before a roll, which is refused. */
async function runOf(wish: Wish, until = DAYS.length): Promise<{ run: Run; read: number[] } | null> {
  const { chain, openInterest } = filesOf(wish, until);
  const read: number[] = [];
  class Drawn extends Strategy {
    override onBar(): void {
      read.push(this.close.now);
      this.goTo(wish.orders[this.bar % 5]!, this.bar % 3 === 0 ? { exit: { stopTicks: 900 } } : {});
    }
  }
  try {
    const run = await backtest({
      strategy: Drawn,
      instrument: "MES",
      cash: 1_000_000,
      data: { chain },
      rolls: wish.rule,
      adjust: wish.adjust,
      reading: { timeframeMs: 86_400_000 },
      ...(wish.rule.startsWith("oi") && { openInterest }),
    });
    return { run, read };
  } catch (error) {
    if (["E373", "E375", "E374"].includes((error as { code?: string }).code ?? "")) return null;
    throw error;
  }
}

const dayOf = (day: string): number => Date.parse(day) / 86_400_000;
/** What the contract of a bar closed at that day, in ticks: from the drawing, not from the run. */
const drawnAt = (wish: Wish, contract: string, tradeDate: number): number =>
  rowOf(
    wish,
    NAMES.indexOf(contract),
    DAYS.findIndex((day) => dayOf(day) === tradeDate),
  )!.price;

const monthsOf = ({ chain, bars }: Run) =>
  chain!.months.map((month, k) => ({ ...month, end: chain!.months[k + 1]?.bar ?? bars.length }));

test("differences, returns and levels are what each way of reading promises, and the audit agrees", async () => {
  let rolls = 0;
  let carried = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(wishes, async (wish) => {
      const made = await runOf(wish);
      if (made === null) {
        refused++;
        return;
      }
      const { run, read } = made;
      const { bars, chain } = run;
      rolls += chain!.rolls.length;
      carried += chain!.rolls.filter(({ qty }) => qty !== 0).length;
      for (const { contract, bar, end } of monthsOf(run)) {
        const actual = (i: number): number => drawnAt(wish, contract, bars.tradeDate[i]!) / 4;
        for (let i = bar + 1; i < end; i++) {
          // What is traded on keeps dollar changes, whatever is read.
          expect(bars.close[i]! - bars.close[i - 1]!).toBe(actual(i) - actual(i - 1));
          if (wish.adjust === "ratio")
            expect(read[i]! / read[i - 1]!).toBeCloseTo(actual(i) / actual(i - 1), 12);
          else expect(read[i]! - read[i - 1]!).toBe(actual(i) - actual(i - 1));
        }
        for (let i = bar; i < end; i++) if (wish.adjust === "none") expect(read[i]).toBe(actual(i));
      }
      // The last contract that the plan comes to stands at its own prices.
      const last = monthsOf(run).at(-1)!;
      for (let i = last.bar; i < last.end; i++) {
        expect(bars.closeTicks[i]! + last.offset).toBe(drawnAt(wish, last.contract, bars.tradeDate[i]!));
      }
      expect(last.offset + 0).toBe(0);
      // The table of rolls sums to the adjustment of each month.
      for (const [k, { offset, seen }] of chain!.months.entries()) {
        const later = chain!.rolls.slice(k);
        expect(later.reduce((sum, { spread }) => sum + spread, 0)).toBe(-offset + 0);
        if (wish.adjust === "ratio") expect(seen!.scale).toBeCloseTo(factorFrom(chain!.rolls, k)!, 12);
      }
      for (const { quote, spread } of chain!.rolls) expect(quote!.to - quote!.from).toBe(spread);
      expect(auditRun(run).problems).toEqual([]);
    }),
    RUNS,
  );
  expect(rolls).toBeGreaterThan(20);
  expect(carried).toBeGreaterThan(10);
  expect(refused).toBeLessThan(RUNS.numRuns / 2);
});

test("no rule knows the future: of shorter files come the same rolls so far", async () => {
  let seen = 0;
  await fc.assert(
    fc.asyncProperty(wishes, fc.integer({ min: 6, max: DAYS.length }), async (wish, until) => {
      const [whole, cut] = [await runOf(wish), await runOf(wish, until)];
      if (whole === null || cut === null) return;
      const until_ = dayOf(DAYS[until - 1]!);
      const told = (run: Run) =>
        run
          .chain!.rolls.filter(({ bar }) => run.bars.tradeDate[bar]! <= until_)
          .map(({ time, from, to, spread, quote, why }) => ({ time, from, to, spread, quote, why }));
      seen += told(cut.run).length;
      expect(told(cut.run)).toEqual(told(whole.run));
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(10);
});
