// How does a finished comparison come back from its file, so that it can be drawn again?

import type { Comparison, PartBooks, SharedAccount } from "../../domain/comparison.js";
import { commonDays, dailyCorrelation } from "../../metric/correlation.js";
import { keepComparison } from "../compare/blocks.js";
import { type ComparisonRest, PART } from "../compare/layout.js";
import { sourcesOf } from "../compare/panel.js";
import { compareDocument, LARGEST } from "../compare-document.js";
import { canonical } from "../integrity.js";
import type { CompareDocument } from "../json.js";
import { blockId } from "./layout.js";
import { damaged, prefixesOf, restored, type StoredBlock, type StoredRun, textIn } from "./read-report.js";
import { restOf } from "./rest.js";

export interface StoredComparison {
  readonly comparison: Comparison;
  readonly version: string;
  readonly command: string;
  /** Key of the footing on which its curves were drawn. */
  readonly footing: string;
}

/**
 * `runs`: those of the same blocks, in their order. Null where these are no blocks of a comparison, or one of before comparisons held all that
 * their pages show.
 *
 * @throws Fault E510 altered
 */
export async function comparisonOf(
  blocks: readonly StoredBlock[],
  runs: readonly StoredRun[],
  name: string,
): Promise<StoredComparison | null> {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  if (!byId.has(blockId("", "comparison"))) return null;
  const rest = restOf<ComparisonRest>(textIn(byId, "comparison", "rest", name));
  const { cells: told, shared, footing, version, command, ...others } = rest;
  let at = 0;
  const cells = told.map(({ finished, ...cell }) => {
    if (!finished) return { ...cell, run: null };
    const stored = runs[at++];
    if (stored === undefined) throw damaged(name, `it holds no run ${at} of those that it says finished`);
    return { ...cell, run: stored.run };
  });
  if (at !== runs.length) throw damaged(name, `it holds ${runs.length} runs, and says that ${at} finished`);
  const finished = cells.flatMap(({ run }) => (run === null ? [] : [run]));
  const comparison: Comparison = {
    ...others,
    cells,
    correlation: {
      labels: cells
        .filter(({ run }) => run !== null)
        .map(({ strategy, instrument }) => `${strategy} ${instrument}`),
      matrix: dailyCorrelation(finished),
      days: commonDays(finished),
    },
    shared: shared && { ...shared, parts: await withBooks(shared.parts, blocks, byId, name) },
  };
  const [detail] = new Set(runs.map(({ meta }) => meta.detail));
  const sources = sourcesOf(runs.map(({ run, meta }) => ({ run, source: meta.source.join("\n") })));
  keepComparison(
    comparison,
    { version, command, normalise: footing, sources, ...(detail && { detail }) },
    blocks,
  );
  return { comparison, version, command, footing };
}

async function withBooks(
  parts: NonNullable<ComparisonRest["shared"]>["parts"],
  blocks: readonly StoredBlock[],
  byId: ReadonlyMap<string, StoredBlock>,
  name: string,
): Promise<SharedAccount["parts"]> {
  const prefixes = prefixesOf(blocks).filter((prefix) => PART.test(prefix));
  if (prefixes.length === 0) return parts;
  if (prefixes.length !== parts.length)
    throw damaged(name, `it holds the books of ${prefixes.length} of ${parts.length} parts of the account`);
  const whole: SharedAccount["parts"][number][] = [];
  for (const [k, part] of parts.entries()) {
    const { run } = (await restored(prefixes[k]!, byId, name)).run;
    const { inputs, fills, chain, cash, fundings, reasons, trades, open, daily, totals } = run;
    const books: PartBooks = {
      inputs,
      fills,
      chain,
      cash,
      fundings,
      reasons,
      trades,
      open,
      daily,
      totals,
    };
    whole.push({ ...part, books });
  }
  return whole;
}

/**
 * Which sections of a document are not what its runs come to. None where another Tickproof wrote it: what that computed may be defined another
 * way.
 */
export function alteredComparison(
  document: CompareDocument,
  stored: StoredComparison | null,
  version: string,
): readonly string[] {
  if (stored === null) return ["runs without what their comparison was"];
  if (stored.version !== version) return [];
  const allTrades = document.diffs.some(
    ({ trades }) => trades.length > LARGEST || trades.some(({ kind }) => kind === "same"),
  );
  const found: Readonly<Record<string, unknown>> = compareDocument(stored.comparison, { allTrades });
  const { embedded: _, ...told } = document;
  return Object.keys({ ...told, ...found }).filter(
    (name) => canonical(told[name as keyof typeof told]) !== canonical(found[name]),
  );
}
