// What of the books of a shared account leaves the program: in its document, and as tables?

import {
  type AccountBooks,
  accountBooks,
  accountPostings,
  type BookSums,
  booksOf,
  type SharedPosting,
  type SharedStatement,
} from "../accountant/shared-books.js";
import { paidOf } from "../accountant/statements.js";
import type { PartBooks, SharedAccount } from "../domain/comparison.js";
import { decimalOfMicro, type MicroUsd, quantityOf } from "../domain/money.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { FILL_COLUMNS, movementColumns, number, postingColumns, TRADE_COLUMNS, text } from "./columns.js";
import { type CsvColumn, csvOf } from "./csv.js";
import type { CompareDocument } from "./json.js";
import { fillRows, movementRow, tradeRows } from "./rows.js";

type BooksRow = NonNullable<NonNullable<CompareDocument["shared"]>["books"]>;

/** Null where the account comes from an older file, which has no logs. */
export function booksRow(account: SharedAccount): BooksRow | null {
  const books = accountBooks(account);
  if (books === null) return null;
  return {
    ...sumsRow(books.all),
    checked: books.checked,
    differences: books.differences.map(({ what, counted, posted }) => ({
      what,
      counted: decimalOfMicro(counted),
      posted: decimalOfMicro(posted),
    })),
    kinds: books.kinds.map((kind) => ({ ...kind, amount: decimalOfMicro(kind.amount) })),
    parts: books.parts.map((sums, k) => ({ ...nameOf(account, k), ...sumsRow(sums) })),
    daily: books.statements.map(statementRow),
  };
}

const nameOf = ({ parts }: SharedAccount, k: number) => {
  const { strategy, instrument } = parts[k]!;
  return { strategy, instrument };
};

const sumsRow = (sums: BookSums) => ({
  gross: decimalOfMicro(sums.gross),
  costs: decimalOfMicro(paidOf({ ...sums, variation: 0 })),
  ...movementRow({ ...sums, variation: 0 }),
  net: decimalOfMicro(sums.net),
  cash: decimalOfMicro(sums.cash),
  openTradeEquity: decimalOfMicro(sums.openTradeEquity),
  equity: decimalOfMicro(sums.equity),
  postings: sums.postings,
});

const known = (amount: MicroUsd | undefined): string | null =>
  amount === undefined ? null : decimalOfMicro(amount);

const statementRow = (row: SharedStatement) => ({
  date: formatDay(row.day),
  opening: decimalOfMicro(row.opening),
  variation: decimalOfMicro(row.variation),
  costs: decimalOfMicro(paidOf(row)),
  ...movementRow(row),
  balance: decimalOfMicro(row.balance),
  openTradeEquity: decimalOfMicro(row.openTradeEquity),
  equity: decimalOfMicro(row.equity),
  initial: known(row.initial),
  maintenance: known(row.maintenance),
  excess: row.initial === undefined ? null : decimalOfMicro(row.equity - row.initial),
  peak: known(row.peak),
  trades: row.trades,
});

type StatementRow = ReturnType<typeof statementRow>;

/** `<name>.csv` each: the statement by trade date, every posting, and what all parts traded, in the order of time. None without books. */
export function sharedTables(account: SharedAccount): Readonly<Record<string, () => string>> {
  const books = accountBooks(account);
  const parts = booksOf(account);
  if (books === null || parts === null) return {};
  return {
    account: () => accountCsv(books),
    postings: () => postingsCsv(account, parts),
    trades: () => ofParts(account, parts, TRADE_COLUMNS, tradeRows, (row) => row.entryTime),
    fills: () => ofParts(account, parts, FILL_COLUMNS, fillRows, (row) => row.time),
  };
}

const accountCsv = ({ statements }: AccountBooks): string =>
  csvOf<StatementRow>(statements.map(statementRow), [
    text("date", (row) => row.date),
    number("opening", (row) => row.opening),
    number("variation", (row) => row.variation),
    number("costs", (row) => row.costs),
    ...movementColumns<StatementRow>(),
    number("balance", (row) => row.balance),
    number("openTradeEquity", (row) => row.openTradeEquity),
    number("equity", (row) => row.equity),
    number("initial", (row) => row.initial),
    number("maintenance", (row) => row.maintenance),
    number("excess", (row) => row.excess),
    number("peak", (row) => row.peak),
    number("trades", (row) => row.trades),
  ]);

function postingsCsv(account: SharedAccount, parts: readonly PartBooks[]): string {
  const lots = parts.map(({ inputs }) => instrumentOf(inputs.contract).lot);
  const [n, ...others] = postingColumns(lots[0]!) as CsvColumn<SharedPosting>[];
  const whose = ({ part }: SharedPosting) => (part === null ? null : account.parts[part]!);
  return csvOf<SharedPosting>(accountPostings(account), [
    n!,
    text("strategy", (posting) => whose(posting)?.strategy ?? null),
    text("instrument", (posting) => whose(posting)?.instrument ?? null),
    ...others.map((column) =>
      column.name === "qty"
        ? number<SharedPosting>("qty", ({ qty, part }) => (part === null ? 0 : quantityOf(qty, lots[part]!)))
        : column,
    ),
  ]);
}

/** Rows of all parts with their names in front; at one instant in the order of the parts. */
function ofParts<Row>(
  account: SharedAccount,
  parts: readonly PartBooks[],
  columns: readonly CsvColumn<Row>[],
  rowsOf: (books: PartBooks) => readonly Row[],
  timeOf: (row: Row) => string,
): string {
  type Named = {
    readonly row: Row;
    readonly at: number;
    readonly strategy: string;
  };
  const rows = parts
    .flatMap((books, k) =>
      rowsOf(books).map(
        (row): Named => ({ row, at: Date.parse(timeOf(row)), strategy: account.parts[k]!.strategy }),
      ),
    )
    .sort((a, b) => a.at - b.at);
  return csvOf<Named>(rows, [
    text("strategy", ({ strategy }) => strategy),
    ...columns.map(({ name, kind, of }) => ({ name, kind, of: ({ row }: Named) => of(row) })),
  ]);
}
