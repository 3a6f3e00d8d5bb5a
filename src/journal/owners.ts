// Whose are the fills of files that name no account?

import type { JournalFill } from "../domain/journal.js";
import type { EpochMs } from "../domain/money.js";
import { isSameFill } from "./known-records.js";
import { grouped, joinedKey, placeAfter } from "./lists.js";

/** Clocks of two reports of a broker may be cut to the second. */
export const NEAR_MS = 1_000;

const isNameless = ({ account, broker }: JournalFill): boolean => account === broker;

/**
 * They go by the name of the broker until another report tells: one that has the same fills by id, which drops those that it tells as finely; or
 * orders of one account that were filled at the times of a pair. Where all pairs that are known are one account's, so are the others. Ids
 * alone do not tell: each account may count its own fills.
 */
export function withOwners(all: readonly JournalFill[]): JournalFill[] {
  if (!all.some(isNameless)) return [...all];
  const named = all.filter((fill) => !isNameless(fill));
  const byId = grouped(
    named.filter(({ grain }) => grain === "fill"),
    ({ broker, id }) => joinedKey(broker, id),
  );
  const owned = all.flatMap((fill) => {
    if (!isNameless(fill)) return [fill];
    const there = byId.get(joinedKey(fill.broker, fill.id)) ?? [];
    const owner = there.find((one) => isSameFill(one, fill));
    if (owner === undefined) return [fill];
    return fill.grain === "fill" ? [] : [{ ...fill, account: owner.account }];
  });
  return withOwnersByOrders(owned);
}

function withOwnersByOrders(all: readonly JournalFill[]): JournalFill[] {
  const orders = all.filter((fill) => fill.grain === "order" && !isNameless(fill));
  const rows = grouped(
    all.filter((fill) => fill.grain === "pair" && isNameless(fill)),
    rowKey,
  );
  if (orders.length === 0 || rows.size === 0) return [...all];
  const byWay = grouped(
    orders.sort((a, b) => a.time - b.time),
    wayKey,
  );
  const owners = new Map<string, string>();
  const ofBroker = new Map<string, Set<string>>();
  for (const [row, legs] of rows) {
    const [first, ...others] = legs.map((leg) => ownersAt(leg, byWay.get(wayKey(leg)) ?? []));
    const [owner, more] = [...first!].filter((account) => others.every((one) => one.has(account)));
    if (owner === undefined || more !== undefined) continue;
    owners.set(row, owner);
    const { broker } = legs[0]!;
    ofBroker.set(broker, (ofBroker.get(broker) ?? new Set()).add(owner));
  }
  return all.map((fill) => {
    if (fill.grain !== "pair" || !isNameless(fill)) return fill;
    const known = ofBroker.get(fill.broker);
    const only = known?.size === 1 ? [...known][0] : undefined;
    const account = owners.get(rowKey(fill)) ?? only;
    return account === undefined ? fill : { ...fill, account };
  });
}

/** Both fills of a pair stand in one row. */
const rowKey = ({ source }: JournalFill): string => joinedKey(source.sha256, String(source.line));
const wayKey = ({ broker, contract, side }: JournalFill): string => joinedKey(broker, contract, String(side));

/** Accounts with an order that was filled then; at that price, if several had one. `orders` in the order of time. */
function ownersAt(leg: JournalFill, orders: readonly JournalFill[]): Set<string> {
  const timeOf = ({ time }: JournalFill): EpochMs => time;
  const from = placeAfter(orders, leg.time - NEAR_MS - 1, timeOf);
  const near = orders.slice(from, placeAfter(orders, leg.time + NEAR_MS, timeOf));
  const accounts = (some: readonly JournalFill[]) => new Set(some.map(({ account }) => account));
  const own = accounts(near);
  if (own.size < 2) return own;
  const equal = accounts(near.filter(({ price }) => Number(price) === Number(leg.price)));
  return equal.size === 0 ? own : equal;
}
