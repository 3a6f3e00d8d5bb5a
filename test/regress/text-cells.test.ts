import fc from "fast-check";
import { expect, test } from "vitest";
import { cellsOf, textCell, textOf } from "#regress/text-cells.js";

const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom(
    "=cmd()",
    "+1",
    "'=x",
    "\\u000a",
    'say "hi", then',
    " x ",
    "\u202eevil",
    "\u001b[31m",
    "\ud800",
  ),
);

test("any text lies in one cell of one line and comes back as it was", () => {
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 6 }), (texts) => {
      const line = texts.map(textCell).join(",");
      expect(line).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(cellsOf(line)?.map(textOf)).toEqual(texts);
    }),
  );
});

test("nothing hides in a baseline, and no spreadsheet computes it", () => {
  expect(textCell("=cmd()")).toBe("'=cmd()");
  expect(textCell("a\u202eb\u001b[31m")).toBe("a\\u202eb\\u001b[31m");
  expect(textCell("@x")).toBe("'@x");
});

test("a quote that is left open is no line of ours", () => {
  expect(cellsOf('a,"b')).toBeNull();
});
