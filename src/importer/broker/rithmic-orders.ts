// How are orders written in Rithmic's R|Trader Pro?

import { Decimal } from "decimal.js";
import type { JournalOrder, JournalOrderKind } from "../../domain/journal.js";
import type { MicroUsd } from "../../domain/money.js";
import { shownText } from "../row-faults.js";
import { BLANK, clockByColumn, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFormat, type RawOrder, type RowFate } from "./format.js";
import { type Cells, cellsBy, type Header, plainName, type TableRow } from "./table.js";
import { microOfText, type NumberReader, quantityText, type Stamps, sideOf } from "./values.js";

/** Columns are those of the user's window, in their order; hidden ones are not exported. */
const LAYOUT: Layout = {
  version: 1,
  required: {
    account: /^account$/,
    status: /^status$/,
    side: /^buy\/sell$/,
    filled: /^qty filled$/,
    symbol: /^symbol$/,
    price: /^avg fill price$/,
    updated: /^update time( \(.*\))?$/,
  },
  optional: {
    qty: /^qty to fill$/,
    kind: /^price type$/,
    limit: /^limit price$/,
    trigger: /^trigger price$/,
    order: /^order number$/,
    created: /^create time( \(.*\))?$/,
    commission: /^commission$/,
    rate: /^commission fill rate$/,
    remarks: /^remarks$/,
  },
};

/** By the letters of the window and by its words: "STP MKT", "Stop Limit". */
const KINDS: Readonly<Record<string, JournalOrderKind>> = {
  m: "market",
  mkt: "market",
  market: "market",
  l: "limit",
  lmt: "limit",
  limit: "limit",
  stp: "stop",
  stm: "stop",
  sm: "stop",
  stop: "stop",
  stpmkt: "stop",
  stopmarket: "stop",
  slm: "stop limit",
  stl: "stop limit",
  slmt: "stop limit",
  stplmt: "stop limit",
  stoplimit: "stop limit",
  trailingstop: "trailing stop",
  trlstp: "trailing stop",
};

/**
 * Sections one below the other ("Working Orders", "Completed Orders"), each with a title and a header of its own. The price is the
 * average of an order's fills and may lie between ticks. The zone stands in the names of the columns.
 */
export const rithmicOrders: BrokerFormat<Header> = {
  id: "rithmic-orders",
  broker: "rithmic",
  title: "Rithmic R|Trader Pro completed orders",
  grain: "order",
  signatures: [
    {
      version: 1,
      required: [
        "Account",
        "Status",
        "Buy/Sell",
        "Qty Filled",
        "Symbol",
        "Avg Fill Price",
        "Update Time (EDT)",
      ],
      optional: ["Order Number", "Create Time (EDT)", "Commission Fill Rate"],
    },
  ],
  recognise: (file) => headerLike(file, [LAYOUT]),
  read(file, header, hints) {
    const { number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["filled", "qty", "price", "limit", "trigger", "commission", "rate"],
      (cells) => [cells("updated"), cells("created")],
    );
    let section = header;
    const rows = header.rows.map((row): RowFate => {
      const { line, cells, raw } = row;
      const filledCells = cells.filter((cell) => cell.trim() !== "");
      if (filledCells.length === 1 && cells[0]!.trim() !== "" && !raw.includes(section.delimiter)) {
        return { kind: "non-trade", line, why: `a title: ${shownText(cells[0]!.trim(), 40)}` };
      }
      const own = headerOf(header, row);
      if (own !== null) {
        section = own;
        return { kind: "header", line };
      }
      // Columns of a section that has no prices of fills: orders that still work.
      if (line < header.line) return { kind: "non-trade", line, why: "above the completed orders" };
      try {
        return orderFate(cellsBy(section)(row), number, stamps);
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
        return { kind: "rejected", line, why: error.message, bytes: raw };
      }
    });
    return { rows, dateOrder: stamps.order, clock: clockByColumn(header, "updated", stamps.kind), notes };
  },
};

/** The header of a further section: the columns of the layout that stand in it. */
function headerOf(header: Header, { cells, line }: TableRow): Header | null {
  const plain = cells.map(plainName);
  if (!["account", "status", "symbol"].every((name) => plain.includes(name))) return null;
  const places = new Map<string, number>();
  for (const [key, pattern] of Object.entries({ ...LAYOUT.required, ...LAYOUT.optional })) {
    const at = plain.findIndex((name) => pattern.test(name));
    if (at >= 0) places.set(key, at);
  }
  return { ...header, line, names: cells, places };
}

/** Of an order, from when it is created until it has ended. */
const UNCHANGED = ["account", "symbol", "side", "kind", "qty", "limit", "trigger"];

function orderFate(cells: Cells, number: NumberReader, stamps: Stamps): RowFate {
  const { line } = cells;
  const symbol = cells("symbol");
  if (symbol === "") throw new BadRow("it has no symbol");
  const side = sideOf(cells("side"));
  const filled = cells("filled") === "" ? "0" : number(cells("filled"), "the filled quantity");
  const whole = cells("qty") === "" ? filled : number(cells("qty"), "the quantity");
  const hasFill = new Decimal(filled).gt(0);
  const ended = stamps.read(cells("updated"), "update time");
  const account = orNull(cells("account"));
  const told = ["account", "symbol", "side", "filled", "price", "updated"];
  const state = stateOf(cells("status"));
  const order: RawOrder = {
    account,
    id: orNull(cells("order")),
    identity: identityOf(cells, [...UNCHANGED, cells("created") === "" ? "updated" : "created"]),
    symbol,
    side,
    qty: quantityText(number, hasFill && new Decimal(whole).lt(filled) ? filled : whole),
    kind:
      KINDS[
        cells("kind")
          .toLowerCase()
          .replace(/[^a-z]/g, "")
      ] ?? "other",
    stop: priceOf(number, cells("trigger")),
    limit: priceOf(number, cells("limit")),
    // Cancelled after some of it was filled.
    state: hasFill && state === "cancelled" ? "filled" : state,
    placed: cells("created") === "" ? ended : stamps.read(cells("created"), "create time"),
    ended: state === "working" ? null : ended,
    by: null,
  };
  if (!hasFill) return { kind: "order", line, order, fills: [] };
  const commission = costOf(cells, number, filled);
  return {
    kind: "order",
    line,
    order,
    fills: [
      {
        ...BLANK,
        account,
        id: orNull(cells("order")),
        order: orNull(cells("order")),
        symbol,
        time: ended,
        side,
        qty: quantityText(number, filled),
        price: number(cells("price"), "the average fill price"),
        commission,
        identity: identityOf(cells, told),
      },
    ],
  };
}

function stateOf(status: string): JournalOrder["state"] {
  const word = status.toLowerCase();
  // "Partially filled, cancelled" has ended; "partially filled" has not.
  if (/cancel/.test(word)) return "cancelled";
  if (/reject|fail/.test(word)) return "rejected";
  if (/expire/.test(word)) return "expired";
  if (/partial|open|working|pending|held/.test(word)) return "working";
  if (/fill|complete/.test(word)) return "filled";
  throw new BadRow(`its status is "${shownText(status)}"`);
}

const priceOf = (number: NumberReader, text: string): string | null =>
  text === "" || /^0*[.,]?0*$/.test(text) ? null : number(text, "the price");

/** What was charged, else the rate for a contract times the contracts. Exchange fees are not in it. */
function costOf(cells: Cells, number: NumberReader, filled: string): MicroUsd | null {
  if (cells("commission") !== "") return Math.abs(microOfText(number(cells("commission"), "the commission")));
  if (cells("rate") === "") return null;
  const rate = number(cells("rate"), "the commission fill rate");
  return Math.abs(microOfText(new Decimal(rate).times(filled).toFixed()));
}
