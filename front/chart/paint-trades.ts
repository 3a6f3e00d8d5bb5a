// How are trades drawn over the price, from twenty thousand of them to one?

import type { View } from "../state.js";
import type { AccountPanes, AccountParts } from "./account-panes.js";
import type { Colours } from "./colours.js";
import { type Marks, type Projection, tradesWithin } from "./marks.js";
import type { Pane, Place } from "./pane.js";

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

/** Trades in the way of another kind of page, in place of a run's own. */
export interface TradePainter {
  paint(canvas: CanvasRenderingContext2D, place: Place, scene: TradeScene, colours: Colours): void;
  /** The trade under the pointer. */
  pick(
    at: { readonly x: number; readonly y: number },
    reach: number,
    view: View,
    project: Projection,
    passes: (trade: number) => boolean,
  ): number | null;
  /** How many are in a view. */
  count(view: View): number;
  legend(price: Pane): void;
  /** In place of a run's own account. */
  accounts(parts: AccountParts): AccountPanes;
  /** What stands beside the price at a bar, as name and value. */
  valuesAt(bar: number, matches: Int32Array | null): readonly (readonly [string, string])[];
}

export const passes = ({ passing }: TradeScene, trade: number): boolean =>
  passing === null || passing[trade] === 1;

const [BUYS, SELLS, WON, LOST, LIQUIDATED] = [0, 1, 2, 3, 4];

const KINDS = 5;
/** One byte a cell and kind; a cell below or above the plot has those of its edge. */
let taken = new Uint8Array(0);
let across = 0;
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
  clearCells(place);
  for (const points of found) points.length = 0;
  const kinds = kindsOf(marks);
  find(place, scene, marks.entryBar, marks.entry, kinds.entry, first, end);
  find(place, scene, marks.exitBar, marks.exit, kinds.exit, first, end);
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

/** Marks may lie a bar beyond either edge, and prices a little above and below: their cells are those of the edge. */
function clearCells({ width, height, ratio }: Place): void {
  across = Math.ceil(width / (CELL * ratio)) + 1;
  const size = across * (Math.ceil(height / (CELL * ratio)) + 3) * KINDS;
  if (taken.length === size) taken.fill(0);
  else taken = new Uint8Array(size);
}

const kindsByMarks = new WeakMap<Marks, { readonly entry: Uint8Array; readonly exit: Uint8Array }>();

/** What mark stands at each entry and exit. */
function kindsOf(marks: Marks) {
  let kinds = kindsByMarks.get(marks);
  if (kinds === undefined) {
    const { length, side, won, liquidated } = marks;
    kinds = { entry: new Uint8Array(length), exit: new Uint8Array(length) };
    const { entry, exit } = kinds;
    for (let i = 0; i < length; i++) {
      entry[i] = side[i] === 1 ? BUYS : SELLS;
      exit[i] = liquidated[i] === 1 ? LIQUIDATED : won[i] === 1 ? WON : LOST;
    }
    kindsByMarks.set(marks, kinds);
  }
  return kinds;
}

/** The first mark of each cell and kind. Twenty thousand of them are looked at before the first look: plain arithmetic, no calls. */
function find(
  place: Place,
  { view, tick, passing }: TradeScene,
  bars: Int32Array,
  prices: Float64Array,
  kinds: Uint8Array,
  first: number,
  end: number,
): void {
  const [left, top] = [place.x(0.5), place.y(0)];
  const [wide, tall] = [place.x(1.5) - left, (place.y(1) - top) * tick];
  const cells = 1 / (CELL * place.ratio);
  const [from, to] = [view.from - 1, view.to];
  const lastColumn = across - 1;
  const lastCell = taken.length / KINDS - 1;
  for (let i = first; i < end; i++) {
    const bar = bars[i]!;
    if (bar < from || bar > to || (passing !== null && passing[i] !== 1)) continue;
    const x = left + wide * bar;
    const y = top + tall * prices[i]!;
    // What is below 0 becomes a small number or stays below it: cut off in any case.
    let column = (x * cells) | 0;
    if (column > lastColumn) column = lastColumn;
    else if (column < 0) column = 0;
    let cell = y < 0 ? column : ((y * cells) | 0) * across + column;
    if (cell > lastCell) cell = lastCell;
    const kind = kinds[i]!;
    cell = cell * KINDS + kind;
    if (taken[cell] === 1) continue;
    taken[cell] = 1;
    found[kind]!.push(x, y);
  }
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
