// Which colours has the sheet, for what is drawn on canvas?

const NAMES = [
  "ink",
  "soft",
  "rule",
  "edge",
  "card",
  "wash",
  "gain",
  "loss",
  "accent",
  "ground",
  "closes",
  "warn",
  "c0",
  "c2",
  "c3",
  "c4",
  "c5",
  "c6",
  "c7",
] as const;
export type Colours = Record<(typeof NAMES)[number], string>;

/** Read again whenever the theme changes: a canvas does not follow the sheet by itself. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Colours;
}

/** For the lines of a strategy, one after the other; each has a dash of its own as well. */
export const LINE_COLOURS = ["c2", "c3", "c4", "c5", "c7"] as const;
export const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** Told of a theme that the system or the reader has chosen, and of higher contrast. */
export function onScheme(changed: () => void): void {
  for (const query of [
    "(prefers-color-scheme: dark)",
    "(prefers-contrast: more)",
    "(forced-colors: active)",
  ]) {
    matchMedia(query).addEventListener("change", changed);
  }
}
