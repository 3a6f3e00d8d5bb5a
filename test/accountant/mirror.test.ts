import fc from "fast-check";
import { expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { postingsOf } from "#accountant/books.js";
import { sumOf } from "#accountant/costs.js";
import { runBacktest } from "#engine/backtest.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { decimalOfTicks } from "../../src/domain/money.js";
import type { Run } from "../../src/domain/run.js";
import { type Moment, specOf } from "./books.js";

const RUNS = 200 * Number(process.env.TICKPROOF_FUZZ ?? 1);
const CONTRACTS = loadContracts();
const SYMBOLS = CONTRACTS.symbols();

const steps = fc.array(
  fc.record({
    minutes: fc.constantFrom(1, 60, 7 * 60, 24 * 60),
    ticks: fc.integer({ min: -90, max: 90 }),
    qty: fc.integer({ min: -9, max: 9 }),
  }),
  { minLength: 4, maxLength: 25, size: "max" },
);
type Steps = readonly { readonly minutes: number; readonly ticks: number; readonly qty: number }[];

interface Terms {
  readonly side?: 1 | -1;
  readonly flat?: number | null;
  readonly monthlyFee?: number;
}

/** Market orders at the close, without slippage and margin: the same prices for either side. */
function runOf(symbol: string, all: Steps, { side = 1, flat = null, monthlyFee = 0 }: Terms): Run {
  const { grid } = instrumentOf(CONTRACTS.get(symbol));
  let time = Date.UTC(2024, 0, 3, 15);
  let ticks = 12_000;
  const moments = all.map((step): Moment => {
    time += step.minutes * 60_000;
    ticks = Math.max(1_000, ticks + step.ticks);
    const qty = side * step.qty;
    const order = qty === 0 ? {} : { order: `${qty > 0 ? "buy" : "sell"} ${Math.abs(qty)}` };
    return { at: new Date(time).toISOString(), price: decimalOfTicks(ticks, grid), ...order };
  });
  const run = runBacktest({ ...specOf(symbol, moments, { account: { monthlyFee } }), flatCost: flat });
  expect(auditRun(run).problems).toEqual([]);
  return run;
}

const paid = ({ totals }: Run) => sumOf(totals.costs) + totals.dataFees;

test("who buys what another sells makes what the other loses: only costs differ, and they are the same", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SYMBOLS),
      steps,
      fc.option(fc.integer({ min: 0, max: 2e6 })),
      (symbol, all, flat) => {
        const one = runOf(symbol, all, { flat, monthlyFee: 1_550_000 });
        const other = runOf(symbol, all, { side: -1, flat, monthlyFee: 1_550_000 });
        expect(other.totals.gross).toBe(0 - one.totals.gross);
        expect(paid(other)).toBe(paid(one));
        expect(one.totals.net + other.totals.net).toBe(0 - 2 * paid(one));
        expect(other.daily.map(({ variation }) => 0 - variation + 0)).toEqual(
          one.daily.map(({ variation }) => variation + 0),
        );
        expect(other.trades.map(({ gross }) => 0 - gross + 0)).toEqual(
          one.trades.map(({ gross }) => gross + 0),
        );
      },
    ),
    { numRuns: RUNS },
  );
});

test("costs change no price result: the run without them has the same gross, trade by trade and date by date", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SYMBOLS), steps, (symbol, all) => {
      const costly = runOf(symbol, all, { monthlyFee: 1_550_000 });
      const free = runOf(symbol, all, { flat: 0 });
      expect(costly.totals.gross).toBe(free.totals.gross);
      expect(costly.totals.net).toBe(free.totals.net - paid(costly));
      expect(costly.trades.map(({ gross }) => gross)).toEqual(free.trades.map(({ gross }) => gross));
      expect(costly.daily.map(({ variation }) => variation)).toEqual(
        free.daily.map(({ variation }) => variation),
      );
    }),
    { numRuns: RUNS },
  );
});

test("the order of fees at one instant does not matter: the account stands the same after all of them", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SYMBOLS), steps, fc.infiniteStream(fc.nat()), (symbol, all, picks) => {
      const run = runOf(symbol, all, { monthlyFee: 1_550_000 });
      const fees = new Set(["commission", "exchange fee", "clearing fee", "NFA fee", "monthly fee"]);
      const postings = [...postingsOf(run)];
      // Fees that stand together, in any other order.
      const shuffled = [...postings];
      for (let k = 0; k + 1 < shuffled.length; k++) {
        const [a, b] = [shuffled[k]!, shuffled[k + 1]!];
        const together = fees.has(a.kind) && fees.has(b.kind) && a.time === b.time;
        if (together && picks.next().value % 2 === 0) [shuffled[k], shuffled[k + 1]] = [b, a];
      }
      const cash = (list: typeof postings) => {
        const after = new Map<number, number>();
        let sum = 0;
        for (const { from, to, amount, day } of list) {
          if (to === "cash") sum += amount;
          if (from === "cash") sum -= amount;
          after.set(day, sum);
        }
        return [...after];
      };
      expect(cash(shuffled)).toEqual(cash(postings));
      const after = new Map(cash(postings));
      for (const { day, balance } of run.daily) expect(after.get(day) ?? balance).toBe(balance);
    }),
    { numRuns: RUNS },
  );
});
