// How does the result change with the parameters?

import type { ParamValue } from "../domain/run.js";
import { placesOf, type Sweep, type SweepAxis, type SweepPart } from "../domain/sweep.js";
import { quantile } from "../indicator/statistics.js";
import { metricOf } from "../metric/all.js";
import { directionOf } from "../metric/figures.js";
import { figureText } from "./figures.js";
import { ABSENT, percentText, plural, wholeDollars } from "./format.js";
import { type Html, html } from "./html.js";
import { heatClass } from "./page/heat.js";
import { number, table, text } from "./page/table.js";
import { given } from "./page/value.js";
import { paramText } from "./sweep-figures.js";

/** More columns than that are drawn together. */
const MOST = 24;

/** Neighbouring values of an axis that share a row or a column. */
interface Bins {
  readonly axis: SweepAxis;
  readonly size: number;
  readonly labels: readonly string[];
}

function binsOf(axis: SweepAxis, most = MOST): Bins {
  const size = Math.ceil(axis.values.length / most);
  const labels: string[] = [];
  for (let from = 0; from < axis.values.length; from += size)
    labels.push(labelOf(axis.values.slice(from, from + size)));
  return { axis, size, labels };
}

const labelOf = (values: readonly ParamValue[]): string =>
  values.length === 1 ? paramText(values[0]!) : `${paramText(values[0]!)} to ${paramText(values.at(-1)!)}`;

/** By bin of `x`, and of `y` where there is one: the rows that have a value. */
function rowsIn(sweep: Sweep, values: Float64Array, x: Bins, y: Bins | null): number[][][] {
  const groups = Array.from({ length: y?.labels.length ?? 1 }, () => x.labels.map((): number[] => []));
  const [atX, atY] = [sweep.axes.indexOf(x.axis), y === null ? -1 : sweep.axes.indexOf(y.axis)];
  for (let row = 0; row < sweep.rows; row++) {
    if (Number.isNaN(values[row])) continue;
    const places = placesOf(sweep.axes, sweep.numbers?.[row] ?? row);
    const line = y === null ? 0 : Math.floor(places[atY]! / y.size);
    groups[line]![Math.floor(places[atX]! / x.size)]!.push(row);
  }
  return groups;
}

/** The same with what these rows came to. */
const grouped = (sweep: Sweep, values: Float64Array, x: Bins, y: Bins | null): number[][][] =>
  rowsIn(sweep, values, x, y).map((line) => line.map((rows) => rows.map((row) => values[row]!)));

/** A cell of the map, and the combination that stands for it: the best of those in it. */
export interface MapCell {
  readonly row: number | null;
  readonly count: number;
  readonly value: number | null;
}

/** Lines of cells, as the map shows them. */
export function mapCells(sweep: Sweep, part: SweepPart, key: string): readonly (readonly MapCell[])[] {
  const { x, y } = sidesOf(sweep);
  const values = part.figures[key]!;
  const direction = directionOf(key);
  return rowsIn(sweep, values, x, y).map((line) =>
    line.map((rows) => ({
      row: rows.reduce<number | null>(
        (best, row) => (best === null || direction * (values[row]! - values[best]!) > 0 ? row : best),
        null,
      ),
      count: rows.length,
      value: median(rows.map((row) => values[row]!)),
    })),
  );
}

export const bestOfCells = (sweep: Sweep, part: SweepPart, key: string): readonly number[] =>
  mapCells(sweep, part, key).flatMap((line) => line.flatMap(({ row }) => (row === null ? [] : [row])));

function sidesOf({ axes }: Sweep): { readonly x: Bins; readonly y: Bins | null } {
  const several = axes.filter(({ values }) => values.length > 1);
  const [first, second] = several.length > 0 ? several : axes;
  return { x: binsOf(second ?? first!), y: second === undefined ? null : binsOf(first!) };
}

const median = (values: readonly number[]): number | null =>
  values.length === 0 ? null : quantile(Float64Array.from(values).sort(), 0.5);

/** Metrics whose sign says whether money was made; the others are shaded against the middle of all combinations. */
const SIGNED: ReadonlySet<string> = new Set([
  "net",
  "gross",
  "sharpe",
  "sortino",
  "expectancy",
  "expectancy-r",
  "return-percent",
  "cagr",
  "calmar",
  "sqn",
]);

interface Shades {
  readonly bySign: boolean;
  readonly middle: number;
  readonly scale: number;
  readonly direction: 1 | -1;
}

function shadesFor(key: string, values: Float64Array): Shades {
  const all = values.filter((value) => !Number.isNaN(value)).sort();
  // The outermost twentieth does not set the shades of the rest.
  const ends = [quantile(all, 0.05) ?? 0, quantile(all, 0.95) ?? 0];
  // Where all lost, or all won, the sign says nothing about one against another.
  const bySign = SIGNED.has(key) && ends[0]! < 0 && ends[1]! > 0;
  const middle = bySign ? 0 : (quantile(all, 0.5) ?? 0);
  return {
    bySign,
    middle,
    scale: Math.max(...ends.map((end) => Math.abs(end - middle))),
    direction: directionOf(key),
  };
}

const shade = (value: number, { middle, scale, direction }: Shades): string =>
  heatClass(direction * (value - middle), scale);

/** Cents only where all amounts are small. */
function cellText(key: string, value: number, scale: number): string {
  const { unit } = metricOf(key);
  return unit === "usd" && scale >= 100_000_000 ? wholeDollars(value) : figureText({ unit }, value);
}

/** The first two parameters against one another; of one alone, a line. `linkTo`: where a combination has a run of its own. */
export function parameterMap(
  sweep: Sweep,
  part: SweepPart,
  key: string,
  linkTo: (row: number) => string | null,
): Html {
  const { x, y } = sidesOf(sweep);
  const values = part.figures[key]!;
  const cells = mapCells(sweep, part, key);
  const shades = shadesFor(key, values);
  const others = Math.max(...cells.flat().map(({ count }) => count));
  const label = metricOf(key).label;
  const against = shades.bySign
    ? "blue made money, orange lost it"
    : "blue is better than the middle of all combinations, orange worse";
  const each =
    others > 1
      ? `the median of the combinations that a cell holds (up to ${others})`
      : "one combination a cell";
  const name = y === null ? x.axis.name : `${y.axis.name} down, ${x.axis.name} across`;
  return html`<p class="say">${label}, ${given(name)}; ${each}; ${against}.</p>
<div class="scroll" role="region" tabindex="0" aria-label="${label} by ${name}"><table class="sides"><thead><tr><th scope="col">${y === null ? "" : given(`${y.axis.name} \\ ${x.axis.name}`)}</th>${x.labels.map(
    (head) => html`<th scope="col" class="c">${given(head)}</th>`,
  )}</tr></thead><tbody>${cells.map(
    (line, k) =>
      html`<tr><th scope="row">${given(y?.labels[k] ?? x.axis.name)}</th>${line.map((cell) => heat(key, cell, shades, linkTo))}</tr>`,
  )}</tbody></table></div>`;
}

function heat(
  key: string,
  { row, value }: MapCell,
  shades: Shades,
  linkTo: (row: number) => string | null,
): Html {
  if (value === null || row === null) return html`<td class="heat soft">${ABSENT}</td>`;
  const words = cellText(key, value, shades.scale);
  const link = linkTo(row);
  return html`<td class="heat ${shade(value, shades)}">${link === null ? words : html`<a href="${link}">${words}</a>`}</td>`;
}

/** Each parameter by itself, over all values of the others: which of them matter. */
export function parameterTables(sweep: Sweep, part: SweepPart, key: string): Html {
  const { unit, label } = metricOf(key);
  const direction = directionOf(key);
  const values = part.figures[key]!;
  const net = part.figures.net!;
  const tables = sweep.axes.map((axis) => {
    const bins = binsOf(axis);
    const [line] = grouped(sweep, values, bins, null);
    const [money] = grouped(sweep, net, bins, null);
    return html`<h3 class="gap">${given(axis.name)}</h3>${table({
      name: `${label} by ${axis.name}`,
      heads: [
        text(axis.name),
        number("Combinations"),
        number(`Median ${label.toLowerCase()}`),
        number("Best"),
        number("Worst"),
        number("Made money"),
      ],
      rows: line!.map((group, k) => {
        const sorted = [...group].sort((a, b) => direction * (b - a));
        const won = money![k]!.filter((one) => one > 0).length;
        return [
          given(bins.labels[k]!),
          String(group.length),
          figureText({ unit }, median(group)),
          figureText({ unit }, sorted[0] ?? null),
          figureText({ unit }, sorted.at(-1) ?? null),
          money![k]!.length === 0 ? ABSENT : percentText((100 * won) / money![k]!.length, 0),
        ];
      }),
    })}`;
  });
  return html`<p class="say">A parameter whose lines hardly differ may as well be left at its default; one with a single good line, of ${plural(sweep.rows, "combination")}, is to be doubted.</p>${tables}`;
}
