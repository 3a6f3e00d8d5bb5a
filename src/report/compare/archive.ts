// How does a comparison keep its runs whole, with the bars of each instrument once?

import { createBars } from "../../bars/columns.js";
import type { Bars } from "../../domain/bars.js";
import type { PartBooks } from "../../domain/comparison.js";
import type { Run } from "../../domain/run.js";
import { fingerprintOf } from "../../engine/fingerprint.js";
import { sealedBlocks } from "../embed/blocks.js";
import { Texts, tradeColumns } from "../embed/columns-of.js";
import type { EncodeTerms } from "../embed/encode.js";
import type { SealedBlock } from "../embed/seal.js";
import { type RunDocument, summaryOf } from "../json.js";
import { archivePrefix, partPrefix } from "./layout.js";

/**
 * Run number `k` as a report of its own would hold it, but over bars without prices, which deflate to nothing: those stand beside it
 * once for all runs of the instrument. `lines`: with what the strategy drew, which without prices to foretell it by takes two to three times
 * as much as in a report of its own.
 */
export function archived(run: Run, k: number, terms: EncodeTerms, lines: boolean): readonly SealedBlock[] {
  const bare = { ...run, bars: withoutPrices(run.bars), ...(!lines && { plotted: [] }) };
  return sealedBlocks(bare, { ...terms, summary: summaryOf(run) }, archivePrefix(k));
}

/** What part number `k` of the shared account did over these bars. Its equity bar by bar is in no book: it stands as nothing. */
export function archivedPart(
  books: PartBooks,
  whole: Bars,
  k: number,
  terms: EncodeTerms,
): readonly SealedBlock[] {
  const bars = withoutPrices(whole);
  const nothing = new Float64Array(whole.length);
  const run: Run = {
    ...books,
    fingerprint: "",
    bars,
    equity: nothing,
    position: new Int32Array(whole.length),
    orders: [],
    events: [],
    bounds: { ambiguousTrades: 0, ambiguousBars: 0, adverseNet: 0, favourableNet: 0 },
    magnified: null,
    margin: { peakPercent: null, averagePercent: null, estimated: false, calls: [], rates: [] },
    plotted: [],
    warnings: [],
  };
  const trades = tradeColumns(run, new Texts(run.reasons));
  const fingerprint = fingerprintOf(run.fills, trades, nothing);
  // Nobody asks a part for metrics: they are those of an account, and a part has none of its own.
  const summary = {} as RunDocument["summary"];
  return sealedBlocks({ ...run, fingerprint }, { ...terms, summary }, partPrefix(k));
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
