// Which day files change when trades come in, and do the notes go with their trades?

import { Fault } from "../../domain/fault.js";
import type { JournalOrder, JournalTrade } from "../../domain/journal.js";
import type { JournalPlans, PlanRule, RuleResult } from "../../domain/journal-notes.js";
import { grouped } from "../lists.js";
import { onlyPlan, titleOf } from "../plan-file.js";
import { ruleBreaches } from "../rules.js";
import { type DayText, readDayText, readDayTexts, textAt } from "./days.js";
import { tradeOfHeading } from "./headings.js";
import { linesOf } from "./lines.js";
import { type StubTerms, syncedDay } from "./sync.js";
import { headingFor, meantBy } from "./trade-ids.js";

export interface NotesUpdate {
  readonly folder: string;
  /** All trades of the journal as they are now. */
  readonly trades: readonly JournalTrade[];
  /** The id of the trade that a trade has the majority of its contracts from, where that was another one. */
  readonly inherits: ReadonlyMap<string, string>;
  readonly zone: string;
  readonly plans: JournalPlans;
  readonly orders: readonly JournalOrder[];
  readonly quantityOf: (trade: JournalTrade) => string;
}

export interface DayChange {
  readonly file: DayText;
  readonly after: string;
}

export interface NotesChange {
  readonly changes: readonly DayChange[];
  /** Trades that got a heading. */
  readonly stubs: readonly string[];
  /** Notes that went from one trade to another. */
  readonly moved: readonly { readonly from: string; readonly to: string }[];
  /** Headings whose trade there is no longer; what stands below them is kept. */
  readonly orphans: readonly { readonly trade: string; readonly where: string }[];
}

/** What would be written; nothing is. @throws {Fault} E348 for a file that cannot be changed without loss */
export function plannedStubs(update: NotesUpdate): NotesChange {
  const known = new Map(update.trades.map((trade) => [trade.id, trade]));
  const { files } = readDayTexts(update.folder);
  const headings = files.map(headingsIn);
  const there = new Set(headings.flat().map(({ trade }) => trade));
  const heirs = new Map<string, JournalTrade>();
  const meant = meantBy(there, update.trades);
  for (const [heading, id] of meant) if (heading !== id) heirs.set(heading, known.get(id)!);
  const headed = new Set(meant.values());
  for (const trade of update.trades) {
    const from = headingFor(update.inherits.get(trade.id) ?? "", there);
    if (from !== null && !meant.has(from) && !headed.has(trade.id)) heirs.set(from, trade);
  }
  const inherited = new Set([...heirs.values()].map(({ id }) => id));
  const fresh = update.trades
    .filter(({ id }) => !there.has(id) && !inherited.has(id))
    .sort((a, b) => a.entryTime - b.entryTime || (a.id < b.id ? -1 : 1));
  const terms = termsOf(update, fresh);
  const byDay = grouped(fresh, ({ day }) => String(day));
  const byDate = new Map(files.map((file) => [file.date, file]));
  for (const { day } of fresh) if (!byDate.has(day)) byDate.set(day, readDayText(update.folder, day));
  const changes = [...byDate.values()]
    .sort((a, b) => a.date - b.date)
    .map((file) => ({
      file,
      after: syncedDay(file.text, file.date, known, heirs, byDay.get(String(file.date)) ?? [], terms),
    }))
    .filter(({ file, after }) => after !== (file.text ?? ""));
  return {
    changes,
    stubs: fresh.map(({ id }) => id),
    // A longer id is the same trade.
    moved: [...heirs].filter(([from]) => !meant.has(from)).map(([from, { id }]) => ({ from, to: id })),
    orphans: headings.flat().filter(({ trade }) => !known.has(trade) && !heirs.has(trade)),
  };
}

const headingsIn = ({ text, shown }: DayText): { trade: string; where: string }[] =>
  linesOf(text ?? "").flatMap(({ text: line }, k) => {
    const trade = tradeOfHeading(line);
    return trade === null ? [] : [{ trade, where: `${shown}:${k + 1}` }];
  });

function termsOf(
  { zone, plans, orders, trades, quantityOf }: NotesUpdate,
  fresh: readonly JournalTrade[],
): StubTerms {
  const plan = onlyPlan(plans);
  return {
    zone,
    quantityOf,
    plan: plan === null ? null : titleOf(plan),
    suggested:
      plan === null || fresh.length === 0 ? new Map() : suggestedBy(ruleBreaches(plan, trades, orders)),
    accounts: new Set(trades.map(({ account }) => account)).size > 1,
  };
}

const MISTAKE_OF: Readonly<Record<PlanRule, string>> = {
  instruments: "wrong-contract",
  contracts: "oversize",
  window: "out-of-window",
  max_trades_per_day: "overtrading",
  max_daily_loss: "past-daily-loss",
  risk_per_trade: "oversize",
  cooldown_after_loss: "revenge",
  stop_required_within: "no-stop",
};

/** A broken promise is most likely a mistake, and which one; only its owner knows. By trade. */
export function suggestedBy(results: readonly RuleResult[]): ReadonlyMap<string, readonly string[]> {
  const by = new Map<string, string[]>();
  for (const { rule, breaches } of results) {
    for (const { trade } of breaches) {
      const names = by.get(trade) ?? [];
      if (!names.includes(MISTAKE_OF[rule])) names.push(MISTAKE_OF[rule]);
      by.set(trade, names);
    }
  }
  return by;
}

/** More often than an editor saves while a few files are read. */
const MOST_TRIES = 5;

/**
 * Writes stubs and headings. A file that somebody saved since it was read is read again, and nothing of it lost.
 * @throws {Fault} E348, E189 where a file changes again and again
 */
export function stubTrades(update: NotesUpdate, write: (path: string, text: string) => void): NotesChange {
  const first = plannedStubs(update);
  const moved = new Map(first.moved.map((one) => [one.from, one]));
  const stubs = new Set(first.stubs);
  let plan = first;
  for (let tries = 0; ; tries++) {
    const stale = plan.changes.find((change) => !writeIfSame(change, write));
    if (stale === undefined) break;
    if (tries >= MOST_TRIES) throw changedAgain(stale.file);
    plan = plannedStubs(update);
    for (const one of plan.moved) moved.set(one.from, one);
    for (const one of plan.stubs) stubs.add(one);
  }
  return { ...plan, changes: first.changes, stubs: [...stubs], moved: [...moved.values()] };
}

/** False where the file is no longer what it was when it was read. */
export function writeIfSame(
  { file, after }: DayChange,
  write: (path: string, text: string) => void,
): boolean {
  if (textAt(file.path, file.shown) !== file.text) return false;
  write(file.path, after);
  return true;
}

export const changedAgain = ({ shown }: DayText): Fault =>
  new Fault("E189", `${shown} changes while it is read`, {
    where: shown,
    why: "Nothing was written to it: what another program just saved there would be lost.",
    fix: ["close the file in other programs, then start it again"],
  });
