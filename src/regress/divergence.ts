// Which is the first decision in which a run and its baseline part, and what did the strategy see there?

import type { EpochMs } from "../domain/money.js";
import type { DecisionLine, FirstDivergence, Recorded, SeenValue, TradeLine } from "../domain/regress.js";

/** What of a run is looked at here. */
export type Decided = Pick<Recorded, "decisions" | "trades">;

export interface Apart extends Omit<FirstDivergence, "place" | "path" | "changedLines" | "values"> {
  /** On the side that has it: of now, where both have one. */
  readonly event: DecisionLine;
  readonly values: readonly ValuePair[];
}

type ValuePair = Omit<FirstDivergence["values"][number], "made">;

/** Values that are told; a strategy may have dozens. */
const MOST_VALUES = 8;

/**
 * Order events one after the other: the first that is not the same on both sides. Null where all are. Where the two do not happen at the same
 * time, the later one has nothing at the time of the earlier.
 */
export function firstDivergence(baseline: Decided, now: Decided): Apart | null {
  const at = firstApart(baseline.decisions, now.decisions);
  if (at === null) return null;
  const [was, is] = [baseline.decisions[at] ?? null, now.decisions[at] ?? null];
  const time = Math.min(was?.time ?? FAR, is?.time ?? FAR);
  const [old, fresh] = [was, is].map((event) => (event?.time === time ? event : null)) as [
    DecisionLine | null,
    DecisionLine | null,
  ];
  const event = (fresh ?? old)!;
  const values = differing(baseline.decisions, now.decisions, at, old, fresh);
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
    why: whyOf(event, values, tradesBefore),
  };
}

const FAR = Number.POSITIVE_INFINITY;

function firstApart(a: readonly DecisionLine[], b: readonly DecisionLine[]): number | null {
  const most = Math.max(a.length, b.length);
  for (let at = 0; at < most; at++) {
    const [x, y] = [a[at], b[at]];
    if (x?.time !== y?.time || x?.kind !== y?.kind || x?.text !== y?.text || x?.order !== y?.order) return at;
  }
  return null;
}

interface Differing {
  readonly list: readonly ValuePair[];
  /** Its values were known on both sides. */
  readonly known: boolean;
  /** The first one differed already at an earlier decision that came out the same. */
  readonly since: EpochMs | null;
}

/** Values that differ where the runs part; what differed longest comes first, since the others may follow from it. */
function differing(
  a: readonly DecisionLine[],
  b: readonly DecisionLine[],
  at: number,
  old: DecisionLine | null,
  fresh: DecisionLine | null,
): Differing {
  const known = (old?.values.length ?? 0) > 0 && (fresh?.values.length ?? 0) > 0;
  // With a decision on one side only there is nothing to hold it against: what the other side saw then is not recorded.
  const pairs = known ? paired(old!.values, fresh!.values) : alone(old, fresh);
  const list = pairs
    .filter((pair) => pair.baseline !== pair.now)
    .map((pair) => ({ pair, first: known ? firstWith(pair.name, a, b, at) : at }))
    .sort((x, y) => x.first - y.first);
  const first = list[0];
  return {
    list: list.slice(0, MOST_VALUES).map(({ pair }) => pair),
    known,
    since: first === undefined || first.first === at ? null : (b[first.first]?.time ?? null),
  };
}

/** By name; what is left over by its place, where both sides have as many: an average of 13 bars in place of one of 12. */
function paired(old: readonly SeenValue[], fresh: readonly SeenValue[]): ValuePair[] {
  const left = old.filter(({ name }) => !fresh.some((one) => one.name === name));
  const right = fresh.filter(({ name }) => !old.some((one) => one.name === name));
  const both = fresh.flatMap(({ name, value }) => {
    const was = old.find((one) => one.name === name);
    return was === undefined ? [] : [{ name, baseline: was.value, now: value }];
  });
  const renamed =
    left.length === right.length
      ? right.map(({ name, value }, k) => ({
          name: `${name}, then ${left[k]!.name}`,
          baseline: left[k]!.value,
          now: value,
        }))
      : [
          ...right.map(({ name, value }) => ({ name, baseline: null, now: value })),
          ...left.map(({ name, value }) => ({ name, baseline: value, now: null })),
        ];
  return [...renamed, ...both];
}

const alone = (old: DecisionLine | null, fresh: DecisionLine | null): ValuePair[] => [
  ...(old?.values ?? []).map(({ name, value }) => ({ name, baseline: value, now: null })),
  ...(fresh?.values ?? []).map(({ name, value }) => ({ name, baseline: null, now: value })),
];

/** The first of the decisions that both took alike at which the value was not the same. */
function firstWith(name: string, a: readonly DecisionLine[], b: readonly DecisionLine[], at: number): number {
  for (let k = 0; k < at; k++) {
    if (a[k]!.values.length === 0) continue;
    const pair = paired(a[k]!.values, b[k]!.values).find((one) => one.name === name);
    if (pair !== undefined && pair.baseline !== pair.now) return k;
  }
  return at;
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

export const sameTrade = (x: TradeLine, y: TradeLine): boolean =>
  (Object.keys(x) as (keyof TradeLine)[]).every((key) => x[key] === y[key]);

function whyOf(event: DecisionLine, { list, known, since }: Differing, before: number): string {
  const earlier =
    before === 0 ? "no trade before it" : `${before} earlier trade${before === 1 ? "" : "s"} identical`;
  return `${causeOf(event, list, known, since)}; ${earlier}`;
}

function causeOf(
  { kind }: DecisionLine,
  list: Differing["list"],
  known: boolean,
  since: EpochMs | null,
): string {
  if (kind === "filled" || kind === "ended") return "the orders were the same, what became of one is not";
  const [first] = list;
  if (known && first !== undefined)
    return since === null
      ? `\`${first.name}\` first differs`
      : `\`${first.name}\` first differs, at an earlier decision that came out the same`;
  if (known) return "the same values, another decision";
  return "only one of them decides here";
}
