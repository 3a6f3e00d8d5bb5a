// In which bars does one column cross another, or a level?

const BLOCK = 4096;

/**
 * The bars at which `line` stands above `other` and stood at or below it the bar before, or the mirror of that: rising, each as
 * 2 × bar, and 1 more where it went above. Found once for a run, and for those that follow it with the same columns. There are few
 * of them: who asks in every bar looks at the next one only.
 */
export function crossesOf(line: Float64Array, other: Float64Array | number): Int32Array {
  const hit = recent.find((kept) => kept.line.deref() === line && otherOf(kept) === other);
  if (hit !== undefined) return hit.crosses;
  const length = typeof other === "number" ? line.length : Math.min(line.length, other.length);
  let count = 0;
  for (let from = 1; from < length; from += BLOCK) {
    const to = Math.min(from + BLOCK, length);
    const room = roomFor(count);
    if (typeof other === "number") count = markLevel(line, other, from, to, room, count);
    else count = mark(line, other, from, to, room, count);
  }
  const crosses = scratch.slice(0, count);
  const kept = typeof other === "number" ? other : new WeakRef(other);
  recent.unshift({ line: new WeakRef(line), other: kept, crosses });
  recent.length = Math.min(recent.length, RECENT);
  return crosses;
}

/** What crosses are written into before it is known how many there are. */
let scratch = new Int32Array(BLOCK);

/** Room for another block behind `count` crosses. */
function roomFor(count: number): Int32Array {
  if (scratch.length >= count + BLOCK) return scratch;
  const wider = new Int32Array(2 * scratch.length + BLOCK);
  wider.set(scratch);
  scratch = wider;
  return wider;
}

interface Kept {
  readonly line: WeakRef<Float64Array>;
  readonly other: WeakRef<Float64Array> | number;
  readonly crosses: Int32Array;
}

const otherOf = ({ other }: Kept): Float64Array | number | undefined =>
  typeof other === "number" ? other : other.deref();

/** A few, newest first: a sweep makes thousands of pairs, and asks for none of them again. */
const RECENT = 4;
let recent: Kept[] = [];

/** A run begins, before which a program may have written into its bars: what is no computed column may be another by now. */
export function keepCrossesOf(isComputed: (column: Float64Array) => boolean): void {
  const isKept = (column: Float64Array | undefined) => column !== undefined && isComputed(column);
  recent = recent.filter(
    (kept) => isKept(kept.line.deref()) && (typeof kept.other === "number" || isKept(kept.other.deref())),
  );
}

/** The bars of crosses, or of several kinds of them, rising and each once. */
export function barsOf(crosses: readonly Int32Array[]): Int32Array {
  const bars = crosses.map(barsAlone);
  return bars.length === 0 ? new Int32Array(0) : bars.reduce(together);
}

function barsAlone(crosses: Int32Array): Int32Array {
  const bars = new Int32Array(crosses.length);
  for (let k = 0; k < crosses.length; k++) bars[k] = crosses[k]! >> 1;
  return bars;
}

/** Of two that rise, each bar once. To sort both as one takes nine times as long (35,000 bars each). */
function together(one: Int32Array, other: Int32Array): Int32Array {
  const all = new Int32Array(one.length + other.length);
  let count = 0;
  let k = 0;
  let j = 0;
  while (k < one.length && j < other.length) {
    const mine = one[k]!;
    const theirs = other[j]!;
    all[count++] = Math.min(mine, theirs);
    if (mine <= theirs) k++;
    if (theirs <= mine) j++;
  }
  const rest = k < one.length ? one.subarray(k) : other.subarray(j);
  all.set(rest, count);
  return all.subarray(0, count + rest.length);
}

/** `from` is 1 or more. */
function mark(
  line: Float64Array,
  other: Float64Array,
  from: number,
  to: number,
  crosses: Int32Array,
  before: number,
): number {
  let count = before | 0;
  let bar = from | 0;
  while (bar < to) {
    // Between two crosses one stands above the other: no more need be asked of a bar than whether it still does.
    if (line[bar - 1]! > other[bar - 1]!) bar = firstNotAbove(line, other, bar, to);
    else if (line[bar - 1]! < other[bar - 1]!) bar = firstNotAbove(other, line, bar, to);
    if (bar === to) break;
    if (line[bar]! > other[bar]!) {
      if (line[bar - 1]! <= other[bar - 1]!) crosses[count++] = 2 * bar + 1;
    } else if (line[bar]! < other[bar]! && line[bar - 1]! >= other[bar - 1]!) crosses[count++] = 2 * bar;
    bar = (bar + 1) | 0;
  }
  return count;
}

/** Four bars a turn of the loop; `to` where there is none. */
function firstNotAbove(above: Float64Array, below: Float64Array, from: number, to: number): number {
  let bar = from | 0;
  for (const last = (to - 3) | 0; bar < last; bar = (bar + 4) | 0) {
    if (!(above[bar]! > below[bar]!)) return bar;
    const second = (bar + 1) | 0;
    if (!(above[second]! > below[second]!)) return second;
    const third = (bar + 2) | 0;
    if (!(above[third]! > below[third]!)) return third;
    const fourth = (bar + 3) | 0;
    if (!(above[fourth]! > below[fourth]!)) return fourth;
  }
  for (; bar < to; bar = (bar + 1) | 0) if (!(above[bar]! > below[bar]!)) return bar;
  return to;
}

function markLevel(
  line: Float64Array,
  level: number,
  from: number,
  to: number,
  crosses: Int32Array,
  before: number,
): number {
  let count = before;
  let mine = line[from - 1]!;
  for (let bar = from; bar < to; bar++) {
    const then = mine;
    mine = line[bar]!;
    if (mine > level) {
      if (then <= level) crosses[count++] = 2 * bar + 1;
    } else if (mine < level && then >= level) crosses[count++] = 2 * bar;
  }
  return count;
}
