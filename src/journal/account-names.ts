// Whose fills are these?

import { Fault } from "../domain/fault.js";
import type { JournalAccounts } from "../domain/journal-notes.js";
import type { BrokerFile, BrokerRead, RowFate } from "../importer/broker/format.js";
import { shownText } from "../importer/row-faults.js";
import { accountNamed } from "./accounts-file.js";

export interface Owner {
  /** The account that a row belongs to. */
  accountOf(said: string | null): string;
  /** Whether rows of that account are wanted. */
  takes(said: string | null): boolean;
  /** The account of rows that name none; null where there are no such rows. */
  readonly fallback: string | null;
  /** Of the file's accounts, by accounts.toml. */
  readonly zones: readonly (string | null)[];
}

interface Opened {
  readonly file: BrokerFile;
  readonly match: { readonly format: { readonly broker: string } };
  readonly read: BrokerRead;
}

/** Undefined for a line that is nobody's. */
const saidIn = (row: RowFate): string | null | undefined =>
  row.kind === "order"
    ? row.order.account
    : row.kind === "fee"
      ? row.entry.account
      : row.kind === "fill"
        ? row.fills[0]?.account
        : undefined;

const namesIn = (read: BrokerRead): string[] => [
  ...new Set(read.rows.map(saidIn).filter((said) => typeof said === "string")),
];

/**
 * Accounts keep the broker's name in the machine files; aliases are read when they are. A file without accounts is that of `--account`, of the
 * only account of its broker in accounts.toml, or of the only one in other files of the broker that came along; else it goes by the
 * name of the broker, until a report tells whose its fills are.
 */
export class Accounts {
  readonly #known: JournalAccounts;
  readonly #wanted: string | null;
  readonly #files: readonly Opened[];

  constructor(known: JournalAccounts, wanted: string | null, files: readonly Opened[]) {
    this.#known = known;
    this.#wanted = wanted;
    this.#files = files;
  }

  /** E313 where `--account` names none of several accounts of the file. `settled`: the fallback that was found when the file came first. */
  of({ path }: BrokerFile, broker: string, read: BrokerRead, settled: string | null): Owner {
    const names = namesIn(read);
    const wanted = this.#wanted;
    const isWanted = (said: string) => said === wanted || this.#nameOf(said) === this.#nameOf(wanted ?? "");
    if (wanted !== null && names.length > 1 && !names.some(isWanted)) {
      throw new Fault("E313", `${path} has no account "${shownText(wanted)}"`, {
        where: path,
        found: names.map((name) => shownText(name)).join(", "),
        fix: names.slice(0, 3).map((name) => `--account ${JSON.stringify(name)}`),
      });
    }
    const fallback = wanted ?? settled ?? this.#only(broker) ?? broker;
    const accountOf = (said: string | null): string =>
      said === null || (wanted !== null && names.length === 1) ? (wanted ?? said ?? fallback) : said;
    const all = names.length === 0 ? [fallback] : names.map(accountOf);
    return {
      accountOf,
      fallback: read.rows.some((row) => saidIn(row) === null) ? fallback : null,
      takes: (said) => wanted === null || said === null || names.length === 1 || isWanted(said),
      zones: all.map((name) => accountNamed(this.#known, name)?.timeZone ?? null),
    };
  }

  #nameOf(said: string): string {
    return accountNamed(this.#known, said)?.name ?? said;
  }

  #only(broker: string): string | null {
    const beside = this.#files.filter(({ match }) => match.format.broker === broker);
    const names = [...new Set(beside.flatMap(({ read }) => namesIn(read)))];
    if (names.length === 1) return names[0]!;
    const own = this.#known.accounts.filter((one) => one.broker === null || one.broker === broker);
    return names.length === 0 && own.length === 1 ? own[0]!.name : null;
  }
}
