// Why did trades end, and which signals never became one?

import type { Run } from "../../domain/run.js";
import { FILL_KINDS } from "../../domain/run.js";
import { sum } from "../../indicator/statistics.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { ABSENT, countText, plural, quantityText } from "../format.js";
import { groupsOf, notTaken } from "../groups.js";
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
    const groups = notTaken(run);
    const reduced = groupsOf(run.events.filter(({ kind }) => kind === "reduced").map((event) => event.text));
    const { bars, of } = hypotheticals(run);
    return html`${
      groups.length === 0
        ? html`<p class="say">Every one of the ${plural(run.orders.length, "submitted order")} filled or still worked at the end: none was rejected, none expired, none was cancelled. What a strategy does not ask for, because it is in a position already, leaves no trace.</p>`
        : html`<p class="say">${plural(
            groups.reduce((sum, { count }) => sum + count, 0),
            "order",
          )} of ${countText(run.orders.length)} never filled. The hypothetical result is a plain yardstick, the same for all of them: as many contracts as were asked for, from the open of the next bar ${
            bars === null
              ? "to the last close of its trade date"
              : `to the close ${bars === 1 ? "of that bar" : `${plural(bars, "bar")} on, the median time that this run's own trades were held`}`
          }, before costs, without stop or target. — where there was no signal to take: a stop whose price never came, an order that would have closed a position, or the end of the data. What a strategy does not ask for, because it is in a position already, leaves no trace.</p>${table(
            {
              name: "Orders that never filled, by reason",
              heads: [
                text("What became of it"),
                number("Orders"),
                text("Why"),
                number("Hypothetical P&L", "Of those that can be judged, together"),
                number("Judged", "Orders of which a hypothetical result can be given"),
                number("Average"),
                text("First case"),
              ],
              rows: groups.map(({ state, count, reason, example, orders }) => {
                const made = orders.map((at) => of(run.orders[at]!)).filter((one) => one !== null);
                const [judged, hypothetical] = [made.length, sum(made)];
                return [
                  state,
                  countText(count),
                  html`<span class="wraps">${given(reason)}</span>`,
                  judged === 0 ? ABSENT : profit(hypothetical),
                  countText(judged),
                  judged === 0 ? ABSENT : profit(hypothetical / judged),
                  html`<span class="wraps">${given(example)}</span>`,
                ];
              }),
            },
          )}`
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
