// What did you and the plan do, row by row?

import { decimalOfMicro } from "../../src/domain/money.js";
import { BUCKETS } from "../../src/domain/review.js";
import { type CsvColumn, csvOf } from "../../src/report/csv.js";
import {
  ABSENT,
  averagePrice,
  averageText,
  countText,
  dollarsText,
  fixedText,
  plural,
  quantityText,
  signed,
} from "../../src/report/format.js";
import type { RowNumber } from "../../src/report/review/layout.js";
import { oneLine } from "../../src/report/visible.js";
import { button, el } from "../dom.js";
import type { Model } from "../model.js";
import type { Tools } from "../panels.js";
import { type Column, clockText, fewColumns, sorted } from "../trades/columns.js";
import { Grid } from "../trades/grid.js";
import { saveText } from "../trades/save.js";
import { toneOf } from "../trades/text.js";
import { chosenRows, deviationOf, type RowSet, textsOfRow } from "./set.js";

/** A column whose numbers are micro-dollars that add up. */
type Money = Column & { readonly money?: Float64Array };

export function mountTable(set: RowSet, model: Model, root: HTMLElement, { say }: Tools): void {
  const every = columnsOf(set);
  const few = fewColumns(every);
  const narrow = matchMedia("(max-width:600px)");
  let sort = { key: "n", down: false };
  let isWide = false;
  let rows = chosenRows(set, model.state.matches);
  const grid = new Grid("Rows of the review", {
    sort(key) {
      sort = { key, down: sort.key === key ? !sort.down : false };
      arrange();
      show();
      say(
        `Sorted by ${every.find((one) => one.key === key)!.label}, ${sort.down ? "largest" : "smallest"} first`,
      );
    },
    open: (row) => model.set({ selected: row, drawer: true }),
  });
  const told = el("p", { class: "say" });
  const wide = button("All columns", () => {
    isWide = !isWide;
    wide.setAttribute("aria-pressed", String(isWide));
    show();
  });
  const save = button("CSV", () => saveText("review.csv", "text/csv", rowsCsv(set, rows)), {
    title: "Save these rows as CSV, all digits",
  });
  root.append(
    el("h3", { class: "gap" }, "Row by row"),
    el("div", { class: "g-tools" }, told, el("div", { class: "g-buttons" }, wide, save)),
    grid.root,
  );
  const arrange = () => {
    const column = every.find(({ key }) => key === sort.key) ?? every[0]!;
    rows = sorted(chosenRows(set, model.state.matches), column, sort.down, "usd");
  };
  const show = () => {
    // Head, rows, sums, and what scrolls: few rows need no box for many.
    grid.root.style.maxHeight = `${30 * (rows.length + 2) + 18}px`;
    wide.hidden = !narrow.matches;
    told.replaceChildren(
      rows.length === set.length
        ? `All ${plural(set.length, "row")}: `
        : `${countText(rows.length)} of ${plural(set.length, "row")}: `,
      `a pair, a signal that was not taken or a trade without one is a row. Times are ${set.data.meta.zone}. Enter opens a row.`,
    );
    grid.show({
      columns: narrow.matches && !isWide ? few : every,
      rows,
      sort,
      selected: model.state.selected,
      text: (column, row) => column.text(row, "usd"),
      tone: (column, row) => {
        const value = column.sort(row, "usd");
        return typeof value === "number" ? toneOf(value) : "";
      },
      sum: (column) => sumText(every.find(({ key }) => key === column.key)!, rows),
    });
  };
  narrow.addEventListener("change", show);
  model.on((_, changed) => {
    if (changed.has("matches")) {
      arrange();
      show();
    }
    if (!changed.has("selected")) return;
    requestAnimationFrame(() => {
      show();
      if (model.state.selected !== null) grid.reveal(model.state.selected);
    });
  });
  arrange();
  show();
  if (model.state.selected !== null) grid.reveal(model.state.selected);
}

function sumText({ key, money }: Money, rows: Int32Array): string {
  if (key === "n") return "Sum";
  if (money === undefined) return "";
  let sum = 0;
  for (const i of rows) if (!Number.isNaN(money[i]!)) sum += money[i]!;
  return signed(dollarsText(sum));
}

function columnsOf(set: RowSet): readonly Money[] {
  const { data } = set;
  const { numbers, meta, words } = data;
  const host = (i: number) => meta.hosts[numbers.host[i]!];
  const time = (at: number): string => (Number.isNaN(at) ? ABSENT : clockText(meta, at));
  const text = (
    key: string,
    label: string,
    title: string,
    width: number,
    of: (i: number) => string,
    more: Partial<Column> = {},
  ): Money => ({ key, label, title, width, kind: "text", sort: of, text: (i) => of(i) || ABSENT, ...more });
  const when = (key: RowNumber, label: string, title: string, more: Partial<Column> = {}): Money => ({
    ...text(key, label, title, 164, (i) => time(numbers[key][i]!), more),
    sort: (i) => numbers[key][i]!,
  });
  const money = (
    key: string,
    label: string,
    title: string,
    column: Float64Array,
    more: Partial<Column> = {},
  ): Money => ({
    key,
    label,
    title,
    width: 98,
    kind: "number",
    toned: true,
    money: column,
    sort: (i) => column[i]!,
    text: (i) =>
      Number.isNaN(column[i]!) ? ABSENT : column[i] === 0 ? "0" : signed(dollarsText(column[i]!)),
    ...more,
  });
  const number = (
    key: string,
    label: string,
    title: string,
    width: number,
    column: Float64Array,
    of: (value: number, i: number) => string,
  ): Money => ({
    key,
    label,
    title,
    width,
    kind: "number",
    sort: (i) => column[i]!,
    text: (i) => (Number.isNaN(column[i]!) ? ABSENT : of(column[i]!, i)),
  });
  const price = (sum: RowNumber, qty: RowNumber) => (_: number, i: number) => {
    const on = host(i);
    return on === undefined ? ABSENT : averageText(numbers[sum][i]!, numbers[qty][i]!, on.grid);
  };
  const lots = (qty: number, i: number) => quantityText(qty, host(i)?.lot ?? WHOLE);
  const several = (word: "rule" | "setup" | "tag" | "emotion" | "mistake", label: string, title: string) =>
    data.words[word].texts.every((one) => one === "")
      ? []
      : [text(word, label, title, 150, (i) => oneLine(textsOfRow(set, word, i).join(", ")))];
  const prices = (sum: RowNumber, qty: RowNumber) =>
    Float64Array.from(numbers[sum], (value, i) => value / numbers[qty][i]!);
  return [
    {
      key: "n",
      label: "#",
      title: "Number of the row",
      width: 56,
      kind: "number",
      narrow: [1, 44],
      sort: (i) => i,
      text: (i) => countText(i + 1),
    },
    when("entryTime", "You in", "Your first entry"),
    text("contract", "Contract", "Contract that was traded", 92, (i) =>
      oneLine(words.contract.texts[words.contract.index[i]!]!),
    ),
    text(
      "side",
      "Side",
      "Long bought first, short sold first",
      60,
      (i) => (numbers.side[i] === 1 ? "long" : "short"),
      { narrow: [2, 50] },
    ),
    text(
      "did",
      "What",
      "What became of the signal, or why the trade has none",
      210,
      (i) => deviationOf(set, i),
      { narrow: [4, 132] },
    ),
    money("you", "You", "Your net, after costs", numbers.net, { narrow: [5, 84] }),
    money("planNet", "Plan", "The plan's net, after costs", numbers.planNet),
    money("gap", "Gap", "You − plan", set.gap, { narrow: [3, 84] }),
    ...BUCKETS.map((bucket) =>
      money(`b-${bucket}`, bucket, `Part of the gap: ${bucket}`, data.buckets[bucket], { width: 112 }),
    ),
    number("qty", "Qty", "Contracts you entered", 56, numbers.qty, lots),
    number("planQty", "Plan qty", "Contracts of the plan", 76, numbers.planQty, lots),
    number(
      "entryPrice",
      "In at",
      "Your average entry price",
      92,
      prices("entrySum", "qty"),
      price("entrySum", "qty"),
    ),
    number(
      "exitPrice",
      "Out at",
      "Your average exit price",
      92,
      prices("exitSum", "qty"),
      price("exitSum", "qty"),
    ),
    when("exitTime", "You out", "Your last exit"),
    when("planEntryTime", "Plan in", "Open of the bar in which the plan was filled"),
    when("planExitTime", "Plan out", "Open of the bar in which the plan left"),
    number("r", "R", "Net ÷ what was at risk", 60, numbers.r, (r) => signed(fixedText(r, 2))),
    ...several("rule", "Rules broken", "Promises of the plan that it broke"),
    ...several("setup", "Setup", "Of your note"),
    ...several("tag", "Tags", "Of your note"),
    ...several("emotion", "Emotion", "Of your note: before, during, after"),
    ...several("mistake", "Mistakes", "Of your note; ? is suggested by the tool"),
    text("planExit", "Plan left by", "Why the plan left", 160, (i) =>
      oneLine(textsOfRow(set, "planExit", i).join(", ")),
    ),
    text("id", "Id", "Of the trade, or of the signal", 100, (i) => data.id[i]!),
  ];
}

const WHOLE = { tickUnits: 1, decimals: 0 };

/** Every digit, and no cell that a spreadsheet would run. */
export function rowsCsv(set: RowSet, rows: Int32Array): string {
  const { data } = set;
  const { numbers } = data;
  const dollars = (value: number) => (Number.isNaN(value) ? "" : decimalOfMicro(value));
  const instant = (value: number) => (Number.isNaN(value) ? "" : new Date(value).toISOString());
  const price = (i: number, sum: RowNumber, qty: RowNumber) => {
    const on = data.meta.hosts[numbers.host[i]!];
    const [total, count] = [numbers[sum][i]!, numbers[qty][i]!];
    if (on === undefined || Number.isNaN(total)) return "";
    return averagePrice(total, count, on.grid);
  };
  const columns: readonly (readonly [string, "text" | "number", (i: number) => string])[] = [
    ["id", "text", (i) => data.id[i]!],
    ["signal", "text", (i) => data.signal[i]!],
    ["what", "text", (i) => set.kind[i]!],
    ["did", "text", (i) => textsOfRow(set, "did", i).join(", ")],
    ["contract", "text", (i) => textsOfRow(set, "contract", i).join("")],
    ["side", "text", (i) => (numbers.side[i] === 1 ? "long" : "short")],
    ["entry", "text", (i) => instant(numbers.entryTime[i]!)],
    ["exit", "text", (i) => instant(numbers.exitTime[i]!)],
    ["entry_price", "number", (i) => price(i, "entrySum", "qty")],
    ["exit_price", "number", (i) => price(i, "exitSum", "qty")],
    ["plan_entry", "text", (i) => instant(numbers.planEntryTime[i]!)],
    ["plan_exit", "text", (i) => instant(numbers.planExitTime[i]!)],
    ["net", "number", (i) => dollars(numbers.net[i]!)],
    ["plan_net", "number", (i) => dollars(numbers.planNet[i]!)],
    ["gap", "number", (i) => dollars(set.gap[i]!)],
    ...BUCKETS.map(
      (bucket) =>
        [bucket.replace(/[ -]/g, "_"), "number", (i: number) => dollars(data.buckets[bucket][i]!)] as const,
    ),
    ["rules", "text", (i) => textsOfRow(set, "rule", i).join(", ")],
    ["setup", "text", (i) => textsOfRow(set, "setup", i).join(", ")],
    ["tags", "text", (i) => textsOfRow(set, "tag", i).join(", ")],
  ];
  return csvOf(
    rows,
    columns.map(([name, kind, of]): CsvColumn<number> => ({ name, kind, of })),
  );
}
