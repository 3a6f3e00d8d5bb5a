import { expect, test } from "vitest";
import { CashLog } from "#accountant/cash-log.js";
import { microOf } from "#instrument/instrument.js";
import { CASH_KINDS } from "../../src/domain/cash.js";
import type { Run } from "../../src/domain/run.js";
import { book } from "./books.js";

const usd = microOf;

const rowsOf = ({ cash, reasons }: Run) =>
  Array.from({ length: cash.length }, (_, k) => ({
    date: new Date(cash.day[k]! * 86_400_000).toISOString().slice(0, 10),
    at: new Date(cash.time[k]!).toISOString(),
    bar: cash.bar[k],
    fills: cash.fill[k],
    kind: CASH_KINDS[cash.kind[k]!],
    amount: cash.amount[k],
    qty: cash.qty[k],
    value: cash.value[k],
    text: cash.text[k] === -1 ? null : reasons[cash.text[k]!],
  }));

test("each settlement is a row with the contracts held and what one of them was worth (MTM-01)", () => {
  const run = book(
    "MES",
    [
      { at: "2024-01-03T15:00:00Z", price: "5000.50", order: "buy 2" },
      { at: "2024-01-03T20:59:00Z", price: "5012.25" },
      { at: "2024-01-04T20:59:00Z", price: "4990.75" },
      { at: "2024-01-05T15:00:00Z", price: "5003.00", order: "sell 2" },
      { at: "2024-01-05T20:59:00Z", price: "5001.00" },
      { at: "2024-01-08T15:00:00Z", price: "5000.00" },
    ],
    { cash: "5000.00" },
  );
  const row = { kind: "settlement", text: null };
  expect(rowsOf(run)).toEqual([
    {
      ...row,
      date: "2024-01-03",
      at: "2024-01-03T21:00:00.000Z",
      bar: 2,
      fills: 1,
      amount: usd("117.50"),
      qty: 2,
      value: usd("25061.25"),
    },
    {
      ...row,
      date: "2024-01-04",
      at: "2024-01-04T21:00:00.000Z",
      bar: 3,
      fills: 1,
      amount: usd("-215.00"),
      qty: 2,
      value: usd("24953.75"),
    },
    // Flat since the morning: what the sale had won since the last settlement moves all the same.
    {
      ...row,
      date: "2024-01-05",
      at: "2024-01-05T21:00:00.000Z",
      bar: 5,
      fills: 2,
      amount: usd("122.50"),
      qty: 0,
      value: usd("25005.00"),
    },
  ]);
});

test("fees are rows in their place among the fills; a walk that was given up leaves none", () => {
  const run = book(
    "MES",
    [
      { at: "2022-01-31T15:00:00Z", price: "5050.00", order: "buy 1 limit 5050" },
      { at: "2022-01-31T15:01:00Z", price: "5050.00" },
      { at: "2022-02-01T15:02:00Z", price: "4700.00" },
    ],
    {
      cash: "1500.00",
      execution: { fillAt: "next-open" },
      account: { marginPolicy: "liquidate", liquidationFee: usd("25.00"), monthlyFee: usd("1.55") },
    },
  );
  expect(rowsOf(run).map(({ kind, bar, fills, amount, text }) => [kind, bar, fills, amount, text])).toEqual([
    ["settlement", 2, 1, 0, null],
    ["monthly fee", 2, 1, usd("-1.55"), "market data, due 2022-02-01"],
    ["liquidation fee", 2, 1, usd("-25.00"), null],
  ]);
  expect(run.totals).toMatchObject({ dataFees: usd("1.55"), liquidationFees: usd("25.00"), transfers: 0 });
});

test("the log keeps what was pushed past any length, forgets what is taken back, and adds its texts to the others", () => {
  const fills = { length: 0 };
  const log = new CashLog(fills, 7);
  for (let k = 0; k < 1000; k++) {
    fills.length = 2 * k;
    log.push({
      bar: k,
      time: 60_000 * k,
      kind: "funding",
      amount: -k,
      qty: 3,
      value: 10,
      rate: 12_500,
      text: `t${k % 3}`,
    });
  }
  log.day = 8;
  log.push({ bar: 1000, time: 0, kind: "deposit", amount: 500 });
  log.push({ bar: 1000, time: 0, kind: "withdrawal", amount: -200 });
  expect(log.sums()).toMatchObject({ funding: -499_500, transfers: 300, interest: 0 });
  log.truncate(1001);
  expect(log.sums().transfers).toBe(500);
  const { cash, reasons } = log.columns(["a fill's"]);
  expect(cash.length).toBe(1001);
  expect(reasons).toEqual(["a fill's", "t0", "t1", "t2"]);
  expect([cash.bar[999], cash.fill[999], cash.day[999], cash.amount[999], reasons[cash.text[999]!]]).toEqual([
    999,
    1998,
    7,
    -999,
    "t0",
  ]);
  expect([cash.day[1000], cash.qty[1000], cash.value[1000], cash.rate[1000], cash.text[1000]]).toEqual([
    8,
    0,
    Number.NaN,
    Number.NaN,
    -1,
  ]);
});
