// What do all of Tradovate's reports have in common?

import type { Side } from "../../domain/order.js";
import { type DateOrder, StampReader } from "../stamp.js";
import { BLANK, clockOf } from "./columns.js";
import { BadRow, type BrokerRead, type ClockEvidence, type RawFill, type ReadHints } from "./format.js";
import { compareIds } from "./id-order.js";
import { bodyOf, type Cells, cellsBy, type Header } from "./table.js";
import { type NumberReader, numberReader, quantityText, resultOf, type Stamps, stampsOf } from "./values.js";

export const BROKER = "tradovate";

/** Its reports in French, as the French locale of the platform writes them. */
export const FRENCH: Readonly<Record<string, readonly string[]>> = {
  symbol: ["symbole"],
  qty: ["quantité", "qté"],
  buyPrice: ["prix d'achat", "prixAchat"],
  sellPrice: ["prix de vente", "prixVente"],
  pnl: ["p&l", "p/l", "pertes et profits"],
  boughtTimestamp: ["horodatage d'achat", "acheté le"],
  soldTimestamp: ["horodatage de vente", "vendu le"],
  buyFillId: ["identifiant d'exécution d'achat", "buy fill id"],
  sellFillId: ["identifiant d'exécution de vente", "sell fill id"],
  Account: ["compte"],
  "B/S": ["a/v", "achat/vente", "side"],
  Quantity: ["quantité", "qté"],
  Price: ["prix"],
  Contract: ["contrat"],
  Timestamp: ["horodatage"],
  Date: ["date"],
  Type: ["type"],
  Status: ["statut", "état"],
  "Order ID": ["identifiant d'ordre", "id ordre", "orderId"],
  "Fill ID": ["identifiant d'exécution", "id exécution"],
  "Limit Price": ["prix limite"],
  "Stop Price": ["prix stop"],
  "Fill Time": ["heure d'exécution"],
  "Filled Qty": ["qté exécutée", "filledQty"],
  "Avg Fill Price": ["prix moyen d'exécution", "avgPrice"],
  commission: ["commissions"],
  Currency: ["devise"],
};

export interface Reading {
  readonly all: readonly Cells[];
  readonly number: NumberReader;
  readonly stamps: Stamps;
}

/**
 * The columns of numbers and stamps, each decided by the whole file. `day` is a column that may have the same days in ISO's order: it tells
 * that of the first column of stamps.
 */
export function reading(
  path: string,
  header: Header,
  hints: ReadHints,
  numbers: readonly string[],
  stamps: readonly string[],
  day: string | null = null,
): Reading {
  const all = bodyOf(header).map(cellsBy(header));
  const cellsIn = (names: readonly string[]) => all.flatMap((cells) => names.map((name) => cells(name)));
  return {
    all,
    number: numberReader(path, cellsIn(numbers), hints),
    stamps: stampsOf(path, cellsIn(stamps), day === null ? hints : likelyBy(all, stamps[0]!, day, hints)),
  };
}

/** Days of a place and of UTC, or of a trade date, are not the same; months that were taken for days lie further off. */
const NEAR_MS = 48 * 3_600_000;

/** The hints, with the order of dates in one column that another one with the same days in ISO's order allows. */
export function likelyBy(all: readonly Cells[], stamp: string, day: string, hints: ReadHints): ReadHints {
  const pairs = all.flatMap((cells): [string, number][] => {
    const iso = /^\d{4}-\d\d-\d\d/.exec(cells(day))?.[0];
    return iso === undefined || cells(stamp) === "" ? [] : [[cells(stamp), Date.parse(iso)]];
  });
  const fits = (order: DateOrder): boolean => {
    const reader = new StampReader(order);
    return pairs.every(([text, at]) => Math.abs(reader.read(text) - at) <= NEAR_MS);
  };
  if (pairs.length === 0 || fits("mdy") === fits("dmy")) return hints;
  return { ...hints, likely: { order: fits("mdy") ? "mdy" : "dmy", as: `the column "${day}" has them` } };
}

/** Its reports are written in the zone of the platform's display, which no file names. */
export const asRead = (
  rows: BrokerRead["rows"],
  { note, order, kind }: Pick<Stamps, "note" | "order" | "kind">,
  clock: ClockEvidence = clockOf(kind),
): BrokerRead => ({
  rows,
  clock,
  dateOrder: order,
  notes: note === null ? [] : [note],
});

/** Only dollars are booked. */
export function refuseOtherMoney(currency: string): void {
  if (currency !== "" && currency.toUpperCase() !== "USD") {
    throw new BadRow(`it is in ${currency}: only dollars are booked`);
  }
}

export interface PairColumns {
  readonly symbol: string;
  readonly account: string | null;
  readonly buyId: string;
  readonly sellId: string;
  readonly qty: string;
  readonly buyPrice: string;
  readonly sellPrice: string;
  readonly pnl: string;
  readonly bought: string;
  readonly sold: string;
}

/**
 * A matched pair is two fills, or parts of them. Which came first is told by the times, at equal times by the ids of the fills, which
 * count up; never by the profit, which is the same either way.
 */
export function pairFills(cells: Cells, columns: PairColumns, { number, stamps }: Reading): RawFill[] {
  const symbol = cells(columns.symbol);
  const qty = quantityText(number, cells(columns.qty));
  const [buyId, sellId] = [cells(columns.buyId), cells(columns.sellId)];
  const bought = stamps.read(cells(columns.bought), "time of the buy");
  const sold = stamps.read(cells(columns.sold), "time of the sale");
  const known = buyId !== "" && sellId !== "";
  if (!known && bought === sold) {
    throw new BadRow(
      "it was bought and sold at the same instant, and there are no fill ids: long or short cannot be told (Fills.csv tells)",
    );
  }
  const brokerPnl = resultOf(number, cells(columns.pnl));
  const account = columns.account === null ? "" : cells(columns.account);
  const part = known ? `${buyId}+${sellId}` : null;
  const row = cells.row.cells.map((cell) => cell.trim()).join("\u001f");
  const leg = (side: Side): RawFill => {
    const [id, time, price, name] =
      side === 1
        ? [buyId, bought, cells(columns.buyPrice), "the price of the buy"]
        : [sellId, sold, cells(columns.sellPrice), "the price of the sale"];
    return {
      ...BLANK,
      account: account === "" ? null : account,
      id: known ? id : null,
      symbol,
      time,
      side,
      qty,
      price: number(price, name),
      part,
      identity: `${row}\u001f${side}`,
    };
  };
  const buy = leg(1);
  const sell = leg(-1);
  const long = bought < sold || (bought === sold && compareIds(buyId, sellId) <= 0);
  return long ? [buy, { ...sell, brokerPnl }] : [sell, { ...buy, brokerPnl }];
}
