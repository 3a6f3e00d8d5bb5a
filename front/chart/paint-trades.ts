// How are trades drawn over the price, from twenty thousand of them to one?

import type { View } from "../state.js";
import type { Colours } from "./colours.js";
import { type Marks, tradesWithin } from "./marks.js";
import type { Place } from "./pane.js";

/** Cells of the screen that hold one mark of a kind: more would lie on one another. */
const CELL = 7;
/** So many marks in view have their full size; more of them shrink, down to this share. */
const FULL_SIZE = 60;
const SMALLEST = 0.5;
/** Marks this small have no edge of the card's colour: it would take most of the time, and nobody would see it. */
const EDGED = 0.55;
/** Lines from entry to exit, while there is room between them. */
const MOST_LINES = 400;

export interface TradeScene {
  readonly marks: Marks;
  readonly tick: number;
  readonly view: View;
  readonly selected: number | null;
  /** 1 for those that pass the filter; null: all do. */
  readonly passing: Uint8Array | null;
}

export const passes = ({ passing }: TradeScene, trade: number): boolean =>
  passing === null || passing[trade] === 1;

const [BUYS, SELLS, WON, LOST, LIQUIDATED] = [0, 1, 2, 3, 4];

const taken = new Set<number>();
/** By kind: x and y of each mark, one after the other. Emptied for each drawing. */
const found: readonly number[][] = [[], [], [], [], []];

export function paintTrades(
  canvas: CanvasRenderingContext2D,
  place: Place,
  scene: TradeScene,
  colours: Colours,
): void {
  const { marks, view, tick, selected } = scene;
  const [first, end] = tradesWithin(marks, view.from, view.to);
  const size = Math.max(SMALLEST, Math.min(1, Math.sqrt(FULL_SIZE / Math.max(1, end - first))));
  const ratio = place.ratio * size;
  if (end - first <= MOST_LINES) {
    for (let i = first; i < end; i++) {
      if (!passes(scene, i)) continue;
      canvas.beginPath();
      canvas.moveTo(place.x(marks.entryBar[i]! + 0.5), place.y(marks.entry[i]! * tick));
      canvas.lineTo(place.x(marks.exitBar[i]! + 0.5), place.y(marks.exit[i]! * tick));
      canvas.strokeStyle = marks.won[i] === 1 ? colours.gain : colours.loss;
      canvas.lineWidth = i === selected ? 2.4 * ratio : 1.2 * ratio;
      canvas.setLineDash(marks.won[i] === 1 ? [] : [4 * ratio, 3 * ratio]);
      canvas.stroke();
    }
    canvas.setLineDash([]);
  }
  taken.clear();
  for (const points of found) points.length = 0;
  for (let i = first; i < end; i++) {
    if (!passes(scene, i)) continue;
    const at = marks.entryBar[i]!;
    if (at < view.from - 1 || at > view.to) continue;
    const x = place.x(at + 0.5);
    const y = place.y(marks.entry[i]! * tick);
    const buys = marks.side[i] === 1;
    if (isFree(x, y, buys ? BUYS : SELLS, place.ratio)) found[buys ? BUYS : SELLS]!.push(x, y);
  }
  for (let i = first; i < end; i++) {
    if (!passes(scene, i)) continue;
    const at = marks.exitBar[i]!;
    if (at < view.from - 1 || at > view.to) continue;
    const x = place.x(at + 0.5);
    const y = place.y(marks.exit[i]! * tick);
    const kind = marks.liquidated[i] === 1 ? LIQUIDATED : marks.won[i] === 1 ? WON : LOST;
    if (isFree(x, y, kind, place.ratio)) found[kind]!.push(x, y);
  }
  // All of a kind in one path: a stroke for each of thousands takes longer than all else that is drawn.
  const edge = size < EDGED ? null : colours.card;
  arrows(canvas, found[BUYS]!, true, ratio, colours.gain, edge);
  arrows(canvas, found[SELLS]!, false, ratio, colours.loss, edge);
  crosses(canvas, found[WON]!, colours.gain, ratio, edge);
  crosses(canvas, found[LOST]!, colours.loss, ratio, edge);
  const out = found[LIQUIDATED]!;
  for (let i = 0; i < out.length; i += 2) liquidation(canvas, out[i]!, out[i + 1]!, ratio, colours);
  if (selected !== null && selected < marks.length) ring(canvas, place, scene, selected, colours);
}

function isFree(x: number, y: number, kind: number, ratio: number): boolean {
  const size = CELL * ratio;
  const cell = (Math.floor(x / size) * 4096 + (Math.floor(y / size) & 4095)) * 8 + kind;
  if (taken.has(cell)) return false;
  taken.add(cell);
  return true;
}

/** ▲ under the price that was bought at, ▼ over the one that was sold at. */
function arrows(
  canvas: CanvasRenderingContext2D,
  points: readonly number[],
  up: boolean,
  ratio: number,
  colour: string,
  edge: string | null,
): void {
  if (points.length === 0) return;
  const way = (up ? 1 : -1) * ratio;
  canvas.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    canvas.moveTo(x, y + 2 * way);
    canvas.lineTo(x + 5 * ratio, y + 11 * way);
    canvas.lineTo(x - 5 * ratio, y + 11 * way);
    canvas.closePath();
  }
  if (edge !== null) {
    canvas.strokeStyle = edge;
    canvas.lineWidth = 1.5 * ratio;
    canvas.stroke();
  }
  canvas.fillStyle = colour;
  canvas.fill();
}

function crosses(
  canvas: CanvasRenderingContext2D,
  points: readonly number[],
  colour: string,
  ratio: number,
  edge: string | null,
): void {
  if (points.length === 0) return;
  const size = 3.2 * ratio;
  canvas.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    canvas.moveTo(x - size, y - size);
    canvas.lineTo(x + size, y + size);
    canvas.moveTo(x + size, y - size);
    canvas.lineTo(x - size, y + size);
  }
  if (edge !== null) {
    canvas.strokeStyle = edge;
    canvas.lineWidth = 4 * ratio;
    canvas.stroke();
  }
  canvas.strokeStyle = colour;
  canvas.lineWidth = 2 * ratio;
  canvas.stroke();
}

function liquidation(
  canvas: CanvasRenderingContext2D,
  x: number,
  y: number,
  ratio: number,
  colours: Colours,
): void {
  const size = 7 * ratio;
  canvas.beginPath();
  canvas.moveTo(x, y - size);
  canvas.lineTo(x + size, y);
  canvas.lineTo(x, y + size);
  canvas.lineTo(x - size, y);
  canvas.closePath();
  canvas.fillStyle = colours.warn;
  canvas.fill();
  canvas.fillStyle = colours.card;
  canvas.font = `700 ${9 * ratio}px system-ui, sans-serif`;
  canvas.textAlign = "center";
  canvas.textBaseline = "middle";
  canvas.fillText("L", x, y + 0.5 * ratio);
}

function ring(
  canvas: CanvasRenderingContext2D,
  place: Place,
  { marks, tick }: TradeScene,
  trade: number,
  colours: Colours,
): void {
  canvas.strokeStyle = colours.ink;
  canvas.lineWidth = 1.5 * place.ratio;
  for (const [bar, price] of [
    [marks.entryBar[trade]!, marks.entry[trade]!],
    [marks.exitBar[trade]!, marks.exit[trade]!],
  ] as const) {
    canvas.beginPath();
    canvas.arc(place.x(bar + 0.5), place.y(price * tick), 9 * place.ratio, 0, 2 * Math.PI);
    canvas.stroke();
  }
}
