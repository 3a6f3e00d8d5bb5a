// What do trades that have something in common come to?

import type { JournalTrade } from "../../domain/journal.js";
import type { TradeNote } from "../../domain/journal-notes.js";
import type { MicroUsd } from "../../domain/money.js";
import type { AfterLoss, ReviewGroup, ReviewTable } from "../../domain/review.js";
import { quantile } from "../../indicator/statistics.js";
import { hourLabel, minuteOfDay, WEEKDAYS, weekdayOf, type Zone } from "../../instrument/time.js";
import { interval } from "./habits.js";
import { lossClock } from "./pairing.js";
import type { Regime } from "./regime.js";

/** A trade and what it made beyond the plan: its pair's gap, or all of it. */
export interface Judged {
  readonly trade: JournalTrade;
  readonly gap: MicroUsd;
}

function groupOf(name: string, some: readonly Judged[]): ReviewGroup {
  const nets = some.map(({ trade }) => trade.net);
  const net = nets.reduce((sum, one) => sum + one, 0);
  const days = some.map(({ trade }) => trade.day);
  return {
    name,
    trades: some.length,
    won: nets.filter((one) => one > 0).length,
    contracts: some.reduce((sum, { trade }) => sum + trade.qty, 0),
    net,
    mean: some.length === 0 ? 0 : Math.round(net / some.length),
    interval: interval(days, nets),
    gap: some.reduce((sum, { gap }) => sum + gap, 0),
  };
}

export function tablesOf(
  judged: readonly Judged[],
  { notes, zone, zoneName, regimeOf }: TableTerms,
): ReviewTable[] {
  const note = (trade: JournalTrade) => notes.get(trade.id);
  const nth = nthOfDay(judged);
  return [
    table(
      "setup",
      "By setup",
      "The key setup: of each trade's note.",
      judged,
      ({ trade }) => note(trade)?.setup ?? null,
    ),
    table("hour", "By hour", `The hour of the entry, ${zoneName}.`, judged, ({ trade }) =>
      hourLabel(minuteOfDay(zone, trade.entryTime)),
    ),
    table(
      "weekday",
      "By weekday",
      "The weekday of the trade date.",
      judged,
      ({ trade }) => WEEKDAYS[weekdayOf(trade.day)]!,
      WEEKDAYS,
    ),
    table(
      "nth",
      "By trade of the day",
      "Which trade of its date and account it was.",
      judged,
      ({ trade }) => {
        const n = nth.get(trade.id)!;
        return n > 4 ? "5th and later" : (["1st", "2nd", "3rd", "4th"][n - 1] ?? null);
      },
    ),
    table(
      "trend",
      "By trend",
      "How straight the 20 trade dates before went: |change| ÷ sum of |daily changes|, in thirds of all dates that the bars have.",
      judged,
      ({ trade }) => regimeOf(trade)?.trend ?? null,
      ["sideways", "mixed", "trending"],
    ),
    table(
      "volatility",
      "By volatility",
      "The mean true range of the 20 trade dates before as a share of the price, in thirds of all dates that the bars have.",
      judged,
      ({ trade }) => regimeOf(trade)?.volatility ?? null,
      ["calm", "usual", "wild"],
    ),
    table(
      "emotion",
      "By emotion before the entry",
      "The first word of the key emotion: of each trade's note.",
      judged,
      ({ trade }) => note(trade)?.emotion?.before ?? null,
    ),
  ].filter(({ groups }) => groups.length > 0);
}

interface TableTerms {
  readonly notes: ReadonlyMap<string, TradeNote>;
  readonly zone: Zone;
  readonly zoneName: string;
  readonly regimeOf: (trade: JournalTrade) => Regime | null;
}

/** Trades that have no name for it are left out. By `order` where there is one, else by name. */
function table(
  key: string,
  title: string,
  how: string,
  judged: readonly Judged[],
  nameOf: (one: Judged) => string | null,
  order?: readonly string[],
): ReviewTable {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const name = nameOf(one);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  const names = [...groups.keys()].sort((a, b) =>
    order === undefined ? (a < b ? -1 : 1) : order.indexOf(a) - order.indexOf(b),
  );
  return { key, title, how, groups: names.map((name) => groupOf(name, groups.get(name)!)) };
}

/** Counted from 1. Trades are in the order of their entries. */
function nthOfDay(judged: readonly Judged[]): Map<string, number> {
  const counts = new Map<string, number>();
  const nth = new Map<string, number>();
  for (const { trade } of [...judged].sort((a, b) => a.trade.entryTime - b.trade.entryTime)) {
    const key = JSON.stringify([trade.account, trade.day]);
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    nth.set(trade.id, n);
  }
  return nth;
}

/** Trades that follow a loss of the same date within the time, against all others. */
export function afterLossOf(judged: readonly Judged[], withinMs: number): AfterLoss {
  const sinceLoss = lossClock(judged.map(({ trade }) => trade));
  const since = judged.map(({ trade }) => sinceLoss(trade));
  const after = judged.filter((_, i) => since[i]! <= withinMs);
  const others = judged.filter((_, i) => since[i]! > withinMs);
  const waits = since.filter(Number.isFinite).sort((a, b) => a - b);
  return {
    withinMs,
    after: groupOf("after a loss", after),
    others: groupOf("all others", others),
    latencyMs: quantile(waits, 0.5),
    sizeAfter: sizeOf(after),
    sizeElse: sizeOf(others),
  };
}

const sizeOf = (some: readonly Judged[]): number | null =>
  some.length === 0 ? null : some.reduce((sum, { trade }) => sum + trade.most, 0) / some.length;
