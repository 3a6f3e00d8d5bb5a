// What does a comparison come to, worked out once for page, document and terminal?

import type { Comparison } from "../../domain/comparison.js";
import { type JointDrawdowns, jointDrawdowns } from "../../metric/joint-drawdowns.js";
import { type Paired, pairedDifference } from "../../metric/paired.js";
import { dayColumns } from "../../metric/run-days.js";
import {
  DEFAULT_WINDOW,
  type Difference,
  type DiffSums,
  diffColumns,
  diffSums,
  type TradeDiff,
  tradeDiff,
} from "../../metric/trade-diff.js";
import { type Finished, isFinished } from "./panel.js";
import { baselineOf, greyed } from "./standing.js";

export interface Entrant extends Finished {
  /** Place in the list of cells: what tells its column, colour and ids. */
  readonly at: number;
  readonly isBaseline: boolean;
  /** Why it is greyed; empty where it stands. */
  readonly greyed: readonly string[];
  /** Run less baseline; null for the baseline itself. */
  readonly paired: Paired | null;
}

/** The trades of two runs on one instrument. */
export interface PairDiff {
  readonly a: Entrant;
  readonly b: Entrant;
  readonly window: number;
  readonly diff: TradeDiff;
  readonly sums: DiffSums;
}

export interface CompareFacts {
  /** The cells that finished. */
  readonly entrants: readonly Entrant[];
  readonly baseline: Entrant | null;
  /** Null where fewer than two cells finished. */
  readonly joint: JointDrawdowns | null;
  /** On each instrument the baseline's strategy, or the first run there, against each other run there. */
  readonly diffs: readonly PairDiff[];
}

const known = new WeakMap<Comparison, CompareFacts>();

export function factsOf(comparison: Comparison): CompareFacts {
  let facts = known.get(comparison);
  if (facts === undefined) known.set(comparison, (facts = worked(comparison)));
  return facts;
}

function worked(comparison: Comparison): CompareFacts {
  const pinned = baselineOf(comparison);
  const entrants = comparison.cells.flatMap((cell, at): Entrant[] => {
    if (!isFinished(cell) || pinned === null) return [];
    const isBaseline = cell === pinned;
    return [
      {
        ...cell,
        at,
        isBaseline,
        greyed: greyed(cell.run, pinned.run),
        paired: isBaseline ? null : pairedDifference(dayColumns(pinned.run), dayColumns(cell.run)),
      },
    ];
  });
  const baseline = entrants.find(({ isBaseline }) => isBaseline) ?? null;
  return {
    entrants,
    baseline,
    joint: entrants.length < 2 ? null : jointDrawdowns(entrants.map(({ run }) => dayColumns(run))),
    diffs: baseline === null ? [] : pairsOf(entrants, baseline).map(([a, b]) => pairDiff(a, b)),
  };
}

function pairsOf(entrants: readonly Entrant[], baseline: Entrant): (readonly [Entrant, Entrant])[] {
  const instruments = [...new Set(entrants.map(({ instrument }) => instrument))];
  return instruments.flatMap((instrument) => {
    const there = entrants.filter((entrant) => entrant.instrument === instrument);
    const first = there.find(({ strategy }) => strategy === baseline.strategy) ?? there[0]!;
    return there.filter((entrant) => entrant !== first).map((entrant) => [first, entrant] as const);
  });
}

export function pairDiff(a: Entrant, b: Entrant, window = DEFAULT_WINDOW): PairDiff {
  const [ofA, ofB] = diffColumns(a.run, b.run);
  const diff = tradeDiff(ofA, ofB, window);
  return { a, b, window, diff, sums: diffSums(diff, ofA, ofB) };
}

export interface DiffLine {
  readonly kind: "only A" | "only B" | "changed" | "same";
  /** Index into the trades of each run; null where it has none. */
  readonly a: number | null;
  readonly b: number | null;
  readonly differs: readonly Difference[];
  /** Net in B less net in A. */
  readonly change: number;
}

/** All trades of a diff, what moved most money first; of equal ones the earlier entry. */
export function diffLines({ a, b, diff }: PairDiff): readonly DiffLine[] {
  const netA = (i: number) => a.run.trades[i]!.net;
  const netB = (i: number) => b.run.trades[i]!.net;
  const entry = ({ a: i, b: j }: DiffLine) =>
    i === null ? b.run.trades[j!]!.entryTime : a.run.trades[i]!.entryTime;
  const pair = (kind: "changed" | "same") => (one: TradeDiff["same"][number]) => ({
    kind,
    a: one.a,
    b: one.b,
    differs: one.differs,
    change: netB(one.b) - netA(one.a),
  });
  const lines: DiffLine[] = [
    ...diff.onlyA.map((i) => ({ kind: "only A" as const, a: i, b: null, differs: [], change: -netA(i) })),
    ...diff.onlyB.map((j) => ({ kind: "only B" as const, a: null, b: j, differs: [], change: netB(j) })),
    ...diff.changed.map(pair("changed")),
    ...diff.same.map(pair("same")),
  ];
  return lines.sort((x, y) => Math.abs(y.change) - Math.abs(x.change) || entry(x) - entry(y));
}
