import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { costsByFill, postingsOf, valueOfFill } from "#accountant/books.js";
import { sumOf } from "#accountant/costs.js";
import { contractValue } from "#accountant/value.js";
import { instrumentOf, microOf } from "#instrument/instrument.js";
import { CASH_KINDS, CASH_ROLES } from "../../src/domain/cash.js";
import type { BookAccount, Posting } from "../../src/domain/posting.js";
import type { Run } from "../../src/domain/run.js";
import { book } from "./books.js";
import { chance, runOf } from "./random-run.js";

const usd = microOf;
const RUNS = 150 * Number(process.env.TICKPROOF_FUZZ ?? 1);

const ASSETS: ReadonlySet<BookAccount> = new Set(["cash", "open trade equity"]);

/** Equity after an event by the other route: start cash less what was paid, and every contract from its price to the mark. */
function equityByHand(run: Run): (event: Posting) => number {
  const { fills, cash, inputs, daily } = run;
  const instrument = instrumentOf(inputs.contract);
  const costsOf = costsByFill(run);
  const fixed = (n: number) => CASH_ROLES[CASH_KINDS[cash.kind[n]!]!] !== "variation";
  return ({ fill, row, day }) => {
    const rows = Array.from({ length: cash.length }, (_, n) => n).filter((n) =>
      row !== null ? n <= row : fill !== null ? cash.fill[n]! <= fill : cash.day[n]! <= day,
    );
    const last =
      fill ?? (row === null ? fills.day.filter((of) => of <= day).length - 1 : cash.fill[row]! - 1);
    const closing = daily.find((of) => of.day === day)!.close;
    const settled = rows.findLast((n) => !fixed(n));
    const marked =
      fill !== null
        ? valueOfFill(run, fill)
        : row === null
          ? contractValue(instrument, closing)
          : fixed(row)
            ? lastMark(run, row, settled)
            : cash.value[row]!;
    let equity = inputs.account.cash;
    for (const n of rows) if (fixed(n)) equity += cash.amount[n]!;
    for (let k = 0; k <= last; k++) {
      const signed = fills.side[k]! * fills.qty[k]!;
      equity += signed * (marked - valueOfFill(run, k)) - sumOf(costsOf(k));
    }
    return equity;
  };
}

/** Where a fee comes in, the position stands at the mark before it: a fill, a settlement, or the close of a date. */
function lastMark(run: Run, row: number, settled: number | undefined): number {
  const { fills, cash, inputs, daily } = run;
  const instrument = instrumentOf(inputs.contract);
  const fill = cash.fill[row]! - 1;
  const date = daily.findLast(({ day }) => day < cash.day[row]!);
  const marks = [
    ...(fill >= 0 ? [{ day: fills.day[fill]!, order: fill + 0.5, value: valueOfFill(run, fill) }] : []),
    ...(settled === undefined
      ? []
      : [{ day: cash.day[settled]!, order: cash.fill[settled]! - 0.3, value: cash.value[settled]! }]),
    ...(date === undefined
      ? []
      : [{ day: date.day, order: Number.POSITIVE_INFINITY, value: contractValue(instrument, date.close) }]),
  ];
  marks.sort((a, b) => a.day - b.day || a.order - b.order);
  return marks.at(-1)?.value ?? 0;
}

const lineOf = ({ n, day, kind, from, to, amount, reason }: Posting): string =>
  `${n} ${new Date(day * 86_400_000).toISOString().slice(5, 10)} ${kind}: ${amount / 1e6} ${from} → ${to} (${reason})`;

test("two days of one position, posting by posting", () => {
  const run = book(
    "MES",
    [
      { at: "2024-01-03T15:00:00Z", price: "5000.50", order: "buy 2", request: { reason: "breakout" } },
      { at: "2024-01-03T20:59:00Z", price: "5012.25" },
      { at: "2024-01-04T15:00:00Z", price: "5003.00", order: "sell 2", request: { reason: "target" } },
      { at: "2024-01-04T20:59:00Z", price: "5001.00" },
    ],
    { cash: "5000.00" },
  );
  expect([...postingsOf(run)].map(lineOf)).toEqual([
    "1 01-03 start cash: 5000 start cash → cash (account opened)",
    "2 01-03 commission: 0.5 cash → commission (breakout)",
    "3 01-03 exchange fee: 0.7 cash → exchange fees (breakout)",
    "4 01-03 NFA fee: 0.04 cash → NFA fees (breakout)",
    "5 01-03 mark: 117.5 unrealised profit → open trade equity (marked at the settlement)",
    "6 01-03 settlement: 117.5 open trade equity → cash (settlement at 25061.25 a contract)",
    "7 01-04 mark: -92.5 unrealised profit → open trade equity (marked at the fill)",
    "8 01-04 realised: 25 realised profit → unrealised profit (target)",
    "9 01-04 commission: 0.5 cash → commission (target)",
    "10 01-04 exchange fee: 0.7 cash → exchange fees (target)",
    "11 01-04 NFA fee: 0.04 cash → NFA fees (target)",
    "12 01-04 settlement: -92.5 open trade equity → cash (settlement at 25005.00 a contract)",
  ]);
});

test("slippage is a memo beside the books: it is inside the prices already", () => {
  const run = book(
    "MES",
    [
      { at: "2024-01-03T15:00:00Z", price: "5000.00", order: "buy 3" },
      { at: "2024-01-03T15:01:00Z", price: "5000.00" },
    ],
    { feePerSide: "0", execution: { fillAt: "next-open", slippage: 2 } },
  );
  const [, memo, mark] = [...postingsOf(run)];
  expect(memo).toMatchObject({ kind: "slippage", to: "slippage (memo)", amount: usd("7.50"), qty: 3 });
  expect(mark).toMatchObject({ kind: "mark", amount: usd("-7.50") });
});

describe("whatever chance does to an account", () => {
  test("after every event the sum of postings is the change of equity, to the micro-dollar", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        const equity = equityByHand(run);
        const postings = [...postingsOf(run)];
        let worth = 0;
        postings.forEach((posting, at) => {
          worth += posting.amount * (Number(ASSETS.has(posting.to)) - Number(ASSETS.has(posting.from)));
          const next = postings[at + 1];
          const sameEvent = next?.fill === posting.fill && next?.row === posting.row;
          if (posting.n > 1 && !sameEvent) expect(worth).toBe(equity(posting));
        });
      }),
      { numRuns: RUNS },
    );
  });

  test("each date ends with the statement's balance and equity, and the books end with the run's totals", () => {
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        const sums = new Map<BookAccount, number>();
        const of = (account: BookAccount) => sums.get(account) ?? 0;
        const postings = [...postingsOf(run)];
        let at = 0;
        for (const { day, balance, equity } of run.daily) {
          for (; at < postings.length && postings[at]!.day === day; at++) {
            const { from, to, amount } = postings[at]!;
            sums.set(to, of(to) + amount);
            sums.set(from, of(from) - amount);
          }
          expect(of("cash")).toBe(balance);
          expect(of("cash") + of("open trade equity")).toBe(equity);
        }
        expect(at).toBe(postings.length);
        const { totals, trades, open } = run;
        expect(of("commission")).toBe(totals.costs.commission);
        expect(of("exchange fees")).toBe(totals.costs.exchange);
        expect(of("clearing fees")).toBe(totals.costs.clearing);
        expect(of("NFA fees")).toBe(totals.costs.nfa);
        expect(of("market data")).toBe(totals.dataFees);
        expect(of("liquidation fees")).toBe(totals.liquidationFees);
        expect(of("slippage (memo)")).toBe(totals.slippage);
        expect(of("unrealised profit")).toBe(0 - (open?.profit ?? 0));
        expect(0 - of("realised profit") - of("unrealised profit")).toBe(totals.gross);
        expect(0 - of("funding") + 0).toBe(totals.funding);
        expect(0 - of("interest") + 0).toBe(totals.interest);
        expect(0 - of("transfers") + 0).toBe(totals.transfers);
        if (open === null)
          expect(0 - of("realised profit")).toBe(trades.reduce((sum, { gross }) => sum + gross, 0));
        expect(postings.map(({ n }) => n)).toEqual(postings.map((_, k) => k + 1));
      }),
      { numRuns: RUNS },
    );
  });

  test("the audit agrees", () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(chance, (wish) => {
        const run = runOf(wish);
        const audit = auditRun(run);
        expect(audit.problems).toEqual([]);
        expect(audit.ok).toBe(true);
        const postings = [...postingsOf(run)];
        expect(audit.postings).toBe(postings.length);
        for (const { kind } of postings) kinds.add(kind);
        for (const trade of run.trades) for (const flag of trade.flags) kinds.add(flag);
      }),
      { numRuns: 2 * RUNS },
    );
    // Chance has shown all that it was meant to: partial exits, reversals, scaling in, liquidations, every kind of posting.
    for (const kind of [
      "P",
      "F",
      "S",
      "L",
      "mark",
      "realised",
      "settlement",
      "monthly fee",
      "liquidation fee",
      "slippage",
      "funding",
      "deposit",
      "withdrawal",
      "interest",
      "final settlement",
      "R",
    ])
      expect(kinds).toContain(kind);
  });
});
