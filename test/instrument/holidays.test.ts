import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { holidaysOf } from "#instrument/holidays.js";
import { formatDay } from "#instrument/time.js";

const table = readFileSync(new URL("./holidays.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(/ +/));
const [header, ...rows] = table as [string[], ...string[][]];
const groups = ["equity_index", "energy", "metals", "fx", "crypto"] as const;

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}${String(minute % 60).padStart(2, "0")}`;

describe.each(groups)("%s", (group) => {
  const column = header.indexOf(group);

  test("the rules give every holiday and early close of 2015 to 2027, and no other", () => {
    const expected = rows
      .filter((row) => row[column] !== "-")
      .map((row) => `${row[0]} ${row[column]} ${row.slice(header.length - 1).join(" ")}`);
    const given: string[] = [];
    for (let year = 2015; year <= 2027; year++) {
      for (const { day, kind, halt, name } of holidaysOf(group, year)) {
        const code =
          kind === "closed" ? "closed" : `${kind === "early_close" ? "early" : "halt"}${clock(halt ?? 0)}`;
        given.push(`${formatDay(day)} ${code} ${name}`);
      }
    }
    const listed = group === "crypto" ? given.filter((line) => line >= "2017-12-18") : given;
    expect(expected.length).toBeGreaterThan(100);
    expect(listed).toEqual(expected);
  });
});

test("what never closes has no holidays", () => {
  expect(holidaysOf("continuous", 2025)).toEqual([]);
});

test("outside the checked years today's rules go on: Juneteenth only from 2022, jobs-report Good Fridays by rule", () => {
  const of = (year: number) =>
    holidaysOf("equity_index", year).map(({ day, kind }) => `${formatDay(day)} ${kind}`);
  expect(of(2012)).toContain("2012-04-06 early_close");
  expect(of(2013)).toContain("2013-03-29 closed");
  expect(of(2012).join()).not.toContain("-06-1");
  expect(of(2028)).toContain("2028-06-19 holiday_halt");
  expect(of(2030)).toContain("2030-04-19 closed");
});
