// Which rows of the review does the reader want to look at?

import { countText, plural } from "../../src/report/format.js";
import { button, el, setText } from "../dom.js";
import { type ChipKey, readable } from "../filter/edit.js";
import { marked, matching } from "../filter/match.js";
import { parseFilter } from "../filter/parse.js";
import type { Model } from "../model.js";
import type { Tools } from "../panels.js";
import { chips } from "../trades/chips.js";
import { filterBox } from "../trades/filter-box.js";
import { FOCUS_GRID } from "../trades/grid.js";
import type { RowSet } from "./set.js";

const CHIPS: readonly (readonly [ChipKey, string])[] = [
  ["kind", "What"],
  ["did", "Deviation"],
  ["bucket", "Bucket"],
  ["rule", "Rule broken"],
  ["setup", "Setup"],
  ["tag", "Tag"],
  ["emotion", "Emotion"],
  ["mistake", "Mistake"],
  ["contract", "Contract"],
  ["side", "Side"],
  ["wd", "Weekday"],
  ["hour", "Hour"],
];

export function mountFilters(set: RowSet, model: Model, root: HTMLElement, { keys, say }: Tools): void {
  const write = (text: string) => model.set({ filter: text });
  const box = filterBox(set, write, toTable, "rule:contracts setup:breakout gap<-50");
  const count = el("p", { class: "f-count", role: "status" });
  const clear = button("Clear", () => write(""), { class: "f-clear" });
  const line = chips(set, CHIPS, write);
  root.append(
    el(
      "div",
      { class: "f-line", role: "search", "aria-label": "Filter rows" },
      line.root,
      box.root,
      el("div", { class: "f-state" }, count, clear),
    ),
    box.problems,
  );
  const show = () => {
    const { filter, matches } = model.state;
    box.show(filter);
    line.show(readable(filter, set.keys));
    setText(count, `${countText(matches?.length ?? set.length)} of ${plural(set.length, "row")}`);
    clear.hidden = filter === "";
  };
  const apply = () => {
    const { filter } = parseFilter(model.state.filter, set.keys);
    // One that cannot be read changes nothing: half of what was asked for would be another question.
    if (filter === null) return;
    const found = filter.length === 0 ? null : marked(matching(filter, set));
    model.set({ matches: found === null || found.length === set.length ? null : found });
  };
  model.on((_, changed) => {
    if (changed.has("filter")) apply();
    if (changed.has("filter") || changed.has("matches")) show();
  });
  apply();
  show();
  // Words are looked for in notes as well, which are read after the first look.
  requestAnimationFrame(async () => {
    const notes = await set.data.notes();
    set.notes = [...notes.values()].map(({ row, whyTechnical, whyFundamental, extra, prose }) => ({
      trade: row,
      text: [whyTechnical, whyFundamental, ...Object.values(extra), prose].filter(Boolean).join("\n"),
    }));
    if (model.state.filter.includes('"')) apply();
  });
  keys.add({ keys: ["l"], label: "Table of rows", group: "Rows", run: () => void toTable() });
  keys.add({ keys: ["/"], label: "Filter rows", group: "Rows", run: () => box.focus() });
  keys.add({
    keys: ["x"],
    label: "All rows again",
    group: "Rows",
    run: () => {
      write("");
      say("All rows");
    },
  });
}

/** Enter goes on to what was found. */
const toTable = () =>
  document.querySelector("[data-panel=trades] [role=grid]")?.dispatchEvent(new Event(FOCUS_GRID));
