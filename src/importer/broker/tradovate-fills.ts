// What does Tradovate's Fills report say?

import { formatInstant } from "../../instrument/time.js";
import type { BrokerFormat, ClockEvidence, RowFate, Signature } from "./format.js";
import { BadRow } from "./format.js";
import { bodyOf, cellsBy, fatesOf, type Header, headerIn } from "./table.js";
import { asRead, BROKER, clockOf, FRENCH, reading, refuseOtherMoney } from "./tradovate.js";
import { microOfText, quantityText, sideOf, stampsOf } from "./values.js";

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
    const read = reading(file.path, header, hints, ["Quantity", "Price", "commission"], ["Timestamp"]);
    const twin = header.places.has("_timestamp")
      ? stampsOf(
          file.path,
          bodyOf(header)
            .map(cellsBy(header))
            .map((cells) => asUtc(cells("_timestamp"))),
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
            pair: null,
            part: null,
            brokerPnl: null,
            by: null,
            effect: null,
            identity: cells("Fill ID"),
          },
        ],
      };
    });
    const clock: ClockEvidence =
      twin === null
        ? clockOf(stamps)
        : { kind: "twin", said: `UTC column present${beside(header, twin, stamps)}` };
    return asRead(rows, clock, stamps);
  },
};

/** "2026-03-12 13:49:12.345Z"; without the Z it is UTC all the same. */
const asUtc = (text: string): string =>
  text === "" || /(?:z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;

/** "; local column is UTC−4": of the first row, and whether others differ. */
function beside(
  header: Header,
  twin: ReturnType<typeof stampsOf>,
  local: ReturnType<typeof stampsOf>,
): string {
  const hours = new Set<number>();
  for (const cells of bodyOf(header).map(cellsBy(header))) {
    try {
      const apart =
        local.read(cells("Timestamp"), "Timestamp") - twin.read(asUtc(cells("_timestamp")), "_timestamp");
      hours.add(Math.round(apart / 900_000) / 4);
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
    }
  }
  if (hours.size === 0 || local.kind === "instant") return "";
  const named = [...hours]
    .sort((a, b) => a - b)
    .map((h) => `UTC${h < 0 ? "−" : "+"}${clockText(Math.abs(h))}`);
  return `; local column is ${named.join(" and ")}`;
}

const clockText = (hours: number): string =>
  Number.isInteger(hours) ? String(hours) : formatInstant(hours * 3_600_000).slice(11, 16);
