// What do the bars of a file show together, and what does the policy make of it?

import { checkBars } from "../bars/check/check.js";
import type { Bars, Series } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import {
  type Finding,
  type FindingCount,
  type Findings,
  MOST_LISTED,
  type Policies,
  type SeriesFinding,
} from "../domain/findings.js";
import { decimalOfTicks, priceOfTicks } from "../domain/money.js";
import { formatInstant } from "../instrument/time.js";
import { gather, type Placed } from "./order.js";
import type { RepairList } from "./repairs.js";

export interface SeriesCheck {
  readonly findings: Findings;
  /** How many bars are left at the beginning of the columns. */
  readonly kept: number;
}

/**
 * Looks at the first `length` bars, which are in order and have their trade dates, and treats what it finds by policy: E346
 * where one refuses, bars left out (`reject`) or cut to what their neighbours traded (`repair` of spikes). What a policy treated
 * is in the repairs, and no finding any more.
 */
export function checkSeries(
  placed: Placed,
  bars: Bars,
  timeframeMs: number,
  instrument: Instrument,
  policies: Policies,
  repairs: RepairList,
  file: { readonly path: string; readonly name: string },
): SeriesCheck {
  const { lines } = placed;
  // A row that was left out is told as such, and not again as a hole.
  const isLeftOut = ({ bar, bars: length, count }: SeriesFinding): boolean =>
    length === 0 && bar > 0 && repairs.leftOutBetween(lines[bar - 1]!, lines[bar]!) >= count;
  const findings = checkBars(bars, timeframeMs, instrument).findings.filter((one) => !isLeftOut(one));
  const refused = findings.filter(({ kind }) => policies[kind] === "refuse");
  if (refused.length > 0) throw refusal(refused, placed, file.path);
  const dropped = new Uint8Array(bars.length);
  const open: SeriesFinding[] = [];
  let left = 0;
  for (const finding of findings) {
    const policy = policies[finding.kind];
    if (finding.bars === 0 || policy === "keep" || policy === "refuse") {
      open.push(finding);
      continue;
    }
    for (let i = finding.bar; i < finding.bar + finding.bars; i++) {
      if (dropped[i] === 1) continue;
      const at = `${formatInstant(bars.time[i]!)}: ${finding.found}`;
      if (policy === "repair") cutBack(placed, bars, i, finding, instrument, repairs);
      else {
        dropped[i] = 1;
        left++;
        repairs.add(finding.kind, "rejected", lines[i]!, at, "left out");
      }
    }
  }
  const listed = listedOf(open, lines, file.name);
  if (left > 0) {
    const chosen = new Int32Array(bars.length - left);
    for (let i = 0, k = 0; i < bars.length; i++) if (dropped[i] === 0) chosen[k++] = i;
    gather(placed, chosen);
  }
  return { findings: listed, kept: bars.length - left };
}

/** The prices of a spike are cut back to what the bars before and behind it traded. */
function cutBack(
  { lines, mended }: Placed,
  bars: Bars,
  i: number,
  finding: SeriesFinding,
  instrument: Instrument,
  repairs: RepairList,
): void {
  const { highTicks, lowTicks } = bars;
  const [before, behind] = [finding.bar - 1, finding.bar + finding.bars];
  const top = Math.max(highTicks[before]!, highTicks[behind]!);
  const bottom = Math.min(lowTicks[before]!, lowTicks[behind]!);
  const was = pricesOf(bars, i, instrument);
  const columns = [
    [bars.openTicks, bars.open],
    [bars.highTicks, bars.high],
    [bars.lowTicks, bars.low],
    [bars.closeTicks, bars.close],
  ] as const;
  for (const [ticks, prices] of columns) {
    ticks[i] = Math.min(Math.max(ticks[i]!, bottom), top);
    prices[i] = priceOfTicks(ticks[i]!, instrument.grid);
  }
  mended[i] = 1;
  repairs.add(
    "spike",
    "repaired",
    lines[i]!,
    was,
    `${pricesOf(bars, i, instrument)}, as far as its neighbours`,
  );
}

function pricesOf(bars: Bars, i: number, { grid }: Instrument): string {
  const columns = [bars.openTicks, bars.highTicks, bars.lowTicks, bars.closeTicks];
  return columns.map((column) => decimalOfTicks(column[i]!, grid)).join(" ");
}

/** What the bars of a series show, now; they were not read from lines, or no longer are. */
export function findingsWithoutLines({ bars, source }: Series, instrument: Instrument): Series {
  const { findings } = checkBars(bars, source.timeframeMs, instrument);
  return { bars, source: { ...source, findings: listedOf(findings, null, source.file) } };
}

/** Counted by kind; of each kind the first are listed, so that one kind cannot hide the others. */
function listedOf(all: readonly SeriesFinding[], lines: Int32Array | null, file: string): Findings {
  const counts = new Map<string, FindingCount>();
  const listed: Finding[] = [];
  for (const { kind, grade, bar, count, from, until, found, expected } of all) {
    const key = `${kind} ${grade}`;
    const before = counts.get(key)?.count ?? 0;
    counts.set(key, { kind, grade, count: before + 1 });
    if (before >= MOST_LISTED) continue;
    listed.push({ kind, grade, file, line: lines?.[bar] ?? null, count, from, until, found, expected });
  }
  return { counts: [...counts.values()], listed };
}

function refusal(findings: readonly SeriesFinding[], { lines }: Placed, path: string): Fault {
  const place = ({ bar }: SeriesFinding) => `${path}:${lines[bar]}`;
  const [first] = findings;
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  const shown = findings.slice(0, 20).map((one) => `${place(one)}: ${one.kind}: ${one.found}`);
  const hidden = findings.length - shown.length;
  return new Fault("E346", `${place(first!)}: ${first!.kind}: ${first!.found}`, {
    where: place(first!),
    found: first!.found,
    expected: first!.expected,
    ...(findings.length > 1 && { why: `The first of ${findings.length} findings that the policy refuses.` }),
    fix: kinds.map((kind) => `take them as they are   --policy ${kind}=keep`),
    excerpt: [...shown, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join("\n"),
  });
}
