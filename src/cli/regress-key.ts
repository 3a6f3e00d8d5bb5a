// On what besides files does the result of a case hang?

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Call } from "./commands.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Hash of the engine's compiled code; "unknown" in a build without it. */
export const engineCode = (): string =>
  readOr(join(ROOT, "dist/program/engine.sha256"), "unknown").trim().slice(0, 16);

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

/** All but files: the same key, and the same files, have the same result. Asked before anything is loaded. */
export function keyOf({ values, config, version }: Call, ci: boolean): string {
  const program = statSync(join(ROOT, "dist/program/program.cjs"), { throwIfNoEntry: false });
  const { file, said, texts } = config;
  return JSON.stringify([
    [version, engineCode(), program?.size, program?.mtimeMs],
    Object.values(runtimeFacts()),
    [process.cwd(), values.baselines, values.expect, ci],
    [file, said, [...texts]], // texts have what JSON leaves out, such as a function
    [values.timeLimit, values.memory],
  ]);
}

export function runtimeFacts(): Record<string, string> {
  const { node, v8, icu = "none", tz = "none" } = process.versions;
  return { node, v8, icu, tzdata: tz, os: process.platform, arch: process.arch };
}
