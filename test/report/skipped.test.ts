// What does a report tell of signals that a strategy let pass?

import { expect, test } from "vitest";
import { skippedOf, skippedText } from "#domain/skipped.js";
import { runBacktest } from "#engine/backtest.js";
import { blocksOfPage, runsOf } from "#report/embed/read-report.js";
import { passedOver } from "#report/groups.js";
import { hypotheticals } from "#report/hypothetical.js";
import { missed } from "#report/panel/exits.js";
import { runReport } from "#report/run-report.js";
import { Strategy } from "#strategy/strategy.js";
import { recordsOf } from "../../front/trades/records.js";
import { storyOf } from "../../front/trades/story.js";
import { specOf } from "../engine/replay.js";
import { openPage } from "./embedded.js";
import { HOSTILE } from "./hostile.js";

const MARKET = `
  100 101  99 100 |
  100 103 100 102 |
  102 104 101 103 |
  103 104 100 101 |
  101 102  98  99 |
   99 100  96  97 |
   97  98  95  96 |
`;

/** Long from the second bar to the end of the third; signals at each close. */
class Holder extends Strategy {
  override onBar(): void {
    if (this.bar === 0) this.buy({ qty: 1, reason: "first" });
    if (this.bar === 1) this.skip(2);
    if (this.bar === 2) this.skip(-1);
    if (this.bar === 2) this.flatten();
    if (this.bar === 3) this.skip(-3, "spread 4 too wide");
    if (this.bar === 4) this.skip(1, "spread 7 too wide");
    if (this.bar === 5) this.skip(1);
    if (this.bar === 6) this.skip(1, HOSTILE);
  }
}

const run = runBacktest({ ...specOf(MARKET), strategy: Holder });
const TICK = 1_250_000;

test("a signal while something is held is told as that, with how it was asked for", () => {
  expect(run.trades.map(({ entryBar, exitBar, bars }) => [entryBar, exitBar, bars])).toEqual([[1, 3, 3]]);
  expect(passedOver(run).map(({ reason, count, example }) => [reason, count, example])).toEqual([
    ["already in position", 2, "already in position"],
    ["spread … too wide", 2, "spread 4 too wide"],
    [HOSTILE, 1, HOSTILE],
    ["passed over", 1, "passed over"],
  ]);
  expect(passedOver(run)[0]!.signals).toMatchObject([
    { bar: 1, side: 1, qty: 2 },
    { bar: 2, side: -1, qty: 1 },
  ]);
});

test("what it would have made is worked out as for orders, an entry on either side whatever was held", () => {
  const { ofSkipped } = hypotheticals(run);
  const made = passedOver(run).map(({ signals }) => signals.map((signal) => ofSkipped(signal)));
  // Three bars from the next open, as long as its only trade: 102 → 99 and 103 → 97; 101 → 96 and 99 → 96.
  expect(made[0]).toEqual([2 * (99 - 102) * TICK, -(97 - 103) * TICK]);
  expect(made[1]).toEqual([-3 * (96 - 101) * TICK, (96 - 99) * TICK]);
  expect(made[2]).toEqual([null]);
});

test("the section of the report has a row for each reason, and the file keeps them", async () => {
  const page = missed.render(run, { command: "", version: "" }).toString();
  expect(page).toContain("The strategy passed over 6 signals.");
  const rows = page.split(/<tr[^>]*>/).map((row) => row.replace(/<[^>]+>/g, "|").replace(/[|\s]+/g, "|"));
  expect(rows).toContain("|passed|over|2|already|in|position|$0.00|2|$0.00|already|in|position|");
  expect(page).not.toContain("<img");
  const [back] = await runsOf(blocksOfPage(runReport(run, { command: "", version: "" }), "a"), "a");
  expect(back!.run.events).toEqual(run.events);
});

test("a trade's story tells all signals passed over in one row, and loses nothing else by them", async () => {
  class Waits extends Strategy {
    override onBar(): void {
      if (this.bar === 0) this.buy({ qty: 1, reason: "first" });
      else if (this.bar === 5) this.flatten();
      else for (let k = 0; k < 300; k++) this.skip(1);
    }
  }
  const of = runBacktest({ ...specOf(MARKET), strategy: Waits });
  const page = await openPage(runReport(of, { command: "", version: "" }));
  const story = storyOf(page, await recordsOf(page), 0);
  expect(story.map(({ what }) => what)).toEqual(["submitted", "filled", "skipped", "submitted", "filled"]);
  expect(story[2]).toMatchObject({ bar: 1, text: "passed over 1,200 signals" });
});

test("a signal of no contracts is refused in words of its own", () => {
  class None extends Strategy {
    override onBar(): void {
      this.skip(0);
    }
  }
  expect(() => runBacktest({ ...specOf(MARKET), strategy: None })).toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({
        code: "E411",
        message: 'A signal of 0 contracts cannot be written down (skip "passed over")',
      }),
    }),
  );
});

test("whatever a reason holds, the text of its event gives it back", () => {
  for (const reason of ["", "a: b", "line\nbreak", HOSTILE]) {
    const signal = { side: -1 as const, qty: 0.05, reason };
    expect(skippedOf(skippedText(signal))).toEqual(signal);
  }
  expect(skippedOf("nothing of the kind")).toBe(null);
});

test.each([0, Number.NaN, 1.5, 2_000_000])(
  "as many contracts as %s are refused as those of an order",
  (qty) => {
    class Odd extends Strategy {
      override onBar(): void {
        this.skip(qty);
      }
    }
    expect(() => runBacktest({ ...specOf(MARKET), strategy: Odd })).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: "E411" }) }),
    );
  },
);
