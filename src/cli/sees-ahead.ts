// Does a run of a comparison decide with what had not happened yet?

import type { Comparison } from "../domain/comparison.js";
import type { Call } from "./commands.js";

/** Names each such run on stderr: whether it has just been made or lies in a file, nobody may build on it. */
export function seesAhead({ cells }: Pick<Comparison, "cells">, out: Call["out"]): boolean {
  let found = false;
  for (const { strategy, instrument, run } of cells) {
    const finding = run?.lookAhead?.finding;
    if (!finding) continue;
    found = true;
    out.warn(`${strategy} on ${instrument}: ${finding.code} ${finding.message}: tickproof verify says more`);
  }
  return found;
}
