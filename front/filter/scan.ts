// Where in the text are the values of a term?

/** A value as it was meant: without its quotes. */
export interface Token {
  readonly text: string;
  /** Where it stands, quotes included. */
  readonly at: number;
  readonly length: number;
}

interface Values {
  readonly tokens: readonly Token[];
  /** Behind the last of them. */
  readonly end: number;
  readonly fault: { readonly at: number; readonly length: number; readonly message: string } | null;
}

/** Values with commas between them, up to a blank that is not inside quotes. */
export function readValues(text: string, from: number): Values {
  const tokens: Token[] = [];
  let fault: Values["fault"] = null;
  let wanted = true;
  let at = from;
  for (; at < text.length && !/\s/.test(text[at]!); ) {
    if (text[at] === ",") {
      if (wanted) fault ??= { at, length: 1, message: "A value is missing before this comma." };
      wanted = true;
      at++;
      continue;
    }
    if (!wanted) fault ??= { at, length: 1, message: "A comma or a blank is missing before this." };
    const token = text[at] === '"' ? quoted(text, at) : plain(text, at);
    if (token === null) {
      const open = { at, length: text.length - at, message: "The closing quote is missing." };
      return { tokens, end: text.length, fault: open };
    }
    tokens.push(token);
    wanted = false;
    at += token.length;
  }
  if (wanted && tokens.length > 0)
    fault ??= { at: at - 1, length: 1, message: "A value is missing after this comma." };
  return { tokens, end: at, fault };
}

function plain(text: string, at: number): Token {
  const [found] = /^[^\s,]+/.exec(text.slice(at))!;
  return { text: found, at, length: found.length };
}

/** A backslash keeps a quote or a backslash from its meaning. */
function quoted(text: string, at: number): Token | null {
  const found = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text.slice(at));
  return found === null
    ? null
    : { text: found[1]!.replace(/\\([\s\S])/g, "$1"), at, length: found[0].length };
}
