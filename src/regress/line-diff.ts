// What would a file say that it does not say now?

import { stretches } from "./code-lines.js";

/** Lines around a change. */
const CONTEXT = 2;
/** Of one file: whoever wants all of it has git. */
const MOST_LINES = 140;

/** In the form of a patch; empty where nothing changes. Null: there is no such file. */
export function fileDiff(path: string, before: string | null, after: string | null): string {
  if (before === after) return "";
  const [a, b] = [linesOf(before), linesOf(after)];
  const head = [`--- ${before === null ? "/dev/null" : path}`, `+++ ${after === null ? "/dev/null" : path}`];
  const body: string[] = [];
  let [i, j] = [0, 0];
  for (const { from, to, removed } of stretches(a, b)) {
    const same = from - j;
    const skipped = Math.max(0, same - (body.length === 0 ? CONTEXT : 2 * CONTEXT));
    const kept = a.slice(i, i + same);
    if (skipped === 0) body.push(...kept.map((line) => ` ${line}`));
    else {
      if (body.length > 0) body.push(...kept.slice(0, CONTEXT).map((line) => ` ${line}`));
      body.push(`@@ line ${from + 1} @@`, ...kept.slice(-CONTEXT).map((line) => ` ${line}`));
    }
    i += same;
    body.push(...a.slice(i, i + removed).map((line) => `-${line}`));
    body.push(...b.slice(from, to).map((line) => `+${line}`));
    i += removed;
    j = to;
  }
  body.push(...a.slice(i, i + CONTEXT).map((line) => ` ${line}`));
  const more = body.length - MOST_LINES;
  return [...head, ...body.slice(0, MOST_LINES), ...(more > 0 ? [`… ${more} more lines`] : [])].join("\n");
}

const linesOf = (text: string | null): string[] => (text === null ? [] : text.split("\n").slice(0, -1));
