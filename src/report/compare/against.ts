// Which runs are better than the baseline, and which may only have been luckier?

import { isApart, PAIRED, PAIRED_METHOD, verdict } from "../../metric/paired.js";
import { figureText } from "../figures.js";
import { ABSENT, plural, signed } from "../format.js";
import { type Html, html } from "../html.js";
import { hook } from "../page/hook.js";
import { number, table, text } from "../page/table.js";
import { given, toned } from "../page/value.js";
import { type Entrant, factsOf } from "./facts.js";
import { CELL_HEADS, type ComparePanel, cellName } from "./panel.js";

export const against: ComparePanel = {
  id: "against",
  title: "Against the baseline",
  render(comparison) {
    const { entrants, baseline } = factsOf(comparison);
    if (baseline === null || entrants.length < 2) {
      return html`<p class="say">It takes two finished runs to hold one against the other.</p>`;
    }
    const others = entrants.filter(({ isBaseline }) => !isBaseline);
    const apart = others.filter(({ paired }) =>
      isApart(paired?.differences.find(({ key }) => key === "raw")),
    );
    return html`<p class="say">Each run less <b data-baseline="">${given(cellName(baseline))}</b>, with a 90% interval: ${PAIRED_METHOD}. An interval that holds zero says that the difference may be chance.</p>
${hook(
  "against",
  html`<p class="say">${
    apart.length === 0
      ? "None of the differences in net can be told from chance."
      : html`${apart.length} of ${plural(others.length, "difference")} in net can be told from chance at 90%.`
  }</p>${table({
    name: "Differences from the baseline",
    heads: [
      ...CELL_HEADS,
      number("Dates", "Trade dates that both have: the blocks that were drawn"),
      ...PAIRED.map(({ label }) => number(label)),
      text("Net"),
    ],
    rows: others.map((entrant) => [
      given(entrant.strategy),
      given(entrant.instrument),
      String(entrant.paired!.days),
      ...PAIRED.map(({ key, unit }) => differenceHtml(entrant, key, unit)),
      verdict(entrant.paired!.differences.find(({ key }) => key === "raw")),
    ]),
  })}`,
)}`;
  },
};

function differenceHtml(
  { paired }: Entrant,
  key: string,
  unit: (typeof PAIRED)[number]["unit"],
): Html | string {
  const one = paired!.differences.find((each) => each.key === key);
  if (one === undefined) return ABSENT;
  const told = (value: number) => signed(figureText({ unit }, value));
  return html`${toned(one.difference, figureText({ unit }, one.difference))}<small class="delta">${
    one.low === null || one.high === null ? "no interval" : `${told(one.low)} … ${told(one.high)}`
  }</small>`;
}
