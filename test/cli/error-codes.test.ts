// Does every error code have exactly one meaning, and does docs/errors.md know it?

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS, NOUNS, STATUS } from "#cli/commands.js";
import { CONFIG_KEYS } from "#cli/config.js";
import { KEYS, longFlag } from "#cli/options.js";
import { EXIT, Fault, type FaultCode } from "#domain/fault.js";
import { REPO } from "./cli.js";

const sources = readdirSync(join(REPO, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({
    room: file.split(/[\\/]/)[0]!,
    file,
    text: readFileSync(join(REPO, "src", file), "utf8"),
  }));

/** Rooms by the codes that they name. */
const rooms = new Map<string, Set<string>>();
for (const { room, text } of sources) {
  for (const [, code] of text.matchAll(/"(E[1-5]\d{2})"/g)) {
    rooms.set(code!, (rooms.get(code!) ?? new Set()).add(room));
  }
}

const rows = readFileSync(join(REPO, "docs/errors.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, code, meaning, way] = /^\| (E\d{3}) \| (.+?) \| (.+) \|$/.exec(line) ?? [];
    return code && meaning && way ? [[code, meaning, way]] : [];
  });

test("every code that the program can show stands in docs/errors.md, and no other", () => {
  expect(rows.map(([code]) => code)).toEqual([...rooms.keys()].sort());
  expect(rooms.size).toBeGreaterThan(60);
});

test("each code stands there once, with its meaning and a way out", () => {
  expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length);
  expect(new Set(rows.map(([, meaning]) => meaning)).size).toBe(rows.length);
  for (const [, meaning, way] of rows) expect([meaning!.length > 5, way!.length > 3]).toEqual([true, true]);
});

test("a code belongs to one room: two rooms that share one would mean two things by it", () => {
  const shared = [...rooms].filter(([, where]) => [...where].filter((room) => room !== "cli").length > 1);
  expect(shared.map(([code, where]) => `${code}: ${[...where].join(", ")}`)).toEqual([]);
});

test.each([
  ["E101", EXIT.usage],
  ["E210", EXIT.input],
  ["E331", EXIT.input],
  ["E401", EXIT.strategy],
  ["E510", EXIT.untrusted],
] as const)("%s ends with exit code %i", (code: FaultCode, exit) => {
  expect(new Fault(code, "").exit).toBe(exit);
});

describe("docs/cli.md and the help", () => {
  const page = readFileSync(join(REPO, "docs/cli.md"), "utf8");

  test("name no flag that is not there", () => {
    const flags = new Set([...KEYS.map(longFlag), "--help", "--no-color"]);
    const named = [...page.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag);
    expect(named.filter((flag) => !flags.has(flag))).toEqual([]);
  });

  test("show only examples whose flags the command has", () => {
    const verbs = Object.values(NOUNS).flatMap((noun) => Object.values(noun.verbs));
    for (const { examples, keys } of [...Object.values(COMMANDS), ...verbs]) {
      for (const example of examples) {
        for (const [flag] of example.matchAll(/(?<=\s)--[a-z-]+/g))
          expect(keys.map(longFlag)).toContain(flag);
      }
    }
    expect(STATUS.keys.length).toBeGreaterThan(0);
  });

  test("show only config keys that exist", () => {
    const [, config = ""] = /```ts\nexport default \{\n([\s\S]*?)\};/.exec(page) ?? [];
    const keys = [...config.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(4);
    for (const key of keys) expect(CONFIG_KEYS).toContain(key);
  });
});
