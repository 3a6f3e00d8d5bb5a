// Is this a strategy that ships with the program, as it ships?

import { readFileSync } from "node:fs";

/** Written by the build (`bundle/build.mjs`). */
const LIST = new URL("../strategy/shipped.json", import.meta.url);

let hashes: ReadonlySet<string> | null = null;

/** By the hash of its code. What ships keeps nothing in its module or its class: a test reads that. */
export function isShipped({ hash }: { readonly hash: string }): boolean {
  hashes ??= new Set(listed());
  return hashes.has(hash);
}

/** None where modules run as tsc made them. */
function listed(): string[] {
  try {
    return JSON.parse(readFileSync(LIST, "utf8")) as string[];
  } catch {
    return [];
  }
}
