// How does a lively plot stand in the page?

import { el } from "../dom.js";
import { given } from "./text.js";

export interface LiveFigure {
  readonly root: HTMLElement;
  /** What the eye would take from the plot, in one sentence. */
  readonly say: HTMLElement;
  readonly plot: HTMLElement;
}

export type Cell = string | number;

/** As `page/figure.ts` draws it: named by its title and its sentence, with its numbers as a table that is made when it is opened. */
export function liveFigure(id: string, title: string, rows: () => readonly (readonly Cell[])[]): LiveFigure {
  const say = el("p", { id: `${id}-say` });
  const plot = el("div", { class: "live-plot" });
  const details = el("details", {}, el("summary", {}, `${title} as a table`));
  details.addEventListener("toggle", () => {
    details.querySelector(".scroll")?.remove();
    if (!details.open) return;
    const [heads = [], ...lines] = rows();
    const cell = (name: "td" | "th", value: Cell, k: number) =>
      el(
        name,
        { ...(k > 0 ? { class: "n" } : {}), ...(name === "th" ? { scope: "col" } : {}) },
        given(String(value)),
      );
    details.append(
      el(
        "div",
        { class: "scroll tall", role: "region", tabindex: 0, "aria-label": title },
        el(
          "table",
          {},
          el("thead", {}, el("tr", {}, ...heads.map((head, k) => cell("th", head, k)))),
          el(
            "tbody",
            {},
            ...lines.map((line) => el("tr", {}, ...line.map((value, k) => cell("td", value, k)))),
          ),
        ),
      ),
    );
  });
  const root = el(
    "figure",
    { "aria-labelledby": `${id}-title ${id}-say` },
    el("figcaption", {}, el("h3", { id: `${id}-title` }, title), say),
    plot,
    details,
  );
  return { root, say, plot };
}

/** One stop for Tab among many buttons; arrows go to the next, `across` steps to the row below. */
export function roving(root: HTMLElement, items: () => readonly HTMLElement[], across = 0): () => void {
  let at = 0;
  const stop = () => {
    const all = items();
    at = Math.min(at, Math.max(0, all.length - 1));
    all.forEach((item, k) => {
      item.tabIndex = k === at ? 0 : -1;
    });
  };
  root.addEventListener("keydown", (event) => {
    const all = items();
    const by: Readonly<Record<string, number>> =
      across > 0
        ? { ArrowDown: 1, ArrowUp: -1, ArrowRight: across, ArrowLeft: -across }
        : { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };
    const next =
      event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : at + (by[event.key] ?? Number.NaN);
    if (Number.isNaN(next) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // In a grid with holes the nearest that is there in that direction.
    const step = Math.sign(next - at) || 1;
    for (let k = next; k >= 0 && k < all.length; k += step) {
      if ((all[k] as HTMLButtonElement).disabled) continue;
      at = k;
      stop();
      all[k]!.focus();
      return;
    }
  });
  root.addEventListener("focusin", ({ target }) => {
    const k = items().indexOf(target as HTMLElement);
    if (k >= 0 && k !== at) {
      at = k;
      stop();
    }
  });
  return stop;
}
