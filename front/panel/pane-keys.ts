// How are the panes walked without a mouse?

import type { PageData } from "../../src/report/embed/layout.js";
import { countText, dollarsText } from "../../src/report/format.js";
import { timeText } from "../chart/local-time.js";
import type { Stage } from "../chart/stage.js";
import { spoken } from "../chart/values.js";
import { aroundTrade, nextTrade, panned, periodAround, showing, spanOf, zoomed } from "../chart/view.js";
import { button, el } from "../dom.js";
import type { Model } from "../model.js";
import type { Tools } from "../panels.js";
import type { View } from "../state.js";

interface Parts {
  readonly page: PageData;
  readonly model: Model;
  readonly tools: Tools;
  readonly stage: Stage;
  readonly bar: HTMLElement;
  readonly toggles: readonly string[];
  readonly tell?: (trade: number) => string;
  toggle(id: string): void;
}

/** Of buttons that bear a sign. */
const TITLES: Readonly<Record<string, string>> = { "−": "Farther", "+": "Closer", All: "Whole span" };

const STEP = 0.2;
const CLOSER = 0.7;

/** Returns what shows a trade: both ends of it, where they are not in sight already. */
export function paneKeys(parts: Parts): (trade: number) => void {
  const { page, model, tools, stage, bar, toggle, toggles, tell } = parts;
  const { bars } = page.meta;
  const { keys, say } = tools;
  const { trades } = page;

  const show = (view: View) => model.set({ view });
  /** What movements are around: the crosshair, the selected trade, or the middle. */
  const middle = (): number => {
    const { cursor, selected, view } = model.state;
    const inView = (at: number) => at >= view.from && at < view.to;
    if (cursor !== null && inView(cursor)) return cursor;
    if (selected !== null && inView(trades.entryBar[selected]!)) return trades.entryBar[selected]!;
    return (view.from + view.to) / 2;
  };
  const zoom = (factor: number) => show(zoomed(model.state.view, factor, middle(), bars));
  const pan = (share: number) => show(panned(model.state.view, share * spanOf(model.state.view), bars));
  const period = (kind: "day" | "week" | "month") => show(periodAround(kind, middle(), page.dates, bars));

  /** Bar by bar, or stretch by stretch where bars share a pixel. */
  const walk = (way: 1 | -1) => {
    const { cursor, view } = model.state;
    const at = stage.at(cursor ?? middle());
    const span = at?.span ?? 1;
    const next = cursor === null ? Math.floor(middle()) : (at?.bar ?? cursor) + (way === 1 ? span : -1);
    const bar = Math.min(Math.max(0, next), bars - 1);
    model.set({ cursor: bar, view: showing(view, bar, bars) });
    say(spoken(page, stage.at(bar), model.state.unit));
  };

  /** A pane that was reached by Tab: there arrows walk its data. */
  const onField = () =>
    stage.panes.some(({ field }) => field === document.activeElement && field.matches(":focus-visible"));
  /** Lists, sliders and what scrolls have their own use for arrows; everywhere else they move the view. */
  const isFree = () =>
    document.activeElement?.closest(
      '[role="grid"],[role="slider"],[role="listbox"],[role="radiogroup"],.scroll',
    ) == null;

  const group = "Time";
  keys.add({
    group,
    keys: ["ArrowLeft"],
    label: "Earlier (in a pane reached by Tab: bar before)",
    run: () => arrow(-1),
  });
  keys.add({
    group,
    keys: ["ArrowRight"],
    label: "Later (in a pane reached by Tab: next bar)",
    run: () => arrow(1),
  });
  function arrow(way: 1 | -1): unknown {
    if (!isFree()) return false;
    return onField() ? walk(way) : pan(way * STEP);
  }
  keys.add({ group, keys: ["+", "="], label: "Closer", run: () => zoom(CLOSER) });
  keys.add({ group, keys: ["-"], label: "Farther", run: () => zoom(1 / CLOSER) });
  keys.add({ group, keys: ["0"], label: "Whole span", run: () => show({ from: 0, to: bars }) });
  keys.add({ group, keys: ["d"], label: "One day", run: () => period("day") });
  keys.add({ group, keys: ["w"], label: "One week", run: () => period("week") });
  keys.add({ group, keys: ["m"], label: "One month", run: () => period("month") });
  keys.add({ group, keys: ["Alt+ArrowLeft"], label: "Crosshair to the bar before", run: () => walk(-1) });
  keys.add({ group, keys: ["Alt+ArrowRight"], label: "Crosshair to the next bar", run: () => walk(1) });
  toggles.forEach((id, i) => {
    const name = bar.querySelector(`[data-toggle="${id}"]`)?.textContent;
    if (name != null) keys.add({ group: "Panes", keys: [String(i + 1)], label: name, run: () => toggle(id) });
  });

  const times = el("div", { class: "times", role: "group", "aria-label": "Time span" });
  for (const [label, act, title] of [
    ["Day", () => period("day"), "d"],
    ["Week", () => period("week"), "w"],
    ["Month", () => period("month"), "m"],
    ["All", () => show({ from: 0, to: bars }), "0"],
    ["−", () => zoom(1 / CLOSER), "-"],
    ["+", () => zoom(CLOSER), "+"],
  ] as const)
    times.append(button(label, act, { title: `${TITLES[label] ?? label} (${title})` }));
  bar.append(times);

  const go = (way: 1 | -1) => {
    const { selected, matches, view } = model.state;
    let first = 0;
    while (first < trades.length && trades.entryBar[first]! < view.from) first++;
    const next = nextTrade(way, selected, matches, trades.length, first);
    if (next === null) return say("No trade passes the filter");
    model.set({ selected: next, drawer: true });
    fly(next);
    bringPanes(stage);
    say((tell ?? tradeText)(next));
  };
  const tradeText = (i: number): string =>
    `Trade ${countText(i + 1)} of ${countText(trades.length)}: ${trades.side[i] === 1 ? "long" : "short"}, net ${dollarsText(trades.net[i]!)}, entered ${timeText(page.meta, trades.entryTime[i]!)}`;
  if (trades.length > 0) {
    keys.add({ group: "Trades", keys: ["n"], label: "Next trade that passes the filter", run: () => go(1) });
    keys.add({ group: "Trades", keys: ["p"], label: "Trade before", run: () => go(-1) });
    const ask = askForTrade(trades.length, (trade) => {
      model.set({ selected: trade, drawer: true });
      bringPanes(stage);
    });
    keys.add({ group: "Trades", keys: ["g"], label: "Go to a trade by its number", run: ask });
    bar.append(
      el(
        "div",
        { class: "times", role: "group", "aria-label": "Trades" },
        labelled(
          button("", () => go(-1), { title: "Trade before (p)" }),
          "‹ ",
          "Previous ",
          "",
        ),
        labelled(
          button("", () => go(1), { title: "Next trade (n)" }),
          "",
          "Next ",
          " ›",
        ),
      ),
    );
  }

  function fly(trade: number): void {
    const [entry, exit] = [trades.entryBar[trade]!, trades.exitBar[trade]!];
    const { view } = model.state;
    const span = exit - entry + 1;
    const room = spanOf(view) * 0.04;
    const isSeen = entry >= view.from + room && exit + 1 <= view.to - room;
    // What is in sight and large enough to read stays where it is.
    if (isSeen && spanOf(view) <= Math.max(240, span * 12)) return;
    show(aroundTrade(entry, exit, bars));
  }
  return fly;
}

/** Whoever asks for a trade by a key, from wherever the page stands, wants to see it. What is in sight stays where it is. */
function bringPanes({ panes }: Pick<Parts["stage"], "panes">): void {
  const box = panes[0]?.field.getBoundingClientRect();
  if (box === undefined || box.height === 0 || (box.top >= 0 && box.bottom <= innerHeight)) return;
  panes[0]!.field.closest("section")?.scrollIntoView({ block: "start" });
}

/** Arrows are for the eye, words for the ear. */
function labelled(made: HTMLButtonElement, before: string, word: string, after: string): HTMLButtonElement {
  const sign = (text: string) => el("span", { "aria-hidden": "true" }, text);
  made.append(sign(before), el("span", { class: "sr" }, word), "Trade", sign(after));
  return made;
}

/** `g`, then the number, then Enter. */
function askForTrade(count: number, go: (trade: number) => void): () => void {
  const input = el("input", {
    type: "text",
    inputmode: "numeric",
    pattern: "[0-9]*",
    autocomplete: "off",
    "aria-describedby": "go-wrong",
  });
  const wrong = el("p", { id: "go-wrong", role: "alert", class: "wrong" });
  const dialog = el(
    "dialog",
    { class: "go", "aria-label": "Go to a trade" },
    el("label", {}, `Trade number, 1 to ${countText(count)}`, input),
    wrong,
  );
  document.body.append(dialog);
  // Not modal: to make a page of thousands of rows inert, and lively again, takes longer than the jump itself.
  dialog.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && dialog.contains(relatedTarget))) dialog.close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      dialog.close();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const n = Number(input.value.trim());
    if (Number.isInteger(n) && n >= 1 && n <= count) {
      dialog.close();
      go(n - 1);
    } else
      wrong.textContent = `There is no trade ${input.value.slice(0, 20) || "without a number"}: 1 to ${countText(count)}.`;
  });
  return () => {
    input.value = "";
    wrong.textContent = "";
    dialog.show();
    input.focus();
  };
}
