// Which trades of two runs are the same, which differ, and what difference did that make?

import type { Trade } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { diffRule, SAME_RULE } from "../../metric/trade-diff.js";
import { Clock } from "../clock.js";
import { LARGEST, outsideTrades } from "../compare-document.js";
import { averageText, countText, dollarsText, plural, quantityText, signed } from "../format.js";
import { type Html, type HtmlValue, html } from "../html.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { given, instant, money, profit } from "../page/value.js";
import { bothVersions } from "./diff-plot.js";
import { type DiffLine, diffLines, type Entrant, factsOf, type PairDiff } from "./facts.js";
import type { ComparePanel } from "./panel.js";

export const diff: ComparePanel = {
  id: "diff",
  title: "Trade by trade",
  render(comparison) {
    const { diffs } = factsOf(comparison);
    if (diffs.length === 0) {
      return html`<p class="say">It takes two runs on the same instrument to match their trades.</p>`;
    }
    const rule = html`<p class="say">${diffRule(diffs[0]!.window)} ${SAME_RULE}</p>`;
    return html`${hook("diff", html`${rule}<div class="pairs">${diffs.map((pair, k) => html`<div>${pairHtml(pair, k)}</div>`)}</div>`)}`;
  },
};

function pairHtml(pair: PairDiff, k: number): Html {
  const { a, b, diff: groups, sums } = pair;
  const lines = diffLines(pair).filter(({ kind }) => kind !== "same");
  const name = `${a.strategy} and ${b.strategy} on ${a.instrument}`;
  const row = (label: HtmlValue, count: number | null, netA: number | null, netB: number | null) => [
    label,
    count === null ? "" : countText(count),
    netA === null ? "" : profit(netA),
    netB === null ? "" : profit(netB),
    profit((netB ?? 0) - (netA ?? 0)),
  ];
  const largest = lines.find(({ kind }) => kind === "changed") ?? lines[0];
  return html`<h3 class="gap">${given(name)}</h3><p class="say">${sentence(pair, lines)}${datesApart(pair)}</p>${table(
    {
      name: "Trades in four groups",
      heads: [
        text("Group"),
        number("Trades"),
        number(`Net of A, ${a.strategy}`),
        number(`Net of B, ${b.strategy}`),
        number("B less A"),
      ],
      rows: [
        row("Only in A", groups.onlyA.length, sums.onlyA, null),
        row("Only in B", groups.onlyB.length, null, sums.onlyB),
        row("In both, different", groups.changed.length, sums.changedA, sums.changedB),
        row("In both, the same", groups.same.length, sums.same, sums.same),
        row("In no finished trade", null, outsideTrades(a.run), outsideTrades(b.run)),
      ],
      sums: row("Net of the run", null, a.run.totals.net, b.run.totals.net),
    },
  )}${
    largest === undefined
      ? ""
      : html`<details${k === 0 ? html` open` : ""}><summary>What moved most money, and the largest difference on its candles</summary>${bothVersions(pair, largest, k)}${table(
          {
            name: "What moved most money",
            tall: true,
            heads: [
              text("Group"),
              text("Side"),
              text("Entry of A"),
              text("Entry of B"),
              text("Exit of A"),
              text("Exit of B"),
              number("Net of A"),
              number("Net of B"),
              number("B less A"),
            ],
            rows: lines.slice(0, LARGEST).map((line) => lineRow(pair, line)),
          },
        )}${
          lines.length > LARGEST
            ? html`<p class="say">The ${LARGEST} largest of ${plural(lines.length, "difference")}; <code class="nb">--diff --json</code> has them all.</p>`
            : ""
        }</details>`
  }`;
}

function sentence({ a, b, diff: groups, sums }: PairDiff, lines: readonly DiffLine[]): Html | string {
  if (lines.length === 0) {
    return groups.same.length === 0
      ? "Neither of them made a trade."
      : `All ${plural(groups.same.length, "trade")} are the same.`;
  }
  const change = b.run.totals.net - a.run.totals.net;
  return html`Of the ${signed(dollarsText(change))} that B made beyond A, ${signed(dollarsText(sums.onlyB - sums.onlyA))} came of trades that only one of them has, ${signed(dollarsText(sums.changedB - sums.changedA))} of trades that they made differently.`;
}

/** Runs over unlike spans are greyed; here it is said what that does to the groups. */
function datesApart({ a, b, diff: { onlyA, onlyB } }: PairDiff): string {
  const outside = (mine: Entrant, its: Entrant, trades: readonly number[]) => {
    const { tradeDate, length } = its.run.bars;
    const [first, last] = [tradeDate[0]!, tradeDate[length - 1]!];
    const dateOf = (i: number) => mine.run.bars.tradeDate[mine.run.trades[i]!.entryBar]!;
    return trades.filter((i) => dateOf(i) < first || dateOf(i) > last).length;
  };
  const [inA, inB] = [outside(a, b, onlyA), outside(b, a, onlyB)];
  if (inA + inB === 0) return "";
  const told = [
    ...(inA > 0 ? [`${countText(inA)} of the ${plural(onlyA.length, "trade")} only in A`] : []),
    ...(inB > 0 ? [`${countText(inB)} of the ${plural(onlyB.length, "trade")} only in B`] : []),
  ];
  return ` They did not run over the same dates: ${told.join(" and ")} began where the other had no bars.`;
}

const GROUPS = { "only A": "only A", "only B": "only B", changed: "different", same: "same" } as const;

function lineRow({ a, b }: PairDiff, { kind, a: i, b: j, differs, change }: DiffLine): HtmlValue[] {
  const { contract } = a.run.inputs;
  const clock = new Clock(contract);
  const { grid, lot } = instrumentOf(contract);
  const mine = i === null ? null : a.run.trades[i]!;
  const its = j === null ? null : b.run.trades[j]!;
  const entry = (trade: Trade | null) =>
    trade &&
    html`${instant(trade.entryTime, clock.text(trade.entryTime))}<small class="delta">${quantityText(trade.qty, lot)} at ${averageText(trade.entrySum, trade.qty, grid)}</small>`;
  const exit = (trade: Trade | null) =>
    trade &&
    html`${instant(trade.exitTime, clock.text(trade.exitTime))}<small class="delta">at ${averageText(trade.exitSum, trade.qty, grid)}</small>`;
  return [
    html`${GROUPS[kind]}${differs.length > 0 ? html`<small class="delta">${differs.join(", ")}</small>` : ""}`,
    (mine ?? its)!.side > 0 ? "long" : "short",
    entry(mine),
    entry(its),
    exit(mine),
    exit(its),
    mine && money(mine.net),
    its && money(its.net),
    profit(change),
  ];
}
