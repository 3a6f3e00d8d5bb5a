// Which cases are there, and which of them were asked for?

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { didYouMean, Fault } from "../domain/fault.js";
import type { Call } from "./commands.js";

export interface Cases {
  readonly folder: string;
  /** Of the cases that were asked for, sorted. */
  readonly names: readonly string[];
  /** Baselines without a case. */
  readonly obsolete: readonly string[];
}

/** @throws {Fault} E179 where there are none, or none of a name that was given. */
export function casesOf({ operands, values }: Call): Cases {
  const folder = values.baselines;
  const all = foldersIn(folder);
  const names = all.filter((name) => existsSync(join(folder, name, "case.toml")));
  const obsolete = all.filter(
    (name) => !names.includes(name) && existsSync(join(folder, name, "fingerprint.json")),
  );
  if (names.length + obsolete.length === 0) throw noCases(folder);
  for (const asked of operands) {
    if (names.includes(asked) || obsolete.includes(asked)) continue;
    const known = [...names, ...obsolete];
    const near = didYouMean(asked, known);
    throw new Fault("E179", `There is no case "${asked}" in ${folder}`, {
      found: asked,
      expected: near === undefined ? known.join(", ") : `did you mean ${near}?`,
      fix: [`tickproof regress ${near ?? known[0]}`],
    });
  }
  const wanted = (name: string) => operands.length === 0 || operands.includes(name);
  return { folder, names: names.filter(wanted), obsolete: obsolete.filter(wanted) };
}

const foldersIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !name.startsWith(".") && statSync(join(folder, name)).isDirectory())
        .sort()
    : [];

const noCases = (folder: string): Fault =>
  new Fault("E179", "There is no case yet to hold a run against", {
    where: `${folder}/`,
    expected: `a folder for each case, with a case.toml that says what to run: ${folder}/ema-mes/case.toml`,
    fix: [
      `mkdir -p ${folder}/ema-mes`,
      `printf '[case]\\nrun = { strategy = "ema-trend", instrument = "MES" }\\n' > ${folder}/ema-mes/case.toml`,
      "tickproof regress   (the first time writes its baseline; commit it)",
    ],
  });
