// How does text become HTML that no name in it can break?

import { visible } from "./visible.js";

/** Finished markup. Only `html` makes it, so a string that came from a user can never pass for it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[];

/**
 * Escapes every value, for text and for quoted attributes alike; `Html` and lists of it pass, and what is
 * missing (null, undefined, false) leaves nothing behind. Attributes in templates are always in double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = parts[0]!;
  for (let i = 0; i < values.length; i++) markup += markupOf(values[i]) + parts[i + 1]!;
  return new Html(markup);
}

export const NOTHING = new Html("");

function markupOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Html) return value.toString();
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  return value.map(markupOf).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/**
 * Also replaces what would be invisible but not harmless: control characters, and the marks that turn the reading
 * direction, with which a file name could show itself backwards.
 */
export function escapeText(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);
}
