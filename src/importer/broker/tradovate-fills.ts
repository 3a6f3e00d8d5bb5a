// What does Tradovate's Fills report say?

import { Fault } from "../../domain/fault.js";
import { formatInstant } from "../../instrument/time.js";
import { BLANK } from "./columns.js";
import type { BrokerFormat, ClockEvidence, ReadHints, RowFate, Signature } from "./format.js";
import { BadRow } from "./format.js";
import { type Cells, fatesOf, type Header, headerIn } from "./table.js";
import { asRead, BROKER, FRENCH, likelyBy, type Reading, reading, refuseOtherMoney } from "./tradovate.js";
import { microOfText, quantityText, type Stamps, sideOf, stampsOf } from "./values.js";

const COMMON = ["Fill ID", "Timestamp", "B/S", "Quantity", "Price", "Contract"];
const OPTIONAL = [
  ..."_id,_orderId,_contractId,_tradeDate,_action,_qty,_price,_active,_accountId".split(","),
  ..."Order ID,Date,Account,_priceFormat,_priceFormatType,_tickSize,Product,Product Description".split(","),
  "commission",
  "Currency",
];

/** With the twin columns of 2024 and after, and without them, as before. */
const SIGNATURES: readonly Signature[] = [
  { version: 2, required: [...COMMON, "_timestamp"], optional: OPTIONAL, aliases: FRENCH },
  { version: 1, required: COMMON, optional: OPTIONAL, aliases: FRENCH },
];

export const tradovateFills: BrokerFormat<Header> = {
  id: "tradovate-fills",
  broker: BROKER,
  title: "Tradovate Fills",
  grain: "fill",
  signatures: SIGNATURES,
  recognise: (file) => headerIn(file, SIGNATURES),
  read(file, header, hints) {
    const hasTwin = header.places.has("_timestamp");
    const columns = hasTwin ? [] : ["Timestamp"];
    const read = reading(file.path, header, hints, ["Quantity", "Price", "commission"], columns);
    const twin = hasTwin
      ? stampsOf(
          file.path,
          read.all.map((cells) => asUtc(cells("_timestamp"))),
          hints,
        )
      : null;
    const { number, stamps } = read;
    const rows = fatesOf(header, (cells): RowFate => {
      refuseOtherMoney(cells("Currency"));
      if (cells("Fill ID") === "") throw new BadRow("it has no Fill ID");
      if (cells("Contract") === "") throw new BadRow("it has no contract");
      const commission = cells("commission");
      const active = cells("_active").toLowerCase();
      if (active === "false") return { kind: "non-trade", line: cells.line, why: "taken back by the broker" };
      return {
        kind: "fill",
        line: cells.line,
        fills: [
          {
            ...BLANK,
            account: cells("Account") || null,
            id: cells("Fill ID"),
            order: cells("Order ID") || cells("_orderId") || null,
            symbol: cells("Contract"),
            time:
              twin === null
                ? stamps.read(cells("Timestamp"), "Timestamp")
                : twin.read(asUtc(cells("_timestamp")), "_timestamp"),
            side: sideOf(cells("B/S")),
            qty: quantityText(number, cells("Quantity")),
            price: number(cells("Price"), "the price"),
            // All that was charged for the fill: the ledger has it by kinds.
            commission:
              commission === "" ? null : Math.abs(microOfText(number(commission, "the commission"))),
            fees: commission === "" ? null : 0,
            identity: cells("Fill ID"),
          },
        ],
      };
    });
    if (twin === null) return asRead(rows, stamps);
    const local = beside(file.path, read, twin, hints);
    const clock: ClockEvidence = { kind: "twin", said: `UTC column present${local.said}` };
    return asRead(rows, { note: null, order: local.order, kind: "instant" }, clock);
  },
};

/** "2026-03-12 13:49:12.345Z"; without the Z it is UTC all the same. */
const asUtc = (text: string): string =>
  text === "" || /(?:z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;

/** "; local column is UTC−4", where its dates can be read. */
function beside(
  path: string,
  { all }: Reading,
  twin: Stamps,
  hints: ReadHints,
): Pick<Stamps, "order"> & { said: string } {
  const hours = new Set<number>();
  let order: Stamps["order"] = null;
  try {
    const local = stampsOf(
      path,
      all.map((cells) => cells("Timestamp")),
      likelyBy(all, "Timestamp", "_timestamp", hints),
    );
    order = local.order;
    if (local.kind === "instant") return { said: "", order };
    for (const cells of all) hours.add(apart(cells, twin, local));
  } catch (error) {
    // Day or month first, and nothing hangs on it.
    if (error instanceof Fault) return { said: "", order };
    throw error;
  }
  hours.delete(Number.NaN);
  if (hours.size === 0) return { said: "", order };
  const named = [...hours]
    .sort((a, b) => a - b)
    .map((h) => `UTC${h < 0 ? "−" : "+"}${clockText(Math.abs(h))}`);
  return { said: `; local column is ${named.join(" and ")}`, order };
}

/** Hours by which the local column is ahead, in quarters; NaN for a row that cannot be read. */
function apart(cells: Cells, twin: Stamps, local: Stamps): number {
  try {
    const ahead =
      local.read(cells("Timestamp"), "Timestamp") - twin.read(asUtc(cells("_timestamp")), "_timestamp");
    return Math.round(ahead / 900_000) / 4;
  } catch (error) {
    if (error instanceof BadRow) return Number.NaN;
    throw error;
  }
}

const clockText = (hours: number): string =>
  Number.isInteger(hours) ? String(hours) : formatInstant(hours * 3_600_000).slice(11, 16);
