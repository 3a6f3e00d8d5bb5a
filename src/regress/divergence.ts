// Which is the first decision in which a run and its baseline part, and what did the strategy see there?

import type { EpochMs } from "../domain/money.js";
import type { DecisionLine, FirstDivergence, Recorded, TradeLine } from "../domain/regress.js";
import { differingValues, type Seen, type ValuePair } from "./seen-values.js";

/** What of a run is looked at here. */
export type Decided = Pick<Recorded, "decisions" | "trades">;

export interface Apart extends Omit<FirstDivergence, "place" | "path" | "changedLines" | "values"> {
  /** On the side that has it: of now, where both have one. */
  readonly event: DecisionLine;
  readonly values: readonly ValuePair[];
}

/**
 * Order events one after the other: the first that is not the same on both sides. Null where all are. Where the two do not happen at the same
 * time, the later one has nothing at the time of the earlier. `seenNow`: what the strategy sees now at the times of the baseline's decisions.
 */
export function firstDivergence(
  baseline: Decided,
  now: Decided,
  seenNow: ReadonlyMap<EpochMs, Seen> = new Map(),
): Apart | null {
  const [a, b] = [baseline.decisions, now.decisions].map((lines) => asSent(lines.filter(isOwn))) as [
    DecisionLine[],
    DecisionLine[],
  ];
  const at = firstApart(a, b);
  if (at === null) return null;
  const time = Math.min(a[at]?.time ?? FAR, b[at]?.time ?? FAR);
  const [old, fresh] = [a[at], b[at]].map((event) => (event?.time === time ? event : null)) as [
    DecisionLine | null,
    DecisionLine | null,
  ];
  const event = (fresh ?? old)!;
  const values = differingValues(
    { before: a.slice(0, at), there: old?.values ?? null, later: a.slice(at) },
    { before: b.slice(0, at), there: fresh?.values ?? seenNow.get(time) ?? null, later: b.slice(at) },
  );
  const tradesBefore = identicalBefore(baseline.trades, now.trades, time);
  return {
    event,
    time,
    baseline: old?.text ?? null,
    now: fresh?.text ?? null,
    order: event.order,
    tradeBaseline: old && tradeOf(baseline, old),
    tradeNow: fresh && tradeOf(now, fresh),
    values: values.list,
    tradesBefore,
    why: `${causeOf(event, old, fresh, values)}; ${earlierText(tradesBefore)}`,
  };
}

const FAR = Number.POSITIVE_INFINITY;

/** An order that the strategy cancelled ended with that: its decision is a line of its own, and stands behind this one. */
const isOwn = ({ kind, text }: DecisionLine): boolean =>
  !(kind === "ended" && text === "cancelled: cancelled by the strategy");

/** An order that was refused, or was gone, in the bar that asked for it: first it was asked for. */
function asSent(lines: readonly DecisionLine[]): readonly DecisionLine[] {
  const sent = new Map<number, EpochMs>();
  for (const { kind, order, time } of lines) if (kind === "asked") sent.set(order, time);
  const isLate = ({ kind, order, time }: DecisionLine) => kind === "ended" && sent.get(order) === time;
  const ordered: DecisionLine[] = [];
  let late: DecisionLine[] = [];
  for (const line of lines) {
    if (late.length > 0 && late[0]!.time !== line.time) {
      ordered.push(...late);
      late = [];
    }
    (isLate(line) ? late : ordered).push(line);
  }
  return [...ordered, ...late];
}

function firstApart(a: readonly DecisionLine[], b: readonly DecisionLine[]): number | null {
  const most = Math.max(a.length, b.length);
  for (let at = 0; at < most; at++) {
    const [x, y] = [a[at], b[at]];
    if (x?.time !== y?.time || x?.kind !== y?.kind || x?.text !== y?.text || x?.order !== y?.order) return at;
  }
  return null;
}

/** The number of the trade that the event belongs to: the one that its order's fill opened, added to or closed; without a fill the one that was open. */
function tradeOf({ decisions, trades }: Decided, event: DecisionLine): number | null {
  const fill =
    event.order === 0
      ? undefined
      : decisions.find(
          ({ kind, order, time }) => kind === "filled" && order === event.order && time >= event.time,
        );
  const time = fill?.time ?? event.time;
  const found = trades.find(({ entryTime, exitTime }) =>
    fill === undefined ? entryTime <= time && time < exitTime : entryTime <= time && time <= exitTime,
  );
  return found?.n ?? null;
}

function identicalBefore(a: readonly TradeLine[], b: readonly TradeLine[], time: EpochMs): number {
  let count = 0;
  for (; count < a.length && count < b.length; count++) {
    const [x, y] = [a[count]!, b[count]!];
    if (x.exitTime > time || !sameTrade(x, y)) break;
  }
  return count;
}

const sameTrade = (x: TradeLine, y: TradeLine): boolean =>
  (Object.keys(x) as (keyof TradeLine)[]).every((key) => x[key] === y[key]);

const earlierText = (count: number): string =>
  count === 0 ? "no trade before it" : `${count} earlier ${count === 1 ? "trade" : "trades"} identical`;

function causeOf(
  { kind }: DecisionLine,
  old: DecisionLine | null,
  fresh: DecisionLine | null,
  { first, known }: ReturnType<typeof differingValues>,
): string {
  const isMarket = kind === "filled" || kind === "ended";
  if (isMarket && old !== null && fresh !== null)
    return "the orders were the same, what became of one is not";
  const alone = old === null ? "only now decides here" : "only the baseline decides here";
  const both = old !== null && fresh !== null;
  if (first !== null) {
    const named = `\`${first.name}\` first differs`;
    return first.isEarlier ? `${named}, at an earlier decision that came out the same` : named;
  }
  if (isMarket) return "what became of an order is not the same";
  if (known === "there")
    return both ? "the same values there, another decision" : `the same values there, and ${alone}`;
  return known === "before" ? `${alone}; what was seen at the decisions before was the same` : alone;
}
