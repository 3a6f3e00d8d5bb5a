// What can be chosen of the trades without typing?

import { countText } from "../../src/report/format.js";
import { el, setText } from "../dom.js";
import { type ChipKey, chipValues, withChip } from "../filter/edit.js";
import { printFilter } from "../filter/print.js";
import { shownText, valuesOf } from "../filter/suggest.js";
import type { Filter } from "../filter/terms.js";
import type { TradeSet } from "./set.js";
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
  set: TradeSet,
  wanted: readonly (readonly [ChipKey, string])[],
  write: (text: string) => void,
): { readonly root: HTMLElement; show(filter: Filter): void } {
  let filter: Filter = [];
  const choose = (key: ChipKey, value: string, on: boolean) => {
    const others = chipValues(filter, key).filter((one) => one !== value);
    write(printFilter(withChip(filter, key, on ? [...others, value] : others)));
  };
  const made = wanted.flatMap(([key, label]) => {
    const values = valuesOf(key, set).filter(([, count]) => count > 0);
    return values.length < 2 ? [] : [chip(key, label, values, (value, on) => choose(key, value, on))];
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
  values: readonly (readonly [string, number])[],
  choose: (value: string, on: boolean) => void,
): Chip {
  const boxes = values.slice(0, MOST).map(([value, count]) => {
    const box = el("input", { type: "checkbox" });
    box.addEventListener("change", () => choose(value, box.checked));
    const name = el("span", { class: "f-name" }, given(nameOf(key, value)));
    return { value, box, root: el("label", {}, box, name, el("span", { class: "f-n" }, countText(count))) };
  });
  const said = el("span", { class: "f-said" });
  const more =
    values.length > MOST ? [el("p", { class: "f-more" }, `${values.length - MOST} more: type ${key}:`)] : [];
  const root = el(
    "details",
    { class: "f-chip", name: "f-chips" },
    el("summary", {}, label, said),
    el(
      "div",
      { class: "f-menu", role: "group", "aria-label": label },
      ...boxes.map((one) => one.root),
      ...more,
    ),
  );
  root.addEventListener("toggle", () => keepInSight(root));
  return {
    key,
    root,
    show(filter) {
      const chosen = chipValues(filter, key);
      for (const { value, box } of boxes) box.checked = chosen.includes(value);
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
