// What must a reader of the report know about how a file was read?

import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import type { FaultKind, Findings, RepairCount, Repairs, RowAccount } from "../domain/findings.js";
import { calendarNote, isInSession } from "../instrument/calendar.js";
import { formatInstant } from "../instrument/time.js";
import type { RowReader } from "./row-reader.js";

/** Looking at more bars would not change the sentence, only take longer. */
const SESSION_SAMPLE = 20_000;

/** "1m", "5m", "1h", "1d", "1h 5m". */
export function spanText(ms: number): string {
  if (ms === 0) return "0";
  const parts: string[] = [];
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(ms / size);
    ms -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(" ");
}

const count = (n: number): string => n.toLocaleString("en-US");
const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** "10 rows = 9 accepted + 1 repaired + 0 rejected + 0 skipped." */
export function accountNote(rows: RowAccount): string {
  const { read, accepted, repaired, rejected, skipped, otherContracts } = rows;
  const parts = [
    `${count(accepted)} accepted`,
    `${count(repaired)} repaired`,
    `${count(rejected)} rejected`,
    `${count(skipped)} skipped`,
    ...(otherContracts > 0 ? [`${count(otherContracts)} of other contracts`] : []),
  ];
  return `${plural(read, "row")} = ${parts.join(" + ")}.`;
}

/** The account of all lines below the header; and what was repaired or left out, kind by kind. */
export function rowNotes(reader: RowReader, rows: RowAccount, repairs: Repairs): string[] {
  const { blank, footer } = reader.counts;
  const notes = [accountNote(rows), ...repairNotes(repairs)];
  if (reader.noisy > 0) {
    notes.push(`${plural(reader.noisy, "bar")} had binary noise in a price (75.43000000000001), taken off.`);
  }
  if (reader.thousands > 0)
    notes.push(`${plural(reader.thousands, "number")} written with thousands separators.`);
  if (blank > 0) notes.push(`${plural(blank, "blank line")} passed over.`);
  if (footer > 0) notes.push("The vendor's line below the rows was passed over.");
  if (reader.stamps.finer > 0) {
    notes.push(`${plural(reader.stamps.finer, "stamp")} cut to whole milliseconds.`);
  }
  if (reader.stamps.twoDigitYears > 0) notes.push("Years of two digits were read as 1970 to 2069.");
  return notes;
}

const LEFT_OUT: Partial<Record<FaultKind, string>> = {
  empty: "no price at all, as where nothing was traded",
  unreadable: "a value or the row could not be read",
  "high-low": "high and low do not hold open and close",
  "off-grid": "a price off the grid",
  volume: "no volume, or a negative one",
  order: "out of order",
  duplicate: "another row has the same time",
  clock: "a local time that does not exist, or exists twice",
  price: "a price at or below zero",
  "outside-session": "a bar while the market is closed",
  frozen: "the feed stood still",
  spike: "prices that leap away and come back",
};
const MENDED: Partial<Record<FaultKind, string>> = {
  "high-low": "had a high or low that did not hold open and close, widened to hold them",
  "off-grid": "had a price off the grid, moved to the nearest tick",
  volume: "had no volume or a negative one, taken for 0",
  order: "stood out of order, moved to their place",
  clock: "had a local time that does not exist or exists twice, read by the standard rule",
  spike: "leapt away and came back, cut to what the bars beside traded",
};

/** What the look at the series found, in one line: the report lists it. */
export function findingNotes({ counts }: Findings): string[] {
  if (counts.length === 0) return [];
  const parts = counts.map(
    ({ kind, grade, count: times }) => `${count(times)} ${kind}${grade === "error" ? " (!)" : ""}`,
  );
  return [`Checked against the exchange's calendar: ${parts.join(", ")}.`];
}

export const repairNotes = ({ counts }: Repairs): string[] => counts.map(repairNote);

/** How a kind is told with its count, by what was done. */
function repairNote({ kind, action, count: rows }: RepairCount): string {
  if (action === "rejected") return `${plural(rows, "row")} left out: ${LEFT_OUT[kind] ?? kind}.`;
  const done = MENDED[kind];
  return done === undefined ? `${plural(rows, "bar")} mended: ${kind}.` : `${plural(rows, "bar")} ${done}.`;
}

/** What the finished series shows: holes, bars while the market is closed, prices at or below zero, odd calendars. */
export function seriesNotes(bars: Bars, timeframeMs: number, instrument: Instrument): string[] {
  return [
    ...gapNote(bars, timeframeMs, instrument),
    ...sessionNote(bars, instrument, timeframeMs),
    ...belowZeroNote(bars),
    ...calendarNotes(bars, instrument),
  ];
}

/** Holes while the market was open: what a holiday's halt or the break leaves out is not missing. */
function gapNote({ time, tradeDate, length }: Bars, timeframeMs: number, { contract }: Instrument): string[] {
  const traded = (at: number): boolean => isInSession(contract.session, at);
  let gaps = 0;
  let longest = 0;
  let at = 0;
  for (let i = 1; i < length; i++) {
    const step = time[i] - time[i - 1];
    if (step <= timeframeMs || tradeDate[i] !== tradeDate[i - 1]) continue;
    if (!traded(time[i - 1] + timeframeMs) && !traded(time[i] - timeframeMs)) continue;
    gaps++;
    if (step > longest) {
      longest = step;
      at = time[i];
    }
  }
  if (gaps === 0) return [];
  const longestGap = `the longest ${spanText(longest)}, until ${formatInstant(at)}`;
  return [
    `${plural(gaps, "gap")} inside trade dates (no bar for longer than ${spanText(timeframeMs)}), ${longestGap}.`,
  ];
}

function sessionNote(
  { time, length }: Bars,
  { contract, symbol }: Instrument,
  timeframeMs: number,
): string[] {
  if (timeframeMs >= 86_400_000) return [];
  const step = Math.max(1, Math.ceil(length / SESSION_SAMPLE));
  let looked = 0;
  let outside = 0;
  let first = 0;
  for (let i = 0; i < length; i += step) {
    looked++;
    if (isInSession(contract.session, time[i])) continue;
    if (outside++ === 0) first = time[i];
  }
  if (outside === 0) return [];
  const of =
    step === 1
      ? `${count(outside)} of ${plural(looked, "bar")}`
      : `${count(outside)} of ${count(looked)} bars looked at`;
  return [
    `${of} open while ${symbol} is closed, the first at ${formatInstant(first)}: ` +
      "check the time zone, and whether stamps are open or close.",
  ];
}

function belowZeroNote({ lowTicks, length }: Bars): string[] {
  let below = 0;
  for (let i = 0; i < length; i++) if (lowTicks[i] <= 0) below++;
  return below === 0 ? [] : [`${plural(below, "bar")} reach prices at or below zero.`];
}

function calendarNotes({ tradeDate, length }: Bars, { contract }: Instrument): string[] {
  const note = calendarNote(contract.session, tradeDate[0], tradeDate[length - 1]);
  return note === null ? [] : [note];
}
