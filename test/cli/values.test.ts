// Is the text of a flag read as a person means it, and never guessed?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dateText, edgeOf } from "#cli/dates.js";
import { costs, memoryMb, money, oneOf, positiveMoney, timeSpan, whole } from "#cli/values.js";
import { dollars } from "#domain/money.js";
import { formatDay, parseDay } from "#instrument/time.js";

const WHERE = "--flag";
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

describe("money", () => {
  test.each([
    ["25000", 25_000_000_000],
    ["25,000", 25_000_000_000],
    ["$25000", 25_000_000_000],
    ["$25,000.50", 25_000_500_000],
    ["25k", 25_000_000_000],
    ["1.5k", 1_500_000_000],
    ["2M", 2_000_000_000_000],
    ["0.62", 620_000],
    ["0.000001", 1],
    ["0", 0],
  ])("%s is an exact amount", (text, micro) => {
    expect(money(text, WHERE)).toBe(micro);
  });

  test.each([
    "",
    " ",
    "abc",
    "25,00",
    "25.000,00",
    "-5",
    "1e5",
    "0.0000001",
    "10 000",
    "€5",
    "9007199255",
    "25kk",
    "Infinity",
    "NaN",
    "0x10",
  ])("%j is refused, not guessed", (text) => {
    expect(codeOf(() => money(text, WHERE))).toBe("E104");
  });

  test("every amount that is shown is read back as the same amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9e11 }), (cents) => {
        expect(money(dollars(cents * 10_000), WHERE)).toBe(cents * 10_000);
      }),
    );
  });

  test("an account without cash is refused", () => {
    expect(codeOf(() => positiveMoney("0", WHERE))).toBe("E104");
  });

  test("costs are dollars per side, the dated schedule, or none", () => {
    expect([costs("0.62", WHERE), costs("default", WHERE), costs("none", WHERE)]).toEqual([620_000, null, 0]);
    expect(codeOf(() => costs("free", WHERE))).toBe("E104");
  });
});

test("a time needs its unit where none is obvious", () => {
  expect(timeSpan("5m")("5m", WHERE)).toBe(300_000);
  expect(timeSpan("120s", "s")("120", WHERE)).toBe(120_000);
  expect(timeSpan("120s", "s")("500ms", WHERE)).toBe(500);
  for (const text of ["5", "0s", "-1m", "5 parsecs", ""])
    expect(codeOf(() => timeSpan("5m")(text, WHERE))).toBe("E104");
});

test("memory is megabytes, or gigabytes where said", () => {
  expect([memoryMb("512", WHERE), memoryMb("512mb", WHERE), memoryMb("2gb", WHERE)]).toEqual([
    512, 512, 2048,
  ]);
  expect(codeOf(() => memoryMb("1", WHERE))).toBe("E104");
});

test("a number of workers is whole and within reason", () => {
  expect(whole(1, 256, "workers")("8", WHERE)).toBe(8);
  for (const text of ["0", "257", "1.5", "x"])
    expect(codeOf(() => whole(1, 256, "workers")(text, WHERE))).toBe("E104");
});

test("a misspelt choice is answered with the one that was meant", () => {
  try {
    oneOf(["adverse", "favourable"])("favorable", "--path");
    expect.unreachable();
  } catch (error) {
    expect((error as { detail: { fix: string[] } }).detail.fix).toEqual(["--path favourable"]);
  }
});

describe("trade dates", () => {
  const last = parseDay("2025-03-31");
  const from = (text: string) => formatDay(edgeOf(dateText(text, WHERE), "from", last));
  const to = (text: string) => formatDay(edgeOf(dateText(text, WHERE), "to", last));

  test("a year or a month as the start is its first day, as the end its last", () => {
    expect([from("2024"), to("2024"), from("2024-02"), to("2024-02")]).toEqual([
      "2024-01-01",
      "2024-12-31",
      "2024-02-01",
      "2024-02-29",
    ]);
    expect([from("2024-01-02"), to("2024-01-02")]).toEqual(["2024-01-02", "2024-01-02"]);
  });

  test("-90d counts back from the last bar; a month back from the 31st ends on the shorter month's last day", () => {
    expect([from("-90d"), from("-2w"), from("-1m"), from("-1y"), from("-13m")]).toEqual([
      "2024-12-31",
      "2025-03-17",
      "2025-02-28",
      "2024-03-31",
      "2024-02-29",
    ]);
  });

  test.each(["2024-13", "2024-02-30", "24", "yesterday", "2024/01/02", "-90", "-90x", "", "20240102"])(
    "%j is refused",
    (text) => {
      expect(codeOf(() => dateText(text, WHERE))).toBe("E109");
    },
  );
});
