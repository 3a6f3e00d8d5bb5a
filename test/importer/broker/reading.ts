// How does a test read the text of a broker's file?

import { formatOf } from "#importer/broker/all.js";
import type {
  BrokerFile,
  BrokerRead,
  RawFill,
  RawOrder,
  ReadHints,
  RowFate,
} from "../../../src/importer/broker/format.js";

export const fileOf = (text: string, name = "export.csv", innerName = name): BrokerFile => ({
  path: name,
  name,
  bytes: Buffer.from(text),
  sha256: "0".repeat(64),
  text,
  innerName,
});

export interface Seen extends BrokerRead {
  readonly format: string;
  readonly version: number;
  readonly records: readonly number[];
}

/** By its content alone, as an import does. */
export function seen(
  text: string,
  name = "export.csv",
  hints: Partial<ReadHints> = {},
  innerName = name,
): Seen {
  const file = fileOf(text, name, innerName);
  const { format, found } = formatOf(file, null);
  const read: BrokerRead = format.read(file, found, { dateOrder: null, decimal: null, ...hints });
  return { ...read, format: format.id, version: found.version, records: found.records };
}

export const fillsOf = ({ rows }: BrokerRead): RawFill[] =>
  rows.flatMap((row) => (row.kind === "fill" || row.kind === "order" ? row.fills : []));
export const ordersOf = ({ rows }: BrokerRead): RawOrder[] =>
  rows.flatMap((row) => (row.kind === "order" ? [row.order] : []));

/** "buy 2 MES 06-26 @ 5612.25 2026-03-12 09:30:00": what a person would check. */
export const told = ({ side, qty, symbol, price, time }: RawFill): string =>
  `${side === 1 ? "buy" : "sell"} ${qty} ${symbol} @ ${price} ${new Date(time).toISOString().slice(0, 19).replace("T", " ")}`;

export const kinds = ({ rows }: BrokerRead): RowFate["kind"][] => rows.map(({ kind }) => kind);

/** Why rows are no fills, or were rejected. */
export const reasons = ({ rows }: BrokerRead): string[] =>
  rows.flatMap((row) =>
    row.kind === "non-trade" || row.kind === "rejected" ? [`${row.line}: ${row.why}`] : [],
  );
