// Which promises of the plan were broken, and what did that make or lose?

import type { JournalOrder, JournalTrade } from "../domain/journal.js";
import type { JournalPlan, PlanRule, PlanWindow, RuleBreach, RuleResult } from "../domain/journal-notes.js";
import { type Day, dollars, type EpochMs, type MicroUsd } from "../domain/money.js";
import { formatDay, minuteOfDay, zoneOf } from "../instrument/time.js";
import { grouped, placeAfter } from "./lists.js";
import { isStop } from "./planned-risk.js";

/** What a rule says of one trade: kept, broken, or not to be told from what was imported. */
type Verdict = "kept" | "unknown" | Pick<RuleBreach, "happened" | "dollars" | "time">;
type Judge = (trade: JournalTrade) => Verdict;

interface Rule {
  readonly rule: PlanRule;
  readonly promise: string;
  readonly dollarsAre: string;
  readonly judge: Judge;
}

const WHOLE = "the net result of the trade";

/**
 * Every promise that the plan makes, held against trades of one or more accounts in any order. Days and losses are counted for
 * each account on its own; a trade that is still open counts with what it has booked.
 */
export function ruleBreaches(
  plan: JournalPlan,
  trades: readonly JournalTrade[],
  orders: readonly JournalOrder[],
): readonly RuleResult[] {
  // Of a trade that began before the files only its end is known: nothing can be said of how it was entered.
  const known = trades.filter(({ open }) => open !== "at start");
  const sorted = known.sort((a, b) => a.entryTime - b.entryTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return rulesOf(plan, sorted, orders).map(({ judge, ...rule }) => resultOf(rule, judge, sorted));
}

function resultOf(
  { rule, promise, dollarsAre }: Omit<Rule, "judge">,
  judge: Judge,
  trades: readonly JournalTrade[],
): RuleResult {
  const breaches: RuleBreach[] = [];
  let unknown = 0;
  for (const trade of trades) {
    const verdict = judge(trade);
    if (verdict === "unknown") unknown++;
    else if (verdict !== "kept") {
      const { id, account, day } = trade;
      breaches.push({ trade: id, account, day, promised: promise, ...verdict });
    }
  }
  const sum = breaches.reduce((total, breach) => total + breach.dollars, 0);
  return { rule, promise, dollarsAre, judged: trades.length - unknown, unknown, breaches, dollars: sum };
}

function rulesOf(
  plan: JournalPlan,
  trades: readonly JournalTrade[],
  orders: readonly JournalOrder[],
): readonly Rule[] {
  const rules: Rule[] = [];
  if (plan.instruments !== null) rules.push(instrumentsRule(plan.instruments));
  if (plan.contracts !== null) rules.push(contractsRule(plan.contracts));
  if (plan.window !== null) rules.push(windowRule(plan.window));
  if (plan.maxTradesPerDay !== null) rules.push(tradesRule(plan.maxTradesPerDay, trades));
  if (plan.maxDailyLoss !== null) rules.push(dailyLossRule(plan.maxDailyLoss, trades));
  if (plan.riskPerTrade !== null) rules.push(riskRule(plan.riskPerTrade));
  if (plan.cooldownAfterLossMs !== null) rules.push(cooldownRule(plan.cooldownAfterLossMs, trades));
  if (plan.stopRequiredWithinMs !== null) rules.push(stopRule(plan.stopRequiredWithinMs, orders));
  return rules;
}

const broken = ({ entryTime, net }: JournalTrade, happened: string): Verdict => ({
  happened,
  dollars: net,
  time: entryTime,
});

const instrumentsRule = (roots: readonly string[]): Rule => ({
  rule: "instruments",
  promise: `only ${roots.join(", ")}`,
  dollarsAre: WHOLE,
  judge: (trade) => (roots.includes(trade.root) ? "kept" : broken(trade, `traded ${trade.root}`)),
});

const contractsRule = (most: number): Rule => ({
  rule: "contracts",
  promise: `at most ${most}`,
  dollarsAre: "the share of the net result that the contracts above the promise have",
  judge: (trade) =>
    trade.most <= most
      ? "kept"
      : {
          happened: `held ${trade.most}`,
          dollars: shareOf(trade.net, trade.most - most, trade.most),
          time: trade.entryTime,
        },
});

/** To the micro-dollar, ties away from zero: a gain and a loss of the same size have equal shares. */
function shareOf(amount: MicroUsd, part: number, whole: number): MicroUsd {
  const share = (Math.abs(amount) * part) / whole;
  return Math.sign(amount) * Math.floor(share + 0.5) + 0;
}

/** Contracts that were entered outside of the window, be it the first of the trade or added later. */
function windowRule(window: PlanWindow): Rule {
  const hours = window.spans.map(({ from, until }) => `${clockText(from)}–${clockText(until)}`);
  return {
    rule: "window",
    promise: `entries ${hours.join(", ")} ${window.zone}`,
    dollarsAre: "the result of the contracts entered outside, with their share of the costs",
    judge(trade) {
      const outside = trade.legs.filter((leg) => !isInside(window, leg.entryTime));
      const first = isInside(window, trade.entryTime) ? outside[0]?.entryTime : trade.entryTime;
      if (first === undefined) return "kept";
      const qty = outside.reduce((sum, leg) => sum + leg.qty, 0);
      const gross = outside.reduce((sum, leg) => sum + leg.gross, 0);
      const whole = outside.length === trade.legs.length;
      return {
        happened: `entered ${clockText(minuteAt(window.zone, first))}`,
        dollars: whole ? trade.net : gross - shareOf(trade.costs, qty, trade.qty),
        time: first,
      };
    },
  };
}

export function isInside({ spans, zone }: PlanWindow, at: EpochMs): boolean {
  const minute = minuteAt(zone, at);
  return spans.some(({ from, until }) =>
    from < until ? minute >= from && minute < until : minute >= from || minute < until,
  );
}

const minuteAt = (zone: string, at: EpochMs): number => minuteOfDay(zoneOf(zone), at);

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const dayKey = ({ account, day }: { account: string; day: Day }): string => `${day} ${account}`;

function tradesRule(most: number, trades: readonly JournalTrade[]): Rule {
  const counts = new Map<string, number>();
  const places = new Map<JournalTrade, number>();
  for (const trade of trades) {
    const place = (counts.get(dayKey(trade)) ?? 0) + 1;
    counts.set(dayKey(trade), place);
    places.set(trade, place);
  }
  return {
    rule: "max_trades_per_day",
    promise: `at most ${most} a day`,
    dollarsAre: WHOLE,
    judge(trade) {
      const place = places.get(trade)!;
      return place <= most ? "kept" : broken(trade, `trade ${place} of ${formatDay(trade.day)}`);
    },
  };
}

/**
 * The day is over for the account when its closed trades have lost that much. A trade that is opened from then on breaks the
 * promise with all that it makes; the one that took the day further than promised, with the part beyond.
 */
function dailyLossRule(limit: MicroUsd, trades: readonly JournalTrade[]): Rule {
  const verdicts = new Map<JournalTrade, Verdict>();
  for (const ofDay of grouped(trades, dayKey).values()) {
    const closed = ofDay.filter((trade) => trade.exitTime !== null);
    closed.sort((a, b) => a.exitTime! - b.exitTime! || a.entryTime - b.entryTime);
    let sum = 0;
    const last = closed.find((trade) => (sum += trade.net) <= -limit);
    if (last === undefined) continue;
    const time = last.exitTime!;
    const stood = `the day stood at ${dollars(sum)}`;
    if (sum < -limit) verdicts.set(last, { happened: stood, dollars: sum + limit, time });
    for (const trade of ofDay)
      if (trade !== last && trade.entryTime >= time)
        verdicts.set(trade, broken(trade, `opened after ${stood}`));
  }
  return {
    rule: "max_daily_loss",
    promise: `stop for the day at −${dollars(limit)}`,
    dollarsAre: "the net result of trades opened after the limit; of the one that crossed it the part beyond",
    judge: (trade) => verdicts.get(trade) ?? "kept",
  };
}

const riskRule = (most: MicroUsd): Rule => ({
  rule: "risk_per_trade",
  promise: `at most ${dollars(most)}`,
  dollarsAre: "the share of the net result that the risk above the promise has",
  judge(trade) {
    if (trade.risk === null) return "unknown";
    if (trade.risk <= most) return "kept";
    return {
      happened: `risked ${dollars(trade.risk)}`,
      dollars: shareOf(trade.net, trade.risk - most, trade.risk),
      time: trade.entryTime,
    };
  },
});

function cooldownRule(wait: number, trades: readonly JournalTrade[]): Rule {
  const losses = grouped(
    trades.filter(({ exitTime, net }) => exitTime !== null && net < 0),
    ({ account }) => account,
  );
  for (const list of losses.values()) list.sort((a, b) => a.exitTime! - b.exitTime!);
  return {
    rule: "cooldown_after_loss",
    promise: `wait ${spanText(wait)} after a loss`,
    dollarsAre: WHOLE,
    judge(trade) {
      const before = losses.get(trade.account) ?? [];
      let i = placeAfter(before, trade.entryTime, (loss) => loss.exitTime!) - 1;
      if (before[i] === trade) i--; // opened and closed at one instant
      const passed = i < 0 ? Number.POSITIVE_INFINITY : trade.entryTime - before[i]!.exitTime!;
      return passed >= wait ? "kept" : broken(trade, `opened ${spanText(passed)} after a loss`);
    },
  };
}

/** Without orders of the account around that time nothing can be said: most exports have fills alone. */
const ORDERS_AROUND_MS = 12 * 3_600_000;

/**
 * At the deadline stops for at least the contracts held must be working. Orders that a broker makes with the entry and stops
 * that were placed before it count; a trade that is flat by then needs none.
 */
function stopRule(within: number, orders: readonly JournalOrder[]): Rule {
  const placedAt = ({ placed }: JournalOrder): EpochMs => placed;
  const ofAccount = grouped(
    [...orders].sort((a, b) => a.placed - b.placed),
    ({ account }) => account,
  );
  return {
    rule: "stop_required_within",
    promise: `a stop within ${spanText(within)}`,
    dollarsAre: WHOLE,
    judge(trade) {
      const all = ofAccount.get(trade.account) ?? [];
      const around = all.slice(
        placeAfter(all, trade.entryTime - ORDERS_AROUND_MS, placedAt),
        placeAfter(all, trade.entryTime + ORDERS_AROUND_MS, placedAt),
      );
      if (around.length === 0) return "unknown";
      const deadline = trade.entryTime + within;
      const held = heldAt(trade, deadline);
      if (held === 0) return "kept";
      const stops = around.filter((order) => isStopOf(trade, order));
      const covered = stops
        .filter(({ placed, ended }) => placed <= deadline && (ended === null || ended > deadline))
        .reduce((sum, { qty }) => sum + qty, 0);
      if (covered >= held) return "kept";
      const first = Math.min(...stops.map(({ placed }) => placed).filter((at) => at > deadline));
      const late = first < (trade.exitTime ?? Number.POSITIVE_INFINITY);
      if (covered > 0) return broken(trade, `a stop for ${covered} of ${held}`);
      return broken(trade, late ? `first stop after ${spanText(first - trade.entryTime)}` : "no stop");
    },
  };
}

const isStopOf = (trade: JournalTrade, order: JournalOrder): boolean =>
  isStop(order) &&
  order.contract === trade.contract &&
  order.side === -trade.side &&
  (order.ended === null || order.ended > trade.entryTime);

/** Contracts held then. What is still open has no leg yet; it counts from the entry on. */
function heldAt({ qty, legs }: JournalTrade, at: EpochMs): number {
  const left = qty - legs.reduce((sum, leg) => sum + leg.qty, 0);
  return legs.reduce((sum, leg) => sum + (leg.entryTime <= at && leg.exitTime > at ? leg.qty : 0), left);
}

/** "2m", "1h 30m", "45s". */
export function spanText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return said.length === 0 ? "0s" : said.slice(0, 2).join(" ");
}
