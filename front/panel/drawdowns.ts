// What did the bars look like while the account fell, or while trades won or lost in a row?

import { aroundSpan } from "../chart/view.js";
import { button } from "../dom.js";
import type { FrontPanel } from "../panels.js";

/**
 * The tables of the section are the document's. A row whose times say from when to when shows those bars in the panes: by mouse
 * anywhere in it, by keyboard with the button that its head becomes.
 */
export const drawdowns: FrontPanel = {
  id: "drawdowns",
  mount(page, model, root, { say }) {
    const panes = document.querySelector("[data-panel=panes].live")?.closest("section");
    const { bars } = page.meta;
    if (panes == null || bars === 0) return;
    for (const row of root.closest("section")?.querySelectorAll("tbody tr") ?? []) {
      const times = [...row.querySelectorAll("time")];
      const head = row.querySelector("th");
      if (times.length < 2 || head === null) continue;
      const barOf = (time: HTMLTimeElement) => Math.min(page.time.barAt(Date.parse(time.dateTime)), bars - 1);
      const [first, last] = [times[0]!, times[times.length - 1]!];
      const isOver = row.querySelector("[data-open]") === null;
      const words = `${first.textContent} to ${isOver ? last.textContent : "the end"}`;
      const show = () => {
        model.set({ view: aroundSpan(barOf(first), isOver ? barOf(last) : bars - 1, bars) });
        panes.scrollIntoView({ block: "start" });
        say(`The panes show ${words}`);
      };
      const name = head.textContent;
      // The button's own click comes up to the row.
      head.replaceChildren(
        button(name, () => {}, {
          class: "quiet",
          title: "Show in the panes",
          "aria-label": `${name}: show ${words} in the panes`,
        }),
      );
      row.classList.add("pick");
      row.addEventListener("click", () => {
        if (getSelection()?.isCollapsed !== false) show();
      });
    }
  },
};
