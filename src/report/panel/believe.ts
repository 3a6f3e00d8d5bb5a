// Can the reader believe this run?

import { html } from "../html.js";
import { prose } from "../page/value.js";
import { type CheckState, checksOf } from "../trust.js";
import type { Panel } from "./panel.js";

const MARKS: Readonly<Record<CheckState, { mark: string; word: string }>> = {
  ok: { mark: "✓", word: "fine" },
  note: { mark: "!", word: "note" },
  bad: { mark: "✗", word: "problem" },
};

export const believe: Panel = {
  id: "believe",
  title: "Can I believe this?",
  render: (run) =>
    html`<ul class="checks">${checksOf(run).map(
      ({ id, state, label, text }) =>
        html`<li class="${state}" id="check-${id}"><span class="mark" role="img" aria-label="${MARKS[state].word}">${MARKS[state].mark}</span><div><b>${prose(label)}</b><p>${prose(text)}</p></div></li>`,
    )}</ul>`,
};
