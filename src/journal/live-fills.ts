// Which fills were there, where several files tell of the same?

import type { JournalFill } from "../domain/journal.js";
import type { EpochMs } from "../domain/money.js";
import { compareFills } from "./book-order.js";
import { joinedKey } from "./lists.js";
import { NEAR_MS, withOwners } from "./owners.js";

interface Span {
  from: EpochMs;
  to: EpochMs;
}

/**
 * The finest file counts, in whatever order they came. Of an id that a fill report and a report of pairs both have, the former;
 * parts of one fill are put together. Pairs without ids, and orders with average prices, count only where no finer file
 * of that account reaches over their time.
 */
export function liveFills(all: readonly JournalFill[]): JournalFill[] {
  const sorted = withOwners(all).sort(compareFills);
  const whole = sorted.filter((fill) => fill.grain === "fill");
  const ids = new Set(whole.map(idKey));
  const parts = sorted.filter((fill) => fill.grain === "pair" && fill.part !== null && !ids.has(idKey(fill)));
  const merged = mergedParts(parts);
  const fine = spansOf(whole);
  const pairs = uncovered(
    sorted.filter((fill) => fill.grain === "pair" && fill.part === null),
    fine,
  );
  const finer = [...whole, ...merged, ...pairs];
  const told = sorted.filter((fill) => fill.grain === "order");
  if (told.length === 0) return finer.sort(compareFills);
  const orders = new Set(finer.flatMap((fill) => (fill.order === null ? [] : [orderKey(fill)])));
  const unnamed = spansOf([...whole, ...parts, ...pairs].filter((fill) => fill.order === null));
  const averages = told.filter((fill) => !orders.has(orderKey(fill)) && !isCovered(fill, unnamed));
  return [...finer, ...averages].sort(compareFills);
}

const accountKey = ({ broker, account }: JournalFill): string => joinedKey(broker, account);
const idKey = ({ broker, account, id }: JournalFill): string => joinedKey(broker, account, id);
const orderKey = ({ broker, account, order }: JournalFill): string =>
  joinedKey(broker, account, order === null ? "" : `=${order}`);

/** Rows of pairs that share an execution are that execution. */
function mergedParts(parts: readonly JournalFill[]): JournalFill[] {
  const by = new Map<string, JournalFill>();
  const seen = new Set<string>();
  for (const fill of parts) {
    const key = idKey(fill);
    const own = `${key}${fill.part}`;
    if (seen.has(own)) continue;
    seen.add(own);
    const found = by.get(key);
    const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b);
    by.set(
      key,
      found === undefined
        ? { ...fill, part: null, brokerPnl: null }
        : {
            ...found,
            qty: found.qty + fill.qty,
            commission: sum(found.commission, fill.commission),
            fees: sum(found.fees, fill.fees),
          },
    );
  }
  return [...by.values()];
}

/** From the first to the last fill of each file, by account. */
function spansOf(fills: readonly JournalFill[]): Map<string, Span[]> {
  const files = new Map<string, { readonly account: string; readonly span: Span }>();
  for (const fill of fills) {
    const account = accountKey(fill);
    const key = `${account}${fill.source.sha256}`;
    const found = files.get(key);
    if (found === undefined) files.set(key, { account, span: { from: fill.time, to: fill.time } });
    else {
      found.span.from = Math.min(found.span.from, fill.time);
      found.span.to = Math.max(found.span.to, fill.time);
    }
  }
  const by = new Map<string, Span[]>();
  for (const { account, span } of files.values()) by.set(account, [...(by.get(account) ?? []), span]);
  return by;
}

const isCovered = (fill: JournalFill, spans: ReadonlyMap<string, readonly Span[]>): boolean =>
  (spans.get(accountKey(fill)) ?? []).some(
    ({ from, to }) => fill.time >= from - NEAR_MS && fill.time <= to + NEAR_MS,
  );

/** Of a pair that reaches out of a finer file's time, the half outside goes first in, first out with that file's fills. */
function uncovered(
  pairs: readonly JournalFill[],
  spans: ReadonlyMap<string, readonly Span[]>,
): JournalFill[] {
  if (spans.size === 0) return [...pairs];
  const cut = new Set(
    pairs.flatMap((fill) => (fill.pair !== null && isCovered(fill, spans) ? [pairKey(fill)] : [])),
  );
  return pairs
    .filter((fill) => !isCovered(fill, spans))
    .map((fill) => (fill.pair !== null && cut.has(pairKey(fill)) ? { ...fill, pair: null } : fill));
}

const pairKey = ({ broker, account, pair }: JournalFill): string =>
  joinedKey(broker, account, pair === null ? "" : `=${pair}`);
