// Is what a strategy reads of its past told by place, however much of it there is?

import { expect, test } from "vitest";
import { ReadsBack, rangeOf } from "#research/series-reads.js";

const COLUMN = new Float64Array(1);
const LONG = 300_000;

test("the range of more values than one call takes as arguments; of none there is none", () => {
  const values = Array.from({ length: LONG }, (_, k) => (k * 7919) % LONG);
  expect(rangeOf(values)).toEqual([0, LONG - 1]);
  expect(rangeOf([-3])).toEqual([-3, -3]);
  expect(rangeOf([])).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

test("a few places are told each in every bar, a loop over the past as the stretch that it read in this one", () => {
  const few = new ReadsBack();
  for (const back of [0, 5]) few.add(COLUMN, back, 10);
  few.add(COLUMN, 1, 11);
  expect(few.at(11).map(({ back, until }) => [back, until])).toEqual([
    [0, null],
    [5, null],
    [1, null],
  ]);

  const loop = new ReadsBack();
  loop.later.add(10);
  for (let back = 1; back <= LONG; back++) loop.add(COLUMN, back, 10);
  for (let back = 3; back <= 9; back++) loop.add(COLUMN, back, 11);
  expect(loop.at(11)).toEqual([{ column: COLUMN, back: 3, until: 9 }]);
  // A bar that will be asked for is remembered; one that will not is forgotten.
  expect(loop.at(10)).toEqual([{ column: COLUMN, back: 1, until: LONG }]);
  loop.add(COLUMN, 2, 12);
  expect(loop.at(11)).toEqual([]);
});

test("what is no number of bars is no place", () => {
  const reads = new ReadsBack();
  for (const back of [Number.NaN, 0.5]) reads.add(COLUMN, back, 1);
  expect(reads.at(1)).toEqual([]);
});
