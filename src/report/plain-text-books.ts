// How does each plain-text accounting program want the books of a run?

import type { BookFormat } from "../domain/book-formats.js";
import { type Day, decimalOfMicro, type MicroUsd } from "../domain/money.js";
import type { Booked } from "../domain/posting.js";
import type { Costs } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { ACCOUNTS, type JournalEntry, type JournalLine, journalOf } from "./journal.js";

export interface BooksRequest {
  readonly booked: Booked;
  costsOf(fill: number): Costs;
  /** Said at the top: which run these are the books of. */
  readonly title: readonly string[];
}

/** Double entry with one commodity a contract. Amounts are exact, so a program that accepts them has added up the same. */
export function plainTextBooks(format: BookFormat, { booked, costsOf, title }: BooksRequest): string {
  const currency = booked.inputs.contract.currency;
  const writer = format === "beancount" ? new Beancount(currency) : new Ledger(currency, format);
  const { lotSize = "1", symbol } = booked.inputs.contract;
  // Per lot every value is a whole number of micro-dollars; per whole contract it need not be.
  const unit = Number(lotSize) === 1 ? [] : [`One unit of a commodity is a lot of ${lotSize} ${symbol}`];
  const parts = [...[...title, ...unit].map((line) => `; ${oneLine(line)}`), ...writer.head(booked)];
  for (const entry of journalOf(booked, costsOf)) parts.push(...writer.entry(entry));
  return `${parts.join("\n")}\n`;
}

interface Writer {
  head(booked: Booked): string[];
  entry(entry: JournalEntry): string[];
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** https://beancount.github.io/docs/beancount_language_syntax.html */
class Beancount implements Writer {
  readonly #currency: string;
  readonly #known = new Set<string>();

  constructor(currency: string) {
    this.#currency = currency;
  }

  head({ daily }: Booked): string[] {
    const day = formatDay(daily[0]?.day ?? 0);
    return [
      "; bean-check FILE says nothing where all of it adds up",
      `option "operating_currency" "${this.#currency}"`,
      // Nothing may be left over: not half a cent, as the program would allow.
      'option "inferred_tolerance_multiplier" "0"',
      "",
      ...Object.values(ACCOUNTS).map((account) =>
        account === ACCOUNTS.contracts
          ? `${day} open ${account} "FIFO"`
          : `${day} open ${account} ${this.#currency}`,
      ),
    ];
  }

  entry(entry: JournalEntry): string[] {
    switch (entry.kind) {
      case "price":
        return [
          `${formatDay(entry.day)} price ${this.#commodity(entry.contract)} ${this.#money(entry.value)}`,
        ];
      case "statement": {
        // A balance holds when its date begins: the statement of a date is that of the next morning.
        const morning = formatDay(entry.day + 1);
        return [
          "",
          `${morning} balance ${ACCOUNTS.cash} ${this.#money(entry.cash)}`,
          ...[...entry.held].map(
            ([contract, qty]) =>
              `${morning} balance ${ACCOUNTS.contracts} ${qty} ${this.#commodity(contract)}`,
          ),
        ];
      }
      case "transaction": {
        const { day, text, notes, lines } = entry;
        const isNew = lines.flatMap((line) =>
          "contract" in line && !this.#known.has(line.contract) ? [line.contract] : [],
        );
        for (const contract of isNew) this.#known.add(contract);
        return [
          "",
          ...[...new Set(isNew)].map(
            (contract) =>
              `${formatDay(day)} commodity ${this.#commodity(contract)}\n  name: ${quoted(contract)}`,
          ),
          `${formatDay(day)} * ${quoted(text)}`,
          ...Object.entries(notes).map(([key, note]) => `  ${key}: ${quoted(note)}`),
          ...this.#closing(lines),
          ...lines.flatMap((line) => this.#line(line)),
        ];
      }
    }
  }

  /** What leaves names no lot: the program itself must find the first that came, or the profit would not balance. */
  #closing(lines: readonly JournalLine[]): string[] {
    const closed = lines.filter((line) => "contract" in line && line.closes);
    const [first] = closed;
    if (first === undefined || !("contract" in first)) return [];
    const qty = closed.reduce((sum, line) => sum + ("contract" in line ? line.qty : 0), 0);
    return [`  ${ACCOUNTS.contracts}  ${qty} ${this.#commodity(first.contract)} {}`];
  }

  #line(line: JournalLine): string[] {
    if ("account" in line) return [`  ${line.account}  ${this.#money(line.amount)}`];
    if (line.closes) return [];
    // The label keeps lots of one price and date apart.
    const lot = `{${this.#money(line.cost)}, "${line.lot}"}`;
    return [`  ${ACCOUNTS.contracts}  ${line.qty} ${this.#commodity(line.contract)} ${lot}`];
  }

  #money(amount: MicroUsd): string {
    return `${decimalOfMicro(amount)} ${this.#currency}`;
  }

  /** A currency there is 2 to 24 capital letters, digits and '._- and begins with a letter. */
  #commodity(contract: string): string {
    const plain = contract.toUpperCase().replace(/[^A-Z0-9'._-]/g, "-");
    const begun = /^[A-Z]/.test(plain) ? plain : `C-${plain}`;
    const ended = /[A-Z0-9]$/.test(begun) ? begun : `${begun}0`;
    return (ended.length < 2 ? `${ended}0` : ended).slice(0, 24).replace(/[^A-Z0-9]$/, "0");
  }
}

const quoted = (text: string): string => `"${oneLine(text).replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;

/** hledger (https://hledger.org/hledger.html) and Ledger (https://ledger-cli.org/doc/ledger3.html) share their syntax. */
class Ledger implements Writer {
  readonly #currency: string;
  readonly #format: "hledger" | "ledger";

  constructor(currency: string, format: "hledger" | "ledger") {
    this.#currency = currency;
    this.#format = format;
  }

  head({ daily, chain, inputs }: Booked): string[] {
    const contracts = chain?.months.map(({ contract }) => contract) ?? [inputs.data.symbol];
    const hledger = this.#format === "hledger";
    return [
      hledger
        ? "; hledger check --strict -f FILE says nothing where all of it adds up"
        : "; ledger --strict --pedantic -f FILE balance complains where it does not add up",
      "",
      // The number of decimals says how exactly a transaction must balance.
      hledger ? `commodity 1000.000000 ${this.#currency}` : `commodity ${this.#currency}`,
      ...[...new Set(contracts)].map((contract) =>
        hledger ? `commodity 1000. ${this.#commodity(contract)}` : `commodity ${this.#commodity(contract)}`,
      ),
      ...Object.values(ACCOUNTS).map((account) => `account ${account}`),
      ...(hledger ? [] : NOTES.map((note) => `tag ${note}`)),
      ...(daily.length === 0 ? ["; no trade date"] : []),
    ];
  }

  entry(entry: JournalEntry): string[] {
    switch (entry.kind) {
      case "price":
        return [
          `P ${this.#priceTime(entry.day)} ${this.#commodity(entry.contract)} ${this.#money(entry.value)}`,
        ];
      case "statement":
        return [
          "",
          `${formatDay(entry.day)} * statement`,
          `    ${ACCOUNTS.cash}  ${this.#money(0)} = ${this.#money(entry.cash)}`,
          ...(this.#format === "hledger"
            ? [...entry.held].map(
                ([contract, qty]) =>
                  `    ${ACCOUNTS.contracts}  0 ${this.#commodity(contract)} = ${qty} ${this.#commodity(contract)}`,
              )
            : []),
        ];
      case "transaction":
        return [
          "",
          `${formatDay(entry.day)} * ${plain(entry.text)}`,
          ...Object.entries(entry.notes).map(([key, note]) => `    ; ${key}: ${plain(note)}`),
          ...entry.lines.map((line) => `    ${this.#line(line)}`),
        ];
    }
  }

  #line(line: JournalLine): string {
    if ("account" in line) return `${line.account}  ${this.#money(line.amount)}`;
    // In parentheses a cost makes no price of its date: that is the close's.
    const at = this.#format === "hledger" ? "@" : "(@)";
    return `${ACCOUNTS.contracts}  ${line.qty} ${this.#commodity(line.contract)} ${at} ${this.#money(line.cost)}  ; lot ${line.lot}`;
  }

  #priceTime(day: Day): string {
    return this.#format === "hledger" ? formatDay(day) : `${formatDay(day)} 23:59:59`;
  }

  #money(amount: MicroUsd): string {
    return `${decimalOfMicro(amount)} ${this.#currency}`;
  }

  #commodity = (contract: string): string => `"${contract.replace(/["\n;]/g, "-")}"`;
}

const NOTES = ["reason", "slippage", "contracts", "value"] as const;

/**
 * In a description a semicolon begins a comment and a bar divides it; in a note a word before a colon is a tag, and a date
 * in brackets moves the transaction.
 */
const plain = (text: string): string =>
  oneLine(text).replace(/[;|:]/g, ",").replace(/\[/g, "(").replace(/\]/g, ")");
