// How do the filtered trades compare with all of them, or with the rest?

import type { ExpectancyInterval } from "../../src/metric/bootstrap.js";
import { ABSENT, countText, dollarsText, fixedText, percentText, signed } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { Model } from "../model.js";
import { allOf, restOf } from "./choice.js";
import { type Headline, headlineOf, intervalOver } from "./headline.js";
import type { TradeSet } from "./set.js";
import { toneOf } from "./text.js";

interface Column {
  readonly label: string;
  readonly title?: string;
  text(of: Headline): string;
  tone?(of: Headline): number | null;
}

const profit = (amount: number | null): string => signed(dollarsText(amount));

const COLUMNS: readonly Column[] = [
  { label: "Trades", text: ({ trades }) => countText(trades) },
  { label: "Net", text: ({ net }) => profit(net), tone: ({ net }) => net },
  { label: "Expectancy", text: ({ expectancy }) => profit(expectancy), tone: ({ expectancy }) => expectancy },
  {
    label: "in R",
    title: "Mean R of the trades with an initial stop",
    text: ({ expectancyR }) => signed(fixedText(expectancyR, 2)),
    tone: ({ expectancyR }) => expectancyR,
  },
  { label: "Win rate", text: ({ winRate }) => percentText(winRate) },
  { label: "Profit factor", text: ({ profitFactor }) => fixedText(profitFactor, 2) },
  {
    label: "Max DD, closed",
    title: "Deepest fall of the curve of closed trades, one after the other",
    text: ({ drawdown }) => (drawdown === null ? ABSENT : dollarsText(-drawdown + 0)),
  },
  { label: "Avg win", text: ({ averageWin }) => dollarsText(averageWin) },
  { label: "Avg loss", text: ({ averageLoss }) => dollarsText(averageLoss) },
  { label: "Costs", title: "Commission and fees", text: ({ costs }) => dollarsText(costs) },
];
const INTERVAL = {
  label: "90% interval",
  title: "Of the expectancy, by drawing trade dates with replacement (seeded)",
};
const INTERVAL_AT = 3;

/** Drawing dates takes some milliseconds: not while somebody types. */
const PAUSE_MS = 120;

export function headlineTable(model: Model, set: TradeSet) {
  const root = el("div", { class: "f-headline" });
  root.hidden = true;
  const all = allOf(set);
  const known = new Map<string, ExpectancyInterval | null>();
  let ofAll: Headline | null = null;
  let timer: number | undefined;

  const row = (label: string, of: Headline, name: string): HTMLTableRowElement => {
    const cells = COLUMNS.map(({ text, tone }) => {
      const value = tone?.(of) ?? null;
      return el("td", { class: `n${value === null ? "" : ` ${toneOf(value)}`}`, "data-of": name }, text(of));
    });
    const interval = el("td", { class: "n f-interval" }, "…");
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, label),
      ...cells.slice(0, INTERVAL_AT),
      interval,
      ...cells.slice(INTERVAL_AT),
    );
  };
  const putInterval = (line: HTMLTableRowElement, chosen: Int32Array, key: string) => {
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = intervalOver(set, chosen)));
    const cell = line.querySelector(".f-interval")!;
    cell.textContent =
      found === null ? "under 10 days" : `${dollarsText(found.low)} … ${dollarsText(found.high)}`;
  };

  return {
    root,
    show() {
      const { matches, rest: isRest } = model.state;
      root.hidden = matches === null;
      clearTimeout(timer);
      if (matches === null) return;
      const others = isRest ? restOf(set, model.state) : all;
      const lines = [
        row("Filtered", headlineOf(set, matches), "filtered"),
        row(
          isRest ? "Rest" : "All trades",
          isRest ? headlineOf(set, others) : (ofAll ??= headlineOf(set, all)),
          "other",
        ),
      ];
      const head = (label: string) => el("th", { scope: "col", class: "n" }, label);
      const heads = COLUMNS.map(({ label }) => head(label));
      const explained = [...COLUMNS.filter(({ title }) => title !== undefined), INTERVAL];
      const scroll = el(
        "div",
        { class: "scroll", role: "region", tabindex: 0, "aria-label": "Figures of the filtered trades" },
        el(
          "table",
          { class: "f-table" },
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              el("th", { scope: "col" }, "Closed trades"),
              ...heads.slice(0, INTERVAL_AT),
              head(INTERVAL.label),
              ...heads.slice(INTERVAL_AT),
            ),
          ),
          el("tbody", {}, ...lines),
        ),
      );
      root.replaceChildren(
        scroll,
        el(
          "p",
          { class: "gloss" },
          ...explained.map(({ label, title }) => el("span", {}, el("b", {}, label), ` ${title}. `)),
        ),
      );
      const key = model.state.filter;
      timer = setTimeout(() => {
        putInterval(lines[0]!, matches, `in ${key}`);
        putInterval(lines[1]!, others, isRest ? `out ${key}` : "all");
      }, PAUSE_MS);
    },
  };
}
