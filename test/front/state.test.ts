// Does a link say what is on the screen, and no more?

import fc from "fast-check";
import { expect, test } from "vitest";
import { keyName } from "../../front/key-name.js";
import { hashOf, PALETTES, type State, startState, stateOf, THEMES, UNITS } from "../../front/state.js";

const BARS = 5000;
const TRADES = 40;

const states: fc.Arbitrary<State> = fc.record({
  view: fc
    .tuple(fc.nat({ max: BARS - 1 }), fc.integer({ min: 1, max: BARS }))
    .map(([from, span]) => ({ from, to: Math.min(BARS, from + span) })),
  filter: fc.string({ unit: "grapheme", maxLength: 60 }),
  selected: fc.option(fc.nat({ max: TRADES - 1 })),
  drawer: fc.boolean(),
  unit: fc.constantFrom(...UNITS),
  theme: fc.constantFrom(...THEMES),
  palette: fc.constantFrom(...PALETTES),
  rest: fc.boolean(),
  series: fc.nat({ max: 999 }),
  hidden: fc.uniqueArray(fc.constantFrom("price", "volume", "line-0")),
  matches: fc.constant(null),
  curve: fc.constant(null),
  cursor: fc.constant(null),
});

test("a link brings the same state back", () => {
  fc.assert(
    fc.property(states, (state) => {
      // A drawer without a trade shows nothing.
      const wanted = { ...state, drawer: state.drawer && state.selected !== null };
      const found = { ...startState(BARS), ...stateOf(hashOf(wanted, BARS), BARS, TRADES) };
      expect(found).toEqual(wanted);
    }),
  );
});

test("a link says nothing of what is as it was at first, and a link to a section is no state", () => {
  expect(hashOf(startState(BARS), BARS)).toBe("");
  expect(stateOf("#trades", BARS, TRADES)).toBeNull();
  expect(stateOf("", BARS, TRADES)).toBeNull();
});

test("what this file does not have, and what nobody wrote, is left out", () => {
  expect(stateOf("#bars=9000-9999&trade=41&unit=furlongs&theme=pink", BARS, TRADES)).toEqual({
    unit: "usd",
    theme: "auto",
  });
  expect(stateOf("#filter=%E0%A4%A&hidden=price,<b>", BARS, TRADES)).toEqual({
    filter: "%E0%A4%A",
    hidden: ["price"],
  });
});

test("keys have one name each; what belongs to the browser has none", () => {
  const key = (name: string, held: Partial<Parameters<typeof keyName>[0]> = {}) =>
    keyName({ key: name, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held });
  expect(key("n")).toBe("n");
  expect(key("?", { shiftKey: true })).toBe("?");
  expect(key("ArrowLeft", { altKey: true })).toBe("Alt+ArrowLeft");
  expect(key("ArrowLeft", { shiftKey: true })).toBe("Shift+ArrowLeft");
  expect(key("r", { ctrlKey: true })).toBeNull();
});
