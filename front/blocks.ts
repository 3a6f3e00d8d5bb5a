// Which blocks has the page, and who inflates them?

import type { BlockSource } from "../src/report/embed/decode.js";
import { documentBlocks, type Inflate } from "../src/report/embed/document-blocks.js";

/** `front/boot.ts` inflates the scripts of the page, and hands on what it did it with: it stands in the file once. */
interface Booted {
  tickproofInflate?: Inflate;
}
const booted = globalThis as Booted;

export function handOn(inflate: Inflate): void {
  booted.tickproofInflate = inflate;
}

export const blocksOfPage = (): BlockSource => documentBlocks(document, booted.tickproofInflate!);
