// Is a slippage function of one's own held to what slippage can be?

import { describe, expect, test } from "vitest";
import { guarded } from "#strategy/own-slippage.js";
import type { OwnSlippage, SlippageContext } from "../../src/domain/execution.js";
import { faultFrom } from "../broker/fault-of.js";

const FILL: SlippageContext = {
  side: 1,
  qty: 2,
  price: 20_000,
  bar: 3,
  time: Date.parse("2025-03-03T15:03:00Z"),
  volume: 100,
  atr: 8,
  regular: true,
  news: false,
};
const MINE = { name: "mine", file: "./mine.ts", source: "/a/mine.ts", module: "/b/mine.mjs", hash: "" };

describe("a function of one's own", () => {
  test("that answers whole ticks is charged as it answers", () => {
    expect(guarded(({ qty }) => 3 * qty, MINE)(FILL)).toBe(6);
    expect(Object.is(guarded(() => -0, MINE)(FILL), 0)).toBe(true);
  });

  test.each([
    ["half a tick", 0.5, "0.5", /Math\.ceil/],
    ["a better price", -1, "-1", /Math\.max/],
    ["no number", Number.NaN, "NaN", /Math\.ceil/],
    ["no end", Number.POSITIVE_INFINITY, "Infinity", /Math\.ceil/],
    ["nothing", undefined, "undefined", /Math\.ceil/],
    ["null", null, "null", /Math\.ceil/],
    ["text", "2", "2", /Math\.ceil/],
    ["a price instead of a distance", 5_000_000, "5000000", /Math\.ceil/],
    ["an object", { ticks: 2 }, "an object", /Math\.ceil/],
    ["a promise", Promise.resolve(1), "a promise", /not an async one/],
  ])("that answers %s stops the run at that fill", (_what, answer, found, fix) => {
    const fault = faultFrom(() => guarded((() => answer) as OwnSlippage, MINE)(FILL));
    expect([fault.code, fault.detail.found, fault.detail.where]).toEqual(["E434", found, "./mine.ts"]);
    expect(fault.message).toBe(
      "mine answered no whole number of ticks for the fill of bar 3 (2025-03-03T15:03:00Z)",
    );
    expect(fault.detail.fix?.join()).toMatch(fix);
  });

  test("that throws stops the run at that fill, with what it threw", () => {
    const slip: OwnSlippage = () => {
      throw new TypeError("no quote");
    };
    const fault = faultFrom(() => guarded(slip, { name: "slip" })(FILL));
    expect(fault.code).toBe("E434");
    expect(fault.message).toBe(
      "slip threw for the fill of bar 3 (2025-03-03T15:03:00Z): TypeError: no quote",
    );
    expect(fault.detail.where).toMatch(/own-slippage\.test\.ts:\d+:\d+$/);
  });
});
