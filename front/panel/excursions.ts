// What would another stop, another target have made of the same trades?

import { MICRO } from "../../src/domain/money.js";
import { quantile } from "../../src/indicator/statistics.js";
import { slipped } from "../../src/metric/slipping.js";
import { axisOf, shareOf } from "../../src/report/chart/scale.js";
import { countText, dollarsText, fixedText, plural, shortDollars, signed } from "../../src/report/format.js";
import { button, el } from "../dom.js";
import type { Model } from "../model.js";
import type { FrontPanel } from "../panels.js";
import { canvasBox, levels } from "../trades/canvas.js";
import { chosenOf, setOf } from "../trades/choice.js";
import { liveFigure } from "../trades/figure.js";
import { sumOver } from "../trades/headline.js";
import { recordsOf } from "../trades/records.js";
import type { TradeSet } from "../trades/set.js";
import { ticksText } from "../trades/units.js";
import { excursionTicks, IN_PARTS, whatIf } from "../trades/what-if.js";

const MOST_ROWS = 20;

interface Ruler {
  readonly root: HTMLElement;
  /** Null: it stands at the edge, and nothing is tried. */
  readonly ticks: () => number | null;
  set(ticks: number | null): void;
  refresh(): void;
}

export const excursions: FrontPanel = {
  id: "excursions",
  mount(page, model, root) {
    const set = setOf(page);
    const { tickValue } = page.meta;
    if (set.length === 0 || !(tickValue > 0)) return;
    let slip = 0;
    const out = el("p", { class: "x-out", role: "status" });
    const terms = el("p", { class: "say" });
    const show = () => {
      const chosen = chosenOf(set, model.state);
      const [stop, target] = [rulers[0]!.ticks(), rulers[1]!.ticks()];
      reset.hidden = stop === null && target === null;
      out.replaceChildren(...resultOf(set, chosen, { stop, target, tickValue, slip }));
      terms.textContent = termsText(set, chosen, slip);
    };
    const rulers = (["mae", "mfe"] as const).map((of) => scatter(set, model, of, tickValue, show));
    const reset = button("Put rulers away", () => {
      for (const ruler of rulers) ruler.set(null);
      show();
    });
    root.append(
      el("div", { class: "pair" }, ...rulers.map((ruler) => ruler.root)),
      el(
        "div",
        { class: "x-what" },
        el("p", {}, el("b", {}, "In-sample what-if, counts as a trial")),
        out,
        reset,
        terms,
      ),
    );
    model.on((_, changed) => {
      if (!changed.has("matches")) return;
      for (const ruler of rulers) ruler.refresh();
      show();
    });
    show();
    requestAnimationFrame(async () => {
      const { lots, ticks } = slipped((await recordsOf(page)).fills);
      slip = lots === 0 ? 0 : ticks / lots;
      show();
    });
  },
};

function resultOf(
  set: TradeSet,
  chosen: Int32Array,
  terms: Parameters<typeof whatIf>[2],
): readonly (Node | string)[] {
  const was = sumOver(set.numbers.net, chosen);
  if (terms.stop === null && terms.target === null) {
    return [
      `${plural(chosen.length, "trade")}, net ${dollarsText(was)} as run. Drag a ruler, or move to it and use the arrow keys.`,
    ];
  }
  const found = whatIf(set, chosen, terms);
  const changes = [
    terms.stop === null ? "" : `${plural(found.stopped, "trade")} out at −${countText(terms.stop)} ticks`,
    terms.target === null
      ? ""
      : `${plural(found.targeted, "trade")} out at +${countText(terms.target)} ticks`,
  ].filter(Boolean);
  return [
    `Net ${dollarsText(was)} → `,
    el("b", { class: found.net < 0 ? "loss" : "gain" }, dollarsText(found.net)),
    ` (${signed(dollarsText(found.net - was))}), costs included. ${changes.join(", ")}; ${countText(found.won)} of ${countText(chosen.length)} won; drawdown of closed trades ${dollarsText(found.drawdown)}.`,
    found.both === 0
      ? ""
      : ` ${plural(found.both, "trade")} reached both, nobody knows in which order: counted as stopped; with the target first net is ${dollarsText(found.best)}.`,
  ];
}

function termsText(set: TradeSet, chosen: Int32Array, slip: number): string {
  const parts = chosen.reduce((n, i) => n + ((set.flags[i]! & IN_PARTS) !== 0 ? 1 : 0), 0);
  return `Assumed: a stop fills ${ticksText(slip)} worse than its price (what slipped in this run on average), gaps not counted; a target fills when the price went a tick beyond it; each trade keeps its own commission and fees; no other trade begins or is missed, and sizes stay.${parts === 0 ? "" : ` ${plural(parts, "trade")} came or went in parts: for ${parts === 1 ? "it" : "them"} this is rough.`} A ruler that fits these trades is fitted to them.`;
}
const WORDS = {
  mae: { title: "Against it: worst open result and net", name: "Stop", across: "worst, ticks a contract" },
  mfe: { title: "For it: best open result and net", name: "Target", across: "best, ticks a contract" },
} as const;

/** As far as an axis goes: a few giants would press all others into a corner, so what lies beyond stands at the edge. */
function reach(values: Float64Array): number {
  const rising = values.slice().sort();
  return Math.max(0, Math.min(1.03 * rising.at(-1)!, 1.6 * quantile(rising, 0.99)!));
}

/** Winners are dots, losers squares: told apart by form, and by colour second. */
function scatter(
  set: TradeSet,
  model: Model,
  of: "mae" | "mfe",
  tickValue: number,
  changed: () => void,
): Ruler {
  const { title, name, across } = WORDS[of];
  const x = Float64Array.from({ length: set.length }, (_, i) =>
    Math.abs(excursionTicks(set, of, i, tickValue)),
  );
  const y = set.numbers.net;
  const most = Math.max(4, Math.ceil(reach(x)));
  const xAxis = { ...axisOf(0, most, 5), low: 0, high: most };
  const yAxis = axisOf(-Math.max(MICRO, reach(y.map((value) => -value))), Math.max(MICRO, reach(y)), 5);
  const figure = liveFigure(`live-${of}`, title, () => [
    ["#", `${of.toUpperCase()}, ticks a contract`, "Net"],
    ...Array.from(chosenOf(set, model.state))
      .sort((a, b) => x[b]! - x[a]!)
      .slice(0, MOST_ROWS)
      .map((i) => [countText(i + 1), fixedText(x[i]!, 1), dollarsText(y[i]!)]),
  ]);
  const box = canvasBox(model, (pen) => {
    const { ctx, width, height, colour } = pen;
    const within = (share: number) => Math.max(0, Math.min(1, share));
    const px = (value: number) => 4 + within(shareOf(xAxis, value)) * (width - 8);
    const py = (value: number) => 16 + (1 - within(shareOf(yAxis, value))) * (height - 24);
    levels(pen, yAxis, py, shortDollars);
    const chosen = chosenOf(set, model.state);
    ctx.globalAlpha = chosen.length > 3000 ? 0.3 : chosen.length > 400 ? 0.5 : 0.75;
    ctx.fillStyle = colour("loss");
    for (const i of chosen) if (y[i]! <= 0) ctx.fillRect(px(x[i]!) - 2.5, py(y[i]!) - 2.5, 5, 5);
    ctx.fillStyle = colour("gain");
    for (const i of chosen) {
      if (y[i]! <= 0) continue;
      ctx.beginPath();
      ctx.arc(px(x[i]!), py(y[i]!), 3, 0, 7);
      ctx.fill();
    }
  });

  let ticks: number | null = null;
  const label = el("span", { class: "x-label" });
  const ruler = el(
    "div",
    {
      class: "x-ruler",
      role: "slider",
      tabindex: 0,
      "aria-label": `${name}, ticks a contract`,
      "aria-valuemin": 0,
      "aria-valuemax": most,
    },
    label,
  );
  const place = () => {
    const text = ticks === null ? "off" : `${countText(ticks)} ticks`;
    ruler.style.left = `${100 * shareOf(xAxis, ticks ?? most)}%`;
    ruler.classList.toggle("off", ticks === null);
    ruler.classList.toggle("left", (ticks ?? most) > most * 0.7);
    ruler.setAttribute("aria-valuenow", String(ticks ?? most));
    ruler.setAttribute("aria-valuetext", text);
    label.textContent = `${name} ${text}`;
  };
  const move = (to: number) => {
    const next = Math.max(0, Math.round(to));
    ticks = next >= most ? null : next;
    place();
    changed();
  };
  const field = el("div", { class: "x-field" }, box.root, ruler);
  const toPointer = (event: PointerEvent) => {
    const { left, width } = field.getBoundingClientRect();
    move(((event.clientX - left) / width) * most);
  };
  ruler.addEventListener("pointerdown", (event) => {
    ruler.setPointerCapture(event.pointerId);
    ruler.focus();
    event.preventDefault();
  });
  ruler.addEventListener("pointermove", (event) => {
    if (ruler.hasPointerCapture(event.pointerId)) toPointer(event);
  });
  box.root.addEventListener("click", (event) => toPointer(event as PointerEvent));
  ruler.addEventListener("keydown", (event) => {
    const now = ticks ?? most;
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      PageDown: now - 10,
      PageUp: now + 10,
      Home: 0,
      End: most,
    };
    const next = to[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    move(next);
    event.preventDefault();
  });
  const labels = xAxis.ticks
    .filter((tick) => tick <= most)
    .map((tick) => {
      const mark = el("span", {}, countText(tick));
      mark.style.left = `${100 * shareOf(xAxis, tick)}%`;
      return mark;
    });
  figure.plot.append(field, el("div", { class: "h-labels", "aria-hidden": "true" }, ...labels));
  const refresh = () => {
    const chosen = chosenOf(set, model.state);
    const winners = chosen.reduce((n, i) => n + (y[i]! > 0 ? 1 : 0), 0);
    figure.say.textContent = `${plural(chosen.length, "trade")}: ${countText(winners)} won (dots), ${countText(chosen.length - winners)} did not (squares). Across: ${across}, before costs; up: net. What lies beyond an axis stands at its edge.`;
    box.redraw();
  };
  place();
  refresh();
  return {
    root: figure.root,
    ticks: () => ticks,
    set: (to) => {
      ticks = to;
      place();
    },
    refresh,
  };
}
