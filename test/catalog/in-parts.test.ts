import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type OpenSet, openSet, readSet } from "#catalog/catalog.js";
import { readInParts } from "#catalog/in-parts.js";
import { sliceOf, slicesOfAll, storeBars } from "#catalog/store.js";
import { type ReadOptions, readBars } from "#importer/read-bars.js";
import { REPO } from "../cli/cli.js";
import { emptyFolder, MES } from "./stored-bars.js";

const PART = 30_000;
/** The bundled bars: 41,025 of five minutes, without a fault. */
const [, HEADER = "", ...rows] = readFileSync(join(REPO, "data/MES-5m.csv"), "utf8").trimEnd().split("\n");
const written = (folder: string, name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  const text = `${lines.join("\n")}\n`;
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
};
const options = (more: Partial<ReadOptions> = {}): ReadOptions => ({ instrument: MES, ...more });

const bytesOf = async (set: OpenSet) => Buffer.from(new Uint8Array((await readSet(set, MES)).bars.buffer));

/** Both ways into a catalog of its own: what is stored must be the same, and what is said must add up. */
async function bothWays(path: string, more: Partial<ReadOptions> = {}) {
  const [left, right] = [emptyFolder(), emptyFolder()];
  const parts = await readInParts(path, options(more), left, PART);
  if (parts === null) return null;
  const place = (folder: string) => ({ folder, instrument: MES, contract: null, label: null });
  const rest = { reading: "{}", importer: "test" };
  const slices = slicesOfAll(parts.files, MES);
  await storeBars(place(left), [{ source: parts.source, slices, ...rest }], { onConflict: "refuse" });
  parts.remove();
  const series = await readBars(path, options(more));
  await storeBars(place(right), [{ source: series.source, slices: sliceOf(series), ...rest }], {
    onConflict: "refuse",
  });
  const open = (folder: string) =>
    openSet({ name: "MES/5m", path: join(folder, "MES/5m.parquet"), bytes: 0 });
  return { left: open(left), right: open(right), folder: left, count: parts.files.length };
}

describe("a file that is read in parts", () => {
  test("gives the bars, the account and the hash that it gives when it is read at once", async () => {
    const both = await bothWays(written(emptyFolder(), "mes.csv", [HEADER, ...rows]));
    const { left, right, folder, count } = both!;
    expect(count).toBeGreaterThan(7);
    expect(left.about.sha256).toBe(right.about.sha256);
    expect((await bytesOf(left)).equals(await bytesOf(right))).toBe(true);
    const { source } = left.about.sources[0]!;
    const { source: whole } = right.about.sources[0]!;
    expect({ ...source, notes: [] }).toEqual({ ...whole, notes: [] });
    expect(source.notes).toEqual([`Read in ${count} parts.`, ...whole.notes]);
    expect(readdirSync(folder)).toEqual(["MES"]);
  });

  test("has the findings of the whole file, by its lines, and none where it was cut", async () => {
    // A gap of six hours, a spike that reverts, a feed that froze.
    const spike = (row: string) =>
      row.replace(/^([^,]+),([^,]+),([^,]+)/, (_, time, open) => `${time},${open},${Number(open) + 500}`);
    const frozen = (from: number) =>
      rows
        .slice(from, from + 80)
        .map((row) => row.replace(/^([^,]+),.*/, "$1,6000.00,6000.00,6000.00,6000.00,500"));
    const spoilt = [
      ...rows.slice(0, 20_040),
      ...rows.slice(20_110, 25_000),
      spike(rows[25_000]!),
      ...rows.slice(25_001, 30_000),
      ...frozen(30_000),
      ...rows.slice(30_080),
    ];
    const both = await bothWays(written(emptyFolder(), "mes.csv", [HEADER, ...spoilt]));
    const { source } = both!.left.about.sources[0]!;
    const { source: whole } = both!.right.about.sources[0]!;
    expect(whole.findings!.counts.length).toBeGreaterThan(1);
    expect(source.findings).toEqual(whole.findings);
  });

  test("is unpacked on the way", async () => {
    const path = written(emptyFolder(), "mes.csv.gz", [HEADER, ...rows]);
    const both = await bothWays(path);
    expect(both!.left.about.sha256).toBe(both!.right.about.sha256);
    expect(both!.left.about.sources[0]!.source.file).toBe("mes.csv.gz");
  });

  test("lists repairs by the lines of the file, and adds up their counts", async () => {
    const spoilt = rows.map((row, i) => (i % 900 === 7 ? row.replace(/,(\d+)(\.\d+)?,/, ",$1.1,") : row));
    const path = written(emptyFolder(), "mes.csv", [HEADER, ...spoilt]);
    const both = await bothWays(path, {
      policy: { "off-grid": "repair", "high-low": "repair" },
    } as Partial<ReadOptions>);
    const { source } = both!.left.about.sources[0]!;
    const { source: whole } = both!.right.about.sources[0]!;
    expect(source.repairs!.total).toBeGreaterThan(4);
    expect(source.repairs).toEqual(whole.repairs);
    expect(source.rows).toEqual(whole.rows);
  });

  test.each([
    ["newest first", [HEADER, ...[...rows].reverse()]],
    [
      "a bad row far down",
      [HEADER, ...rows.slice(0, 24_000), "2025-05-05T15:00:00Z,1,0,2,1,5", ...rows.slice(24_000)],
    ],
    [
      "a row that stands at the wrong place",
      [HEADER, ...rows.slice(1, 24_000), rows[0]!, ...rows.slice(24_000)],
    ],
    [
      "no volume from some row on",
      [HEADER, ...rows.slice(0, 23_000), ...rows.slice(23_000).map((row) => row.replace(/,\d+$/, ","))],
    ],
  ])("%s is left to who reads the whole file, and nothing stays behind", async (_what, lines) => {
    const folder = emptyFolder();
    const path = written(emptyFolder(), "mes.csv", lines);
    expect(await readInParts(path, options(), folder, PART)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is not, where it is small, or longer bars are made of it", async () => {
    const folder = emptyFolder();
    const path = written(folder, "mes.csv", [HEADER, ...rows]);
    expect(await readInParts(path, options(), folder)).toBeNull();
    expect(await readInParts(path, options({ resample: "1h" }), folder, PART)).toBeNull();
    expect(existsSync(path)).toBe(true);
  });
});
