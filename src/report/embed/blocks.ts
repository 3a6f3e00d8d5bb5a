// Which blocks stand in the page of a run?

import type { Run } from "../../domain/run.js";
import { Html } from "../html.js";
import { FIRST } from "./decode.js";
import { type EncodeTerms, encodeRun } from "./encode.js";
import { detailFor } from "./kept.js";
import { blockId } from "./layout.js";
import { pack } from "./pack.js";
import type { StoredBlock } from "./read-report.js";
import { elementOf, type SealedBlock, sealed } from "./seal.js";

/** The blocks of a run as elements: those that the first look needs, and all others. */
export interface BlockElements {
  readonly first: Html;
  readonly rest: Html;
}

/** `prefix` keeps several runs of one file apart. */
export function blocksOf(run: Run, terms: EncodeTerms, prefix = ""): BlockElements {
  const blocks = sealedBlocks(run, terms, prefix);
  const needed = neededFirst(blocks, prefix);
  const elements = (list: readonly SealedBlock[]) => new Html(list.map(elementOf).join(""));
  return {
    first: elements(blocks.filter(({ id }) => needed.has(id))),
    rest: elements(blocks.filter(({ id }) => !needed.has(id))),
  };
}

/** Ids of what `openRun` waits for: of few bars that is the bars themselves, which have no overview. */
export function neededFirst(blocks: readonly SealedBlock[], prefix: string): ReadonlySet<string> {
  const needed = new Set(FIRST.map((name) => blockId(prefix, name)));
  const overview = blockId(prefix, "overview");
  if (!blocks.some(({ id }) => id === overview)) needed.add(blockId(prefix, "c0"));
  return needed;
}

/** The last of them names all the others with their hashes: what is taken out of a file, or exchanged, is missed. */
export function sealedBlocks(run: Run, terms: EncodeTerms, prefix = ""): readonly SealedBlock[] {
  const key = keyOf(run, terms, prefix);
  const before = latest.get(run);
  if (before?.key === key) return before.blocks;
  const blocks: SealedBlock[] = [];
  const names: string[] = [];
  for (const block of encodeRun(run, terms)) {
    names.push(block.name);
    blocks.push(sealed(block, prefix));
  }
  const packed = pack({ name: names, sha256: blocks.map(({ sha256 }) => sha256) });
  blocks.push(sealed({ name: "seal", n: blocks.length, packed }, prefix));
  latest.set(run, { key, blocks });
  return blocks;
}

const keyOf = (run: Run, terms: EncodeTerms, prefix: string): string => {
  const { version, command, strategySource, detail = detailFor(run.bars.length) } = terms;
  return JSON.stringify([version, command, strategySource, detail, prefix]);
};

/** A run that came from such blocks has them again on the same terms: its lines were rounded once, and need not be rounded anew. */
export function keepBlocks(run: Run, terms: EncodeTerms, blocks: readonly StoredBlock[]): void {
  const kept = blocks.map(({ base64, ...block }) => ({ ...block, deflated: Buffer.from(base64, "base64") }));
  latest.set(run, { key: keyOf(run, terms, ""), blocks: kept });
}

/** The same as the document of a run has them. */
export const embeddedBlocks = (run: Run, terms: EncodeTerms) =>
  sealedBlocks(run, terms).map(({ id, n, sha256, deflated }) => ({
    id,
    n,
    sha256,
    base64: deflated.toString("base64"),
  }));

/** The page of a run and its document hold the same blocks. */
const latest = new WeakMap<Run, { readonly key: string; readonly blocks: readonly SealedBlock[] }>();
