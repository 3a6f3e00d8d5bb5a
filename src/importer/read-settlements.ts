// How does a CSV file become a list of settlement prices?

import type { SettlementPrices } from "../domain/chain.js";
import { parseDay } from "../instrument/time.js";
import { badRow, readTable, type TableKind } from "./small-table.js";

type Column = "date" | "contract" | "price" | "kind";

const KIND: TableKind<Column> = {
  what: "list of settlement prices",
  flag: "--settlements",
  columns: {
    date: ["date", "trade_date", "tradedate", "day"],
    contract: ["contract", "symbol"],
    price: ["settlement", "settle", "price", "settlement_price"],
    kind: ["kind", "type"],
  },
  required: ["date", "price"],
  example: ["date,contract,settlement,kind", "2024-03-14,MESH24,5475.25,", "2024-03-15,MESH24,5491.37,final"],
};

/**
 * Columns `date` (a trade date), `settlement`, and where there are several contracts `contract`; `kind` is empty or `final`.
 * Prices are taken as they stand: settlement prices may lie off the tick grid. E371, E372.
 */
export async function readSettlements(
  path: string,
  missing: SettlementPrices["missing"] = "refuse",
): Promise<SettlementPrices> {
  const table = await readTable(path, KIND);
  const seen = new Map<string, number>();
  const rows = table.rows.map((row) => {
    const { date, contract, price, kind } = row.cells;
    if (!/^\d{4}-\d\d-\d\d$/.test(date) || !isDay(date)) {
      throw badRow(table, row, "has no date", date, "a trade date such as 2024-03-14");
    }
    if (!/^[+-]?\d{1,9}(\.\d{1,9})?$/.test(price)) {
      throw badRow(table, row, "has a price that is no number", price, "a decimal number such as 5491.37");
    }
    const final = /^final$/i.test(kind);
    if (!final && !/^(daily)?$/i.test(kind)) {
      throw badRow(table, row, "is of an unknown kind", kind, '"final", "daily" or nothing');
    }
    const key = `${date} ${contract} ${final}`;
    const before = seen.get(key);
    if (before !== undefined) {
      throw badRow(
        table,
        row,
        `says again what line ${before} says`,
        key.trim(),
        "one price a date and contract",
      );
    }
    seen.set(key, row.line);
    return {
      day: parseDay(date),
      contract: contract === "" ? null : contract,
      price: price.replace("+", ""),
      final,
    };
  });
  return { file: table.file, sha256: table.sha256, missing, rows };
}

function isDay(text: string): boolean {
  try {
    parseDay(text);
    return true;
  } catch {
    return false;
  }
}
