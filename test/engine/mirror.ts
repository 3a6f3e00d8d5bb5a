// What is a drawn market upside down?

/** The drawings of the rulebook lie around 100. */
const TOP = 200;
const flip = (price: string): string => String(TOP - Number(price));
const OTHER: Readonly<Record<string, string>> = { buy: "sell", sell: "buy", ohlc: "olhc", olhc: "ohlc" };

/**
 * Every price p becomes 200 − p, buyers become sellers. Distances stay what they are; percentages of a price are no
 * distances that could be mirrored, so such drawings are refused.
 */
export function mirroredDrawing(drawing: string): string {
  return drawing
    .split("\n")
    .map((line) => {
      const [bar = "", orders] = line.split("|");
      if (orders === undefined) return mirroredBar(bar);
      return `${mirroredBar(bar)}|${mirroredOrders(orders)}`;
    })
    .join("\n");
}

const mirroredBar = (bar: string): string =>
  bar.replace(
    /(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(?=\s*(?:v|$))/,
    (_, open, high, low, close) => `${flip(open)} ${flip(low)} ${flip(high)} ${flip(close)}`,
  );

function mirroredOrders(orders: string): string {
  if (/\b(stop|trail|target|from)\s+[\d.]+%/.test(orders)) throw new Error(`has no mirror image: ${orders}`);
  return orders
    .replace(/\b(buy|sell)\b/g, (side) => OTHER[side]!)
    .replace(
      /\b(limit|stop|touch|target|from)\s+(-?[\d.]+)(?=[\s,;&\]]|$)/g,
      (_, word, price) => `${word} ${flip(price)}`,
    )
    .replace(/\bgo\s+(-?\d+)/g, (_, to) => `go ${-Number(to)}`);
}

/** Of a line "bar 1: buy 2 @ 97 limit". */
export const mirroredFill = (line: string): string =>
  line
    .replace(/: (buy|sell) /, (_, side) => `: ${OTHER[side]} `)
    .replace(/@ (-?\d+)/, (_, price) => `@ ${flip(price)}`);

/** High first becomes low first; the models that look at the bar see the same upside down. */
export const mirroredPath = <P extends string>(path: P): P => (OTHER[path] ?? path) as P;
