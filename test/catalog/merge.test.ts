import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openSet, readSet } from "#catalog/catalog.js";
import { merged, newTally } from "#catalog/merge.js";
import { sliceOf, storeBars } from "#catalog/store.js";
import { Fault } from "#domain/fault.js";
import type { Bars } from "../../src/domain/bars.js";
import { barsOf, emptyFolder, MES, type Row, rowsOf, seriesOf } from "./stored-bars.js";

/** Few minutes and few prices, so that bars often meet, and often differ. */
const rows = fc
  .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 })
  .chain((minutes) =>
    fc
      .array(fc.integer({ min: 100, max: 102 }), { minLength: minutes.length, maxLength: minutes.length })
      .map((ticks) =>
        minutes.sort((a, b) => a - b).map((minute, i): Row => ({ minute, ticks: ticks[i]!, volume: 5 })),
      ),
  );

/** Pieces of a series, as groups of a file are. */
function* pieces(bars: Bars, size: number) {
  for (let from = 0; from < bars.length; from += size)
    yield { bars, from, to: Math.min(bars.length, from + size) };
}

const rowsIn = (
  slices: Iterable<{ bars: { time: Float64Array; close: Float64Array }; from: number; to: number }>,
) => {
  const all: [number, number][] = [];
  for (const { bars, from, to } of slices)
    for (let i = from; i < to; i++) all.push([bars.time[i]!, bars.close[i]!]);
  return all;
};

describe("bars that lie on top of others", () => {
  test("merge as a table by time does, whichever side wins", () => {
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 1, max: 7 }), fc.boolean(), (old, late, size, replace) => {
        const [a, b] = [barsOf(old), barsOf(late)];
        const tally = newTally();
        const result = rowsIn(
          merged(pieces(a, size), pieces(b, size + 1), replace ? "replace" : "keep", tally),
        );
        const [winner, loser] = replace ? [b, a] : [a, b];
        const byTime = new Map([...rowsIn(pieces(loser, 99)), ...rowsIn(pieces(winner, 99))]);
        expect(result).toEqual([...byTime].sort(([x], [y]) => x - y));
        const there = new Map(rowsIn(pieces(a, 99)));
        const meets = rowsIn(pieces(b, 99)).filter(([time]) => there.has(time));
        expect(tally.same).toBe(meets.filter(([time, close]) => there.get(time) === close).length);
        expect(tally.conflicts).toBe(meets.length - tally.same);
        expect(tally.added).toBe(b.length - meets.length);
      }),
    );
  });
});

describe("a set of the catalog", () => {
  const options = { onConflict: "refuse" } as const;
  const place = (folder: string, label: string | null = null) => ({
    folder,
    instrument: MES,
    contract: null,
    label,
  });
  const one = (series: ReturnType<typeof seriesOf>) => ({
    source: series.source,
    slices: sliceOf(series),
    reading: "{}",
    importer: "test",
  });
  const open = (folder: string, name = "1m") =>
    openSet({ name: `MES/${name}`, path: join(folder, `MES/${name}.parquet`), bytes: 0 });

  test("grows by what is new, keeps the account of each file, and has one hash however it was put together", async () => {
    const all = rowsOf(1000);
    const [left, right] = [emptyFolder(), emptyFolder()];
    await storeBars(place(left), [one(seriesOf(all))], options);
    await storeBars(place(right), [one(seriesOf(all.slice(400), "late.csv"))], options);
    const { sources } = await storeBars(
      place(right),
      [one(seriesOf(all.slice(0, 500), "early.csv")), one(seriesOf(all.slice(450, 700), "middle.csv"))],
      options,
    );
    expect(sources.map(({ added, same, conflicts }) => [added, same, conflicts])).toEqual([
      [400, 100, 0],
      [0, 250, 0],
    ]);
    expect(open(right).about.sha256).toBe(open(left).about.sha256);
    expect((await readSet(open(right), MES)).bars).toEqual((await readSet(open(left), MES)).bars);
    expect(open(right).about.sources.map(({ source }) => source.file)).toEqual([
      "late.csv",
      "early.csv",
      "middle.csv",
    ]);
  });

  test("refuses bars that differ, names their times and both values, and stays as it was", async () => {
    const folder = emptyFolder();
    const all = rowsOf(100);
    await storeBars(place(folder), [one(seriesOf(all))], options);
    const before = open(folder).about;
    const other = seriesOf(
      all.map((row, i) => (i === 40 ? { ...row, ticks: row.ticks + 8 } : row)),
      "b.csv",
    );
    const told = await storeBars(place(folder), [one(other)], options).catch((error: unknown) => error);
    expect(told).toBeInstanceOf(Fault);
    const { code, message, detail } = told as Fault;
    expect([code, message]).toEqual(["E357", "b.csv differs from MES/1m at one time"]);
    expect(detail.excerpt).toBe(
      [
        "2024-01-02T15:41:00Z",
        "    there   open 4819.25  high 4820.25  low 4819  close 4819.5  volume 521",
        "    coming  open 4821.25  high 4822.25  low 4821  close 4821.5  volume 521",
      ].join("\n"),
    );
    expect(open(folder).about).toEqual(before);
  });

  test.each([
    ["keep", 4819.5, "there"],
    ["replace", 4821.5, "coming"],
  ] as const)(
    "on %s has a close of %f there, and says which bar was taken",
    async (onConflict, close, kept) => {
      const folder = emptyFolder();
      const all = rowsOf(100);
      await storeBars(place(folder), [one(seriesOf(all))], options);
      const other = seriesOf(
        all.map((row, i) => (i === 40 ? { ...row, ticks: row.ticks + 8 } : row)),
        "b.csv",
      );
      const { sources } = await storeBars(place(folder), [one(other)], { onConflict });
      expect((await readSet(open(folder), MES)).bars.close[40]).toBe(close);
      expect(sources[0]).toMatchObject({ added: 0, same: 99, conflicts: 1, kept });
      const { source } = await readSet(open(folder), MES);
      expect(source.notes.join("\n")).toContain(`1 bars differed from those that were there`);
    },
  );

  test("takes no bars of another length, and none without volume beside those that have it", async () => {
    const folder = emptyFolder();
    await storeBars(place(folder), [one(seriesOf(rowsOf(100)))], options);
    const silent = seriesOf(
      rowsOf(50).map((row) => ({ ...row, volume: Number.NaN })),
      "silent.csv",
    );
    await expect(storeBars(place(folder), [one(silent)], options)).rejects.toMatchObject({ code: "E358" });
    await storeBars(place(folder, "silent"), [one(silent)], options);
    expect(open(folder, "1m-silent").about.hasVolume).toBe(false);
  });

  test("of one file hands a run the provenance of that file, and one sentence more", async () => {
    const folder = emptyFolder();
    const series = seriesOf(rowsOf(100), "MES.csv", "ab".repeat(32));
    await storeBars(place(folder), [one(series)], options);
    const { source } = await readSet(open(folder), MES);
    expect({ ...source, notes: source.notes.slice(0, -1) }).toEqual(series.source);
    expect(source.notes.at(-1)).toMatch(/^From the catalog: MES\/1m, content SHA-256 [0-9a-f]{16}\.$/);
  });
});
