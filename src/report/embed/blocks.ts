// Which blocks stand in the page of a run?

import type { Run } from "../../domain/run.js";
import { Html } from "../html.js";
import { type EncodeTerms, encodeRun } from "./encode.js";
import { elementOf, sealed } from "./seal.js";

/** All blocks of a run as elements. `prefix` keeps several runs of one file apart. */
export function blocksOf(run: Run, terms: EncodeTerms, prefix = ""): Html {
  let elements = "";
  for (const block of encodeRun(run, terms)) elements += elementOf(sealed(block, prefix));
  return new Html(elements);
}
