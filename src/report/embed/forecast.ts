// What will a line most likely be at the next bar?

/**
 * Shares by which a line moves on: of its last move, of the close's distance from it, and of the close's own move. An exponential average is told
 * by the second alone, and nothing is left to be written down.
 */
export type Forecast = readonly [last: number, distance: number, move: number];

/** By least squares over some of the bars; no forecast where they do not tell one. */
export function forecastOf(values: ArrayLike<number>, close: ArrayLike<number>, looks: number): Forecast {
  const { length } = values;
  const stride = Math.max(1, Math.floor(length / looks));
  // Sums of products of the three, and of each with what came.
  const a = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  let [looked, level] = [0, 0];
  for (let i = 2; i < length; i += stride) {
    const was = values[i - 1]!;
    const row = [was - values[i - 2]!, close[i]! - was, close[i]! - close[i - 1]!, values[i]! - was];
    if (!row.every(Number.isFinite)) continue;
    looked++;
    if (row[3] === 0) level++;
    for (let r = 0; r < 3; r++) for (let c = 0; c < 4; c++) a[r]![c]! += row[r]! * row[c]!;
  }
  // A level that stays where it is: any forecast would make it tremble.
  return 2 * level > looked ? [0, 0, 0] : solved(a);
}

/** By elimination; what depends on another is given no share. */
function solved(a: number[][]): Forecast {
  const size = Math.max(...a.map((row, r) => row[r]!));
  const shares = [0, 0, 0];
  const used: number[] = [];
  for (let c = 0; c < 3; c++) {
    const pivot = a[c]!;
    if (!(pivot[c]! > size * 1e-9)) continue;
    used.push(c);
    for (let r = 0; r < 3; r++) {
      if (r === c) continue;
      const times = a[r]![c]! / pivot[c]!;
      for (let k = c; k < 4; k++) a[r]![k]! -= times * pivot[k]!;
    }
  }
  for (const c of used) shares[c] = a[c]![3]! / a[c]![c]!;
  // Few digits: they stand in the file, and both sides count with the same ones.
  const [last, distance, move] = shares.map((share) => (Math.abs(share) < 4 ? Number(share.toFixed(9)) : 0));
  return [last!, distance!, move!];
}

/**
 * What is expected behind two values, given the closes: the value again where one of them is missing, nothing where that is. Who writes
 * and who reads call it with the same numbers.
 */
export function expected(
  [last, distance, move]: Forecast,
  was: number,
  before: number,
  close: number,
  closeBefore: number,
): number {
  const told = was + last * (was - before) + distance * (close - was) + move * (close - closeBefore);
  if (!Number.isNaN(told)) return told;
  return Number.isNaN(was) ? 0 : was;
}
