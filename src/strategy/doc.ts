// What does a strategy say about itself?

/** The doc comment over the default export as plain text, paragraphs kept; empty where there is none. */
export function docOf(source: string): string {
  const name = /export\s+default\s+([\w$]+)\s*;|export\s*\{[^}]*?([\w$]+)\s+as\s+default/.exec(source);
  const target = name
    ? `(?:abstract\\s+)?class\\s+${(name[1] ?? name[2])!.replaceAll("$", "\\$")}\\b`
    : "export\\s+default\\b";
  const comment = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*(?=${target})`).exec(source)?.[1] ?? "";
  return comment
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}
