// Are TradingView's lists of trades and orders read, in all their generations?

import { describe, expect, test } from "vitest";
import { fillsOf, kinds, ordersOf, reasons, seen, told } from "./reading.js";

const NAME = "ORB_CME_MINI_MES1!_2026-05-06.csv";
const EXPECTED = [
  "sell 2 MES1! @ 5612.5 2026-05-05 15:55:00",
  "buy 2 MES1! @ 5602.5 2026-05-05 09:45:00",
  "buy 2 MES1! @ 5600 2026-05-04 11:20:00",
  "sell 2 MES1! @ 5598 2026-05-04 09:45:00",
];

const FIRST = [
  "Trade #,Type,Signal,Date/Time,Price USD,Contracts,Profit USD,Profit %,Cumulative profit USD,Cumulative profit %,Run-up USD,Run-up %,Drawdown USD,Drawdown %",
  "2,Exit Long,Close,2026-05-05 15:55,5612.50,2,100.00,1.00,80.00,0.80,120.00,1.2,5.00,0.1",
  "2,Entry Long,Long,2026-05-05 09:45,5602.50,2,100.00,1.00,80.00,0.80,120.00,1.2,5.00,0.1",
  "1,Exit Short,Stop,2026-05-04 11:20,5600.00,2,-20.00,-0.20,-20.00,-0.20,0.00,0,25.00,0.3",
  "1,Entry Short,Short,2026-05-04 09:45,5598.00,2,-20.00,-0.20,-20.00,-0.20,0.00,0,25.00,0.3",
];
const SECOND = [
  "Trade #,Type,Date and time,Signal,Price USD,Position size (qty),Position size (value),Net P&L USD,Net P&L %,Favorable excursion USD,Favorable excursion %,Adverse excursion USD,Adverse excursion %,Cumulative P&L USD,Cumulative P&L %",
  '2,Exit long,2026-05-05 15:55,Close,"5,612.50",2,56025,100.00,1.00,120.00,1.2,5.00,0.1,80.00,0.8',
  '2,Entry long,2026-05-05 09:45,Long,"5,602.50",2,56025,100.00,1.00,120.00,1.2,5.00,0.1,80.00,0.8',
  '1,Exit short,2026-05-04 11:20,Stop,"5,600.00",2,55980,(20.00),-0.20,0,0,25.00,0.3,(20.00),-0.2',
  '1,Entry short,2026-05-04 09:45,Short,"5,598.00",2,55980,(20.00),-0.20,0,0,25.00,0.3,(20.00),-0.2',
];
const THIRD = [
  "Trade number,Type,Date and time,Signal,Price USD,Size (qty),Size (value),Net PnL USD,Return %,Commission USD,Favorable excursion USD,Favorable excursion %,Adverse excursion USD,Adverse excursion %,Cumulative PnL USD,Cumulative PnL %,Duration (bars)",
  "2,Exit long,2026-05-05 15:55,Close,5612.50,2,56025,97.52,1.00,2.48,120.00,1.2,-5.00,-0.1,77.52,0.8,12",
  "2,Entry long,2026-05-05 09:45,Long,5602.50,2,56025,97.52,1.00,2.48,120.00,1.2,-5.00,-0.1,77.52,0.8,12",
  "1,Exit short,2026-05-04 11:20,Stop,5600.00,2,55980,-22.48,-0.20,2.48,0,0,-25.00,-0.3,-22.48,-0.2,3",
  "1,Entry short,2026-05-04 09:45,Short,5598.00,2,55980,-22.48,-0.20,2.48,0,0,-25.00,-0.3,-22.48,-0.2,3",
];

describe("list of trades", () => {
  test.each([
    [1, FIRST],
    [2, SECOND],
    [3, THIRD],
  ])(
    "generation %i: two rows a trade, the symbol in the file's name, the result before costs",
    (version, lines) => {
      const file = seen(lines.join("\n"), NAME);
      expect(file).toMatchObject({ format: "tradingview-trades", version, clock: { kind: "none" } });
      expect(fillsOf(file).map(told)).toEqual(EXPECTED);
      expect(fillsOf(file).map(({ brokerPnl }) => brokerPnl)).toEqual([100_000_000, null, -20_000_000, null]);
      expect(fillsOf(file).map(({ effect }) => effect)).toEqual(["close", "open", "close", "open"]);
    },
  );

  test("the third generation knows costs: half of them belong to the entry", () => {
    const [exit, entry] = fillsOf(seen(THIRD.join("\n"), NAME));
    expect([entry!.commission, exit!.commission, entry!.fees]).toEqual([1_240_000, 1_240_000, 0]);
  });

  test("of a trade that is not over only the entry is a fill, however its exit is shown", () => {
    const rows = [
      "3,Exit long,2026-05-06 15:55,Open,5612.50,2,56025,97.52,1.00,2.48,120.00,1.2,-5.00,-0.1,77.52,0.8,12",
      "3,Entry long,2026-05-06 09:45,Long,5602.50,2,56025,97.52,1.00,2.48,120.00,1.2,-5.00,-0.1,77.52,0.8,12",
      "4,Exit long,Open,,,2,56025,97.52,1.00,2.48,120.00,1.2,-5.00,-0.1,77.52,0.8,12",
      "5,Rollover,2026-05-06 09:45,Long,5602.50,2,56025,97.52,1.00,2.48,120.00,1.2,-5.00,-0.1,77.52,0.8,12",
    ];
    const file = seen([...THIRD, ...rows].join("\n"), NAME);
    expect(kinds(file).slice(5)).toEqual(["non-trade", "fill", "non-trade", "rejected"]);
    expect(reasons(file).at(-1)).toContain("neither an entry nor an exit");
  });

  test("results and values are there to compare: unreadable or doubtful ones keep no trade out", () => {
    const rows = [
      "1;Exit short;2026-05-04 11:20;Stop;5600;2;55.980;—",
      "1;Entry short;2026-05-04 09:45;Short;5598;2;55.980;—",
    ];
    const head =
      "Trade #;Type;Date and time;Signal;Price USD;Position size (qty);Position size (value);Net P&L USD";
    const file = seen([head, ...rows].join("\n"), NAME);
    expect(fillsOf(file).map(told)).toEqual(EXPECTED.slice(2));
    expect(fillsOf(file).map(({ brokerPnl }) => brokerPnl)).toEqual([null, null]);
  });

  test("a value that may be read both ways tells no costs", () => {
    const rows = [1, 2, 3].flatMap((n) => [
      `${n};Exit long;2026-05-04 1${n}:20;Stop;5596;1;27.990;-10`,
      `${n};Entry long;2026-05-04 1${n}:00;Long;5598;1;27.990;-10`,
    ]);
    const head =
      "Trade #;Type;Date and time;Signal;Price USD;Position size (qty);Position size (value);Net P&L USD";
    const text = [head, ...rows].join("\n");
    const file = seen(text, NAME);
    expect(fillsOf(file).map(({ commission }) => commission)).toEqual(Array(6).fill(null));
    expect(file.notes).toContain("results do not follow from the prices and are not compared");
    // Said or shown, it does: 27,990 is 5598 x 5, and nothing is missing from the results.
    for (const read of [seen(text, NAME, { decimal: "," }), seen(text.replaceAll(";-10", ";-10,00"), NAME)]) {
      expect(fillsOf(read).map(({ brokerPnl }) => brokerPnl)).toContain(-10_000_000);
      expect(fillsOf(read).map(({ commission }) => commission)).toEqual(Array(6).fill(null));
    }
  });

  test("other names of files and other columns: BINANCE, a perpetual, tether", () => {
    const file = seen(
      THIRD.join("\n").replaceAll(" USD", " USDT"),
      "Strategy_(1h)_BINANCE_BTCUSDT.P_2026-07-02.csv",
    );
    expect(fillsOf(file)[0]!.symbol).toBe("BTCUSDT.P");
  });

  test("without a symbol in its name the file is asked for; the answer counts", () => {
    expect(() => seen(THIRD.join("\n"), "trades.csv")).toThrow(expect.objectContaining({ code: "E316" }));
    expect(fillsOf(seen(THIRD.join("\n"), "trades.csv", { symbol: "MES" }))[0]!.symbol).toBe("MES");
  });

  test("a list in euros is refused: there are no rates", () => {
    expect(() => seen(THIRD.join("\n").replaceAll(" USD", " EUR"), NAME)).toThrow(
      expect.objectContaining({ code: "E317" }),
    );
  });

  test("daily charts have no clock: every row is rejected, and says so", () => {
    const file = seen(THIRD.map((line) => line.replace(/ \d\d:\d\d,/, ",")).join("\n"), NAME);
    expect(kinds(file)).toEqual(["header", "rejected", "rejected", "rejected", "rejected"]);
    expect(reasons(file)[0]).toContain("has no clock");
  });

  test.each([
    [
      "German",
      "Trade #,Typ,Datum und Uhrzeit,Signal,Preis USD,Größe (Menge),Größe (Wert),G&V netto USD,G&V netto %,Positive Exkursion USD",
      ["Long-Ausstieg", "Long-Einstieg", "Short-Ausstieg", "Short-Einstieg", "Offen"],
    ],
    [
      "Spanish",
      "Trade number,Tipo,Fecha y hora,Señal,Precio USD,Tamaño (cant.),Tamaño de la posición (valor),PyG netas USD,PyG netas %,Desviación favorable USD",
      ["Salida en largo", "Entrada en largo", "Salida en corto", "Entrada en corto", "Open"],
    ],
  ] as const)(
    "%s columns, results among them, and a trade that is not over",
    (_language, header, [exit, entry, exitShort, entryShort, open]) => {
      const file = seen(
        [
          header,
          `3,${exitShort},2026-05-05 16:30,${open},5600.00,1,28000,0,0,1`,
          `3,${entryShort},2026-05-05 16:20,Short,5600.00,1,28000,0,0,1`,
          `2,${exitShort},2026-05-05 16:10,Close,5595.00,1,28000,23.76,0,1`,
          `2,${entryShort},2026-05-05 16:00,Short,5600.00,1,28000,23.76,0,1`,
          `1,${exit},2026-05-05 15:55,Close,5612.50,2,56025,97.52,1,1`,
          `1,${entry},2026-05-05 09:45,Long,5602.50,2,56025,97.52,1,1`,
        ].join("\n"),
        NAME,
      );
      expect(fillsOf(file)).toHaveLength(5);
      expect(fillsOf(file).slice(-2)).toMatchObject([
        { side: -1, qty: "2", price: "5612.5", commission: 1_240_000 },
        { side: 1, qty: "2", price: "5602.5", commission: 1_240_000 },
      ]);
    },
  );

  test("Chinese columns", () => {
    const file = seen(
      [
        "交易 #,類型,日期/時間,訊號,價格 USD,持倉大小(數量),淨損益 USD",
        "1,多單出場,2026-05-05 15:55,平倉,5612.50,2,100.00",
        "1,多單進場,2026-05-05 09:45,做多,5602.50,2,100.00",
      ].join("\n"),
      NAME,
    );
    expect(fillsOf(file).map(told)).toEqual(EXPECTED.slice(0, 2));
  });
});

describe("order history", () => {
  test("paper trading: brackets, cancelled orders, no commission", () => {
    const file = seen(
      [
        "Symbol,Side,Type,Quantity,Limit price,Stop price,Fill price,Status,Commission,Placing time,Closing time,Order ID,Level ID,Leverage,Margin",
        'CME_MINI:MNQ1!,Sell,Market,1,,,29080,Filled,,2026-09-01 20:57:21,2026-09-01 20:57:21,3479743884,,20x,"2,908.00 USD"',
        "CME_MINI:MNQ1!,Buy,Take Profit,1,29198.5,,29198.25,Filled,,2026-09-01 16:11:15,2026-09-01 19:00:03,3479008610,,,",
        "CME_MINI:MNQ1!,Buy,Stop Loss,1,,29187,,Cancelled,,2026-09-01 03:30:00,2026-09-01 03:31:00,3475315238,,,",
      ].join("\n"),
    );
    expect(file.format).toBe("tradingview-orders");
    expect(fillsOf(file).map(told)).toEqual([
      "sell 1 CME_MINI:MNQ1! @ 29080 2026-09-01 20:57:21",
      "buy 1 CME_MINI:MNQ1! @ 29198.25 2026-09-01 19:00:03",
    ]);
    expect(ordersOf(file)[2]).toMatchObject({
      kind: "stop",
      stop: "29187",
      state: "cancelled",
      by: "stop loss",
    });
    expect(fillsOf(file)[0]).toMatchObject({ commission: null, fees: null });
  });

  test("a broker's orders inside TradingView: filled quantity and average price", () => {
    const file = seen(
      [
        "Symbol,Side,Type,Quantity,Limit price,Stop price,Fill quantity,Avg fill price,Status,Status time,Order ID,Duration",
        "F.US.MNQZ26,Sell,Market,3,,,1,30907,Filled,2026-09-25 11:04:17,close,GTC",
        "F.US.MNQZ26,Sell,Stop,1,,30766,0,,Cancelled,2026-09-25 11:04:17,cancel,GTC",
      ].join("\n"),
    );
    expect(fillsOf(file).map(told)).toEqual(["sell 1 F.US.MNQZ26 @ 30907 2026-09-25 11:04:17"]);
    expect(kinds(file)).toEqual(["header", "order", "order"]);
  });
});
