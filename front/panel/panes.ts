// How are price, account and position explored together?

import type { PageData } from "../../src/report/embed/layout.js";
import { percentText, priceText } from "../../src/report/format.js";
import { accountOf } from "../chart/account.js";
import { onScheme } from "../chart/colours.js";
import { listen } from "../chart/gestures.js";
import { isOfLines } from "../chart/line-panes.js";
import { timeText } from "../chart/local-time.js";
import { exitNear, tradeAt } from "../chart/marks.js";
import { createNavigator } from "../chart/navigator.js";
import type { TradePainter } from "../chart/paint-trades.js";
import { gutter } from "../chart/pane.js";
import { paintProfile, profileOf } from "../chart/profile.js";
import { sideOf } from "../chart/side.js";
import { createStage } from "../chart/stage.js";
import { loadLines } from "../chart/strategy-lines.js";
import { valueRows, whenText } from "../chart/values.js";
import { spanOf } from "../chart/view.js";
import { button, el, setText } from "../dom.js";
import type { Model } from "../model.js";
import type { FrontPanel, Tools } from "../panels.js";
import type { View } from "../state.js";
import { fillsOfTrades } from "../trades/fills.js";
import { pathsOf } from "../trades/moves.js";
import { paneKeys } from "./pane-keys.js";

/** By the keys from 1 on, as far as there are digits; panes of the strategy's lines come behind these. */
const MOST_KEYS = 9;

const TOGGLES = [
  ["price", "Price"],
  ["volume", "Volume"],
  ["position", "Position"],
  ["equity", "Equity"],
  ["drawdown", "Drawdown"],
  ["navigator", "Navigator"],
  ["profile", "Profile"],
] as const;

/** What stands beside the view comes when it has stood still for so long. */
const SETTLED_MS = 120;
/** So long the old picture may stand when the view jumps. */
const HELD_MS = 100;
const REACH = { mouse: 14, touch: 26 } as const;

export const panes: FrontPanel = {
  id: "panes",
  mount: (page, model, root, tools) =>
    mountPanes(page, model, root, tools, { toggles: TOGGLES, painter: null }),
};

interface PaneTerms {
  /** Panes that the page has, by the keys from 1 on. */
  readonly toggles: readonly (readonly [id: string, name: string])[];
  readonly painter: TradePainter | null;
  /** What is said of a trade that is stepped to. */
  readonly tell?: (trade: number) => string;
}

export function mountPanes(
  page: PageData,
  model: Model,
  root: HTMLElement,
  tools: Tools,
  { toggles, painter, tell }: PaneTerms,
): void {
  const { meta } = page;
  if (meta.bars === 0) throw new Error("no bar to draw");
  const isShown = (id: string) =>
    !model.state.hidden.includes(id) && (isOfLines(id) || toggles.some(([one]) => one === id));
  let frame = 0;
  const redraw = () => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const stage = createStage(page, model, isShown, redraw, painter);
  const nav = navigatorOf(page, model);
  const crossX = el("div", { class: "cross-x", hidden: true });
  const crossY = el("div", { class: "cross-y", hidden: true }, el("b"));
  const stack = el("div", { class: "stack" });
  for (const pane of stage.panes) stack.append(pane.figure);
  stack.append(stage.strip, crossX, crossY);
  const side = sideOf();
  const bar = el("div", { class: "pane-bar" });
  root.append(bar, el("div", { class: "stage" }, el("div", { class: "main" }, stack, nav.root), side.root));

  /** How wide the plots are, without their scale. */
  let plotWidth = 1;
  let laidOut = -1;
  const layout = () => {
    const { width } = stack.getBoundingClientRect();
    if (width < 1) return;
    laidOut = width;
    const narrow = width < 560;
    for (const pane of stage.panes) {
      pane.figure.hidden = !isShown(pane.id);
      if (pane.id === "price") pane.setHeight(narrow ? 250 : 330);
      if (pane.id === "equity") pane.setHeight(narrow ? 140 : 170);
    }
    nav.root.hidden = !isShown("navigator");
    side.profile.hidden = !isShown("profile") || !isShown("price");
    plotWidth = Math.floor(width) - gutter(Math.floor(width));
    stage.resize(Math.floor(width));
    nav.root.style.marginRight = `${gutter(Math.floor(width))}px`;
    if (isShown("navigator")) nav.paint(stage.look.colours);
  };

  let settling: number | undefined;
  let held = 0;
  function draw(): void {
    frame = 0;
    // Another place from far away would be a single bucket: the picture stands until the bars are there, if they are soon.
    const { view } = model.state;
    if (isElsewhere(view, stage.look.view) && stage.awaits(view)) {
      held ||= performance.now();
      if (performance.now() - held < HELD_MS) {
        redraw();
        return;
      }
    }
    held = 0;
    stage.draw();
    nav.follow();
    cross();
    clearTimeout(settling);
    settling = setTimeout(settled, SETTLED_MS);
  }
  function settled(): void {
    stage.summarise();
    profile();
    values();
  }

  function profile(): void {
    if (side.profile.hidden) return;
    const { view } = stage.look;
    const place = stage.panes[0]!.place;
    const found = profileOf(stage.candles, view.from, view.to);
    const canvas = side.canvas;
    const ratio = devicePixelRatio;
    const plot = stage.panes[0]!.field.getBoundingClientRect();
    const narrow = stack.clientWidth < 560;
    const head = plot.top - stage.panes[0]!.figure.getBoundingClientRect().top;
    side.profile.style.paddingTop = narrow ? "" : `${Math.max(0, head - side.caption.offsetHeight)}px`;
    canvas.style.height = `${plot.height}px`;
    const width = canvas.clientWidth;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(plot.height * ratio);
    const paint = canvas.getContext("2d");
    if (paint === null) return;
    side.setTable(found, meta.grid);
    if (found === null) {
      setText(side.sentence, "No volume in view.");
      return;
    }
    const y = (ticks: number) => place.y(ticks * stage.tick) - place.top;
    paintProfile(paint, found, canvas.width, ratio, y, stage.look.colours);
    const { area, firstRow, rowSize, volumes } = found;
    const price = (row: number) => priceText((firstRow + row) * rowSize, meta.grid);
    const total = volumes.reduce((sum, volume) => sum + volume, 0);
    setText(
      side.sentence,
      `POC ${price(area.poc)}, value area ${price(area.low)} to ${price(area.high)} (${percentText((100 * area.volume) / total, 0)} of volume)`,
    );
  }

  /** The bar that values are told of: under the crosshair, else the one in which the selected trade began, else the last in view. */
  const told = () => {
    const { cursor, selected, view } = model.state;
    const entered = selected === null ? -1 : page.trades.entryBar[selected]!;
    const inView = entered >= view.from && entered < view.to;
    return stage.at(cursor ?? (inView ? entered : Math.ceil(view.to) - 1));
  };
  function values(): void {
    const at = told();
    setText(side.when, at === null ? "—" : whenText(page, at));
    const own = (at && painter?.valuesAt(at.bar, model.state.matches)) ?? [];
    [...valueRows(page, at, model.state.unit), ...own].forEach(([name, text], i) => {
      let row = side.list.children[i];
      if (row === undefined) side.list.append((row = el("div", {}, el("dt", {}, name), el("dd"))));
      setText(row.firstElementChild!, name);
      setText(row.lastElementChild!, text);
    });
  }

  let pointer: { y: number; pane: string } | null = null;
  function cross(): void {
    const { cursor, view } = model.state;
    const x = cursor === null ? -1 : ((cursor + 0.5 - view.from) / spanOf(view)) * plotWidth;
    crossX.hidden = x < 0 || x > plotWidth;
    if (!crossX.hidden) crossX.style.transform = `translateX(${Math.round(x)}px)`;
    crossY.hidden = pointer === null || pointer.pane !== "price" || crossX.hidden;
    if (pointer !== null && !crossY.hidden) {
      crossY.style.transform = `translateY(${Math.round(pointer.y)}px)`;
      crossY.style.width = `${plotWidth}px`;
      const field = stage.panes[0]!.field;
      const top = field.getBoundingClientRect().top - stack.getBoundingClientRect().top;
      const share = 1 - (pointer.y - top) / field.clientHeight;
      const { low, high } = stage.range;
      const ticks = Math.round((low + share * (high - low)) / stage.tick);
      setText(crossY.firstElementChild!, priceText(ticks, meta.grid));
    }
  }

  listen(
    {
      element: stack,
      width: () => plotWidth,
      hover(x, y, target) {
        const figure = target instanceof Element ? target.closest("[data-pane]") : null;
        pointer = x === null ? null : { y, pane: figure?.getAttribute("data-pane") ?? "" };
        const { view } = model.state;
        model.set({ cursor: x === null ? null : Math.floor(view.from + (x / plotWidth) * spanOf(view)) });
        cross();
      },
      click(x, y, event) {
        const bar = model.state.view.from + (x / plotWidth) * spanOf(model.state.view);
        const trade = pick(x, y, event);
        if (trade !== null) model.set({ selected: trade, drawer: true });
        else model.set({ cursor: Math.floor(bar) });
      },
    },
    model,
  );

  function pick(x: number, y: number, event: PointerEvent): number | null {
    const reach = REACH[event.pointerType === "mouse" ? "mouse" : "touch"];
    const { view } = model.state;
    const passes = (trade: number) => stage.passing === null || stage.passing[trade] === 1;
    const figure = event.target instanceof Element ? event.target.closest("[data-pane]") : null;
    const id = figure?.getAttribute("data-pane");
    if (id === "price") {
      const field = stage.panes[0]!.field;
      const top = field.getBoundingClientRect().top - stack.getBoundingClientRect().top;
      const { low, high } = stage.range;
      const at = { x, y: y - top };
      const project = {
        x: (bar: number) => ((bar - view.from) / spanOf(view)) * plotWidth,
        y: (ticks: number) => field.clientHeight * (1 - (ticks * stage.tick - low) / (high - low)),
      };
      return painter === null
        ? tradeAt(stage.marks, at, reach, [view.from, view.to], project, passes)
        : painter.pick(at, reach, view, project, passes);
    }
    if (id !== "equity" && id !== "drawdown") return null;
    const perPixel = spanOf(view) / plotWidth;
    return exitNear(stage.marks, view.from + x * perPixel, reach * perPixel, passes);
  }

  const ofLines = stage.panes.filter(({ id }) => isOfLines(id));
  const controls = [...toggles, ...ofLines.map(({ id, title }) => [id, title.slice(0, 24)] as const)];
  for (const [i, [id, name]] of controls.entries()) {
    if (id === "volume" && !meta.hasVolume) continue;
    bar.append(
      button(name, () => toggle(id), {
        "aria-pressed": String(isShown(id)),
        "data-toggle": id,
        title: i < MOST_KEYS ? `Show or hide (${i + 1})` : "Show or hide",
      }),
    );
  }
  function toggle(id: string): void {
    const { hidden } = model.state;
    model.set({ hidden: hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id] });
  }

  const fly = paneKeys({
    page,
    model,
    tools,
    stage,
    bar,
    toggle,
    toggles: controls.slice(0, MOST_KEYS).map(([id]) => id),
    ...(tell && { tell }),
  });

  model.on((state, changed) => {
    if (changed.has("matches")) stage.select(state.matches);
    if (changed.has("hidden")) {
      for (const control of bar.querySelectorAll("[data-toggle]"))
        control.setAttribute("aria-pressed", String(isShown(control.getAttribute("data-toggle")!)));
      layout();
    }
    if (changed.has("selected") && state.selected !== null) fly(state.selected);
    // A frame earlier than it is drawn.
    if (changed.has("view")) stage.awaits(state.view);
    if (changed.has("theme") || changed.has("palette")) repaint();
    if (changed.has("cursor")) {
      cross();
      values();
    }
    const drawn = ["view", "selected", "matches", "curve", "hidden", "unit"] as const;
    if (drawn.some((key) => changed.has(key))) redraw();
  });
  function repaint(): void {
    stage.recolour();
    nav.paint(stage.look.colours);
    redraw();
  }
  onScheme(repaint);
  new ResizeObserver(([entry]) => {
    // It tells at once of the size that is there; to draw that again would take as long as the first time.
    if (entry?.contentRect.width === laidOut) return;
    layout();
    redraw();
  }).observe(stack);

  stage.select(model.state.matches);
  layout();
  draw();
  later();

  /** What the first look does not need. */
  async function later(): Promise<void> {
    try {
      const [events] = await Promise.all([page.events(), loadLines(page)]);
      stage.setAccount(accountOf(page, events));
      redraw();
      const [orders, fills, moves] = await Promise.all([page.orders(), page.fills(), page.moves()]);
      const ofTrades = fillsOfTrades(fills, page.trades.length);
      stage.setOrders({ orders, fills, ofTrades, paths: pathsOf(moves) });
      redraw();
    } catch (error) {
      console.error(error);
    }
  }
  if (model.state.selected !== null && !location.hash.includes("bars=")) fly(model.state.selected);
}

/** Nothing of the new view is drawn yet, or so little that it would tell nothing. */
const isElsewhere = (view: View, drawn: View): boolean =>
  view.to <= drawn.from || view.from >= drawn.to || spanOf(drawn) > 8 * spanOf(view);

function navigatorOf(page: PageData, model: Model) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const nav = createNavigator(model, canvas, (bar) =>
    timeText(page.meta, page.time.at(Math.min(bar, page.meta.bars - 1))),
  );
  /** The closes of the whole span, from the overview: drawn when size or colours change, not when the view moves. */
  const paint = (colours: { ground: string; wash: string }) => {
    const ratio = devicePixelRatio;
    const [width, height] = [nav.root.clientWidth, 54];
    if (width === 0) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const { overview } = page;
    const context = canvas.getContext("2d");
    if (context === null) return;
    const low = overview.low.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = overview.high.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const y = (ticks: number) => canvas.height * (0.92 - (0.84 * (ticks - low)) / Math.max(1, high - low));
    context.beginPath();
    for (let i = 0; i < overview.length; i++)
      context.lineTo((canvas.width * (i + 0.5)) / overview.length, y(overview.close[i]!));
    context.strokeStyle = colours.ground;
    context.lineWidth = 1.2 * ratio;
    context.stroke();
    context.lineTo(canvas.width, canvas.height);
    context.lineTo(0, canvas.height);
    context.fillStyle = colours.ground;
    context.globalAlpha = 0.16;
    context.fill();
  };
  return { ...nav, paint };
}
