// What does a journal tell, all its files together?

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JournalFill, JournalLedgerLine, JournalOrder, JournalTrade } from "../domain/journal.js";
import type { JournalAccounts } from "../domain/journal-notes.js";
import { compareIds, compareTexts } from "../importer/broker/id-order.js";
import type { Contracts } from "../instrument/contracts.js";
import { accountNamed, DISPLAY_ZONE, readAccounts } from "./accounts-file.js";
import type { BarsOf } from "./excursion.js";
import { liveFills } from "./live-fills.js";
import { type PairResults, pairResultsOf } from "./pair-results.js";
import { type Reconciled, reconcile } from "./reconcile.js";
import type { ImportRecord, Stored } from "./store.js";
import { type BookedFill, type BookingTerms, type Books, booksOf, tradesIn } from "./trades.js";

export interface Journal {
  readonly accounts: JournalAccounts;
  /** In the order in which they were booked; `JournalTrade.fills` are places here. */
  readonly fills: readonly JournalFill[];
  readonly orders: readonly JournalOrder[];
  readonly ledger: readonly JournalLedgerLine[];
  readonly trades: readonly JournalTrade[];
  readonly books: Books;
  /** What was booked of each of `fills`. */
  readonly booked: readonly BookedFill[];
  /** What a broker says that pairs made, by the fill that closed them. */
  readonly results: PairResults;
  readonly reconciled: Reconciled;
  readonly imports: readonly ImportRecord[];
}

export interface JournalTerms {
  readonly contracts: Contracts;
  readonly barsOf?: BarsOf;
  /** Price of `plan.stop` by the id in the heading of the trade. */
  readonly plannedStops?: ReadonlyMap<string, string>;
}

/** `accounts.toml`; without it nothing is known of any account. @throws {Fault} E170–E172, E186 */
export function accountsIn(folder: string): JournalAccounts {
  const path = join(folder, "accounts.toml");
  return existsSync(path) ? readAccounts(path) : { displayZone: DISPLAY_ZONE, accounts: [] };
}

export function journalOf(stored: Stored, accounts: JournalAccounts, terms: JournalTerms): Journal {
  const nameOf = namesBy(stored, accounts);
  const named = <T extends { readonly broker: string; readonly account: string }>(
    records: readonly T[],
  ): T[] =>
    records.map((record) => {
      const account = nameOf(record);
      return account === record.account ? record : { ...record, account };
    });
  const all = named(stored.fills);
  const fills = liveFills(all);
  const orders = lastStates(named(stored.orders));
  const ledger = named(stored.ledger).sort((a, b) => a.time - b.time || compareIds(a.id, b.id));
  const books = booksOf(fills, bookingOf(accounts, terms));
  const { booked } = books;
  const trades = tradesIn(books, { ...bookingOf(accounts, terms), orders });
  const reconciled = reconcile(all, fills, ledger, { trades, booked }, terms.contracts);
  return {
    accounts,
    fills,
    orders,
    ledger,
    trades,
    books,
    booked,
    results: pairResultsOf(all),
    reconciled,
    imports: stored.imports,
  };
}

/** The same journal with what notes and bars tell of its trades, which changes no dollar of them. */
export function retold(journal: Journal, terms: JournalTerms): Journal {
  const { accounts, orders, books } = journal;
  return { ...journal, trades: tradesIn(books, { ...bookingOf(accounts, terms), orders }) };
}

const bookingOf = ({ accounts }: JournalAccounts, terms: JournalTerms): BookingTerms => ({
  ...terms,
  accounts: new Map(accounts.map((account) => [account.name, account])),
});

/**
 * The account of a record: by name or alias in accounts.toml. What came without an account is that of the only account which its broker
 * has in accounts.toml, or in all other files.
 */
function namesBy({ fills, orders, ledger }: Stored, accounts: JournalAccounts) {
  const seen = new Map<string, Set<string>>();
  for (const { broker, account } of [...fills, ...orders, ...ledger]) {
    if (account === broker) continue;
    const names = seen.get(broker);
    if (names === undefined) seen.set(broker, new Set([account]));
    else names.add(account);
  }
  const only = (broker: string): string => {
    const own = accounts.accounts.filter((account) => account.broker === broker);
    if (own.length === 1) return own[0]!.name;
    const names = [...(seen.get(broker) ?? [])];
    return names.length === 1 ? names[0]! : broker;
  };
  const known = new Map<string, string>();
  return ({ broker, account }: { readonly broker: string; readonly account: string }): string => {
    const key = JSON.stringify([broker, account]);
    let name = known.get(key);
    if (name === undefined) {
      const said = account === broker && accountNamed(accounts, account) === null ? only(broker) : account;
      known.set(key, (name = accountNamed(accounts, said)?.name ?? said));
    }
    return name;
  };
}

/** Each order once: as it ended, where a later file tells that. In the order in which they were placed. */
function lastStates(orders: readonly JournalOrder[]): JournalOrder[] {
  const by = new Map<string, JournalOrder>();
  for (const order of orders) {
    const key = JSON.stringify([order.broker, order.account, order.id]);
    const there = by.get(key);
    if (there === undefined || (there.state === "working" && order.state !== "working")) by.set(key, order);
  }
  return [...by.values()].sort(
    (a, b) => a.placed - b.placed || compareIds(a.id, b.id) || compareTexts(a.account, b.account),
  );
}
