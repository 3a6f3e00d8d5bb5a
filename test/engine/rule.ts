// How is a rule of the fills written down as a test?

import { expect, test } from "vitest";
import { type ReplayOptions, replay } from "./replay.js";

/** A sentence about the market, the market drawn, and the fills that it gives. See replay.ts for the drawing. */
export function rule(sentence: string, drawing: string, fills: string[], options: ReplayOptions = {}): void {
  test(sentence, () => expect(replay(drawing, options)).toEqual(fills));
}
