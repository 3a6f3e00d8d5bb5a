// What did the strategy say while it traded?

import type { Run, RunEvent } from "../../domain/run.js";
import { Clock } from "../clock.js";
import { countText, plural } from "../format.js";
import { type Html, html } from "../html.js";
import { number, table, text } from "../page/table.js";
import { given, instant } from "../page/value.js";
import type { Panel } from "./panel.js";

/** More rows than that make a page slow; with script they are at their trades, and the export has all. */
const MOST_NOTES = 60;

/** Kinds that stand in tables of their own. */
const ELSEWHERE: ReadonlySet<RunEvent["kind"]> = new Set([
  "note",
  "rejected",
  "reduced",
  "expired",
  "skipped",
]);

export const notesOf = ({ events }: Run): readonly RunEvent[] => events.filter(({ kind }) => kind === "note");

export const notes: Panel = {
  id: "notes",
  title: "Notes and events",
  short: "Notes",
  render(run, { everyTrade = false }) {
    const all = notesOf(run);
    const others = countsOf(run);
    return html`${
      all.length === 0
        ? html`<p class="say">The strategy noted nothing: <code>this.note()</code> writes down why it acts.</p>`
        : html`<p class="say">${
            all.length > MOST_NOTES && !everyTrade
              ? `The first ${MOST_NOTES} of ${countText(all.length)} notes`
              : `All ${plural(all.length, "note")}`
          } of the strategy, ${new Clock(run.inputs.contract).name}.</p>${noteTable(run, everyTrade ? all : all.slice(0, MOST_NOTES))}`
    }${
      others.length === 0
        ? ""
        : html`<h3 class="gap">Events of the account</h3>${table({
            name: "Events by kind",
            heads: [text("Kind"), number("Events"), text("First case")],
            rows: others.map(([kind, count, first]) => [
              kind,
              countText(count),
              html`<span class="wraps">${given(first)}</span>`,
            ]),
          })}`
    }`;
  },
};

function noteTable(run: Run, shown: readonly RunEvent[]): Html {
  const clock = new Clock(run.inputs.contract);
  return table({
    name: "Notes of the strategy",
    tall: shown.length > 12,
    heads: [text("When"), number("Order"), text("Note")],
    rows: shown.map(({ time, order, text: words }) => [
      instant(time, clock.text(time)),
      order === 0 ? "" : `#${countText(order)}`,
      html`<span class="wraps">${given(words)}</span>`,
    ]),
  });
}

function countsOf({ events }: Run): [string, number, string][] {
  const counts = new Map<string, [string, number, string]>();
  for (const { kind, text: words } of events) {
    if (ELSEWHERE.has(kind)) continue;
    const row = counts.get(kind);
    if (row === undefined) counts.set(kind, [kind, 1, words]);
    else row[1]++;
  }
  return [...counts.values()].sort((a, b) => b[1] - a[1]);
}
