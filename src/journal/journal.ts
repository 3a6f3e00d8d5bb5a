// What does a journal tell, all its files together?

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JournalFill, JournalLedgerLine, JournalOrder, JournalTrade } from "../domain/journal.js";
import type { JournalAccounts } from "../domain/journal-notes.js";
import type { Contracts } from "../instrument/contracts.js";
import { accountNamed, DISPLAY_ZONE, readAccounts } from "./accounts-file.js";
import { compareIds, compareTexts } from "./book-order.js";
import type { BarsOf } from "./excursion.js";
import { liveFills } from "./live-fills.js";
import { type Reconciled, reconcile } from "./reconcile.js";
import { type ImportRecord, readStored, type Stored } from "./store.js";
import { bookTrades } from "./trades.js";

export interface Journal {
  readonly accounts: JournalAccounts;
  /** In the order in which they were booked; `JournalTrade.fills` are places here. */
  readonly fills: readonly JournalFill[];
  readonly orders: readonly JournalOrder[];
  readonly ledger: readonly JournalLedgerLine[];
  readonly trades: readonly JournalTrade[];
  readonly reconciled: Reconciled;
  readonly imports: readonly ImportRecord[];
}

export interface JournalTerms {
  readonly contracts: Contracts;
  readonly barsOf?: BarsOf;
  /** Price of `plan.stop` by the id of the trade. */
  readonly plannedStops?: ReadonlyMap<string, string>;
}

/** An empty one where there is none. */
export const readJournal = (folder: string, terms: JournalTerms): Journal =>
  journalOf(readStored(folder), accountsIn(folder), terms);

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
  const { trades, booked } = bookTrades(fills, {
    ...terms,
    accounts: new Map(accounts.accounts.map((account) => [account.name, account])),
    orders,
  });
  const reconciled = reconcile(all, ledger, booked, terms.contracts);
  return { accounts, fills, orders, ledger, trades, reconciled, imports: stored.imports };
}

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
