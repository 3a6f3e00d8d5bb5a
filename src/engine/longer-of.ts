// Which longer bars may a strategy ask for?

import { straddling, wrongStep } from "../bars/fit.js";
import { type DayBy, type Frame, frameOf, frameText } from "../bars/frame.js";
import type { LongClose } from "../bars/gather.js";
import { type LongerBars, longerBars } from "../bars/longer.js";
import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS } from "../domain/money.js";
import { makesBars } from "../indicator/pure.js";

/** E366 where the text is no frame, E367 where the bars of the run cannot make it, E368 where they lie in two of them. */
export const longerOf = makesBars(function longerOf(
  series: Series,
  contract: Contract,
  text: string,
  by: DayBy,
  close: LongClose,
  strategy: string,
): LongerBars {
  const frame = frameOf(text, by);
  const { timeframeMs } = series.source;
  const wrong = wrongStep(frame, timeframeMs);
  if (wrong !== null) {
    const own = lengthText(timeframeMs);
    throw new Fault("E367", `${strategy} asks for bars of ${frameText(frame)}, and runs on bars of ${own}`, {
      found: `bars of ${own}`,
      expected: wrong,
      why: "Longer bars are made of those of the run.",
      fix: ["run it on shorter bars", "or ask for a longer frame   this.frame(…)"],
    });
  }
  straddling(series, contract, frame);
  return longerBars(series, contract, frame, close);
});

function lengthText(ms: number): string {
  const frame: Frame =
    ms < DAY_MS ? { kind: "span", ms } : ms < 7 * DAY_MS ? { kind: "day" } : { kind: "week" };
  return frameText(frame);
}

/** What a run says of bars that its frames leave out; null where there are none. */
export function lateNote(text: string, { late }: LongerBars): string | null {
  if (late === 0) return null;
  const bars = late === 1 ? "1 bar came" : `${late.toLocaleString("en-US")} bars came`;
  return `${bars} after the end of a session by the calendar, when the bar of ${text} had been shown: it leaves them out.`;
}
