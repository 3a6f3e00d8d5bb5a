// Are the promises of a plan held against trades as the docs define them?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JournalOrder, JournalTrade } from "#domain/journal.js";
import type { RuleResult } from "#domain/journal-notes.js";
import { MICRO } from "#domain/money.js";
import { plansOf } from "#journal/plan-file.js";
import { ruleBreaches } from "#journal/rules.js";

const plan = (lines: string) => plansOf(`[plan.orb-mes]\n${lines}`, "plan.toml").plans[0]!;
/** 12 March 2026 in New York: UTC−4. */
const at = (clock: string): number => Date.parse(`2026-03-12T${clock.padEnd(8, ":00")}-04:00`);
const DAY = 20_524;

interface Drawn {
  id: string;
  from: string;
  to: string | null;
  net: number;
  qty?: number;
  root?: string;
  risk?: number | null;
  side?: 1 | -1;
  account?: string;
  day?: number;
}

/** A trade of one leg that earned `net` dollars, $1.24 of costs a contract taken off. */
function trade({
  id,
  from,
  to,
  net,
  qty = 2,
  root = "MES",
  risk = null,
  side = 1,
  ...rest
}: Drawn): JournalTrade {
  const costs = qty * 1_240_000;
  const entryTime = at(from);
  const exitTime = to === null ? null : at(to);
  const gross = Math.round(net * MICRO) + costs;
  const leg = { qty, entryTime, exitTime: exitTime ?? 0, entrySum: 0, exitSum: 0, gross };
  return {
    id,
    account: rest.account ?? "eval",
    root,
    contract: `${root}H26`,
    side,
    qty,
    most: qty,
    entryTime,
    exitTime,
    entrySum: 0,
    exitSum: 0,
    legs: exitTime === null ? [] : [leg],
    gross,
    costs,
    estimated: false,
    net: Math.round(net * MICRO),
    risk: risk === null ? null : risk * MICRO,
    r: null,
    mae: null,
    mfe: null,
    equity: null,
    leverage: null,
    leverageMax: null,
    notional: 0,
    marginUsed: null,
    day: rest.day ?? DAY,
    fills: [],
    open: exitTime === null ? "at end" : "no",
  };
}

/** What the worked example calls A1 to A4. */
const A1 = trade({ id: "t-a1", from: "09:49", to: "10:12", net: 82.52, risk: 100 });
const A2 = trade({ id: "t-a2", from: "11:05", to: "11:22", net: -109.98, side: -1, risk: 100 });
const A3 = trade({ id: "t-a3", from: "11:24", to: "11:41", net: -116.22, qty: 3, risk: null });
const A4 = trade({ id: "t-a4", from: "15:05", to: "15:40", net: 165.04, qty: 4, risk: 200 });
const WEEK = [A1, A2, A3, A4];

const stop = (from: string, to: string | null, more: Partial<JournalOrder> = {}): JournalOrder => ({
  broker: "ours",
  account: "eval",
  id: `o-${from}`,
  symbol: "MESH6",
  contract: "MESH26",
  root: "MES",
  side: -1,
  qty: 2,
  kind: "stop",
  stop: "5600",
  limit: null,
  state: "cancelled",
  placed: at(from),
  ended: to === null ? null : at(to),
  by: null,
  source: { file: "orders.csv", line: 2, sha256: "" },
  ...more,
});

/** "t-a4 held 4 +82.52" for each breach. */
const said = ({ breaches }: RuleResult): string[] =>
  breaches.map(({ trade: id, happened, dollars }) => `${id} ${happened} ${(dollars / MICRO).toFixed(2)}`);
const only = (lines: string, trades = WEEK, orders: JournalOrder[] = []): RuleResult => {
  const results = ruleBreaches(plan(lines), trades, orders);
  expect(results).toHaveLength(1);
  return results[0]!;
};

test("a trade that began before the files is judged by no rule: nobody knows how it was entered", () => {
  const unseen: JournalTrade = {
    ...trade({ id: "t-x", from: "03:00", to: "03:00", net: -500, qty: 9 }),
    open: "at start",
  };
  const promises =
    'contracts = 2\nwindow = "09:30-15:30 America/New_York"\nmax_trades_per_day = 4\nmax_daily_loss = 1000';
  const all = (trades: JournalTrade[]) => ruleBreaches(plan(promises), trades, []);
  expect(all([unseen, ...WEEK])).toEqual(all(WEEK));
  expect(all([unseen]).map(({ judged, breaches }) => [judged, breaches.length])).toEqual(
    Array.from({ length: 4 }, () => [0, 0]),
  );
});

describe("the worked example", () => {
  test("contracts: the share of the result above the promise; the winner that was too large earned 82.52 by it", () => {
    const result = only("contracts = 2");
    expect(said(result)).toEqual(["t-a3 held 3 -38.74", "t-a4 held 4 82.52"]);
    expect(result).toMatchObject({ rule: "contracts", promise: "at most 2", judged: 4, unknown: 0 });
    expect(result.dollars).toBe(43_780_000);
  });

  test("cooldown: a trade two minutes after a loss breaks it with all it lost", () => {
    expect(said(only('cooldown_after_loss = "15m"'))).toEqual(["t-a3 opened 2m after a loss -116.22"]);
    expect(said(only('cooldown_after_loss = "2m"'))).toEqual([]);
    expect(said(only('cooldown_after_loss = "2m1s"'))).toHaveLength(1);
  });

  test("trades a day: those after the last one that was promised", () => {
    expect(said(only("max_trades_per_day = 3"))).toEqual(["t-a4 trade 4 of 2026-03-12 165.04"]);
    expect(said(only("max_trades_per_day = 4"))).toEqual([]);
  });

  test("daily loss: the part beyond the limit, and every trade that is opened after it", () => {
    // 82.52 − 109.98 − 116.22 = −143.68: past −100 with the third trade.
    const result = only("max_daily_loss = 100");
    expect(said(result)).toEqual([
      "t-a3 the day stood at −$143.68 -43.68",
      "t-a4 opened after the day stood at −$143.68 165.04",
    ]);
    // The day ended at 21.36: what the promise would have kept is −100, so breaking it made 121.36.
    expect(result.dollars).toBe(121_360_000);
    expect(said(only("max_daily_loss = 143.68"))).toEqual([
      "t-a4 opened after the day stood at −$143.68 165.04",
    ]);
    expect(said(only("max_daily_loss = 143.69"))).toEqual([]);
  });

  test("risk: the share above the promise; a trade whose risk is not known is not judged", () => {
    const result = only("risk_per_trade = 105");
    expect(said(result)).toEqual(["t-a4 risked $200.00 78.39"]);
    expect(result).toMatchObject({ judged: 3, unknown: 1 });
  });

  test("instruments", () => {
    const MNQ = trade({ id: "t-b1", from: "10:00", to: "10:01", net: -20, root: "MNQ" });
    expect(said(only('instruments = ["mes"]', [...WEEK, MNQ]))).toEqual(["t-b1 traded MNQ -20.00"]);
  });

  test("a plan without promises has no rules, and every promise that is made is a rule", () => {
    expect(ruleBreaches(plan(""), WEEK, [])).toEqual([]);
    const all = plan(`instruments = ["MES"]\ncontracts = 2\nwindow = "09:30-15:30 America/New_York"
max_trades_per_day = 4\nmax_daily_loss = 300\nrisk_per_trade = 105
cooldown_after_loss = "15m"\nstop_required_within = "10s"`);
    expect(ruleBreaches(all, WEEK, []).map(({ rule, breaches }) => `${rule} ${breaches.length}`)).toEqual([
      "instruments 0",
      "contracts 2",
      "window 0",
      "max_trades_per_day 0",
      "max_daily_loss 0",
      "risk_per_trade 1",
      "cooldown_after_loss 1",
      "stop_required_within 0",
    ]);
  });
});

describe("the window of entries", () => {
  const entry = (from: string) => trade({ id: `t-${from}`, from, to: null, net: -10 });

  test("its first minute belongs to it, its last moment does not", () => {
    const result = only('window = "09:30-15:30 America/New_York"', [
      entry("09:29:59"),
      entry("09:30"),
      entry("15:29:59"),
      entry("15:30"),
    ]);
    expect(said(result)).toEqual(["t-09:29:59 entered 09:29 -10.00", "t-15:30 entered 15:30 -10.00"]);
  });

  test("its zone keeps summer time: half past nine in New York is 13:30 UTC in July and 14:30 in January", () => {
    const window = plan('window = "09:30-15:30 America/New_York"');
    const moment = (utc: string): JournalTrade => ({ ...A1, entryTime: Date.parse(utc), legs: [] });
    const count = (utc: string) => ruleBreaches(window, [moment(utc)], [])[0]!.breaches.length;
    expect([count("2026-07-01T13:30Z"), count("2026-07-01T13:29Z")]).toEqual([0, 1]);
    expect([count("2026-01-05T14:30Z"), count("2026-01-05T14:29Z")]).toEqual([0, 1]);
  });

  test("may run past midnight, and have a pause", () => {
    const night = 'window = "18:00-02:00 America/New_York"';
    expect(said(only(night, [entry("18:00"), entry("01:59"), entry("02:00"), entry("12:00")]))).toHaveLength(
      2,
    );
    const pause = 'window = "09:30-11:30, 13:00-15:30 America/New_York"';
    expect(said(only(pause, [entry("11:00"), entry("12:00"), entry("13:00")]))).toEqual([
      "t-12:00 entered 12:00 -10.00",
    ]);
  });

  test("contracts that are added outside of it count with their own result and share of costs", () => {
    const leg = (from: string, gross: number) => ({
      qty: 1,
      entryTime: at(from),
      exitTime: at("15:50"),
      entrySum: 0,
      exitSum: 0,
      gross: gross * MICRO,
    });
    const added: JournalTrade = {
      ...trade({ id: "t-add", from: "15:20", to: "15:50", net: 0 }),
      legs: [leg("15:20", 50), leg("15:40", -30)],
      gross: 20 * MICRO,
      costs: 2_480_000,
      net: 17_520_000,
    };
    const result = only('window = "09:30-15:30 America/New_York"', [added]);
    expect(said(result)).toEqual(["t-add entered 15:40 -31.24"]);
  });
});

describe("a stop within seconds", () => {
  const rule = 'stop_required_within = "10s"';
  const long = trade({ id: "t-l", from: "10:00", to: "10:30", net: -50 });

  test.each<[string, JournalOrder[], string[] | "unknown"]>([
    ["no orders at all: unknown", [], "unknown"],
    ["only another account's: unknown", [stop("10:00:05", null, { account: "live" })], "unknown"],
    [
      "orders of another week: unknown",
      [{ ...stop("10:00", null), placed: at("10:00") - 7 * 864e5 }],
      "unknown",
    ],
    ["in time", [stop("10:00:10", "10:30")], []],
    ["placed with the entry, before its fill", [stop("09:59:58", "10:30")], []],
    ["too late", [stop("10:00:11", "10:30")], ["t-l first stop after 11s -50.00"]],
    ["never", [stop("10:00", "10:30", { kind: "limit" })], ["t-l no stop -50.00"]],
    ["on the wrong side", [stop("10:00", "10:30", { side: 1 })], ["t-l no stop -50.00"]],
    ["in another contract", [stop("10:00", "10:30", { contract: "MESM26" })], ["t-l no stop -50.00"]],
    ["rejected", [stop("10:00", null, { state: "rejected" })], ["t-l no stop -50.00"]],
    ["cancelled before the deadline", [stop("10:00:01", "10:00:09")], ["t-l no stop -50.00"]],
    ["cancelled and replaced", [stop("10:00:01", "10:00:09"), stop("10:00:09", "10:20")], []],
    ["for half of it", [stop("10:00:01", "10:30", { qty: 1 })], ["t-l a stop for 1 of 2 -50.00"]],
    ["two halves", [stop("10:00:01", null, { qty: 1 }), stop("10:00:02", null, { qty: 1 })], []],
    ["trailing", [stop("10:00:01", null, { kind: "trailing stop" })], []],
  ])("%s", (_name, orders, expected) => {
    const result = only(rule, [long], orders);
    if (expected === "unknown") expect(result).toMatchObject({ judged: 0, unknown: 1, breaches: [] });
    else expect(said(result)).toEqual(expected);
  });

  test("a trade that is flat before the deadline needs none", () => {
    const quick = trade({ id: "t-q", from: "10:00:00", to: "10:00:09", net: 5 });
    expect(said(only(rule, [quick], [stop("09:00", "09:01", { kind: "market" })]))).toEqual([]);
  });
});

const someTrade = fc
  .record({
    minute: fc.integer({ min: 0, max: 600 }),
    held: fc.integer({ min: 0, max: 60 }),
    net: fc.integer({ min: -400_000_000, max: 400_000_000 }),
    account: fc.constantFrom("a", "b"),
    day: fc.integer({ min: DAY, max: DAY + 1 }),
  })
  .map(({ minute, held, net, account, day }) => {
    const entryTime = at("08:00") + (day - DAY) * 864e5 + minute * 60_000;
    return { entryTime, exitTime: entryTime + held * 60_000, net, account, day };
  });
const someTrades = fc
  .array(someTrade, { maxLength: 25 })
  .map((list) => list.map((one, k): JournalTrade => ({ ...A1, ...one, id: `t-${k}`, legs: [] })));

describe("for any trades", () => {
  const promises = plan(
    'max_trades_per_day = 2\nmax_daily_loss = 100\ncooldown_after_loss = "15m"\ncontracts = 1',
  );

  test("the order in which they come does not matter", () => {
    fc.assert(
      fc.property(someTrades, fc.integer(), (trades, turn) => {
        const turned = [...trades].sort((a, b) => ((a.net * turn) % 97) - ((b.net * turn) % 97));
        expect(ruleBreaches(promises, turned, [])).toEqual(ruleBreaches(promises, trades, []));
      }),
    );
  });

  test("an account is judged as if it were the only one, and the sums are those of the breaches", () => {
    fc.assert(
      fc.property(someTrades, (trades) => {
        const both = ruleBreaches(promises, trades, []);
        const of = (account: string) =>
          ruleBreaches(
            promises,
            trades.filter((one) => one.account === account),
            [],
          );
        for (const [k, result] of both.entries()) {
          const apart = [...of("a")[k]!.breaches, ...of("b")[k]!.breaches];
          expect(new Set(result.breaches.map((one) => one.trade))).toEqual(
            new Set(apart.map((one) => one.trade)),
          );
          expect(result.dollars).toBe(apart.reduce((sum, { dollars }) => sum + dollars, 0));
        }
      }),
    );
  });

  test("where trades follow one another, a day's breaches of its loss sum to what it ended beyond the limit", () => {
    const nets = fc.array(fc.integer({ min: -90_000_000, max: 90_000_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(nets, (list) => {
        const trades = list.map((net, k): JournalTrade => {
          const entryTime = at("09:30") + k * 600_000;
          return { ...A1, id: `t-${k}`, net, entryTime, exitTime: entryTime + 300_000 };
        });
        const [result] = ruleBreaches(plan("max_daily_loss = 100"), trades, []);
        let sum = 0;
        const reached = list.some((net) => (sum += net) <= -100 * MICRO);
        const total = list.reduce((all, net) => all + net, 0);
        expect(result!.dollars).toBe(reached ? total + 100 * MICRO : 0);
      }),
    );
  });
});
