import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { readBars } from "#importer/read-bars.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { formatInstant } from "#instrument/time.js";
import { backtest } from "#research/library.js";
import { rollInstant, rollRuleIn, usualRule } from "#research/roll-rule.js";
import { Strategy } from "#strategy/strategy.js";
import type { Run } from "../../src/domain/run.js";
import { folders, kept, rowsWith } from "../fixtures/chain.js";
import { hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";

const files = folders();

/** Daily bars of one price each. */
const days = (prices: Readonly<Record<string, number>>): string =>
  `date,open,high,low,close\n${Object.entries(prices)
    .map(([day, price]) => `${day},${price},${price},${price},${price}`)
    .join("\n")}\n`;

const H = days({ "2024-03-07": 5100, "2024-03-08": 5110, "2024-03-11": 5120, "2024-03-12": 5125 });
const M = days({ "2024-03-08": 5160, "2024-03-11": 5171, "2024-03-12": 5180, "2024-03-13": 5185 });
const closes = ({ bars }: Run): number[] => Array.from(bars.close);
const net = ({ totals }: Run): number => totals.net / 1e6;

const code = async (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => "no fault",
    (error) => `${error.code} ${error.message}`,
  );

describe("a chain of contract files", () => {
  test("is joined at the usual roll, adjusted by what both traded at before it", async () => {
    // The third Friday is the 15th: four business days before it is Monday, the 11th.
    const run = await backtest({ ...kept, data: { chain: files({ "MESH24.csv": H, "MES 06-24.csv": M }) } });
    expect(run.chain!.months).toMatchObject([
      { contract: "MESH24", bar: 0, offset: -200 },
      { contract: "MESM24", bar: 2, offset: 0 },
    ]);
    expect(closes(run)).toEqual([5150, 5160, 5171, 5180, 5185]);
    expect(run.chain!.rolls).toMatchObject([
      { bar: 2, spread: 200, qty: 1, prices: { from: 20440, to: 20640 } },
    ]);
    // Bought at 5110, sold there at the roll; bought at 5160, now at 5185.
    expect(net(run)).toBe(125);
    expect(auditRun(run).problems).toEqual([]);
    expect(run.inputs.chain).toMatchObject({
      how: "chain of 2 contracts, rolled 4 business days before the last trading day",
      files: [{ contract: "MESH24" }, { contract: "MESM24" }],
    });
  });

  test("a rule of one's own rolls on another day", async () => {
    const chain = files({ "MESH24.csv": H, "MESM24.csv": M });
    const run = await backtest({ ...kept, data: { chain }, rolls: "last-trading-day:3" });
    expect(run.chain!.rolls).toMatchObject([{ bar: 3, spread: 204 }]);
    expect(closes(run)).toEqual([5151, 5161, 5171, 5180, 5185]);
  });

  test("a calendar says when, by what spread and at which prices", async () => {
    const chain = files({
      "MESH24.csv": H,
      "MESM24.csv": M,
      "rolls/calendar.csv":
        "date,from,to,spread,from_price,to_price\n2024-03-12,MESH4,MESM4,51.00,5119.75,5171.25\n",
    });
    const run = await backtest({ ...kept, data: { chain }, rolls: join(chain, "rolls/calendar.csv") });
    expect(run.chain!.rolls).toMatchObject([{ spread: 204, prices: { from: 20479, to: 20685 } }]);
    // 9.75 in the old contract, 13.75 in the new one.
    expect(net(run)).toBe(117.5);
    expect(auditRun(run).problems).toEqual([]);
  });

  test("one file that names its contracts is a chain as well; others in it are left alone", async () => {
    const both = [
      "date,open,high,low,close,contract",
      ...rowsWith(H, "ESH4"),
      ...rowsWith(M, "ESM4"),
      ...rowsWith(M, "NQM4"),
    ];
    const chain = join(files({ "all.csv": both.join("\n") }), "all.csv");
    const run = await backtest({ ...kept, data: { chain } });
    expect(run.chain!.months.map(({ contract }) => contract)).toEqual(["MESH24", "MESM24"]);
    expect(net(run)).toBe(125);
  });

  test("months that are not wanted are not used, and those that are over before the bars begin neither", async () => {
    const chain = files({
      "MESH24.csv": H,
      "MESJ24.csv": M,
      "MESM24.csv": M,
      "MESZ23.csv": days({ "2024-03-07": 4900, "2024-03-08": 4901 }),
    });
    const run = await backtest({ ...kept, data: { chain, months: "HMUZ" } });
    expect(run.chain!.months.map(({ contract }) => contract)).toEqual(["MESH24", "MESM24"]);
  });

  test("what makes no chain is refused, with the way out", async () => {
    const of = (named: Readonly<Record<string, string>>, rolls?: string) =>
      code(backtest({ ...kept, data: { chain: files(named) }, ...(rolls && { rolls }) }));
    expect(await of({ "MESH24.csv": H })).toMatch(/^E374 A chain needs at least two contracts of MES/);
    expect(await of({ "MESH24.csv": H, "MES 03-24.txt": H })).toMatch(/^E374 Two files hold MESH24/);
    expect(await of({ "MESH24.csv": H, "MESM24.csv": days({ "2024-03-13": 1 }) })).toMatch(
      /^E373 No bar has both MESH24 and MESM24 before the roll/,
    );
    expect(await of({ "MESH24.csv": H, "MESM24.csv": M }, "first-notice:2")).toMatch(
      /^E373 MES has no first notice day/,
    );
    const calendar = join(files({ "c.csv": "date,from,to\n2024-03-11,MESH24,MESU24\n" }), "c.csv");
    expect(await of({ "MESH24.csv": H, "MESM24.csv": M }, calendar)).toMatch(
      /^E377 .*c.csv:2 rolls MESU24, of which the chain has no bars/,
    );
    const hourly = `time,open,high,low,close\n2024-03-08T15:00:00Z,5160,5160,5160,5160\n2024-03-08T16:00:00Z,5160,5160,5160,5160\n2024-03-12T15:00:00Z,5160,5160,5160,5160\n`;
    expect(await of({ "MESH24.csv": H, "MESM24.csv": hourly })).toMatch(/^E37[34]/);
  });
});

describe("one series with a calendar", () => {
  const adjusted = days({ "2024-03-07": 5150, "2024-03-08": 5160, "2024-03-11": 5171, "2024-03-12": 5180 });
  const raw = days({ "2024-03-07": 5100, "2024-03-08": 5110, "2024-03-11": 5171, "2024-03-12": 5180 });
  const calendar = "date,from,to,spread\n2024-03-11,MESH24,MESM24,50\n";
  const read = (at: string, name: string) =>
    readBars(join(at, name), { instrument: instrumentOf(loadContracts().get("MES")) });

  test("adjusted already: the calendar says what its prices really were", async () => {
    const at = files({ "bars.csv": adjusted, "rolls.csv": calendar });
    const run = await backtest({ ...kept, data: await read(at, "bars.csv"), rolls: join(at, "rolls.csv") });
    expect(closes(run)).toEqual([5150, 5160, 5171, 5180]);
    expect(run.fills.price[0]).toBe(20440);
    expect(net(run)).toBe(100);
  });

  test("raw: it is adjusted by the calendar, and the jump is no profit", async () => {
    const at = files({ "bars.csv": raw, "rolls.csv": calendar });
    const run = await backtest({
      ...kept,
      data: await read(at, "bars.csv"),
      rolls: join(at, "rolls.csv"),
      continuous: "raw",
    });
    expect(closes(run)).toEqual([5150, 5160, 5171, 5180]);
    expect(net(run)).toBe(100);
    expect(auditRun(run).problems).toEqual([]);
  });

  test("a calendar must tell the spread, connect, and reach the bars; a rule needs the contracts", async () => {
    const of = async (text: string) => {
      const at = files({ "bars.csv": raw, "rolls.csv": text });
      return code(backtest({ ...kept, data: await read(at, "bars.csv"), rolls: join(at, "rolls.csv") }));
    };
    expect(await of("date,from,to\n2024-03-11,MESH24,MESM24\n")).toMatch(
      /^E373 .*rolls.csv:2 does not say the spread/,
    );
    expect(await of("date,from,to,spread\n2024-03-08,A,B,1\n2024-03-11,C,D,1\n")).toMatch(
      /^E377 .*rolls.csv:3 rolls out of C, which was not held/,
    );
    expect(await of("date,from,to,spread\n2025-03-11,A,B,1\n")).toMatch(
      /^E377 .* has no roll before the last bar/,
    );
    const at = files({ "bars.csv": raw });
    expect(
      await code(backtest({ ...kept, data: await read(at, "bars.csv"), rolls: "first-notice:3" })),
    ).toMatch(/^E378/);
  });
});

describe("longer bars of a rolled series", () => {
  const minutes = (rows: readonly (readonly [string, number])[]): string =>
    `time,open,high,low,close\n${rows.map(([at, price]) => `2024-03-11T${at}:00Z,${price},${price},${price},${price}`).join("\n")}\n`;

  test("are made when the jump of the roll has been taken out: it is no range of a bar", async () => {
    const raw = minutes([
      ["15:00", 5100],
      ["15:01", 5101],
      ["15:02", 5153],
      ["15:03", 5152],
    ]);
    const at = files({
      "bars.csv": raw,
      "rolls.csv": "date,from,to,spread\n2024-03-11T15:02:00Z,MESH24,MESM24,51\n",
    });
    const run = await backtest({
      ...kept,
      data: join(at, "bars.csv"),
      rolls: join(at, "rolls.csv"),
      continuous: "raw",
      reading: { resample: "5m" },
    });
    expect([run.bars.low[0], run.bars.high[0]]).toEqual([5151, 5153]);
  });

  test("of a chain are made of the joined months, however thin the others of the file are", async () => {
    const h = minutes([
      ["15:00", 5100],
      ["15:01", 5101],
    ]);
    const m = minutes([
      ["15:01", 5152],
      ["15:06", 5154],
    ]);
    const calendar = "date,from,to\n2024-03-11T15:05:00Z,MESH24,MESM24\n";
    const at = files({ "MESH24.csv": h, "MESM24.csv": m, "c/rolls.csv": calendar });
    const run = await backtest({
      ...kept,
      data: { chain: at },
      rolls: join(at, "c/rolls.csv"),
      reading: { resample: "5m", timeframeMs: 60_000 },
    });
    expect(closes(run)).toEqual([5152, 5154]);
    expect(run.chain!.months).toMatchObject([
      { bar: 0, offset: -204 },
      { bar: 1, offset: 0 },
    ]);
  });
});

describe("one month by its name", () => {
  const last = days({ "2024-03-13": 5100, "2024-03-14": 5110, "2024-03-15": 5120 });
  const settlements =
    "date,contract,settlement,kind\n2024-03-14,MESH24,5111.00,\n2024-03-15,MESH24,5121.37,final\n";

  test("MESH4 on bars of its last days expires, at the final price of the file", async () => {
    const at = files({ "bars.csv": last, "s.csv": settlements });
    const run = await backtest({
      ...kept,
      instrument: "MESH4",
      data: join(at, "bars.csv"),
      settlements: join(at, "s.csv"),
      missingSettlement: "last trade",
    });
    expect(run.chain!.expiries).toMatchObject([
      { contract: "MESH24", price: "5121.37", source: "final settlement" },
    ]);
    expect(net(run)).toBe(56.85);
    expect(auditRun(run).problems).toEqual([]);
  });

  test("MES on the same bars is a series like any other", async () => {
    const run = await backtest({ ...kept, data: join(files({ "bars.csv": last }), "bars.csv") });
    expect(run.chain).toBeNull();
    expect(run.open).toMatchObject({ qty: 1 });
  });
});

describe("rules of rolling", () => {
  const contracts = loadContracts();
  test.each([
    ["MES", { year: 2026, month: 3 }, "2026-03-15T22:00:00Z"],
    ["MGC", { year: 2026, month: 4 }, "2026-03-25T22:00:00Z"],
    ["M6E", { year: 2026, month: 3 }, "2026-03-11T22:00:00Z"],
    ["MCL", { year: 2026, month: 3 }, "2026-02-12T23:00:00Z"],
  ] as const)("%s is rolled as is usual", (symbol, month, at) => {
    const contract = contracts.get(symbol);
    expect(formatInstant(rollInstant(usualRule(contract), contract, month))).toBe(at);
  });

  test("words of a rule, and what is none", () => {
    expect(rollRuleIn("last-trading-day:4")).toEqual({ before: "last trading day", days: 4 });
    expect(rollRuleIn("First-Notice:0")).toEqual({ before: "first notice", days: 0 });
    expect(rollRuleIn("hold")).toEqual({ before: "nothing" });
    expect(rollRuleIn("rolls.csv")).toBeNull();
  });
});

describe.skipIf(!hasRealData)(`the front contracts of November and December 2013${realDataNote}`, () => {
  test("go through their roll and balance to the micro-dollar", async () => {
    const chain = sharedPath("data/futures_intraday/ES_1m_trades_2013NovDec.csv.gz");
    class InAndOut extends Strategy {
      override onBar(): void {
        if (this.bar % 97 === 0) this.goTo((this.bar % 5) - 2, { exit: { stopTicks: 60 } });
      }
    }
    const run = await backtest({ strategy: InAndOut, instrument: "ES", cash: 500_000, data: { chain } });
    expect(run.chain!.months.map(({ contract }) => contract)).toEqual(["ESZ13", "ESH14"]);
    expect(run.trades.length).toBeGreaterThan(30);
    const audit = auditRun(run);
    expect(audit.problems).toEqual([]);
  });
});
