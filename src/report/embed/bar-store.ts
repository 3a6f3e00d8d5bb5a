// How are single bars read from the chunks of a file?

import { NO_PRICE, priceOfTicks } from "../../domain/money.js";
import { expected } from "./forecast.js";
import { type BarSlice, type BarStore, CHUNK, type PageMeta, type PositionColumns } from "./layout.js";
import { doublesOf, integersOf, type PackedColumns } from "./unpack.js";

/** Chunks kept inflated: enough for all that one view shows and for where it was before. */
const KEPT = 8;

/** Gives a chunk by its name; null where the file has none of that name. */
type Chunks = (name: string) => Promise<PackedColumns | null>;
type Terms = Pick<PageMeta, "bars" | "kept" | "tickValue" | "plots" | "grid">;

/** One chunk with every bar at its own place, whether it is in the file or not. */
interface Opened extends Omit<BarSlice, "there"> {
  readonly there: Uint8Array;
  /** All of them are there. */
  readonly whole: boolean;
}

export function barStore(meta: Terms, position: PositionColumns, chunks: Chunks): BarStore {
  const bars = new Lately<Opened>(async (k) => openChunk(await chunks(`c${k}`), k, meta, position));
  const lines = new Lately<readonly Float64Array[]>(async (k) => {
    const chunk = bars.get(k) ?? (await bars.load(k));
    return openLines(await chunks(`p${k}`), chunk, meta);
  });
  const inside = (from: number, to: number): readonly [number, number] => {
    const first = Math.max(0, Math.floor(from));
    return [first, Math.max(first, Math.min(meta.bars, Math.ceil(to)))];
  };
  const all = meta.kept === meta.bars;
  return {
    length: meta.bars,
    has(from, to) {
      if (all) return true;
      const [first, end] = inside(from, to);
      return meta.kept > 0 && joined(first, end, bars.ready(first, end))?.there === null;
    },
    async range(from, to) {
      const [first, end] = inside(from, to);
      return joined(first, end, await bars.all(first, end))!;
    },
    ready(from, to) {
      const [first, end] = inside(from, to);
      return joined(first, end, bars.ready(first, end));
    },
    async plots(from, to) {
      const [first, end] = inside(from, to);
      return joinedLines(first, end, await lines.all(first, end), meta.plots.length)!;
    },
    plotsReady(from, to) {
      const [first, end] = inside(from, to);
      return joinedLines(first, end, lines.ready(first, end), meta.plots.length);
    },
  };
}

/** Of many chunks those that were asked for last; each is loaded once however often it is asked for meanwhile. */
class Lately<T> {
  readonly #load: (k: number) => Promise<T>;
  readonly #loading = new Map<number, Promise<T>>();
  /** In the order in which they were last asked for. */
  readonly #kept = new Map<number, T>();

  constructor(load: (k: number) => Promise<T>) {
    this.#load = load;
  }

  get(k: number): T | undefined {
    const found = this.#kept.get(k);
    if (found !== undefined) {
      this.#kept.delete(k);
      this.#kept.set(k, found);
    }
    return found;
  }

  load(k: number): Promise<T> {
    let loading = this.#loading.get(k);
    if (loading === undefined) {
      loading = this.#load(k)
        .then((chunk) => {
          this.#kept.set(k, chunk);
          for (const old of this.#kept.keys()) if (this.#kept.size > KEPT) this.#kept.delete(old);
          return chunk;
        })
        .finally(() => this.#loading.delete(k));
      this.#loading.set(k, loading);
    }
    return loading;
  }

  all(from: number, to: number): Promise<readonly T[]> {
    return Promise.all(chunksOf(from, to).map((k) => this.get(k) ?? this.load(k)));
  }

  ready(from: number, to: number): readonly T[] | null {
    const found: T[] = [];
    for (const k of chunksOf(from, to)) {
      const chunk = this.get(k);
      if (chunk === undefined) return null;
      found.push(chunk);
    }
    return found;
  }
}

function chunksOf(from: number, to: number): number[] {
  const list: number[] = [];
  if (to > from) for (let k = Math.floor(from / CHUNK); k * CHUNK < to; k++) list.push(k);
  return list;
}

function openChunk(
  columns: PackedColumns | null,
  k: number,
  { bars, tickValue }: Terms,
  position: PositionColumns,
): Opened {
  const from = k * CHUNK;
  const to = Math.min(bars, from + CHUNK);
  const length = to - from;
  const prices = () => new Int32Array(length).fill(NO_PRICE);
  const chunk = {
    from,
    to,
    open: prices(),
    high: prices(),
    low: prices(),
    close: prices(),
    volume: new Float64Array(length).fill(Number.NaN),
    equity: new Float64Array(length).fill(Number.NaN),
    there: new Uint8Array(length),
  };
  if (columns === null) return { ...chunk, whole: false };
  const { open, high, low, close, volume, equity, there } = chunk;
  const [gap, body, up, down] = ["gap", "body", "up", "down"].map((name) => integersOf(columns, name));
  const traded = doublesOf(columns, "volume");
  const drift = columns.drift && doublesOf(columns, "drift");
  const plain = drift ? null : doublesOf(columns, "equity");
  const [starts, ends] = [integersOf(columns, "from"), integersOf(columns, "to")];
  let [at, lastClose, balance] = [0, 0, 0];
  let change = firstAfter(position.bar, (starts[0] ?? 0) - 1);
  let held = change === 0 ? 0 : position.qty[change - 1]!;
  for (let s = 0; s < starts.length; s++) {
    for (let bar = starts[s]!; bar < ends[s]!; bar++, at++) {
      const i = bar - from;
      const first = lastClose + gap![at]!;
      const last = first + body![at]!;
      open[i] = first;
      close[i] = last;
      high[i] = Math.max(first, last) + up![at]!;
      low[i] = Math.min(first, last) - down![at]!;
      volume[i] = traded[at]!;
      there[i] = 1;
      // What was held at the close before, as the encoder had it.
      while (change < position.length && position.bar[change]! < bar) held = position.qty[change++]!;
      if (plain) equity[i] = plain[at]!;
      else if (at === 0 || bar === starts[s]) equity[i] = balance + drift![at]!;
      else equity[i] = balance + held * (last - lastClose) * tickValue + drift![at]!;
      balance = equity[i]!;
      lastClose = last;
    }
  }
  return { ...chunk, whole: at === length };
}

/** Index of the first entry above a value. */
function firstAfter(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function openLines(
  columns: PackedColumns | null,
  { there, close }: Opened,
  { plots, grid }: Terms,
): readonly Float64Array[] {
  return plots.map(({ step, forecast }, line) => {
    const values = new Float64Array(there.length).fill(Number.NaN);
    if (columns === null) return values;
    const off = doublesOf(columns, `line${line}`);
    let [was, before, last] = [Number.NaN, Number.NaN, Number.NaN];
    for (let i = 0, at = 0; i < there.length; i++) {
      if (there[i] === 0) {
        was = before = last = Number.NaN;
        continue;
      }
      const price = priceOfTicks(close[i]!, grid);
      const base = expected(forecast, was, before, price, last);
      before = was;
      was = base + off[at++]! * step;
      values[i] = was;
      last = price;
    }
    return values;
  });
}

const FIELDS = ["open", "high", "low", "close"] as const;

function joined(from: number, to: number, chunks: readonly Opened[] | null): BarSlice | null {
  if (chunks === null) return null;
  const [only] = chunks;
  const whole = chunks.every((chunk) => chunk.whole);
  if (only !== undefined && chunks.length === 1) {
    const [first, end] = [from - only.from, to - only.from];
    const there = whole ? null : only.there.subarray(first, end);
    return {
      from,
      to,
      open: only.open.subarray(first, end),
      high: only.high.subarray(first, end),
      low: only.low.subarray(first, end),
      close: only.close.subarray(first, end),
      volume: only.volume.subarray(first, end),
      equity: only.equity.subarray(first, end),
      there: there?.includes(0) ? there : null,
    };
  }
  const length = to - from;
  const ticks = () => new Int32Array(length);
  const slice = { open: ticks(), high: ticks(), low: ticks(), close: ticks() };
  const [volume, equity] = [new Float64Array(length), new Float64Array(length)];
  const there = new Uint8Array(length);
  for (const chunk of chunks) {
    const [first, end] = [Math.max(from, chunk.from), Math.min(to, chunk.to)];
    const part = <T extends { subarray(a: number, b: number): T }>(column: T): T =>
      column.subarray(first - chunk.from, end - chunk.from);
    for (const field of FIELDS) slice[field].set(part(chunk[field]), first - from);
    volume.set(part(chunk.volume), first - from);
    equity.set(part(chunk.equity), first - from);
    there.set(part(chunk.there), first - from);
  }
  return { from, to, ...slice, volume, equity, there: there.includes(0) ? there : null };
}

function joinedLines(
  from: number,
  to: number,
  chunks: readonly (readonly Float64Array[])[] | null,
  lines: number,
): readonly Float64Array[] | null {
  if (chunks === null) return null;
  return Array.from({ length: lines }, (_, line) => {
    const values = new Float64Array(to - from);
    let start = Math.floor(from / CHUNK) * CHUNK;
    for (const chunk of chunks) {
      const column = chunk[line]!;
      const [first, end] = [Math.max(from, start), Math.min(to, start + column.length)];
      values.set(column.subarray(first - start, end - start), first - from);
      start += column.length;
    }
    return values;
  });
}
