// Is a calendar of announcements read as it was meant, or refused by line and column?

import { describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { type EventOptions, readEvents } from "#importer/read-events.js";
import { file, inFolder } from "./helpers.js";

const read = async (content: string, options: EventOptions = {}): Promise<string[]> => {
  const { time, name } = await readEvents(file(content, "news.csv"), options);
  return time.map((at, k) => `${new Date(at).toISOString().slice(0, 16)} ${name[k]}`);
};

async function faultOf(content: string, options: EventOptions = {}): Promise<Fault> {
  try {
    await readEvents(file(content, "news.csv"), options);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("it was read");
}
const placeIn = ({ detail }: Fault): string =>
  (detail.where ?? "").replace(inFolder(""), "").replace(/^\//, "");

describe("a calendar", () => {
  test("has a time and a name a row, in any order of columns and rows, and other columns beside them", async () => {
    const calendar = `
      Impact,Event,Time
      high,FOMC,2024-03-20T18:00:00Z
      high,CPI,2024-03-12T12:30:00Z`;
    expect(await read(calendar)).toEqual(["2024-03-12T12:30 CPI", "2024-03-20T18:00 FOMC"]);
  });

  test("may keep date and clock apart, and local to a place", async () => {
    const calendar = `
      date;time;name
      2024-03-12;08:30;CPI
      2024-03-08;8:30 am;Employment Situation`;
    expect(await read(calendar, { timeZone: "America/New_York" })).toEqual([
      "2024-03-08T13:30 Employment Situation", // winter time
      "2024-03-12T12:30 CPI", // summer time, since the Sunday between
    ]);
  });

  test("may name the zone of each row, whatever zone the bars are in", async () => {
    const calendar = `
      time,name,zone
      2024-03-14 14:15,ECB,Europe/Berlin
      2024-03-12 08:30,CPI,America/New_York
      2024-03-13 09:00,Speech,`;
    expect(await read(calendar, { timeZone: "UTC" })).toEqual([
      "2024-03-12T12:30 CPI",
      "2024-03-13T09:00 Speech",
      "2024-03-14T13:15 ECB",
    ]);
  });

  test("may have quotes, comments, blank lines, Windows line ends, and the same row twice", async () => {
    const calendar =
      '\ufeff# from the bureau\r\ntime,name\r\n\r\n2024-03-12T12:30:00Z,"CPI, all items"\r\n2024-03-12T12:30:00Z,"CPI, all items"\r\n';
    expect(await read(calendar)).toEqual([
      "2024-03-12T12:30 CPI, all items",
      "2024-03-12T12:30 CPI, all items",
    ]);
  });

  test("with a day over 12 in first place is day first", async () => {
    const calendar = `
      time,name
      12/3/2024 12:30,CPI
      20/3/2024 18:00,FOMC`;
    expect(await read(calendar, { timeZone: "UTC" })).toEqual([
      "2024-03-12T12:30 CPI",
      "2024-03-20T18:00 FOMC",
    ]);
  });

  test("has a checksum, and its name without folders", async () => {
    const { file: name, sha256 } = await readEvents(file("time,name\n2024-03-12T12:30:00Z,CPI\n", "fed.csv"));
    expect([name, sha256.length]).toEqual(["fed.csv", 64]);
  });
});

describe("what is wrong with it is told by line and column", () => {
  test.each([
    ["a stamp", "time,name\n2024-03-12T12:30:00Z,CPI\nsoon,FOMC\n", "E326", "news.csv:3:1"],
    ["a date without a clock", "name,time\nCPI,2024-03-12\n", "E326", "news.csv:2:5"],
    ["a missing name", "time,name\n2024-03-12T12:30:00Z,\n", "E353", "news.csv:2:22"],
    ["a missing column", "time,name\n2024-03-12T12:30:00Z\n", "E324", "news.csv:2:1"],
    ["no name in the header", "time,impact\n2024-03-12T12:30:00Z,high\n", "E352", "news.csv:1:1"],
    ["no time in the header", "# calendar\nname,impact\nCPI,high\n", "E352", "news.csv:2:1"],
    ["no zone", "time,name\n2024-03-12 08:30,CPI\n", "E354", "news.csv:2:1"],
    ["a header alone", "time,name\n", "E355", "news.csv"],
    ["comments alone", "# none yet\n", "E355", "news.csv"],
    ["a web page", "<html><body>log in</body></html>\n", "E305", "news.csv:1:1"],
  ])("%s", async (_what, content, code, where) => {
    const fault = await faultOf(content);
    expect([fault.code, placeIn(fault)]).toEqual([code, where]);
  });

  test("clocks that a place never showed, or showed twice", async () => {
    const calendar = (stamp: string) => `time,name\n${stamp},CPI\n`;
    const zone = { timeZone: "America/New_York" };
    expect((await faultOf(calendar("2024-03-10 02:30"), zone)).code).toBe("E338");
    expect((await faultOf(calendar("2024-11-03 01:30"), zone)).code).toBe("E339");
  });

  test("3/4/2024 where no date tells day from month", async () => {
    expect((await faultOf("time,name\n3/4/2024 12:30,CPI\n", { timeZone: "UTC" })).code).toBe("E310");
    const told = await read("time,name\n3/4/2024 12:30,CPI\n", { timeZone: "UTC", dateOrder: "dmy" });
    expect(told).toEqual(["2024-04-03T12:30 CPI"]);
  });

  test("all bad rows at once, none left out in silence", async () => {
    const fault = await faultOf("time,name\nsoon,CPI\n2024-03-12T12:30:00Z,\nlater,FOMC\n");
    expect(fault.detail.why).toMatch(
      /^The first of 3 bad rows: 2 with an unreadable time stamp, 1 without a name/,
    );
  });

  test("a file that is not there is asked for by its own flag", async () => {
    await expect(readEvents(inFolder("nowhere.csv"))).rejects.toMatchObject({
      code: "E300",
      detail: { fix: [expect.stringContaining("--events")] },
    });
  });
});
