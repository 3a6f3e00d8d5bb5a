import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Fault } from "#domain/fault.js";
import { constantFunding, readFunding, readMarks } from "#importer/read-funding.js";
import { constantRate } from "#research/perpetual.js";
import { sharedPath } from "../fixtures/real-data.js";

const folder = mkdtempSync(join(tmpdir(), "funding-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(...lines: readonly string[]): string {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}
const rates = async (lines: readonly string[], options = {}) => {
  const { time, rate, mark } = await readFunding(file(...lines), { hours: 8, ...options });
  return Array.from(time, (at, k) => [new Date(at).toISOString(), rate[k], mark[k]]);
};
async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
}

describe("funding rates", () => {
  test("stamps that a venue wrote late are brought to theirs; any order, any case of the names", async () => {
    const lines = [
      "Funding Rate,TS",
      "0.0002,2024-01-02T16:00:00.020Z",
      "-0.000385552,2024-01-02T07:59:59.990Z",
    ];
    expect(await rates(lines)).toEqual([
      ["2024-01-02T08:00:00.000Z", -0.000385552, Number.NaN],
      ["2024-01-02T16:00:00.000Z", 0.0002, Number.NaN],
    ]);
  });

  test("epoch milliseconds, as a venue's archive has them, with columns nobody asked for", async () => {
    const lines = ["calc_time,funding_interval_hours,last_funding_rate", "1704182400013,8,0.00010000"];
    expect(await rates(lines)).toEqual([["2024-01-02T08:00:00.000Z", 0.0001, Number.NaN]]);
  });

  test("percentages, mark prices, semicolons, quotes and a comment", async () => {
    const lines = ["# from the venue", "time;rate;mark", '2024-01-02 08:00;"0.0100%";60000.5'];
    expect(await rates(lines)).toEqual([["2024-01-02T08:00:00.000Z", 0.0001, 60000.5]]);
  });

  test("a rate a date is that of every stamp of the UTC date", async () => {
    const read = await rates(["date,funding_mean,funding_abs", "2024-01-02,0.0003,0.0003"], { hours: 4 });
    expect(read).toHaveLength(6);
    expect(read[5]).toEqual(["2024-01-02T20:00:00.000Z", 0.0003, Number.NaN]);
  });

  test("stamps without a zone are UTC, unless another is named", async () => {
    const lines = ["time,rate", "2024-01-02 03:00,0.0001"];
    expect(await rates(lines, { timeZone: "America/New_York" })).toEqual([
      ["2024-01-02T08:00:00.000Z", 0.0001, Number.NaN],
    ]);
  });

  test("a row that stands twice counts once; two rates for one stamp are refused", async () => {
    expect(await rates(["time,rate", "2024-01-02T08:00Z,0.0001", "2024-01-02T08:00Z,0.0001"])).toHaveLength(
      1,
    );
    const fault = await faultOf(rates(["time,rate", "2024-01-02T08:00Z,0.0001", "2024-01-02T08:00Z,0.0002"]));
    expect(fault.code).toBe("E381");
    expect(fault.detail.found).toMatch(/another rate for 2024-01-02T08:00:00Z/);
  });

  const broken: [string, readonly string[], string, RegExp][] = [
    ["no column of rates", ["time,price", "2024-01-02T08:00Z,1"], "E380", /no column rate/],
    ["no column of times", ["when,rate", "2024-01-02T08:00Z,1"], "E380", /no column time/],
    ["a header alone", ["time,rate"], "E380", /has no funding rates/],
    ["a rate that is no number", ["time,rate", "2024-01-02T08:00Z,high"], "E381", /:2:19/],
    ["a stamp that is none", ["time,rate", "soon,0.0001"], "E381", /:2:1/],
    ["a column too few", ["time,rate", "2024-01-02T08:00Z"], "E381", /:2:1/],
    ["a rate in percent without its sign", ["time,rate", "2024-01-02T08:00Z,0.15"], "E381", /:2:1/],
    ["a mark of nothing", ["time,rate,mark", "2024-01-02T08:00Z,0.0001,0"], "E381", /:2:1/],
    [
      "a stamp between two fundings",
      ["time,rate", "2024-01-02T09:00Z,0.0001"],
      "E382",
      /no funding of this contract/,
    ],
  ];
  test.each(broken)("%s", async (_name, lines, code, text) => {
    const fault = await faultOf(rates(lines));
    expect(fault.code).toBe(code);
    expect(`${fault.message} ${fault.detail.where}`).toMatch(text);
  });

  test("hourly stamps for a contract of eight hours name the way out", async () => {
    const lines = ["time,rate", ...[7, 8, 9].map((hour) => `2024-01-02T0${hour}:00Z,0.0001`)];
    expect((await faultOf(rates(lines))).detail.fix?.[0]).toContain("fundingHours: 1");
    expect(await rates(lines, { hours: 1 })).toHaveLength(3);
  });

  test("a file that is not there is told as --funding", async () => {
    const fault = await faultOf(readFunding(join(folder, "none.csv"), { hours: 8 }));
    expect(fault.code).toBe("E300");
    expect(JSON.stringify(fault.detail)).not.toContain("--data");
  });

  test("one rate for every stamp", () => {
    expect([...constantFunding(0.0001).rate]).toEqual([0.0001]);
    expect(constantRate("0.01%")).toBe(0.0001);
    expect(constantRate("-0.0003")).toBe(-0.0003);
    expect(constantRate("rates.csv")).toBeNull();
    expect(() => constantRate("5")).toThrow(Fault);
  });
});

describe("mark prices", () => {
  test("bars, stamped with their open, of the usual step", async () => {
    const marks = await readMarks(
      file(
        "ts,open,high,low,close,volume",
        "2024-01-02T08:00Z,2,4,1,3,9",
        "2024-01-02T00:00Z,1.5,2.5,1.25,2,9",
      ),
      {},
    );
    expect(marks.stepMs).toBe(8 * 3_600_000);
    expect([...marks.open]).toEqual([1.5, 2]);
    expect([...marks.high]).toEqual([2.5, 4]);
    expect([...marks.low]).toEqual([1.25, 1]);
    expect([...marks.close]).toEqual([2, 3]);
  });

  test("prices at instants", async () => {
    const marks = await readMarks(file("time,mark_price", "2024-01-02T08:00Z,1.09591234"), {});
    expect(marks.stepMs).toBe(0);
    expect([...marks.low, ...marks.high]).toEqual([1.09591234, 1.09591234]);
  });

  const broken: [string, readonly string[], string][] = [
    ["a low above its close", ["time,open,high,low,close", "2024-01-02T08:00Z,2,4,3.5,3"], "E381"],
    ["a price of nothing", ["time,mark", "2024-01-02T08:00Z,0"], "E381"],
    ["one instant twice", ["time,mark", "2024-01-02T08:00Z,1", "2024-01-02T08:00Z,1"], "E381"],
    ["no price", ["time,size", "2024-01-02T08:00Z,1"], "E380"],
  ];
  test.each(broken)("%s", async (_name, lines, code) => {
    expect((await faultOf(readMarks(file(...lines), {}))).code).toBe(code);
  });
});

const CRYPTO = sharedPath("data/crypto");
describe.skipIf(!existsSync(CRYPTO))("real files", () => {
  test("a venue's rates and marks of a month, and the daily means of seven years", async () => {
    const xrp = await readFunding(join(CRYPTO, "XRPUSDT_perp_8h_funding_20211118_20211218.csv"), {
      hours: 8,
    });
    expect(xrp.time).toHaveLength(91);
    expect(xrp.time.every((at) => at % (8 * 3_600_000) === 0)).toBe(true);
    const marks = await readMarks(join(CRYPTO, "XRPUSDT_perp_8h_mark_20211118_20211218.csv"), {});
    expect(marks.open[0]).toBe(1.0959);
    const btc = await readFunding(join(CRYPTO, "BTC_funding_daily_mean_2019_2026.csv"), { hours: 8 });
    expect(btc.time).toHaveLength(3 * 2348);
  });
});
