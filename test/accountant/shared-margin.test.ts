import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractsToClose, type Liquidable } from "#accountant/liquidation.js";
import { MarginLegs, type Requirement } from "#accountant/offsets.js";
import type { MarginOffset } from "#domain/account.js";
import type { BacktestSpec } from "#engine/backtest.js";
import { runShared } from "#engine/portfolio.js";
import { parseDay } from "#instrument/time.js";
import { accountOfRequest } from "#research/account-words.js";
import type { AccountTerms } from "../../src/domain/run.js";
import { specOf } from "../engine/replay.js";
import { specOf as specOfMoments } from "./books.js";

const usd = (dollars: number): number => dollars * 1_000_000;
/** $1,000 initial, $900 maintenance; MES moves by $1.25 a tick, MNQ by $0.50. */
const margin = { initial: "1000", maintenance: "900" };
const part = (drawing: string, symbol = "MES", account: Partial<AccountTerms> = {}): BacktestSpec => ({
  ...specOf(drawing, { margin, symbol, account: { marginPolicy: "liquidate", ...account } }),
  ref: { name: symbol, file: "", hash: "" },
});
const still = (bars: number, first = "buy 1"): string =>
  [`5000 5001 4999 5000 | ${first}`, ...Array(bars - 1).fill("5000 5001 4999 5000 |")].join("\n");
const liquidations = (shared: ReturnType<typeof runShared>) => shared.parts.map((one) => one.liquidations);

describe("two positions on one account", () => {
  test("the loser takes the winner down where its own margin is not enough", () => {
    const falls =
      "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\n 3600 3601 3599 3600 |\n 3600 3601 3599 3600 |";
    const rises =
      "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\n 5000 5100 5000 5100 |\n 5100 5101 5099 5100 |";
    // $2,500 − 1,400 × $1.25 = $750 at the gap's open, before the winner's bar is seen; one contract needs $900.
    const shared = runShared([part(falls), part(rises, "MNQ")], usd(2500));
    expect(liquidations(shared)).toEqual([1, 1]);
    expect(shared.parts.map(({ net }) => net)).toEqual([usd(-1750), 0]);
    // The winner's bar first: it is $50 up, and leaves at 5100.
    const other = runShared([part(rises, "MNQ"), part(falls)], usd(2500));
    expect(liquidations(other)).toEqual([1, 1]);
    expect(other.parts.map(({ net }) => net)).toEqual([usd(50), usd(-1750)]);
  });

  test("the winner stays where the loser's margin is enough", () => {
    const falls = "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\n 3800 3801 3799 3800 |";
    const shared = runShared([part(falls), part(still(3), "MNQ")], usd(2500));
    expect(liquidations(shared)).toEqual([1, 0]);
    expect(shared.net).toBe(usd(-1500));
  });

  test("the largest loser leaves, whichever walk broke the account, at its last close", () => {
    const loses =
      "5000 5001 4999 5000 | buy 1\n 5000 5001 4600 4600 |\n 4600 4601 4599 4600 |\n 4600 4601 4599 4600 |";
    const slips =
      "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\n 5000 5001 4500 4500 |\n 4500 4501 4499 4500 |";
    // $2,500 − $500 = $2,000 for $1,800: the other is allowed $200, 400 ticks of $0.50.
    const shared = runShared([part(loses), part(slips, "MNQ")], usd(2500));
    expect(liquidations(shared)).toEqual([1, 0]);
    expect(shared.parts.map(({ net }) => net)).toEqual([usd(-500), usd(-250)]);
  });

  test("working orders of all positions go first", () => {
    const falls =
      "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\n 3700 3701 3699 3700 |\n 3700 3701 3699 3700 |";
    const waits = still(3, "buy 1; buy 1 limit 4990").concat("\n5000 5001 4900 4990 |");
    const shared = runShared([part(falls), part(waits, "MNQ")], usd(3000));
    const alone = runShared([part(still(4)), part(waits, "MNQ")], usd(5000));
    // $3,000 − $1,625 = $1,375 keeps one contract; the resting order that would have filled is gone.
    expect(liquidations(shared)).toEqual([1, 0]);
    expect(shared.parts[1]!.net).toBe(usd(-5));
    expect(alone.parts[1]!.net).toBe(usd(-5));
    expect(shared.parts[1]!.trades).toBe(0);
  });

  test("opposite positions in one contract need no margin beside each other", () => {
    const long = still(3);
    const short = "5000 5001 4999 5000 |\n 5000 5001 4999 5000 | sell 1\n 5000 5001 4999 5000 |";
    expect(runShared([part(long), part(short)], usd(1000)).parts.map(({ refused }) => refused)).toEqual([
      0, 0,
    ]);
    expect(runShared([part(long), part(short, "MNQ")], usd(1000)).parts[1]!.refused).toBe(1);
  });

  test("a spread that the terms name saves its share of both legs", () => {
    const offsets = [{ first: "MES", second: "MNQ", ratio: [1, 1] as const, credit: 50_000_000 }];
    const short = "5000 5001 4999 5000 |\n 5000 5001 4999 5000 | sell 1\n 5000 5001 4999 5000 |";
    const refused = (cash: number, more: Partial<AccountTerms>) =>
      runShared([part(still(3), "MES", more), part(short, "MNQ", more)], usd(cash)).parts[1]!.refused;
    // $1,000 for the long; the spread needs half of $2,000.
    expect(refused(1000, { offsets })).toBe(0);
    expect(refused(1999, {})).toBe(1);
  });

  test("margin is called for once, and the call is the account's", () => {
    const account: Partial<AccountTerms> = { marginPolicy: "call" };
    const falls =
      "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\n 5000 5001 4400 4400 |\nday 4400 4401 4399 4400 |\n 23:00 4400 4401 4399 4400 |";
    const stays =
      "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\n 5000 5001 4999 5000 |\nday 5000 5001 4999 5000 |\n 23:00 5000 5001 4999 5000 |";
    // $2,500 − $750 = $1,750 below $1,800: the loser is closed at the deadline, noon of the next date.
    const shared = runShared([part(falls, "MES", account), part(stays, "MNQ", account)], usd(2500));
    expect(liquidations(shared)).toEqual([1, 0]);
    expect(shared.parts.map(({ net }) => net)).toEqual([usd(-750), 0]);
  });

  test("a deposit comes in once and is no profit", () => {
    const account = { transfers: [{ day: parseDay("2024-01-03"), amount: usd(700) }] };
    const drawing = "5000 5001 4999 5000 | buy 1\n 5000 5001 4999 5000 |\nday 5000 5001 4999 5000 |";
    const shared = runShared([part(drawing, "MES", account), part(drawing, "MNQ", account)], usd(3000));
    expect(shared.daily.map(({ equity }) => equity)).toEqual([usd(3000), usd(3700)]);
    expect([shared.net, shared.maxDrawdown]).toEqual([0, 0]);
    expect(shared.parts.map(({ net }) => net)).toEqual([0, 0]);
  });
});

describe("how many contracts leave", () => {
  const arbitrary = fc.record({
    contracts: fc.integer({ min: 0, max: 12 }),
    perContract: fc.integer({ min: 0, max: 1000 }),
    profit: fc.integer({ min: -5000, max: 5000 }),
    cost: fc.integer({ min: 0, max: 40 }),
  });
  test("no more than it takes, the largest loser first, and all where nothing helps", () => {
    fc.assert(
      fc.property(
        fc.array(arbitrary, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -2000, max: 20_000 }),
        (list, equity) => {
          const positions: Liquidable[] = list.map(({ cost, ...one }) => ({
            ...one,
            costOf: (qty) => qty * cost,
          }));
          const required = (left: readonly number[]) =>
            left.reduce((sum, n, k) => sum + n * positions[k]!.perContract, 0);
          const closed = contractsToClose(positions, equity, required);
          const spare = (cut: readonly number[]) => {
            const left = positions.map(({ contracts }, k) => contracts - cut[k]!);
            const paid = cut.reduce((sum, n, k) => sum + positions[k]!.costOf(n), 0);
            return equity - paid - required(left);
          };
          if (spare(positions.map(() => 0)) >= 0) expect(closed.every((n) => n === 0)).toBe(true);
          else if (spare(closed) < 0) expect(closed).toEqual(positions.map(({ contracts }) => contracts));
          const order = positions.map((_, k) => k).sort((a, b) => list[a]!.profit - list[b]!.profit || a - b);
          const touched = order.filter((k) => closed[k]! > 0);
          const last = touched.at(-1);
          if (last === undefined) return;
          // Every larger loser is gone whole, and one contract less of the last one would not have done.
          for (const k of order.slice(0, order.indexOf(last)))
            expect(closed[k]).toBe(positions[k]!.contracts);
          expect(spare(closed.map((n, k) => (k === last ? n - 1 : n)))).toBeLessThan(0);
        },
      ),
    );
  });
});

describe("what opposite positions save", () => {
  const rate = (initial: number) => ({ initial, maintenance: initial - 100 });
  const leg = (symbol: string, contracts: number, initial = 1000) => ({
    symbol,
    contracts,
    rate: rate(initial),
  });
  type Leg = ReturnType<typeof leg>;
  const creditOf = (legs: readonly Leg[], offsets: readonly MarginOffset[], which: Requirement) => {
    const symbols = legs.map(({ symbol }) => symbol);
    let all = MarginLegs.of(symbols, offsets);
    for (const [k, { contracts, rate }] of legs.entries()) all = all.with(k, contracts, rate);
    return all.credit(which);
  };
  const spread = (first: string, second: string, ratio: readonly [number, number], percent: number) => ({
    first,
    second,
    ratio,
    credit: percent * 1e6,
  });
  test("one contract is netted: three long and two short need one", () => {
    expect(creditOf([leg("MES", 3), leg("MES", -2)], [], "initial")).toBe(4000);
    expect(creditOf([leg("MES", 3), leg("MES", -2)], [], "maintenance")).toBe(3600);
    expect(creditOf([leg("MES", 3), leg("MES", 2)], [], "initial")).toBe(0);
  });
  test("spreads are formed in the order of the terms, by whole ratios, of what is left", () => {
    const legs = [leg("MES", 5), leg("MNQ", -4, 1500), leg("M2K", -9, 500)];
    // Two MES against one MNQ: two spreads use 4 and 2; then one MES against one M2K is left.
    const terms = [spread("MES", "MNQ", [2, 1], 70), spread("MES", "M2K", [1, 1], 40)];
    expect(creditOf(legs, terms, "initial")).toBe(0.7 * 2 * (2000 + 1500) + 0.4 * (1000 + 500));
  });
  test("nothing is saved on one side, nor by a contract that is not held", () => {
    const terms = [spread("MES", "MNQ", [1, 1], 70)];
    expect(creditOf([leg("MES", 2), leg("MNQ", 2)], terms, "initial")).toBe(0);
    expect(creditOf([leg("MES", 2)], terms, "initial")).toBe(0);
  });
  test("a credit is never more than the margin itself, and rounds down", () => {
    expect(
      creditOf([leg("MES", 1, 333), leg("MNQ", -1, 334)], [spread("MES", "MNQ", [1, 1], 50)], "initial"),
    ).toBe(333);
  });
  test("lanes of one contract between two rates are netted at the higher one", () => {
    expect(creditOf([leg("MES", 3, 1000), leg("MES", -2, 1200)], [], "initial")).toBe(3000 + 2400 - 1200);
  });
  test("legs that were told keep what they said, whatever becomes of the positions", () => {
    const told = MarginLegs.of(["MES", "MES"], []).with(0, 3, rate(1000)).with(1, -2, rate(1000));
    const later = told.with(1, 1, rate(1000));
    expect(later.credit("initial")).toBe(0);
    expect(told.credit("initial")).toBe(4000);
    expect(told.with(0, 3, rate(1000))).toBe(told);
  });
});

test("a calendar spread: the other month is a contract of its own, and an offset names the two", () => {
  const margins = [{ from: "1990-01-01", initial: "1000", maintenance: "900" }];
  const contracts = { MES: { margins }, MESM: { base: "MES", margins } };
  const legs = (marginOffset: string | undefined, cash: number) => {
    const account = {
      marginPolicy: "liquidate" as const,
      ...accountOfRequest({ ...(marginOffset && { marginOffset }) }),
    };
    const leg = (symbol: string, first: string, second: string) =>
      specOfMoments(
        symbol,
        [
          { at: "2024-02-05T15:00:00Z", price: "5000.00", ...(first && { order: first }) },
          { at: "2024-02-05T15:01:00Z", price: "5000.00", ...(second && { order: second }) },
          { at: "2024-02-05T15:02:00Z", price: "5000.00" },
        ],
        { contracts, account, feePerSide: "0" },
      );
    return runShared([leg("MES", "buy 1", ""), leg("MESM", "", "sell 1")], usd(cash)).parts[1]!.refused;
  };
  // 80 % off $2,000 leaves $400; the first leg alone needs $1,000.
  expect(legs("MES/MESM=80%", 1000)).toBe(0);
  expect(legs(undefined, 1999)).toBe(1);
});
