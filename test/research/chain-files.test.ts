// Which contract months do folders, patterns, columns and archives tell of?

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { membersOf } from "#research/chain-members.js";
import { folders, rowsWith } from "../fixtures/chain.js";
import { hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";
import { zipOf } from "../importer/zip.js";

const files = folders();
const contracts = loadContracts();
const days = (first: string, price: number): string => {
  const rows = Array.from({ length: 3 }, (_, k) => {
    const day = new Date(Date.parse(first) + k * 86_400_000).toISOString().slice(0, 10);
    return `${day},${price},${price},${price},${price},10`;
  });
  return `date,open,high,low,close,volume\n${rows.join("\n")}\n`;
};
const H = days("2024-03-05", 5100);
const M = days("2024-03-05", 5150);
const read = async (paths: string | readonly string[], symbol = "MES", months: string | null = null) => {
  const contract = contracts.get(symbol);
  return membersOf({ contract, paths: [paths].flat(), months, reading: {} });
};
const names = async (...wanted: Parameters<typeof read>): Promise<string[]> =>
  (await read(...wanted)).members.map(({ name }) => name);
const code = async (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => "no fault",
    (error) => `${error.code} ${error.message}`,
  );

describe("the name of a file", () => {
  test.each([
    ["MESH4.csv", "MESM4.csv"],
    ["MESH2024.csv", "MESM2024.csv"],
    ["MES 03-24.Last.txt", "MES 06-24.Last.txt"],
    ["MES_03_24_1min.txt", "MES_06_24_1min.txt"],
    ["MES MAR24.csv", "MES JUN24.csv"],
    ["MES March 2024.csv", "MES June 2024.csv"],
    ["F.US.MESH24.csv", "F.US.MESM24.csv"],
    ["@ESH24.csv", "@ESM24.csv"],
    ["ES202403.csv", "ES202406.csv"],
    ["mesh24_daily_historical-data-03-15-2024.csv", "mesm24_daily_historical-data-03-15-2024.csv"],
    ["MESH4.CME.csv", "MESM4.CME.csv"],
    ["MES_2024-03.csv", "MES_2024-06.csv"],
    ["SP500_micro_20240300.csv", "SP500_micro_20240600.csv"],
    ["CME_MINI_MESH2024, 1D.csv", "CME_MINI_MESM2024, 1D.csv"],
  ])("%s and %s are March and June 2024", async (march, june) => {
    expect(await names(files({ [march]: H, [june]: M }))).toEqual(["MESH24", "MESM24"]);
  });

  test("with a year of one digit is of the decade of its bars", async () => {
    const at = files({ "CLF6.csv": days("2015-12-08", 40), "CLG6.csv": days("2015-12-08", 41) });
    expect(await names(at, "CL")).toEqual(["CLF16", "CLG16"]);
  });

  test("that says another contract than the bars is refused", async () => {
    const at = files({ "MESH22.csv": H, "MESM24.csv": M });
    expect(await code(read(at))).toMatch(
      /^E374 MESH22.csv is named for MESH22, and has bars after that has ended/,
    );
  });
});

describe("what lies in a folder", () => {
  test("is taken as far as it is of the product; the rest is named", async () => {
    const at = files({
      "MESH24.csv": H,
      "MESM24.csv.gz": gzipSync(M),
      "NQH24.csv": days("2024-03-05", 18_000),
      "readme.txt": "Bars of contract months.\n",
      "continuous.csv": M,
      "sub/MESU24.csv": M,
    });
    const { members, notes } = await read(at);
    expect(members.map(({ name }) => name)).toEqual(["MESH24", "MESM24"]);
    expect(notes).toEqual([
      "NQH24.csv is of NQ: left out.",
      "continuous.csv does not tell which contract month it holds: left out.",
      "readme.txt is no file of bars: left out.",
    ]);
  });

  test("and its pattern, its list of files and the folder give the same", async () => {
    const at = files({ "MESH24.csv": H, "MESM24.csv": M, "other.csv": M });
    expect(await names(join(at, "MES*.csv"))).toEqual(["MESH24", "MESM24"]);
    expect(await names(join(at, "MES[HM]24.csv"))).toEqual(["MESH24", "MESM24"]);
    expect(await code(read(join(at, "MES[HM24*.csv")))).toMatch(/^E374 No file is named like/);
    expect(await names(join(at, "mes?24.csv"))).toEqual(["MESH24", "MESM24"]);
    expect(await names([join(at, "MESM24.csv"), join(at, "MESH24.csv")])).toEqual(["MESH24", "MESM24"]);
    expect(await code(read(join(at, "MNQ*.csv")))).toMatch(/^E374 No file is named like/);
    expect(await code(read(join(at, "other.csv")))).toMatch(/^E374 .*does not tell which contract month/);
  });

  test("MES goes before ES, which may stand in for it", async () => {
    const at = files({ "MESH24.csv": H, "MESM24.csv": M, "ESH24.csv": H, "ESM24.csv": M });
    const { members, notes } = await read(at);
    expect(members.map(({ series }) => series.source.file)).toEqual(["MESH24.csv", "MESM24.csv"]);
    expect(notes).toEqual(["2 of ES left out, since there are contracts of MES."]);
  });

  test("a month that is missing between others is named", async () => {
    const at = files({
      "MESM23.csv": days("2023-06-06", 1),
      "MESH24.csv": days("2024-03-05", 2),
      "MESM24.csv": days("2024-06-04", 3),
      "MESZ24.csv": days("2024-12-03", 3),
      "MESZ23.csv": days("2023-12-05", 3),
    });
    expect((await read(at)).notes).toEqual([]);
    const twice = files({
      "MESM23.csv": days("2023-06-06", 1),
      "MESU23.csv": days("2023-09-05", 1),
      "MESM24.csv": days("2024-06-04", 3),
      "MESZ24.csv": days("2024-12-03", 3),
    });
    expect((await read(twice)).notes).toEqual([
      "MESZ23 is missing between MESU23 and MESM24.",
      "MESU24 is missing between MESM24 and MESZ24.",
    ]);
  });

  test("several files of a contract go on where the one before ends, and may not lie at the same time", async () => {
    const at = files({ "MESH24.csv": H, "MESH2024.csv": days("2024-03-12", 5120), "MESM24.csv": M });
    const { members } = await read(at);
    expect(members[0]!.series.bars.length).toBe(6);
    expect(members[0]!.series.source.rows?.read).toBe(6);
    const both = files({ "MESH24.csv": H, "MESH2024.csv": days("2024-03-06", 5120), "MESM24.csv": M });
    expect(await code(read(both))).toMatch(/^E374 Two files hold MESH24/);
  });
});

test("a column goes before the name; spreads and other products in it are left out and counted", async () => {
  const text = [
    "date,open,high,low,close,volume,symbol",
    ...rowsWith(H, "MESH4"),
    ...rowsWith(M, "MESM4"),
    ...rowsWith(days("2024-03-05", 50), "MESH4-MESM4"),
    ...rowsWith(days("2024-03-05", 18_000), "MNQH4"),
  ].join("\n");
  const { members, notes } = await read(files({ "MESZ29.csv": text }));
  expect(members.map(({ name }) => name)).toEqual(["MESH24", "MESM24"]);
  expect(notes).toEqual([
    "MESZ29.csv: 3 rows of spreads left out (MESH4-MESM4).",
    "MESZ29.csv: 3 rows of other products left out (MNQH4).",
  ]);
});

test("archives of LEAN, one a day, make one contract each of their files", async () => {
  const minute = (price: number) =>
    `52200000,${price}0000,${price}0000,${price}0000,${price}0000,7\n52260000,${price}0000,${price}0000,${price}0000,${price}0000,7\n`;
  const zip = (day: string) =>
    zipOf({
      [`${day}_es_minute_trade_202403.csv`]: minute(5100),
      [`${day}_es_minute_trade_202406.csv`]: minute(5150),
    });
  const at = files({ "20240305_trade.zip": zip("20240305"), "20240306_trade.zip": zip("20240306") });
  const { members } = await read(at, "ES");
  expect(members.map(({ name, series }) => `${name} ${series.bars.length}`)).toEqual(["ESH24 4", "ESM24 4"]);
});

describe.skipIf(!hasRealData)(`real files${realDataNote}`, () => {
  test("Databento's column, several products in it", async () => {
    const path = sharedPath("data/vendor_samples/databento_ES_ohlcv1m_20240509_decoded.csv");
    const { pieces, notes } = await (await import("#research/chain-files.js")).piecesOf(
      [path],
      contracts.get("ES"),
    );
    expect(pieces.map(({ name }) => name)).toEqual(["ESM4"]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/rows of other products left out \(NQM4/);
  });
});
