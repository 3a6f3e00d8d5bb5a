// How is a rule of the fills written down as a test?

import { describe, expect, test } from "vitest";
import { mirroredDrawing, mirroredFill, mirroredPath } from "./mirror.js";
import { endings, fillLines, type ReplayOptions, replay, replayRun } from "./replay.js";

/** A sentence about the market, the market drawn, and the fills that it gives. See replay.ts for the drawing. */
export function rule(sentence: string, drawing: string, fills: string[], options: ReplayOptions = {}): void {
  test(sentence, () => expect(replay(drawing, options)).toEqual(fills));
}

/** A rule that holds for longs and shorts alike: the drawing, and the drawing upside down with buyers for sellers. */
export function twins(sentence: string, drawing: string, fills: string[], options: ReplayOptions = {}): void {
  describe(sentence, () => {
    test("as drawn", () => expect(replay(drawing, options)).toEqual(fills));
    test("and upside down", () => {
      const path = mirroredPath(options.path ?? "adverse");
      expect(replay(mirroredDrawing(drawing), { ...options, path })).toEqual(fills.map(mirroredFill));
    });
  });
}

/** A rule of how orders end: what filled, and after it "1 filled", "2 cancelled: why", in the order of their ids. */
export function ending(
  sentence: string,
  drawing: string,
  fills: string[],
  ended: string[],
  options: ReplayOptions = {},
): void {
  test(sentence, () => {
    const run = replayRun(drawing, options);
    expect(fillLines(run)).toEqual(fills);
    expect(endings(run)).toEqual(ended);
  });
}
