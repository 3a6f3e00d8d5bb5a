// What does danfojs-node need of TensorFlow? Dense arrays of up to two dimensions, here in float64.
"use strict";

const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

function numberOf(value) {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || value === undefined) return Number.NaN;
  throw new TypeError(`A tensor holds numbers, not ${JSON.stringify(value)}`);
}

/** `values` row by row, `shape` [] for a scalar, [n] or [rows, columns]. Never changed in place. */
class Tensor {
  constructor(values, shape, dtype = "float64") {
    const data = Float64Array.from(values, numberOf);
    if (data.length !== sizeOf(shape)) {
      throw new Error(`${data.length} values do not fill a tensor of shape [${shape}]`);
    }
    Object.assign(this, { data, shape, dtype, rank: shape.length, size: data.length });
  }

  clone() {
    return new Tensor(this.data, this.shape, this.dtype);
  }
  dataSync() {
    return this.data.slice();
  }
  arraySync() {
    if (this.rank === 0) return this.data[0];
    if (this.rank === 1) return Array.from(this.data);
    const [rows, columns] = this.shape;
    return Array.from({ length: rows }, (_, i) => Array.from(this.data.subarray(i * columns, (i + 1) * columns)));
  }
  transpose() {
    if (this.rank < 2) return this.clone();
    const [rows, columns] = this.shape;
    const turned = new Float64Array(this.size);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = this.data[i * columns + j];
    return new Tensor(turned, [columns, rows], this.dtype);
  }
  sqrt() {
    return new Tensor(this.data.map(Math.sqrt), this.shape, this.dtype);
  }

  /** Element by element; a side of length 1, or a missing leading dimension, is repeated along the other. */
  zip(other, combine, dtype = this.dtype) {
    const b = other instanceof Tensor ? other : scalar(other);
    const rank = Math.max(this.rank, b.rank);
    const [mine, theirs] = [this, b].map(({ shape }) => [...Array(2 - shape.length).fill(1), ...shape]);
    const [rows, columns] = mine.map((length, axis) => {
      if (length !== theirs[axis] && length !== 1 && theirs[axis] !== 1) {
        throw new Error(`Tensors of shapes [${this.shape}] and [${b.shape}] do not fit`);
      }
      return length === 1 ? theirs[axis] : length;
    });
    const out = new Float64Array(rows * columns);
    const place = ([r, c], i, j) => (r === 1 ? 0 : i) * c + (c === 1 ? 0 : j);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        out[i * columns + j] = combine(this.data[place(mine, i, j)], b.data[place(theirs, i, j)]);
      }
    }
    return new Tensor(out, [rows, columns].slice(2 - rank), dtype);
  }
  add(other) {
    return this.zip(other, (a, b) => a + b);
  }
  sub(other) {
    return this.zip(other, (a, b) => a - b);
  }
  mul(other) {
    return this.zip(other, (a, b) => a * b);
  }
  div(other) {
    return this.zip(other, (a, b) => a / b);
  }
  divNoNan(other) {
    return this.zip(other, (a, b) => (b === 0 ? 0 : a / b));
  }
  pow(other) {
    return this.zip(other, (a, b) => a ** b);
  }
  /** Floored: the result has the divisor's sign. */
  mod(other) {
    return this.zip(other, (a, b) => a - b * Math.floor(a / b));
  }
  equal(other) {
    return this.zip(other, (a, b) => a === b, "bool");
  }
  notEqual(other) {
    return this.zip(other, (a, b) => a !== b, "bool");
  }
  less(other) {
    return this.zip(other, (a, b) => a < b, "bool");
  }
  lessEqual(other) {
    return this.zip(other, (a, b) => a <= b, "bool");
  }
  greater(other) {
    return this.zip(other, (a, b) => a > b, "bool");
  }
  greaterEqual(other) {
    return this.zip(other, (a, b) => a >= b, "bool");
  }

  /** Over all values without an axis; along the rows' (0) or the columns' (1) direction with one. */
  reduce(fold, axis) {
    if (axis === undefined || this.rank < 2) return scalar(fold(this.data));
    const lines = (axis === 0 ? this.transpose() : this).arraySync();
    return tensor1d(lines.map(fold));
  }
  min(axis) {
    return this.reduce((line) => line.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY), axis);
  }
  max(axis) {
    return this.reduce((line) => line.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY), axis);
  }
  mean(axis) {
    return this.reduce((line) => line.reduce((a, b) => a + b, 0) / line.length, axis);
  }
  argMin(axis) {
    return this.reduce((line) => bestOf(line, (a, b) => a < b), axis);
  }
  argMax(axis) {
    return this.reduce((line) => bestOf(line, (a, b) => a > b), axis);
  }
}

const bestOf = (line, better) => line.reduce((best, value, i) => (better(value, line[best]) ? i : best), 0);

const scalar = (value) => new Tensor([value], []);
const tensor1d = (values, dtype) => new Tensor(values, [values.length], dtype);

/** Rows of an array of arrays, or flat values with their shape. */
function tensor2d(values, shape, dtype) {
  const rows = Array.from(values);
  const nested = Array.isArray(rows[0]) || ArrayBuffer.isView(rows[0]);
  const flat = nested ? rows.flatMap((row) => Array.from(row)) : rows;
  return new Tensor(flat, shape ?? [rows.length, nested ? rows[0].length : 1], dtype);
}

const tensor = (values, shape, dtype) =>
  Array.isArray(values) && !Array.isArray(values[0]) && !shape ? tensor1d(values, dtype) : tensor2d(values, shape, dtype);

/** Of a population: divided by n, as TensorFlow does. */
function moments(of, axis) {
  const mean = of.mean(axis);
  const spread = of.sub(axis === 1 && of.rank === 2 ? tensor2d(mean.arraySync(), [of.shape[0], 1]) : mean);
  return { mean, variance: spread.mul(spread).mean(axis) };
}

/** Numbers from 0 to 1 by mulberry32, its state the FNV-1a hash of the seed's text. */
function chanceOf(seed) {
  let state = 0x811c9dc5;
  for (const letter of String(seed)) state = Math.imul(state ^ letter.codePointAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `shuffle` mixes all of the list, whatever buffer is asked for, and the same way for the same seed. */
const list = (values) => ({
  shuffle(_buffer, seed = "") {
    const [mixed, chance] = [[...values], chanceOf(seed)];
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = Math.floor(chance() * (i + 1));
      [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
    }
    return list(mixed);
  },
  take: (count) => list(count < 0 ? values : values.slice(0, count)),
  toArray: async () => [...values],
});

module.exports = { Tensor, scalar, tensor1d, tensor2d, tensor, moments, data: { array: (values) => list([...values]) } };
