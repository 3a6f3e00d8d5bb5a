// How does a comparison keep its runs whole, with the bars of each instrument once?

import { createBars } from "../../bars/columns.js";
import type { Bars } from "../../domain/bars.js";
import type { Run } from "../../domain/run.js";
import { sealedBlocks } from "../embed/blocks.js";
import type { EncodeTerms } from "../embed/encode.js";
import { elementOf } from "../embed/seal.js";
import { summaryOf } from "../json.js";
import { archivePrefix } from "./layout.js";

/**
 * Run number `k` as a report of its own would hold it, but over bars without prices, which deflate to nothing: those stand beside it
 * once for all runs of the instrument. What the strategy drew is left out: its lines are as large as the bars.
 */
export function archived(run: Run, k: number, terms: EncodeTerms): string {
  const bare = { ...run, bars: withoutPrices(run.bars), plotted: [] };
  return sealedBlocks(bare, { ...terms, summary: summaryOf(run) }, archivePrefix(k))
    .map(elementOf)
    .join("");
}

const kept = new WeakMap<Bars, Bars>();

function withoutPrices(bars: Bars): Bars {
  let bare = kept.get(bars);
  if (bare === undefined) {
    bare = createBars(bars.length);
    bare.time.set(bars.time.subarray(0, bars.length));
    bare.tradeDate.set(bars.tradeDate.subarray(0, bars.length));
    kept.set(bars, bare);
  }
  return bare;
}
