import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { runBacktest } from "#engine/backtest.js";
import { microOf as usd } from "#instrument/instrument.js";
import { formatDay, parseDay } from "#instrument/time.js";
import { dailyProfits, dailyReturns } from "#metric/daily.js";
import { drawdowns, maxDrawdown, maxDrawdownPercent, underwater } from "#metric/drawdown.js";
import { cagr, net, returnPercent } from "#metric/profit.js";
import { rulesOf } from "#risk/rules.js";
import { maxDrawdown as maxLoss } from "../../src/domain/risk.js";
import type { AccountTerms, Run } from "../../src/domain/run.js";
import { book, type Moment, specOf } from "./books.js";

const on = (date: string, price: string, order?: string): Moment => ({
  at: `${date}T15:00:00Z`,
  price,
  ...(order && { order }),
});
const trade = (moments: readonly Moment[], cash: string, account: Partial<AccountTerms>): Run =>
  book("MES", moments, { cash, feePerSide: "0.00", account: { marginPolicy: "none", ...account } });
const moved = (run: Run) =>
  run.events
    .filter(({ kind }) => kind === "deposit" || kind === "withdrawal" || kind === "interest")
    .map(({ bar, kind, amount, text }) => [bar, kind, amount, text]);

describe("deposits and withdrawals", () => {
  const march = [on("2024-02-29", "5000"), on("2024-03-01", "5000"), on("2024-03-04", "5000")];

  test("come on their trade date, before its first bar; one of a day without one on the next", () => {
    const transfers = [
      { day: parseDay("2024-03-01"), amount: usd("1000.00") },
      { day: parseDay("2024-03-03"), amount: usd("-250.50") },
    ];
    const run = trade(march, "5000.00", { transfers });
    expect(moved(run)).toEqual([
      [1, "deposit", usd("1000.00"), "deposit of 2024-03-01"],
      [2, "withdrawal", usd("-250.50"), "withdrawal of 2024-03-03"],
    ]);
    expect(Array.from(run.equity)).toEqual([usd("5000.00"), usd("6000.00"), usd("5749.50")]);
    expect(run.daily.map(({ balance }) => balance)).toEqual(Array.from(run.equity));
    expect(run.totals).toMatchObject({ transfers: usd("749.50"), net: 0, gross: 0 });
    expect(auditRun(run).problems).toEqual([]);
  });

  test("are no profit, no loss and no drawdown", () => {
    const run = trade(march, "5000.00", {
      transfers: [
        { day: parseDay("2024-03-01"), amount: usd("-3000.00") },
        { day: parseDay("2024-03-04"), amount: usd("9000.00") },
      ],
    });
    expect([net.of(run), returnPercent.of(run), maxDrawdown.of(run), maxDrawdownPercent.of(run)]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(dailyProfits(run).map(({ profit }) => profit)).toEqual([0, 0, 0]);
    expect(dailyReturns(run)).toEqual([0, 0, 0]);
  });

  test("returns are time-weighted: 10 % won, then as much again put in, then 5 % lost", () => {
    const moments = [
      on("2024-02-29", "5000", "buy 1"),
      on("2024-03-01", "5100"), // +$500 on $5,000
      on("2024-03-04", "4990"), // −$550 on $5,500 + $5,500
    ];
    const run = trade(moments, "5000.00", {
      transfers: [{ day: parseDay("2024-03-04"), amount: usd("5500.00") }],
    });
    expect(run.equity.at(-1)).toBe(usd("10450.00"));
    expect(net.of(run)).toBe(usd("-50.00"));
    expect(returnPercent.of(run)).toBeCloseTo(100 * (1.1 * 0.95 - 1), 10);
    expect(dailyReturns(run)!.map((value) => Number(value.toFixed(12)))).toEqual([0, 0.1, -0.05]);
    expect(maxDrawdown.of(run)).toBe(usd("550.00"));
    // A tenth of the account before the deposit, but a twentieth of what was there when it was lost.
    expect(maxDrawdownPercent.of(run)).toBeCloseTo(5, 10);
    expect(drawdowns(run)[0]!.percent).toBeCloseTo(5, 10);
    expect(underwater(run).at(-1)).toBe(usd("550.00"));
  });

  test("annual growth is that of the account, not of what was paid into it", () => {
    const moments = [
      on("2023-01-03", "4000", "buy 1"),
      on("2023-07-03", "4200"), // +$1,000 on $10,000
      on("2024-01-03", "4420"), // +$1,100 on $11,000 + $11,000: 5 %
    ];
    const run = trade(moments, "10000.00", {
      transfers: [{ day: parseDay("2024-01-03"), amount: usd("11000.00") }],
    });
    const days = parseDay("2024-01-03") - parseDay("2023-01-03") + 1;
    expect(cagr.of(run)).toBeCloseTo(100 * ((1.1 * 1.05) ** (365.25 / days) - 1), 9);
  });

  test("a withdrawal takes no margin: what positions need stays", () => {
    const moments = [
      { ...on("2022-02-10", "4400", "buy 1") },
      on("2022-02-11", "4400"),
      on("2022-02-14", "4400"),
    ];
    const run = book("MES", moments, {
      cash: "2000.00",
      feePerSide: "0.00",
      account: {
        marginPolicy: "liquidate",
        transfers: [{ day: parseDay("2022-02-11"), amount: usd("-1500.00") }],
      },
    });
    expect(run.daily[1]).toMatchObject({ initial: usd("1188.00"), equity: usd("1188.00"), excess: 0 });
    expect(moved(run)[0]![3]).toBe("withdrawal of 2022-02-11: $1,500.00 asked for, $812.00 free");
  });

  test("a withdrawal is no loss to a loss limit, and a deposit is no room for one", () => {
    const moments = [
      on("2024-02-29", "5000", "buy 1"),
      on("2024-03-01", "5000"),
      on("2024-03-04", "4990"), // −$50
      on("2024-03-05", "4981"), // −$95 in all
      on("2024-03-06", "4980"), // −$100
    ];
    const limited = (amount: string) => {
      const spec = specOf("MES", moments, {
        cash: "5000.00",
        feePerSide: "0.00",
        account: { marginPolicy: "none", transfers: [{ day: parseDay("2024-03-01"), amount: usd(amount) }] },
      });
      return runBacktest({ ...spec, risk: rulesOf([maxLoss(100)], "risk") });
    };
    for (const amount of ["-3000.00", "3000.00"]) {
      const run = limited(amount);
      expect(Array.from(run.position)).toEqual([1, 1, 1, 1, 0]);
      expect(run.events.filter(({ kind }) => kind === "risk limit")).toHaveLength(1);
    }
  });

  test("one that lies before the run or after it is not made", () => {
    const transfers = [
      { day: parseDay("2024-02-01"), amount: usd("1.00") },
      { day: parseDay("2024-03-05"), amount: usd("1.00") },
    ];
    const run = trade(march, "5000.00", { transfers });
    expect(moved(run)).toEqual([]);
    expect(run.warnings.join()).toContain(
      "2 of 2 deposits and withdrawals lie outside the run and were not made; the first: 2024-02-01.",
    );
  });

  test("wherever they fall, equity is start cash + what was earned + what was moved, and earnings do not depend on them", () => {
    const dates = ["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-04", "2024-03-05"];
    const prices = fc.array(fc.integer({ min: 4900, max: 5100 }), { minLength: 6, maxLength: 6 });
    const transfer = fc.record({
      day: fc.integer({ min: parseDay("2024-02-28"), max: parseDay("2024-03-05") }),
      amount: fc.integer({ min: -2e9, max: 2e9 }).filter((amount) => amount !== 0),
    });
    fc.assert(
      fc.property(prices, fc.array(transfer, { maxLength: 5 }), (path, list) => {
        const transfers = [...list].sort((a, b) => a.day - b.day);
        const moments = dates.map((date, i) => on(date, String(path[i]), i === 0 ? "buy 1" : undefined));
        const run = trade(moments, "100000.00", { transfers });
        const plain = trade(moments, "100000.00", {});
        expect(dailyProfits(run)).toEqual(dailyProfits(plain));
        expect(run.totals.net).toBe(plain.totals.net);
        expect(maxDrawdown.of(run)).toBe(maxDrawdown.of(plain));
        const sum = transfers.reduce((total, { amount }) => total + amount, 0);
        expect(run.totals.transfers).toBe(sum);
        expect(run.equity.at(-1)).toBe(plain.equity.at(-1)! + sum);
      }),
      { numRuns: 40 },
    );
  });
});

describe("interest on cash", () => {
  const rate = (from: string, credit: string, debit = "0") => ({
    from: parseDay(from),
    credit: Number(credit) * 1e6,
    debit: Number(debit) * 1e6,
  });

  test("is earned by calendar days over 360 on settled cash, and posted on the first trade date of the next month", () => {
    // $100,000 at 3.6 %: $10 a day. Thursday to Friday one day; Friday to Monday three, but posted before those.
    const moments = [
      on("2024-02-29", "5000"),
      on("2024-03-01", "5000"),
      on("2024-03-04", "5000"),
      on("2024-04-01", "5000"),
    ];
    const run = trade(moments, "100000.00", { interest: [rate("2024-01-01", "3.6")] });
    expect(moved(run)).toEqual([
      [1, "interest", usd("10.00"), "interest until 2024-03-01"],
      // 31 days on $100,010: $310.031, to the cent.
      [3, "interest", usd("310.03"), "interest until 2024-04-01"],
    ]);
    expect(run.totals).toMatchObject({ interest: usd("320.03"), net: usd("320.03"), gross: 0 });
    expect(run.cash.rate[run.cash.length - 1]).toBe(3_600_000);
  });

  test("at the rate of each date; a debit is charged at its own", () => {
    const moments = [
      on("2024-02-27", "5000", "buy 1"),
      on("2024-02-28", "4800"),
      on("2024-02-29", "4800"),
      on("2024-03-01", "4800"),
    ];
    const rates = [rate("2024-01-01", "3.6", "7.2"), rate("2024-02-29", "1.8", "9")];
    // Settled at 5000: $900 a day at 3.6 %: $0.09. Then −$100: −$0.02, and at 9 % −$0.025: together $0.045.
    const run = trade(moments, "900.00", { interest: rates });
    expect(run.daily.map(({ balance }) => balance).slice(0, 3)).toEqual([
      usd("900.00"),
      usd("-100.00"),
      usd("-100.00"),
    ]);
    expect(moved(run)).toEqual([[3, "interest", usd("0.05"), "interest until 2024-03-01"]]);
  });

  test("what is not posted by the end of the data is in no number", () => {
    const run = trade([on("2024-03-01", "5000"), on("2024-03-28", "5000")], "100000.00", {
      interest: [rate("2024-01-01", "5")],
    });
    expect(run.totals.net).toBe(0);
  });

  test("agrees with decimal arithmetic over the statements, for any path and rates", () => {
    const dates = [
      "2024-01-30",
      "2024-01-31",
      "2024-02-01",
      "2024-02-29",
      "2024-03-01",
      "2024-04-02",
      "2024-04-03",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 3000, max: 7000 }), { minLength: 7, maxLength: 7 }),
        fc.integer({ min: 0, max: 9_999_999 }),
        fc.integer({ min: 0, max: 19_999_999 }),
        (path, credit, debit) => {
          const moments = dates.map((date, i) => on(date, String(path[i]), i === 0 ? "buy 3" : undefined));
          const run = trade(moments, "12345.67", { interest: [{ from: 0, credit, debit }] });
          let sum = new Decimal(0);
          const posted: string[] = [];
          run.daily.slice(1).forEach(({ day }, i) => {
            const before = run.daily[i]!;
            const share = new Decimal(before.balance < 0 ? debit : credit).div(1e8);
            sum = sum.plus(
              new Decimal(before.balance)
                .div(1e6)
                .times(share)
                .times(day - before.day)
                .div(360),
            );
            if (formatDay(day).slice(0, 7) === formatDay(before.day).slice(0, 7)) return;
            const cents = sum.toDecimalPlaces(2, Decimal.ROUND_HALF_CEIL);
            if (!cents.isZero()) posted.push(cents.toFixed(2));
            sum = new Decimal(0);
          });
          const found = moved(run).map(([, , amount]) => new Decimal(amount as number).div(1e6).toFixed(2));
          expect(found).toEqual(posted);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("the audit", () => {
  const moments = [
    on("2024-02-28", "5000"),
    on("2024-02-29", "5000"),
    on("2024-03-01", "5000"),
    on("2024-03-04", "5000"),
  ];
  const run = () =>
    trade(moments, "90000.00", {
      interest: [{ from: 0, credit: 4_000_000, debit: 0 }],
      transfers: [
        { day: parseDay("2024-02-29"), amount: usd("1000.00") },
        { day: parseDay("2024-02-29"), amount: usd("2000.00") },
        { day: parseDay("2024-03-04"), amount: usd("-500.00") },
      ],
    });
  const problems = (changed: Run): string[] => [...auditRun(changed).problems];

  test("agrees with deposits, withdrawals and interest, each computed again", () => {
    expect(problems(run())).toEqual([]);
    expect(moved(run()).map(([, kind, amount]) => [kind, amount])).toEqual([
      ["deposit", usd("1000.00")],
      ["deposit", usd("2000.00")],
      // $90,000 and $93,000 for a day each at 4 %: $10 + $10.3333….
      ["interest", usd("20.33")],
      ["withdrawal", usd("-500.00")],
    ]);
  });

  test("finds what the schedule or the rates do not say", () => {
    const { account } = run().inputs;
    const as = (terms: Partial<AccountTerms>): Run => {
      const one = run();
      return { ...one, inputs: { ...one.inputs, account: { ...account, ...terms } } };
    };
    expect(problems(as({ interest: [{ from: 0, credit: 4_000_100, debit: 0 }] }))).toEqual([]);
    expect(problems(as({ interest: [{ from: 0, credit: 4_100_000, debit: 0 }] }))[0]).toContain("interest");
    expect(problems(as({ interest: [] })).join()).toContain("interest");
    expect(problems(as({ transfers: account.transfers!.slice(1) })).join()).toContain("deposit");
    expect(problems(as({ transfers: account.transfers!.slice(0, 2) })).join()).toContain("withdrawal");
    const more = [...account.transfers!, { day: parseDay("2024-03-01"), amount: usd("1.00") }];
    expect(problems(as({ transfers: more })).join()).toContain("deposits of the schedule");
  });
});
