// Is a result remembered only where what it was made of is known?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bareResult } from "#regress/bare-result.js";
import { keepResult, keptResult } from "#regress/kept.js";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tickproof-kept-"));
  file = join(folder, "input.txt");
  writeFileSync(file, "as it was");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RESULT = bareResult("a", "same", { headline: "it" });
const LATER = Date.now() + 3_600_000;
const EARLIER = 0;
const keep = (began: number, written?: ReadonlyMap<string, string>): void =>
  keepResult(folder, "a", { key: "k", files: [file], folders: [] }, RESULT, began, written);
const kept = () => keptResult(folder, "a", "k");

test("a file that was there before the run is known, until it becomes another one", () => {
  keep(LATER);
  expect(kept()).toEqual({ ...RESULT, cached: true });
  expect(keptResult(folder, "a", "another key")).toBeNull();
  writeFileSync(file, "as it was");
  expect(kept()).not.toBeNull();
  writeFileSync(file, "as it is!");
  expect(kept()).toBeNull();
});

test("a file that was written during the run may have been read before or after", () => {
  keep(EARLIER);
  expect(kept()).toBeNull();
});

test("a file that the program itself has written is known by its text, and only by that", () => {
  keep(EARLIER, new Map([[file, "something else"]]));
  expect(kept()).toBeNull();
  keep(EARLIER, new Map([[file, "as it was"]]));
  expect(kept()).not.toBeNull();
  rmSync(file);
  expect(kept()).toBeNull();
});
