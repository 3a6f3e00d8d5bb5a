import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Holiday, holidaysOf } from "#instrument/holidays.js";
import { formatDay } from "#instrument/time.js";

const table = readFileSync(new URL("./holidays.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split(/ +/));
const [header, ...rows] = table as [string[], ...string[][]];
const groups = ["equity_index", "energy", "metals", "fx", "crypto"] as const;

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}${String(minute % 60).padStart(2, "0")}`;
const codeOf = ({ kind, halt }: Pick<Holiday, "kind" | "halt">) =>
  kind === "closed" ? "closed" : `${kind === "early_close" ? "early" : "halt"}${clock(halt ?? 0)}`;

describe.each(groups)("%s", (group) => {
  const column = header.indexOf(group);

  test("the rules give every holiday and early close of 2015 to 2027, and no other", () => {
    const expected = rows
      .filter((row) => row[column] !== "-")
      .map((row) => `${row[0]} ${row[column]} ${row.slice(header.length - 1).join(" ")}`);
    const given: string[] = [];
    for (let year = 2015; year <= 2027; year++) {
      for (const { day, kind, halt, name } of holidaysOf(group, year)) {
        given.push(`${formatDay(day)} ${codeOf({ kind, halt })} ${name}`);
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

/** What the exchange, or a reporter at the time, said of single days: each line is a fact of its own, none is made by a rule. */
const NOTICES = `
2005-03-24 fx           early1515 CME press release of 16 March 2005
2005-03-25 equity_index closed    CME press release of 16 March 2005
2005-03-25 fx           closed    CME press release of 16 March 2005
2005-12-23 fx           early1515 CME holiday calendar 2005
2005-12-23 equity_index -         CME holiday calendar 2005
2005-12-26 equity_index closed    CME holiday calendar 2005
2006-01-13 fx           early1515 CME press release of 10 January 2006
2006-01-13 equity_index -         CME press release of 10 January 2006
2006-01-16 equity_index halt1030  CME press release of 10 January 2006
2006-01-16 fx           halt1200  CME press release of 10 January 2006
2006-02-17 fx           early1515 CME notice of 1 February 2006
2006-02-20 equity_index halt1030  CME notice of 1 February 2006
2006-02-20 fx           halt1200  CME notice of 1 February 2006
2006-07-03 equity_index -         CME holiday calendar 2006
2006-07-03 fx           -         CME holiday calendar 2006
2006-07-04 equity_index halt1030  CME holiday calendar 2006
2006-07-04 fx           halt1200  CME holiday calendar 2006
2006-12-22 fx           early1515 CME holiday calendar 2006
2006-12-25 equity_index closed    CME holiday calendar 2006
2007-01-02 equity_index closed    CNBC on the funeral of President Ford
2007-01-02 fx           early1200 CNBC on the funeral of President Ford
2007-01-02 energy       halt1615  CNBC on the funeral of President Ford (floors shut, Globex as ever)
2007-01-02 metals       halt1615  CNBC on the funeral of President Ford (floors shut, Globex as ever)
2007-08-31 fx           early1515 CME press release of 20 August 2007
2007-09-03 equity_index halt1030  CME press release of 20 August 2007
2007-09-03 fx           halt1200  CME press release of 20 August 2007
2007-09-03 energy       halt1615  CME press release of 20 August 2007
2007-11-21 energy       -         NYMEX release of 13 November 2007
2007-11-22 metals       halt1615  NYMEX release of 13 November 2007
2008-01-18 energy       -         NYMEX release on Martin Luther King Day 2008
2008-01-21 energy       halt1615  NYMEX release on Martin Luther King Day 2008
2008-02-18 metals       halt1615  NYMEX release on Presidents' Day 2008
2009-02-16 energy       halt1615  NYMEX schedule for Presidents' Day 2009
2009-07-02 fx           -         Lind-Waldock's schedule of July 2009
2009-07-02 equity_index -         Lind-Waldock's schedule of July 2009
2009-07-03 equity_index halt1030  Lind-Waldock's schedule of July 2009
2009-07-03 fx           halt1200  Lind-Waldock's schedule of July 2009
2009-07-03 energy       halt1230  Lind-Waldock's schedule of July 2009
2010-12-31 equity_index -         TradingMarkets on New Year's Eve 2010
2010-12-31 fx           early1215 TradingMarkets on New Year's Eve 2010
2010-12-31 metals       early1515 TradingMarkets on New Year's Eve 2010
2012-10-29 equity_index early0815 CME notice of 28 October 2012
2012-10-29 energy       -         CME notice of 28 October 2012
2012-10-30 equity_index early0815 CME press release of 29 October 2012
2012-10-30 fx           -         CME press release of 29 October 2012
2012-11-23 equity_index early1215 Reuters of 20 November 2012
2013-07-03 equity_index early1215 a broker's schedule of June 2013
2013-07-03 fx           -         a broker's schedule of June 2013
2013-07-03 energy       -         a broker's schedule of June 2013
2013-07-04 equity_index halt1030  a broker's schedule of June 2013
2013-07-04 fx           halt1200  a broker's schedule of June 2013
2013-07-04 metals       halt1215  a broker's schedule of June 2013
2013-12-24 equity_index early1215 RanSquawk of 24 December 2013
2013-12-24 fx           early1215 RanSquawk of 24 December 2013
2013-12-24 energy       early1245 RanSquawk of 24 December 2013
2014-11-27 equity_index halt1200  CME schedule of November 2014
2014-11-28 equity_index early1215 CME schedule of November 2014
2014-12-24 equity_index early1215 CME schedule of November 2014
2014-12-25 equity_index closed    CME schedule of November 2014
2014-12-31 equity_index -         CME schedule of November 2014
2015-01-01 equity_index closed    CME schedule of November 2014
`;

test.each(
  NOTICES.trim()
    .split("\n")
    .map((line) => line.split(/ +/))
    .map(([day, group, code, ...source]) => [day, group, code, source.join(" ")] as const),
)("before the checked years, %s in %s: %s, as in %s", (day, group, code) => {
  const holiday = holidaysOf(group as (typeof groups)[number], Number(day!.slice(0, 4))).find(
    (it) => formatDay(it.day) === day,
  );
  expect(holiday === undefined ? "-" : codeOf(holiday)).toBe(code);
});

test("outside the checked years the rules go on: Juneteenth only from 2022, jobs-report Good Fridays by rule", () => {
  const of = (year: number) =>
    holidaysOf("equity_index", year).map(({ day, kind }) => `${formatDay(day)} ${kind}`);
  expect(of(2012)).toContain("2012-04-06 early_close");
  expect(of(2013)).toContain("2013-03-29 closed");
  expect(of(2012).join()).not.toContain("-06-1");
  expect(of(2028)).toContain("2028-06-19 holiday_halt");
  expect(of(2030)).toContain("2030-04-19 closed");
});
