// How are numbers summed up?

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** Arithmetic mean; null of nothing. */
export const mean = (values: ArrayLike<number>): number | null =>
  values.length === 0 ? null : sum(values) / values.length;

/**
 * Standard deviation of a sample (÷ n − 1), in two passes. Null of fewer than two values. Below a billionth of the
 * largest value it is 0: what rounding left of equal values, and a ratio over it would be absurd.
 */
export function sampleDeviation(values: ArrayLike<number>): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  let squares = 0;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i]! - middle) ** 2;
    largest = Math.max(largest, Math.abs(values[i]!));
  }
  const deviation = Math.sqrt(squares / (values.length - 1));
  return deviation <= 1e-9 * largest ? 0 : deviation;
}

/**
 * The value below which the share `p` of `sorted` (rising) lies, between two values in proportion.
 * Source: Hyndman and Fan (1996), type 7, as R's default. Null of nothing.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number | null {
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** Pearson's correlation. Null of fewer than three pairs, and where a side never moves. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const n = Math.min(a.length, b.length);
  const deviations = [sampleDeviation(a), sampleDeviation(b)];
  if (n < 3 || deviations.some((deviation) => deviation === null || deviation === 0)) return null;
  const [meanA, meanB] = [sum(a) / n, sum(b) / n];
  let both = 0;
  let onlyA = 0;
  let onlyB = 0;
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    both += x * y;
    onlyA += x * x;
    onlyB += y * y;
  }
  return Math.max(-1, Math.min(1, both / Math.sqrt(onlyA) / Math.sqrt(onlyB)));
}
