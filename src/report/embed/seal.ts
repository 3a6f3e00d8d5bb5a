// How do blocks of bytes stand in a page of HTML?

import { createHash } from "node:crypto";
import { constants, deflateRawSync } from "node:zlib";
import type { PlainBlock } from "./encode.js";
import { blockId } from "./layout.js";

/**
 * Differences of prices and volumes hardly ever repeat, but for one value that goes on: looking for longer repetitions finds none, takes ten times as long, and what is
 * written is larger, since the code for repetitions must be there.
 */
const NOISE = { strategy: constants.Z_RLE, memLevel: 9 } as const;
const RECORDS = { level: 6, memLevel: 9 } as const;

export interface SealedBlock {
  readonly id: string;
  readonly n: number;
  /** Hex, over `deflated`. */
  readonly sha256: string;
  readonly deflated: Buffer;
}

export function sealed(block: PlainBlock, prefix = ""): SealedBlock {
  const deflated = deflateRawSync(block.packed, /^[cp]\d/.test(block.name) ? NOISE : RECORDS);
  return {
    id: blockId(prefix, block.name),
    n: block.n,
    sha256: createHash("sha256").update(deflated).digest("hex"),
    deflated,
  };
}

/** Base64 has no character that could end the element. */
export const elementOf = ({ id, n, sha256, deflated }: SealedBlock): string =>
  `<script type="application/octet-stream" id="${id}" data-n="${n}" data-sha256="${sha256}">${deflated.toString("base64")}</script>\n`;
