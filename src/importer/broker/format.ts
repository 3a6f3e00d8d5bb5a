// What is a broker's export, and what may a line of it be?

import type { FillGrain, JournalLedgerLine, JournalOrder } from "../../domain/journal.js";
import type { MicroUsd } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import type { DateOrder } from "../stamp.js";

/** A file as it came, and its text. */
export interface BrokerFile {
  /** As the user gave it. */
  readonly path: string;
  /** Without folders. */
  readonly name: string;
  /** What is kept in `raw/`. */
  readonly bytes: Uint8Array;
  /** SHA-256 of those bytes, hex. */
  readonly sha256: string;
  /** Unpacked, decoded, without a byte order mark. */
  readonly text: string;
  /** Name inside an archive, which may tell more than that of the archive; else the same as `name`. */
  readonly innerName: string;
}

/** What the user says where a file cannot. */
export interface ReadHints {
  readonly dateOrder: DateOrder | null;
  /** What else tells the order of dates, where the file's own do not. */
  readonly likely?: LikelyOrder | null;
  /** The sign before the decimals. */
  readonly decimal: "." | "," | null;
  /** For files that name none: TradingView's list of trades. */
  readonly symbol?: string | null;
}

export interface LikelyOrder {
  readonly order: DateOrder;
  /** Behind "as": "Fills.csv has them". */
  readonly as: string;
}

/**
 * Times of a file before its clock is settled. "row": each row has an offset; "twin": a column in UTC stands beside the local one.
 * Both make times instants. "zone" (named in a header, in the file's name) and "none" leave them local: milliseconds from
 * 1970-01-01T00:00 of that place. `said` goes into the account of the import: "UTC column present; local column is UTC−4".
 */
export type ClockEvidence =
  | { readonly kind: "row"; readonly said: string }
  | { readonly kind: "twin"; readonly said: string }
  | { readonly kind: "zone"; readonly zone: string; readonly said: string }
  | { readonly kind: "none" };

/** An execution as a row tells it; the pipeline settles symbol, clock, account and id. */
export interface RawFill {
  /** Null where the file has none. */
  readonly account: string | null;
  readonly id: string | null;
  readonly order: string | null;
  readonly symbol: string;
  /** UTC or local milliseconds: see `ClockEvidence`. */
  readonly time: number;
  readonly side: Side;
  /** Exact decimal texts, "2", "5612.25": no sign, no separators of thousands, a point before the decimals. */
  readonly qty: string;
  readonly price: string;
  readonly commission: MicroUsd | null;
  readonly fees: MicroUsd | null;
  /** See `JournalFill.pair`: only where the broker's own pairing is to be kept. Unique within the account. */
  readonly pair: string | null;
  /** See `JournalFill.part`. */
  readonly part: string | null;
  readonly brokerPnl: MicroUsd | null;
  /** See `JournalFill.brokerNet`. */
  readonly brokerNet?: MicroUsd;
  readonly by: string | null;
  readonly effect: "open" | "close" | null;
  /**
   * What tells it from other rows where `id` is null: the cells that are the same in every export of the same row. Running
   * totals and numbers that begin anew in each file are not among them.
   */
  readonly identity: string;
}

/** An order as a row tells it. Times as in `RawFill`. */
export interface RawOrder extends Pick<JournalOrder, "side" | "kind" | "stop" | "limit" | "state" | "by"> {
  readonly account: string | null;
  readonly id: string | null;
  /** What tells it from others where `id` is null: the cells that stay the same until it has ended. */
  readonly identity?: string;
  readonly symbol: string;
  readonly qty: string;
  readonly placed: number;
  readonly ended: number | null;
}

export interface RawLedgerLine extends Pick<JournalLedgerLine, "kind" | "said" | "amount"> {
  readonly account: string | null;
  readonly id: string | null;
  readonly symbol: string | null;
  readonly time: number;
  readonly identity: string;
}

/**
 * What a record of the file is: every one has exactly one fate. `fill`: one fill, or both of a round trip. `order`: may carry its fill
 * with the average price. `rejected`: it should have been read and could not be; `bytes` are shown. Duplicates are found by
 * the pipeline.
 */
export type RowFate =
  | { readonly kind: "header"; readonly line: number }
  | { readonly kind: "fill"; readonly line: number; readonly fills: readonly RawFill[] }
  | {
      readonly kind: "order";
      readonly line: number;
      readonly order: RawOrder;
      readonly fills: readonly RawFill[];
    }
  | { readonly kind: "fee"; readonly line: number; readonly entry: RawLedgerLine }
  | { readonly kind: "non-trade"; readonly line: number; readonly why: string }
  | { readonly kind: "rejected"; readonly line: number; readonly why: string; readonly bytes: string };

export interface BrokerRead {
  /** In the order of the file. */
  readonly rows: readonly RowFate[];
  readonly clock: ClockEvidence;
  /** In which order dates were read that have day and month as two numbers; null where there are none, or either order reads the same. */
  readonly dateOrder: DateOrder | null;
  /** Sentences about how the file was read: order of dates, decimal comma. */
  readonly notes: readonly string[];
}

/** That a file is of a format. `records`: lines on which its records begin, header included, blank lines not. */
export interface Recognised {
  readonly version: number;
  readonly records: readonly number[];
  /** Columns that are there; the format with the most wins. */
  readonly score: number;
}

/** A header that a format is known by; a new one is a new version. Names as the file has them, in any case. */
export interface Signature {
  readonly version: number;
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** Other names of a column, as other languages have them. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
}

export interface BrokerFormat<R extends Recognised = Recognised> {
  /** "tradovate-fills": what `--as` takes. */
  readonly id: string;
  /** "tradovate": whose ids its rows have. */
  readonly broker: string;
  readonly title: string;
  readonly grain: FillGrain | "ledger";
  /** How its platform writes dates wherever it is used: what counts where neither the file nor another one tells. */
  readonly writes?: LikelyOrder;
  /** For messages about files that are nearly of it; none where it is no table. */
  readonly signatures: readonly Signature[];
  /** Why files of it are not taken, and what to export instead. */
  readonly refused?: { readonly why: string; readonly instead: string };
  recognise(file: BrokerFile): R | null;
  read(file: BrokerFile, found: R, hints: ReadHints): BrokerRead;
}

/** Why a row cannot be read: thrown while it is read, and caught around it. */
export class BadRow extends Error {}
