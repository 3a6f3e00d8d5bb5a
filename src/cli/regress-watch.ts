// When is a case to be run again?

import { type Dirent, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { EXIT, Fault, faultData } from "../domain/fault.js";
import type { CaseResult } from "../domain/regress.js";
import { keptFiles } from "../regress/kept.js";
import { STRATEGY_EXTENSIONS } from "../strategy/find.js";
import type { Call } from "./commands.js";
import { shown } from "./failure.js";
import type { Once } from "./regress.js";
import { casesOf } from "./regress-cases.js";
import { REGRESS_FOLDER } from "./regress-words.js";
import { stateOf, untilChanged } from "./watch.js";

/**
 * Whenever a file changes that one of the cases hangs on. Those that do not hang on it are answered by what was kept of them, so that the
 * module graph decides what runs. Ends with Ctrl-C only.
 */
export async function watchCases(
  call: Call,
  once: (before: readonly CaseResult[] | null) => Promise<Once>,
): Promise<number> {
  const { out, signal } = call;
  let last: readonly CaseResult[] | null = null;
  while (!signal.aborted) {
    const files = filesOf(call);
    const before = stateOf(files);
    try {
      last = (await once(last)).results;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof Fault)) throw error;
      await shown(faultData(error), error.exit, out);
    }
    // What changed while it ran may have been read before or after: then there is nothing to wait for but that it stays as it is.
    const isStale = stateOf(files) !== before;
    const state = () => stateOf(filesOf(call));
    const known = isStale ? "" : state();
    if (last !== null && !isStale) out.note("waiting for a change; Ctrl-C ends it");
    await untilChanged(known, state, signal);
  }
  return EXIT.interrupted;
}

/** Of a case that has not been run to its end, or is new, nobody knows yet on which modules it hangs: on any, then. */
function filesOf(call: Call): string[] {
  try {
    const { folder, names } = casesOf(call);
    const files = new Set(names.map((name) => `${folder}/${name}/case.toml`));
    let modules: string[] | null = null;
    for (const name of names)
      for (const file of keptFiles(REGRESS_FOLDER, name) ?? (modules ??= modulesBelow("."))) files.add(file);
    return [...files];
  } catch {
    return [];
  }
}

/** As deep as anybody puts the code of strategies. */
const DEPTH = 6;

function modulesBelow(folder: string, depth = DEPTH): string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth === 0 ? [] : modulesBelow(path, depth - 1);
    return STRATEGY_EXTENSIONS.includes(extname(path)) ? [path] : [];
  });
}

/** One that cannot be read, or has just gone, has nothing to watch. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
