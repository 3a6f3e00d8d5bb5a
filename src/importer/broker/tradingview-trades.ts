// How are trades written in TradingView's list of trades?

import { Decimal } from "decimal.js";
import { Fault } from "../../domain/fault.js";
import type { MicroUsd } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import { shownText } from "../row-faults.js";
import { BLANK, clockOf, headerLike, identityOf, type Layout, nameOf, orNull, readingOf } from "./columns.js";
import { BadRow, type BrokerFile, type BrokerFormat, type ReadHints, type RowFate } from "./format.js";
import { middle, type Outcome, resultBasis } from "./result-basis.js";
import { type Cells, fatesOf, type Header } from "./table.js";
import { decimalSign, microOfText, type NumberReader, quantityText, resultOf } from "./values.js";

/** Three generations, told by what they call quantity and result. The currency stands in the names of the columns. */
const shared = {
  number:
    /^(trade #|trade number|trade no\.?|trade-nr\.?|trade nr\.?|n° de trade|交易 ?#|トレード番号|номер сделки)$/,
  type: /^(type|typ|tipo|類型|类型|タイプ|тип)$/,
  price: /^(price|preis|prix|precio|價格|价格|価格|цена)( [a-z]{3,5})?$/,
};
const date = {
  old: /^(date\/time|datum\/zeit|datum\/uhrzeit|date\/heure|fecha\/hora)$/,
  new: /^(date and time|datum und (uhr)?zeit|date et heure|fecha y hora|日期\/時間|日期\/时间|日時|дата и время)$/,
};
const optional = {
  signal: /^(signal|señal|訊號|信号|シグナル|сигнал)$/,
  profit:
    /^(net )?(profit|p&l|pnl)( [a-z]{3,5})?$|^(gewinn|nettogewinn|g&v netto|pyg netas|bénéfice|淨損益|净损益)( [a-z]{3,5})?$/,
  commission: /^(commission|kommission)( [a-z]{3,5})?$/,
  value:
    /^((position )?size \(value\)|größe \(wert\)|tamaño de la posición \(valor\)|taille \(valeur\)|持倉大小\(價?值\))( [a-z]{3,5})?$/,
};
const LAYOUTS: readonly Layout[] = [
  {
    version: 3,
    required: {
      ...shared,
      time: date.new,
      qty: /^(size \(qty\)|größe \(menge\)|tamaño \(cant\.\)|taille \(qté\))$/,
    },
    optional,
  },
  {
    version: 2,
    required: { ...shared, time: date.new, qty: /^(position size \(qty\)|quantity|持倉大小\(數量\))$/ },
    optional,
  },
  {
    version: 2,
    required: { ...shared, time: date.old, qty: /^position size \(qty\)$/ },
    optional,
  },
  {
    version: 1,
    required: { ...shared, time: date.old, qty: /^(contracts|quantity|qty|kontrakte|contrats|contratos)$/ },
    optional,
  },
];

// German puts the way first: "Short-Ausstieg".
const ENTRIES = /^(entry|einstieg|entrée|entrada|進場|进场)|-einstieg$|進場|进场|エントリー/;
const EXITS = /^(exit|ausstieg|sortie|salida)|-ausstieg$|出場|出场|エグジット|決済/;
const LONG = /long|acheteu|larg[ao]|多/;
const SHORT = /short|vendeu|cort[ao]|空/;
const DOLLARS = /^(USD|USDT|USDC)$/;

/** Two rows a trade, the exit first in newer files, the newest trade first. Both rows have the trade's result. */
export const tradingViewTrades: BrokerFormat<Header> = {
  id: "tradingview-trades",
  broker: "tradingview",
  title: "TradingView list of trades",
  grain: "pair",
  signatures: [
    {
      version: 3,
      required: ["Trade number", "Type", "Date and time", "Price USD", "Size (qty)"],
      optional: ["Signal", "Net PnL USD", "Commission USD"],
    },
    { version: 1, required: ["Trade #", "Type", "Date/Time", "Price USD", "Contracts"] },
  ],
  recognise: (file) => headerLike(file, LAYOUTS),
  read(file, header, hints) {
    refuseCurrency(file, header);
    const symbol = symbolOf(file, hints);
    const { all, number, stamps, notes } = readingOf(
      file,
      header,
      hints,
      ["price", "qty", "profit", "commission"],
      (cells) => [cells("time")],
    );
    const hasCosts = header.places.has("commission");
    const outcomes = outcomesIn(all, number);
    // The value of a position tells the point value, which is surer than what the results look like.
    const within = hasCosts || areValuesDoubtful(all, hints) ? null : costsWithin(outcomes, all, number);
    const charged = within?.gt(0) ? within : null;
    const basis = charged !== null ? "net" : within !== null ? "gross" : resultBasis(outcomes, hasCosts);
    const rows = fatesOf(header, (cells): RowFate => {
      const { line } = cells;
      if (cells("type") === "" && cells("number") === "") return { kind: "non-trade", line, why: "no trade" };
      const { side, entry } = wayOf(cells);
      if (!entry && isOpen(cells)) return { kind: "non-trade", line, why: "the trade is still open" };
      const qty = quantityText(number, cells("qty"));
      const cost =
        charged !== null
          ? microOfText(charged.times(qty).toFixed())
          : hasCosts && cells("commission") !== ""
            ? costOf(cells, number)
            : null;
      return {
        kind: "fill",
        line,
        fills: [
          {
            ...BLANK,
            symbol,
            time: stamps.read(cells("time"), "date and time"),
            side: entry ? side : side === 1 ? -1 : 1,
            qty,
            price: number(cells("price"), "the price"),
            commission: cost === null ? null : entry ? Math.floor(cost / 2) : cost - Math.floor(cost / 2),
            fees: cost === null ? null : 0,
            brokerPnl: entry ? null : grossOf(cells, number, basis, cost),
            by: entry ? null : orNull(cells("signal")),
            effect: entry ? "open" : "close",
            // Trades are numbered from the first bar of the chart, which is another one tomorrow.
            identity: `${entry ? "entry" : "exit"} ${side}\u001f${identityOf(cells, ["time", "signal"])}\u001f${qty}@${number(cells("price"), "the price")}`,
          },
        ],
      };
    });
    const unknown =
      basis === "unknown" && all.length > 0
        ? ["results do not follow from the prices and are not compared"]
        : charged !== null
          ? [`results are after costs of $${charged.toFixed(2)} a contract in and out, which are booked`]
          : [];
    return {
      rows,
      dateOrder: stamps.order,
      clock: clockOf(stamps.kind),
      notes: [...(hints.symbol ? [] : [`${symbol} by the file's name`]), ...notes, ...unknown],
    };
  },
};

function wayOf(cells: Cells): { readonly side: Side; readonly entry: boolean } {
  const type = cells("type").toLowerCase();
  const entry = ENTRIES.test(type);
  const long = LONG.test(type);
  if (entry === EXITS.test(type) || long === SHORT.test(type)) {
    throw new BadRow(
      `its type is "${shownText(cells("type"))}", neither an entry nor an exit, long or short`,
    );
  }
  return { side: long ? 1 : -1, entry };
}

/** The last price stands in the exit of a trade that is not over. */
const isOpen = (cells: Cells): boolean =>
  /^(open|offen)$/i.test(cells("signal")) || /^open$/i.test(cells("time")) || cells("price") === "";

const costOf = (cells: Cells, number: NumberReader): MicroUsd =>
  Math.abs(microOfText(number(cells("commission"), "the commission")));

function grossOf(
  cells: Cells,
  number: NumberReader,
  basis: ReturnType<typeof resultBasis>,
  cost: MicroUsd | null,
): MicroUsd | null {
  const pnl = basis === "unknown" ? null : resultOf(number, cells("profit"));
  return pnl !== null && basis === "net" ? pnl + (cost ?? 0) : pnl;
}

/** Entry and exit by the trade's number, each as often as it stands there. */
function outcomesIn(all: readonly Cells[], number: NumberReader): Outcome[] {
  const entries = new Map<string, string>();
  const outcomes: Outcome[] = [];
  for (const cells of all) {
    tried(() => {
      if (wayOf(cells).entry) entries.set(cells("number"), number(cells("price"), "the price"));
    });
  }
  for (const cells of all) {
    tried(() => {
      const { side, entry } = wayOf(cells);
      const from = entries.get(cells("number"));
      if (entry || from === undefined || isOpen(cells) || cells("profit") === "") return;
      const points = new Decimal(number(cells("price"), "the price")).minus(from).times(side);
      const costs = cells("commission") === "" ? "0" : new Decimal(number(cells("commission"), "it")).abs();
      const qty = quantityText(number, cells("qty"));
      outcomes.push({
        symbol: "",
        qty,
        points: points.times(qty).toFixed(),
        pnl: number(cells("profit"), "the result"),
        costs: costs.toString(),
      });
    });
  }
  return outcomes;
}

/**
 * What a contract cost in and out, where results are after costs that stand nowhere: what is missing from the result that the prices make, at
 * the point value that the column of values tells; zero where nothing is. Null where it is not the same for most trades.
 */
function costsWithin(
  outcomes: readonly Outcome[],
  all: readonly Cells[],
  number: NumberReader,
): Decimal | null {
  const values: Decimal[] = [];
  for (const cells of all) {
    if (cells("value") === "" || cells("price") === "" || !ENTRIES.test(cells("type").toLowerCase()))
      continue;
    tried(() => {
      const [value, price] = [number(cells("value"), "the value"), number(cells("price"), "the price")];
      values.push(new Decimal(value).div(price).div(quantityText(number, cells("qty"))));
    });
  }
  if (values.length === 0 || outcomes.length < 2) return null;
  const point = middle(values).toSignificantDigits(3);
  const costs = outcomes.map(({ points, pnl, qty }) => ({
    qty,
    cost: point.times(points).minus(pnl),
  }));
  const each = middle(costs.map(({ cost, qty }) => cost.div(qty))).toDecimalPlaces(4);
  const fitting = costs.filter(({ cost, qty }) => cost.minus(each.times(qty)).abs().lte("0.011")).length;
  return each.gte(0) && 2 * fitting > costs.length ? each : null;
}

/** "55.980", where no number of the file shows what its sign parts: read the wrong way, all of a result would be its costs. */
function areValuesDoubtful(all: readonly Cells[], { decimal }: ReadHints): boolean {
  const columns = ["price", "qty", "profit", "value"];
  const { sign, doubtful } = decimalSign(all.flatMap((cells) => columns.map((name) => cells(name))));
  return decimal === null && sign === null && doubtful !== null;
}

/** Rows that cannot be read tell nothing of what the others mean. */
function tried(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
  }
}

/** E317: a journal is in dollars, and nothing tells what a euro was. */
function refuseCurrency(file: BrokerFile, header: Header): void {
  for (const key of ["price", "profit"]) {
    const currency = / ([A-Za-z]{3,5})$/.exec(nameOf(header, key).trim())?.[1]?.toUpperCase();
    if (currency === undefined || DOLLARS.test(currency) || currency === "P&L" || currency === "PNL")
      continue;
    throw new Fault("E317", `${file.path} is in ${currency}`, {
      where: `${file.path}:${header.line}:1`,
      found: shownText(nameOf(header, key).trim()),
      expected: "amounts in USD, USDT or USDC",
      why: "Fills are booked in dollars, and the file has no rates.",
      fix: ["set the strategy's currency to USD in its properties, and export again"],
    });
  }
}

const EXCHANGES =
  "CME_MINI_DL|CME_MINI|CME|CBOT_MINI|CBOT|NYMEX_MINI|NYMEX|COMEX_MINI|COMEX|BINANCE|BYBIT|OKX|BITGET|KRAKEN";
const IN_NAME = new RegExp(`(?:^|[ _(])(?:${EXCHANGES})[_:]([A-Z0-9]+!?(?:\\.P)?)(?=[ _,.()]|$)`);

/** E316: the list has no symbol; TradingView puts it into the name of the file. */
function symbolOf(file: BrokerFile, hints: ReadHints): string {
  if (hints.symbol !== undefined && hints.symbol !== null) return hints.symbol;
  for (const name of [file.innerName, file.name]) {
    const found = IN_NAME.exec(name.toUpperCase().replace(/%21/g, "!").replaceAll("-", "_"));
    if (found !== null) return found[1]!;
  }
  throw new Fault("E316", `Cannot tell which contract ${file.path} is of`, {
    where: file.path,
    found: "a list of trades without a symbol, in a file whose name has none either",
    expected: "a name as TradingView gives it, such as Strategy_CME_MINI_MES1!_2026-03-12.csv",
    fix: ["say so   --symbol MES", "or give the file its name back"],
  });
}
