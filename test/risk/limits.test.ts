// Does every declared limit hold on drawn markets, with each of its actions?

import { describe, expect, test } from "vitest";
import {
  blackout,
  coolDown,
  dailyLoss,
  fixedContracts,
  flatByClose,
  maxContracts,
  maxDrawdown,
  maxMarginUse,
  maxTradesPerDay,
  type RiskRule,
  riskPercent,
  tradeLoss,
  tradingHours,
} from "#domain/risk.js";
import { runBacktest } from "#engine/backtest.js";
import { rulesOf } from "#risk/rules.js";
import { Strategy } from "#strategy/strategy.js";
import { endings, fillLines, type ReplayOptions, replayRun, scriptFor, specOf } from "../engine/replay.js";

/** MES: a tick is $1.25. Costless and without slippage unless told; $10,000. */
const run = (drawing: string, risk: readonly RiskRule[], options: ReplayOptions = {}) =>
  replayRun(drawing, { cash: 10_000, ...options, risk });
const fills = (...args: Parameters<typeof run>) => fillLines(run(...args));
const told = ({ events }: ReturnType<typeof run>) =>
  events.filter(({ kind }) => kind === "risk limit" || kind === "reduced").map(({ text }) => text);

const quiet = "100 101 99 100";

describe("sizing decides what opens, and leaves what closes to the strategy", () => {
  test("a 10-point stop of MES is $50: 1 % of $5,000 buys one, and none once costs and slippage are in it", () => {
    const drawing = `${quiet} | buy 7, stop 40t\n${quiet} |`;
    const terms = { cash: 5000, costPerSide: 0.62, slippage: 1 };
    expect(fills(drawing, [riskPercent(1, { costs: false })], terms)).toEqual(["bar 1: buy 1 @ 101 market"]);
    expect(endings(run(drawing, [riskPercent(1)], terms))).toEqual([
      "1 rejected: risk budget $50.00 (1% of equity) buys 0 contracts: one risks $53.74",
    ]);
  });

  test("a limit entry does not slip, so only its exit's tick is in the budget: $52.49 buy one MES", () => {
    const drawing = `${quiet} | buy 1 limit 98, stop 40t\n100 101 90 95 |`;
    const terms = { costPerSide: 0.62, slippage: 1 };
    expect(fills(drawing, [riskPercent(1)], { ...terms, cash: 5249 })).toEqual(["bar 1: buy 1 @ 98 limit"]);
    expect(fills(drawing, [riskPercent(1)], { ...terms, cash: 5248 })).toEqual([]);
  });

  test("a stop at a price is measured from where the order expects to fill", () => {
    const drawing = `${quiet} | buy 1 stop 110, stop 90\n100 112 99 111 |`;
    // 20 ticks are $25: four of them in 1 % of $10,000.
    expect(fills(drawing, [riskPercent(1)])).toEqual(["bar 1: buy 4 @ 110 stop"]);
  });

  test("an exit closes as many as it says, a reversal closes all and opens as many as the rule says", () => {
    const drawing = `
      ${quiet} | buy 1
      ${quiet} | sell 2
      ${quiet} | go -1
      ${quiet} | go -1
      ${quiet} | go 0
      ${quiet} |`;
    expect(fills(drawing, [fixedContracts(3)])).toEqual([
      "bar 1: buy 3 @ 100 market",
      "bar 2: sell 2 @ 100 market",
      "bar 3: sell 4 @ 100 market",
      "bar 5: buy 3 @ 100 market",
    ]);
  });

  test("an order may leave its number to the rule, and so may the exits that it triggers", () => {
    class Unsized extends Strategy {
      override onBar(): void {
        if (this.bar !== 0) return;
        const exits = { side: "sell", oco: "out", reduceOnly: true } as const;
        this.buy({
          triggers: [
            { ...exits, limit: 26 },
            { ...exits, stop: 24 },
          ],
        });
      }
    }
    const spec = specOf("100 101 99 100 |\n100 101 99 100 |\n100 106 99 105 |", {
      risk: [fixedContracts(3)],
    });
    expect(fillLines(runBacktest({ ...spec, strategy: Unsized }))).toEqual([
      "bar 1: buy 3 @ 100 market",
      "bar 2: sell 3 @ 104 limit",
    ]);
  });

  test("exits that an order triggers stay as large as it is, and those for a part stay that part", () => {
    const drawing = `
      ${quiet} | buy 2 [sell 2 limit 104 oco out & sell 1 stop 95]
      ${quiet} |
      100 106 99 105 |
      105 106 90 91 |`;
    expect(fills(drawing, [fixedContracts(4)]).slice(0, 2)).toEqual([
      "bar 1: buy 4 @ 100 market",
      "bar 2: sell 4 @ 104 limit",
    ]);
    expect(run(drawing, [fixedContracts(4)]).orders.map(({ qty }) => qty)).toEqual([4, 4, 1]);
  });

  test("without a rule it may not", () => {
    class Unsized extends Strategy {
      override onBar(): void {
        this.buy({});
      }
    }
    const spec = specOf("100 101 99 100 |", { risk: [maxContracts(3)] });
    expect(() => runBacktest({ ...spec, strategy: Unsized })).toThrow(/qty undefined/);
  });

  test("a rule that stands beside the strategy holds; the terms' sizing stands in for it, their limits come on top", () => {
    const drawing = `${quiet} | buy 1\n${quiet} |`;
    const spec = specOf(drawing);
    class Sized extends scriptFor(drawing) {
      static readonly risk = [fixedContracts(5), maxContracts(4)];
    }
    const sized = { ...spec, strategy: Sized };
    const entry = (risk: readonly RiskRule[]) =>
      fillLines(runBacktest({ ...sized, risk: rulesOf(risk, "risk") }))[0];
    expect(entry([])).toBe("bar 1: buy 4 @ 100 market");
    expect(entry([fixedContracts(2)])).toBe("bar 1: buy 2 @ 100 market");
    expect(entry([maxContracts(3)])).toBe("bar 1: buy 3 @ 100 market");
    expect(runBacktest(sized).inputs.risk).toEqual({ size: fixedContracts(5), limits: [maxContracts(4)] });
  });
});

describe("max contracts", () => {
  test("an order for more is reduced, one that finds no room is refused, and both are told", () => {
    const result = run(
      `100 101 99 100 | buy 6
       100 101 99 100 | buy 1
       100 101 99 100 |`,
      [maxContracts(4)],
    );
    expect(fillLines(result)).toEqual(["bar 1: buy 4 @ 100 market"]);
    expect(told(result)).toEqual(["max contracts 4: reduced from 6 to 4"]);
    expect(endings(result)[1]).toBe("2 rejected: max contracts 4: 4 held and 0 waiting leave no room");
  });

  test("orders that wait count as if they had filled", () => {
    const result = run("100 101 99 100 | buy 3 limit 95; buy 3 limit 94\n100 101 90 92 |", [maxContracts(4)]);
    expect(fillLines(result)).toEqual(["bar 1: buy 3 @ 95 limit", "bar 1: buy 1 @ 94 limit"]);
  });

  test("what closes is never held back, and a reversal opens no more than the limit", () => {
    const drawing = "100 101 99 100 | buy 4\n100 101 99 100 | sell 9\n100 101 99 100 |";
    expect(fills(drawing, [maxContracts(4)])).toEqual([
      "bar 1: buy 4 @ 100 market",
      "bar 2: sell 8 @ 100 market",
    ]);
  });

  test("orders that wait on the other side do not count: each side is measured by itself", () => {
    const result = run(
      "100 101 99 100 | buy 3 stop 105; sell 7 stop 95\n100 106 90 92 |",
      [maxContracts(3)],
      {
        path: "ohlc",
      },
    );
    expect(fillLines(result)).toEqual(["bar 1: buy 3 @ 105 stop", "bar 1: sell 3 @ 95 stop"]);
  });

  test("an order cannot be amended beyond it", () => {
    class Grows extends Strategy {
      override onBar(): void {
        if (this.bar === 0) this.buy({ qty: 2, limit: 20 });
        if (this.bar === 1)
          expect([this.amend(1, { qty: 5 }), this.amend(1, { qty: 4 })]).toEqual([false, true]);
      }
    }
    const spec = specOf("100 101 99 100 |\n100 101 99 100 |\n100 101 70 75 |", { risk: [maxContracts(4)] });
    const result = runBacktest({ ...spec, strategy: Grows });
    expect(fillLines(result)).toEqual(["bar 2: buy 4 @ 80 limit"]);
    expect(told(result)).toEqual(["not amended: max contracts 4: reduced from 5 to 4"]);
  });
});

describe("margin use", () => {
  const terms = { margin: { initial: "1000", maintenance: "900" } };

  test("half of $10,000 carries five contracts of $1,000, not the ten that the exchange would allow", () => {
    const result = run(
      "100 101 99 100 | buy 9\n100 101 99 100 | buy 1\n100 101 99 100 |",
      [maxMarginUse(50)],
      terms,
    );
    expect(fillLines(result)).toEqual(["bar 1: buy 5 @ 100 market"]);
    expect(told(result)).toEqual(["margin use 50%: reduced from 9 to 5"]);
    expect(endings(result)[1]).toBe(
      "2 rejected: margin use 50%: $5,000.00 of $5,000.00 is used and one contract needs $1,000.00",
    );
  });
});

describe("loss per trade", () => {
  test("the position leaves where the loss is reached, like a stop; the next trade begins anew", () => {
    const result = run(
      `100 101  99 100 | buy 2
       100 101  99 100 | buy 1 limit 80
       100 101  85  95 |
        95  96  94  95 | buy 1
        95  96  94  95 |`,
      [tradeLoss(25)],
    );
    expect(fillLines(result)).toEqual([
      "bar 1: buy 2 @ 100 market",
      "bar 2: sell 2 @ 90 loss limit", // 10 ticks × 2 × $1.25 = $25
      "bar 4: buy 1 @ 95 market",
    ]);
    expect(told(result)).toEqual(["trade loss $25.00 reached: counted from $10,000.00, equity $9,975.00"]);
    expect(endings(result)[1]).toBe("2 cancelled: loss limit of the position");
    expect(result.trades[0]!.exitReason).toBe("trade loss $25.00");
  });

  test("a gap gives no better price than the open, and slippage comes on top", () => {
    const drawing = "100 101 99 100 | buy 2\n100 101 99 100 |\n80 85 79 84 |";
    expect(fills(drawing, [tradeLoss(25)], { slippage: 1 })).toEqual([
      "bar 1: buy 2 @ 101 market",
      "bar 2: sell 2 @ 79 loss limit",
    ]);
  });

  test("costs of the entry are part of the loss", () => {
    // 2 × $1.25 have been paid at the entry: $22.50 are left, and 9 ticks × $2.50.
    const drawing = "100 101 99 100 | buy 2\n100 101 99 100 |\n100 101 85 95 |";
    expect(fills(drawing, [tradeLoss(25)], { costPerSide: 1.25 })[1]).toBe("bar 2: sell 2 @ 91 loss limit");
  });

  test("a short loses upwards", () => {
    const drawing = "100 101 99 100 | sell 2\n100 115 99 100 |";
    expect(fills(drawing, [tradeLoss(25)])[1]).toBe("bar 1: buy 2 @ 110 loss limit");
  });

  test("an order whose stop risks more is refused before it can", () => {
    const result = run("100 101 99 100 | buy 2, stop 11t; buy 2, stop 10t\n100 101 99 100 |", [
      tradeLoss(25),
    ]);
    expect(endings(result)).toEqual([
      "1 rejected: trade loss $25.00: 2 contracts risk $27.50 at their stop",
      "2 filled",
    ]);
  });

  test("the pessimist's walk meets the loss before the target in the same bar", () => {
    const drawing = "100 101 99 100 | buy 2, target 110\n100 112 88 100 |";
    expect(fills(drawing, [tradeLoss(25)])[1]).toBe("bar 1: sell 2 @ 90 loss limit");
    expect(fills(drawing, [tradeLoss(25)], { path: "favourable" })[1]).toBe("bar 1: sell 2 @ 110 target");
    expect(run(drawing, [tradeLoss(25)]).bounds.ambiguousBars).toBe(1);
  });

  test("`block` keeps the position and refuses to add to it until the trade is over", () => {
    const result = run(
      `100 101  99 100 | buy 2
       100 101  85  95 | buy 1
        95  96  94  95 | sell 2
        95  96  94  95 | buy 1
        95  96  94  95 |`,
      [tradeLoss(25, "block")],
    );
    expect(fillLines(result)).toEqual([
      "bar 1: buy 2 @ 100 market",
      "bar 3: sell 2 @ 95 market",
      "bar 4: buy 1 @ 95 market",
    ]);
    expect(endings(result)[1]).toBe(
      "2 rejected: trade loss $25.00 is reached: nothing is opened until the trade is over",
    );
  });
});

describe("loss per trade date", () => {
  const day = `
    100 101  99 100 | buy 2
    100 101  85  95 | buy 1; buy 1 limit 90
     95  96  80  95 |
  day 95 96  94  95 | buy 1
     95  96  94  95 |`;

  test("flat for the rest of the date, every entry refused, and free again with the next date", () => {
    const result = run(day, [dailyLoss(25)]);
    expect(fillLines(result)).toEqual([
      "bar 1: buy 2 @ 100 market",
      "bar 1: sell 2 @ 90 loss limit",
      "bar 4: buy 1 @ 95 market",
    ]);
    const why = "daily loss $25.00 is reached: nothing is opened until the next trade date";
    expect(endings(result).slice(1, 3)).toEqual([`2 rejected: ${why}`, `3 rejected: ${why}`]);
  });

  test("`block` keeps the position: only what would open is refused, and the event is told once", () => {
    const result = run(day, [dailyLoss(25, "block")]);
    expect(fillLines(result)).toEqual(["bar 1: buy 2 @ 100 market", "bar 4: buy 1 @ 95 market"]);
    expect(told(result)).toEqual(["daily loss $25.00 reached: counted from $10,000.00, equity $9,975.00"]);
  });

  test("an order that waited is refused where it would fill after the loss", () => {
    const drawing = `
      100 101  99 100 | buy 2; buy 1 limit 86
      100 101  85  95 |`;
    const result = run(drawing, [dailyLoss(25, "block")]);
    expect(fillLines(result)).toEqual(["bar 1: buy 2 @ 100 market"]);
    expect(endings(result)[1]).toMatch(/^2 rejected: daily loss/);
  });

  test("losses that were taken count like those that are open", () => {
    const drawing = `
      100 101  99 100 | buy 2
      100 101  99 100 | sell 2
       92  93  91  92 | buy 2
       92  93  85  90 |`;
    // $20 are gone with the first trade; the second may lose $5, which are 2 ticks.
    expect(fills(drawing, [dailyLoss(25)])).toEqual([
      "bar 1: buy 2 @ 100 market",
      "bar 2: sell 2 @ 92 market",
      "bar 3: buy 2 @ 92 market",
      "bar 3: sell 2 @ 90 loss limit",
    ]);
  });

  test("a date begins where the one before ended: what a gap takes overnight is a loss of the new one", () => {
    const drawing = `
      100 101  99 100 | buy 2
      100 101  95  96 |
  day  84  86  83  85 |`;
    // 96 × 2 is what the date began with; 10 ticks lower is 86, and it opens at 84.
    expect(fills(drawing, [dailyLoss(25)])[1]).toBe("bar 2: sell 2 @ 84 loss limit");
  });

  test("in percent of what the date began with", () => {
    expect(fills(day, [dailyLoss("0.25%")])[1]).toBe("bar 1: sell 2 @ 90 loss limit");
  });
});

describe("trades a day, and the time after a loss", () => {
  test("the third trade of a date is refused; what adds to one or closes it never is, and the next date begins anew", () => {
    const drawing = `
      ${quiet} | buy 1
      ${quiet} | buy 1
      ${quiet} | go 0
      ${quiet} | buy 1
      ${quiet} | go -1
      ${quiet} | buy 1
      day ${quiet} | buy 1
      ${quiet} |`;
    expect(fills(drawing, [maxTradesPerDay(2)])).toEqual([
      "bar 1: buy 1 @ 100 market",
      "bar 2: buy 1 @ 100 market",
      "bar 3: sell 2 @ 100 market",
      "bar 4: buy 1 @ 100 market",
      "bar 5: sell 1 @ 100 market",
      "bar 6: buy 1 @ 100 market",
      "bar 7: buy 1 @ 100 market",
    ]);
    expect(fills(drawing, [maxTradesPerDay(9)])[4]).toBe("bar 5: sell 2 @ 100 market");
  });

  test("two minutes after a loss nothing is opened, the third one it is; a trade that won asks for no rest", () => {
    const drawing = (exit: string) => `
      ${quiet} | buy 1
      ${quiet} | go 0
      ${exit} | buy 1
      ${quiet} | buy 1
      ${quiet} | buy 1
      ${quiet} |`;
    expect(fills(drawing("90 91 90 90"), [coolDown(3)]).slice(2)).toEqual(["bar 5: buy 1 @ 100 market"]);
    expect(endings(run(drawing("90 91 90 90"), [coolDown(3)]))[2]).toBe(
      "3 rejected: cool-down of 3 minutes after a loss: nothing is opened until it is over",
    );
    expect(fills(drawing("110 110 109 109"), [coolDown(3)]).length).toBe(5);
  });
});

describe("drawdown", () => {
  const rally = `
    100 101  99 100 | buy 2
    100 121 100 120 |
    120 121 105 106 | buy 1
  day 106 107 104 105 | buy 1
    105 106 104 105 |`;

  test("counts from the highest close, and halts the run for good", () => {
    const result = run(rally, [maxDrawdown(25)]);
    // $50 up at 120; $25 lower is 110.
    expect(fillLines(result)).toEqual(["bar 1: buy 2 @ 100 market", "bar 2: sell 2 @ 110 loss limit"]);
    expect(told(result)).toEqual(["drawdown $25.00 reached: counted from $10,050.00, equity $10,025.00"]);
    expect(endings(result)[2]).toBe(
      "3 rejected: drawdown $25.00 is reached: nothing is opened any more in this run",
    );
  });

  test("`block` lets the position run", () => {
    expect(fills(rally, [maxDrawdown(25, "block")])).toEqual(["bar 1: buy 2 @ 100 market"]);
  });
});

describe("several limits, and margin", () => {
  const fall = "100 101 99 100 | buy 2\n100 101 60 70 |";

  test("the nearest loss limit ends the position", () => {
    expect(fills(fall, [dailyLoss(50), tradeLoss(25), maxDrawdown(75)])[1]).toBe(
      "bar 1: sell 2 @ 90 loss limit",
    );
  });

  test("margin ends it where that comes first, and is called a liquidation", () => {
    const margin = { initial: "40", maintenance: "30" };
    // $90 of equity; maintenance of 2 × $30 = $60 is short at 100 − 13 = 87, the trade loss of $50 at 80.
    const terms = { margin, cash: 90 };
    expect(fills(fall, [tradeLoss(50)], terms)[1]).toBe("bar 1: sell 1 @ 87 liquidation");
    expect(fills(fall, [tradeLoss(25)], terms)[1]).toBe("bar 1: sell 2 @ 90 loss limit");
  });

  test("rules compose: 1 % risk buys ten, the contract limit leaves four, the daily loss ends the day", () => {
    const result = run(
      `100 101  99 100 | buy 1, stop 8t
       100 101  91  95 | buy 1, stop 8t
        95  96  94  95 |`,
      [riskPercent(1), maxContracts(4), dailyLoss(40)],
    );
    expect(fillLines(result)).toEqual(["bar 1: buy 4 @ 100 market", "bar 1: sell 4 @ 92 loss limit"]);
    expect(told(result)).toEqual([
      "max contracts 4: reduced from 10 to 4",
      "daily loss $40.00 reached: counted from $10,000.00, equity $9,960.00",
    ]);
    expect(endings(result)[1]).toMatch(/^2 rejected: daily loss \$40.00 is reached/);
  });
});

describe("the clock", () => {
  /** Bars of a minute from 09:00 in Chicago on Tuesday, 2024-01-02. */
  const minutes = (count: number, orders: Readonly<Record<number, string>>) =>
    Array.from({ length: count }, (_, k) => `100 101 99 100 | ${orders[k] ?? ""}`).join("\n");

  test("out of the market before an announcement, no entry during it, and free again after", () => {
    const events = { file: "news.csv", sha256: "", time: [Date.UTC(2024, 0, 2, 15, 6)], name: ["ISM"] };
    const drawing = minutes(12, { 0: "buy 2; buy 1 limit 90", 4: "buy 1", 7: "buy 1" });
    const result = run(drawing, [blackout({ before: 2, after: 2 })], { events });
    expect(fillLines(result)).toEqual([
      "bar 1: buy 2 @ 100 market",
      "bar 3: sell 2 @ 100 blackout", // at 09:04, two minutes before
      "bar 8: buy 1 @ 100 market",
    ]);
    expect(endings(result).slice(1, 3)).toEqual([
      "2 cancelled: blackout of the position",
      "3 rejected: blackout 2 minutes before and 2 minutes after: ISM is near, nothing is opened",
    ]);
  });

  test("entries only within the hours; with flatten the position goes when they end", () => {
    const drawing = minutes(8, { 0: "buy 1", 2: "buy 2", 5: "sell 1" });
    const result = run(drawing, [tradingHours("09:02-09:05", { flatten: true })]);
    expect(fillLines(result)).toEqual(["bar 3: buy 2 @ 100 market", "bar 4: sell 2 @ 100 end of hours"]);
    expect(endings(result)).toEqual([
      "1 rejected: trading hours 09:02–09:05 exchange time: nothing is opened outside",
      "2 filled",
      "3 rejected: trading hours 09:02–09:05 exchange time: nothing is opened outside",
    ]);
  });

  test("flat by close: the position is left at the close of the date's last bar that is early enough", () => {
    // Two minutes a date; the close of 16:00 is far away, so the last bar of the date is the one to leave at.
    const drawing = `
      100 101 99 100 | buy 1
      100 101 99 100 |
  day 105 106 104 105 | buy 1
      105 106 104 105 |
  day 105 106 104 105 |`;
    const result = run(drawing, [flatByClose(5)]);
    expect(fillLines(result)).toEqual([
      "bar 1: buy 1 @ 100 market",
      "bar 1: sell 1 @ 100 flat by close",
      "bar 3: buy 1 @ 105 market",
      "bar 3: sell 1 @ 105 flat by close",
    ]);
    expect([...result.position]).toEqual([0, 0, 0, 0, 0]);
  });

  test("a strategy is told of the fill that took it out", () => {
    const heard: string[] = [];
    class Listens extends Strategy {
      override onBar(): void {
        if (this.bar === 0) this.buy({ qty: 1 });
      }
      override onFill(fill: { reason: string; position: number }): void {
        heard.push(`${fill.reason} → ${fill.position}`);
      }
    }
    const spec = specOf(minutes(4, {}), { risk: [tradingHours("09:00-09:02", { flatten: true })] });
    runBacktest({ ...spec, strategy: Listens });
    expect(heard).toEqual(["market → 1", "trading hours 09:00–09:02 exchange time: they end → 0"]);
  });

  test("a market order that would fill at the very close at which the position is left is refused", () => {
    const drawing = minutes(4, { 1: "buy 1" });
    const risk = [tradingHours("09:00-09:02", { flatten: true })];
    expect(fills(drawing, risk, { fillAt: "this-close" })).toEqual([]);
  });
});
