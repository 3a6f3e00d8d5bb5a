// How do equity and drawdown stand in their panes?

import type { PageData } from "../../src/report/embed/layout.js";
import { axisDecimals, axisDollars, countText, fixedText } from "../../src/report/format.js";
import { setText } from "../dom.js";
import type { Model } from "../model.js";
import type { Curve } from "../state.js";
import type { Steps } from "./account.js";
import { type AccountLines, aired, rangeOf, thinned, walk } from "./account-line.js";
import { createPane, type Look, type Pane } from "./pane.js";
import { lineInR, type ResultLine, stepsFromCash, stepsInR } from "./result-line.js";
import type { Stretch } from "./source.js";
import { tableOf } from "./table.js";
import { accountText } from "./values.js";

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
}

export interface AccountPanes {
  readonly equity: Pane;
  readonly drawdown: Pane;
  drawEquity(): void;
  drawDrawdown(): void;
  summarise(): void;
  /** What finished trades made in R until a bar; null while another unit is chosen. */
  inR(bar: number): { readonly closed: number; readonly under: number } | null;
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
}: AccountParts): AccountPanes {
  const { meta, trades } = page;
  let made: { readonly line: ResultLine; readonly lines: AccountLines } | null = null;
  const inR = () => {
    if (made === null) {
      const line = lineInR(trades, meta.bars);
      made = { line, lines: thinned(line, line.closed, MOST_COLUMNS) };
    }
    return made;
  };
  const isInR = () => model.state.unit === "r";
  const shown = (): AccountLines => (isInR() ? inR().lines : lines());
  const text = (amount: number | undefined) => accountText(amount ?? Number.NaN, model.state.unit, meta);
  const axisText = (amount: number, levels: readonly number[]): string => {
    const { unit } = model.state;
    const scaled = (by: number, least: number): string =>
      fixedText(
        amount * by,
        axisDecimals(
          levels.map((level) => level * by),
          least,
        ),
      );
    if (unit === "percent" && meta.cash > 0) return `${scaled(100 / meta.cash, 1)}%`;
    if (unit === "ticks" && meta.tickValue > 0) return scaled(1 / meta.tickValue, 0);
    return unit === "r" ? `${scaled(1, 1)}R` : axisDollars(amount, levels);
  };
  const each = () => (stretch() !== null && barsPerPixel() <= 1 ? "bar" : "turning point of the line");
  /** Indices of the points that lie in view. */
  const inView = (x: Float64Array): readonly number[] =>
    [...x.keys()].filter((i) => x[i]! >= look.view.from && x[i]! <= look.view.to);

  let filtered: { readonly of: Curve; readonly isInR: boolean; readonly steps: Steps } | null = null;
  /** The filtered trades alone, from where the account began; null where all pass. */
  function filteredSteps(): Steps | null {
    const { curve, matches } = model.state;
    if (curve === null || curve.bar.length === 0) return null;
    if (filtered?.of !== curve || filtered.isInR !== isInR()) {
      const steps = isInR() ? stepsInR(trades, matches) : stepsFromCash(curve, meta.cash);
      filtered = { of: curve, isInR: isInR(), steps };
    }
    return filtered.steps;
  }
  const curveValues = new Float64Array(4 * MOST_COLUMNS + 16);
  /** Over the line of all, which is grey meanwhile. */
  function paintCurve(canvas: CanvasRenderingContext2D, place: Pane["place"]): void {
    const steps = filteredSteps();
    if (steps === null) return;
    const n = Math.min(columns(), curveValues.length);
    const x = Float64Array.from({ length: n }, (_, i) => look.view.from + i * barsPerPixel());
    walk(steps, x, n, isInR() ? 0 : meta.cash, curveValues);
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
        {
          label: "closed trades",
          stroke: ({ c2, ground }) => (isInR() && model.state.curve !== null ? ground : c2),
          width: 1.2,
          stepped: true,
        },
        {
          label: "marked to market",
          stroke: ({ accent, ground }) => (model.state.curve === null ? accent : ground),
          width: 1.7,
        },
      ],
      axisText,
      over(canvas, place) {
        paintCurve(canvas, place);
      },
      table: () => {
        const { x, equity: value, high, closed } = shown().equity(look.view, columns(), stretch());
        const kept = inView(x);
        return tableOf({
          name: "Equity by bar",
          heads: ["Bar opens", "Equity", "Closed trades", "High-water mark", "Below it"],
          count: kept.length,
          each: each(),
          row: (k) => {
            const i = kept[k]!;
            const now = isInR() ? closed[i]! : value[i]!;
            return [
              whenOf(Math.floor(x[i]!)),
              text(value[i]),
              text(closed[i]),
              text(high[i]),
              text(now - high[i]!),
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
      axisText,
      table: () => {
        const { x, under } = shown().under(look.view, columns(), stretch());
        const kept = inView(x);
        return tableOf({
          name: "Drawdown by bar",
          heads: ["Bar opens", "Below the high-water mark"],
          count: kept.length,
          each: each(),
          row: (k) => [whenOf(Math.floor(x[kept[k]!]!)), text(under[kept[k]!])],
        });
      },
    },
    look,
  );

  return {
    equity,
    drawdown,
    drawEquity() {
      const { x, equity: value, high, closed } = shown().equity(look.view, columns(), stretch());
      const near = rangeOf(value, closed) ?? { low: 0, high: 1 };
      // A high far above would press the line of the view flat; then it is out of sight.
      const top = rangeOf(high)?.high ?? near.high;
      const seen =
        top - near.high <= 1.5 * (near.high - near.low) ? { ...near, high: Math.max(top, near.high) } : near;
      const steps = filteredSteps();
      const other = steps === null ? null : rangeOf(steps.value);
      const both = other && {
        low: Math.min(seen.low, other.low),
        high: Math.max(seen.high, other.high),
      };
      equity.draw([x, high, closed, value], ...aired(both ?? seen));
    },
    drawDrawdown() {
      const { x, under } = shown().under(look.view, columns(), stretch());
      const low = Math.min(rangeOf(under)?.low ?? -1, -1);
      drawdown.draw([x, under], low * 1.08, -low * 0.04);
    },
    summarise() {
      const { equity: marked, closed, x, high } = shown().equity(look.view, columns(), stretch());
      const value = isInR() ? closed : marked;
      const what = isInR()
        ? `The ${countText(inR().line.of)} of ${countText(trades.length)} closed trades that have an initial stop`
        : "Equity";
      setText(equity.figure.querySelector("h3")!, isInR() ? "Closed trades, R" : "Equity");
      // What is open has no R.
      equity.legend.firstElementChild!.toggleAttribute("hidden", isInR());
      const seen = rangeOf(value);
      equity.summarise(
        `${what} went from ${text(value[0])} to ${text(value[value.length - 1])}, between ${text(seen?.low)} and ${text(seen?.high)}; the high so far is ${text(high[x.length - 1])}.`,
      );
      const { under, x: at } = shown().under(look.view, columns(), stretch());
      const deepest = rangeOf(under)?.low ?? 0;
      const where = at[under.indexOf(deepest)];
      drawdown.summarise(
        deepest < 0 && where !== undefined
          ? `The deepest drawdown in view is ${text(deepest)}, at ${whenOf(Math.floor(where))}.`
          : `${isInR() ? "The sum" : "The account"} stands at its high throughout.`,
      );
    },
    inR: (bar) => (isInR() ? inR().line.at(bar) : null),
  };
}
