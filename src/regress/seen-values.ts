// In which of the values that a strategy saw do a run and its baseline differ, and which of them differed first?

import type { DecisionLine, FirstDivergence, SeenValue } from "../domain/regress.js";

export type Seen = readonly SeenValue[];

export interface ValuePair extends Omit<FirstDivergence["values"][number], "made"> {
  /** Under which name now makes it, where that is another than the one that is told. */
  readonly column: string;
}

export interface Side {
  /** Decisions that both sides took alike. */
  readonly before: readonly DecisionLine[];
  /** Where they part; null where that is not known. */
  readonly there: Seen | null;
  /** From there on. */
  readonly later: readonly DecisionLine[];
}

interface First {
  readonly name: string;
  /** It differed before the decision did. */
  readonly isEarlier: boolean;
}

type Known = "there" | "before" | null;

/** Values that are told; a strategy may have dozens. */
const MOST = 8;
const isTold = ({ name }: Pick<SeenValue, "name">) => !name.startsWith("a function without a name");

/** Where they part, what differs; what differed longest first, since the others may follow from it. Where both saw the same, that. `known`: where both sides' values are: there, only at decisions before, or nowhere. */
export function differingValues(
  old: Side,
  fresh: Side,
): { readonly list: readonly ValuePair[]; readonly first: First | null; readonly known: Known } {
  const earlier = differedEarlier(old.before, fresh.before);
  const [was, is] = [old.there ?? [], fresh.there ?? []];
  if (was.length > 0 && is.length > 0) {
    const all = paired(was, is);
    const list = named(all.filter((pair) => pair.baseline !== pair.now));
    if (list.length === 0)
      return { list: named(all.filter(isTold)).slice(0, MOST), first: null, known: "there" };
    const since = ({ column }: ValuePair) => earlier.get(column) ?? FAR;
    const sorted = list
      .map((pair, k) => ({ pair, k }))
      .sort((x, y) => since(x.pair) - since(y.pair) || x.k - y.k);
    const [first] = sorted;
    return {
      list: sorted.slice(0, MOST).map(({ pair }) => pair),
      first: first === undefined ? null : { name: first.pair.name, isEarlier: since(first.pair) < FAR },
      known: "there",
    };
  }
  // Only one side decides here, and what the other saw is not recorded: what differed before is told first, then what this one saw.
  const one: ValuePair[] = [
    ...was.filter(isTold).map(({ name, value }) => ({ name, column: name, baseline: value, now: null })),
    ...is.filter(isTold).map(({ name, value }) => ({ name, column: name, baseline: null, now: value })),
  ];
  const renames = new Map(
    renamed(namesIn(old), namesIn(fresh)).map(([before, after]) => [after, `${after} (was ${before})`]),
  );
  const rank = ({ column }: ValuePair) => earlier.get(column) ?? (renames.has(column) ? FAR - 1 : FAR);
  const list = named(one.map((pair) => ({ ...pair, name: renames.get(pair.column) ?? pair.name })))
    .map((pair, k) => ({ pair, k }))
    .sort((x, y) => rank(x.pair) - rank(y.pair) || x.k - y.k)
    .map(({ pair }) => pair);
  const [cause] = [...earlier].sort(([, x], [, y]) => x - y);
  const causes = list.filter((pair) => rank(pair) < FAR);
  const first =
    causes[0]?.name ?? (cause === undefined ? [...renames.values()][0] : (renames.get(cause[0]) ?? cause[0]));
  return {
    list: (causes.length > 0 ? causes : list).slice(0, MOST),
    first: first === undefined ? null : { name: first, isEarlier: cause !== undefined },
    known: old.before.some(({ values }) => values.length > 0) ? "before" : null,
  };
}

const FAR = Number.MAX_SAFE_INTEGER;

/** By the name that now has: the first of the decisions that both took alike at which it was not the same. */
function differedEarlier(
  a: readonly DecisionLine[],
  b: readonly DecisionLine[],
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (let k = 0; k < a.length; k++) {
    const [was, is] = [a[k]!.values, b[k]!.values];
    if (was.length === 0 || is.length === 0) continue;
    for (const { column, baseline, now } of paired(was, is))
      if (baseline !== now && !first.has(column)) first.set(column, k);
  }
  return first;
}

/** A value has a name from where it is first read. */
const namesIn = ({ before, there, later }: Side): readonly string[] => [
  ...new Set(
    [there ?? [], ...[...before, ...later].map(({ values }) => values)].flat().map(({ name }) => name),
  ),
];

/** By name; an average of 13 bars is held against the one of 12 that it replaced. */
function paired(was: Seen, is: Seen): ValuePair[] {
  const before = new Map(was.map(({ name, value }) => [name, value]));
  const moved = new Map(
    renamed(
      was.map(({ name }) => name),
      is.map(({ name }) => name),
    ).map(([old, fresh]) => [fresh, old]),
  );
  return is.flatMap(({ name, value }) => {
    const old = before.has(name) ? name : moved.get(name);
    if (old === undefined) return [];
    const told = old === name ? name : `${name} (was ${old})`;
    return [{ name: told, column: name, baseline: before.get(old)!, now: value }];
  });
}

/**
 * What stands on one side only, by what is left of the name without its arguments: "ema(12)" and "ema(13)", "low, 1 bar ago" and "low, 2 bars ago", "1h close" and
 * "2h close"; then, of prices that are left over, by where they were read: "close, 8 bars ago" and "open, 8 bars ago".
 */
function renamed(was: readonly string[], is: readonly string[]): [string, string][] {
  const left = was.filter((name) => !is.includes(name) && hasTerms(name));
  const fresh = is.filter((name) => !was.includes(name) && hasTerms(name));
  const found = new Map<string, string>();
  for (const wordOf of [kindOf, placeOf])
    for (const name of fresh) {
      const at = found.has(name) ? -1 : left.findIndex((old) => wordOf(old) === wordOf(name));
      if (at >= 0) found.set(name, left.splice(at, 1)[0]!);
    }
  return [...found].map(([name, old]) => [old, name]);
}

const AGO = /, (?:\d+|\d+ to \d+) bars? ago$/;
const FRAME = /^\d+[mhdw] (?=(?:open|high|low|close|volume)\b)/;
const PRICE = /^(?:\d+[mhdw] )?(?:open|high|low|close)(?=$|, )/;
const hasTerms = (name: string): boolean =>
  name.includes("(") || AGO.test(name) || FRAME.test(name) || PRICE.test(name);
const kindOf = (name: string): string =>
  name
    .replace(/\(.*\)/, "()")
    .replace(AGO, ", ago")
    .replace(FRAME, "longer ");
const placeOf = (name: string): string => name.replace(PRICE, "price");

/** A note that says what a column says is told once: as the column, under the strategy's own word, where the column has none ("fast, ema(12)"). */
function named(pairs: readonly ValuePair[]): ValuePair[] {
  const told: ValuePair[] = [];
  for (const pair of pairs) {
    const at = told.findIndex(
      (one) => !isMade(pair) && !isRead(pair) && !isRead(one) && sameValues(one, pair),
    );
    if (at < 0) told.push(pair);
    else if (isMade(told[at]!)) told[at] = { ...told[at]!, name: `${pair.name}, ${told[at]!.name}` };
  }
  return told;
}

const isMade = ({ name }: ValuePair): boolean => /^[^,]*\(/.test(name);
/** A price, or what stood some bars ago: nothing else is told by its name. */
const isRead = ({ name }: ValuePair): boolean =>
  AGO.test(name) || /^(?:open|high|low|close|volume)$/.test(name.replace(FRAME, ""));

/** Short numbers are the same by chance. */
const sameValues = (x: ValuePair, y: ValuePair): boolean =>
  x.baseline === y.baseline && x.now === y.now && (x.name === y.name || (x.now ?? x.baseline)!.length > 3);
