// Are Rithmic's orders and Tradervue's executions read by what their makers document?

import { describe, expect, test } from "vitest";
import { fillsOf, kinds, ordersOf, reasons, seen, told } from "./reading.js";

const WORKING =
  '"Account","Status","Buy/Sell","Qty To Fill","Symbol","Price Type","Limit Price","Order Number","Update Time (EDT)","Position Disposition","Create Time (EDT)"';
const COMPLETED =
  '"Account","Status","Remarks","Buy/Sell","Qty To Fill","Max Show Qty","Symbol","Price Type","Avg Fill Price","Limit Price","Order Number","Original Sequence Number","Current Sequence Number","User Id","Update Time (EDT)","Qty Filled","Create Time (EDT)","Commission","Liquidity Indicator","Executing Venue","Commission Fill Rate"';

test("Rithmic's words for kinds of orders; one that was cancelled after a part of it was filled has ended", () => {
  const read = seen(
    [
      "Account,Status,Buy/Sell,Qty To Fill,Symbol,Price Type,Avg Fill Price,Trigger Price,Order Number,Update Time (CDT),Qty Filled,Create Time (CDT)",
      "A1,Partially Filled; Cancelled,B,3,MNQM6,STP LMT,17771.6250,17770.00,1,03/17/2026 09:45:17,2,03/17/2026 09:45:16",
      "A1,Cancelled,S,2,MNQM6,STP MKT,,17751.00,,03/17/2026 10:12:40,0,03/17/2026 09:45:17",
      "A1,Cancelled,S,2,MNQM6,Stop Market,,17751.25,,03/17/2026 10:12:40,0,03/17/2026 09:45:17",
      "A1,Partially Filled,B,3,MNQM6,MKT,17771.50,,4,03/17/2026 10:45:17,2,03/17/2026 10:45:16",
    ].join("\n"),
  );
  const orders = ordersOf(read);
  expect(orders.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    "stop limit filled",
    "stop cancelled",
    "stop cancelled",
    "market working",
  ]);
  // Without numbers they are told apart by what they say, wherever they stand.
  expect(new Set(orders.map(({ id, identity }) => id ?? identity)).size).toBe(4);
  expect(fillsOf(read).map(told)).toHaveLength(2);
});

test.each([
  ["COVER", "buy"],
  ["Buy to Cover", "buy"],
  ["SHORT", "sell"],
  ["Sell Short", "sell"],
])("Tradervue's side %s is a %s", (side, way) => {
  const read = seen(`Date,Time,Symbol,Quantity,Price,Side\n3/17/26,09:45:17,/MESM6,2,5612.25,${side}`);
  expect(fillsOf(read).map(told)[0]).toMatch(new RegExp(`^${way} 2 /MESM6`));
});

describe("R|Trader Pro", () => {
  const text = [
    "Working Orders",
    WORKING,
    '"A-1","Open","S","1","MNQM4","L","17800.0000","99","2024-04-24 10:31:00","","2024-04-24 10:31:00"',
    "",
    "",
    "Completed Orders",
    COMPLETED,
    '"A-1","Filled","","B","1","","MNQM4","M","17730.0000","","1285662879","A","A","A","2024-04-24 10:30:05","1","2024-04-24 10:30:05","","","","0.51"',
    '"A-1","Cancelled","","B","1","","MNQM4","STP","","","1285638967","A","A","A","2024-04-24 10:55:32","0","2024-04-24 10:28:11","","","","0.51"',
    '"A-1","Filled","","S","2","","MNQM4","M","17771.6250","","1284801488","A","A","A","2024-04-24 09:52:19","2","2024-04-24 09:42:38","","","","0.51"',
  ].join("\n");

  test("sections below one another, the zone in a column's name, an average between ticks", () => {
    const file = seen(text);
    expect(file).toMatchObject({
      format: "rithmic-orders",
      clock: { kind: "zone", zone: "America/New_York" },
    });
    expect(fillsOf(file).map(told)).toEqual([
      "buy 1 MNQM4 @ 17730 2024-04-24 10:30:05",
      "sell 2 MNQM4 @ 17771.625 2024-04-24 09:52:19",
    ]);
    expect(fillsOf(file)[1]).toMatchObject({
      commission: 1_020_000,
      fees: null,
      account: "A-1",
      id: "1284801488",
    });
    expect(ordersOf(file).map(({ state, kind, id }) => `${id} ${kind} ${state}`)).toEqual([
      "1285662879 market filled",
      "1285638967 stop cancelled",
      "1284801488 market filled",
    ]);
    expect(kinds(file)).toEqual([
      "non-trade",
      "header",
      "non-trade",
      "non-trade",
      "header",
      "order",
      "order",
      "order",
    ]);
    expect(file.rows.map(({ line }) => line)).toEqual(file.records);
  });

  test("a layout of one's own: other columns, another order, another zone, a partial fill that was cancelled", () => {
    const file = seen(
      [
        "Completed Orders",
        '"Symbol","Status","Account","Qty Filled","Avg Fill Price","Buy/Sell","Update Time (CDT)","Order Number"',
        '"MESU6","Cancelled","A-1","1","5612.2500","S","2026-07-24 09:52:19","7"',
        '"MESU6","Mystery","A-1","1","5612.2500","S","2026-07-24 09:52:19","8"',
      ].join("\n"),
    );
    expect(file.clock).toMatchObject({ kind: "zone", zone: "America/Chicago" });
    expect(fillsOf(file).map(told)).toEqual(["sell 1 MESU6 @ 5612.25 2026-07-24 09:52:19"]);
    expect(fillsOf(file)[0]).toMatchObject({ commission: null });
    expect(reasons(file).at(-1)).toContain('status is "Mystery"');
  });

  test("letters that are no zone we know leave the clock open", () => {
    expect(seen(text.replaceAll("(EDT)", "(SAPST)")).clock).toEqual({ kind: "none" });
  });
});

describe("Tradervue", () => {
  test("month first always, symbols of futures in all its spellings, fees by kind", () => {
    const file = seen(
      [
        "Date,Time,Symbol,Quantity,Price,Side,Commission,TransFee,ECNFee",
        "1/2/2026,11:35:05,MES 03-26,2,5612.25,Buy,1.00,0.40,-0.10",
        "1/2/2026,14:41:15,MES Mar26,2,5616.25,SLD,1.00,0.40,0.10",
      ].join("\n"),
    );
    expect(file.format).toBe("tradervue");
    expect(fillsOf(file).map(told)).toEqual([
      "buy 2 MES 03-26 @ 5612.25 2026-01-02 11:35:05",
      "sell 2 MES Mar26 @ 5616.25 2026-01-02 14:41:15",
    ]);
    expect(fillsOf(file)[0]).toMatchObject({ commission: 1_000_000, fees: 300_000 });
  });

  test("without sides what is below zero was sold; without a header the columns stand in the documented order", () => {
    const signed = seen(
      ["Symbol\tQuantity\tPrice\tDate\tTime", "MESH6\t-1\t5612.25\t20260302\t09:31:00"].join("\n"),
    );
    expect(fillsOf(signed).map(told)).toEqual(["sell 1 MESH6 @ 5612.25 2026-03-02 09:31:00"]);
    const bare = seen(
      ["2026-03-02,09:31:00,MESH6,1,5612.25,Buy", "2026-03-02,09:32:00,MESH6,1,5613.25,Sell"].join("\n"),
    );
    expect(fillsOf(bare).map(told)).toEqual([
      "buy 1 MESH6 @ 5612.25 2026-03-02 09:31:00",
      "sell 1 MESH6 @ 5613.25 2026-03-02 09:32:00",
    ]);
    expect(bare.records).toEqual([1, 2]);
  });

  test("a row without a time is rejected: no noon is made up", () => {
    const file = seen(
      [
        "Date,Time,Symbol,Quantity,Price,Side",
        "2026-03-02,,MESH6,1,5612.25,Buy",
        "2026-03-02,09:31:00,MESH6,1,5612.25,Buy",
      ].join("\n"),
    );
    expect(kinds(file)).toEqual(["header", "rejected", "fill"]);
  });
});
