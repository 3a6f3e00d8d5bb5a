// What a page holds beside what is shown, for tests: its blocks as a browser reads them, and the page without them.

import { inflateRawSync } from "node:zlib";
import { frontOf } from "#report/assets.js";
import { openRun } from "#report/embed/decode.js";
import { documentBlocks } from "#report/embed/document-blocks.js";
import type { PageData } from "#report/embed/layout.js";

const BLOCK =
  /<script type="application\/octet-stream" id="([\w-]+)" data-n="(\d+)" data-sha256="([0-9a-f]{64})">([A-Za-z0-9+/=]*)<\/script>\n/g;

/** The scripts of our own that a page may hold, as the policy must name them. */
export const ownScripts = (page: string): readonly string[] => {
  const { head } = frontOf("run");
  return [head, ...(["run", "compare"] as const).map((name) => frontOf(name).script)].filter((script) =>
    page.includes(`<script>${script}</script>`),
  );
};

/** The page as it is shown. What is left of a block or a script that is not written as all are, is for the test to find. */
export function withoutBlocks(page: string): string {
  let rest = page.replace(BLOCK, "");
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
