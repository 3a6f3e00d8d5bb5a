// Does a row of text make a bar?

import type { Instrument } from "../domain/contract.js";
import type { FaultKind, Policies } from "../domain/findings.js";
import { decimalOfTicks, priceOfTicks, type Ticks } from "../domain/money.js";
import {
  type Complaint,
  commaNumberIn,
  groupedNumberIn,
  isNoPrice,
  MOST_TICKS,
  notANumber,
  numberIn,
  offGridComplaint,
  shapeComplaint,
  tooLargeComplaint,
  trimmed,
} from "./complaints.js";
import { PRICE_NAMES } from "./header.js";
import { RepairList } from "./repairs.js";
import { RowFaults, shownText } from "./row-faults.js";
import { Rows } from "./rows.js";
import type { Dialect } from "./sniff.js";
import { type DateOrder, isPlausible, StampReader } from "./stamp.js";

export interface RowPolicy {
  /** Name of the file without folders. */
  readonly file: string;
  readonly instrument: Instrument;
  readonly policies: Policies;
  /** The one contract to take of a file with several, or null for all. */
  readonly contract: string | null;
  readonly maxFaults: number;
}

/** What became of the lines below the header. They add up: every line is in exactly one count. */
export interface RowCounts {
  /** Bars as the file has them. */
  accepted: number;
  /** Bars of which something was mended. */
  repaired: number;
  /** Faults. A file with any is not imported. */
  refused: number;
  /** Left out, as the policy for what is wrong with them says. */
  rejected: number;
  otherContracts: number;
  blank: number;
  /** What a vendor writes below its rows. */
  footer: number;
}

/** A millionth of a tick: below it two prices differ by binary noise only. As in `isOnGrid`. */
const NOISE = 1e-6;
/** More contracts than any exchange lists of one product: what the column names is something else. */
const MOST_CONTRACTS = 1000;

const noVolume = (text: string): Complaint => ({ ...notANumber("volume", text), code: "E345" });

/** Guards that no line is lost: `take` puts each into exactly one of the counts, and into `rows` if it is a bar. */
export class RowReader {
  readonly rows = new Rows();
  readonly stamps: StampReader;
  readonly faults: RowFaults;
  readonly counts: RowCounts = {
    accepted: 0,
    repaired: 0,
    refused: 0,
    rejected: 0,
    otherContracts: 0,
    blank: 0,
    footer: 0,
  };
  /** Rows of each contract that the file names. */
  readonly contracts = new Map<string, number>();
  /** Rows with a price that was on the grid but for binary noise; they count as accepted. */
  noisy = 0;
  /** What was mended or left out, row by row. */
  readonly repairs: RepairList;
  /** Rows that write 5,012.25 for 5012.25. */
  thousands = 0;
  /** Bars without volume above the first that has one: a fault, unless no bar of the file has any. */
  readonly noVolume: RowFaults;
  readonly #dialect: Dialect;
  readonly #policy: RowPolicy;
  readonly #scale: number;
  /** Prices of the file are divided by this. */
  readonly #divisor: number;
  readonly #price = new Float64Array(4);
  readonly #ticks = new Int32Array(4);
  #volume = Number.NaN;
  /** Whether something of the row at hand was mended. */
  #isMended = false;
  /** Rows with volume so far. */
  #volumes = 0;

  constructor(dialect: Dialect, policy: RowPolicy, order: DateOrder) {
    this.#dialect = dialect;
    this.#policy = policy;
    this.#scale = 10 ** policy.instrument.grid.decimals;
    this.#divisor = dialect.priceDivisor;
    this.stamps = new StampReader(order, dialect.midnight);
    this.faults = new RowFaults(policy.maxFaults);
    this.noVolume = new RowFaults(policy.maxFaults);
    this.repairs = new RepairList(policy.file);
  }

  take(line: number, cells: readonly string[]): void {
    const { columns } = this.#dialect;
    if (cells.length === 1 && cells[0].trim() === "") {
      this.counts.blank++;
      return;
    }
    if (cells.length === 1 && cells[0].startsWith("Downloaded from Barchart.com")) {
      this.counts.footer++;
      return;
    }
    if (cells.length !== columns.width) {
      this.#wrongWidth(line, cells);
      return;
    }
    this.#isMended = false;
    if (columns.contract >= 0 && !this.isWanted(trimmed(cells[columns.contract]))) {
      this.counts.otherContracts++;
      return;
    }
    const date = trimmed(cells[columns.stamp]);
    const stamp = columns.clock < 0 ? date : `${date} ${trimmed(cells[columns.clock])}`;
    const time = this.stamps.read(stamp);
    if (Number.isNaN(time)) {
      const text =
        stamp === "" ? "the time stamp is empty" : `time "${shownText(stamp)}" ${this.stamps.problem}`;
      this.#bad("unreadable", line, columns.stamp, {
        code: "E326",
        text,
        found: stamp,
        expected: this.#likeTheOthers(),
      });
      return;
    }
    if (this.#isEmpty(cells)) {
      this.#bad("empty", line, columns.open, notANumber("open", trimmed(cells[columns.open])));
      return;
    }
    if (
      this.#prices(line, cells) &&
      this.#shape(line, cells) &&
      this.#volumeOf(line, cells) &&
      this.#grid(line, cells)
    ) {
      const [open, high, low, close] = this.#ticks;
      this.rows.add(line, time, open, high, low, close, this.#volume, this.#isMended);
      if (this.#isMended) this.counts.repaired++;
      else this.counts.accepted++;
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
      const price = prices[p] / this.#divisor;
      const ticks: Ticks = Math.round((price * this.#scale) / grid.tickUnits) + 0;
      const off = Math.abs(price - priceOfTicks(ticks, grid));
      if (!(Math.abs(ticks) <= MOST_TICKS && off <= NOISE * tickSize)) return false;
      if (off !== 0) isNoisy = true;
      this.#ticks[p] = ticks;
    }
    const [open, high, low, close] = this.#ticks;
    if (high < low || high < open || high < close || low > open || low > close) return false;
    if (volume < 0 || !isPlausible(time)) return false;
    this.counts.accepted++;
    if (isNoisy) this.noisy++;
    this.rows.add(line, time, open, high, low, close, volume, false);
    return true;
  }

  /** A row that csv-parse could not cut into cells at all; those behind it are lost with it, so no policy lets it pass. */
  unreadable(line: number, text: string): void {
    this.#refuse(line, -1, { code: "E325", text, found: text, expected: 'quotes in pairs, as in "5012.25"' });
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
    this.#bad("unreadable", line, -1, {
      code: "E324",
      text,
      found: cells.join(delimiter),
      expected: `${expected}${hint}`,
    });
  }

  /** Nothing was traded, or quoted: some vendors write a row all the same. */
  #isEmpty(cells: readonly string[]): boolean {
    const { open, high, low, close } = this.#dialect.columns;
    return (
      isNoPrice(cells[open]) && isNoPrice(cells[high]) && isNoPrice(cells[low]) && isNoPrice(cells[close])
    );
  }

  /** The four prices into `#price`; false where one is no number. */
  #prices(line: number, cells: readonly string[]): boolean {
    const { columns } = this.#dialect;
    for (let p = 0; p < 4; p++) {
      const name = PRICE_NAMES[p];
      const text = trimmed(cells[columns[name]]);
      const value = this.#number(text);
      if (!Number.isFinite(value)) {
        this.#bad("unreadable", line, columns[name], notANumber(name, text));
        return false;
      }
      this.#price[p] = value / this.#divisor;
    }
    return true;
  }

  #number(text: string): number {
    if (this.#dialect.decimalComma) return commaNumberIn(text);
    const value = numberIn(text);
    if (!Number.isNaN(value) || this.#dialect.delimiter !== ",") return value;
    const grouped = groupedNumberIn(text);
    if (!Number.isNaN(grouped)) this.thousands++;
    return grouped;
  }

  #shape(line: number, cells: readonly string[]): boolean {
    const { columns } = this.#dialect;
    const [open, high, low, close] = this.#price;
    if (low <= open && low <= close && high >= open && high >= close) return true;
    const texts = PRICE_NAMES.map((name) => trimmed(cells[columns[name]]));
    const complaint = shapeComplaint(this.#price, texts, 2 * NOISE * this.#policy.instrument.tickSize);
    if (complaint === null) return true;
    if (this.#policy.policies["high-low"] !== "repair") {
      this.#bad("high-low", line, columns[complaint.at], complaint);
      return false;
    }
    // Open and close were traded for certain; so was either of the two that were swapped.
    this.#price[1] = Math.max(open, high, low, close);
    this.#price[2] = Math.min(open, high, low, close);
    const widened = `high ${this.#price[1]}, low ${this.#price[2]}`;
    this.#mended("high-low", line, complaint.text, widened);
    return true;
  }

  /** The four prices into `#ticks`; false where one is off the grid and must not be moved. */
  #grid(line: number, cells: readonly string[]): boolean {
    const { instrument, policies } = this.#policy;
    const { grid, tickSize } = instrument;
    const moved: number[] = [];
    let noisy = false;
    for (let p = 0; p < 4; p++) {
      const price = this.#price[p];
      const ticks: Ticks = Math.round((price * this.#scale) / grid.tickUnits) + 0;
      const off = Math.abs(price - priceOfTicks(ticks, grid));
      const fits = Math.abs(ticks) <= MOST_TICKS;
      const isOff = off > NOISE * tickSize;
      if (!fits || (isOff && policies["off-grid"] !== "repair")) {
        const name = PRICE_NAMES[p];
        const cell = this.#dialect.columns[name];
        const text = trimmed(cells[cell]);
        const below = Math.floor((price * this.#scale) / grid.tickUnits);
        const complaint = fits
          ? offGridComplaint(name, text, below, instrument)
          : tooLargeComplaint(name, text, instrument);
        this.#bad(fits ? "off-grid" : "unreadable", line, cell, complaint);
        return false;
      }
      if (isOff) moved.push(p);
      else if (off !== 0) noisy = true;
      this.#ticks[p] = ticks;
    }
    if (moved.length > 0) {
      const said = (p: number) =>
        `${PRICE_NAMES[p]} ${trimmed(cells[this.#dialect.columns[PRICE_NAMES[p]]])}`;
      const done = (p: number) => `${PRICE_NAMES[p]} ${decimalOfTicks(this.#ticks[p], grid)}`;
      this.#mended("off-grid", line, moved.map(said).join(", "), moved.map(done).join(", "));
    }
    if (noisy && !this.#isMended) this.noisy++;
    return true;
  }

  /** The volume into `#volume`, NaN where there is none; false where it is none and the row must go. */
  #volumeOf(line: number, cells: readonly string[]): boolean {
    this.#volume = Number.NaN;
    const cell = this.#dialect.columns.volume;
    if (cell < 0) return true;
    const text = trimmed(cells[cell]);
    const volume = this.#number(text);
    if (volume < 0) {
      const said = `volume ${text} is negative`;
      return this.#noVolume(line, { code: "E334", text: said, found: text, expected: "0 or more" });
    }
    if (Number.isFinite(volume)) {
      this.#volume = volume;
      this.#volumes++;
    } else if (this.#volumes > 0) return this.#noVolume(line, noVolume(text));
    else this.noVolume.add({ ...noVolume(text), found: shownText(text), line, cell });
    return true;
  }

  /** Repaired, what is no volume is none. */
  #noVolume(line: number, complaint: Complaint): boolean {
    if (this.#policy.policies.volume !== "repair") {
      this.#bad("volume", line, this.#dialect.columns.volume, complaint);
      return false;
    }
    this.#volume = 0;
    this.#volumes++;
    this.#mended("volume", line, complaint.text, "volume 0");
    return true;
  }

  #likeTheOthers(): string {
    return this.stamps.description === ""
      ? "a stamp such as 2024-05-14T09:30:00Z, 20240514 093000 or seconds since 1970"
      : `as on the lines before: ${this.stamps.description}`;
  }

  /** A row that is refused or left out, as the policy for what is wrong with it says. */
  #bad(kind: FaultKind, line: number, cell: number, complaint: Complaint): void {
    if (this.#policy.policies[kind] === "refuse") {
      this.#refuse(line, cell, complaint);
      return;
    }
    this.counts.rejected++;
    this.repairs.add(kind, "rejected", line, complaint.found, complaint.text);
  }

  #refuse(line: number, cell: number, { code, text, found, expected }: Complaint): void {
    this.counts.refused++;
    this.faults.add({ code, line, cell, text: shownText(text, 200), found: shownText(found), expected });
  }

  #mended(kind: FaultKind, line: number, found: string, done: string): void {
    this.#isMended = true;
    this.repairs.add(kind, "repaired", line, found, done);
  }
}
