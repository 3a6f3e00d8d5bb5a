// Which cells does one line of CSV hold, and where do they stand?

export interface Cell {
  /** Without its quotes. */
  readonly text: string;
  /** Columns of the line, from 0; `end` excluded. The quotes and blanks around the value are outside. */
  readonly start: number;
  readonly end: number;
}

/**
 * A line cut at its delimiters, those inside double quotes apart. For headers and for the markers of faults; bars
 * are read by csv-parse or by the scanner.
 */
export function cellsOf(line: string, delimiter: string): Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  for (;;) {
    const at = endOfCell(line, from, delimiter);
    cells.push(cellAt(line, from, at));
    if (at >= line.length) return cells;
    from = at + 1;
  }
}

function endOfCell(line: string, from: number, delimiter: string): number {
  let at = from;
  while (line[at] === " ") at++;
  if (line[at] === '"') {
    at++;
    for (;;) {
      const quote = line.indexOf('"', at);
      if (quote < 0) return line.length;
      at = quote + 1;
      if (line[at] !== '"') break;
      at++;
    }
  }
  const end = line.indexOf(delimiter, at);
  return end < 0 ? line.length : end;
}

function cellAt(line: string, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && line.charCodeAt(start) <= 32) start++;
  while (end > start && line.charCodeAt(end - 1) <= 32) end--;
  const quoted = end - start >= 2 && line[start] === '"' && line[end - 1] === '"';
  if (quoted) {
    start++;
    end--;
  }
  const text = line.slice(start, end);
  return { text: quoted ? text.replaceAll('""', '"') : text, start, end };
}
