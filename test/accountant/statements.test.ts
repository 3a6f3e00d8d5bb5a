import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dailyStatements, monthlyStatements, paidOf } from "#accountant/statements.js";
import { microOf } from "#instrument/instrument.js";
import { book } from "./books.js";
import { chance, runOf } from "./random-run.js";

const usd = microOf;
const RUNS = 200 * Number(process.env.TICKPROOF_FUZZ ?? 1);

test("MTM-02 as a broker's statement: a carried position and trades of the day", () => {
  const run = book(
    "MES",
    [
      { at: "2024-01-31T20:59:00Z", price: "5000.00", order: "buy 1" },
      { at: "2024-02-01T15:00:00Z", price: "5004.50", order: "buy 1" },
      { at: "2024-02-01T16:00:00Z", price: "5009.25", order: "sell 1" },
      { at: "2024-02-01T20:59:00Z", price: "5007.00" },
      { at: "2024-02-02T16:00:00Z", price: "5010.00", order: "sell 1" },
      { at: "2024-02-02T20:00:00Z", price: "5020.00" },
    ],
    { cash: "2000.00", account: { monthlyFee: usd("1.55") } },
  );
  const days = dailyStatements(run);
  expect(days[1]).toMatchObject({
    opening: usd("1999.38"),
    variation: usd("58.75"),
    commission: usd("0.50"),
    exchange: usd("0.70"),
    clearing: 0,
    nfa: usd("0.04"),
    data: usd("1.55"),
    balance: usd("2055.34"),
    openTradeEquity: 0,
    equity: usd("2055.34"),
    bought: 1,
    sold: 1,
    trades: 0,
  });
  // Out in the morning of the last date, and the data end before its settlement: not in cash yet.
  expect(days[2]).toMatchObject({
    variation: 0,
    openTradeEquity: usd("15.00"),
    equity: usd("2069.72"),
    trades: 1,
  });
  expect(monthlyStatements(run)).toMatchObject([
    {
      month: "2024-01",
      dates: 1,
      opening: usd("2000.00"),
      gross: 0,
      net: usd("-0.62"),
      equity: usd("1999.38"),
      trades: 0,
    },
    {
      month: "2024-02",
      dates: 2,
      opening: usd("1999.38"),
      gross: usd("73.75"),
      net: usd("70.34"),
      equity: usd("2069.72"),
      trades: 1,
      bought: 1,
      sold: 2,
    },
  ]);
});

describe("whatever chance does to an account", () => {
  test("opening + variation − costs + funding + interest + transfers = balance, and the next date opens with it", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        let opening = run.inputs.account.cash;
        dailyStatements(run).forEach((row, k) => {
          expect(row.opening).toBe(opening);
          expect(opening + row.variation - paidOf(row) + row.funding + row.interest + row.transfers).toBe(
            row.balance,
          );
          expect(row.variation).toBe(run.daily[k]!.variation);
          expect(paidOf(row)).toBe(run.daily[k]!.costs);
          expect(row.equity - row.balance).toBe(row.openTradeEquity);
          opening = row.balance;
        });
      }),
      { numRuns: RUNS },
    );
  });

  test("the months add up to the run: its net, its gross, each cost, its trades", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        const { totals } = run;
        const months = monthlyStatements(run);
        const sum = (
          key:
            | "net"
            | "gross"
            | "commission"
            | "exchange"
            | "clearing"
            | "nfa"
            | "data"
            | "liquidation"
            | "trades"
            | "dates",
        ) => months.reduce((all, month) => all + month[key], 0);
        expect(sum("net")).toBe(totals.net);
        expect(sum("gross")).toBe(totals.gross);
        for (const part of ["commission", "exchange", "clearing", "nfa"] as const)
          expect(sum(part)).toBe(totals.costs[part]);
        expect(sum("data")).toBe(totals.dataFees);
        expect(sum("liquidation")).toBe(totals.liquidationFees);
        expect(sum("trades")).toBe(run.trades.length);
        expect(sum("dates")).toBe(run.daily.length);
        expect(months.at(-1)!.equity).toBe(totals.endEquity);
        for (const [k, month] of months.slice(1).entries()) expect(month.opening).toBe(months[k]!.equity);
      }),
      { numRuns: RUNS },
    );
  });
});
