// What can be chosen in a comparison, and how does a link say it?

import { FOOTINGS, type Footing } from "../../src/metric/footing.js";

export interface Choice {
  readonly footing: Footing["key"];
  /** Index of the run that the others are held against. */
  readonly baseline: number;
  /** Greyed runs are put away. */
  readonly hideGreyed: boolean;
  /** Label of the row that the columns are sorted by; "" as they were given. */
  readonly sort: string;
  /** Whose trades are matched. */
  readonly a: number;
  readonly b: number;
  /** Bars by which entries of one trade may lie apart. */
  readonly window: number;
  readonly theme: "auto" | "light" | "dark";
}

type Listener = (choice: Choice, changed: ReadonlySet<keyof Choice>) => void;

export interface Choices {
  readonly now: Choice;
  set(patch: Partial<Choice>): void;
  on(listener: Listener): void;
}

export function createChoices(start: Choice, runs: number): Choices {
  let now: Choice = { ...start, ...choiceOf(location.hash, runs) };
  const listeners: Listener[] = [];
  return {
    get now() {
      return now;
    },
    set(patch) {
      const changed = new Set(
        (Object.keys(patch) as (keyof Choice)[]).filter((key) => patch[key] !== now[key]),
      );
      if (changed.size === 0) return;
      now = { ...now, ...patch };
      const hash = hashOf(now, start);
      history.replaceState(null, "", hash === "" ? location.pathname + location.search : hash);
      for (const listener of listeners) listener(now, changed);
    },
    on: (listener) => listeners.push(listener),
  };
}

/** Only what differs from how the page begins. */
function hashOf(now: Choice, start: Choice): string {
  const parts = (Object.keys(start) as (keyof Choice)[])
    .filter((key) => now[key] !== start[key])
    .map((key) => `${key}=${encodeURIComponent(String(now[key]))}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** What a link says, as far as this file has it. */
function choiceOf(hash: string, runs: number): Partial<Choice> {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const found: { -readonly [Key in keyof Choice]?: Choice[Key] } = {};
  const run = (name: "baseline" | "a" | "b") => {
    const value = Number(said.get(name) ?? Number.NaN);
    if (Number.isInteger(value) && value >= 0 && value < runs) found[name] = value;
  };
  const footing = FOOTINGS.find(({ key }) => key === said.get("footing"));
  if (footing !== undefined) found.footing = footing.key;
  run("baseline");
  run("a");
  run("b");
  if (said.get("hideGreyed") === "true") found.hideGreyed = true;
  if (said.has("sort")) found.sort = said.get("sort")!;
  const window = Number(said.get("window") ?? Number.NaN);
  if (Number.isInteger(window) && window >= 0 && window <= 1000) found.window = window;
  const theme = (["light", "dark"] as const).find((one) => one === said.get("theme"));
  if (theme !== undefined) found.theme = theme;
  return found;
}
