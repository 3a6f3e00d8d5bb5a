// How do your trade and the plan's look on the same candles?

import type { PageData } from "../../src/report/embed/layout.js";
import { putLegend } from "../chart/legends.js";
import { tradeAt, tradesWithin } from "../chart/marks.js";
import { passes, type TradePainter } from "../chart/paint-trades.js";
import { drawVersion } from "../compare/candles.js";
import { reviewAccounts } from "./account-panes.js";
import { type Drawn, drawnOf } from "./data.js";
import { deviationOf, type RowSet } from "./set.js";

/** Room that a trade takes in pixels; where there is less, they are dots at their entries. */
const LINE_ROOM = 9;
/** Room that leaves some for what was done differently. */
const LABEL_ROOM = 62;
const LONGEST_LABEL = 34;

export function reviewPainter(set: RowSet, h: number, page: PageData): TradePainter {
  const versions = [
    { letter: "B", colour: "c3", drawn: drawnOf(set.data, h, page, "plan") },
    { letter: "A", colour: "ink", drawn: drawnOf(set.data, h, page, "you") },
  ] as const;
  const accounts = reviewAccounts(set, page);
  const isAlone = (i: number) => Number.isNaN(set.data.numbers.net[i]!);
  /** One a row: at your entry, else at the plan's. */
  const label = (letter: "A" | "B", i: number): string => {
    if (letter === "B" && !isAlone(i)) return "";
    const text = `#${i + 1} ${deviationOf(set, i)}`;
    return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL)}…`;
  };
  return {
    paint(canvas, place, scene, colours) {
      const { view, tick, selected } = scene;
      const { ratio } = place;
      const seen = versions.map(({ drawn }) => within(drawn, view.from, view.to));
      const count = seen.reduce((sum, list) => sum + list.length, 0);
      const room = place.width / ratio / Math.max(1, count);
      canvas.save();
      canvas.scale(ratio, ratio);
      const x = (bar: number) => place.x(bar + 0.5) / ratio;
      const y = (ticks: number) => place.y(ticks * tick) / ratio;
      const labels: Label[] = [];
      for (const [v, { letter, colour, drawn }] of versions.entries()) {
        for (const k of seen[v]!) {
          const i = drawn.row[k]!;
          const isPassing = passes(scene, i);
          if (!isPassing && i !== selected) continue;
          if (room < LINE_ROOM && i !== selected) {
            dot(
              canvas,
              x(drawn.entryBar[k]!),
              y(drawn.entry[k]!),
              letter === "A" ? colours[colour] : colours.card,
              colours[colour],
            );
            continue;
          }
          drawVersion(
            canvas,
            {
              letter,
              label: "",
              side: drawn.side[k]!,
              entryBar: drawn.entryBar[k]!,
              exitBar: drawn.exitBar[k]!,
              entry: drawn.entry[k]!,
              exit: drawn.exit[k]!,
              left: drawn.left[k]!,
            },
            x,
            y,
            colours[colour],
            colours.card,
          );
          const text = room >= LABEL_ROOM || i === selected ? label(letter, i) : "";
          const at = { x: x(drawn.entryBar[k]!), y: y(drawn.entry[k]!) };
          if (text !== "")
            labels.push({ ...at, text, way: drawn.side[k]! > 0 ? 1 : -1, colour: colours[colour] });
        }
      }
      const edges = {
        left: place.left / ratio,
        right: (place.left + place.width) / ratio,
        top: place.top / ratio,
        bottom: (place.top + place.height) / ratio,
      };
      writeLabels(canvas, labels, edges, colours.card);
      canvas.restore();
    },
    pick(at, reach, view, project, isPassing) {
      // Yours lies over the plan's.
      for (const { drawn } of [...versions].reverse()) {
        const found = tradeAt(drawn, at, reach, [view.from, view.to], project, (k) =>
          isPassing(drawn.row[k]!),
        );
        if (found !== null) return drawn.row[found]!;
      }
      return null;
    },
    count: (view) => within(versions[1].drawn, view.from, view.to).length,
    legend(price) {
      putLegend(price, "▲ ——", "you: filled, solid", "ink-own");
      putLegend(price, "△ - -", "the plan: hollow, dashed", "ink-c3");
      putLegend(price, "×", "left");
    },
    accounts: accounts.panes,
    valuesAt: accounts.at,
  };
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** 1: below its mark. */
  readonly way: 1 | -1;
  readonly colour: string;
}

interface Edges {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const LINE = 15;
/** From a mark's price to the middle of its label. */
const AWAY = 23;

/** Each beyond its mark, and further away where another one stands already; on a ground of the card's colour. */
function writeLabels(
  canvas: CanvasRenderingContext2D,
  labels: readonly Label[],
  { left, right, top, bottom }: Edges,
  card: string,
): void {
  canvas.font = "700 12px system-ui, sans-serif";
  canvas.textAlign = "center";
  canvas.textBaseline = "middle";
  canvas.lineJoin = "round";
  const taken: { x: number; y: number; half: number }[] = [];
  for (const { x, y, text, way, colour } of labels) {
    if (x < left || x > right) continue;
    const half = canvas.measureText(text).width / 2 + 4;
    const middle = Math.min(right - half, Math.max(left + half, x));
    const isFree = (at: number) =>
      taken.every((one) => Math.abs(one.y - at) >= LINE || Math.abs(one.x - middle) >= one.half + half);
    const places = [0, 1, 2, 3, 4].flatMap((k) => [
      y + way * (AWAY + k * LINE),
      ...(k === 0 ? [] : [y - way * (AWAY + k * LINE)]),
    ]);
    const at =
      places.find((one) => one > top + LINE / 2 && one < bottom - LINE / 2 && isFree(one)) ?? places[0]!;
    taken.push({ x: middle, y: at, half });
    canvas.strokeStyle = card;
    canvas.lineWidth = 4;
    canvas.strokeText(text, middle, at);
    canvas.fillStyle = colour;
    canvas.fillText(text, middle, at);
  }
}

/** Indices of those that touch the bars of a view. */
function within(drawn: Drawn, from: number, to: number): number[] {
  const [first, end] = tradesWithin(drawn, from, to);
  const found: number[] = [];
  for (let k = first; k < end; k++) if (drawn.exitBar[k]! >= from) found.push(k);
  return found;
}

function dot(canvas: CanvasRenderingContext2D, x: number, y: number, fill: string, edge: string): void {
  canvas.beginPath();
  canvas.arc(x, y, 3, 0, 2 * Math.PI);
  canvas.fillStyle = fill;
  canvas.fill();
  canvas.strokeStyle = edge;
  canvas.lineWidth = 1.2;
  canvas.stroke();
}
