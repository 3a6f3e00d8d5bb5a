// Why did trades end, and which signals never became one?

import type { Run } from "../../domain/run.js";
import { FILL_KINDS } from "../../domain/run.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { countText, plural, quantityText } from "../format.js";
import { groupsOf, notTaken } from "../groups.js";
import { html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { given } from "../page/value.js";
import { breakdownTable } from "./breakdown-table.js";
import type { Panel } from "./panel.js";

export const exits: Panel = {
  id: "exits",
  title: "Exits and signals not taken",
  render(run) {
    const missed = notTaken(run);
    const reduced = groupsOf(run.events.filter(({ kind }) => kind === "reduced").map((event) => event.text));
    return html`<h3>Why trades ended</h3>${breakdownTable(run, "exit", "Exit reason")}
<h3 class="gap">Why trades began</h3>${breakdownTable(run, "entry", "Entry reason")}
<h3 class="gap">Signals not taken</h3>${
      missed.length === 0
        ? html`<p class="say">Every one of the ${plural(run.orders.length, "submitted order")} filled or still worked at the end: none was rejected, none expired, none was cancelled.</p>`
        : table({
            name: "Orders that never filled, by reason",
            heads: [text("What became of it"), number("Orders"), text("Why"), text("First case")],
            rows: missed.map((group) => [
              group.state,
              countText(group.count),
              given(group.reason),
              given(group.example),
            ]),
          })
    }${
      reduced.length === 0
        ? ""
        : html`<h3 class="gap">Orders filled smaller than asked</h3>${table({
            name: "Orders reduced, by reason",
            heads: [text("Why"), number("Orders"), text("First case")],
            rows: reduced.map((group) => [given(group.reason), countText(group.count), given(group.example)]),
          })}`
    }
<h3 class="gap">Fills by kind</h3>${table({
      name: "Fills by kind",
      heads: [text("Kind"), number("Fills"), number("Contracts")],
      rows: fillKinds(run),
    })}`;
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
