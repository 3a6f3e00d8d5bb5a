// How much must a percentile interval cut off, so that it covers what it says when the dates are few?

import { normalCdf } from "./normal.js";

/**
 * The share of bootstrap samples to cut off on one side where `tail` is meant, with `n` drawn from: Φ(−√(n ÷ (n − 1)) × t), t the quantile of
 * Student's distribution with n − 1 degrees of freedom. Source: Hesterberg (2015), "What Teachers Should Know About the Bootstrap", the
 * expanded percentile interval.
 */
export const expandedTail = (tail: number, n: number): number =>
  normalCdf(-Math.sqrt(n / (n - 1)) * studentQuantile(1 - tail, n - 1));

/** Of Student's t, for `p` above one half. By halving: the distribution rises, and a review asks for a dozen of them. */
export function studentQuantile(p: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentCdf(high, degrees) < p) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The share below `t` ≥ 0: finite sums of powers of the cosine of θ = atan(t ÷ √degrees), one for odd degrees and one for even.
 * Source: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
 */
function studentCdf(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cos : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= (cos * cos * (k - 1)) / k;
    sum += term;
  }
  const inside = isOdd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum;
  return (1 + inside) / 2;
}
