// How do the combinations of a sweep stand in a table for another program?

import { type Sweep, type SweepPart, varied } from "../domain/sweep.js";
import { metricOf } from "../metric/all.js";
import { ranked } from "../research/sweep-rank.js";
import { type CsvColumn, csvOf } from "./csv.js";
import { pipedValue, plainValue } from "./figures.js";
import { camelCase } from "./format.js";
import { paramText, stateAt, valueAt } from "./sweep-figures.js";

interface Row {
  readonly sweep: Sweep;
  readonly part: SweepPart;
  readonly row: number;
}

/** All combinations in their order, whatever became of them: money in dollars, exact. */
export function sweepCsv(sweep: Sweep): string {
  const rows = sweep.parts.flatMap((part) =>
    Array.from({ length: sweep.rows }, (_, row): Row => ({ sweep, part, row })),
  );
  const columns: CsvColumn<Row>[] = [
    { name: "instrument", kind: "text", of: ({ part }) => part.symbol },
    ...sweep.axes.map(
      ({ name, type }): CsvColumn<Row> => ({
        name,
        kind: type === "int" || type === "float" ? "number" : "text",
        of: ({ row }) => String(varied(sweep, row)[name]),
      }),
    ),
    { name: "state", kind: "text", of: ({ part, row }) => stateAt(part, row) },
    ...keysOf(sweep).map(
      (key): CsvColumn<Row> => ({
        name: camelCase(key),
        kind: "number",
        of: ({ part, row }) => plainValue(metricOf(key).unit, valueAt(part, key, row)) || null,
      }),
    ),
    { name: "ambiguousBars", kind: "number", of: ({ part, row }) => part.ambiguousBars[row]! },
  ];
  return csvOf(rows, columns);
}

/** The same for a pipe: only what has a value, best first, and amounts to the cent. */
export function sweepTsv(sweep: Sweep, metric: string): string {
  const keys = keysOf(sweep);
  const lines = [["instrument", ...sweep.axes.map(({ name }) => name), ...keys.map(camelCase)].join("\t")];
  for (const part of sweep.parts) {
    for (const row of ranked(part, metric)) {
      const words = Object.values(varied(sweep, row)).map(paramText);
      const figures = keys.map((key) => pipedValue(metricOf(key).unit, valueAt(part, key, row)));
      lines.push([part.symbol, ...words, ...figures].join("\t"));
    }
  }
  return lines.join("\n");
}

export const keysOf = ({ parts }: Sweep): readonly string[] => Object.keys(parts[0]!.figures);
