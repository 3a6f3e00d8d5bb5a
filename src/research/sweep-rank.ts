// Which combination is the best one, and does it stand on a plateau or on a needle?

import { placesOf, type Sweep, type SweepPart } from "../domain/sweep.js";
import { sampleDeviation } from "../indicator/statistics.js";
import { type Deflated, deflatedSharpe, luckySharpe } from "../metric/deflated.js";
import { directionOf } from "../metric/figures.js";

/** How far a neighbour may lie from a combination to be like it, as a share of its value. */
const LIKE = 0.2;
/** Share of neighbours that must be like it for a plateau. */
const MOST = 2 / 3;

/** Rows with a value, best first; of equal ones the first. */
export function ranked(part: SweepPart, key: string): Int32Array {
  const direction = directionOf(key);
  const values = part.figures[key]!;
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) rows.push(row);
  return Int32Array.from(rows).sort((a, b) => direction * (values[b]! - values[a]!) || a - b);
}

/** Null where no combination has a value. */
export function bestRow(part: SweepPart, key: string): number | null {
  const direction = directionOf(key);
  const values = part.figures[key]!;
  let best: number | null = null;
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue;
    if (best === null || direction * (values[row]! - values[best]!) > 0) best = row;
  }
  return best;
}

/** Neighbours of a combination, and how many of them are like it. */
export interface Surroundings {
  readonly row: number;
  readonly like: number;
  readonly neighbours: number;
}

/**
 * The best combination of those that at least two thirds of their neighbours are like, within 20 % of its value: what chance chose
 * has none such around it. A neighbour takes the next or the same value of every parameter, of those with
 * numbers; one that failed is unlike. With more than five such parameters only one may differ. Null where there is none, and for drawn
 * combinations, which have no neighbours.
 */
export function plateau(sweep: Sweep, part: SweepPart, key: string): Surroundings | null {
  const around = neighbourhood(sweep);
  if (around === null) return null;
  const direction = directionOf(key);
  const values = part.figures[key]!;
  let best: Surroundings | null = null;
  for (let row = 0; row < sweep.rows; row++) {
    const value = values[row]!;
    if (Number.isNaN(value) || (best !== null && direction * (value - values[best.row]!) <= 0)) continue;
    const found = surroundings(around, values, row);
    if (found.neighbours > 0 && found.like >= MOST * found.neighbours) best = found;
  }
  return best;
}

/** Null for drawn combinations. */
export function surroundingsOf(sweep: Sweep, part: SweepPart, key: string, row: number): Surroundings | null {
  const around = neighbourhood(sweep);
  return around === null ? null : surroundings(around, part.figures[key]!, row);
}

interface Neighbourhood {
  readonly sweep: Sweep;
  /** Steps along each axis to all neighbours. */
  readonly steps: readonly (readonly number[])[];
  /** Rows from one value of an axis to the next. */
  readonly strides: readonly number[];
}

const MOST_AXES = 5;

function neighbourhood(sweep: Sweep): Neighbourhood | null {
  if (sweep.numbers !== null) return null;
  const { axes } = sweep;
  const ordered = axes.map(({ type, values }) => values.length > 1 && (type === "int" || type === "float"));
  const alone = ordered.filter(Boolean).length > MOST_AXES;
  let steps: number[][] = [[]];
  for (const moves of ordered) {
    const ways = moves ? [-1, 0, 1] : [0];
    steps = steps.flatMap((step) => ways.map((way) => [...step, way]));
    if (alone) steps = steps.filter((step) => step.filter((way) => way !== 0).length <= 1);
  }
  const strides = axes.map((_, k) => axes.slice(k + 1).reduce((n, { values }) => n * values.length, 1));
  return { sweep, strides, steps: steps.filter((step) => step.some((way) => way !== 0)) };
}

function surroundings(
  { sweep, steps, strides }: Neighbourhood,
  values: Float64Array,
  row: number,
): Surroundings {
  const places = placesOf(sweep.axes, row);
  const value = values[row]!;
  let [like, neighbours] = [0, 0];
  for (const step of steps) {
    if (step.some((way, k) => !(places[k]! + way >= 0 && places[k]! + way < sweep.axes[k]!.values.length)))
      continue;
    neighbours++;
    const other = values[step.reduce((at, way, k) => at + way * strides[k]!, row)]!;
    if (Math.abs(other - value) <= LIKE * Math.abs(value)) like++;
  }
  return { row, like, neighbours };
}

/** `deflatedSharpe` of a row among all that finished. Null where it has no Sharpe ratio, or is the only one with one. */
export function deflated({ figures, skewness, kurtosis, days }: SweepPart, row: number): Deflated | null {
  const all = figures.sharpe!.filter((value) => !Number.isNaN(value));
  const sharpe = figures.sharpe![row]!;
  const deviation = sampleDeviation(all);
  if (Number.isNaN(sharpe) || deviation === null) return null;
  const trials = { count: all.length, variance: deviation ** 2 };
  const candidate = { sharpe, skewness: skewness[row]!, kurtosis: kurtosis[row]!, days };
  const probability = deflatedSharpe(candidate, trials);
  return probability === null ? null : { sharpe, lucky: luckySharpe(trials), probability, tried: all.length };
}
