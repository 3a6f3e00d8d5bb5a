// Into which bars do values fall?

import { binning } from "../../src/report/chart/bins.js";

export interface Bins {
  /** Edges, one more than there are bars; the outermost bars may hold everything beyond theirs. */
  readonly edges: readonly number[];
  readonly lowest: boolean;
  readonly highest: boolean;
}

/** As the document's histogram has them. */
export function binsOf(values: Float64Array, least: number, usual: number): Bins {
  const rising = values.slice().sort();
  const { width, from, count } = binning(rising, least, usual);
  // 0.1 × 3 is not 0.3 in binary: edges are written into filters, so they are rounded to what they mean.
  const edges = Array.from({ length: count + 1 }, (_, k) => Number(((from + k) * width).toPrecision(12)));
  return { edges, lowest: rising[0]! < edges[0]!, highest: rising.at(-1)! >= edges.at(-1)! };
}

/** How many of the chosen values fall into each bar; NaN into none. */
export function countIn(
  { edges, lowest, highest }: Bins,
  values: ArrayLike<number>,
  chosen: Int32Array,
): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const last = counts.length - 1;
  const width = (edges.at(-1)! - edges[0]!) / counts.length;
  for (const i of chosen) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    let k = Math.max(0, Math.min(last, Math.floor((value - edges[0]!) / width)));
    // What rounding of the division did is put right by the edges themselves, which filters compare with.
    while (k > 0 && value < edges[k]!) k--;
    while (k < last && value >= edges[k + 1]!) k++;
    if (value < edges[0]! ? lowest : value >= edges.at(-1)! ? highest : true) counts[k]!++;
  }
  return counts;
}
