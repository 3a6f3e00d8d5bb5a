// What follows of a trade, so that nobody has to write it down?

import type { JournalFill, JournalOrder, JournalTrade } from "../domain/journal.js";
import type { MicroUsd } from "../domain/money.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { weekdayOf } from "../instrument/time.js";
import { sinceOpen } from "../metric/since-open.js";
import type { Journal } from "./journal.js";
import { grouped } from "./lists.js";
import { lossClock } from "./review/pairing.js";

export const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
export const HOURS = ["regular", "overnight", "all"] as const;

/** Null, or empty, is whatever the files do not tell; of a trade that is still open, all that only its end tells. */
export interface Derived {
  /** Gross result a contract. */
  readonly ticks: number | null;
  readonly netOfEquity: number | null;
  readonly netOfNotional: number | null;
  /** A contract, as is the next one. */
  readonly maeTicks: number | null;
  readonly mfeTicks: number | null;
  readonly maeR: number | null;
  readonly mfeR: number | null;
  /** What of the best result was there no longer at the exit. */
  readonly giveBack: MicroUsd | null;
  /** Gross result as a share of the best; null where it never was above zero. */
  readonly efficiency: number | null;
  readonly heldSeconds: number | null;
  /** Of its trade date. */
  readonly weekday: (typeof WEEKDAYS)[number];
  /** "all": a contract without regular hours. */
  readonly hours: (typeof HOURS)[number];
  /** Minutes from the open of the regular hours, of the session where there are none; null overnight. */
  readonly minutesSinceOpen: number | null;
  /** From the last losing exit of the account on the trade's date. */
  readonly minutesSinceLoss: number | null;
  /** Trades of the account that had ended by its entry, one after the other: 3 were won, −2 lost. */
  readonly streak: number;
  readonly entryOrders: readonly JournalOrder["kind"][];
  readonly exitOrders: readonly JournalOrder["kind"][];
  /** Who closed it, in the broker's words. */
  readonly closedBy: readonly string[];
}

/** By the trade's id. */
export function derivedOf(
  { trades, fills, orders }: Pick<Journal, "trades" | "fills" | "orders">,
  contracts: Contracts,
): Map<string, Derived> {
  const known = new Map(orders.map((order) => [keyOf(order, order.id), order]));
  const orderOf = (fill: JournalFill) =>
    fill.order === null ? undefined : known.get(keyOf(fill, fill.order));
  const sinceLoss = lossClock(trades);
  const streaks = streaksOf(trades);
  const opens = sinceOpens(trades, contracts);
  return new Map(
    trades.map((trade) => {
      const { tickValue } = instrumentOf(contracts.get(trade.root));
      const own = trade.fills.map((place) => fills[place]!);
      const exits = own.filter(({ side }) => side !== trade.side);
      const exitOrders = exits.map(orderOf);
      const loss = sinceLoss(trade);
      const derived: Derived = {
        ...resultOf(trade, tickValue),
        weekday: WEEKDAYS[weekdayOf(trade.day)]!,
        ...opens.get(trade.id)!,
        minutesSinceLoss: Number.isFinite(loss) ? Math.floor(loss / 60_000) : null,
        streak: streaks.get(trade.id)!,
        entryOrders: distinct(
          own.filter(({ side }) => side === trade.side).map((fill) => orderOf(fill)?.kind),
        ),
        exitOrders: distinct(exitOrders.map((order) => order?.kind)),
        closedBy: distinct(exits.map(({ by }, k) => by ?? exitOrders[k]?.by)),
      };
      return [trade.id, derived];
    }),
  );
}

const keyOf = ({ broker, account }: Pick<JournalFill, "broker" | "account">, id: string): string =>
  JSON.stringify([broker, account, id]);

const distinct = <T>(values: readonly (T | null | undefined)[]): T[] => [
  ...new Set(values.filter((value): value is T => value != null)),
];

/** A result of what no file has opened cannot be known; one of what is still open is not there yet. */
function resultOf(trade: JournalTrade, tickValue: MicroUsd) {
  const { open, side, qty, entrySum, exitSum, entryTime, exitTime, gross, net, mae, mfe } = trade;
  const closed = open === "no";
  const share = (part: MicroUsd, whole: MicroUsd | null) =>
    closed && whole !== null && whole > 0 ? part / whole : null;
  const inTicks = (amount: MicroUsd | null) => (amount === null ? null : amount / (tickValue * qty));
  return {
    ticks: closed ? (side * (exitSum - entrySum)) / qty + 0 : null,
    netOfEquity: share(net, trade.equity),
    netOfNotional: share(net, trade.notional),
    maeTicks: inTicks(mae),
    mfeTicks: inTicks(mfe),
    maeR: mae === null ? null : share(mae, trade.risk),
    mfeR: mfe === null ? null : share(mfe, trade.risk),
    giveBack: mfe === null ? null : mfe - gross,
    efficiency: share(gross, mfe),
    heldSeconds: closed && exitTime !== null ? (exitTime - entryTime) / 1000 : null,
  };
}

function sinceOpens(trades: readonly JournalTrade[], contracts: Contracts) {
  const by = new Map<string, Pick<Derived, "hours" | "minutesSinceOpen">>();
  for (const [root, own] of grouped(trades, (trade) => trade.root)) {
    const { from, minutes } = sinceOpen({ inputs: { contract: contracts.get(root) }, trades: own });
    own.forEach(({ id }, i) => {
      const minute = minutes[i]!;
      const hours = from === "session" ? "all" : minute < 0 ? "overnight" : "regular";
      by.set(id, { hours, minutesSinceOpen: minute < 0 ? null : minute });
    });
  }
  return by;
}

/** A trade that made nothing ends a streak. */
function streaksOf(trades: readonly JournalTrade[]): Map<string, number> {
  const streaks = new Map<string, number>();
  for (const own of grouped(trades, ({ account }) => account).values()) {
    const ends = own
      .filter(({ open }) => open === "no")
      .sort((a, b) => a.exitTime! - b.exitTime! || a.entryTime - b.entryTime);
    let streak = 0;
    let end = 0;
    for (const trade of [...own].sort((a, b) => a.entryTime - b.entryTime)) {
      while (end < ends.length && ends[end]!.exitTime! <= trade.entryTime && ends[end] !== trade) {
        const way = Math.sign(ends[end++]!.net);
        streak = way !== 0 && way === Math.sign(streak) ? streak + way : way;
      }
      streaks.set(trade.id, streak);
    }
  }
  return streaks;
}
