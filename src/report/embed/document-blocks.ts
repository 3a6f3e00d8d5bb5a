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

export type Inflate = (deflated: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** The blocks of a document; those that the browser has not read yet are waited for. */
export function documentBlocks(document: Elements, inflate: Inflate): BlockSource {
  return async (id) => {
    const early = document.getElementById(id);
    if (document.readyState === "loading" && !early?.nextSibling)
      await new Promise<void>((resolve) => document.addEventListener?.("DOMContentLoaded", resolve));
    const element = document.getElementById(id);
    if (element === null) return null;
    return await inflate(bytesOfBase64(element.textContent ?? ""));
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

/** By the browser itself where it has `DecompressionStream("deflate-raw")` (from Chrome 103, Firefox 113, Safari 16.4 on), else by `fallback`. */
export const inflating = (fallback: Inflate): Inflate => streamed() ?? fallback;

/** Null where there is no such stream, or none that knows deflate without a head. */
function streamed(): Inflate | null {
  if (typeof DecompressionStream === "undefined") return null;
  try {
    new DecompressionStream("deflate-raw");
  } catch {
    return null;
  }
  return async (deflated) => {
    const { writable, readable } = new DecompressionStream("deflate-raw");
    const writer = writable.getWriter();
    // What goes wrong here is told by whoever reads.
    writer.write(deflated as Uint8Array<ArrayBuffer>).catch(() => {});
    writer.close().catch(() => {});
    // Part by part: a `Response` would hand the whole over in a turn of its own, behind the next stretch of a document that is still read.
    const reader = (readable as ReadableStream<Uint8Array>).getReader();
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      length += part.value.length;
    }
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
}
