// How is a data set taken out of the catalog?

import { removeSet } from "../catalog/catalog.js";
import { EXIT } from "../domain/fault.js";
import { catalogOf, namedSet } from "./catalog-call.js";
import type { Action } from "./commands.js";
import { setLine } from "./data-import.js";

/** Asks nothing: the sources are where they were. Says what is gone. */
export const dataRm: Action = async (call) => {
  const { out, values, signal } = call;
  const { entry, about } = await namedSet(call, "rm");
  await removeSet(catalogOf(values), entry, signal);
  if (out.json)
    out.document({ schema: "tickproof.removed/1", set: about.set, bars: about.bars, sha256: about.sha256 });
  else out.answer(`  removed ${setLine(about)}`);
  return EXIT.ok;
};
