import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { runDocument } from "#report/json.js";
import { backtest } from "#research/library.js";
import { Strategy } from "#strategy/strategy.js";
import type { RunDocument } from "../../src/report/json.js";
import type { BacktestRequest } from "../../src/research/library.js";
import { hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";

/** Turns with the close of twenty bars ago, and sells a part at a limit now and then. */
class Turns extends Strategy {
  override onBar(): void {
    if (this.bar < 20) return;
    const size = this.close.now > 1000 ? 0.455 : 1234.5;
    const rises = this.close.now > this.close.ago(20);
    if (rises && this.position <= 0) this.goTo(size);
    else if (!rises && this.position >= 0) this.goTo(-size);
    else if (this.bar % 7 === 0 && this.position > 0) {
      this.sell({ qty: size / 5, limit: this.close.now * 1.002, tif: "DAY", reduceOnly: true });
    }
  }
}

const crypto = (name: string): string => sharedPath(`data/crypto/${name}`);
const FUNDING = "XRPUSDT_perp_8h_funding_20211118_20211218.csv";
const MARKS = "XRPUSDT_perp_8h_mark_20211118_20211218.csv";

/** A table as text and nothing else: what the importer makes of it must not matter here. */
function table(name: string): Record<string, string>[] {
  const raw = readFileSync(crypto(name));
  const text = (name.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8");
  const [head, ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(head!.map((key, k) => [key, row[k]!])));
}

const STEP = 8 * 3_600_000;
const micro = (amount: Decimal, rounding: Decimal.Rounding) => amount.toDecimalPlaces(6, rounding);

/** Fees and funding from the document's fills and the files' texts alone. */
function byHand(
  { fills, inputs }: RunDocument,
  rates: Map<number, string>,
  markAt: (stamp: number) => string,
  [maker, taker]: readonly [string, string],
) {
  let fees = new Decimal(0);
  for (const { qty, price, liquidity } of fills) {
    const share = new Decimal(qty).times(price).times(liquidity === "maker" ? maker : taker);
    // Halves up: a rebate loses the half of a millionth that a fee gains.
    fees = fees.plus(micro(share, Decimal.ROUND_HALF_CEIL));
  }
  let funding = new Decimal(0);
  let paid = 0;
  const [from, to] = [Date.parse(inputs.data[0]!.from), Date.parse(inputs.data[0]!.to)];
  for (const [stamp, rate] of rates) {
    if (stamp <= from || stamp > to) continue;
    const before = fills.filter(({ time }) => Date.parse(time) < stamp);
    const held = before.reduce((sum, { side, qty }) => sum.plus(side === "buy" ? qty : -qty), new Decimal(0));
    if (held.isZero()) continue;
    paid++;
    funding = funding.plus(micro(held.times(markAt(stamp)).times(rate).negated(), Decimal.ROUND_HALF_UP));
  }
  return { fees: fees.toNumber(), funding: funding.toNumber(), paid };
}

const xrpRates = () =>
  new Map(table(FUNDING).map((row) => [Math.round(Date.parse(row.ts!) / STEP) * STEP, row.funding_rate!]));

async function ran(request: Omit<BacktestRequest, "strategy">): Promise<RunDocument> {
  const run = await backtest({ strategy: Turns, cash: 100_000, ...request });
  expect(auditRun(run).problems).toEqual([]);
  expect(run.trades.length).toBeGreaterThan(5);
  return runDocument(run);
}

const contracts = {
  XRPUSDT: { base: "PERP", tickSize: "0.00001", lotSize: "0.1", takerRate: "0.0004", makerRate: "0.0002" },
  BTCPERP: { base: "PERP", tickSize: "0.125", lotSize: "0.001", takerRate: "0.0005", makerRate: "-0.0001" },
};

test.skipIf(!hasRealData)(
  `XRPUSDT, an hour a bar, at one rate, on mark prices and last trades${realDataNote}`,
  async () => {
    const marks = new Map(table(MARKS).map((row) => [Date.parse(row.ts!), row.open!]));
    // The bars begin before the rates do.
    const missing = (name: string) =>
      ran({ instrument: "XRPUSDT", data: crypto(name), contracts, perpetual: { funding: crypto(FUNDING) } });
    await expect(missing("XRPUSDT_perp_5m_20211115_20211121.csv")).rejects.toThrow(
      "for 2021-11-15T08:00:00Z",
    );
    await expect(missing("XRPUSDT_perp_1h_20211117_20211121.csv")).rejects.toThrow(
      "for 2021-11-17T08:00:00Z",
    );
    const own = await ran({
      instrument: "XRPUSDT",
      data: crypto("XRPUSDT_perp_1h_20211117_20211121.csv"),
      contracts,
      perpetual: { funding: 0.0001, mark: crypto(MARKS) },
    });
    const every = new Map(
      Array.from({ length: 14 }, (_, k) => [Date.UTC(2021, 10, 17) + k * STEP, "0.0001"]),
    );
    const bars = table("XRPUSDT_perp_1h_20211117_20211121.csv");
    const last = (stamp: number) => bars.filter((row) => Date.parse(row.ts!) < stamp).at(-1)!.close!;
    const hand = byHand(own, every, (stamp) => marks.get(stamp) ?? last(stamp), ["0.0002", "0.0004"]);
    expect(hand.paid).toBeGreaterThan(3);
    expect(Number(own.summary.funding)).toBe(hand.funding);
    expect(Number(own.summary.costs.commission)).toBe(hand.fees);
  },
);

test.skipIf(!hasRealData)(`XRPUSDT from the first rate on, to the micro-dollar${realDataNote}`, async () => {
  const rates = xrpRates();
  expect(rates.size).toBe(91);
  const marks = new Map(table(MARKS).map((row) => [Date.parse(row.ts!), row.open!]));
  const { readBars } = await import("#importer/read-bars.js");
  const { cutTo } = await import("#research/span.js");
  const { loadContracts } = await import("#instrument/contracts.js");
  const { instrumentOf } = await import("#instrument/instrument.js");
  const instrument = instrumentOf(loadContracts(contracts).get("XRPUSDT"));
  const series = await readBars(crypto("XRPUSDT_perp_5m_20211115_20211121.csv"), { instrument });
  const first = Math.floor(Date.UTC(2021, 10, 18) / 86_400_000);
  const data = cutTo(series, { firstDay: first, lastDay: series.source.lastDay });
  const document = await ran({
    instrument: "XRPUSDT",
    data,
    contracts,
    perpetual: { funding: crypto(FUNDING), mark: crypto(MARKS) },
  });
  const hand = byHand(document, rates, (stamp) => marks.get(stamp)!, ["0.0002", "0.0004"]);
  expect(hand.paid).toBeGreaterThan(8);
  expect(document.fills.some(({ liquidity }) => liquidity === "maker")).toBe(true);
  expect(Number(document.summary.funding)).toBe(hand.funding);
  expect(Number(document.summary.costs.commission)).toBe(hand.fees);
});

test.skipIf(!hasRealData)(`BTC, a minute a bar, with daily means of the rates${realDataNote}`, async () => {
  const BARS = "BTC-PERP_1m_20211231_20220116.csv.gz";
  const document = await ran({
    instrument: "BTCPERP",
    data: crypto(BARS),
    contracts,
    perpetual: { funding: crypto("BTC_funding_daily_mean_2019_2026.csv"), leverage: 5 },
  });
  const rates = new Map(
    table("BTC_funding_daily_mean_2019_2026.csv").flatMap((row) =>
      [0, 1, 2].map((k) => [Date.parse(`${row.date}T00:00:00Z`) + k * STEP, row.funding_mean!] as const),
    ),
  );
  const closes = new Map(table(BARS).map((row) => [Date.parse(row.ts!) + 60_000, row.close!]));
  const hand = byHand(document, rates, (stamp) => closes.get(stamp)!, ["-0.0001", "0.0005"]);
  expect(hand.paid).toBeGreaterThan(40);
  expect(Number(document.summary.funding)).toBe(hand.funding);
  expect(Number(document.summary.costs.commission)).toBe(hand.fees);
});
