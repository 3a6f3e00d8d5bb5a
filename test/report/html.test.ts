// Can a name break the page?

import fc from "fast-check";
import { expect, test } from "vitest";
import { html } from "#report/html.js";
import { oneLine } from "#report/visible.js";

test("whatever a name contains, it stays text: no tag, no attribute and no entity comes out of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
      const text = html`${name}`.toString();
      expect(text).not.toMatch(/[<>"'`]/);
      expect(text.replace(/&(amp|lt|gt|quot|#39|#96);/g, "")).not.toContain("&");
    }),
  );
});

test("markup passes only when this function made it: a string that looks like markup does not", () => {
  const bold = html`<b>${"MES & MNQ"}</b>`;
  expect(html`<p title="${'a"b'}">${bold}${"<i>"}</p>`.toString()).toBe(
    '<p title="a&quot;b"><b>MES &amp; MNQ</b>&lt;i&gt;</p>',
  );
});

test("what does not exist leaves nothing behind, and zero is a number", () => {
  expect(html`[${null}${undefined}${false}${0}${["a", html`<br>`]}]`.toString()).toBe("[0a<br>]");
});

test("a file name cannot turn the reading direction or ring the bell: such characters become visible", () => {
  expect(html`${"report\u202Efdp.exe\u0007\u0000\uD800"}`.toString()).toBe(
    "report\uFFFDfdp.exe\uFFFD\uFFFD\uFFFD",
  );
  expect(oneLine("a\tb\r\nc\u001b[31m")).toBe("a b\uFFFD c\uFFFD[31m");
});
