// What does the file hold of single bars and of all of them together?

import type { Bars } from "../../domain/bars.js";
import type { Instrument } from "../../domain/contract.js";
import type { Run } from "../../domain/run.js";
import { regularTest } from "../../instrument/regular-hours.js";
import { m4 } from "../chart/m4.js";
import type { Stretches } from "./kept.js";
import { BUCKETS, CHUNK, EQUITY_COLUMNS } from "./layout.js";
import { pack } from "./pack.js";

/** Opens, trade dates and regular hours of all bars: all three change rarely. */
export function timeBlock({ bars, inputs }: Run): Uint8Array {
  const { length, time, tradeDate } = bars;
  const [day, dayBar, from, to]: [number[], number[], number[], number[]] = [[], [], [], []];
  const isRegular = inputs.data.timeframeMs >= 86_400_000 ? () => true : regularTest(inputs.contract);
  let was = false;
  for (let bar = 0; bar < length; bar++) {
    if (bar === 0 || tradeDate[bar] !== tradeDate[bar - 1]) {
      day.push(tradeDate[bar]!);
      dayBar.push(bar);
    }
    const now = isRegular(time[bar]!);
    if (now && !was) from.push(bar);
    if (!now && was) to.push(bar);
    was = now;
  }
  if (was) to.push(length);
  const all = from.length === 1 && from[0] === 0 && to[0] === length;
  return pack({
    time: time.subarray(0, length),
    day: Int32Array.from(day),
    dayBar: Int32Array.from(dayBar),
    from: Int32Array.from(all ? [] : from),
    to: Int32Array.from(all ? [] : to),
  });
}

export function overviewBlock({ length: count, openTicks, highTicks, lowTicks, closeTicks, volume }: Bars) {
  const length = Math.min(BUCKETS, count);
  const column = () => new Int32Array(length);
  const [open, body, up, down] = [column(), column(), column(), column()];
  const sum = new Float64Array(length);
  for (let i = 0, at = 0; i < length; i++) {
    const end = Math.floor(((i + 1) * count) / length);
    const first = openTicks[at]!;
    let [high, low, total] = [highTicks[at]!, lowTicks[at]!, 0];
    for (; at < end; at++) {
      if (highTicks[at]! > high) high = highTicks[at]!;
      if (lowTicks[at]! < low) low = lowTicks[at]!;
      total += volume[at]!;
    }
    const last = closeTicks[at - 1]!;
    open[i] = first;
    body[i] = last - first;
    up[i] = high - Math.max(first, last);
    down[i] = Math.min(first, last) - low;
    sum[i] = total;
  }
  return pack({ open, body, up, down, volume: sum });
}

/** The account and what was held: full resolution stands in the chunks, and where it does for an overview nothing else. */
export function equityBlock(
  { equity, position }: Pick<Run, "equity" | "position">,
  ownOverview: boolean,
): Uint8Array {
  const at = ownOverview ? [] : m4(equity, EQUITY_COLUMNS);
  const [bar, qty]: [number[], number[]] = [[], []];
  for (let i = 0; i < position.length; i++) {
    if (position[i] === (i === 0 ? 0 : position[i - 1])) continue;
    bar.push(i);
    qty.push(position[i]!);
  }
  return pack({
    bar: Int32Array.from(at),
    value: Float64Array.from(at, (i) => equity[i]!),
    positionBar: Int32Array.from(bar),
    positionQty: Int32Array.from(qty),
  });
}

export interface Chunk {
  readonly index: number;
  readonly n: number;
  readonly packed: Uint8Array;
}

/** Chunk `index` holds what is kept of the bars from `index × 65,536` on: all of them, or the stretches that fall into it. */
export function* barChunks(run: Run, { tickValue }: Instrument, kept: Stretches): Generator<Chunk> {
  for (const { index, stretches } of byChunk(kept)) {
    yield chunkOf(run, tickValue, index, stretches);
  }
}

export function* byChunk(kept: Stretches): Generator<{ index: number; stretches: Stretches }> {
  let index = -1;
  let stretches: { from: number; to: number }[] = [];
  for (const { from, to } of kept) {
    for (let at = from; at < to; ) {
      const chunk = Math.floor(at / CHUNK);
      const end = Math.min(to, (chunk + 1) * CHUNK);
      if (chunk !== index && stretches.length > 0) yield { index, stretches };
      if (chunk !== index) stretches = [];
      index = chunk;
      stretches.push({ from: at, to: end });
      at = end;
    }
  }
  if (stretches.length > 0) yield { index, stretches };
}

function chunkOf(run: Run, tickValue: number, index: number, stretches: Stretches): Chunk {
  const { bars, equity, position } = run;
  const { openTicks, highTicks, lowTicks, closeTicks, volume } = bars;
  const n = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const column = () => new Int32Array(n);
  const [gap, body, up, down] = [column(), column(), column(), column()];
  const traded = new Float64Array(n);
  const drift = new Float64Array(n);
  let k = 0;
  let close = 0;
  let balance = 0;
  for (const { from, to } of stretches) {
    for (let i = from; i < to; i++, k++) {
      const [first, last] = [openTicks[i]!, closeTicks[i]!];
      gap[k] = first - close;
      body[k] = last - first;
      up[k] = highTicks[i]! - Math.max(first, last);
      down[k] = Math.min(first, last) - lowTicks[i]!;
      traded[k] = volume[i]!;
      // What was held earns the difference of the closes; the rest is what was traded, paid or rounded in the bar.
      const expected =
        k === 0 || i === from ? balance : balance + position[i - 1]! * (last - close) * tickValue;
      drift[k] = equity[i]! - expected;
      balance = equity[i]!;
      close = last;
    }
  }
  const exact = equityIsWhole(equity, stretches);
  return {
    index,
    n,
    packed: pack({
      from: Int32Array.from(stretches, ({ from }) => from),
      to: Int32Array.from(stretches, ({ to }) => to),
      gap,
      body,
      up,
      down,
      volume: traded,
      ...(exact ? { drift } : { equity: equityOf(equity, stretches, n) }),
    }),
  };
}

/** Only whole numbers can be taken apart and put together again without a rest. */
function equityIsWhole(equity: Float64Array, stretches: Stretches): boolean {
  for (const { from, to } of stretches)
    for (let i = from; i < to; i++) if (!Number.isSafeInteger(equity[i]!)) return false;
  return true;
}

function equityOf(equity: Float64Array, stretches: Stretches, n: number): Float64Array {
  const kept = new Float64Array(n);
  let k = 0;
  for (const { from, to } of stretches) for (let i = from; i < to; i++) kept[k++] = equity[i]!;
  return kept;
}
