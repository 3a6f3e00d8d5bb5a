// What happened in one trade, and why?

import { decimalOfMicro } from "../../src/domain/money.js";
import { FILL_KINDS } from "../../src/domain/run.js";
import type { PageData } from "../../src/report/embed/layout.js";
import {
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
import { linkTo } from "../model.js";
import type { FrontPanel } from "../panels.js";
import type { Unit } from "../state.js";
import { chosenOf, setOf } from "../trades/choice.js";
import { averageText, clockText, exitPrice, FLAG_WORDS, flagsOf } from "../trades/columns.js";
import { FOCUS_TRADE } from "../trades/grid.js";
import { recordsOf } from "../trades/records.js";
import { toClipboard } from "../trades/save.js";
import type { TradeSet } from "../trades/set.js";
import { type Records, stopPaths, storyOf } from "../trades/story.js";
import { given, toneOf } from "../trades/text.js";
import { inUnit, resultText, unitText } from "../trades/units.js";

export const drawer: FrontPanel = {
  id: "drawer",
  mount(page, model, root, { keys, say }) {
    if (page.trades.length === 0) return;
    const set = setOf(page);
    const title = el("h2", { id: "drawer-title", tabindex: -1 });
    const body = el("div", { class: "d-body" });
    const step = (by: number) => {
      const chosen = chosenOf(set, model.state);
      const at = chosen.indexOf(model.state.selected ?? -1);
      const next = chosen[at < 0 ? (by > 0 ? 0 : chosen.length - 1) : at + by];
      if (next !== undefined) model.set({ selected: next });
    };
    const link = button("Copy link", async () =>
      say((await toClipboard(linkTo(model))) ? "Link copied" : "Copying was refused"),
    );
    const box = el(
      "aside",
      { class: "drawer", role: "dialog", "aria-modal": "false", "aria-labelledby": "drawer-title" },
      el(
        "div",
        { class: "d-head" },
        title,
        el(
          "div",
          { class: "g-buttons" },
          button("‹", () => step(-1), { "aria-label": "Previous trade", title: "Previous trade (p)" }),
          button("›", () => step(1), { "aria-label": "Next trade", title: "Next trade (n)" }),
          link,
          button("✕", () => model.set({ drawer: false }), { "aria-label": "Close", title: "Close (Esc)" }),
        ),
      ),
      body,
    );
    box.hidden = true;
    root.append(box);

    let opener: Element | null = null;
    let drawn = -1;
    const draw = async (i: number) => {
      title.textContent = `Trade ${countText(i + 1)}`;
      const { unit } = model.state;
      body.replaceChildren(...facts(page, set, i, unit));
      // With the next frame: asked for now, the whole page would be laid out once more.
      requestAnimationFrame(() => {
        body.scrollTop = 0;
      });
      drawn = i;
      const [records, values] = await Promise.all([recordsOf(page), page.plots()]);
      if (drawn !== i || model.state.unit !== unit) return;
      body.append(
        ...happenings(page, records, i),
        ...stopTable(page, records, i),
        ...indicators(page, values, i),
        ...sourceLines(page, set, i),
      );
    };
    const show = (isNew: boolean) => {
      const { selected, drawer: isOpen } = model.state;
      const wasOpen = !box.hidden;
      box.hidden = !isOpen || selected === null;
      document.documentElement.classList.toggle("has-drawer", !box.hidden);
      if (box.hidden) {
        drawn = -1;
        if (wasOpen) giveBack(opener, selected);
        return;
      }
      if (!wasOpen) opener = document.activeElement;
      if (isNew || !wasOpen) draw(selected!);
      if (!wasOpen) title.focus({ preventScroll: true });
      else if (isNew) say(`Trade ${selected! + 1}, ${summary(set, selected!)}`);
    };
    model.on((_, changed) => {
      if (changed.has("drawer") || changed.has("selected") || changed.has("unit"))
        show(changed.has("selected") || changed.has("unit"));
    });
    if (model.state.drawer && model.state.selected !== null) show(true);

    const group = "Trades";
    keys.add({
      keys: ["Enter"],
      group,
      label: "Open the selected trade",
      run({ target }) {
        const isOwn = target instanceof Element && target.closest("button,a,summary,[role=grid]") !== null;
        if (isOwn || model.state.selected === null || model.state.drawer) return false;
        model.set({ drawer: true });
      },
    });
    keys.add({
      keys: ["Escape"],
      group,
      label: "Close the trade",
      run() {
        if (!model.state.drawer) return false;
        model.set({ drawer: false });
      },
    });
  },
};

/** To where it was when the drawer opened; of the table, to the row of the trade that was looked at last. */
function giveBack(opener: Element | null, trade: number | null): void {
  const grid = opener?.closest("[role=grid]");
  if (grid && trade !== null) grid.dispatchEvent(new CustomEvent(FOCUS_TRADE, { detail: trade }));
  else if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
}

const summary = (set: TradeSet, i: number): string =>
  `${set.columns.side[i] === 1 ? "long" : "short"}, ${signed(dollarsText(set.numbers.net[i]!))}, left by ${set.words.exit.texts[set.words.exit.index[i]!]!}`;

function facts(page: PageData, set: TradeSet, i: number, unit: Unit): readonly Node[] {
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
  const flags = flagsOf(trades.flags[i]!);
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
      row("Entered", given(word("tag") || "no reason given")),
      row(
        "",
        `${clockText(meta, trades.entryTime[i]!)} at ${averageText(trades.entrySum[i]!, trades.qty[i]!, meta.grid)}${Number.isNaN(since[i]!) ? "" : `, ${spanText(since[i]!)} after the open`}`,
      ),
      row("Left by", el("b", {}, given(word("exit") || "no reason given"))),
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
      row("Commission", size(trades.commission[i]!)),
      row("Exchange", size(trades.exchange[i]!)),
      row("Clearing", size(trades.clearing[i]!)),
      row("NFA", size(trades.nfa[i]!)),
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

function happenings(page: PageData, records: Records, i: number): readonly Node[] {
  const story = storyOf(page, records, i);
  const notes = story.filter(({ what }) => what === "note");
  const rows = story
    .slice(0, MOST)
    .map(({ bar, what, text, order }) =>
      el(
        "li",
        { class: what === "filled" ? "d-fill" : "" },
        el("time", {}, clockText(page.meta, page.time.at(bar)).slice(5)),
        el("div", {}, el("b", {}, order > 0 ? `${what} #${order}` : what), " ", given(text)),
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
            ...notes.slice(0, MOST).map(({ text }) => el("li", {}, given(text))),
          ),
        ]),
    el("h3", {}, "Orders and events"),
    el("ol", { class: "d-story" }, ...rows),
    ...(story.length > MOST
      ? [el("p", { class: "say" }, `The first ${MOST} of ${countText(story.length)}.`)]
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

/** Where the strategy's text has the words of the entry and the exit. */
function sourceLines({ meta }: PageData, set: TradeSet, i: number): readonly Node[] {
  const { source, reasonLines, strategy } = meta;
  const words = (["tag", "exit"] as const).map((key) => set.words[key].texts[set.words[key].index[i]!]!);
  const lines = [...new Set(words)].flatMap((text) =>
    Object.hasOwn(reasonLines, text) ? [{ text, line: reasonLines[text]! }] : [],
  );
  if (lines.length === 0) return [];
  return [
    el("h3", {}, "In the strategy"),
    ...lines.map(({ line }) =>
      el(
        "figure",
        { class: "d-code" },
        el("figcaption", {}, given(`${strategy.file}:${line}`)),
        el("pre", {}, el("code", {}, given((source[line - 1] ?? "").trim()))),
      ),
    ),
  ];
}
