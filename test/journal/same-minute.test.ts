// Are fills booked in the right order where their clock cannot tell?

import { describe, expect, test } from "vitest";
import { importTexts } from "./pipeline.js";

const HEADER =
  "Trade number,Type,Date and time,Signal,Price USD,Size (qty),Size (value),Net PnL USD,Commission USD";
const NAME = "ORB_CME_MINI_MESM2026_x.csv";
const shown = (rows: readonly string[]) =>
  importTexts([[NAME, [HEADER, ...rows].join("\n")]], { tz: "America/New_York" }).journal.trades.map(
    ({ side, qty, gross, open }) => `${side === 1 ? "long" : "short"} ${qty} ${gross / 1e6} ${open}`,
  );

describe("TradingView's lists count time in minutes", () => {
  test.each([10, 11, 12, 13, 14])(
    "a trade that is over within its minute is one trade (at minute %i)",
    (minute) => {
      const at = `2026-05-05 09:${minute}`;
      expect(
        shown([`1,Exit long,${at},Stop,5600.00,2,0,-20,0`, `1,Entry long,${at},Long,5602.00,2,0,-20,0`]),
      ).toEqual(["long 2 -20 no"]);
      expect(
        shown([`1,Exit short,${at},Stop,5604.00,1,0,-10,0`, `1,Entry short,${at},Short,5602.00,1,0,-10,0`]),
      ).toEqual(["short 1 -10 no"]);
    },
  );

  test("an exit and the next entry of the same side are two trades, whichever stands first", () => {
    const rows = [
      "2,Exit long,2026-05-05 09:50,Target,5612.00,1,0,25,0",
      "2,Entry long,2026-05-05 09:45,Long,5607.00,1,0,25,0",
      "1,Exit long,2026-05-05 09:45,Target,5607.00,1,0,25,0",
      "1,Entry long,2026-05-05 09:40,Long,5602.00,1,0,25,0",
    ];
    expect(shown(rows)).toEqual(["long 1 25 no", "long 1 25 no"]);
    expect(shown([...rows].reverse())).toEqual(["long 1 25 no", "long 1 25 no"]);
  });

  test("an entry whose trade is not over stays open", () => {
    expect(
      shown([
        "1,Exit long,2026-05-05 09:50,Open,5612.00,1,0,25,0",
        "1,Entry long,2026-05-05 09:45,Long,5607.00,1,0,25,0",
      ]),
    ).toEqual(["long 1 0 at end"]);
  });
});

test("a list of trades keeps its contract when its file has the name under which the journal keeps it", () => {
  const rows = [
    "1,Exit long,2026-05-05 09:50,x,5612.00,1,0,50,0",
    "1,Entry long,2026-05-05 09:45,y,5602.00,1,0,50,0",
  ];
  for (const name of ["ORB_CME_MINI_MES1!_2026-05-06.csv", "2026-05-05-orb-cme-mini-mes1-2026-05-06.csv"]) {
    const { journal } = importTexts([[name, [HEADER, ...rows].join("\n")]], { tz: "America/New_York" });
    expect(journal.fills.map(({ contract }) => contract)).toEqual(["MES", "MES"]);
  }
});
