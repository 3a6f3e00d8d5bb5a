// Does what a run sees of longer bars add up to those of the whole file, on markets that were?

import { describe, expect, test } from "vitest";
import { BAR_COLUMNS } from "#bars/columns.js";
import { frameOf } from "#bars/frame.js";
import { longerBars } from "#bars/longer.js";
import { resampled } from "#bars/resample.js";
import { instrumentOf } from "#instrument/instrument.js";
import { contractOf, type DataFile, nameOf, REAL, realDataNote, seriesOf } from "../fixtures/real-data.js";

describe.skipIf(REAL.length === 0)(`real data${realDataNote}`, () => {
  test.each(REAL.map((file): [string, DataFile] => [nameOf(file), file]))(
    "%s: nothing comes late, and the bars are those of --resample, but for one that is not over",
    async (_name, file) => {
      const series = await seriesOf(file);
      const contract = contractOf(series.source.symbol);
      for (const text of ["30m", "1h", "90m", "4h", "7h", "1d", "1w"]) {
        const frame = frameOf(text);
        const { bars, seen, late } = longerBars(series, contract, frame);
        const whole = resampled(series, instrumentOf(contract), frame).bars;
        expect([text, late]).toEqual([text, 0]);
        expect(whole.length - bars.length).toBeLessThanOrEqual(1);
        for (const column of BAR_COLUMNS)
          expect([text, column, ...bars[column]]).toEqual([
            text,
            column,
            ...whole[column].slice(0, bars.length),
          ]);
        expect(seen.at(-1)).toBe(bars.length - 1);
        // Two at once where the first bar after a hole ends a frame of its own.
        expect(seen.every((now, i) => i === 0 || (now >= seen[i - 1]! && now <= seen[i - 1]! + 2))).toBe(
          true,
        );
      }
    },
  );
});
