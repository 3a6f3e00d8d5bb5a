// What does a sweep look like to another program?

import type { z } from "zod";
import { type Sweep, type SweepPart, varied } from "../domain/sweep.js";
import type { LookAhead } from "../domain/verified.js";
import { formatDay } from "../instrument/time.js";
import { metricOf } from "../metric/all.js";
import { bestRow, deflated, plateau, surroundingsOf } from "../research/sweep-rank.js";
import { camelCase } from "./format.js";
import { errorOf, exactValue, lookAheadOf } from "./json.js";
import { stateAt, valueAt } from "./sweep-figures.js";
import type { sweepSchema } from "./sweep-schema.js";
import { keysOf } from "./sweep-table.js";

export type SweepDocument = z.infer<typeof sweepSchema>;

/** `tickproof.sweep/1`, described by docs/schema/sweep.schema.json. */
export function sweepDocument(
  sweep: Sweep,
  metric: string,
  looks: readonly (LookAhead | null)[] = [],
): SweepDocument {
  const { strategy, fixed, axes, space, rows, sample, detail, interrupted, fingerprint } = sweep;
  const all = Array.from({ length: rows }, (_, row) => varied(sweep, row));
  return {
    schema: "tickproof.sweep/1",
    fingerprint,
    strategy: { ...strategy },
    fixed: { ...fixed },
    axes: axes.map(({ name, values }) => ({ name, values: [...values] })),
    space,
    rows,
    seed: sample?.seed ?? null,
    metric,
    detail,
    interrupted,
    params: Object.fromEntries(axes.map(({ name }) => [name, all.map((row) => row[name]!)])),
    instruments: sweep.parts.map((part, k) => partOf(sweep, part, metric, looks[k] ?? null)),
  };
}

function partOf(
  sweep: Sweep,
  part: SweepPart,
  metric: string,
  look: LookAhead | null,
): SweepDocument["instruments"][number] {
  const { file, sha256, bars, firstDay, lastDay } = part.terms.data;
  const rows = Array.from({ length: sweep.rows }, (_, row) => row);
  const best = bestRow(part, metric);
  const flat = plateau(sweep, part, metric);
  return {
    instrument: part.symbol,
    data: { file, sha256, bars, firstDay: formatDay(firstDay), lastDay: formatDay(lastDay) },
    done: part.done,
    failed: part.failed,
    failures: part.failures.map(({ row, count, fault }) => ({ row, count, error: errorOf(fault) })),
    best: best === null ? null : chosen(sweep, part, metric, best),
    plateau: flat === null ? null : chosen(sweep, part, metric, flat.row),
    deflatedSharpe: best === null ? null : deflated(part, best),
    lookAhead: lookAheadOf(look === null ? {} : { lookAhead: look }),
    state: rows.map((row) => stateAt(part, row)),
    figures: Object.fromEntries(
      keysOf(sweep).map((key) => [
        camelCase(key),
        rows.map((row) => exactValue(metricOf(key), valueAt(part, key, row))),
      ]),
    ),
    ambiguousBars: [...part.ambiguousBars].map((bars) => (Number.isNaN(bars) ? null : bars)),
  };
}

function chosen(sweep: Sweep, part: SweepPart, metric: string, row: number) {
  const around = surroundingsOf(sweep, part, metric, row);
  return {
    row,
    params: varied(sweep, row),
    value: exactValue(metricOf(metric), valueAt(part, metric, row))!,
    neighbours: around?.neighbours ?? null,
    like: around?.like ?? null,
  };
}
