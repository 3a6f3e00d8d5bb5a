// Does every run find the columns that belong to it, and no other?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sliceBars } from "#bars/columns.js";
import { randomOf } from "#domain/random.js";
import { ema } from "#indicator/ema.js";
import { highest } from "#indicator/extreme.js";
import { INDICATORS } from "#indicator/list.js";
import { makesBars, pure } from "#indicator/pure.js";
import { rollingProfile } from "#indicator/volume-profile.js";
import { ColumnCache } from "#strategy/columns.js";
import { SharedColumns } from "#strategy/shared-columns.js";
import { minuteBars } from "../fixtures/series.js";

const { bars } = minuteBars(5, 200);
const MB = 2 ** 20;
/** A column as long as the bars. */
const BYTES = 8 * bars.length;

/** A pure function that counts how often it computes. */
function counting() {
  const calls: unknown[][] = [];
  const compute = pure("counting", (column: Float64Array, ...rest: unknown[]) => {
    calls.push(rest);
    return column.map((value) => value + calls.length);
  });
  return { calls, compute };
}

const shared = (budget = 64 * MB, watchful = true) => {
  const columns = new SharedColumns({ budget, watchful });
  columns.know(bars);
  return columns;
};

describe("runs over the same bars", () => {
  test("compute a column of a framework function once, and a strategy's own function each", () => {
    const columns = shared();
    const [one, two] = [new ColumnCache(columns), new ColumnCache(columns)];
    expect(two.get(ema, [bars.close, 12])).toBe(one.get(ema, [bars.close, 12]));
    expect(two.get(ema, [bars.close, 13])).not.toBe(one.get(ema, [bars.close, 12]));
    let k = 0;
    const own = (column: Float64Array) => column.map((value) => value + k);
    const before = one.get(own, [bars.close]) as Float64Array;
    k = 5; // the function reads what its module holds
    expect(one.get(own, [bars.close])).toBe(before);
    expect((two.get(own, [bars.close]) as Float64Array)[0]).toBe(bars.close[0]! + 5);
  });

  test("find columns of columns again, and those of several lines", () => {
    const columns = shared();
    const through = () => {
      const run = new ColumnCache(columns);
      const { upper } = run.get(INDICATORS.bollinger, [bars.close, 20, 2]) as Record<string, Float64Array>;
      return run.get(highest, [upper, 5]);
    };
    expect(through()).toBe(through());
  });

  test("find them through other views of the same memory, and a part of the bars is not the whole", () => {
    const columns = shared();
    const [whole, again] = [bars, sliceBars(bars, 0, bars.length)];
    const half = sliceBars(bars, 0, bars.length / 2);
    const of = ({ close }: typeof bars) => new ColumnCache(columns).get(ema, [close, 12]) as Float64Array;
    expect(again.close).not.toBe(whole.close);
    expect(of(again)).toBe(of(whole));
    expect(of(half)).not.toBe(of(whole));
    expect(of(half).length).toBe(bars.length / 2);
    expect(new ColumnCache(columns).get(ema, [bars.high, 12])).not.toBe(of(whole));
  });

  test("are told apart by every argument: options, texts, the sign of nought, what is left out", () => {
    const columns = shared();
    const { calls, compute } = counting();
    const asked: unknown[][] = [
      [],
      [0],
      [-0],
      ["0"],
      [0, undefined],
      [{ spread: "close" }],
      [{ spread: "uniform" }],
      [Number.NaN],
      [true],
      ["true"],
      [null],
    ];
    for (const rest of asked) columns.make(compute, [bars.close, ...rest]);
    for (const [k, rest] of asked.entries()) {
      const copy = rest.map((arg) => (typeof arg === "object" && arg !== null ? { ...arg } : arg));
      expect((columns.find(compute, [bars.close, ...copy]) as Float64Array)[0]).toBe(bars.close[0]! + k + 1);
    }
    expect(calls).toHaveLength(asked.length);
  });

  test("share nothing that was computed from columns of somebody's own", () => {
    const columns = shared();
    const own = Float64Array.from(bars.close);
    expect(columns.make(ema, [own, 12]).kept).toBe(false);
    expect(columns.find(ema, [own, 12])).toBe(null);
    expect(columns.make(rollingProfile, [bars.high, bars.low, own, bars.volume, 5, 1]).kept).toBe(false);
    expect(columns.make(rollingProfile, [bars.high, bars.low, bars.close, bars.volume, 5, 1]).kept).toBe(
      true,
    );
  });
});

describe("the memory for columns", () => {
  test("is kept to: those that were not asked for the longest are forgotten, and computed again", () => {
    const columns = shared(8 * BYTES);
    const { calls, compute } = counting();
    const ask = (k: number) =>
      columns.find(compute, [bars.close, k]) ?? columns.make(compute, [bars.close, k]).result;
    const first = ask(0) as Float64Array;
    const kept = first.slice();
    for (let k = 1; k < 40; k++) {
      ask(0);
      ask(k);
      expect(columns.bytes).toBeLessThanOrEqual(8 * BYTES);
    }
    expect(ask(0)).toBe(first); // asked for all the time
    expect(calls).toHaveLength(40);
    ask(1);
    expect(calls).toHaveLength(41);
    expect(first).toEqual(kept);
  });

  test("holds what an independent list of the last uses says, whatever is asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 80 }), (asked) => {
        const columns = shared(6 * BYTES);
        const { compute } = counting();
        let recent: number[] = [];
        for (const k of asked) {
          const found = columns.find(compute, [bars.close, k]);
          expect(found !== null).toBe(recent.includes(k));
          recent = [...recent.filter((other) => other !== k), k];
          if (found === null) columns.make(compute, [bars.close, k]);
          if (recent.length > 6) recent = recent.slice(3); // down to three quarters: 4 of 6, 4.5 rounded down
        }
      }),
    );
  });

  test("of nothing, or less than a column, keeps none, and the run still computes each once", () => {
    for (const budget of [0, BYTES - 1]) {
      const run = new ColumnCache(shared(budget));
      expect(run.get(ema, [bars.close, 12])).toBe(run.get(ema, [bars.close, 12]));
      expect(new ColumnCache(shared(budget)).get(ema, [bars.close, 12])).not.toBe(
        run.get(ema, [bars.close, 12]),
      );
    }
  });
});

test("a program that writes into its bars between two runs gets new columns", () => {
  const { bars: mine } = minuteBars(2, 100);
  const columns = new SharedColumns({ budget: 64 * MB, watchful: true });
  columns.know(mine);
  const of = (name: "close" | "high") => new ColumnCache(columns).get(ema, [mine[name], 12]) as Float64Array;
  const random = randomOf(1, "columns");
  for (let k = 0; k < 200; k++) {
    const [close, high] = [of("close"), of("high")];
    expect([of("close"), of("high")]).toEqual([close, high]);
    const at = Math.floor(random() * mine.length);
    const other = Math.floor(random() * mine.length);
    [mine.close[at], mine.close[other]] = [mine.close[other]!, mine.close[at]! + (k % 2) / 4];
    expect(of("close")).toEqual(ema(mine.close, 12));
  }
});

test("bars that were made of a series are those of the next run too, until somebody may have written into them", () => {
  const columns = shared();
  let made = 0;
  const compute = makesBars((series: object, frame: string) => ({ series, frame, number: ++made }));
  const series = { bars };
  const ask = (of: object, frame: string, begins: boolean) =>
    new ColumnCache(columns, begins).get(compute, [of, frame]) as unknown as { number: number };
  expect(ask(series, "1h", true).number).toBe(1);
  expect(ask(series, "1h", false).number).toBe(1);
  expect(ask(series, "1d", false).number).toBe(2);
  expect(ask({ ...series }, "1h", false).number).toBe(3);
  expect(ask(series, "1h", false).number).toBe(1);
  expect(ask(series, "1h", true).number).toBe(4);
  const alone = new ColumnCache();
  expect(alone.get(compute, [series, "1h"])).toBe(alone.get(compute, [series, "1h"]));
});
