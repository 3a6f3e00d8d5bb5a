// How does text become Markdown that no name in it can break?

import { oneLine } from "./visible.js";

/** What Markdown, tables, math, mentions, emoji and links of a forge are made of. */
const SPECIAL = /[&<>|\\`*_[\](){}~@:$#!"'^=+]/g;

/**
 * On one line, as itself: what would be markup is written as a character reference, which is text wherever it stands. A mark behind
 * the @ keeps a name from being called.
 */
export const markdownText = (text: string): string =>
  oneLine(text)
    .replace(SPECIAL, (character) => `&#${character.codePointAt(0)};${character === "@" ? "<!-- -->" : ""}`)
    .replace(/(?<=https?|www|ftp|mailto)(?=[&.])/gi, "<!-- -->");

/** In Markdown's own code everything stands as itself but what ends the code, or a cell of a table. */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  return /^[^`|\s]$|^[^`|\s][^`|]*[^`|\s]$/.test(line) ? `\`${line}\`` : `<code>${markdownText(text)}</code>`;
}

/** A block whose text is shown as it is, whatever fences stand in it. */
export function markdownBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

export const markdownTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export const bytesOf = (text: string): number => Buffer.byteLength(text);
