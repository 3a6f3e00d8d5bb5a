// What a page holds beside what is shown, for tests: its blocks as a browser reads them, and the page without them.

import { inflateRawSync } from "node:zlib";
import { frontOf } from "#report/assets.js";
import { openRun } from "#report/embed/decode.js";
import { documentBlocks } from "#report/embed/document-blocks.js";
import type { PageData } from "#report/embed/layout.js";

const BLOCK =
  /<script type="application\/octet-stream" id="([\w-]+)" data-n="(\d+)" data-sha256="([0-9a-f]{64})">([A-Za-z0-9+/=]*)<\/script>\n/g;

const PACKED = /<script type="text\/plain" id="tp-front">([A-Za-z0-9+/=]*)<\/script>/;

/** The scripts of our own that a page may hold, as the policy must name them. */
export function ownScripts(page: string): readonly string[] {
  const packed = PACKED.exec(page)?.[1];
  if (packed === undefined) return [];
  const { head, boot } = frontOf("run");
  return [head, boot, unpacked(packed)[1]];
}

/** The sheet that the script puts into the page: "" where there is no script. */
export function ownSheet(page: string): string {
  const packed = PACKED.exec(page)?.[1];
  return packed === undefined ? "" : unpacked(packed)[0];
}

const unpacked = (packed: string) =>
  inflateRawSync(Buffer.from(packed, "base64")).toString().split("\0") as [sheet: string, script: string];

/** The page as it is shown. What is left of a block or a script that is not written as all are, is for the test to find. */
export function withoutBlocks(page: string): string {
  let rest = page.replace(BLOCK, "").replace(PACKED, "");
  for (const script of ownScripts(page)) rest = rest.replace(`<script>${script}</script>`, () => "");
  return rest;
}

export const blocksIn = (page: string) =>
  [...page.matchAll(BLOCK)].map(([, id, n, sha256, base64]) => ({
    id: id!,
    n: Number(n),
    sha256: sha256!,
    deflated: Buffer.from(base64!, "base64"),
  }));

/** `getElementById` of a page that nobody parsed. */
export function elementsOf(page: string) {
  const texts = new Map([...page.matchAll(BLOCK)].map(([, id, , , base64]) => [id!, base64!]));
  return {
    getElementById: (id: string) => {
      const textContent = texts.get(id);
      return textContent === undefined ? null : { textContent };
    },
  };
}

export const openPage = (page: string, prefix = ""): Promise<PageData> =>
  openRun(documentBlocks(elementsOf(page), inflateRawSync), prefix);
