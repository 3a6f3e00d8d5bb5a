// How are lines over trade dates drawn, zoomed together, and read by keyboard?

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatDay } from "../../src/instrument/time.js";
import { button, el, setText } from "../dom.js";

export interface Line {
  readonly label: string;
  /** Name of the colour's variable: "c0". */
  readonly colour: string;
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
  readonly faint?: boolean;
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

/** Charts of a page that move together: the same dates lie under one another. */
const together = new Set<uPlot>();
const SYNC = "tickproof";

export const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888";

/** The lines with their names, which put them away and back, and their values under the crosshair. */
export function chart(terms: ChartTerms): Chart {
  const { days, lines, height, name } = terms;
  const field = el("div", {
    class: "chart",
    tabindex: 0,
    role: "group",
    "aria-label": `${name}: arrow keys move the crosshair, + and − zoom, 0 shows all`,
  });
  const date = el("span", { class: "at" });
  const live = el("span", { class: "sr", role: "status", "aria-live": "polite" });
  const values = lines.map(() => el("b", {}));
  const keys = lines.map((line, k) => {
    const swatch = el("i", { class: "line-swatch" });
    swatch.style.borderTopColor = `var(--${line.colour})`;
    if (line.dash?.length) swatch.style.borderTopStyle = "dashed";
    const one = button("", () => toggle(k), { class: "line-key", "aria-pressed": "true" });
    one.append(swatch, el("span", {}, line.label), values[k]!);
    return one;
  });
  const root = el("div", {}, el("div", { class: "line-keys" }, date, ...keys), field, live);
  let plot: uPlot | null = null;

  const toggle = (k: number) => {
    if (plot === null) return;
    const isShown = !plot.series[k + 1]!.show;
    plot.setSeries(k + 1, { show: isShown });
    keys[k]!.setAttribute("aria-pressed", String(isShown));
  };
  const read = (at: number | null | undefined, aloud = false) => {
    const i = at ?? days.length - 1;
    setText(date, days[i] === undefined ? "" : formatDay(days[i]!));
    for (const [k, line] of lines.entries()) {
      const value = line.values[i];
      setText(values[k]!, value === null || value === undefined ? "" : terms.text(value));
    }
    if (aloud)
      setText(
        live,
        `${date.textContent}: ${lines.map((line, k) => `${line.label} ${values[k]!.textContent}`).join(", ")}`,
      );
  };
  const draw = () => {
    const width = field.clientWidth;
    if (width < 60) return;
    if (plot !== null) return plot.setSize({ width, height });
    plot = new uPlot(optionsOf(terms, width, read), dataOf(terms), field);
    together.add(plot);
  };
  const sized = new ResizeObserver(draw);
  sized.observe(field);
  read(null);
  field.addEventListener("keydown", (event) => {
    if (plot !== null && pressed(plot, event, days.length, (at) => read(at, true))) event.preventDefault();
  });
  return {
    root,
    destroy() {
      sized.disconnect();
      if (plot !== null) {
        together.delete(plot);
        plot.destroy();
      }
    },
  };
}

const dataOf = ({ days, lines }: ChartTerms): uPlot.AlignedData => [
  days.map((_, i) => i),
  ...lines.map(({ values }) => [...values]),
];

function optionsOf(
  { days, lines, height, axisText, steps }: ChartTerms,
  width: number,
  read: (at: number | null | undefined) => void,
): uPlot.Options {
  const axis = {
    stroke: () => colourOf("soft"),
    grid: { stroke: () => colourOf("rule"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  return {
    width,
    height,
    cursor: { sync: { key: SYNC, scales: ["x", null] }, points: { size: 6 }, drag: { x: true, y: false } },
    legend: { show: false },
    padding: [10, 0, 0, 34],
    scales: {
      x: { time: false, range: (_, low, high) => [low, Math.max(high, low + 1)] },
      ...(steps && {
        y: { range: (_: uPlot, _low: number, high: number): uPlot.Range.MinMax => [0, Math.max(1, high)] },
      }),
    },
    axes: [
      {
        ...axis,
        size: 30,
        grid: { show: false },
        space: 90,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
        values: (_, at) => at.map((i) => (days[i] === undefined ? "" : formatDay(days[i]!))),
      },
      {
        ...axis,
        side: 1,
        size: 72,
        ...(steps && { incrs: [1, 2, 5, 10, 20, 50, 100] }),
        values: (_, at) => at.map(axisText),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: () => withAlpha(colourOf(line.colour), line.faint ? 0.35 : 1),
        width: 1.6,
        points: { show: false },
        ...(steps && { paths: uPlot.paths.stepped!({ align: 1 }) }),
        ...(line.dash && { dash: [...line.dash] }),
        ...(line.fill && { fill: () => withAlpha(colourOf(line.colour), 0.18) }),
      })),
    ],
    hooks: {
      setCursor: [(self) => read(self.cursor.idx)],
      setScale: [
        (self, key) => {
          if (key !== "x") return;
          const { min, max } = self.scales.x!;
          for (const other of together) {
            if (other === self || min == null || max == null) continue;
            if (other.scales.x!.min !== min || other.scales.x!.max !== max) other.setScale("x", { min, max });
          }
        },
      ],
    },
  };
}

function withAlpha(colour: string, alpha: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (hex === undefined || alpha === 1) return colour;
  const [r, g, b] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
}

/** True where the key was one of ours. */
function pressed(plot: uPlot, { key }: KeyboardEvent, length: number, read: (at: number) => void): boolean {
  const { min, max } = plot.scales.x!;
  if (min == null || max == null) return false;
  const zoom = (times: number) => {
    const [middle, half] = [(min + max) / 2, Math.max(1, ((max - min) / 2) * times)];
    plot.setScale("x", { min: Math.max(0, middle - half), max: Math.min(length - 1, middle + half) });
  };
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight": {
      const from = plot.cursor.idx ?? length - 1;
      const at = Math.max(Math.ceil(min), Math.min(Math.floor(max), from + (key === "ArrowLeft" ? -1 : 1)));
      plot.setCursor({ left: plot.valToPos(at, "x"), top: plot.over.clientHeight / 2 });
      read(at);
      return true;
    }
    case "+":
      zoom(0.5);
      return true;
    case "-":
      zoom(2);
      return true;
    case "0":
      plot.setScale("x", { min: 0, max: length - 1 });
      return true;
    default:
      return false;
  }
}

/** Colours are asked for when they are drawn: after another theme all is drawn again. */
export function redraw(): void {
  for (const plot of together) plot.redraw(false, true);
}
