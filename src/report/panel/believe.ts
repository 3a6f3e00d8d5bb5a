// Can the reader believe this run?

import type { Run } from "../../domain/run.js";
import { expectancyInterval } from "../../metric/bootstrap.js";
import { countText, plural } from "../format.js";
import { type Html, html } from "../html.js";
import { prose } from "../page/value.js";
import { type CheckState, checksOf } from "../trust.js";
import { unknowns } from "../trust-market.js";
import type { Panel } from "./panel.js";

type State = CheckState | "unknown";

const MARKS: Readonly<Record<State, { mark: string; word: string }>> = {
  ok: { mark: "✓", word: "fine" },
  note: { mark: "!", word: "note" },
  bad: { mark: "✗", word: "problem" },
  unknown: { mark: "?", word: "not known" },
};

export const believe: Panel = {
  id: "believe",
  title: "Can I believe this?",
  short: "Trust",
  render(run) {
    const all = inOrder(run);
    return html`<p class="say">${verdict(run, all)}</p><ul class="checks">${all.map(
      ({ id, state, label, text }) =>
        html`<li class="${state}" id="check-${id}"><span class="mark" role="img" aria-label="${MARKS[state].word}">${MARKS[state].mark}</span><div><b>${prose(label)}</b><p>${prose(text)}</p></div></li>`,
    )}</ul>`;
  },
};

/** The answer first. A run that passes every check may still be luck: that is no problem of the run, and no proof either. */
function verdict(run: Run, all: readonly { readonly id: string; readonly state: State }[]): Html {
  const count = (state: State): number => all.filter((one) => one.state === state).length;
  const isLuck = all.some(({ id, state }) => id === "interval" && state !== "ok");
  const answer =
    count("bad") > 0
      ? "No, not as it stands"
      : run.fills.length === 0
        ? "There is nothing to believe: nothing was traded"
        : isLuck
          ? "Not yet: it cannot be told from chance"
          : (expectancyInterval(run)?.high ?? 0) < 0
            ? "No check speaks against it: it loses"
            : "No check speaks against it";
  return html`<b>${answer}.</b> ${plural(count("bad"), "problem")}, ${countText(count("unknown"))} not known, ${countText(count("note"))} to know first, ${countText(count("ok"))} fine.`;
}

const RANK: readonly State[] = ["bad", "unknown", "note", "ok"];

/** What speaks against the numbers comes first, what is fine last: who stops reading early has read what matters. */
const inOrder = (run: Run) =>
  [...checksOf(run), ...unknowns(run).map((one) => ({ ...one, state: "unknown" as const }))].sort(
    (a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state),
  );
