// Which of two ids did a broker give first?

/** Numbers in ids count up, whatever their length ("BTCUSDT:999" comes before "BTCUSDT:1000"); all else goes by its signs. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [a.match(RUNS) ?? [], b.match(RUNS) ?? []];
  for (let k = 0; k < x.length && k < y.length; k++) {
    const [one, other] = [plainRun(x[k]!), plainRun(y[k]!)];
    if (one === other) continue;
    const numbers = DIGIT.test(one) && DIGIT.test(other);
    return (numbers ? one.length - other.length : 0) || compareTexts(one, other);
  }
  return x.length - y.length || compareTexts(a, b);
}

const RUNS = /\d+|\D+/g;
const DIGIT = /^\d/;
const plainRun = (run: string): string => run.replace(/^0+(?=\d)/, "");

/** By code unit: no locale has a say. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
