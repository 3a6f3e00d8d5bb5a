// Is the journal the same however the files came, and does it hold what they say?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JournalFill } from "#domain/journal.js";
import { LocalClock } from "#journal/clock.js";
import { importFiles } from "#journal/import.js";
import { closingsOf } from "#journal/lots.js";
import { NOTHING_STORED } from "#journal/store.js";
import { contracts, importTerms, importTexts, NO_ACCOUNTS, readText } from "./pipeline.js";

const OURS = "time,account,symbol,side,qty,price,fee,fill_id,order_id";
const FILLS = "_timestamp,Fill ID,Order ID,Timestamp,Account,B/S,Quantity,Price,Contract,commission";
const PERFORMANCE =
  "symbol,_priceFormat,_priceFormatType,_tickSize,buyFillId,sellFillId,qty,buyPrice,sellPrice,pnl,boughtTimestamp,soldTimestamp,duration";
const TRADES =
  "Id,ContractName,EnteredAt,ExitedAt,EntryPrice,ExitPrice,Fees,PnL,Size,Type,TradeDay,TradeDuration,Commissions";

/** What the journal tells, without the files that it is told by. */
const plain = ({ fills, trades }: ReturnType<typeof importTexts>["journal"]) => ({
  fills: fills.map(({ source: _, ...fill }) => fill),
  trades,
});

interface Row {
  readonly minute: number;
  readonly side: string;
  readonly qty: number;
  readonly ticks: number;
  readonly symbol: string;
}

describe("the same journal", () => {
  const row = fc.record({
    minute: fc.integer({ min: 0, max: 600 }),
    side: fc.constantFrom("buy", "sell"),
    qty: fc.integer({ min: 1, max: 4 }),
    ticks: fc.integer({ min: 22_000, max: 22_400 }),
    symbol: fc.constantFrom("MESM6", "MNQM6"),
  });
  const rows = fc.array(row, { minLength: 1, maxLength: 30 });
  const lineOf = ({ minute, side, qty, ticks, symbol }: Row, id: string) =>
    `${new Date(Date.UTC(2026, 2, 12, 14, minute)).toISOString()},sim,${symbol},${side},${qty},${ticks / 4},0.62,${id},`;

  test.each(["with ids", "without ids"])("%s: shuffled, split, overlapping and repeated files", (kind) => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.nat()), (drawn, chance) => {
        const next = () => chance.next().value as number;
        // Without ids, equal rows in files that were cut apart cannot be told from one row told twice.
        const lines = [
          ...new Set(drawn.map((one, k) => lineOf(one, kind === "with ids" ? String(100 + k) : ""))),
        ];
        const whole = importTexts([["all.csv", [OURS, ...lines].join("\n")]]).journal;
        const shuffled = lines
          .map((line) => ({ line, at: next() }))
          .sort((a, b) => a.at - b.at)
          .map(({ line }) => line);
        const cut = next() % (lines.length + 1);
        const back = Math.max(0, cut - (next() % 4));
        const parts = [shuffled.slice(back), shuffled.slice(0, cut), shuffled.slice(back)];
        let stored: Parameters<typeof importTexts>[2];
        for (const [k, part] of parts.entries()) {
          if (part.length === 0) continue;
          stored = importTexts([[`part-${k}.csv`, [OURS, ...part].join("\r\n")]], {}, stored).stored;
        }
        const again = importTexts([["again.csv", [OURS, ...shuffled].join("\n")]], {}, stored);
        expect(again.additions.fills).toEqual([]);
        expect(again.files[0]!.counts).toMatchObject({ duplicates: lines.length, fills: 0 });
        expect(plain(again.journal)).toEqual(plain(whole));
      }),
      { numRuns: 60 },
    );
  });

  test("accounts that count their fills from 1 each keep their own", () => {
    const rows = ["14:30:00Z,A,MESM6,buy,1,5600", "14:31:00Z,A,MESM6,sell,1,5602"].concat([
      "14:30:00Z,B,MNQM6,sell,2,20100",
      "14:31:00Z,B,MNQM6,buy,2,20099",
    ]);
    const lines = rows.map((row, k) => `2026-03-12T${row},0.62,${1 + (k % 2)},`);
    const { journal, files } = importTexts([["fills.csv", [OURS, ...lines].join("\n")]]);
    expect(files[0]!.rejected).toEqual([]);
    expect(journal.trades.map(({ account, gross }) => [account, gross])).toEqual([
      ["A", 10_000_000],
      ["B", 4_000_000],
    ]);
  });

  test("a file without accounts and one that names them tell of the same fills, in either order", () => {
    const rows = ["14:30:00Z,A,MESM6,buy,1,5600,0.62,1,", "14:31:00Z,A,MESM6,sell,1,5602,0.62,2,"];
    const named = [OURS, ...rows.map((row) => `2026-03-12T${row}`)].join("\n");
    const nameless = named.replaceAll(",A,", ",,");
    const other = named.replaceAll(",A,", ",B,").replaceAll("560", "570");
    for (const texts of [
      [nameless, named, other],
      [other, named, nameless],
    ]) {
      let stored: Parameters<typeof importTexts>[2];
      for (const [k, text] of texts.entries()) {
        stored = importTexts([[`${k}.csv`, text]], {}, stored).stored;
      }
      const { journal } = importTexts([["2.csv", texts[2]!]], {}, stored);
      expect(journal.trades.map(({ account, gross }) => `${account} ${gross}`)).toEqual([
        "A 10000000",
        "B 10000000",
      ]);
    }
  });

  test("two equal rows of one second are two fills, and stay two when the file comes again", () => {
    const twice = [OURS, ...Array(2).fill("2026-03-12T14:30:00Z,sim,MESM6,buy,1,5600.00,0.62,,")].join("\n");
    const first = importTexts([["a.csv", twice]]);
    expect(first.journal.fills.length).toBe(2);
    const second = importTexts(
      [["b.csv", `${twice}\n2026-03-12T14:31:00Z,sim,MESM6,sell,2,5601.00,1.24,,`]],
      {},
      first.stored,
    );
    expect(second.files[0]!.counts).toMatchObject({ lines: 3, fills: 1, duplicates: 2 });
    expect(second.journal.trades).toMatchObject([{ qty: 2, gross: 10_000_000, costs: 2_480_000 }]);
  });

  test("reports of fills and of pairs give the same trades, in either order; the pairs stay to reconcile", () => {
    const fills = [
      FILLS,
      "2026-03-13 13:30:00Z,101,1,03/13/2026 09:30:00,D, Buy,2,5600.00,MESM6,1.24",
      "2026-03-13 13:31:00Z,102,2,03/13/2026 09:31:00,D, Sell,1,5602.00,MESM6,0.62",
      "2026-03-13 13:32:00Z,103,3,03/13/2026 09:32:00,D, Sell,2,5599.00,MESM6,1.24",
      "2026-03-13 13:33:00Z,104,4,03/13/2026 09:33:00,D, Buy,1,5598.00,MESM6,0.62",
    ].join("\n");
    const pair = (buy: number, sell: number, prices: string, pnl: string, at: string) =>
      `MESM6,-2,0,0.25,${buy},${sell},1,${prices},${pnl},${at},1min`;
    const pairs = [
      PERFORMANCE,
      pair(101, 102, "5600.00,5602.00", "$10.00", "03/13/2026 09:30:00,03/13/2026 09:31:00"),
      pair(101, 103, "5600.00,5599.00", "$(5.00)", "03/13/2026 09:30:00,03/13/2026 09:32:00"),
      pair(104, 103, "5598.00,5599.00", "$5.00", "03/13/2026 09:33:00,03/13/2026 09:32:00"),
    ].join("\n");
    const told = (journal: ReturnType<typeof importTexts>["journal"]) =>
      journal.trades.map(({ side, qty, gross, open }) => [side, qty, gross, open]);
    const wanted = [
      [1, 2, 5_000_000, "no"],
      [-1, 1, 5_000_000, "no"],
    ];
    const alone = importTexts([["Performance.csv", pairs]], { tz: "America/New_York" });
    expect(told(alone.journal)).toEqual(wanted);
    expect(told(importTexts([["Fills.csv", fills]]).journal)).toEqual(wanted);
    const together = importTexts([
      ["Performance.csv", pairs],
      ["Fills.csv", fills],
    ]);
    expect(told(together.journal)).toEqual(wanted);
    expect(together.files.map(({ title, counts }) => [title, counts.fills, counts.duplicates])).toEqual([
      ["Tradovate Fills", 4, 0],
      ["Tradovate Performance", 0, 3],
    ]);
    // The pairs have no zone: the fills that both have tell it.
    expect(together.files[1]!.clock.zone).toBe("America/New_York");
    const later = importTexts([["Fills.csv", fills]], {}, alone.stored);
    expect(plain(later.journal)).toEqual(plain(together.journal));
    // Of each exit its own pairs, whichever report its fill came from: 103 closed a long and opened a short.
    for (const { journal } of [alone, together, later]) {
      const exits = journal.trades.flatMap((trade) => closingsOf(trade, journal, contracts, "fifo"));
      expect(exits.map(({ broker, gross }) => [broker, gross])).toEqual(
        [10_000_000, -5_000_000, 5_000_000].map((amount) => [{ amount, after: "gross" }, amount]),
      );
    }
    expect(together.journal.reconciled.pairs).toEqual({ rows: 3, ours: 10_000_000, broker: 10_000_000 });
    expect(together.journal.trades[0]).toMatchObject({
      account: "D",
      costs: 2_480_000,
    });
  });
});

describe("trades as the broker counts them", () => {
  const trade = (id: number, at: string, to: string, prices: string, pnl: string) =>
    `${id},MNQM6,03/13/2026 ${at} -05:00,03/13/2026 ${to} -05:00,${prices},0.74,${pnl},1,Long,03/13/2026 00:00:00 -05:00,00:01:00,0.50`;
  test("trades that name no account are those of the account whose orders were filled then, not counted twice", () => {
    const at = (clock: string) => `03/13/2026 ${clock} -05:00`;
    const trade = (id: number, from: string, to: string, entry: string, exit: string) =>
      `${id},MESM6,${at(from)},${at(to)},${entry},${exit},0.74,,1,Long,,,`;
    const order = (id: number, account: string, side: string, clock: string, price: string) =>
      `${id},${account},MESM6,Filled,Market,1,${side},${at(clock)},${at(clock)},${price}`;
    const trades = [
      trade(1, "09:30:00", "09:40:00", "5600.00", "5602.00"),
      // Its order was filled at an average, and at that instant the other account had one, too.
      trade(2, "10:30:00", "10:40:00", "5601.00", "5604.00"),
    ];
    const orders = [
      order(91, "AAA", "Bid", "09:30:00", "5600.00"),
      order(92, "AAA", "Ask", "09:40:00", "5602.00"),
      order(93, "AAA", "Bid", "10:30:00", "5601.00"),
      order(94, "AAA", "Ask", "10:40:00", "5604.00"),
      order(95, "BBB", "Bid", "10:30:00", "5601.25"),
      order(96, "BBB", "Ask", "11:40:00", "5605.25"),
    ];
    const files = [
      ["trades.csv", [TRADES, ...trades].join("\n")],
      [
        "orders.csv",
        ["Id,AccountName,ContractName,Status,Type,Size,Side,CreatedAt,FilledAt,ExecutePrice", ...orders].join(
          "\n",
        ),
      ],
    ] as const;
    for (const [first, second] of [files, [...files].reverse()]) {
      const { stored } = importTexts([first!]);
      const { journal } = importTexts([second!], {}, stored);
      expect(journal.trades.map(({ account, gross }) => [account, gross])).toEqual([
        ["AAA", 10_000_000],
        ["AAA", 15_000_000],
        ["BBB", 20_000_000],
      ]);
    }
  });

  test("overlapping rows of TopstepX stay apart: first in, first out would merge them", () => {
    const { journal } = importTexts([
      [
        "trades_export.csv",
        [
          TRADES,
          trade(1, "09:30:00", "09:40:00", "20000.00,20010.00", "20.00"),
          trade(2, "09:35:00", "09:36:00", "20005.00,20004.00", "-2.00"),
        ].join("\n"),
      ],
    ]);
    expect(journal.trades.map(({ gross, costs, open }) => [gross, costs, open])).toEqual([
      [20_000_000, 1_240_000, "no"],
      [-2_000_000, 1_240_000, "no"],
    ]);
    expect(journal.reconciled).toMatchObject({
      pairs: { rows: 2, ours: 18_000_000, broker: 18_000_000 },
      oddRows: [],
    });
  });

  test("a profit that contradicts its own prices is named by line", () => {
    const { journal } = importTexts([
      ["t.csv", [TRADES, trade(1, "09:30:00", "09:40:00", "20000.00,20010.00", "-20.00")].join("\n")],
    ]);
    expect(journal.reconciled.oddRows).toEqual([
      { what: "pair", file: "2026-03-13-t.csv", line: 2, ours: 20_000_000, broker: -20_000_000 },
    ]);
  });

  test("of many rows the one that contradicts its prices is named, and does not hide the others", () => {
    const row = (n: number, exit: string, profit: string) =>
      `MES 06-26,Sim,Long,1,5600.00,${exit},3/${16 + n}/2026 9:45:00 AM,3/${16 + n}/2026 9:50:00 AM,${profit},$1.24`;
    const { journal } = importTexts(
      [
        [
          "t.csv",
          [
            "Instrument,Account,Market pos.,Qty,Entry price,Exit price,Entry time,Exit time,Profit,Commission",
            row(0, "5602.00", "$10.00"),
            row(1, "5601.00", "($5.00)"),
            row(2, "5603.00", "$15.00"),
          ].join("\n"),
        ],
      ],
      { tz: "America/New_York" },
    );
    expect(journal.reconciled.pairs).toEqual({ rows: 3, ours: 30_000_000, broker: 20_000_000 });
    expect(journal.reconciled.oddRows).toEqual([
      { what: "pair", file: "2026-03-18-t.csv", line: 3, ours: 5_000_000, broker: -5_000_000 },
    ]);
  });

  const list = (results: readonly [string, string, string]) =>
    [
      "Trade number,Type,Date and time,Signal,Price USD,Size (qty),Size (value),Net PnL USD",
      `3,Exit long,2026-03-17 12:15,Close,5616.50,1,28082.5,${results[2]}`,
      `3,Entry long,2026-03-17 11:45,Long,5612.25,1,28061.25,${results[2]}`,
      `2,Exit short,2026-03-17 11:06,SL,"5,622.5",1,28112.5,${results[1]}`,
      `2,Entry short,2026-03-17 11:05,Short,5620,1,28100,${results[1]}`,
      `1,Exit long,2026-03-17 10:15,TP,5616.5,2,56165,${results[0]}`,
      `1,Entry long,2026-03-17 09:45,Long,5612.25,2,56122.5,${results[0]}`,
    ].join("\n");
  const listed = (results: Parameters<typeof list>[0]) => {
    const hints = { dateOrder: null, decimal: null, symbol: "MES" };
    return importTexts([["list.csv", list(results)]], { tz: "America/New_York", hints });
  };

  test("TradingView's results are held against round trips, before costs or after those that they hide", () => {
    const gross = listed(["42.50", "-12.50", "21.25"]);
    expect(gross.journal.reconciled).toMatchObject({
      pairs: null,
      gross: { rows: 3, ours: 51_250_000, broker: 51_250_000 },
      oddRows: [],
    });
    expect(gross.journal.trades[0]).toMatchObject({ estimated: true });
    const net = listed(["40.02", "-13.74", "20.01"]);
    expect(net.files[0]!.notes).toEqual([
      "results are after costs of $1.24 a contract in and out, which are booked",
    ]);
    expect(net.journal.trades.map((trade) => [trade.net, trade.estimated])).toEqual([
      [40_020_000, false],
      [-13_740_000, false],
      [20_010_000, false],
    ]);
    expect(net.journal.reconciled).toMatchObject({ gross: { rows: 3, ours: 51_250_000 }, oddRows: [] });
    // One of them is wrong: the others tell what costs are, and it is named by the row of its exit.
    const odd = listed(["40.02", "-31.74", "20.01"]);
    expect(odd.journal.reconciled.oddRows).toEqual([
      { what: "gross", file: "2026-03-17-list.csv", line: 4, ours: -12_500_000, broker: -30_500_000 },
    ]);
    // Results that follow from nothing are not compared, and that is said.
    const other = listed(["1.00", "2.00", "-300.00"]);
    expect(other.journal.reconciled).toMatchObject({ gross: null, oddRows: [] });
    expect(other.files[0]!.notes).toEqual(["results do not follow from the prices and are not compared"]);
  });

  test("stops that lie the same way off tell no point value: costs are found by what positions were worth", () => {
    // Six at -2.5 points and four at +5, each $1.24 after costs: -2.5 x 5.496 looks like a point value as well.
    const rows = (value: boolean, cost: number) =>
      [
        `Trade #,Type,Date and time,Signal,Price USD,Position size (qty),${value ? "Position size (value)," : ""}Net P&L USD`,
        ...Array.from({ length: 10 }, (_, k) => {
          const points = k < 6 ? -2.5 : 5;
          const hour = `${10 + (k % 5)}:${k < 5 ? 0 : 3}`;
          const tail = `1,${value ? "28000," : ""}${(5 * points - cost).toFixed(2)}`;
          return [
            `${k + 1},Exit long,2026-03-17 ${hour}5,Exit,${5600 + points},${tail}`,
            `${k + 1},Entry long,2026-03-17 ${hour}0,Long,5600,${tail}`,
          ];
        }).flat(),
      ].join("\n");
    const read = (value: boolean, cost: number) => {
      const hints = { dateOrder: null, decimal: null, symbol: "MES" };
      return importTexts([["list.csv", rows(value, cost)]], { tz: "America/New_York", hints });
    };
    const net = read(true, 1.24);
    expect(net.files[0]!.notes).toEqual([
      "results are after costs of $1.24 a contract in and out, which are booked",
    ]);
    expect(net.journal.reconciled).toMatchObject({
      gross: { ours: 25_000_000, broker: 25_000_000 },
      oddRows: [],
    });
    expect(net.journal.trades.reduce((sum, trade) => sum + trade.net, 0)).toBe(12_600_000);
    expect(read(true, 0).files[0]!.notes).toEqual([]);
    // Without values nothing tells what was taken off: nothing is compared, rather than everything wrongly.
    const blind = read(false, 1.24);
    expect(blind.files[0]!.notes).toEqual(["results do not follow from the prices and are not compared"]);
    expect(blind.journal.reconciled).toMatchObject({ gross: null, oddRows: [] });
    expect(read(false, 0).journal.reconciled).toMatchObject({ gross: { ours: 25_000_000 }, oddRows: [] });
  });

  test("an order of dates that was said for a file without any tells other files nothing", () => {
    const text =
      "Trade #,Type,Date and time,Signal,Price USD,Position size (qty),Net P&L USD\n1,Exit long,2026-03-17 10:15,X,5605,1,25\n1,Entry long,2026-03-17 10:00,E,5600,1,25";
    const hints = { dateOrder: "dmy", decimal: null, symbol: "MES" } as const;
    const { additions } = importTexts([["iso.csv", text]], { tz: "America/New_York", hints });
    expect(additions.imports.map(({ dateOrder }) => dateOrder)).toEqual([null]);
    const slashed = text.replaceAll("2026-03-17", "03/05/2026");
    const other = importTexts([["slashed.csv", slashed]], { tz: "America/New_York", hints });
    expect(other.additions.imports.map(({ dateOrder }) => dateOrder)).toEqual(["dmy"]);
  });

  test("the same fill in two generations of TradingView's list is one", () => {
    const hints = { dateOrder: null, decimal: null, symbol: "MES" };
    const old = [
      "Trade #,Type,Signal,Date/Time,Price USD,Contracts,Profit USD",
      "17,Entry long,Long,2026-03-17 09:45,5612.25,2,40.02",
      "17,Exit long,TP,2026-03-17 10:15,5616.50,2,40.02",
    ].join("\n");
    const terms = { tz: "America/New_York", hints };
    const first = importTexts([["new.csv", list(["40.02", "-13.74", "20.01"])]], terms);
    const second = importTexts([["old.csv", old]], terms, first.stored);
    expect(second.files[0]!.counts).toMatchObject({ fills: 0, duplicates: 2 });
  });

  const statement = (...rows: string[]) =>
    [
      "Account Information,Header,Field Name,Field Value",
      "Account Information,Data,Account,U1234567",
      "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Notional Value,Comm/Fee,Basis,Realized P/L,MTM P/L,Code",
      ...rows.map((row) => `Trades,Data,Order,Futures,USD,MESM6,${row}`),
    ].join("\n");

  test("Interactive Brokers' realized results are held against round trips after costs, however it matches lots", () => {
    const rows = [
      '"2026-03-17, 09:45:00",2,5600,,,-1.24,,0,,O',
      '"2026-03-17, 09:46:00",1,5604,,,-0.62,,0,,O',
      // Last in, first out: first in, first out would have 28.76 here, and 48.76 there.
      '"2026-03-17, 09:47:00",-1,5606,,,-0.62,,8.76,,C',
      '"2026-03-17, 09:48:00",-3,5606,,,-1.86,,57.52,,C;O',
      '"2026-03-17, 09:49:00",1,5605,,,-0.62,,3.76,,C',
    ];
    const { journal } = importTexts([["u.csv", statement(...rows)]], { tz: "America/New_York" });
    expect(journal.reconciled).toMatchObject({
      pairs: null,
      gross: null,
      net: { rows: 2, ours: 70_040_000, broker: 70_040_000 },
      oddRows: [],
    });
    const wrong = rows.with(4, rows[4]!.replace("3.76", "-3.76"));
    const odd = importTexts([["u.csv", statement(...wrong)]], { tz: "America/New_York" });
    expect(odd.journal.reconciled.oddRows).toEqual([
      { what: "net", file: "2026-03-17-u.csv", line: 8, ours: 3_760_000, broker: -3_760_000 },
    ]);
    // What was opened before the statement has a result there, and none here.
    const close = '"2026-03-17, 09:47:00",-1,5606,,,-0.62,,8.76,,C';
    const unseen = importTexts([["u.csv", statement(close)]], { tz: "America/New_York" });
    expect(unseen.journal.reconciled).toMatchObject({ net: null, oddRows: [] });
  });

  test("the ledger is held against what was booked, day by day", () => {
    const cash = (delta: string, kind: string) =>
      `D,7,03/13/2026 10:00:00,2026-03-13,${delta},1000.00,${kind},USD,MESM6`;
    const files = (fee: string) =>
      [
        [
          "Fills.csv",
          [
            FILLS,
            "2026-03-13 13:30:00Z,101,1,03/13/2026 09:30:00,D, Buy,1,5600.00,MESM6,0.62",
            "2026-03-13 13:31:00Z,102,2,03/13/2026 09:31:00,D, Sell,1,5602.00,MESM6,0.62",
          ].join("\n"),
        ],
        [
          "Cash.csv",
          [
            "Account,Transaction ID,Timestamp,Date,Delta,Amount,Cash Change Type,Currency,Contract",
            cash(fee, "Commission"),
            cash("-0.70", "Exchange Fee"),
            cash("-0.04", "Nfa Fee"),
            cash("10.00", "Trade Paired"),
            cash("5000.00", "Fund Transaction"),
          ].join("\n"),
        ],
      ] as const;
    const good = importTexts(files("-0.50"), { tz: "America/New_York" });
    expect(good.journal.reconciled).toMatchObject({
      costs: { ours: 1_240_000, broker: 1_240_000 },
      profit: { ours: 10_000_000, broker: 10_000_000 },
      oddDays: [],
    });
    const odd = importTexts(files("-0.90"), { tz: "America/New_York" });
    expect(odd.journal.reconciled.oddDays).toEqual([
      { account: "D", day: "2026-03-13", what: "costs", ours: 1_240_000, broker: 1_640_000 },
    ]);
  });
});

describe("clocks", () => {
  const local = (symbol: string, ...clocks: string[]) =>
    [
      "symbol,qty,buyPrice,sellPrice,pnl,boughtTimestamp,soldTimestamp,buyFillId,sellFillId",
      ...clocks.map((at, k) => `${symbol},1,5600.00,5602.00,,${at},${at},${10 * k + 1},${10 * k + 2}`),
    ].join("\n");
  test("no zone, no bars: it is asked, with the ways out; never assumed", () => {
    expect(() => importTexts([["P.csv", local("MESM6", "03/13/2026 09:30:00")]])).toThrow(
      expect.objectContaining({ code: "E308" }),
    );
  });
  test("accounts.toml and --tz tell it; in summer and winter each by its own offset", () => {
    const accounts = {
      ...NO_ACCOUNTS,
      accounts: [
        {
          name: "eval",
          aliases: [],
          broker: "tradovate",
          currency: "USD",
          startEquity: null,
          transfers: [],
          fees: "schedule" as const,
          timeZone: "America/Chicago",
        },
      ],
    };
    const text = local("MESM6", "03/05/2026 09:30:00", "03/13/2026 09:30:00");
    const { journal, files } = importTexts([["P.csv", text]], { accounts });
    expect(files[0]!.clock.said).toBe("accounts.toml says America/Chicago");
    expect([...new Set(journal.fills.map(({ time }) => new Date(time).toISOString()))]).toEqual([
      "2026-03-05T15:30:00.000Z",
      "2026-03-13T14:30:00.000Z",
    ]);
    expect(journal.trades[0]!.account).toBe("eval");
  });
  test("a clock that did not exist rejects its row; of one that was twice, the open market tells", () => {
    const gap = local("MESM6", "03/08/2026 02:30:00", "03/13/2026 09:30:00");
    const { files } = importTexts([["P.csv", gap]], { tz: "America/Chicago", acceptPartial: true });
    expect(files[0]!.rejected).toMatchObject([{ line: 2, why: expect.stringMatching(/does not exist/) }]);
  });

  test("a time that was there twice: the pass in which the market was open; around the clock, as the rows run through it", () => {
    const minute = (clock: string) => Date.parse(`2026-11-01T${clock}:00Z`);
    const read = (clocks: readonly string[]) => {
      const times = clocks.map(minute);
      const clock = new LocalClock("America/Chicago", times);
      return times.map((time, k) => new Date(clock.instant(time, null, k)).toISOString().slice(11, 16));
    };
    expect(read(["00:30", "01:30", "01:45", "01:15", "02:30"])).toEqual([
      "05:30",
      "06:30",
      "06:45",
      "07:15",
      "08:30",
    ]);
    expect(read(["02:30", "01:15", "01:45", "01:30", "00:30"])).toEqual([
      "08:30",
      "07:15",
      "06:45",
      "06:30",
      "05:30",
    ]);
    expect(() => read(["00:30", "01:30", "02:30"])).toThrow(/exists twice in America\/Chicago/);
    // In Berlin the clocks went back on Sunday 25 October 2026 at 3:00, while it was Saturday night in Chicago: bitcoin trades then.
    const shut = new LocalClock("Europe/Berlin", [Date.UTC(2026, 9, 25, 2, 30)]);
    expect(() => shut.instant(Date.UTC(2026, 9, 25, 2, 30), contracts.get("MES"), 0)).toThrow(/exists twice/);
  });

  test("a ledger without a zone has the one in which its lines stand at the times of known fills", () => {
    const fills = `${FILLS}\n2026-03-17 14:45:17Z,1,11,03/17/2026 09:45:17,A1, Buy,1,5612.25,MESM6,0.62\n2026-03-17 15:02:40Z,2,12,03/17/2026 10:02:40,A1, Sell,1,5616.50,MESM6,0.62`;
    const cash = (first: string, second: string) =>
      [
        "Account,Transaction ID,Timestamp,Date,Delta,Amount,Cash Change Type,Currency,Contract",
        `A1,1,03/17/2026 ${first},2026-03-17,-0.62,999.38,Commission,USD,MESM6`,
        `A1,2,03/17/2026 ${second},2026-03-17,21.25,1020.63,Trade Paired,USD,MESM6`,
        "A1,3,03/17/2026 18:00:00,2026-03-17,1000,2020.63,Fund Transaction,USD,",
      ].join("\n");
    const { files, journal } = importTexts([
      ["cash.csv", cash("10:45:17", "11:02:41")],
      ["fills.csv", fills],
    ]);
    expect(files[1]!.clock).toEqual({
      zone: "America/New_York",
      said: "its 2 lines of fills stand at the times of known fills: America/New_York",
    });
    expect(journal.ledger.map(({ time }) => new Date(time).toISOString())[0]).toBe(
      "2026-03-17T14:45:17.000Z",
    );
    // One line that is no fill's leaves it open; so does a ledger without the fills.
    const asked = expect.objectContaining({ code: "E308" });
    expect(() =>
      importTexts([
        ["cash.csv", cash("10:45:17", "11:09:00")],
        ["fills.csv", fills],
      ]),
    ).toThrow(asked);
    expect(() => importTexts([["cash.csv", cash("10:45:17", "11:02:41")]])).toThrow(asked);
  });

  test("the same fill an hour apart in two files: one of the clocks is wrong, and that is said", () => {
    const text = local("MESM6", "03/13/2026 09:30:00");
    const first = importTexts([["P.csv", text]], { tz: "America/Chicago" });
    const again = () => importTexts([["Q.csv", `${text}\n`]], { tz: "America/New_York" }, first.stored);
    expect(again).toThrow(expect.objectContaining({ code: "E312" }));
    expect(again).toThrow(/cannot be read/);
  });
});

test("planned risk is that of the first protective stop within a minute, filled or cancelled; a later one is none", () => {
  const orders = (placed: string, stop: string) =>
    [
      "Order ID,Account,B/S,Contract,Status,Timestamp,Quantity,Type,Stop Price,Filled Qty,Avg Fill Price,Fill Time",
      `1,D, Buy,MESM6, Filled,03/13/2026 09:30:00,2, Market,,2,5614.00,03/13/2026 09:30:00`,
      `2,D, Sell,MESM6, Canceled,${placed},2, Stop,${stop},,,`,
      `3,D, Sell,MESM6, Filled,03/13/2026 09:50:00,2, Market,,2,5622.50,03/13/2026 09:50:00`,
    ].join("\n");
  const risk = (placed: string, stop: string) =>
    importTexts([["Orders.csv", orders(placed, stop)]], { tz: "America/New_York" }).journal.trades[0]!;
  expect(risk("03/13/2026 09:30:10", "5604.00")).toMatchObject({ risk: 100_000_000, r: 0.8252 });
  expect(risk("03/13/2026 09:31:01", "5604.00")).toMatchObject({ risk: null, r: null });
  // Beyond the entry it protects nothing.
  expect(risk("03/13/2026 09:30:10", "5620.00").risk).toBeNull();
});

describe("orders without numbers", () => {
  const HEAD =
    "Symbol,Side,Type,Quantity,Limit price,Stop price,Fill price,Status,Placing time,Closing time,Order ID";
  const order = (status: string, ended: string, placed = "2026-03-17 09:45:00", price = "") =>
    `CME_MINI:MES1!,Sell,Stop,1,,5600,${price},${status},${placed},${ended},`;
  const orders = (...rows: string[]) => [HEAD, ...rows].join("\n");
  const TERMS = { tz: "America/New_York" };

  test("two that say the same are two, and stay two when the file comes again", () => {
    const text = orders(order("Cancelled", "2026-03-17 10:00:00"), order("Cancelled", "2026-03-17 10:00:00"));
    const first = importTexts([["a.csv", text]], TERMS);
    expect(first.stored.orders).toHaveLength(2);
    expect(first.files[0]!.counts).toMatchObject({ orders: 2, duplicates: 0 });
    const again = importTexts([["b.csv", `${text}\n`]], TERMS, first.stored);
    expect(again.stored.orders).toHaveLength(2);
    expect(again.files[0]!.counts).toMatchObject({ orders: 0, duplicates: 2 });
  });

  test("one that rested when the file was made and was cancelled or filled since is the same order", () => {
    const resting = importTexts([["a.csv", orders(order("Working", "2026-03-17 09:45:00"))]], TERMS);
    const id = resting.stored.orders[0]!.id;
    for (const [status, price, state] of [
      ["Cancelled", "", "cancelled"],
      ["Filled", "5600", "filled"],
    ] as const) {
      const row = order(status, "2026-03-17 10:00:00", undefined, price);
      const later = importTexts([["b.csv", orders(row)]], TERMS, resting.stored);
      expect(later.journal.orders.map((one) => [one.id, one.state])).toEqual([[id, state]]);
    }
    const other = order("Cancelled", "2026-03-17 10:00:00", "2026-03-17 09:46:00");
    expect(importTexts([["c.csv", orders(other)]], TERMS, resting.stored).journal.orders).toHaveLength(2);
  });

  test("Rithmic's, too", () => {
    const row = (status: string, updated: string) =>
      `A1,${status},S,2,MESM6,STP MKT,,5600.00,,${updated},0,03/17/2026 09:45:17`;
    const text = (...rows: string[]) =>
      [
        "Account,Status,Buy/Sell,Qty To Fill,Symbol,Price Type,Avg Fill Price,Trigger Price,Order Number,Update Time (CDT),Qty Filled,Create Time (CDT)",
        ...rows,
      ].join("\n");
    const resting = importTexts([["a.csv", text(row("Open", "03/17/2026 09:45:17"))]], {});
    const ended = text(row("Cancelled", "03/17/2026 10:12:40"), row("Cancelled", "03/17/2026 10:12:40"));
    const later = importTexts([["b.csv", ended]], {}, resting.stored);
    expect(later.journal.orders.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
  });
});

test("every line has one fate, and one that cannot be read stops the import unless that is accepted", () => {
  const text = [
    OURS,
    "2026-03-12T14:30:00Z,sim,MESM6,buy,1,5600.10,0.62,1,",
    "2026-03-12T14:31:00Z,sim,MEXM6,buy,1,5600,0.62,2,",
    "2026-03-12T14:32:00Z,sim,MESM6,buy,0.5,5600,0.62,3,",
    "2026-03-12T14:32:00Z,sim,MESM6,buy,1,5600,0.62,4,",
    "2026-03-12T14:33:00Z,sim,MESM6,sell,1,0.00,0.62,5,",
  ].join("\n");
  expect(() => importTexts([["a.csv", text]])).toThrow(expect.objectContaining({ code: "E312" }));
  const { files, journal } = importTexts([["a.csv", text]], { acceptPartial: true });
  expect(files[0]!.counts).toEqual({
    lines: 5,
    fills: 1,
    orders: 0,
    fees: 0,
    nonTrades: 0,
    duplicates: 0,
    rejected: 4,
  });
  expect(files[0]!.rejected.map(({ why }) => why.split(":")[0])).toEqual([
    "5600.1 is off the price grid",
    expect.stringMatching(/^no contract is known for the symbol "MEXM6"/),
    "0.5 is no whole number of MES contracts",
    "its price is 0",
  ]);
  expect(journal.trades).toMatchObject([{ open: "at end", qty: 1 }]);
});

test("20,000 fills come in within seconds, and all their trades with them", () => {
  const lines: string[] = [OURS];
  for (let k = 0; k < 20_000; k++) {
    const at = new Date(Date.UTC(2025, 0, 2, 14, 30) + k * 600_000).toISOString();
    lines.push(`${at},sim,MESH5,${k % 2 === 0 ? "buy" : "sell"},1,${5000 + (k % 97) / 4},0.62,${k},`);
  }
  const { journal } = importTexts([["year.csv", lines.join("\n")]]);
  expect(journal.trades.length).toBe(10_000);
  expect(new Set(journal.trades.map(({ id }) => id)).size).toBe(10_000);
  const sum = (fills: readonly JournalFill[]) => fills.reduce((all, { fees }) => all + fees!, 0);
  expect(journal.trades.reduce((all, { costs }) => all + costs, 0)).toBe(sum(journal.fills));
});

test("a file of more fills than a call takes arguments", () => {
  const fill = "2025-01-02T14:30:00Z,sim,MESH5,buy,1,5000,0.62,";
  const read = readText("years.csv", `${OURS}\n${fill}0,`);
  const [header, row] = read.read.rows;
  if (row?.kind !== "fill") throw new Error("no fill");
  const rows = Array.from({ length: 150_000 }, (_, k) => ({
    ...row,
    line: k + 2,
    fills: [{ ...row.fills[0]!, id: String(k) }],
  }));
  const found = { ...read.match.found, records: [1, ...rows.map(({ line }) => line)] };
  const whole = {
    ...read,
    match: { ...read.match, found },
    read: { ...read.read, rows: [header!, ...rows] },
  };
  expect(importFiles([whole], NOTHING_STORED, importTerms()).additions.fills.length).toBe(150_000);
});
