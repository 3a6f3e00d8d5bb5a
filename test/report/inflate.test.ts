// Does what a page inflates with where the browser cannot give the bytes that were deflated?

import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { frontOf } from "#report/assets.js";
import { inflate } from "#report/embed/inflate.js";

/** Of few different bytes, so that there are matches to be found, near ones and far ones. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3000 }).map((all) => Uint8Array.from(all)),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 2000 }))
    .map(([part, times]) =>
      Uint8Array.from({ length: part.length * times }, (_, i) => part[i % part.length]!),
    ),
);
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

test("bytes of all kinds come out as they went in, however they were deflated", () => {
  fc.assert(
    fc.property(bytes, options, (plain, how) => {
      expect(Buffer.from(inflate(deflateRawSync(plain, how))).equals(plain)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("the script of a report comes out to the byte, and so do lengths and distances at their largest", () => {
  const script = Buffer.from(frontOf("run").script);
  expect(Buffer.from(inflate(deflateRawSync(script, { level: 9 }))).equals(script)).toBe(true);
  const far = Buffer.concat([Buffer.alloc(1000, 7), Buffer.alloc(31_000, 1), Buffer.alloc(1000, 7)]);
  expect(Buffer.from(inflate(deflateRawSync(far))).equals(far)).toBe(true);
});

test("what is cut off or no deflate at all is refused, and never takes for ever", () => {
  const whole = deflateRawSync(Buffer.from("a text with a text in it, and a text again".repeat(20)));
  for (let length = 0; length < whole.length; length++)
    expect(() => inflate(whole.subarray(0, length))).toThrow(RangeError);
  // Symbol 286, 11000110, stands for nothing.
  expect(() => inflate(Uint8Array.of(0b00011011, 0b00000011, ...new Uint8Array(50)))).toThrow(RangeError);
  // A block of a kind that there is not; a match before there is anything to match; lengths that do not fit.
  expect(() => inflate(Uint8Array.of(0b111))).toThrow(RangeError);
  expect(() => inflate(Uint8Array.of(0b011, 0b10, 0, 0, 0))).toThrow(RangeError);
  expect(() => inflate(Uint8Array.of(1, 5, 0, 5, 0, 1, 2, 3, 4, 5))).toThrow(RangeError);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      try {
        return inflate(any) instanceof Uint8Array;
      } catch (error) {
        return error instanceof RangeError;
      }
    }),
    { numRuns: 2000 },
  );
});

/** As zlib would read it: null where that refuses it. */
function byZlib(deflated: Uint8Array): Buffer | null {
  try {
    return inflateRawSync(deflated);
  } catch {
    return null;
  }
}

test("codes of which two would be the same are refused, as zlib refuses them: flipped bits are seldom taken for another text", () => {
  const words = Array.from({ length: 300 }, (_, i) => `${(i * 7919) % 1000} of ${(i * i) % 77}`).join(", ");
  const whole = deflateRawSync(Buffer.from(words), { level: 9 });
  const wrong: number[] = [];
  for (let bit = 0; bit < Math.min(8 * whole.length, 1600); bit++) {
    const flipped = Uint8Array.from(whole);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const told = byZlib(flipped);
    let came: Uint8Array | null;
    try {
      came = inflate(flipped);
    } catch {
      came = null;
    }
    if (told === null ? came !== null : came === null || !told.equals(came)) wrong.push(bit);
  }
  expect(wrong).toEqual([]);
});
