// Is none of the strategies that come with the program accused, whatever bars it is watched on?

import { describe, expect, test } from "vitest";
import { sliceBars } from "#bars/columns.js";
import { resolveStrategyFile } from "#strategy/find.js";
import type { Series } from "../../src/domain/bars.js";
import {
  BUNDLED,
  contractOf,
  hasRealData,
  nameOf,
  REAL,
  realDataNote,
  seriesOf,
} from "../fixtures/real-data.js";
import { watcher } from "./verify-series.js";

const { watch } = watcher();
const NAMES = ["ema-trend", "rsi-reversion", "volume-profile-range", "tiered-take-profit"];

/** Enough for every kind of market; the whole of each was looked at once, by hand. */
const MOST_BARS = 6_000;

/** Of a long file each strategy gets another stretch: together they see its beginning, its end and two between. */
function stretch({ bars, source }: Series, name: string): Series {
  const most = Math.min(MOST_BARS, bars.length);
  const from = Math.floor(((bars.length - most) * NAMES.indexOf(name)) / (NAMES.length - 1));
  return { source, bars: sliceBars(bars, from, from + most) };
}

const accused = async (file: (typeof REAL)[number], name: string) => {
  const more = { contract: contractOf(file.symbol), flatCost: null };
  const { findings, cuts } = await watch(
    resolveStrategyFile(name, process.cwd()),
    {},
    { cuts: 40, starts: 0 },
    stretch(await seriesOf(file), name),
    more,
  );
  expect(cuts).toBeGreaterThan(30);
  return findings;
};

describe.each(BUNDLED.map((file) => [nameOf(file), file] as const))("%s", (_, file) => {
  test.each(NAMES)("%s", async (name) => expect(await accused(file, name)).toEqual([]));
});

describe.skipIf(!hasRealData).each(REAL.map((file) => [nameOf(file), file] as const))(
  `%s${realDataNote}`,
  (_, file) => {
    test.each(NAMES)("%s", async (name) => expect(await accused(file, name)).toEqual([]));
  },
);
