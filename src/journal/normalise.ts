// How does a row of a broker's file become a record of the journal?

import { createHash } from "node:crypto";
import type { Contract } from "../domain/contract.js";
import type { JournalFill, JournalLedgerLine, JournalOrder, RecordSource } from "../domain/journal.js";
import { DAY_MS, lotsOf } from "../domain/money.js";
import {
  BadRow,
  type BrokerFormat,
  type RawFill,
  type RawLedgerLine,
  type RawOrder,
} from "../importer/broker/format.js";
import { brokerSymbol, isProblem } from "../importer/broker/symbol.js";
import { shownText } from "../importer/row-faults.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { LocalClock } from "./clock.js";
import { isOnTick } from "./parts.js";

export interface Named {
  readonly root: string;
  /** "MESM26" */
  readonly month: string;
  readonly contract: Contract;
}

/** Symbols repeat: each is read once for the thirty days around its trades. */
export class SymbolReader {
  readonly #contracts: Contracts;
  readonly #known = new Map<string, Named | string>();

  constructor(contracts: Contracts) {
    this.#contracts = contracts;
  }

  /** @throws {BadRow} where no contract is known for it */
  read(symbol: string, time: number): Named {
    const day = Math.floor(time / DAY_MS);
    // A year of one digit means another one only decades away.
    const key = `${symbol}\n${Math.floor(day / 30)}`;
    let named = this.#known.get(key);
    if (named === undefined) this.#known.set(key, (named = this.#named(symbol, day)));
    if (typeof named === "string") throw new BadRow(named);
    return named;
  }

  /** Null where no contract is known for it: a line of a ledger may name anything. */
  readOrNull(symbol: string, time: number): Named | null {
    try {
      return this.read(symbol, time);
    } catch (error) {
      if (error instanceof BadRow) return null;
      throw error;
    }
  }

  #named(symbol: string, day: number): Named | string {
    if (symbol === "") return "it has no symbol";
    const found = brokerSymbol(symbol, day, this.#contracts);
    if (isProblem(found)) return `${shownText(found.problem, 200)} (${shownText(found.fix, 300)})`;
    return { root: found.root, month: found.contract, contract: this.#contracts.get(found.root) };
  }
}

/** What records of one file have in common. */
export interface FileTerms {
  readonly format: BrokerFormat;
  readonly symbols: SymbolReader;
  readonly clock: LocalClock;
  /** The account of a row; the one that stands for all rows of a file without accounts. */
  accountOf(said: string | null): string;
  readonly sourceOf: (line: number) => RecordSource;
  /** How often a row of that content came before in the file. */
  ordinal(identity: string): number;
}

export function fillFrom(raw: RawFill, line: number, terms: FileTerms, place: number | null): JournalFill {
  const { format, symbols, clock } = terms;
  const { root, month, contract } = symbols.read(raw.symbol, raw.time);
  const instrument = instrumentOf(contract);
  const qty = lotsOf(Number(raw.qty), instrument.lot);
  if (!Number.isSafeInteger(qty) || qty <= 0) {
    throw new BadRow(`${raw.qty} is no whole number of ${root} contracts`);
  }
  // What an export has where it does not know the price. Below nothing there have been trades, of crude oil.
  if (Number(raw.price) === 0) throw new BadRow("its price is 0");
  const grain = format.grain === "ledger" ? "fill" : format.grain;
  if (grain === "fill" && !isOnTick(raw.price, instrument)) {
    throw new BadRow(
      `${raw.price} is off the price grid: ${root} moves in steps of ${contract.tickSize}. Is ${raw.symbol} another contract?`,
    );
  }
  return {
    broker: format.broker,
    account: terms.accountOf(raw.account),
    id: raw.id ?? hashed(raw.identity, terms.ordinal(raw.identity)),
    order: raw.order,
    symbol: raw.symbol,
    contract: month,
    root,
    time: clock.instant(raw.time, contract, place),
    side: raw.side,
    qty,
    price: raw.price,
    commission: raw.commission,
    fees: raw.fees,
    pair: raw.pair,
    brokerPnl: raw.brokerPnl,
    ...(raw.brokerNet !== undefined && { brokerNet: raw.brokerNet }),
    by: raw.by,
    grain,
    part: raw.part,
    effect: raw.effect,
    source: terms.sourceOf(line),
  };
}

export function orderFrom(raw: RawOrder, line: number, terms: FileTerms): JournalOrder {
  const { root, month, contract } = terms.symbols.read(raw.symbol, raw.placed);
  const { account: said, id, identity = "", symbol, qty: text, placed, ended, ...kept } = raw;
  const qty = lotsOf(Number(text), instrumentOf(contract).lot);
  if (!Number.isSafeInteger(qty) || qty < 0)
    throw new BadRow(`${text} is no whole number of ${root} contracts`);
  return {
    broker: terms.format.broker,
    account: terms.accountOf(said),
    id: id ?? hashed(`order\u001f${identity}`, terms.ordinal(`order\u001f${identity}`)),
    ...kept,
    symbol,
    contract: month,
    root,
    qty,
    placed: terms.clock.instant(placed, contract, null),
    ended: ended === null ? null : terms.clock.instant(ended, contract, null),
    source: terms.sourceOf(line),
  };
}

export function ledgerFrom(raw: RawLedgerLine, line: number, terms: FileTerms): JournalLedgerLine {
  const { kind, said, amount } = raw;
  const named = raw.symbol === null ? null : terms.symbols.readOrNull(raw.symbol, raw.time);
  return {
    broker: terms.format.broker,
    account: terms.accountOf(raw.account),
    id: raw.id ?? hashed(raw.identity, terms.ordinal(raw.identity)),
    time: terms.clock.instant(raw.time, named?.contract ?? null, null),
    kind,
    said,
    amount,
    contract: named?.month ?? null,
    source: terms.sourceOf(line),
  };
}

/** Equal rows are told apart by how many of them came before. */
const hashed = (identity: string, ordinal: number): string =>
  `row-${createHash("sha256").update(identity).digest("hex").slice(0, 16)}-${ordinal}`;
