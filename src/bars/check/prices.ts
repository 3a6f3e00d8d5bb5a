// Do prices reach zero or below?

import type { Instrument } from "../../domain/contract.js";
import type { SeriesFinding } from "../../domain/findings.js";
import { sessionName } from "../../domain/session.js";
import { type CheckedBars, standing } from "./days.js";
import { countOf, priceText, spanOf } from "./words.js";

/**
 * Runs of bars at or below zero. For energy that is a warning: crude oil traded at -37.63 on 2020-04-20. So it is where all
 * prices of the file's beginning lie there: a series adjusted by differences may fall below zero far back.
 */
export function priceFindings(
  { bars, stepMs, session }: CheckedBars,
  instrument: Instrument,
): SeriesFinding[] {
  const { lowTicks, time, length } = bars;
  const found: SeriesFinding[] = [];
  for (let i = 0; i < length; i++) {
    if (lowTicks[i]! > 0) continue;
    const from = i;
    let least = lowTicks[i]!;
    for (; i < length && lowTicks[i]! <= 0; i++) least = Math.min(least, lowTicks[i]!);
    const at = standing(time, from, i, stepMs);
    found.push({
      ...at,
      kind: "price",
      grade: sessionName(session) === "energy" ? "warning" : "error",
      found: `${countOf(i - from, "bar")} at or below zero, down to ${priceText(least, instrument)}, ${spanOf(at.from, at.until)}`,
      expected: "prices above zero",
    });
  }
  return found;
}
