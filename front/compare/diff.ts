// Which trades of two runs that a reader chooses are the same, and how do both versions look?

import { formatInstant } from "../../src/instrument/time.js";
import { diffRule, diffSums, type Pair, SAME_RULE, tradeDiff } from "../../src/metric/trade-diff.js";
import { chartTicks, type PageData } from "../../src/report/embed/layout.js";
import { averageText, dollarsText, plural, quantityText, signed } from "../../src/report/format.js";
import { button, el, setText } from "../dom.js";
import { candles, type Version } from "./candles.js";
import type { CompareData, ComparedRun } from "./data.js";
import { type Cell, select, small, table, toned } from "./parts.js";
import type { Choices } from "./state.js";

type Group = "only A" | "only B" | "changed" | "same";
const GROUPS: Readonly<Record<Group, string>> = {
  "only A": "Only in A",
  "only B": "Only in B",
  changed: "In both, different",
  same: "In both, the same",
};

interface Line {
  readonly group: Group;
  readonly a: number | null;
  readonly b: number | null;
  readonly differs: readonly string[];
  readonly change: number;
}

/** Rows that are made at once. */
const PAGE = 100;

export function mountDiff(data: CompareData, choices: Choices, root: HTMLElement): () => void {
  const { runs } = data;
  const twins = runs.filter((run) => runs.some((other) => other !== run && other.host === run.host));
  if (twins.length === 0) {
    root.append(el("p", { class: "say" }, "It takes two runs on the same bars to match their trades."));
    return () => {};
  }
  const options = twins.map(({ name, k }) => ({ value: String(k), label: name }));
  const listA = select("A", options, (value) =>
    choices.set(fitting(data, Number(value), choices.now.b, "a")),
  );
  const listB = select("B", options, (value) =>
    choices.set(fitting(data, Number(value), choices.now.a, "b")),
  );
  const windows = [0, 1, 2, 3, 5, 10, 20, 50];
  const within = select(
    "Entries within",
    windows.map((n) => ({ value: String(n), label: plural(n, "bar") })),
    (value) => choices.set({ window: Number(value) }),
  );
  const swap = button("Swap A and B", () => choices.set({ a: choices.now.b, b: choices.now.a }));
  const rule = el("p", { class: "say" });
  const body = el("div", {});
  const picture = candles(barText);
  const told = el("p", { class: "say", "aria-live": "polite" });
  const list = el("div", {});
  const heading = el("h3", { class: "gap" }, "Both versions on the same candles");
  root.append(
    el(
      "div",
      { class: "choices", role: "group", "aria-label": "Which two runs" },
      listA.root,
      listB.root,
      within.root,
      swap,
    ),
    rule,
    body,
    heading,
    told,
    picture.root,
    list,
  );

  const show = async () => {
    const { a: i, b: j, window } = choices.now;
    const [a, b] = [runs[i]!, runs[j]!];
    listA.show(String(i));
    listB.show(String(j));
    within.show(String(window));
    setText(rule, `${diffRule(window)} ${SAME_RULE}`);
    const diff = tradeDiff(a.trades, b.trades, window);
    const sums = diffSums(diff, a.trades, b.trades);
    const pair =
      (group: "changed" | "same") =>
      (one: Pair): Line => ({
        group,
        ...one,
        change: b.trades.net[one.b]! - a.trades.net[one.a]!,
      });
    const lines: Line[] = [
      ...diff.onlyA.map(
        (at): Line => ({ group: "only A", a: at, b: null, differs: [], change: -a.trades.net[at]! }),
      ),
      ...diff.onlyB.map(
        (at): Line => ({ group: "only B", a: null, b: at, differs: [], change: b.trades.net[at]! }),
      ),
      ...diff.changed.map(pair("changed")),
      ...diff.same.map(pair("same")),
    ];
    const total = (trades: ComparedRun["trades"]) =>
      Array.from(trades.net).reduce((sum, net) => sum + net, 0);
    const outside = [a.net - total(a.trades), b.net - total(b.trades)] as const;
    const money = (value: number | null): Cell => (value === null ? "" : toned(value, "usd"));
    const row = (name: Cell, count: number | null, netA: number | null, netB: number | null): Cell[] => [
      name,
      count === null ? "" : String(count),
      money(netA),
      money(netB),
      money((netB ?? 0) - (netA ?? 0)),
    ];
    body.replaceChildren(
      table(
        "Trades in four groups",
        [
          { label: "Group" },
          { label: "Trades", isNumber: true },
          { label: `Net of A, ${a.strategy}`, isNumber: true },
          { label: `Net of B, ${b.strategy}`, isNumber: true },
          { label: "B less A", isNumber: true },
        ],
        [
          row(GROUPS["only A"], diff.onlyA.length, sums.onlyA, null),
          row(GROUPS["only B"], diff.onlyB.length, null, sums.onlyB),
          row(GROUPS.changed, diff.changed.length, sums.changedA, sums.changedB),
          row(GROUPS.same, diff.same.length, sums.same, sums.same),
          row("In no finished trade", null, ...outside),
        ],
        row("Net of the run", null, a.net, b.net),
      ),
    );
    // Where neither made a trade there is nothing to show on candles.
    for (const part of [heading, told, picture.root, list]) part.hidden = lines.length === 0;
    const page = await data.host(a.host);
    if (choices.now.a !== i || choices.now.b !== j || choices.now.window !== window) return;
    fill(list, lines, a, b, page, (line) => {
      const versions = [
        ...(line.a === null ? [] : [versionOf("A", a, line.a, page)]),
        ...(line.b === null ? [] : [versionOf("B", b, line.b, page)]),
      ];
      const text = `${GROUPS[line.group]}. ${[
        line.a === null ? "" : `A: ${tradeText(a, line.a, page)}.`,
        line.b === null ? "" : `B: ${tradeText(b, line.b, page)}.`,
      ].join(" ")} B less A: ${signed(dollarsText(line.change))}.`;
      setText(told, text);
      picture.show(page, versions, text);
    });
  };
  void show();
  choices.on((_, changed) => {
    if (changed.has("a") || changed.has("b") || changed.has("window")) void show();
  });
  return () => picture.redraw();
}

/** Two runs over the same bars: where the other one is on others, it gives way to the first that fits. */
function fitting({ runs }: CompareData, chosen: number, other: number, name: "a" | "b") {
  const { host } = runs[chosen]!;
  const fits = other !== chosen && runs[other]!.host === host;
  const next = fits ? other : runs.findIndex((run) => run.k !== chosen && run.host === host);
  return name === "a" ? { a: chosen, b: next } : { a: next, b: chosen };
}

/** Which two to begin with: the baseline and the first other run over its bars; else the first two that share some. */
export function firstPair({ runs, meta }: CompareData): { a: number; b: number } {
  const order = [runs[meta.baseline]!, ...runs];
  for (const a of order) {
    const b = runs.find((run) => run !== a && run.host === a.host);
    if (b !== undefined) return { a: a.k, b: b.k };
  }
  return { a: 0, b: 0 };
}

function fill(
  list: HTMLElement,
  lines: readonly Line[],
  a: ComparedRun,
  b: ComparedRun,
  page: PageData,
  pick: (line: Line) => void,
): void {
  let groups: readonly Group[] = ["only A", "only B", "changed"];
  let by: "change" | "time" = "change";
  let shown = PAGE;
  let picked: Line | null = null;
  const entry = (line: Line) => (line.a === null ? b.trades.entryBar[line.b!]! : a.trades.entryBar[line.a]!);
  const filters = el("div", { class: "choices", role: "group", "aria-label": "Which trades are listed" });
  const rows = el("div", {});
  list.replaceChildren(filters, rows);
  const show = () => {
    const kept = lines
      .filter(({ group }) => groups.includes(group))
      .sort((x, y) => (by === "change" ? Math.abs(y.change) - Math.abs(x.change) : 0) || entry(x) - entry(y));
    filters.replaceChildren(
      ...(Object.keys(GROUPS) as Group[]).map((group) =>
        button(
          `${GROUPS[group]} ${lines.filter((line) => line.group === group).length}`,
          () => {
            groups = groups.includes(group) ? groups.filter((one) => one !== group) : [...groups, group];
            shown = PAGE;
            show();
          },
          { "aria-pressed": String(groups.includes(group)) },
        ),
      ),
      button(by === "change" ? "By change" : "By time", () => {
        by = by === "change" ? "time" : "change";
        show();
      }),
    );
    const choose = (line: Line) => {
      picked = line;
      pick(line);
      for (const each of rows.querySelectorAll("tr.picked")) each.classList.remove("picked");
      made.get(line)?.closest("tr")?.classList.add("picked");
    };
    const made = new Map<Line, HTMLElement>();
    const visible = kept.slice(0, shown);
    const box = table(
      "Trades of both runs",
      [
        { label: "Group" },
        { label: "Side" },
        { label: "Entry of A" },
        { label: "Entry of B" },
        { label: "Exit of A" },
        { label: "Exit of B" },
        { label: "Net of A", isNumber: true },
        { label: "Net of B", isNumber: true },
        { label: "B less A", isNumber: true },
      ],
      visible.map((line) => {
        const open = button(GROUPS[line.group], () => choose(line), {
          class: "row-button",
          title: "Show it on the candles",
        });
        made.set(line, open);
        const side = line.a === null ? b.trades.side[line.b!]! : a.trades.side[line.a]!;
        return [
          el("span", {}, open, small(line.differs.join(", "))),
          side > 0 ? "long" : "short",
          line.a === null ? "" : endText(a, line.a, page, "entry"),
          line.b === null ? "" : endText(b, line.b, page, "entry"),
          line.a === null ? "" : endText(a, line.a, page, "exit"),
          line.b === null ? "" : endText(b, line.b, page, "exit"),
          line.a === null ? "" : signed(dollarsText(a.trades.net[line.a]!)),
          line.b === null ? "" : signed(dollarsText(b.trades.net[line.b]!)),
          toned(line.change, "usd"),
        ];
      }),
    );
    box.classList.add("tall");
    rows.replaceChildren(
      ...(kept.length === 0 ? [el("p", { class: "say" }, "No trade is in these groups.")] : [box]),
      ...(kept.length > shown
        ? [
            button(
              `Show ${Math.min(PAGE, kept.length - shown)} more of ${plural(kept.length, "trade")}`,
              () => {
                shown += PAGE;
                show();
              },
            ),
          ]
        : []),
    );
    // What both made and made differently says more than what only one of them has.
    const first = picked ?? kept.find(({ group }) => group === "changed") ?? kept[0] ?? lines[0];
    if (first !== undefined) choose(first);
  };
  show();
}

function endText({ trades }: ComparedRun, at: number, page: PageData, end: "entry" | "exit"): Node {
  const sum = end === "entry" ? trades.entrySum[at]! : trades.exitSum[at]!;
  const time = end === "entry" ? trades.entryTime[at]! : trades.exitTime[at]!;
  const reason = trades.reasons[end === "entry" ? trades.entryReason[at]! : trades.exitReason[at]!] ?? "";
  const { grid, lot } = page.meta;
  const qty = end === "entry" ? `${quantityText(trades.qty[at]!, lot)} at ` : "at ";
  return el(
    "span",
    { title: reason },
    timeText(page, time),
    small(`${qty}${averageText(sum, trades.qty[at]!, grid)}`),
  );
}

function tradeText({ trades, name }: ComparedRun, at: number, page: PageData): string {
  const { grid, lot } = page.meta;
  const price = (sum: number) => averageText(sum, trades.qty[at]!, grid);
  const reason = (index: number) => (trades.reasons[index] ? ` (${trades.reasons[index]})` : "");
  return `${name}, ${trades.side[at]! > 0 ? "long" : "short"} ${quantityText(trades.qty[at]!, lot)} from ${timeText(page, trades.entryTime[at]!)} at ${price(trades.entrySum[at]!)}${reason(trades.entryReason[at]!)} to ${timeText(page, trades.exitTime[at]!)} at ${price(trades.exitSum[at]!)}${reason(trades.exitReason[at]!)}, ${signed(dollarsText(trades.net[at]!))}`;
}

function versionOf(letter: "A" | "B", { trades }: ComparedRun, at: number, { meta }: PageData): Version {
  const [entryBar, exitBar, qty] = [trades.entryBar[at]!, trades.exitBar[at]!, trades.qty[at]!];
  return {
    letter,
    side: trades.side[at]!,
    entryBar,
    exitBar,
    entry: chartTicks(meta, trades.entrySum[at]! / qty, entryBar),
    exit: chartTicks(meta, trades.exitSum[at]! / qty, exitBar),
  };
}

/** On the exchange's clock. */
function timeText({ meta }: PageData, at: number): string {
  let offset = 0;
  for (const each of meta.offsets) if (each.from <= at) offset = each.offset;
  return formatInstant(at + offset)
    .slice(0, 16)
    .replace("T", " ");
}

function barText(page: PageData, bar: number): string {
  const at = page.time.at(bar);
  return Number.isNaN(at) ? "" : timeText(page, at);
}
