// What does a reviewer read in the summary of a job before reading the code?

import { type CaseResult, type Expectation, type TradeChange, VERDICTS } from "../domain/regress.js";
import { formatInstant } from "../instrument/time.js";
import { dollarsText, plural, signed } from "./format.js";
import { bytesOf, markdownBlock, markdownCode, markdownTable, markdownText } from "./markdown.js";
import { rowTexts } from "./regress-figures.js";
import {
  CHANGE_WORDS,
  changedLayersOf,
  countsText,
  metricOf,
  placeParts,
  sameLayersOf,
} from "./regress-words.js";

export interface SummaryTerms {
  readonly expect: Expectation;
  readonly fails: (result: CaseResult) => boolean;
  /** What the terminal says of a case. */
  readonly block: (result: CaseResult) => string;
  /** Baselines that were changed although nothing that they depend on was; null where that could not be looked at. */
  readonly unexplained: readonly string[];
  /** Bytes that may be written: a forge drops a summary of more than a megabyte, without a word and without failing. */
  readonly most?: number;
}

export const MOST_SUMMARY = 900_000;
/** Names are as long as their makers like; a table is not. */
const MOST_NAME = 200;
const MOST_TRADES = 40;

const POINTER =
  "HTML diff: artifact `tickproof-regress` → `index.html` (equity overlay, click a trade to see both versions on its candles)";

/** Ends with a line end. What does not fit is left out whole, case by case, with a word on where it is. */
export function regressSummary(results: readonly CaseResult[], terms: SummaryTerms): string {
  const most = terms.most ?? MOST_SUMMARY;
  const failed = results.filter(terms.fails);
  const mark = failed.length > 0 ? "✗" : "✓";
  const head = [
    `### tickproof regress: ${mark} ${countsText(results, VERDICTS)} · expectation: **${terms.expect}**`,
    ...banner(terms.unexplained),
  ];
  const tail = failed.length === 0 ? [] : [POINTER];
  const reserve = bytesOf([...head, ...tail].join("\n\n")) + 400;
  const rows = worstFirst(results).map((result) => rowOf(result, terms));
  const parts = [...head, fitting(rows, Math.floor((most - reserve) * 0.6))];
  let left = most - reserve - bytesOf(parts.at(-1)!);
  let leftOut = 0;
  for (const result of worstFirst(results)) {
    if (result.layers.length === 0 && !terms.fails(result)) continue;
    const details = detailsOf(result, terms);
    const size = bytesOf(details) + 2;
    if (size > left) leftOut++;
    else {
      parts.push(details);
      left -= size;
    }
  }
  if (leftOut > 0)
    parts.push(
      `*Of ${plural(leftOut, "case")} more the details would not fit here; the artifact \`tickproof-regress\` has them.*`,
    );
  const text = `${[...parts, ...tail].join("\n\n")}\n`;
  // Whatever is left at the very end of its room is told in one line.
  return bytesOf(text) <= most ? text : `${head[0]!.slice(0, Math.max(0, most - 120))}\n\n${POINTER}\n`;
}

const worstFirst = (results: readonly CaseResult[]): readonly CaseResult[] =>
  results
    .map((result, k) => ({ result, k }))
    .sort((a, b) => VERDICTS.indexOf(b.result.verdict) - VERDICTS.indexOf(a.result.verdict) || a.k - b.k)
    .map(({ result }) => result);

function banner(unexplained: readonly string[]): string[] {
  if (unexplained.length === 0) return [];
  const names = unexplained.slice(0, 20).map((name) => markdownCode(short(name)));
  const more = unexplained.length > 20 ? ` and ${unexplained.length - 20} more` : "";
  return [
    `> [!CAUTION]\n> **Baselines were changed, and nothing that they depend on was:** ${names.join(", ")}${more}. Neither strategy nor params, specs nor engine differ from before. Who accepted that, and why?`,
  ];
}

const HEADS = ["case", "verdict", "net", "trades", "PF", "max DD", "first divergence"];

function rowOf(result: CaseResult, { fails }: SummaryTerms): readonly string[] {
  const { name, verdict, divergence, trades, fault } = result;
  const figure = (key: string): string => {
    const row = metricOf(result, key);
    if (row === null) return "–";
    const texts = rowTexts(row);
    return row.differs ? `${texts.baseline} → ${texts.now}` : texts.now;
  };
  const net = metricOf(result, "net");
  return [
    markdownText(short(name)),
    fails(result) ? `**${verdict}**` : verdict,
    net?.differs && net.delta !== null ? `${figure("net")} (${rowTexts(net).delta})` : figure("net"),
    trades === null || trades.baseline === trades.now
      ? figure("trades")
      : `${trades.baseline} → ${trades.now}`,
    figure("profitFactor"),
    figure("maxDrawdown"),
    divergence === null
      ? fault === null
        ? "–"
        : markdownText(short(`${fault.code} ${fault.message}`))
      : `${timeText(divergence.time)}${divergence.place === null ? "" : `, ${codePlace(divergence.place.where)}`}`,
  ];
}

/** As many rows as there is room for. */
function fitting(rows: readonly (readonly string[])[], room: number): string {
  let [size, kept] = [bytesOf(markdownTable(HEADS, [])), 0];
  for (const row of rows) {
    size += bytesOf(row.join(" | ")) + 5;
    if (size > room) break;
    kept++;
  }
  const more = rows.length - kept;
  const table = markdownTable(HEADS, rows.slice(0, kept));
  return more === 0 ? table : `${table}\n\n*${plural(more, "more case")} would not fit here.*`;
}

function detailsOf(result: CaseResult, terms: SummaryTerms): string {
  const { name, divergence, tradeChanges, trades, reasons } = result;
  const title = markdownText(short(name));
  const parts: string[] = [];
  const changed = changedLayersOf(result);
  if (changed.length > 0) {
    const facts = changed.map(
      ({ layer, changes }) =>
        `**${layer}** (${changes
          .slice(0, 8)
          .map(({ name: fact }) => markdownCode(short(fact)))
          .join(", ")}${changes.length > 8 ? `, ${changes.length - 8} more` : ""})`,
    );
    const same = sameLayersOf(result);
    parts.push(
      `Changed ${changed.length === 1 ? "layer" : "layers"}: ${facts.join(", ")}.${same.length === 0 ? "" : ` Unchanged: ${same.join(", ")}.`}`,
    );
  }
  if (divergence !== null) {
    for (const line of divergence.changedLines.slice(0, 3))
      parts.push(`Changed line: ${codePlace(line.where)} ${markdownCode(short(line.text))}`);
    const differing = divergence.values.map((value) => [
      markdownText(short(value.name)),
      markdownText(short(value.baseline ?? "—")),
      markdownText(short(value.now ?? "—")),
    ]);
    if (differing.length > 0) parts.push(markdownTable(["value there", "baseline", "now"], differing));
  }
  parts.push(markdownBlock(cut(terms.block(result), 20_000)));
  const metrics = result.metrics
    .filter(({ differs }) => differs)
    .map((row) => {
      const { baseline, now, delta } = rowTexts(row);
      return [markdownText(row.label), baseline, now, delta];
    });
  if (metrics.length > 0) parts.push(markdownTable(["metric", "baseline", "now", "delta"], metrics));
  if (tradeChanges.length > 0) parts.push(tradeTable(tradeChanges));
  for (const reason of reasons.slice(-3))
    parts.push(`Baseline accepted: ${markdownText(cut(reason.text, 500))}`);
  const differences = trades === null ? 0 : trades.changed + trades.onlyBaseline + trades.onlyNow;
  const what = differences === 0 ? result.verdict : plural(differences, "trade difference");
  return `<details><summary>${title}: ${what}</summary>\n\n${parts.join("\n\n")}\n\n</details>`;
}

function tradeTable(changes: readonly TradeChange[]): string {
  const rows = changes.slice(0, MOST_TRADES).map((change) => {
    const { baseline, now } = change;
    const end = (of: "entryTime" | "exitTime") =>
      [baseline, now].map((trade) => (trade === null ? "–" : timeText(trade[of])));
    const arrow = ([was, is]: string[]) => (was === is ? was! : `${was} → ${is}`);
    return [
      CHANGE_WORDS[change.kind],
      (baseline ?? now)!.side === 1 ? "long" : "short",
      arrow(end("entryTime")),
      arrow(end("exitTime")),
      arrow([baseline, now].map((trade) => (trade === null ? "–" : dollarsText(trade.net)))),
      signed(dollarsText(change.change)),
    ];
  });
  const more = changes.length - rows.length;
  return `${markdownTable(["trade", "side", "entry", "exit", "net", "change"], rows)}${more > 0 ? `\n\n*${more} more in the artifact.*` : ""}`;
}

const timeText = (time: number): string => `${formatInstant(time).slice(0, 16).replace("T", " ")} UTC`;

function codePlace(where: string): string {
  const { file, line } = placeParts(where);
  return markdownCode(short(line === null ? file : `${file}:${line}`));
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)} …` : text);
const short = (text: string): string => cut(text, MOST_NAME);
