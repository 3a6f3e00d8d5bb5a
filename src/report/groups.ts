// How do things that happened for the same reason come together under one line?

import { dataOf } from "../domain/made-of.js";
import { ORDER_STATES, type OrderState } from "../domain/order.js";
import type { Run } from "../domain/run.js";
import { oncePerRun } from "../metric/metric.js";

export interface Group {
  /** The reason, with the numbers that differ from case to case left out. */
  readonly reason: string;
  readonly count: number;
  /** The first case in full, numbers included. */
  readonly example: string;
}

/**
 * "Needs $2,500.00, free is $1,003.20" and the same with other amounts are one reason. Numbers become "…" where the cases
 * differ; a reason that always reads the same keeps them. Most frequent first.
 */
export function groupsOf(texts: Iterable<string>): readonly Group[] {
  const groups = new Map<string, { count: number; example: string; same: boolean }>();
  for (const text of texts) {
    const reason = text.replace(/[$−-]*\d[\d,.:]*/g, "…");
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, { count: 1, example: text, same: true });
    else {
      group.count++;
      group.same &&= group.example === text;
    }
  }
  return [...groups]
    .map(([reason, { count, example, same }]) => ({ reason: same ? example : reason, count, example }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

/** Orders that never became a fill, by what stopped them. */
export const notTaken = (run: Run): readonly NotTaken[] => ordersNotTaken(run)!;

export interface NotTaken extends Group {
  readonly state: string;
}

const ordersNotTaken = oncePerRun((run: Run): readonly NotTaken[] => {
  const states = ["rejected", "expired", "cancelled"] as const;
  const ends = unfilledEnds(run);
  return states.flatMap((state) =>
    groupsOf(ends.filter((end) => end.state === state).map(({ reason }) => reason || "no reason given")).map(
      (group) => ({ ...group, state }),
    ),
  );
});

/** How the orders ended of which nothing filled; most runs have few of them among thousands. */
function unfilledEnds(run: Run): readonly { readonly state: OrderState; readonly reason: string }[] {
  const columns = dataOf(run)?.orders;
  if (columns === undefined)
    return run.orders
      .filter(({ filledQty }) => filledQty === 0)
      .map(({ state, endReason }) => ({ state, reason: endReason }));
  const { length, filledQty, state, endReason, texts } = columns;
  const ends: { state: OrderState; reason: string }[] = [];
  for (let at = 0; at < length; at++)
    if (filledQty[at] === 0)
      ends.push({ state: ORDER_STATES[state[at]!]!, reason: texts[endReason[at]!] ?? "" });
  return ends;
}
