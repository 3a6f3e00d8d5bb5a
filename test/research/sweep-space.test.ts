import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRange, type Sampling, type SweepWords, spaceOf } from "#research/sweep-space.js";
import { bool, choice, float, int } from "#strategy/params.js";
import { placesOf, varied } from "../../src/domain/sweep.js";

const schema = {
  fast: int({ default: 12, min: 2, max: 200 }),
  slow: int({ default: 26, min: 3, max: 500, step: 100 }),
  stop: float({ default: 2.5, min: 0.1, max: 20, step: 0.1 }),
  always: bool({ default: false }),
  side: choice({ default: "both", of: ["both", "long", "short"] }),
};

const space = (given: Record<string, SweepWords>, sampling: Sampling = {}) =>
  spaceOf(schema, given, "trend", sampling, (name) => `-p ${name}=${given[name]}`);
const valuesOf = (words: SweepWords, name = "fast") => {
  const { axes, fixed } = space({ [name]: words, [name === "side" ? "fast" : "side"]: "*" });
  return axes.find((axis) => axis.name === name)?.values ?? fixed[name];
};

describe("the words of a parameter", () => {
  test("are a range with a step, with the parameter's own, a list, all values, or a mixture", () => {
    expect(valuesOf("5..23:2")).toEqual([5, 7, 9, 11, 13, 15, 17, 19, 21, 23]);
    expect(valuesOf("5..24:2")).toEqual(valuesOf("5..23:2")); // the end that no step reaches is left out
    expect(valuesOf(" 5 .. 8 ")).toEqual([5, 6, 7, 8]);
    expect(valuesOf("10, 20,50")).toEqual([10, 20, 50]);
    expect(valuesOf("2..4,10,20..30:5")).toEqual([2, 3, 4, 10, 20, 25, 30]);
    expect(valuesOf("*", "slow")).toEqual([3, 103, 203, 303, 403]);
    expect(valuesOf("*", "always")).toEqual([false, true]);
    expect(valuesOf("*", "side")).toEqual(["both", "long", "short"]);
    expect(valuesOf("short,long", "side")).toEqual(["short", "long"]);
    expect(valuesOf([12, "20"])).toEqual([12, 20]);
    expect(valuesOf("7..7")).toEqual([7]);
  });

  test("step in decimals: the third tenth is 0.3", () => {
    expect(valuesOf("0.1..0.5", "stop")).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(valuesOf("1e-1..1:.3", "stop")).toEqual([0.1, 0.4, 0.7, 1]);
    expect(valuesOf("*", "stop")).toHaveLength(200);
    expect((valuesOf("*", "stop") as number[]).every((value) => value === Number(value.toFixed(1)))).toBe(
      true,
    );
  });

  test("that are one value hold for all combinations; a list of one varies", () => {
    const found = space({ fast: "12", slow: "20..40:10", always: true });
    expect(found).toMatchObject({ fixed: { fast: 12, always: true }, size: 3, rows: 3, sample: null });
    expect(found.axes.map(({ name }) => name)).toEqual(["slow"]);
    expect(space({ fast: [12] }).axes).toEqual([{ name: "fast", type: "int", values: [12] }]);
  });

  test.each([
    ["5..", "E145"],
    ["..5", "E145"],
    ["9..5", "E145"],
    ["5..9:0", "E145"],
    ["5..9:-1", "E145"],
    ["5..9:x", "E145"],
    ["5..9:1:1", "E145"],
    ["5...9", "E145"],
    ["a..b", "E145"],
    ["Infinity..9", "E145"],
    ["2..200:0.000001", "E145"],
    ["1..9", "E131"],
    ["5..999", "E131"],
    ["5..9:0.5", "E131"],
    ["5,,9", "E131"],
    ["5,x", "E131"],
    ["5,1e9", "E131"],
    [",", "E131"],
    ["5,9,5", "E145"],
    ["5..9,7", "E145"],
  ])("%j is refused with its place, before anything runs", (words, code) => {
    expect(() => space({ fast: words, side: "*" })).toThrow(
      expect.objectContaining({ code, detail: expect.objectContaining({ where: `-p fast=${words}` }) }),
    );
  });

  test("must fit what the parameter is", () => {
    expect(() => space({ always: "false..true" })).toThrow(expect.objectContaining({ code: "E145" }));
    expect(() => space({ side: "both..short" })).toThrow(expect.objectContaining({ code: "E145" }));
    expect(() => space({ side: "both,left" })).toThrow(expect.objectContaining({ code: "E131" }));
    expect(() => space({ fats: "5..9" })).toThrow(
      expect.objectContaining({ code: "E130", message: expect.stringContaining('Did you mean "fast"?') }),
    );
    expect(() => space({ toString: "5..9" })).toThrow(expect.objectContaining({ code: "E130" }));
    expect(() => space({ fast: "12" })).toThrow(expect.objectContaining({ code: "E145" }));
    expect(() => space({})).toThrow(expect.objectContaining({ code: "E145" }));
  });

  test("are told from one value", () => {
    expect(["5..9", "1,2", "*", " * "].map(isRange)).toEqual([true, true, true, true]);
    expect(["5", "0.5", "-1.5", "both", "true"].map(isRange)).toEqual([false, false, false, false, false]);
  });
});

describe("a space", () => {
  test("counts like an odometer: the last parameter turns first", () => {
    const found = space({ side: "both,long", fast: "5,6,7" });
    const rows = Array.from({ length: found.rows }, (_, row) => Object.values(varied(found, row)).join(" "));
    expect(rows).toEqual(["both 5", "both 6", "both 7", "long 5", "long 6", "long 7"]);
  });

  test("holds each combination exactly once, whatever its axes are", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }), (lengths) => {
        const axes = lengths.map((length, k) => ({
          name: `p${k}`,
          type: "int" as const,
          values: Array.from({ length }, (_, v) => v),
        }));
        const size = lengths.reduce((product, length) => product * length, 1);
        const all = new Set(Array.from({ length: size }, (_, n) => placesOf(axes, n).join()));
        expect(all.size).toBe(size);
      }),
    );
  });

  test("that is too large is refused with its factors, and can be drawn from", () => {
    const wide = { fast: "*", slow: "3..500:1", stop: "*" }; // 199 × 498 × 200
    expect(() => space(wide)).toThrow(
      expect.objectContaining({
        code: "E146",
        message: "Too many combinations: 19,820,400",
        detail: expect.objectContaining({ found: "fast 199 × slow 498 × stop 200" }),
      }),
    );
    const { rows, size, numbers, sample } = space(wide, { sample: 1000, seed: 7 });
    expect([rows, size, sample]).toEqual([1000, 19_820_400, { seed: 7 }]);
    expect(new Set(numbers).size).toBe(1000);
    expect([...numbers!]).toEqual([...numbers!].sort((a, b) => a - b));
    expect(Math.max(...numbers!)).toBeLessThan(size);
    // A fair draw: each quarter of the space has about a quarter of the draws.
    for (let quarter = 0; quarter < 4; quarter++) {
      const inside = [...numbers!].filter((n) => Math.floor((4 * n) / size) === quarter).length;
      expect(inside).toBeGreaterThan(200);
      expect(inside).toBeLessThan(300);
    }
    expect(space(wide, { sample: 1000, seed: 7 }).numbers).toEqual(numbers);
    expect(space(wide, { sample: 1000, seed: 8 }).numbers).not.toEqual(numbers);
  });

  test("is tried whole where more are asked for than it has", () => {
    expect(space({ fast: "5..9" }, { sample: 5 })).toMatchObject({ rows: 5, numbers: null, sample: null });
    expect(space({ fast: "5..9" }, { sample: 500 })).toMatchObject({ rows: 5, numbers: null, sample: null });
    expect(space({ fast: "5..9" }, { sample: 4 })).toMatchObject({ rows: 4, sample: { seed: 1 } });
  });

  test.each([{ sample: 0 }, { sample: 1.5 }, { sample: 3, seed: -1 }, { sample: Number.NaN }])(
    "cannot be drawn from with %j",
    (sampling) => {
      expect(() => space({ fast: "5..9" }, sampling)).toThrow(expect.objectContaining({ code: "E104" }));
    },
  );
});
