// Can every word and every mark be told from its ground, in both themes and on paper?

import { expect, test } from "vitest";
import { STYLE } from "#report/page/style.js";

/** The custom properties that a rule of the sheet sets. */
function palette(selector: RegExp): Record<string, string> {
  const rule = selector.exec(STYLE)?.[1] ?? "";
  return Object.fromEntries(
    [...rule.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name, value]),
  );
}

const LIGHT = palette(/^:root\{([^}]*)\}/m);
const DARK = palette(/^:root\.dark\{([^}]*)\}/m);
const PAPER = palette(/@media print\{[\s\S]*?:root[^{]*\{([^}]*)\}/);
const THEMES = {
  light: LIGHT,
  dark: { ...LIGHT, ...DARK },
  paper: { ...LIGHT, ...PAPER },
};

/** WCAG 2.2: relative luminance of sRGB. */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["page", "card", "wash"];
const TEXTS = ["ink", "soft", "gain-text", "loss-text", "ok", "warn", "link"];
/** Lines, bars, dots and edges that carry meaning; gridlines carry none. */
const MARKS = ["gain", "loss", "accent", "ground", "closes", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
/** Grounds that carry a number or a sign, whose shade is repeated by it. */
const SHADES = ["h1", "h2", "h3", "l1", "l2", "l3"];

test("the formula is the one of WCAG: black on white is 21, and the figures of the design are its own", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#0072b2", "#fff")).toBeCloseTo(5.2, 1);
  expect(contrast("#a84300", "#fff")).toBeCloseTo(6.1, 1);
  expect(contrast("#56b4e9", "#14171c")).toBeCloseTo(7.8, 1);
});

test.each(Object.entries(THEMES))(
  "%s: text is at least 4.5:1 on every ground, marks at least 3:1",
  (_, colours) => {
    const weak: string[] = [];
    const check = (front: string, back: string, least: number) => {
      const ratio = contrast(colours[front]!, colours[back]!);
      if (!(ratio >= least)) weak.push(`${front} on ${back}: ${ratio.toFixed(2)}`);
    };
    for (const text of TEXTS) for (const ground of GROUNDS) check(text, ground, 4.5);
    for (const text of ["ink", "warn"]) check(text, "warn-wash", 4.5);
    for (const shade of SHADES) check("ink", shade, 4.5);
    for (const mark of MARKS) check(mark, "card", 3);
    expect(weak).toEqual([]);
  },
);

test("the two themes each set what the other sets, and neither gets to paper: no colour of one is left standing in another", () => {
  expect(Object.keys(LIGHT).length).toBeGreaterThan(25);
  expect(Object.keys(DARK).sort()).toEqual(Object.keys(LIGHT).sort());
  // Paper begins with the light theme: the dark one is for screens, whoever asks for it.
  expect(STYLE.match(/@media screen[^{]*\{\s*:root[^{]*\{color-scheme:dark/g)).toHaveLength(2);
  expect(STYLE.match(/[{;]color-scheme:dark/g)).toHaveLength(2);
  expect(Object.keys(PAPER).length).toBeGreaterThan(5);
  expect(Object.keys(LIGHT)).toEqual(expect.arrayContaining(Object.keys(PAPER)));
  // Where the system asks for the dark theme it is the same one as where the reader does.
  expect(palette(/prefers-color-scheme:dark\)\{:root[^{]*\{([^}]*)\}/)).toEqual(DARK);
});
