import fc from "fast-check";
import { expect, test } from "vitest";
import { changedLines, lineHashes } from "#regress/code-lines.js";

const SOURCE = `import { ema } from "tickproof";

const params = { fast: 12, slow: 26 }; // periods

/** What it does. */
export default class Cross {
  onBar() {
    const url = "http://a.b"; // a comment with "quotes"
    if (this.fast > this.slow) this.buy({ qty: 1 });
  }
}
`;
const BASELINE = lineHashes(SOURCE);

const lines = (source: string) =>
  changedLines(BASELINE, source).map(({ line, isRemoval }) => (isRemoval ? -line : line));

test("comments, layout and blank lines are no change of a line", () => {
  const other = SOURCE.replace("// periods", "/* two\n periods */")
    .replace("/** What it does. */", "")
    .replace("  onBar() {", "\n\tonBar()   {")
    .replaceAll("\n", "\r\n");
  expect(lines(other)).toEqual([]);
});

test("a period, a comparison and a number in a call are each found on their line", () => {
  expect(lines(SOURCE.replace("12", "13"))).toEqual([3]);
  expect(lines(SOURCE.replace("fast > this", "fast >= this"))).toEqual([9]);
  expect(lines(SOURCE.replace("http://a.b", "http://a.c"))).toEqual([8]);
  expect(changedLines(BASELINE, SOURCE.replace("qty: 1", "qty: 2"))[0]).toEqual({
    line: 9,
    text: "if (this.fast > this.slow) this.buy({ qty: 2 });",
    isRemoval: false,
  });
});

test("a line that is gone is told of the one behind it, and imports come last", () => {
  expect(lines(SOURCE.replace(/ {4}const url.*\n/, ""))).toEqual([-8]);
  expect(lines(SOURCE.replace("{ ema }", "{ sma }").replace("26", "27"))).toEqual([3, 1]);
});

test("for any two texts: the lines that are not named are those of the baseline, in their order", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d;", "e()"), { maxLength: 14 });
  fc.assert(
    fc.property(text, text, (was, is) => {
      const before = lineHashes(was.join("\n"));
      const changed = new Set(
        changedLines(before, is.join("\n")).flatMap(({ line, isRemoval }) => (isRemoval ? [] : [line])),
      );
      const kept = is.filter((_, i) => !changed.has(i + 1));
      let at = 0;
      for (const line of was) if (at < kept.length && line === kept[at]) at++;
      expect(at).toBe(kept.length);
      expect(changed.size > 0 || changedLines(before, is.join("\n")).length > 0).toBe(
        was.join() !== is.join(),
      );
    }),
  );
});
