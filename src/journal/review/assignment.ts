// Which pairs cost least, all together?

/** A cost in whole hundred-thousandths, so that sums of the same costs are the same whatever their order. */
const STEPS = 1e5;
/** What one pair more is worth: more than all that costs can add up to. */
const LONELY = 1e4;
/** Room for the sum of squares that breaks ties. */
const FINE = 1e4;
const MOST = 100;

/**
 * Pairs [row, column], each row and column once at most; null costs are impossible pairs. As many pairs as can be, then
 * the least sum of costs, then those that keep rows and columns in order: the sum of (row − column)² is least.
 *
 * The method of Kuhn and Munkres with potentials, O(n³): a row is added at a time along the cheapest path that makes room
 * for it (Jonker and Volgenant 1987). A session has tens of trades, so this takes no time.
 */
export function cheapestPairs(costs: readonly (readonly (number | null)[])[]): [number, number][] {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  if (rows === 0 || columns === 0) return [];
  const size = Math.max(rows, columns);
  const weight = (row: number, column: number): number => {
    const cost = costs[row]?.[column] ?? null;
    if (cost === null) return LONELY * STEPS * FINE;
    const order = Math.min((row - column) ** 2, FINE / size - 1);
    return Math.round(Math.min(cost, MOST) * STEPS) * FINE + Math.max(0, Math.floor(order));
  };
  return solved(size, weight).filter(([row, column]) => (costs[row]?.[column] ?? null) !== null);
}

/** Rows and columns count from 1 inside: 0 is the place from which a path starts. */
function solved(size: number, weight: (row: number, column: number) => number): [number, number][] {
  const ofRow = new Float64Array(size + 1);
  const ofColumn = new Float64Array(size + 1);
  const rowAt = new Int32Array(size + 1);
  const cameFrom = new Int32Array(size + 1);
  for (let row = 1; row <= size; row++) {
    rowAt[0] = row;
    const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Uint8Array(size + 1);
    let column = 0;
    do {
      used[column] = 1;
      const here = rowAt[column]!;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let k = 1; k <= size; k++) {
        if (used[k] === 1) continue;
        const reduced = weight(here - 1, k - 1) - ofRow[here]! - ofColumn[k]!;
        if (reduced < least[k]!) {
          least[k] = reduced;
          cameFrom[k] = column;
        }
        if (least[k]! < step) {
          step = least[k]!;
          next = k;
        }
      }
      for (let k = 0; k <= size; k++) {
        if (used[k] === 1) {
          ofRow[rowAt[k]!] = ofRow[rowAt[k]!]! + step;
          ofColumn[k] = ofColumn[k]! - step;
        } else least[k] = least[k]! - step;
      }
      column = next;
    } while (rowAt[column] !== 0);
    while (column !== 0) {
      const from = cameFrom[column]!;
      rowAt[column] = rowAt[from]!;
      column = from;
    }
  }
  const pairs: [number, number][] = [];
  for (let k = 1; k <= size; k++) pairs.push([rowAt[k]! - 1, k - 1]);
  return pairs.sort((a, b) => a[0] - b[0]);
}
