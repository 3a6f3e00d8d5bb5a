// Are bars that were kept the bars of the file, whatever became of either?

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Keeping, keptOr } from "#catalog/kept-bars.js";
import type { Series } from "#domain/bars.js";
import { type ReadOptions, readBars } from "#importer/read-bars.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { withHours } from "#instrument/session-part.js";

const root = mkdtempSync(join(tmpdir(), "tickproof-kept-bars-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const contracts = loadContracts();
const MES: ReadOptions = { instrument: instrumentOf(contracts.get("MES")) };
const MINUTE = 60_000;
let n = 0;
let folder = "";
let path = "";
let reads = 0;

beforeEach(() => {
  folder = join(root, `case-${++n}`);
  mkdirSync(folder);
  path = join(folder, "bars.csv");
  writeFileSync(path, csv(40));
  reads = 0;
});

/** Minutes from ten in the morning of a Wednesday, each at the close of the one before; one row is off the grid. */
function csv(length: number, close = 5000): string {
  const rows = Array.from({ length }, (_, i) => {
    const time = new Date(Date.parse("2025-03-05T16:00:00Z") + i * MINUTE).toISOString();
    return `${time},${close},${close + 1},${close - 1},${i === 7 ? close + 0.1 : close},${100 + i}`;
  });
  return `time,open,high,low,close,volume\n${rows.join("\n")}\n`;
}

/** A day later unless told: by then the file's stamp tells every change. */
const keeping = (more: Partial<Keeping> = {}): Keeping => ({
  folder: join(folder, "kept"),
  now: () => statSync(path).mtimeMs + 86_400_000,
  ...more,
});

const OPTIONS: ReadOptions = { ...MES, policy: { "off-grid": "repair" } };
const read = (options: ReadOptions = OPTIONS, how: Keeping = keeping()): Promise<Series> =>
  keptOr(path, options, how, () => {
    reads++;
    return readBars(path, options);
  });
const names = (): string[] => readdirSync(join(folder, "kept")).sort();
const dataFile = (): string => join(folder, "kept", names().find((name) => name.endsWith(".bars"))!);

test("a file that was read is not read again, and is the same with its repairs, findings and notes", async () => {
  const fresh = await readBars(path, OPTIONS);
  const [first, second] = [await read(), await read()];
  expect(reads).toBe(1);
  expect(fresh.source.repairs).not.toEqual([]);
  expect(fresh.source.notes.join()).toContain("1 repaired");
  for (const { bars, source } of [first, second]) {
    expect(source).toStrictEqual(fresh.source);
    expect([...bars.time]).toEqual([...fresh.bars.time]);
    expect([...bars.closeTicks]).toEqual([...fresh.bars.closeTicks]);
    expect([...bars.tradeDate]).toEqual([...fresh.bars.tradeDate]);
  }
  expect(names()).toHaveLength(2);
});

describe("it is read again", () => {
  const ways: readonly [string, ReadOptions][] = [
    ["with other options", { ...OPTIONS, timeframeMs: MINUTE }],
    ["with another policy", { ...MES, policy: { "off-grid": "reject" } }],
    ["as longer bars", { ...OPTIONS, resample: "5m" }],
    ["as another contract", { ...OPTIONS, instrument: instrumentOf(contracts.get("MNQ")) }],
    ["in other hours", { ...OPTIONS, instrument: instrumentOf(withHours(contracts.get("MES"), "regular")) }],
  ];
  test.each(ways)("%s", async (_name, options) => {
    await read();
    expect(await read(options)).toEqual(await readBars(path, options));
    expect(reads).toBe(2);
    await read(options);
    await read();
    expect(reads, "both are kept").toBe(2);
  });

  test("when it has grown, or was written anew", async () => {
    await read();
    writeFileSync(path, csv(41));
    expect((await read()).bars.length).toBe(41);
    writeFileSync(path, csv(41, 5001));
    expect((await read()).bars.close[0]).toBe(5001);
    expect(reads).toBe(3);
  });

  test("when what was kept is torn, changed in one bit, or gone", async () => {
    const fresh = await read();
    const whole = readFileSync(dataFile());
    const spoil: readonly (() => void)[] = [
      () => truncateSync(dataFile(), whole.length - 8),
      () => truncateSync(dataFile(), 0),
      ...[0, 1_000, whole.length - 1].map((at) => () => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= 4;
        writeFileSync(dataFile(), bytes);
      }),
      () => rmSync(dataFile()),
      () => writeFileSync(dataFile().replace(".bars", ".json"), "{"),
      () => writeFileSync(dataFile().replace(".bars", ".json"), "null"),
      () => rmSync(dataFile().replace(".bars", ".json")),
    ];
    for (const [k, way] of spoil.entries()) {
      way();
      const again = await read();
      expect(reads).toBe(k + 2);
      expect([...again.bars.close]).toEqual([...fresh.bars.close]);
      await read();
      expect(reads, "kept once more").toBe(k + 2);
    }
  });
});

test("a file that was changed moments ago is believed by its bytes, not by its stamp", async () => {
  // Both changes within one tick of a coarse clock: size, inode and stamp stay what they were.
  const soon = keeping({ now: () => statSync(path).mtimeMs + 500 });
  const { atimeMs, mtimeMs } = statSync(path);
  await read(OPTIONS, soon);
  await read(OPTIONS, soon);
  expect(reads, "its bytes are the same").toBe(1);
  expect(JSON.parse(readFileSync(dataFile().replace(".bars", ".json"), "utf8"))).toMatchObject({
    settled: false,
  });
  // The time of the last change of the inode cannot be set back, so the record is put where it would be looked for.
  const before = names();
  writeFileSync(path, csv(40, 5002));
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
  expect((await read(OPTIONS, soon)).bars.close[0]).toBe(5002);
  for (const name of names().filter((one) => !before.includes(one))) {
    const old = before.find((one) => one.endsWith(name.slice(name.lastIndexOf("."))))!;
    writeFileSync(join(folder, "kept", name), readFileSync(join(folder, "kept", old)));
  }
  expect((await read(OPTIONS, soon)).bars.close[0], "not the bars of other bytes").toBe(5002);
  expect(reads).toBe(3);

  await read();
  await read();
  expect(reads, "a day later, looked at once more and settled").toBe(3);
  const settled = names().filter((name) => name.endsWith(".json"));
  const records = settled.map((name) => JSON.parse(readFileSync(join(folder, "kept", name), "utf8")));
  expect(records.filter((record) => record.settled)).toHaveLength(1);
});

test("what was used longest ago goes where room is needed, and what is too large is not kept", async () => {
  const bytes = 68 * 40;
  let day = 1;
  const tight = keeping({ mostBytes: 2 * bytes, now: () => statSync(path).mtimeMs + day++ * 86_400_000 });
  const second = { ...OPTIONS, timeframeMs: MINUTE };
  const third = { ...OPTIONS, stamp: "open" } as const;
  await read(OPTIONS, tight);
  await read(second, tight);
  const at = (place: string, when: number) => utimesSync(place, when, when);
  for (const name of names().filter((one) => one.endsWith(".json"))) at(join(folder, "kept", name), 1_000);
  await read(OPTIONS, tight); // used now
  await read(third, tight); // the second has to go
  expect(names()).toHaveLength(4);
  reads = 0;
  await read(OPTIONS, tight);
  await read(third, tight);
  expect(reads).toBe(0);
  await read(second, tight);
  expect(reads).toBe(1);

  await read(
    { ...OPTIONS, dateOrder: "mdy" },
    keeping({ mostBytes: bytes - 1, folder: join(folder, "small") }),
  );
  expect(() => readdirSync(join(folder, "small"))).toThrow("ENOENT");
});

test("what a killed process left half written goes, what another one writes now stays", async () => {
  mkdirSync(join(folder, "kept"));
  const [old, fresh] = ["a.bars.1.tmp", "b.bars.2.tmp"].map((name) => join(folder, "kept", name)) as [
    string,
    string,
  ];
  for (const draft of [old, fresh]) writeFileSync(draft, "half");
  const at = statSync(path).mtimeMs / 1000 + 86_400;
  utimesSync(fresh, at, at);
  await read();
  expect(names().filter((name) => name.endsWith(".tmp"))).toEqual(["b.bars.2.tmp"]);
});

test("a file with a fault is none to keep, and says the same each time", async () => {
  writeFileSync(path, csv(40).replace("5001", "4000"));
  const faults = [await read(MES).catch(String), await read(MES).catch(String)];
  expect(faults[0]).toContain("Fault");
  expect(faults[1]).toBe(faults[0]);
  expect(reads).toBe(2);
});

test("where nothing can be kept, files are read", async () => {
  writeFileSync(join(folder, "kept"), "in the way");
  expect((await read()).bars.length).toBe(40);
  expect((await read()).bars.length).toBe(40);
  expect(reads).toBe(2);
  rmSync(join(folder, "kept"));
  mkdirSync(join(folder, "kept"));
  chmodSync(join(folder, "kept"), 0o500);
  expect((await read()).bars.length).toBe(40);
});
