// Why did trades end, and which signals never became one?

import type { Run } from "../../domain/run.js";
import { FILL_KINDS } from "../../domain/run.js";
import { sum } from "../../indicator/statistics.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { ABSENT, countText, plural, quantityText } from "../format.js";
import { groupsOf, notTaken, passedOver } from "../groups.js";
import { html } from "../html.js";
import { hypotheticals } from "../hypothetical.js";
import { number, table, text } from "../page/table.js";
import { given, profit } from "../page/value.js";
import { breakdownTable } from "./breakdown-table.js";
import type { Panel } from "./panel.js";

export const exits: Panel = {
  id: "exits",
  title: "Exits and entries",
  short: "Exits",
  render: (run) => html`<h3>Why trades ended</h3>${breakdownTable(run, "exit", "Exit reason")}
<h3 class="gap">Why trades began</h3>${breakdownTable(run, "entry", "Entry reason")}
<h3 class="gap">Fills by kind</h3>${table({
    name: "Fills by kind",
    heads: [text("Kind"), number("Fills"), number("Contracts")],
    rows: fillKinds(run),
  })}`,
};

export const missed: Panel = {
  id: "not-taken",
  title: "Signals not taken",
  short: "Not taken",
  render(run) {
    const unfilled = notTaken(run);
    const passed = passedOver(run);
    const reduced = groupsOf(run.events.filter(({ kind }) => kind === "reduced").map((event) => event.text));
    const hypothetical = hypotheticals(run);
    const { bars } = hypothetical;
    const rows = [
      ...unfilled.map((group) => ({
        group,
        became: group.state,
        made: group.orders.map((at) => hypothetical.of(run.orders[at]!)),
      })),
      ...passed.map((group) => ({
        group,
        became: "passed over",
        made: group.signals.map((signal) => hypothetical.ofSkipped(signal)),
      })),
    ];
    return html`<p class="say">${
      unfilled.length === 0
        ? `Every one of the ${plural(run.orders.length, "submitted order")} filled or still worked at the end: none was rejected, none expired, none was cancelled.`
        : `${plural(countOf(unfilled), "order")} of ${countText(run.orders.length)} never filled.`
    } ${
      passed.length === 0
        ? html`What a strategy does not ask for, because it is in a position already, it would have to say itself, by <code>this.skip()</code>: this one passed over nothing, or did not say so.`
        : `The strategy passed over ${plural(countOf(passed), "signal")}.`
    }${
      rows.length === 0
        ? ""
        : ` The hypothetical result is a plain yardstick, the same for all of them: as many contracts as were asked for, from the open of the next bar ${
            bars === null
              ? "to the last close of its trade date"
              : `to the close ${bars === 1 ? "of that bar" : `${plural(bars, "bar")} on, the median time that this run's own trades were held`}`
          }, before costs, without stop or target. — where there was no signal to take: a stop whose price never came, an order that would have closed a position, or the end of the data.`
    }</p>${
      rows.length > 0 &&
      table({
        name: "Signals that were not taken, by reason",
        heads: [
          text("What became of it"),
          number("Signals"),
          text("Why"),
          number("Hypothetical P&L", "Of those that can be judged, together"),
          number("Judged", "Signals of which a hypothetical result can be given"),
          number("Average"),
          text("First case"),
        ],
        rows: rows.map(({ group, became, made }) => {
          const judged = made.filter((one) => one !== null);
          return [
            became,
            countText(group.count),
            html`<span class="wraps">${given(group.reason)}</span>`,
            judged.length === 0 ? ABSENT : profit(sum(judged)),
            countText(judged.length),
            judged.length === 0 ? ABSENT : profit(sum(judged) / judged.length),
            html`<span class="wraps">${given(group.example)}</span>`,
          ];
        }),
      })
    }${
      reduced.length === 0
        ? ""
        : html`<h3 class="gap">Orders filled smaller than asked</h3>${table({
            name: "Orders reduced, by reason",
            heads: [text("Why"), number("Orders"), text("First case")],
            rows: reduced.map((group) => [
              html`<span class="wraps">${given(group.reason)}</span>`,
              countText(group.count),
              html`<span class="wraps">${given(group.example)}</span>`,
            ]),
          })}`
    }`;
  },
};

const countOf = (groups: readonly { readonly count: number }[]): number =>
  sum(groups.map(({ count }) => count));

function fillKinds({ fills, inputs }: Run): string[][] {
  const { lot } = instrumentOf(inputs.contract);
  const count = FILL_KINDS.map(() => 0);
  const contracts = FILL_KINDS.map(() => 0);
  for (let i = 0; i < fills.length; i++) {
    count[fills.kind[i]!]!++;
    contracts[fills.kind[i]!]! += fills.qty[i]!;
  }
  return FILL_KINDS.map((kind, i) => [kind, countText(count[i]!), quantityText(contracts[i]!, lot)]).filter(
    (_, i) => count[i]! > 0,
  );
}
