// Is the journal the same however the files of a broker were cut, mixed and repeated, whichever broker it is?

import fc from "fast-check";
import { expect, test } from "vitest";
import { importTexts } from "./pipeline.js";

/** A round trip of MES. */
interface Trip {
  readonly k: number;
  /** Of 16 March 2026, New York. */
  readonly entry: string;
  readonly exit: string;
  readonly long: boolean;
  readonly qty: number;
  readonly from: string;
  readonly to: string;
}

interface Written {
  readonly name?: string;
  readonly header: readonly string[];
  /** Lines of one trip that stand one below the other. */
  readonly rows: (trip: Trip) => readonly string[];
}

const two = (n: number): string => String(n).padStart(2, "0");
const word = (buys: boolean, buy: string, sell: string): string => (buys ? buy : sell);
const US = "03/16/2026";

/** Entry and exit, each as `line` writes a fill. */
const fills =
  (
    line: (fill: {
      id: string;
      at: string;
      buys: boolean;
      price: string;
      trip: Trip;
      out: boolean;
    }) => string,
  ) =>
  (trip: Trip): string[] => [
    line({ id: `${100 + 2 * trip.k}`, at: trip.entry, buys: trip.long, price: trip.from, trip, out: false }),
    line({ id: `${101 + 2 * trip.k}`, at: trip.exit, buys: !trip.long, price: trip.to, trip, out: true }),
  ];

const FORMATS: Readonly<Record<string, Written>> = {
  "NinjaTrader executions": {
    header: [
      "Instrument,Action,Quantity,Price,Time,ID,E/X,Position,Order ID,Name,Commission,Rate,Account,Connection,",
    ],
    rows: fills(
      ({ id, at, buys, price, trip, out }) =>
        `MES 06-26,${word(buys, "Buy", "Sell")},${trip.qty},${price},${US} ${at},${id},${word(out, "Exit", "Entry")},-,o${id},x,$0.62,1,Sim101,Live,`,
    ),
  },
  "NinjaTrader trades": {
    header: [
      "Trade number,Instrument,Account,Strategy,Market pos.,Qty,Entry price,Exit price,Entry time,Exit time,Entry name,Exit name,Profit,Commission,",
    ],
    rows: ({ k, long, qty, from, to, entry, exit }) => [
      `${k},MES 06-26,Sim101,x,${word(long, "Long", "Short")},${qty},${from},${to},${US} ${entry},${US} ${exit},Entry,Exit,$1.00,$1.24,`,
    ],
  },
  "Tradovate Fills": {
    header: ["_timestamp,Fill ID,Order ID,Timestamp,Account,B/S,Quantity,Price,Contract,commission"],
    rows: fills(
      ({ id, at, buys, price, trip }) =>
        `2026-03-16 ${at}Z,${id},o${id},${US} ${at},D1,${word(buys, " Buy", " Sell")},${trip.qty},${price},MESM6,0.62`,
    ),
  },
  "Tradovate Performance": {
    header: [
      "symbol,_priceFormat,_priceFormatType,_tickSize,buyFillId,sellFillId,qty,buyPrice,sellPrice,pnl,boughtTimestamp,soldTimestamp,duration",
    ],
    rows: ({ k, long, qty, from, to, entry, exit }) => {
      const [buy, sell] = long ? [from, to] : [to, from];
      const [bought, sold] = long ? [entry, exit] : [exit, entry];
      const [first, last] = [200 + 2 * k, 201 + 2 * k];
      return [
        `MESM6,-2,0,0.25,${long ? first : last},${long ? last : first},${qty},${buy},${sell},$1.00,${US} ${bought},${US} ${sold},5min`,
      ];
    },
  },
  "Tradovate Position History": {
    header: [
      "Account,Contract,Pair ID,Buy Fill ID,Sell Fill ID,Paired Qty,Buy Price,Sell Price,P/L,Bought Timestamp,Sold Timestamp",
    ],
    rows: ({ k, long, qty, from, to, entry, exit }) => {
      const [buy, sell] = long ? [from, to] : [to, from];
      const [bought, sold] = long ? [entry, exit] : [exit, entry];
      const [first, last] = [200 + 2 * k, 201 + 2 * k];
      return [
        `D1,MESM6,${k},${long ? first : last},${long ? last : first},${qty},${buy},${sell},1.00,${US} ${bought},${US} ${sold}`,
      ];
    },
  },
  "Tradovate Orders": {
    header: ["Order ID,Account,B/S,Contract,avgPrice,filledQty,Fill Time,Status,Timestamp,Quantity,Type"],
    rows: fills(
      ({ id, at, buys, price, trip }) =>
        `${id},D1,${word(buys, " Buy", " Sell")},MESM6,${price},${trip.qty},${US} ${at}, Filled,${US} ${at},${trip.qty},Market`,
    ),
  },
  "TopstepX Trades": {
    header: [
      "Id,ContractName,EnteredAt,ExitedAt,EntryPrice,ExitPrice,Fees,PnL,Size,Type,TradeDay,TradeDuration,Commissions",
    ],
    rows: ({ k, long, qty, from, to, entry, exit }) => [
      `${300 + k},MESM6,${US} ${entry} -04:00,${US} ${exit} -04:00,${from},${to},0.74,,${qty},${word(long, "Long", "Short")},,,`,
    ],
  },
  "TopstepX Orders": {
    header: ["Id,AccountName,ContractName,Status,Type,Size,Side,CreatedAt,FilledAt,ExecutePrice"],
    rows: fills(
      ({ id, at, buys, price, trip }) =>
        `${id},50K,MESM6,Filled,Market,${trip.qty},${word(buys, "Bid", "Ask")},${US} ${at} -04:00,${US} ${at} -04:00,${price}`,
    ),
  },
  "Rithmic orders": {
    header: [
      "Completed Orders",
      "Account,Status,Buy/Sell,Qty To Fill,Symbol,Price Type,Avg Fill Price,Order Number,Update Time (EDT),Qty Filled,Commission Fill Rate",
    ],
    rows: fills(
      ({ id, at, buys, price, trip }) =>
        `A-1,Filled,${word(buys, "B", "S")},${trip.qty},MESM6,M,${price},${id},2026-03-16 ${at},${trip.qty},0.51`,
    ),
  },
  "Interactive Brokers statement": {
    header: [
      "Account Information,Data,Account,U1",
      "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,Comm/Fee,Basis,Realized P/L,MTM P/L,Code",
    ],
    rows: fills(
      ({ at, buys, price, trip, out }) =>
        `Trades,Data,Order,Futures,USD,MESM6,"2026-03-16, ${at}",${word(buys, "", "-")}${trip.qty},${price},,,-0.62,,,,${word(out, "C", "O")}`,
    ),
  },
  "Interactive Brokers confirmations": {
    header: [
      "AssetClass,Symbol,UnderlyingSymbol,Strike,Expiry,Put/Call,Multiplier,Buy/Sell,Date/Time,Quantity,Price,Commission",
    ],
    rows: fills(
      ({ at, buys, price, trip }) =>
        `FUT,MESM6,MES,,,,5,${word(buys, "BUY", "SELL")},20260316;${at.replaceAll(":", "")},${trip.qty},${price},-0.62`,
    ),
  },
  "TradingView list of trades": {
    name: "ORB_CME_MINI_MES1!_2026-03-17.csv",
    header: [
      "Trade number,Type,Date and time,Signal,Price USD,Size (qty),Size (value),Net PnL USD,Commission USD",
    ],
    rows: ({ k, long, qty, from, to, entry, exit }) =>
      [["Exit", exit, to] as const, ["Entry", entry, from] as const].map(
        ([what, at, price]) =>
          `${k},${what} ${word(long, "long", "short")},2026-03-16 ${at.slice(0, 5)},x,${price},${qty},0,1.00,1.24`,
      ),
  },
  "TradingView orders": {
    header: [
      "Symbol,Side,Type,Quantity,Limit price,Stop price,Fill price,Status,Commission,Placing time,Closing time,Order ID",
    ],
    rows: fills(
      ({ id, at, buys, price, trip }) =>
        `CME_MINI:MES1!,${word(buys, "Buy", "Sell")},Market,${trip.qty},,,${price},Filled,0.62,2026-03-16 ${at},2026-03-16 ${at},${id}`,
    ),
  },
  Tradervue: {
    header: ["Date,Time,Symbol,Quantity,Price,Side,Commission,TransFee,ECNFee"],
    rows: fills(
      ({ at, buys, price, trip }) =>
        `${US},${at},MES 06-26,${trip.qty},${price},${word(buys, "Buy", "Sell")},0.62,0,0`,
    ),
  },
  "Binance trades": {
    name: "trades(UTC--4).csv",
    header: ["Uid,Time,Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID"],
    rows: fills(
      ({ id, at, buys, price, trip }) =>
        `862,26-03-16 ${at},PERP_BTC_0.01,${word(buys, "BUY", "SELL")},${price},${trip.qty},0,0.0123 USDT,0,true,false,${id},o${id}`,
    ),
  },
  "Bybit trades": {
    header: [
      "Contracts,Order No.,Direction,Order Type,Filled Qty,Filled Price,Order Price,Filled Type,Trading Fee Rate,Fees Paid,Trasaction ID,Transaction Time(UTC+10)",
    ],
    rows: fills(
      ({ id, at, buys, price, trip }) =>
        `PERP_BTC_0.01,o${id},${word(buys, "Buy", "Sell")},Market,${trip.qty},${price},0,Trade,0.0006,0.039,x${id},${at} 2026-03-16`,
    ),
  },
};

/** What the journal tells, without the files that it is told by, and what can only be compared where a file has many rows. */
const plain = ({ fills: all, trades }: ReturnType<typeof importTexts>["journal"]) => ({
  fills: all.map(({ source: _, brokerPnl: __, ...fill }) => fill),
  trades,
});

test.each(Object.entries(FORMATS))(
  "%s: shuffled, split, overlapping and repeated",
  (_, { name, header, rows }) => {
    const drawn = fc.array(
      fc.record({
        long: fc.boolean(),
        qty: fc.integer({ min: 1, max: 3 }),
        low: fc.nat(40),
        high: fc.nat(40),
      }),
      { minLength: 2, maxLength: 9 },
    );
    const terms = { tz: "America/New_York", hints: { dateOrder: "mdy", decimal: "." } } as const;
    const over = /UTC|EDT/.test(`${name} ${header.join()}`) ? { hints: terms.hints } : terms;
    fc.assert(
      fc.property(drawn, fc.infiniteStream(fc.nat()), (trips, chance) => {
        const next = () => chance.next().value as number;
        const lines = trips.flatMap(({ long, qty, low, high }, k) => {
          const [from, to] = [(5600 + low / 2).toFixed(2), (5600 + high / 2).toFixed(2)];
          return [
            rows({
              k,
              long,
              qty,
              from,
              to,
              entry: `${two(10 + (k >> 2))}:${two((k & 3) * 12)}:05`,
              exit: `${two(10 + (k >> 2))}:${two((k & 3) * 12 + 7)}:09`,
            }),
          ];
        });
        const file = (n: number, some: readonly (readonly string[])[]): [string, string] => [
          name ?? `part-${n}.csv`,
          [...header, ...some.flat()].join(next() % 2 === 0 ? "\n" : "\r\n"),
        ];
        const whole = importTexts([file(0, lines)], over);
        expect(whole.journal.trades.map(({ open }) => open)).toEqual(trips.map(() => "no"));
        const mixed = lines
          .map((line) => ({ line, at: next() }))
          .sort((a, b) => a.at - b.at)
          .map(({ line }) => line);
        const cut = 1 + (next() % (mixed.length - 1));
        const back = Math.max(0, cut - (next() % 3));
        const parts = [mixed.slice(back), mixed.slice(0, cut), mixed.slice(back), mixed];
        let stored: Parameters<typeof importTexts>[2];
        for (const [n, part] of parts.entries()) stored = importTexts([file(n, part)], over, stored).stored;
        const again = importTexts([file(9, lines)], over, stored);
        expect([again.additions.fills, again.additions.orders]).toEqual([[], []]);
        expect(plain(again.journal)).toEqual(plain(whole.journal));
      }),
      { numRuns: 15 },
    );
  },
);
