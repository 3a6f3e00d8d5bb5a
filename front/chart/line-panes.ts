// How are the lines of the strategy drawn, over the candles and in panes below them?

import {
  extentOf,
  type LinePane,
  levelWords,
  lineWords,
  roundText,
} from "../../src/report/chart/line-panes.js";
import type { PageData } from "../../src/report/embed/layout.js";
import { aired, rangeOf } from "./account-line.js";
import type { Candles } from "./buckets.js";
import { DASHES, LINE_COLOURS } from "./colours.js";
import { putLegend } from "./legends.js";
import { type Columns, createPane, type Line, type Look, type Pane } from "./pane.js";
import { tableOf } from "./table.js";
import { plotText } from "./values.js";

/** Of the ids of these panes, and of no others. */
const OF_LINES = "line-";
export const isOfLines = (id: string): boolean => id.startsWith(OF_LINES);

/** Colour and dash go by the place among all lines, so that a line looks the same wherever its name stands. */
export function strategyLine({ meta }: PageData, i: number): Line & { readonly ink: string } {
  const colour = LINE_COLOURS[i % LINE_COLOURS.length]!;
  return {
    label: meta.plots[i]!.name,
    ink: `ink-${colour}`,
    stroke: (colours) => colours[colour],
    dash: DASHES[i % DASHES.length]!,
    width: 1.3,
  };
}

export function lineLegend(pane: Pane, page: PageData, lines: readonly number[]): void {
  for (const i of lines) {
    const { label, ink } = strategyLine(page, i);
    putLegend(pane, "—", label.slice(0, 40), ink);
  }
}

interface Parts {
  readonly page: PageData;
  readonly look: Look;
  readonly candles: Candles;
  linesAt(lines: readonly number[]): Columns;
  /** Of all lines at a bar; empty where they are not known bar by bar. */
  valuesAt(bar: number): readonly number[];
  whenOf(bar: number): string;
  eachOf(): string;
}

export interface LinesBelow {
  readonly pane: Pane;
  draw(): void;
  /** `span`: "from … to …". */
  summarise(span: string): void;
}

export function lineBelow({ title, lines, levels }: LinePane, parts: Parts): LinesBelow {
  const { page, look, candles } = parts;
  const { plots } = page.meta;
  const text = (line: number, value: number | undefined) => plotText(plots[line]!, value);
  const most = Math.max(...lines.map((line) => plots[line]!.decimals));
  let drawn: Columns = [[]];
  const pane = createPane(
    {
      id: `${OF_LINES}${lines[0]}`,
      title,
      height: 90,
      lines: lines.map((line) => strategyLine(page, line)),
      levels,
      axisText: (value) => roundText(value, most),
      table: () =>
        tableOf({
          name: title,
          heads: ["Bar opens", ...lines.map((line) => plots[line]!.name)],
          count: candles.length,
          each: parts.eachOf(),
          row(k) {
            const bar = candles.bar[k]!;
            const values = parts.valuesAt(bar);
            return [parts.whenOf(bar), ...lines.map((line) => text(line, values[line]))];
          },
        }),
    },
    look,
  );
  // One that bears the name of its only line needs no other sign of it.
  if (lines.length > 1 || plots[lines[0]!]!.name !== title) lineLegend(pane, page, lines);
  return {
    pane,
    draw() {
      drawn = parts.linesAt(lines);
      const values = Float64Array.from([...drawn.slice(1), levels].flatMap((column) => Array.from(column)));
      pane.draw(drawn, ...aired(rangeOf(values) ?? { low: 0, high: 1 }));
    },
    summarise(span) {
      const told = lines.map((line, k) => {
        const { name } = plots[line]!;
        const seen = { name, values: Float64Array.from(drawn[k + 1] ?? []), pane: null, levels };
        return lineWords(name, extentOf(seen), (value) => text(line, value));
      });
      const kind = lines.length > 1 ? "Lines" : "A line";
      pane.summarise(`${kind} of the strategy ${span}: ${told.join("; ")}${levelWords(levels)}.`);
    },
  };
}
