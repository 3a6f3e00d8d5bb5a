// Does one file tell day from month for another that cannot?

import { describe, expect, test } from "vitest";
import { formatOf } from "#importer/broker/all.js";
import { readFiles } from "#journal/read-files.js";
import { fillsOf, told } from "../importer/broker/reading.js";
import { fileOf } from "./pipeline.js";

const HINTS = { dateOrder: null, decimal: null };
const opened = (name: string, text: string) => {
  const file = fileOf(name, text);
  return { file, match: formatOf(file, null) };
};
const PERFORMANCE =
  "symbol,buyFillId,sellFillId,qty,buyPrice,sellPrice,pnl,boughtTimestamp,soldTimestamp\nMESH6,1,2,1,5612.25,5616.50,$21.25,03/05/2026 09:45:17,03/05/2026 10:12:40\n";
const fills = (local: string) =>
  `Fill ID,_timestamp,Timestamp,B/S,Quantity,Price,Contract\n9,2026-03-05 14:45:17Z,${local} 08:45:17, Buy,1,5612.25,MESH6\n`;
const EXECUTIONS =
  "Instrument,Action,Quantity,Price,Time,E/X,ID\nMES 03-26,Buy,1,5612.25,3/5/2026 9:45:17 AM,Entry,e1\n";
const ofPerformance = (...files: Parameters<typeof readFiles>[0]) =>
  readFiles([opened("Performance.csv", PERFORMANCE), ...files], HINTS, [])[0]!.read;
const first = (read: { rows: Parameters<typeof fillsOf>[0]["rows"] }) => told(fillsOf(read as never)[0]!);
const E310 = expect.objectContaining({ code: "E310" });

describe("a file of the 5th of March", () => {
  test("alone is asked about", () => {
    expect(() => ofPerformance()).toThrow(E310);
  });

  test.each([
    ["03/05/2026", "2026-03-05", "month/day"],
    ["05/03/2026", "2026-05-03", "day/month"],
  ])("is read as the broker's other file with UTC times: %s", (local, day, order) => {
    const read = ofPerformance(opened("Fills.csv", fills(local)));
    expect(first(read)).toContain(day);
    expect(read.notes).toEqual([`dates are ${order}, as Fills.csv has them`]);
  });

  test("is not read as a file of another broker, nor where two contradict one another", () => {
    expect(() => ofPerformance(opened("e.csv", EXECUTIONS.replace("3/5/", "3/25/")))).toThrow(E310);
    const both = [opened("a.csv", fills("03/05/2026")), opened("b.csv", fills("05/03/2026"))];
    expect(() => ofPerformance(...both)).toThrow(E310);
  });

  test("is read as the last file of its broker was: the order is asked for once", () => {
    const earlier = (dateOrder: "mdy" | "dmy" | null, format = "ninjatrader-trades") => ({
      dateOrder,
      format,
      name: "march.csv",
    });
    const read = (...imports: Parameters<typeof readFiles>[2]) =>
      readFiles([opened("e.csv", EXECUTIONS)], HINTS, imports)[0]!.read;
    expect(first(read(earlier("mdy"), earlier("dmy"), earlier(null)))).toContain("2026-05-03");
    expect(read(earlier("mdy")).notes).toContain("dates are month/day, as march.csv has them");
    expect(() => read(earlier(null))).toThrow(E310);
    expect(() => read(earlier("mdy", "tradovate-orders"))).toThrow(E310);
    // What the file itself proves counts more.
    const proved = readFiles([opened("e.csv", EXECUTIONS.replace("3/5/", "3/25/"))], HINTS, [
      earlier("dmy"),
    ])[0]!.read;
    expect(first(proved)).toContain("2026-03-25");
  });

  test("is read as its platform is known to write where no other file tells, and only there", () => {
    const trades = (date: string, n = 1) =>
      `Id,ContractName,EnteredAt,ExitedAt,EntryPrice,ExitPrice,Fees,PnL,Size,Type\n${n},MNQM6,${date} 16:20:37 +02:00,${date} 16:25:00 +02:00,20000.25,19990.25,0.74,20,1,Short\n`;
    const april = opened("c.csv", trades("09/04/2026"));
    const dayFirst = opened("b.csv", trades("13/04/2026", 2));
    const monthFirst = opened("d.csv", trades("04/13/2026", 3));
    const readIn = (files: (typeof april)[], imports: Parameters<typeof readFiles>[2] = []) =>
      readFiles([...files, april], HINTS, imports).at(-1)!.read;
    expect(first(readIn([]))).toContain("2026-09-04");
    expect(readIn([]).notes).toEqual(["dates are month/day, as TopstepX writes them"]);
    expect(first(readIn([dayFirst]))).toContain("2026-04-09");
    expect(readIn([dayFirst]).notes).toEqual(["dates are day/month, as b.csv has them"]);
    expect(first(readIn([monthFirst]))).toContain("2026-09-04");
    expect(
      first(readIn([], [{ format: "topstepx-orders", dateOrder: "dmy", name: "orders.csv" }])),
    ).toContain("2026-04-09");
    expect(() => readIn([dayFirst, monthFirst])).toThrow(E310);
  });
});
