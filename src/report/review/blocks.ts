// What does the page of a review carry for its script?

import { sliceBars } from "../../bars/columns.js";
import type { Chain } from "../../domain/chain.js";
import type { EpochMs } from "../../domain/money.js";
import { BUCKETS, type Review } from "../../domain/review.js";
import type { Run } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { offsetAt, zoneOf } from "../../instrument/time.js";
import { barFinder } from "../../journal/review/signals.js";
import { type BlockElements, neededFirst, sealedBlocks } from "../embed/blocks.js";
import { idleRun } from "../embed/idle-run.js";
import { blockId, FORMAT } from "../embed/layout.js";
import { pack } from "../embed/pack.js";
import { elementOf, sealed } from "../embed/seal.js";
import { Html } from "../html.js";
import {
  bucketColumn,
  hostPrefix,
  MANY,
  type ReviewMeta,
  ROW_NUMBERS,
  ROW_WORDS,
  type RowNote,
  type RowNumber,
  type RowWord,
} from "./layout.js";
import { marksOf } from "./marks.js";
import { bucketInterval, type ReviewContext } from "./panel.js";
import { entryOf, type ReviewRow, reviewRows } from "./rows.js";
import { bucketNote } from "./words.js";

/** What the first look needs, and what it does without: single bars, and the owner's words. */
export function reviewBlocks(review: Review, context: ReviewContext): BlockElements {
  const rows = reviewRows(review);
  const hosts = context.runs.map((run) => hostOf(run, rows));
  const element = (name: string, n: number, columns: Parameters<typeof pack>[0]) =>
    elementOf(sealed({ name, n, packed: pack(columns) }));
  const { every, ...marks } = marksOf(rows, context.runs);
  let first = element("review", 1, { meta: [JSON.stringify(metaOf(review, rows, context.runs, every))] });
  first += element("rows", rows.length, columnsOf(rows, context.runs));
  first += element("row-legs", rows.length, legsOf(rows));
  first += element("row-marks", marks.row.length, marks);
  const notes = rows.flatMap(noteOf);
  let rest = element("row-notes", notes.length, { notes: notes.map((note) => JSON.stringify(note)) });
  const terms = { version: context.version, command: context.command };
  for (const [h, host] of hosts.entries()) {
    const prefix = hostPrefix(h);
    const blocks = sealedBlocks(host, terms, prefix);
    const needed = neededFirst(blocks, prefix);
    // What only an export needs of a run says nothing about bars.
    const idle = new Set(["run", "seal", "cash"].map((name) => blockId(prefix, name)));
    for (const block of blocks) {
      if (idle.has(block.id)) continue;
      // Of several contracts one is looked at first.
      if (h === 0 && needed.has(block.id)) first += elementOf(block);
      else rest += elementOf(block);
    }
  }
  return { first: new Html(first), rest: new Html(rest) };
}

function metaOf(
  review: Review,
  rows: readonly ReviewRow[],
  runs: readonly Run[],
  marked: number,
): ReviewMeta {
  const rowOf = new Map(rows.map(({ id }, row) => [id, row]));
  return {
    format: FORMAT,
    marked,
    zone: review.zone,
    offsets: offsetsOver(review.zone, runs, rows),
    hosts: runs.map(({ inputs: { contract } }) => {
      const { grid, lot } = instrumentOf(contract);
      return { root: contract.symbol, grid, lot };
    }),
    buckets: Object.fromEntries(
      BUCKETS.map((bucket) => [
        bucket,
        {
          happened: bucketNote(review, bucket),
          interval: bucketInterval(review, bucket, { share: false }),
        },
      ]),
    ) as ReviewMeta["buckets"],
    breaches: review.rules.flatMap(({ rule, promise, breaches }) =>
      breaches.flatMap(({ trade, happened, dollars }) => {
        const row = rowOf.get(trade);
        return row === undefined ? [] : [{ row, rule, promise, happened, dollars }];
      }),
    ),
  };
}

/** What the journal's clock lies before UTC, by change, over all that is told. */
function offsetsOver(name: string, runs: readonly Run[], rows: readonly ReviewRow[]): ReviewMeta["offsets"] {
  const zone = zoneOf(name);
  const ends = runs.flatMap(({ bars: { time, length } }) =>
    length === 0 ? [] : [time[0]!, time[length - 1]!],
  );
  const all = [...rows.map(entryOf), ...ends];
  const offsets: { from: EpochMs; offset: number }[] = [];
  const last = all.reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  const first = all.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  for (let at = first; at <= last; at = zone.until) {
    const offset = offsetAt(zone, at);
    if (offsets.at(-1)?.offset !== offset) offsets.push({ from: at, offset });
  }
  return offsets;
}

function columnsOf(rows: readonly ReviewRow[], runs: readonly Run[]): Parameters<typeof pack>[0] {
  const hostOfRoot = new Map(runs.map(({ inputs }, h) => [inputs.contract.symbol, h]));
  const none = Number.NaN;
  const numbers: Readonly<Record<RowNumber, (row: ReviewRow) => number | null | undefined>> = {
    host: ({ trade, signal }) => hostOfRoot.get(trade?.root ?? signal?.root ?? "") ?? -1,
    side: ({ trade, signal }) => trade?.side ?? signal?.side,
    day: ({ trade, signal }) => signal?.day ?? trade?.day,
    qty: ({ trade }) => trade?.qty,
    entryTime: ({ trade }) => trade?.entryTime,
    exitTime: ({ trade }) => trade?.exitTime,
    entrySum: ({ trade }) => trade?.entrySum,
    exitSum: ({ trade }) => trade?.exitSum,
    gross: ({ trade }) => trade?.gross,
    costs: ({ trade }) => trade?.costs,
    net: ({ trade }) => trade?.net,
    r: ({ trade }) => trade?.r,
    risk: ({ trade }) => trade?.risk,
    mae: ({ trade }) => trade?.mae,
    mfe: ({ trade }) => trade?.mfe,
    leverage: ({ trade }) => trade?.leverageMax,
    planQty: ({ signal }) => signal?.qty,
    planEntryTime: ({ signal }) => signal?.entryTime,
    planExitTime: ({ signal }) => signal?.exitTime,
    planEntrySum: ({ signal }) => signal?.entrySum,
    planExitSum: ({ signal }) => signal?.exitSum,
    planNet: ({ signal }) => signal?.net,
  };
  const words: Readonly<Record<RowWord, (row: ReviewRow) => readonly string[]>> = {
    contract: ({ trade, signal }) => [trade?.contract ?? signal?.root ?? ""],
    kind: ({ kind }) => [kind],
    did: ({ did }) => did,
    rule: ({ rules }) => rules,
    setup: ({ note }) => some(note?.setup),
    habit: ({ habits }) => habits,
    emotion: ({ note }) => some(note?.emotion?.before, note?.emotion?.during, note?.emotion?.after),
    mistake: ({ note }) => note?.mistakes.map(({ name, suggested }) => (suggested ? `${name}?` : name)) ?? [],
    tag: ({ note }) => note?.tags ?? [],
    grade: ({ note }) => some(note?.grade),
    planEntry: ({ signal }) => some(signal?.entryReason),
    planExit: ({ signal, tried }) => some(signal?.exitReason, tried && `order ${tried.id} ${tried.state}`),
  };
  return {
    ...Object.fromEntries(
      ROW_NUMBERS.map((name) => [name, Float64Array.from(rows, (row) => numbers[name](row) ?? none)]),
    ),
    ...Object.fromEntries(
      BUCKETS.map((bucket) => [bucketColumn(bucket), Float64Array.from(rows, (row) => row.bridge[bucket])]),
    ),
    id: rows.map(({ id }) => id),
    signal: rows.map(({ signal }) => signal?.id ?? ""),
    ...Object.assign(
      {},
      ...ROW_WORDS.map((name) =>
        dictionary(
          name,
          rows.map((row) => words[name](row).join(MANY)),
        ),
      ),
    ),
  };
}

const some = (...texts: readonly (string | null | undefined)[]): string[] =>
  texts.filter((text) => text !== null && text !== undefined && text !== "") as string[];

function dictionary(name: RowWord, texts: readonly string[]): Parameters<typeof pack>[0] {
  const list = [...new Set(texts)];
  const at = new Map(list.map((text, i) => [text, i]));
  return { [name]: Int32Array.from(texts, (text) => at.get(text)!), [`${name}-texts`]: list };
}

function legsOf(rows: readonly ReviewRow[]): Parameters<typeof pack>[0] {
  const legs = rows.flatMap(({ trade }, row) => trade?.legs.map((leg) => ({ row, ...leg })) ?? []);
  const column = (of: (leg: (typeof legs)[number]) => number) => Float64Array.from(legs, of);
  return {
    row: Int32Array.from(legs, ({ row }) => row),
    qty: column(({ qty }) => qty),
    entryTime: column(({ entryTime }) => entryTime),
    exitTime: column(({ exitTime }) => exitTime),
    entrySum: column(({ entrySum }) => entrySum),
    exitSum: column(({ exitSum }) => exitSum),
  };
}

const noteOf = ({ note }: ReviewRow, row: number): RowNote[] =>
  note === null
    ? []
    : [
        {
          row,
          whyTechnical: note.whyTechnical,
          whyFundamental: note.whyFundamental,
          extra: note.extra,
          prose: note.prose,
        },
      ];

/** Bars shown before the first entry, and after the last exit. */
const MARGIN = 240;

/** The bars over which somebody traded: the plan's run has a year before them, for its indicators. */
function hostOf(run: Run, rows: readonly ReviewRow[]): Run {
  const { symbol } = run.inputs.contract;
  const barAt = barFinder(run.bars.time);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { trade, signal } of rows) {
    for (const one of [trade, signal]) {
      if (one?.root !== symbol) continue;
      first = Math.min(first, barAt(one.entryTime));
      last = Math.max(last, barAt(one.exitTime ?? one.entryTime));
    }
  }
  const { length } = run.bars;
  const from = Number.isFinite(first) ? Math.max(0, first - MARGIN) : 0;
  const to = Number.isFinite(last) ? Math.min(length, Math.max(from, last + MARGIN)) : length;
  const bars = sliceBars(run.bars, from, to);
  const { data } = run.inputs;
  const dates = to > from && { firstDay: bars.tradeDate[0]!, lastDay: bars.tradeDate[to - from - 1]! };
  return idleRun(
    {
      ...run,
      inputs: { ...run.inputs, data: { ...data, ...dates } },
      chain: run.chain && movedChain(run.chain, from, to),
    },
    bars,
  );
}

/** Months and rolls by the bars that are left. */
function movedChain({ months, rolls }: Chain, from: number, to: number): Chain {
  const held = months.filter(
    ({ bar }, k) => bar < to && (months[k + 1]?.bar ?? Number.POSITIVE_INFINITY) > from,
  );
  return {
    months: held.map((month) => ({ ...month, bar: Math.max(0, month.bar - from) })),
    rolls: rolls
      .filter(({ bar }) => bar >= from && bar < to)
      .map((roll) => ({ ...roll, bar: roll.bar - from })),
    expiries: [],
  };
}
