// What a page holds beside what is shown, for tests: its blocks as a browser reads them, and the page without them.

import { inflateRawSync } from "node:zlib";
import { openRun } from "#report/embed/decode.js";
import { documentBlocks } from "#report/embed/document-blocks.js";
import type { PageData } from "#report/embed/layout.js";

const BLOCK =
  /<script type="application\/octet-stream" id="([\w-]+)" data-n="(\d+)" data-sha256="([0-9a-f]{64})">([A-Za-z0-9+/=]*)<\/script>\n/g;

/** The page as it is shown. What remains of a block that is not written as all are is left for the test to find. */
export const withoutBlocks = (page: string): string => page.replace(BLOCK, "");

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
