// Does the file of a report hold its run, to the last digit?

import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tradeList } from "#accountant/trade-list.js";
import { orderList } from "#broker/order-list.js";
import { priceOfTicks } from "#domain/money.js";
import { NO_MOVES } from "#domain/moves.js";
import type { Run } from "#domain/run.js";
import { backtest } from "#index.js";
import { instrumentOf } from "#instrument/instrument.js";
import { RUN_EVENT_KINDS } from "#report/embed/layout.js";
import { pack } from "#report/embed/pack.js";
import { doublesOf, integersOf, unpack } from "#report/embed/unpack.js";
import { runReport } from "#report/run-report.js";
import { blocksIn, openPage } from "./embedded.js";
import { fixtureRun } from "./fixture.js";

const CONTEXT = { command: "tickproof run ema-trend -i MES", version: "0.1.0" };
const numbers = fc.oneof(
  fc.integer(),
  fc.integer({ min: -9e15, max: 9e15 }),
  fc.double(),
  fc.integer({ min: -1e9, max: 1e9 }).map((units) => units / 1000),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, 10_000),
);

test("any column comes back as it was, bit by bit, whatever numbers stand in it", () => {
  fc.assert(
    fc.property(
      fc.array(numbers, { maxLength: 200 }),
      fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      fc.array(fc.string({ unit: "binary" })),
      fc.array(
        fc.integer({ min: -1e12, max: 1e12 }).map((cents) => cents * 10_000),
        { maxLength: 60 },
      ),
      (doubles, integers, texts, money) => {
        const columns = {
          doubles: Float64Array.from(doubles),
          money: Float64Array.from(money),
          ramp: Float64Array.from(doubles, (_, i) => 60_000 * i),
          integers: Int32Array.from(integers),
        };
        const read = unpack(pack({ ...columns, texts }));
        for (const [name, column] of Object.entries(columns)) {
          const back = read[name] as typeof column;
          expect(back.constructor).toBe(column.constructor);
          expect(Array.from(back).every((value, i) => Object.is(value, column[i]))).toBe(true);
          expect(back.length).toBe(column.length);
        }
        expect(read.texts).toEqual(texts);
      },
    ),
  );
});

test("bytes that were cut off are refused wherever they end", () => {
  const whole = pack({ a: Int32Array.of(1, 5, 900, 70_000), b: Float64Array.of(0.1, Math.PI), c: ["x"] });
  for (let end = 0; end < whole.length; end++) {
    expect(() => {
      const read = unpack(whole.subarray(0, end));
      if (Object.keys(read).length < 3) throw new RangeError("columns are missing");
    }).toThrow();
  }
});

const RUNS: Readonly<Record<string, () => Promise<Run>>> = {
  "made by hand": async () => fixtureRun(),
  "no trade": async () => fixtureRun({ days: 1, every: 0 }),
  averages: () => backtest({ strategy: "ema-trend", instrument: "MES", data: "data/MES-5m.csv" }),
  "oil, with stops and targets": () =>
    backtest({ strategy: "tiered-take-profit", instrument: "MCL", data: "data/MCL-5m.csv" }),
};

async function expectWhole(run: Run, page: string): Promise<void> {
  const data = await openPage(page);
  const { bars, equity } = run;
  const { grid } = instrumentOf(run.inputs.contract);
  expect(tradeList(data.trades, data.meta.reasons)).toEqual([...run.trades]);
  expect(orderList(await data.orders())).toEqual(run.orders.map((order, k) => ({ ...order, id: k + 1 })));
  expect(await data.fills()).toEqual({ ...run.fills });
  expect(await data.moves()).toEqual({ ...(run.moves ?? NO_MOVES) });
  const events = await data.events();
  expect(
    Array.from({ length: events.length }, (_, i) => ({
      bar: events.bar[i],
      time: events.time[i],
      kind: RUN_EVENT_KINDS[events.kind[i]!],
      text: events.texts[events.text[i]!],
      order: events.order[i],
      amount: events.amount[i],
    })),
  ).toEqual([...run.events]);
  expect((await data.daily()).equity).toEqual(Float64Array.from(run.daily, (row) => row.equity));
  expect(data.time.length).toBe(bars.length);
  for (const bar of [0, 1, bars.length >> 1, bars.length - 1]) {
    expect(data.time.at(bar)).toBe(bars.time[bar]);
    expect(data.time.barAt(bars.time[bar]!)).toBe(bar);
  }
  const all = await data.bars.range(0, bars.length);
  expect(all.there).toBeNull();
  expect(all.open).toEqual(bars.openTicks.slice());
  expect(all.high).toEqual(bars.highTicks.slice());
  expect(all.low).toEqual(bars.lowTicks.slice());
  expect(all.close).toEqual(bars.closeTicks.slice());
  expect(all.volume).toEqual(bars.volume.slice());
  expect(all.equity).toEqual(equity.slice());
  expect(priceOfTicks(all.close[0]!, grid)).toBe(bars.close[0]);
  expect(data.equity.value).toEqual(
    data.equity.bar.length ? Float64Array.from(data.equity.bar, (i) => equity[i]!) : new Float64Array(),
  );
}

test.each(Object.entries(RUNS))(
  "%s: every column of the run comes out of its page as it was",
  async (_, make) => {
    const run = await make();
    await expectWhole(run, runReport(run, CONTEXT));
  },
);

test("a page without its bars is refused where they are the overview, too: none are made up", async () => {
  const page = runReport(fixtureRun({ days: 1, every: 20 }), CONTEXT);
  expect(blocksIn(page).map(({ id }) => id)).not.toContain("tp-overview");
  await expect(openPage(page)).resolves.toBeDefined();
  const without = page.replace(/<script [^>]*id="tp-c0"[^>]*>[^<]*<\/script>\n/, "");
  expect(without.length).toBeLessThan(page.length);
  await expect(openPage(without)).rejects.toThrow("the file has no block c0");
});

test("the same run gives the same bytes, and each block the hash that it names", () => {
  const page = runReport(fixtureRun(), CONTEXT);
  expect(runReport(fixtureRun(), CONTEXT)).toBe(page);
  const blocks = blocksIn(page);
  expect(blocks.map(({ id }) => id)).toEqual(expect.arrayContaining(["tp-meta", "tp-trades", "tp-c0"]));
  for (const { deflated, sha256 } of blocks)
    expect(createHash("sha256").update(deflated).digest("hex")).toBe(sha256);
});

test("lines of the strategy come back to a fraction of what they move, and at entries and exits to what is shown", async () => {
  const run = await RUNS.averages!();
  const data = await openPage(runReport(run, CONTEXT));
  expect(data.meta.plots.length).toBe(run.plotted.length);
  expect(run.plotted.length).toBeGreaterThan(1);
  const { length } = run.bars;
  const lines = await data.bars.plots(0, length);
  const values = await data.plots();
  run.plotted.forEach((line, k) => {
    const { step, decimals } = data.meta.plots[k]!;
    let [most, moved, count] = [0, 0, 0];
    for (let bar = 1; bar < length; bar++) {
      const value = line.values[bar]!;
      if (Number.isNaN(lines[k]![bar]!) !== Number.isNaN(value)) throw new Error(`bar ${bar}`);
      if (Number.isNaN(value) || Number.isNaN(line.values[bar - 1]!)) continue;
      most = Math.max(most, Math.abs(lines[k]![bar]! - value));
      moved += Math.abs(value - line.values[bar - 1]!);
      count++;
    }
    expect(most).toBeLessThanOrEqual(step * 0.5001);
    expect(step).toBeLessThan(moved / count);
    for (const [t, trade] of run.trades.entries()) {
      expect(values.entry[k]![t]).toBeCloseTo(line.values[trade.entryBar]!, decimals);
      expect(values.exit[k]![t]).toBeCloseTo(line.values[trade.exitBar]!, decimals);
    }
  });
  const part = await data.bars.plots(length - 900, length - 100);
  expect(part[0]).toEqual(lines[0]!.slice(length - 900, length - 100));
});

test("times, results, leverage and legs of trades are told by the others, also where a short left where it came", async () => {
  const run = await RUNS.averages!();
  // Its leg has -0, as any product of it with nothing.
  expect(run.trades.some(({ legs }) => legs.some(({ gross }) => Object.is(gross, -0)))).toBe(true);
  const page = runReport(run, CONTEXT);
  const { deflated } = blocksIn(page).find(({ id }) => id === "tp-trades")!;
  const columns = unpack(inflateRawSync(deflated));
  expect([...integersOf(columns, "told")]).toEqual([2, 1]);
  for (const name of ["entryTime", "exitTime", "heldMs", "gross", "net"])
    expect([name, doublesOf(columns, name).every((left) => left === 0)]).toEqual([name, true]);
  // Of trades that were entered at once so is leverage; else what it was stands there.
  const left = doublesOf(columns, "leverage");
  expect(run.trades.every(({ leverage }, k) => left[k] === 0 || left[k] === leverage)).toBe(true);
  expect(left.filter((value) => value === 0).length).toBeGreaterThan(run.trades.length / 2);
  await expectWhole(run, page);
});
