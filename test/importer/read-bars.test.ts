// Does a CSV file of any dialect become the bars that its vendor meant?

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readBars } from "#importer/read-bars.js";
import { contract, day, file, inFolder, MES, read, told } from "./helpers.js";

const ROWS = [
  ["2024-05-14T14:30:00Z", "5241.25", "5243.00", "5240.75", "5242.50", "1893"],
  ["2024-05-14T14:31:00Z", "5242.50", "5242.75", "5240.00", "5241.00", "2101"],
  ["2024-05-14T14:33:00Z", "5241.00", "5241.00", "5240.50", "5240.50", "7"],
];
const BARS = [
  "2024-05-14T14:30:00Z 5241.25 5243 5240.75 5242.5 1893",
  "2024-05-14T14:31:00Z 5242.5 5242.75 5240 5241 2101",
  "2024-05-14T14:33:00Z 5241 5241 5240.5 5240.5 7",
];
const HEADER = "time,open,high,low,close,volume";
const table = (header: string, stamps: string[], delimiter = ","): string =>
  [header, ...ROWS.map((row, i) => [stamps[i], ...row.slice(1)].join(delimiter))].join("\n");
const csv = [HEADER, ...ROWS.map((row) => row.join(","))].join("\n");

describe("columns", () => {
  test.each([
    ["in another order", "close,volume,low,high,open,time", [4, 5, 3, 2, 1, 0], ","],
    ["in capitals with blanks around", " Time , OPEN,High , Low,Close,Volume ", [0, 1, 2, 3, 4, 5], ","],
    ["between semicolons", "time;open;high;low;close;volume", [0, 1, 2, 3, 4, 5], ";"],
    ["between tabs", "time\topen\thigh\tlow\tclose\tvolume", [0, 1, 2, 3, 4, 5], "\t"],
    ["between bars", "time|open|high|low|close|volume", [0, 1, 2, 3, 4, 5], "|"],
    ["in Sierra Chart's words", "Timestamp, Open, High, Low, Last, Volume", [0, 1, 2, 3, 4, 5], ", "],
    ["in Barchart's words", '"Time","Open","High","Low","Latest","Volume"', [0, 1, 2, 3, 4, 5], ","],
    ["in MetaTrader's brackets", "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>", [0, 1, 2, 3, 4, 5], "\t"],
    ["under the index of pandas", ",open,high,low,close,volume", [0, 1, 2, 3, 4, 5], ","],
    ["as Databento names them", "ts_event,open,high,low,close,volume", [0, 1, 2, 3, 4, 5], ","],
  ])("%s are the same bars", async (_what, header, order, delimiter) => {
    const lines = ROWS.map((row) => order.map((column) => row[column]).join(delimiter));
    const series = await read([header, ...lines].join("\n"));
    expect(told(series)).toEqual(BARS);
    expect(series.source.hasVolume).toBe(true);
  });

  test("that we do not need are named in a note, even when two of them have one name", async () => {
    const lines = ROWS.map((row) => [...row, "NaN", "1", "x"].join(","));
    const series = await read([`${HEADER},EMA 20,dup,dup`, ...lines].join("\n"));
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes).toContain("Columns not used: EMA 20, dup, dup.");
  });

  test("of an adjusted close stand beside the close and are not it", async () => {
    const lines = ROWS.map((row) => [...row.slice(0, 5), "99", row[5]].join(","));
    const series = await read(["Date,Open,High,Low,Close,Adj Close,Volume", ...lines].join("\n"));
    expect(told(series)).toEqual(BARS);
  });

  test("without volume leave it unknown, and the notes say so", async () => {
    const series = await read(
      ["time,open,high,low,close", ...ROWS.map((row) => row.slice(0, 5).join(","))].join("\n"),
    );
    expect(series.source.hasVolume).toBe(false);
    expect([...series.bars.volume]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(series.source.notes.join()).toMatch(/No volume/);
  });

  test("of volume that are empty in every row are no volume at all", async () => {
    const series = await read([HEADER, ...ROWS.map((row) => [...row.slice(0, 5), ""].join(","))].join("\n"));
    expect(series.source.hasVolume).toBe(false);
  });

  test("of three header lines, as pandas stacks them, are read by the first", async () => {
    const head = "Price,Open,High,Low,Close,Volume\nTicker,MES=F,MES=F,MES=F,MES=F,MES=F\nDatetime,,,,,";
    expect(told(await read([head, ...ROWS.map((row) => row.join(","))].join("\n")))).toEqual(BARS);
  });
});

describe("files without a header", () => {
  test("as NinjaTrader writes them", async () => {
    // Stamped when they are over.
    const lines = ["20240514 143100", "20240514 143200", "20240514 143400"].map((stamp, i) =>
      [stamp, ...ROWS[i].slice(1)].join(";"),
    );
    const series = await read(lines.join("\r\n"), { timeZone: "UTC" });
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes[0]).toMatch(/No header; semicolon/);
  });

  test("with date and clock apart", async () => {
    const lines = ROWS.map((row) => [row[0].slice(0, 10), row[0].slice(11, 19), ...row.slice(1)].join(","));
    expect(told(await read(lines.join("\n"), { timeZone: "UTC" }))).toEqual(BARS);
  });

  test("as Binance writes klines", async () => {
    const lines = ROWS.map((row) => {
      const at = Date.parse(row[0]);
      return [at, ...row.slice(1), at + 59_999, "1.5", "79", "2.5", "3.5", "0"].join(",");
    });
    expect(told(await read(lines.join("\n")))).toEqual(BARS);
  });

  test("a price of four digits is not taken for a clock", async () => {
    const lines = ["20240513,4000,4001,3999,4000,12", "20240514,4000,4001,3999,4000,12"];
    const series = await read(lines.join("\n"));
    expect(told(series)).toEqual([
      "2024-05-12T22:00:00Z 4000 4001 3999 4000 12",
      "2024-05-13T22:00:00Z 4000 4001 3999 4000 12",
    ]);
  });
});

describe("the bytes of a file", () => {
  test("may be gzipped, begin with a byte order mark, end lines with CR LF or CR, or not end the last line", async () => {
    const dressed: (string | Uint8Array)[] = [
      `\ufeff${csv}`,
      csv.replaceAll("\n", "\r\n"),
      csv.replaceAll("\n", "\r"),
      `${csv}\n`,
      `${csv}\n\n\n`,
      `\n${csv}`,
      gzipSync(csv),
      csv.replace("\n2", "\r\n2"),
    ];
    for (const content of dressed) expect(told(await read(content))).toEqual(BARS);
  });

  test("are what the checksum is of, raw, and no folder is named", async () => {
    for (const content of [Buffer.from(csv), gzipSync(csv)]) {
      const { source } = await read(content);
      expect(source.sha256).toBe(createHash("sha256").update(content).digest("hex"));
      expect(source.file).toBe("bars.csv");
    }
  });

  test("in quotes are values like others, thousands separators included", async () => {
    const quoted = ROWS.map((row) => `"${row[0]}","5,241.25","5,243.00","5,240.75","5,242.50","1,893"`).slice(
      0,
      1,
    );
    const series = await read([HEADER, ...quoted].join("\n"));
    expect(told(series)).toEqual(BARS.slice(0, 1));
    const spaced = ROWS.map((row) => row.map((cell) => ` "${cell}" `).join(","));
    expect(told(await read([HEADER, ...spaced].join("\n")))).toEqual(BARS);
  });

  test("of a text longer than any buffer make every bar once, with a signal of how far it is", async () => {
    const start = Date.parse("2024-05-13T00:00:00Z");
    const lines = Array.from({ length: 30_000 }, (_, i) =>
      [new Date(start + 60_000 * i).toISOString(), 5000 + (i % 7) / 4, 5010, 4990, 5000, i].join(","),
    );
    const seen: number[] = [];
    const path = file([HEADER, ...lines].join("\n"));
    const series = await readBars(path, {
      instrument: MES,
      onProgress: (bytes, total) => seen.push(bytes / total),
    });
    expect(series.bars.length).toBe(30_000);
    expect([...series.bars.volume]).toEqual(lines.map((_, i) => i));
    expect(series.bars.openTicks[13]).toBe(20_000 + (13 % 7));
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test("stop being read when the user interrupts", async () => {
    const signal = AbortSignal.abort();
    await expect(readBars(file(csv), { instrument: MES, signal })).rejects.toThrow(/abort/i);
  });

  test("that call themselves synthetic in a comment are marked so for good", async () => {
    expect((await read(`# synthetic, seed 2025\n# more\n${csv}`)).source.synthetic).toBe(true);
    expect((await read(`# from a broker\n${csv}`)).source.synthetic).toBe(false);
  });

  test("above the header may say where the file is from", async () => {
    const series = await read(`https://www.example.com\n${csv}`);
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes.join()).toMatch(/1 line of text above the header/);
  });

  test("below the rows may be the vendor's line", async () => {
    const series = await read(`${csv}\n"Downloaded from Barchart.com as of 05-14-2024 04:53pm CDT"`);
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes.join()).toMatch(/vendor's line/);
  });
});

describe("prices", () => {
  test("are canonical: the double of the literal, and its ticks", async () => {
    const { bars } = await read(
      "time,open,high,low,close\n2024-05-14T14:30:00Z,75.43,75.430,75.43000000000001,7.543e1",
      {
        instrument: contract("MCL"),
      },
    );
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0]]).toEqual([75.43, 75.43, 75.43, 75.43]);
    expect([bars.openTicks[0], bars.highTicks[0], bars.lowTicks[0], bars.closeTicks[0]]).toEqual([
      7543, 7543, 7543, 7543,
    ]);
  });

  test("with binary noise lose it, and the notes count them", async () => {
    const row = "2024-05-14T14:30:00Z,91.63999999999999,91.64,91.63999999999999,91.64";
    const { bars, source } = await read(`time,open,high,low,close\n${row}`, { instrument: contract("MCL") });
    expect([bars.open[0], bars.highTicks[0], bars.lowTicks[0]]).toEqual([91.64, 9164, 9164]);
    expect(source.notes.join()).toMatch(/1 bar had binary noise/);
  });

  test("below zero are prices: crude oil settled at -37.63", async () => {
    const row = "2020-04-20T18:00:00Z,-1.25,0.00,-40.32,-37.63,900";
    const { bars, source } = await read(`${HEADER}\n${row}`, { instrument: contract("MCL") });
    expect([bars.low[0], bars.closeTicks[0], Object.is(bars.high[0], 0)]).toEqual([-40.32, -3763, true]);
    expect(source.notes.join()).toMatch(/at or below zero/);
  });

  test("off the grid move to the nearest tick when the user says so, and are counted as repaired", async () => {
    const rows =
      "2024-05-14T14:30:00Z,5012.3,5012.8,5012.05,5012.4,1\n2024-05-14T14:31:00Z,5012.25,5012.5,5012.25,5012.5,1";
    const { bars, source } = await read(`${HEADER}\n${rows}`, { policy: { "off-grid": "repair" } });
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0]]).toEqual([
      5012.25, 5012.75, 5012, 5012.5,
    ]);
    expect(source.notes).toContain("2 rows = 1 accepted + 1 repaired + 0 rejected + 0 skipped.");
  });

  test("that are impossible are left out with their row when the user says so, and are counted", async () => {
    const bad = "2024-05-14T14:32:00Z,5242.50,5241.75,5240.00,5241.00,1\n2024-05-14T14:35:00Z,NaN,1,1,1,1\n";
    const series = await read(`${csv}\n${bad}`.replace(/\n(.*14:33.*)\n(.*14:32.*)/, "\n$2\n$1"), {
      policy: "reject",
    });
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes).toContain("5 rows = 3 accepted + 0 repaired + 2 rejected + 0 skipped.");
  });
});

test("a row that repeats an earlier one in every value is left out when the user says so, and counted", async () => {
  const lines = csv.split("\n");
  const twice = [...lines, lines[2], lines[3]].join("\n");
  const series = await read(twice, { policy: "reject" });
  expect(told(series)).toEqual(BARS);
  expect(series.bars.tradeDate).toHaveLength(3);
  expect(series.source.notes).toContain("5 rows = 3 accepted + 0 repaired + 2 rejected + 0 skipped.");
});

describe("time", () => {
  const LOCAL = ["2024-05-14 09:30", "2024-05-14 09:31", "2024-05-14 09:33"];

  test("of a place is that place's, summer time and all", async () => {
    expect(told(await read(table(HEADER, LOCAL), { timeZone: "America/Chicago" }))).toEqual(BARS);
    const winter = LOCAL.map((stamp) => stamp.replace("-05-14", "-01-16"));
    const { bars } = await read(table(HEADER, winter), { timeZone: "America/Chicago" });
    expect(new Date(bars.time[0]).toISOString()).toBe("2024-01-16T15:30:00.000Z");
  });

  test("in UTC by the name of its column needs no flag", async () => {
    const utc = LOCAL.map((stamp) => stamp.replace(" 09:", " 14:"));
    for (const name of ["timestamp_utc", "Gmt time", "Time (UTC)", "datetime_utc"]) {
      expect(told(await read(table(`${name},open,high,low,close,volume`, utc)))).toEqual(BARS);
    }
    const minus5 = await read(table("Time (UTC-5),open,high,low,close,volume", LOCAL));
    expect(told(minus5)).toEqual(BARS);
  });

  test("with its own zone is not moved by a flag, and the notes say that the flag was idle", async () => {
    const series = await read(csv, { timeZone: "Europe/Berlin" });
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes.join()).toMatch(/--tz Europe\/Berlin was not needed/);
  });

  test("split into date and clock is put together", async () => {
    const lines = ROWS.map((row) => [
      row[0].slice(0, 10).replaceAll("-", "."),
      row[0].slice(11, 19),
      ...row.slice(1),
    ]);
    const text = ["Date,Time,Open,High,Low,Close,Volume", ...lines.map((line) => line.join(","))].join("\n");
    expect(told(await read(text, { timeZone: "UTC" }))).toEqual(BARS);
  });

  test("beside a complete stamp is left alone", async () => {
    const lines = ROWS.map((row) => [row[0], Date.parse(row[0]) / 1000, ...row.slice(1)].join(","));
    expect(told(await read(["date,unix,open,high,low,close,volume", ...lines].join("\n")))).toEqual(BARS);
    const swapped = ROWS.map((row) =>
      [row[0].slice(0, 10), Date.parse(row[0]) / 1000, ...row.slice(1)].join(","),
    );
    expect(told(await read(["date,time,open,high,low,close,volume", ...swapped].join("\n")))).toEqual(BARS);
  });

  test("of months and days is read in the order that a day over 12 proves", async () => {
    const american = ["5/14/2024 14:30", "5/14/2024 14:31", "5/14/2024 14:33"];
    const european = ["14/5/2024 14:30", "14.5.2024 14:31", "14/5/2024 14:33"].map((stamp) =>
      stamp.replaceAll(".", "/"),
    );
    expect(told(await read(table(HEADER, american), { timeZone: "UTC" }))).toEqual(BARS);
    expect(told(await read(table(HEADER, european), { timeZone: "UTC" }))).toEqual(BARS);
    const open = ["5/6/2024 14:30", "5/6/2024 14:31", "5/6/2024 14:33"];
    const dmy = await read(table(HEADER, open), { timeZone: "UTC", dateOrder: "dmy" });
    expect(told(dmy)[0]).toMatch(/^2024-06-05T14:30/);
    const mdy = await read(table(HEADER, open), { timeZone: "UTC", dateOrder: "mdy" });
    expect(told(mdy)[0]).toMatch(/^2024-05-06T14:30/);
  });

  test("at the close of a bar is moved back by the step between most bars, or by the step that the user tells", async () => {
    const closes = ["2024-05-14T14:31:00Z", "2024-05-14T14:32:00Z", "2024-05-14T14:34:00Z"];
    expect(told(await read(table(HEADER, closes), { stamp: "close" }))).toEqual(BARS);
    const one = csv.split("\n").slice(0, 2).join("\n");
    const series = await read(one, { stamp: "close", timeframeMs: 300_000 });
    expect(told(series)[0]).toMatch(/^2024-05-14T14:25:00Z/);
    expect(series.source.timeframeMs).toBe(300_000);
  });

  test("newest first is turned round, and the notes say so", async () => {
    const series = await read([HEADER, ...[...ROWS].reverse().map((row) => row.join(","))].join("\n"));
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes).toContain("The file is newest first; its rows were turned round.");
  });

  test("stands in the source: first and last open, step, trade dates", async () => {
    const { source } = await read(csv);
    expect(source).toMatchObject({
      symbol: "MES",
      from: Date.parse("2024-05-14T14:30:00Z"),
      to: Date.parse("2024-05-14T14:33:00Z"),
      timeframeMs: 60_000,
      bars: 3,
      synthetic: false,
    });
    expect([day(source.firstDay), day(source.lastDay)]).toEqual(["2024-05-14", "2024-05-14"]);
  });

  test("of Sunday evening belongs to Monday's trade date", async () => {
    const { bars } = await read(
      "time,open,high,low,close\n2024-05-12T22:00:00Z,1,1,1,1\n2024-05-13T20:59:00Z,1,1,1,1",
    );
    expect([...bars.tradeDate].map(day)).toEqual(["2024-05-13", "2024-05-13"]);
  });

  test("that falls into the daily break makes a note: the zone may be wrong", async () => {
    const { source } = await read(
      "time,open,high,low,close\n2024-05-13T21:30:00Z,1,1,1,1\n2024-05-13T22:00:00Z,1,1,1,1",
    );
    expect(source.notes.join()).toMatch(/1 of 2 bars open while MES is closed/);
  });
});

describe("trade dates", () => {
  const daily = (dates: string[]): string =>
    ["date,open,high,low,close", ...dates.map((date) => `${date},1,2,1,2`)].join("\n");

  test("open when their session opens, summer and winter, without any zone", async () => {
    const series = await read(daily(["2024-03-07", "2024-03-08", "2024-03-11", "2024-03-12"]));
    expect(told(series).map((line) => line.slice(0, 20))).toEqual([
      "2024-03-06T23:00:00Z",
      "2024-03-07T23:00:00Z",
      "2024-03-10T22:00:00Z",
      "2024-03-11T22:00:00Z",
    ]);
    expect([...series.bars.tradeDate].map(day)).toEqual([
      "2024-03-07",
      "2024-03-08",
      "2024-03-11",
      "2024-03-12",
    ]);
    expect(series.source.timeframeMs).toBe(86_400_000);
  });

  test("that do not settle keep an instant of their own and count for the next one; the notes name them", async () => {
    const series = await read(
      daily(["2024-01-12", "2024-01-15", "2024-01-16", "2024-03-29", "2024-03-31", "2024-04-01"]),
    );
    expect([...series.bars.tradeDate].map(day)).toEqual([
      "2024-01-12",
      "2024-01-16",
      "2024-01-16",
      "2024-04-01",
      "2024-04-01",
      "2024-04-01",
    ]);
    expect(series.source.notes.join()).toMatch(
      /3 rows are dated on days that do not settle \(2024-01-15, 2024-03-29/,
    );
  });

  test("written with a midnight clock are still dates, unless a zone is told", async () => {
    const midnights = daily(["2024-05-13 00:00:00", "2024-05-14 00:00:00"]);
    expect(told(await read(midnights))[0]).toMatch(/^2024-05-12T22:00:00Z/);
    expect(told(await read(midnights, { timeZone: "UTC" }))[0]).toMatch(/^2024-05-13T00:00:00Z/);
  });

  test("of a market around the clock begin at midnight UTC", async () => {
    const series = await read(daily(["2024-05-11", "2024-05-12"]), { instrument: contract("PERP_BTC_0.01") });
    expect(told(series)[0]).toMatch(/^2024-05-11T00:00:00Z/);
    expect([...series.bars.tradeDate].map(day)).toEqual(["2024-05-11", "2024-05-12"]);
  });
});

describe("the hour that the clocks repeat", () => {
  const PERP = contract("PERP_BTC_0.01");
  const local = (...stamps: string[]): string =>
    ["time,open,high,low,close", ...stamps.map((stamp) => `2024-11-03 ${stamp},1,1,1,1`)].join("\n");
  const options = { instrument: PERP, timeZone: "America/Chicago" };

  test("is told apart by the order of the rows: once it starts again it is winter time", async () => {
    const text = local("00:30", "01:00", "01:30", "01:00", "01:30", "02:00");
    const expected = ["05:30", "06:00", "06:30", "07:00", "07:30", "08:00"].map(
      (clock) => `2024-11-03T${clock}:00Z`,
    );
    const series = await read(text, options);
    expect(told(series).map((line) => line.slice(0, 20))).toEqual(expected);
    expect(series.source.notes.join()).toMatch(/4 stamps lie in an hour that the clocks showed twice/);
    const newestFirst = [text.split("\n")[0], ...text.split("\n").slice(1).reverse()].join("\n");
    expect(told(await read(newestFirst, options)).map((line) => line.slice(0, 20))).toEqual(expected);
  });
});

describe("contracts in one file", () => {
  const text = [
    "ts_event,open,high,low,close,volume,symbol",
    ...ROWS.flatMap((row) => [`${row.join(",")},ESM4`, `${row[0]},18127,18128,18125,18126,3,NQM4`]),
  ].join("\n");

  test("are chosen among by name, and the others are counted", async () => {
    const series = await read(text, { contract: "ESM4" });
    expect(told(series)).toEqual(BARS);
    expect(series.source.notes.join()).toMatch(/6 rows = 3 accepted .* 3 of other contracts/);
    expect(told(await read(text, { contract: "nqm4" }))[2]).toMatch(/18127 18128 18125 18126 3$/);
  });

  test("need no choice where there is only one", async () => {
    const single = text.split("\n").filter((line) => !line.endsWith("NQM4"));
    expect(told(await read(single.join("\n")))).toEqual(BARS);
  });
});

test("the same file gives the same series, however it lies in memory", async () => {
  const path = file(csv, "again.csv");
  const [first, second] = await Promise.all([1, 2].map(() => readBars(path, { instrument: MES })));
  expect(told(first)).toEqual(told(second));
  expect(first.source).toEqual(second.source);
  expect(path).toBe(inFolder("again.csv"));
});
