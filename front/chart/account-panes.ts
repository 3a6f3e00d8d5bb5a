// How do equity and drawdown stand in their panes?

import type { PageData } from "../../src/report/embed/layout.js";
import { dollarsText } from "../../src/report/format.js";
import type { Model } from "../model.js";
import { type AccountLines, walk } from "./account-line.js";
import { createPane, type Look, type Pane } from "./pane.js";
import type { Stretch } from "./source.js";
import { tableOf } from "./table.js";

/** What of the stage they draw from; lines and bars come and go. */
export interface AccountParts {
  readonly page: PageData;
  readonly model: Model;
  readonly look: Look;
  /** How many of the screen the plot has. */
  columns(): number;
  barsPerPixel(): number;
  lines(): AccountLines;
  stretch(): Stretch | null;
  whenOf(bar: number): string;
  money(amount: number): string;
}

/** Widest plot that is drawn for, in columns. */
export const MOST_COLUMNS = 4096;

export function accountPanes({
  page,
  model,
  look,
  columns,
  barsPerPixel,
  lines,
  stretch,
  whenOf,
  money,
}: AccountParts): { readonly equity: Pane; readonly drawdown: Pane } {
  const { meta } = page;
  const curveValues = new Float64Array(4 * MOST_COLUMNS + 16);
  /** The filtered trades alone, over the line of all, which is grey meanwhile. */
  function paintCurve(canvas: CanvasRenderingContext2D, place: Pane["place"]): void {
    const { curve } = model.state;
    if (curve === null || curve.bar.length === 0) return;
    const n = Math.min(columns(), curveValues.length);
    const x = Float64Array.from({ length: n }, (_, i) => look.view.from + i * barsPerPixel());
    const steps = { bar: Int32Array.from(curve.bar), value: Float64Array.from(curve.value) };
    walk(steps, x, n, meta.cash, curveValues);
    canvas.beginPath();
    for (let i = 0; i < n; i++) canvas.lineTo(place.x(x[i]!), place.y(curveValues[i]!));
    canvas.strokeStyle = look.colours.accent;
    canvas.lineWidth = 2 * place.ratio;
    canvas.stroke();
  }

  const equity = createPane(
    {
      id: "equity",
      title: "Equity",
      height: 170,
      lines: [
        { label: "high-water mark", stroke: ({ ground }) => ground, width: 1, dash: [3, 3] },
        { label: "closed trades", stroke: ({ c2 }) => c2, width: 1.2, stepped: true },
        {
          label: "marked to market",
          stroke: ({ accent, ground }) => (model.state.curve === null ? accent : ground),
          width: 1.7,
        },
      ],
      axisText: money,
      over(canvas, place) {
        paintCurve(canvas, place);
      },
      table: () => {
        const { x, equity: value, high, closed } = lines().equity(look.view, columns(), stretch());
        const inside = [...x.keys()].filter((i) => x[i]! >= look.view.from && x[i]! <= look.view.to);
        const kept = inside.map((i) => [x[i]!, value[i]!, closed[i]!, high[i]!] as const);
        return tableOf({
          name: "Equity by bar",
          heads: ["Bar opens", "Equity", "Closed trades", "High-water mark", "Below it"],
          count: kept.length,
          each: stretch() !== null && barsPerPixel() <= 1 ? "bar" : "turning point of the line",
          row: (i) => {
            const [at, now, done, top] = kept[i]!;
            return [
              whenOf(Math.floor(at)),
              dollarsText(now),
              dollarsText(done),
              dollarsText(top),
              dollarsText(now - top),
            ];
          },
        });
      },
    },
    look,
  );
  const drawdown = createPane(
    {
      id: "drawdown",
      title: "Drawdown",
      height: 96,
      lines: [
        {
          label: "below the high-water mark",
          stroke: ({ loss }) => loss,
          fill: ({ loss }) => loss,
          width: 1.2,
        },
      ],
      axisText: money,
      table: () => {
        const { x, under } = lines().under(look.view, columns(), stretch());
        const kept = [...x.keys()]
          .filter((i) => x[i]! >= look.view.from && x[i]! <= look.view.to)
          .map((i) => [x[i]!, under[i]!] as const);
        return tableOf({
          name: "Drawdown by bar",
          heads: ["Bar opens", "Below the high-water mark"],
          count: kept.length,
          each: stretch() !== null && barsPerPixel() <= 1 ? "bar" : "turning point of the line",
          row: (i) => [whenOf(Math.floor(kept[i]![0])), dollarsText(kept[i]![1])],
        });
      },
    },
    look,
  );
  return { equity, drawdown };
}
