// Does every way to write a time stamp name the right moment?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactNumber } from "#importer/scan-number.js";
import { type DateOrder, StampReader } from "#importer/stamp.js";

const iso = (at: number): string => new Date(at).toISOString();
const read = (text: string, order: DateOrder = "mdy") => {
  const reader = new StampReader(order);
  const at = reader.read(text);
  return { reader, at, told: Number.isNaN(at) ? reader.problem : `${reader.kind} ${iso(at)}` };
};

describe("one stamp", () => {
  test.each<[string, string]>([
    // With a zone: an instant.
    ["2024-05-09T09:55:00.000000000Z", "instant 2024-05-09T09:55:00.000Z"],
    ["2022-02-03T21:15:00-06:00", "instant 2022-02-04T03:15:00.000Z"],
    ["2012-02-01 00:00:00+00:00", "instant 2012-02-01T00:00:00.000Z"],
    ["2023-10-17T05:00:00+0000", "instant 2023-10-17T05:00:00.000Z"],
    ["2023-10-17T05:00:00+05:30", "instant 2023-10-16T23:30:00.000Z"],
    ["2023-10-17 05:00 UTC", "instant 2023-10-17T05:00:00.000Z"],
    ["2023-10-17 05:00:00 GMT+0200", "instant 2023-10-17T03:00:00.000Z"],
    ["2023-10-17T05:00:00.5z", "instant 2023-10-17T05:00:00.500Z"],
    ["01.02.2024 00:05:00.000 GMT+0100", "instant 2024-01-31T23:05:00.000Z"],
    // Counted from 1970: an instant; the unit by its size.
    ["1683021600", "instant 2023-05-02T10:00:00.000Z"],
    ["1683021600.25", "instant 2023-05-02T10:00:00.250Z"],
    ["1683021600.0", "instant 2023-05-02T10:00:00.000Z"],
    ["1637971200000", "instant 2021-11-27T00:00:00.000Z"],
    ["1637971200000000", "instant 2021-11-27T00:00:00.000Z"],
    ["1637971200000000000", "instant 2021-11-27T00:00:00.000Z"],
    ["1637971200123456789", "instant 2021-11-27T00:00:00.123Z"],
    ["345427200", "instant 1980-12-12T00:00:00.000Z"],
    // Without a zone: a clock of some place.
    ["2024-01-01 23:01:00", "local 2024-01-01T23:01:00.000Z"],
    ["2024-01-01T23:01", "local 2024-01-01T23:01:00.000Z"],
    ["2024/1/2 3:04", "local 2024-01-02T03:04:00.000Z"],
    ["2023.01.03 1:00:00", "local 2023-01-03T01:00:00.000Z"],
    ["2026-6-15 23:09:00.000000", "local 2026-06-15T23:09:00.000Z"],
    ["20110301 090100", "local 2011-03-01T09:01:00.000Z"],
    ["20110301 0901", "local 2011-03-01T09:01:00.000Z"],
    ["20240102093000", "local 2024-01-02T09:30:00.000Z"],
    ["202401020930", "local 2024-01-02T09:30:00.000Z"],
    ["6/15/2026 23:09:00.000000", "local 2026-06-15T23:09:00.000Z"],
    ["6/15/2026 11:09 PM", "local 2026-06-15T23:09:00.000Z"],
    ["6/15/2026 12:09 am", "local 2026-06-15T00:09:00.000Z"],
    ["6/15/26 12:09 p.m.", "local 2026-06-15T12:09:00.000Z"],
    // A date alone.
    ["2024-01-02", "date 2024-01-02T00:00:00.000Z"],
    ["20240102", "date 2024-01-02T00:00:00.000Z"],
    ["31-Dec-10", "date 2010-12-31T00:00:00.000Z"],
    ["4-Jan-1999", "date 1999-01-04T00:00:00.000Z"],
    ["Jan 02, 2024", "date 2024-01-02T00:00:00.000Z"],
    ["02/29/2024", "date 2024-02-29T00:00:00.000Z"],
  ])("%s is the %s", (text, expected) => {
    expect(read(text).told).toBe(expected);
  });

  test("day and month change places with the order that the reader is told", () => {
    expect(read("3/4/2026", "mdy").told).toBe("date 2026-03-04T00:00:00.000Z");
    expect(read("3/4/2026", "dmy").told).toBe("date 2026-04-03T00:00:00.000Z");
    expect(read("3.4.2026 10:00", "dmy").told).toBe("local 2026-04-03T10:00:00.000Z");
  });

  test.each([
    "",
    "abc",
    "2024-02-30",
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-1",
    "09:30:00",
    "2024-01-02 24:00:00",
    "2024-01-02 09:60",
    "2024-01-02 09:30:60",
    "2024-01-02 13:30 PM",
    "2024-01-02 09:30 EST",
    "2024-01-02 09:30 America/Chicago",
    "2024-01-02 09:30+25:00",
    "2024-01-02Z",
    "2024-01-02T",
    "2024-01-02T09:30:00Zx",
    "1.68302E+12",
    "-1683021600",
    "42",
    "99999999",
    "9".repeat(25),
    "0024-01-02",
    "9999-01-02 00:00",
    "31/12/20245",
    "NaN",
  ])("%j is not read as anything", (text) => {
    const { at, reader } = read(text);
    expect(at).toBeNaN();
    expect(reader.problem).not.toBe("");
  });
});

describe("the stamps of one file", () => {
  test("are all of one kind: seconds after milliseconds, or a date after a time, are no stamps", () => {
    for (const [first, second] of [
      ["1637971200000", "1637971260"],
      ["1637971200", "2021-11-27 00:01"],
      ["2021-11-27 00:00", "1637971260"],
      ["2021-11-27 00:00", "2021-11-27 00:01Z"],
      ["2021-11-27T00:00Z", "2021-11-27T00:01"],
      ["2021-11-27 00:00", "2021-11-28"],
      ["2021-11-27", "27.11.2021"],
    ] as const) {
      const reader = new StampReader("mdy");
      expect(reader.read(first)).not.toBeNaN();
      expect(reader.read(second)).toBeNaN();
      expect(reader.problem).toMatch(/same kind|know/);
    }
  });

  test("prove their order by a day over 12", () => {
    const proof = (...texts: string[]) => {
      const reader = new StampReader("mdy");
      for (const text of texts) reader.read(text);
      return [reader.needsOrder, reader.firstOver12, reader.secondOver12];
    };
    expect(proof("3/4/2026", "3/5/2026")).toEqual([true, false, false]);
    expect(proof("3/4/2026", "3/13/2026")).toEqual([true, false, true]);
    expect(proof("3/4/2026", "13/3/2026")).toEqual([true, true, false]);
    expect(proof("2026-03-04")).toEqual([false, false, false]);
  });

  test("any instant survives being written in ISO, in milliseconds and in nanoseconds", () => {
    // In 1976 milliseconds could be a compact date as well (202405140930), and are taken for that.
    const compact = /^(19|20|21)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{4}$/;
    const instant = fc
      .integer({ min: 157_766_400_000, max: 4_102_444_800_000 })
      .filter((at) => !compact.test(String(at)));
    fc.assert(
      fc.property(instant, (at) => {
        expect(read(iso(at)).at).toBe(at);
        expect(read(String(at)).at).toBe(at);
        expect(read(`${at}000000`).at).toBe(at);
        const local = iso(at).slice(0, 23).replace("T", " ");
        expect(read(local).told).toBe(`local ${iso(at)}`);
      }),
    );
  });
});

describe("a plain decimal", () => {
  const exact = (text: string): number => {
    const span = { at: 0, bad: false };
    const value = exactNumber(Buffer.from(`${text},`), span);
    return span.bad || span.at !== text.length ? Number.NaN : value;
  };

  test("is the same double from its bytes as from its text", () => {
    const decimal = fc.tuple(
      fc.constantFrom("", "-", "+"),
      fc.stringMatching(/^\d{1,9}$/),
      fc.option(fc.stringMatching(/^\d{0,6}0{0,6}$/), { nil: null }),
    );
    fc.assert(
      fc.property(decimal, ([sign, whole, fraction]) => {
        const text = `${sign}${whole}${fraction === null ? "" : `.${fraction}`}`;
        expect(exact(text)).toBe(Number(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("of more digits than a double holds is left to others, zeros at the end apart", () => {
    expect(exact("18127.000000000")).toBe(18127);
    expect(exact("0.00002853")).toBe(0.00002853);
    expect(exact("1234567890.250000000")).toBe(1234567890.25);
    for (const text of [
      "91.63999999999999",
      "12345678901234567",
      "0.1234567890123456",
      ".",
      "-",
      "",
      "1e5",
      "1,5",
    ]) {
      expect(exact(text)).toBeNaN();
    }
  });
});
