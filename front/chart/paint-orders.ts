// How are stops, targets and working orders drawn over the price?

import type { Ticks } from "../../src/domain/money.js";
import type { OrderColumns } from "../../src/domain/order.js";
import { FILL_KINDS, type FillColumns } from "../../src/domain/run.js";
import { chartTicks, type PageMeta } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import type { TradeFills } from "../trades/fills.js";
import { orderPath, type Paths, type Standing, stopPath } from "../trades/moves.js";
import type { Colours } from "./colours.js";
import { tradesWithin } from "./marks.js";
import { passes, type TradeScene } from "./paint-trades.js";
import type { Place } from "./pane.js";

/** What the account ordered, once it is read: it stands in blocks that the first look does not need. */
export interface Orders {
  readonly orders: OrderColumns;
  readonly fills: FillColumns;
  readonly ofTrades: TradeFills;
  readonly paths: Paths;
}

const TARGET = FILL_KINDS.indexOf("target");

/** A pixel of the canvas for a price of that bar's contract. */
type Height = (ticks: Ticks, bar: number) => number;

/**
 * Stops and targets of the exit plans: a stop from the fill that set it to the end of its trade, with a step wherever it moved; a
 * target that was met, from the entry on. Orders with a price from the bar that sent them until they ended.
 */
export function paintOrders(
  canvas: CanvasRenderingContext2D,
  place: Place,
  scene: TradeScene,
  orders: Orders,
  meta: Pick<PageMeta, "months">,
  colours: Colours,
  all: boolean,
): void {
  const { marks, view, tick, selected } = scene;
  const { fills, ofTrades, paths } = orders;
  const { ratio } = place;
  const y: Height = (ticks, bar) => Math.round(place.y(chartTicks(meta, ticks, bar) * tick)) + 0.5;
  canvas.lineWidth = 1.5 * ratio;
  const [first, end] = tradesWithin(marks, view.from, view.to);
  for (let i = first; i < end; i++) {
    if ((!all && i !== selected) || !passes(scene, i)) continue;
    for (let k = ofTrades.first[i]!; k >= 0 && k <= ofTrades.last[i]!; k++) {
      if (fills.side[k] === marks.side[i]) {
        canvas.strokeStyle = colours.loss;
        canvas.setLineDash([5 * ratio, 3 * ratio]);
        trace(canvas, place, y, stopPath(fills, paths, k, ofTrades.last[i]!));
      }
      if (fills.kind[k] === TARGET) {
        const level = y(fills.price[k]!, fills.bar[k]!);
        canvas.beginPath();
        canvas.moveTo(place.x(marks.entryBar[i]!), level);
        canvas.lineTo(place.x(fills.bar[k]! + 1), level);
        canvas.strokeStyle = colours.gain;
        canvas.setLineDash([2 * ratio, 3 * ratio]);
        canvas.stroke();
      }
    }
  }
  if (all) paintWorking(canvas, place, view, orders, y, colours);
  canvas.setLineDash([]);
}

/** Level after level, with a step where one follows on the other. */
function trace(canvas: CanvasRenderingContext2D, place: Place, y: Height, path: readonly Standing[]): void {
  canvas.beginPath();
  path.forEach(({ from, to, level, bar }, i) => {
    const height = y(level, bar);
    if (i > 0 && path[i - 1]!.to === from) canvas.lineTo(place.x(from), height);
    else canvas.moveTo(place.x(from), height);
    canvas.lineTo(place.x(to), height);
  });
  canvas.stroke();
}

function paintWorking(
  canvas: CanvasRenderingContext2D,
  place: Place,
  view: View,
  { orders, paths }: Orders,
  y: Height,
  colours: Colours,
): void {
  const { ratio } = place;
  canvas.strokeStyle = colours.soft;
  canvas.setLineDash([ratio, 2 * ratio]);
  canvas.lineWidth = ratio;
  for (let k = 0; k < orders.length; k++) {
    const ended = orders.endBar[k]!;
    if (orders.bar[k]! > view.to || (ended >= 0 && ended < view.from)) continue;
    const path = orderPath(orders, paths, k, view.to);
    const first = path[0];
    if (first === undefined) continue;
    trace(canvas, place, y, path);
    canvas.beginPath();
    canvas.arc(place.x(first.from), y(first.level, first.bar), 2.5 * ratio, 0, 2 * Math.PI);
    canvas.fillStyle = colours.soft;
    canvas.fill();
  }
}
