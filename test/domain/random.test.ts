// Is chance the same chance everywhere?

import { describe, expect, test } from "vitest";
import { normal, pick, randomOf } from "#domain/random.js";

/** sfc32 once more, in BigInt and as the paper has it, to hold the fast one against. */
function* reference(seed: number, stream: string): Generator<number> {
  const word = (value: bigint): bigint => value & 0xffffffffn;
  let hash = 0x811c9dc5n;
  for (const letter of `${seed}/${stream}`) hash = word((hash ^ BigInt(letter.charCodeAt(0))) * 0x01000193n);
  const split = (): bigint => {
    hash = word(hash + 0x9e3779b9n);
    let mixed = word((hash ^ (hash >> 16n)) * 0x21f0aaadn);
    mixed = word((mixed ^ (mixed >> 15n)) * 0x735a2d97n);
    return mixed ^ (mixed >> 15n);
  };
  let [a, b, c, counter] = [split(), split(), split(), 1n];
  for (let i = 0; ; i++) {
    const out = word(a + b + counter);
    counter = word(counter + 1n);
    a = b ^ (b >> 9n);
    b = word(c + (c << 3n));
    c = word(word((c << 21n) | (c >> 11n)) + out);
    if (i >= 12) yield Number(out) / 2 ** 32;
  }
}

describe("the seeded generator", () => {
  test.each([
    [0, ""],
    [1, "orders"],
    [-7, "MES"],
    [Number.MAX_SAFE_INTEGER, "news of us-equity"],
  ])("draws sfc32's numbers for seed %d and stream %j", (seed, stream) => {
    const random = randomOf(seed, stream);
    const expected = reference(seed, stream);
    for (let i = 0; i < 1000; i++) expect(random()).toBe(expected.next().value);
  });

  test("neighbouring seeds begin far apart, unlike small seeds in a bare xorshift", () => {
    const first = Array.from({ length: 1000 }, (_, seed) => randomOf(seed)());
    const tenths = new Array<number>(10).fill(0);
    for (const draw of first) tenths[Math.floor(draw * 10)]!++;
    for (const count of tenths) expect(count).toBeGreaterThan(60); // of 100 expected, 4 standard deviations
    expect(new Set(first).size).toBe(1000);
  });

  test("streams of one seed do not move together", () => {
    const [a, b] = [randomOf(1, "MES"), randomOf(1, "MNQ")];
    let sum = 0;
    for (let i = 0; i < 10_000; i++) sum += (a() - 0.5) * (b() - 0.5);
    expect(Math.abs((sum / 10_000) * 12)).toBeLessThan(0.04);
  });

  test("a seed that is not a whole number is refused", () => {
    expect(() => randomOf(0.5)).toThrow(RangeError);
    expect(() => randomOf(Number.NaN)).toThrow(RangeError);
  });
});

test("`normal` has mean 0, variance 1, a normal's middle, and stays within six deviations", () => {
  const random = randomOf(3);
  const draws = Array.from({ length: 50_000 }, () => normal(random));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(variance).toBeGreaterThan(0.97);
  expect(variance).toBeLessThan(1.03);
  // A true normal has 0.6827; twelve dice have 0.6785.
  expect(Math.abs(draws.filter((x) => Math.abs(x) < 1).length / draws.length - 0.6785)).toBeLessThan(0.007);
  expect(Math.max(...draws.map(Math.abs))).toBeLessThan(6);
});

test("`pick` names every face of a die about equally often and none beyond it", () => {
  const random = randomOf(9);
  const faces = new Array<number>(6).fill(0);
  for (let i = 0; i < 6000; i++) faces[pick(random, 6)]!++;
  expect(faces.reduce((a, b) => a + b)).toBe(6000);
  for (const count of faces) expect(Math.abs(count - 1000)).toBeLessThan(120);
});
