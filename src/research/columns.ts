// Where do the runs of this process find columns that earlier ones have computed?

import { noticeWrites } from "../bars/written.js";
import type { Bars } from "../domain/bars.js";
import { SharedColumns } from "../strategy/shared-columns.js";

/** One for the process: columns belong to their bars, and go with them. Programs may write into bars between two runs. */
let kept: SharedColumns | null = null;

/** For runs over these bars; null where nothing is to be shared. The budget is that of the latest call. */
export function sharedColumns(bars: readonly Bars[], bytes: number): SharedColumns | null {
  for (const each of bars) noticeWrites(each);
  if (bytes === 0) return null;
  kept ??= new SharedColumns({ budget: bytes, watchful: true });
  kept.budget = bytes;
  for (const each of bars) kept.know(each);
  return kept;
}
