// How are theme, colours and units chosen, and a link to all of it taken along?

import { button, el, setText } from "../dom.js";
import { linkTo, type Model } from "../model.js";
import type { FrontPanel, Tools } from "../panels.js";
import { THEMES, type Theme, UNITS, type Unit } from "../state.js";
import { helpDialog } from "./help.js";

const THEME_TEXT: Readonly<Record<Theme, string>> = { auto: "Auto", light: "Light", dark: "Dark" };
const UNIT_TEXT: Readonly<Record<Unit, string>> = { usd: "$", ticks: "Ticks", r: "R", percent: "%" };

const next = <T>(list: readonly T[], now: T): T => list[(list.indexOf(now) + 1) % list.length]!;

export const toolbar: FrontPanel = {
  id: "toolbar",
  mount: (_page, model, root, tools) => mountToolbar(model, root, tools, true),
};

/** Other panels have buttons at the head of the page, too. */
export const toToolbar = (made: HTMLElement): void => document.querySelector(".toolbar")?.append(made);

/** `hasUnits`: amounts can be shown in other units. */
export function mountToolbar(model: Model, root: HTMLElement, { keys, say }: Tools, hasUnits: boolean): void {
  const unit = button("", () => model.set({ unit: next(UNITS, model.state.unit) }), { title: "Unit (u)" });
  const theme = button("", () => model.set({ theme: next(THEMES, model.state.theme) }), {
    title: "Theme (t)",
  });
  const colours = button("", () =>
    model.set({ palette: model.state.palette === "safe" ? "classic" : "safe" }),
  );
  const link = button("Copy link", () => copy(), { title: "Copy a link to what you see (y)" });
  const help = button("Keys", () => open(), { title: "Keys (?)", "aria-haspopup": "dialog" });
  const bar = el("div", { class: "toolbar", role: "group", "aria-label": "Page" });
  if (hasUnits) bar.append(unit);
  bar.append(theme, colours, link, help);
  root.append(bar);

  const show = () => {
    setText(unit, `Unit: ${UNIT_TEXT[model.state.unit]}`);
    setText(theme, `Theme: ${THEME_TEXT[model.state.theme]}`);
    setText(colours, model.state.palette === "safe" ? "Colours: blue/orange" : "Colours: green/red");
  };
  show();
  model.on((_, changed) => {
    if (changed.has("unit") || changed.has("theme") || changed.has("palette")) show();
  });

  let timer: number | undefined;
  async function copy(): Promise<void> {
    const done = await copyText(linkTo(model));
    const text = done ? "Link copied" : "The address has the link";
    setText(link, text);
    say(text);
    clearTimeout(timer);
    timer = setTimeout(() => setText(link, "Copy link"), 2000);
  }
  const open = helpDialog(keys);
  const page = { group: "Page" };
  if (hasUnits)
    keys.add({
      ...page,
      keys: ["u"],
      label: "Next unit: dollars, ticks, R, percent",
      run: () => unit.click(),
    });
  keys.add({ ...page, keys: ["t"], label: "Next theme", run: () => theme.click() });
  keys.add({ ...page, keys: ["y"], label: "Copy a link to what you see", run: () => void copy() });
  keys.add({ ...page, keys: ["?"], label: "These keys", run: () => open() });
}

/** Pages from a file may have no clipboard of the newer kind. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = el("textarea", { "aria-hidden": "true", class: "sr", tabindex: -1 });
    box.value = text;
    const before = document.activeElement;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}
