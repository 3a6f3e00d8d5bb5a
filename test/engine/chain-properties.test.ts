import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { postingsOf } from "#accountant/books.js";
import type { SettlementPrices } from "../../src/domain/chain.js";
import type { BookAccount } from "../../src/domain/posting.js";
import { FILL_KINDS, type Run } from "../../src/domain/run.js";
import { formatDay } from "../../src/instrument/time.js";
import { chainOf, settlementsOf } from "./chain.js";
import { readDrawing } from "./drawing.js";
import {
  drawn,
  executions,
  mirrorable,
  type Placed,
  type Program,
  programs,
  tightAccounts,
} from "./market.js";
import { type ReplayOptions, replayRun } from "./replay.js";

/** TICKPROOF_FUZZ=20 looks twenty times as long. */
const RUNS = { numRuns: 150 * Number(process.env.TICKPROOF_FUZZ ?? 1) };

interface Wish {
  readonly program: Program;
  readonly how: ReplayOptions;
  /** After which bars a roll comes. */
  readonly rolls: readonly { readonly bar: number; readonly spread: number; readonly worse: number | null }[];
  readonly slippage: number;
  /** 0: the last month is held on; 1: it expires in cash; 2: it is left before it is delivered. */
  readonly end: number;
  readonly prices: readonly number[];
}

/** An instant to be good until is one of the drawing's first day, which is moved here. */
const withoutInstants = ({ bars, orders }: Program): Program => {
  const deep = (one: Placed): Placed => ({
    ...one,
    tif: one.tif === "until" ? "DAY" : one.tif,
    triggers: one.triggers.map(deep),
  });
  return { bars, orders: orders.map((some) => some.map(deep)) };
};

const wishes: fc.Arbitrary<Wish> = programs.map(withoutInstants).chain((program) =>
  fc.record({
    program: fc.constant(program),
    how: fc.oneof(
      executions,
      fc
        .record({ how: executions, account: tightAccounts })
        .map(({ how, account }) => ({ ...how, ...account })),
    ),
    rolls: fc.uniqueArray(
      fc.record({
        bar: fc.integer({ min: 1, max: Math.max(1, program.bars.length - 1) }),
        spread: fc.integer({ min: -300, max: 300 }),
        worse: fc.option(fc.integer({ min: -5, max: 5 })),
      }),
      { maxLength: 3, selector: ({ bar }) => bar },
    ),
    slippage: fc.integer({ min: 0, max: 3 }),
    end: fc.integer({ min: 0, max: 2 }),
    prices: fc.array(fc.integer({ min: 900_000, max: 1_100_000 }), { minLength: 4, maxLength: 4 }),
  }),
);

/** When the drawn market begins, so that its last month ends in it or not. */
const ENDS = [
  { from: "", month: null, symbol: null },
  // Index futures of January 2024 end on Friday the 19th.
  { from: "2024-01-17 15:00 ", month: { year: 2024, month: 1 }, symbol: "MES" },
  // Gold of February may be delivered from Wednesday, 31 January.
  { from: "2024-01-26 15:00 ", month: { year: 2024, month: 2 }, symbol: "MGC" },
] as const;

/** The drawn market as a chain of months; offsets are made of the spreads, the last month is the bars'. */
function optionsOf(wish: Wish, settle: boolean): { drawing: string; options: ReplayOptions } {
  const end = ENDS[wish.end]!;
  const drawing = drawn(wish.program).replace(/^(day )?/, end.from);
  const times = readDrawing(drawing, 0.25).map(({ time }) => time);
  const rolls = [...wish.rolls].filter(({ bar }) => bar < times.length).sort((a, b) => a.bar - b.bar);
  let offset = 0;
  const offsets = [0];
  for (const { spread } of [...rolls].reverse()) offsets.unshift((offset -= spread));
  const chain = chainOf(
    offsets.map((at, k) => {
      const roll = rolls[k - 1];
      const before = roll && wish.program.bars[roll.bar - 1]!.close + offsets[k - 1]!;
      return {
        contract: `M${k}`,
        offset: at,
        ...(roll && { from: new Date(times[roll.bar]!).toISOString() }),
        ...(roll &&
          roll.worse !== null && { prices: { from: before! + 1, to: before! + roll.spread + roll.worse } }),
        ...(k === rolls.length && end.month !== null && { month: end.month }),
      };
    }),
    { slippage: wish.slippage, fee: 250_000 },
  );
  const days = [...new Set(times.map((time) => formatDay(Math.floor(time / 86_400_000))))];
  const lines = days.map((day, k) => `${day} - ${(wish.prices[k % 4]! / 400).toFixed(2)}`);
  const settlements: SettlementPrices = settlementsOf(lines.join("\n"));
  const symbol = end.symbol ?? wish.how.symbol ?? "MES";
  return { drawing, options: { ...wish.how, symbol, chain, ...(settle && { settlements }) } };
}

const HELD: ReadonlySet<BookAccount> = new Set(["cash", "open trade equity"]);

/** Every run is audited by `replayRun`. */
const runOf = (wish: Wish, settle = true): Run => {
  const { drawing, options } = optionsOf(wish, settle);
  return replayRun(drawing, options);
};

const any = (check: (wish: Wish) => void): void => fc.assert(fc.property(wishes, check), RUNS);

test("the markets of these properties do roll, expire, and come near delivery", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(wishes, (wish) => {
      for (const kind of runOf(wish).fills.kind) seen.add(FILL_KINDS[kind]!);
    }),
    { numRuns: 100, seed: 7 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(["roll", "expiry", "before delivery"]));
});

describe("whatever is held through whatever months", () => {
  test("the books balance: postings add up to the change of equity, and the audit agrees", () => {
    any((wish) => {
      const run = runOf(wish);
      let equity = 0;
      for (const { from, to, amount } of postingsOf(run)) {
        equity += amount * (Number(HELD.has(to)) - Number(HELD.has(from)));
      }
      expect(equity).toBe(run.totals.endEquity);
    });
  });

  test("equity at every close is the same with settlement prices as without", () => {
    any((wish) => {
      // At the end of a contract the price is a result, not a mark. Interest is on cash, into which profit settles.
      const account = { ...wish.how.account, interest: [] };
      const held: Wish = { ...wish, how: { ...wish.how, account }, end: wish.end === 1 ? 0 : wish.end };
      expect(runOf(held, true).equity).toEqual(runOf(held, false).equity);
    });
  });

  test("each roll is two fills, out and in, as many contracts as were held, and no trade ends with it", () => {
    any((wish) => {
      const run = runOf(wish);
      const kinds = Array.from(run.fills.kind, (kind) => FILL_KINDS[kind]);
      const rolled = run.chain!.rolls.filter(({ qty }) => qty !== 0);
      expect(kinds.filter((kind) => kind === "roll")).toHaveLength(2 * rolled.length);
      for (const { fill, qty } of rolled) {
        expect(run.fills.side[fill]! * run.fills.qty[fill]!).toBe(-qty);
        expect(run.fills.side[fill + 1]! * run.fills.qty[fill + 1]!).toBe(qty);
      }
      for (const trade of run.trades) {
        expect(trade.mae).toBeLessThanOrEqual(0);
        expect(trade.mfe).toBeGreaterThanOrEqual(0);
        expect(trade.gross).toBeLessThanOrEqual(trade.mfe);
        expect(trade.legs.reduce((sum, { gross }) => sum + gross, 0)).toBe(trade.gross);
      }
    });
  });

  test("the gap between two months is no profit: a roll at its spread, free of charge, changes nothing", () => {
    any((wish) => {
      const free: Wish = {
        ...wish,
        // Percentages are of the contract's own price: they do change with it.
        program: mirrorable(wish.program),
        // Half a cent a tick is rounded at each price, so also at the other month's.
        how: {
          ...wish.how,
          costPerSide: 0,
          symbol: wish.how.symbol === "M6B" ? "MCL" : (wish.how.symbol ?? "MES"),
        },
        rolls: wish.rolls.map((roll) => ({ ...roll, worse: null })),
        slippage: 0,
        end: 0,
      };
      const { drawing, options } = optionsOf(free, false);
      const { chain: _, ...plain } = options;
      const rolled = replayRun(drawing, options);
      const whole = replayRun(drawing, plain);
      expect(rolled.equity).toEqual(whole.equity);
      expect(rolled.position).toEqual(whole.position);
      const facts = ({ trades }: Run) =>
        trades.map(({ side, qty, gross, risk, r, mae, mfe, entryBar, exitBar, exitReason }) => ({
          side,
          qty,
          gross,
          risk,
          r,
          mae,
          mfe,
          entryBar,
          exitBar,
          exitReason,
        }));
      expect(facts(rolled)).toEqual(facts(whole));
    });
  });
});
