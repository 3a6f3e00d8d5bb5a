// Does the journal have a record already?

import type { JournalFill, JournalLedgerLine, JournalOrder, RecordSource } from "../domain/journal.js";
import type { EpochMs } from "../domain/money.js";
import { BadRow } from "../importer/broker/format.js";
import { formatInstant } from "../instrument/time.js";
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
    for (const fill of fills) this.#add(fill);
    for (const order of orders) this.#keep(order);
    for (const line of ledger) this.#ledger.set(ledgerKey(line), line.source);
  }

  /**
   * What of a row is new, which is known from then on. Of a pair whose fills a finer report has, the row is a duplicate, and is kept for
   * what the broker says that it made. @throws {BadRow} where the journal has it otherwise
   */
  check(fills: readonly JournalFill[], order: JournalOrder | null): Fresh {
    for (const fill of fills) this.#refuseOther(fill);
    const fresh = fills.filter((fill) => !this.#fills.has(fillKey(fill)) && !this.#hasFiner(fill));
    const there = order === null ? undefined : this.#orders.get(orderKey(order));
    const ended = order !== null && there?.state === "working" && order.state !== "working";
    const newOrder = order !== null && (there === undefined || ended) ? order : null;
    const finer = fills.map((fill) => this.#whole.get(wholeKey(fill)));
    const isTold = order === null && fills.length > 0 && finer.every((one) => one !== undefined);
    for (const fill of fresh) this.#add(fill);
    if (newOrder !== null) this.#keep(newOrder);
    const [first] = fills;
    const duplicateOf =
      fresh.length === 0 && newOrder === null
        ? (there?.source ?? (first && this.#fills.get(fillKey(first))?.source) ?? null)
        : isTold && fills[0]!.grain !== "fill"
          ? finer[0]!.source
          : null;
    return { fills: fresh, order: newOrder, duplicateOf };
  }

  /** When that fill was, or the last of that order, by what is known of them. */
  timeOf(broker: string, { id, order }: { readonly id: string | null; readonly order: string | null }) {
    const whole = id === null ? undefined : this.#whole.get(JSON.stringify([broker, id]));
    return (
      whole?.time ?? (order === null ? null : (this.#times.get(JSON.stringify([broker, order])) ?? null))
    );
  }

  ledger(line: JournalLedgerLine): RecordSource | null {
    const key = ledgerKey(line);
    const there = this.#ledger.get(key) ?? null;
    if (there === null) this.#ledger.set(key, line.source);
    return there;
  }

  /** An order whose fills are known one by one adds none of its own. */
  #hasFiner({ broker, order, grain }: JournalFill): boolean {
    return grain === "order" && order !== null && this.#times.has(JSON.stringify([broker, order]));
  }

  #add(fill: JournalFill): void {
    this.#fills.set(fillKey(fill), fill);
    if (fill.grain !== "fill") return;
    this.#whole.set(wholeKey(fill), fill);
    if (fill.order === null) return;
    const order = JSON.stringify([fill.broker, fill.order]);
    this.#times.set(order, Math.max(fill.time, this.#times.get(order) ?? fill.time));
  }

  #keep(order: JournalOrder): void {
    const key = orderKey(order);
    const there = this.#orders.get(key);
    if (there === undefined || there.state === "working") this.#orders.set(key, order);
  }

  /** The same id with another side, price or hour: one of two clocks is wrong, or an id is no id. */
  #refuseOther(fill: JournalFill): void {
    const there = this.#fills.get(fillKey(fill)) ?? this.#whole.get(wholeKey(fill));
    if (there === undefined) return;
    const at = `${there.source.file}:${there.source.line}`;
    if (there.side !== fill.side || Number(there.price) !== Number(fill.price) || there.root !== fill.root) {
      throw new BadRow(`fill ${fill.id} stands in ${at} with another side, price or contract`);
    }
    const apart = Math.abs(there.time - fill.time);
    if (apart >= 60_000) {
      throw new BadRow(
        `fill ${fill.id} stands in ${at} at ${formatInstant(there.time)}, here at ${formatInstant(fill.time)}: one of the clocks is wrong`,
      );
    }
  }
}

const fillKey = ({ broker, account, id, part }: JournalFill): string =>
  JSON.stringify([broker, account, id, part]);
/** Reports of pairs may have no account. */
const wholeKey = ({ broker, id }: JournalFill): string => JSON.stringify([broker, id]);
const orderKey = ({ broker, account, id }: JournalOrder): string => JSON.stringify([broker, account, id]);
const ledgerKey = ({ broker, account, id }: JournalLedgerLine): string =>
  JSON.stringify([broker, account, id]);
