// How do chips, cells and bars change the filter that is written in the box?

import { parseFilter } from "./parse.js";
import { printFilter } from "./print.js";
import {
  type Filter,
  isWords,
  type NumberKey,
  type SetKey,
  type Term,
  type Vocabulary,
  type WordsKey,
} from "./terms.js";

/** What a chip stands for: a word of a set, a whole text, an hour. */
export type ChipKey = Exclude<SetKey, "flag"> | WordsKey | "hour";

/** The values that a chip's own term asks for: one that is not turned round, and says nothing but single values. */
export function chipValues(filter: Filter, key: ChipKey): readonly string[] {
  const term = filter.find((one) => isChipTerm(one, key));
  if (term === undefined) return [];
  if (term.kind === "set" || term.kind === "words") return term.values;
  if (term.kind !== "ranges") return [];
  return term.ranges.flatMap(({ from, to }) =>
    Array.from({ length: ((to - from + 24) % 24) + 1 }, (_, k) => String((from + k) % 24)),
  );
}

/** The same filter with other values for a chip; without any its term is gone. */
export function withChip(filter: Filter, key: ChipKey, values: readonly string[]): Filter {
  return replaced(filter, (term) => isChipTerm(term, key), chipTerm(key, values));
}

const isChipTerm = (term: Term, key: ChipKey): boolean =>
  !term.not &&
  "key" in term &&
  term.key === key &&
  (term.kind === "set" || term.kind === "ranges" || (term.kind === "words" && term.whole));

function chipTerm(key: ChipKey, values: readonly string[]): Term | null {
  if (values.length === 0) return null;
  if (key === "hour") return { kind: "ranges", key, not: false, ranges: hourRanges(values.map(Number)) };
  if (isWords(key)) return { kind: "words", key, whole: true, not: false, values };
  return { kind: "set", key, not: false, values };
}

/** 9, 10 and 11 are one range. */
function hourRanges(hours: readonly number[]) {
  const ranges: { from: number; to: number }[] = [];
  for (const hour of [...new Set(hours)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last.to === hour - 1) last.to = hour;
    else ranges.push({ from: hour, to: hour });
  }
  return ranges;
}

/** What a cell of the heatmap stands for; asked a second time it is taken out again. */
export function withCell(filter: Filter, weekday: string | null, from: number | null, minutes = 30): Filter {
  const day: Term[] = weekday === null ? [] : [{ kind: "set", key: "wd", not: false, values: [weekday] }];
  const time: Term[] =
    from === null
      ? []
      : [{ kind: "ranges", key: "time", not: false, ranges: [{ from, to: from + minutes - 1 }] }];
  const wanted = [...day, ...time];
  const others = filter.filter(
    (term) =>
      term.not || !("key" in term) || (term.key !== "wd" && term.key !== "time" && term.key !== "hour"),
  );
  return hasAll(filter, wanted) ? others : [...others, ...wanted];
}

/** What a bar of a histogram stands for: from `from` (included) to `to` (excluded); null: without an end. */
export function withBin(filter: Filter, key: NumberKey, from: number | null, to: number | null): Filter {
  const wanted: Term[] = [
    ...(from === null ? [] : [{ kind: "compare", key, op: ">=", not: false, value: from } as const]),
    ...(to === null ? [] : [{ kind: "compare", key, op: "<", not: false, value: to } as const]),
  ];
  const others = filter.filter((term) => term.not || !("key" in term) || term.key !== key);
  return hasAll(filter, wanted) ? others : [...others, ...wanted];
}

/** Whether these terms are in it, so that what they stand for is shown as chosen. */
export const hasAll = (filter: Filter, wanted: Filter): boolean => {
  const written = filter.map((term) => printFilter([term]));
  return wanted.length > 0 && wanted.every((term) => written.includes(printFilter([term])));
};

function replaced(filter: Filter, isIt: (term: Term) => boolean, by: Term | null): Filter {
  const at = filter.findIndex(isIt);
  const without = filter.filter((term) => !isIt(term));
  if (by === null) return without;
  if (at < 0) return [...without, by];
  return [...without.slice(0, at), by, ...without.slice(at)];
}

/** What stands in the box as a filter; an unreadable text gives null, and chips then start anew. */
export const readable = (text: string, keys?: Vocabulary): Filter => parseFilter(text, keys).filter ?? [];
