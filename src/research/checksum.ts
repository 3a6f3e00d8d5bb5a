// Has anybody written into this column?

/** A small function is optimised between two calls of it. */
const BLOCK = 8192;
const LANES = 4;

/**
 * Of every bit in its place: Fletcher's two sums over the 32-bit words, of each fourth word by itself, so that no addition waits for the one
 * before.
 */
export function checksum({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): number {
  const words = new Int32Array(buffer, byteOffset, byteLength >> 2);
  const sums = new Int32Array(2 * LANES);
  for (let from = 0; from < words.length; from += BLOCK)
    add(words, from, Math.min(from + BLOCK, words.length), sums);
  let high = 0;
  let low = 0x811c9dc5 | 0;
  for (const sum of sums) {
    low = Math.imul(low ^ sum, 0x01000193);
    high = Math.imul(high + sum, 0x9e3779b1) ^ (low >>> 15);
  }
  return (low >>> 0) * 2 ** 21 + (high >>> 11);
}

function add(words: Int32Array, from: number, to: number, sums: Int32Array): void {
  let a = sums[0]!;
  let b = sums[1]!;
  let c = sums[2]!;
  let d = sums[3]!;
  let placesA = sums[4]!;
  let placesB = sums[5]!;
  let placesC = sums[6]!;
  let placesD = sums[7]!;
  let i = from;
  for (; i + 3 < to; i += LANES) {
    a = (a + words[i]!) | 0;
    b = (b + words[i + 1]!) | 0;
    c = (c + words[i + 2]!) | 0;
    d = (d + words[i + 3]!) | 0;
    placesA = (placesA + a) | 0;
    placesB = (placesB + b) | 0;
    placesC = (placesC + c) | 0;
    placesD = (placesD + d) | 0;
  }
  for (; i < to; i++) {
    a = (a + words[i]!) | 0;
    placesA = (placesA + a) | 0;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
  sums[4] = placesA;
  sums[5] = placesB;
  sums[6] = placesC;
  sums[7] = placesD;
}
