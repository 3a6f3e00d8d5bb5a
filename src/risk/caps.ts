// How many more contracts do the limits on size leave room for?

import { dollars, type MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { RiskLimit } from "../domain/risk.js";
import { type DailyCloses, dailyCorrelation } from "./correlated.js";
import { shareOfEquity } from "./risk-percent.js";
import { limitText } from "./words.js";

/** Another position of the same account. */
export interface Peer {
  readonly symbol: string;
  /** Signed contracts. */
  readonly position: number;
  /** What one contract is worth at its last close. */
  readonly notional: MicroUsd;
  readonly closes: DailyCloses;
}

/** How account and position stand when an order is sent or would fill. */
export interface Standing {
  readonly equity: MicroUsd;
  /** Signed contracts held once the order has closed what it closes. */
  readonly position: number;
  /** Contracts that working orders of the same side would open. */
  readonly waiting: number;
  /** Initial margin of one contract, and of all other positions of the account. */
  readonly initial: MicroUsd;
  readonly initialElsewhere: MicroUsd;
  /** What one contract is worth at the price in question. */
  readonly notional: MicroUsd;
  readonly peers: readonly Peer[];
}

export interface Room {
  readonly contracts: number;
  /** Why there is no more. */
  readonly numbers: string;
}

export interface Cap {
  readonly name: string;
  readonly room: (side: Side, standing: Standing) => Room;
}

/** The limits that bound a size, in the order in which they were declared. */
export function capsOf(limits: readonly RiskLimit[], closes: DailyCloses): Cap[] {
  return limits.flatMap((limit) => {
    const name = limitText(limit);
    switch (limit.limit) {
      case "max contracts":
        return [{ name, room: (side, standing) => contractRoom(limit.contracts, side, standing) }];
      case "margin use":
        return [{ name, room: (side, standing) => marginRoom(limit.percent, side, standing) }];
      case "correlated exposure":
        return [{ name, room: correlatedRoom(limit, closes) }];
      default:
        return [];
    }
  });
}

const heldOn = (side: Side, { position }: Standing): number => Math.max(0, side * position);

/** most − held − waiting, in contracts. */
function contractRoom(most: number, side: Side, standing: Standing): Room {
  const held = heldOn(side, standing);
  const { waiting } = standing;
  return { contracts: most - held - waiting, numbers: `${held} held and ${waiting} waiting leave no room` };
}

/** (equity × percent − initial margin of everything held or waiting) ÷ initial margin of one contract. */
function marginRoom(percent: number, side: Side, standing: Standing): Room {
  const { equity, waiting, initial, initialElsewhere } = standing;
  const most = shareOfEquity(equity, percent);
  const used = initialElsewhere + (heldOn(side, standing) + waiting) * initial;
  const contracts = initial === 0 ? Number.POSITIVE_INFINITY : Math.floor((most - used) / initial);
  const numbers = `${dollars(used)} of ${dollars(most)} is used and one contract needs ${dollars(initial)}`;
  return { contracts, numbers };
}

/**
 * Positions of instruments that move together count as one, each in its own direction: long 2 MES and long 3 MNQ are
 * 5, long 2 and short 3 are −1. What is not known yet, for want of trade dates, counts together: a limit errs on the
 * safe side. Correlations are looked up once a trade date.
 */
function correlatedRoom(
  { above, days, cap }: Extract<RiskLimit, { limit: "correlated exposure" }>,
  closes: DailyCloses,
): Cap["room"] {
  const known = new Map<string, { readonly dates: number; readonly value: number | null }>();
  const movesAlong = ({ symbol, closes: other }: Peer): boolean => {
    let found = known.get(symbol);
    if (found === undefined || found.dates !== closes.size) {
      found = { dates: closes.size, value: dailyCorrelation(closes, other, days) };
      known.set(symbol, found);
    }
    return found.value === null || found.value > above;
  };
  return (side, { position, waiting, notional, equity, peers }) => {
    const along = peers.filter((peer) => peer.position !== 0 && movesAlong(peer));
    const names = along.map(({ symbol, position: held }) => `${held} ${symbol}`).join(" and ");
    const others = names === "" ? "" : `, with ${names}`;
    if ("contracts" in cap) {
      const held = along.reduce((sum, peer) => sum + peer.position, position) * side + waiting;
      return {
        contracts: cap.contracts - held,
        numbers: `${held} contracts held or waiting that way${others}`,
      };
    }
    const worth = along.reduce((sum, peer) => sum + peer.position * peer.notional, position * notional);
    const held = worth * side + waiting * notional;
    const contracts = Math.floor((cap.leverage * Math.max(equity, 0) - held) / notional);
    return { contracts, numbers: `${dollars(held)} held or waiting that way${others}` };
  };
}
