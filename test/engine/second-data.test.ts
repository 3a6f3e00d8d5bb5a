import { beforeAll, describe, expect, test } from "vitest";
import { sliceBars } from "#bars/columns.js";
import { loadContracts } from "#instrument/contracts.js";
import type { Series } from "../../src/domain/bars.js";
import {
  BUNDLED,
  type DataFile,
  hasRealData,
  nameOf,
  REAL,
  realDataNote,
  seriesOf,
} from "../fixtures/real-data.js";
import { FEATURES } from "./second-scripts.js";
import { type Chosen, compare, marketOf } from "./second-versus.js";

const SCALE = Number(process.env.TICKPROOF_FUZZ ?? 1);

/** So many bars from the middle of the file on. */
function someOf({ bars, source }: Series, some: number): Series {
  const from = Math.max(0, Math.min(Math.floor(bars.length / 3), bars.length - some));
  return { source, bars: sliceBars(bars, from, Math.min(bars.length, from + some)) };
}

/** Where nobody knows the volume, nothing can hang on it. */
const fitting = (chosen: Chosen, { source }: Series): Chosen =>
  source.hasVolume ? chosen : { ...chosen, limitFill: "through", participation: null };

describe.each(BUNDLED.map((file) => [nameOf(file), file] as const))("%s", (_name, file) => {
  compares(file, 1500 * SCALE, 5);
});

describe.skipIf(!hasRealData)(`files that are not ours${realDataNote}`, () => {
  describe.each(REAL.map((file) => [nameOf(file), file] as const))("%s", (_name, file) => {
    compares(file, 500 * SCALE, 0);
  });
});

function compares(file: DataFile, some: number, atLeast: number): void {
  let series: Series;
  beforeAll(async () => {
    series = someOf(await seriesOf(file), some);
  });

  test.each(FEATURES.map((feature) => [feature.name, feature] as const))(
    "%s: every fill, every ending and every close as the second broker has them",
    (_name, { script, chosen }) => {
      const market = marketOf(series, loadContracts().get(file.symbol));
      const { ours, second, run } = compare(series, fitting(chosen, series), script(market));
      const k = ours.findIndex((line, i) => line !== second[i]);
      expect(ours.slice(k, k + 5)).toEqual(second.slice(k, k + 5));
      expect(ours.length).toBe(second.length);
      expect(run.fills.length).toBeGreaterThanOrEqual(atLeast);
    },
  );
}
