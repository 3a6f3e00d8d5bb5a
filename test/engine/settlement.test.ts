import { describe, expect, test } from "vitest";
import { CASH_KINDS } from "../../src/domain/cash.js";
import type { Run } from "../../src/domain/run.js";
import { chainOf, settlementsOf } from "./chain.js";
import { replayRun } from "./replay.js";

const usd = (micro: number): string => (micro / 1e6).toFixed(2);
const variations = ({ cash }: Run): string[] =>
  Array.from({ length: cash.length }, (_, k) => k)
    .filter((k) => CASH_KINDS[cash.kind[k]!] === "settlement")
    .map((k) => `${new Date(cash.time[k]!).toISOString().slice(0, 16)} ${usd(cash.amount[k]!)}`);
const balances = ({ daily }: Run): string[] => daily.map(({ balance }) => usd(balance));

/** Two bought at 5000.50, sold on the third day at 5003.00. */
const twoNights = `
  20002 20002 20002 20002 | buy 2
  20002 20002 20002 20002 |
  day 20030 20030 20030 20030 |
  20030 20030 20030 20030 |
  day 20012 20012 20012 20012 | flat
  20012 20012 20012 20012 |
  21:00 20012 20012 20012 20012 |
`;

describe("settlement prices from a file", () => {
  test("MTM-01: variation margin is cash, against the settlement before", () => {
    const run = replayRun(twoNights, {
      cash: 5000,
      costPerSide: 0.62,
      settlements: settlementsOf("2024-01-02 - 5012.25\n2024-01-03 - 4990.75\n2024-01-04 - 5001.00"),
    });
    expect(balances(run)).toEqual(["5116.26", "4901.26", "5022.52"]);
    expect(usd(run.totals.net)).toBe("22.52");
    expect(variations(run)).toEqual([
      "2024-01-02T21:00 117.50",
      "2024-01-03T21:00 -215.00",
      "2024-01-04T21:00 122.50",
    ]);
  });

  test("MTM-02: what was carried settles from the settlement before, what was traded from its price", () => {
    const run = replayRun(
      `
      20000 20000 20000 20000 | buy 1
      20000 20000 20000 20000 |
      day 20018 20018 20018 20018 | buy 1
      20018 20018 20018 20018 |
      20037 20037 20037 20037 | sell 1
      20037 20037 20037 20037 |
      day 20030 20030 20030 20030 |
      `,
      {
        costPerSide: 0.62,
        settlements: settlementsOf("2024-01-02 - 5000.00\n2024-01-03 - 5007.00"),
      },
    );
    expect(variations(run)).toEqual(["2024-01-02T21:00 0.00", "2024-01-03T21:00 58.75"]);
    expect(usd(run.daily[1]!.variation - run.daily[1]!.costs)).toBe("57.51");
    expect(run.daily[1]!.position).toBe(1);
  });

  test("RND-02: a price off the micro's grid is taken as it stands, and the roundings cancel out", () => {
    const run = replayRun(
      `
      10852 10852 10852 10852 | buy 1
      10852 10852 10852 10852 |
      day 10860 10860 10860 10860 | flat
      10860 10860 10860 10860 |
      day 10860 10860 10860 10860 |
      `,
      { symbol: "M6E", settlements: settlementsOf("2024-01-02 - 1.08555") },
    );
    expect(variations(run)).toEqual(["2024-01-02T20:00 4.38", "2024-01-03T20:00 5.62"]);
    expect(usd(run.totals.net)).toBe("10.00");
  });

  test("each contract month has its own price, however its name is written", () => {
    const prices = "2024-01-02 MESM24 5100.00\n2024-01-02 MESH4 5012.25\n2024-01-03 MESH24 5000.00";
    const run = replayRun(twoNights, {
      chain: chainOf([{ contract: "MESH24", offset: 0, month: { year: 2024, month: 3 } }]),
      settlements: settlementsOf(prices),
    });
    expect(variations(run)[0]).toBe("2024-01-02T21:00 117.50");
  });

  test("a date over which nothing is held needs no price", () => {
    const run = replayRun(
      `
      20000 20000 20000 20000 |
      day 20000 20000 20000 20000 | buy 1
      20000 20000 20000 20000 |
      day 20008 20008 20008 20008 |
      `,
      { settlements: settlementsOf("2024-01-03 - 5001.00", "refuse") },
    );
    expect(variations(run)).toEqual(["2024-01-03T21:00 5.00"]);
  });

  test("a missing price is an error that names contract and date and shows the line to add", () => {
    const broken = () =>
      replayRun(twoNights, {
        chain: chainOf([{ contract: "MESH24", offset: 0, month: { year: 2024, month: 3 } }]),
        settlements: settlementsOf("2024-01-02 MESH24 5012.25", "refuse"),
      });
    expect(broken).toThrowError(
      expect.objectContaining({
        code: "E376",
        message: "settlements.csv has no settlement price of MESH24 for 2024-01-03",
        detail: expect.objectContaining({
          fix: expect.arrayContaining([expect.stringContaining("2024-01-03,MESH24,PRICE")]),
        }),
      }),
    );
    const lenient = replayRun(twoNights, {
      settlements: settlementsOf("2024-01-02 - 5012.25", "last trade"),
    });
    expect(variations(lenient)).toEqual([
      "2024-01-02T21:00 117.50",
      "2024-01-03T21:00 -47.50",
      "2024-01-04T21:00 -45.00",
    ]);
  });

  test("equity at every close is the same with settlement prices, with none, and with others", () => {
    const equities = [undefined, "2024-01-02 - 5012.25\n2024-01-03 - 4990.75", "2024-01-02 - 1.11"].map(
      (lines) =>
        replayRun(twoNights, lines === undefined ? {} : { settlements: settlementsOf(lines) }).equity,
    );
    expect(equities[1]).toEqual(equities[0]);
    expect(equities[2]).toEqual(equities[0]);
  });
});

describe("when a date settles", () => {
  test("a position over the weekend settles on Friday, and next on Monday", () => {
    const run = replayRun(
      `
      2024-01-05 15:00 20000 20000 20000 20000 | buy 1
      20000 20000 20000 20000 |
      20:59 20010 20010 20010 20010 |
      21:00 20020 20020 20020 20020 |
      2024-01-07 23:00 20040 20040 20040 20040 |
      2024-01-08 20:59 20050 20050 20050 20050 |
      21:00 20060 20060 20060 20060 |
      `,
    );
    expect(variations(run)).toEqual(["2024-01-05T21:00 12.50", "2024-01-08T21:00 50.00"]);
    expect(run.daily).toHaveLength(2);
  });

  test("a holiday without settlement belongs to the next trade date", () => {
    // Martin Luther King's day, Monday 15 January 2024: trading until noon counts for Tuesday.
    const run = replayRun(
      `
      2024-01-12 15:00 20000 20000 20000 20000 | buy 1
      20000 20000 20000 20000 |
      21:00 20000 20000 20000 20000 |
      2024-01-15 15:00 20040 20040 20040 20040 |
      2024-01-16 20:59 20020 20020 20020 20020 |
      21:00 20020 20020 20020 20020 |
      `,
    );
    expect(variations(run)).toEqual(["2024-01-12T21:00 0.00", "2024-01-16T21:00 25.00"]);
  });

  test("an early close settles at noon: index futures on the day after Thanksgiving", () => {
    const run = replayRun(
      `
      2024-11-29 15:00 20000 20000 20000 20000 | buy 1
      20000 20000 20000 20000 |
      17:59 20010 20010 20010 20010 |
      18:00 20030 20030 20030 20030 |
      2024-12-02 15:00 20030 20030 20030 20030 |
      `,
    );
    expect(variations(run)).toEqual(["2024-11-29T18:00 12.50"]);
  });
});
