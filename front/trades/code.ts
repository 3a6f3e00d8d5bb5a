// On which line of the strategy was something asked for?

import { CHANGES, type Change, type CodeLines } from "../../src/domain/code-lines.js";
import type { PageMeta } from "../../src/report/embed/layout.js";

/** A line of the strategy, and those that led to it. */
export interface CodePlace {
  /** "orb.ts:52" */
  readonly short: string;
  /** Innermost first. */
  readonly path: readonly { readonly where: string; readonly text: string }[];
}

export interface Code {
  /** Whether a second run was looked at: then nothing needs to be guessed from the words of the file. */
  readonly isSeen: boolean;
  /** Of an order by its place in the list, with the reason that it has. */
  sent(order: number, reason: string): CodePlace | null;
  changed(change: Change, bar: number, order: number): CodePlace | null;
}

/** From what a second run saw; else from the text of the file, which has the words of most orders. */
export function codeOf({ strategy, source, reasonLines }: PageMeta, lines: CodeLines | null): Code {
  const places =
    lines?.where.map((where, at) => {
      const texts = lines.text[at]!.split("\n");
      return placeOf(where.split("\n").map((one, k) => ({ where: one, text: texts[k] ?? "" })));
    }) ?? [];
  const byText = (reason: string): CodePlace | null => {
    if (!Object.hasOwn(reasonLines, reason)) return null;
    const line = reasonLines[reason]!;
    return placeOf([{ where: `${strategy.file}:${line}`, text: (source[line - 1] ?? "").trim() }]);
  };
  return {
    isSeen: lines !== null,
    sent: (order, reason) => (lines === null ? byText(reason) : (places[lines.orders[order] ?? -1] ?? null)),
    changed(change, bar, order) {
      if (lines === null) return null;
      const kind = CHANGES.indexOf(change);
      for (let at = firstOf(lines.bar, bar); lines.bar[at] === bar; at++)
        if (lines.change[at] === kind && (lines.order[at] === order || lines.order[at] === 0))
          return places[lines.place[at]!] ?? null;
      return null;
    },
  };
}

/** Of values that rise the place of the first that is `value` or more. */
function firstOf(values: Int32Array, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** "orb.ts:52, from line 14"; a caller in another file by its name, since its number says nothing of this one. */
export const pathText = (path: CodePlace["path"]): string =>
  path
    .map(({ where }, k) => {
      const [file, line] = split(where);
      return k > 0 && file === split(path[k - 1]!.where)[0]
        ? `from line ${line}`
        : `${k > 0 ? "from " : ""}${where}`;
    })
    .join(", ");

const split = (where: string): readonly [string, string] => {
  const colon = where.lastIndexOf(":");
  return [where.slice(0, colon), where.slice(colon + 1)];
};

function placeOf(path: CodePlace["path"]): CodePlace | null {
  const [first] = path;
  return first === undefined || first.where === ""
    ? null
    : { short: first.where.slice(first.where.lastIndexOf("/") + 1), path };
}
