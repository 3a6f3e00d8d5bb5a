// Are the histories of Binance and Bybit read?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatOf } from "#importer/broker/all.js";
import { openBrokerFile } from "#importer/broker/open-file.js";
import { zipOf } from "../zip.js";
import { fillsOf, kinds, reasons, seen, told } from "./reading.js";

const BINANCE =
  "Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID";

describe("Binance USD-M", () => {
  const text = [
    BINANCE,
    "862,26-03-17 09:34:12,BTCUSDC,BUY,73822.3,0.01,738.223,0.29528919 USDC,0.28699999,true,false,419,491",
    "862,26-01-31 13:17:22,BTCUSDT,SELL,80600.2,0.007,564.2014,0.03684910USDT,0,false,true,716,896",
    "862,26-01-31 13:17:23,BTCUSDT,SELL,80600.2,0.007,564.2014,0.00001 BNB,0,false,true,717,896",
  ].join("\r\n");

  test("years of two digits come first, fees carry their coin, the zone is in the name of the archive", () => {
    const name = "Binance-Futures-Trade-History-202603230520(UTC--6)_aaaa1111.zip";
    const file = seen(text, name, {}, "Binance-Futures-Trade-History-202603230520(UTC--6).csv");
    expect(file).toMatchObject({
      format: "binance-trades",
      version: 2,
      clock: { kind: "zone", zone: "UTC-06:00" },
    });
    expect(fillsOf(file).map(told)).toEqual([
      "buy 0.01 BTCUSDC @ 73822.3 2026-03-17 09:34:12",
      "sell 0.007 BTCUSDT @ 80600.2 2026-01-31 13:17:22",
      "sell 0.007 BTCUSDT @ 80600.2 2026-01-31 13:17:23",
    ]);
    expect(fillsOf(file).map(({ fees }) => fees)).toEqual([295_289, 36_849, null]);
    expect(fillsOf(file)[0]).toMatchObject({ account: "862", order: "491", brokerPnl: 287_000 });
    expect(file.notes.join()).toContain("fees of 1 row, paid in another coin, are estimated");
  });

  test.each([
    ["export(UTC+3)-part1.csv", "UTC+03:00"],
    ["export(UTC).csv", "UTC"],
    ["export(UTC+5:30).csv", "UTC+05:30"],
  ])("%s is of %s", (name, zone) => {
    expect(seen(text, name).clock).toMatchObject({ kind: "zone", zone });
  });

  test("the archive is read as it was downloaded: its name has the zone", async () => {
    const name = "Binance-Futures-Trade-History-202603230520(UTC--6)_aaaa1111.zip";
    const inner = "Binance-Futures-Trade-History-202603230520.csv";
    const folder = mkdtempSync(join(tmpdir(), "tickproof-zip-"));
    writeFileSync(join(folder, name), zipOf({ [inner]: Buffer.from(text) }));
    const file = await openBrokerFile(join(folder, name));
    rmSync(folder, { recursive: true });
    const { format, found } = formatOf(file, null);
    const read = format.read(file, found, { dateOrder: null, decimal: null });
    expect(read.clock).toMatchObject({ kind: "zone", zone: "UTC-06:00" });
    expect(fillsOf(read)).toHaveLength(3);
  });

  test("a name without a zone leaves the clock open", () => {
    expect(seen(text, "export.csv").clock).toEqual({ kind: "none" });
  });

  test("the older kind: UTC in the column's name, the coin in a column", () => {
    const file = seen(
      [
        "Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Quote Asset",
        "2026-03-11 22:10:05,BTCUSDT,BUY,67000.0,0.010,670.0,0.268,0.0,USDT",
      ].join("\n"),
    );
    expect(file).toMatchObject({ version: 1, clock: { kind: "zone", zone: "UTC" } });
    expect(fillsOf(file)[0]).toMatchObject({ id: null, fees: 268_000, commission: 0, qty: "0.01" });
  });

  test("an empty history says so in a row that is no trade", () => {
    const file = seen([BINANCE, "No data matches the criteria."].join("\n"));
    expect(kinds(file)).toEqual(["header", "non-trade"]);
  });
});

const BYBIT =
  "Contracts,Order No.,Direction,Order Type,Filled Qty,Filled Price,Order Price,Filled Type,Trading Fee Rate,Fees Paid,Trasaction ID,Transaction Time(UTC+10),Final Balance (USDT)";

describe("Bybit derivatives", () => {
  test("the clock before the date, the zone in the column, funding among the fills", () => {
    const file = seen(
      [
        BYBIT,
        "BTCUSDT,o1,Buy,Market,0.001,65000,65000,Trade,0.0006,0.039,x1,22:55 2026-05-17,1000.0",
        "BTCUSDT,o2,Sell,Market,0.001,65000,65000,Funding,0.0001,0.0065,x2,02:00 2026-05-18,1000.0",
        "BTCUSDT,o3,Sell,Market,0.001,64000,64000,BustTrade,0.0006,0.0384,x3,03:00 2026-05-18,1000.0",
        "BTCUSDT,o4,Sell,Market,0.001,64000,64000,Gift,0.0006,0.0384,x4,03:00 2026-05-18,1000.0",
      ].join("\n"),
    );
    expect(file).toMatchObject({ format: "bybit-trades", clock: { kind: "zone", zone: "UTC+10:00" } });
    expect(fillsOf(file).map(told)).toEqual([
      "buy 0.001 BTCUSDT @ 65000 2026-05-17 22:55:00",
      "sell 0.001 BTCUSDT @ 64000 2026-05-18 03:00:00",
    ]);
    expect(fillsOf(file)[0]).toMatchObject({ fees: 39_000, id: "x1", order: "o1" });
    expect(fillsOf(file)[1]).toMatchObject({ by: "liquidation" });
    expect(file.rows[2]).toMatchObject({ kind: "fee", entry: { said: "Funding", amount: -6_500 } });
    expect(reasons(file)).toEqual(['5: its filled type is "Gift"']);
  });

  test("the unified account: other names, open and close in the direction, costs below zero", () => {
    const file = seen(
      [
        "Market,Filled Type,Filled Quantity,Filled Price,Order Price,Fee Rate,Trading Fee,feeCoin,ExecFeeV2,Direction,Order Type,Trasaction ID,Order No.,Transaction Time(UTC+0)",
        "ETHUSDT,Trade,1,3000,3000,0.00055,-1.65,USDT,,Open Short,Market,a,o1,2026-05-17 10:00:00",
        "ETHUSDT,Trade,1,2990,2990,0.00055,-1.6445,USDT,,Close Short,Market,b,o2,2026-05-17 11:00:00",
      ].join("\n"),
    );
    expect(fillsOf(file).map(told)).toEqual([
      "sell 1 ETHUSDT @ 3000 2026-05-17 10:00:00",
      "buy 1 ETHUSDT @ 2990 2026-05-17 11:00:00",
    ]);
    expect(fillsOf(file).map(({ fees, effect }) => [fees, effect])).toEqual([
      [1_650_000, "open"],
      [1_644_500, "close"],
    ]);
  });

  test("closed P&L has no entry times: refused, with what to export instead", () => {
    const header =
      "Contracts,Closing Direction,Qty,Entry Price,Exit Price,Closed P&L,Exit Type,Trade Time(UTC+0)";
    const text = [header, "BTCUSDT,Sell,0.01,60000,60500,4.3,Trade,2025-12-01 15:00:00"].join("\n");
    expect(() => seen(text)).toThrow(
      expect.objectContaining({
        code: "E311",
        detail: expect.objectContaining({ fix: [expect.stringContaining("Trade History")] }),
      }),
    );
  });
});
