// How is raw deflate (RFC 1951) undone where the browser has no stream for it?

// Short rather than quick: it stands in every report, and only browsers of before 2023 run it.

/** How many codes there are of each length, and what they stand for in rising order: all that a canonical code is. */
interface Codes {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

const LONGEST = 15;
const END = 256;
/** In this order the lengths of the codes for lengths are written. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Lengths of matches from 3 on, in steps of four to a bit more; the last one, 258, has no bits. Distances from 1 on, in steps of two. */
const [LENGTHS, LENGTH_BITS] = ladder(28, 3, 2);
const [DISTANCES, DISTANCE_BITS] = ladder(30, 1, 1);
LENGTHS.push(258);
LENGTH_BITS.push(0);

function ladder(steps: number, first: number, shift: number): [base: number[], bits: number[]] {
  const [base, bits]: [number[], number[]] = [[], []];
  for (let i = 0, at = first; i < steps; i++) {
    base.push(at);
    bits.push(Math.max(0, (i >> shift) - 1));
    at += 1 << bits[i]!;
  }
  return [base, bits];
}

const damaged = () => new RangeError("not deflated, or cut off");

/** @throws RangeError where the bytes are not deflate, or end too early. */
export function inflate(deflated: Uint8Array): Uint8Array<ArrayBuffer> {
  let out = new Uint8Array(1024 + 4 * deflated.length);
  let [end, at, held, bits] = [0, 0, 0, 0];

  const take = (count: number): number => {
    for (; held < count; held += 8) {
      if (at === deflated.length) throw damaged();
      bits |= deflated[at++]! << held;
    }
    const taken = bits & ((1 << count) - 1);
    bits >>>= count;
    held -= count;
    return taken;
  };
  const put = (byte: number): void => {
    if (end === out.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(out);
      out = larger;
    }
    out[end++] = byte;
  };
  const symbol = ({ counts, symbols }: Codes): number => {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= LONGEST; length++) {
      code |= take(1);
      const count = counts[length]!;
      if (code - first < count) return symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw damaged();
  };
  const stored = (): void => {
    bits = held = 0;
    const length = take(16);
    if (take(16) !== (length ^ 0xffff)) throw damaged();
    for (let i = 0; i < length; i++) put(take(8));
  };
  const told = (): [lengths: Codes, distances: Codes] => {
    const [literals, distances, orders] = [take(5) + 257, take(5) + 1, take(4) + 4];
    const short = new Uint8Array(19);
    for (let i = 0; i < orders; i++) short[ORDER[i]!] = take(3);
    const codes = codesOf(short);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const one = symbol(codes);
      if (one < 16) lengths.push(one);
      else {
        const value = one === 16 ? (lengths.at(-1) ?? 0) : 0;
        const times = one === 16 ? 3 + take(2) : one === 17 ? 3 + take(3) : 11 + take(7);
        for (let i = 0; i < times; i++) lengths.push(value);
      }
    }
    return [codesOf(lengths.slice(0, literals)), codesOf(lengths.slice(literals))];
  };
  const coded = ([lengths, distances]: [Codes, Codes]): void => {
    for (let one = symbol(lengths); one !== END; one = symbol(lengths)) {
      if (one < END) {
        put(one);
        continue;
      }
      const step = one - END - 1;
      // Symbols that stand for nothing: what was read cannot be trusted to end.
      if (!(step < LENGTHS.length)) throw damaged();
      const length = LENGTHS[step]! + take(LENGTH_BITS[step]!);
      const far = symbol(distances);
      if (!(far < DISTANCES.length)) throw damaged();
      const distance = DISTANCES[far]! + take(DISTANCE_BITS[far]!);
      if (distance > end) throw damaged();
      for (let i = 0; i < length; i++) put(out[end - distance]!);
    }
  };

  for (let isLast = 0; isLast === 0; ) {
    isLast = take(1);
    const kind = take(2);
    if (kind === 0) stored();
    else if (kind === 1) coded(fixed());
    else if (kind === 2) coded(told());
    else throw damaged();
  }
  return out.slice(0, end);
}

function codesOf(lengths: ArrayLike<number>): Codes {
  const counts = new Uint16Array(LONGEST + 1);
  const symbols: number[] = [];
  // Codes of this length that no shorter one has taken: where more want to be told apart, two would be the same.
  let left = 1;
  for (let length = 1; length <= LONGEST; length++) {
    const before = symbols.length;
    for (let i = 0; i < lengths.length; i++) if (lengths[i] === length) symbols.push(i);
    counts[length] = symbols.length - before;
    left = 2 * left - counts[length]!;
    if (left < 0) throw damaged();
  }
  // And where codes are left that stand for nothing, as beside one symbol alone they must.
  if (left > 0 && symbols.length > 1) throw damaged();
  return { counts, symbols: Uint16Array.from(symbols) };
}

/** The code that needs no telling. */
const fixed = (): [Codes, Codes] => [
  codesOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  codesOf(new Uint8Array(32).fill(5)),
];
