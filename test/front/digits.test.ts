// Are numbers in notes readable, and still the numbers that they were?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sensible } from "../../front/trades/digits.js";

describe("a number that a strategy wrote down", () => {
  test.each([
    ["fast 5718.593356375347 · slow 5716.25", 3, "fast 5718.593 · slow 5716.25"],
    ["atr 0.48687985817047125", 3, "atr 0.4869"],
    ["z -0.00012345678901", 3, "z -0.0001235"],
    ["-12.3456789012, then", 2, "-12.35, then"],
    // Nobody's doubles: versions, dates, names, and what somebody typed.
    ["v1.2.34567890 id.12345678 0.123456", 3, "v1.2.34567890 id.12345678 0.123456"],
    ["rate 0.123456x 1.23456789abc", 3, "rate 0.123456x 1.23456789abc"],
  ])("%s", (text, decimals, shown) => {
    expect(sensible(text, decimals)).toBe(shown);
  });

  test("is shown to the digits of the instrument, or to four", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, decimals) => {
          const shown = Number(sensible(`x ${value} y`, decimals).split(" ")[1]);
          const unit = Math.max(0.5 * 10 ** -decimals, Math.abs(value) * 5e-4);
          expect(Math.abs(shown - value)).toBeLessThanOrEqual(unit * 1.0001);
        },
      ),
    );
  });
});
