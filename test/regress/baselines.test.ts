// Do the built-in strategies still trade as they did when their baselines were accepted?

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { RegressDocument } from "../../src/report/regress-document.js";
import { REPO, tickproof } from "../cli/cli.js";

const FOLDER = "test/baselines";
const RENEW = `npx tickproof regress --baselines ${FOLDER} --update --reason "why"`;

const names = readdirSync(join(REPO, FOLDER)).sort();
let document: RegressDocument;
let told = "";

beforeAll(async () => {
  // As in CI: whatever comes out, no baseline is written.
  const env = { CI: "true" };
  const args = ["regress", "--baselines", FOLDER, "--fresh", "--jobs", "2"];
  document = JSON.parse((await tickproof([...args, "--json"], { cwd: REPO, env })).stdout) as RegressDocument;
  if (!document.ok) told = (await tickproof(args, { cwd: REPO, env })).stdout;
});

test("every strategy that comes with the program has a baseline", () => {
  const strategies = readdirSync(join(REPO, "strategies")).map((file) => file.replace(/\.ts$/, ""));
  for (const strategy of strategies) expect(names.some((name) => name.startsWith(strategy))).toBe(true);
});

test.each(names)("%s trades as its baseline says", (name) => {
  const found = document.cases.find((one) => one.name === name);
  const hint = `${told}\n\nIf that is meant: ${RENEW}\nThe diff of ${FOLDER}/${name} is the review.`;
  expect(found?.verdict, hint).toBe("same");
});
