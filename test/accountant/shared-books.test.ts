// Do the books of a shared account hold: postings, cash, margin, and what the engine counted?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditBooked } from "#accountant/audit.js";
import { costsByFill, postingsOf } from "#accountant/books.js";
import { accountBooks, accountPostings, booksOf } from "#accountant/shared-books.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { withTrades } from "#engine/lists.js";
import { runShared } from "#engine/portfolio.js";
import type { SharedAccount } from "../../src/domain/comparison.js";
import { specOf } from "../engine/replay.js";
import { chance, specOfChance } from "./random-run.js";

const usd = (dollars: number): number => dollars * 1_000_000;
/** $1,000 initial, $900 maintenance; MES moves by $1.25 a tick. */
const margin = { initial: "1000", maintenance: "900" };
const part = (drawing: string, name: string, costPerSide = 0): BacktestSpec => ({
  ...specOf(drawing, { margin, costPerSide, account: { marginPolicy: "liquidate" } }),
  ref: { name, file: "", hash: "" },
});
const shared = (specs: readonly BacktestSpec[], cash: number): SharedAccount =>
  withTrades(runShared(specs, cash));

const falling = "1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |\n 1000 1001 200 200 |\n 200 201 199 200 |";
const standing =
  "1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |\n 1000 1001 999 1000 |\n 1000 1040 999 1040 |";

describe("the books of a shared account", () => {
  test("an example by hand: start cash, two entries, a liquidation, what is open", () => {
    const account = shared([part(falling, "falling", 0.5), part(standing, "standing", 0.5)], usd(2500));
    const { all, parts, kinds, statements, differences } = accountBooks(account)!;
    expect(differences).toEqual([]);
    // Both buy at 1000 for $0.50. $1,800 are needed: one is out where $699 are lost, at 441 (559 ticks down is $698.75; a tick more is less than $1,800).
    const [first, second] = account.parts.map(({ books }) => books!);
    expect([...first!.fills.price]).toEqual([1000, 440]);
    expect([...second!.fills.price]).toEqual([1000]);
    expect(parts.map(({ gross, commission, net }) => [gross, commission, net])).toEqual([
      [usd(-700), usd(1), usd(-701)],
      [usd(50), usd(0.5), usd(49.5)],
    ]);
    expect(all).toMatchObject({ net: usd(-651.5), equity: usd(1848.5), transfers: 0 });
    expect(all.cash + all.openTradeEquity).toBe(usd(1848.5));
    expect(account.net).toBe(usd(-651.5));
    const amounts = Object.fromEntries(kinds.map(({ kind, amount }) => [kind, amount]));
    expect(amounts).toMatchObject({ "start cash": usd(2500), commission: usd(1.5), realised: usd(-700) });
    expect(statements).toHaveLength(1);
    // One contract is left; two were the most at a close.
    expect(statements[0]).toMatchObject({
      opening: usd(2500),
      equity: usd(1848.5),
      initial: usd(1000),
      maintenance: usd(900),
      peak: usd(2000),
      commission: usd(1.5),
      trades: 1,
    });
  });

  test("postings are numbered through, in time, and each belongs to the part that made it", () => {
    const account = shared([part(falling, "falling", 0.5), part(standing, "standing", 0.5)], usd(2500));
    const postings = [...accountPostings(account)];
    expect(postings.map(({ n }) => n)).toEqual(postings.map((_, i) => i + 1));
    expect(postings[0]).toMatchObject({ kind: "start cash", amount: usd(2500), part: null });
    expect(postings.every(({ time }, i) => i === 0 || postings[i - 1]!.time <= time)).toBe(true);
    expect(new Set(postings.slice(1).map((one) => one.part))).toEqual(new Set([0, 1]));
    const balance = (name: string) =>
      postings.reduce(
        (sum, { from, to, amount }) => sum + (to === name ? amount : 0) - (from === name ? amount : 0),
        0,
      );
    expect(balance("cash") + balance("open trade equity")).toBe(account.cash + account.net);
  });

  test("an account opens on its first date, however late its first order is", () => {
    const late = "1000 1001 999 1000 |\n 1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |";
    const idle = "1000 1001 999 1000 |\n 1000 1001 999 1000 |";
    for (const drawing of [late, idle]) {
      const spec = part(drawing, "a", 0.5);
      const { bars } = spec.series;
      // The last bar, in which the order is filled, is five weeks later.
      const last = bars.length - 1;
      bars.time[last]! += 35 * 86_400_000;
      bars.tradeDate[last]! += 35;
      const account = shared([spec, { ...spec, ref: { ...spec.ref, name: "b" } }], usd(5000));
      const [opened] = accountPostings(account);
      const [alone] = postingsOf(runBacktest(spec));
      const { time, day } = opened!;
      expect([time, day]).toEqual([bars.tradeDate[0]! * 86_400_000, bars.tradeDate[0]]);
      expect({ time, day }).toEqual({ time: alone!.time, day: alone!.day });
    }
  });

  test("the leverage of a trade is by the equity of the whole account", () => {
    const alone = shared(
      [part(standing, "a"), part("1000 1001 999 1000 |\n 1000 1001 999 1000 |", "b")],
      usd(5000),
    );
    expect(alone.parts[0]!.books!.trades).toEqual([]);
    const closed = standing.replace(
      "1000 1001 999 1000 |\n 1000 1040",
      "1000 1001 999 1000 | flat\n 1000 1040",
    );
    const [trade] = shared([part(closed, "a"), part(falling, "b")], usd(5000)).parts[0]!.books!.trades;
    // 1000 ticks of $1.25 on $5,000.
    expect(trade!.leverage).toBe(1250 / 5000);
  });

  test("whatever happens: they are what the engine counted, and an audit with other arithmetic agrees with every part", () => {
    fc.assert(
      fc.property(
        fc.array(chance, { minLength: 2, maxLength: 4 }),
        fc.constantFrom(2_000, 50_000, 3_000_000),
        (wishes, cash) => {
          const specs = wishes.map((wish, k): BacktestSpec => {
            const spec = specOfChance(wish);
            return { ...spec, ref: { ...spec.ref, name: `part ${k}` } };
          });
          const account = shared(specs, usd(cash));
          const { all, parts, kinds, statements, differences, checked } = accountBooks(account)!;
          expect(differences).toEqual([]);
          expect(checked).toBeGreaterThan(2 * account.daily.length);
          for (const books of booksOf(account)!) {
            // Interest is of the cash of the whole account, which a part alone does not have.
            if (wishes.some(({ interest }) => interest !== null)) break;
            const { problems, ok } = auditBooked(books, costsByFill(books));
            expect({ ok, problems }).toEqual({ ok: true, problems: [] });
          }
          expect(all.net).toBe(account.net);
          expect(parts.map(({ net }) => net)).toEqual(account.parts.map(({ net }) => net));
          const { gross, commission, exchange, clearing, nfa, data, liquidation, funding, interest } = all;
          expect(
            gross - commission - exchange - clearing - nfa - data - liquidation + funding + interest,
          ).toBe(account.net);
          expect(kinds.reduce((sum, { postings }) => sum + postings, 0)).toBe(
            [...accountPostings(account)].length,
          );
          let balance = account.cash;
          for (const row of statements) {
            expect(row.opening).toBe(balance);
            const paid = row.commission + row.exchange + row.clearing + row.nfa + row.data + row.liquidation;
            expect(row.opening + row.variation - paid + row.funding + row.interest + row.transfers).toBe(
              row.balance,
            );
            expect(row.balance + row.openTradeEquity).toBe(row.equity);
            balance = row.balance;
          }
          expect(statements.at(-1)!.equity).toBe(account.daily.at(-1)!.equity);
        },
      ),
      { numRuns: 150 * Number(process.env.TICKPROOF_FUZZ ?? 1) },
    );
  });

  test("of one part alone on its account they are those of its run", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const spec = specOfChance(wish);
        const run = runBacktest(spec);
        const account = shared([spec], spec.account.cash);
        const { all, differences } = accountBooks(account)!;
        expect(differences).toEqual([]);
        expect([all.net, all.equity, all.cash]).toEqual([
          run.totals.net,
          run.totals.endEquity,
          run.daily.at(-1)!.balance,
        ]);
        const { books } = account.parts[0]!;
        expect(books!.trades).toEqual(run.trades);
        expect(books!.fills).toEqual(run.fills);
        expect(account.daily.map(({ day, equity }) => [day, equity])).toEqual(
          run.daily.map(({ day, equity }) => [day, equity]),
        );
      }),
      { numRuns: 100 },
    );
  });
});
