// What is in the file of a review, ready to be drawn?

import { BUCKETS, type Bucket } from "../../src/domain/review.js";
import { type BlockSource, openRun } from "../../src/report/embed/decode.js";
import { blockId, chartTicks, isReadable, type PageData } from "../../src/report/embed/layout.js";
import { doublesOf, integersOf, textsOf, unpack } from "../../src/report/embed/unpack.js";
import {
  bucketColumn,
  hostPrefix,
  MANY,
  type Marks,
  type ReviewMeta,
  ROW_NUMBERS,
  ROW_WORDS,
  type RowNote,
  type RowNumber,
  type RowWord,
} from "../../src/report/review/layout.js";
import type { Dictionary } from "../filter/facts.js";

export interface Legs {
  readonly row: Int32Array;
  readonly qty: Float64Array;
  readonly entryTime: Float64Array;
  readonly exitTime: Float64Array;
  readonly entrySum: Float64Array;
  readonly exitSum: Float64Array;
}

export interface ReviewData {
  readonly meta: ReviewMeta;
  /** Rows in the order of their entries. */
  readonly length: number;
  readonly numbers: Readonly<Record<RowNumber, Float64Array>>;
  readonly buckets: Readonly<Record<Bucket, Float64Array>>;
  readonly words: Readonly<Record<RowWord, Dictionary>>;
  readonly id: readonly string[];
  readonly signal: readonly string[];
  readonly legs: Legs;
  /** What trades and signals were worth while they were held (`src/report/review/marks.ts`). */
  readonly marks: Omit<Marks, "every">;
  /** The owner's words by row. */
  notes(): Promise<ReadonlyMap<number, RowNote>>;
  /** The bars of a contract, with the rows on them; opened when they are first asked for. */
  host(h: number): Promise<PageData>;
}

export async function openReview(source: BlockSource): Promise<ReviewData> {
  const read = async (name: string) => {
    const bytes = await source(blockId("", name));
    if (bytes === null) throw new RangeError(`the file has no block ${name}`);
    return unpack(bytes);
  };
  const meta = JSON.parse(textsOf(await read("review"), "meta")[0]!) as ReviewMeta;
  if (!isReadable(meta.format)) throw new RangeError(`the file has blocks of format ${meta.format}`);
  const [rows, legs, marks] = await Promise.all([read("rows"), read("row-legs"), read("row-marks")]);
  const numbers = Object.fromEntries(
    ROW_NUMBERS.map((name) => [name, doublesOf(rows, name)]),
  ) as ReviewData["numbers"];
  const words = Object.fromEntries(
    ROW_WORDS.map((name) => [
      name,
      { index: integersOf(rows, name), texts: textsOf(rows, `${name}-texts`), between: MANY },
    ]),
  ) as ReviewData["words"];
  let notes: Promise<ReadonlyMap<number, RowNote>> | null = null;
  const opened = new Map<number, Promise<PageData>>();
  const data: ReviewData = {
    meta,
    length: numbers.host.length,
    numbers,
    buckets: Object.fromEntries(
      BUCKETS.map((bucket) => [bucket, doublesOf(rows, bucketColumn(bucket))]),
    ) as ReviewData["buckets"],
    words,
    id: textsOf(rows, "id"),
    signal: textsOf(rows, "signal"),
    legs: {
      row: integersOf(legs, "row"),
      qty: doublesOf(legs, "qty"),
      entryTime: doublesOf(legs, "entryTime"),
      exitTime: doublesOf(legs, "exitTime"),
      entrySum: doublesOf(legs, "entrySum"),
      exitSum: doublesOf(legs, "exitSum"),
    },
    marks: {
      row: integersOf(marks, "row"),
      whose: integersOf(marks, "whose"),
      at: doublesOf(marks, "at"),
      value: doublesOf(marks, "value"),
    },
    notes() {
      notes ??= read("row-notes").then((columns) => {
        const list = textsOf(columns, "notes").map((text) => JSON.parse(text) as RowNote);
        return new Map(list.map((note) => [note.row, note]));
      });
      return notes;
    },
    host(h) {
      let page = opened.get(h);
      if (page === undefined) {
        page = openRun(source, hostPrefix(h)).then((bars) => withRows(data, h, bars));
        opened.set(h, page);
      }
      return page;
    },
  };
  return data;
}

/** The bar that has opened last at an instant. */
export const barOf = (page: Pick<PageData, "time" | "meta">, at: number): number =>
  Math.min(page.meta.bars - 1, Math.max(0, page.time.barAt(Math.floor(at) + 1) - 1));

/** When a row began and ended, by the trade, else by the plan. What was open at the end has no end. */
export function spanOfRow({ numbers }: Pick<ReviewData, "numbers">, i: number): readonly [number, number] {
  const isOwn = !Number.isNaN(numbers.entryTime[i]!);
  const from = isOwn ? numbers.entryTime[i]! : numbers.planEntryTime[i]!;
  const to = isOwn ? numbers.exitTime[i]! : numbers.planExitTime[i]!;
  return [from, Number.isNaN(to) ? Number.POSITIVE_INFINITY : to];
}

/**
 * The rows stand as the trades of the bars, so that all that finds, selects and steps through trades does so here. Rows of other contracts are
 * among them, at their time: a row has one number, whatever is drawn. Columns that no pane of a review reads stay empty.
 */
function withRows(data: ReviewData, h: number, page: PageData): PageData {
  const { length, numbers, meta, legs } = data;
  const bar = (at: number): number => (Number.isFinite(at) ? barOf(page, at) : page.meta.bars - 1);
  const spans = Array.from({ length }, (_, i) => spanOfRow(data, i));
  const of = (own: RowNumber, plan: RowNumber) =>
    numbers[own].map((value, i) => (Number.isNaN(value) ? numbers[plan][i]! : value));
  return {
    ...page,
    meta: { ...page.meta, offsets: meta.offsets, clock: `${meta.zone} time`, barsOnly: true },
    position: positionOf(legs, (row) => numbers.host[row] === h, numbers.side, bar),
    trades: {
      ...page.trades,
      length,
      side: Int8Array.from(numbers.side),
      qty: Int32Array.from(of("qty", "planQty")),
      entryBar: Int32Array.from(spans, ([from]) => bar(from)),
      exitBar: Int32Array.from(spans, ([, to]) => bar(to)),
      entryTime: Float64Array.from(spans, ([from]) => from),
      entrySum: of("entrySum", "planEntrySum"),
      exitSum: of("exitSum", "planExitSum"),
      net: numbers.net.map((net) => (Number.isNaN(net) ? 0 : net)),
      flags: new Uint8Array(length),
    },
  };
}

/** What the trader held at the closes of bars, by change. */
function positionOf(
  legs: Legs,
  isHere: (row: number) => boolean,
  side: Float64Array,
  bar: (at: number) => number,
): PageData["position"] {
  const change = new Map<number, number>();
  for (let k = 0; k < legs.row.length; k++) {
    const row = legs.row[k]!;
    if (!isHere(row)) continue;
    const held = side[row]! * legs.qty[k]!;
    for (const [at, by] of [
      [bar(legs.entryTime[k]!), held],
      [bar(legs.exitTime[k]!), -held],
    ] as const)
      change.set(at, (change.get(at) ?? 0) + by);
  }
  const bars = [...change].filter(([, by]) => by !== 0).sort((a, b) => a[0] - b[0]);
  let sum = 0;
  return {
    length: bars.length,
    bar: Int32Array.from(bars, ([at]) => at),
    qty: Int32Array.from(bars, ([, by]) => (sum += by)),
  };
}

/** Where both versions of the rows of a contract stand on its bars. */
export interface Drawn {
  readonly row: Int32Array;
  readonly side: Int8Array;
  readonly entryBar: Int32Array;
  readonly exitBar: Int32Array;
  readonly entry: Float64Array;
  readonly exit: Float64Array;
  readonly length: number;
  readonly longest: number;
  /** False where it was open at the end: there is no exit to draw. */
  readonly left: readonly boolean[];
}

export function drawnOf(data: ReviewData, h: number, page: PageData, whose: "you" | "plan"): Drawn {
  const { numbers } = data;
  const name = (own: RowNumber, plan: RowNumber) => numbers[whose === "you" ? own : plan];
  const [from, to, qty] = [
    name("entryTime", "planEntryTime"),
    name("exitTime", "planExitTime"),
    name("qty", "planQty"),
  ];
  const [entrySum, exitSum] = [name("entrySum", "planEntrySum"), name("exitSum", "planExitSum")];
  const rows = Array.from({ length: data.length }, (_, i) => i)
    .filter((i) => numbers.host[i] === h && !Number.isNaN(from[i]!))
    .sort((a, b) => from[a]! - from[b]! || a - b);
  const entryBar = Int32Array.from(rows, (i) => barOf(page, from[i]!));
  const exitBar = Int32Array.from(rows, (i) =>
    Number.isNaN(to[i]!) ? page.meta.bars - 1 : barOf(page, to[i]!),
  );
  return {
    length: rows.length,
    row: Int32Array.from(rows),
    side: Int8Array.from(rows, (i) => numbers.side[i]!),
    entryBar,
    exitBar,
    entry: Float64Array.from(rows, (i, k) => chartTicks(page.meta, entrySum[i]! / qty[i]!, entryBar[k]!)),
    exit: Float64Array.from(rows, (i, k) => chartTicks(page.meta, exitSum[i]! / qty[i]!, exitBar[k]!)),
    longest: exitBar.reduce((most, bar, k) => Math.max(most, bar - entryBar[k]!), 0),
    left: rows.map((i) => !Number.isNaN(to[i]!)),
  };
}
