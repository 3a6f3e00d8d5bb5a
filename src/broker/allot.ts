// How many contracts leave at each target?

/**
 * Whole contracts by largest remainder (Hamilton's method): each portion gets the whole part of its share, and what
 * is left goes to the largest fractions, the earlier target first among equals. Without rounding the last target
 * takes the rest, so the counts always add up to `contracts`. A single contract goes to the `single` target.
 *
 * Portions need not add up to one: what they leave over stays with the stop alone.
 */
export function allot(
  contracts: number,
  portions: readonly number[],
  single: "first" | "last" = "first",
): number[] {
  if (portions.length === 0) return [];
  if (contracts === 1) return oneAt(single === "first" ? 0 : portions.length - 1, portions.length);
  const covered = portions.reduce((sum, portion) => sum + portion, 0);
  const full = covered > 1 - 1e-9;
  // With portions short of the whole, the uncovered share competes for the remainders like a last target.
  const shares = (full ? portions : [...portions, 1 - covered]).map((portion) => portion * contracts);
  const counts = shares.map((share) => Math.floor(share + 1e-9));
  let left = contracts - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - counts[index]! }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    counts[index]! += 1;
    left--;
  }
  return full ? counts : counts.slice(0, -1);
}

const oneAt = (index: number, length: number): number[] =>
  Array.from({ length }, (_, k) => (k === index ? 1 : 0));

/**
 * An entry that fills in parts: `qty` more contracts after those in `given` went to targets and `opened` were opened in
 * all, so that together they are shared out as if they had filled at once, as far as no target must give one back.
 */
export function allotMore(
  given: readonly number[],
  opened: number,
  qty: number,
  portions: readonly number[],
  single: "first" | "last",
): number[] {
  const wanted = allot(opened + qty, portions, single);
  let room = qty;
  return wanted.map((count, k) => {
    const more = Math.min(room, Math.max(0, count - (given[k] ?? 0)));
    room -= more;
    return more;
  });
}
