// Which trades does the reader want to look at?

import type { PageData } from "../../src/report/embed/layout.js";
import { countText, plural } from "../../src/report/format.js";
import { button, el, setText } from "../dom.js";
import { type ChipKey, readable } from "../filter/edit.js";
import { marked, matching } from "../filter/match.js";
import { parseFilter } from "../filter/parse.js";
import type { Model } from "../model.js";
import type { FrontPanel } from "../panels.js";
import { chips } from "../trades/chips.js";
import { setOf } from "../trades/choice.js";
import { filterBox } from "../trades/filter-box.js";
import { FOCUS_GRID } from "../trades/grid.js";
import { closedCurve } from "../trades/headline.js";
import { headlineTable } from "../trades/headline-table.js";
import { recordsOf } from "../trades/records.js";
import { toToolbar } from "./toolbar.js";

/** In the order of the page map. */
const CHIPS: readonly (readonly [ChipKey, string])[] = [
  ["side", "Side"],
  ["session", "Session"],
  ["wd", "Weekday"],
  ["hour", "Hour"],
  ["tag", "Tag"],
  ["exit", "Exit"],
  ["contract", "Contract"],
];

export const filters: FrontPanel = {
  id: "filters",
  mount(page, model, root, { keys, say }) {
    if (page.trades.length === 0) return;
    const set = setOf(page);
    const write = (text: string) => model.set({ filter: text });
    const box = filterBox(set, write, toTable);
    const count = el("p", { class: "f-count", role: "status" });
    const clear = button("Clear", () => write(""), { class: "f-clear" });
    const rest = button("vs rest", () => model.set({ rest: !model.state.rest }), {
      class: "f-rest",
      title: "Hold the filtered trades against all others (v)",
    });
    const line = chips(set, CHIPS, write);
    const table = headlineTable(model, set);
    root.append(
      el(
        "div",
        { class: "f-line", role: "search", "aria-label": "Filter trades" },
        line.root,
        box.root,
        el("div", { class: "f-state" }, count, rest, clear),
      ),
      box.problems,
      table.root,
    );

    const show = () => {
      const { filter, matches, rest: isRest } = model.state;
      box.show(filter);
      line.show(readable(filter));
      setText(count, `${countText(matches?.length ?? set.length)} of ${plural(set.length, "trade")}`);
      clear.hidden = filter === "";
      rest.setAttribute("aria-pressed", String(isRest));
      table.show();
    };
    model.on((_, changed) => {
      if (changed.has("filter")) apply(page, model);
      if (changed.has("filter") || changed.has("matches") || changed.has("rest")) show();
    });
    apply(page, model);
    show();
    // Words are looked for in notes as well, and those are read after the first look.
    requestAnimationFrame(async () => {
      await recordsOf(page);
      if (model.state.filter.includes('"')) apply(page, model);
    });

    keys.add({ keys: ["l"], label: "Table of trades", group: "Trades", run: () => void toTable() });
    keys.add({ keys: ["/", "Ctrl+K"], label: "Filter trades", group: "Trades", run: () => box.focus() });
    toToolbar(button("Search", () => box.focus(), { title: "Filter trades (/ or Ctrl+K)" }));
    keys.add({
      keys: ["v"],
      label: "Filtered trades against the rest",
      group: "Trades",
      run: () => {
        model.set({ rest: !model.state.rest });
        say(model.state.rest ? "Held against the rest" : "Held against all trades");
      },
    });
  },
};

/** Enter goes on to what was found. */
const toTable = () =>
  document.querySelector("[data-panel=trades] [role=grid]")?.dispatchEvent(new Event(FOCUS_GRID));

/** A filter that cannot be read changes nothing: half of what was asked for would be another question. */
function apply(page: PageData, model: Model): void {
  const { filter } = parseFilter(model.state.filter);
  if (filter === null) return;
  const set = setOf(page);
  const found = filter.length === 0 ? null : marked(matching(filter, set));
  if (found === null || found.length === set.length) return model.set({ matches: null, curve: null });
  model.set({ matches: found, curve: closedCurve(set.numbers.net, set.columns.exitBar, found) });
}
