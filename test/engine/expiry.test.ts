import { describe, expect, test } from "vitest";
import { runBacktest } from "#engine/backtest.js";
import { runShared } from "#engine/portfolio.js";
import { CASH_KINDS } from "../../src/domain/cash.js";
import type { Run } from "../../src/domain/run.js";
import { chainOf, settlementsOf } from "./chain.js";
import { endings, fillLines, replayRun, specOf } from "./replay.js";

const usd = (micro: number): string => (micro / 1e6).toFixed(2);
const cashLines = ({ cash }: Run): string[] =>
  Array.from(
    { length: cash.length },
    (_, k) => `${CASH_KINDS[cash.kind[k]!]} ${cash.qty[k]} ${usd(cash.amount[k]!)}`,
  );
const eventTexts = (run: Run, kind: string): string[] =>
  run.events.filter((event) => event.kind === kind).map(({ text }) => text);

const MESH24 = { contract: "MESH24", offset: 0, month: { year: 2024, month: 3 } } as const;

/** Two bought at 5480.00 on Thursday, held over its settlement and to the end on Friday at 08:30. */
const overTheEnd = `
  2024-03-14 15:00 21920 21920 21920 21920 | buy 2
  21920 21920 21920 21920 |
  2024-03-14 19:59 21901 21901 21901 21901 |
  2024-03-14 21:00 21903 21903 21903 21903 |
  2024-03-15 13:29 21960 21960 21960 21960 |
`;

describe("a cash-settled contract that is held to its end", () => {
  test("EXP-01: the last variation is the final price less the last settlement, and there is no exit trade", () => {
    const run = replayRun(overTheEnd, {
      costPerSide: 0.62,
      chain: chainOf([MESH24]),
      settlements: settlementsOf("2024-03-14 MESH24 5475.25\n2024-03-15 MESH24 5491.37 final"),
    });
    expect(cashLines(run)).toEqual(["settlement 2 -47.50", "final settlement 2 161.20"]);
    const [trade] = run.trades;
    expect(usd(trade!.gross)).toBe("113.70");
    expect(usd(trade!.net)).toBe("112.46");
    expect(usd(run.totals.net)).toBe("112.46");
    expect(usd(run.totals.endEquity - 1e12)).toBe("112.46");
    expect(run.position.at(-1)).toBe(0);
    expect(run.open).toBeNull();
    expect(run.chain!.expiries).toEqual([
      expect.objectContaining({ contract: "MESH24", qty: 2, price: "5491.37", source: "final settlement" }),
    ]);
    // 5491.37 lies between two ticks: the log has the nearest, money the price itself.
    expect(fillLines(run).at(-1)).toBe("bar 4: sell 2 @ 21965 expiry");
    expect(trade!.exitReason).toBe("MESH24 expired at 5491.37");
  });

  test("the broker's fee at final settlement is a cost of the trade", () => {
    const run = replayRun(overTheEnd, {
      costPerSide: 0.62,
      chain: chainOf([MESH24], { fee: 300_000 }),
      settlements: settlementsOf("2024-03-15 MESH24 5491.37 final"),
    });
    expect(usd(run.trades[0]!.net)).toBe("111.86");
    expect(usd(run.totals.costs.exchange)).toBe("0.60");
  });

  test("without settlement prices the last trade is final, and the event says so", () => {
    const run = replayRun(overTheEnd, { chain: chainOf([MESH24]) });
    expect(usd(run.trades[0]!.gross)).toBe("100.00");
    expect(eventTexts(run, "expiry")).toEqual(["long 2 MESH24 settled at 5490.00 (last trade)"]);
  });

  test("a price of the last trading day that is not marked final stands in for the final one", () => {
    const run = replayRun(overTheEnd, {
      chain: chainOf([MESH24]),
      settlements: settlementsOf("2024-03-15 - 5491.00"),
    });
    expect(run.chain!.expiries[0]).toMatchObject({
      source: "settlement of the last trading day",
      price: "5491.00",
    });
  });

  test("EXP-02: a short MCL at the settlement of crude oil", () => {
    const run = replayRun(
      `
      2024-02-16 18:00 7310 7310 7310 7310 | sell 4
      7310 7310 7310 7310 |
      2024-02-16 19:29 7200 7200 7200 7200 |
      `,
      {
        symbol: "MCL",
        costPerSide: 0.77,
        chain: chainOf([{ contract: "MCLH24", offset: 0, month: { year: 2024, month: 3 } }]),
        settlements: settlementsOf("2024-02-16 MCLH24 71.86 final"),
      },
    );
    expect(usd(run.trades[0]!.gross)).toBe("496.00");
    expect(usd(run.trades[0]!.net)).toBe("492.92");
  });

  test("EXP-03: MBT at a reference rate of hundredths, one contract rounded to the cent", () => {
    const run = replayRun(
      `
      2024-03-28 15:00 12260 12260 12260 12260 | buy 3
      12260 12260 12260 12260 |
      2024-03-28 15:59 12480 12480 12480 12480 |
      `,
      {
        symbol: "MBT",
        costPerSide: 4.77,
        chain: chainOf([{ contract: "MBTH24", offset: 0, month: { year: 2024, month: 3 } }]),
        settlements: settlementsOf("2024-03-28 MBTH24 62418.57 final"),
      },
    );
    expect(usd(run.trades[0]!.gross)).toBe("335.58");
    expect(usd(run.trades[0]!.net)).toBe("321.27");
  });

  test("what still works is cancelled, and nothing is opened after the end", () => {
    const run = replayRun(
      `
      2024-03-15 13:28 21920 21920 21920 21920 | buy 1; buy 1 limit 21000
      21920 21920 21920 21920 |
      13:30 21930 21930 21930 21930 | buy 1
      21930 21930 21930 21930 |
      `,
      { chain: chainOf([MESH24]) },
    );
    expect(endings(run)).toEqual([
      "1 filled",
      "2 cancelled: MESH24 expired on 2024-03-15",
      "3 rejected: MESH24 expired on 2024-03-15",
    ]);
    expect(run.position).toEqual(Int32Array.from([0, 0, 0, 0]));
  });

  test("data that end before the last trading time leave the position open: it has not expired yet", () => {
    const run = replayRun(
      `
      2024-03-15 13:00 21920 21920 21920 21920 | buy 1
      21920 21920 21920 21920 |
      `,
      { chain: chainOf([MESH24]) },
    );
    expect(run.open).toMatchObject({ qty: 1 });
    expect(run.chain!.expiries).toEqual([]);
  });

  test("held to the end of one month and on in the next: a trade for each", () => {
    const run = replayRun(
      `
      2024-03-15 13:28 21920 21920 21920 21920 | buy 1
      21920 21924 21920 21924 |
      13:30 21924 21924 21924 21924 | buy 1
      21924 21944 21924 21944 | flat
      21944 21944 21944 21944 |
      `,
      {
        chain: chainOf([
          { ...MESH24, offset: -200 },
          { contract: "MESM24", month: { year: 2024, month: 6 }, from: "2024-03-15T13:30Z", offset: 0 },
        ]),
        settlements: settlementsOf("2024-03-15 MESH24 5431.10 final"),
      },
    );
    expect(fillLines(run)).toEqual([
      "bar 1: buy 1 @ 21720 market",
      "bar 1: sell 1 @ 21724 expiry",
      "bar 3: buy 1 @ 21924 market",
      "bar 4: sell 1 @ 21944 market",
    ]);
    expect(run.trades.map(({ gross }) => usd(gross))).toEqual(["5.50", "25.00"]);
    expect(run.chain!.rolls[0]).toMatchObject({ from: "MESH24", to: "MESM24", qty: 0, prices: null });
  });
});

const MGCJ24 = { contract: "MGCJ24", offset: 0, month: { year: 2024, month: 4 } } as const;
/** First notice is Thursday, 28 March: the 29th is Good Friday. */
const beforeNotice = `
  2024-03-26 15:00 21800 21800 21800 21800 | buy 2 stop 21000; sell 1 limit 23000 reduce
  21800 21800 21800 21800 |
  2024-03-26 22:00 21810 21812 21810 21811 | buy 1
  21811 21811 21811 21811 |
  2024-03-28 14:00 21900 21900 21900 21900 |
`;

describe("a contract that is delivered", () => {
  test("is left at the first open of the last business day before notice, at the market, and not opened again", () => {
    const run = replayRun(beforeNotice.replace("buy 2 stop 21000", "buy 2, stop 21000"), {
      symbol: "MGC",
      slippage: 1,
      chain: chainOf([MGCJ24]),
    });
    expect(fillLines(run)).toEqual(["bar 1: buy 2 @ 21801 market", "bar 2: sell 2 @ 21809 before delivery"]);
    expect(eventTexts(run, "delivery")).toEqual(["2 MGCJ24 left at the market: first notice is 2024-03-28"]);
    expect(endings(run)).toEqual([
      "1 filled",
      "2 cancelled: MGCJ24 is not held any longer: first notice is 2024-03-28",
      "3 rejected: MGCJ24 is not held any longer: first notice is 2024-03-28",
    ]);
    expect(run.trades[0]!.exitReason).toBe("before delivery");
  });

  test("a longer lead leaves it sooner", () => {
    const run = replayRun(
      `
      2024-03-21 15:00 21800 21800 21800 21800 | buy 2
      21800 21800 21800 21800 |
      2024-03-22 15:00 21810 21812 21810 21811 |
      2024-03-25 15:00 21820 21822 21820 21821 |
      `,
      { symbol: "MGC", chain: chainOf([MGCJ24], { lead: 3 }) },
    );
    expect(fillLines(run).at(-1)).toBe("bar 3: sell 2 @ 21820 before delivery");
  });

  test("currencies have no notice day: they are left before the last trading day", () => {
    // M6E of March 2024 ends on Monday the 18th.
    const run = replayRun(
      `
      2024-03-14 15:00 10900 10900 10900 10900 | sell 1
      10900 10900 10900 10900 |
      2024-03-14 22:00 10910 10912 10910 10911 |
      `,
      {
        symbol: "M6E",
        chain: chainOf([{ contract: "M6EH24", offset: 0, month: { year: 2024, month: 3 } }]),
      },
    );
    expect(fillLines(run).at(-1)).toBe("bar 2: buy 1 @ 10910 before delivery");
    expect(eventTexts(run, "delivery")).toEqual([
      "1 M6EH24 left at the market: its last trading day is 2024-03-18",
    ]);
  });

  test("held on by the user's wish, the run says what would have been delivered and stops trading it", () => {
    const run = replayRun(
      `
      2024-03-26 15:00 21800 21800 21800 21800 | buy 2
      21800 21800 21800 21800 |
      2024-03-27 15:00 21850 21850 21850 21850 |
      2024-03-28 14:00 21900 21900 21900 21900 | buy 1
      21900 21900 21900 21900 |
      `,
      { symbol: "MGC", chain: chainOf([MGCJ24], { lead: null }) },
    );
    expect(eventTexts(run, "delivery")).toEqual([
      "long 2 MGCJ24: 2 × 10 units (USD per troy ounce) would have been taken at 2185.0; booked out at that price, and not traded on",
    ]);
    expect(run.chain!.expiries[0]).toMatchObject({ delivered: true, qty: 2, price: "2185.0" });
    expect(usd(run.trades[0]!.gross)).toBe("100.00");
    expect(endings(run)).toEqual([
      "1 filled",
      "2 rejected: MGCJ24 would have been delivered from 2024-03-28",
    ]);
  });
});

test("in a shared account a contract that expires with the last bar is settled in the account's result", () => {
  const drawing = `
    2024-03-15 13:28 21920 21920 21920 21920 | buy 1
    21920 21920 21920 21920 |
  `;
  const spec = specOf(drawing, {
    chain: chainOf([MESH24], { fee: 1_000_000 }),
    settlements: settlementsOf("2024-03-15 MESH24 5491.37 final"),
  });
  const shared = runShared([spec], 10_000_000_000);
  // 11.37 points above the entry, and a dollar for the settlement.
  expect(shared.net).toBe(55_850_000);
  expect(shared.daily.at(-1)!.equity).toBe(10_055_850_000);
  expect(runBacktest(spec).totals.net).toBe(55_850_000);
});
