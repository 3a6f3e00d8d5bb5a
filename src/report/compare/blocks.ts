// What does the page of a comparison carry for its script?

import type { Comparison } from "../../domain/comparison.js";
import { NO_MOVES } from "../../domain/moves.js";
import type { Run, Trade } from "../../domain/run.js";
import { DAY_COLUMNS } from "../../metric/day-columns.js";
import { dayColumns } from "../../metric/run-days.js";
import { sealedBlocks } from "../embed/blocks.js";
import { detailFor } from "../embed/kept.js";
import { type Detail, FORMAT } from "../embed/layout.js";
import { pack } from "../embed/pack.js";
import { elementOf, sealed } from "../embed/seal.js";
import { Html } from "../html.js";
import { archived } from "./archive.js";
import { type Entrant, factsOf } from "./facts.js";
import { COMPARE_TRADES, type CompareMeta, hostPrefix, runBlock } from "./layout.js";
import { styleOf } from "./overlay.js";
import type { CompareContext } from "./panel.js";
import { greyed } from "./standing.js";

/** Results by date and trades of each run; the bars of each instrument once, not once a run. */
export function compareBlocks(comparison: Comparison, context: CompareContext): Html {
  const { entrants } = factsOf(comparison);
  const hosts = hostsOf(entrants);
  const meta = metaOf(comparison, entrants, hosts, context);
  let elements = elementOf(
    sealed({ name: "compare", n: entrants.length, packed: pack({ meta: [JSON.stringify(meta)] }) }),
  );
  for (const [k, { run }] of entrants.entries()) {
    const columns = dayColumns(run);
    const days = Object.fromEntries(DAY_COLUMNS.map((name) => [name, Float64Array.from(columns[name])]));
    elements += elementOf(sealed({ name: runBlock(k, "days"), n: columns.length, packed: pack(days) }));
    elements += elementOf(
      sealed({ name: runBlock(k, "trades"), n: run.trades.length, packed: tradesOf(run.trades) }),
    );
  }
  const { version, command } = context;
  const terms = { version, command, ...(context.detail && { detail: context.detail }) };
  for (const [k, { run }] of entrants.entries()) elements += archived(run, k, terms);
  for (const [h, on] of hosts.entries()) {
    for (const block of sealedBlocks(barsOf(on, terms.detail), terms, hostPrefix(h)))
      elements += elementOf(block);
  }
  return new Html(elements);
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

/** A run that did nothing over the bars: its blocks are those bars, and whatever else it has is next to nothing. */
function barsOf(on: readonly Entrant[], detail?: Detail): Run {
  const { run } = on[0]!;
  const { length } = run.bars;
  const none = Object.fromEntries(
    Object.entries(run.fills).map(([name, column]) => [
      name,
      ArrayBuffer.isView(column) ? (column as Int32Array).subarray(0, 0) : 0,
    ]),
  );
  return {
    ...run,
    // Where not all bars are kept, they are kept around the trades of all runs.
    trades: (detail ?? detailFor(length)) === "full" ? [] : tradesOn(on),
    fills: none as unknown as Run["fills"],
    moves: NO_MOVES,
    fundings: null,
    orders: [],
    events: [],
    daily: [],
    open: null,
    plotted: [],
    warnings: [],
    reasons: [],
    equity: new Float64Array(length),
    position: new Int32Array(length),
  };
}

const tradesOn = (on: readonly Entrant[]): Trade[] =>
  on
    .flatMap((entrant) => entrant.run.trades)
    .sort((a, b) => a.entryBar - b.entryBar)
    .map(bare);

const bare = (trade: Trade): Trade => ({ ...trade, entryReason: "", exitReason: "", legs: [] });
