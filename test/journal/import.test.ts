// Is the journal the same however the files came, and does it hold what they say?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JournalFill } from "#domain/journal.js";
import { LocalClock } from "#journal/clock.js";
import { contracts, importTexts, NO_ACCOUNTS } from "./pipeline.js";

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
      { file: "2026-03-13-t.csv", line: 2, ours: 20_000_000, broker: -20_000_000 },
    ]);
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

test("every line has one fate, and one that cannot be read stops the import unless that is accepted", () => {
  const text = [
    OURS,
    "2026-03-12T14:30:00Z,sim,MESM6,buy,1,5600.10,0.62,1,",
    "2026-03-12T14:31:00Z,sim,MEXM6,buy,1,5600,0.62,2,",
    "2026-03-12T14:32:00Z,sim,MESM6,buy,0.5,5600,0.62,3,",
    "2026-03-12T14:32:00Z,sim,MESM6,buy,1,5600,0.62,4,",
  ].join("\n");
  expect(() => importTexts([["a.csv", text]])).toThrow(expect.objectContaining({ code: "E312" }));
  const { files, journal } = importTexts([["a.csv", text]], { acceptPartial: true });
  expect(files[0]!.counts).toEqual({
    lines: 4,
    fills: 1,
    orders: 0,
    fees: 0,
    nonTrades: 0,
    duplicates: 0,
    rejected: 3,
  });
  expect(files[0]!.rejected.map(({ why }) => why.split(":")[0])).toEqual([
    "5600.1 is off the price grid",
    expect.stringMatching(/^no contract is known for the symbol "MEXM6"/),
    "0.5 is no whole number of MES contracts",
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
