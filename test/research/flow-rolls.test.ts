import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { formatInstant } from "#instrument/time.js";
import { type FlowContract, flowRolls } from "#research/flow-rolls.js";
import { backtest } from "#research/library.js";
import { rollRuleIn, rollRuleText } from "#research/roll-rule.js";
import { Strategy } from "#strategy/strategy.js";
import type { Run } from "../../src/domain/run.js";
import { folders, kept } from "../fixtures/chain.js";
import { hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";

const files = folders();

/** Rows of date, price, volume and perhaps open interest. */
const days = (
  rows: readonly (readonly [string, number, number, (number | undefined)?])[],
  interest = false,
): string =>
  `date,open,high,low,close,volume${interest ? ",OpenInterest" : ""}\n${rows
    .map(([day, price, volume, open]) =>
      [day, price, price, price, price, volume, ...(interest ? [open] : [])].join(","),
    )
    .join("\n")}\n`;
const DATES = ["2024-03-04", "2024-03-05", "2024-03-06", "2024-03-07", "2024-03-08", "2024-03-11"];
const of = (base: number, volumes: readonly number[], interest?: readonly number[]): string =>
  days(
    DATES.map((day, k) => [day, base + k, volumes[k]!, interest?.[k]]),
    interest !== undefined,
  );
const rollsOf = ({ chain }: Run): string[] =>
  chain!.rolls.map(
    ({ time, from, to, spread }) => `${formatInstant(time).slice(0, 10)} ${from} ${to} ${spread}`,
  );
const code = async (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => "no fault",
    (error) => `${error.code} ${error.message}`,
  );

describe("a chain rolled by volume", () => {
  const chain = files({
    "MESH24.csv": of(5100, [900, 800, 500, 700, 300, 100]),
    "MES 06-24.csv": of(5150, [100, 200, 600, 650, 800, 900]),
  });

  test("goes over with the session after the one in which the next contract traded more", async () => {
    const run = await backtest({ ...kept, data: { chain }, rolls: "volume" });
    // 600 against 500 on Wednesday the 6th: rolled when Thursday's session opens, on Wednesday evening.
    expect(rollsOf(run)).toEqual(["2024-03-06 MESH24 MESM24 200"]);
    expect(run.chain!.rolls[0]).toMatchObject({ bar: 3, qty: 1 });
    expect(Array.from(run.bars.close)).toEqual([5150, 5151, 5152, 5153, 5154, 5155]);
    expect(auditRun(run).problems).toEqual([]);
    expect(run.inputs.chain!.how).toBe(
      "chain of 2 contracts, rolled after a session with more volume in a later contract",
    );
  });

  test("two sessions running are two in a row: a lapse between them counts anew", async () => {
    // 6th more, 7th less, 8th more, 11th more: no session is left to roll with.
    expect(rollsOf(await backtest({ ...kept, data: { chain }, rolls: "volume:2" }))).toEqual([]);
    const steady = files({
      "MESH24.csv": of(5100, [900, 800, 500, 600, 300, 100]),
      "MESM24.csv": of(5150, [100, 200, 600, 650, 800, 900]),
    });
    expect(rollsOf(await backtest({ ...kept, data: { chain: steady }, rolls: "volume:2" }))).toEqual([
      "2024-03-07 MESH24 MESM24 200",
    ]);
  });

  test("figures that are published a session late roll a session later", async () => {
    expect(rollsOf(await backtest({ ...kept, data: { chain }, rolls: "volume+1" }))).toEqual([
      "2024-03-07 MESH24 MESM24 200",
    ]);
  });

  test("without volume there is nothing to go by", async () => {
    const plain = "date,open,high,low,close\n2024-03-04,1,1,1,1\n2024-03-05,1,1,1,1\n";
    const bare = files({ "MESH24.csv": plain, "MESM24.csv": plain });
    expect(await code(backtest({ ...kept, data: { chain: bare }, rolls: "volume" }))).toMatch(
      /^E386 MESH24.csv has no volume by which MESH24 could be rolled/,
    );
  });

  test("a contract whose volume is never passed is left a business day before it ends", async () => {
    const dates = ["2024-03-12", "2024-03-13", "2024-03-14", "2024-03-15"];
    const rows = (base: number, volume: number) =>
      days(dates.map((day, k) => [day, base + k, volume] as const));
    const thin = files({ "MESH24.csv": rows(5100, 900), "MESM24.csv": rows(5150, 5) });
    const run = await backtest({ ...kept, data: { chain: thin }, rolls: "volume" });
    // The third Friday is the 15th.
    expect(rollsOf(run)).toEqual(["2024-03-13 MESH24 MESM24 200"]);
  });
});

describe("a chain rolled by open interest", () => {
  const volumes = [1, 1, 1, 1, 1, 1];
  const H = of(5100, volumes, [900, 800, 700, 600, 300, 200]);
  const M = of(5150, volumes, [100, 300, 800, 850, 900, 990]);

  test("takes it from a column of the files", async () => {
    const run = await backtest({
      ...kept,
      data: { chain: files({ "MESH24.csv": H, "MESM24.csv": M }) },
      rolls: "oi",
    });
    expect(rollsOf(run)).toEqual(["2024-03-06 MESH24 MESM24 200"]);
  });

  test("or from a file that names the contracts, in which a figure holds until the next", async () => {
    const chain = files({ "MESH24.csv": of(5100, volumes), "MESM24.csv": of(5150, volumes) });
    const at = join(
      files({
        "oi.csv":
          "ts,contract,open_interest\n2024-03-04,MESH4,900\n2024-03-04,MESM4,500\n2024-03-04,NQM4,5000\n" +
          "2024-03-07,MESM4,1000\n",
      }),
      "oi.csv",
    );
    const run = await backtest({ ...kept, data: { chain }, rolls: "oi", openInterest: at });
    expect(rollsOf(run)).toEqual(["2024-03-07 MESH24 MESM24 200"]);
    expect(await code(backtest({ ...kept, data: { chain }, rolls: "oi" }))).toMatch(
      /^E386 .*has no open interest/,
    );
    expect(await code(backtest({ ...kept, data: { chain }, rolls: "volume", openInterest: at }))).toMatch(
      /^E378/,
    );
  });
});

test("words of rules by figures, and what is none", () => {
  expect(rollRuleIn("volume")).toEqual({ by: "volume", sessions: 1, lag: 0 });
  expect(rollRuleIn("Volume:3")).toEqual({ by: "volume", sessions: 3, lag: 0 });
  expect(rollRuleIn("oi+1")).toEqual({ by: "open interest", sessions: 1, lag: 1 });
  expect(rollRuleIn("open-interest:2+1")).toEqual({ by: "open interest", sessions: 2, lag: 1 });
  expect(rollRuleIn("8d")).toEqual({ before: "the end", days: 8 });
  expect(rollRuleText({ before: "the end", days: 8 })).toBe(
    "rolled 8 business days before first notice or the last trading day",
  );
  for (const none of ["volume:0", "volume.csv", "oi:", "d", "-3d", "vol"])
    expect(rollRuleIn(none)).toBeNull();
});

describe("rolls of random chains", () => {
  const chains = fc.record({
    contracts: fc.array(
      fc.record({
        figures: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 25, maxLength: 25 }),
        begins: fc.integer({ min: 0, max: 8 }),
        latest: fc.option(fc.integer({ min: 5, max: 30 })),
      }),
      { minLength: 2, maxLength: 5 },
    ),
    sessions: fc.integer({ min: 1, max: 3 }),
    lag: fc.integer({ min: 0, max: 2 }),
  });
  const rolled = (
    { contracts, sessions, lag }: Parameters<Parameters<typeof chains.map>[0]>[0],
    until: number,
  ) => {
    const days = Array.from({ length: until }, (_, day) => day);
    const all = contracts.map(
      ({ figures, begins, latest }, k): FlowContract => ({
        name: `M${k}`,
        begins,
        latest,
        figures: new Map(days.filter((day) => day >= begins).map((day) => [day, figures[day]!])),
      }),
    );
    return flowRolls(all, days, { by: "volume", sessions, lag });
  };

  test("never look ahead: wherever the future is cut off, the same rolls came so far", () => {
    let seen = 0;
    fc.assert(
      fc.property(chains, fc.integer({ min: 1, max: 25 }), (wish, until) => {
        const whole = rolled(wish, 25).rolls.filter(({ day }) => day < until);
        seen += whole.length;
        expect(rolled(wish, until).rolls).toEqual(whole);
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(250);
  });

  test("never go back, never into what has ended, and have had the figures for as many sessions as asked", () => {
    fc.assert(
      fc.property(chains, (wish) => {
        const { contracts, sessions, lag } = wish;
        for (const { day, from, to, why } of rolled(wish, 25).rolls) {
          expect(to).toBeGreaterThan(from);
          expect(contracts[to]!.latest ?? Number.POSITIVE_INFINITY).toBeGreaterThan(day);
          if (why.startsWith("ends")) {
            expect(day).toBeGreaterThanOrEqual(contracts[from]!.latest!);
            continue;
          }
          const figure = (k: number, at: number) =>
            at >= contracts[k]!.begins ? contracts[k]!.figures[at]! : 0;
          for (let s = 1; s <= sessions; s++) {
            const at = day - lag - s;
            expect(figure(to, at)).toBeGreaterThan(figure(from, at));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe.skipIf(!hasRealData)(`real chains${realDataNote}`, () => {
  class InAndOut extends Strategy {
    override onBar(): void {
      if (this.bar % 97 === 0) this.goTo((this.bar % 5) - 2, { exit: { stopTicks: 60 } });
    }
  }
  test("gold of October 2013 goes from November (October has its notice) to December, where volume and open interest are", async () => {
    const chain = sharedPath("data/futures_intraday/GC_1m_trades_20131007_11.csv.gz");
    const terms = { strategy: InAndOut, instrument: "GC", cash: 1_000_000, data: { chain } };
    const volume = await backtest({ ...terms, rolls: "volume" });
    expect(volume.chain!.months.map(({ contract }) => contract)).toEqual(["GCX13", "GCZ13"]);
    expect(auditRun(volume).problems).toEqual([]);
    const openInterest = sharedPath("data/futures_intraday/GC_daily_openinterest_lean.csv");
    const interest = await backtest({ ...terms, rolls: "oi", openInterest });
    expect(rollsOf(interest)).toEqual(rollsOf(volume));
    const hourly = sharedPath("data/futures_intraday/GC_hour_openinterest_lean.csv");
    expect(rollsOf(await backtest({ ...terms, rolls: "oi", openInterest: hourly }))).toEqual(rollsOf(volume));
  });

  test("an archive of LEAN is a chain: a file for each contract", async () => {
    const chain = sharedPath("data/vendor_samples/lean_ES_minute_20131218_trade.zip");
    const run = await backtest({
      ...kept,
      instrument: "ES",
      data: { chain },
      rolls: "8d",
      reading: { timeframeMs: 60_000 },
    });
    expect(run.chain!.months.map(({ contract }) => contract)).toEqual(["ESH14"]);
  });
});
