// What happened in one trade, and why?

import { decimalOfMicro } from "../../src/domain/money.js";
import { FILL_KINDS } from "../../src/domain/run.js";
import type { PageData } from "../../src/report/embed/layout.js";
import {
  averageText,
  countText,
  dollarsText,
  fixedText,
  plural,
  priceText,
  quantityText,
  signed,
  spanText,
} from "../../src/report/format.js";
import { button, el } from "../dom.js";
import { chipValues, readable, withChip } from "../filter/edit.js";
import { printFilter } from "../filter/print.js";
import { linkTo } from "../model.js";
import type { FrontPanel } from "../panels.js";
import type { Unit } from "../state.js";
import { chosenOf, setOf } from "../trades/choice.js";
import { pathText } from "../trades/code.js";
import { clockText, exitPrice, FLAG_WORDS, flagsOf } from "../trades/columns.js";
import { recordsOf } from "../trades/records.js";
import { toClipboard } from "../trades/save.js";
import type { TradeSet } from "../trades/set.js";
import { type Happened, type Records, stopPaths, storyOf } from "../trades/story.js";
import { given, noted, toneOf } from "../trades/text.js";
import { inUnit, resultText, unitText } from "../trades/units.js";
import { drawerBox } from "./drawer-box.js";

export const drawer: FrontPanel = {
  id: "drawer",
  mount(page, model, root, tools) {
    if (page.trades.length === 0) return;
    const set = setOf(page);
    const link = button("Copy link", async () =>
      tools.say((await toClipboard(linkTo(model))) ? "Link copied" : "Copying was refused"),
    );
    /** Asked a second time it is taken out of the filter again. */
    const pick = (key: "tag" | "exit", text: string) => {
      const made = button("", () => {
        const filter = readable(model.state.filter);
        const isOn = chipValues(filter, key).join() === text;
        model.set({ filter: printFilter(withChip(filter, key, isOn ? [] : [text])) });
      });
      made.className = "quiet d-pick";
      made.title = "Filter trades by it, or stop filtering";
      made.append(given(text));
      return made;
    };
    drawerBox(model, root, tools, {
      name: "Trade",
      group: "Trades",
      chosen: () => chosenOf(set, model.state),
      extra: [link],
      told: (i) => `Trade ${i + 1}, ${summary(set, i)}`,
      async draw(i, body, isStill) {
        body.replaceChildren(...facts(page, set, i, model.state.unit, pick));
        const [records, values] = await Promise.all([recordsOf(page), page.plots()]);
        if (!isStill()) return;
        const story = storyOf(page, records, i);
        body.append(
          ...happenings(page, story),
          ...stopTable(page, records, i),
          ...indicators(page, values, i),
          ...sourceLines(page, story, records.code.isSeen, i),
        );
      },
    });
  },
};

const summary = (set: TradeSet, i: number): string =>
  `${set.columns.side[i] === 1 ? "long" : "short"}, ${signed(dollarsText(set.numbers.net[i]!))}, left by ${set.words.exit.texts[set.words.exit.index[i]!]!}`;

function facts(
  page: PageData,
  set: TradeSet,
  i: number,
  unit: Unit,
  pick: (key: "tag" | "exit", text: string) => Node,
): readonly Node[] {
  const { meta, trades } = page;
  const word = (key: "tag" | "exit" | "contract") => set.words[key].texts[set.words[key].index[i]!]!;
  const own = (amount: number) => inUnit(set, meta, unit, i, amount);
  const result = (amount: number) => {
    const data = el(
      "data",
      { class: toneOf(amount), value: decimalOfMicro(amount) },
      resultText(unit, own(amount)),
    );
    return data;
  };
  const size = (amount: number) => unitText(unit, own(amount));
  const side = trades.side[i] === 1 ? "Long" : "Short";
  const { r, ticks, giveback, mae, mfe, net, gross, since } = set.numbers;
  const flags = flagsOf(set.flags[i]!);
  const why = flags.map((letter) => FLAG_WORDS[flagsOf(0xff).indexOf(letter)]!);
  const row = (label: string, ...values: readonly (Node | string)[]) => [
    el("dt", {}, label),
    el("dd", {}, ...values),
  ];
  const list = (...rows: readonly (readonly Node[])[]) => el("dl", { class: "d-facts" }, ...rows.flat());
  return [
    el(
      "p",
      { class: "d-lead" },
      `${side} ${quantityText(trades.qty[i]!, meta.lot)} `,
      given(word("contract")),
      " · ",
      result(net[i]!),
      unit === "usd" && !Number.isNaN(r[i]!) ? ` · ${signed(fixedText(r[i]!, 2))} R` : "",
    ),
    list(
      row("Entered", word("tag") === "" ? "no reason given" : pick("tag", word("tag"))),
      row(
        "",
        `${clockText(meta, trades.entryTime[i]!)} at ${averageText(trades.entrySum[i]!, trades.qty[i]!, meta.grid)}${Number.isNaN(since[i]!) ? "" : `, ${spanText(since[i]!)} after the open`}`,
      ),
      row("Left by", el("b", {}, word("exit") === "" ? "no reason given" : pick("exit", word("exit")))),
      row(
        "",
        `${clockText(meta, trades.exitTime[i]!)} at ${exitPrice(page, i)}, after ${spanText(trades.heldMs[i]!)}, ${plural(set.numbers.bars[i]!, "bar")}`,
      ),
      ...(why.length === 0 ? [] : [row("Note", why.join("; "))]),
    ),
    el("h3", {}, "Result"),
    list(
      row(
        "Gross",
        result(gross[i]!),
        ` · ${signed(fixedText(ticks[i]!, Number.isInteger(ticks[i]!) ? 0 : 2))} ticks a contract`,
      ),
      ...charged(trades, i).map(([name, amount]) => row(name, size(amount))),
      ...(meta.funded ? [row("Funding", result(trades.funding[i]!))] : []),
      row("Net", result(net[i]!)),
      row("Slippage", `${size(trades.slippage[i]!)}, inside gross`),
    ),
    el("h3", {}, "While it was open"),
    list(
      row("Worst", `${size(mae[i]!)} (MAE), before costs`),
      row("Best", `${size(mfe[i]!)} (MFE), before costs`),
      row("Given back", size(giveback[i]!)),
      row("At risk", Number.isNaN(trades.risk[i]!) ? "no initial stop" : size(trades.risk[i]!)),
      row("Leverage", `${fixedText(trades.leverage[i]!, 2)}× at most`),
    ),
    ...legs(page, i, unit, own),
  ];
}

/** What was charged, by whom; a venue without a clearing house is no row of zeros. */
function charged(
  { commission, exchange, clearing, nfa }: PageData["trades"],
  i: number,
): readonly (readonly [string, number])[] {
  const parts = [
    ["Commission", commission[i]!],
    ["Exchange", exchange[i]!],
    ["Clearing", clearing[i]!],
    ["NFA", nfa[i]!],
  ] as const;
  const some = parts.filter(([, amount]) => amount !== 0);
  return some.length === 0 ? [["Costs", 0]] : some;
}

function table(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  return el(
    "div",
    { class: "scroll", role: "region", tabindex: 0, "aria-label": name },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell))))),
    ),
  );
}

function legs(
  { meta, trades }: PageData,
  i: number,
  unit: Unit,
  own: (amount: number) => number,
): readonly Node[] {
  const { legs: all } = trades;
  const from = trades.firstLeg[i]!;
  const to = i + 1 < trades.length ? trades.firstLeg[i + 1]! : all.length;
  if (to - from < 2) return [];
  const rows = Array.from({ length: to - from }, (_, k) => {
    const leg = from + k;
    return [
      clockText(meta, all.exitTime[leg]!),
      quantityText(all.qty[leg]!, meta.lot),
      `${priceText(all.entry[leg]!, meta.grid)} → ${priceText(all.exit[leg]!, meta.grid)}`,
      resultText(unit, own(all.gross[leg]!)),
      given(meta.reasons[all.reason[leg]!]!),
    ];
  });
  return [el("h3", {}, "Parts"), table("Parts", ["Left", "Qty", "Price", "Gross", "Why"], rows)];
}

/** More of them are a strategy that sends orders on every bar; the file has them all. */
const MOST = 200;
/** Of a longer story the end is told as well: how the trade was left. */
const LAST = 50;

function happenings(page: PageData, story: readonly Happened[]): readonly Node[] {
  const notes = story.filter(({ what }) => what === "note");
  const told = story.length > MOST ? [...story.slice(0, MOST - LAST), ...story.slice(-LAST)] : story;
  const rows = told.map(({ bar, what, text, order, code }) =>
    el(
      "li",
      { class: what === "filled" ? "d-fill" : "" },
      el("time", {}, clockText(page.meta, page.time.at(bar)).slice(5)),
      el(
        "div",
        {},
        el("b", {}, order > 0 ? `${what} #${order}` : what),
        " ",
        what === "note" ? noted(text, page.meta.grid.decimals + 1) : given(text),
        ...(code ? [" ", el("code", { class: "d-at" }, given(code.short))] : []),
      ),
    ),
  );
  return [
    ...(notes.length === 0
      ? []
      : [
          el("h3", {}, "Notes"),
          el(
            "ul",
            { class: "d-notes" },
            ...notes.slice(0, MOST).map(({ text }) => el("li", {}, noted(text, page.meta.grid.decimals + 1))),
          ),
        ]),
    el("h3", {}, "Orders and events"),
    el("ol", { class: "d-story" }, ...rows),
    ...(story.length > MOST
      ? [
          el(
            "p",
            { class: "say" },
            `The first ${MOST - LAST} and the last ${LAST} of ${countText(story.length)}.`,
          ),
        ]
      : []),
    el(
      "p",
      { class: "say" },
      `${page.meta.clock}, by the open of the bar. Submitted means at the close of that bar.`,
    ),
  ];
}

/** Every level that the stop of the trade stood at, once it has moved. */
function stopTable({ meta, time, trades }: PageData, records: Records, i: number): readonly Node[] {
  const paths = stopPaths(records, trades.side[i]!, i).filter(({ path }) => path.length > 1);
  const all = paths.flatMap(({ order, path }) => path.map((one) => ({ order, ...one })));
  if (all.length === 0) return [];
  const heads = ["From", "Stop", "By", ...(paths.length > 1 ? ["Entry"] : [])];
  const rows = all
    .slice(0, MOST)
    .map(({ order, from, level, kind }) => [
      clockText(meta, time.at(Math.floor(from))).slice(5),
      priceText(level, meta.grid),
      FILL_KINDS[kind]!,
      ...(paths.length > 1 ? [`#${order}`] : []),
    ]);
  return [
    el("h3", {}, "Where its stop stood"),
    table("Where its stop stood", heads, rows),
    el(
      "p",
      { class: "say" },
      all.length > MOST ? `The first ${MOST} of ${countText(all.length)}. ` : "",
      "From the open of that bar on; a stop that trails gets there on the way through the bar before.",
    ),
  ];
}

function indicators(
  { meta }: PageData,
  values: Awaited<ReturnType<PageData["plots"]>>,
  i: number,
): readonly Node[] {
  if (meta.plots.length === 0) return [];
  const rows = meta.plots.map(({ name, decimals }, line) => [
    given(name),
    fixedText(values.entry[line]![i]!, decimals),
    fixedText(values.exit[line]![i]!, decimals),
  ]);
  return [
    el("h3", {}, "Indicators"),
    table("Indicators at entry and exit", ["Line", "Entry bar", "Exit bar"], rows),
    el("p", { class: "say" }, "At the close of those bars."),
  ];
}

const BY_WORDS =
  "Lines that have the words of the reasons in them: it was not watched which line sent the order.";

/** The lines of the strategy that asked for what happened; where nobody saw them, those that have the words of entry and exit. */
function sourceLines(
  { meta, trades }: PageData,
  story: readonly Happened[],
  isSeen: boolean,
  i: number,
): readonly Node[] {
  const { source, reasonLines, strategy } = meta;
  const places = new Map(
    story.flatMap(({ code }) => (code ? [[code.path.map(({ where }) => where).join(), code.path]] : [])),
  );
  const known = new Set([...places.values()].flat().map(({ where }) => where));
  for (const word of isSeen ? [] : [trades.entryReason[i]!, trades.exitReason[i]!]) {
    const text = meta.reasons[word]!;
    const line = Object.hasOwn(reasonLines, text) ? reasonLines[text]! : 0;
    const where = `${strategy.file}:${line}`;
    if (line > 0 && !known.has(where)) places.set(where, [{ where, text: (source[line - 1] ?? "").trim() }]);
  }
  if (places.size === 0) return [];
  return [
    el("h3", {}, "In the strategy"),
    ...(isSeen ? [] : [el("p", { class: "say" }, BY_WORDS)]),
    ...[...places.values()]
      .slice(0, MOST)
      .map((path) =>
        el(
          "figure",
          { class: "d-code" },
          el("figcaption", {}, given(pathText(path))),
          el("pre", {}, el("code", {}, given(path.map(({ text }) => text).join("\n")))),
        ),
      ),
  ];
}
