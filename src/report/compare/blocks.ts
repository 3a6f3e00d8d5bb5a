// What does the page of a comparison carry for its script?

import { booksOf } from "../../accountant/shared-books.js";
import type { Comparison } from "../../domain/comparison.js";
import type { Run, Trade } from "../../domain/run.js";
import { DAY_COLUMNS } from "../../metric/day-columns.js";
import { dayColumns } from "../../metric/run-days.js";
import { sealedBlocks } from "../embed/blocks.js";
import { idleRun } from "../embed/idle-run.js";
import { detailFor } from "../embed/kept.js";
import { type Detail, FORMAT } from "../embed/layout.js";
import { pack } from "../embed/pack.js";
import { restText } from "../embed/rest.js";
import { elementOf, type SealedBlock, sealed } from "../embed/seal.js";
import { Html } from "../html.js";
import { archived, archivedPart } from "./archive.js";
import { type Entrant, factsOf } from "./facts.js";
import { COMPARE_TRADES, type CompareMeta, type ComparisonRest, hostPrefix, runBlock } from "./layout.js";
import { styleOf } from "./overlay.js";
import type { CompareContext } from "./panel.js";
import { greyed } from "./standing.js";

export const compareBlocks = (comparison: Comparison, context: CompareContext): Html =>
  new Html(sealedComparison(comparison, context).map(elementOf).join(""));

/** The same as the document of a comparison has them, with all bars. */
export const embeddedComparison = (comparison: Comparison, context: CompareContext) =>
  sealedComparison(comparison, { ...context, detail: "full" }).map(({ id, n, sha256, deflated }) => ({
    id,
    n,
    sha256,
    base64: deflated.toString("base64"),
  }));

/** The page of a comparison and its document hold the same blocks. */
const latest = new WeakMap<Comparison, { readonly key: string; readonly blocks: readonly SealedBlock[] }>();

/** A comparison that came from such blocks has them again on the same terms: lines were rounded once, and need not be rounded anew. */
export function keepComparison(
  comparison: Comparison,
  context: CompareContext,
  stored: readonly { id: string; n: number; sha256: string; base64: string }[],
): void {
  const blocks = stored.map(({ base64, ...block }) => ({
    ...block,
    deflated: Buffer.from(base64, "base64"),
  }));
  latest.set(comparison, { key: keyOf(comparison, context), blocks });
}

/** Results by date and trades of each run, each run whole, and the bars of each instrument once, not once a run. */
function sealedComparison(comparison: Comparison, context: CompareContext): readonly SealedBlock[] {
  const key = keyOf(comparison, context);
  const before = latest.get(comparison);
  if (before?.key === key) return before.blocks;
  const blocks = [...blocksIn(comparison, context)];
  latest.set(comparison, { key, blocks });
  return blocks;
}

function keyOf(
  { cells }: Comparison,
  { version, command, normalise = "raw", detail, sources }: CompareContext,
): string {
  const details = cells.map(({ run }) => detail ?? detailFor(run?.bars.length ?? 0));
  const texts = cells.map(({ run }) => (run && sources?.get(run)) ?? null);
  return JSON.stringify([version, command, normalise, details, texts]);
}

/** Values of lines that a comparison keeps, of all its runs together: about two megabytes. Past them it keeps none. */
const MOST_VALUES = 2_000_000;

function* blocksIn(comparison: Comparison, context: CompareContext): Generator<SealedBlock> {
  const { entrants } = factsOf(comparison);
  const hosts = hostsOf(entrants);
  const meta = metaOf(comparison, entrants, hosts, context);
  yield sealed({ name: "compare", n: entrants.length, packed: pack({ meta: [JSON.stringify(meta)] }) });
  for (const [k, { run }] of entrants.entries()) {
    const columns = dayColumns(run);
    const days = Object.fromEntries(DAY_COLUMNS.map((name) => [name, Float64Array.from(columns[name])]));
    yield sealed({ name: runBlock(k, "days"), n: columns.length, packed: pack(days) });
    yield sealed({ name: runBlock(k, "trades"), n: run.trades.length, packed: tradesOf(run.trades) });
  }
  const { version, command } = context;
  const terms = { version, command, ...(context.detail && { detail: context.detail }) };
  const values = entrants.reduce((sum, { run }) => sum + run.plotted.length * run.bars.length, 0);
  for (const [k, { run }] of entrants.entries()) {
    const strategySource = context.sources?.get(run);
    const own = { ...terms, ...(strategySource !== undefined && { strategySource }) };
    yield* archived(run, k, own, values <= MOST_VALUES);
  }
  for (const [h, on] of hosts.entries()) yield* sealedBlocks(barsOf(on, terms.detail), terms, hostPrefix(h));
  const parts = comparison.shared === null ? null : booksOf(comparison.shared);
  // Each part is a run that finished, in their order.
  for (const [k, books] of (parts ?? []).entries())
    yield* archivedPart(books, entrants[k]!.run.bars, k, terms);
  const rest = restText(restOf(comparison, meta, context));
  yield sealed({ name: "comparison", n: 1, packed: pack({ rest: [rest] }) });
}

function restOf(
  { cells, shared, correlation: _, ...comparison }: Comparison,
  { footing }: CompareMeta,
  { version, command }: CompareContext,
): ComparisonRest {
  return {
    ...comparison,
    footing,
    version,
    command,
    cells: cells.map(({ run, ...cell }) => ({ ...cell, finished: run !== null })),
    shared: shared && { ...shared, parts: shared.parts.map(({ books: _, ...part }) => part) },
  };
}

/** Runs over the same bars of the same contract. */
function hostsOf(entrants: readonly Entrant[]): readonly (readonly Entrant[])[] {
  const hosts = new Map<string, Entrant[]>();
  for (const entrant of entrants) {
    const { data, contract } = entrant.run.inputs;
    const name = [contract.symbol, data.sha256, data.timeframeMs, data.from, entrant.run.bars.length].join();
    const on = hosts.get(name);
    if (on === undefined) hosts.set(name, [entrant]);
    else on.push(entrant);
  }
  return [...hosts.values()];
}

function metaOf(
  { strategies, instruments, cells }: Comparison,
  entrants: readonly Entrant[],
  hosts: readonly (readonly Entrant[])[],
  { normalise }: CompareContext,
): CompareMeta {
  return {
    format: FORMAT,
    footing: normalise ?? "raw",
    baseline: entrants.findIndex(({ isBaseline }) => isBaseline),
    columns: cells.length,
    hosts: hosts.length,
    runs: entrants.map((entrant) => ({
      at: entrant.at,
      strategy: entrant.strategy,
      instrument: entrant.instrument,
      host: hosts.findIndex((on) => on.includes(entrant)),
      style: styleOf(entrant, strategies, instruments),
      cash: entrant.run.inputs.account.cash,
      net: entrant.run.totals.net,
      peakMargin: dayColumns(entrant.run).peakMargin,
      greyed: entrants.map(({ run }) => greyed(entrant.run, run)),
    })),
  };
}

function tradesOf(trades: readonly Trade[]): Uint8Array {
  const reasons = [...new Set(trades.flatMap(({ entryReason, exitReason }) => [entryReason, exitReason]))];
  const at = new Map(reasons.map((reason, i) => [reason, i]));
  return pack({
    ...Object.fromEntries(
      COMPARE_TRADES.map((name) => [name, Float64Array.from(trades, (trade) => trade[name])]),
    ),
    entryReason: Int32Array.from(trades, ({ entryReason }) => at.get(entryReason)!),
    exitReason: Int32Array.from(trades, ({ exitReason }) => at.get(exitReason)!),
    reasons,
  });
}

/** Where not all bars are kept, they are kept around the trades of all runs. */
function barsOf(on: readonly Entrant[], detail?: Detail): Run {
  const { run } = on[0]!;
  const isFull = (detail ?? detailFor(run.bars.length)) === "full";
  return idleRun(run, run.bars, isFull ? [] : tradesOn(on));
}

const tradesOn = (on: readonly Entrant[]): Trade[] =>
  on
    .flatMap((entrant) => entrant.run.trades)
    .sort((a, b) => a.entryBar - b.entryBar)
    .map(bare);

const bare = (trade: Trade): Trade => ({ ...trade, entryReason: "", exitReason: "", legs: [] });
