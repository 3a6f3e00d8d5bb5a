// Which screenshots stand in the page of a review?

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Review } from "../domain/review.js";
import { pagePicture } from "../journal/notes/page-picture.js";
import type { ShotsLeft } from "../report/review/panel.js";
import { byGap, worstDeviations } from "../report/review/worst.js";

/** Data URIs by name; null: it is not there, or no picture. */
export interface Shots {
  readonly shots: ReadonlyMap<string, string | null>;
  readonly shotsLeft: ShotsLeft;
}

/** Characters of all pictures together, the first one aside: a browser opens no page of a hundred megabytes in a moment. */
const MOST_TEXT = 20_000_000;

/** `worst`: of the trades whose notes are on the page; `all`: of every trade, the worst first, as long as there is room. */
export async function shotsOf(
  folder: string,
  review: Review,
  which: "worst" | "all" | "none",
  most = MOST_TEXT,
): Promise<Shots> {
  const shots = new Map<string, string | null>();
  const worst = new Set(worstDeviations(review).map(({ trade }) => trade.id));
  const left = new Set<string>();
  const without = new Set<string>();
  let text = 0;
  for (const { trade, note } of byGap(review)) {
    const isAsked = which === "all" || (which === "worst" && worst.has(trade.id));
    for (const name of note?.shots ?? []) {
      if (shots.has(name)) continue;
      const uri = isAsked && text < most ? await shotAt(join(folder, "shots", name), name) : undefined;
      if (uri === undefined) {
        left.add(name);
        without.add(trade.id);
        continue;
      }
      shots.set(name, uri);
      text += uri?.length ?? 0;
    }
  }
  return { shots, shotsLeft: { pictures: left.size, trades: without.size } };
}

async function shotAt(path: string, name: string): Promise<string | null> {
  try {
    return await pagePicture(readFileSync(path), name);
  } catch (error) {
    // A fault of the picture, or of the file system: the page says that it cannot be shown.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
