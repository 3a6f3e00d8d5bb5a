// How do files of contract months become a series that can be traded?

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { joined, offsetsOf, spreadBefore } from "../bars/chain.js";
import type { Series } from "../domain/bars.js";
import type { ChainPlan, ExpiryTerms, LegPrices, MonthSpan, SourceFile } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { addedRepairs, addedRows } from "../domain/findings.js";
import type { EpochMs, Ticks } from "../domain/money.js";
import type { CalendarRoll, RollCalendar } from "../importer/read-rolls.js";
import { expiryOf } from "../instrument/expiry.js";
import { instrumentOf } from "../instrument/instrument.js";
import { type ContractMonth, compareMonths, monthIn, monthName } from "../instrument/month.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { type Member, type MembersRequest, membersOf } from "./chain-members.js";
import { type RollRule, rollInstant, rollRuleText } from "./roll-rule.js";

export interface ChainTerms {
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
}

/** E373 to E375 and E377 where the files make no chain, and whatever `readBars` finds wrong with one of them. */
export async function readChain(request: ChainRequest): Promise<Chained> {
  const members = await membersOf(request);
  const { first, rolls } =
    "rolls" in request.rolls ? calendarRolls(members, request.rolls) : ruleRolls(members, request);
  const used = [first, ...rolls.map(({ to }) => to)].map(
    (name) => members.find((member) => member.name === name)!,
  );
  const spreads = rolls.map((roll, k) => roll.spread ?? commonSpread(used[k]!, used[k + 1]!, roll.at));
  const offsets = offsetsOf(spreads);
  const spans = used.map(({ name, month }, k): MonthSpan => {
    const roll = rolls[k - 1];
    const from = roll?.at ?? Number.NEGATIVE_INFINITY;
    return { contract: name, month, from, offset: offsets[k]!, prices: roll?.prices ?? null };
  });
  const series = joinedSeries(used, spans, request);
  const calendar = "rolls" in request.rolls ? sourceOf(request.rolls) : null;
  const how = calendar === null ? rollRuleText(request.rolls as RollRule) : `rolled by ${calendar.file}`;
  return {
    series,
    plan: {
      how: `chain of ${used.length} contracts, ${how}`,
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
  { slippage, expiry }: ChainTerms,
): Chained {
  const { bars } = series;
  const last = bars.time[bars.length - 1]!;
  const rolls = calendar.rolls.filter(({ at }) => at <= last);
  if (rolls.length === 0) throw noRolls(series, calendar);
  refuseBroken(calendar, rolls);
  const offsets = offsetsOf(rolls.map((roll) => spreadOf(roll, calendar, kind)));
  const names = [rolls[0]!.from, ...rolls.map(({ to }) => to)];
  const spans = names.map((name, k): MonthSpan => {
    const roll = rolls[k - 1];
    return {
      contract: name,
      // Without a rule of expiry nothing is known of a contract's end but its roll.
      month: contract.expiry ? monthOf(name, roll?.at ?? rolls[0]!.at) : null,
      from: roll?.at ?? Number.NEGATIVE_INFINITY,
      offset: offsets[k]!,
      prices: roll?.prices ?? null,
    };
  });
  const how = `${kind === "raw" ? "unadjusted" : "back-adjusted"} series, rolled by ${calendar.file}`;
  const plan: ChainPlan = { how, spans, slippage, expiry, calendar: sourceOf(calendar), files: [] };
  if (kind === "adjusted") return { series, plan };
  const stretches = spans.map(({ from, offset }, k) => ({
    bars,
    from,
    until: spans[k + 1]?.from ?? Number.POSITIVE_INFINITY,
    offset,
  }));
  const note = `Adjusted backwards by ${rolls.length} rolls of ${calendar.file}.`;
  return {
    series: {
      bars: joined(stretches, instrumentOf(contract).grid),
      source: { ...series.source, notes: [...series.source.notes, note] },
    },
    plan,
  };
}

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
  { slippage, expiry }: ChainTerms,
): ChainPlan | null {
  const found = contract.expiry ? monthIn(name, source.lastDay) : null;
  if (found === null) return null;
  const month = { year: found.year, month: found.month };
  const { lastTradingDay } = expiryOf(contract, month);
  if (source.lastDay > lastTradingDay || source.lastDay < lastTradingDay - NEAR_DAYS) return null;
  const named = monthName(contract.symbol, month);
  return {
    how: `one contract month, ${named}`,
    spans: [{ contract: named, month, from: Number.NEGATIVE_INFINITY, offset: 0, prices: null }],
    slippage,
    expiry,
    calendar: null,
    files: [],
  };
}

const sourceOf = ({ file, sha256 }: SourceFile): SourceFile => ({ file, sha256 });

// ── rolls ──────────────────────────────────────────────────────────────────────────────────────────────────────────

interface PlannedRoll {
  readonly at: EpochMs;
  readonly from: string;
  readonly to: string;
  readonly spread: Ticks | null;
  readonly prices: LegPrices | null;
}

interface PlannedRolls {
  /** Contract before the first roll. */
  readonly first: string;
  readonly rolls: readonly PlannedRoll[];
}

function ruleRolls(all: readonly Member[], { rolls, contract }: ChainRequest): PlannedRolls {
  // Bars may begin when the first months are over already, as far as the rule goes.
  const first = all.findIndex(
    ({ month, series }) => series.bars.time[0]! < rollInstant(rolls as RollRule, contract, month),
  );
  const members = all.slice(Math.max(first, 0));
  const last = Math.max(...members.map(({ series }) => series.bars.time[series.bars.length - 1]!));
  const planned = members.slice(1).map((next, k) => {
    const { name: from, month, series } = members[k]!;
    const wanted = rollInstant(rolls as RollRule, contract, month);
    const begins = next.series.bars.time[0]!;
    // No sooner than the new contract has bars, no later than the old one has them.
    const at = Math.max(wanted, begins);
    if (series.bars.time[0]! >= at) {
      throw new Fault("E375", `${series.source.file} has no bars of ${from} before it is rolled`, {
        found: `bars from ${formatInstant(series.source.from)}, rolled on ${formatDay(Math.floor(at / 86_400_000))}`,
        expected: "bars of each contract while it is the one to hold",
        fix: ["leave the file out of the chain", "or a roll calendar   --rolls FILE"],
      });
    }
    return { at, from, to: next.name, spread: null, prices: null };
  });
  // The bars may end before the last contracts are the ones to hold.
  const beyond = planned.findIndex(({ at }) => at > last);
  return { first: members[0]!.name, rolls: beyond < 0 ? planned : planned.slice(0, beyond) };
}

function calendarRolls(members: readonly Member[], calendar: RollCalendar): PlannedRolls {
  const last = Math.max(...members.map(({ series }) => series.bars.time[series.bars.length - 1]!));
  const first = Math.min(...members.map(({ series }) => series.bars.time[0]!));
  const rolls = calendar.rolls.filter(({ at }) => at > first && at <= last);
  refuseBroken(calendar, rolls);
  const memberOf = (name: string, at: EpochMs, line: number): string => {
    const month = monthOf(name, at);
    const found = members.find((one) => month !== null && compareMonths(one.month, month) === 0);
    if (found) return found.name;
    throw new Fault("E377", `${calendar.path}:${line} rolls ${name}, of which the chain has no bars`, {
      where: `${calendar.path}:${line}:1`,
      found: members.map((one) => one.name).join(", "),
      expected: name,
      fix: [`add the file of ${name} to the chain`],
    });
  };
  // Without a roll while there are bars: the contract of the last one before them, or of the first one after.
  const before = calendar.rolls.filter(({ at }) => at <= first).at(-1);
  const next = rolls[0] ?? calendar.rolls.find(({ at }) => at > last);
  const held = next === undefined ? before! : next;
  return {
    first: memberOf(next === undefined ? before!.to : next.from, held.at, held.line),
    rolls: rolls.map(({ at, from, to, spread, prices, line }) => ({
      at,
      from: memberOf(from, at, line),
      to: memberOf(to, at, line),
      spread: spread ?? (prices === null ? null : prices.to - prices.from),
      prices,
    })),
  };
}

function commonSpread(old: Member, next: Member, at: EpochMs): Ticks {
  const found = spreadBefore(old.series.bars, next.series.bars, at);
  if (found !== null) return found.spread;
  throw new Fault(
    "E373",
    `No bar has both ${old.name} and ${next.name} before the roll of ${formatInstant(at)}`,
    {
      found: `${old.name} until ${formatInstant(old.series.source.to)}, ${next.name} from ${formatInstant(next.series.source.from)}`,
      expected: "one instant at which both traded: its closes tell the spread",
      why: "A spread that is guessed would be profit or loss that nobody made.",
      fix: [
        "files that overlap by a day",
        `or say it in a calendar   date,from,to,spread   ${formatDay(Math.floor(at / 86_400_000))},${old.name},${next.name},SPREAD`,
      ],
    },
  );
}

/** Each roll leaves the contract that the one before came to. */
function refuseBroken({ path }: RollCalendar, rolls: readonly CalendarRoll[]): void {
  const broken = rolls.findIndex(({ from }, k) => k > 0 && from !== rolls[k - 1]!.to);
  if (broken < 0) return;
  const { line, from } = rolls[broken]!;
  throw new Fault("E377", `${path}:${line} rolls out of ${from}, which was not held`, {
    where: `${path}:${line}:1`,
    found: from,
    expected: `${rolls[broken - 1]!.to}, into which the row before rolls`,
    fix: ["add the roll that is missing between the two"],
  });
}

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

function monthOf(name: string, at: EpochMs): ContractMonth | null {
  const found = monthIn(name, Math.floor(at / 86_400_000));
  return found && { year: found.year, month: found.month };
}

// ── the series ─────────────────────────────────────────────────────────────────────────────────────────────────────

function joinedSeries(
  members: readonly Member[],
  spans: readonly MonthSpan[],
  { contract, paths }: ChainRequest,
): Series {
  const stretches = members.map(({ series: { bars } }, k) => ({
    bars,
    from: spans[k]!.from,
    until: spans[k + 1]?.from ?? Number.POSITIVE_INFINITY,
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
      notes: [
        `Chain of ${members.map(({ name }) => name).join(", ")}, adjusted backwards by the difference at each roll.`,
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
