// In which order do the bars stand?

import type { Bars } from "../domain/bars.js";
import type { Policies } from "../domain/findings.js";
import { formatInstant } from "../instrument/time.js";
import type { RepairList } from "./repairs.js";
import type { RowFaults } from "./row-faults.js";

/** Bars as they were read, with what only the importer knows of each. */
export interface Placed {
  readonly bars: Bars;
  readonly lines: Int32Array;
  /** 1 where a policy mended something. */
  readonly mended: Uint8Array;
}

const columnsOf = ({ bars, lines, mended }: Placed): readonly (Float64Array | Int32Array | Uint8Array)[] => [
  ...valuesOf(bars),
  lines,
  mended,
];

const valuesOf = (bars: Bars): readonly (Float64Array | Int32Array)[] => [
  bars.time,
  bars.open,
  bars.high,
  bars.low,
  bars.close,
  bars.volume,
  bars.openTicks,
  bars.highTicks,
  bars.lowTicks,
  bars.closeTicks,
];

/** Rows newest first, as some web sites export them, become oldest first. Not mixed ones: those stay as they are. */
export function oldestFirst(placed: Placed): boolean {
  const { time, length } = placed.bars;
  let falling = 0;
  let rising = 0;
  for (let i = 1; i < length; i++) {
    const step = time[i]! - time[i - 1]!;
    if (step < 0) falling++;
    else if (step > 0) rising++;
  }
  // Where clocks are set back, local stamps that fall in a rising file rise once in a falling one.
  if (falling <= rising) return false;
  for (const column of columnsOf(placed)) column.reverse();
  return true;
}

/** Moves the bars of `chosen`, in that order, to the beginning of the columns. */
export function gather(placed: Placed, chosen: Int32Array): void {
  for (const column of columnsOf(placed)) {
    const values = column.slice();
    for (let k = 0; k < chosen.length; k++) column[k] = values[chosen[k]!]!;
  }
}

/** Bars without those of `dropped`; how many are left. */
export function without(placed: Placed, length: number, dropped: ReadonlySet<number>): number {
  if (dropped.size === 0) return length;
  const chosen = new Int32Array(length - dropped.size);
  let k = 0;
  for (let i = 0; i < length; i++) if (!dropped.has(i)) chosen[k++] = i;
  gather(placed, chosen);
  return k;
}

/**
 * Holds the first `length` bars to strictly rising time, and answers how many remain. The rows out of order (E336) are the
 * fewest without which the others stand in order, so that one stray stamp does not accuse all rows behind it. A row at a
 * time that another one has is a duplicate (E337).
 *
 * `reject` leaves such rows out; of duplicates the first row holds. `repair` sorts by time, rows of one time in the order of
 * the file; of duplicates the last row holds, which is how vendors correct what they sent before.
 */
export function keepOrder(
  placed: Placed,
  length: number,
  cell: number,
  faults: RowFaults,
  repairs: RepairList,
  policies: Pick<Policies, "order" | "duplicate">,
): number {
  const { bars, lines } = placed;
  const { time } = bars;
  if (isRising(time, length)) return length;
  const inOrder = longestRising(time, length);
  const order = strays(time, inOrder, length);
  for (const { bar, after } of order) {
    const way = time[bar]! < time[after]! ? "earlier" : "later";
    const text = `${way} than the bar on line ${lines[after]}`;
    if (policies.order === "refuse") {
      faults.add({
        code: "E336",
        line: lines[bar]!,
        cell,
        text,
        found: text,
        expected: "rows in the order of time",
      });
    } else {
      const sorted = policies.order === "repair";
      repairs.add(
        "order",
        sorted ? "repaired" : "rejected",
        lines[bar]!,
        `${formatInstant(time[bar]!)}, ${text}`,
        sorted ? "moved to its place in time" : "left out",
      );
      if (sorted) placed.mended[bar] = 1;
    }
  }
  const left = new Set(policies.order === "repair" ? [] : order.map(({ bar }) => bar));
  const all = Array.from({ length }, (_, i) => i).filter((i) => !left.has(i));
  const sorted = Int32Array.from(all.sort((a, b) => time[a]! - time[b]! || a - b));
  const kept = once(placed, sorted, cell, faults, repairs, policies.duplicate);
  gather(placed, kept);
  return kept.length;
}

function isRising(time: Float64Array, length: number): boolean {
  for (let i = 1; i < length; i++) if (!(time[i]! > time[i - 1]!)) return false;
  return true;
}

/**
 * 1 for each row of a longest run in which time never falls (patience sorting, Fredman 1975), read from the end, so that of
 * two swapped rows the second counts as misplaced.
 */
function longestRising(time: Float64Array, length: number): Uint8Array {
  const tails = new Int32Array(length);
  const next = new Int32Array(length).fill(-1);
  let most = 0;
  for (let i = length - 1; i >= 0; i--) {
    let low = 0;
    let high = most;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (time[tails[middle]!]! >= time[i]!) low = middle + 1;
      else high = middle;
    }
    if (low > 0) next[i] = tails[low - 1]!;
    tails[low] = i;
    if (low === most) most++;
  }
  const inOrder = new Uint8Array(length);
  for (let i = most > 0 ? tails[most - 1]! : -1; i >= 0; i = next[i]!) inOrder[i] = 1;
  return inOrder;
}

/** The rows out of order, with the row in order that each stands behind (or before, at the beginning of the file). */
function strays(
  time: Float64Array,
  inOrder: Uint8Array,
  length: number,
): { readonly bar: number; readonly after: number }[] {
  const times = new Set<number>();
  for (let i = 0; i < length; i++) if (inOrder[i] === 1) times.add(time[i]!);
  const found: { bar: number; after: number }[] = [];
  let last = inOrder.indexOf(1);
  for (let i = 0; i < length; i++) {
    if (inOrder[i] === 1) {
      last = i;
      continue;
    }
    // A repeated time is told as a duplicate, wherever it stands.
    if (times.has(time[i]!)) continue;
    times.add(time[i]!);
    const later = time[i]! > time[last]!;
    const ahead = later ? inOrder.indexOf(1, i) : last;
    found.push({ bar: i, after: ahead < 0 ? last : ahead });
  }
  return found;
}

/** Of rows at one time one: `sorted` by time, those of one time in the order of the file. */
function once(
  { bars, lines }: Placed,
  sorted: Int32Array,
  cell: number,
  faults: RowFaults,
  repairs: RepairList,
  policy: Policies["duplicate"],
): Int32Array {
  const { time } = bars;
  const columns = valuesOf(bars);
  const isSame = (a: number, b: number): boolean =>
    columns.every((column) => Object.is(column[a], column[b]));
  const kept = new Int32Array(sorted.length);
  const refused: { bar: number; text: string }[] = [];
  let k = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && time[sorted[to]!] === time[sorted[from]!]) to++;
    const group = sorted.subarray(from, to);
    const agree = group.every((bar) => isSame(bar, group[0]!));
    const holds = policy === "repair" && !agree ? group[group.length - 1]! : group[0]!;
    kept[k++] = holds;
    for (const bar of group) {
      if (bar === holds) continue;
      const text = `the same time as line ${lines[holds]}, with ${isSame(bar, holds) ? "the same" : "other"} values`;
      if (policy === "refuse") refused.push({ bar, text });
      else repairs.add("duplicate", "rejected", lines[bar]!, formatInstant(time[bar]!), text);
    }
  }
  for (const { bar, text } of refused.sort((a, b) => lines[a.bar]! - lines[b.bar]!)) {
    faults.add({
      code: "E337",
      line: lines[bar]!,
      cell,
      text,
      found: text,
      expected: "one row for each time",
    });
  }
  return kept.subarray(0, k);
}
