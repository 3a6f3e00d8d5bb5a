// Does the terminal get what it can show, and people what they can read?

import { describe, expect, test } from "vitest";
import { faultText } from "#cli/errors.js";
import { bytes, count, duration, progressLine } from "#cli/progress.js";
import { fitted, paint, styleOf, wrapped } from "#cli/style.js";
import { withoutProgress } from "./cli.js";

const tty = { isTTY: true, columns: 90 };
const utf8 = { LANG: "en_US.UTF-8" };
const plain = { colour: false, unicode: true, columns: 100, tsv: true };

describe("colour", () => {
  test.each([
    ["a terminal", tty, {}, "auto", true],
    ["a pipe", {}, {}, "auto", false],
    ["NO_COLOR", tty, { NO_COLOR: "1" }, "auto", false],
    ["an empty NO_COLOR, which says nothing", tty, { NO_COLOR: "" }, "auto", true],
    ["FORCE_COLOR in a pipe", {}, { FORCE_COLOR: "1" }, "auto", true],
    ["FORCE_COLOR=0 on a terminal", tty, { FORCE_COLOR: "0" }, "auto", false],
    ["NO_COLOR against FORCE_COLOR", tty, { NO_COLOR: "1", FORCE_COLOR: "1" }, "auto", false],
    ["a dumb terminal", tty, { TERM: "dumb" }, "auto", false],
    ["--color=always against NO_COLOR", {}, { NO_COLOR: "1" }, "always", true],
    ["--color=never against FORCE_COLOR", tty, { FORCE_COLOR: "1" }, "never", false],
  ] as const)("%s", (_what, stream, env, choice, colour) => {
    expect(styleOf(stream, env, "linux", choice).colour).toBe(colour);
  });
});

test("symbols need a UTF-8 locale: LC_ALL before LC_CTYPE before LANG, and none is the C locale", () => {
  const unicode = (env: Record<string, string>) => styleOf(tty, env, "linux", "auto").unicode;
  expect(unicode(utf8)).toBe(true);
  expect(unicode({ LANG: "C.utf8" })).toBe(true);
  expect(unicode({})).toBe(false);
  expect(unicode({ LC_ALL: "C", LANG: "en_US.UTF-8" })).toBe(false);
  expect(unicode({ LC_ALL: "", LC_CTYPE: "de_DE.UTF-8", LANG: "C" })).toBe(true);
  expect(styleOf(tty, {}, "darwin", "auto").unicode).toBe(true);
});

test("without UTF-8 our symbols become ASCII and a strategy's own name keeps its letters", () => {
  const ascii = styleOf(tty, { LANG: "C" }, "linux", "never");
  expect(fitted(ascii, "−$5.00 … → größer ✓")).toBe("-$5.00 ... -> größer ok");
  expect(fitted(styleOf(tty, utf8, "linux", "never"), "−$5.00 …")).toBe("−$5.00 …");
});

test("colour codes are closed again and never stand in plain text", () => {
  expect(paint({ ...plain, colour: true }, "red", "E1")).toBe("\u001b[31mE1\u001b[39m");
  expect(paint(plain, "red", "E1")).toBe("E1");
});

describe("an error", () => {
  test("says code, place, what was found, why it matters and the ways out, in this order", () => {
    const text = faultText(
      {
        code: "E210",
        message: 'Unknown contract "MEX"',
        where: "fills.csv:57",
        excerpt: "57 │ MEXM6\n   │ ^^^",
        found: "MEX",
        expected: "one of MES, MNQ",
        why: "A missing point value would give a wrong P&L.",
        fix: ["did you mean   MES", "-i MES", "or write your own"],
      },
      plain,
    );
    expect(text).toBe(`E210  Unknown contract "MEX"

  fills.csv:57
  57 │ MEXM6
     │ ^^^

  found     MEX
  expected  one of MES, MNQ
  A missing point value would give a wrong P&L.
  did you mean  MES
  or            -i MES
  or            write your own`);
  });

  test("does not repeat a place that stands in its headline, and has no empty parts", () => {
    expect(faultText({ code: "E331", message: "Bad row in a.csv:5", where: "a.csv:5" }, plain)).toBe(
      "E331  Bad row in a.csv:5",
    );
  });
});

describe("progress", () => {
  const stage = { what: "running", amount: count, unit: " runs" };

  test("says share, rate and the time that is left", () => {
    expect(progressLine(stage, { done: 5, total: 20, elapsedMs: 1000 }, plain)).toBe(
      "running  ▕█████░░░░░░░░░░░░░▏ 25%  5 of 20 runs  5 runs/s  3 s left",
    );
  });

  test("before the first result it says how long it has been going, and invents no rate", () => {
    expect(progressLine(stage, { done: 0, total: 20, elapsedMs: 5000 }, plain)).toBe("running  5 s");
  });

  test("what a slow machine says of it is told apart from all else that a command says", () => {
    const states = [
      { done: 5, total: 20, elapsedMs: 12_000 },
      { done: 0, total: 20, elapsedMs: 20_000 },
      { done: 20, total: 20, elapsedMs: 95_000 },
      { done: 7, total: 0, elapsedMs: 8_000_000 },
    ];
    const read = { what: "reading data/MES-5m.csv", amount: bytes, unit: "" };
    for (const one of [stage, { ...stage, then: "all on one shared account" }, read])
      for (const state of states) {
        const line = progressLine(one, state, plain);
        expect(withoutProgress(`one\n${line}\n  8,000 bars in 2.99 s\n`), line).toBe(
          "one\n  8,000 bars in 2.99 s\n",
        );
      }
  });

  test("amounts and times are short", () => {
    expect([bytes(512), bytes(3_100_000), bytes(45_000), count(1200), count(0.4)]).toEqual([
      "512 B",
      "3.1 MB",
      "45.0 kB",
      "1,200",
      "0.4",
    ]);
    expect([duration(0.2), duration(45), duration(200), duration(7800)]).toEqual([
      "under 1 s",
      "45 s",
      "3 min",
      "2 h 10 min",
    ]);
  });
});

test("long lines are broken between words and nothing is lost", () => {
  expect(wrapped("one two three four", 9)).toEqual(["one two", "three", "four"]);
  expect(wrapped("", 9)).toEqual([""]);
});
