// How are the blocks of a page read where it is shown?

import type { BlockSource } from "./decode.js";

/** What is asked of a `Document`; the types of the browser are not needed for it. */
interface Elements {
  readonly readyState?: string;
  getElementById(id: string): Block | null;
  addEventListener?(event: "DOMContentLoaded", told: () => void): void;
}

interface Block {
  readonly textContent: string | null;
  /** Null where it is the last so far: the rest of its text may still be on its way. */
  readonly nextSibling?: unknown;
}

type Inflate = (deflated: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * The blocks of a document; those that the browser has not read yet are waited for. `fallback` inflates where the browser has no `DecompressionStream("deflate-raw")` (before Chrome 103,
 * Firefox 113, Safari 16.4).
 */
export function documentBlocks(document: Elements, fallback: Inflate): BlockSource {
  const inflate = inflating(fallback);
  return async (id) => {
    const early = document.getElementById(id);
    if (document.readyState === "loading" && !early?.nextSibling)
      await new Promise<void>((resolve) => document.addEventListener?.("DOMContentLoaded", resolve));
    const element = document.getElementById(id);
    if (element === null) return null;
    const bytes = bytesOfBase64(element.textContent ?? "");
    // While the browser reads on, each step of a stream would wait for the next stretch of the document.
    return document.readyState === "loading" ? fallback(bytes) : await inflate(bytes);
  };
}

interface Base64Bytes {
  fromBase64?(text: string): Uint8Array;
}

export function bytesOfBase64(text: string): Uint8Array {
  const quick = (Uint8Array as unknown as Base64Bytes).fromBase64;
  if (quick !== undefined) return quick.call(Uint8Array, text);
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** By the browser itself where it can. */
const inflating = (fallback: Inflate): Inflate => streamed() ?? fallback;

/** Null where there is no such stream, or none that knows deflate without a head. */
function streamed(): Inflate | null {
  if (typeof DecompressionStream === "undefined") return null;
  try {
    new DecompressionStream("deflate-raw");
  } catch {
    return null;
  }
  return async (deflated) => {
    const stream = new DecompressionStream("deflate-raw");
    const writer = stream.writable.getWriter();
    // What goes wrong here is told by whoever reads.
    writer.write(deflated as Uint8Array<ArrayBuffer>).catch(() => {});
    writer.close().catch(() => {});
    return new Uint8Array(await new Response(stream.readable as ReadableStream).arrayBuffer());
  };
}
