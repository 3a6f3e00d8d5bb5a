// How do the runs stand against the baseline that was chosen?

import { isApart, PAIRED, type Paired, pairedDifference, verdict } from "../../src/metric/paired.js";
import { figureText, plural, signed } from "../../src/report/format.js";
import { el } from "../dom.js";
import type { CompareData } from "./data.js";
import { small, table, toned, type Unit } from "./parts.js";
import type { Choices } from "./state.js";

/** Each pair is drawn from once. */
function pairsOf({ runs }: CompareData): (baseline: number, run: number) => Paired {
  const known = new Map<string, Paired>();
  return (baseline, run) => {
    const name = `${baseline}-${run}`;
    let paired = known.get(name);
    if (paired === undefined)
      known.set(name, (paired = pairedDifference(runs[baseline]!.days, runs[run]!.days)));
    return paired;
  };
}

export function mountAgainst(data: CompareData, choices: Choices, root: HTMLElement): void {
  const paired = pairsOf(data);
  const show = () => {
    const { baseline, hideGreyed } = choices.now;
    const others = data.runs.filter(
      (run) => run.k !== baseline && !(hideGreyed && run.greyed[baseline]!.length > 0),
    );
    const net = (k: number) => paired(baseline, k).differences.find(({ key }) => key === "raw");
    const apart = others.filter(({ k }) => isApart(net(k))).length;
    root.replaceChildren(
      el(
        "p",
        { class: "say" },
        apart === 0
          ? "None of the differences in net can be told from chance."
          : `${apart} of ${plural(others.length, "difference")} in net can be told from chance at 90%.`,
      ),
      table(
        "Differences from the baseline",
        [
          { label: "Strategy" },
          { label: "Instrument" },
          { label: "Dates", isNumber: true },
          ...PAIRED.map(({ label }) => ({ label, isNumber: true })),
          { label: "Net" },
        ],
        others.map(({ k, strategy, instrument }) => {
          const found = paired(baseline, k);
          return [
            strategy,
            instrument,
            String(found.days),
            ...PAIRED.map(({ key, unit }) => differenceCell(found, key, unit)),
            verdict(net(k)),
          ];
        }),
      ),
    );
  };
  show();
  choices.on((_, changed) => {
    if (changed.has("baseline") || changed.has("hideGreyed")) show();
  });
}

function differenceCell({ differences }: Paired, key: string, unit: Unit): Node | string {
  const one = differences.find((each) => each.key === key);
  if (one === undefined) return "—";
  const told = (value: number) => signed(figureText({ unit }, value));
  return el(
    "span",
    {},
    toned(one.difference, unit),
    small(one.low === null || one.high === null ? "no interval" : `${told(one.low)} … ${told(one.high)}`),
  );
}
