// How does a table become CSV that every spreadsheet reads alike, and that none of them executes?

/** A cell: decimal text where it must be exact, null where there is no such number. */
export type CsvValue = string | number | null;

export interface CsvColumn<Row> {
  readonly name: string;
  /** A number keeps its minus sign; text that starts like a formula is disarmed. */
  readonly kind: "text" | "number";
  of(row: Row): CsvValue;
}

/** Spreadsheets take a cell for a formula by its first character; the last four are the full-width twins. */
const FORMULA_START = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** Decimal text as this program writes it. Anything else in a number column is treated as text, whatever it claims to be. */
const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

/** RFC 4180: CRLF line ends, quotes where a cell holds a comma, a quote, a tab, a line end or outer blanks, quotes doubled. */
export function csvOf<Row>(rows: Iterable<Row>, columns: readonly CsvColumn<Row>[]): string {
  const lines = [columns.map((column) => textCell(column.name)).join(",")];
  for (const row of rows) lines.push(columns.map((column) => cell(column.of(row), column.kind)).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function cell(value: CsvValue, kind: "text" | "number"): string {
  if (value === null) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return kind === "number" && DECIMAL.test(value) ? value : textCell(value);
}

function textCell(text: string): string {
  const inert = FORMULA_START.test(text) ? `'${text}` : text;
  return /[",\r\n\t]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
