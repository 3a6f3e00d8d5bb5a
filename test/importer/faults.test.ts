// Does a broken file say what is wrong, where, and what to do?

import { chmodSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { contract, faultIn, faultOf, file, inFolder } from "./helpers.js";

const HEADER = "time,open,high,low,close,volume";
const GOOD = "2024-05-14T14:30:00Z,5241.25,5243.00,5240.75,5242.50,1893";
const next = (row: string, minute = 31): string => row.replace(":30:00Z", `:${minute}:00Z`);
const rows = (...lines: string[]): string => [HEADER, GOOD, ...lines].join("\n");

describe("a file that holds no bars", () => {
  test.each<[string, string | Uint8Array, string, RegExp]>([
    ["empty", "", "E303", /is empty/],
    ["of blank lines", "\n\n  \n", "E304", /only blank lines/],
    ["of comments", "# one\n# two\n", "E304", /only comments/],
    ["of a header alone", HEADER, "E304", /nothing below it/],
    ["of a header and blank lines", `${HEADER}\n\n\n`, "E304", /no row below/],
    ["of bytes", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), "E305", /byte 0x89|byte 0x00/],
    ["with a NUL byte in a late line", `${rows(next(GOOD))}\n2024\0`, "E305", /byte 0x00 on line 4/],
    ["in Latin-1", Buffer.from(`${HEADER}\n# caf\xe9\n`, "latin1"), "E305", /byte 0xE9 on line 2/],
    ["in UTF-16", Buffer.from(`\ufeff${HEADER}`, "utf16le"), "E305", /UTF-16/],
    ["that is a zip archive which broke off", Buffer.from("504b030414000000", "hex"), "E306", /zip/],
    ["that is JSON", '[{"time": 1}]', "E305", /\[\{"time"/],
    ["that is a web page", "<!DOCTYPE html><p>log in</p>", "E305", /<!DOCTYPE/],
    ["in a damaged gzip", gzipSync(rows(next(GOOD))).subarray(0, 60), "E306", /end of file/],
  ])("%s is %s", async (_what, content, code, found) => {
    const fault = await faultIn(content);
    expect(fault.code).toBe(code);
    expect(fault.message).toContain("bars.csv");
    expect(`${fault.message} ${fault.detail.found}`).toMatch(found);
    expect(fault.detail.fix?.length).toBeGreaterThan(0);
    expect(fault.exit).toBe(3);
  });

  test("because it is not there is E300 and names the one that was meant", async () => {
    file(rows(), "MES-5m.csv");
    const fault = await faultOf(inFolder("MES-5n.csv"));
    expect(fault.code).toBe("E300");
    expect(fault.detail.fix?.join()).toContain(inFolder("MES-5m.csv"));
    const nowhere = await faultOf(inFolder("no/such/folder.csv"));
    expect(nowhere.code).toBe("E300");
    expect(nowhere.detail.found).toMatch(/does not exist either/);
  });

  test("because it is a folder is E301", async () => {
    mkdirSync(inFolder("folder"));
    expect(await faultOf(inFolder("folder"))).toMatchObject({ code: "E301" });
  });

  test.skipIf(process.getuid?.() === 0)("because we may not read it is E302 (skipped as root)", async () => {
    const path = file(rows(), "secret.csv");
    chmodSync(path, 0);
    expect(await faultOf(path)).toMatchObject({
      code: "E302",
      message: expect.stringMatching(/permission denied/),
    });
  });
});

describe("columns", () => {
  test("missing: what is there, what is needed, and the one that is misspelt", async () => {
    const fault = await faultIn(`time,open,high,low,clsoe,volume\n${GOOD}`);
    expect(fault).toMatchObject({
      code: "E320",
      message: expect.stringMatching(/No column "close" in .*bars\.csv/),
    });
    expect(fault.detail.found).toBe("time, open, high, low, clsoe, volume");
    expect(fault.detail.fix?.[0]).toMatch(/"clsoe" to "close"/);
    expect((await faultIn("open,high,low,close\n1,1,1,1")).message).toMatch(/No column "time"/);
    expect((await faultIn("timestamp,bid,ask\n2024-05-14T14:30:00Z,1,2")).message).toMatch(
      /"open", "high", "low", "close"/,
    );
  });

  test("twice: nothing says which of them to trade on", async () => {
    const fault = await faultIn(`time,open,high,low,close,Close\n${GOOD}`);
    expect(fault).toMatchObject({ code: "E321" });
    expect(fault.detail.found).toBe("columns 5 and 6: close, Close");
  });

  test("without any delimiter that we know: what the values seem to be separated by", async () => {
    const fault = await faultIn("time open high low close\n2024-05-14T14:30:00Z 1 1 1 1");
    expect(fault).toMatchObject({ code: "E322" });
    expect(fault.detail.found).toMatch(/separated by blanks/);
    expect((await faultIn("time^open^high\n1^2^3")).detail.found).toMatch(/separated by "\^"/);
  });

  test("without header and of a number that we do not know", async () => {
    expect(await faultIn("1672531436,90.54,1.10\n1672531437,90.54,1.10")).toMatchObject({ code: "E323" });
  });

  test("side by side of two tickers", async () => {
    const head = "Price,Open,High,Low,Close\nTicker,MES=F,MNQ=F,MES=F,MES=F\nDatetime,,,,";
    expect(await faultIn(`${head}\n2024-05-14T14:30:00Z,1,1,1,1`)).toMatchObject({ code: "E321" });
  });
});

describe("a bad row", () => {
  const OPEN = "2024-05-14T14:31:00Z";
  test.each<[string, string, string, number, string]>([
    ["too few columns", `${OPEN},1,1,1`, "E324", 1, "4 columns in place of 6"],
    ["too many columns", `${OPEN},1,1,1,1,1,1`, "E324", 1, "7 columns in place of 6"],
    ["another delimiter", `${OPEN};1;1;1;1;1`, "E324", 1, "1 column in place of 6"],
    ["no time", ",1,1,1,1,1", "E326", 1, "the time stamp is empty"],
    ["a time that is none", "yesterday,1,1,1,1,1", "E326", 1, 'time "yesterday" is not of the same kind'],
    ["a date that does not exist", "2024-02-30T14:31:00Z,1,1,1,1,1", "E326", 1, "a date that does not exist"],
    ["an empty price", `${OPEN},1,,1,1,1`, "E328", 24, "high is empty"],
    ["a price that is NaN", `${OPEN},1,1,1,NaN,1`, "E328", 28, 'close "NaN" is not a number'],
    ["a price in hex", `${OPEN},0x10,20,1,1,1`, "E328", 22, 'open "0x10" is not a number'],
    ["an infinite price", `${OPEN},1,Infinity,1,1,1`, "E328", 24, "is not a number"],
    ["a price beyond a double", `${OPEN},1,1e999,1,1,1`, "E328", 24, "is not a number"],
    ["a decimal comma", `${OPEN},"5012,25",1,1,1,1`, "E328", 23, "a comma inside a number is not read"],
    ["the high below the low", `${OPEN},5,4,5,4,1`, "E330", 24, "high 4 is below low 5"],
    [
      "the high below the open",
      `${OPEN},5242.50,5241.75,5240,5241,1`,
      "E331",
      30,
      "high 5241.75 is below open 5242.50",
    ],
    ["the high below the close", `${OPEN},5,6,5,7,1`, "E331", 24, "high 6 is below close 7"],
    ["the low above the open", `${OPEN},5,8,6,7,1`, "E332", 26, "low 6 is above open 5"],
    ["the low above the close", `${OPEN},7,8,6,5,1`, "E332", 26, "low 6 is above close 5"],
    [
      "a price off the grid",
      `${OPEN},5012.25,5013,5012,5012.3,1`,
      "E333",
      40,
      "close 5012.3 is off the price grid: MES moves in steps of 0.25. Nearest: 5012.25 and 5012.5",
    ],
    ["a price below zero off the grid", `${OPEN},1,1,-0.3,1,1`, "E333", 26, "Nearest: -0.5 and -0.25"],
    ["negative volume", `${OPEN},1,1,1,1,-5`, "E334", 30, "volume -5 is negative"],
    [
      "a price beyond 32-bit ticks",
      `${OPEN},1,600000000,1,1,1`,
      "E335",
      24,
      "high 600000000 is beyond what MES can hold",
    ],
    ["a quote that never closes", `"${OPEN},1,1,1,1,1`, "E325", 1, "never closed"],
  ])("with %s", async (_what, row, code, column, text) => {
    const path = file(rows(row, next(GOOD, 32)));
    const fault = await faultOf(path);
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(text);
    expect(fault.detail.where).toBe(`${path}:3:${column}`);
    expect(fault.detail.excerpt).toContain(text);
    expect(fault.detail.excerpt).toContain("3 │ ");
    expect(fault.detail.excerpt).toContain("2 │ ");
    expect(fault.detail.fix?.length).toBeGreaterThan(0);
    expect(`${fault.message}${JSON.stringify(fault.detail)}`).not.toMatch(/at .*\.js:\d/);
  });

  test("is shown with the line before it and a marker under what is wrong", async () => {
    const fault = await faultIn(rows(`2024-05-14T14:31:00Z,5242.50,5241.75,5240.00,5241.00,2101`));
    expect(fault.detail.excerpt).toBe(
      [
        "2 │ 2024-05-14T14:30:00Z,5241.25,5243.00,5240.75,5242.50,1893",
        "3 │ 2024-05-14T14:31:00Z,5242.50,5241.75,5240.00,5241.00,2101",
        "  │                              ^^^^^^^ high 5241.75 is below open 5242.50",
      ].join("\n"),
    );
  });

  test("among others: all are counted by kind, the first ones listed by line, and the file gives no bars", async () => {
    const bad = Array.from({ length: 25 }, (_, i) => `2024-05-14T15:${i + 10}:00Z,1,2,1,1.1,1`);
    const fault = await faultIn(rows(...bad, "x,1,1,1,1,1"), { maxFaults: 3 });
    expect(fault.code).toBe("E333");
    expect(fault.detail.why).toMatch(
      /The first of 26 bad rows: 25 off the price grid, 1 with an unreadable time stamp/,
    );
    expect(fault.detail.excerpt).toMatch(
      /\n4:28 {2}close 1\.1 is off the price grid\n5:28 {2}.*\n… and 23 more: tickproof data check .*bars\.csv$/,
    );
    expect(fault.detail.fix?.join()).toMatch(/--policy off-grid=repair/);
  });

  test("with signs that steer a terminal shows none of them", async () => {
    const fault = await faultIn(rows("2024-05-14T14:31:00Z,1,\u001b[31mred\u001b[0m\u0007,1,1,1"));
    const all = `${fault.message}${fault.detail.excerpt}${fault.detail.found}`;
    expect(all).toContain("red");
    expect([...all].filter((sign) => sign < " " && sign !== "\n")).toEqual([]);
  });

  test("as wide as a file of indicators is shown where the fault is", async () => {
    const wide = Array.from({ length: 300 }, (_, i) => `c${i}`);
    const line = (close: string) => [...wide.map(() => "7"), "2024-05-14T14:30:00Z,1,1,1", close].join(",");
    const fault = await faultIn(`${wide.join(",")},time,open,high,low,close\n${line("oops")}`);
    expect(fault.detail.excerpt).toMatch(/\n {2}│ +\^\^\^\^ close "oops" is not a number$/);
    const [, row, marker] = fault.detail.excerpt!.split("\n");
    expect(row.slice(marker.indexOf("^"))).toBe("oops");
  });

  test("of one empty volume among others is a fault: it is neither no volume nor none traded", async () => {
    expect(await faultIn(rows("2024-05-14T14:31:00Z,1,1,1,1,"))).toMatchObject({ code: "E345" });
    const first = GOOD.replace(/1893$/, "");
    expect(await faultIn([HEADER, first, next(GOOD)].join("\n"))).toMatchObject({ code: "E345" });
  });
});

describe("the order of rows", () => {
  test("a bar before its predecessor", async () => {
    const fault = await faultIn(rows(next(GOOD, 32), next(GOOD, 31), next(GOOD, 33)));
    expect(fault).toMatchObject({ code: "E336" });
    expect(fault.message).toMatch(/bars\.csv:4:1: earlier than the bar on line 3$/);
  });

  test("a stamp twice, with the same values or with others", async () => {
    expect((await faultIn(rows(GOOD, next(GOOD)))).message).toMatch(
      /:3:1: the same time as line 2, with the same values/,
    );
    const other = GOOD.replace("1893", "1894");
    expect(await faultIn(rows(next(GOOD), other))).toMatchObject({
      code: "E337",
      message: expect.stringMatching(/:4:1: the same time as line 2, with other values/),
    });
  });

  test("newest first but for one row", async () => {
    const falling = [40, 39, 38, 45, 37, 36].map((minute) => next(GOOD, minute));
    expect(await faultIn([HEADER, ...falling].join("\n"))).toMatchObject({ code: "E336" });
  });
});

describe("what the file cannot tell", () => {
  const local = (...stamps: string[]): string =>
    ["time,open,high,low,close", ...stamps.map((stamp) => `${stamp},1,1,1,1`)].join("\n");

  test("its time zone, with what each likely zone would mean", async () => {
    const fault = await faultIn(
      local("2024-05-14 15:30", "2024-05-14 15:59", "2024-05-14 17:00", "2024-05-14 17:30"),
    );
    expect(fault).toMatchObject({
      code: "E308",
      message: expect.stringMatching(/Cannot tell the time zone of .*bars\.csv/),
    });
    expect(fault.detail.found).toMatch(/America\/Chicago 100\.0%/);
    expect(fault.detail.fix?.[0]).toMatch(/--tz America\/Chicago/);
  });

  test("a single midnight is no proof of a trade date", async () => {
    expect(await faultIn(local("2024-05-14 00:00"))).toMatchObject({ code: "E308" });
  });

  test("a zone that nobody knows, or that the column contradicts", async () => {
    expect(await faultIn(local("2024-05-14 15:30"), { timeZone: "America/Chicgo" })).toMatchObject({
      code: "E108",
    });
    const utc = local("2024-05-14 15:30").replace("time", "time_utc");
    expect(await faultIn(utc, { timeZone: "America/Chicago" })).toMatchObject({ code: "E309" });
  });

  test("day or month first", async () => {
    const open = await faultIn(local("3/4/2026 10:00", "3/5/2026 10:00"), { timeZone: "UTC" });
    expect(open).toMatchObject({ code: "E310" });
    expect(open.detail.fix).toHaveLength(2);
    const both = await faultIn(local("3/14/2026 10:00", "15/3/2026 10:00"), { timeZone: "UTC" });
    expect(both.detail.found).toMatch(/some dates/);
    const wrong = await faultIn(local("3/14/2026 10:00"), { timeZone: "UTC", dateOrder: "dmy" });
    expect(wrong).toMatchObject({
      code: "E326",
      message: expect.stringMatching(/no month 14 when read as day\/month/),
    });
  });

  test("which contract: all of them with their rows", async () => {
    const text = `contract,${HEADER}\nESZ5,${GOOD}\nESH6,${GOOD}\nESZ5,${next(GOOD)}`;
    const fault = await faultIn(text);
    expect(fault).toMatchObject({ code: "E340" });
    expect(fault.detail.found).toBe("ESZ5 (2 rows), ESH6 (1 row)");
    expect(fault.detail.fix?.[0]).toBe("--contract ESZ5");
    expect(await faultIn(text, { contract: "ESZ6" })).toMatchObject({ code: "E341" });
    expect(await faultIn(rows(), { contract: "ESZ6" })).toMatchObject({ code: "E341" });
  });

  test("how long a single close-stamped bar lasts, or why it should last longer than its step", async () => {
    expect(await faultIn(rows(), { stamp: "close" })).toMatchObject({ code: "E342" });
    expect(await faultIn(rows(next(GOOD)), { timeframeMs: 300_000 })).toMatchObject({ code: "E342" });
    for (const timeframeMs of [0, -60_000, 0.5, Number.NaN]) {
      expect(await faultIn(rows(next(GOOD)), { timeframeMs })).toMatchObject({ code: "E342" });
    }
  });

  test("which pass of a repeated hour is meant, and what a skipped hour was", async () => {
    const options = { timeZone: "America/Chicago", instrument: contract("PERP_BTC_0.01") };
    const once = await faultIn(local("2024-11-03 00:30", "2024-11-03 01:30", "2024-11-03 02:30"), options);
    expect(once).toMatchObject({
      code: "E339",
      message: expect.stringMatching(/bars\.csv:3:1: 2024-11-03 01:30:00 exists twice/),
    });
    const none = await faultIn(local("2024-03-10 01:30", "2024-03-10 02:30"), options);
    expect(none).toMatchObject({
      code: "E338",
      message: expect.stringMatching(/2024-03-10 02:30:00 does not exist/),
    });
  });
});

test("all rows left out is a fault, not a series without bars", async () => {
  expect(await faultIn(`${HEADER}\n2024-05-14T14:30:00Z,1,x,1,1,1`, { policy: "reject" })).toMatchObject({
    code: "E304",
  });
});

test("every code of the importer stands in its README, and none there is out of use", () => {
  const folder = new URL("../../src/importer/", import.meta.url);
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const used = new Set(
    sources.flatMap((name) => readFileSync(new URL(name, folder), "utf8").match(/\bE3\d\d\b/g) ?? []),
  );
  used.delete("E349"); // the end of the range that a comment names
  const listed = new Set(readFileSync(new URL("README.md", folder), "utf8").match(/\bE3\d\d\b/g));
  expect([...listed].sort()).toEqual([...used].sort());
});
