// What does a comparison look like to another program?

import type { Comparison } from "../domain/comparison.js";
import { type Day, decimalOfMicro, quantityOf } from "../domain/money.js";
import type { Run, Trade } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { METRICS } from "../metric/all.js";
import { dailyProfits } from "../metric/daily.js";
import { NORMALISATIONS } from "../metric/normalise.js";
import { PAIRED, type Paired } from "../metric/paired.js";
import { type CompareFacts, diffLines, type Entrant, factsOf, type PairDiff } from "./compare/facts.js";
import { deltaOf } from "./compare/values.js";
import { averagePrice, camelCase } from "./format.js";
import { boundsOf, type CompareDocument, errorOf, exactOf, exactValue, summaryOf } from "./json.js";
import { booksRow } from "./shared-rows.js";
import { finite } from "./trade-row.js";
import { checksOf } from "./trust.js";

/** So many of a diff's trades stand in page and document, unless all are asked for. */
export const LARGEST = 20;

/** `tickproof.compare/1`: all that the page shows. Each cell's own document has its trades; `allTrades`: the diffs have all of theirs. */
export function compareDocument(comparison: Comparison, { allTrades = false } = {}): CompareDocument {
  const { cells, correlation, shared } = comparison;
  const facts = factsOf(comparison);
  return {
    schema: "tickproof.compare/1",
    firstDay: formatDay(comparison.firstDay),
    lastDay: formatDay(comparison.lastDay),
    strategies: [...comparison.strategies],
    instruments: [...comparison.instruments],
    baseline: facts.baseline && nameOf(facts.baseline),
    cut: (comparison.cut ?? []).map(({ instrument, firstDay, lastDay, bars }) => ({
      instrument,
      firstDay: formatDay(firstDay),
      lastDay: formatDay(lastDay),
      bars,
    })),
    cells: cells.map(({ strategy, instrument, run, fault }, at) => ({
      strategy,
      instrument,
      fingerprint: run?.fingerprint ?? null,
      summary: run && summaryOf(run),
      bounds: run && boundsOf(run),
      normalised: run && Object.fromEntries(NORMALISATIONS.map((way) => [way.key, exactOf(way, run)])),
      ...besideBaseline(facts, at),
      daily: run && earned(run),
      warnings: run ? [...run.warnings] : [],
      error: fault && errorOf(fault),
    })),
    correlation: {
      labels: [...correlation.labels],
      matrix: correlation.matrix.map((row) => row.map(finite)),
      days: (correlation.days ?? []).map((row) => [...row]),
    },
    joint: jointOf(facts),
    diffs: facts.diffs.map((pair) => diffRow(pair, allTrades)),
    shared: shared && {
      cash: decimalOfMicro(shared.cash),
      net: decimalOfMicro(shared.net),
      sumOfSingles: decimalOfMicro(shared.sumOfSingles),
      maxDrawdown: decimalOfMicro(shared.maxDrawdown),
      peakMarginPercent: finite(shared.peakMarginPercent),
      parts: shared.parts.map(({ books: _, ...part }) => ({ ...part, net: decimalOfMicro(part.net) })),
      daily: shared.daily.map(({ day, equity }) => ({
        date: formatDay(day),
        equity: decimalOfMicro(equity),
      })),
      books: booksRow(shared),
    },
    sharedError: comparison.sharedFault ? errorOf(comparison.sharedFault) : null,
    interrupted: comparison.interrupted,
  };
}

const nameOf = ({ strategy, instrument }: Entrant) => ({ strategy, instrument });
const dateOf = (day: Day | null): string | null => (day === null ? null : formatDay(day));

type CellRow = CompareDocument["cells"][number];

function besideBaseline(
  { entrants, baseline }: CompareFacts,
  at: number,
): Pick<CellRow, "standing" | "deltas" | "paired"> {
  const entrant = entrants.find((one) => one.at === at);
  if (entrant === undefined || baseline === null) return { standing: null, deltas: null, paired: null };
  return {
    standing: {
      baseline: entrant.isBaseline,
      greyed: [...entrant.greyed],
      checks: checksOf(entrant.run).map((check) => ({ ...check })),
    },
    deltas: entrant.isBaseline ? null : deltasOf(entrant.run, baseline.run),
    paired: entrant.paired && pairedRow(entrant.paired),
  };
}

const deltasOf = (run: Run, baseline: Run) =>
  Object.fromEntries(
    METRICS.map((metric) => [
      camelCase(metric.key),
      exactValue(metric, deltaOf(metric.of(run), metric.of(baseline))),
    ]),
  );

const pairedRow = ({ days, samples, level, differences }: Paired): NonNullable<CellRow["paired"]> => ({
  days,
  samples,
  level,
  differences: differences.map(({ key, difference, low, high }) => {
    const exact = (value: number | null) => exactValue(PAIRED.find((one) => one.key === key)!, value);
    return { key, difference: exact(difference)!, low: exact(low), high: exact(high) };
  }),
});

/** What was earned by the end of each trade date: the curve of the overlay. */
function earned(run: Run): { date: string; earned: string }[] {
  let sum = 0;
  return dailyProfits(run).map(({ day, profit }) => {
    sum += profit;
    return { date: formatDay(day), earned: decimalOfMicro(sum) };
  });
}

function jointOf({ joint, entrants }: CompareFacts): CompareDocument["joint"] {
  if (joint === null) return null;
  return {
    of: entrants.map(nameOf),
    counts: [...joint.counts],
    daily: Array.from(joint.days, (day, i) => ({
      date: formatDay(day),
      under: joint.under[i]!,
      depth: decimalOfMicro(joint.depth[i]!),
    })),
    deepest: joint.deepest.map(({ from, trough, end, depth, parts, under }) => ({
      from: dateOf(from),
      trough: formatDay(trough),
      end: dateOf(end),
      depth: decimalOfMicro(depth),
      parts: parts.map(decimalOfMicro),
      under,
    })),
  };
}

function diffRow(pair: PairDiff, allTrades: boolean): CompareDocument["diffs"][number] {
  const { a, b, window, diff, sums } = pair;
  const lines = diffLines(pair);
  return {
    instrument: a.instrument,
    a: a.strategy,
    b: b.strategy,
    window,
    onlyA: { trades: diff.onlyA.length, net: decimalOfMicro(sums.onlyA) },
    onlyB: { trades: diff.onlyB.length, net: decimalOfMicro(sums.onlyB) },
    changed: {
      trades: diff.changed.length,
      netA: decimalOfMicro(sums.changedA),
      netB: decimalOfMicro(sums.changedB),
    },
    same: { trades: diff.same.length, net: decimalOfMicro(sums.same) },
    outsideA: decimalOfMicro(outsideTrades(a.run)),
    outsideB: decimalOfMicro(outsideTrades(b.run)),
    trades: (allTrades ? lines : lines.filter(({ kind }) => kind !== "same").slice(0, LARGEST)).map(
      (line) => {
        const [mine, its] = [
          line.a === null ? null : a.run.trades[line.a]!,
          line.b === null ? null : b.run.trades[line.b]!,
        ];
        return {
          kind: line.kind,
          side: (mine ?? its)!.side > 0 ? "long" : "short",
          a: mine && versionOf(mine, a.run),
          b: its && versionOf(its, b.run),
          differs: [...line.differs],
          change: decimalOfMicro(line.change),
        };
      },
    ),
  };
}

/** Of a run's net what no finished trade holds: the open position, monthly fees, interest. */
export const outsideTrades = ({ totals, trades }: Run): number =>
  totals.net - trades.reduce((sum, { net }) => sum + net, 0);

function versionOf(trade: Trade, { inputs }: Run) {
  const { grid, lot } = instrumentOf(inputs.contract);
  return {
    n: trade.n,
    qty: quantityOf(trade.qty, lot),
    entryTime: formatInstant(trade.entryTime),
    entryPrice: averagePrice(trade.entrySum, trade.qty, grid),
    exitTime: formatInstant(trade.exitTime),
    exitPrice: averagePrice(trade.exitSum, trade.qty, grid),
    net: decimalOfMicro(trade.net),
  };
}
