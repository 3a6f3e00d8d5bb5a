// What do packed columns say? Read in the browser and on the command line alike.

/** What a column holds. */
export const TYPE = { integers: 0, doubles: 1, texts: 2 } as const;

/** How its numbers are written: as they are, by their differences, by how these differ, or in runs of equal differences. */
export const CODING = { doubles: 0, plain: 1, signed: 2, once: 3, twice: 4, runs: 5 } as const;

export type PackedColumn = Int32Array | Float64Array | readonly string[];
export type PackedColumns = Readonly<Record<string, PackedColumn>>;

/** A column of runs as it is written: run `k` ends before `end[k]`, begins with `base[k]` and goes on by `step[k]`. */
export interface Runs {
  readonly length: number;
  readonly end: readonly number[];
  readonly base: readonly number[];
  readonly step: readonly number[];
}

/** Throws a RangeError where the bytes end too early or say what nobody writes: they are not what was packed. */
export const unpack = (bytes: Uint8Array): PackedColumns => unpackBut(bytes, null).columns;

/** The same, but one column stays in runs, where it was written so: the times of a million minutes are a few thousand runs. */
export function unpackBut(
  bytes: Uint8Array,
  inRuns: string | null,
): { readonly columns: PackedColumns; readonly runs: Runs | null } {
  const from = new ByteReader(bytes);
  const columns: Record<string, PackedColumn> = Object.create(null);
  let runs: Runs | null = null;
  for (let left = from.varint(); left > 0; left--) {
    const name = from.text();
    const type = from.byte();
    if (name === inRuns && type === TYPE.doubles) {
      const from0 = from.at;
      runs = runsOf(from);
      if (runs !== null) continue;
      from.at = from0;
    }
    columns[name] =
      type === TYPE.texts ? (JSON.parse(from.text()) as string[]) : numbers(from, type === TYPE.doubles);
  }
  return { columns, runs };
}

/** Null where the column is not written in runs of plain numbers. */
function runsOf(from: ByteReader): Runs | null {
  const length = from.varint();
  if (from.byte() !== CODING.runs || from.byte() !== 0) return null;
  const unit = from.varint();
  if (from.varint() > 0) return null;
  const [ends, bases, steps]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0, value = 0; i < length; ) {
    const step = from.signed();
    const count = from.varint();
    if (count <= 0 || i + count > length) throw new RangeError("a run ends outside its column");
    i += count;
    bases.push((value + step) * unit);
    steps.push(step * unit);
    ends.push(i);
    value += step * count;
  }
  return { length, end: ends, base: bases, step: steps };
}

/** A column of a block that must have it. */
export function numbersOf(columns: PackedColumns, name: string): Int32Array | Float64Array {
  const column = columns[name];
  if (column === undefined || !ArrayBuffer.isView(column)) throw new RangeError(`no column ${name}`);
  return column as Int32Array | Float64Array;
}

export function integersOf(columns: PackedColumns, name: string): Int32Array {
  const column = numbersOf(columns, name);
  if (!(column instanceof Int32Array)) throw new RangeError(`column ${name} has no integers`);
  return column;
}

export function doublesOf(columns: PackedColumns, name: string): Float64Array {
  const column = numbersOf(columns, name);
  return column instanceof Float64Array ? column : new Float64Array(column);
}

export function textsOf(columns: PackedColumns, name: string): readonly string[] {
  const column = columns[name];
  if (column === undefined || ArrayBuffer.isView(column)) throw new RangeError(`no texts ${name}`);
  return column as readonly string[];
}

function numbers(from: ByteReader, doubles: boolean): Int32Array | Float64Array {
  const length = from.varint();
  const coding = from.byte();
  if (coding === CODING.doubles) return from.planes(length);
  const decimals = from.byte();
  const unit = from.varint();
  const exceptions = exceptionsOf(from);
  const values = doubles ? new Float64Array(length) : new Int32Array(length);
  readCoded(from, coding, values, unit);
  const scale = 10 ** decimals;
  if (decimals > 0) for (let i = 0; i < length; i++) values[i]! /= scale;
  for (const { at, count, value } of exceptions) values.fill(value, at, at + count);
  return values;
}

function exceptionsOf(from: ByteReader): readonly { at: number; count: number; value: number }[] {
  const list: { at: number; count: number; value: number }[] = [];
  let last = 0;
  for (let left = from.varint(); left > 0; left--) {
    const at = last + from.varint();
    const count = from.varint();
    list.push({ at, count, value: from.double() });
    last = at + count;
  }
  return list;
}

function readCoded(from: ByteReader, coding: number, values: Int32Array | Float64Array, unit: number): void {
  switch (coding) {
    case CODING.plain:
      for (let i = 0; i < values.length; i++) values[i] = from.varint() * unit;
      return;
    case CODING.signed:
      return from.differences(values, 0, unit);
    case CODING.once:
      return from.differences(values, 1, unit);
    case CODING.twice:
      return from.differences(values, 2, unit);
    case CODING.runs:
      return readRuns(from, values, unit);
    default:
      throw new RangeError(`columns are not written in way ${coding}`);
  }
}

function readRuns(from: ByteReader, values: Int32Array | Float64Array, unit: number): void {
  const { length } = values;
  for (let i = 0, value = 0; i < length; ) {
    const step = from.signed();
    const end = i + from.varint();
    if (end <= i || end > length) throw new RangeError("a run ends outside its column");
    // Most runs are of one value.
    if (step === 0) values.fill(value * unit, i, end);
    else for (let at = i; at < end; at++) values[at] = (value += step) * unit;
    i = end;
  }
}

const LOWEST_FIRST = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    if (this.at >= this.#bytes.length) throw new RangeError("the bytes end too early");
    return this.#bytes[this.at++]!;
  }

  varint(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    do {
      byte = this.byte();
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Signed numbers that are the values themselves, their differences, or the differences of those: most of a file is read here. */
  differences(values: Int32Array | Float64Array, order: 0 | 1 | 2, unit: number): void {
    const bytes = this.#bytes;
    const { length } = values;
    let at = this.at;
    for (let i = 0, value = 0, step = 0; i < length; i++) {
      // Past the end there is nothing, which counts as 0 and ends a number; it is told below.
      let byte = bytes[at++]!;
      let number = byte & 127;
      let signed = (number >> 1) ^ -(number & 1);
      if (byte > 127) {
        for (let scale = 128; byte > 127; scale *= 128) {
          byte = bytes[at++]!;
          number += (byte & 127) * scale;
        }
        signed = number % 2 === 0 ? number / 2 : -(number + 1) / 2;
      }
      if (order === 0) value = signed;
      else if (order === 1) value += signed;
      else value += step += signed;
      values[i] = value * unit;
    }
    if (at > bytes.length) throw new RangeError("the bytes end too early");
    this.at = at;
  }

  double(): number {
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  planes(length: number): Float64Array {
    const bytes = this.#bytes;
    const from = this.at;
    this.at += 8 * length;
    if (this.at > bytes.length) throw new RangeError("the bytes end too early");
    const mixed = new Uint8Array(8 * length);
    for (let plane = 7, at = from; plane >= 0; plane--)
      for (let to = plane; to < mixed.length; to += 8) mixed[to] = bytes[at++]!;
    // As it lies in memory where the lowest byte comes first, which is everywhere but on a few old machines.
    if (LOWEST_FIRST) return new Float64Array(mixed.buffer);
    const view = new DataView(mixed.buffer);
    return Float64Array.from({ length }, (_, i) => view.getFloat64(8 * i, true));
  }

  text(): string {
    const length = this.varint();
    if (this.at + length > this.#bytes.length) throw new RangeError("the bytes end too early");
    return new TextDecoder().decode(this.#bytes.subarray(this.at, (this.at += length)));
  }
}
