import { describe, expect, test } from "vitest";
import { auditBooked, auditRun } from "#accountant/audit.js";
import { lotsOf, quantityOf } from "#domain/money.js";
import { fixedContracts, maxContracts } from "#domain/risk.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { microOf as usd } from "#instrument/instrument.js";
import { runDocument } from "#report/json.js";
import { booksOfDocument } from "#report/restore.js";
import { runSchema } from "#report/schema.js";
import { runTables } from "#report/tables.js";
import { Strategy } from "#strategy/strategy.js";
import { book, type Moment, specOf } from "./books.js";

const contracts = {
  BTCUSDT: { base: "PERP", tickSize: "0.1", lotSize: "0.001", takerRate: "0.0005" },
  XRPUSDT: { base: "PERP", tickSize: "0.0001", lotSize: "0.1", takerRate: "0.0005" },
  HUNDRED: { base: "PERP", tickSize: "0.0001", lotSize: "100", takerRate: "0" },
};
const at = (minute: number): string => new Date(Date.UTC(2024, 0, 3, 15, minute)).toISOString();
const moments = (...rows: [price: string, order?: string][]): Moment[] =>
  rows.map(([price, order], k) => ({ at: at(k), price, ...(order && { order }) }));

describe("quantities are what people say", () => {
  test("PERP-01 with 0.3 BTC", () => {
    const run = book("BTCUSDT", moments(["58000.0", "buy 0.3"], ["59000.0", "sell 0.3"]), { contracts });
    expect(run.trades[0]).toMatchObject({ qty: 300, gross: usd("300"), net: usd("282.45") });
    expect(run.totals.costs.commission).toBe(usd("17.55"));
    const document = runDocument(run);
    expect(document.trades[0]).toMatchObject({ qty: 0.3 });
    expect(document.trades[0]!.legs[0]).toMatchObject({ qty: 0.3 });
    expect(document.fills.map(({ qty }) => qty)).toEqual([0.3, 0.3]);
    expect(document.orders[0]).toMatchObject({ qty: 0.3, filledQty: 0.3 });
    expect(runTables(run).trades).toContain(",0.3,");
    expect(runSchema.safeParse(document).error).toBeUndefined();
  });

  test("12.5 and 0.3 + 0.6 coins: what binary arithmetic leaves behind is no part of a lot", () => {
    const run = book("XRPUSDT", moments(["1.0000", "buy 12.5"], ["1.1000", `sell ${0.1 + 0.2}`]), {
      contracts,
    });
    expect([...run.fills.qty]).toEqual([125, 3]);
    expect(run.open).toMatchObject({ qty: 122, profit: usd("1.22") });
    expect(run.warnings.join()).toContain("A position of 12.2 is still open");
  });

  test("a quantity between two lots is refused, and both are named", () => {
    const bad = (symbol: string, order: string) => () =>
      book(symbol, moments(["1.0000", order]), { contracts });
    expect(bad("XRPUSDT", "buy 12.55")).toThrow(/An order of 12.55 is no whole number of lots/);
    expect(bad("HUNDRED", "buy 150")).toThrow(/no whole number of lots/);
    expect(bad("XRPUSDT", "buy 0")).toThrow(/cannot be sent/);
    expect(book("HUNDRED", moments(["1.0000", "buy 200"]), { contracts }).fills.qty[0]).toBe(2);
  });

  test("a strategy sees what it holds, what waits and what filled in the same numbers", () => {
    const seen: unknown[] = [];
    class Watching extends Strategy {
      override onBar(): void {
        if (this.bar === 0) {
          this.buy({ qty: 0.5 });
          this.buy({ qty: 0.25, limit: 50_000 });
        }
        if (this.bar === 1) {
          seen.push(this.position, this.orders[0]!.left);
          this.amend(this.orders[0]!.id, { qty: 0.125 });
          seen.push(this.orders[0]!.left);
          this.goTo(-0.2);
        }
        if (this.bar === 2) seen.push(this.position);
      }
      override onFill({ qty, position }: { qty: number; position: number }): void {
        seen.push(qty, position);
      }
    }
    const spec: BacktestSpec = {
      ...specOf("BTCUSDT", moments(["58000.0"], ["58000.0"], ["58000.0"]), {
        contracts,
        execution: { fillAt: "next-open" },
      }),
      strategy: Watching,
    };
    const run = runBacktest(spec);
    expect(seen).toEqual([0.5, 0.5, 0.5, 0.25, 0.125, 0.7, -0.2, -0.2]);
    expect(auditRun(run).problems).toEqual([]);
  });

  test("rules count contracts, too", () => {
    const spec = specOf("BTCUSDT", moments(["58000.0", "buy 0.5"], ["58000.0", "buy 7"]), { contracts });
    const fixed = runBacktest({ ...spec, risk: { size: fixedContracts(2), limits: [] } });
    expect([...fixed.fills.qty]).toEqual([2000, 2000]);
    expect(fixed.inputs.risk.size).toEqual(fixedContracts(2));
    const most = runBacktest({ ...spec, risk: { size: null, limits: [maxContracts(3)] } });
    expect([...most.fills.qty]).toEqual([500, 2500]);
  });

  test("dollars per contract are no costs of parts of one", () => {
    expect(() => book("BTCUSDT", moments(["58000.0"]), { contracts, feePerSide: "0.62" })).toThrow(
      /trades in lots of 0.001/,
    );
    expect(book("BTCUSDT", moments(["58000.0", "buy 1"]), { contracts, feePerSide: "0" }).totals.net).toBe(0);
  });
});

test("half a coin in lots and half a coin as contracts of 0.001 are the same money", () => {
  const own = {
    ...contracts,
    SMALL: { base: "PERP", tickSize: "0.1", multiplier: "0.001", takerRate: "0.0005" },
  };
  const prices = ["58000.0", "58123.4", "57001.1"];
  const orders = (unit: number) => [`buy ${500 * unit}`, `sell ${700 * unit}`, `buy ${100 * unit}`];
  const run = (symbol: string, unit: number) =>
    book(symbol, moments(...prices.map((price, k): [string, string] => [price, orders(unit)[k]!])), {
      contracts: own,
    });
  const [lots, whole] = [run("BTCUSDT", 0.001), run("SMALL", 1)];
  expect(lots.fingerprint).toBe(whole.fingerprint);
  expect(lots.totals).toEqual(whole.totals);
});

test("volume counts contracts: a share of it fills so many lots", () => {
  const spec = specOf("BTCUSDT", moments(["58000.0", "buy 5"], ["58000.0"]), {
    contracts,
    execution: { fillAt: "next-open", participation: 0.25 },
  });
  // The bars trade one coin each.
  expect(runBacktest(spec).fills.qty[0]).toBe(250);
});

test("the document of a run in parts of contracts passes its audit", () => {
  const run = book("XRPUSDT", moments(["1.0000", "buy 12.5"], ["1.1000", "sell 20.3"], ["1.0500"]), {
    contracts,
  });
  const { booked, costsOf } = booksOfDocument(JSON.parse(JSON.stringify(runDocument(run))), "run.json");
  expect(auditBooked(booked, costsOf).problems).toEqual([]);
});

test("lots and quantities are each other's inverse", () => {
  for (const lot of [
    { tickUnits: 1, decimals: 3 },
    { tickUnits: 1, decimals: 0 },
    { tickUnits: 25, decimals: 2 },
    { tickUnits: 100, decimals: 0 },
  ]) {
    for (const lots of [0, 1, 3, 7, 123_457, -41]) expect(lotsOf(quantityOf(lots, lot), lot)).toBe(lots);
    expect(lotsOf(quantityOf(1, lot) * 1.5, lot)).toBeNaN();
  }
  expect(quantityOf(3, { tickUnits: 1, decimals: 1 })).toBe(0.3);
});
