// How many contracts leave at each target?

/**
 * Whole contracts by largest remainder (Hamilton's method): each portion gets the whole part of its share, and what
 * is left goes to the largest fractions, the earlier target first among equals. Without rounding the last target
 * takes the rest, so the counts always add up to `contracts`. A single contract goes to the first target.
 *
 * Portions need not add up to one: what they leave over stays with the stop alone.
 */
export function allot(contracts: number, portions: readonly number[]): number[] {
  if (portions.length === 0) return [];
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
  if (contracts === 1 && counts[0] === 0) counts.fill(0).splice(0, 1, 1);
  return full ? counts : counts.slice(0, -1);
}
