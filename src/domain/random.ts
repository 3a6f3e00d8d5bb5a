// Where does chance come from, so that it is the same chance on every machine?

/** The next number of the stream, evenly spread over 0 ≤ x < 1 in steps of 2^-32. */
export type Random = () => number;

/**
 * A stream of pseudo-random numbers that depends on `seed` and `stream` alone. Streams with different names are
 * independent, so that adding a draw in one place moves no number in another.
 *
 * sfc32 (Chris Doty-Humphrey, PractRand), its state filled by splitmix32: a small generator seeded with 1, 2, 3 as it
 * stands would begin with nearly equal numbers. Integer arithmetic only.
 */
export function randomOf(seed: number, stream = ""): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is a whole number, not ${seed}.`);
  const seeder = splitmix32(fnv1a(`${seed}/${stream}`));
  let [a, b, c, counter] = [seeder(), seeder(), seeder(), 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 12; i++) next(); // the author's advice: the first outputs still resemble the seed
  return next;
}

/** A whole number, 0 ≤ n < `below`. The bias against a perfect die is below / 2^32. */
export const pick = (random: Random, below: number): number => Math.floor(random() * below);

/**
 * Nearly normal, mean 0, variance 1: twelve even draws added up (Irwin–Hall). It never leaves ±6, and it needs only
 * additions, which give the same bits everywhere; logarithms and cosines need not.
 */
export function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}

/** The text's 32-bit FNV-1a hash, which spreads neighbouring seeds over the whole range. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** Fills a state from one word; the 32-bit finaliser of Steele, Lea and Flood's SplitMix in Wellons' constants. */
function splitmix32(state: number): () => number {
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
