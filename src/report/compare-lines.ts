// How do the runs of a comparison stand against its baseline, in a terminal?

import type { Comparison } from "../domain/comparison.js";
import type { MicroUsd } from "../domain/money.js";
import { diffLines, type Entrant, factsOf, type PairDiff } from "./compare/facts.js";
import { cellName } from "./compare/panel.js";
import { outsideTrades } from "./compare-document.js";
import { countText, dollarsText, plural, signed } from "./format.js";
import { columnsOf, paint, type TextStyle } from "./text-style.js";
import { oneLine } from "./visible.js";

/** Net against the baseline, run by run, and why a run is greyed; nothing where there is no second run. */
export function againstLines(comparison: Comparison, style: TextStyle): string[] {
  const { entrants, baseline } = factsOf(comparison);
  if (baseline === null || entrants.length < 2) return [];
  const others = entrants.filter(({ isBaseline }) => !isBaseline);
  const days = Math.max(...others.map(({ paired }) => paired?.days ?? 0));
  return [
    `${paint(style, "bold", "against")} ${oneLine(cellName(baseline))}, net and its 90% interval, paired over ${plural(days, "trade date")}`,
    ...columnsOf(
      others.map((entrant) => againstLine(entrant)),
      ["left", "right", "left", "left"],
      2,
    ).map((line) => `  ${line.trimEnd()}`),
    ...entrants
      .filter(({ greyed }) => greyed.length > 0)
      .map(
        (entrant) =>
          `  ${paint(style, "yellow", "!")} ${oneLine(cellName(entrant))}: ${oneLine(entrant.greyed.join("; "))}`,
      ),
    "",
  ];
}

function againstLine({ paired, ...cell }: Entrant): string[] {
  const net = paired?.differences.find(({ key }) => key === "raw");
  if (net === undefined) return [oneLine(cellName(cell)), "—", "", ""];
  const { difference, low, high } = net;
  if (low === null || high === null) {
    return [oneLine(cellName(cell)), signed(dollarsText(difference)), "too few dates for an interval", ""];
  }
  return [
    oneLine(cellName(cell)),
    signed(dollarsText(difference)),
    `${signed(dollarsText(low))} … ${signed(dollarsText(high))}`,
    low > 0 || high < 0 ? "" : "may be chance",
  ];
}

/** Lines of a diff that a terminal shows; `--json` has them all. */
const SHOWN = 5;

/** Trade by trade: the four groups of each two runs, their sums, and what moved most money. */
export function diffText(comparison: Comparison, style: TextStyle): string[] {
  return factsOf(comparison).diffs.flatMap((pair) => [...pairLines(pair, style), ""]);
}

function pairLines(pair: PairDiff, style: TextStyle): string[] {
  const { a, b, diff, sums } = pair;
  const [nameA, nameB] = [oneLine(a.strategy), oneLine(b.strategy)];
  const row = (label: string, count: number | null, netA: MicroUsd | null, netB: MicroUsd | null) => [
    `  ${label}`,
    count === null ? "" : countText(count),
    netA === null ? "" : dollarsText(netA),
    netB === null ? "" : dollarsText(netB),
  ];
  const lines = columnsOf(
    [
      [`  ${oneLine(a.instrument)}`, "Trades", `Net ${nameA}`, `Net ${nameB}`],
      row(`only ${nameA}`, diff.onlyA.length, sums.onlyA, null),
      row(`only ${nameB}`, diff.onlyB.length, null, sums.onlyB),
      row("in both, different", diff.changed.length, sums.changedA, sums.changedB),
      row("in both, the same", diff.same.length, sums.same, sums.same),
      row("in no finished trade", null, outsideTrades(a.run), outsideTrades(b.run)),
      row("net", null, a.run.totals.net, b.run.totals.net),
    ],
    ["left", "right", "right", "right"],
    2,
  );
  const most = diffLines(pair)
    .filter(({ kind }) => kind !== "same")
    .slice(0, SHOWN);
  return [
    `${paint(style, "bold", "trade by trade")} ${nameA} and ${nameB}, entries within ${pair.window} bars`,
    paint(style, "dim", lines[0]!),
    ...lines.slice(1),
    ...(most.length === 0 ? [] : ["  what moved most:"]),
    ...most.map(({ kind, a: i, b: j, differs, change }) => {
      const trade = i === null ? b.run.trades[j!]! : a.run.trades[i]!;
      const what =
        kind === "changed"
          ? `both, other ${differs.join(", ")}`
          : kind === "only A"
            ? `only ${nameA}`
            : `only ${nameB}`;
      const at = new Date(trade.entryTime).toISOString().slice(0, 16).replace("T", " ");
      return `    ${at}Z ${trade.side > 0 ? "long" : "short"}  ${signed(dollarsText(change))}  ${what}`;
    }),
  ];
}
