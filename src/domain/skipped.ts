// How does an event tell of a signal that its strategy let pass?

import type { Side } from "./order.js";

export interface Skipped {
  readonly side: Side;
  /** Contracts, which need not be whole. */
  readonly qty: number;
  readonly reason: string;
}

/** The reason where none was given and something is held. */
export const IN_POSITION = "already in position";

/** "buy 1: already in position" */
export const skippedText = ({ side, qty, reason }: Skipped): string =>
  `${side === 1 ? "buy" : "sell"} ${qty}: ${reason}`;

/** The same out of the text of an event; null for any other text. */
export function skippedOf(text: string): Skipped | null {
  const found = /^(buy|sell) ([\d.e+-]+): ([\s\S]*)$/.exec(text);
  if (found === null) return null;
  return { side: found[1] === "buy" ? 1 : -1, qty: Number(found[2]), reason: found[3]! };
}
