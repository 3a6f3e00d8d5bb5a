// Are two runs the same run?

import { createHash } from "node:crypto";
import type { FillColumns, Trade } from "../domain/run.js";

/**
 * SHA-256 over fills, trades and equity, hex. The bytes are those of the columns (little-endian on every machine that
 * Node runs on), so equal fingerprints mean equal results to the last micro-dollar.
 */
export function fingerprintOf(fills: FillColumns, trades: readonly Trade[], equity: Float64Array): string {
  const hash = createHash("sha256");
  const { length: _length, ...columns } = fills;
  for (const column of Object.values(columns)) hash.update(bytesOf(column));
  const numbers = new Float64Array(trades.length * 6);
  trades.forEach(({ side, qty, entrySum, exitSum, gross, net }, k) => {
    numbers.set([side, qty, entrySum, exitSum, gross, net], k * 6);
  });
  hash.update(bytesOf(numbers));
  hash.update(bytesOf(equity));
  return hash.digest("hex");
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
