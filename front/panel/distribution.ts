// How are the results of the trades spread?

import { MICRO } from "../../src/domain/money.js";
import { quantile } from "../../src/indicator/statistics.js";
import { countText, dollarsText, fixedText, plural, shortDollars } from "../../src/report/format.js";
import type { FrontPanel } from "../panels.js";
import { binsOf } from "../trades/bins.js";
import { setOf } from "../trades/choice.js";
import { histogram } from "../trades/histogram.js";
import type { TradeSet } from "../trades/set.js";

const tone = (from: number): string => (from < 0 ? "lost" : "won");

export const netHistogram: FrontPanel = {
  id: "net-histogram",
  mount(page, model, root) {
    const set = setOf(page);
    if (set.length === 0) return;
    root.append(
      histogram(set, model, {
        id: "live-net",
        title: "Net result per trade",
        key: "net",
        bins: binsOf(set.numbers.net, 1, MICRO),
        label: shortDollars,
        say: (chosen) => spreadText(set, "net", chosen, (value) => dollarsText(Math.round(value))),
        tone,
      }),
    );
  },
};

export const rHistogram: FrontPanel = {
  id: "r-histogram",
  mount(page, model, root) {
    const set = setOf(page);
    const measured = set.numbers.r.filter((r) => !Number.isNaN(r));
    if (measured.length === 0) return;
    root.append(
      histogram(set, model, {
        id: "live-r",
        title: "Result in R: net ÷ initial risk",
        key: "r",
        bins: binsOf(measured, 1e-6, 0.1),
        label: (value) => `${fixedText(value, Number.isInteger(value) ? 0 : 2)} R`,
        say: (chosen) => spreadText(set, "r", chosen, (value) => `${fixedText(value, 2)} R`),
        tone,
      }),
    );
  },
};

/** Quantiles and no normal curve: results of trades are not normal. */
function spreadText(
  set: TradeSet,
  key: "net" | "r",
  chosen: Int32Array,
  words: (value: number) => string,
): string {
  const rising = Float64Array.from(chosen, (i) => set.numbers[key][i]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (rising.length === 0) return "No trade is left.";
  const at = (share: number) => words(quantile(rising, share)!);
  const low = quantile(rising, 0.05)!;
  const tail = low < 0 ? ` Tail ratio ${fixedText(quantile(rising, 0.95)! / -low, 2)}.` : "";
  return `Of ${plural(rising.length, "trade")}, half made more than ${at(0.5)}; the middle half lies between ${at(0.25)} and ${at(0.75)}.${tail} Pick a bar to filter; grey is all ${countText(set.length)}.`;
}
