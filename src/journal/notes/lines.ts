// Where do the lines of a human's file begin and end?

export interface Line {
  /** Without its end. */
  readonly text: string;
  /** Places in the whole text: of its first character, behind its last one, and behind its line end. */
  readonly from: number;
  readonly to: number;
  readonly next: number;
}

export const BOM = "\uFEFF";

/** CRLF and LF both end lines; a byte order mark belongs to none. A text that ends with a line end has no line after it. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let from = text.startsWith(BOM) ? 1 : 0;
  while (from < text.length) {
    const feed = text.indexOf("\n", from);
    const next = feed < 0 ? text.length : feed + 1;
    const end = feed < 0 ? text.length : feed;
    const to = feed > from && text[feed - 1] === "\r" ? end - 1 : end;
    lines.push({ text: text.slice(from, to), from, to, next });
    from = next;
  }
  return lines;
}

/** As the file ends most of its lines; a file without any ends them with a line feed. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  const feeds = text.split("\n").length - 1;
  const pairs = text.split("\r\n").length - 1;
  return pairs * 2 > feeds ? "\r\n" : "\n";
}

/** On one line of a message, and not all of a novel. */
export function visibleLine(text: string): string {
  const shown = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\uFFFD").trim();
  return shown.length > 160 ? `${shown.slice(0, 160)}…` : shown;
}
