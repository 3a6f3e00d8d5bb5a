// How do candles with both versions of a trade look?

import { decimalOfTicks, type PriceGrid } from "../../src/domain/money.js";
import { axisOf } from "../../src/report/chart/scale.js";
import type { BarSlice, PageData } from "../../src/report/embed/layout.js";
import { el } from "../dom.js";
import { colourOf, scaled } from "./chart.js";

/** One version of a trade, where it stands on these candles. */
export interface Version {
  readonly letter: "A" | "B";
  /** What stands at its entry, in place of the letter. */
  readonly label?: string;
  readonly side: number;
  readonly entryBar: number;
  readonly exitBar: number;
  /** Ticks, as the bars have them. */
  readonly entry: number;
  readonly exit: number;
  /** False: it is still open there, and `exit` is what it is worth. */
  readonly left?: boolean;
}

export interface Candles {
  readonly root: HTMLElement;
  /** Shows the bars that both versions touch, with some around. */
  show(page: PageData, versions: readonly Version[], label: string): void;
  redraw(): void;
}

const AROUND = 14;
const LEAST = 12;
/** More are no candles any more. */
const MOST = 3000;
const RIGHT = 76;
const BOTTOM = 22;

export function candles(timeText: (page: PageData, bar: number) => string): Candles {
  const canvas = el("canvas", { class: "candles", role: "img", tabindex: 0 });
  let page: PageData | null = null;
  let versions: readonly Version[] = [];
  let view = { from: 0, to: 1 };
  let slice: BarSlice | null = null;
  let wanted = 0;

  const load = () => {
    if (page === null) return;
    const mine = ++wanted;
    const [from, to] = [Math.floor(view.from), Math.ceil(view.to)];
    const done = (found: BarSlice | null) => {
      if (mine !== wanted) return;
      slice = found;
      draw();
    };
    const ready = page.bars.ready(from, to);
    if (ready !== null) done(ready);
    else page.bars.range(from, to).then(done, () => done(null));
  };
  const move = (from: number, to: number) => {
    if (page === null) return;
    const width = Math.min(MOST, Math.max(LEAST, to - from), page.meta.bars);
    const start = Math.min(Math.max(0, from), page.meta.bars - width);
    view = { from: start, to: start + width };
    load();
  };
  const zoom = (times: number, at = 0.5) => {
    const width = view.to - view.from;
    const next = Math.min(MOST, Math.max(LEAST, width * times));
    const middle = view.from + width * at;
    move(middle - next * at, middle + next * (1 - at));
  };
  const pan = (share: number) => {
    const by = (view.to - view.from) * share;
    move(view.from + by, view.to + by);
  };

  function draw(): void {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || page === null) return;
    const on = scaled(canvas, width, height);
    if (slice === null || slice.there !== null) {
      on.fillStyle = colourOf("soft");
      on.fillText("These bars are not in the file one by one.", 12, 20);
      if (slice === null) return;
    }
    paint(on, slice, page, versions, view, { width: width - RIGHT, height: height - BOTTOM }, timeText);
  }

  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && Math.abs(event.deltaX) > Math.abs(event.deltaY))
        pan(event.deltaX / canvas.clientWidth);
      else if (document.activeElement === canvas || event.ctrlKey)
        zoom(1.0015 ** event.deltaY, event.offsetX / Math.max(1, canvas.clientWidth - RIGHT));
      else return;
      event.preventDefault();
    },
    { passive: false },
  );
  let held: { x: number; from: number; to: number } | null = null;
  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, ...view };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (held === null) return;
    const by = ((held.x - event.clientX) / (canvas.clientWidth - RIGHT)) * (held.to - held.from);
    move(held.from + by, held.to + by);
  });
  for (const end of ["pointerup", "pointercancel"] as const)
    canvas.addEventListener(end, () => (held = null));
  canvas.addEventListener("keydown", (event) => {
    const act = {
      ArrowLeft: () => pan(-0.15),
      ArrowRight: () => pan(0.15),
      "+": () => zoom(0.7),
      "-": () => zoom(1.4),
    }[event.key];
    if (act === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    act();
    event.preventDefault();
  });
  new ResizeObserver(draw).observe(canvas);

  return {
    root: canvas,
    show(of, both, label) {
      page = of;
      versions = both;
      canvas.setAttribute("aria-label", label);
      const first = Math.min(...both.map(({ entryBar }) => entryBar));
      const last = Math.max(...both.map(({ exitBar }) => exitBar));
      const room = Math.max(AROUND, Math.round((last - first) * 0.15));
      move(first - room, last + room + 1);
    },
    redraw: draw,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function paint(
  on: CanvasRenderingContext2D,
  slice: BarSlice,
  page: PageData,
  versions: readonly Version[],
  view: { readonly from: number; readonly to: number },
  { width, height }: Size,
  timeText: (page: PageData, bar: number) => string,
): void {
  const isThere = (i: number) => slice.there === null || slice.there[i] === 1;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < slice.to - slice.from; i++) {
    if (!isThere(i)) continue;
    low = Math.min(low, slice.low[i]!);
    high = Math.max(high, slice.high[i]!);
  }
  if (low > high) return;
  const room = Math.max(1, (high - low) * 0.07);
  const axis = axisOf(low - room, high + room, 6);
  const y = (ticks: number) => ((axis.high - ticks) / (axis.high - axis.low)) * height;
  const step = width / (view.to - view.from);
  const x = (bar: number) => (bar + 0.5 - view.from) * step;
  const [ink, soft, rule, card] = ["closes", "soft", "rule", "card"].map(colourOf);

  on.lineWidth = 1;
  on.textAlign = "left";
  for (const tick of axis.ticks) {
    on.strokeStyle = rule!;
    line(on, 0, Math.round(y(tick)) + 0.5, width, Math.round(y(tick)) + 0.5);
    on.fillStyle = soft!;
    on.fillText(priceText(tick, page.meta.grid), width + 8, y(tick));
  }
  const labels = Math.max(2, Math.min(7, Math.floor(width / 150)));
  for (let k = 0; k < labels; k++) {
    const bar = Math.round(view.from + ((k + 0.5) / labels) * (view.to - view.from));
    on.textAlign = "center";
    on.fillStyle = soft!;
    on.fillText(timeText(page, bar), Math.max(52, Math.min(width - 52, x(bar))), height + 13);
  }
  on.save();
  on.beginPath();
  on.rect(0, 0, width, height);
  on.clip();
  const body = Math.max(1, step * 0.64);
  for (let i = 0; i < slice.to - slice.from; i++) {
    if (!isThere(i)) continue;
    const middle = x(slice.from + i);
    on.strokeStyle = ink!;
    line(on, middle, y(slice.high[i]!), middle, y(slice.low[i]!));
    if (step < 2) continue;
    const [open, close] = [y(slice.open[i]!), y(slice.close[i]!)];
    on.fillStyle = close <= open ? card! : ink!;
    const box = [
      middle - body / 2,
      Math.min(open, close),
      body,
      Math.max(1, Math.abs(close - open)),
    ] as const;
    on.fillRect(...box);
    on.strokeRect(...box);
  }
  for (const version of versions) drawVersion(on, version, x, y);
  on.restore();
}

/** A's marks are filled, B's hollow and its line dashed: told apart without colour. */
export function drawVersion(
  on: CanvasRenderingContext2D,
  { letter, label = letter, side, entryBar, exitBar, entry, exit, left: hasLeft = true }: Version,
  x: (bar: number) => number,
  y: (ticks: number) => number,
  colour = colourOf(letter === "A" ? "c0" : "c1"),
  card = colourOf("card"),
): void {
  on.strokeStyle = colour;
  on.lineWidth = 1.6;
  on.setLineDash(letter === "A" ? [] : [6, 4]);
  line(on, x(entryBar), y(entry), x(exitBar), y(exit));
  on.setLineDash([]);
  const [left, top] = [x(entryBar), y(entry)];
  const away = side > 0 ? 1 : -1;
  on.beginPath();
  on.moveTo(left, top + away * 2);
  on.lineTo(left - 6, top + away * 13);
  on.lineTo(left + 6, top + away * 13);
  on.closePath();
  on.fillStyle = letter === "A" ? colour : card;
  on.fill();
  on.stroke();
  on.lineWidth = 2.4;
  if (hasLeft) {
    line(on, x(exitBar) - 5, y(exit) - 5, x(exitBar) + 5, y(exit) + 5);
    line(on, x(exitBar) - 5, y(exit) + 5, x(exitBar) + 5, y(exit) - 5);
  }
  on.fillStyle = colour;
  on.font = "700 12px system-ui, sans-serif";
  on.textAlign = "center";
  if (label !== "") on.fillText(label, left, top + away * 23);
}

function line(on: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  on.beginPath();
  on.moveTo(fromX, fromY);
  on.lineTo(toX, toY);
  on.stroke();
}

const priceText = (ticks: number, grid: PriceGrid): string => decimalOfTicks(Math.round(ticks), grid);
