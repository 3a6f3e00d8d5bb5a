// How are bars drawn that can be picked?

import { countText, plural } from "../../src/report/format.js";
import { el } from "../dom.js";
import { hasAll, readable, withBin } from "../filter/edit.js";
import { printFilter } from "../filter/print.js";
import type { Filter, NumberKey } from "../filter/terms.js";
import type { Model } from "../model.js";
import { type Bins, countIn } from "./bins.js";
import { allOf, chosenOf } from "./choice.js";
import { liveFigure, roving } from "./figure.js";
import type { TradeSet } from "./set.js";

export interface Histogram {
  readonly id: string;
  readonly title: string;
  readonly key: NumberKey & keyof TradeSet["numbers"];
  readonly bins: Bins;
  readonly label: (value: number) => string;
  /** The sentence for the trades that are looked at. */
  readonly say: (chosen: Int32Array) => string;
  /** Colour of a bar by its lower edge; none: bars are no results. */
  readonly tone?: (from: number) => string;
}

/** Grey bars are all trades, coloured ones those that pass the filter; a bar that is picked becomes a filter. */
export function histogram(set: TradeSet, model: Model, of: Histogram): HTMLElement {
  const { bins, key, label } = of;
  const { edges } = bins;
  const values = set.numbers[key];
  const all = countIn(bins, values, allOf(set));
  const most = Math.max(1, ...all);
  const last = all.length - 1;
  let counts = all;
  const name = (k: number) =>
    k === 0 && bins.lowest
      ? `under ${label(edges[1]!)}`
      : k === last && bins.highest
        ? `${label(edges[k]!)} and more`
        : `${label(edges[k]!)} to ${label(edges[k + 1]!)}`;
  const termsOf = (k: number, filter: Filter): Filter =>
    withBin(
      filter,
      key,
      k === 0 && bins.lowest ? null : edges[k]!,
      k === last && bins.highest ? null : edges[k + 1]!,
    );
  const figure = liveFigure(of.id, of.title, () => [
    ["From … to below", "Filtered", "All"],
    ...all.map((count, k) => [name(k), countText(counts[k]!), countText(count)]),
  ]);
  const bars = all.map((count, k) => {
    const fore = el("span", { class: `h-fore ${of.tone?.(edges[k]!) ?? ""}` });
    const back = el("span", { class: "h-back" });
    back.style.height = `${(100 * count) / most}%`;
    const bar = el("button", { type: "button", class: "h-bar", tabindex: -1 }, back, fore);
    bar.disabled = count === 0;
    bar.addEventListener("click", () =>
      model.set({ filter: printFilter(termsOf(k, readable(model.state.filter))) }),
    );
    return { bar, fore };
  });
  const every = Math.ceil(bars.length / 6);
  const zero = Math.max(0, edges.indexOf(0)) % every;
  const labels = edges.flatMap((edge, k) => {
    if (k % every !== zero || k === edges.length - 1) return [];
    const mark = el("span", {}, label(edge));
    mark.style.left = `${(100 * k) / bars.length}%`;
    return [mark];
  });
  const field = el(
    "div",
    { class: "h-field", role: "toolbar", "aria-label": of.title },
    ...bars.map(({ bar }) => bar),
  );
  figure.plot.append(
    el(
      "div",
      { class: "h-scale", "aria-hidden": "true" },
      el("span", {}, countText(most)),
      el("span", {}, "0"),
    ),
    field,
    el("div", { class: "h-labels", "aria-hidden": "true" }, ...labels),
  );
  figure.plot.classList.add("h-plot");
  const stop = roving(field, () => bars.map(({ bar }) => bar));

  const show = () => {
    const chosen = chosenOf(set, model.state);
    const filter = readable(model.state.filter);
    counts = model.state.matches === null ? all : countIn(bins, values, chosen);
    for (const [k, { bar, fore }] of bars.entries()) {
      fore.style.height = `${(100 * counts[k]!) / most}%`;
      const text = `${name(k)}: ${countText(counts[k]!)} of ${plural(all[k]!, "trade")}`;
      bar.setAttribute("aria-label", text);
      bar.title = text;
      bar.setAttribute("aria-pressed", String(hasAll(filter, termsOf(k, []))));
    }
    figure.say.textContent = of.say(chosen);
    stop();
  };
  model.on((_, changed) => {
    if (changed.has("matches") || changed.has("filter")) show();
  });
  show();
  return figure.root;
}
