// When has something changed that the result depends on?

import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { STRATEGY_EXTENSIONS } from "../strategy/find.js";
import { isStored } from "./stored-data.js";

const POLL_MS = 300;

/**
 * The modules beside the strategy, since it may import them, the files of bars (those of the catalog, `stored`, among them), and others that a setting names. Read anew each time: an editor may
 * replace a file, and a new one may be the one that was missing.
 */
export function watchedFiles(
  strategyFile: string,
  data: readonly string[],
  stored: readonly string[],
  others: readonly string[] = [],
): string[] {
  const folder = dirname(strategyFile);
  const modules = namesIn(folder).filter((name) => STRATEGY_EXTENSIONS.includes(extname(name)));
  const own = () => [...stored, ...namesIn("data").map((name) => join("data", name))];
  const bars =
    data.length > 0 ? data.map(fileIn).flatMap((text) => (isStored(text) ? stored : [text])) : own();
  return [...modules.map((name) => join(folder, name)), ...bars, ...others.map(fileIn)];
}

/** "FILE" of "SYMBOL=FILE". */
const fileIn = (text: string): string => (existsSync(text) ? text : text.replace(/^[^=]*=/, ""));
const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

/** Time and size of every file: enough to tell that one was written, at a cost that nobody notices. */
export function stateOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found ? `${file} ${found.mtimeMs} ${found.size}` : `${file} -`;
    })
    .join("\n");
}

/**
 * Comes back once the state is another one, and has then been the same for one more look: editors and copies write in
 * several steps. Also comes back on Ctrl-C. Polling, because file events differ on every system and network disk.
 */
export async function untilChanged(before: string, state: () => string, signal: AbortSignal): Promise<void> {
  let last = before;
  while (!signal.aborted) {
    await pause(signal);
    const now = state();
    if (now !== before && now === last) return;
    last = now;
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, POLL_MS);
    signal.addEventListener("abort", done);
  });
}
