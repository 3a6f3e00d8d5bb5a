// What does a broker's file say?

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Fault } from "../../domain/fault.js";
import { packingOf, unpacked } from "../packing.js";
import { openSource } from "../source-file.js";
import type { BrokerFile } from "./format.js";

const CHUNK = 1 << 18;
/** Exports are a few megabytes; more is another kind of file. */
const LARGEST = 256 * 1024 * 1024;

/** Plain or packed with gzip, zip or zstd; UTF-8, UTF-16, or what Windows writes in the West. Faults as for bars: E300 to E306, E343. */
export async function openBrokerFile(path: string): Promise<BrokerFile> {
  const { name, bytes: size } = await openSource(path).catch((error: unknown) => {
    throw asImport(error);
  });
  if (size > LARGEST) {
    throw new Fault("E305", `${path} is too large for a broker's export`, {
      where: path,
      found: `${Math.round(size / 1024 / 1024)} MB`,
      expected: "at most 256 MB",
      fix: ["export a shorter span of time"],
    });
  }
  return brokerFileOf(path, name, await readFile(path));
}

export async function brokerFileOf(path: string, name: string, bytes: Buffer): Promise<BrokerFile> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const packing = await packingOf(path, bytes.subarray(0, 4), null);
  const inner = packing.kind === "zip" ? basename(packing.member) : name;
  let plain = bytes;
  if (packing.kind !== "none") {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of unpacked(path, packing, CHUNK, () => {})) pieces.push(piece);
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw new Fault("E306", `${path} cannot be unpacked`, {
        where: path,
        found: error instanceof Error ? error.message : String(error),
        fix: ["download or copy it again"],
      });
    }
    plain = Buffer.concat(pieces);
  }
  return { path, name, bytes, sha256, text: textIn(path, plain), innerName: inner };
}

/** Fixes of faults about bars speak of `--data`. */
function asImport(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  const fix = error.detail.fix?.map((way) => way.replaceAll("--data ", "tickproof journal import ")) ?? [];
  const expected = error.detail.expected
    ?.replace(/a CSV file of bars.*$/, "a broker's export")
    .replace("one line a bar", "one line a fill");
  return new Fault(error.code, error.message, {
    ...error.detail,
    ...(expected !== undefined && { expected }),
    fix,
  });
}

function textIn(path: string, bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark === "fffe" || mark === "feff") {
    return new TextDecoder(mark === "fffe" ? "utf-16le" : "utf-16be").decode(bytes);
  }
  const head = bytes.subarray(0, 1 << 16);
  // UTF-16 without its mark: of Western text every other byte is zero.
  for (const [k, name] of ["utf-16be", "utf-16le"].entries()) {
    if (isEveryOther(head, k)) return new TextDecoder(name).decode(bytes);
  }
  if (head.includes(0)) {
    throw new Fault("E305", `${path} is not a text file`, {
      where: path,
      found: "bytes that are no text",
      expected: "a broker's export as CSV or XML",
      fix: ["export it again as CSV"],
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Zeros at even places (`odd` 0) or odd ones, nearly all of them, and nowhere else. */
function isEveryOther(bytes: Uint8Array, odd: number): boolean {
  if (bytes.length < 4 || bytes.length % 2 === 1) return false;
  let there = 0;
  for (let k = 0; k < bytes.length; k++) {
    if (bytes[k] !== 0) continue;
    if (k % 2 !== odd) return false;
    there++;
  }
  return there > 0.45 * bytes.length;
}
