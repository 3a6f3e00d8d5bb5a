// How is a place in a source file shown to its author?

/** Lines and columns count from 1, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** Characters to underline; without it the word at the place. */
  readonly length?: number;
}

const LINES_BEFORE = 2;
/** Generated code has lines of a megabyte: past this, only the part around the column is shown. */
const WIDEST = 110;

/**
 * The line, up to two before it, and a marker with the message under it:
 *
 *     60 │   const prev = this.days.at(-2);
 *     61 │   const gap = this.open.now - prev.close;
 *        │                                    ^^^^^ TypeError: Cannot read properties of undefined
 */
export function excerptOf(source: string, { line, column, length }: Place, message: string): string {
  const lines = source.split(/\r\n|\n|\r/);
  const text = lines[line - 1];
  if (text === undefined) return message;
  const start = Math.max(0, Math.min(column - 1, text.length));
  const from = text.length <= WIDEST ? 0 : Math.max(0, start - WIDEST / 2);
  const gutter = String(line).length;
  const shown = Array.from(
    { length: Math.min(LINES_BEFORE, line - 1) + 1 },
    (_, k, first = line - LINES_BEFORE) => Math.max(1, first) + k,
  ).map((n) =>
    `${String(n).padStart(gutter)} │ ${printable(lines[n - 1]!.slice(from, from + WIDEST))}`.trimEnd(),
  );
  const under = text.slice(from, start).replace(/[^\t]/g, " ");
  const marker = "^".repeat(Math.max(1, Math.min(length ?? wordAt(text, start), from + WIDEST - start)));
  return [...shown, `${" ".repeat(gutter)} │ ${under}${marker} ${message}`].join("\n");
}

const wordAt = (text: string, start: number): number =>
  /^[\p{L}\p{N}_$#]+/u.exec(text.slice(start))?.[0].length ?? 1;

/** One line of plain text: what user code throws may hold line breaks and terminal escapes. */
export function printable(text: string, widest = 400): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => (c === "\t" ? c : " "));
  return plain.length <= widest ? plain : `${plain.slice(0, widest)} …`;
}
