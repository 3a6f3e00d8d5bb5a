// When does a chain go from which contract to which, by a rule or a calendar?

import { spreadBefore } from "../bars/chain.js";
import type { Bars } from "../domain/bars.js";
import type { LegPrices } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Day, EpochMs, Ticks } from "../domain/money.js";
import { readOpenInterest } from "../importer/read-open-interest.js";
import type { CalendarRoll, RollCalendar } from "../importer/read-rolls.js";
import { sessionOpen } from "../instrument/calendar.js";
import { type ContractMonth, compareMonths, monthIn } from "../instrument/month.js";
import { rootsOf } from "../instrument/roots.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { belongs } from "./chain-files.js";
import type { Member } from "./chain-members.js";
import { type FlowContract, flowRolls } from "./flow-rolls.js";
import {
  type DateRule,
  type FlowRule,
  isFlow,
  latestRoll,
  type RollRule,
  rollInstant,
  rollRuleText,
} from "./roll-rule.js";

export interface PlannedRoll {
  readonly at: EpochMs;
  readonly from: string;
  readonly to: string;
  /** Where a calendar tells it. */
  readonly spread: Ticks | null;
  readonly prices: LegPrices | null;
  readonly why: string;
}

export interface PlannedRolls {
  /** Contract before the first roll. */
  readonly first: string;
  readonly rolls: readonly PlannedRoll[];
}

export interface RollsRequest {
  readonly contract: Contract;
  /** A rule, or a calendar. */
  readonly rolls: RollRule | RollCalendar;
  /** A file of open interest; null: the files of the chain have it in a column. */
  readonly openInterest: string | null;
  readonly timeZone?: string;
}

/** E375, E377 where the bars do not fit the rolls, E386 without the figures that a rule goes by. */
export async function plannedRolls(members: readonly Member[], request: RollsRequest): Promise<PlannedRolls> {
  const { rolls } = request;
  if ("rolls" in rolls) return calendarRolls(members, rolls);
  return isFlow(rolls) ? byFlow(members, rolls, request) : ruleRolls(members, rolls, request.contract);
}

async function byFlow(
  members: readonly Member[],
  rule: FlowRule,
  request: RollsRequest,
): Promise<PlannedRolls> {
  const { contract } = request;
  const figures = rule.by === "volume" ? members.map(dailyVolume) : await dailyInterest(members, request);
  const contracts = members.map(({ name, month, series }, k): FlowContract => {
    const begins = series.bars.tradeDate[0]!;
    return { name, figures: figures[k]!, begins, latest: latestRoll(contract, month) };
  });
  const opens = firstOpens(members, contract);
  const days = [...opens.keys()].sort((a, b) => a - b);
  const { first, rolls } = flowRolls(contracts, days, rule);
  return {
    first: members[first]!.name,
    rolls: rolls.map(({ day, from, to, why }) => ({
      at: opens.get(day)!,
      from: members[from]!.name,
      to: members[to]!.name,
      spread: null,
      prices: null,
      why,
    })),
  };
}

/** When each trade date with bars opens: by the calendar, or with its first bar where a file has one before that. */
function firstOpens(members: readonly Member[], { session }: Contract): Map<Day, EpochMs> {
  const opens = new Map<Day, EpochMs>();
  for (const { bars } of members.map(({ series }) => series)) {
    for (let i = 0; i < bars.length; i++) {
      const day = bars.tradeDate[i]!;
      opens.set(day, Math.min(opens.get(day) ?? sessionOpen(session, day), bars.time[i]!));
    }
  }
  return opens;
}

function dailyVolume({ name, series: { bars, source } }: Member): Map<Day, number> {
  if (!source.hasVolume) {
    throw new Fault("E386", `${source.file} has no volume by which ${name} could be rolled`, {
      where: source.file,
      found: "no column volume, or an empty one",
      expected: "the volume of each contract",
      fix: ["roll by date   --rolls 8d", "or by open interest   --rolls oi --open-interest FILE"],
    });
  }
  const sums = new Map<Day, number>();
  for (let i = 0; i < bars.length; i++) {
    const day = bars.tradeDate[i]!;
    sums.set(day, (sums.get(day) ?? 0) + bars.volume[i]!);
  }
  return sums;
}

/** The last figure of each trade date; on one without, that of the date before, as long as the contract has bars. */
async function dailyInterest(
  members: readonly Member[],
  { contract, openInterest, timeZone }: RollsRequest,
): Promise<Map<Day, number>[]> {
  const roots = rootsOf(contract.symbol);
  const told = members.map(() => new Map<Day, number>());
  const paths =
    openInterest === null ? members.flatMap(({ pieces }) => pieces.map(({ path }) => path)) : [openInterest];
  for (const path of new Set(paths)) {
    const { rows } = await readOpenInterest(path, contract, timeZone).catch((error: unknown) => {
      throw error instanceof Fault && openInterest === null ? noInterest(path, error) : error;
    });
    for (const row of rows) {
      if (row.contract !== "" && !belongs(row.contract, roots)) continue;
      const month = row.contract === "" ? null : monthOf(row.contract, row.day * 86_400_000);
      // Without a column the file is that of the contract.
      const k = members.findIndex((one) =>
        month === null
          ? row.contract === "" && one.pieces.some((piece) => piece.path === path)
          : compareMonths(one.month, month) === 0,
      );
      if (k >= 0) told[k]!.set(row.day, row.interest);
    }
  }
  if (told.every((figures) => figures.size === 0)) throw noInterest(openInterest ?? paths[0]!, null);
  return members.map(({ series: { bars } }, k) => carriedOn(told[k]!, bars));
}

function carriedOn(told: ReadonlyMap<Day, number>, bars: Bars): Map<Day, number> {
  const all = new Map(told);
  const days = [...told.keys()].sort((a, b) => a - b);
  let at = -1;
  for (const day of new Set(bars.tradeDate)) {
    while (at + 1 < days.length && days[at + 1]! <= day) at++;
    if (at >= 0) all.set(day, told.get(days[at]!)!);
  }
  return all;
}

const noInterest = (path: string, error: Fault | null): Fault =>
  new Fault("E386", `${path} has no open interest by which the chain could be rolled`, {
    where: path,
    found: error?.detail.found ?? "no row of a contract of the chain",
    expected: "a column open_interest, or a file with date, contract and open_interest",
    fix: ["--open-interest FILE", "or roll by volume   --rolls volume"],
  });

function ruleRolls(all: readonly Member[], rule: DateRule, contract: Contract): PlannedRolls {
  // Bars may begin when the first months are over already, as far as the rule goes.
  const first = all.findIndex(
    ({ month, series }) => series.bars.time[0]! < rollInstant(rule, contract, month),
  );
  const members = all.slice(Math.max(first, 0));
  const last = Math.max(...members.map(({ series }) => series.bars.time[series.bars.length - 1]!));
  const planned = members.slice(1).map((next, k) => {
    const { name: from, month, series } = members[k]!;
    const wanted = rollInstant(rule, contract, month);
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
    const why = at > wanted ? `${next.name} has no bars before` : rollRuleText(rule);
    return { at, from, to: next.name, spread: null, prices: null, why };
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
      why: `${calendar.file}:${line}`,
    })),
  };
}

/** What both closed at, at the last instant before the roll at which both have a bar. E373 where there is none. */
export function commonPrices(old: Member, next: Member, at: EpochMs): LegPrices {
  const found = spreadBefore(old.series.bars, next.series.bars, at);
  if (found !== null) return { from: found.from, to: found.to };
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
export function refuseBroken({ path }: RollCalendar, rolls: readonly CalendarRoll[]): void {
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

export function monthOf(name: string, at: EpochMs): ContractMonth | null {
  const found = monthIn(name, Math.floor(at / 86_400_000));
  return found && { year: found.year, month: found.month };
}
