// Which points of a long line must be drawn so that no extreme is lost?

/**
 * M4 (Jugel, Jerzak, Hackenbroich, Markl: "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014): of every pixel
 * column the first, lowest, highest and last point. The drawn line is the one that all points would have drawn.
 * Returns rising indices; NaN values are passed over.
 */
export function m4(values: ArrayLike<number>, columns: number): readonly number[] {
  const length = values.length;
  const picked: number[] = [];
  const width = Math.max(1, length / columns);
  for (let column = 0; column * width < length; column++) {
    const from = Math.floor(column * width);
    const to = Math.min(length, Math.floor((column + 1) * width));
    pickColumn(values, from, to, picked);
  }
  return picked;
}

function pickColumn(values: ArrayLike<number>, from: number, to: number, picked: number[]): void {
  let first = from;
  while (first < to && Number.isNaN(values[first]!)) first++;
  if (first === to) return;
  let [last, low, high] = [first, first, first];
  let lowest = values[first]!;
  let highest = lowest;
  for (let i = first + 1; i < to; i++) {
    const value = values[i]!;
    if (value < lowest) {
      low = i;
      lowest = value;
    } else if (value > highest) {
      high = i;
      highest = value;
    } else if (Number.isNaN(value)) continue;
    last = i;
  }
  for (const i of [first, Math.min(low, high), Math.max(low, high), last]) {
    if (picked[picked.length - 1] !== i) picked.push(i);
  }
}
