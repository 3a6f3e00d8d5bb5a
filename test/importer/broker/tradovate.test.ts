// Are Tradovate's reports read as their rows mean it, traps and all?

import { describe, expect, test } from "vitest";
import { formatOf } from "#importer/broker/all.js";
import { fileOf, fillsOf, kinds, ordersOf, reasons, seen, told } from "./reading.js";

const FILLS =
  "_id,_orderId,_contractId,_timestamp,_tradeDate,_action,_qty,_price,_active,_accountId,Fill ID,Order ID,Timestamp,Date,Account,B/S,Quantity,Price,_priceFormat,_priceFormatType,_tickSize,Contract,Product,Product Description,commission";
const PERFORMANCE =
  "symbol,_priceFormat,_priceFormatType,_tickSize,buyFillId,sellFillId,qty,buyPrice,sellPrice,pnl,boughtTimestamp,soldTimestamp,duration";
const ORDERS =
  "orderId,Account,Order ID,B/S,Contract,Product,Product Description,avgPrice,filledQty,Fill Time,lastCommandId,Status,_priceFormat,_priceFormatType,_tickSize,spreadDefinitionId,Version ID,Timestamp,Date,Quantity,Text,Type,Limit Price,Stop Price,decimalLimit,decimalStop,Filled Qty,Avg Fill Price,decimalFillAvg,Venue,Notional Value,Currency";
const POSITIONS =
  "Position ID,Timestamp,Trade Date,Net Pos,Net Price,Bought,Avg. Buy,Sold,Avg. Sell,Account,Contract,Product,Product Description,_priceFormat,_priceFormatType,_tickSize,Pair ID,Buy Fill ID,Sell Fill ID,Paired Qty,Buy Price,Sell Price,P/L,Currency,Bought Timestamp,Sold Timestamp";
const CASH = "Account,Transaction ID,Timestamp,Date,Delta,Amount,Cash Change Type,Currency,Contract";

describe("Fills", () => {
  const row = (over: { id?: string; utc?: string; side?: string; price?: string; active?: string } = {}) => {
    const { id = "900000000101", utc = "2026-03-12 13:49:12.345Z", side = " Sell", price = "5612.25" } = over;
    // The twins say otherwise: whoever looks for "price" or "qty" anywhere in a name finds these first.
    return `1,2,3,${utc},2026-03-12,0,77,1.00,${over.active ?? "true"},9,${id},800000000001,03/12/2026 09:49:12,3/12/26,DEMO1,${side},2,${price},-2,0,0.25,MESM6,MES,"Micro, E-mini",1.24`;
  };

  test("the UTC twin is the clock, twins are no columns of ours, and sides may have a blank before them", () => {
    const read = seen(`\ufeff${FILLS}\r\n${row()}\r\n`.replace("\ufeff", ""));
    expect(read).toMatchObject({ format: "tradovate-fills", version: 2 });
    expect(fillsOf(read).map(told)).toEqual(["sell 2 MESM6 @ 5612.25 2026-03-12 13:49:12"]);
    expect(fillsOf(read)[0]).toMatchObject({
      id: "900000000101",
      order: "800000000001",
      account: "DEMO1",
      time: Date.parse("2026-03-12T13:49:12.345Z"),
      commission: 1_240_000,
    });
    // The twin tells day from month, too.
    expect(read.clock).toEqual({ kind: "twin", said: "UTC column present; local column is UTC−4" });
    expect(read.dateOrder).toBe("mdy");
    const later = seen(
      `${FILLS}\n${row().replaceAll("03/12/2026", "03/13/2026").replaceAll("2026-03-12", "2026-03-13")}`,
    );
    expect(later.clock).toEqual({ kind: "twin", said: "UTC column present; local column is UTC−4" });
  });

  test("over a change of clocks the local column has two offsets, and both are told", () => {
    const winter = row({ id: "1", utc: "2026-02-26 14:49:12.345Z" }).replace(
      "03/12/2026 09",
      "02/26/2026 09",
    );
    const { clock } = seen([FILLS, winter, row()].join("\n"));
    expect(clock).toMatchObject({ said: "UTC column present; local column is UTC−5 and UTC−4" });
  });

  test("the older report has no twin: version 1, and its clock has to be told", () => {
    const header = "Fill ID,Order ID,Timestamp,Date,Account,B/S,Quantity,Price,Contract,Product,commission";
    const read = seen(`${header}\n101,7,03/13/2026 09:49:12,3/13/26,DEMO1, Buy,1,5612.25,MESM6,MES,0.62`);
    expect(read).toMatchObject({ version: 1, clock: { kind: "none" } });
    expect(fillsOf(read).map(told)).toEqual(["buy 1 MESM6 @ 5612.25 2026-03-13 09:49:12"]);
  });

  test("columns in any order, more of them, semicolons, all quoted, lines that end as on Windows", () => {
    const names = FILLS.split(",").reverse();
    const cells = row().replace('"Micro, E-mini"', "Micro; E-mini").split(",").reverse();
    const quoted = (all: string[]) => all.map((cell) => `"${cell}"`).join(";");
    const read = seen(`${quoted(["new", ...names])}\r\n${quoted(["x", ...cells])}\r\n\r\n`);
    expect(fillsOf(read).map(told)).toEqual(["sell 2 MESM6 @ 5612.25 2026-03-12 13:49:12"]);
  });

  test("each bad row says why, and is shown as it stands", () => {
    const bad = [
      row({ side: "Hold" }),
      row({ price: "abc" }),
      row({ id: "" }),
      row({ utc: "2026-02-30 13:49:12.345Z" }),
      "1,2,3",
      row({ active: "false" }),
    ];
    const read = seen([FILLS, row(), ...bad].join("\n"));
    expect(kinds(read)).toEqual([
      "header",
      "fill",
      "rejected",
      "rejected",
      "rejected",
      "rejected",
      "rejected",
      "non-trade",
    ]);
    expect(reasons(read)).toEqual([
      '3: "Hold" is neither buy nor sell',
      '4: the price is no number: "abc"',
      "5: it has no Fill ID",
      '6: _timestamp "2026-02-30 13:49:12.345Z" is a date that does not exist',
      "7: it has 3 of 25 columns",
      "8: taken back by the broker",
    ]);
    expect(read.rows[2]).toMatchObject({ bytes: bad[0] });
  });

  test("files put one below the other have their header twice, and no row is lost", () => {
    const read = seen([FILLS, row(), "", FILLS, row({ id: "5" })].join("\n"));
    expect(kinds(read)).toEqual(["header", "fill", "header", "fill"]);
    expect(read.records).toEqual(read.rows.map(({ line }) => line));
  });
});

describe("Performance", () => {
  const row = (over: Partial<Record<"buyId" | "sellId" | "pnl" | "bought" | "sold", string>> = {}) => {
    const { buyId = "101", sellId = "102", pnl = "$(33.50)" } = over;
    const { bought = "03/13/2026 09:30:00", sold = "03/13/2026 09:31:00" } = over;
    return `MNQM6,-2,0,0.25,${buyId},${sellId},1,20016.75,20000.00,${pnl},${bought},${sold},1min`;
  };

  test("a pair is two fills; $(33.50) is a loss, and stands on the one that closes", () => {
    const read = seen(`${PERFORMANCE}\n${row()}`);
    expect(fillsOf(read).map(told)).toEqual([
      "buy 1 MNQM6 @ 20016.75 2026-03-13 09:30:00",
      "sell 1 MNQM6 @ 20000 2026-03-13 09:31:00",
    ]);
    expect(fillsOf(read).map(({ brokerPnl, id, part }) => [brokerPnl, id, part])).toEqual([
      [null, "101", "101+102"],
      [-33_500_000, "102", "101+102"],
    ]);
  });

  test("which came first is told by the times, at a tie by the ids, whatever their length; never by the profit", () => {
    const first = (text: string) => fillsOf(seen(`${PERFORMANCE}\n${text}`))[0]!.side;
    const tie = { bought: "03/13/2026 09:30:00", sold: "03/13/2026 09:30:00" };
    expect(first(row({ sold: "03/13/2026 09:29:00" }))).toBe(-1);
    expect(first(row(tie))).toBe(1);
    expect(first(row({ ...tie, buyId: "1000", sellId: "999" }))).toBe(-1);
    expect(first(row({ ...tie, buyId: "1000", sellId: "999", pnl: "$33.50" }))).toBe(-1);
  });

  test("a tie without ids is asked for, not guessed", () => {
    const tie = { bought: "03/13/2026 09:30:00", sold: "03/13/2026 09:30:00", buyId: "", sellId: "" };
    expect(reasons(seen(`${PERFORMANCE}\n${row(tie)}`))[0]).toMatch(/long or short cannot be told/);
    // With two times there is nothing to ask.
    expect(kinds(seen(`${PERFORMANCE}\n${row({ buyId: "", sellId: "" })}`))).toEqual(["header", "fill"]);
  });

  test("in French: 90,00 $ with a hard blank, semicolons, day before month, and a loss with a minus", () => {
    const header =
      "symbole;quantité;prix d'achat;prix de vente;P&L;horodatage d'achat;horodatage de vente;buyFillId;sellFillId";
    const read = seen(
      [
        header,
        "MNQM6;1;20 016,75;20 061,75;90,00\u00a0$;13/03/2026 15:30:00;13/03/2026 15:31:00;101;102",
        "MNQM6;1;20 016,75;20 000,00;-33,50 $;13/03/2026 16:30:00;13/03/2026 16:31:00;103;104",
      ].join("\n"),
    );
    expect(read.format).toBe("tradovate-performance");
    expect(fillsOf(read).map(told)[1]).toBe("sell 1 MNQM6 @ 20061.75 2026-03-13 15:31:00");
    expect(fillsOf(read).map(({ brokerPnl }) => brokerPnl)).toEqual([null, 90_000_000, null, -33_500_000]);
    expect(read.notes).toEqual(["dates are day/month"]);
  });

  test("US and day-first dates: some date over 12 proves it for all, and without one it is asked", () => {
    const early = (day: string) => row({ bought: `${day} 09:30:00`, sold: `${day} 09:31:00` });
    const us = seen(`${PERFORMANCE}\n${early("03/04/2026")}\n${early("03/13/2026")}`);
    expect(told(fillsOf(us)[0]!)).toContain("2026-03-04");
    const french = seen(`${PERFORMANCE}\n${early("03/04/2026")}\n${early("13/03/2026")}`);
    expect(told(fillsOf(french)[0]!)).toContain("2026-04-03");
    const open = `${PERFORMANCE}\n${early("03/04/2026")}`;
    expect(() => seen(open)).toThrow(expect.objectContaining({ code: "E310" }));
    expect(told(fillsOf(seen(open, "p.csv", { dateOrder: "dmy" }))[0]!)).toContain("2026-04-03");
    const same = seen(`${PERFORMANCE}\n${early("04/04/2026")}\n${early("05/05/2026")}`);
    expect(told(fillsOf(same)[0]!)).toContain("2026-04-04");
  });

  test("a column with the same days in ISO's order tells day from month", () => {
    const cash = (stamp: string, date: string) =>
      seen(
        `Account,Transaction ID,Timestamp,Date,Delta,Amount,Cash Change Type,Currency,Contract\nA1,7,${stamp},${date},-1.24,998.76,Commission,USD,MESH6`,
      );
    const at = ({ rows }: ReturnType<typeof cash>) =>
      rows.flatMap((fate) =>
        fate.kind === "fee" ? [new Date(fate.entry.time).toISOString().slice(0, 10)] : [],
      );
    const us = cash("03/05/2026 09:45:17", "2026-03-05");
    expect(at(us)).toEqual(["2026-03-05"]);
    expect(us).toMatchObject({
      dateOrder: "mdy",
      notes: ['dates are month/day, as the column "Date" has them'],
    });
    expect(at(cash("05/03/2026 19:45:17", "2026-03-06"))).toEqual(["2026-03-05"]);
    expect(() => cash("03/05/2026 09:45:17", "3/5/26")).toThrow(expect.objectContaining({ code: "E310" }));
    expect(() => cash("03/05/2026 09:45:17", "2026-09-09")).toThrow(
      expect.objectContaining({ code: "E310" }),
    );
  });

  test("1,234 alone may be thousands or decimals: asked, and settled by a word or by another number", () => {
    const text = (buy: string, sell: string) =>
      `symbol;qty;buyPrice;sellPrice;pnl;boughtTimestamp;soldTimestamp;buyFillId;sellFillId\nMNQM6;1;${buy};${sell};;03/13/2026 09:30:00;03/13/2026 09:31:00;1;2`;
    expect(() => seen(text("20,016", "20,061"))).toThrow(expect.objectContaining({ code: "E307" }));
    expect(fillsOf(seen(text("20,016", "20,061"), "p.csv", { decimal: "." }))[0]!.price).toBe("20016");
    expect(fillsOf(seen(text("20,016.25", "20,061")))[1]!.price).toBe("20061");
    expect(() => seen(text("20.016,25", "20,061.25"))).toThrow(expect.objectContaining({ code: "E307" }));
  });
});

test("Position History: the same pairs, with account; a held position has no pair", () => {
  const read = seen(
    [
      POSITIONS,
      "1,03/13/2026 09:31:00,2026-03-13,0,,1,5600.00,1,5602.00,DEMO1,MESM6,MES,Micro,-2,0,0.25,7,101,102,1,5600.00,5602.00,10.00,USD,03/13/2026 09:30:00,03/13/2026 09:31:00",
      "2,03/13/2026 09:40:00,2026-03-13,1,5600.00,1,5600.00,0,,DEMO1,MESM6,MES,Micro,-2,0,0.25,,,,,,,,USD,,",
      "3,03/13/2026 09:40:00,2026-03-13,0,,1,5600.00,1,5602.00,DEMO1,MESM6,MES,Micro,-2,0,0.25,8,103,104,1,5600.00,5602.00,10.00,EUR,03/13/2026 09:30:00,03/13/2026 09:31:00",
    ].join("\n"),
  );
  expect(kinds(read)).toEqual(["header", "fill", "non-trade", "rejected"]);
  expect(fillsOf(read)[1]).toMatchObject({ account: "DEMO1", brokerPnl: 10_000_000, part: "101+102" });
  expect(reasons(read)[1]).toBe("4: it is in EUR: only dollars are booked");
});

test("Cash History: costs, profits and what is neither; amounts with thousands", () => {
  const line = (id: number, delta: string, kind: string) =>
    `DEMO1,${id},03/13/2026 09:30:00,2026-03-13,${delta},"49,998.96",${kind},USD,MESM6`;
  const read = seen(
    [
      CASH,
      line(1, "-0.24", " Commission"),
      line(2, "-0.35", "Exchange Fee"),
      line(3, "-0.02", "Nfa Fee"),
      line(4, '"1,010.00"', "Trade Paired"),
      line(5, '"5,000.00"', "Fund Transaction"),
    ].join("\n"),
  );
  const entries = read.rows.flatMap((row) => (row.kind === "fee" ? [row.entry] : []));
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["commission", -240_000],
    ["fee", -350_000],
    ["fee", -20_000],
    ["profit", 1_010_000_000],
    ["other", 5_000_000_000],
  ]);
});

test("Orders: what was filled, cancelled brackets with their stops, and what the broker rejected", () => {
  const line = (
    id: number,
    side: string,
    status: string,
    type: string,
    over: { stop?: string; fill?: string },
  ) => {
    const [qty, price, at] = over.fill === undefined ? ["", "", ""] : ["2", over.fill, "03/13/2026 09:30:05"];
    return `${id},DEMO1,${id},${side},MESM6,MES,Micro,${price},${qty},${at},${id}, ${status},-2,0,0.25,,${id},03/13/2026 09:30:00,3/13/26,2,multibracket, ${type},,${over.stop ?? ""},,${over.stop ?? ""},${qty},${price},${price},,"56,122.50",USD`;
  };
  const read = seen(
    [
      ORDERS,
      line(1, " Buy", "Filled", "Market", { fill: "5612.25" }),
      line(2, " Sell", "Canceled", "Stop", { stop: "5602.25" }),
      line(3, " Sell", "Rejected", "TrailingStop", { stop: "5602.25" }),
      line(4, " Sell", "Working", "StopLimit", { stop: "5602.25" }),
      line(5, " Sell", "Dreaming", "Stop", { stop: "5602.25" }),
    ].join("\n"),
  );
  expect(ordersOf(read).map(({ state, kind, stop, side }) => [state, kind, stop, side])).toEqual([
    ["filled", "market", null, 1],
    ["cancelled", "stop", "5602.25", -1],
    ["rejected", "trailing stop", "5602.25", -1],
    ["working", "stop limit", "5602.25", -1],
  ]);
  expect(fillsOf(read)).toMatchObject([{ id: "order-1", order: "1", price: "5612.25", qty: "2" }]);
  expect(reasons(read)).toEqual(['6: "Dreaming" is no status that we know']);
});

describe("files of other kinds are refused with what they look like", () => {
  const refusal = (text: string) => {
    try {
      seen(text);
    } catch (error) {
      return error as { code: string; detail: { found: string; expected: string } };
    }
    throw new Error("was taken");
  };
  test("the nearest report and the columns that are not there", () => {
    const { code, detail } = refusal(`${PERFORMANCE.replace(",pnl", "").replace(",qty", "")}\n1,2`);
    expect(code).toBe("E311");
    expect(detail.expected).toBe(
      "Tradovate Performance is nearest; its columns that are not there: qty, pnl",
    );
  });
  test.each([
    ["the first row", 1, 2],
    ["the last row", 3, 4],
  ])("a quote that is never closed, in %s: its line", (_name, row, line) => {
    const rows = [1, 2, 3].map(
      (k) => `MESM6,-2,0,0.25,${k},${k + 9},1,5600,5601,${k === row ? '"' : ""}$5.00,,,`,
    );
    expect(refusal([PERFORMANCE, ...rows].join("\n"))).toMatchObject({
      code: "E311",
      message: "A quote of export.csv is never closed",
      detail: {
        where: `export.csv:${line}:1`,
        found: `Tradovate Performance, of which one cell goes on from line ${line} to the end of the file`,
      },
    });
  });
  test("a file that is called by another format's name: what it is", () => {
    const call = () => formatOf(fileOf(`${CASH}\nD,1,,,,,,,`), "tradovate-fills");
    expect(call).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({
          found: "the columns of Tradovate Cash History (--as tradovate-cash)",
        }),
      }),
    );
  });
  test.each([
    ["undefined", '"undefined" and nothing else: the platform failed to make the export'],
    ["<!DOCTYPE html><html>", "a web page: the download was a page of the broker's site"],
    ["time,open,high,low,close\n1,2,3,4,5", "bars (open, high, low): tickproof data import takes them"],
    ["# synthetic\ntime,open,high,low,close", "bars (open, high, low): tickproof data import takes them"],
    ['{"fills":[]}', "JSON"],
  ])("%s", (text, found) => {
    expect(refusal(text)).toMatchObject({ code: "E311", detail: { found } });
  });
});
