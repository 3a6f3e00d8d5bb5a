// How does any text lie in one cell of one line, and come back as it was?

/** What spreadsheets take for a formula, and our own sign that disarms it. */
const ARMED = /^[=+\-@'\uFF1D\uFF0B\uFF0D\uFF20]/;
const HIDDEN = /[\\\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** Whatever ends a line or hides in one becomes \uXXXX, a formula is disarmed: a diff shows all that is there. */
export function textCell(text: string): string {
  const shown = text.replace(HIDDEN, (it) => (it === "\\" ? "\\\\" : unicode(it)));
  const inert = ARMED.test(shown) ? `'${shown}` : shown;
  return /[",]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const unicode = (it: string): string =>
  [...Array(it.length).keys()].map((i) => `\\u${it.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");

/** Of a cell without its quotes. */
export const textOf = (cell: string): string =>
  cell
    .replace(/^'/, "")
    .replace(/\\(?:\\|u([0-9a-f]{4}))/g, (_, code?: string) =>
      code === undefined ? "\\" : String.fromCharCode(Number.parseInt(code, 16)),
    );

/** The cells of one line, without their quotes. Null where a quote is left open. */
export function cellsOf(line: string): string[] | null {
  if (!line.includes('"')) return line.split(",");
  const cells: string[] = [];
  for (let at = 0; at <= line.length; at++) {
    if (line[at] !== '"') {
      const end = line.indexOf(",", at);
      cells.push(line.slice(at, end === -1 ? line.length : end));
      at = end === -1 ? line.length : end;
      continue;
    }
    let cell = "";
    for (at++; ; at++) {
      const end = line.indexOf('"', at);
      if (end === -1) return null;
      cell += line.slice(at, end);
      at = end + 1;
      if (line[at] !== '"') break;
      cell += '"';
    }
    cells.push(cell);
  }
  return cells;
}
