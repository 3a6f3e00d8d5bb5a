// How are lines over trade dates drawn, zoomed together, and read by keyboard?

import { formatDay } from "../../src/instrument/time.js";
import { axisOf } from "../../src/report/chart/scale.js";
import { button, el, setText } from "../dom.js";

export interface Line {
  readonly label: string;
  /** Name of the colour's variable: "c0". */
  readonly colour: string;
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
  readonly faint?: boolean;
  /** Filled down to zero. */
  readonly fill?: boolean;
}

export interface ChartTerms {
  /** Whole numbers that hold for a date: drawn as steps. */
  readonly steps?: boolean;
  readonly name: string;
  readonly days: readonly number[];
  readonly lines: readonly Line[];
  readonly height: number;
  text(value: number): string;
  axisText(value: number): string;
}

export interface Chart {
  readonly root: HTMLElement;
  destroy(): void;
}

/** Where all charts of a page look: dates under one another, whether a chart has more of them or fewer. */
const shared = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, day: null as number | null };
const drawn = new Set<() => void>();

/** Colours are asked for when they are drawn: after another theme all is drawn again. */
export function redraw(): void {
  for (const draw of drawn) draw();
}

export const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888";

const RIGHT = 78;
const BOTTOM = 24;
const TOP = 8;
/** Dates that a view has at least. */
const LEAST = 4;

/** The lines with their names, which put them away and back, and their values under the crosshair. */
export function chart(terms: ChartTerms): Chart {
  const { days, lines, height, name } = terms;
  const canvas = el("canvas", { class: "chart" });
  canvas.style.height = `${height}px`;
  const field = el(
    "div",
    {
      class: "chart-field",
      tabindex: 0,
      role: "group",
      "aria-label": `${name}: arrow keys move the crosshair, + and − zoom, 0 shows all`,
    },
    canvas,
  );
  const date = el("span", { class: "at" });
  const live = el("span", { class: "sr", role: "status", "aria-live": "polite" });
  const values = lines.map(() => el("b", {}));
  const hidden = new Set<number>();
  const keys = lines.map((line, k) => {
    const swatch = el("i", { class: "line-swatch" });
    swatch.style.backgroundImage = stripes(`var(--${line.colour})`, line.dash ?? []);
    const one = button("", () => toggle(k), { class: "line-key", "aria-pressed": "true" });
    one.append(swatch, el("span", {}, line.label), values[k]!);
    return one;
  });
  const root = el("div", {}, el("div", { class: "line-keys" }, date, ...keys), field, live);
  const toggle = (k: number) => {
    if (!hidden.delete(k)) hidden.add(k);
    keys[k]!.setAttribute("aria-pressed", String(!hidden.has(k)));
    draw();
  };

  /** First and last date in view, as indices. */
  const view = (): readonly [number, number] => {
    const from = days.findIndex((day) => day >= shared.from);
    const to = days.findLastIndex((day) => day <= shared.to);
    return from < 0 || to <= from ? [0, Math.max(1, days.length - 1)] : [from, to];
  };
  const cursor = (): number | null => {
    if (shared.day === null) return null;
    const at = days.findLastIndex((day) => day <= shared.day!);
    return at < 0 ? null : at;
  };
  const zoomTo = (from: number, to: number) => {
    const [first, last] = [Math.max(0, Math.round(from)), Math.min(days.length - 1, Math.round(to))];
    if (last - first < LEAST) return;
    const whole = first === 0 && last === days.length - 1;
    shared.from = whole ? Number.NEGATIVE_INFINITY : days[first]!;
    shared.to = whole ? Number.POSITIVE_INFINITY : days[last]!;
    redraw();
  };
  const point = (at: number | null) => {
    shared.day = at === null ? null : days[at]!;
    redraw();
  };
  const read = () => {
    const at = cursor() ?? days.length - 1;
    setText(date, days[at] === undefined ? "" : formatDay(days[at]!));
    for (const [k, line] of lines.entries()) {
      const value = line.values[at];
      setText(values[k]!, value === null || value === undefined ? "" : terms.text(value));
    }
  };
  let dragged: { readonly from: number; to: number } | null = null;
  const draw = () => {
    read();
    const width = canvas.clientWidth;
    if (width < 60 || days.length === 0) return;
    const on = scaled(canvas, width, height);
    const select = dragged === null ? null : ([dragged.from, dragged.to] as const);
    paint(on, terms, {
      width: width - RIGHT,
      height: height - BOTTOM,
      view: view(),
      cursor: cursor(),
      hidden,
      select,
    });
  };

  const share = (event: MouseEvent) =>
    Math.min(1, Math.max(0, event.offsetX / Math.max(1, canvas.clientWidth - RIGHT)));
  const dateAt = (event: MouseEvent) => {
    const [from, to] = view();
    return from + share(event) * (to - from);
  };
  canvas.addEventListener("pointermove", (event) => {
    if (dragged !== null) dragged.to = dateAt(event);
    point(Math.round(dateAt(event)));
  });
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") dragged = { from: dateAt(event), to: dateAt(event) };
  });
  canvas.addEventListener("pointerup", () => {
    const done = dragged;
    dragged = null;
    if (done !== null && Math.abs(done.to - done.from) >= LEAST)
      zoomTo(Math.min(done.from, done.to), Math.max(done.from, done.to));
    else draw();
  });
  canvas.addEventListener("dblclick", () => zoomTo(0, days.length - 1));
  field.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const [from, to] = view();
    const half = (to - from) / 2;
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowRight": {
        const at = (cursor() ?? days.length - 1) + (event.key === "ArrowLeft" ? -1 : 1);
        point(Math.min(to, Math.max(from, at)));
        setText(
          live,
          `${date.textContent}: ${lines.map((line, k) => `${line.label} ${values[k]!.textContent}`).join(", ")}`,
        );
        break;
      }
      case "+":
        zoomTo(from + half / 2, to - half / 2);
        break;
      case "-":
        zoomTo(from - half, to + half);
        break;
      case "0":
        zoomTo(0, days.length - 1);
        break;
      default:
        return;
    }
    event.preventDefault();
  });

  const sized = new ResizeObserver(draw);
  sized.observe(canvas);
  drawn.add(draw);
  read();
  return {
    root,
    destroy() {
      sized.disconnect();
      drawn.delete(draw);
    },
  };
}

/** A context that counts in pixels of the page, on screens of any density. */
export function scaled(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const on = canvas.getContext("2d")!;
  on.scale(ratio, ratio);
  on.font = "12px system-ui, sans-serif";
  on.textBaseline = "middle";
  return on;
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly view: readonly [number, number];
  readonly cursor: number | null;
  readonly hidden: ReadonlySet<number>;
  readonly select: readonly [number, number] | null;
}

function paint(
  on: CanvasRenderingContext2D,
  { days, lines, steps, axisText }: ChartTerms,
  { width, height, view: [from, to], cursor, hidden, select }: Drawing,
): void {
  const shown = lines.filter((_, k) => !hidden.has(k));
  let [low, high] = [0, steps ? 1 : 0];
  for (const { values } of shown) {
    for (let i = from; i <= to; i++) {
      const value = values[i];
      if (value === null || value === undefined) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const axis = axisOf(low, high + (steps ? 0 : (high - low) * 0.03), steps ? 3 : 6);
  const x = (i: number) => ((i - from) / Math.max(1, to - from)) * width;
  const y = (value: number) => TOP + ((axis.high - value) / (axis.high - axis.low)) * (height - TOP);
  const soft = colourOf("soft");
  on.lineWidth = 1;
  for (const tick of axis.ticks) {
    const text = axisText(tick);
    if (text === "") continue;
    on.strokeStyle = colourOf(tick === 0 ? "ground" : "rule");
    stroke(
      on,
      [0, width],
      () => Math.round(y(tick)) + 0.5,
      (end) => end,
    );
    on.fillStyle = soft;
    on.textAlign = "left";
    on.fillText(text, width + 8, y(tick));
  }
  const labels = Math.max(2, Math.min(8, Math.floor(width / 130)));
  on.textAlign = "center";
  for (let k = 0; k < labels; k++) {
    const i = Math.round(from + ((k + 0.5) / labels) * (to - from));
    if (days[i] !== undefined)
      on.fillText(formatDay(days[i]!), Math.min(width - 36, Math.max(36, x(i))), height + 14);
  }
  on.save();
  on.beginPath();
  on.rect(0, 0, width, height + 1);
  on.clip();
  for (const line of shown) drawLine(on, line, { from, to, x, y, steps: steps === true });
  on.globalAlpha = 1;
  if (select !== null) {
    on.globalAlpha = 0.15;
    on.fillStyle = colourOf("accent");
    on.fillRect(x(select[0]), 0, x(select[1]) - x(select[0]), height);
    on.globalAlpha = 1;
  }
  if (cursor !== null && cursor >= from && cursor <= to) {
    on.strokeStyle = soft;
    on.setLineDash([3, 3]);
    on.lineWidth = 1;
    stroke(
      on,
      [0, height],
      (end) => end,
      () => Math.round(x(cursor)) + 0.5,
    );
    on.setLineDash([]);
    for (const { values, colour } of shown) {
      const value = values[cursor];
      if (value === null || value === undefined) continue;
      on.fillStyle = colourOf(colour);
      on.beginPath();
      on.arc(x(cursor), y(value), 3, 0, 2 * Math.PI);
      on.fill();
    }
  }
  on.restore();
}

function stroke(
  on: CanvasRenderingContext2D,
  [start, end]: readonly [number, number],
  y: (at: number) => number,
  x: (at: number) => number,
): void {
  on.beginPath();
  on.moveTo(x(start), y(start));
  on.lineTo(x(end), y(end));
  on.stroke();
}

interface Placing {
  readonly from: number;
  readonly to: number;
  x(i: number): number;
  y(value: number): number;
  readonly steps: boolean;
}

function drawLine(
  on: CanvasRenderingContext2D,
  { values, colour, dash = [], faint, fill }: Line,
  { from, to, x, y, steps }: Placing,
): void {
  const path = new Path2D();
  let [first, last] = [Number.NaN, Number.NaN];
  for (let i = from; i <= to; i++) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    if (Number.isNaN(first)) {
      first = i;
      path.moveTo(x(i), y(value));
    } else {
      if (steps) path.lineTo(x(i), y(values[last]!));
      path.lineTo(x(i), y(value));
    }
    last = i;
  }
  if (Number.isNaN(first)) return;
  on.globalAlpha = faint ? 0.35 : 1;
  on.strokeStyle = colourOf(colour);
  on.lineWidth = 1.6;
  on.lineJoin = "round";
  on.setLineDash([...dash]);
  on.stroke(path);
  on.setLineDash([]);
  if (!fill) return;
  const area = new Path2D(path);
  area.lineTo(x(last), y(0));
  area.lineTo(x(first), y(0));
  on.globalAlpha = 0.16;
  on.fillStyle = colourOf(colour);
  on.fill(area);
  on.globalAlpha = 1;
}

/** A line as it is drawn, for its key. */
function stripes(colour: string, dash: readonly number[]): string {
  let at = 0;
  const stops = dash.map((length, k) => {
    const from = at;
    at += length;
    return `${k % 2 === 0 ? colour : "transparent"} ${from}px ${at}px`;
  });
  return `repeating-linear-gradient(90deg, ${stops.length === 0 ? `${colour} 0 1px` : stops.join(", ")})`;
}
