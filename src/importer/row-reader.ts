// Does a row of text make a bar?

import type { Instrument } from "../domain/contract.js";
import { decimalOfTicks, priceOfTicks, type Ticks } from "../domain/money.js";
import { PRICE_NAMES } from "./header.js";
import { type RowFaultCode, RowFaults, shownText } from "./row-faults.js";
import { Rows } from "./rows.js";
import type { Dialect } from "./sniff.js";
import { type DateOrder, isPlausible, StampReader } from "./stamp.js";

export interface RowPolicy {
  readonly instrument: Instrument;
  readonly offGrid: "reject" | "nearest";
  readonly badRows: "reject" | "skip";
  /** The one contract to take of a file with several, or null for all. */
  readonly contract: string | null;
  readonly maxFaults: number;
}

/** What became of the lines below the header. They add up: every line is in exactly one count. */
export interface RowCounts {
  /** Bars as the file has them. */
  accepted: number;
  /** Bars of which a price was moved to the grid. */
  repaired: number;
  /** Faults. A file with any is not imported. */
  rejected: number;
  /** Left out because the user said so, impossible prices. */
  skipped: number;
  otherContracts: number;
  blank: number;
  /** What a vendor writes below its rows. */
  footer: number;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const MOST_TICKS = 2 ** 31 - 1;
/** A millionth of a tick: below it two prices differ by binary noise only. As in `isOnGrid`. */
const NOISE = 1e-6;
/** More contracts than any exchange lists of one product: what the column names is something else. */
const MOST_CONTRACTS = 1000;

/** Guards that no line is lost: `take` puts each into exactly one of the counts, and into `rows` if it is a bar. */
export class RowReader {
  readonly rows = new Rows();
  readonly stamps: StampReader;
  readonly faults: RowFaults;
  readonly counts: RowCounts = {
    accepted: 0,
    repaired: 0,
    rejected: 0,
    skipped: 0,
    otherContracts: 0,
    blank: 0,
    footer: 0,
  };
  /** Rows of each contract that the file names. */
  readonly contracts = new Map<string, number>();
  /** Rows with a price that was on the grid but for binary noise; they count as accepted. */
  noisy = 0;
  /** Rows left out, by what was wrong with them. */
  readonly skippedBy = new Map<RowFaultCode, number>();
  /** Rows that write 5,012.25 for 5012.25. */
  thousands = 0;
  /** Bars without volume in a file that has the column: a fault unless it is all of them. */
  readonly noVolume: RowFaults;
  readonly #dialect: Dialect;
  readonly #policy: RowPolicy;
  readonly #scale: number;
  readonly #price = new Float64Array(4);
  readonly #ticks = new Int32Array(4);
  #volume = Number.NaN;

  constructor(dialect: Dialect, policy: RowPolicy, order: DateOrder) {
    this.#dialect = dialect;
    this.#policy = policy;
    this.#scale = 10 ** policy.instrument.grid.decimals;
    this.stamps = new StampReader(order);
    this.faults = new RowFaults(policy.maxFaults);
    this.noVolume = new RowFaults(policy.maxFaults);
  }

  take(line: number, cells: readonly string[]): void {
    const { columns } = this.#dialect;
    if (cells.length === 1 && cells[0]!.trim() === "") {
      this.counts.blank++;
      return;
    }
    if (cells.length === 1 && cells[0]!.startsWith("Downloaded from Barchart.com")) {
      this.counts.footer++;
      return;
    }
    if (cells.length !== columns.width) {
      this.#wrongWidth(line, cells);
      return;
    }
    if (columns.contract >= 0 && !this.isWanted(trimmed(cells[columns.contract]!))) {
      this.counts.otherContracts++;
      return;
    }
    const date = trimmed(cells[columns.stamp]!);
    const stamp = columns.clock < 0 ? date : `${date} ${trimmed(cells[columns.clock]!)}`;
    const time = this.stamps.read(stamp);
    if (Number.isNaN(time)) {
      const text =
        stamp === "" ? "the time stamp is empty" : `time "${shownText(stamp)}" ${this.stamps.problem}`;
      this.#reject("E326", line, columns.stamp, text, stamp, this.#likeTheOthers());
      return;
    }
    if (
      this.#prices(line, cells) &&
      this.#shape(line, cells) &&
      this.#volumeOf(line, cells) &&
      this.#grid(line, cells)
    ) {
      const [open, high, low, close] = this.#ticks;
      this.rows.add(line, time, open!, high!, low!, close!, this.#volume);
    }
  }

  /**
   * A row that the scanner has read already; `prices` are open, high, low, close. False, with nothing remembered, where
   * it is not plainly a good bar: no fault is told here.
   */
  takePlain(line: number, time: number, prices: Float64Array, volume: number): boolean {
    const { grid, tickSize } = this.#policy.instrument;
    let isNoisy = false;
    for (let p = 0; p < 4; p++) {
      const ticks: Ticks = Math.round((prices[p] * this.#scale) / grid.tickUnits) + 0;
      const off = Math.abs(prices[p] - priceOfTicks(ticks, grid));
      if (!(Math.abs(ticks) <= MOST_TICKS && off <= NOISE * tickSize)) return false;
      if (off !== 0) isNoisy = true;
      this.#ticks[p] = ticks;
    }
    const [open, high, low, close] = this.#ticks;
    if (high < low || high < open || high < close || low > open || low > close) return false;
    if (volume < 0 || !isPlausible(time)) return false;
    this.counts.accepted++;
    if (isNoisy) this.noisy++;
    this.rows.add(line, time, open, high, low, close, volume);
    return true;
  }

  /** A row that csv-parse could not cut into cells at all. */
  unreadable(line: number, text: string): void {
    this.#reject("E325", line, -1, text, text, 'quotes in pairs, as in "5012.25"');
  }

  /** Counts a row of the contract, and tells whether it is the one to take. */
  isWanted(contract: string): boolean {
    const { contracts } = this;
    const known = contracts.get(contract);
    if (known !== undefined || contracts.size < MOST_CONTRACTS) contracts.set(contract, (known ?? 0) + 1);
    const wanted = this.#policy.contract;
    return wanted === null || wanted.toLowerCase() === contract.toLowerCase();
  }

  #wrongWidth(line: number, cells: readonly string[]): void {
    const { columns, delimiter } = this.#dialect;
    const expected = `${columns.width} columns, as ${columns.names[0] === "" ? "the first row has" : "the header names"}`;
    const hint =
      cells.length > columns.width && columns.width > 1 && this.rows.length === 0
        ? "; if all rows have it, the header lacks a name"
        : "";
    const runOver = cells.some((cell) => cell.includes("\n")) ? ", one of them over several lines" : "";
    const text = `${cells.length} ${cells.length === 1 ? "column" : "columns"} in place of ${columns.width}${runOver}`;
    this.#reject("E324", line, -1, text, `${shownText(cells.join(delimiter))}`, `${expected}${hint}`);
  }

  /** The four prices into `#price`; false where one is no number. */
  #prices(line: number, cells: readonly string[]): boolean {
    const { columns } = this.#dialect;
    for (let p = 0; p < 4; p++) {
      const name = PRICE_NAMES[p]!;
      const text = trimmed(cells[columns[name]]!);
      const value = this.#number(text);
      if (!Number.isFinite(value)) {
        this.#bad(
          "E328",
          line,
          columns[name],
          `${name} ${notANumber(text)}`,
          text,
          "a number such as 5012.25",
        );
        return false;
      }
      this.#price[p] = value;
    }
    return true;
  }

  /** NaN for what is no plain decimal: JavaScript alone would take "", "0x10" and "Infinity" for numbers. */
  #number(text: string): number {
    if (NUMBER.test(text)) return Number(text);
    if (this.#dialect.delimiter !== "," || !THOUSANDS.test(text)) return Number.NaN;
    this.thousands++;
    return Number(text.replaceAll(",", ""));
  }

  /** High and low hold the others between them. */
  #shape(line: number, cells: readonly string[]): boolean {
    const [open, high, low, close] = this.#price;
    const noise = 2 * NOISE * this.#policy.instrument.tickSize;
    const body = Math.max(open!, close!);
    const foot = Math.min(open!, close!);
    const said = (name: (typeof PRICE_NAMES)[number]) =>
      `${name} ${trimmed(cells[this.#dialect.columns[name]]!)}`;
    if (high! < low! - noise) {
      const expected = "a high at or above the low";
      return this.#shapeFault("E330", line, "high", `${said("high")} is below ${said("low")}`, expected);
    }
    if (high! < body - noise) {
      const over = body === open ? "open" : "close";
      const expected = "a high at or above open and close";
      return this.#shapeFault("E331", line, "high", `${said("high")} is below ${said(over)}`, expected);
    }
    if (low! > foot + noise) {
      const under = foot === open ? "open" : "close";
      const expected = "a low at or below open and close";
      return this.#shapeFault("E332", line, "low", `${said("low")} is above ${said(under)}`, expected);
    }
    return true;
  }

  #shapeFault(code: RowFaultCode, line: number, at: "high" | "low", text: string, expected: string): false {
    this.#bad(code, line, this.#dialect.columns[at], text, text, expected);
    return false;
  }

  /** The four prices into `#ticks`; false where one is off the grid and must not be moved. */
  #grid(line: number, cells: readonly string[]): boolean {
    const { instrument, offGrid } = this.#policy;
    const { grid, tickSize, symbol } = instrument;
    let moved = false;
    let noisy = false;
    for (let p = 0; p < 4; p++) {
      const price = this.#price[p]!;
      const ticks: Ticks = Math.round((price * this.#scale) / grid.tickUnits) + 0;
      const off = Math.abs(price - priceOfTicks(ticks, grid));
      if (!(Math.abs(ticks) <= MOST_TICKS) || off > NOISE * tickSize) {
        const name = PRICE_NAMES[p]!;
        const cell = this.#dialect.columns[name];
        const text = trimmed(cells[cell]!);
        if (!(Math.abs(ticks) <= MOST_TICKS)) {
          const most = shortPrice(MOST_TICKS, instrument);
          const limit = `prices up to ${most} either way (ticks are 32-bit integers)`;
          this.#reject("E335", line, cell, `${name} ${text} is beyond what ${symbol} can hold`, text, limit);
          return false;
        }
        if (offGrid === "reject") {
          const below = Math.floor((price * this.#scale) / grid.tickUnits);
          const near = `${shortPrice(below, instrument)} and ${shortPrice(below + 1, instrument)}`;
          const steps = `${symbol} moves in steps of ${shortPrice(1, instrument)}`;
          const said = `${name} ${text} is off the price grid: ${steps}. Nearest: ${near}`;
          this.#reject("E333", line, cell, said, text, `a multiple of ${shortPrice(1, instrument)}: ${near}`);
          return false;
        }
        moved = true;
      } else if (off !== 0) noisy = true;
      this.#ticks[p] = ticks;
    }
    if (moved) this.counts.repaired++;
    else {
      this.counts.accepted++;
      if (noisy) this.noisy++;
    }
    return true;
  }

  /** The volume into `#volume`, NaN where there is none; false where it is negative. */
  #volumeOf(line: number, cells: readonly string[]): boolean {
    this.#volume = Number.NaN;
    const cell = this.#dialect.columns.volume;
    if (cell < 0) return true;
    const text = trimmed(cells[cell]!);
    const volume = this.#number(text);
    if (volume < 0) {
      this.#bad("E334", line, cell, `volume ${text} is negative`, text, "0 or more");
      return false;
    }
    if (Number.isFinite(volume)) this.#volume = volume;
    else {
      const what = `volume ${notANumber(text)}`;
      this.noVolume.add({
        code: "E328",
        line,
        cell,
        text: what,
        found: shownText(text),
        expected: "contracts traded",
      });
    }
    return true;
  }

  #likeTheOthers(): string {
    return this.stamps.description === ""
      ? "a stamp such as 2024-05-14T09:30:00Z, 20240514 093000 or seconds since 1970"
      : `as on the lines before: ${this.stamps.description}`;
  }

  #bad(code: RowFaultCode, line: number, cell: number, text: string, found: string, expected: string): void {
    if (this.#policy.badRows === "reject") {
      this.#reject(code, line, cell, text, found, expected);
      return;
    }
    this.counts.skipped++;
    this.skippedBy.set(code, (this.skippedBy.get(code) ?? 0) + 1);
  }

  #reject(
    code: RowFaultCode,
    line: number,
    cell: number,
    text: string,
    found: string,
    expected: string,
  ): void {
    this.counts.rejected++;
    this.faults.add({ code, line, cell, text: shownText(text, 200), found: shownText(found), expected });
  }
}

function notANumber(text: string): string {
  if (text === "") return "is empty";
  const comma = /^[+-]?[\d.]*\d,\d+$/.test(text)
    ? ": a comma inside a number is not read; write 5012.25"
    : "";
  return `"${shownText(text)}" is not a number${comma}`;
}

const trimmed = (cell: string): string => {
  const last = cell.charCodeAt(cell.length - 1);
  const plain = cell.charCodeAt(0) > 32 && last > 32 && last < 128;
  return plain || cell === "" ? cell : cell.trim();
};

/** "5012.5" for 5012.50: as people write it. */
function shortPrice(ticks: Ticks, instrument: Instrument): string {
  const text = decimalOfTicks(ticks, instrument.grid);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
