// On which line of a strategy's file does the reason of an order stand?

/** By reason the first line, from 1, of the text that makes it: a literal, or a template whose fixed parts it has. */
export function reasonLines(source: string, reasons: Iterable<string>): Record<string, number> {
  const places = literals(source);
  const found: Record<string, number> = Object.create(null);
  for (const reason of reasons) {
    if (reason === "") continue;
    const place = places.find(({ pattern }) => pattern.test(reason));
    if (place) found[reason] = place.line;
  }
  return found;
}

interface Place {
  readonly pattern: RegExp;
  readonly line: number;
  readonly fixed: number;
}

/** A comment, which is passed over, or what stands between quotes. */
const LITERAL =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\\n]|\\.)+)"|'((?:[^'\\\n]|\\.)+)'|`((?:[^`\\]|\\.)+)`/g;

/** Strings and templates of a file outside its comments, those that fix the most of their text first. A search and no parser. */
function literals(source: string): readonly Place[] {
  const places: Place[] = [];
  for (const match of source.matchAll(LITERAL)) {
    const template = match[3];
    const text = match[1] ?? match[2];
    if (template === undefined && text === undefined) continue;
    const parts = template === undefined ? [text!] : template.split(/\$\{[^}]*\}/);
    const fixed = parts.reduce((sum, part) => sum + part.trim().length, 0);
    // A template of nothing but values fits any text: it is taken only where it is said to be a reason.
    if (fixed < 2 && !/\breason\s*[:=]\s*$/.test(source.slice(Math.max(0, match.index - 80), match.index)))
      continue;
    const pattern = new RegExp(
      `^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*")}$`,
    );
    places.push({ pattern, fixed, line: lineAt(source, match.index) });
  }
  return places.sort((a, b) => b.fixed - a.fixed || a.line - b.line);
}

function lineAt(source: string, at: number): number {
  let line = 1;
  for (let i = source.indexOf("\n"); i !== -1 && i < at; i = source.indexOf("\n", i + 1)) line++;
  return line;
}
