// How do lists of lists in JSON become lines?

const QUOTE = 34;
const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const BACKSLASH = 92;
const NEWLINE = Buffer.from("\n");

/** Whether a text begins as `[[1637110800000,1.08,…],…]` does. */
export const beginsAsRows = (start: string): boolean => /^\s*\[\s*\[/.test(start);

/**
 * Turns the text of a JSON list of lists into CSV, piece by piece: each inner list becomes a line, its values stay as they are
 * written. Anything deeper, or an object, is left standing, and is no number when the row is read.
 */
export function rowsOfJson(): (piece: Buffer) => Buffer {
  let depth = 0;
  let inText = false;
  let escaped = false;
  return (piece) => {
    const parts: Buffer[] = [];
    let from = -1;
    const keep = (at: number) => {
      if (from >= 0 && at > from) parts.push(piece.subarray(from, at));
      from = -1;
    };
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at]!;
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inText = false;
        if (from < 0) from = at;
        continue;
      }
      const structural =
        (byte === OPEN && depth < 2) ||
        (byte === CLOSE && depth <= 2) ||
        (byte === COMMA && depth === 1) ||
        byte <= 32;
      if (byte === QUOTE) inText = true;
      if (byte === OPEN) depth++;
      if (byte === CLOSE) depth--;
      if (!structural) {
        if (from < 0) from = at;
        continue;
      }
      keep(at);
      if (byte === CLOSE && depth === 1) parts.push(NEWLINE);
    }
    keep(piece.length);
    return Buffer.concat(parts);
  };
}
