// What is a pane: a plot over the bars of the view, with its title, its sentence and its table?

import { withLevels } from "../../src/report/chart/line-panes.js";
import { axisOf } from "../../src/report/chart/scale.js";
import { button, el, setText } from "../dom.js";
import type { View } from "../state.js";
import type { Colours } from "./colours.js";
import type { TimeTick } from "./view.js";

/** Room for the labels of the scale, on the right of every pane: the plots stand exactly above one another. */
export const GUTTER = 76;
export const gutter = (width: number): number => (width < 560 ? 72 : GUTTER);

/** What all panes share while they draw. */
export interface Look {
  colours: Colours;
  ticks: readonly TimeTick[];
  view: View;
}

export interface Line {
  readonly label: string;
  readonly stroke: (colours: Colours) => string;
  readonly fill?: (colours: Colours) => string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly stepped?: boolean;
}

export interface PaneOptions {
  readonly id: string;
  readonly title: string;
  /** CSS pixels. */
  readonly height: number;
  readonly lines?: readonly Line[];
  /** A label, and all levels that it stands among. */
  readonly axisText: (value: number, levels: readonly number[]) => string;
  /** Where the labels stand; round values without it. */
  readonly axisTicks?: readonly number[];
  /** Values that stand out: drawn across, with labels of their own. */
  readonly levels?: readonly number[];
  /** Under the lines, and over them. In device pixels, clipped to the plot. */
  readonly under?: (canvas: CanvasRenderingContext2D, place: Place) => void;
  readonly over?: (canvas: CanvasRenderingContext2D, place: Place) => void;
  /** Rows of the visible range, made when it is asked for. */
  readonly table: () => Node;
}

/** Where bars and values lie on the canvas of a pane. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Device pixels of a CSS pixel. */
  readonly ratio: number;
  x(bar: number): number;
  y(value: number): number;
}

export interface Pane {
  readonly id: string;
  readonly title: string;
  readonly figure: HTMLElement;
  /** The plot without its scale; focusable. */
  readonly field: HTMLElement;
  readonly legend: HTMLElement;
  readonly place: Place;
  draw(columns: Columns, low: number, high: number): void;
  resize(width: number): void;
  setHeight(height: number): void;
  summarise(text: string): void;
  /** The open table follows the view. */
  refreshTable(): void;
}

/** The first column is x in bars, the others are the lines. A gap is NaN. */
export type Columns = readonly ArrayLike<number>[];

/** Labels nearer than that, in CSS pixels, touch. */
const LABEL_HEIGHT = 15;
/** Room above the highest and below the lowest value, in CSS pixels. */
const ABOVE = 4;

export function createPane(options: PaneOptions, look: Look): Pane {
  const { id, title, lines = [], axisText } = options;
  let height = options.height;
  const name = el("h3", { id: `pane-${id}-t` }, title);
  const sentence = el("p", { id: `pane-${id}-s`, class: "sr" });
  const legend = el("p", { class: "pane-legend" });
  const tableBox = el("div", { class: "pane-table", id: `pane-${id}-table`, hidden: true });
  const toggle = button("Table", () => showTable(tableBox.hidden !== false), {
    class: "quiet",
    "aria-expanded": "false",
    "aria-controls": `pane-${id}-table`,
    "aria-label": `${title} as a table`,
  });
  const host = el("div", { class: "plot-host" });
  const figure = el(
    "figure",
    { class: "pane", "aria-labelledby": `pane-${id}-t pane-${id}-s`, "data-pane": id },
    el("figcaption", {}, name, legend, toggle, sentence),
    host,
    tableBox,
  );
  const canvas = el("canvas", { "aria-hidden": "true" });
  const field = el("div", { class: "field-of" });
  host.append(canvas, field);
  const context = canvas.getContext("2d")!;
  for (const [key, value] of Object.entries({
    tabindex: "0",
    role: "application",
    "aria-roledescription": "chart",
    "aria-label": `${title}: arrow keys walk the bars`,
    "aria-describedby": `pane-${id}-s`,
  }))
    field.setAttribute(key, value);

  // Read while drawing, thousands of times: plain arithmetic.
  let [scaleX, scaleY, bottom, top] = [1, 1, 0, 1];
  let cssWidth = 600;
  const place = {
    left: 0,
    top: 0,
    width: 1,
    height: 1,
    ratio: 1,
    x: (bar: number) => (bar - look.view.from) * scaleX,
    y: (value: number) => place.top + place.height - (value - bottom) * scaleY,
  };

  function layOut(low: number, high: number): void {
    const ratio = devicePixelRatio;
    const [width, tall] = [Math.round(cssWidth * ratio), Math.round(height * ratio)];
    // Setting a size clears the canvas and makes a new one, so only when it is another.
    if (canvas.width !== width || canvas.height !== tall) {
      canvas.width = width;
      canvas.height = tall;
      canvas.style.width = field.style.width = `${cssWidth}px`;
      canvas.style.height = host.style.height = field.style.height = `${height}px`;
      field.style.width = `${cssWidth - gutter(cssWidth)}px`;
    }
    place.ratio = ratio;
    place.width = Math.round((cssWidth - gutter(cssWidth)) * ratio);
    place.top = ABOVE * ratio;
    place.height = tall - 2 * place.top;
    scaleX = place.width / (look.view.to - look.view.from);
    scaleY = place.height / (high - low);
    [bottom, top] = [low, high];
  }

  /** Lines at the dates and at round values, whose labels stand on the right. */
  function drawScale(): void {
    const { colours } = look;
    const { ratio, width } = place;
    context.fillStyle = colours.rule;
    for (const { bar } of look.ticks) context.fillRect(Math.round(place.x(bar)), 0, ratio, canvas.height);
    const levels = (options.levels ?? []).filter((level) => level > bottom && level < top);
    const ticks = options.axisTicks ?? axisOf(bottom, top, Math.max(3, Math.round(height / 48))).ticks;
    const values = withLevels(ticks, levels, (LABEL_HEIGHT * ratio) / scaleY);
    for (const value of values) context.fillRect(0, Math.round(place.y(value)), width, ratio);
    context.fillRect(width, 0, ratio, canvas.height);
    context.beginPath();
    for (const level of levels) {
      const y = Math.round(place.y(level)) + 0.5 * ratio;
      context.moveTo(0, y);
      context.lineTo(width, y);
    }
    context.strokeStyle = colours.ground;
    context.lineWidth = ratio;
    context.setLineDash([4 * ratio, 4 * ratio]);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = colours.soft;
    context.font = `${12 * ratio}px system-ui, sans-serif`;
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const value of values) {
      const y = place.y(value);
      // Half a label is worse than none.
      if (y > 7 * ratio && y < canvas.height - 7 * ratio)
        context.fillText(axisText(value, values), width + 8 * ratio, y + 0.5 * ratio);
    }
  }

  function drawLine(line: Line, x: ArrayLike<number>, y: ArrayLike<number>): void {
    const { ratio, top: above, height: tall } = place;
    const { from } = look.view;
    context.beginPath();
    let isDown = false;
    let before = 0;
    const { length } = x;
    for (let i = 0; i < length; i++) {
      const value = y[i]!;
      if (Number.isNaN(value)) {
        isDown = false;
        continue;
      }
      // On a level stretch only its ends: a high-water mark is little else.
      if (isDown && value === y[i - 1] && value === y[i + 1]) continue;
      // `place.x` and `place.y`, without the calls.
      const at = (x[i]! - from) * scaleX;
      const level = above + tall - (value - bottom) * scaleY;
      if (!isDown) context.moveTo(at, level);
      else {
        if (line.stepped) context.lineTo(at, before);
        context.lineTo(at, level);
      }
      isDown = true;
      before = level;
    }
    context.strokeStyle = line.stroke(look.colours);
    context.lineWidth = (line.width ?? 1.5) * ratio;
    context.lineJoin = "round";
    context.setLineDash((line.dash ?? []).map((part) => part * ratio));
    context.stroke();
    context.setLineDash([]);
    if (line.fill === undefined || x.length === 0) return;
    context.lineTo(place.x(x[x.length - 1]!), place.y(0));
    context.lineTo(place.x(x[0]!), place.y(0));
    context.fillStyle = line.fill(look.colours);
    context.globalAlpha = 0.26;
    context.fill();
    context.globalAlpha = 1;
  }

  function showTable(shown: boolean): void {
    tableBox.hidden = !shown;
    toggle.setAttribute("aria-expanded", String(shown));
    tableBox.replaceChildren(...(shown ? [options.table()] : []));
  }

  return {
    id,
    title,
    figure,
    field,
    legend,
    place,
    draw(columns, low, high) {
      layOut(low, high);
      context.clearRect(0, 0, canvas.width, canvas.height);
      drawScale();
      context.save();
      context.beginPath();
      context.rect(0, 0, place.width, canvas.height);
      context.clip();
      options.under?.(context, place);
      lines.forEach((line, i) => {
        drawLine(line, columns[0]!, columns[i + 1]!);
      });
      options.over?.(context, place);
      context.restore();
    },
    resize(width) {
      cssWidth = width;
    },
    setHeight(wanted) {
      height = wanted;
    },
    summarise: (text) => setText(sentence, text),
    refreshTable() {
      if (!tableBox.hidden) tableBox.replaceChildren(options.table());
    },
  };
}
