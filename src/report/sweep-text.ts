// How does a finished sweep read in a terminal?

import { type Sweep, type SweepPart, varied } from "../domain/sweep.js";
import { formatDay } from "../instrument/time.js";
import { metricOf } from "../metric/all.js";
import {
  bestRow,
  deflated,
  plateau,
  ranked,
  type Surroundings,
  surroundingsOf,
} from "../research/sweep-rank.js";
import { countText, dollarsText, fixedText, plural, probabilityText, timeframeText } from "./format.js";
import { paramText, rowWords, textAt, triedText, valueAt } from "./sweep-figures.js";
import { sweepTsv } from "./sweep-table.js";
import { type Align, ascii, columnsOf, paint, type TextStyle, widthOf } from "./text-style.js";
import { oneLine } from "./visible.js";

/** Rows of the table: what is further down is in the CSV file and the report. */
const SHOWN = 10;

/** The best, the plateau, what is left of it after so many trials, and a table: ends without a line end. Piped: one row a line, tab-separated. */
export function sweepSummary(sweep: Sweep, metric: string, style: TextStyle): string {
  if (style.tsv) return sweepTsv(sweep, metric);
  const lines = sweep.parts.flatMap((part) => [...partLines(sweep, part, metric, style), ""]);
  const text = lines
    .slice(0, -1)
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
  return style.unicode ? text : ascii(text);
}

function partLines(sweep: Sweep, part: SweepPart, metric: string, style: TextStyle): string[] {
  const { data, account } = part.terms;
  const names = sweep.axes.map(({ name }) => name).join(" × ");
  const head = [
    `${oneLine(sweep.strategy.name)} · ${oneLine(part.symbol)} ${timeframeText(data.timeframeMs)}`,
    `${formatDay(data.firstDay)} → ${formatDay(data.lastDay)}`,
    `start ${dollarsText(account.cash).replace(/\.00$/, "")}`,
  ];
  const best = bestRow(part, metric);
  return [
    paint(style, "bold", head.join(" · ")),
    `${triedText(sweep)} of ${names}: ${countText(part.done)} done${unfinished(sweep, part)}`,
    "",
    ...(best === null
      ? [`no combination has a ${metricOf(metric).label.toLowerCase()}`, ""]
      : [...found(sweep, part, metric, best, style), "", ...table(sweep, part, metric, style), ""]),
    ...failureLines(part, style),
  ].filter((line, k, all) => !(line === "" && (all[k + 1] === undefined || all[k + 1] === "")));
}

function unfinished({ rows }: Sweep, { done, failed }: SweepPart): string {
  const open = rows - done - failed;
  return `${failed > 0 ? `, ${countText(failed)} failed` : ""}${open > 0 ? `, ${countText(open)} not run` : ""}`;
}

function found(sweep: Sweep, part: SweepPart, metric: string, best: number, style: TextStyle): string[] {
  const flat = plateau(sweep, part, metric);
  const around = surroundingsOf(sweep, part, metric, best);
  const rows = [
    [`best by ${metric}`, rowWords(sweep, best), textAt(part, metric, best), nearText(around, flat)],
  ];
  if (flat !== null && flat.row !== best) {
    // Nobody is told to trade what lost.
    const near = `${nearText(flat, flat)}${(valueAt(part, "net", flat.row) ?? 0) > 0 ? "  ← suggested" : ""}`;
    rows.push(["best plateau", rowWords(sweep, flat.row), textAt(part, metric, flat.row), near]);
  }
  const lines = columnsOf(rows, ["left", "left", "right", "left"], 3);
  if (flat === null && around !== null)
    lines.push("no plateau: nowhere do two thirds of the neighbours come within 20%");
  const left = deflated(part, best);
  if (left === null) return lines;
  const tone = left.probability < 0.95 ? "yellow" : "bold";
  return [
    ...lines,
    `tried ${countText(left.tried)}: its Sharpe ratio of ${fixedText(left.sharpe, 2)} stands against ${fixedText(left.lucky, 2)} by luck → ` +
      `deflated Sharpe ${paint(style, tone, probabilityText(left.probability))} (0.95 is the usual bar)`,
  ];
}

function nearText(around: Surroundings | null, flat: Surroundings | null): string {
  if (around === null || around.neighbours === 0) return "";
  const share = `${around.like} of ${plural(around.neighbours, "neighbour")} within 20%`;
  return flat?.row === around.row ? share : `isolated peak (${share})`;
}

const COLUMNS = [
  { key: "net", head: "Net" },
  { key: "max-drawdown", head: "Max DD" },
  { key: "trades", head: "Trades" },
  { key: "win-rate", head: "Win" },
  { key: "profit-factor", head: "PF" },
  { key: "sharpe", head: "Sharpe" },
  { key: "expectancy", head: "Expectancy" },
] as const;

/** The most telling columns first: a narrow terminal drops them from the right. */
function table(sweep: Sweep, part: SweepPart, metric: string, style: TextStyle): string[] {
  const rows = [...ranked(part, metric).subarray(0, SHOWN)];
  const own = COLUMNS.some(({ key }) => key === metric)
    ? []
    : [{ key: metric, head: metricOf(metric).label }];
  const all: readonly { key: string; head: string }[] = [...own, ...COLUMNS];
  for (let kept = all.length; ; kept--) {
    const shown = all.slice(0, kept);
    const align: Align[] = [...sweep.axes, ...shown].map(() => "right");
    const lines = columnsOf(
      [
        [...sweep.axes.map(({ name }) => name), ...shown.map(({ head }) => head)],
        ...rows.map((row) => [
          ...Object.values(varied(sweep, row)).map(paramText),
          ...shown.map(({ key }) => cellText(part, key, row, style)),
        ]),
      ],
      align,
      2,
    );
    if (kept === 1 || Math.max(...lines.map(widthOf)) + 2 <= style.columns) {
      const more = part.done - rows.length;
      const rest =
        more > 0 ? [paint(style, "dim", `… and ${countText(more)} more: --csv FOLDER has all of them`)] : [];
      return [paint(style, "dim", lines[0]!), ...lines.slice(1), ...rest];
    }
  }
}

function cellText(part: SweepPart, key: string, row: number, style: TextStyle): string {
  if (key === "max-drawdown") return dollarsText(0 - (valueAt(part, key, row) ?? 0));
  const text = textAt(part, key, row);
  return key === "net" && (valueAt(part, key, row) ?? 0) < 0 ? paint(style, "red", text) : text;
}

const failureLines = ({ failures }: SweepPart, style: TextStyle): string[] =>
  failures.map(({ count, fault }) => {
    const where = fault.where === undefined ? "" : ` (${oneLine(fault.where)})`;
    return `${paint(style, "red", "✗")} ${plural(count, "combination")} failed: ${fault.code} ${oneLine(fault.message)}${where}`;
  });
