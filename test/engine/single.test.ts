import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { linearStopOut, stopOutPrice } from "#accountant/margin.js";
import { TradeLog } from "#accountant/trade-log.js";
import type { TradeMaker } from "#accountant/trades.js";
import { Broker } from "#broker/broker.js";
import { pick, randomOf } from "#domain/random.js";
import { backtestData, Lane } from "#engine/backtest.js";
import { BareOrders } from "#engine/bare-orders.js";
import { figuresOf } from "#engine/figures.js";
import type { BacktestSpec } from "#engine/spec.js";
import { tradesAfter, tradesAlong } from "#engine/trade-sources.js";
import { ema } from "#indicator/ema.js";
import { loadContracts } from "#instrument/contracts.js";
import { type FillNotice, Strategy } from "#strategy/strategy.js";
import { DEFAULT_EXECUTION, type LimitFill, type PathModel } from "../../src/domain/execution.js";
import type { RunData } from "../../src/domain/run.js";
import type { ExitRequest } from "../../src/strategy/ticket.js";
import { type DrawnBar, seriesOfDrawn } from "./second-versus.js";

/** TICKPROOF_FUZZ=20 looks twenty times as long. */
const RUNS = { numRuns: 400 * Number(process.env.TICKPROOF_FUZZ ?? 1) };

const heard: FillNotice[] = [];

/** Does anything that a strategy may do, simple orders most of the time, and writes down what it sees. */
class Anything extends Strategy {
  protected readonly random = randomOf(this.params.seed as number, "anything");
  protected readonly calm = this.params.calm as number;

  protected readonly fast = this.indicator(ema, this.close, 3);

  override onFill(fill: FillNotice): void {
    heard.push(fill);
  }

  override onBar(): void {
    const random = this.random;
    if (pick(random, 8) === 0) this.note(this.sight());
    const what = pick(random, this.calm);
    if (what === 0) this.#tryOddOrder();
    if (what === 1) this.goTo(pick(random, 7) - 3, this.#terms());
    if (what === 2) this.goTo(Math.sign(this.position) * -1, this.#terms());
    if (what === 3) this.flatten();
    if (what === 4 && this.position === 0) this.goTo(pick(random, 2) * 2 - 1, this.#terms());
    if (what === 5) this.buy({ qty: 1 + pick(random, 2), ...this.#terms() });
    if (what === 6) this.note("seen");
  }

  protected sight() {
    const { position, entryPrice, barsHeld, equity, working } = this;
    return { position, entryPrice, barsHeld, equity, working };
  }

  #terms(): { exit?: ExitRequest; reason?: string } {
    const random = this.random;
    const stopTicks = 1 + pick(random, 12) / (1 + pick(random, 2));
    const targetTicks = 1 + pick(random, 16);
    const reason = ["a", "b", "c"][pick(random, 3)]!;
    switch (pick(random, 6)) {
      case 0:
        return {};
      case 1:
        return { reason };
      case 2:
        return { exit: { stopTicks } };
      case 3:
        return { exit: { targetTicks }, reason };
      case 4:
        return { exit: { stopTicks, targetTicks, timeStop: 1 + pick(random, 5) } };
      default:
        return { exit: { stopTicks, targetTicks }, reason };
    }
  }

  #tryOddOrder(): void {
    const random = this.random;
    const price = this.close.now;
    const away = (1 + pick(random, 8)) * this.tickSize;
    switch (pick(random, 8)) {
      case 0:
        return void this.buy({ qty: 1, limit: price - away, exit: { stopTicks: 6 } });
      case 1:
        return void this.sell({ qty: 2, stop: price - away });
      case 2:
        return this.cancelAll();
      case 3:
        return void this.cancel(this.orders[0]?.id ?? 1);
      case 4:
        if (this.position !== 0) this.moveStop(price - Math.sign(this.position) * away);
        return;
      case 5:
        return void this.buy({ qty: 1, tif: "DAY", at: "close" });
      case 6:
        return void this.sell({ qty: 1, reduceOnly: true });
      default: {
        const [first] = this.orders;
        if (first !== undefined) this.amend(first.id, { qty: first.left + 1 });
      }
    }
  }
}

/** The same at crosses alone, and of nothing else: it hears of no fill. Most of its orders are bare. */
class AtCrosses extends Anything {
  override onFill = Strategy.prototype.onFill;

  override decidesAt() {
    return [this.fast.crosses(this.close)];
  }

  override onBar(): void {
    // It may be asked in other bars as well.
    if (!this.fast.crossedAbove(this.close) && !this.fast.crossedBelow(this.close)) return;
    const side = this.fast.now > this.close.now ? -1 : 1;
    const what = pick(this.random, this.calm);
    if (what === 0) return super.onBar();
    if (what === 1) this.note(this.sight());
    if (what === 2) return this.flatten();
    if (what === 3 && this.position !== 0) return this.goTo(2 * Math.sign(this.position));
    this.goTo(side * (1 + pick(this.random, 3)), { reason: side === 1 ? "up" : "down" });
  }
}

/** A walk that now and then jumps, stands still, or trades nothing, or goes on the next day. */
function marketOf(seed: number, length: number): DrawnBar[] {
  const random = randomOf(seed, "market");
  let last = 20_000;
  return Array.from({ length }, () => {
    const newDay = pick(random, 40) === 0;
    const open = last + (pick(random, 9) === 0 ? pick(random, 41) - 20 : pick(random, 3) - 1);
    const volume = 1 + pick(random, 500);
    if (pick(random, 20) === 0) {
      const traded = pick(random, 3) === 0;
      return { open, high: open, low: open, close: open, volume: traded ? volume : 0, newDay };
    }
    const high = open + pick(random, 9) * (pick(random, 12) === 0 ? 4 : 1);
    const low = open - pick(random, 9) * (pick(random, 12) === 0 ? 4 : 1);
    last = low + pick(random, high - low + 1);
    return { open, high, low, close: last, volume, newDay };
  });
}

const cases = fc.record({
  market: fc.nat(),
  seed: fc.nat(),
  // Now and then more than a block of the loop.
  length: fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min: 1, max: 160 }) },
    { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 2_300 }) },
  ),
  calm: fc.constantFrom(5, 7, 12, 30),
  path: fc.constantFrom<PathModel>("adverse", "favourable", "nearest", "ohlc", "olhc"),
  slippage: fc.constantFrom(0, 1, 3),
  limitFill: fc.constantFrom<LimitFill>("touch", "through", { through: 2 }),
  // From far too little for one contract to enough for any.
  cash: fc.constantFrom(1_000, 2_400, 2_600, 5_000, 9_000, 100_000),
  marginPolicy: fc.constantFrom("liquidate", "record", "none", "call" as const),
  symbol: fc.constantFrom("MES", "MNQ", "M2K"),
  // Cash that no fill moves, and costs that change on the way.
  monthlyFee: fc.constantFrom(0, 3_000_000),
  transfer: fc.constantFrom(0, 500_000_000, -200_000_000),
  newFees: fc.boolean(),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** The first date of the drawn bars is 2024-01-02. */
const DAY = Date.UTC(2024, 0, 2) / 86_400_000;

function specOf(given: Case, strategy: typeof Anything = Anything): BacktestSpec {
  const { path, slippage, limitFill, cash, marginPolicy, symbol, seed, calm } = given;
  const { monthlyFee, transfer, newFees } = given;
  const contract = loadContracts().get(symbol);
  const { exchangeFee } = contract;
  const dearer = ["2024-01-03", "2024-01-04", "2024-02-01"].map((from, k) => ({
    from,
    usdPerSide: `0.${41 + 7 * k}`,
    source: "this test",
  }));
  return {
    strategy,
    ref: { name: "anything", file: "anything.ts", hash: "" },
    params: { seed, calm },
    series: seriesOfDrawn(marketOf(given.market, given.length), 60_000, symbol),
    contract: newFees ? { ...contract, exchangeFee: [...exchangeFee, ...dearer] } : contract,
    account: {
      cash: cash * 1_000_000,
      marginPolicy,
      margins: "estimate",
      liquidationFee: 5_000_000,
      monthlyFee,
      transfers: transfer === 0 ? [] : [{ day: DAY + 2, amount: transfer }],
    },
    execution: { ...DEFAULT_EXECUTION, path, slippage, limitFill },
    flatCost: null,
  };
}

/** All that a run says, in values that can be compared. */
function saidBy(spec: BacktestSpec): unknown {
  heard.length = 0;
  const { inputs: _inputs, bars: _bars, ...run } = materialised(backtestData(spec));
  return { ...run, heard: [...heard] };
}

const materialised = (run: RunData): RunData => ({ ...run });

describe("the short form of simple orders", () => {
  test("says what the long form says, to the last column, whatever comes between", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const spec = specOf(given);
        expect(saidBy(spec)).toEqual(saidBy({ ...spec, longForm: true }));
      }),
      RUNS,
    );
  });

  test("says the same of a strategy that decides at crosses alone, whose bars are jumped over", () => {
    const jumped = vi.spyOn(BareOrders.prototype, "fill");
    try {
      fc.assert(
        fc.property(cases, (given) => {
          const spec = specOf(given, AtCrosses);
          expect(saidBy(spec)).toEqual(saidBy({ ...spec, longForm: true }));
          expect(figuresOf(spec)).toEqual(figuresOf({ ...spec, longForm: true }));
        }),
        RUNS,
      );
      expect(jumped.mock.results.filter(({ value }) => value === true).length).toBeGreaterThan(RUNS.numRuns);
    } finally {
      jumped.mockRestore();
    }
  });

  test("is taken, or this file shows nothing: a strategy that turns round walks no bar the long way", () => {
    class Turns extends Strategy {
      override onBar(): void {
        if (this.bar % 5 === 0) this.goTo(this.bar % 2 === 0 ? 1 : -1, { exit: { stopTicks: 30 } });
      }
    }
    const given = {
      market: 5,
      seed: 7,
      length: 160,
      calm: 12,
      path: "adverse",
      slippage: 1,
      symbol: "MES",
    } as const;
    const account = { cash: 100_000, marginPolicy: "liquidate", monthlyFee: 0, transfer: 0, newFees: false };
    const terms = { ...given, ...account, limitFill: "through" } as Case;
    const spec = { ...specOf(terms), strategy: Turns, params: {} };
    expect(walkedIn({ ...spec, longForm: true })).toBeGreaterThan(30);
    expect(walkedIn(spec)).toBe(0);
  });
});

describe("the short form of a trade", () => {
  test("of one entry and one exit comes to what the long form of any trade comes to", () => {
    let short = 0;
    fc.assert(
      fc.property(cases, (given) => {
        const lane = new Lane(specOf(given));
        lane.runToEnd();
        const brief = columnsOf(lane, tradesAlong(lane, new TradeLog())!);
        // Where funding is counted every trade takes the long form, were there none at all.
        const funded: Lane = Object.create(lane, { fundings: { value: {} } });
        const { cash } = lane.cash.columns([]);
        expect(columnsOf(lane, tradesAfter(funded, null, cash, new TradeLog()))).toEqual(brief);
        short += brief.trades.length;
      }),
      RUNS,
    );
    expect(short).toBeGreaterThan(RUNS.numRuns);
  });
});

function columnsOf(lane: Lane, maker: TradeMaker) {
  const { trades, ...rest } = maker.finish();
  const fills = lane.fills.columns(lane);
  const leverage = new Float64Array(trades.length);
  const terms = {
    fills,
    instrument: lane.instrument,
    costs: lane.rates.costsFrom,
    leastMs: 60_000,
    leverage: () => leverage,
  };
  return { trades: trades.columns(terms), ...rest };
}

describe("the price at which margin is not enough", () => {
  test("is the same by the straight line as by looking at equity", () => {
    const positions = fc.integer({ min: -50, max: 50 });
    const amount = fc.integer({ min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(
        positions,
        fc.integer({ min: 1, max: 5e7 }),
        amount,
        amount,
        (position, tick, required, flat) => {
          const looked = stopOutPrice(position, tick, required, (price) => flat + position * tick * price);
          expect(linearStopOut(position, tick, required, flat)).toBe(looked);
        },
      ),
    );
  });
});

/** How many bars the broker walks in a run. */
function walkedIn(spec: BacktestSpec): number {
  const { walk } = Broker.prototype;
  let walked = 0;
  Broker.prototype.walk = function (...args) {
    walked++;
    return walk.apply(this, args);
  };
  try {
    expect(backtestData(spec).fills.length).toBeGreaterThan(20);
  } finally {
    Broker.prototype.walk = walk;
  }
  return walked;
}
