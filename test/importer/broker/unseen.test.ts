// Do files read the same when a user's layout, computer or editor has changed what does not matter?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { formatOf } from "#importer/broker/all.js";
import { openBrokerFile } from "#importer/broker/open-file.js";
import { cellsOf } from "#importer/cells.js";
import { fillsOf, ordersOf, seen, told } from "./reading.js";

interface Example {
  readonly name: string;
  readonly lines: readonly string[];
  readonly fills: number;
  /** Its header is the contract of the format, and stands at a place of its own. */
  readonly sections?: true;
}

const EXAMPLES: readonly Example[] = [
  {
    name: "ninjatrader-executions",
    lines: [
      "Instrument,Action,Quantity,Price,Time,ID,E/X,Position,Order ID,Name,Commission,Rate,Account,Connection",
      "MES 06-26,Buy,2,5612.25,3/16/2026 9:45:17 AM,e1,Entry,2 L,o1,Entry,$1.24,1,Sim101,Live",
      "MES 06-26,Sell,2,5616.50,3/16/2026 1:46:05 PM,e2,Exit,-,o2,Target1,$1.24,1,Sim101,Live",
    ],
    fills: 2,
  },
  {
    name: "ninjatrader-trades",
    lines: [
      "Trade number,Instrument,Account,Strategy,Market pos.,Qty,Entry price,Exit price,Entry time,Exit time,Entry name,Exit name,Profit,Cum. net profit,Commission",
      "1,MES 09-26,SIM101,ATM,Short,1,7427.50,7423.50,7/28/2026 9:45:17 AM,7/28/2026 9:46:05 AM,Entry,Target2,$20.00,$20.00,$0.52",
    ],
    fills: 2,
  },
  {
    name: "rithmic-orders",
    lines: [
      "Account,Status,Buy/Sell,Qty To Fill,Symbol,Price Type,Avg Fill Price,Limit Price,Order Number,Update Time (EDT),Qty Filled,Create Time (EDT),Commission Fill Rate",
      "A-1,Filled,B,1,MNQM4,M,17730.0000,,1285662879,2024-04-24 10:30:05,1,2024-04-24 10:30:05,0.51",
      "A-1,Cancelled,B,1,MNQM4,L,,17700.00,1285662880,2024-04-24 10:30:05,0,2024-04-24 10:30:05,0.51",
    ],
    fills: 1,
  },
  {
    name: "ibkr-confirms",
    lines: [
      "AssetClass,Symbol,UnderlyingSymbol,Strike,Expiry,Put/Call,Multiplier,Buy/Sell,Date/Time,Quantity,Price,Commission",
      "FUT,MESM6,MES,,,,5,BUY,20260312;094200,2,5612.25,-1.24",
    ],
    fills: 1,
  },
  {
    name: "tradingview-trades",
    lines: [
      "Trade number,Type,Date and time,Signal,Price USD,Size (qty),Size (value),Net PnL USD,Return %,Commission USD",
      "2,Exit long,2026-05-05 15:55,Close,5612.50,2,56025,97.52,1.00,2.48",
      "2,Entry long,2026-05-05 09:45,Long,5602.50,2,56025,97.52,1.00,2.48",
    ],
    fills: 2,
  },
  {
    name: "tradingview-orders",
    lines: [
      "Symbol,Side,Type,Quantity,Limit price,Stop price,Fill price,Status,Commission,Placing time,Closing time,Order ID,Leverage",
      "CME_MINI:MNQ1!,Sell,Market,1,,,29080,Filled,,2026-09-01 20:57:21,2026-09-01 20:57:21,3479743884,20x",
      "CME_MINI:MNQ1!,Buy,Limit,1,29187,,,Cancelled,,2026-09-01 03:30:00,2026-09-01 03:31:00,3475315238,",
    ],
    fills: 1,
  },
  {
    name: "tradervue",
    lines: [
      "Date,Time,Symbol,Quantity,Price,Side,Commission,TransFee,ECNFee",
      "1/2/2026,11:35:05,MES 03-26,2,5612.25,Buy,1.00,0.40,-0.10",
      "1/2/2026,14:41:15,MES Mar26,2,5616.25,SLD,1.00,0.40,0.10",
    ],
    fills: 2,
  },
  {
    name: "binance-trades",
    lines: [
      "Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID",
      "862,26-03-17 09:34:12,BTCUSDC,BUY,73822.3,0.01,738.223,0.29528919 USDC,0.28699999,true,false,419,491",
    ],
    fills: 1,
  },
  {
    name: "bybit-trades",
    lines: [
      "Contracts,Order No.,Direction,Order Type,Filled Qty,Filled Price,Order Price,Filled Type,Trading Fee Rate,Fees Paid,Trasaction ID,Transaction Time(UTC+10)",
      "BTCUSDT,o1,Buy,Market,0.001,65000,65000,Trade,0.0006,0.039,x1,22:55 2026-05-17",
    ],
    fills: 1,
  },
];

const NAME = "ORB_CME_MINI_MES1!_2026-05-06.csv";
const cut = (line: string): string[] => cellsOf(line, ",").map(({ text }) => text);
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

const CHANGES: Readonly<Record<string, (lines: readonly string[]) => string>> = {
  "lines that end as in Windows": (lines) => `${lines.join("\r\n")}\r\n`,
  "lines that end as on old Macs": (lines) => `${lines.join("\r")}\r`,
  "blank lines between and behind": (lines) => `${lines.join("\n\n")}\n\n\n`,
  "columns from right to left": (lines) => lines.map((line) => cut(line).reverse().join(",")).join("\n"),
  "columns that nobody knows in front and behind": (lines) =>
    lines.map((line, k) => (k === 0 ? `Note,${line},Weather` : `x,${line},"a, b"`)).join("\n"),
  "every cell in quotes": (lines) => lines.map((line) => cut(line).map(quoted).join(",")).join("\n"),
  "tabs for commas": (lines) => lines.map((line) => cut(line).join("\t")).join("\n"),
  "semicolons for commas": (lines) => lines.map((line) => cut(line).map(quoted).join(";")).join("\n"),
  "names of columns in capitals": ([header, ...rows]) => [header!.toUpperCase(), ...rows].join("\n"),
  "blanks around cells": (lines) =>
    lines
      .map((line) =>
        cut(line)
          .map((cell) => ` ${cell} `)
          .join(","),
      )
      .join("\n"),
  "a comma at the end of each line": (lines) => lines.map((line) => `${line},`).join("\n"),
  "a title and a blank line above": (lines) => `My trades\n\n${lines.join("\n")}`,
};

describe.each(EXAMPLES)("$name", ({ name, lines, fills }) => {
  const plain = seen(lines.join("\n"), NAME);
  const expected = { fills: fillsOf(plain).map(told), orders: ordersOf(plain).length };

  test("is told from all others by its columns", () => {
    expect(plain.format).toBe(name);
    expect(fillsOf(plain)).toHaveLength(fills);
    expect(plain.rows.map(({ line }) => line)).toEqual(plain.records);
  });

  test.each(Object.entries(CHANGES))("%s change nothing", (_what, change) => {
    const file = seen(change(lines), NAME);
    expect(file.format).toBe(name);
    expect({ fills: fillsOf(file).map(told), orders: ordersOf(file).length }).toEqual(expected);
    expect(file.rows.filter(({ kind }) => kind === "rejected")).toEqual([]);
    expect(file.rows.map(({ line }) => line)).toEqual(file.records);
    expect(fillsOf(file).map(({ commission, fees }) => [commission, fees])).toEqual(
      fillsOf(plain).map(({ commission, fees }) => [commission, fees]),
    );
  });

  test("hostile cells stay text, in whatever column they stand", () => {
    const nasty = [
      '=cmd|"/c calc"!A1',
      "</script><img src=x onerror=alert(1)>",
      "\u202Egnp",
      "\u001b[31m",
      "x".repeat(10_000),
    ];
    const [header, row, ...rest] = lines.map(cut);
    for (const text of nasty) {
      for (const [k] of row!.entries()) {
        const changed = [...row!];
        changed[k] = text;
        const all = [header!, changed, row!, ...rest].map((cells) => cells.map(quoted).join(",")).join("\n");
        try {
          const file = seen(all, NAME);
          expect(file.rows).toHaveLength(file.records.length);
          for (const reason of file.rows) {
            if (reason.kind === "rejected") expect(reason.why).not.toMatch(/[\p{Cc}\u202e]/u);
          }
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^E3\d\d$/);
        }
      }
    }
  });

  test("a file that is cut off anywhere is read, or refused with a reason", () => {
    const whole = lines.join("\n");
    for (let length = 1; length < whole.length; length += 7) {
      try {
        const file = seen(whole.slice(0, length), NAME);
        expect(file.rows).toHaveLength(file.records.length);
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/^E3\d\d$/);
      }
    }
  });
});

describe("offsets beside dates", () => {
  const example = (date: string) =>
    `Id,ContractName,EnteredAt,ExitedAt,EntryPrice,ExitPrice,Fees,PnL,Size,Type\n1,MNQM6,${date} 09:45:00 -05:00,${date} 09:50:00 -05:00,20000.25,19990.25,0.74,20,1,Short\n`;
  test.each([
    ["13/04/2026", null],
    ["13/04/2026", "dmy"],
    ["04/13/2026", null],
    ["04/13/2026", "mdy"],
  ] as const)("%s has its offset in every row, whether or not the order is said (%s)", (date, dateOrder) => {
    const read = seen(example(date), "export.csv", { dateOrder });
    expect(read.clock).toMatchObject({ kind: "row" });
    expect(fillsOf(read).map(told)[0]).toBe("sell 1 MNQM6 @ 20000.25 2026-04-13 14:45:00");
  });
});

describe("bytes", () => {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-bytes-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const text = EXAMPLES[0]!.lines.join("\r\n");
  test("half a character at the end of UTF-16 without a mark is no reason to stop", async () => {
    for (const swap of [false, true]) {
      const bytes = Buffer.concat([Buffer.from(`${text}\r\n`, "utf16le"), Buffer.from([0x3d, 0xd8])]);
      const path = join(folder, "half.csv");
      writeFileSync(path, swap ? bytes.swap16() : bytes);
      const file = await openBrokerFile(path);
      expect(file.text).toBe(`${text}\r\n\ufffd`);
    }
  });

  test.each([
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16 little end first", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 without a mark", Buffer.from(text, "utf16le")],
    ["UTF-16 big end first, without a mark", Buffer.from(text, "utf16le").swap16()],
    ["UTF-16 big end first", Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("%s", async (_what, bytes) => {
    const path = join(folder, "export.csv");
    writeFileSync(path, bytes);
    const file = await openBrokerFile(path);
    const { format, found } = formatOf(file, null);
    const read = format.read(file, found, { dateOrder: null, decimal: null });
    expect(fillsOf(read).map(told)).toEqual([
      "buy 2 MES 06-26 @ 5612.25 2026-03-16 09:45:17",
      "sell 2 MES 06-26 @ 5616.5 2026-03-16 13:46:05",
    ]);
  });
});
