// Which trade was meant to be which signal?

import type { JournalOrder, JournalTrade } from "../../domain/journal.js";
import type { EpochMs } from "../../domain/money.js";
import type { OffPlanLabel, Signal } from "../../domain/review.js";
import { grouped, placeAfter } from "../lists.js";
import { cheapestPairs } from "./assignment.js";

export interface PairingTerms {
  /** How late an entry may be and still belong to its signal. */
  readonly windowMs: number;
  /** Step of the bars that the plan trades on: a trader may be so much early. */
  readonly barMs: number;
  /** From a trade's id to the moment of the signal that its owner names, or "none". */
  readonly named: ReadonlyMap<string, EpochMs | "none">;
}

export interface Pairing {
  readonly pairs: readonly { readonly signal: Signal; readonly trade: JournalTrade }[];
  readonly leftSignals: readonly Signal[];
  readonly leftTrades: readonly JournalTrade[];
  /** Trades whose owner names a moment at which the plan has no signal that is still to be had: paired with none. */
  readonly astray: readonly JournalTrade[];
}

/**
 * A trade may belong to a signal of the same trade date, contract and side that it enters from one bar before the signal
 * until its window is over, or the plan is out again. Of all ways to pair what may be paired, the one with the most pairs
 * that costs least: |Δtime| ÷ window + |Δprice| ÷ ATR + the difference in size as a share of the larger. Ties go to the
 * pairs that keep the order of time, then of ids. What the owner named comes first, and is not asked again.
 */
export function pairUp(
  signals: readonly Signal[],
  trades: readonly JournalTrade[],
  terms: PairingTerms,
): Pairing {
  const { named } = terms;
  const pairs: { signal: Signal; trade: JournalTrade }[] = [];
  const astray: JournalTrade[] = [];
  const taken = new Set<string>();
  const asked = new Set<string>();
  for (const trade of [...trades].sort(byEntry)) {
    const moment = named.get(trade.id);
    if (moment === undefined) continue;
    asked.add(trade.id);
    if (moment === "none") continue;
    const signal = signalAt(moment, trade, signals, terms.barMs);
    if (signal === null || taken.has(signal.id)) {
      astray.push(trade);
      continue;
    }
    taken.add(signal.id);
    pairs.push({ signal, trade });
  }
  const openSignals = grouped(
    signals.filter(({ id }) => !taken.has(id)),
    together,
  );
  const openTrades = grouped(
    trades.filter(({ id }) => !asked.has(id)),
    together,
  );
  for (const [key, some] of openSignals) {
    const others = openTrades.get(key);
    if (others === undefined) continue;
    some.sort(byEntry);
    others.sort(byEntry);
    const costs = some.map((signal) =>
      others.map((trade) => (mayBelong(signal, trade, terms) ? costOf(signal, trade, terms) : null)),
    );
    for (const [i, k] of cheapestPairs(costs)) {
      taken.add(some[i]!.id);
      asked.add(others[k]!.id);
      pairs.push({ signal: some[i]!, trade: others[k]! });
    }
  }
  const paired = new Set(pairs.map(({ trade }) => trade.id));
  return {
    pairs: pairs.sort((a, b) => byEntry(a.trade, b.trade)),
    leftSignals: signals.filter(({ id }) => !taken.has(id)),
    leftTrades: trades.filter(({ id }) => !paired.has(id)),
    astray,
  };
}

/** The signal of the trade's contract and side that is nearest to the moment, a bar away at most. */
function signalAt(
  moment: EpochMs,
  { root, side }: JournalTrade,
  signals: readonly Signal[],
  barMs: number,
): Signal | null {
  const away = ({ entryTime }: Signal): number => Math.abs(entryTime - moment);
  return signals
    .filter((signal) => signal.root === root && signal.side === side && away(signal) <= barMs)
    .reduce<Signal | null>(
      (best, signal) => (best === null || away(signal) < away(best) ? signal : best),
      null,
    );
}

/** Anything of one trade date, contract and side can only be paired among itself. */
const together = ({ day, root, side }: Signal | JournalTrade): string => `${day} ${root} ${side}`;

const byEntry = (a: { entryTime: EpochMs; id: string }, b: { entryTime: EpochMs; id: string }): number =>
  a.entryTime - b.entryTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

function mayBelong(
  signal: Signal,
  { entryTime }: { readonly entryTime: EpochMs },
  { windowMs, barMs }: Pick<PairingTerms, "windowMs" | "barMs">,
): boolean {
  const out = signal.exitTime === null ? Number.POSITIVE_INFINITY : signal.exitTime + barMs;
  return entryTime >= signal.entryTime - barMs && entryTime <= Math.min(signal.entryTime + windowMs, out);
}

function costOf(signal: Signal, trade: JournalTrade, { windowMs }: PairingTerms): number {
  const late = Math.abs(trade.entryTime - signal.entryTime) / windowMs;
  const [plan, real] = [signal.entrySum / signal.qty, trade.entrySum / trade.qty];
  const away = Math.abs(real - plan) / Math.max(signal.atr, 1);
  const size = Math.abs(trade.qty - signal.qty) / Math.max(trade.qty, signal.qty);
  return late + away + size;
}

export interface OffPlanTerms extends Pick<PairingTerms, "windowMs" | "barMs"> {
  /** How long after a loss a trade counts as its answer. */
  readonly cooldownMs: number;
  /** Whether the plan allows an entry at the instant; always true where it names no hours. */
  readonly inWindow: (time: EpochMs) => boolean;
}

/** Why a trade without a signal was hardly meant to have one: every reason that holds. */
export function offPlanLabels(
  trade: JournalTrade,
  signals: readonly Signal[],
  sinceLoss: (trade: JournalTrade) => number,
  terms: OffPlanTerms,
): OffPlanLabel[] {
  const { entryTime } = trade;
  const near = signals.filter(
    (signal) => signal.root === trade.root && signal.day === trade.day && mayBelong(signal, trade, terms),
  );
  const labels: OffPlanLabel[] = [];
  if (sinceLoss(trade) <= terms.cooldownMs) labels.push("after-loss");
  if (!terms.inWindow(entryTime)) labels.push("out-of-window");
  if (near.some(({ side }) => side === trade.side)) labels.push("duplicate");
  else if (near.length > 0) labels.push("wrong-side");
  return labels;
}

/**
 * Milliseconds from the last losing exit of the account to the entry of a trade; infinite where there was none on its date. A list is
 * sorted once, and looked up for each trade.
 */
export function lossClock(trades: readonly JournalTrade[]): (trade: JournalTrade) => number {
  const keyOf = ({ account, day }: JournalTrade): string => JSON.stringify([account, day]);
  const losses = grouped(
    trades.filter(({ net, exitTime }) => net < 0 && exitTime !== null),
    keyOf,
  );
  for (const list of losses.values()) list.sort((a, b) => a.exitTime! - b.exitTime!);
  return (trade) => {
    const before = losses.get(keyOf(trade)) ?? [];
    // A trade that was opened and closed at one instant is no loss before itself.
    const own = trade.net < 0 && trade.exitTime === trade.entryTime ? 1 : 0;
    const last = before[placeAfter(before, trade.entryTime, ({ exitTime }) => exitTime!) - 1 - own];
    return last === undefined ? Number.POSITIVE_INFINITY : trade.entryTime - last.exitTime!;
  };
}

/** The order with which the trader tried to take a signal that was never filled; null: nobody tried. */
export function triedOrder(
  signal: Signal,
  orders: readonly JournalOrder[],
  terms: Pick<PairingTerms, "windowMs" | "barMs">,
): JournalOrder | null {
  const tries = orders.filter(
    ({ root, side, state, by, placed }) =>
      root === signal.root &&
      side === signal.side &&
      state !== "filled" &&
      (by === null || by === "trader") &&
      mayBelong(signal, { entryTime: placed }, terms),
  );
  return tries.sort((a, b) => a.placed - b.placed || (a.id < b.id ? -1 : 1))[0] ?? null;
}
