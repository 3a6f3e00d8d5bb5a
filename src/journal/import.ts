// What do the files of brokers add to a journal?

import { Fault } from "../domain/fault.js";
import type { JournalFill, JournalLedgerLine, JournalOrder } from "../domain/journal.js";
import type { JournalAccounts } from "../domain/journal-notes.js";
import type { EpochMs } from "../domain/money.js";
import type { Match } from "../importer/broker/all.js";
import {
  BadRow,
  type BrokerFile,
  type BrokerRead,
  type ReadHints,
  type RowFate,
} from "../importer/broker/format.js";
import { shownText } from "../importer/row-faults.js";
import type { Contracts } from "../instrument/contracts.js";
import { formatDay } from "../instrument/time.js";
import { Accounts } from "./account-names.js";
import { LocalClock, type LocalGroup, type SettledClock, settleClock } from "./clock.js";
import type { TradeBars } from "./excursion.js";
import { Known } from "./known-records.js";
import { type FileTerms, fillFrom, ledgerFrom, type Named, orderFrom, SymbolReader } from "./normalise.js";
import type { Additions, ImportRecord, RowCounts, Stored } from "./store.js";

/** A file that was recognised and read. */
export interface ReadFile {
  readonly file: BrokerFile;
  readonly match: Match;
  readonly read: BrokerRead;
  readonly hints: ReadHints;
}

export interface ImportTerms {
  readonly contracts: Contracts;
  readonly accounts: JournalAccounts;
  /** What `--account` and `--tz` say. */
  readonly account: string | null;
  readonly tz: string | null;
  readonly acceptPartial: boolean;
  readonly now: EpochMs;
  /** Bars of a contract month, for the proof of a clock. */
  readonly barsOf: (named: Named) => TradeBars | null;
  /** What was settled when files came first, by SHA-256. */
  readonly settled?: ReadonlyMap<string, Pick<ImportRecord, "zone" | "fallback">>;
}

/** A line that could not be read. */
export interface Rejected {
  readonly line: number;
  readonly why: string;
  readonly bytes: string;
}

export interface FileAccount {
  /** As the user called it, and as it stands in `raw/`. */
  readonly name: string;
  readonly kept: string;
  readonly format: string;
  readonly title: string;
  readonly version: number;
  readonly counts: RowCounts;
  readonly clock: SettledClock;
  readonly notes: readonly string[];
  readonly rejected: readonly Rejected[];
  /** Why lines are no trades, with their number. */
  readonly nonTrades: ReadonlyMap<string, number>;
  /** Where the duplicates stand, by file, with their number. */
  readonly duplicatesOf: ReadonlyMap<string, number>;
  /** Orders by what became of them. */
  readonly orderStates: ReadonlyMap<JournalOrder["state"], number>;
  /** Fills that it tells of, whether or not they are new. */
  readonly told: number;
}

export interface Imported {
  readonly files: readonly FileAccount[];
  readonly additions: Additions;
}

/**
 * One file after the other: symbols, clock, account, id, and whether the journal has the record. Writes nothing. E312 where a line
 * was rejected and that is not accepted: then nothing may be written.
 */
export function importFiles(files: readonly ReadFile[], stored: Stored, terms: ImportTerms): Imported {
  const accounts = new Accounts(terms.accounts, terms.account, files);
  const known = new Known(stored);
  const added = {
    fills: [] as JournalFill[],
    orders: [] as JournalOrder[],
    ledger: [] as JournalLedgerLine[],
  };
  const raw = new Map<string, Uint8Array>();
  const imports: ImportRecord[] = [];
  const told: FileAccount[] = [];
  // What came in together is told by its instant when the journal is made again.
  let at = terms.now;
  while (stored.imports.some((one) => one.at === at)) at++;
  for (const one of [...files].sort((a, b) => rankOf(a) - rankOf(b))) {
    const { file, match, read, hints } = one;
    const kept = keptName(one, stored.imports, imports);
    const own = fileImport(one, kept, accounts, known, terms);
    if (own.account.rejected.length > 0 && !terms.acceptPartial) throw rejectedFault(file, own.account);
    told.push(own.account);
    // One by one: a call takes no hundred thousand arguments.
    for (const fill of own.fills) added.fills.push(fill);
    for (const order of own.orders) added.orders.push(order);
    for (const line of own.ledger) added.ledger.push(line);
    const again = stored.imports.some(({ sha256 }) => sha256 === file.sha256);
    const nothing = own.fills.length + own.orders.length + own.ledger.length === 0;
    if (again && nothing) continue;
    raw.set(kept, file.bytes);
    imports.push({
      file: kept,
      sha256: file.sha256,
      name: file.name,
      format: match.format.id,
      version: match.found.version,
      at,
      account: terms.account,
      ...(own.fallback !== null && { fallback: own.fallback }),
      zone: own.account.clock.zone,
      clock: own.account.clock.said,
      dateOrder: read.dateOrder,
      decimal: hints.decimal,
      ...(hints.symbol ? { symbol: hints.symbol } : {}),
      acceptPartial: terms.acceptPartial,
      counts: own.account.counts,
    });
  }
  return { files: told, additions: { ...added, imports, raw } };
}

/** Files that have their clock before those that must be told theirs, and finer before coarser. */
const rankOf = ({ match, read }: ReadFile): number =>
  (read.clock.kind === "none" ? 4 : 0) + ["fill", "pair", "order", "ledger"].indexOf(match.format.grain);

interface FileImport {
  readonly account: FileAccount;
  readonly fallback: string | null;
  readonly fills: JournalFill[];
  readonly orders: JournalOrder[];
  readonly ledger: JournalLedgerLine[];
}

function fileImport(
  { file, match, read }: ReadFile,
  kept: string,
  accounts: Accounts,
  known: Known,
  terms: ImportTerms,
): FileImport {
  const { format, found } = match;
  const symbols = new SymbolReader(terms.contracts);
  const settled = terms.settled?.get(file.sha256);
  const owner = accounts.of(file, format.broker, read, settled?.fallback ?? null);
  const clock = settleClock(read, {
    settled: settled?.zone ?? null,
    path: file.path,
    tz: terms.tz,
    zones: owner.zones,
    groups: read.clock.kind === "none" ? groupsOf(read, symbols, terms) : [],
    elsewhere: (fill) => known.timeOf(format.broker, fill),
    instants: format.grain === "ledger" ? known.instantsOf(format.broker) : [],
  });
  const ordinals = new Map<string, number>();
  const fileTerms: FileTerms = {
    format,
    symbols,
    clock: new LocalClock(
      clock.zone,
      read.rows.flatMap((row) => fillsIn(row).map(({ time }) => time)),
    ),
    accountOf: owner.accountOf,
    sourceOf: (line) => ({ file: kept, line, sha256: file.sha256 }),
    ordinal(identity) {
      const count = (ordinals.get(identity) ?? 0) + 1;
      ordinals.set(identity, count);
      return count;
    },
  };
  const out: Pick<FileImport, "fills" | "orders" | "ledger"> = { fills: [], orders: [], ledger: [] };
  const counts = { fills: 0, orders: 0, fees: 0, nonTrades: 0, duplicates: 0, rejected: 0 };
  const rejected: Rejected[] = [];
  const nonTrades = new Map<string, number>();
  const duplicatesOf = new Map<string, number>();
  const orderStates = new Map<JournalOrder["state"], number>();
  const seen = { place: 0, told: 0 };
  const count = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const row of read.rows) {
    const place = seen.place;
    seen.place += fillsIn(row).length;
    try {
      switch (row.kind) {
        case "header":
          break;
        case "non-trade":
          counts.nonTrades++;
          count(nonTrades, row.why);
          break;
        case "rejected":
          throw new BadRow(row.why);
        case "fee": {
          const entry = ledgerFrom(row.entry, row.line, fileTerms);
          if (!owner.takes(row.entry.account)) {
            counts.nonTrades++;
            count(nonTrades, "of another account");
            break;
          }
          const there = known.ledger(entry);
          if (there !== null) {
            counts.duplicates++;
            count(duplicatesOf, there.file);
          } else {
            counts.fees++;
            out.ledger.push(entry);
          }
          break;
        }
        default: {
          const said = row.kind === "order" ? row.order.account : (row.fills[0]?.account ?? null);
          if (!owner.takes(said)) {
            counts.nonTrades++;
            count(nonTrades, "of another account");
            break;
          }
          const order = row.kind === "order" ? orderFrom(row.order, row.line, fileTerms) : null;
          const fills = row.fills.map((raw, k) => fillFrom(raw, row.line, fileTerms, place + k));
          const fresh = known.check(fills, order);
          seen.told += fills.length;
          if (order !== null) count(orderStates, order.state);
          out.fills.push(...fresh.fills);
          if (fresh.order !== null) out.orders.push(fresh.order);
          if (fresh.duplicateOf !== null) {
            counts.duplicates++;
            count(duplicatesOf, fresh.duplicateOf.file);
          } else if (order !== null) counts.orders++;
          else counts.fills++;
        }
      }
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      counts.rejected++;
      const bytes = row.kind === "rejected" ? row.bytes : lineAt(file, row.line);
      rejected.push({ line: row.line, why: error.message, bytes });
    }
  }
  const lines = accountFor(file, read, found.records, counts);
  return {
    ...out,
    fallback: owner.fallback,
    account: {
      name: file.name,
      kept,
      format: format.id,
      title: format.title,
      version: found.version,
      counts: { lines, ...counts },
      clock,
      notes: read.notes,
      rejected,
      nonTrades,
      duplicatesOf,
      orderStates,
      told: seen.told,
    },
  };
}

const fillsIn = (row: RowFate) => (row.kind === "fill" || row.kind === "order" ? row.fills : []);

/** Every record of the file has one fate, and they add up; anything else is our bug. Returns how many lines there are below headers. */
function accountFor(
  file: BrokerFile,
  { rows }: BrokerRead,
  records: readonly number[],
  counts: Omit<RowCounts, "lines">,
): number {
  const lines = rows.map((row) => row.line);
  if (lines.length !== records.length || lines.some((line, k) => line !== records[k])) {
    throw new Error(`${file.name}: ${records.length} records, ${lines.length} fates`);
  }
  const headers = rows.filter((row) => row.kind === "header").length;
  const sum = Object.values(counts).reduce((all, one) => all + one, 0);
  if (sum !== records.length - headers)
    throw new Error(`${file.name}: ${sum} of ${records.length} rows told`);
  return sum;
}

/** The fills of each contract that the file names, with bars where there are some. */
function groupsOf(read: BrokerRead, symbols: SymbolReader, terms: ImportTerms): LocalGroup[] {
  const groups = new Map<string, { named: Named; fills: LocalGroup["fills"][number][] }>();
  for (const row of read.rows) {
    for (const fill of fillsIn(row)) {
      try {
        const named = symbols.read(fill.symbol, fill.time);
        const group = groups.get(named.month) ?? { named, fills: [] };
        group.fills.push(fill);
        groups.set(named.month, group);
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
      }
    }
  }
  return [...groups.values()].map(({ named, fills }) => ({
    name: named.month,
    contract: named.contract,
    fills,
    bars: terms.barsOf(named),
  }));
}

const lineAt = ({ text }: BrokerFile, line: number): string =>
  text.split(/\r\n|[\n\r]/, line)[line - 1] ?? "";

/** "2026-03-12-fills.csv": the last day that it tells of, and its name in plain letters. The same bytes keep the name they have. */
function keptName({ file, read }: ReadFile, ...lists: readonly (readonly ImportRecord[])[]): string {
  const all = lists.flat();
  const there = all.find(({ sha256 }) => sha256 === file.sha256);
  if (there !== undefined) return there.file;
  const times = read.rows.flatMap((row) =>
    row.kind === "fee" ? [row.entry.time] : fillsIn(row).map(({ time }) => time),
  );
  const placed = read.rows.flatMap((row) => (row.kind === "order" ? [row.order.placed] : []));
  const last = [...times, ...placed].reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  const date = Number.isFinite(last) ? `${formatDay(Math.floor(last / 86_400_000))}-` : "";
  const day = file.name.startsWith(date) ? "" : date;
  const plain = file.name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  const [, stem, end] = /^(.*?)((?:\.[a-z0-9]{1,5})*)$/.exec(plain === "" ? "file" : plain)!;
  for (let k = 1; ; k++) {
    const name = `${day}${stem}${k === 1 ? "" : `-${k}`}${end}`;
    if (!all.some((record) => record.file === name)) return name;
  }
}

const MOST_SHOWN = 5;

/** E312: which lines, why, and their bytes. */
function rejectedFault({ path }: BrokerFile, { rejected, title, counts }: FileAccount): Fault {
  const [first] = rejected;
  const shown = rejected
    .slice(0, MOST_SHOWN)
    .map(({ line, why, bytes }) => `${path}:${line}  ${why}\n    ${shownText(bytes, 200)}`);
  const more = rejected.length - MOST_SHOWN;
  if (more > 0) shown.push(`and ${more} more`);
  return new Fault("E312", `${rejected.length} of ${counts.lines} lines of ${path} cannot be read`, {
    where: `${path}:${first!.line}:1`,
    found: `${title}: ${first!.why}`,
    why: "Nothing was written: a fill that is missing turns every trade after it round.",
    excerpt: shown.join("\n"),
    fix: ["export the file again", "or take the other lines   --accept-partial"],
  });
}
