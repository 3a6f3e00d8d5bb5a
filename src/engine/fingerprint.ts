// Are two runs the same run?

import { createHash } from "node:crypto";
import type { FillColumns, TradeColumns } from "../domain/run.js";

/**
 * SHA-256 over fills, trades and equity, hex. The bytes are those of the columns (little-endian on every machine that
 * Node runs on), so equal fingerprints mean equal results to the last micro-dollar.
 */
export function fingerprintOf(fills: FillColumns, trades: TradeColumns, equity: Float64Array): string {
  const hash = createHash("sha256");
  // Finer bars count only where there are any: a run without them stays the run that it was. Who made the market shows in
  // the money, where it matters.
  const { length: _length, finer, time: _time, day: _day, maker: _maker, ...columns } = fills;
  for (const column of Object.values(columns)) hash.update(bytesOf(column));
  if (finer.some((at) => at !== -1)) hash.update(bytesOf(finer));
  hash.update(bytesOf(numbersOf(trades)));
  hash.update(bytesOf(equity));
  return hash.digest("hex");
}

/** Six numbers a trade, one after the other. */
function numbersOf({ length, side, qty, entrySum, exitSum, gross, net }: TradeColumns): Float64Array {
  const numbers = new Float64Array(length * 6);
  for (let k = 0, at = 0; k < length; k++) {
    numbers[at++] = side[k]!;
    numbers[at++] = qty[k]!;
    numbers[at++] = entrySum[k]!;
    numbers[at++] = exitSum[k]!;
    numbers[at++] = gross[k]!;
    numbers[at++] = net[k]!;
  }
  return numbers;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
