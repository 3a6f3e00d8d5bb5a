// How do scripts of the page get at what is packed in it?

import { inflateSync } from "fflate";
import type { BlockSource } from "../src/report/embed/decode.js";
import { documentBlocks, inflating } from "../src/report/embed/document-blocks.js";

/** By the browser where it can. A published file must not need this package, so it is named here and not in src/. */
export const inflated = inflating((deflated) => inflateSync(deflated));

export const blocksOfPage = (): BlockSource => documentBlocks(document, inflated);
