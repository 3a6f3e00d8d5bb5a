// By which rules did orders meet the market, in words?

import type { Execution, LimitFill, SlippageModel } from "../domain/execution.js";
import type { Magnified } from "../domain/magnified.js";
import type { Run } from "../domain/run.js";
import { formatInstant } from "../instrument/time.js";
import { countText, percentText, plural, timeframeText } from "./format.js";

/** A few words for a headline: "adverse path", "adverse path on 1m bars". */
export const pathLabel = ({ inputs }: Run): string =>
  inputs.finer === null
    ? `${inputs.execution.path} path`
    : `${inputs.execution.path} path on ${timeframeText(inputs.finer.timeframeMs)} bars`;

/** Which share of the bars was walked on finer ones, and why the rest was not; null where there are no finer bars. */
export function magnifiedText({ inputs, magnified }: Run): string | null {
  if (magnified === null || inputs.finer === null) return null;
  const { bars, of, missing, differing, firstDiffering } = magnified;
  const walked = `magnified: ${percentText(magnifiedPercent(magnified))} of ${plural(of, "bar")} walked on ${timeframeText(inputs.finer.timeframeMs)} bars`;
  if (bars === of) return walked;
  const why = [
    ...(missing > 0 ? [`${countText(missing)} without finer bars`] : []),
    ...(differing > 0
      ? [`${countText(differing)} that differ from theirs, the first at ${formatInstant(firstDiffering!)}`]
      : []),
  ];
  return `${walked}; the rest as single bars (${inputs.execution.path}): ${why.join(", ")}`;
}

/** Rounded down: all but one bar are not all. */
export const magnifiedPercent = ({ bars, of }: Magnified): number =>
  of === 0 ? 0 : Math.floor((1000 * bars) / of) / 10;

/** A few words for a headline: "1 tick", "spread 1/2/4 ticks", "5% of ATR(14)", "impact 0.6", "my-slippage". */
export function slippageLabel(model: SlippageModel): string {
  if (typeof model === "number") return plural(model, "tick");
  switch (model.model) {
    case "spread":
      return `spread ${model.regular}/${model.overnight}/${model.news} ticks`;
    case "atr":
      return `${percent(model.share)} of ATR(${model.period})`;
    case "impact":
      return `impact ${model.coefficient}`;
    case "own":
      return model.name;
  }
}

/** A whole clause: by how much each fill at the market is worse. */
export function slippageText(model: SlippageModel): string {
  if (typeof model === "number") return plural(model, "tick");
  switch (model.model) {
    case "spread":
      return `a spread of ${plural(model.regular, "tick")} in regular hours, ${model.overnight} overnight, ${model.news} within ${plural(model.newsMinutes, "minute")} of an event`;
    case "atr":
      return `${percent(model.share)} of the average true range of the ${model.period} bars before, up to a whole tick and at least one`;
    case "impact":
      return `${model.coefficient} × ATR(${model.period}) × √(contracts ÷ the bar's volume), up to a whole tick and at least one: the square-root law of market impact`;
    case "own":
      return model.file === ""
        ? `whatever the program's own function ${model.name} answers`
        : `whatever ${model.file} answers`;
  }
}

export function limitFillText(rule: LimitFill): string {
  if (rule === "touch") return "Fill as soon as the price is touched, as if always first in the queue.";
  if (rule === "through") {
    return "Fill only when the walk trades through the price by a tick; reaching it is not enough.";
  }
  return "through" in rule
    ? `Fill only when the walk trades through the price by ${plural(rule.through, "tick")}.`
    : `Fill only when ${rule.volume} times the order's contracts have traded at its price or beyond since it began to wait; a bar's volume counts as spread evenly over its ticks.`;
}

export const participationText = ({ participation }: Pick<Execution, "participation">): string =>
  participation === null
    ? "No cap: an order may take more than the bar traded."
    : `All fills of a bar together take at most ${percent(participation)} of its volume; what is left of an order waits. Forced exits are not capped.`;

/** 0.05 → "5%". */
const percent = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;
