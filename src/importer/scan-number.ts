// Which double do the bytes of a plain decimal name?

/** Where a number begins and, after reading, the byte behind it. `bad` where there is none that we read exactly. */
export interface Span {
  at: number;
  bad: boolean;
}

/** Up to this many digits the number without its point is an integer that a double holds exactly. */
const MOST_DIGITS = 15;
const POWERS = Float64Array.from({ length: 23 }, (_, n) => 10 ** n);
const ZERO = 48;
const POINT = 46;
const MINUS = 45;
const PLUS = 43;

/**
 * A decimal such as -37.63, equal to the last bit to `Number` of its text: digits as an integer below 2^53, divided by
 * a power of ten up to 10^22, are two exact doubles and one correctly rounded division (Clinger, 1990). Zeros at the
 * end of a fraction do not count, so that vendors may write nine decimals. No exponent, no separators.
 */
export function exactNumber(bytes: Uint8Array, span: Span): number {
  let at = span.at;
  const isNegative = bytes[at] === MINUS;
  if (isNegative || bytes[at] === PLUS) at++;
  let mantissa = 0;
  let digits = 0;
  let seen = 0;
  let byte = bytes[at];
  for (; byte >= ZERO && byte <= ZERO + 9; byte = bytes[++at]) {
    mantissa = mantissa * 10 + (byte - ZERO);
    if (mantissa > 0) digits++;
    seen++;
  }
  let decimals = 0;
  if (byte === POINT) {
    let zeros = 0;
    for (byte = bytes[++at]; byte >= ZERO && byte <= ZERO + 9; byte = bytes[++at]) {
      seen++;
      if (byte === ZERO) {
        zeros++;
        continue;
      }
      const places = zeros + 1;
      decimals += places;
      digits += mantissa > 0 ? places : 1;
      if (decimals > 22 || digits > MOST_DIGITS) break;
      mantissa = mantissa * POWERS[places] + (byte - ZERO);
      zeros = 0;
    }
  }
  span.at = at;
  span.bad = seen === 0 || digits > MOST_DIGITS || decimals > 22;
  const value = mantissa / POWERS[Math.min(decimals, 22)];
  return isNegative ? -value : value;
}
