// On which line of the config file does a key stand?

export interface KeyPlace {
  /** Keys from the outermost object on; items of a list by their number. */
  readonly path: readonly string[];
  readonly line: number;
  readonly column: number;
}

type Frame = { readonly list: boolean; key: string; item: number };

/** One step of the scan: a comment, a quoted text, a word, or a single character. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[\w$.+-]+|[\s\S]/g;

/**
 * The keys of every object literal in JSON or TypeScript text, with their places. Not a parser: it only has to find
 * the place of a key that the loaded config is known to hold, so code around the object does not disturb it.
 */
export function keyPlaces(text: string): KeyPlace[] {
  const places: KeyPlace[] = [];
  const frames: Frame[] = [];
  let word: { text: string; index: number } | null = null;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (/^(\s|\/\/|\/\*)/.test(token)) continue;
    const frame = frames.at(-1);
    if (token === "{" || token === "[") frames.push({ list: token === "[", key: "", item: 0 });
    else if (token === "}" || token === "]") frames.pop();
    else if (token === "," && frame?.list) frame.item++;
    else if (token === ":" && frame && !frame.list && word) {
      frame.key = unquoted(word.text);
      places.push({ path: frames.map(stepOf), ...lineAndColumn(text, word.index) });
    }
    word = /^["'\w$]/.test(token) ? { text: token, index } : null;
  }
  return places;
}

const stepOf = (frame: Frame): string => (frame.list ? String(frame.item) : frame.key);

const unquoted = (token: string): string => (/^["']/.test(token) ? token.slice(1, -1) : token);

export function lineAndColumn(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  return { line: before.split("\n").length, column: index - before.lastIndexOf("\n") };
}

/**
 * The place whose path ends like the one asked for: what stands around the object adds nothing but steps in front. Of
 * several the outermost, and rather behind `export default` than in some object before it.
 */
export function placeOf(text: string, path: readonly string[]): KeyPlace | undefined {
  const exported = Math.max(0, text.search(/\bexport\s+default\s*[{(]|\bexport\s+default\s+\w+\s*\(/));
  const from = lineAndColumn(text, exported).line;
  const ends = (place: KeyPlace) => path.every((step, i) => place.path.at(i - path.length) === step);
  const found = keyPlaces(text).filter((place) => place.path.length >= path.length && ends(place));
  const before = (place: KeyPlace) => (place.line < from ? 1 : 0);
  return found.sort((a, b) => before(a) - before(b) || a.path.length - b.path.length)[0];
}

/** The first key that is said twice in the same object, where the second would win without a word. */
export function repeatedKey(text: string): KeyPlace | undefined {
  const seen = new Set<string>();
  return keyPlaces(text).find(({ path }) => {
    const name = JSON.stringify(path);
    return seen.size === seen.add(name).size;
  });
}
