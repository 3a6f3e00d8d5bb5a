// When is a case to be run again?

import { EXIT, Fault, faultData } from "../domain/fault.js";
import type { CaseResult } from "../domain/regress.js";
import { keptFiles } from "../regress/kept.js";
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
    const before = stateOf(filesOf(call));
    try {
      last = (await once(last)).results;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof Fault)) throw error;
      await shown(faultData(error), error.exit, out);
    }
    const now = filesOf(call);
    // What was learnt of while it ran counts from now on.
    const state = () => stateOf(filesOf(call));
    const known = stateOf(now);
    if (last !== null) out.note("waiting for a change; Ctrl-C ends it");
    await untilChanged(before === known ? before : known, state, signal);
  }
  return EXIT.ok;
}

function filesOf(call: Call): string[] {
  try {
    const { folder, names } = casesOf(call);
    const cases = names.map((name) => `${folder}/${name}/case.toml`);
    return [...new Set([...cases, ...keptFiles(REGRESS_FOLDER, names)])];
  } catch {
    return [];
  }
}
