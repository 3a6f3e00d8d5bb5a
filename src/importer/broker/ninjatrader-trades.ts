// How are trades written in NinjaTrader's grid of trades?

import { Decimal } from "decimal.js";
import type { MicroUsd } from "../../domain/money.js";
import { BLANK, clockOf, headerLike, identityOf, type Layout, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFormat, type RawFill, type RowFate } from "./format.js";
import { type Outcome, resultBasis } from "./result-basis.js";
import { type Cells, fatesOf, type Header } from "./table.js";
import { microOfText, type NumberReader, quantityText, resultOf, sideOf } from "./values.js";

/** French names as public importers of French terminals have them; German ones as the platform translates its columns. */
const LAYOUT: Layout = {
  version: 1,
  required: {
    instrument: /^instrument$/,
    side: /^(market pos\.?|pos\. marché\.?|marktpos\.?|marktposition)$/,
    qty: /^(qty|quantity|qté|quantité|menge|anzahl)$/,
    entryPrice: /^(entry price|prix d'entrée|einstiegspreis|einstiegskurs)$/,
    exitPrice: /^(exit price|prix de sortie|ausstiegspreis|ausstiegskurs)$/,
    entryTime: /^(entry time|heure d'entrée|einstiegszeit)$/,
    exitTime: /^(exit time|heure de sortie|ausstiegszeit)$/,
  },
  optional: {
    number: /^(trade number|trade #|trade-#|numéro d'ordre|trade nummer|trade-nummer)$/,
    account: /^(account|account display name|compte|konto)$/,
    strategy: /^(strategy|stratégie|strategie)$/,
    entryName: /^(entry name|nom d'entrée|einstiegsname)$/,
    exitName: /^(exit name|nom de la sortie|nom de sortie|ausstiegsname)$/,
    profit: /^(profit|gewinn|bénéfice)$/,
    commission: /^(commission|kommission|provision)$/,
    clearing: /^(clearing fee|frais de compensation|clearinggebühr)$/,
    exchange: /^(exchange fee|frais de bourse|börsengebühr)$/,
    ip: /^ip fee$/,
    nfa: /^nfa fee$/,
    mae: /^mae$/,
    mfe: /^mfe$/,
  },
};

const FEES = ["clearing", "exchange", "ip", "nfa"];
const MONEY = ["profit", "commission", ...FEES];
const IDENTITY = [
  "instrument",
  "account",
  "side",
  "qty",
  "entryPrice",
  "exitPrice",
  "entryTime",
  "exitTime",
  "exitName",
];

export const ninjaTraderTrades: BrokerFormat<Header> = {
  id: "ninjatrader-trades",
  broker: "ninjatrader",
  title: "NinjaTrader trades",
  grain: "pair",
  signatures: [
    {
      version: 1,
      required: ["Instrument", "Market pos.", "Qty", "Entry price", "Exit price", "Entry time", "Exit time"],
      optional: ["Account", "Profit", "Commission"],
    },
  ],
  recognise: (file) => headerLike(file, [LAYOUT]),
  read(file, header, hints) {
    const { all, number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["qty", "entryPrice", "exitPrice", ...MONEY],
      (cells) => [cells("entryTime"), cells("exitTime")],
    );
    const charged = all.some((cells) => [...FEES, "commission"].some((name) => /[1-9]/.test(cells(name))));
    const areCostsTold = [...FEES, "commission"].some((name) => header.places.has(name));
    const outcomes = all.flatMap((cells) => outcomeOf(cells, number));
    const basis = resultBasis(outcomes, areCostsTold);
    const rows = fatesOf(header, (cells): RowFate => {
      const symbol = cells("instrument");
      if (symbol === "") {
        if (cells("entryTime") === "") return { kind: "non-trade", line: cells.line, why: "a total" };
        throw new BadRow("it has no instrument");
      }
      const side = sideOf(cells("side"));
      const qty = quantityText(number, cells("qty"));
      const commission = charged ? moneyOf(cells, number, "commission") : null;
      const fees = charged ? FEES.reduce((sum, name) => sum + (moneyOf(cells, number, name) ?? 0), 0) : null;
      const shared = { ...BLANK, account: orNull(cells("account")), symbol, qty };
      const identity = identityOf(cells, IDENTITY);
      const entry: RawFill = {
        ...shared,
        time: stamps.read(cells("entryTime"), "the entry time"),
        side,
        price: number(cells("entryPrice"), "the entry price"),
        commission: halfOf(commission, "entry"),
        fees: halfOf(fees, "entry"),
        effect: "open",
        identity: `entry\u001f${identity}`,
      };
      const exit: RawFill = {
        ...shared,
        time: stamps.read(cells("exitTime"), "the exit time"),
        side: side === 1 ? -1 : 1,
        price: number(cells("exitPrice"), "the exit price"),
        commission: halfOf(commission, "exit"),
        fees: halfOf(fees, "exit"),
        brokerPnl: grossOf(cells, number, basis),
        by: orNull(cells("exitName")),
        effect: "close",
        identity: `exit\u001f${identity}`,
      };
      if (exit.time < entry.time) throw new BadRow("it ends before it begins");
      return { kind: "fill", line: cells.line, fills: [entry, exit] };
    });
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockOf(stamps.kind),
      notes: [...notes, ...saidOf(charged, basis, all.length)],
    };
  },
};

function saidOf(charged: boolean, basis: ReturnType<typeof resultBasis>, rows: number): string[] {
  const said: string[] = [];
  if (!charged && rows > 0)
    said.push("commissions are zero throughout: NinjaTrader was told of none, so costs are estimated");
  if (basis === "net") said.push("Profit is after commissions; they are added back for comparison");
  if (basis === "unknown" && rows > 0)
    said.push("Profit does not follow from the prices and is not compared");
  return said;
}

/** A round trip's costs are of two fills; the odd millionth goes to the exit. */
const halfOf = (amount: MicroUsd | null, which: "entry" | "exit"): MicroUsd | null =>
  amount === null ? null : which === "entry" ? Math.floor(amount / 2) : amount - Math.floor(amount / 2);

/** Costs above zero, whichever sign they have in the file; null where the column is not there. */
function moneyOf(cells: Cells, number: NumberReader, name: string): MicroUsd | null {
  const text = cells(name);
  return text === "" ? null : Math.abs(microOfText(number(text, `the ${name}`)));
}

function grossOf(cells: Cells, number: NumberReader, basis: ReturnType<typeof resultBasis>): MicroUsd | null {
  const pnl = basis === "unknown" ? null : resultOf(number, cells("profit"));
  if (pnl === null || basis === "gross") return pnl;
  return [...FEES, "commission"].reduce((sum, name) => sum + (moneyOf(cells, number, name) ?? 0), pnl);
}

/** Rows that cannot be read tell nothing of what the others mean. */
function outcomeOf(cells: Cells, number: NumberReader): Outcome[] {
  try {
    const entry = number(cells("entryPrice"), "the entry price");
    const exit = number(cells("exitPrice"), "the exit price");
    const qty = quantityText(number, cells("qty"));
    const way = sideOf(cells("side"));
    const costs = [...FEES, "commission"].reduce(
      (sum, name) => (cells(name) === "" ? sum : sum.plus(new Decimal(number(cells(name), name)).abs())),
      new Decimal(0),
    );
    return [
      {
        symbol: cells("instrument"),
        qty,
        points: new Decimal(exit).minus(entry).times(way).times(qty).toFixed(),
        pnl: number(cells("profit"), "the profit"),
        costs: costs.toFixed(),
      },
    ];
  } catch (error) {
    if (error instanceof BadRow) return [];
    throw error;
  }
}
