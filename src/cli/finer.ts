// On which finer bars are the bars walked?

import { Fault } from "../domain/fault.js";
import type { Contracts } from "../instrument/contracts.js";
import type { Call } from "./commands.js";
import { type DataFile, findData } from "./find-data.js";

/** Null where the path is not magnified. E360 and E361 where path and finer bars do not go together. */
export function finerFiles(
  symbols: readonly string[],
  { values, origins }: Call,
  contracts: Contracts,
): ReadonlyMap<string, DataFile> | null {
  const { path, finer } = origins;
  const given = finer.texts.length > 0;
  if (values.path.magnified && !given) {
    throw new Fault("E360", `${path.where} magnified needs finer bars to walk on`, {
      expected: "--finer FILE, or finer: in tickproof.config.ts",
      fix: [
        symbols.length > 1 ? `--finer ${symbols[0]}=FILE` : "--finer FILE",
        `--path ${values.path.model}, which needs none`,
      ],
    });
  }
  if (values.path.magnified) return findData(symbols, finer, contracts, "finer");
  // A path that is typed may well set aside the finer bars of the project's configuration.
  if (given && !(path.from === "flag" && finer.from !== "flag")) {
    throw new Fault("E361", `${finer.where} has no effect without --path magnified`, {
      found: `path ${values.path.model}`,
      fix: [`--path magnified:${values.path.model}`, `leave ${finer.where} out`],
    });
  }
  return null;
}
