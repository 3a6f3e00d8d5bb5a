// How does a fault read on the terminal?

import type { FaultData } from "../domain/fault.js";
import { paint, type Style, wrapped } from "./style.js";

const LABEL_WIDTH = 8;

/**
 * The shape of ux/cli.md: code and headline · where · what we saw · why it matters · ways out.
 *
 *     E210  Unknown contract "MEX"
 *
 *       found     MEX
 *       expected  one of MES, MNQ, …
 *       A missing point value would give a plausible but wrong P&L.
 *       did you mean   MES (Micro E-mini S&P 500)?
 *       or define it   contracts: { MEX: { base: "MES" } } in tickproof.config.ts
 */
export function faultText(fault: FaultData, style: Style): string {
  const wide = style.tsv ? Number.POSITIVE_INFINITY : Math.max(60, style.columns - LABEL_WIDTH - 6);
  const lines = [`${paint(style, "red", fault.code)}  ${paint(style, "bold", fault.message)}`, ""];
  if (fault.where && !fault.message.includes(fault.where)) lines.push(`  ${fault.where}`);
  if (fault.excerpt) lines.push(...indented(fault.excerpt), "");
  const pairs: [string, string][] = [];
  if (fault.found) pairs.push(["found", fault.found]);
  if (fault.expected) pairs.push(["expected", fault.expected]);
  lines.push(...labelled(pairs, wide, style));
  if (fault.why) lines.push(...indented(wrapped(fault.why, wide).join("\n")));
  lines.push(...labelled((fault.fix ?? []).map(wayOut), Number.POSITIVE_INFINITY, style));
  while (lines.at(-1) === "") lines.pop();
  return lines.join("\n");
}

/** "did you mean   MES?" brings its own label; "--tz UTC" is labelled by its place in the list. */
function wayOut(way: string, i: number): [string, string] {
  const [, label, text] = /^(?!tickproof\b)([a-z][a-z ]*?) {2,}(\S.*)$/s.exec(way) ?? [];
  if (label !== undefined && text !== undefined) return [label, text];
  return i === 0 ? ["to fix", way] : ["or", way.replace(/^or /, "")];
}

/** Labels in one column; a value of several lines keeps them, each under the first one. */
function labelled(pairs: readonly [string, string][], wide: number, style: Style): string[] {
  const width = Math.max(LABEL_WIDTH, ...pairs.map(([label]) => label.length)) + 2;
  return pairs.flatMap(([label, text]) =>
    text
      .split("\n")
      .flatMap((line) => (line.length <= wide ? [line] : wrapped(line, wide)))
      .map((line, i) => {
        const head = paint(style, "dim", (i === 0 ? label : "").padEnd(width));
        return `  ${head}${line}`;
      }),
  );
}

const indented = (text: string): string[] => text.split("\n").map((line) => (line ? `  ${line}` : ""));
