import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { type MultiplePrices, multipleRolls, panama, readMultiple } from "#importer/read-multiple.js";
import { formatDay, formatInstant } from "#instrument/time.js";
import { backtest } from "#research/library.js";
import { Strategy } from "#strategy/strategy.js";
import { kept } from "../fixtures/chain.js";
import { hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";

const folder = mkdtempSync(join(tmpdir(), "tickproof-multiple-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
function file(text: string, name = "multiple.csv"): string {
  const at = join(folder, String(made++));
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, name), text);
  return join(at, name);
}
const HEAD = "DATETIME,CARRY,CARRY_CONTRACT,PRICE,PRICE_CONTRACT,FORWARD,FORWARD_CONTRACT\n";
const row = (at: string, price: string, contract: string, forward: string, next: string): string =>
  `${at},,${next},${price},${contract},${forward},${next}\n`;
const [H, M, U] = ["20240300", "20240600", "20240900"];
/** Two days of March, an empty price, hours between, the roll within the 8th, June until the 12th. */
const TEXT =
  HEAD +
  row("2024-03-06 23:00:00", "5100", H, "5150", M) +
  row("2024-03-07 15:00:00", "5104", H, "5154", M) +
  row("2024-03-07 16:00:00", "", H, "5156", M) +
  row("2024-03-07 23:00:00", "5110", H, "5160", M) +
  row("2024-03-08 15:00:00", "5112", H, "5163", M) +
  row("2024-03-08 15:00:01", "5163", M, "", U) +
  row("2024-03-08 16:00:00", "5165", M, "", U) +
  row("2024-03-11 23:00:00", "5170", M, "5220", U) +
  row("2024-03-12 20:00:00", "5175", M, "5225", U);

const code = async (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => "no fault",
    (error) => `${error.code} ${error.message}`,
  );

describe("a file of multiple prices", () => {
  test("is a chain: a bar a trade date, rolled where the file rolls, by FORWARD less PRICE of the row before", async () => {
    const run = await backtest({ ...kept, data: file(TEXT) });
    expect(Array.from(run.bars.tradeDate, formatDay)).toEqual([
      "2024-03-06",
      "2024-03-07",
      "2024-03-08",
      "2024-03-11",
      "2024-03-12",
    ]);
    // The 8th and the 12th have no row at 23:00 and close at their last one. 51 points between the contracts.
    expect(Array.from(run.bars.close)).toEqual([5151, 5161, 5165, 5170, 5175]);
    expect(Array.from(run.bars.open)).toEqual(Array.from(run.bars.close));
    expect(run.chain!.rolls).toMatchObject([
      { bar: 2, from: "MESH24", to: "MESM24", spread: 204, quote: { from: 20448, to: 20652 }, qty: 1 },
    ]);
    expect(run.inputs.data.rows).toMatchObject({
      read: 9,
      accepted: 5,
      repaired: 0,
      rejected: 0,
      skipped: 4,
    });
    // In at 5110, sold there at the roll, bought at 5161, now at 5175.
    expect(run.totals.net / 1e6).toBe(5 * 14);
    expect(auditRun(run).problems).toEqual([]);
  });

  test("with a step of an hour takes the rows at hours, and neither the daily ones nor that of the roll", async () => {
    const run = await backtest({ ...kept, data: file(TEXT), reading: { timeframeMs: 3_600_000 } });
    expect(Array.from(run.bars.time, formatInstant)).toEqual([
      "2024-03-07T15:00:00Z",
      "2024-03-08T15:00:00Z",
      "2024-03-08T16:00:00Z",
      "2024-03-12T20:00:00Z",
    ]);
    expect(Array.from(run.bars.close)).toEqual([5155, 5163, 5165, 5175]);
  });

  test("may be read by ratio, and given as a chain", async () => {
    const seen: number[] = [];
    class Reader extends Strategy {
      override onBar(): void {
        seen.push(this.close.now);
      }
    }
    await backtest({ ...kept, strategy: Reader, data: { chain: file(TEXT) }, adjust: "ratio" });
    expect(seen[0]).toBeCloseTo(5100 * (5163 / 5112), 9);
    expect(seen.slice(2)).toEqual([5165, 5170, 5175]);
  });

  test("with what makes no chain is refused by line", async () => {
    const of = (text: string) => code(backtest({ ...kept, data: file(text) }));
    const off = TEXT.replace("5110,20240300", "5110.1,20240300");
    expect(await of(off)).toMatch(/^E388 .*multiple.csv:5 has a price off the price grid/);
    const mended = await backtest({
      ...kept,
      data: file(off),
      reading: { policy: { "off-grid": "repair" } },
    });
    expect(mended.inputs.data.rows).toMatchObject({ accepted: 4, repaired: 1 });
    expect(
      await of(
        HEAD + row("2024-03-06 23:00:00", "5100", H, "", M) + row("2024-03-07 23:00:00", "5151", M, "", U),
      ),
    ).toMatch(/^E373 .*multiple.csv:3 goes from 20240300 to 20240600, and no row before has both prices/);
    expect(await of(HEAD + row("2024-03-06 23:00:00", "", H, "", M))).toMatch(/^E387/);
    expect(await of(TEXT.replace("5175", "much"))).toMatch(
      /^E372 .*multiple.csv:10 has a price that is no number/,
    );
    expect(await of(TEXT.replace("2024-03-12 20", "2024-03-01 20"))).toMatch(/^E372 .*:10 is not later/);
  });
});

describe.skipIf(!hasRealData)(`multiple prices of pysystemtrade${realDataNote}`, () => {
  const path = (name: string) => sharedPath(`data/futures_daily/pst_${name}`);
  const instant = (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);
  const rowsOf = (name: string): string[][] => {
    const bytes = readFileSync(path(name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    return text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
  };
  const known = new Map<string, Promise<MultiplePrices>>();
  const multiple = (name: string): Promise<MultiplePrices> => {
    if (!known.has(name)) known.set(name, readMultiple(path(`${name}_multiple.csv.gz`)));
    return known.get(name)!;
  };

  test.each([
    ["SP500_micro", 34_596],
    ["NASDAQ_micro", 51_276],
    ["CRUDE_W_micro", 28_323],
  ])("%s: its own adjusted series comes of them to the last digit, on every row", async (name, length) => {
    const prices = await multiple(name);
    const adjusted = panama(prices);
    const at = new Map(Array.from(prices.stamp, (stamp, k) => [stamp, adjusted[k]!]));
    const rows = rowsOf(`${name}_adjusted.csv.gz`);
    expect(rows).toHaveLength(length);
    const other = rows.filter(
      ([stamp, price]) => !Object.is(at.get(instant(stamp!)), price === "" ? Number.NaN : Number(price)),
    );
    expect(other).toEqual([]);
  });

  test.each([
    ["SP500_micro", 159],
    ["NASDAQ_micro", 83],
  ])("%s: its roll calendar says the same contracts, within a session", async (name, agreed) => {
    const prices = await multiple(name);
    const rolls = multipleRolls(prices);
    // The first of SP500 is before the prices begin; the last of each is a plan that was changed later.
    const calendar = rowsOf(`${name}_rollcal.csv`).filter(([at]) => instant(at!) >= prices.stamp[0]!);
    const near = calendar.filter(([at, from, to]) => {
      const roll = rolls.find((one) => one.from === from && one.to === to);
      if (roll === undefined) return false;
      const [last, first] = [prices.stamp[roll.row - 1]!, prices.stamp[roll.row]!];
      return instant(at!) >= last - 86_400_000 && instant(at!) <= first;
    });
    expect(near.slice(0, agreed - 1)).toEqual(calendar.slice(0, agreed - 1));
    expect(calendar.map(([, from, to]) => [from, to])).toEqual(
      rolls.slice(0, calendar.length).map(({ from, to }) => [from, to]),
    );
  });

  test("CRUDE_W_micro: the rolls that were derived from it are the same", async () => {
    const prices = await multiple("CRUDE_W_micro");
    const derived = rowsOf("CRUDE_W_micro_rolls_derived.csv").slice(1);
    expect(multipleRolls(prices).map((roll) => [prices.stamp[roll.row]!, roll.to, roll.from])).toEqual(
      derived.map(([at, to, from]) => [instant(at!), to, from]),
    );
  });

  test.each([
    ["SP500_micro", "MES"],
    ["NASDAQ_micro", "MNQ"],
    ["CRUDE_W_micro", "MCL"],
  ])("%s runs as %s over all its rolls, and the audit agrees", async (name, instrument) => {
    class InAndOut extends Strategy {
      override onBar(): void {
        if (this.bar % 37 === 0) this.goTo((this.bar % 5) - 2);
      }
    }
    const run = await backtest({
      strategy: InAndOut,
      instrument,
      cash: 1_000_000,
      marginPolicy: "none",
      data: path(`${name}_multiple.csv.gz`),
      reading: { policy: { "off-grid": "repair" } },
    });
    const carried = run.chain!.rolls.filter(({ qty }) => qty !== 0);
    expect(carried.length).toBeGreaterThan(50);
    const sum = run.chain!.rolls.reduce((total, { spread }) => total + spread, 0);
    expect(sum).toBe(-run.chain!.months[0]!.offset);
    expect(auditRun(run).problems).toEqual([]);
  });
});

describe("a file with one price a row", () => {
  test.each(["price", "settle", "Close", "Settlement Price"])(
    "in a column %s is a series of bars of that price",
    async (name) => {
      const path = file(`DATETIME,${name}\n2024-03-04,5100\n2024-03-05,5101.25\n2024-03-06,5099.5\n`);
      const run = await backtest({ ...kept, data: path });
      for (const column of ["open", "high", "low", "close"] as const) {
        expect(Array.from(run.bars[column])).toEqual([5100, 5101.25, 5099.5]);
      }
      expect(run.inputs.data.notes.some((note) => note.startsWith("One price a row"))).toBe(true);
    },
  );

  test("beside others is no bar: it may be a bid, a change or an indicator", async () => {
    const path = file("time,price,rsi\n2024-03-04,5100,50\n2024-03-05,5101,51\n");
    expect(await code(backtest({ ...kept, data: path }))).toMatch(/^E320/);
  });
});
