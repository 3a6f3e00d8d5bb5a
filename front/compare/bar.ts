// How are baseline, footing and order chosen?

import { FOOTING_WORDS, FOOTINGS, footingOf } from "../../src/metric/footing.js";
import { button, el, setText } from "../dom.js";
import type { CompareData } from "./data.js";
import { select } from "./parts.js";
import type { Choices } from "./state.js";
import { sortableRows } from "./tables.js";

const THEMES = ["auto", "light", "dark"] as const;
const THEME_WORDS = { auto: "Auto", light: "Light", dark: "Dark" } as const;

export function mountBar({ runs }: CompareData, choices: Choices, root: HTMLElement): void {
  const baseline = select(
    "Baseline",
    runs.map(({ name, k }) => ({ value: String(k), label: name })),
    (value) => choices.set({ baseline: Number(value) }),
  );
  const footing = select(
    "Curves",
    FOOTINGS.map(({ key }) => ({ value: key, label: FOOTING_WORDS[key] })),
    (value) => choices.set({ footing: footingOf(value).key }),
  );
  const sort = select(
    "Columns by",
    [{ value: "", label: "as given" }, ...sortableRows().map((label) => ({ value: label, label }))],
    (value) => choices.set({ sort: value }),
  );
  const grey = button("", () => choices.set({ hideGreyed: !choices.now.hideGreyed }));
  const theme = button("", () =>
    choices.set({ theme: THEMES[(THEMES.indexOf(choices.now.theme) + 1) % THEMES.length]! }),
  );
  const link = button("Copy link", async () => {
    const done = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    setText(link, done ? "Link copied" : "The address has the link");
  });
  root.append(
    el(
      "div",
      { class: "choices", role: "group", "aria-label": "What is compared with what" },
      baseline.root,
      footing.root,
      sort.root,
      grey,
      theme,
      link,
    ),
  );
  const show = () => {
    const { now } = choices;
    baseline.show(String(now.baseline));
    footing.show(now.footing);
    sort.show(now.sort);
    const n = runs.filter((run) => run.greyed[now.baseline]!.length > 0).length;
    grey.hidden = n === 0;
    setText(grey, now.hideGreyed ? `Show ${n} grey` : `Hide ${n} grey`);
    setText(theme, `Theme: ${THEME_WORDS[now.theme]}`);
    document.documentElement.classList.toggle("light", now.theme === "light");
    document.documentElement.classList.toggle("dark", now.theme === "dark");
  };
  show();
  choices.on(show);
}
