// How do things that happened for the same reason come together under one line?

import { dataOf } from "../domain/made-of.js";
import { ORDER_STATES, type OrderState } from "../domain/order.js";
import type { Run } from "../domain/run.js";
import { type Skipped, skippedOf } from "../domain/skipped.js";
import { oncePerRun } from "../metric/metric.js";

export interface Group {
  /** The reason, with the numbers that differ from case to case left out. */
  readonly reason: string;
  readonly count: number;
  /** The first case in full, numbers included. */
  readonly example: string;
  /** Which of the texts, counted from 0. */
  readonly members: readonly number[];
}

/**
 * "Needs $2,500.00, free is $1,003.20" and the same with other amounts are one reason. Numbers become "…" where the cases
 * differ; a reason that always reads the same keeps them. Most frequent first.
 */
export function groupsOf(texts: Iterable<string>): readonly Group[] {
  const groups = new Map<string, { members: number[]; example: string; same: boolean }>();
  let index = 0;
  for (const text of texts) {
    const reason = text.replace(/[$−-]*\d[\d,.:]*/g, "…");
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, { members: [index], example: text, same: true });
    else {
      group.members.push(index);
      group.same &&= group.example === text;
    }
    index++;
  }
  return [...groups]
    .map(([reason, { members, example, same }]) => ({
      reason: same ? example : reason,
      count: members.length,
      example,
      members,
    }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

/** Orders that never became a fill, by what stopped them. */
export const notTaken = (run: Run): readonly NotTaken[] => ordersNotTaken(run)!;

export interface NotTaken extends Group {
  readonly state: string;
  /** Places of the orders in the run's list. */
  readonly orders: readonly number[];
}

const ordersNotTaken = oncePerRun((run: Run): readonly NotTaken[] => {
  const states = ["rejected", "expired", "cancelled"] as const;
  const ends = unfilledEnds(run);
  return states.flatMap((state) => {
    const missed = ends.filter((end) => end.state === state);
    return groupsOf(missed.map(({ reason }) => reason || "no reason given")).map((group) => ({
      ...group,
      state,
      orders: group.members.map((k) => missed[k]!.at),
    }));
  });
});

export interface PassedOver extends Group {
  readonly signals: readonly (Skipped & { readonly bar: number })[];
}

/** Signals that the strategy says it let pass, by the reason that it gave. */
export function passedOver({ events }: Pick<Run, "events">): readonly PassedOver[] {
  const signals = events.flatMap(({ kind, text, bar }) => {
    const skipped = kind === "skipped" ? skippedOf(text) : null;
    return skipped === null ? [] : [{ ...skipped, bar }];
  });
  return groupsOf(signals.map(({ reason }) => reason || "no reason given")).map((group) => ({
    ...group,
    signals: group.members.map((k) => signals[k]!),
  }));
}

interface End {
  readonly state: OrderState;
  readonly reason: string;
  /** Place of the order in the run's list. */
  readonly at: number;
}

/** How the orders ended of which nothing filled; most runs have few of them among thousands. */
function unfilledEnds(run: Run): readonly End[] {
  const columns = dataOf(run)?.orders;
  if (columns === undefined)
    return run.orders.flatMap(({ filledQty, state, endReason }, at) =>
      filledQty === 0 ? [{ state, reason: endReason, at }] : [],
    );
  const { length, filledQty, state, endReason, texts } = columns;
  const ends: End[] = [];
  for (let at = 0; at < length; at++)
    if (filledQty[at] === 0)
      ends.push({ state: ORDER_STATES[state[at]!]!, reason: texts[endReason[at]!] ?? "", at });
  return ends;
}
