// Does the journal have a record already?

import type { JournalFill, JournalLedgerLine, JournalOrder, RecordSource } from "../domain/journal.js";
import type { EpochMs } from "../domain/money.js";
import { BadRow } from "../importer/broker/format.js";
import { formatInstant } from "../instrument/time.js";
import { joinedKey } from "./lists.js";
import type { Stored } from "./store.js";

export interface Fresh {
  readonly fills: readonly JournalFill[];
  readonly order: JournalOrder | null;
  /** Where the row stands already; null where any of it is new. */
  readonly duplicateOf: RecordSource | null;
}

/** Records of the journal, and of the files before this one in the same import. */
export class Known {
  readonly #fills = new Map<string, JournalFill>();
  readonly #whole = new Map<string, JournalFill>();
  readonly #orders = new Map<string, JournalOrder>();
  readonly #ledger = new Map<string, RecordSource>();
  readonly #times = new Map<string, EpochMs>();

  constructor({ fills, orders, ledger }: Stored) {
    for (const fill of fills) this.#add(fill, keysOf(fill));
    for (const order of orders) this.#keep(order);
    for (const line of ledger) this.#ledger.set(ledgerKey(line), line.source);
  }

  /**
   * What of a row is new, which is known from then on. Of a pair whose fills a finer report has, the row is a duplicate, and is kept for
   * what the broker says that it made. @throws {BadRow} where the journal has it otherwise
   */
  check(fills: readonly JournalFill[], order: JournalOrder | null): Fresh {
    const keys = fills.map(keysOf);
    for (const [k, fill] of fills.entries()) this.#refuseOther(fill, keys[k]!);
    const there = fills.map((fill, k) => this.#there(fill, keys[k]!));
    const isFresh = fills.map((fill, k) => there[k] === undefined && !this.#hasFiner(fill));
    const known = order === null ? undefined : this.#orders.get(orderKey(order));
    const ended = order !== null && known?.state === "working" && order.state !== "working";
    const newOrder = order !== null && (known === undefined || ended) ? order : null;
    const finer = keys.map(({ whole }) => this.#whole.get(whole));
    const isTold = order === null && fills.length > 0 && finer.every((one) => one !== undefined);
    const fresh = fills.filter((_, k) => isFresh[k]);
    for (const [k, fill] of fills.entries()) if (isFresh[k]) this.#add(fill, keys[k]!);
    if (newOrder !== null) this.#keep(newOrder);
    const duplicateOf =
      fresh.length === 0 && newOrder === null
        ? (known?.source ?? there[0]?.source ?? null)
        : isTold && fills[0]!.grain !== "fill"
          ? finer[0]!.source
          : null;
    return { fills: fresh, order: newOrder, duplicateOf };
  }

  /** When that fill was, or the last of that order, by what is known of them. */
  timeOf(broker: string, { id, order }: { readonly id: string | null; readonly order: string | null }) {
    const whole = id === null ? undefined : this.#whole.get(joinedKey(broker, id));
    return whole?.time ?? (order === null ? null : (this.#times.get(joinedKey(broker, order)) ?? null));
  }

  /** Of all fills of a broker. */
  instantsOf(broker: string): EpochMs[] {
    return [...this.#fills.values()].flatMap((fill) => (fill.broker === broker ? [fill.time] : []));
  }

  ledger(line: JournalLedgerLine): RecordSource | null {
    const key = ledgerKey(line);
    const there = this.#ledger.get(key) ?? null;
    if (there === null) this.#ledger.set(key, line.source);
    return there;
  }

  /** The same fill; a file without accounts may tell of one whose account is known. */
  #there(fill: JournalFill, keys: Keys): JournalFill | undefined {
    const there = this.#fills.get(keys.own);
    if (there !== undefined || fill.grain !== "fill" || fill.account !== fill.broker) return there;
    const named = this.#whole.get(keys.whole);
    return named !== undefined && isSameFill(named, fill) ? named : undefined;
  }

  /** An order whose fills are known one by one adds none of its own. */
  #hasFiner({ broker, order, grain }: JournalFill): boolean {
    return grain === "order" && order !== null && this.#times.has(joinedKey(broker, order));
  }

  #add(fill: JournalFill, keys: Keys): void {
    this.#fills.set(keys.own, fill);
    if (fill.grain !== "fill") return;
    this.#whole.set(keys.whole, fill);
    if (fill.order === null) return;
    const order = joinedKey(fill.broker, fill.order);
    this.#times.set(order, Math.max(fill.time, this.#times.get(order) ?? fill.time));
  }

  #keep(order: JournalOrder): void {
    const key = orderKey(order);
    const there = this.#orders.get(key);
    if (there === undefined || there.state === "working") this.#orders.set(key, order);
  }

  /** The same id with another side, price or hour: one of two clocks is wrong, or an id is no id. */
  #refuseOther(fill: JournalFill, keys: Keys): void {
    // Of fills each account may count its own: 1, 2, 3.
    const whole = fill.grain === "fill" ? undefined : this.#whole.get(keys.whole);
    const there = this.#fills.get(keys.own) ?? whole;
    if (there === undefined) return;
    const at = `${there.source.file}:${there.source.line}`;
    if (!isSamePrice(there, fill)) {
      throw new BadRow(`fill ${fill.id} stands in ${at} with another side, price or contract`);
    }
    const apart = Math.abs(there.time - fill.time);
    if (apart >= SAME_MS) {
      throw new BadRow(
        `fill ${fill.id} stands in ${at} at ${formatInstant(there.time)}, here at ${formatInstant(fill.time)}: one of the clocks is wrong`,
      );
    }
  }
}

/** Two reports of one fill may be cut to the second, or to the minute. */
const SAME_MS = 60_000;

const isSamePrice = (a: JournalFill, b: JournalFill): boolean =>
  a.side === b.side && Number(a.price) === Number(b.price) && a.root === b.root;

/** Whether two records with the same id, one of them without an account, are of one fill. */
export const isSameFill = (a: JournalFill, b: JournalFill): boolean =>
  isSamePrice(a, b) && Math.abs(a.time - b.time) < SAME_MS;

/** Of a fill in its account, and by its id alone: reports of pairs may have no account. */
interface Keys {
  readonly own: string;
  readonly whole: string;
}

const keysOf = ({ broker, account, id, part }: JournalFill): Keys => ({
  own: joinedKey(broker, account, id, part === null ? "" : `=${part}`),
  whole: joinedKey(broker, id),
});
const orderKey = ({ broker, account, id }: JournalOrder): string => joinedKey(broker, account, id);
const ledgerKey = ({ broker, account, id }: JournalLedgerLine): string => joinedKey(broker, account, id);
