// How does a table of the review scroll by itself?

import { el } from "../dom.js";

/** `numbers`: the columns from the first to before the second are of numbers. */
export function scrollTable(
  name: string,
  heads: readonly string[],
  [from, to]: readonly [number, number],
  body: HTMLElement,
  className = "scroll",
): HTMLElement {
  const cells = heads.map((label, k) =>
    el("th", { scope: "col", ...(k >= from && k < to && { class: "n" }) }, label),
  );
  return el(
    "div",
    { class: className, role: "region", tabindex: 0, "aria-label": name },
    el("table", {}, el("thead", {}, el("tr", {}, ...cells)), body),
  );
}
