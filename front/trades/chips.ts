// What can be chosen of the trades without typing?

import { countText } from "../../src/report/format.js";
import { el, setText } from "../dom.js";
import { type ChipKey, chipValues, withChip } from "../filter/edit.js";
import type { TradeFacts } from "../filter/facts.js";
import { printFilter } from "../filter/print.js";
import { isVaried, shownText, valuesOf } from "../filter/suggest.js";
import type { Filter } from "../filter/terms.js";
import { given } from "./text.js";

const WEEKDAYS: Readonly<Record<string, string>> = {
  sun: "Sunday",
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
};
/** More of them nobody looks through; the box finds them all. */
const MOST = 40;

interface Chip {
  readonly key: ChipKey;
  readonly root: HTMLDetailsElement;
  show(filter: Filter): void;
}

/** One chip a property that trades differ in, each opens a list of its values with their numbers of trades. */
export function chips(
  set: TradeFacts,
  wanted: readonly (readonly [ChipKey, string])[],
  write: (text: string) => void,
): { readonly root: HTMLElement; show(filter: Filter): void } {
  let filter: Filter = [];
  const choose = (key: ChipKey, value: string, on: boolean) => {
    const others = chipValues(filter, key).filter((one) => one !== value);
    write(printFilter(withChip(filter, key, on ? [...others, value] : others)));
  };
  const made = wanted.flatMap(([key, label]) => {
    if (!isVaried(key, set)) return [];
    const values = () => valuesOf(key, set).filter(([, count]) => count > 0);
    return [chip(key, label, values, (value, on) => choose(key, value, on))];
  });
  const root = el("div", { class: "f-chips" }, ...made.map((one) => one.root));
  closing(made.map((one) => one.root));
  return {
    root,
    show(now) {
      filter = now;
      for (const one of made) one.show(now);
    },
  };
}

function chip(
  key: ChipKey,
  label: string,
  /** Counted when the list is opened. */
  valuesNow: () => readonly (readonly [string, number])[],
  choose: (value: string, on: boolean) => void,
): Chip {
  let boxes: readonly { readonly value: string; readonly box: HTMLInputElement }[] | null = null;
  let chosen: readonly string[] = [];
  const menu = el("div", { class: "f-menu", role: "group", "aria-label": label });
  /** Most lists are never opened, and all of them together are hundreds of elements. */
  const fill = () => {
    if (boxes !== null) return;
    const values = valuesNow();
    boxes = values.slice(0, MOST).map(([value, count]) => {
      const box = el("input", { type: "checkbox" });
      box.checked = chosen.includes(value);
      box.addEventListener("change", () => choose(value, box.checked));
      const name = el("span", { class: "f-name" }, given(nameOf(key, value)));
      menu.append(el("label", {}, box, name, el("span", { class: "f-n" }, countText(count))));
      return { value, box };
    });
    if (values.length > MOST)
      menu.append(el("p", { class: "f-more" }, `${values.length - MOST} more: type ${key}:`));
  };
  const said = el("span", { class: "f-said" });
  const summary = el("summary", {}, label, said);
  const root = el("details", { class: "f-chip", name: "f-chips" }, summary, menu);
  // The click comes before it opens, by mouse and by key.
  summary.addEventListener("click", fill);
  root.addEventListener("toggle", () => {
    fill();
    keepInSight(root);
  });
  return {
    key,
    root,
    show(filter) {
      chosen = chipValues(filter, key);
      for (const { value, box } of boxes ?? []) box.checked = chosen.includes(value);
      root.classList.toggle("on", chosen.length > 0);
      setText(
        said,
        chosen.length === 0
          ? ""
          : chosen.length === 1
            ? `: ${nameOf(key, chosen[0]!)}`
            : `: ${chosen.length}`,
      );
    },
  };
}

const nameOf = (key: ChipKey, value: string): string =>
  key === "wd" ? WEEKDAYS[value]! : key === "hour" ? `${value.padStart(2, "0")}:00` : shownText(value);

/** A list that would pass the edge of the screen is moved back over it. */
function keepInSight(root: HTMLDetailsElement): void {
  const menu = root.querySelector<HTMLElement>(".f-menu")!;
  menu.style.left = "0px";
  const over = menu.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
  if (root.open && over > 0) menu.style.left = `${-over}px`;
}

/** One list at a time: a click beside it and Escape close it, and Escape gives the chip its focus back. */
function closing(all: readonly HTMLDetailsElement[]): void {
  addEventListener("pointerdown", (event) => {
    for (const one of all) if (one.open && !one.contains(event.target as Node)) one.open = false;
  });
  for (const one of all) {
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !one.open) return;
      one.open = false;
      one.querySelector("summary")!.focus();
      event.preventDefault();
    });
    one.addEventListener("focusout", (event) => {
      const { relatedTarget } = event;
      if (relatedTarget instanceof Node && !one.contains(relatedTarget)) one.open = false;
    });
  }
}
