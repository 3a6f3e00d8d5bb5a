// What can be shown in a terminal, and how do its columns line up?

/** What the terminal can show, decided by the command line. Nothing here looks at the process. */
export interface TextStyle {
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Width in characters. */
  readonly columns: number;
  /** Piped: no sparkline, no layout, tables separated by tabs. */
  readonly tsv: boolean;
}

const TONES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39] } as const;

export function paint({ colour }: TextStyle, tone: keyof typeof TONES, text: string): string {
  if (!colour || text === "") return text;
  const [on, off] = TONES[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

const ASCII: Readonly<Record<string, string>> = {
  "−": "-",
  "→": "->",
  "·": "|",
  "…": "..",
  "×": "x",
  "✓": "ok",
  "✗": "x",
  "—": "-",
  "÷": "/",
  "▲": "^",
  "▼": "v",
  "–": "-",
};

/** For terminals without UTF-8. */
export const ascii = (text: string): string =>
  text.replace(/[^\p{ASCII}]/gu, (character) => ASCII[character] ?? "?");

const ESCAPE = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");

/** Characters that take room: escape sequences do not. */
export function widthOf(text: string): number {
  return [...text.replaceAll(ESCAPE, "")].length;
}

export type Align = "left" | "right";

/** Lines of equally wide columns, `gap` blanks apart, without blanks at their ends. */
export function columnsOf(
  rows: readonly (readonly string[])[],
  align: readonly Align[],
  gap: number,
): string[] {
  const widths = align.map((_, column) => Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ""))));
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? "";
        const room = " ".repeat(width - widthOf(cell));
        return align[column] === "right" ? room + cell : cell + room;
      })
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}
