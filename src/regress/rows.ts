// Which metrics differ, and is that within what the case allows?

import { MICRO } from "../domain/money.js";
import type { FigureUnit, Limit, MetricRow, SummaryFigures } from "../domain/regress.js";
import { FIGURES, type Figure, RUNTIME, worseOf } from "./figures.js";
import type { CaseTerms, Change, Guard, Tolerance } from "./terms.js";

/** Seconds of the run: then, and now; null where that is not known. */
export type Seconds = readonly [baseline: number | null, now: number | null];

/** Every metric, and the runtime where a guard asks for it. */
export function metricRows(
  baseline: SummaryFigures,
  now: SummaryFigures,
  terms: CaseTerms,
  seconds: Seconds,
): MetricRow[] {
  const rows = FIGURES.map((figure) => {
    const row = rowOf(figure, baseline[figure.key] ?? null, now[figure.key] ?? null, terms);
    // A metric that there was not yet is no difference.
    return figure.key in baseline ? row : { ...row, differs: false };
  });
  if (terms.guard[RUNTIME.key] === undefined) return rows;
  // It never is the same twice, so it is no difference of results: only its guard speaks.
  return [...rows, { ...rowOf(RUNTIME, ...seconds, terms), differs: false }];
}

function rowOf(
  { key, label, unit }: Figure,
  baseline: number | null,
  now: number | null,
  { tolerance, guard }: CaseTerms,
): MetricRow {
  const delta = baseline === null || now === null ? null : now - baseline;
  const allowed = tolerance[key];
  return {
    key,
    label,
    unit,
    baseline,
    now,
    delta,
    differs: baseline !== now,
    tolerance: allowed === undefined ? null : toleranceOf(allowed, unit, baseline, now),
    guards: guard[key] === undefined ? [] : guardsOf(guard[key], key, unit, baseline, now),
  };
}

/** Money is written in dollars in case.toml, and is micro-dollars here. */
const scaleOf = (unit: FigureUnit): number => (unit === "usd" ? MICRO : 1);

function toleranceOf(
  { abs, rel }: Tolerance,
  unit: FigureUnit,
  baseline: number | null,
  now: number | null,
): Limit {
  const delta = baseline === null || now === null ? null : now - baseline;
  const texts = [...(abs === null ? [] : [`tol ${abs}`]), ...(rel === null ? [] : [`tol ${percent(rel)}`])];
  const size = Math.abs(delta ?? 0);
  // A number that came or went is no small change.
  const met =
    delta !== null &&
    ((abs !== null && size <= abs * scaleOf(unit) * (1 + 1e-12)) ||
      (rel !== null && size <= rel * Math.abs(baseline!) * (1 + 1e-12)));
  return { text: texts.join(" or "), met: met || baseline === now, came: null };
}

/** A metric that does not exist cannot keep a bound; one that did not exist before cannot have become worse. */
function guardsOf(
  { min, max, worseBy, within, level }: Guard,
  key: string,
  unit: FigureUnit,
  baseline: number | null,
  now: number | null,
): MetricRow["guards"] {
  const scale = scaleOf(unit);
  const guards: (MetricRow["guards"][number] | null)[] = [
    min === null ? null : { text: `min ${min}`, met: now !== null && now >= min * scale, came: null, level },
    max === null ? null : { text: `max ${max}`, met: now !== null && now <= max * scale, came: null, level },
    worseBy === null ? null : { ...changed("worseBy", worseBy, worseOf(key), unit, baseline, now), level },
    within === null ? null : { ...changed("within", within, null, unit, baseline, now), level },
  ];
  return guards.filter((guard) => guard !== null);
}

/** `worse`: which direction counts; null: both. */
function changed(
  name: string,
  change: Change,
  worse: 1 | -1 | null,
  unit: FigureUnit,
  baseline: number | null,
  now: number | null,
): Limit {
  const text = `${name} ${"share" in change ? percent(change.share) : change.amount}`;
  if (baseline === null || now === null)
    return { text, met: baseline === now || baseline === null, came: null };
  const delta = now - baseline;
  const by = worse === null ? Math.abs(delta) : Math.max(0, worse * delta);
  const allowed = "share" in change ? change.share * Math.abs(baseline) : change.amount * scaleOf(unit);
  const came = baseline === 0 || by === 0 ? null : percent(by / Math.abs(baseline));
  return { text, met: by <= allowed * (1 + 1e-12), came };
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))}%`;
