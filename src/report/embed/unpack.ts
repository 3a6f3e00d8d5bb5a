// What do packed columns say? Read in the browser and on the command line alike.

/** What a column holds. */
export const TYPE = { integers: 0, doubles: 1, texts: 2 } as const;

/** How its numbers are written: as they are, by their differences, by how these differ, or in runs of equal differences. */
export const CODING = { doubles: 0, plain: 1, signed: 2, once: 3, twice: 4, runs: 5 } as const;

export type PackedColumn = Int32Array | Float64Array | readonly string[];
export type PackedColumns = Readonly<Record<string, PackedColumn>>;

/** Throws a RangeError where the bytes end too early or say what nobody writes: they are not what was packed. */
export function unpack(bytes: Uint8Array): PackedColumns {
  const from = new ByteReader(bytes);
  const columns: Record<string, PackedColumn> = Object.create(null);
  for (let left = from.varint(); left > 0; left--) {
    const name = from.text();
    const type = from.byte();
    columns[name] =
      type === TYPE.texts ? (JSON.parse(from.text()) as string[]) : numbers(from, type === TYPE.doubles);
  }
  return columns;
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
  return column instanceof Float64Array ? column : Float64Array.from(column);
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
  const { length } = values;
  let [value, step] = [0, 0];
  switch (coding) {
    case CODING.plain:
      for (let i = 0; i < length; i++) values[i] = from.varint() * unit;
      return;
    case CODING.signed:
      for (let i = 0; i < length; i++) values[i] = from.signed() * unit;
      return;
    case CODING.once:
      for (let i = 0; i < length; i++) values[i] = (value += from.signed()) * unit;
      return;
    case CODING.twice:
      for (let i = 0; i < length; i++) values[i] = (value += step += from.signed()) * unit;
      return;
    case CODING.runs:
      for (let i = 0; i < length; ) {
        step = from.signed();
        const end = i + from.varint();
        if (end <= i || end > length) throw new RangeError("a run ends outside its column");
        while (i < end) values[i++] = (value += step) * unit;
      }
      return;
    default:
      throw new RangeError(`columns are not written in way ${coding}`);
  }
}

class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    if (this.#at >= this.#bytes.length) throw new RangeError("the bytes end too early");
    return this.#bytes[this.#at++]!;
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

  double(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  planes(length: number): Float64Array {
    const bytes = new Uint8Array(8 * length);
    for (let plane = 7; plane >= 0; plane--)
      for (let i = 0; i < length; i++) bytes[8 * i + plane] = this.byte();
    const view = new DataView(bytes.buffer);
    return Float64Array.from({ length }, (_, i) => view.getFloat64(8 * i, true));
  }

  text(): string {
    const length = this.varint();
    if (this.#at + length > this.#bytes.length) throw new RangeError("the bytes end too early");
    return new TextDecoder().decode(this.#bytes.subarray(this.#at, (this.#at += length)));
  }
}
