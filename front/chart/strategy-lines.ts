// Where do the lines that a strategy had drawn run through a view?

import type { PageData, PlotValues } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import { bucketSize, bucketStart, pickM4 } from "./buckets.js";
import type { Columns } from "./pane.js";
import type { Stretch } from "./source.js";

const picked = new Int32Array(65_536);
const overviews = new WeakMap<PageData, PlotValues | null>();

/** The values of the overview come after the first look; until then lines are missing from far away. */
export async function loadLines(page: PageData): Promise<void> {
  if (page.meta.plots.length > 0) overviews.set(page, await page.plots());
}

/** Points of all lines, by rising time. */
interface Known {
  readonly values: readonly Float64Array[];
  /** Number of the first of them: columns of the screen begin at multiples of `size` and do not move with what was fetched. */
  readonly offset: number;
  /** The points that a view wants, and how many of them share a column. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** In bars, of a point by its number. */
  x(point: number): number;
}

/**
 * Lines over one x: of each column of the screen the first, lowest, highest and last point of every line, from near of all bars, from
 * afar of the overview's buckets. Gaps stay gaps.
 */
export function linesAt(
  page: PageData,
  lines: readonly number[],
  view: View,
  columns: number,
  stretch: Stretch | null,
): Columns {
  if (lines.length === 0) return [[]];
  const isNear = stretch !== null && stretch.plots.length > 0;
  const known = isNear ? fromNear(stretch, view, columns) : fromAfar(page, view, columns);
  if (known === null) return [[], ...lines.map(() => [])];
  const points = pointsOf(known, lines);
  const { values, offset } = known;
  return [
    Float64Array.from(points, (point) => known.x(point + offset)),
    ...lines.map((line) => Float64Array.from(points, (point) => values[line]![point]!)),
  ];
}

/** Of several lines those of each: where one has its extremes the other has none. */
function pointsOf({ values, offset, from, to, size }: Known, lines: readonly number[]): Int32Array {
  const all = new Set<number>();
  for (const line of lines) {
    const n = pickM4(values[line]!, offset, from, to, size, picked, true);
    if (lines.length === 1) return picked.slice(0, n);
    for (let i = 0; i < n; i++) all.add(picked[i]!);
  }
  return Int32Array.from(all).sort();
}

function fromNear({ slice, plots }: Stretch, { from, to }: View, columns: number): Known {
  const size = bucketSize(to - from, columns);
  return {
    values: plots,
    offset: slice.from,
    from: from - size,
    to: to + size,
    size,
    x: (bar) => bar + 0.5,
  };
}

/** The points of a bucket are spread over its bars, the first and the last where they are. */
function fromAfar(page: PageData, { from, to }: View, columns: number): Known | null {
  const found = overviews.get(page);
  if (found == null) return null;
  const { bars } = page.meta;
  const { length } = page.overview;
  const each = Math.round(found.overview[0]!.length / length);
  const first = Math.floor((from * length) / bars) - 1;
  const end = Math.ceil((to * length) / bars) + 1;
  return {
    values: found.overview,
    offset: 0,
    from: Math.max(0, first) * each,
    to: Math.min(length, end) * each,
    size: each * bucketSize(end - first, columns),
    x(point) {
      const bucket = Math.floor(point / each);
      const last = bucketStart(bucket + 1, bars, length) - 0.5;
      if (each === 1) return last;
      const start = bucketStart(bucket, bars, length) + 0.5;
      return start + ((last - start) * (point % each)) / (each - 1);
    },
  };
}
