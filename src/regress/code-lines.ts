// Which lines of a strategy's code are not those that its baseline was made with?

import { createHash } from "node:crypto";

/** A line of code that is new, or the first one behind lines that are gone. */
export interface ChangedLine {
  /** From 1. */
  readonly line: number;
  /** As it stands there now. */
  readonly text: string;
  readonly isRemoval: boolean;
}

/** Enough that two lines of a file are not taken for one another: a pair in sixteen millions would be. */
const DIGITS = 6;

/** A short hash for each line that has code on it. Comments, layout and blank lines have none, so they can change as they like. */
export const lineHashes = (source: string): readonly string[] => codeOf(source).map(({ hash }) => hash);

interface CodeLine {
  readonly line: number;
  readonly hash: string;
}

function codeOf(source: string): CodeLine[] {
  return withoutComments(source)
    .split("\n")
    .flatMap((text, i) => {
      const code = text.replace(/\s+/g, " ").trim();
      if (code === "") return [];
      return [{ line: i + 1, hash: createHash("sha256").update(code).digest("hex").slice(0, DIGITS) }];
    });
}

/** Strings stay whole, whatever is in them. A pattern that holds a quote is read wrongly, but the same way each time. */
const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;

const withoutComments = (source: string): string =>
  source
    .replaceAll(/\r\n?/g, "\n")
    .replace(TOKENS, (token) => (token.startsWith("/") ? token.replace(/[^\n]/g, "") : token));

/** Lines of `source` that the baseline had not, in their order. Imports come last: they mostly follow from the others. */
export function changedLines(baseline: readonly string[], source: string): readonly ChangedLine[] {
  const now = codeOf(source);
  const texts = source.split(/\r\n|\n|\r/);
  const at = (line: number, isRemoval: boolean): ChangedLine => ({
    line,
    text: texts[line - 1]!.trim(),
    isRemoval,
  });
  const found: ChangedLine[] = [];
  for (const { from, to, removed } of stretches(
    baseline,
    now.map(({ hash }) => hash),
  )) {
    for (let k = from; k < to; k++) found.push(at(now[k]!.line, false));
    if (from === to && removed > 0) found.push(at((now[to] ?? now.at(-1))?.line ?? 1, true));
  }
  const isImport = ({ text }: ChangedLine) => (/^import\b/.test(text) ? 1 : 0);
  return found.sort((a, b) => isImport(a) - isImport(b) || a.line - b.line);
}

/** By the name of a file, in one order. */
type Files<T> = Readonly<Record<string, T>>;

/**
 * What a line says, as "46a3f1"; the second of them that says the same is "46a3f1.2". By that it is found in other versions of the code, whatever
 * stands above it there. Empty where there is no such line of code.
 */
export function siteOf(sources: Files<string>, file: string, line: number): string {
  const all = Object.entries(sources).flatMap(([name, text]) =>
    codeOf(text).map((one) => ({ ...one, name })),
  );
  const at = all.findIndex((one) => one.name === file && one.line === line);
  if (at < 0) return "";
  const { hash } = all[at]!;
  const count = all.slice(0, at + 1).filter((one) => one.hash === hash).length;
  return count === 1 ? hash : `${hash}.${count}`;
}

export interface LineNow extends Omit<ChangedLine, "isRemoval"> {
  readonly file: string;
  /** It is not there any more, and nothing stands in its place: `line` is the one behind it. */
  readonly isGone: boolean;
}

/** Where the line of a site is now. Null where its file is gone, or nobody knows it. */
export function lineNow(
  site: string,
  before: Files<readonly string[]>,
  sources: Files<string>,
): LineNow | null {
  const [wanted, count = "1"] = site.split(".");
  let left = Number(count);
  for (const [file, hashes] of Object.entries(before)) {
    for (const [k, hash] of hashes.entries()) {
      if (hash !== wanted || --left > 0) continue;
      const source = sources[file];
      return source === undefined ? null : movedTo(hashes, k, file, source);
    }
  }
  return null;
}

function movedTo(before: readonly string[], index: number, file: string, source: string): LineNow | null {
  const now = codeOf(source);
  const told = (at: number, isGone: boolean): LineNow | null => {
    const line = (now[at] ?? now.at(-1))?.line;
    return line === undefined
      ? null
      : { file, line, text: source.split(/\r\n|\n|\r/)[line - 1]!.trim(), isGone };
  };
  let [i, j] = [0, 0];
  for (const { from, to, removed } of stretches(
    before,
    now.map(({ hash }) => hash),
  )) {
    const same = from - j;
    if (index < i + same) break;
    [i, j] = [i + same, from];
    if (index < i + removed) return told(Math.min(from + index - i, Math.max(from, to - 1)), from === to);
    [i, j] = [i + removed, to];
  }
  return told(j + index - i, false);
}

export interface Stretch {
  /** Lines of now. */
  readonly from: number;
  readonly to: number;
  /** How many of the baseline's lines stood there. */
  readonly removed: number;
}

/** Where the two have not the same lines: by the longest common subsequence of what is left between a common begin and end. */
export function stretches(a: readonly string[], b: readonly string[]): Stretch[] {
  let begin = 0;
  while (begin < a.length && begin < b.length && a[begin] === b[begin]) begin++;
  let [endA, endB] = [a.length, b.length];
  while (endA > begin && endB > begin && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [n, m] = [endA - begin, endB - begin];
  if (n === 0 && m === 0) return [];
  // A file that was rewritten: its table would take too long, and say nothing.
  if (n * m > MOST_CELLS) return [{ from: begin, to: endB, removed: n }];
  const length = new Uint16Array((n + 1) * (m + 1));
  const cell = (i: number, j: number) => i * (m + 1) + j;
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      length[cell(i, j)] =
        a[begin + i] === b[begin + j]
          ? length[cell(i + 1, j + 1)]! + 1
          : Math.max(length[cell(i + 1, j)]!, length[cell(i, j + 1)]!);
  const found: Stretch[] = [];
  let [i, j] = [0, 0];
  while (i < n || j < m) {
    const [fromI, fromJ] = [i, j];
    while ((i < n || j < m) && !(i < n && j < m && a[begin + i] === b[begin + j])) {
      if (j >= m || (i < n && length[cell(i + 1, j)]! >= length[cell(i, j + 1)]!)) i++;
      else j++;
    }
    if (i > fromI || j > fromJ) found.push({ from: begin + fromJ, to: begin + j, removed: i - fromI });
    while (i < n && j < m && a[begin + i] === b[begin + j]) {
      i++;
      j++;
    }
  }
  return found;
}

const MOST_CELLS = 4_000_000;
