import { describe, expect, test } from "vitest";
import { runBacktest } from "#engine/backtest.js";
import { loadContracts } from "#instrument/contracts.js";
import { knownCostRate } from "#instrument/fees.js";
import { instrumentOf } from "#instrument/instrument.js";
import { marginRate } from "#instrument/margins.js";
import { parseDay } from "#instrument/time.js";
import type { Fault } from "../../src/domain/fault.js";
import type { Run } from "../../src/domain/run.js";
import { specOf, type Terms } from "../accountant/books.js";

const faultOf = (act: () => unknown): Fault => {
  try {
    act();
  } catch (error) {
    return error as Fault;
  }
  throw new Error("nothing was thrown");
};

/** MES: exchange margins are known from May 2019 to February 2022, its exchange fee from 18 August 2022 on. */
const run = (date: string, terms: Terms): Run =>
  runBacktest(
    specOf(
      "MES",
      [
        { at: `${date}T15:00:00Z`, price: "4300.00", order: "buy 1" },
        { at: `${date}T15:01:00Z`, price: "4300.00" },
      ],
      terms,
    ),
  );

describe("--margins strict", () => {
  test("refuses an estimated margin, with contract, date and the lines that would add it", () => {
    const day = parseDay("2024-06-03");
    const instrument = instrumentOf(loadContracts().get("MES"));
    const { code, message, detail } = faultOf(() => marginRate(instrument, day, 21_000, "strict"));
    expect([code, message]).toEqual(["E214", "No known margin for MES on 2024-06-03"]);
    expect(detail.fix![0]).toBe(
      'add   contracts: { MES: { margins: [{ from: "2024-06-03", initial: "…", maintenance: "…" }] } }   in tickproof.config.ts',
    );
    // The very lines, with figures in them, are taken.
    const added = loadContracts({
      MES: { margins: [{ from: "2024-06-03", initial: "2000", maintenance: "1800" }] },
    });
    expect(marginRate(instrumentOf(added.get("MES")), day, 21_000, "strict")).toMatchObject({
      initial: 2_000_000_000,
      estimated: false,
    });
  });

  test("refuses a date before the first known fee of a component", () => {
    const day = parseDay("2021-06-01");
    const { code, message, detail } = faultOf(() => knownCostRate(loadContracts().get("MES"), day));
    expect([code, message]).toEqual(["E450", "No known exchange fee for MES on 2021-06-01"]);
    expect(detail.found).toBe("exchangeFee from 2022-08-18 on");
    expect(detail.fix![0]).toBe(
      'add   contracts: { MES: { exchangeFee: [{ from: "2021-06-01", usdPerSide: "…", source: "…" }] } }   in tickproof.config.ts',
    );
    const added = loadContracts({
      MES: { exchangeFee: [{ from: "2021-06-01", usdPerSide: "0.20", source: "statement of my broker" }] },
    });
    expect(knownCostRate(added.get("MES"), day).exchange).toBe(200_000);
    expect(knownCostRate(loadContracts().get("MES"), parseDay("2022-08-18")).exchange).toBe(300_000);
  });

  test("stops a run at the first date without a figure", () => {
    const strict = (marginPolicy: "liquidate" | "none") =>
      ({ account: { margins: "strict", marginPolicy } }) as const;
    expect(faultOf(() => run("2024-06-03", strict("liquidate"))).code).toBe("E214");
    expect(faultOf(() => run("2021-06-01", strict("none"))).code).toBe("E450");
    expect(run("2024-06-03", strict("none")).trades).toEqual([]);
    // One figure for all dates needs no schedule.
    expect(run("2021-06-01", { ...strict("liquidate"), feePerSide: "0.62" }).margin.estimated).toBe(false);
  });

  test("else an estimate stands in, marked in the run, its statements and its warnings", () => {
    const margin = run("2024-06-03", { account: { marginPolicy: "liquidate" } });
    expect([margin.margin.estimated, margin.daily[0]!.estimated]).toEqual([true, true]);
    expect(margin.warnings.join()).toContain("Margins of MES are an estimate");
    const fee = run("2021-06-01", { account: { marginPolicy: "liquidate" } });
    expect(fee.margin.estimated).toBe(false);
    expect(fee.warnings.join()).toContain(
      "Fees of MES before their first known date are taken from that date.",
    );
  });
});
