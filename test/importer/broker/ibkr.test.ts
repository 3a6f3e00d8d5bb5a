// Are Interactive Brokers' statements, queries and confirmations read?

import { describe, expect, test } from "vitest";
import { fillsOf, kinds, reasons, seen, told } from "./reading.js";

const FIRST = "buy 2 MESM6 @ 5612.25 2026-03-12 09:42:00";
const SECOND = "sell 2 MESM6 @ 5616.25 2026-03-12 10:05:00";

const STATEMENT = [
  "Statement,Header,Field Name,Field Value",
  'Statement,Data,Period,"March 12, 2026"',
  "Account Information,Header,Field Name,Field Value",
  "Account Information,Data,Account,U1234567",
  "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,Comm/Fee,Basis,Realized P/L,MTM P/L,Code",
  'Trades,Data,Order,Futures,USD,MESM6,"2026-03-12, 09:42:00",2,5612.25,5620,-56122.5,-1.24,56123.74,0,77.5,O',
  'Trades,Data,Order,Futures,USD,MESM6,"2026-03-12, 10:05:00",-2,"5,616.25",5620,56162.5,-1.24,-56123.74,37.52,-37.5,C;P',
  "Trades,SubTotal,,Futures,USD,MESM6,,0,,,40,-2.48,0,37.52,40,",
  "Trades,Total,,Futures,USD,,,,,,40,-2.48,0,37.52,40,",
  "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,,Proceeds,Comm in USD,,,MTM in USD,Code",
  'Trades,Data,Order,Stocks,USD,AAPL,"2026-03-12, 11:00:00",10,150,,-1500,-1,,,0,O',
];

describe("activity statement", () => {
  test("sections, totals and other assets are told apart; costs are below zero in the file", () => {
    const file = seen(STATEMENT.join("\n"));
    expect(file).toMatchObject({ format: "ibkr-statement", clock: { kind: "none" } });
    expect(fillsOf(file).map(told)).toEqual([FIRST, SECOND]);
    expect(fillsOf(file)[0]).toMatchObject({
      account: "U1234567",
      commission: 1_240_000,
      fees: 0,
      effect: "open",
      brokerPnl: null,
    });
    expect(fillsOf(file)[1]!.effect).toBe("close");
    expect(kinds(file)).toEqual([
      "header",
      "non-trade",
      "header",
      "non-trade",
      "header",
      "fill",
      "fill",
      "non-trade",
      "non-trade",
      "header",
      "non-trade",
    ]);
    expect(file.rows.map(({ line }) => line)).toEqual(file.records);
    expect(reasons(file).at(-1)).toBe("11: no future");
  });

  test("a realized result that is no number is not compared, and keeps no trade out", () => {
    const file = seen(STATEMENT.join("\n").replace(",37.52,-37.5,C;P", ",--,-37.5,C;P"));
    expect(fillsOf(file).map(told)).toEqual([FIRST, SECOND]);
    expect(fillsOf(file)[1]!.brokerNet).toBeUndefined();
    const one = (profit: string) =>
      seen(
        flex(
          `<Trade accountId="U1" currency="USD" assetCategory="FUT" symbol="MESM6" dateTime="20260312;094200" buySell="BUY" quantity="2" tradePrice="5612.25" ibCommission="-1.24" openCloseIndicator="C" fifoPnlRealized="${profit}" levelOfDetail="EXECUTION" tradeID="501"/>`,
        ),
      );
    expect(fillsOf(one("--")).map((fill) => [told(fill), fill.brokerNet])).toEqual([[FIRST, undefined]]);
    expect(fillsOf(one("37.52"))[0]!.brokerNet).toBe(37_520_000);
  });

  test("where executions stand below an order, they count and the order does not", () => {
    const rows = [
      ...STATEMENT.slice(0, 5),
      'Trades,Data,Order,Futures,USD,MESM6,"2026-03-12, 09:42:00",2,5612.25,5620,0,-1.24,0,0,0,O',
      'Trades,Data,Trade,Futures,USD,MESM6,"2026-03-12, 09:42:00",1,5612.25,5620,0,-0.62,0,0,0,O',
      'Trades,Data,Trade,Futures,USD,MESM6,"2026-03-12, 09:42:00",1,5612.25,5620,0,-0.62,0,0,0,O',
      "Trades,Data,ClosedLot,Futures,USD,MESM6,2026-03-12,1,5612.25,,,,0,0,,ST",
    ];
    const file = seen(rows.join("\r\n"));
    expect(fillsOf(file)).toHaveLength(2);
    expect(reasons(file).slice(-2)).toEqual([
      "6: an order whose executions stand below it",
      "9: a closed lot",
    ]);
  });

  test("an account in a column, German names, a trade in euros", () => {
    const file = seen(
      [
        "Transaktionen,Header,DataDiscriminator,Vermögenswertkategorie,Währung,Konto,Symbol,Datum/Zeit,Menge,T.-Kurs,Schlussk.,Erlös,Prov./Gebühr,Basis,Realisierter G&V,MTM-G&V,Code",
        'Transaktionen,Data,Order,Futures,USD,U7,MESM6,"2026-03-12, 09:42:00",2,5612.25,5620,0,-1.24,0,0,0,O',
        'Transaktionen,Data,Order,Futures,EUR,U7,FDXSM6,"2026-03-12, 09:42:00",2,5612,5620,0,-1.24,0,0,0,O',
      ].join("\n"),
    );
    expect(fillsOf(file).map(told)).toEqual([FIRST]);
    expect(fillsOf(file)[0]!.account).toBe("U7");
    expect(reasons(file)).toEqual(["3: it is in EUR: fills are booked in dollars"]);
  });

  test.each([
    [
      "French",
      "Transactions,Header,DataDiscriminator,Catégorie d'actifs,Devise,Compte,Symbole,Date/Heure,Quantité,Prix trans.,Cours de clôt.,Produit,Comm/Tarif,Base,P/L réalisé,P/L MTM,Code",
      "Transactions,Data,Order,Contrats à terme,USD,U9,MESM6",
    ],
    [
      "Spanish",
      "Operaciones,Header,DataDiscriminator,Categoría de activo,Divisa,Cuenta,Símbolo,Fecha/Hora,Cantidad,Precio trans.,Precio de cier.,Productos,Tarifa/com.,Básico,PyG realizadas,MTM P/G,Código",
      "Operaciones,Data,Order,Futuros,USD,U9,MESM6",
    ],
    [
      "Spanish, other words",
      "Operaciones,Header,DataDiscriminator,Categoría de activo,Divisa,Cuenta,Símbolo,Fecha/Hora,Cantidad,T. Precio,C. Precio,Productos,Tarifa/com.,Base,Realizado P/G,MTM P/G,Código",
      "Operaciones,Data,Order,Futuros,USD,U9,MESM6",
    ],
    [
      "Portuguese",
      "Operações,Header,DataDiscriminator,Categoria de ativos,Moeda,Conta,Símbolo,Data/hora,Quantidade,Preço Neg.,Preço Fch.,Rendimentos,Corr/Taxa,Base,P&L realizados,P&L MTM,Código",
      "Operações,Data,Order,Futuros,USD,U9,MESM6",
    ],
  ])("a statement in %s: costs, results and whose it is", (_language, header, row) => {
    const file = seen(
      [
        header,
        `${row},"2026-03-12, 09:42:00",2,5612.25,5620,0,-1.24,0,0,0,O`,
        `${row},"2026-03-12, 09:52:00",-2,5613.25,5620,0,-1.24,0,7.52,0,C`,
        `${row.replace("Order", "").replace("Data", "SubTotal")},,0,,,0,-2.48,0,7.52,0,`,
      ].join("\n"),
    );
    expect(
      fillsOf(file).map(({ account, commission, brokerNet }) => [account, commission, brokerNet]),
    ).toEqual([
      ["U9", 1_240_000, undefined],
      ["U9", 1_240_000, 7_520_000],
    ]);
    expect(reasons(file).filter((why) => /cannot|no number/.test(why))).toEqual([]);
  });

  test("the other words that German statements have: costs and results are read, and whose it is", () => {
    const file = seen(
      [
        "Kontoinformation,Data,Konto,U8",
        "Transaktionen,Header,DataDiscriminator,Anlagekategorie,Währung,Symbol,Datum/Zeit,Menge,T.-Kurs,Schlusskurs,Erlös,Provision/Gebühr,Basis,Realisierter G/V,MTM G/V,Code",
        'Transaktionen,Data,Order,Futures,USD,MESM6,"2026-03-12, 09:42:00",2,5612.25,5620,0,-1.24,0,0,0,O',
        'Transaktionen,Data,Order,Futures,USD,MESM6,"2026-03-12, 09:52:00",-2,5613.25,5620,0,-1.24,0,7.52,0,C',
      ].join("\n"),
    );
    expect(
      fillsOf(file).map(({ account, commission, brokerNet }) => [account, commission, brokerNet]),
    ).toEqual([
      ["U8", 1_240_000, undefined],
      ["U8", 1_240_000, 7_520_000],
    ]);
  });

  test("the transaction history has no clock, and marks to market among its trades: refused", () => {
    const text = [
      "Date,Account,Description,Transaction Type,Symbol,Quantity,Price,Price Currency,Gross Amount,Commission,Net Amount",
      "2026-03-12,U1,MES JUN26,Position MTM,MESM6,1,5612,USD,12.5,-,12.5",
    ].join("\n");
    expect(() => seen(text)).toThrow(expect.objectContaining({ code: "E311" }));
  });
});

const flex = (trades: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<FlexQueryResponse queryName="q" type="AF">\n<FlexStatements count="1">\n<FlexStatement accountId="U1234567" fromDate="20260312" toDate="20260312">\n<Trades>\n${trades}\n</Trades>\n</FlexStatement>\n</FlexStatements>\n</FlexQueryResponse>\n`;

test("a query without executions brings nothing in, and says what to choose", () => {
  const trade = (level: string) =>
    `<Trade assetCategory="FUT" symbol="MESM6" dateTime="20260312;094200" buySell="BUY" quantity="2" tradePrice="5612.25" levelOfDetail="${level}"/>`;
  const said = expect.stringMatching(/^no executions of futures: choose Executions/);
  expect(seen(flex(trade("ORDER"))).notes).toEqual([said]);
  expect(seen(flex(`${trade("ORDER")}${trade("EXECUTION")}`)).notes).toEqual([]);
  expect(seen(flex("")).notes).toEqual([]);
  const csv = (level: string) =>
    `AssetClass,Symbol,Buy/Sell,Date/Time,Quantity,Price,LevelOfDetail\nFUT,MESM6,BUY,20260312;094200,2,5612.25,${level}`;
  expect(seen(csv("ORDER")).notes).toEqual([said]);
  expect(seen(csv("EXECUTION")).notes).toEqual([]);
});

describe("Flex query", () => {
  test("executions are fills; orders, closed lots, summaries and other assets are not", () => {
    const file = seen(
      flex(
        [
          '<Trade accountId="U1234567" currency="USD" assetCategory="FUT" symbol="MESM6" multiplier="5" dateTime="20260312;094200" buySell="BUY" quantity="2" tradePrice="5612.25" ibCommission="-1.24" ibCommissionCurrency="USD" taxes="0" openCloseIndicator="O" levelOfDetail="EXECUTION" tradeID="501" ibOrderID="o1" ibExecID="e.01" />',
          '<Order accountId="U1234567" symbol="MESM6" quantity="2" levelOfDetail="ORDER" />',
          '<Trade currency="USD" assetCategory="FUT" symbol="MESM6" dateTime="2026-03-12, 10:05:00" buySell="SELL" quantity="-2" tradePrice="5616.25" ibCommission="-1.24" levelOfDetail="EXECUTION" tradeID="502" />',
          '<Trade currency="USD" assetCategory="FUT" symbol="MESM6" quantity="2" levelOfDetail="CLOSED_LOT" />',
          '<Trade currency="USD" assetCategory="STK" symbol="AAPL" quantity="2" levelOfDetail="EXECUTION" />',
          '<Trade currency="EUR" assetCategory="FUT" symbol="FDXS" dateTime="20260312;094200" buySell="BUY" quantity="2" tradePrice="1" levelOfDetail="EXECUTION" />',
        ]
          .join("\n")
          .replace("2026-03-12, 10:05:00", "20260312;100500"),
      ),
    );
    expect(file.format).toBe("ibkr-flex");
    expect(fillsOf(file).map(told)).toEqual([FIRST, SECOND]);
    expect(fillsOf(file)[0]).toMatchObject({
      id: "e.01",
      order: "o1",
      commission: 1_240_000,
      effect: "open",
    });
    expect(fillsOf(file)[1]).toMatchObject({ id: "502", account: "U1234567" });
    expect(reasons(file)).toEqual([
      "7: <Order>",
      "9: CLOSED_LOT, not an execution",
      "10: no future (STK)",
      "11: it is in EUR: fills are booked in dollars",
    ]);
    expect(file.rows.map(({ line }) => line)).toEqual(file.records);
  });

  test("a zone behind every stamp is evidence", () => {
    const file = seen(
      flex(
        '<Trade currency="USD" assetCategory="FUT" symbol="MESM6" dateTime="2026-03-12;09:42:00 EDT" buySell="BUY" quantity="2" tradePrice="5612.25" ibCommission="-1.24" tradeID="1"/>',
      ),
    );
    expect(file.clock).toMatchObject({ kind: "zone", zone: "America/New_York" });
    expect(fillsOf(file).map(told)).toEqual([FIRST]);
  });

  test("broken XML and entities that explode are refused", () => {
    expect(() => seen(flex("<Trade symbol="))).toThrow(expect.objectContaining({ code: "E318" }));
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>${flex('<Trade symbol="&a;"/>').slice(39)}`;
    expect(() => seen(bomb)).toThrow(expect.objectContaining({ code: "E318" }));
  });
});

test("confirmations as CSV, in the documented columns and in those of a query", () => {
  const file = seen(
    [
      "AssetClass,Symbol,UnderlyingSymbol,Strike,Expiry,Put/Call,Multiplier,Buy/Sell,Date/Time,Quantity,Price,Commission",
      "FUT,MESM6,MES,,,,5,BUY,20260312;094200,2,5612.25,-1.24",
      "FUT,MESM6,MES,,,,5,SELL,20260312;100500,-2,5616.25,-1.24",
      "OPT,AAPL,AAPL,150,20260320,C,100,SELL,20260312;100500,-2,5,-1.24",
    ].join("\n"),
  );
  expect(file.format).toBe("ibkr-confirms");
  expect(fillsOf(file).map(told)).toEqual([FIRST, SECOND]);
  expect(fillsOf(file)[0]).toMatchObject({ commission: 1_240_000, fees: 0, id: null });
  expect(kinds(file)).toEqual(["header", "fill", "fill", "non-trade"]);
  const query = seen(
    [
      '"ClientAccountID","CurrencyPrimary","AssetClass","Symbol","DateTime","Buy/Sell","Quantity","TradePrice","IBCommission","TradeID","LevelOfDetail"',
      '"U7","USD","FUT","MESM6","20260312;094200","BUY","2","5612.25","-1.24","77","EXECUTION"',
      '"U7","USD","FUT","MESM6","20260312;094200","BUY","2","5612.25","-1.24","","ORDER"',
    ].join("\n"),
  );
  expect(fillsOf(query).map(told)).toEqual([FIRST]);
  expect(fillsOf(query)[0]).toMatchObject({ account: "U7", id: "77" });
});
