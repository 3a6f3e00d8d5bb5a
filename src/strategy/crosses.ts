// In which bars does one column cross another, or a level?

const BLOCK = 4096;

/**
 * +1 at a bar at which `line` stands above `other` and stood at or below it the bar before, −1 at the mirror of that, else 0.
 * Found once for two columns and kept as long as they are: who asks in every bar reads a byte.
 */
export function crossesOf(line: Float64Array, other: Float64Array | number): Int8Array {
  const others = othersOf(line);
  let crosses = others.of(other);
  if (crosses !== undefined) return crosses;
  crosses = new Int8Array(line.length);
  const length = typeof other === "number" ? line.length : Math.min(line.length, other.length);
  for (let from = 1; from < length; from += BLOCK) {
    const to = Math.min(from + BLOCK, length);
    if (typeof other === "number") markLevel(line, other, crosses, from, to);
    else mark(line, other, crosses, from, to);
  }
  others.keep(other, crosses);
  return crosses;
}

/** Bars at which one of the columns is not 0, rising. */
export function barsOf(columns: readonly Int8Array[]): Int32Array {
  const [first] = columns;
  const single = columns.length === 1 ? knownBars.get(first!) : undefined;
  if (single !== undefined) return single;
  const length = Math.max(0, ...columns.map((column) => column.length));
  const bars: number[] = [];
  // Bar by bar only where four of them have something: most have nothing.
  for (let at = 0; at < length; at += 4)
    if (columns.some((column) => any(column, at))) note(columns, at, bars);
  const found = Int32Array.from(bars);
  if (columns.length === 1) knownBars.set(first!, found);
  return found;
}

const knownBars = new WeakMap<Int8Array, Int32Array>();

const any = (column: Int8Array, at: number): boolean =>
  (column[at]! | column[at + 1]! | column[at + 2]! | column[at + 3]!) !== 0;

function note(columns: readonly Int8Array[], from: number, bars: number[]): void {
  for (let bar = from; bar < from + 4; bar++) {
    if (columns.some((column) => bar < column.length && column[bar] !== 0)) bars.push(bar);
  }
}

/** What one column was held against. */
class Others {
  readonly #columns = new WeakMap<Float64Array, Int8Array>();
  readonly #levels = new Map<number, Int8Array>();

  of(other: Float64Array | number): Int8Array | undefined {
    return typeof other === "number" ? this.#levels.get(other) : this.#columns.get(other);
  }
  keep(other: Float64Array | number, crosses: Int8Array): void {
    if (typeof other === "number") this.#levels.set(other, crosses);
    else this.#columns.set(other, crosses);
  }
}

const known = new WeakMap<Float64Array, Others>();

function othersOf(line: Float64Array): Others {
  let others = known.get(line);
  if (others === undefined) known.set(line, (others = new Others()));
  return others;
}

function mark(line: Float64Array, other: Float64Array, crosses: Int8Array, from: number, to: number): void {
  let mine = line[from - 1]!;
  let theirs = other[from - 1]!;
  for (let bar = from; bar < to; bar++) {
    const before = mine;
    const theirsBefore = theirs;
    mine = line[bar]!;
    theirs = other[bar]!;
    if (mine > theirs) {
      if (before <= theirsBefore) crosses[bar] = 1;
    } else if (mine < theirs && before >= theirsBefore) crosses[bar] = -1;
  }
}

function markLevel(line: Float64Array, level: number, crosses: Int8Array, from: number, to: number): void {
  let mine = line[from - 1]!;
  for (let bar = from; bar < to; bar++) {
    const before = mine;
    mine = line[bar]!;
    if (mine > level) {
      if (before <= level) crosses[bar] = 1;
    } else if (mine < level && before >= level) crosses[bar] = -1;
  }
}
