// How are trades drawn over the price, from twenty thousand of them to one?

import type { OrderColumns } from "../../src/domain/order.js";
import { FILL_KINDS, type FillColumns } from "../../src/domain/run.js";
import { chartTicks, type PageMeta } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import type { TradeFills } from "../trades/fills.js";
import { isPrice } from "./account.js";
import type { Colours } from "./colours.js";
import { type Marks, tradesWithin } from "./marks.js";
import type { Place } from "./pane.js";

/** Cells of the screen that hold one mark of a kind: more would lie on one another. */
const CELL = 7;
/** So many marks in view have their full size; more of them shrink, down to this share. */
const FULL_SIZE = 60;
const SMALLEST = 0.5;
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

const passes = ({ passing }: TradeScene, trade: number): boolean => passing === null || passing[trade] === 1;

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
    if (isFree(x, y, buys ? BUYS : SELLS, ratio)) found[buys ? BUYS : SELLS]!.push(x, y);
  }
  for (let i = first; i < end; i++) {
    if (!passes(scene, i)) continue;
    const at = marks.exitBar[i]!;
    if (at < view.from - 1 || at > view.to) continue;
    const x = place.x(at + 0.5);
    const y = place.y(marks.exit[i]! * tick);
    const kind = marks.liquidated[i] === 1 ? LIQUIDATED : marks.won[i] === 1 ? WON : LOST;
    if (isFree(x, y, kind, ratio)) found[kind]!.push(x, y);
  }
  // All of a kind in one path: a stroke for each of thousands takes longer than all else that is drawn.
  arrows(canvas, found[BUYS]!, true, ratio, colours);
  arrows(canvas, found[SELLS]!, false, ratio, colours);
  crosses(canvas, found[WON]!, colours.gain, ratio, colours);
  crosses(canvas, found[LOST]!, colours.loss, ratio, colours);
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
  colours: Colours,
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
  canvas.fillStyle = up ? colours.gain : colours.loss;
  canvas.strokeStyle = colours.card;
  canvas.lineWidth = 1.5 * ratio;
  canvas.stroke();
  canvas.fill();
}

function crosses(
  canvas: CanvasRenderingContext2D,
  points: readonly number[],
  colour: string,
  ratio: number,
  colours: Colours,
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
  canvas.strokeStyle = colours.card;
  canvas.lineWidth = 4 * ratio;
  canvas.stroke();
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

/** What the account ordered, once it is read: it stands in blocks that the first look does not need. */
export interface Orders {
  readonly orders: OrderColumns;
  readonly fills: FillColumns;
  readonly ofTrades: TradeFills;
}

const MOVED: ReadonlySet<number> = new Set(
  (["trailing stop", "breakeven stop"] as const).map((kind) => FILL_KINDS.indexOf(kind)),
);
const TARGET = FILL_KINDS.indexOf("target");

/**
 * Stops and targets of the exit plans: a stop from the fill that set it to the end of its trade, with a step where it was moved and
 * met; a target that was met, from the entry on. Orders with a price from the bar that sent them until they ended.
 */
export function paintOrders(
  canvas: CanvasRenderingContext2D,
  place: Place,
  scene: TradeScene,
  { orders, fills, ofTrades }: Orders,
  meta: Pick<PageMeta, "months">,
  colours: Colours,
  all: boolean,
): void {
  const { marks, view, tick, selected } = scene;
  const { ratio } = place;
  const y = (ticks: number, bar: number) => Math.round(place.y(chartTicks(meta, ticks, bar) * tick)) + 0.5;
  canvas.lineWidth = 1.5 * ratio;
  const [first, end] = tradesWithin(marks, view.from, view.to);
  for (let i = first; i < end; i++) {
    if ((!all && i !== selected) || !passes(scene, i)) continue;
    const exitX = place.x(marks.exitBar[i]! + 1);
    for (let k = ofTrades.first[i]!; k >= 0 && k <= ofTrades.last[i]!; k++) {
      const bar = fills.bar[k]!;
      if (isPrice(fills.stop[k]!) && fills.side[k] === marks.side[i]) {
        const level = y(fills.stop[k]!, bar);
        canvas.beginPath();
        canvas.moveTo(place.x(bar), level);
        canvas.lineTo(exitX, level);
        const final = ofTrades.last[i]!;
        if (MOVED.has(fills.kind[final]!)) {
          canvas.moveTo(place.x(fills.bar[final]!), level);
          canvas.lineTo(place.x(fills.bar[final]!), y(fills.price[final]!, fills.bar[final]!));
          canvas.lineTo(exitX, y(fills.price[final]!, fills.bar[final]!));
        }
        canvas.strokeStyle = colours.loss;
        canvas.setLineDash([5 * ratio, 3 * ratio]);
        canvas.stroke();
      }
      if (fills.kind[k] === TARGET) {
        const level = y(fills.price[k]!, bar);
        canvas.beginPath();
        canvas.moveTo(place.x(marks.entryBar[i]!), level);
        canvas.lineTo(place.x(bar + 1), level);
        canvas.strokeStyle = colours.gain;
        canvas.setLineDash([2 * ratio, 3 * ratio]);
        canvas.stroke();
      }
    }
  }
  if (all) paintWorking(canvas, place, view, orders, y, colours);
  canvas.setLineDash([]);
}

function paintWorking(
  canvas: CanvasRenderingContext2D,
  place: Place,
  view: View,
  orders: OrderColumns,
  y: (ticks: number, bar: number) => number,
  colours: Colours,
): void {
  const { ratio } = place;
  canvas.strokeStyle = colours.soft;
  canvas.setLineDash([ratio, 2 * ratio]);
  canvas.lineWidth = ratio;
  for (let k = 0; k < orders.length; k++) {
    const price = orders.price[k]!;
    const sent = orders.bar[k]!;
    const ended = orders.endBar[k]!;
    if (!isPrice(price) || sent > view.to || (ended >= 0 && ended < view.from)) continue;
    const level = y(price, sent);
    const from = place.x(sent + 1);
    canvas.beginPath();
    canvas.moveTo(from, level);
    canvas.lineTo(place.x(ended < 0 ? view.to : ended + 1), level);
    canvas.stroke();
    canvas.beginPath();
    canvas.arc(from, level, 2.5 * ratio, 0, 2 * Math.PI);
    canvas.fillStyle = colours.soft;
    canvas.fill();
  }
}
