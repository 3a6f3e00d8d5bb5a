// What can the reader's terminal show?

import type { TextStyle } from "../report/text-style.js";

export { paint } from "../report/text-style.js";

/** Decided once from flags, environment and stream. */
export type Style = TextStyle;

export type ColourChoice = "auto" | "always" | "never";
export const COLOUR_CHOICES: readonly ColourChoice[] = ["auto", "always", "never"];

type Environment = Readonly<Record<string, string | undefined>>;

interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const DEFAULT_COLUMNS = 100;

export function styleOf(stream: Stream, env: Environment, platform: string, choice: ColourChoice): Style {
  return {
    colour: showsColour(stream, env, choice),
    unicode: showsUnicode(env, platform),
    columns: stream.columns ?? DEFAULT_COLUMNS,
    tsv: stream.isTTY !== true,
  };
}

/**
 * What was said on the command line wins; then NO_COLOR (no-color.org: any text that is not empty), FORCE_COLOR
 * (`0` and `false` mean no), a dumb terminal, and last whether somebody looks at the stream at all.
 */
function showsColour(stream: Stream, env: Environment, choice: ColourChoice): boolean {
  if (choice !== "auto") return choice === "always";
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  if (env.TERM === "dumb") return false;
  return stream.isTTY === true;
}

/** The locale decides, as POSIX has it: LC_ALL before LC_CTYPE before LANG. None of them set is the C locale: ASCII. */
function showsUnicode(env: Environment, platform: string): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  if (locale) return /utf-?8/i.test(locale);
  if (platform === "win32") return Boolean(env.WT_SESSION ?? env.TERM_PROGRAM);
  return platform === "darwin";
}

/** Only the symbols that we print ourselves: a strategy's own name keeps its letters. */
const ASCII: Readonly<Record<string, string>> = {
  "−": "-",
  "–": "-",
  "—": "-",
  "…": "...",
  "→": "->",
  "←": "<-",
  "·": "|",
  "×": "x",
  "│": "|",
  "─": "-",
  "✓": "ok",
  "✗": "x",
  "≥": ">=",
  "≤": "<=",
  "±": "+-",
  "“": '"',
  "”": '"',
  "’": "'",
  "▕": "[",
  "▏": "]",
  "█": "#",
  "░": ".",
  "▲": "^",
  "▼": "v",
  "÷": "/",
};

export function fitted(style: Style, text: string): string {
  if (style.unicode) return text;
  return text.replace(/[−–—…→←·×│─✓✗≥≤±“”’▕▏█░▲▼÷]/g, (symbol) => ASCII[symbol] ?? symbol);
}

/** Lines of at most `width` characters, broken between words. */
export function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
