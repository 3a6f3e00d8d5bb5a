// Does a position that is still open at the end count all that it has made, also what some of its contracts have left with?

import { describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { openTradeOf } from "#journal/review/open-position.js";
import { signalsOf } from "#journal/review/signals.js";
import { marksOf } from "#report/review/marks.js";
import type { ReviewRow } from "#report/review/rows.js";
import { chainOf } from "../../engine/chain.js";
import { replayRun } from "../../engine/replay.js";

const all = (run: Run) => signalsOf(run, -1e9, 1e9);
const netOf = (run: Run): number => all(run).reduce((sum, { net }) => sum + net, 0);
/** Of the last signal, at each bar's close. */
function marks(run: Run): number[] {
  const signal = all(run).at(-1)!;
  return [...marksOf([{ trade: null, signal } as unknown as ReviewRow], [run]).value];
}
const wins = (run: Run): number[] => Array.from(run.equity, (equity) => equity - run.inputs.account.cash);

const LEGS = `
  20000 20010 20000 20000 | buy 3
  20000 20010 20000 20004 | sell 1
  20010 20020 20010 20016 |
  20016 20040 20016 20030 | sell 1
  20030 20030 20020 20025 |
  20025 20060 20025 20050 |
`;

describe("a position that is open at the end", () => {
  test("has banked what left before: all signals together are the run's net", () => {
    const run = replayRun(LEGS, { costPerSide: 0.62 });
    expect(run.open).toMatchObject({ side: 1, qty: 1 });
    expect(netOf(run)).toBe(run.totals.net);
    const [signal] = all(run);
    // 3 came at 20000; one left at 20010, one at 20030, and one is worth 20050.
    expect(signal).toMatchObject({ qty: 3, entrySum: 60_000, exitSum: 60_090, gross: 90 * 1.25e6 });
  });

  test("is worth at each close what the account has won by then", () => {
    const run = replayRun(LEGS, { costPerSide: 0 });
    expect(marks(run)).toEqual(wins(run).slice(1));
    expect(new Set(wins(run)).size).toBe(6);
  });

  test("after a roll has entries of the old month, and marks of the month that was held at each close", () => {
    const rolled = (costPerSide: number) =>
      replayRun(
        `
  20551 20551 20551 20551 | buy 3
  20551 20640 20551 20600 | sell 1
  20610 20650 20610 20640 |
  day 20641 20700 20641 20690 | sell 1
  20700 20710 20700 20705 |
`,
        {
          costPerSide,
          chain: chainOf([
            { contract: "MESH24", offset: -231 },
            { contract: "MESM24", from: "2024-01-03T00:00Z", offset: 0, prices: { from: 20409, to: 20642 } },
          ]),
        },
      );
    const run = rolled(0.62);
    expect(run.chain!.rolls).toMatchObject([{ qty: 2 }]);
    expect(netOf(run)).toBe(run.totals.net);
    expect(all(run)[0]).toMatchObject({ qty: 3, entrySum: 3 * 20_320 });
    expect(openTradeOf(run)!.parts).toHaveLength(4);
    const free = rolled(0);
    expect(marks(free)).toEqual(wins(free).slice(1));
  });

  test("that turned another one round begins with what was left of that fill", () => {
    const run = replayRun(
      `
  20000 20010 20000 20000 | buy 2
  20000 20010 20000 20004 | sell 5
  20010 20020 20010 20016 | buy 1
  20016 20040 20016 20030 |
`,
      { costPerSide: 0.62 },
    );
    expect(run.trades).toHaveLength(1);
    expect(all(run).at(-1)).toMatchObject({ side: -1, qty: 3, entrySum: 60_030, exitSum: 20_016 + 40_060 });
    expect(netOf(run)).toBe(run.totals.net);
  });
});
