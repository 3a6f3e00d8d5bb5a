// How do files of contract months become a series that can be traded?

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { joined, offsetsOf, seenPrices } from "../bars/chain.js";
import { barIndexAt } from "../bars/columns.js";
import type { Bars, Series } from "../domain/bars.js";
import type { Adjust, ChainPlan, ExpiryTerms, LegPrices, MonthSpan, SourceFile } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { addedFindings, addedRepairs, addedRows } from "../domain/findings.js";
import type { EpochMs, Ticks } from "../domain/money.js";
import type { CalendarRoll, RollCalendar } from "../importer/read-rolls.js";
import { expiryOf } from "../instrument/expiry.js";
import { instrumentOf } from "../instrument/instrument.js";
import { monthIn, monthName } from "../instrument/month.js";
import { formatInstant } from "../instrument/time.js";
import type { Member, MembersRequest } from "./chain-members.js";
import { commonPrices, monthOf, plannedRolls, refuseBroken } from "./chain-rolls.js";
import { type RollRule, rollRuleText } from "./roll-rule.js";

export interface ChainTerms {
  /** In which prices strategies read the older months. */
  readonly adjust: Adjust;
  readonly slippage: Ticks;
  readonly expiry: ExpiryTerms;
}

export interface Chained {
  readonly series: Series;
  readonly plan: ChainPlan;
}

export interface ChainRequest extends ChainTerms, MembersRequest {
  /** A rule, or a calendar. */
  readonly rolls: RollRule | RollCalendar;
  /** A file of open interest, for a rule that goes by it; null: a column of the chain's files. */
  readonly openInterest: string | null;
}

/** E373 to E375, E377 and E386 where the files make no chain, and whatever `readBars` finds wrong with one of them. */
export async function readChain(request: ChainRequest): Promise<Chained> {
  const { membersOf } = await import("./chain-members.js");
  const { members, notes } = await membersOf(request);
  const { timeZone } = request.reading;
  const { first, rolls: planned } = await plannedRolls(members, {
    ...request,
    ...(timeZone !== undefined && { timeZone }),
  });
  const all = [first, ...planned.map(({ to }) => to)].map(
    (name) => members.find((member) => member.name === name)!,
  );
  // The last contract that is held is the one that has bars then: its prices stay as they are.
  let length = planned.length;
  while (length > 0 && all[length]!.series.source.to < planned[length - 1]!.at) length--;
  const rolls = planned.slice(0, length);
  const used = all.slice(0, length + 1);
  const ends = planned[length]?.at ?? Number.POSITIVE_INFINITY;
  const quotes = rolls.map(({ spread, at }, k): LegPrices => {
    if (spread === null) return commonPrices(used[k]!, used[k + 1]!, at);
    const from = lastClose(used[k]!.series.bars, at);
    return { from, to: from + spread };
  });
  const offsets = offsetsOf(quotes.map(({ from, to }) => to - from));
  const seen = seenPrices(request.adjust, offsets, quotes);
  const spans = used.map(({ name, month }, k): MonthSpan => {
    const roll = rolls[k - 1];
    return {
      contract: name,
      month,
      from: roll?.at ?? Number.NEGATIVE_INFINITY,
      offset: offsets[k]!,
      prices: roll?.prices ?? null,
      quote: quotes[k - 1] ?? null,
      why: roll?.why ?? "",
      seen: seen[k]!,
    };
  });
  const series = joinedSeries(used, spans, ends, request, notes);
  if (request.adjust === "ratio") refuseBelowZero(series, spans);
  const calendar = "rolls" in request.rolls ? sourceOf(request.rolls) : null;
  const how = calendar === null ? rollRuleText(request.rolls as RollRule) : `rolled by ${calendar.file}`;
  return {
    series,
    plan: {
      how: `chain of ${used.length === 1 ? "1 contract" : `${used.length} contracts`}, ${how}${ADJUSTED[request.adjust]}`,
      adjust: request.adjust,
      spans,
      slippage: request.slippage,
      expiry: request.expiry,
      calendar,
      files: used.map(({ name, series: { source } }) => ({
        contract: name,
        file: source.file,
        sha256: source.sha256,
      })),
    },
  };
}

/**
 * A calendar over one series: `adjusted` already, so that the calendar only says what its prices really were, or `raw`, so that it
 * is adjusted here. What the last contract of the series traded at stays as it is.
 */
export function continuous(
  series: Series,
  calendar: RollCalendar,
  kind: "adjusted" | "raw",
  contract: Contract,
  { slippage, expiry, adjust }: ChainTerms,
): Chained {
  const { bars } = series;
  const last = bars.time[bars.length - 1]!;
  const rolls = calendar.rolls.filter(({ at }) => at <= last);
  if (rolls.length === 0) throw noRolls(series, calendar);
  refuseBroken(calendar, rolls);
  const offsets = offsetsOf(rolls.map((roll) => spreadOf(roll, calendar, kind)));
  const names = [rolls[0]!.from, ...rolls.map(({ to }) => to)];
  const quotes = rolls.map(({ at }, k): LegPrices => {
    const from = lastClose(bars, at) + (kind === "raw" ? 0 : offsets[k]!);
    return { from, to: from + offsets[k + 1]! - offsets[k]! };
  });
  const seen = seenPrices(adjust, offsets, quotes);
  const spans = names.map((name, k): MonthSpan => {
    const roll = rolls[k - 1];
    return {
      contract: name,
      // Without a rule of expiry nothing is known of a contract's end but its roll.
      month: contract.expiry ? monthOf(name, roll?.at ?? rolls[0]!.at) : null,
      from: roll?.at ?? Number.NEGATIVE_INFINITY,
      offset: offsets[k]!,
      prices: roll?.prices ?? null,
      quote: quotes[k - 1] ?? null,
      why: roll === undefined ? "" : `${calendar.file}:${roll.line}`,
      seen: seen[k]!,
    };
  });
  const how = `${kind === "raw" ? "unadjusted" : "back-adjusted"} series, rolled by ${calendar.file}${ADJUSTED[adjust]}`;
  const plan: ChainPlan = { how, adjust, spans, slippage, expiry, calendar: sourceOf(calendar), files: [] };
  if (kind === "adjusted") {
    if (adjust === "ratio") refuseBelowZero(series, spans);
    return { series, plan };
  }
  const stretches = spans.map(({ from, offset }, k) => ({
    bars,
    from,
    until: spans[k + 1]?.from ?? Number.POSITIVE_INFINITY,
    offset,
  }));
  const note = `Adjusted backwards by ${rolls.length} rolls of ${calendar.file}.`;
  const joint: Series = {
    bars: joined(stretches, instrumentOf(contract).grid),
    source: { ...series.source, notes: [...series.source.notes, note] },
  };
  if (adjust === "ratio") refuseBelowZero(joint, spans);
  return { series: joint, plan };
}

export const ADJUSTED: Readonly<Record<Adjust, string>> = {
  difference: "",
  ratio: ", read by ratio",
  none: ", read unadjusted",
};

const lastClose = (bars: Bars, at: EpochMs): Ticks => bars.closeTicks[Math.max(0, barIndexAt(bars, at) - 1)]!;

/** E385: a ratio of prices of which one is not above zero has no meaning, as with crude oil in April 2020. */
export function refuseBelowZero({ bars, source }: Series, spans: readonly MonthSpan[]): void {
  const flat = spans.find(({ quote }) => quote !== null && Math.min(quote.from, quote.to) <= 0);
  if (flat !== undefined) throw belowZero(source.file, flat.contract, "a price at its roll");
  let k = 0;
  for (let i = 0; i < bars.length; i++) {
    while (k + 1 < spans.length && spans[k + 1]!.from <= bars.time[i]!) k++;
    const { contract, offset } = spans[k]!;
    if (bars.lowTicks[i]! + offset > 0) continue;
    throw belowZero(source.file, contract, `the bar of ${formatInstant(bars.time[i]!)}`);
  }
}

const belowZero = (file: string, contract: string, found: string): Fault =>
  new Fault("E385", `${contract} traded at or below zero: its prices have no ratio`, {
    where: file,
    found,
    expected: "prices above zero in every contract",
    why: "Multiplied, prices below zero would turn gains into losses.",
    fix: ["--adjust difference", "--adjust none", "or a chain that begins after that contract"],
  });

/** A name is told of what is traded (MESH6 for MES) more often than of the month: then the bars must be near its end. */
const NEAR_DAYS = 190;

/**
 * Bars of one contract month, if they are: null where they go on after its last trading day, where they end more than
 * half a year before it, or where the name has no month.
 */
export function singleMonth(
  { source }: Series,
  name: string,
  contract: Contract,
  { slippage, expiry }: Omit<ChainTerms, "adjust">,
): ChainPlan | null {
  const found = contract.expiry ? monthIn(name, source.lastDay) : null;
  if (found === null) return null;
  const month = { year: found.year, month: found.month };
  const { lastTradingDay } = expiryOf(contract, month);
  if (source.lastDay > lastTradingDay || source.lastDay < lastTradingDay - NEAR_DAYS) return null;
  const named = monthName(contract.symbol, month);
  return {
    how: `one contract month, ${named}`,
    adjust: "difference",
    spans: [
      {
        contract: named,
        month,
        from: Number.NEGATIVE_INFINITY,
        offset: 0,
        prices: null,
        quote: null,
        why: "",
        seen: null,
      },
    ],
    slippage,
    expiry,
    calendar: null,
    files: [],
  };
}

const sourceOf = ({ file, sha256 }: SourceFile): SourceFile => ({ file, sha256 });

function spreadOf(
  { spread, prices, line, from, to }: CalendarRoll,
  { path }: RollCalendar,
  kind: string,
): Ticks {
  if (spread !== null) return spread;
  if (prices !== null) return prices.to - prices.from;
  throw new Fault("E373", `${path}:${line} does not say the spread of ${from} and ${to}`, {
    where: `${path}:${line}:1`,
    expected: `a column spread, or from_price and to_price: one ${kind} series cannot tell it`,
    why: "A spread that is guessed would be profit or loss that nobody made.",
    fix: ["date,from,to,spread", "or a chain of contract files   --chain FOLDER"],
  });
}

const noRolls = ({ source }: Series, { path, rolls }: RollCalendar): Fault =>
  new Fault("E377", `${path} has no roll before the last bar of ${source.file}`, {
    where: path,
    found: `rolls from ${formatInstant(rolls[0]!.at)}, bars until ${formatInstant(source.to)}`,
    expected: "the rolls of the series",
    fix: ["another calendar", "leave --rolls out, if there is none"],
  });

// ── the series ─────────────────────────────────────────────────────────────────────────────────────────────────────

function joinedSeries(
  members: readonly Member[],
  spans: readonly MonthSpan[],
  ends: EpochMs,
  { contract, paths }: ChainRequest,
  left: readonly string[],
): Series {
  const stretches = members.map(({ series: { bars } }, k) => ({
    bars,
    from: spans[k]!.from,
    until: spans[k + 1]?.from ?? ends,
    offset: spans[k]!.offset,
  }));
  const bars = joined(stretches, instrumentOf(contract).grid);
  const sources = members.map(({ series }) => series.source);
  const hash = createHash("sha256");
  for (const { sha256 } of sources) hash.update(sha256);
  return {
    bars,
    source: {
      symbol: contract.symbol,
      file: paths.map((path) => basename(path)).join(", "),
      sha256: hash.digest("hex"),
      timeframeMs: commonStep(members),
      from: bars.time[0]!,
      to: bars.time[bars.length - 1]!,
      firstDay: bars.tradeDate[0]!,
      lastDay: bars.tradeDate[bars.length - 1]!,
      bars: bars.length,
      hasVolume: sources.every(({ hasVolume }) => hasVolume),
      synthetic: sources.some(({ synthetic }) => synthetic),
      rows: addedRows(sources.flatMap(({ rows }) => rows ?? [])),
      repairs: addedRepairs(sources.flatMap(({ repairs }) => repairs ?? [])),
      findings: addedFindings(sources.flatMap(({ findings }) => findings ?? [])),
      notes: [
        `Chain of ${members.map(({ name }) => name).join(", ")}, adjusted backwards by the difference at each roll.`,
        ...left,
        ...sources.flatMap(({ file, notes }) => notes.map((note) => `${file}: ${note}`)),
      ],
    },
  };
}

/** E374 where the files have bars of different steps. */
function commonStep(members: readonly Member[]): number {
  const told = members.filter(({ series }) => series.bars.length > 1);
  const [first] = told;
  const other = told.find(({ series }) => series.source.timeframeMs !== first!.series.source.timeframeMs);
  if (first === undefined || other === undefined) return (first ?? members[0]!).series.source.timeframeMs;
  const minutes = ({ series }: Member): string => `${series.source.timeframeMs / 60_000} minutes`;
  throw new Fault("E374", "The contracts of the chain have bars of different steps", {
    found: `${first.name} ${minutes(first)}, ${other.name} ${minutes(other)}`,
    expected: "one step",
    fix: ["say it where months are thin   --timeframe 1h", "or files of the same step"],
  });
}
