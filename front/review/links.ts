// How do names of trades, leaks and rules in the document lead to their rows?

import { button } from "../dom.js";
import { printFilter } from "../filter/print.js";
import type { WordsKey } from "../filter/terms.js";
import type { Model } from "../model.js";
import type { RowSet } from "./set.js";

/** `<code>` with the id of a row, and what says `data-find` of a filter's key, become buttons. Text stays what it is. */
export function linkRows(set: RowSet, model: Model): void {
  const rowOf = new Map(set.data.id.map((id, row) => [id, row]));
  for (const [row, id] of set.data.signal.entries()) if (id !== "" && !rowOf.has(id)) rowOf.set(id, row);
  const document_ = document.querySelector("main");
  for (const code of document_?.querySelectorAll("code") ?? []) {
    const row = rowOf.get(code.textContent ?? "");
    if (row === undefined) continue;
    const link = button("", () => model.set({ selected: row, drawer: true }), {
      class: "row-button",
      title: `Row ${row + 1}: see it`,
    });
    code.replaceWith(link);
    link.append(code);
  }
  for (const named of document_?.querySelectorAll<HTMLElement>("[data-find]") ?? []) {
    const text = findText(named.dataset.find as WordsKey, named.dataset.value ?? named.textContent ?? "");
    const link = button(
      "",
      () => {
        const isOn = model.state.filter === text;
        model.set({ filter: isOn ? "" : text });
        if (!isOn) document.getElementById("sessions")?.scrollIntoView({ block: "start" });
      },
      { class: "row-button", title: "Only its rows" },
    );
    link.append(...named.childNodes);
    named.append(link);
  }
}

/** What one would type for it. */
function findText(key: WordsKey, value: string): string {
  return printFilter([{ kind: "words", key, whole: true, not: false, values: [value] }]);
}
