// What is known of one data set?

import { barIndexAt } from "../bars/columns.js";
import { type OpenSet, readSet } from "../catalog/catalog.js";
import { type Coverage, coverageOf } from "../catalog/coverage.js";
import { verifySet } from "../catalog/verify.js";
import type { Series } from "../domain/bars.js";
import { EXIT } from "../domain/fault.js";
import { DAY_MS, type Day, decimalOfTicks, type EpochMs, type PriceGrid } from "../domain/money.js";
import { spanText } from "../importer/notes.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant, instantOfLocal, parseDay, zoneOf } from "../instrument/time.js";
import { columnsOf } from "../report/text-style.js";
import { contractOf, namedSet } from "./catalog-call.js";
import type { Action, Call } from "./commands.js";
import { conflictOf } from "./data-import.js";
import { bytes, count } from "./progress.js";
import { paint, type Style } from "./style.js";
import { wrongValue } from "./values.js";

/** Bars that `--at` shows before and behind. */
const AROUND = 5;
const MOST_NAMED = 8;

interface Inspected {
  readonly set: OpenSet;
  readonly series: Series;
  readonly coverage: Coverage;
  readonly grid: PriceGrid;
  readonly verified: boolean;
  readonly at: { readonly asked: EpochMs; readonly from: number; readonly to: number } | null;
}

export const dataInspect: Action = async (call) => {
  const { out, values } = call;
  const set = await namedSet(call, "inspect");
  const contract = contractOf(set, call);
  const asked = values.at === null ? null : momentOf(values.at, call);
  if (values.verify) verifySet(set);
  const instrument = instrumentOf(contract);
  const series = await readSet(set, instrument);
  const coverage = coverageOf(series.bars, contract.session, set.about.timeframeMs);
  const inspected = {
    set,
    series,
    coverage,
    grid: instrument.grid,
    verified: values.verify,
    at: asked === null ? null : around(series, asked),
  };
  if (out.json) out.document(documentOf(inspected));
  else out.answer(textOf(inspected, out.answerStyle).join("\n"));
  return EXIT.ok;
};

/** "2024-05-14", "2024-05-14T09:31", with seconds, a Z or an offset; else in UTC or in the zone of `--tz`. */
function momentOf(text: string, { values, origins }: Call): EpochMs {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
    text.trim(),
  );
  const [, date = "", hour = "00", minute = "00", second = "00", zone] = parts ?? [];
  const inRange = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (parts === null || !inRange) {
    throw wrongValue(
      origins.at.where,
      text,
      "a moment such as 2024-05-14T09:31, 2024-05-14T09:31Z or 2024-05-14",
    );
  }
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const local = parseDay(date) * DAY_MS + clock;
  const offset = zone === undefined || /z/i.test(zone) ? null : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const named = zone === undefined ? (values.tz ?? "UTC") : (offset ?? "UTC");
  return instantOfLocal(zoneOf(named), local).time;
}

function around({ bars, source }: Series, asked: EpochMs): NonNullable<Inspected["at"]> {
  // The bar that was open at the moment, if one was; else the first behind it.
  const next = barIndexAt(bars, asked);
  const inside = next > 0 && asked < bars.time[next - 1] + source.timeframeMs && bars.time[next] !== asked;
  const at = inside ? next - 1 : next;
  return { asked, from: Math.max(0, at - AROUND), to: Math.min(bars.length, at + AROUND + 1) };
}

function textOf(inspected: Inspected, style: Style): string[] {
  const { set, coverage, verified } = inspected;
  const { about, entry } = set;
  const { months, missing } = coverage;
  const frame = spanText(about.timeframeMs);
  const kind = [...(about.synthetic ? ["synthetic"] : []), ...(about.hasVolume ? [] : ["no volume"])];
  const dates = months.reduce((sum, month) => sum + month.dates, 0);
  const possible = months.reduce((sum, month) => sum + month.possibleDates, 0);
  const head = [
    `${about.set} · ${count(about.bars)} bars of ${frame} · ${formatDay(about.firstDay)} → ${formatDay(about.lastDay)}`,
    ...kind,
    `ticks ${about.tickSize}`,
  ].join(" · ");
  const lines = [`  ${paint(style, "bold", head)}`];
  const fact = (name: string, text: string) => lines.push(`  ${name.padEnd(10)}${text}`);
  fact("content", about.sha256);
  fact("file", `${entry.path} · ${bytes(entry.bytes)}${verified ? " · every byte verified" : ""}`);
  fact("sessions", `${dates} of ${possible}${missing.length === 0 ? "" : ` · missing ${daysText(missing)}`}`);
  lines.push("", ...sourceLines(inspected), "", ...monthLines(coverage, style));
  if (inspected.at !== null) lines.push("", ...barLines(inspected, style));
  return lines;
}

function daysText(days: readonly Day[]): string {
  const named = days.slice(0, MOST_NAMED).map(formatDay).join(", ");
  return days.length > MOST_NAMED ? `${named} and ${days.length - MOST_NAMED} more` : named;
}

function sourceLines({ set }: Inspected): string[] {
  return set.about.sources.flatMap(({ source, added, same, conflicts, kept, importer }) => {
    const parts = [
      `${count(source.bars)} bars, ${count(added)} of them new`,
      ...(same > 0 ? [`${count(same)} there already`] : []),
      ...(conflicts > 0
        ? [`${count(conflicts)} differed, ${kept === "coming" ? "taken" : "not taken"}`]
        : []),
    ];
    return [
      `  ${source.file}   ${parts.join(" · ")}`,
      `    SHA-256 ${source.sha256}, read by Tickproof ${importer}`,
      ...source.notes.map((note) => `    ${note}`),
      ...(source.repairs?.listed ?? []).map(
        ({ line, kind, action, found, done }) => `    line ${line}  ${kind} ${action}: ${found} → ${done}`,
      ),
    ];
  });
}

const BLOCKS = "▁▂▃▄▅▆▇█";

function monthLines({ months }: Coverage, style: Style): string[] {
  const share = (bars: number, possible: number) => (possible === 0 ? 0 : Math.min(1, bars / possible));
  const head = ["month", "bars", "share of possible", "sessions"];
  const rows = months.map(({ month, bars, possible, dates, possibleDates }) => [
    month,
    style.tsv ? String(bars) : count(bars),
    `${(100 * share(bars, possible)).toFixed(1)}%`,
    `${dates} of ${possibleDates}`,
  ]);
  if (style.tsv) return [head, ...rows].map((row) => row.join("\t"));
  const [top, ...lines] = columnsOf([head, ...rows], ["left", "right", "right", "right"], 2);
  const spark = months
    .map(({ bars, possible }) => BLOCKS[Math.round(share(bars, possible) * (BLOCKS.length - 1))])
    .join("");
  const shown =
    style.unicode && months.length <= style.columns - 20 ? [`  ${spark}  bars per month`, ""] : [];
  return [...shown, paint(style, "dim", `  ${top}`), ...lines.map((line) => `  ${line}`)];
}

function barLines({ series, grid, at }: Inspected, style: Style): string[] {
  const { bars, source } = series;
  const head = ["", "open of the bar (UTC)", "trade date", "open", "high", "low", "close", "volume"];
  const rows: string[][] = [];
  for (let i = at!.from; i < at!.to; i++) {
    const isAt = bars.time[i] <= at!.asked && at!.asked < bars.time[i] + source.timeframeMs;
    rows.push([
      isAt ? ">" : "",
      formatInstant(bars.time[i]),
      formatDay(bars.tradeDate[i]),
      ...[bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks].map((ticks) =>
        decimalOfTicks(ticks[i], grid),
      ),
      source.hasVolume ? String(bars.volume[i]) : "",
    ]);
  }
  if (style.tsv) return [head, ...rows].map((row) => row.join("\t"));
  const align = ["left", "left", "left", "right", "right", "right", "right", "right"] as const;
  const [top, ...lines] = columnsOf([head, ...rows], align, 2);
  return [paint(style, "dim", `  ${top}`), ...lines.map((line) => `  ${line}`)];
}

function documentOf({ set, series, coverage, grid, verified, at }: Inspected): object {
  const { about, entry } = set;
  const { bars } = series;
  const price = (ticks: Int32Array, i: number) => decimalOfTicks(ticks[i], grid);
  return {
    schema: "tickproof.inspect/1",
    set: about.set,
    symbol: about.symbol,
    contract: about.contract,
    timeframeMs: about.timeframeMs,
    tickSize: about.tickSize,
    hasVolume: about.hasVolume,
    synthetic: about.synthetic,
    bars: about.bars,
    from: formatInstant(about.from),
    to: formatInstant(about.to),
    firstDay: formatDay(series.source.firstDay),
    lastDay: formatDay(series.source.lastDay),
    sha256: about.sha256,
    path: entry.path,
    bytes: entry.bytes,
    verified,
    sources: about.sources.map(({ source, listed, reading, ...rest }) => ({
      file: source.file,
      sha256: source.sha256,
      bars: source.bars,
      from: formatInstant(source.from),
      to: formatInstant(source.to),
      ...rest,
      listed: listed.map(conflictOf),
      reading: JSON.parse(reading) as unknown,
      rows: source.rows ?? null,
      repairs: source.repairs ?? null,
      notes: source.notes,
    })),
    missing: coverage.missing.map(formatDay),
    months: coverage.months,
    ...(at !== null && {
      at: formatInstant(at.asked),
      around: Array.from({ length: at.to - at.from }, (_, k) => at.from + k).map((i) => ({
        time: formatInstant(bars.time[i]),
        tradeDate: formatDay(bars.tradeDate[i]),
        open: price(bars.openTicks, i),
        high: price(bars.highTicks, i),
        low: price(bars.lowTicks, i),
        close: price(bars.closeTicks, i),
        volume: series.source.hasVolume ? bars.volume[i] : null,
      })),
    }),
  };
}
