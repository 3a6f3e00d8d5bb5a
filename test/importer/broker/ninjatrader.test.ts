// Are NinjaTrader's grids read, whatever the computer they came from?

import { describe, expect, test } from "vitest";
import { fillsOf, kinds, reasons, seen, told } from "./reading.js";

const OLD =
  "Instrument,Action,Quantity,Price,Time,ID,E/X,Position,Order ID,Name,Commission,Rate,Account,Connection,";
const NEW =
  "Instrument,Action,Quantity,Price,Time,ID,E/X,Position,Order ID,Name,Commission,Rate,Account display name,Connection,";

describe("executions", () => {
  test("the older grid: US dates with AM and PM, a comma at the end of each line", () => {
    const file = seen(
      [
        OLD,
        "MES 06-26,Buy,2,5612.25,3/16/2026 9:45:17 AM,e1,Entry,2 L,o1,Entry,$1.24,1,Sim101,Live,",
        "MES 06-26,Sell,2,5616.50,3/16/2026 1:46:05 PM,e2,Exit,-,o2,Target1,$1.24,1,Sim101,Live,",
        "",
      ].join("\r\n"),
    );
    expect(file).toMatchObject({ format: "ninjatrader-executions", version: 1, clock: { kind: "none" } });
    expect(fillsOf(file).map(told)).toEqual([
      "buy 2 MES 06-26 @ 5612.25 2026-03-16 09:45:17",
      "sell 2 MES 06-26 @ 5616.5 2026-03-16 13:46:05",
    ]);
    expect(fillsOf(file)[1]).toMatchObject({
      account: "Sim101",
      id: "e2",
      order: "o2",
      commission: 1_240_000,
      fees: 0,
      by: "Target1",
      effect: "close",
    });
    expect(kinds(file)).toEqual(["header", "fill", "fill"]);
    expect(file.records).toEqual([1, 2, 3]);
  });

  test("the newer grid of a European computer: semicolons, decimal commas, day first, dollars behind", () => {
    const file = seen(
      [
        NEW.replaceAll(",", ";"),
        "MES JUN26;Buy;1;7200,75;27/04/2026 6:05:02;e1;Entry;1 L;o1;Entry;0,62 $;1;Playback101;Playback;",
        "MES JUN26;Sell;1;7204,00;27/04/2026 6:15:02;e2;Exit;-;o2;Exit;0,62 $;1;Playback101;Playback;",
      ].join("\n"),
    );
    expect(file).toMatchObject({ format: "ninjatrader-executions", version: 2 });
    expect(fillsOf(file).map(told)).toEqual([
      "buy 1 MES JUN26 @ 7200.75 2026-04-27 06:05:02",
      "sell 1 MES JUN26 @ 7204 2026-04-27 06:15:02",
    ]);
    expect(fillsOf(file)[0]).toMatchObject({ account: "Playback101", commission: 620_000 });
    expect(file.notes.join()).toContain("day/month");
  });

  test("columns in another order, fewer of them, others beside them", () => {
    const file = seen(
      [
        "Instrument,Action,Time,Price,E/X,Connection,Quantity,Account display name,TradeValidation",
        "MNQZ6,Sell,9/15/2026 9:39,29441.25,Entry,TRADEIFY,6,ACCOUNT-1,x",
      ].join("\n"),
    );
    expect(fillsOf(file).map(told)).toEqual(["sell 6 MNQZ6 @ 29441.25 2026-09-15 09:39:00"]);
    expect(fillsOf(file)[0]).toMatchObject({ id: null, commission: null, fees: null, effect: "open" });
  });

  test("sell short and buy to cover are sides; commissions of zero throughout are not known", () => {
    const file = seen(
      [
        OLD,
        "ES 09-26,SellShort,1,6000.00,2026-07-14 10:00:00,a,Entry,1 S,1,Entry,$0.00,1,Sim101,x,",
        "ES 09-26,BuyToCover,1,5999.00,2026-07-14 10:01:00,b,Exit,-,2,Stop1,$0.00,1,Sim101,x,",
      ].join("\n"),
    );
    expect(fillsOf(file).map(({ side }) => side)).toEqual([-1, 1]);
    expect(fillsOf(file)[0]).toMatchObject({ commission: null, fees: null });
    expect(file.notes.join()).toContain("zero throughout");
  });

  test("3/4/2026 in every row is asked for, and the answer is kept to", () => {
    const text = [
      OLD,
      "MES 06-26,Buy,1,5600.25,3/4/2026 9:45:17 AM,e1,Entry,1 L,o1,Entry,$0.62,1,Sim101,x,",
    ].join("\n");
    expect(() => seen(text)).toThrow(/day from month/);
    expect(fillsOf(seen(text, "f.csv", { dateOrder: "dmy" })).map(told)).toEqual([
      "buy 1 MES 06-26 @ 5600.25 2026-04-03 09:45:17",
    ]);
  });

  test("a row that cannot be read is rejected with its reason, and the others stand", () => {
    const file = seen(
      [
        OLD,
        "MES 06-26,Hold,1,5600.25,3/24/2026 9:45:17 AM,e1,Entry,1 L,o1,Entry,$0.62,1,Sim101,x,",
        "MES 06-26,Buy,1,n/a,3/24/2026 9:45:17 AM,e1,Entry,1 L,o1,Entry,$0.62,1,Sim101,x,",
        "MES 06-26,Buy,1,5600.25,yesterday,e1,Entry,1 L,o1,Entry,$0.62,1,Sim101,x,",
        "MES 06-26,Buy,0,5600.25,3/24/2026 9:45:17 AM,e1,Entry,1 L,o1,Entry,$0.62,1,Sim101,x,",
        "MES 06-26,Buy",
        "MES 06-26,Buy,1,5600.25,3/24/2026 9:45:17 AM,e9,Entry,1 L,o1,Entry,$0.62,1,Sim101,x,",
      ].join("\n"),
    );
    expect(kinds(file)).toEqual([
      "header",
      "rejected",
      "rejected",
      "rejected",
      "rejected",
      "rejected",
      "fill",
    ]);
    expect(reasons(file)[0]).toContain('"Hold" is neither buy nor sell');
  });
});

const TRADES =
  "Trade number,Instrument,Account,Strategy,Market pos.,Qty,Entry price,Exit price,Entry time,Exit time,Entry name,Exit name,Profit,Cum. net profit,Commission,Clearing Fee,Exchange Fee,IP Fee,NFA Fee,MAE,MFE,ETD,Bars,";

describe("trades", () => {
  test("a round trip is two fills; its costs are halved, its result is gross", () => {
    const file = seen(
      [
        TRADES,
        "1,MES 09-26,SIM101,ATM,Short,1,7427.50,7423.50,7/28/2026 9:45:17 AM,7/28/2026 9:46:05 AM,Entry,Target2,$20.00,$20.00,$0.52,$0.10,$0.70,$0.00,$0.05,$8.75,$21.25,$1.25,0,",
        "2,MES 09-26,SIM101,ATM,Long,2,7420.00,7418.75,7/28/2026 10:45:17 AM,7/28/2026 10:46:05 AM,Entry,Stop1,($12.50),$7.50,$1.04,$0.20,$1.40,$0.00,$0.09,$8.75,$21.25,$1.25,0,",
      ].join("\n"),
    );
    expect(file.format).toBe("ninjatrader-trades");
    expect(fillsOf(file).map(told)).toEqual([
      "sell 1 MES 09-26 @ 7427.5 2026-07-28 09:45:17",
      "buy 1 MES 09-26 @ 7423.5 2026-07-28 09:46:05",
      "buy 2 MES 09-26 @ 7420 2026-07-28 10:45:17",
      "sell 2 MES 09-26 @ 7418.75 2026-07-28 10:46:05",
    ]);
    const [entry, exit, , second] = fillsOf(file);
    expect(exit).toMatchObject({ brokerPnl: 20_000_000, by: "Target2", effect: "close" });
    expect(second).toMatchObject({ brokerPnl: -12_500_000 });
    expect(entry!.commission! + exit!.commission!).toBe(520_000);
    expect(entry!.fees! + exit!.fees!).toBe(850_000);
    expect(entry!.identity).not.toBe(exit!.identity);
  });

  test("a profit after commissions is told from one before them by the prices of all trades", () => {
    const row = (n: number, exit: string, profit: string) =>
      `${n},ES 09-26,Sim,,Long,1,6000.00,${exit},7/28/2026 9:4${n}:17 AM,7/28/2026 9:5${n}:05 AM,Entry,Exit,${profit},$0.00,$4.20,$0.00,$0.00,$0.00,$0.00,$0,$0,$0,0,`;
    const net = seen(
      [TRADES, row(1, "6002.00", "$95.80"), row(2, "5999.00", "($54.20)"), row(3, "6001.00", "$45.80")].join(
        "\n",
      ),
    );
    expect(fillsOf(net).flatMap(({ brokerPnl }) => brokerPnl ?? [])).toEqual([
      100_000_000, -50_000_000, 50_000_000,
    ]);
    expect(net.notes.join()).toContain("added back");
    const wrong = seen([TRADES, row(1, "6002.00", "$95.80"), row(2, "5999.00", "$54.20")].join("\n"));
    expect(fillsOf(wrong).every(({ brokerPnl }) => brokerPnl === null)).toBe(true);
    expect(wrong.notes.join()).toContain("not compared");
  });

  test("minus before the dollar, a title above the header, French columns with curly apostrophes", () => {
    const german = seen(
      [
        "NinjaTrader Grid 2025-11-03 05-05 .csv",
        "Trade number;Instrument;Account;Strategy;Market pos.;Qty;Entry price;Exit price;Entry time;Exit time;Entry name;Exit name;Profit;Cum. net profit;Commission;MAE;MFE;ETD;Bars;",
        "1;ES SEP25;Sim;4 - 6p - 1C;Long;1;6387,50;6383,50;13/9/2025 12:18:21;13/9/2025 12:35:29;Entry;Stop1;-$ 200,00;-$ 200,00;$ 0,00;$ 200,00;$ 175,00;$ 375,00;0;",
      ].join("\n"),
    );
    expect(fillsOf(german).map(told)).toEqual([
      "buy 1 ES SEP25 @ 6387.5 2025-09-13 12:18:21",
      "sell 1 ES SEP25 @ 6383.5 2025-09-13 12:35:29",
    ]);
    expect(fillsOf(german)[1]!.brokerPnl).toBe(-200_000_000);
    expect(kinds(german)).toEqual(["non-trade", "header", "fill"]);
    const french = seen(
      [
        "Numéro d’ordre;Instrument;Compte;Stratégie;Pos. marché.;Qté;Prix d’entrée;Prix de sortie;Heure d’entrée;Heure de sortie;Nom d’entrée;Nom de la sortie;Profit;Commission;MAE;MFE;ETD",
        "1;NQ JUN26;Sim101;S1;Short;1;23960,00;23955,50;13/04/2026 10:00:00;13/04/2026 10:03:00;Entrée;Sortie;90,00 $;0,00 $;0,00 $;0,00 $;0,00 $",
        "2;NQ JUN26;Sim101;S1;Long;1;23960,00;23955,50;14/04/2026 10:00:00;14/04/2026 10:03:00;Entrée;Sortie;-90,00 $;0,00 $;0,00 $;0,00 $;0,00 $",
      ].join("\n"),
    );
    expect(french.format).toBe("ninjatrader-trades");
    expect(fillsOf(french).map(({ brokerPnl }) => brokerPnl)).toEqual([null, 90_000_000, null, -90_000_000]);
    expect(fillsOf(french)[0]).toMatchObject({ account: "Sim101", side: -1, price: "23960" });
  });

  test("prices alone that may have either sign are asked for", () => {
    const text = [
      "Instrument;Market pos.;Qty;Entry price;Exit price;Entry time;Exit time",
      "MNG 06-26;Long;1;2.925;2.931;2026-03-12 10:00:00;2026-03-12 10:03:00",
    ].join("\n");
    expect(() => seen(text)).toThrow(/decimals/);
    expect(fillsOf(seen(text, "f.csv", { decimal: "." }))[0]!.price).toBe("2.925");
    expect(fillsOf(seen(text.replaceAll(";", ",")))[0]!.price).toBe("2.925");
  });
});
