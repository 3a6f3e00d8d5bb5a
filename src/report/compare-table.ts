// How does a finished comparison read in a terminal?

import type { Cell, Comparison, SharedAccount } from "../domain/comparison.js";
import { decimalOfMicro } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { metricOf } from "../metric/all.js";
import { NORMALISATIONS, type Normalisation, raw } from "../metric/normalise.js";
import { booksLine } from "./compare/books.js";
import { againstLines, diffText } from "./compare-lines.js";
import { doubtsOf } from "./doubts.js";
import { figureOf, figureText, metricValue, pipedValue } from "./figures.js";
import { camelCase, countText, dollarsText, fixedText, percentText, plural, signed } from "./format.js";
import { type Align, ascii, columnsOf, paint, type TextStyle, widthOf } from "./text-style.js";
import { oneLine } from "./visible.js";

interface Column {
  readonly head: string;
  readonly align: Align;
  of(run: Run): string;
}

/** The most telling first: a narrow terminal drops them from the right. */
const COLUMNS: readonly Column[] = [
  { head: "Net", align: "right", of: ({ totals }) => dollarsText(totals.net) },
  { head: "Max DD", align: "right", of: (run) => dollarsText(-(metricValue(run, "max-drawdown") ?? 0)) },
  { head: "Trades", align: "right", of: ({ trades }) => countText(trades.length) },
  { head: "Win", align: "right", of: (run) => figureOf(run, "win-rate") },
  { head: "PF", align: "right", of: (run) => figureOf(run, "profit-factor") },
  { head: "Exp R", align: "right", of: (run) => fixedText(metricValue(run, "expectancy-r"), 2) },
  { head: "Return", align: "right", of: (run) => signed(figureOf(run, "return-percent")) },
  { head: "Ambiguous", align: "right", of: ({ bounds }) => countText(bounds.ambiguousTrades) },
];

/** A line a cell, then the shared account and what moves alike: ends without a line end. Piped: one table, tab-separated. */
export function compareTable(
  comparison: Comparison,
  style: TextStyle,
  normalise: string = raw.key,
  diff = false,
): string {
  if (style.tsv) return tsvOf(comparison);
  const way = NORMALISATIONS.find(({ key }) => key === normalise) ?? raw;
  const lines = [
    ...heading(comparison, style),
    "",
    ...table(comparison, way, style),
    "",
    ...failures(comparison, style),
    ...againstLines(comparison, style),
    ...(diff ? diffText(comparison, style) : []),
    ...together(comparison, style),
    ...alike(comparison),
    ...believe(comparison, style),
  ];
  const text = lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n");
  return style.unicode ? text : ascii(text);
}

function heading(comparison: Comparison, style: TextStyle): string[] {
  const { firstDay, lastDay, interrupted, cells } = comparison;
  const run = cells.find((cell) => cell.run !== null)?.run;
  const start = run ? ` · start ${dollarsText(run.inputs.account.cash).replace(/\.00$/, "")} each` : "";
  const days = run ? ` · ${plural(run.daily.length, "session")}` : "";
  return [
    `common span ${formatDay(firstDay)} → ${formatDay(lastDay)}${days} · same costs, same code${start}`,
    ...(interrupted
      ? [paint(style, "yellow", `! stopped before the end: ${plural(cells.length, "cell")} had finished`)]
      : []),
  ];
}

function table({ cells }: Comparison, way: Normalisation, style: TextStyle): string[] {
  const columns = way === raw ? COLUMNS : [normalised(way), ...COLUMNS];
  for (let kept = columns.length; ; kept--) {
    const shown = columns.slice(0, kept);
    const lines = columnsOf(
      [
        ["Strategy", "Instrument", ...shown.map(({ head }) => head)],
        ...cells.map((cell) => line(cell, shown, style)),
      ],
      ["left", "left", ...shown.map(({ align }) => align)],
      2,
    );
    if (kept === 1 || Math.max(...lines.map(widthOf)) + 2 <= style.columns) {
      return [paint(style, "dim", lines[0]!), ...lines.slice(1)];
    }
  }
}

/** A name longer than that would push the numbers off the screen; it stands in full in the report. */
const LONGEST_NAME = 28;

function short(name: string): string {
  const text = [...oneLine(name)];
  return text.length <= LONGEST_NAME ? text.join("") : `${text.slice(0, LONGEST_NAME - 1).join("")}…`;
}

const normalised = (way: Normalisation): Column => ({
  head: way.label,
  align: "right",
  of: (run) => figureText(way, way.of(run)),
});

function line(
  { strategy, instrument, run, fault }: Cell,
  columns: readonly Column[],
  style: TextStyle,
): string[] {
  const names = [short(strategy), short(instrument)];
  if (run === null) return [...names, paint(style, "red", fault ? `✗ ${fault.code}` : "✗ not run")];
  return [
    ...names,
    ...columns.map(({ head, of }) => {
      const text = of(run);
      return head === "Net" ? paint(style, run.totals.net < 0 ? "red" : "bold", text) : text;
    }),
  ];
}

function failures({ cells }: Comparison, style: TextStyle): string[] {
  const failed = cells.filter((cell) => cell.fault !== null);
  if (failed.length === 0) return [];
  return [
    ...failed.map(({ strategy, instrument, fault }) => {
      const where = fault?.where === undefined ? "" : ` (${oneLine(fault.where)})`;
      return `${paint(style, "red", "✗")} ${oneLine(strategy)} · ${oneLine(instrument)}: ${fault?.code} ${oneLine(fault?.message ?? "")}${where}`;
    }),
    "",
  ];
}

function together({ shared, sharedFault }: Comparison, style: TextStyle): string[] {
  if (shared === null) {
    return sharedFault ? [`shared margin  ✗ ${sharedFault.code} ${oneLine(sharedFault.message)}`, ""] : [];
  }
  const refused = sum(shared, "refused");
  const forced = sum(shared, "liquidations");
  const books = booksLine(shared);
  return [
    `${paint(style, "bold", "all together")}   ${dollarsText(shared.net)} on one account of ${dollarsText(shared.cash).replace(/\.00$/, "")}, shared margin; the single runs add up to ${dollarsText(shared.sumOfSingles)}`,
    `${" ".repeat("all together".length)}   max drawdown ${dollarsText(-Math.abs(shared.maxDrawdown))} · margin peak ${percentText(shared.peakMarginPercent, 0)} of equity · ${plural(refused, "order")} refused · ${plural(forced, "liquidation")}`,
    ...(books === null ? [] : [`${" ".repeat("all together".length)}   ${books}`]),
  ];
}

const sum = ({ parts }: SharedAccount, key: "refused" | "liquidations"): number =>
  parts.reduce((total, part) => total + part[key], 0);

/** The pair that moves most alike: the one number of the matrix that changes a decision. */
function alike({ correlation: { labels, matrix } }: Comparison): string[] {
  let best: { pair: string; value: number } | null = null;
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      const value = matrix[i]?.[j] ?? null;
      if (value !== null && (best === null || value > best.value)) {
        best = { pair: `${oneLine(labels[i]!)} with ${oneLine(labels[j]!)}`, value };
      }
    }
  }
  return best === null ? [] : [`daily corr     most alike ${best.pair}: ${fixedText(best.value, 2)}`];
}

function believe({ cells }: Comparison, style: TextStyle): string[] {
  const finished = cells.filter(({ run }) => run !== null).length;
  const lines = doubtsOf(cells).map(({ state, text, cells: doubted }) => {
    const mark = state === "bad" ? paint(style, "red", "✗") : paint(style, "yellow", "!");
    return `  ${mark} ${oneLine(text)}${finished === 1 ? "" : ` (${doubted.length} of ${finished} cells)`}`;
  });
  if (finished === 0) return [];
  return [
    paint(style, "bold", "believe it?"),
    ...(lines.length === 0 ? ["  ✓ nothing to object to"] : lines),
  ];
}

/** What a script asks for first; `--json` and `--csv` have every metric, to the last digit. */
const PIPED: readonly string[] = [
  "net",
  "return-percent",
  "max-drawdown",
  "max-drawdown-percent",
  "trades",
  "win-rate",
  "profit-factor",
  "expectancy",
  "expectancy-r",
  "costs",
  "sharpe",
  "peak-margin",
];

/** The main metrics of every cell by the key they have in JSON; empty where undefined, an error column at the end. */
function tsvOf({ cells, shared }: Comparison): string {
  const metrics = [
    ...PIPED.map(metricOf),
    ...NORMALISATIONS.map((way) => ({ ...way, key: `normalised.${way.key}` })),
  ];
  const head = ["strategy", "instrument", ...metrics.map(({ key }) => camelCase(key)), "error"];
  const rows = cells.map(({ strategy, instrument, run, fault }) => [
    oneLine(strategy),
    oneLine(instrument),
    ...metrics.map((metric) => (run === null ? "" : pipedValue(metric.unit, metric.of(run)))),
    fault === null ? "" : oneLine(`${fault.code} ${fault.message}`),
  ]);
  const joint =
    shared === null
      ? []
      : [
          [
            "(together)",
            "",
            ...metrics.map(({ key }) => (key === "net" ? decimalOfMicro(shared.net) : "")),
            "",
          ],
        ];
  return [head, ...rows, ...joint].map((cellsOfRow) => cellsOfRow.join("\t")).join("\n");
}
