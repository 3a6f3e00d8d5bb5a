// In which bars does one column cross another, or a level?

const BLOCK = 4096;

/**
 * +1 at a bar at which `line` stands above `other` and stood at or below it the bar before, −1 at the mirror of that, else 0.
 * Found once for a run, and for those that follow it with the same columns: who asks in every bar reads a byte.
 */
export function crossesOf(line: Float64Array, other: Float64Array | number): Int8Array {
  const hit = recent.find((kept) => kept.line.deref() === line && otherOf(kept) === other);
  if (hit !== undefined) return hit.crosses;
  const crosses = new Int8Array(line.length);
  const length = typeof other === "number" ? line.length : Math.min(line.length, other.length);
  for (let from = 1; from < length; from += BLOCK) {
    const to = Math.min(from + BLOCK, length);
    if (typeof other === "number") markLevel(line, other, crosses, from, to);
    else mark(line, other, crosses, from, to);
  }
  const kept = typeof other === "number" ? other : new WeakRef(other);
  recent.unshift({ line: new WeakRef(line), other: kept, crosses });
  recent.length = Math.min(recent.length, RECENT);
  return crosses;
}

interface Kept {
  readonly line: WeakRef<Float64Array>;
  readonly other: WeakRef<Float64Array> | number;
  readonly crosses: Int8Array;
}

const otherOf = ({ other }: Kept): Float64Array | number | undefined =>
  typeof other === "number" ? other : other.deref();

/** A few, newest first: a sweep makes thousands of pairs, each as long as the bars, and asks for none of them again. */
const RECENT = 4;
const recent: Kept[] = [];

/** Bars at which one of the columns is not 0, rising. Found once for the same columns. */
export function barsOf(columns: readonly Int8Array[]): Int32Array {
  const [first] = columns;
  if (first === undefined) return new Int32Array(0);
  let known = knownBars.get(first);
  if (known === undefined) knownBars.set(first, (known = []));
  const same = (others: readonly Int8Array[]) =>
    others.length === columns.length - 1 && others.every((column, k) => column === columns[k + 1]);
  const hit = known.find(({ others }) => same(others));
  if (hit !== undefined) return hit.bars;
  const bars = barsIn(columns.length === 1 ? first : together(columns));
  known.push({ others: columns.slice(1), bars });
  return bars;
}

/** By the first of the columns: they are kept as long as it is. */
const knownBars = new WeakMap<
  Int8Array,
  { readonly others: readonly Int8Array[]; readonly bars: Int32Array }[]
>();

function together(columns: readonly Int8Array[]): Int8Array {
  const all = new Int8Array(Math.max(...columns.map((column) => column.length)));
  for (const column of columns)
    for (let from = 0; from < column.length; from += BLOCK)
      or(all, column, from, Math.min(from + BLOCK, column.length));
  return all;
}

function or(all: Int8Array, column: Int8Array, from: number, to: number): void {
  for (let bar = from; bar < to; bar++) all[bar]! |= column[bar]!;
}

function barsIn(marks: Int8Array): Int32Array {
  let bars = new Int32Array(1024);
  let count = 0;
  for (let from = 0; from < marks.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, marks.length);
    if (bars.length < count + BLOCK) {
      const wider = new Int32Array(2 * bars.length + BLOCK);
      wider.set(bars);
      bars = wider;
    }
    count = note(marks, from, to, bars, count);
  }
  return bars.slice(0, count);
}

/** Without a branch: each bar is written down, and only those that count move the pen on. */
function note(marks: Int8Array, from: number, to: number, bars: Int32Array, before: number): number {
  let count = before;
  for (let bar = from; bar < to; bar++) {
    bars[count] = bar;
    count += marks[bar]! & 1;
  }
  return count;
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
