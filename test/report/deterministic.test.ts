// Is it said that a run does the same twice where that was seen, and only there?

import { expect, test } from "vitest";
import { runReport } from "#report/run-report.js";
import { NOTHING } from "#research/findings.js";
import type { LookAhead } from "../../src/domain/verified.js";
import { fixtureRun } from "./fixture.js";

const page = (lookAhead?: LookAhead) => {
  const { lookAhead: _, ...run } = fixtureRun();
  return runReport({ ...run, ...(lookAhead && { lookAhead }) }, { command: "x", version: "0" });
};
const finding = { ...NOTHING, code: "E503" as const, message: "Two runs in one process differ" };

test("a quick look that ran all of it again says that it did the same", () => {
  const text = page({ own: true, cuts: 8, finding: null });
  expect(text).toContain("Did the same twice");
  expect(text).not.toContain("Determinism: not tested");
});

test.each([
  ["nobody looked", undefined],
  ["it has no columns of its own, so nothing ran again", { own: false, cuts: 0, finding: null }],
  ["the two differ", { own: true, cuts: 8, finding }],
])("%s: it is not said", (_, look) => {
  const text = page(look);
  expect(text).not.toContain("Did the same twice");
  expect(text).toContain("Determinism: not tested");
});
