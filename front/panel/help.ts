// Which keys are there, on one page?

import { button, el } from "../dom.js";
import type { Keys } from "../keys.js";

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
};

const shown = (key: string): string =>
  key
    .split("+")
    .map((part) => (part === "" ? "+" : (SIGNS[part] ?? part)))
    .filter((part, i, parts) => !(part === "+" && i > 0 && parts[i - 1] === "+"))
    .join(" + ");

/** Makes the list anew each time: by then every panel has said its keys. Returns what opens it. */
export function helpDialog(keys: Keys): () => void {
  const dialog = el("dialog", { class: "help", "aria-labelledby": "help-t" });
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return () => {
    const groups = new Map<string, Element>();
    for (const { keys: names, label, group } of keys.commands) {
      let list = groups.get(group);
      if (list === undefined) groups.set(group, (list = el("dl", {})));
      const names_ = el("dt", {});
      names.forEach((name, i) => {
        if (i > 0) names_.append(" ");
        names_.append(el("kbd", {}, shown(name)));
      });
      list.append(el("div", {}, names_, el("dd", {}, label)));
    }
    const head = el("div", { class: "head" }, el("h2", { id: "help-t" }, "Keys and gestures"));
    head.append(button("Close", () => dialog.close()));
    dialog.replaceChildren(head);
    const columns = el("div", { class: "groups" });
    for (const [name, list] of groups) columns.append(el("section", {}, el("h3", {}, name), list));
    columns.append(
      el(
        "section",
        {},
        el("h3", {}, "Mouse and touch"),
        el(
          "dl",
          {},
          ...[
            ["Drag", "Move through time"],
            ["Wheel, pinch", "Zoom around the pointer"],
            ["Double click", "Whole span"],
            ["Click a marker", "Open its trade"],
            ["Drag beside the navigator's window", "Choose a span"],
            ["Drag its window, its handles", "Move the span, or one end of it"],
          ].map(([does, what]) => el("div", {}, el("dt", {}, does!), el("dd", {}, what!))),
        ),
      ),
    );
    dialog.append(columns);
    dialog.showModal();
  };
}
