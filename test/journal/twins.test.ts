// Are two equal rows two fills, and the same row told twice one, where a format has no ids?

import { expect, test } from "vitest";
import type { Stored } from "#journal/store.js";
import { importTexts } from "./pipeline.js";

interface WithoutIds {
  readonly name?: string;
  readonly header: readonly string[];
  /** A fill that may stand twice; entry `k` of the day, or its exit. */
  readonly row: (buys: boolean, minute: string) => string;
  /** Pairs: a row is an entry and its exit. */
  readonly pairs?: true;
}

const side = (buys: boolean): string => (buys ? "Buy" : "Sell");

const FORMATS: Readonly<Record<string, WithoutIds>> = {
  "our own": {
    header: ["time,account,symbol,side,qty,price,fee,fill_id,order_id"],
    row: (buys, minute) => `2026-03-16T14:${minute}:05Z,D1,MESM6,${side(buys)},1,5600.00,0.62,,`,
  },
  "NinjaTrader executions": {
    header: ["Instrument,Action,Quantity,Price,Time,E/X,Position,Name,Commission,Account"],
    row: (buys, minute) =>
      `MES 06-26,${side(buys)},1,5600.00,2026-03-16 14:${minute}:05,Entry,-,x,$0.62,Sim101`,
  },
  "NinjaTrader trades": {
    header: [
      "Instrument,Account,Market pos.,Qty,Entry price,Exit price,Entry time,Exit time,Entry name,Exit name,Profit,Commission",
    ],
    row: (_, minute) =>
      `MES 06-26,Sim101,Long,1,5600.00,5601.00,2026-03-16 14:${minute}:05,2026-03-16 15:00:09,Entry,Exit,$5.00,$1.24`,
    pairs: true,
  },
  "Interactive Brokers statement": {
    header: [
      "Account Information,Data,Account,U1",
      "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,Comm/Fee,Basis,Realized P/L,MTM P/L,Code",
    ],
    row: (buys, minute) =>
      `Trades,Data,Order,Futures,USD,MESM6,"2026-03-16, 14:${minute}:05",${buys ? 1 : -1},5600,,,-0.62,,,,O`,
  },
  "Interactive Brokers confirmations": {
    header: [
      "AssetClass,Symbol,UnderlyingSymbol,Strike,Expiry,Put/Call,Multiplier,Buy/Sell,Date/Time,Quantity,Price,Commission",
    ],
    row: (buys, minute) =>
      `FUT,MESM6,MES,,,,5,${side(buys).toUpperCase()},20260316;14${minute}05,1,5600,-0.62`,
  },
  Tradervue: {
    header: ["Date,Time,Symbol,Quantity,Price,Side,Commission,TransFee,ECNFee"],
    row: (buys, minute) => `03/16/2026,14:${minute}:05,MES 06-26,1,5600.00,${side(buys)},0.62,0,0`,
  },
  "Binance, older": {
    name: "trades.csv",
    header: ["Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Quote Asset"],
    row: (buys, minute) => `2026-03-16 14:${minute}:05,PERP_BTC_0.01,${side(buys)},5600,1,0,0.0123,0,USDT`,
  },
};

const HINTS = { dateOrder: "mdy", decimal: "." } as const;

test.each(Object.entries(FORMATS))("%s", (_, { name, header, row, pairs }) => {
  const own = /^time,|UTC/.test(header.join()); // its clock is its own
  const over = own ? { hints: HINTS } : { tz: "America/New_York", hints: HINTS };
  const perRow = pairs ? 2 : 1;
  const counted = (parts: readonly (readonly string[])[]): number => {
    let stored: Stored | undefined;
    for (const [k, rows] of parts.entries())
      stored = importTexts([[name ?? `part-${k}.csv`, [...header, ...rows].join("\n")]], over, stored).stored;
    return stored!.fills.length;
  };
  const [twin, other, out] = [row(true, "31"), row(true, "32"), row(false, "40")];
  const one = counted([[twin, out]]);
  const each = one / 2;
  expect([1, 2].map((n) => n * perRow)).toContain(each);
  expect(counted([[twin, twin, out]]), "two equal rows of a file are two fills").toBe(3 * each);
  expect(
    counted([
      [twin, twin, out],
      [twin, twin, out],
    ]),
    "the same file again is none",
  ).toBe(3 * each);
  expect(
    counted([
      [twin, twin, out],
      [out, twin],
    ]),
    "nor is a part of it, in another order",
  ).toBe(3 * each);
  expect(
    counted([
      [twin, out],
      [other, twin, twin],
    ]),
    "a later file that has it once more adds one",
  ).toBe(4 * each);
  expect(counted([[twin], [twin, out]]), "files that were cut between equal rows tell of one").toBe(2 * each);
});
