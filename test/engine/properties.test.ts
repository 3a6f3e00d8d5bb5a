import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { runBacktest } from "#engine/backtest.js";
import { instrumentOf } from "#instrument/instrument.js";
import { CASH_KINDS, CASH_ROLES } from "../../src/domain/cash.js";
import type { PathModel } from "../../src/domain/execution.js";
import { FILL_KINDS, type FillKind, type Run } from "../../src/domain/run.js";
import {
  drawn,
  executions,
  inLegs,
  mirrorable,
  mirrored,
  mirroredFill,
  oneBarInQuestion,
  programs,
  singleDecisions,
  thinMarkets,
  tightAccounts,
} from "./market.js";
import { fillLines, type ReplayOptions, replayRun, specOf } from "./replay.js";

const FORCED: ReadonlySet<FillKind> = new Set(["liquidation", "cut-off"]);
const NEVER_SLIP: ReadonlySet<FillKind> = new Set(["limit", "stop limit", "target"]);

/** TICKPROOF_FUZZ=20 looks twenty times as long. */
const SCALE = Number(process.env.TICKPROOF_FUZZ ?? 1);
const RUNS = { numRuns: 200 * SCALE };
const options = fc.oneof(
  executions,
  thinMarkets,
  fc.record({ how: thinMarkets, account: tightAccounts }).map(({ how, account }) => ({ ...how, ...account })),
);

/** Every run of every property is audited by `replayRun`. */
const anyRun = (check: (run: Run, how: ReplayOptions) => void): void => {
  fc.assert(
    fc.property(programs, options, (program, how) => check(replayRun(drawn(program), how), how)),
    RUNS,
  );
};

describe("whatever is ordered in whatever market", () => {
  test("contracts are conserved: what was bought less what was sold is what is held", () => {
    anyRun((run) => {
      const { fills, position, open, trades } = run;
      let held = 0;
      let fill = 0;
      for (let bar = 0; bar < run.bars.length; bar++) {
        for (; fill < fills.length && fills.bar[fill] === bar; fill++)
          held += fills.side[fill]! * fills.qty[fill]!;
        expect(position[bar]).toBe(held);
      }
      expect(fill).toBe(fills.length);
      expect((open?.side ?? 0) * (open?.qty ?? 0)).toBe(held);
      const sides = trades.reduce((sum, trade) => sum + 2 * trade.qty, 0);
      const bought = fills.qty.reduce((sum, qty) => sum + qty, 0);
      const entered = open === null ? 0 : open.qty;
      expect(sides + entered).toBeLessThanOrEqual(bought);
      for (const trade of trades) {
        expect(trade.legs.reduce((sum, leg) => sum + leg.qty, 0)).toBe(trade.qty);
      }
    });
  });

  test("no fill lies outside its bar but by its slippage, none before its order, none off its kind", () => {
    anyRun(({ fills, bars, orders }) => {
      for (let k = 0; k < fills.length; k++) {
        const bar = fills.bar[k]!;
        const market = fills.price[k]! - fills.side[k]! * fills.slip[k]!;
        expect(market).toBeGreaterThanOrEqual(bars.lowTicks[bar]!);
        expect(market).toBeLessThanOrEqual(bars.highTicks[bar]!);
        if (k > 0) expect(bar).toBeGreaterThanOrEqual(fills.bar[k - 1]!);
        const order = orders[fills.order[k]! - 1];
        const earliest = order === undefined ? 1 : order.bar + (fills.leg[k] === 4 ? 0 : 1);
        expect(bar).toBeGreaterThanOrEqual(earliest);
        const kind = FILL_KINDS[fills.kind[k]!]!;
        if (NEVER_SLIP.has(kind)) expect(fills.slip[k]).toBe(0);
        if ((kind !== "limit" && kind !== "stop limit") || order!.amended > 0) continue;
        const limit = kind === "limit" ? order!.price! : order!.limit!;
        expect(fills.side[k]! * (limit - fills.price[k]!)).toBeGreaterThanOrEqual(0);
      }
    });
  });

  test("every fill lies on the tick grid: all that was won is a whole number of ticks", () => {
    anyRun(({ totals, inputs }) => {
      const { tickValue } = instrumentOf(inputs.contract);
      // Where a tick is no whole number of cents, the settlement rounds to cents.
      if (tickValue % 10_000 === 0) expect(Math.abs(totals.gross % tickValue)).toBe(0);
    });
  });

  test("nothing fills in a bar in which nothing traded", () => {
    anyRun(({ fills, bars }) => {
      if (!bars.volume.some((volume) => volume > 0)) return;
      for (const bar of fills.bar)
        expect(bars.volume[bar]! > 0 || bars.highTicks[bar]! > bars.lowTicks[bar]!).toBe(true);
    });
  });

  test("no bar gives more than its share of volume, but to the account that forces a position out", () => {
    fc.assert(
      fc.property(programs, options, fc.constantFrom(0.01, 0.05, 0.1, 0.3), (program, how, participation) => {
        const { fills, bars } = replayRun(drawn(program), { ...how, participation });
        const taken = new Map<number, number>();
        for (let k = 0; k < fills.length; k++) {
          if (FORCED.has(FILL_KINDS[fills.kind[k]!]!)) continue;
          taken.set(fills.bar[k]!, (taken.get(fills.bar[k]!) ?? 0) + fills.qty[k]!);
        }
        for (const [bar, qty] of taken) {
          expect(qty).toBeLessThanOrEqual(Math.floor(participation * bars.volume[bar]! + 1e-9));
        }
      }),
      RUNS,
    );
  });

  test("a reduce-only order never opens, and never turns a position round", () => {
    anyRun(({ fills, orders }) => {
      let held = 0;
      for (let k = 0; k < fills.length; k++) {
        const [side, qty] = [fills.side[k]!, fills.qty[k]!];
        const order = orders[fills.order[k]! - 1];
        if (order?.reduceOnly && order.side === side) {
          expect(held * side).toBeLessThan(0);
          expect(qty).toBeLessThanOrEqual(Math.abs(held));
        }
        held += side * qty;
      }
    });
  });

  test("of a group never two fill whole while both work", () => {
    anyRun(({ orders }) => {
      const whole = orders.filter(({ group, endReason }) => group !== null && endReason === "filled");
      for (const one of whole) {
        for (const other of whole) {
          if (other.id <= one.id || other.group !== one.group) continue;
          // The later one was sent when the earlier had ended; orders of one family are sent together.
          expect(other.bar).toBeGreaterThanOrEqual(one.endBar);
        }
      }
    });
  });

  test("no triggered order fills before its parent did", () => {
    anyRun(({ orders, fills }) => {
      const first = new Map<number, number>();
      for (let k = 0; k < fills.length; k++) {
        const order = orders[fills.order[k]! - 1];
        if (order === undefined || order.side !== fills.side[k]) continue;
        if (!first.has(order.id)) first.set(order.id, k);
        if (order.parent > 0) expect(first.get(order.parent)).toBeLessThan(k);
      }
    });
  });

  test("every order ends in one state, with a reason, or still works when the data end", () => {
    anyRun(({ orders, fills, events }) => {
      orders.forEach((order, k) => {
        expect(order.id).toBe(k + 1);
        // What its plan sold is of the other side.
        const own = Array.from(fills.order).flatMap((id, at) =>
          id === order.id && fills.side[at] === order.side ? [fills.qty[at]!] : [],
        );
        expect(own.reduce((sum, qty) => sum + qty, 0)).toBe(order.filledQty);
        expect(order.filledQty).toBeLessThanOrEqual(order.qty);
        if (order.state === "working") {
          expect(order).toMatchObject({ endBar: -1, endReason: "" });
          expect(order.filledQty).toBeLessThan(order.qty);
          return;
        }
        expect(order.endBar).toBeGreaterThanOrEqual(order.bar);
        expect(order.endReason).not.toBe("");
        if (order.state === "filled") expect(order.filledQty).toBeGreaterThan(0);
        if (order.state === "rejected") expect(order.filledQty).toBe(0);
        const told = events.filter(
          ({ order: id, kind, text }) =>
            id === order.id && kind !== "amended" && !text.startsWith("not amended"),
        ).length;
        expect(told > 0).toBe(
          order.state === "rejected" ||
            order.state === "expired" ||
            (order.filledQty < order.qty && order.state === "filled"),
        );
      });
    });
  });

  test("the postings add up to the change of equity, on every trade date", () => {
    anyRun(({ daily, inputs, totals, equity, events, cash }) => {
      const roleOf = (row: number) => CASH_ROLES[CASH_KINDS[cash.kind[row]!]!];
      let balance = inputs.account.cash;
      let row = 0;
      for (const day of daily) {
        balance += day.variation - day.costs;
        for (; row < cash.length && cash.day[row] === day.day; row++) {
          if (roleOf(row) === "transfer" || roleOf(row) === "carry") balance += cash.amount[row]!;
        }
        expect(day.balance).toBe(balance);
      }
      expect(row).toBe(cash.length);
      const costs = Object.values(totals.costs).reduce((sum, cost) => sum + cost, 0);
      const { dataFees, liquidationFees, interest, transfers } = totals;
      expect(totals.net).toBe(totals.gross - costs - dataFees - liquidationFees + interest);
      expect(totals.net).toBe(equity.at(-1)! - inputs.account.cash - transfers);
      const moved = events.reduce((sum, event) => sum + event.amount, 0);
      expect(moved).toBe(transfers + interest - dataFees - liquidationFees);
    });
  });

  test("each trade's net is its gross less its costs, its legs add up, and what it showed encloses what it got", () => {
    anyRun(({ trades, totals, open }) => {
      for (const trade of trades) {
        const costs = Object.values(trade.costs).reduce((sum, cost) => sum + cost, 0);
        expect(trade.net).toBe(trade.gross - costs);
        expect(trade.legs.reduce((sum, leg) => sum + leg.gross, 0)).toBe(trade.gross);
        expect(trade.mae).toBeLessThanOrEqual(Math.min(0, trade.gross));
        expect(trade.mfe).toBeGreaterThanOrEqual(Math.max(0, trade.gross));
        expect(trade.flags.includes("A")).toBe(trade.stake > 0 || trade.flags.includes("A"));
      }
      const gross = trades.reduce((sum, trade) => sum + trade.gross, 0);
      if (open === null) expect(totals.gross).toBe(gross);
    });
  });

  test("the same inputs give the same fingerprint, also with columns shared", () => {
    fc.assert(
      fc.property(programs, options, (program, how) => {
        const once = runBacktest(specOf(drawn(program), how));
        const again = runBacktest(specOf(drawn(program), how));
        expect(again.fingerprint).toBe(once.fingerprint);
        expect(auditRun(again).ok).toBe(true);
      }),
      { numRuns: 100 * SCALE },
    );
  });

  test("without limits of the account a stop never fills better than its trigger, a target never worse than its level", () => {
    fc.assert(
      fc.property(programs, executions, (program, how) => {
        const { fills, orders } = replayRun(drawn(program), how);
        for (let k = 0; k < fills.length; k++) {
          if (FILL_KINDS[fills.kind[k]!] !== "stop") continue;
          const { price, side, amended } = orders[fills.order[k]! - 1]!;
          if (amended > 0) continue;
          expect(side * (fills.price[k]! - price!)).toBeGreaterThanOrEqual(fills.slip[k]!);
        }
      }),
      RUNS,
    );
  });
});

describe("long and short are treated alike", () => {
  const mirrors: Partial<Record<PathModel, PathModel>> = { ohlc: "olhc", olhc: "ohlc" };
  test("a market upside down, with buyers for sellers, gives the same fills upside down", () => {
    fc.assert(
      fc.property(programs, thinMarkets, fc.constantFrom<PathModel>("ohlc", "olhc"), (program, how, path) => {
        const straight = mirrorable(program);
        const there = replayRun(drawn(straight), { ...how, path });
        const back = replayRun(drawn(mirrored(straight)), { ...how, path: mirrors[path]! });
        expect(fillLines(back).map(mirroredFill)).toEqual(fillLines(there));
        expect(back.totals.net).toBe(there.totals.net);
        expect(back.trades.map(({ mae, mfe, net }) => ({ mae, mfe, net }))).toEqual(
          there.trades.map(({ mae, mfe, net }) => ({ mae, mfe, net })),
        );
      }),
      RUNS,
    );
  });
  test("under the models that look at the bar too, unless it looks the same both ways", () => {
    const lopsided = fc.constantFrom<PathModel>("adverse", "favourable", "nearest");
    fc.assert(
      fc.property(programs, thinMarkets, lopsided, (program, how, path) => {
        fc.pre(
          program.bars.every(
            ({ open, high, low, close }) => high === low || high - open !== open - low || close !== open,
          ),
        );
        const straight = mirrorable(program);
        const there = replayRun(drawn(straight), { ...how, path });
        const back = replayRun(drawn(mirrored(straight)), { ...how, path });
        expect(fillLines(back).map(mirroredFill)).toEqual(fillLines(there));
        expect(back.bounds).toEqual(there.bounds);
      }),
      RUNS,
    );
  });
});

describe("the two paths enclose all others", () => {
  test("for one decision over one bar: adverse ≤ every other model ≤ favourable", () => {
    fc.assert(
      fc.property(singleDecisions, thinMarkets, (program, how) => {
        const net = (path: PathModel) =>
          replayRun(drawn(program), { ...how, path, fillAt: "next-open" }).totals.net;
        const [least, most] = [net("adverse"), net("favourable")];
        for (const path of ["ohlc", "olhc", "nearest"] as const) {
          expect(net(path)).toBeGreaterThanOrEqual(least);
          expect(net(path)).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 500 * SCALE },
    );
  });
  test("a walk that was tried and given up leaves nothing behind: the run is that of one fixed walk, in every part", () => {
    fc.assert(
      fc.property(oneBarInQuestion, options, (program, how) => {
        const all = (path: PathModel) => {
          const run = replayRun(drawn(program), { ...how, path });
          const { trades, events, orders, daily, totals, position } = run;
          const plain = trades.map(({ flags, stake, ...trade }) => ({
            ...trade,
            flags: flags.filter((flag) => flag !== "A"),
          }));
          return JSON.stringify([fillLines(run), plain, events, orders, daily, totals, Array.from(position)]);
        };
        const fixed = [all("ohlc"), all("olhc")];
        for (const path of ["adverse", "favourable", "nearest"] as const) expect(fixed).toContain(all(path));
      }),
      RUNS,
    );
  });
  test("where they differ the bar is ambiguous, and where no bar is ambiguous all models agree", () => {
    fc.assert(
      fc.property(programs, thinMarkets, (program, how) => {
        const of = (path: PathModel) => replayRun(drawn(program), { ...how, path });
        const runs = (["adverse", "favourable", "nearest", "ohlc", "olhc"] as const).map(of);
        for (const { bounds, totals } of runs) {
          if (bounds.ambiguousBars > 0) continue;
          for (const other of runs) expect(other.totals.net).toBe(totals.net);
        }
        for (const { bounds } of runs) {
          expect([bounds.adverseNet, bounds.favourableNet]).toEqual([
            runs[0]!.totals.net,
            runs[1]!.totals.net,
          ]);
        }
      }),
      { numRuns: 200 * SCALE },
    );
  });
});

describe("a bar is its walk", () => {
  test("cut into finer bars along the same walk it gives the same fills", () => {
    fc.assert(
      fc.property(programs, executions, (program, how) => {
        const { whole, legs } = inLegs(program);
        // Two ticks through: a leg may begin one tick through, which is a gap to the leg and none to the bar.
        fc.pre(typeof how.limitFill !== "object");
        const one = replayRun(drawn(whole), { ...how, path: "ohlc" });
        // The nearer extreme of a leg is its own open: inside it the price goes straight from end to end.
        const three = replayRun(drawn(legs), { ...how, path: "nearest" });
        const coarse = fillLines(three).map((line) =>
          line.replace(/^bar (\d+)/, (_, bar) => `bar ${Math.floor(Number(bar) / 3)}`),
        );
        expect(coarse).toEqual(fillLines(one));
        expect(three.totals).toEqual(one.totals);
      }),
      RUNS,
    );
  });
});

describe("cancelling everything", () => {
  test("leaves nothing that could fill but exits of what is held", () => {
    fc.assert(
      fc.property(programs, executions, (program, how) => {
        const last = program.bars.length - 1;
        const half = Math.floor(last / 2);
        const orders = program.orders.map((some, bar) => (bar < half ? some : []));
        const cancel = { ...program.orders.flat()[0], kind: "flat" } as (typeof orders)[number][number];
        fc.pre(program.orders.flat().length > 0);
        orders[half] = [cancel];
        const run = replayRun(drawn({ ...program, orders }), how);
        const known = program.bars.some(({ volume }) => volume > 0);
        const trades = program.bars.map(({ high, low, volume }) => !known || volume > 0 || high > low);
        const out = trades.indexOf(true, half + 1);
        const after = Array.from(run.fills.bar).filter((bar) => bar > (out === -1 ? half : out)).length;
        expect(after).toBe(0);
        expect(run.orders.filter(({ state, bar }) => state === "working" && bar < half)).toEqual([]);
        if (out !== -1) expect(run.position.at(-1)).toBe(0);
      }),
      { numRuns: 200 * SCALE },
    );
  });
  test("leaves no order working and fills none that was sent before, whatever waited for whatever", () => {
    fc.assert(
      fc.property(programs, options, (program, how) => {
        const half = Math.floor(program.bars.length / 2);
        const cancel = { ...program.orders.flat()[0]!, kind: "cancel", beyond: 0 } as const;
        fc.pre(program.orders.flat().length > 0);
        const orders = program.orders.map((some, bar) => (bar < half ? some : bar === half ? [cancel] : []));
        const { orders: log, fills } = replayRun(drawn({ ...program, orders }), how);
        for (const { state, endBar } of log) {
          expect(state).not.toBe("working");
          expect(endBar).toBeLessThanOrEqual(half);
        }
        for (let k = 0; k < fills.length; k++) {
          // What is held keeps its exits: those are of the other side than the order that entered.
          const order = log[fills.order[k]! - 1];
          if (fills.bar[k]! > half && order !== undefined) expect(fills.side[k]).toBe(-order.side);
        }
      }),
      { numRuns: 200 * SCALE },
    );
  });
});
