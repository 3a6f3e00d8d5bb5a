// How do the tables of the document follow another baseline, another order, and runs that are put away?

import { figureText, plural, signed } from "../../src/report/format.js";
import { el, setText } from "../dom.js";
import type { CompareData } from "./data.js";
import type { Unit } from "./parts.js";
import type { Choice, Choices } from "./state.js";

const tables = (): HTMLTableElement[] => [...document.querySelectorAll<HTMLTableElement>("table.runs")];

/** Less is the better of it. */
const FALLING = /drawdown|cost|fee|slippage$|volatility|ulcer|under water|margin, /i;

const rowLabel = (row: Element): string => row.querySelector("th")?.textContent ?? "";
const cellAt = (row: Element, at: number): HTMLElement | null => row.querySelector(`[data-at="${at}"]`);
const valueAt = (row: Element, at: number): number => Number(cellAt(row, at)?.dataset.v ?? Number.NaN);

/** Rows of figures, as they are called, each once. */
export const sortableRows = (): string[] => [
  ...new Set(tables().flatMap((table) => [...table.querySelectorAll("tr[data-unit]")].map(rowLabel))),
];

export function followChoices(data: CompareData, choices: Choices): void {
  makeSortable(choices);
  const order = orderer(data);
  const apply = (choice: Choice) => {
    showBaseline(data, choice);
    order(choice);
  };
  apply(choices.now);
  choices.on(apply);
}

function showBaseline({ runs }: CompareData, { baseline, hideGreyed }: Choice): void {
  const base = runs[baseline]!;
  for (const table of tables()) {
    for (const run of runs) {
      const reasons = run.greyed[baseline]!;
      for (const row of table.rows) {
        const cell = cellAt(row, run.at);
        if (cell === null) continue;
        cell.classList.toggle("failed", reasons.length > 0);
        cell.hidden = hideGreyed && reasons.length > 0 && run !== base;
      }
      const head = table.tHead && cellAt(table.tHead, run.at);
      head?.querySelector(".tag")?.remove();
      if (head && run === base && table.id === "side-by-side")
        head.append(el("span", { class: "tag" }, "baseline"));
      for (const row of table.querySelectorAll<HTMLElement>("tr[data-unit]")) {
        const delta = cellAt(row, run.at)?.querySelector("small.delta");
        if (!delta) continue;
        const [value, from] = [valueAt(row, run.at), valueAt(row, base.at)];
        const text =
          run === base || Number.isNaN(value - from)
            ? ""
            : signed(figureText({ unit: row.dataset.unit as Unit }, value - from));
        setText(delta, text);
      }
      const standing = [...table.querySelectorAll("tr")].find(
        (row) => rowLabel(row) === "Beside the baseline",
      );
      const cell = standing && cellAt(standing, run.at);
      if (cell)
        setText(
          cell,
          reasons.length > 0
            ? `✗ ${plural(reasons.length, "reason")} below`
            : run === base
              ? "✓ is the baseline"
              : "✓ same terms",
        );
    }
  }
  for (const place of document.querySelectorAll("[data-baseline]")) setText(place, base.name);
  showReasons(runs, baseline);
}

function showReasons(runs: CompareData["runs"], baseline: number): void {
  const grey = runs.filter((run) => run.greyed[baseline]!.length > 0);
  document
    .getElementById("greyed")
    ?.replaceChildren(
      ...(grey.length === 0
        ? []
        : [
            el("h3", { class: "gap" }, "Why a column is grey"),
            el(
              "dl",
              { class: "facts" },
              ...grey.flatMap((run) => [
                el("dt", {}, el("bdi", {}, run.name)),
                el(
                  "dd",
                  {},
                  el("ul", {}, ...run.greyed[baseline]!.map((reason) => el("li", {}, el("bdi", {}, reason)))),
                ),
              ]),
            ),
          ]),
    );
}

/** A click on the name of a figure sorts the columns by it: best first, and as given once more. */
function makeSortable(choices: Choices): void {
  for (const table of tables()) {
    for (const row of table.querySelectorAll("tr[data-unit]")) {
      const head = row.querySelector("th")!;
      const label = head.textContent!;
      const sort = el("button", { type: "button", class: "sort", title: "Sort the columns by it" }, label);
      sort.addEventListener("click", () => choices.set({ sort: choices.now.sort === label ? "" : label }));
      head.replaceChildren(sort);
    }
  }
}

function orderer({ meta }: CompareData): (choice: Choice) => void {
  let last = "";
  return ({ sort }) => {
    if (sort === last) return;
    last = sort;
    const row = tables()
      .flatMap((table) => [...table.querySelectorAll("tr[data-unit]")])
      .find((one) => rowLabel(one) === sort);
    const given = Array.from({ length: meta.columns }, (_, at) => at);
    const falling = FALLING.test(sort);
    // Columns without a value go last, whichever way.
    const rank = (at: number) => {
      const value = row === undefined ? -at : valueAt(row, at);
      return Number.isNaN(value)
        ? Number.NEGATIVE_INFINITY
        : row !== undefined && falling
          ? -Math.abs(value)
          : value;
    };
    const order = [...given].sort((a, b) => rank(b) - rank(a) || a - b);
    for (const table of tables()) {
      for (const each of table.rows) {
        for (const at of order) {
          const cell = cellAt(each, at);
          if (cell !== null) each.append(cell);
        }
        each.querySelector("button.sort")?.setAttribute("aria-pressed", String(rowLabel(each) === sort));
      }
    }
  };
}
