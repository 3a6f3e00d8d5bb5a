// What did you do in one row, what would the plan have done, and what did you write about it?

import { decimalOfMicro, type MicroUsd } from "../../src/domain/money.js";
import { BUCKETS } from "../../src/domain/review.js";
import {
  ABSENT,
  averageText,
  dollarsText,
  fixedText,
  quantityText,
  signed,
  spanText,
} from "../../src/report/format.js";
import type { RowNote, RowNumber } from "../../src/report/review/layout.js";
import { button, el } from "../dom.js";
import { linkTo, type Model } from "../model.js";
import { drawerBox } from "../panel/drawer-box.js";
import type { Tools } from "../panels.js";
import { clockText } from "../trades/columns.js";
import { toClipboard } from "../trades/save.js";
import { given, toneOf } from "../trades/text.js";
import { type ReviewData, spanOfRow } from "./data.js";
import { scrollTable } from "./scroll-table.js";
import { chosenRows, deviationOf, type RowSet, rowText, textsOfRow } from "./set.js";

export function mountDrawer(
  data: ReviewData,
  set: RowSet,
  model: Model,
  root: HTMLElement,
  tools: Tools,
): void {
  if (data.length === 0) return;
  const link = button("Copy link", async () =>
    tools.say((await toClipboard(linkTo(model))) ? "Link copied" : "Copying was refused"),
  );
  drawerBox(model, root, tools, {
    name: "Row",
    group: "Rows",
    chosen: () => chosenRows(set, model.state.matches),
    extra: [link],
    told: (row) => rowText(set, row),
    async draw(row, body, isStill) {
      body.replaceChildren(...facts(set, row));
      const notes = await data.notes();
      if (isStill()) body.append(...words(set, row, notes.get(row)));
    },
  });
}

function facts(set: RowSet, i: number): readonly Node[] {
  const { data } = set;
  const { numbers, meta } = data;
  const host = meta.hosts[numbers.host[i]!];
  const [isYours, isPlanned] = [!Number.isNaN(numbers.net[i]!), !Number.isNaN(numbers.planNet[i]!)];
  const money = (amount: MicroUsd): Node =>
    Number.isNaN(amount)
      ? document.createTextNode(ABSENT)
      : el("data", { class: toneOf(amount), value: decimalOfMicro(amount) }, signed(dollarsText(amount)));
  const when = (name: RowNumber) =>
    Number.isNaN(numbers[name][i]!) ? ABSENT : clockText(meta, numbers[name][i]!);
  const price = (sum: RowNumber, qty: RowNumber) =>
    host === undefined || Number.isNaN(numbers[sum][i]!)
      ? ABSENT
      : averageText(numbers[sum][i]!, numbers[qty][i]!, host.grid);
  const qty = (name: RowNumber) =>
    Number.isNaN(numbers[name][i]!)
      ? ABSENT
      : quantityText(numbers[name][i]!, host?.lot ?? { tickUnits: 1, decimals: 0 });
  const left = (has: boolean, name: RowNumber) =>
    has && Number.isNaN(numbers[name][i]!) ? "still open" : when(name);
  const contract = textsOfRow(set, "contract", i).join("");
  const rules = meta.breaches.filter(({ row }) => row === i);
  const [from, to] = spanOfRow(data, i);
  const row = (name: string, you: Node | string, plan: Node | string) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      el("td", { class: "n" }, you),
      el("td", { class: "n" }, plan),
    );
  return [
    el(
      "p",
      { class: "d-lead" },
      `${numbers.side[i] === 1 ? "Long" : "Short"} `,
      given(contract),
      " · ",
      money(set.gap[i]!),
      " against the plan",
    ),
    el("p", { class: "say" }, deviationOf(set, i)),
    scrollTable(
      "You and the plan",
      ["", "You", "Plan"],
      [1, 3],
      el(
        "tbody",
        {},
        row("Contracts", qty("qty"), qty("planQty")),
        row("In", when("entryTime"), when("planEntryTime")),
        row("at", price("entrySum", "qty"), price("planEntrySum", "planQty")),
        row("Out", left(isYours, "exitTime"), left(isPlanned, "planExitTime")),
        row("at", price("exitSum", "qty"), price("planExitSum", "planQty")),
        row("Net", money(numbers.net[i]!), money(numbers.planNet[i]!)),
      ),
    ),
    el("h3", {}, "Where the gap lies"),
    list(
      ...BUCKETS.filter((bucket) => data.buckets[bucket][i] !== 0).map(
        (bucket) => [bucket, money(data.buckets[bucket][i]!)] as const,
      ),
      ["sum", money(set.gap[i]!)] as const,
    ),
    ...(rules.length === 0
      ? []
      : [
          el("h3", {}, "Rules broken"),
          list(
            ...rules.map(
              ({ rule, promise, happened, dollars }) =>
                [rule, el("span", {}, given(`${promise}: ${happened}`), " ", money(dollars))] as const,
            ),
          ),
        ]),
    ...(isYours
      ? [
          el("h3", {}, "While it was open"),
          list(
            ["Held", Number.isFinite(to) ? spanText(to - from) : "until the end"] as const,
            [
              "Worst",
              Number.isNaN(numbers.mae[i]!) ? ABSENT : `${dollarsText(numbers.mae[i]!)} (MAE), before costs`,
            ] as const,
            [
              "Best",
              Number.isNaN(numbers.mfe[i]!) ? ABSENT : `${dollarsText(numbers.mfe[i]!)} (MFE), before costs`,
            ] as const,
            [
              "At risk",
              Number.isNaN(numbers.risk[i]!)
                ? "not known"
                : `${dollarsText(numbers.risk[i]!)}, ${signed(fixedText(numbers.r[i]!, 2))} R`,
            ] as const,
            [
              "Leverage",
              Number.isNaN(numbers.leverage[i]!) ? ABSENT : `${fixedText(numbers.leverage[i]!, 2)}× at most`,
            ] as const,
          ),
        ]
      : []),
    el("h3", {}, "The plan's reasons"),
    isPlanned
      ? list(
          ["In", said(textsOfRow(set, "planEntry", i))] as const,
          ["Out", said(textsOfRow(set, "planExit", i))] as const,
          ["Signal", el("code", {}, data.signal[i]!)] as const,
        )
      : el("p", { class: "say" }, "The plan had no signal for it."),
  ];
}

const said = (texts: readonly string[]): Node =>
  texts.length === 0 ? el("span", { class: "soft" }, "no reason given") : given(texts.join("; "));

const list = (...rows: readonly (readonly [string, Node | string])[]): HTMLElement =>
  el(
    "dl",
    { class: "d-facts" },
    ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );

/** The owner's own words: text, and nothing else. */
function words(set: RowSet, i: number, note: RowNote | undefined): readonly Node[] {
  const { id } = set.data;
  const keys = (["setup", "emotion", "mistake", "tag", "grade"] as const).flatMap((word) => {
    const texts = textsOfRow(set, word, i);
    return texts.length === 0 ? [] : [[word, given(texts.join(word === "emotion" ? " > " : ", "))] as const];
  });
  const why = [
    ["why.technical", note?.whyTechnical],
    ["why.fundamental", note?.whyFundamental],
    ...Object.entries(note?.extra ?? {}),
  ].flatMap(([name, text]) => (text ? [[name!, given(text)] as const] : []));
  if (Number.isNaN(set.data.numbers.net[i]!)) return [];
  const shots = [...document.querySelectorAll<HTMLImageElement>("img[data-trade]")].filter(({ dataset }) =>
    dataset.trade?.split(" ").includes(id[i]!),
  );
  return [
    el("h3", {}, "Your words"),
    ...(keys.length + why.length === 0 ? [] : [list(...keys, ...why)]),
    note === undefined || note.prose === ""
      ? el("p", { class: "say" }, "No words yet: ", el("code", {}, `tickproof journal add ${id[i]}`))
      : el("blockquote", {}, given(note.prose)),
    ...shots.map((shot) => shot.cloneNode() as HTMLImageElement),
  ];
}
