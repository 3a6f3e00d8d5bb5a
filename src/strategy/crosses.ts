// In which bars does one column cross another?

const BLOCK = 4096;

/**
 * +1 at a bar at which `line` stands above `other` and stood at or below it the bar before, −1 at the mirror of that, else 0.
 * Found once for two columns and kept as long as they are: who asks in every bar reads a byte.
 */
export function crossesOf(line: Float64Array, other: Float64Array): Int8Array {
  let others = known.get(line);
  if (others === undefined) known.set(line, (others = new WeakMap()));
  let crosses = others.get(other);
  if (crosses === undefined) {
    const length = Math.min(line.length, other.length);
    others.set(other, (crosses = new Int8Array(line.length)));
    for (let from = 1; from < length; from += BLOCK)
      mark(line, other, crosses, from, Math.min(from + BLOCK, length));
  }
  return crosses;
}

const known = new WeakMap<Float64Array, WeakMap<Float64Array, Int8Array>>();

function mark(line: Float64Array, other: Float64Array, crosses: Int8Array, from: number, to: number): void {
  let mine = line[from - 1]!;
  let theirs = other[from - 1]!;
  for (let bar = from; bar < to; bar++) {
    const [before, theirsBefore] = [mine, theirs];
    mine = line[bar]!;
    theirs = other[bar]!;
    if (mine > theirs) {
      if (before <= theirsBefore) crosses[bar] = 1;
    } else if (mine < theirs && before >= theirsBefore) crosses[bar] = -1;
  }
}
