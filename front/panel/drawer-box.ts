// How does a drawer open, step and close?

import { countText } from "../../src/report/format.js";
import { button, el } from "../dom.js";
import type { Model } from "../model.js";
import type { Tools } from "../panels.js";
import { FOCUS_TRADE } from "../trades/grid.js";

export interface DrawerTerms {
  /** What it shows one of: "Trade". */
  readonly name: string;
  /** Under which heading its keys stand. */
  readonly group: string;
  /** Those that it steps through. */
  chosen(): Int32Array;
  /** Buttons between those that step and the one that closes. */
  readonly extra: readonly HTMLElement[];
  /** What is said when it steps to another. */
  told(i: number): string;
  /** `isStill` says whether it is still shown: what comes later may come too late. */
  draw(i: number, body: HTMLElement, isStill: () => boolean): Promise<void>;
}

/** Follows what is selected; closed, it gives the focus back to where it came from. */
export function drawerBox(model: Model, root: HTMLElement, { keys, say }: Tools, terms: DrawerTerms): void {
  const { name, group } = terms;
  const lower = name.toLowerCase();
  const title = el("h2", { id: "drawer-title", tabindex: -1 });
  const body = el("div", { class: "d-body" });
  const step = (by: number) => {
    const chosen = terms.chosen();
    const at = chosen.indexOf(model.state.selected ?? -1);
    const next = chosen[at < 0 ? (by > 0 ? 0 : chosen.length - 1) : at + by];
    if (next !== undefined) model.set({ selected: next });
  };
  const box = el(
    "div",
    { class: "drawer", role: "dialog", "aria-modal": "false", "aria-labelledby": "drawer-title" },
    el(
      "div",
      { class: "d-head" },
      title,
      el(
        "div",
        { class: "g-buttons" },
        button("‹", () => step(-1), { "aria-label": `Previous ${lower}`, title: `Previous ${lower} (p)` }),
        button("›", () => step(1), { "aria-label": `Next ${lower}`, title: `Next ${lower} (n)` }),
        ...terms.extra,
        button("✕", () => model.set({ drawer: false }), { "aria-label": "Close", title: "Close (Esc)" }),
      ),
    ),
    body,
  );
  box.hidden = true;
  root.append(box);

  let opener: Element | null = null;
  let drawn = -1;
  const draw = (i: number) => {
    title.textContent = `${name} ${countText(i + 1)}`;
    const { unit } = model.state;
    drawn = i;
    void terms.draw(i, body, () => drawn === i && model.state.unit === unit);
    // With the next frame: asked for now, the whole page would be laid out once more.
    requestAnimationFrame(() => {
      body.scrollTop = 0;
    });
  };
  const show = (isNew: boolean) => {
    const { selected, drawer: isOpen } = model.state;
    const wasOpen = !box.hidden;
    box.hidden = !isOpen || selected === null;
    document.documentElement.classList.toggle("has-drawer", !box.hidden);
    if (box.hidden) {
      drawn = -1;
      if (wasOpen) giveBack(opener, selected);
      return;
    }
    if (!wasOpen) opener = document.activeElement;
    if (isNew || !wasOpen) draw(selected!);
    if (!wasOpen) title.focus({ preventScroll: true });
    else if (isNew) say(terms.told(selected!));
  };
  model.on((_, changed) => {
    if (changed.has("drawer") || changed.has("selected") || changed.has("unit"))
      show(changed.has("selected") || changed.has("unit"));
  });
  if (model.state.drawer && model.state.selected !== null) show(true);

  keys.add({
    keys: ["Enter"],
    group,
    label: `Open the selected ${lower}`,
    run({ target }) {
      const isOwn = target instanceof Element && target.closest("button,a,summary,[role=grid]") !== null;
      if (isOwn || model.state.selected === null || model.state.drawer) return false;
      model.set({ drawer: true });
    },
  });
  keys.add({
    keys: ["Escape"],
    group,
    label: `Close the ${lower}`,
    run() {
      if (!model.state.drawer) return false;
      model.set({ drawer: false });
    },
  });
}

/** To where it was when the drawer opened; of the table, to the row of the trade that was looked at last. */
function giveBack(opener: Element | null, trade: number | null): void {
  const grid = opener?.closest("[role=grid]");
  if (grid && trade !== null) grid.dispatchEvent(new CustomEvent(FOCUS_TRADE, { detail: trade }));
  else if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
}
