// How is text from outside shown so that nothing hides in it?

/** What nearly every text is made of, and nothing in it to hide. */
const PLAIN = /^[ -~]*$/;

/** Control characters and direction marks as U+FFFD; tab and line feed stay. Lone surrogates cannot be written at all. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(/\p{Cc}|\p{Cs}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (character) =>
    character === "\t" || character === "\n" ? character : "\uFFFD",
  );
}

/** On one line as well: what stands in a terminal's table. */
export const oneLine = (text: string): string => visible(text).replace(/[\t\n]+/g, " ");
