// What does the same work take in C?

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Bars } from "#domain/bars.js";
import type { Expected } from "./canonical.js";

/** As they are said in docs/benchmarks.md. */
const COMPILE = ["-O3", "-march=native"];

export type LoopName = "W1" | "W2" | "W3" | "W3 stats";

export interface Reference extends Expected {
  readonly name: LoopName;
  /** By the wall clock, and what the processor worked. */
  readonly ms: number;
  readonly cpu: number;
}

/** `reference/loops.c` over some bars, in a process of its own that waits between two runs. */
export interface CLoops {
  /** One run, timed by itself. What it found is checked by the caller, as ours is. */
  run(name: LoopName): Promise<Reference>;
  close(): void;
}

/** Compiled for this machine. Null where there is no C compiler. */
export function openCLoops(bars: Bars): CLoops | null {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-reference-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const [program, data] = [join(folder, "loops"), join(folder, "bars.bin")];
  try {
    if (!compileLoops(program)) {
      remove();
      return null;
    }
    barsFile(data, bars);
  } catch (error) {
    remove();
    throw error;
  }
  const child = spawn(program, [data, String(bars.length)], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = answersOf(child);
  return {
    async run(name) {
      child.stdin.write(`${name}\n`);
      return JSON.parse(await answers()) as Reference;
    },
    close() {
      child.stdin.end();
      remove();
    },
  };
}

/** False where there is no C compiler. */
export function compileLoops(program: string): boolean {
  const source = fileURLToPath(new URL("../reference/loops.c", import.meta.url));
  try {
    execFileSync("cc", [...COMPILE, "-o", program, source, "-lm"], { stdio: "pipe" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** What the loops read: the closes as doubles, then the four prices in ticks. */
export const barsFile = (path: string, bars: Bars): void =>
  writeFileSync(path, Buffer.concat(columnsOf(bars)));

const columnsOf = ({ close, openTicks, highTicks, lowTicks, closeTicks }: Bars): Buffer[] =>
  [close, openTicks, highTicks, lowTicks, closeTicks].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );

/** The lines that it prints, one after the other. */
function answersOf(child: ChildProcess): () => Promise<string> {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the loops in C ended with code ${child.exitCode}`);
    return value;
  };
}
