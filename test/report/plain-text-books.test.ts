import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costsByFill } from "#accountant/books.js";
import { BOOK_FORMATS, type BookFormat } from "#domain/book-formats.js";
import { plainTextBooks } from "#report/plain-text-books.js";
import { contractOf } from "#report/rows.js";
import { CASH_KINDS } from "../../src/domain/cash.js";
import { decimalOfMicro } from "../../src/domain/money.js";
import type { Run } from "../../src/domain/run.js";
import { book } from "../accountant/books.js";
import { chance, runOf } from "../accountant/random-run.js";
import { type Balances, balancesIn, isThere, noteOf, trimmed } from "../fixtures/book-programs.js";
import { BUNDLED, nameOf, REAL, realDataNote, seriesOf } from "../fixtures/real-data.js";
import { head, loadStrategies, trade } from "../strategies/trade.js";

/** Bars of each data set; with TICKPROOF_FUZZ all of them. */
const SOME = process.env.TICKPROOF_FUZZ === undefined ? 5_000 : Number.POSITIVE_INFINITY;

const SCALE = Number(process.env.TICKPROOF_FUZZ ?? 1);

let drawn: readonly Run[] | undefined;
/** Runs of chance: some of them all, and all of them that came to a final settlement. */
function chanceRuns(): readonly Run[] {
  drawn ??= fc
    .sample(chance, { numRuns: 400 * SCALE, seed: 7 })
    .map(runOf)
    .filter((run, k) => k < 50 * SCALE || (run.chain?.expiries.length ?? 0) > 0);
  return drawn;
}

const booksOf = (format: BookFormat, run: Run): string =>
  plainTextBooks(format, { booked: run, costsOf: costsByFill(run), title: ["test"] });

/** What the run's own report says, account by account. */
function reported(run: Run): Balances {
  const { totals, daily, open, inputs, fills } = run;
  const last = daily.at(-1)!;
  const { costs } = totals;
  const amounts: Record<string, number> = {
    "Assets:Broker:Cash": last.balance,
    "Expenses:Commission": costs.commission,
    "Expenses:Exchange": costs.exchange,
    "Expenses:Clearing": costs.clearing,
    "Expenses:NFA": costs.nfa,
    "Expenses:MarketData": totals.dataFees,
    "Expenses:Liquidation": totals.liquidationFees,
    "Income:Realised": -(totals.gross - (open?.profit ?? 0)),
    "Income:Funding": -totals.funding,
    "Income:Interest": -totals.interest,
    "Equity:Transfers": -totals.transfers,
    "Equity:Start": -inputs.account.cash,
  };
  const money = Object.entries(amounts).filter(([, amount]) => amount !== 0);
  return {
    complaints: "",
    money: Object.fromEntries(money.map(([account, amount]) => [account, trimmed(decimalOfMicro(amount))])),
    contracts: last.position === 0 ? {} : { [contractOf(run, fills.length - 1)]: last.position },
    equity: trimmed(decimalOfMicro(last.equity)),
  };
}

/**
 * Clearing has no line in a report: with contracts at cost it is what equity lacks. beancount wants a letter in front of a
 * symbol that begins with a digit.
 */
const seen = ({ money, contracts, ...rest }: Balances): Balances => {
  const { "Assets:Broker:Clearing": _, ...others } = money;
  const held = Object.entries(contracts).map(([symbol, qty]) => [symbol.replace(/^C-(?=\d)/, ""), qty]);
  return { ...rest, money: others, contracts: Object.fromEntries(held) };
};

const strategies = await loadStrategies();
const sets = [...BUNDLED, ...REAL];

describe.each(BOOK_FORMATS)("%s", (format) => {
  describe(`accepts the books, and its balances are the report's${noteOf(format)}`, () => {
    test.skipIf(!isThere(format)).each(strategies)(
      `of %s on every data set${realDataNote}`,
      async (_name, Trader) => {
        const runs = new Map<string, Run[]>();
        for (const file of sets) {
          const run = trade(head(await seriesOf(file), SOME), Trader);
          runs.set(run.inputs.contract.currency, [...(runs.get(run.inputs.contract.currency) ?? []), run]);
        }
        let fills = 0;
        for (const [currency, group] of runs) {
          const balances = balancesIn(
            format,
            currency,
            group.map((run) => booksOf(format, run)),
          );
          group.forEach((run, k) => {
            const name = nameOf(sets.find(({ path }) => path.endsWith(run.inputs.data.file)) ?? sets[0]!);
            expect(seen(balances[k]!), name).toEqual(reported(run));
            fills += run.fills.length;
          });
        }
        expect(fills).toBeGreaterThan(50);
      },
      600_000,
    );
  });

  test.skipIf(!isThere(format))(
    `accepts whatever chance does: rolls, expiry, funding, deposits, interest, liquidations${noteOf(format)}`,
    () => {
      const runs = chanceRuns();
      const seenKinds = new Set(runs.flatMap((run) => [...run.cash.kind].map((kind) => CASH_KINDS[kind])));
      expect([...seenKinds].sort()).toEqual([...CASH_KINDS].sort());
      expect(runs.some(({ chain }) => (chain?.rolls ?? []).some(({ qty }) => qty !== 0))).toBe(true);
      for (const currency of new Set(runs.map(({ inputs }) => inputs.contract.currency))) {
        const group = runs.filter(({ inputs }) => inputs.contract.currency === currency);
        const balances = balancesIn(
          format,
          currency,
          group.map((run) => booksOf(format, run)),
        );
        group.forEach((run, k) => {
          const expected = reported(run);
          const contracts =
            format === "beancount"
              ? Object.fromEntries(
                  Object.entries(expected.contracts).map(([name, qty]) => [name.toUpperCase(), qty]),
                )
              : expected.contracts;
          expect(seen(balances[k]!), `run ${k} of ${currency}`).toEqual({ ...expected, contracts });
        });
      }
    },
    300_000,
  );

  const night = (changes: Parameters<typeof book>[2] = {}) =>
    book(
      "MES",
      [
        {
          at: "2024-01-03T15:00:00Z",
          price: "5000.50",
          order: "buy 3",
          request: { reason: 'a "quoted"; [2024-01-01] :odd: | reason' },
        },
        { at: "2024-01-03T20:59:00Z", price: "5012.25" },
        { at: "2024-01-31T15:00:00Z", price: "5003.00", order: "sell 5", request: { reason: "turn" } },
        { at: "2024-02-01T20:59:00Z", price: "5001.00" },
      ],
      { cash: "5000.00", ...changes },
    );

  test.skipIf(!isThere(format))(`holds a reversal, whatever stands in a reason${noteOf(format)}`, () => {
    const run = night({ account: { monthlyFee: 1_550_000 } });
    const [balances] = balancesIn(format, "USD", [booksOf(format, run)]);
    expect(seen(balances!)).toEqual(reported(run));
    expect(balances!.money["Income:Realised"]).toBe("-37.5");
    expect(balances!.contracts).toEqual({ MES: -2 });
  });

  test.skipIf(!isThere(format))(
    `refuses books in which one amount is off by a millionth${noteOf(format)}`,
    () => {
      const text = booksOf(format, night());
      for (const [amount, other] of [
        ["37.50 USD", "37.500001 USD"],
        ["0.75 USD", "0.750001 USD"],
        ["25061.25 USD", "25061.25 USD"],
      ] as const) {
        expect(text).toContain(amount);
        const [balances] = balancesIn(format, "USD", [text.replace(amount, other)]);
        if (amount === other) expect(balances!.complaints).toBe("");
        else expect(balances!.complaints).not.toBe("");
      }
    },
  );
});

test("one commodity a contract: a symbol that a program would not take is written as it does take it", () => {
  const run = book("6B", [{ at: "2024-01-03T15:00:00Z", price: "1.2500", order: "buy 1" }], {});
  expect(booksOf("beancount", run)).toContain('1 C-6B {78125.00 USD, "1"}');
  expect(booksOf("hledger", run)).toContain('1 "6B" @ 78125.00 USD');
  expect(booksOf("ledger", run)).toContain('1 "6B" (@) 78125.00 USD');
});
