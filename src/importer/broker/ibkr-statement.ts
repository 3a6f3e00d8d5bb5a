// How are trades written in Interactive Brokers' activity statement?

import { shownText } from "../row-faults.js";
import { BLANK, clockOf, orNull } from "./columns.js";
import { BadRow, type BrokerFormat, type Recognised, type RowFate } from "./format.js";
import { rowsOf, type TableRow } from "./table.js";
import { microOfText, type NumberReader, numberReader, resultOf, type Stamps, stampsOf } from "./values.js";

interface Statement extends Recognised {
  readonly rows: readonly TableRow[];
  readonly account: string | null;
  /** Executions stand below their orders where the statement was asked for them; then the orders are sums. */
  readonly hasExecutions: boolean;
}

/** The sections that are read, in the languages that statements are known in. */
const TRADES = /^(trades|transaktionen|transactions|operaciones|operazioni|operações)$/;
const ACCOUNT =
  /^(account information|kontoinformation(en)?|informations (sur le|de) compte|información de la cuenta|informações da conta)$/;
const FUTURES = /^(futures|futuros|contrats à terme|contratti futures)$/;

const COLUMNS: Readonly<Record<string, RegExp>> = {
  level: /^datadiscriminator$/,
  asset:
    /^(asset category|vermögenswertkategorie|anlagekategorie|catégorie d'actifs?|categoría de activo|categoria de ativos)$/,
  currency: /^(currency|währung|devise|divisa|moeda)$/,
  account: /^(account|konto|compte|cuenta|conta)$/,
  symbol: /^(symbol|symbole|símbolo)$/,
  time: /^(date\/time|datum\/zeit|date\/heure|fecha\/hora|data\/hora)$/,
  qty: /^(quantity|menge|quantité|cantidad|quantidade)$/,
  price: /^(t\. price|t\.-kurs|t\. kurs|prix trans\.?|(t\. )?precio( trans\.?)?|preço neg\.?)$/,
  fee: /^(comm\/fee|comm in [a-z]{3}|prov\.\/gebühr|provision\/gebühr|prov(\.|ision) in [a-z]{3}|comm\/tarif|comm\.\/frais|tarifa\/com\.|corr\/taxa)$/,
  profit:
    /^(realized p\/l|realisierter g(&|\/)v|realisierte g\/v|p\/[lp] réalisés?|(g\/p|pyg) realizadas?|realizado p\/g|p&l realizados?)$/,
  code: /^code$|^código$/,
};
const NEEDED = ["level", "asset", "symbol", "time", "qty", "price"];

export const ibkrStatement: BrokerFormat<Statement> = {
  id: "ibkr-statement",
  broker: "ibkr",
  title: "Interactive Brokers activity statement",
  grain: "order",
  signatures: [
    {
      version: 1,
      required: [
        "Trades",
        "Header",
        "DataDiscriminator",
        "Asset Category",
        "Symbol",
        "Date/Time",
        "Quantity",
        "T. Price",
      ],
    },
  ],
  recognise(file) {
    if (!/,(Header|"Header"),"?DataDiscriminator"?,/.test(file.text)) return null;
    const rows = rowsOf(file.text, ",");
    if (rows === null) return null;
    const header = rows.find((row) => isTradesHeader(row));
    if (header === undefined) return null;
    const level = header.cells.findIndex((cell) => COLUMNS.level!.test(plain(cell)));
    return {
      version: 1,
      records: rows.map((row) => row.line),
      score: placesOf(header.cells).size + 2,
      rows,
      account: accountIn(rows),
      hasExecutions: rows.some(
        ({ cells }) => TRADES.test(plain(cells[0])) && /^trade$/i.test(cells[level]?.trim() ?? ""),
      ),
    };
  },
  read(file, found, hints) {
    const trades = tradesIn(found.rows);
    const number = numberReader(
      file.path,
      trades.flatMap(({ at }) => [at("qty"), at("price"), at("fee"), at("profit")]),
      { ...hints, decimal: hints.decimal ?? "." },
    );
    const stamps = stampsOf(
      file.path,
      trades.map(({ at }) => stampOf(at)),
      hints,
    );
    const byLine = new Map(trades.map((trade) => [trade.row.line, trade]));
    const rows = found.rows.map((row): RowFate => {
      const { line, raw } = row;
      const trade = byLine.get(line);
      if (trade === undefined) return otherFate(row);
      try {
        return tradeFate(trade, found, number, stamps);
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
        return { kind: "rejected", line, why: error.message, bytes: raw };
      }
    });
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockOf(stamps.kind),
      notes: stamps.note === null ? [] : [stamps.note],
    };
  },
};

type At = (name: string) => string;

interface Trade {
  readonly row: TableRow;
  readonly at: At;
}

const plain = (text: string | undefined): string =>
  (text ?? "")
    .trim()
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/[\u2018\u2019]/g, "'");

const isTradesHeader = ({ cells }: TableRow): boolean =>
  TRADES.test(plain(cells[0])) &&
  plain(cells[1]) === "header" &&
  NEEDED.every((name) => placesOf(cells).has(name));

function placesOf(cells: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [name, pattern] of Object.entries(COLUMNS)) {
    const at = cells.findIndex((cell, k) => k > 1 && pattern.test(plain(cell)));
    if (at >= 0) places.set(name, at);
  }
  return places;
}

/** Data rows of futures, each under the header above it: one statement has a header for each kind of asset. */
function tradesIn(rows: readonly TableRow[]): Trade[] {
  const trades: Trade[] = [];
  let places = new Map<string, number>();
  for (const row of rows) {
    if (!TRADES.test(plain(row.cells[0]))) continue;
    if (plain(row.cells[1]) === "header") places = placesOf(row.cells);
    const own = places;
    const at: At = (name) => row.cells[own.get(name) ?? -1]?.trim() ?? "";
    if (
      plain(row.cells[1]) === "data" &&
      NEEDED.every((name) => own.has(name)) &&
      FUTURES.test(plain(at("asset")))
    ) {
      trades.push({ row, at });
    }
  }
  return trades;
}

function accountIn(rows: readonly TableRow[]): string | null {
  const row = rows.find(
    ({ cells }) =>
      ACCOUNT.test(plain(cells[0])) && COLUMNS.account!.test(plain(cells[2])) && plain(cells[1]) === "data",
  );
  return row === undefined ? null : orNull((row.cells[3] ?? "").trim().split(" ")[0] ?? "");
}

function otherFate({ line, cells }: TableRow): RowFate {
  const section = (cells[0] ?? "").trim();
  const kind = plain(cells[1]);
  if (kind === "header") return { kind: "header", line };
  if (!TRADES.test(plain(section)))
    return { kind: "non-trade", line, why: `section "${shownText(section, 40)}"` };
  if (kind !== "data") return { kind: "non-trade", line, why: "a subtotal or total" };
  return { kind: "non-trade", line, why: "no future" };
}

/** "2026-03-12, 09:42:00". */
const stampOf = (at: At): string => at("time").replace(/[,;]\s*/, " ");

/**
 * Their commission holds exchange and regulatory fees. Their realised result is after those of both ways.
 * A cancelled trade stands there again with its sign turned round, which undoes it.
 */
function tradeFate({ row, at }: Trade, found: Statement, number: NumberReader, stamps: Stamps): RowFate {
  const { line } = row;
  const level = at("level").toLowerCase();
  if (level === "closedlot") return { kind: "non-trade", line, why: "a closed lot" };
  if (level === "order" && found.hasExecutions) {
    return { kind: "non-trade", line, why: "an order whose executions stand below it" };
  }
  if (level !== "order" && level !== "trade")
    return { kind: "non-trade", line, why: `a row of "${shownText(at("level"), 40)}"` };
  const currency = at("currency");
  if (currency !== "" && currency !== "USD")
    throw new BadRow(`it is in ${shownText(currency, 10)}: fills are booked in dollars`);
  const symbol = at("symbol");
  if (symbol === "") throw new BadRow("it has no symbol");
  const quantity = number(at("qty"), "the quantity");
  if (/^-?0*\.?0*$/.test(quantity)) throw new BadRow("the quantity is 0");
  const codes = at("code")
    .split(/[;, ]+/)
    .map((code) => code.trim());
  const opens = codes.includes("O");
  const closes = codes.includes("C");
  const fee = at("fee");
  const profit = closes ? resultOf(number, at("profit")) : null;
  return {
    kind: "fill",
    line,
    fills: [
      {
        ...BLANK,
        account: orNull(at("account")) ?? found.account,
        symbol,
        time: stamps.read(stampOf(at), "date and time"),
        side: quantity.startsWith("-") ? -1 : 1,
        qty: quantity.replace("-", ""),
        price: number(at("price"), "the price"),
        commission: fee === "" ? null : 0 - microOfText(number(fee, "the commission")),
        fees: fee === "" ? null : 0,
        ...(profit !== null && { brokerNet: profit }),
        by: codes.includes("Ep") ? "expiry" : null,
        effect: opens === closes ? null : opens ? "open" : "close",
        identity: [at("account"), symbol, at("time"), quantity, at("price"), fee].join("\u001f"),
      },
    ],
  };
}
