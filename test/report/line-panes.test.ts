// Does each line of a strategy stand where it was declared, and is it seen from afar as it was?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plotted } from "#domain/plotted.js";
import { instrumentOf } from "#instrument/instrument.js";
import {
  decimalsOf,
  extentOf,
  levelWords,
  linePanes,
  paneOf,
  roundText,
  withLevels,
} from "#report/chart/line-panes.js";
import { lineOverview, overviewPoints } from "#report/embed/line-overview.js";
import { pack } from "#report/embed/pack.js";
import { unpack } from "#report/embed/unpack.js";
import { contractOf } from "../fixtures/real-data.js";

const bars = { close: Float64Array.from({ length: 50 }, (_, i) => 5000 + i) };
const { grid } = instrumentOf(contractOf("MES"));
const drawn = (values: number[], pane: string | null = null): Plotted => ({
  name: "line",
  values: Float64Array.from(values),
  pane,
  levels: [],
});

describe("a pane", () => {
  test("is the declared one, whatever the values", () => {
    expect(paneOf(drawn([30, 70], "price"), bars)).toBe("price");
    expect(paneOf(drawn([5001, 5002], "own"), bars)).toBe("own");
    expect(paneOf(drawn([Number.NaN], "momentum"), bars)).toBe("momentum");
  });

  test("follows from the values where nothing is declared", () => {
    expect(paneOf(drawn([5001, 5002]), bars)).toBe("price");
    expect(paneOf(drawn([30, 70]), bars)).toBe("own");
    expect(paneOf(drawn([Number.NaN]), bars)).toBe("price");
  });

  test("of one name holds all lines that name it; those by themselves share none, not even with a pane called alike", () => {
    const line = (name: string, pane: string, levels: number[] = []) => ({ name, pane, levels });
    const { onPrice, below } = linePanes([
      line("macd", "momentum", [0]),
      line("ema", "price", [5000]),
      line("rsi", "own", [70]),
      line("signal", "momentum", [-1, 0]),
      line("rsi 2", "own"),
      line("odd", "own 2"),
    ]);
    expect(onPrice).toEqual({ title: "Price", lines: [1], levels: [5000] });
    expect(below).toEqual([
      { title: "momentum", lines: [0, 3], levels: [-1, 0] },
      { title: "rsi", lines: [2], levels: [70] },
      { title: "rsi 2", lines: [4], levels: [] },
      { title: "own 2", lines: [5], levels: [] },
    ]);
  });
});

test("a line that never warms up has decimals and no extent", () => {
  const cold = drawn([Number.NaN, Number.NaN], "own");
  expect(extentOf(cold)).toBeNull();
  expect(decimalsOf(cold, "own", grid)).toBe(3);
  expect(extentOf(drawn([Number.NaN, 4, 2, 9, 3, Number.NaN]))).toEqual({
    first: 4,
    last: 3,
    low: 2,
    high: 9,
  });
});

test("a tick gives way to a level that is near, and both are told with the digits they need", () => {
  expect(withLevels([0, 25, 50, 75, 100], [30, 70], 8)).toEqual([0, 30, 50, 70, 100]);
  expect([30, 0.5, -100, 1 / 3].map((value) => roundText(value, 3))).toEqual(["30", "0.5", "−100", "0.333"]);
  expect(levelWords([30, 70])).toBe("; levels at 30, 70");
  expect(levelWords([])).toBe("");
});

test("from afar each bucket has its first, lowest, highest and last value, in the order in which they came", () => {
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((units) => units / 4) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      (list, most) => {
        const length = Math.min(most, list.length);
        const values = Float64Array.from(list);
        const points = overviewPoints(unpack(pack(lineOverview(values, 0, length, 0.25))), 0, 0.25);
        expect(points.length).toBe(4 * length);
        for (let i = 0; i < length; i++) {
          const [from, end] = [0, 1].map((k) => Math.floor(((i + k) * list.length) / length));
          const known = list.slice(from, end).filter((one) => !Number.isNaN(one));
          const of = [...points.subarray(4 * i, 4 * i + 4)];
          if (known.length === 0) {
            expect(of.every(Number.isNaN)).toBe(true);
            continue;
          }
          const [low, high] = [Math.min(...known), Math.max(...known)];
          const middle = known.indexOf(high) < known.indexOf(low) ? [high, low] : [low, high];
          expect(of).toEqual([known[0]! + 0, ...middle.map((one) => one + 0), known.at(-1)! + 0]);
        }
      },
    ),
  );
});

test("a file of before has the last value of each bucket alone", () => {
  const { all0 } = lineOverview(Float64Array.of(1, 5, 2, 3, 0, 4), 0, 2, 0.5);
  expect([...overviewPoints(unpack(pack({ all0: all0! })), 0, 0.5)]).toEqual([2, 4]);
});
