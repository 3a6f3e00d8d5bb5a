import { describe, expect, test } from "vitest";
import { contractsIn } from "#importer/contracts-in.js";
import { readRolls } from "#importer/read-rolls.js";
import { readSettlements } from "#importer/read-settlements.js";
import { formatDay, formatInstant } from "#instrument/time.js";
import { contract, file, MES } from "./helpers.js";

const faultIn = async (read: Promise<unknown>) =>
  read.then(
    () => "no fault",
    (error) => `${error.code} ${error.message.replace(/^.*\//, "")}`,
  );

describe("a calendar of rolls", () => {
  test("a date is a trade date, which begins on the evening before; an instant is itself", async () => {
    const path = file(`
      date,from,to,spread
      2024-03-11,MESH24,MESM24,57.75
    `);
    const [roll] = (await readRolls(path, MES)).rolls;
    expect(formatInstant(roll!.at)).toBe("2024-03-10T22:00:00Z");
    expect(roll).toMatchObject({ from: "MESH24", to: "MESM24", spread: 231, prices: null });
    const stamped = file("time;old;new\n2025-09-16T08:15:00Z;MNQU25;MNQZ25\n");
    expect(formatInstant((await readRolls(stamped, MES)).rolls[0]!.at)).toBe("2025-09-16T08:15:00Z");
  });

  test("both prices say at what the roll was executed", async () => {
    const path = file(
      "date,from,to,spread,from_price,to_price\n2024-03-11,MESH24,MESM24,57.75,5102.25,5160.50\n",
    );
    expect((await readRolls(path, MES)).rolls[0]).toMatchObject({
      spread: 231,
      prices: { from: 20409, to: 20642 },
    });
  });

  test("a calendar of pysystemtrade, whose clocks carry no zone, is taken as UTC unless told", async () => {
    const path = file(`
      DATE_TIME,current_contract,next_contract,carry_contract
      2022-03-14 19:00:00,20220300,20220600,20220600
      2022-05-03 19:00:00,20220600,20220900,20220900
    `);
    const utc = await readRolls(path, MES);
    expect(utc.rolls.map(({ at, to }) => `${formatInstant(at)} ${to}`)).toEqual([
      "2022-03-14T19:00:00Z 20220600",
      "2022-05-03T19:00:00Z 20220900",
    ]);
    const newYork = await readRolls(path, MES, { timeZone: "America/New_York" });
    expect(formatInstant(newYork.rolls[0]!.at)).toBe("2022-03-14T23:00:00Z");
  });

  test.each([
    ["date,from,to\n", "E371 bars.csv is no roll calendar: it has no rows"],
    ["date,from,spread\n2024-03-11,MESH24,1\n", "E371 bars.csv is no roll calendar: it has no column to"],
    ["date,from,to\nsoon,MESH24,MESM24\n", "E372 bars.csv:2 has no date"],
    ["date,from,to\n2024-03-11,,MESM24\n", "E372 bars.csv:2 names no contract"],
    [
      "date,from,to,spread\n2024-03-11,MESH24,MESM24,57.80\n",
      "E372 bars.csv:2 has a spread off the price grid",
    ],
    [
      "date,from,to,spread\n2024-03-11,MESH24,MESM24,a lot\n",
      "E372 bars.csv:2 has a spread that is no number",
    ],
    ["date,from,to,from_price,to_price\n2024-03-11,A,B,5102.25,\n", "E372 bars.csv:2 has one price of two"],
    [
      "date,from,to\n2024-06-10,MESM24,MESU24\n2024-03-11,MESH24,MESM24\n",
      "E372 bars.csv:3 is not later than the row before",
    ],
  ])("%j is refused: %s", async (text, message) => {
    expect(await faultIn(readRolls(file(text), MES))).toBe(message);
  });

  test("negative spreads of crude oil", async () => {
    const path = file("date,from,to,spread\n2024-02-14,MCLH24,MCLJ24,-0.77\n");
    expect((await readRolls(path, contract("MCL"))).rolls[0]!.spread).toBe(-77);
  });
});

describe("a list of settlement prices", () => {
  test("prices are taken as they stand, on the tick grid or not", async () => {
    const path = file(`
      # from the exchange's daily bulletin
      Date,Symbol,Settle,Kind
      2024-03-14,MESH24,5475.25,
      2024-03-15,MESH24,5491.37,FINAL
      2024-03-15,,5505,daily
    `);
    const { rows, missing } = await readSettlements(path);
    expect(missing).toBe("refuse");
    expect(rows.map(({ day, ...row }) => ({ day: formatDay(day), ...row }))).toEqual([
      { day: "2024-03-14", contract: "MESH24", price: "5475.25", final: false },
      { day: "2024-03-15", contract: "MESH24", price: "5491.37", final: true },
      { day: "2024-03-15", contract: null, price: "5505", final: false },
    ]);
  });

  test.each([
    [
      "date,contract\n2024-03-14,MES\n",
      "E371 bars.csv is no list of settlement prices: it has no column settlement",
    ],
    ["date,settle\n2024-02-30,5000\n", "E372 bars.csv:2 has no date"],
    ["date,settle\n14.3.2024,5000\n", "E372 bars.csv:2 has no date"],
    ["date,settle\n2024-03-14,5 000\n", "E372 bars.csv:2 has a price that is no number"],
    ["date,settle,kind\n2024-03-14,5000,guess\n", "E372 bars.csv:2 is of an unknown kind"],
    ["date,settle\n2024-03-14,5000\n2024-03-14,5001\n", "E372 bars.csv:3 says again what line 2 says"],
  ])("%j is refused: %s", async (text, message) => {
    expect(await faultIn(readSettlements(file(text)))).toBe(message);
  });
});

test("the contracts of a file, in the order in which they stand there", async () => {
  const path = file(`
    ts,contract,open,high,low,close
    2024-03-11T15:00:00Z,MESH24,1,1,1,1
    2024-03-11T15:00:00Z,"MESM24",1,1,1,1
    2024-03-11T15:01:00Z,MESH24,1,1,1,1
  `);
  const rows = new Map([
    ["MESH24", 2],
    ["MESM24", 1],
  ]);
  expect(await contractsIn(path)).toEqual({ by: "column", rows });
  const without = file("time,open,high,low,close\n2024-03-11T15:00:00Z,1,1,1,1\n");
  expect(await contractsIn(without)).toEqual({ by: "nothing" });
});
