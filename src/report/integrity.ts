// Is a document still the one that was written?

import { createHash } from "node:crypto";

/** Sections whose rows carry a check each, so that the one that was altered can be named. */
const TABLES = ["trades", "fills", "cash", "orders", "events", "daily", "months"] as const;
type Table = (typeof TABLES)[number];
/** The seal itself, and what has hashes of its own. */
const UNSEALED: ReadonlySet<string> = new Set(["integrity", "embedded"]);

export interface Integrity {
  /** SHA-256 of each section, hex. */
  readonly sections: Readonly<Record<string, string>>;
  /** Four hex digits a row. */
  readonly rows: Readonly<Record<Table, string>>;
}

type Document = Readonly<Record<string, unknown>>;

/**
 * A seal over every section of a document, whatever the order of its keys and the white space. It proves nothing against
 * somebody who seals anew; it finds the figure that was altered, or cut off, where no replay can compute it again.
 */
export function integrityOf(document: Document): Integrity {
  const sections: Record<string, string> = {};
  const rows = {} as Record<Table, string>;
  for (const [name, value] of Object.entries(document)) {
    if (UNSEALED.has(name)) continue;
    const table = TABLES.find((one) => one === name);
    const texts = table && Array.isArray(value) ? value.map(canonical) : [canonical(value)];
    const hash = createHash("sha256");
    for (const text of texts) hash.update(text).update("\n");
    sections[name] = hash.digest("hex");
    if (table) rows[table] = texts.map(shortCheck).join("");
  }
  return { sections, rows };
}

/** Where a document is not what its seal says: "trades[17]", "summary", "fills: 3 rows fewer". */
export function altered(document: Document, seal: Integrity): string[] {
  const now = integrityOf(document);
  const torn = TABLES.filter(
    (table) => seal.sections[table] === now.sections[table] && seal.rows[table] !== now.rows[table],
  );
  const names = [...new Set([...Object.keys(seal.sections), ...Object.keys(now.sections)])];
  const sections = names
    .filter((name) => seal.sections[name] !== now.sections[name])
    .flatMap((name) => {
      const table = TABLES.find((one) => one === name);
      return table ? alteredRows(table, seal.rows[table] ?? "", now.rows[table] ?? "") : [name];
    });
  return [...sections, ...torn.map((table) => `integrity.rows.${table}`)];
}

function alteredRows(table: Table, sealed: string, found: string): string[] {
  const missing = (sealed.length - found.length) / DIGITS;
  if (missing > 0) return [`${table}: ${missing} rows fewer`];
  if (missing < 0) return [`${table}: ${-missing} rows more`];
  const rows: string[] = [];
  for (let at = 0; at < found.length; at += DIGITS)
    if (sealed.slice(at, at + DIGITS) !== found.slice(at, at + DIGITS)) rows.push(`${table}[${at / DIGITS}]`);
  return rows.length === 0 ? [table] : rows;
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
}

const DIGITS = 4;

/** FNV-1a, folded to sixteen bits: it only has to tell one row from another. */
function shortCheck(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 16)) & 0xffff).toString(16).padStart(DIGITS, "0");
}
