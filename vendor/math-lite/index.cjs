// What are the mean, median, mode, standard deviation and variance of the values that exist?
"use strict";

/** Missing values (NaN, null, undefined) are no values: they are skipped everywhere alike. Text is a mistake. */
function present(values) {
  const found = Array.from(values).filter((value) => value !== null && value !== undefined && !Number.isNaN(value));
  for (const value of found) {
    if (typeof value !== "number" && typeof value !== "boolean") {
      throw new TypeError(`Not a number: ${JSON.stringify(value)}`);
    }
  }
  return found.map(Number);
}

function mean(values) {
  const found = present(values);
  return found.reduce((sum, value) => sum + value, 0) / found.length; // 0 / 0 is NaN: no values, no mean
}

function median(values) {
  const sorted = present(values).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** All values that occur most often, in order of first appearance. Here text may be counted too. */
function mode(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([value]) => value);
}

/** Of a sample: divided by n − 1, in two passes. One value has none: NaN, not 0. */
function variance(values) {
  const found = present(values);
  if (found.length < 2) return Number.NaN;
  const middle = mean(found);
  return found.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (found.length - 1);
}

const std = (values) => Math.sqrt(variance(values));

module.exports = { mean, median, mode, std, variance };
