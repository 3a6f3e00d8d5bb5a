import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { offsetsOf, seenPrices } from "#bars/chain.js";
import { Fault } from "#domain/fault.js";
import { leanRolls } from "#importer/lean-map.js";
import { readRolls } from "#importer/read-rolls.js";
import { tradeDateOf } from "#instrument/calendar.js";
import { expiryOf } from "#instrument/expiry.js";
import { instrumentOf } from "#instrument/instrument.js";
import { monthIn } from "#instrument/month.js";
import { formatDay } from "#instrument/time.js";
import { backtest } from "#research/library.js";
import { Strategy } from "#strategy/strategy.js";
import type { LeanMode } from "../../src/domain/chain.js";
import { contractOf, hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";
import { file } from "./helpers.js";

const GC = contractOf("GC");
const rollsOf = (text: string, mode: LeanMode | null, contract = GC) =>
  leanRolls(
    "map.csv",
    text
      .trim()
      .split("\n")
      .map((line, k) => ({ number: k + 1, text: line })),
    contract,
    mode,
  ).map(({ at, from, to }) => `${formatDay(tradeDateOf(contract.session, at))} ${from} → ${to}`);

/** As LEAN has them: the contract, and the last date on which it is held. */
const MAP = `18991230,gc,COMEX
20130125,gc veg5o7vcck2l,COMEX,3
20130217,gc veg5o7vcck2l,COMEX,2
20130219,gc vf7q6u42hokd,COMEX,2
20130322,gc vg291qgav2jh,COMEX,3
20130416,gc vg291qgav2jh,COMEX,2
20130524,gc vhqbbfrlj3bx,COMEX,3`;

describe("a map file of LEAN", () => {
  test("tells contracts by their expiry, and rolls with the trade date after the last one", () => {
    // Monday the 18th is a holiday, on which trade goes on for Tuesday.
    expect(rollsOf(MAP, "open-interest")).toEqual(["2013-02-19 GCG13 → GCH13", "2013-02-20 GCH13 → GCJ13"]);
    expect(rollsOf(MAP, "open-interest-annual")).toEqual([
      "2013-01-28 GCG13 → GCJ13",
      "2013-03-25 GCJ13 → GCM13",
    ]);
  });

  test("of one mode, or of none as in old files, needs no choice", () => {
    const lines = MAP.split("\n");
    const one = lines.filter((line) => !line.endsWith(",2")).join("\n");
    expect(rollsOf(one, null)).toHaveLength(2);
    expect(rollsOf(one.replaceAll(",COMEX,3", ",COMEX"), null)).toHaveLength(2);
  });

  test("without a choice, with another one, and with a row that is none, is refused", async () => {
    const of = async (text: string, mode: LeanMode | null = null): Promise<Fault> =>
      readRolls(file(text), instrumentOf(GC), { mode }).then(
        () => new Fault("E599", "no fault"),
        (fault: Fault) => fault,
      );
    expect((await of(MAP)).code).toBe("E389");
    expect((await of(MAP)).detail.found).toBe("open-interest, open-interest-annual");
    expect((await of(MAP, "first-day-of-month")).message).toMatch(/does not roll by first-day-of-month/);
    expect((await of(`${MAP}\nnonsense`, "open-interest")).message).toMatch(/:8 is no row of a map file/);
    const silver = readRolls(file(MAP), instrumentOf(contractOf("SI")), { mode: "open-interest" });
    await expect(silver).rejects.toThrow(/:1 holds GC, and the bars are of SI/);
    expect(rollsOf(MAP, "open-interest", contractOf("MGC"))[0]).toBe("2013-02-19 MGCG13 → MGCH13");
    const ours = "date,from,to,spread\n2024-03-11,A,B,1\n";
    expect((await of(ours, "open-interest")).message).toMatch(/has no ways to roll to choose from/);
  });
});

describe.skipIf(!hasRealData)(`LEAN's own files of gold${realDataNote}`, () => {
  const path = (name: string) => sharedPath(`data/futures_intraday/${name}`);
  const read = (mode: LeanMode) => readRolls(path("GC_lean_map_files.csv"), instrumentOf(GC), { mode });

  test("roll by last trading day on the day that our rule of expiry says", async () => {
    const { rolls } = await read("last-trading-day");
    expect(rolls.length).toBeGreaterThan(12);
    for (const { at, from } of rolls) {
      const day = tradeDateOf(GC.session, at);
      expect(`${from} ${formatDay(day)}`).toBe(
        `${from} ${formatDay(expiryOf(GC, monthIn(from, day)!).lastTradingDay)}`,
      );
    }
  });

  test("each mode goes to later contracts only", async () => {
    for (const mode of [
      "last-trading-day",
      "first-day-of-month",
      "open-interest",
      "open-interest-annual",
    ] as const) {
      const { rolls } = await read(mode);
      expect(rolls.length).toBeGreaterThan(3);
      for (const { at, from, to } of rolls) {
        const day = tradeDateOf(GC.session, at);
        const [a, b] = [monthIn(from, day)!, monthIn(to, day)!];
        expect(12 * (b.year - a.year) + b.month - a.month, `${from} ${to}`).toBeGreaterThan(0);
      }
    }
  });

  test("roll a chain of gold", async () => {
    class Idle extends Strategy {
      override onBar(): void {}
    }
    const held = async (rollMode: LeanMode) => {
      const run = await backtest({
        strategy: Idle,
        instrument: "GC",
        data: { chain: path("GC_1m_trades_20131007_11.csv.gz") },
        rolls: path("GC_lean_map_files.csv"),
        rollMode,
      });
      return run.chain!.months.map(({ contract }) => contract);
    };
    expect(await held("open-interest-annual")).toEqual(["GCZ13"]);
    expect(await held("first-day-of-month")).toEqual(["GCX13"]);
  });

  /**
   * A factor file has sums and products from the end, for the front contract and the two behind it. Two rows after one another tell
   * the difference and the ratio of one roll, and so both prices of it: they must be prices of gold, on its grid of ten cents.
   */
  test("factors: difference and ratio of each roll are of two prices on the grid, and come of them again", () => {
    interface Factors {
      readonly Date: string;
      readonly BackwardsRatioScale: readonly number[];
      readonly BackwardsPanamaCanalScale: readonly number[];
      readonly DataMappingMode: number;
    }
    const rows = readFileSync(path("GC_lean_factor_files.csv"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Factors);
    let checked = 0;
    for (const mode of [0, 1, 2, 3]) {
      const own = rows.filter((row) => row.DataMappingMode === mode);
      const quotes = own.slice(1).map((next, k) => {
        const gap = own[k]!.BackwardsPanamaCanalScale[0]! - next.BackwardsPanamaCanalScale[0]!;
        const ratio = own[k]!.BackwardsRatioScale[0]! / next.BackwardsRatioScale[0]!;
        const old = Math.round((gap / (ratio - 1)) * 10);
        return { from: old, to: old + Math.round(gap * 10), gap, ratio };
      });
      for (const { from, to, gap, ratio } of quotes) {
        if (Math.abs(gap) < 0.05) continue;
        checked++;
        expect(from).toBeGreaterThan(11_000);
        expect(from).toBeLessThan(17_500);
        expect(to / from).toBeCloseTo(ratio, 9);
        expect((to - from) / 10).toBeCloseTo(gap, 9);
      }
      const usable = quotes.every(({ gap }) => Math.abs(gap) >= 0.05);
      if (!usable) continue;
      const offsets = offsetsOf(quotes.map(({ from, to }) => to - from));
      const seen = seenPrices("ratio", offsets, quotes);
      const last = own.at(-1)!;
      for (const [k, row] of own.entries()) {
        expect(-offsets[k]! / 10).toBeCloseTo(
          row.BackwardsPanamaCanalScale[0]! - last.BackwardsPanamaCanalScale[0]!,
          6,
        );
        expect(seen[k]!.scale).toBeCloseTo(row.BackwardsRatioScale[0]! / last.BackwardsRatioScale[0]!, 9);
      }
    }
    expect(checked).toBeGreaterThan(20);
  });
});
