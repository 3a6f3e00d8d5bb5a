// What do all of Tradovate's reports have in common?

import type { Side } from "../../domain/order.js";
import { BadRow, type BrokerRead, type ClockEvidence, type RawFill, type ReadHints } from "./format.js";
import { bodyOf, type Cells, cellsBy, type Header } from "./table.js";
import {
  microOfText,
  type NumberReader,
  numberReader,
  quantityText,
  type Stamps,
  stampsOf,
} from "./values.js";

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

/** The columns of numbers and stamps, each decided by the whole file. */
export function reading(
  path: string,
  header: Header,
  hints: ReadHints,
  numbers: readonly string[],
  stamps: readonly string[],
): Reading {
  const all = bodyOf(header).map(cellsBy(header));
  const cellsIn = (names: readonly string[]) => all.flatMap((cells) => names.map((name) => cells(name)));
  return {
    all,
    number: numberReader(path, cellsIn(numbers), hints),
    stamps: stampsOf(path, cellsIn(stamps), hints),
  };
}

/** Its reports are written in the zone of the platform's display, which no file names. */
export const clockOf = ({ kind }: Stamps): ClockEvidence =>
  kind === "instant" ? { kind: "row", said: "each row has an offset" } : { kind: "none" };

export const asRead = (rows: BrokerRead["rows"], clock: ClockEvidence, { note }: Stamps): BrokerRead => ({
  rows,
  clock,
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
  const pnl = cells(columns.pnl);
  const brokerPnl = pnl === "" ? null : microOfText(number(pnl, "the profit"));
  const account = columns.account === null ? "" : cells(columns.account);
  const part = known ? `${buyId}+${sellId}` : null;
  const row = cells.row.cells.map((cell) => cell.trim()).join("\u001f");
  const leg = (side: Side): RawFill => {
    const [id, time, price, name] =
      side === 1
        ? [buyId, bought, cells(columns.buyPrice), "the price of the buy"]
        : [sellId, sold, cells(columns.sellPrice), "the price of the sale"];
    return {
      account: account === "" ? null : account,
      id: known ? id : null,
      order: null,
      symbol,
      time,
      side,
      qty,
      price: number(price, name),
      commission: null,
      fees: null,
      pair: null,
      part,
      brokerPnl: null,
      by: null,
      effect: null,
      identity: `${row}\u001f${side}`,
    };
  };
  const buy = leg(1);
  const sell = leg(-1);
  const long = bought < sold || (bought === sold && idsAscend(buyId, sellId));
  return long ? [buy, { ...sell, brokerPnl }] : [sell, { ...buy, brokerPnl }];
}

function idsAscend(a: string, b: string): boolean {
  const numbers = /^\d+$/.test(a) && /^\d+$/.test(b);
  return numbers ? BigInt(a) <= BigInt(b) : a <= b;
}
