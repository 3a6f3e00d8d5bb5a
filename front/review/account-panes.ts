// How did your account and the plan's grow beside each other?

import type { PageData } from "../../src/report/embed/layout.js";
import { axisDollars, dollarsText, plural, signed } from "../../src/report/format.js";
import { type Ended, type SoFar, soFar } from "../../src/report/review/so-far.js";
import { aired, rangeOf } from "../chart/account-line.js";
import type { AccountPanes, AccountParts } from "../chart/account-panes.js";
import { putLegend } from "../chart/legends.js";
import { createPane, type Pane } from "../chart/pane.js";
import { tableOf } from "../chart/table.js";
import { firstNotBefore, lastAtOrBefore } from "../chart/view.js";
import { setText } from "../dom.js";
import { barOf } from "./data.js";
import { chosenRows, type RowSet } from "./set.js";

interface OnBars extends SoFar {
  readonly bar: Float64Array;
}

/** Both lines are of all contracts, whichever's bars are drawn; under a filter they are of its rows alone. */
export interface ReviewAccounts {
  panes(parts: AccountParts): AccountPanes;
  /** As name and value, at a bar. */
  at(bar: number, matches: Int32Array | null): readonly (readonly [string, string])[];
}

export function reviewAccounts(set: RowSet, page: PageData): ReviewAccounts {
  const { bars } = page.meta;
  let made: { readonly of: Int32Array | null; readonly found: OnBars } | null = null;
  /** Found again only when other rows are chosen. */
  const lines = (matches: Int32Array | null): OnBars => {
    if (made === null || made.of !== matches) {
      const found = soFar(endedOf(set, chosenRows(set, matches)));
      const bar = found.at.map((at) => (Number.isFinite(at) ? barOf(page, at) : bars - 1));
      made = { of: matches, found: { ...found, bar } };
    }
    return made.found;
  };
  const money = (amount: number): string => signed(dollarsText(amount));
  const under = (amount: number): string => dollarsText(amount);
  const valueAt = (column: Float64Array, { bar, length }: OnBars, at: number): number => {
    const i = lastAtOrBefore(bar, length, at);
    return i < 0 ? 0 : column[i]!;
  };

  return {
    at(bar, matches) {
      const all = lines(matches);
      const [you, plan] = [valueAt(all.you, all, bar), valueAt(all.plan, all, bar)];
      return [
        ["You so far", money(you)],
        ["Plan so far", money(plan)],
        ["Drawdown", under(valueAt(all.yourUnder, all, bar))],
      ];
    },
    panes({ model, look, whenOf, columns: room }) {
      const { marked } = set.data.meta;
      const marksText = `open positions at ${marked === 1 ? "each close" : `the close of one bar in ${marked}`}`;
      const now = () => lines(model.state.matches);
      const inView = ({ bar, length }: OnBars): readonly [number, number] => [
        firstNotBefore(bar, length, look.view.from),
        firstNotBefore(bar, length, look.view.to),
      ];
      /** x, and what holds at both edges of the view around what changes in it. */
      const seen = (...columns: readonly ("you" | "plan" | "yourUnder" | "planUnder")[]) => {
        const all = now();
        const [first, end] = inView(all);
        const { from, to } = look.view;
        const picked = onScreen(
          all.bar,
          columns.map((name) => all[name]),
          [first, end],
          (to - from) / room(),
        );
        const n = picked.length;
        const x = new Float64Array(n + 2);
        for (let k = 0; k < n; k++) x[k + 1] = all.bar[picked[k]!]! + 0.5;
        [x[0], x[n + 1]] = [from, to];
        const ys = columns.map((name) => {
          const column = all[name];
          const y = new Float64Array(n + 2);
          for (let k = 0; k < n; k++) y[k + 1] = column[picked[k]!]!;
          y[0] = first === 0 ? 0 : column[first - 1]!;
          y[n + 1] = end === 0 ? 0 : column[end - 1]!;
          return y;
        });
        return [x, ...ys] as const;
      };
      const table = (
        name: string,
        heads: readonly string[],
        row: (all: OnBars, i: number) => readonly string[],
      ) => {
        const all = now();
        const ends = barEnds(all.bar, inView(all));
        return tableOf({
          name,
          heads: ["Bar opens", ...heads],
          count: ends.length,
          each:
            marked === 1
              ? "bar over which either of you held something, as it closed"
              : `bar in which a trade ended or open positions were marked (at one bar in ${marked}), as it closed`,
          row: (k) => [whenOf(all.bar[ends[k]!]!), ...row(all, ends[k]!)],
        });
      };
      const equity = createPane(
        {
          id: "equity",
          title: "You and the plan",
          height: 170,
          lines: [
            { label: "the plan", stroke: ({ c3 }) => c3, width: 1.5, dash: [6, 4], stepped: true },
            { label: "you", stroke: ({ ink }) => ink, width: 2, stepped: true },
          ],
          axisText: axisDollars,
          table: () =>
            table(
              "You and the plan, by bar",
              ["You so far", "Plan so far", "You − plan"],
              ({ you, plan }, i) => [money(you[i]!), money(plan[i]!), money(you[i]! - plan[i]!)],
            ),
        },
        look,
      );
      const drawdown = createPane(
        {
          id: "drawdown",
          title: "Drawdown",
          height: 96,
          lines: [
            { label: "the plan", stroke: ({ c3 }) => c3, width: 1.3, dash: [6, 4], stepped: true },
            {
              label: "you",
              stroke: ({ loss }) => loss,
              fill: ({ loss }) => loss,
              width: 1.4,
              stepped: true,
            },
          ],
          axisText: axisDollars,
          table: () =>
            table(
              "Drawdowns, by bar",
              ["You, below your high", "The plan, below its high"],
              ({ yourUnder, planUnder }, i) => [under(yourUnder[i]!), under(planUnder[i]!)],
            ),
        },
        look,
      );
      const legend = (pane: Pane, mine: string) => {
        putLegend(pane, "——", "you", mine);
        putLegend(pane, "- -", "the plan", "ink-c3");
      };
      legend(equity, "ink-own");
      putLegend(equity, "", `all contracts, after costs; ${marksText}`);
      legend(drawdown, "loss");
      return {
        equity,
        drawdown,
        drawEquity() {
          const [x, plan, you] = seen("plan", "you");
          equity.draw([x, plan!, you!], ...aired(rangeOf(plan!, you!) ?? { low: 0, high: 1 }));
        },
        drawDrawdown() {
          const [x, plan, you] = seen("planUnder", "yourUnder");
          const low = Math.min(rangeOf(plan!, you!)?.low ?? -1, -1);
          drawdown.draw([x, plan!, you!], low * 1.08, -low * 0.04);
        },
        summarise() {
          const { matches } = model.state;
          const all = now();
          const [, plan, you] = seen("plan", "you");
          const [a, b] = [you!.at(-1)!, plan!.at(-1)!];
          const gap = a - b;
          const beside =
            gap === 0
              ? "as much as the plan"
              : `${dollarsText(Math.abs(gap))} ${gap < 0 ? "less" : "more"} than the plan`;
          const of = matches === null ? "" : `Of ${plural(matches.length, "filtered row")}: `;
          setText(
            equity.figure.querySelector("h3")!,
            matches === null ? "You and the plan" : "You and the plan, filtered",
          );
          equity.summarise(
            `${of}you went from ${money(you![0]!)} to ${money(a)}, the plan from ${money(plan![0]!)} to ${money(b)}: by the end of the view you made ${beside}. All contracts, after costs; ${marksText}.`,
          );
          const deepest = (column: Float64Array): string => {
            const [first, end] = inView(all);
            let low = -1;
            for (let i = first; i < end; i++) if (low < 0 || column[i]! < column[low]!) low = i;
            return low < 0 || column[low]! === 0
              ? "at no close below the high so far"
              : `${dollarsText(-column[low]!)} below the high so far at the deepest, at ${whenOf(all.bar[low]!)}`;
          };
          drawdown.summarise(
            `${of}in view you were ${deepest(all.yourUnder)}; the plan ${deepest(all.planUnder)}.`,
          );
        },
        inR: () => null,
      };
    },
  };
}

/** Of the points of each bar the last: ends of trades inside it come before its close. */
function barEnds(bar: Float64Array, [first, end]: readonly [number, number]): number[] {
  const ends: number[] = [];
  for (let i = first; i < end; i++) if (i + 1 === end || bar[i + 1] !== bar[i]) ends.push(i);
  return ends;
}

/** All points of a stretch; of more than a screen has columns for, those where a line begins, ends or turns in each. */
function onScreen(
  bar: Float64Array,
  columns: readonly Float64Array[],
  [first, end]: readonly [number, number],
  size: number,
): number[] {
  const picked: number[] = [];
  for (let i = first; i < end; ) {
    const column = Math.floor(bar[i]! / size);
    let last = i;
    while (last + 1 < end && Math.floor(bar[last + 1]! / size) === column) last++;
    const own = new Set([i, last]);
    for (const values of last - i > 1 ? columns : []) {
      let [low, high] = [i, i];
      for (let k = i; k <= last; k++) {
        if (values[k]! < values[low]!) low = k;
        if (values[k]! > values[high]!) high = k;
      }
      own.add(low).add(high);
    }
    picked.push(...[...own].sort((a, b) => a - b));
    i = last + 1;
  }
  return picked;
}

/** What each mark adds to the one before it, and each end of a trade to the last: yours and the plan's, at its own moment. */
function endedOf({ length, data: { numbers, marks } }: RowSet, rows: ArrayLike<number>): Ended[] {
  const ended: Ended[] = [];
  const chosen = new Uint8Array(length);
  for (let k = 0; k < rows.length; k++) chosen[rows[k]!] = 1;
  const marked = [new Float64Array(length), new Float64Array(length)] as const;
  for (let k = 0; k < marks.row.length; k++) {
    const row = marks.row[k]!;
    if (chosen[row] === 0) continue;
    const isYours = marks.whose[k] === 0;
    const before = marked[isYours ? 0 : 1];
    const more = marks.value[k]! - before[row]!;
    before[row] = marks.value[k]!;
    ended.push({ at: marks.at[k]!, you: isYours ? more : 0, plan: isYours ? 0 : more });
  }
  const moment = (at: number): number => (Number.isNaN(at) ? Number.POSITIVE_INFINITY : at);
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!;
    const [you, plan] = [numbers.net[i]!, numbers.planNet[i]!];
    if (!Number.isNaN(you))
      ended.push({ at: moment(numbers.exitTime[i]!), you: you - marked[0][i]!, plan: 0 });
    if (!Number.isNaN(plan))
      ended.push({ at: moment(numbers.planExitTime[i]!), you: 0, plan: plan - marked[1][i]! });
  }
  return ended;
}
