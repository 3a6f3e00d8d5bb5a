// How does what became of the cases read in a terminal?

import type { CaseResult, Layer, MetricRow, Verdict } from "../domain/regress.js";
import { formatDay, formatInstant, offsetAt, zoneOf } from "../instrument/time.js";
import { GUARDED } from "../regress/verdict.js";
import { fixedText, plural } from "./format.js";
import { rowTexts } from "./regress-figures.js";
import { curve } from "./spark.js";
import { ascii, columnsOf, paint, type TextStyle } from "./text-style.js";
import { oneLine } from "./visible.js";

/** Those of the page that everybody asks about; others are shown where they differ. */
const FIRST = ["net", "trades", "profitFactor", "maxDrawdown", "exposure"];
/** Metrics that differ besides those: as many as can be read. */
const MOST_ROWS = 14;
/** Values that both sides saw alike, on one line. */
const MOST_SEEN = 6;
/** Names of what differs in a layer. */
const MOST_NAMES = 4;

const MARKS: Readonly<Record<Verdict, string>> = {
  same: "✓",
  within: "✓",
  accepted: "✓",
  new: "+",
  obsolete: "–",
  changed: "✗",
  "data-drift": "✗",
  error: "✗",
  invalid: "✗",
};

const isFine = (verdict: Verdict): boolean => ["same", "within", "accepted"].includes(verdict);

export interface Ending {
  readonly seconds: number;
  /** Of the page with all differences; null where none was written. */
  readonly report: string | null;
  readonly ci: boolean;
  /** Cases whose baseline was written just now: of them nothing is left to accept. */
  readonly accepted: readonly string[];
}

/** Ends without a line end. Piped: one line a fact, its parts separated by tabs. */
export function regressText(results: readonly CaseResult[], ending: Ending, style: TextStyle): string {
  if (style.tsv) return results.flatMap(tsvOf).join("\n");
  const lines = [
    ...tableOf(results, style),
    ...results.flatMap((result) => detailOf(result, style)),
    "",
    ...endOf(results, ending, style),
  ];
  const text = lines.map((line) => (line === "" ? "" : ` ${line}`)).join("\n");
  return style.unicode ? text : ascii(text);
}

function tableOf(results: readonly CaseResult[], style: TextStyle): string[] {
  const rows = results.map(({ name, verdict, headline, seconds, cached }) => [
    paint(
      style,
      isFine(verdict) || verdict === "new" ? "bold" : verdict === "obsolete" ? "dim" : "red",
      // Here, so that columns stand below one another.
      style.unicode ? MARKS[verdict] : ascii(MARKS[verdict]),
    ),
    oneLine(name),
    verdict,
    oneLine(headline),
    cached ? "cached" : seconds === null ? "" : `${fixedText(seconds, 1)} s`,
  ]);
  return columnsOf(rows, ["left", "left", "left", "left", "right"], 2).map((line) => line.replace("  ", " "));
}

/** All of one case, as it stands below the table: for those who read it elsewhere. */
export const caseText = (result: CaseResult): string =>
  detailOf(result, { colour: false, unicode: true, columns: 120, tsv: false }).join("\n").trim();

function detailOf(result: CaseResult, style: TextStyle): string[] {
  const { verdict, fault } = result;
  if (["same", "within", "new", "obsolete"].includes(verdict)) return notesOf(result, style, true);
  const head = `${paint(style, "bold", oneLine(result.name))} · ${fault === null ? whose(result) : `${fault.code} ${oneLine(fault.message)}`}`;
  return [
    "",
    head,
    ...(fault === null ? [] : faultLines(fault)),
    ...notesOf(result, style, false),
    ...findingLines(result),
    ...metricLines(result, style),
    ...divergenceLines(result),
    ...tradeLines(result, style),
  ];
}

function notesOf({ name, notes }: CaseResult, style: TextStyle, named: boolean): string[] {
  const lead = named ? `${oneLine(name)}: ` : "";
  return notes.map((note) => `${named ? "" : "  "}${paint(style, "yellow", "!")} ${lead}${oneLine(note)}`);
}

/** "strategy changed (strategies/orb.ts) · data, specs, engine, runtime same" */
export function whose({ layers }: Pick<CaseResult, "layers">): string {
  const changed = layers.filter(({ changes }) => changes.length > 0);
  const same = layers.filter(({ changes }) => changes.length === 0).map(({ layer }) => layer);
  const parts = changed.map(({ layer, changes }) => {
    const names = changes.map(({ name, baseline, now }) => changeName(layer, name, baseline, now));
    const more = names.length - MOST_NAMES;
    const list = [...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])].join(", ");
    return `${layer} changed (${list})`;
  });
  return [
    ...(parts.length === 0 && layers.length > 0 ? ["the same inputs, other outputs"] : parts),
    ...(same.length === 0 ? [] : [`${same.join(", ")} same`]),
  ].join(" · ");
}

/** A hash says nothing to anybody; a value does. */
function changeName(layer: Layer, name: string, baseline: string | null, now: string | null): string {
  const shown = oneLine(name.replace(/^asked /, ""));
  if (layer === "strategy")
    return baseline === null ? `${shown} new` : now === null ? `${shown} gone` : shown;
  const isHash = (text: string | null) => text !== null && /^[0-9a-f]{16,}$/.test(text);
  if (isHash(baseline) || isHash(now)) return shown;
  return `${shown} ${oneLine(baseline ?? "none")} → ${oneLine(now ?? "none")}`;
}

function faultLines({ where, found, expected, fix }: NonNullable<CaseResult["fault"]>): string[] {
  const facts = { where, found, expected, fix: fix?.[0] };
  return Object.entries(facts).flatMap(([label, text]) =>
    text === undefined ? [] : [`  ${label.padEnd(9)} ${oneLine(text)}`],
  );
}

function findingLines({ finding }: CaseResult): string[] {
  if (finding === null) return [];
  const { code, message, time, asRun, watched, where } = finding;
  return [
    "",
    `  ${code}  ${oneLine(message)}`,
    ...(time === null ? [] : [`  at       ${formatInstant(time)}`]),
    ...(asRun === null && watched === null
      ? []
      : [`  first    ${oneLine(asRun ?? "nothing")}`, `  second   ${oneLine(watched ?? "nothing")}`]),
    ...(where === null ? [] : [`  where    ${oneLine(where)}`]),
  ];
}

/** The first five, and of the rest those that differ, largest share of change first. */
export function shownRows(rows: readonly MetricRow[]): MetricRow[] {
  const first = FIRST.flatMap((key) => rows.find((row) => row.key === key) ?? []);
  const guarded = (row: MetricRow) => row.guards.length > 0 || row.tolerance !== null;
  const share = ({ baseline, delta }: MetricRow) =>
    delta === null ? Number.POSITIVE_INFINITY : Math.abs(delta) / Math.max(1e-9, Math.abs(baseline ?? 0));
  const rest = rows
    .filter((row) => !first.includes(row) && (row.differs || guarded(row)))
    .sort((a, b) => Number(guarded(b)) - Number(guarded(a)) || share(b) - share(a));
  return [...first, ...rest].slice(0, MOST_ROWS);
}

function metricLines(result: CaseResult, style: TextStyle): string[] {
  const { metrics } = result;
  if (metrics.every(({ differs, guards }) => !differs && guards.length === 0)) return [];
  const shown = shownRows(metrics);
  const rows = shown.map((row) => {
    const { baseline, now, delta } = rowTexts(row);
    return [row.label.toLowerCase(), baseline, now, delta, limitsText(row, result)];
  });
  const more = metrics.filter((row) => row.differs && !shown.includes(row)).length;
  return [
    "",
    ...columnsOf(
      [["metric", "baseline", "now", "delta", ""], ...rows],
      ["left", "right", "right", "left", "left"],
      3,
    ).map((line, k) => `  ${k === 0 ? paint(style, "dim", line) : line}`),
    ...(more === 0 ? [] : [`  and ${plural(more, "other metric")}: --json has all`]),
  ];
}

function limitsText({ differs, tolerance, guards }: MetricRow, { headline }: CaseResult): string {
  const allowed =
    tolerance !== null && differs ? [`${tolerance.text}: ${tolerance.met ? "inside" : "outside"}`] : [];
  const broken = guards.filter(({ met }) => !met);
  const would = headline.startsWith(GUARDED) ? "fails" : "would fail too";
  return [
    ...allowed,
    ...broken.map(
      ({ text, came, level }) =>
        `guard ${text}: ${level === "warn" ? "warns" : would}${came === null ? "" : ` (${came})`}`,
    ),
  ].join("  ");
}

function divergenceLines({ divergence }: CaseResult): string[] {
  if (divergence === null) return [];
  const { time, baseline, now, order, tradeBaseline, tradeNow, values, place, path, changedLines, why } =
    divergence;
  const trade =
    tradeBaseline !== null && tradeBaseline === tradeNow
      ? `   (trade #${tradeNow} in both)`
      : tradeBaseline === null && tradeNow === null
        ? ""
        : `   (trade ${tradeBaseline === null ? "none" : `#${tradeBaseline}`} in the baseline, ${tradeNow === null ? "none" : `#${tradeNow}`} now)`;
  const event = (text: string | null) =>
    text === null ? "nothing" : `${order === 0 ? "" : `order ${order}  `}${oneLine(text)}`;
  const list = (some: typeof values, side: "baseline" | "now") =>
    some.map((value) => `${oneLine(value.name)} = ${oneLine(value[side] ?? "—")}`).join(", ");
  const differing = values.filter((value) => value.baseline !== value.now);
  const seen = (side: "baseline" | "now") => list(differing.slice(0, 3), side);
  const rows = [
    ["  baseline", event(baseline), seen("baseline")],
    ["  now", event(now), seen("now")],
  ];
  const line = path[0]?.text ?? "";
  return [
    "",
    `  first divergent event   ${exchangeTime(time)}${trade}`,
    ...columnsOf(rows, ["left", "left", "left"], 2).map((text) => `  ${text}`),
    ...(values.length > 0 && differing.length === 0
      ? [`    both saw   ${list(values.slice(0, MOST_SEEN), "now")}`]
      : []),
    ...(place === null
      ? []
      : [`    decided at ${oneLine(place.where.replace(/:\d+$/, ""))}   ${oneLine(line)}`]),
    ...changedLines.slice(0, 3).map((one) => `    changed    ${oneLine(one.where)}   ${oneLine(one.text)}`),
    `    why: ${oneLine(why)}`,
  ];
}

/** On New York's clock, as the market's news are; and in UTC, as everything else here. */
export function exchangeTime(time: number): string {
  const zone = zoneOf("America/New_York");
  const local = formatInstant(time + offsetAt(zone, time))
    .replace("T", " ")
    .replace("Z", "");
  return `${local} ET (${formatInstant(time)})`;
}

function tradeLines({ trades, equity }: CaseResult, style: TextStyle): string[] {
  if (trades === null) return [];
  const { same, changed, onlyBaseline, onlyNow } = trades;
  const counts = `  trades   ${same} same · ${changed} changed · ${onlyBaseline} only in baseline · ${onlyNow} only now`;
  if (equity === null || equity.parted === null) return ["", counts];
  const width = Math.max(8, Math.min(24, Math.floor((style.columns - 50) / 2)));
  const all = [...equity.baseline, ...equity.now];
  const [low, high] = all.reduce(([a, b], it) => [Math.min(a, it), Math.max(b, it)] as const, [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as readonly [number, number]);
  const draw = (values: readonly number[]) => curve(values, width, low, high, style);
  return [
    "",
    counts,
    `  equity   baseline ${draw(equity.baseline)}   now ${draw(equity.now)}   diverge ${formatDay(equity.parted)}`,
  ];
}

function endOf(
  results: readonly CaseResult[],
  { seconds, report, ci, accepted }: Ending,
  style: TextStyle,
): string[] {
  const failed = results.filter(
    ({ name, verdict }) =>
      !isFine(verdict) && !accepted.includes(name) && !(["new", "obsolete"].includes(verdict) && !ci),
  );
  const written = results.filter(({ name }) => accepted.includes(name)).length;
  const passed = results.length - failed.length - written;
  const counts = [
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ...(written === 0 ? [] : [`${written} recorded`]),
    ...(passed === 0 && written > 0 ? [] : [`${passed} passed`]),
  ].join(", ");
  const time = seconds < 0.1 ? `${Math.round(seconds * 1000)} ms` : `${fixedText(seconds, 1)} s`;
  const tone = failed.length === 0 ? "bold" : "red";
  const changed = failed
    .filter(({ verdict }) => ["changed", "data-drift"].includes(verdict))
    .map(({ name }) => oneLine(name));
  return [
    `${paint(style, tone, counts)} in ${time}${report === null ? "" : `     report: ${report}`}`,
    ...(changed.length === 0 || ci
      ? []
      : [`accept with:  tickproof regress --update ${changed.join(" ")} --reason "…"`]),
  ];
}

// ── piped ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function tsvOf(result: CaseResult): string[] {
  const { name, verdict, headline, seconds, cached, divergence, trades, metrics, notes, fault, finding } =
    result;
  const line = (...cells: readonly string[]) => cells.map(oneLine).join("\t");
  const time = cached ? "cached" : seconds === null ? "" : seconds.toFixed(3);
  const first = line(name, verdict, headline, time);
  if (["same", "new", "obsolete"].includes(verdict))
    return [first, ...notes.map((note) => line(name, "note", note))];
  return [
    first,
    ...(fault === null
      ? []
      : [line(name, "fault", fault.code, fault.message, fault.where ?? "", fault.fix?.[0] ?? "")]),
    ...(finding === null ? [] : [line(name, "finding", finding.code, finding.message, finding.where ?? "")]),
    ...(result.layers.length === 0 ? [] : [line(name, "layers", whose(result))]),
    ...notes.map((note) => line(name, "note", note)),
    ...metrics
      .filter(({ differs }) => differs)
      .map((row) => {
        const { baseline, now, delta } = rowTexts(row);
        return line(name, "metric", row.key, baseline, now, delta, limitsText(row, result));
      }),
    ...(divergence === null
      ? []
      : [
          line(
            name,
            "first divergence",
            formatInstant(divergence.time),
            divergence.place?.where ?? "",
            divergence.why,
          ),
          line(name, "baseline", divergence.baseline ?? "nothing"),
          line(name, "now", divergence.now ?? "nothing"),
          ...divergence.changedLines.map(({ where, text }) => line(name, "changed line", where, text)),
        ]),
    ...(trades === null
      ? []
      : [
          line(
            name,
            "trades",
            `${trades.same} same`,
            `${trades.changed} changed`,
            `${trades.onlyBaseline} only in baseline`,
            `${trades.onlyNow} only now`,
          ),
        ]),
  ];
}
