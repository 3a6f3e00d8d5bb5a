// Where do the lines that a strategy had drawn run through a view?

import type { PageData, PlotValues } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import { bucketStart, pickM4 } from "./buckets.js";
import type { Columns } from "./pane.js";
import type { Stretch } from "./source.js";

const picked = new Int32Array(65_536);
const overviews = new WeakMap<PageData, PlotValues | null>();

/** The values of the overview come after the first look; until then lines are missing from far away. */
export async function loadLines(page: PageData): Promise<void> {
  if (page.meta.plots.length > 0) overviews.set(page, await page.plots());
}

/**
 * Lines over one x: from near bar by bar, or the turning points of the first line where bars share a pixel; from afar the overview's
 * buckets. Gaps stay gaps.
 */
export function linesAt(
  page: PageData,
  lines: readonly number[],
  view: View,
  columns: number,
  stretch: Stretch | null,
): Columns {
  if (lines.length === 0) return [[]];
  if (stretch !== null && stretch.plots.length > 0) {
    const { slice, plots } = stretch;
    const size = Math.max(1, Math.ceil((view.to - view.from) / columns));
    const n = pickM4(plots[lines[0]!]!, slice.from, view.from - size, view.to + size, size, picked);
    const x = Array.from({ length: n }, (_, i) => slice.from + picked[i]! + 0.5);
    return [x, ...lines.map((line) => x.map((_, i) => plots[line]![picked[i]!]!))];
  }
  const found = overviews.get(page);
  if (found == null) return [[], ...lines.map(() => [])];
  const { bars } = page.meta;
  const length = found.overview[lines[0]!]!.length;
  const first = Math.max(0, Math.floor((view.from * length) / bars) - 1);
  const end = Math.min(length, Math.ceil((view.to * length) / bars) + 1);
  const x: number[] = [];
  for (let i = first; i < end; i++) x.push(bucketStart(i + 1, bars, length) - 0.5);
  return [x, ...lines.map((line) => x.map((_, i) => found.overview[line]![first + i]!))];
}
