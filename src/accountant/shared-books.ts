// Do the books of an account that several strategies share add up to what the engine counted?

import type { PartBooks, SharedAccount, SharedDay, SharedPart } from "../domain/comparison.js";
import { DAY_MS, type Day, type MicroUsd } from "../domain/money.js";
import type { BookAccount, Posting, PostingKind } from "../domain/posting.js";
import { formatDay } from "../instrument/time.js";
import { postingsOf } from "./books.js";
import { type DailyStatement, dailyStatements, type Movements, noMovements } from "./statements.js";

/** A posting of the account, and whose it is: null of what is nobody's, the start cash. */
export interface SharedPosting extends Posting {
  readonly part: number | null;
}

/** The account on one trade date: opening + what moved = balance; balance + open trade equity = equity. */
export interface SharedStatement extends Movements, Pick<SharedDay, "initial" | "maintenance" | "peak"> {
  readonly day: Day;
  readonly opening: MicroUsd;
  readonly balance: MicroUsd;
  readonly openTradeEquity: MicroUsd;
  readonly equity: MicroUsd;
  /** That ended on the date. */
  readonly trades: number;
}

/** What one part, or all of them, came to by the postings. */
export interface BookSums extends Omit<Movements, "variation"> {
  /** Price result, what is open marked at its last close. */
  readonly gross: MicroUsd;
  readonly net: MicroUsd;
  readonly cash: MicroUsd;
  readonly openTradeEquity: MicroUsd;
  readonly equity: MicroUsd;
  readonly postings: number;
}

/** All postings of one kind: the same two accounts always. */
export interface KindSum {
  readonly kind: PostingKind;
  readonly from: BookAccount;
  readonly to: BookAccount;
  readonly postings: number;
  readonly amount: MicroUsd;
}

/** A figure that the engine counted, and what the postings add up to. */
export interface BookDifference {
  readonly what: string;
  readonly counted: MicroUsd;
  readonly posted: MicroUsd;
}

export interface AccountBooks {
  readonly parts: readonly BookSums[];
  /** The account: its parts and the start cash. */
  readonly all: BookSums;
  readonly kinds: readonly KindSum[];
  readonly statements: readonly SharedStatement[];
  /** How many figures were held against each other, to the micro-dollar. */
  readonly checked: number;
  /** Those that are not the same; none, unless something is wrong. */
  readonly differences: readonly BookDifference[];
}

const known = new WeakMap<SharedAccount, AccountBooks>();

/** Null where a part has no logs: the account comes from an older file. */
export function accountBooks(account: SharedAccount): AccountBooks | null {
  if (booksOf(account) === null) return null;
  let books = known.get(account);
  if (books === undefined) known.set(account, (books = added(account)));
  return books;
}

export function booksOf({ parts }: SharedAccount): readonly PartBooks[] | null {
  const all = parts.flatMap(({ books }) => (books === undefined ? [] : [books]));
  return parts.length > 0 && all.length === parts.length ? all : null;
}

/**
 * Every posting of the account in the order of time, at one instant in the order of the parts; those of one part stay in theirs. One at a time:
 * there may be millions.
 */
export function* accountPostings(account: SharedAccount): Generator<SharedPosting, void, undefined> {
  const books = booksOf(account) ?? [];
  const heads = books.map((one) => {
    const postings = postingsOf(one);
    return { postings, head: postings.next() };
  });
  let n = 0;
  const start = opened(account);
  if (start !== null) yield { ...start, n: ++n };
  for (;;) {
    let [next, first] = [-1, null as Posting | null];
    for (const [k, { head }] of heads.entries()) {
      if (head.done || (first !== null && !isBefore(head.value, first))) continue;
      [next, first] = [k, head.value];
    }
    if (first === null) return;
    yield { ...first, n: ++n, part: next };
    heads[next]!.head = heads[next]!.postings.next();
  }
}

const isBefore = (a: Posting, b: Posting): boolean => a.day < b.day || (a.day === b.day && a.time < b.time);

/** On the first date, and before all that happened on it or before, as in the books of one run. */
function opened(account: SharedAccount): SharedPosting | null {
  const all = booksOf(account) ?? [];
  const day = Math.min(...all.map(({ daily }) => daily[0]?.day ?? Number.POSITIVE_INFINITY));
  if (!Number.isFinite(day) || account.cash === 0) return null;
  const firsts = all.flatMap(({ fills, cash }) => [fills.time[0] ?? Infinity, cash.time[0] ?? Infinity]);
  const time = Math.min(DAY_MS * day, ...firsts);
  const ways = { kind: "start cash", from: "start cash", to: "cash" } as const;
  const nothing = { qty: 0, value: null, fill: null, row: null, part: null };
  return { n: 0, time, day, ...ways, amount: account.cash, reason: "account opened", ...nothing };
}

type Sums = { -readonly [Key in keyof BookSums]: BookSums[Key] };

/** In which figure each kind stands, and with which sign. */
const PLACES: Readonly<Partial<Record<PostingKind, readonly [keyof BookSums, 1 | -1]>>> = {
  mark: ["gross", 1],
  commission: ["commission", 1],
  "exchange fee": ["exchange", 1],
  "clearing fee": ["clearing", 1],
  "NFA fee": ["nfa", 1],
  "monthly fee": ["data", -1],
  "liquidation fee": ["liquidation", -1],
  funding: ["funding", 1],
  interest: ["interest", 1],
  deposit: ["transfers", 1],
  withdrawal: ["transfers", 1],
};

const nothing = (): Sums => {
  const { variation: _, ...moved } = noMovements();
  return { ...moved, gross: 0, net: 0, cash: 0, openTradeEquity: 0, equity: 0, postings: 0 };
};

function add(sums: Sums, { kind, from, to, amount }: Posting): void {
  sums.postings++;
  const place = PLACES[kind];
  if (place !== undefined) sums[place[0]] += place[1] * amount;
  // What leaves one of the two accounts comes into another.
  for (const [name, way] of [
    ["cash", "cash"],
    ["openTradeEquity", "open trade equity"],
  ] as const)
    sums[name] += (to === way ? amount : 0) - (from === way ? amount : 0);
}

const finished = (sums: Sums, cash: MicroUsd): BookSums => {
  const equity = sums.cash + sums.openTradeEquity;
  return { ...sums, equity, net: equity - cash - sums.transfers };
};

function added(account: SharedAccount): AccountBooks {
  const books = booksOf(account)!;
  const kinds = new Map<PostingKind, { -readonly [Key in keyof KindSum]: KindSum[Key] }>();
  const all = nothing();
  const see = (posting: Posting): void => {
    const { kind, from, to, amount } = posting;
    const sum = kinds.get(kind) ?? { kind, from, to, postings: 0, amount: 0 };
    sum.postings++;
    sum.amount += amount;
    kinds.set(kind, sum);
    add(all, posting);
  };
  const start = opened(account);
  if (start !== null) see(start);
  const compared = new Compared();
  const parts = books.map((one, k) => {
    const sums = nothing();
    let at = 0;
    for (const posting of postingsOf(one)) {
      // A date is over where the next posting is of another: then its statement must be what was posted so far.
      for (; at < one.daily.length && one.daily[at]!.day < posting.day; at++)
        compared.date(account.parts[k]!, one.daily[at]!, sums);
      add(sums, posting);
      see(posting);
    }
    for (; at < one.daily.length; at++) compared.date(account.parts[k]!, one.daily[at]!, sums);
    const told = finished(sums, 0);
    compared.same(() => `net of ${nameOf(account.parts[k]!)}`, account.parts[k]!.net, told.net);
    return told;
  });
  const together = finished(all, account.cash);
  compared.same(() => "net of the account", account.net, together.net);
  const last = account.daily.at(-1);
  if (last !== undefined)
    compared.same(() => "equity of the account at the end", last.equity, together.equity);
  const statements = statementsOf(account, books);
  compared.same(
    () => "cash of the account at the end",
    statements.at(-1)?.balance ?? account.cash,
    together.cash,
  );
  const { checked, differences } = compared;
  return { parts, all: together, kinds: [...kinds.values()], statements, checked, differences };
}

const nameOf = ({ strategy, instrument }: SharedPart): string => `${strategy} on ${instrument}`;

class Compared {
  checked = 0;
  readonly differences: BookDifference[] = [];

  /** `what` is asked only where they differ: a long account has a hundred thousand figures that do not. */
  same(what: () => string, counted: MicroUsd, posted: MicroUsd): void {
    this.checked++;
    if (counted !== posted) this.differences.push({ what: what(), counted, posted });
  }

  date(part: SharedPart, { day, balance, equity }: PartBooks["daily"][number], sums: Sums): void {
    const where = () => `${nameOf(part)} on ${formatDay(day)}`;
    this.same(() => `cash of ${where()}`, balance, sums.cash);
    this.same(() => `equity of ${where()}`, equity, sums.cash + sums.openTradeEquity);
  }
}

const nothingMoved = () => ({ ...noMovements(), trades: 0 });
const MOVED = Object.keys(nothingMoved()) as (keyof ReturnType<typeof nothingMoved>)[];

/** The statements of the parts added up by trade date; a part without bars on a date stands as it did. */
function statementsOf(account: SharedAccount, books: readonly PartBooks[]): readonly SharedStatement[] {
  const byPart = books.map((one) => dailyStatements(one));
  const at = books.map(() => 0);
  const standing = books.map(() => ({ balance: 0, equity: 0 }));
  const margins = new Map(account.daily.map((row) => [row.day, row]));
  const days = [...new Set(byPart.flatMap((rows) => rows.map(({ day }) => day)))].sort((a, b) => a - b);
  let opening = account.cash;
  return days.map((day) => {
    const moved = nothingMoved();
    for (const [k, rows] of byPart.entries()) {
      const row: DailyStatement | undefined = rows[at[k]!];
      if (row?.day !== day) continue;
      at[k]!++;
      standing[k] = row;
      for (const name of MOVED) moved[name] += row[name];
    }
    const balance = standing.reduce((sum, row) => sum + row.balance, account.cash);
    const equity = standing.reduce((sum, row) => sum + row.equity, account.cash);
    const { initial, maintenance, peak } = margins.get(day) ?? {};
    const statement: SharedStatement = {
      day,
      opening,
      ...moved,
      balance,
      openTradeEquity: equity - balance,
      equity,
      ...(initial !== undefined && { initial }),
      ...(maintenance !== undefined && { maintenance }),
      ...(peak !== undefined && { peak }),
    };
    opening = balance;
    return statement;
  });
}
