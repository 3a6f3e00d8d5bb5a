// How do columns of numbers become few bytes, with nothing of them lost?

import { CODING, type PackedColumns, TYPE } from "./unpack.js";

type Numbers = Int8Array | Uint8Array | Int32Array | Float64Array;

/**
 * Columns, one behind the other, each with its name and how it is written: `unpack` needs nothing else. Whole numbers are
 * written as differences in as few bytes as they take, and what all of them are a multiple of is written once, so that money
 * in micro-dollars costs no more than cents do. What is no whole number stands beside them as the double that it is.
 */
export function pack(columns: Readonly<Record<string, Numbers | readonly string[]>>): Uint8Array {
  const out = new ByteWriter();
  const entries = Object.entries(columns);
  out.varint(entries.length);
  for (const [name, column] of entries) {
    out.text(name);
    if (!isNumbers(column)) {
      out.byte(TYPE.texts);
      out.text(JSON.stringify(column));
    } else {
      out.byte(column instanceof Float64Array ? TYPE.doubles : TYPE.integers);
      packNumbers(column, out);
    }
  }
  return out.bytes();
}

const isNumbers = (column: Numbers | readonly string[]): column is Numbers => ArrayBuffer.isView(column);

/** Differences of differences of such numbers are still whole. */
const LARGEST = 2 ** 50;
/** Decimals that quantities and rates are tried with before they are written as doubles. */
const MOST_DECIMALS = 8;

/** The same value, as often as it follows itself. */
interface Exception {
  readonly at: number;
  readonly value: number;
  count: number;
}

interface Whole {
  /** Multiples of `unit`, or null where the column is written as doubles. */
  readonly values: Float64Array | Int32Array;
  readonly decimals: number;
  readonly unit: number;
  /** Where in the column something stands that is no such number. */
  readonly exceptions: readonly Exception[];
}

function packNumbers(column: Numbers, out: ByteWriter): void {
  out.varint(column.length);
  const whole = wholeOf(column);
  if (whole === null) {
    out.byte(CODING.doubles);
    out.planes(column as Float64Array);
    return;
  }
  const { values, decimals, unit, exceptions } = whole;
  const coding = bestCoding(values);
  out.byte(coding);
  out.byte(decimals);
  out.varint(unit);
  out.varint(exceptions.length);
  let last = 0;
  for (const { at, value, count } of exceptions) {
    out.varint(at - last);
    out.varint(count);
    out.double(value);
    last = at + count;
  }
  writeCoded(values, coding, out);
}

/** The column as whole numbers; null where too few of them are. */
function wholeOf(column: Numbers): Whole | null {
  if (!(column instanceof Float64Array)) {
    return reduced(column instanceof Int32Array ? column : new Int32Array(column), 0, []);
  }
  const counts = small(column);
  if (counts !== null) return reduced(counts, 0, []);
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const found = scaled(column, decimals);
    if (found !== null) return reduced(found.values, decimals, found.exceptions);
  }
  return null;
}

/** Most columns: integers all of them, which are written sooner than doubles that happen to be whole. Null at the first that is none. */
function small(column: Float64Array): Int32Array | null {
  const values = new Int32Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    const whole = value | 0;
    if (whole !== value || (whole === 0 && Object.is(value, -0))) return null;
    values[i] = whole;
  }
  return values;
}

/** Multiples of 10^-decimals, with what is none of them beside; null where that takes more than one entry for 16 numbers. */
function scaled(
  column: Float64Array,
  decimals: number,
): { values: Float64Array; exceptions: Exception[] } | null {
  const scale = 10 ** decimals;
  const most = 1 + (column.length >> 4);
  const values = new Float64Array(column.length);
  const exceptions: Exception[] = [];
  let last = 0;
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    // Most are small whole numbers: known by one comparison.
    const whole = value | 0;
    if (scale === 1 && whole === value && (whole !== 0 || !Object.is(value, -0))) {
      values[i] = last = whole;
      continue;
    }
    const units = Math.round(value * scale);
    if (Math.abs(units) <= LARGEST && units / scale === value && !Object.is(value, -0)) last = units + 0;
    else {
      const before = exceptions.at(-1);
      if (before && before.at + before.count === i && Object.is(before.value, value)) before.count++;
      else if (exceptions.push({ at: i, value, count: 1 }) > most) return null;
    }
    values[i] = last;
  }
  return { values, exceptions };
}

function reduced(
  values: Float64Array | Int32Array,
  decimals: number,
  exceptions: readonly Exception[],
): Whole {
  const { length } = values;
  let unit = 0;
  for (let i = 0; i < length && unit !== 1; i++) {
    const value = values[i]!;
    // Nearly always it is a multiple, which a product tells ten times sooner than a remainder. Of the first, 0 × ∞ is none.
    if (value !== 0 && Math.round(value / unit) * unit !== value)
      unit = greatestDivisor(Math.abs(value), unit);
  }
  if (unit <= 1) return { values, decimals, unit: 1, exceptions };
  const parts = values instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
  for (let i = 0; i < length; i++) if (values[i] !== 0) parts[i] = values[i]! / unit;
  return { values: parts, decimals, unit, exceptions };
}

function greatestDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** Numbers that the way of writing a column is chosen by: windows of it tell as much as all of it. */
const WINDOWS = 16;
const WINDOW = 512;

/** By the bits that each way takes; runs where most numbers go on as before. */
function bestCoding(values: Float64Array | Int32Array): number {
  const { length } = values;
  let [plain, once, twice, runs] = [0, 0, 0, 0];
  const stride = length <= WINDOWS * WINDOW ? WINDOW : Math.floor(length / WINDOWS);
  for (let from = 0; from < length; from += stride) {
    const to = Math.min(length, from + WINDOW);
    let before = from === 0 ? 0 : values[from - 1]!;
    let step = from < 2 ? 0 : before - values[from - 2]!;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      const now = value - before;
      plain += bitsOf(value);
      once += bitsOf(now);
      twice += bitsOf(now - step);
      if (now !== step) runs += bitsOf(now) + 12;
      before = value;
      step = now;
    }
  }
  const least = Math.min(plain, once, twice, runs);
  if (runs === least) return CODING.runs;
  if (once === least) return CODING.once;
  if (twice === least) return CODING.twice;
  for (let i = 0; i < length; i++) if (values[i]! < 0) return CODING.signed;
  return CODING.plain;
}

/** What deflate will make of a number, near enough to compare: never less than a bit. */
function bitsOf(value: number): number {
  const size = Math.abs(value);
  return size < 0x7fffffff ? 33 - Math.clz32(size) : 2 + Math.log2(size);
}

function writeCoded(values: Float64Array | Int32Array, coding: number, out: ByteWriter): void {
  const { length } = values;
  let [before, step] = [0, 0];
  switch (coding) {
    case CODING.plain:
      for (let i = 0; i < length; i++) out.varint(values[i]!);
      return;
    case CODING.signed:
      for (let i = 0; i < length; i++) out.signed(values[i]!);
      return;
    case CODING.once:
      for (let i = 0; i < length; i++) {
        out.signed(values[i]! - before);
        before = values[i]!;
      }
      return;
    case CODING.twice:
      for (let i = 0; i < length; i++) {
        const now = values[i]! - before;
        out.signed(now - step);
        before = values[i]!;
        step = now;
      }
      return;
    default:
      for (let i = 0; i < length; ) {
        step = values[i]! - before;
        let count = 0;
        while (i < length && values[i]! - before === step) {
          before = values[i++]!;
          count++;
        }
        out.signed(step);
        out.varint(count);
      }
  }
}

/** What `unpack` gives back of packed columns, for callers that have only those. */
export type Packed = PackedColumns;

class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** Seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.#room(8);
    const bytes = this.#bytes;
    while (value > 0x7fffffff) {
      bytes[this.#length++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    while (value > 127) {
      bytes[this.#length++] = (value & 127) | 128;
      value >>>= 7;
    }
    bytes[this.#length++] = value;
  }

  /** Zig-zag: 0, -1, 1, -2, … are 0, 1, 2, 3, … */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  double(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** All first bytes, then all second ones: signs and exponents lie side by side, where deflate finds them alike. */
  planes(values: Float64Array): void {
    const bytes = new Uint8Array(values.length * 8);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i]!, true);
    this.#room(bytes.length);
    for (let plane = 7; plane >= 0; plane--) {
      for (let i = 0; i < values.length; i++) this.#bytes[this.#length++] = bytes[8 * i + plane]!;
    }
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.varint(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + bytes));
    wider.set(this.#bytes);
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}
