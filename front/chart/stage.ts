// How do all panes draw the same bars at the same time?

import { priceOfTicks } from "../../src/domain/money.js";
import { linePanes } from "../../src/report/chart/line-panes.js";
import type { PageData } from "../../src/report/embed/layout.js";
import { axisCount, countText, fixedText, quantityText } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { Model } from "../model.js";
import type { View } from "../state.js";
import { type Account, accountOf } from "./account.js";
import { accountLines, aired } from "./account-line.js";
import { type AccountParts, accountPanes, MOST_COLUMNS } from "./account-panes.js";
import { bucketSize, candlesOf, candlesOfOverview, extremesOf, roomForCandles } from "./buckets.js";
import { readColours } from "./colours.js";
import { drawStrip, legends } from "./legends.js";
import { lineBelow, lineLegend, strategyLine } from "./line-panes.js";
import { localTime } from "./local-time.js";
import { type Marks, marksOf, tradesWithin } from "./marks.js";
import { MOST_EVENTS, MOST_SINGLE, paintPrice, paintVolume } from "./paint-bars.js";
import { paintHours, paintRolls } from "./paint-grounds.js";
import { type Orders, paintOrders } from "./paint-orders.js";
import { paintTrades, type TradePainter, type TradeScene } from "./paint-trades.js";
import { type Columns, createPane, gutter, type Look, type Pane } from "./pane.js";
import { positionPane } from "./position-pane.js";
import { createSource, type Stretch } from "./source.js";
import { linesAt } from "./strategy-lines.js";
import { tableOf } from "./table.js";
import { type AtBar, plotText, priceSentence, valuesAt, volumeText, whenText } from "./values.js";
import { timeTicks } from "./view.js";

const LABEL_WIDTH = 84;

export interface Stage {
  readonly panes: readonly Pane[];
  readonly marks: Marks;
  /** The strip of dates under the panes. */
  readonly strip: HTMLCanvasElement;
  readonly look: Look;
  readonly candles: ReturnType<typeof roomForCandles>;
  /** Prices in points at the edges of the price pane. */
  readonly range: { low: number; high: number };
  readonly tick: number;
  /** 1 where a trade passes the filter; null: all do. */
  readonly passing: Uint8Array | null;
  resize(width: number): void;
  draw(): void;
  /** Asks for the single bars of a view; true while they are on their way. */
  awaits(view: View): boolean;
  recolour(): void;
  at(bar: number): AtBar | null;
  /** What comes later than the first look. */
  setOrders(orders: Orders): void;
  setAccount(account: Account): void;
  summarise(): void;
  select(matches: Int32Array | null): void;
}

/** `isShown` says which panes are drawn, `redraw` asks for another frame. */
export function createStage(
  page: PageData,
  model: Model,
  isShown: (id: string) => boolean,
  redraw: () => void,
  painter: TradePainter | null = null,
): Stage {
  const { meta } = page;
  const { bars } = meta;
  const tick = priceOfTicks(1, meta.grid);
  const look: Look = { colours: readColours(), ticks: [], view: model.state.view };
  const candles = roomForCandles(2 * MOST_COLUMNS);
  const marks = marksOf(page.trades, meta);
  const range = { low: 0, high: 1 };
  let account = accountOf(page, null);
  let lines = accountLines(page, account, MOST_COLUMNS);
  const source = createSource(page, () => account, redraw);
  let stretch: Stretch | null = null;
  let orders: Orders | null = null;
  let passing: Uint8Array | null = null;
  let width = 800;
  const strip = el("canvas", { class: "dates-strip", "aria-hidden": "true" });
  const columns = () => Math.max(64, Math.min(MOST_COLUMNS, width - gutter(width)));
  const barsPerPixel = () => (look.view.to - look.view.from) / columns();
  const scene = (): TradeScene => ({
    marks,
    tick,
    view: look.view,
    selected: model.state.selected,
    passing,
  });
  const { onPrice, below } = linePanes(meta.plots);
  const price = createPane(
    {
      id: "price",
      title: "Price",
      height: 330,
      lines: onPrice.lines.map((line) => strategyLine(page, line)),
      levels: onPrice.levels,
      axisText: (points) => fixedText(points, meta.grid.decimals),
      under(canvas, place) {
        paintHours(canvas, place, page, look.view, look.colours);
        paintRolls(canvas, place, meta, look.view, look.colours);
        if (candles.length > 0) paintPrice(canvas, place, candles, tick, look.colours, barsPerPixel());
      },
      over(canvas, place) {
        if (painter !== null) return painter.paint(canvas, place, scene(), look.colours);
        const detailed = barsPerPixel() <= MOST_EVENTS;
        const near = detailed || (model.state.selected !== null && barsPerPixel() <= MOST_SINGLE);
        if (orders !== null && near)
          paintOrders(canvas, place, scene(), orders, meta, look.colours, detailed);
        paintTrades(canvas, place, scene(), look.colours);
      },
      table: () =>
        tableOf({
          name: "Price by bar",
          heads: [
            ...["Bar opens", "Open", "High", "Low", "Close", "Volume", "Position"],
            ...onPrice.lines.map((line) => meta.plots[line]!.name),
          ],
          count: candles.length,
          each: eachOf(),
          row(i) {
            const at = valuesAt(page, candles, stretch, candles.bar[i]!)!;
            const text = (ticks: number) => fixedText(ticks * tick, meta.grid.decimals);
            return [
              whenText(page, { ...at, span: 1 }),
              text(candles.open[i]!),
              text(candles.high[i]!),
              text(candles.low[i]!),
              text(candles.close[i]!),
              volumeText(candles.volume[i]!),
              quantityText(at.position, meta.lot),
              ...onPrice.lines.map((line) => plotText(meta.plots[line]!, at.plots[line])),
            ];
          },
        }),
    },
    look,
  );
  const volume = createPane(
    {
      id: "volume",
      title: "Volume",
      height: 74,
      axisText: axisCount,
      under(canvas, place) {
        paintVolume(canvas, place, candles, look.colours);
      },
      table: () =>
        tableOf({
          name: "Volume by bar",
          heads: ["Bar opens", "Volume"],
          count: candles.length,
          each: eachOf(),
          row: (i) => [whenOf(candles.bar[i]!), volumeText(candles.volume[i]!)],
        }),
    },
    look,
  );
  const parts: AccountParts = {
    page,
    model,
    look,
    columns,
    barsPerPixel,
    lines: () => lines,
    stretch: () => stretch,
    whenOf: (bar) => whenOf(bar),
  };
  const positions = positionPane(parts, candles);
  const { pane: position } = positions;
  const accounts = painter?.accounts(parts) ?? accountPanes(parts);
  const { equity, drawdown } = accounts;
  const own = below.map((pane) =>
    lineBelow(pane, {
      page,
      look,
      candles,
      linesAt: (lines) => linesAt(page, lines, look.view, columns(), stretch),
      valuesAt: (bar) => valuesAt(page, candles, stretch, bar)?.plots ?? [],
      whenOf: (bar) => whenOf(bar),
      eachOf: () => eachOf(),
    }),
  );
  const panes = [
    price,
    ...own.map(({ pane }) => pane),
    ...(meta.hasVolume ? [volume] : []),
    position,
    equity,
    drawdown,
  ];

  const whenOf = (bar: number): string =>
    whenText(page, { ...(valuesAt(page, candles, stretch, bar) as AtBar), bar, span: 1 });
  const eachOf = (): string =>
    candles.length === 0 || candles.span[0] === 1 ? "bar" : `stretch of ${countText(candles.span[0]!)} bars`;

  function draw(): void {
    const { view } = model.state;
    look.view = view;
    if (bars === 0) return;
    const local = (at: number) => localTime(meta, at);
    const most = Math.max(2, Math.floor(columns() / LABEL_WIDTH));
    look.ticks = timeTicks(view, most, page.dates, page.time, local);
    stretch = source.stretch(view, columns());
    if (stretch === null) candlesOfOverview(page.overview, bars, view.from, view.to, columns(), candles);
    else {
      const span = view.to - view.from;
      // Single bars up to four for a pixel; above it as many as share one.
      const size = barsPerPixel() > MOST_SINGLE ? bucketSize(span, columns()) : 1;
      candlesOf(stretch.slice, view.from, view.to, size, candles);
    }
    const found = extremesOf(candles);
    if (found !== null) {
      const [low, high] = aired({ low: found.low * tick, high: found.high * tick }, 0.07);
      Object.assign(range, { low, high });
    }
    if (isShown("price")) {
      const data = linesAt(page, onPrice.lines, view, columns(), stretch);
      price.draw(data, range.low, range.high);
    }
    for (const one of own) if (isShown(one.pane.id)) one.draw();
    const empty: Columns = [[]];
    if (meta.hasVolume && isShown("volume")) {
      let most = 1;
      for (let i = 0; i < candles.length; i++) if (candles.volume[i]! > most) most = candles.volume[i]!;
      volume.draw(empty, 0, most * 1.08);
    }
    if (isShown("position")) positions.draw();
    if (isShown("equity")) accounts.drawEquity();
    if (isShown("drawdown")) accounts.drawDrawdown();
    drawStrip(strip, look, width - gutter(width), width);
  }

  function summarise(): void {
    const { view } = look;
    const first = stage.at(Math.ceil(view.from));
    const last = stage.at(Math.ceil(view.to) - 1);
    const found = extremesOf(candles) ?? { low: 0, high: 0 };
    const [from, end] = tradesWithin(marks, view.from, view.to);
    price.summarise(priceSentence(page, { first, last, ...found }, painter?.count(view) ?? end - from));
    const span = first && last ? `from ${whenText(page, first)} to ${whenText(page, last)}` : "";
    let sum = 0;
    for (let i = 0; i < candles.length; i++) sum += candles.volume[i]!;
    volume.summarise(`${volumeText(sum)} traded ${span}.`);
    const side = (lots: number) => quantityText(lots, meta.lot);
    position.summarise(
      `The position went from ${side(first?.position ?? 0)} to ${side(last?.position ?? 0)} contracts ${span}${positions.leverageText()}.`,
    );
    accounts.summarise();
    for (const one of own) one.summarise(span);
    for (const pane of panes) pane.refreshTable();
  }

  const stage: Stage = {
    panes,
    marks,
    strip,
    look,
    candles,
    range,
    tick,
    get passing() {
      return passing;
    },
    resize(wanted) {
      width = wanted;
      for (const pane of panes) if (isShown(pane.id)) pane.resize(wanted);
    },
    draw,
    awaits(view) {
      source.stretch(view, columns());
      return source.waiting;
    },
    recolour() {
      look.colours = readColours();
    },
    at(wanted) {
      const bar = Math.min(Math.max(0, Math.floor(wanted)), bars - 1);
      const found = valuesAt(page, candles, stretch ?? source.exact(bar), bar);
      return found && { ...found, inR: accounts.inR(bar) };
    },
    setOrders(found) {
      orders = found;
    },
    setAccount(found) {
      account = found;
      lines = accountLines(page, account, MOST_COLUMNS);
      source.forget();
    },
    summarise,
    select(matches) {
      passing = matches === null ? null : new Uint8Array(page.trades.length);
      if (matches !== null) for (const trade of matches) passing![trade] = 1;
    },
  };
  legends(marks, price, equity, painter !== null);
  lineLegend(price, page, onPrice.lines);
  painter?.legend(price);
  return stage;
}
