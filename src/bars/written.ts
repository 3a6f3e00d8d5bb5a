// Has a program written into its bars since the run before?

import type { Bars } from "../domain/bars.js";
import { forgetExtremes, hasExtremes } from "./extremes.js";

/** By the column of highs: how highs and lows were. */
const seen = new WeakMap<Int32Array, readonly Buffer[]>();

/**
 * Called before each run in the program's own process: typed arrays cannot be frozen, and what was worked out of their prices
 * (`extremes.ts`) must not outlive them. Nothing is paid for before the second run over bars of which something
 * was; that one makes a copy, of eight bytes a bar.
 */
export function noticeWrites({ highTicks, lowTicks }: Bars): void {
  if (!hasExtremes(highTicks)) {
    // What will be worked out next is of prices that the copy may not have.
    seen.delete(highTicks);
    return;
  }
  const columns = [highTicks, lowTicks].map(bytesOf);
  if (seen.get(highTicks)?.every((copy, k) => copy.equals(columns[k]!))) return;
  seen.set(
    highTicks,
    columns.map((column) => Buffer.from(column)),
  );
  forgetExtremes(highTicks);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
