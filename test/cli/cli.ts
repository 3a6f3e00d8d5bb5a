// How does a test start the program as its users do?

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPO = fileURLToPath(new URL("../../", import.meta.url));
const MAIN = join(REPO, "dist/cli/main.cjs");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process as soon as it runs, for tests that send signals. */
  readonly onStart?: (
    kill: (signal: NodeJS.Signals) => void,
    printed: () => string,
    told: () => string,
  ) => void;
}

/** Waits until something holds, for as long as a busy machine needs; a test's own time limit ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Every ten seconds of work there is a line of progress: on a slow machine some, on this one hardly ever. */
const PROGRESS = /^.*(▕.*▏ \d+%.*| {2}\S+( \S+)?\/s| {2}(under 1 s|\d+ (s|min|h)( \d+ min)?))\n/gm;
export const withoutProgress = (told: string): string => told.replace(PROGRESS, "");

/** A child process with a bare environment, so that whoever runs the tests does not colour them. */
export function tickproof(args: readonly string[], { cwd, env = {}, onStart }: Started): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { PATH: process.env.PATH ?? "", HOME: cwd, TICKPROOF_CACHE: CACHE, LANG: "C.UTF-8", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr: withoutProgress(stderr) }));
    onStart?.(
      (signal) => child.kill(signal),
      () => stdout,
      () => stderr,
    );
  });
}

const made: string[] = [];
process.on("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, removed when the test process ends. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickproof-cli-"));
  made.push(folder);
  return folder;
}

/** Compiled strategies are kept between the runs of a test file. */
const CACHE = emptyFolder();

/** A folder of its own with these files in it. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Writes a file as editors do: whoever watches it never sees half of it. */
export function save(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

/** Everything that lies in a folder, sorted, folders not listed themselves. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** `length` five-minute bars of MES on one quiet day and the next, each a tick above the last. */
export function barsCsv(length: number, start = "2025-03-03T00:00:00Z"): string {
  const rows = Array.from({ length }, (_, i) => {
    const time = new Date(Date.parse(start) + i * 300_000).toISOString();
    const wave = Math.round(20 * Math.sin(i / 7));
    const open = 5000 + wave * 0.25;
    return `${time},${open},${open + 1},${open - 1},${open + 0.25},100`;
  });
  return `time,open,high,low,close,volume\n${rows.join("\n")}\n`;
}
