// Which columns was a run made of?

import type { Run, RunData } from "./run.js";

const known = new WeakMap<object, RunData>();

export function madeOf(run: Run, data: RunData): Run {
  known.set(run, data);
  return run;
}

/** Null for what was made of something else: read back from a file, put together by hand, a copy with other trades. */
export const dataOf = (run: object): RunData | null => known.get(run) ?? null;
