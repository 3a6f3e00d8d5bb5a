// Which catalog, and which set of it, does a command mean?

import { findSet, type OpenSet, sweepIfIdle } from "../catalog/catalog.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Call } from "./commands.js";
import { knownContracts } from "./known-contracts.js";
import type { Values } from "./options.js";

/** The catalog's folder. E105 where none was asked for: `--catalog none` is for runs. */
export function catalogOf({ catalog }: Values): string {
  if (catalog !== "none") return catalog;
  throw new Fault("E105", "--catalog none leaves nothing to look at", {
    where: "--catalog",
    expected: "a folder",
    fix: ["--catalog .tickproof/catalog"],
  });
}

/** The one set that the operand of `tickproof data VERB SET` means. */
export async function namedSet({ operands, values }: Call, verb: string): Promise<OpenSet> {
  const [name, second] = operands;
  if (name === undefined || second !== undefined) {
    throw new Fault("E103", `tickproof data ${verb} takes one data set`, {
      found: operands.length === 0 ? "none" : operands.join(" "),
      fix: ["tickproof data ls", `tickproof data ${verb} MES/5m`],
    });
  }
  const folder = catalogOf(values);
  await sweepIfIdle(folder);
  return findSet(folder, name.replace(/^catalog:/, ""));
}

export const contractOf = ({ about }: OpenSet, { config }: Call): Contract =>
  knownContracts(config).get(about.symbol);
