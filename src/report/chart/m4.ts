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
    let first = -1;
    let last = -1;
    let low = -1;
    let high = -1;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      if (first < 0) first = low = high = i;
      if (value < values[low]!) low = i;
      if (value > values[high]!) high = i;
      last = i;
    }
    if (first < 0) continue;
    const inner = low < high ? [low, high] : [high, low];
    for (const i of [first, ...inner, last]) if (picked[picked.length - 1] !== i) picked.push(i);
  }
  return picked;
}
