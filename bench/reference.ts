// What does the same work take in C?

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bars } from "#domain/bars.js";
import type { Expected } from "./canonical.js";

export interface Reference extends Expected {
  readonly name: "W1" | "W2" | "W3" | "W3 stats";
  /** The median. */
  readonly ms: number;
}

/**
 * `loops.c` over the bars, compiled for this machine and run in a process of its own. Null where there is no C compiler;
 * what it prints is checked by the caller, as ours is.
 */
export function referenceInC(source: string, bars: Bars, repeats: number): readonly Reference[] | null {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-reference-"));
  try {
    const [program, data] = [join(folder, "loops"), join(folder, "bars.bin")];
    try {
      execFileSync("cc", ["-O3", "-march=native", "-o", program, source, "-lm"], { stdio: "pipe" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
    const { close, openTicks, highTicks, lowTicks, closeTicks, length } = bars;
    const columns = [close, openTicks, highTicks, lowTicks, closeTicks];
    writeFileSync(
      data,
      Buffer.concat(columns.map((column) => Buffer.from(column.slice().buffer as ArrayBuffer))),
    );
    const printed = execFileSync(program, [data, String(length), String(repeats)], { encoding: "utf8" });
    return printed
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Reference);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
