// What does a trader say when asked about a trade?

import type { Interface } from "node:readline/promises";
import type { Day } from "../domain/money.js";
import { type Answers, wrongAnswer } from "../journal/notes/answers.js";
import type { JournalEntry } from "../journal/notes/entries.js";
import type { NotesContext } from "../journal/notes/values.js";

/** One question, one line; null: no more answers (Ctrl-D). */
export type Ask = (question: string) => Promise<string | null>;

/** Keys in the order in which a day file has them, and what is said of each. */
const QUESTIONS: readonly (readonly [key: string, hint: string])[] = [
  ["setup", "which setup"],
  ["why.technical", "the reason on the chart"],
  ["why.fundamental", "the reason in the news"],
  ["plan.stop", "planned stop, a price"],
  ["plan.target", "planned target, a price"],
  ["emotion", "before > during > after, such as calm > anxious > relieved"],
  ["mistakes", "names between commas, such as early-exit, oversize"],
  ["tags", "words of your own between commas"],
  ["grade", "A to F, for the trade and not for its result"],
];

/**
 * Asks what the note does not say yet. An empty answer leaves a key as it is; one that cannot be is explained and asked again. Mistakes
 * that were suggested are accepted with y.
 */
export async function askedNote(
  ask: Ask,
  say: (text: string) => void,
  { note }: JournalEntry,
  date: Day,
  context: NotesContext,
): Promise<Answers> {
  const keys = new Map<string, string>();
  for (const [key, hint] of QUESTIONS) {
    if (!isOpen(key, note)) continue;
    const suggested = key === "mistakes" ? (note?.mistakes.map(({ name }) => name) ?? []) : [];
    const more = suggested.length > 0 ? `${suggested.join(", ")}? y accepts, or ` : "";
    for (;;) {
      const said = await ask(`${key} (${more}${hint}): `);
      if (said === null) return { keys, prose: null };
      if (said.trim() === "") break;
      const value = suggested.length > 0 && /^y(es)?$/i.test(said.trim()) ? suggested.join(", ") : said;
      const wrong = wrongAnswer(key, value, date, context);
      if (wrong === null) {
        keys.set(key, value);
        break;
      }
      say(`  ${key} takes ${wrong.expected}`);
    }
  }
  const prose = note?.prose ? null : await ask("in your own words: ");
  return { keys, prose };
}

/** Whether it is still to be said: nothing stands there, or only what the tool suggests. */
function isOpen(key: string, note: JournalEntry["note"]): boolean {
  if (note === null) return true;
  switch (key) {
    case "why.technical":
      return note.whyTechnical === null;
    case "why.fundamental":
      return note.whyFundamental === null;
    case "plan.stop":
      return note.planStop === null;
    case "plan.target":
      return note.planTarget === null;
    case "mistakes":
      return note.mistakes.every(({ suggested }) => suggested);
    case "tags":
      return note.tags.length === 0;
    default:
      return note[key as "setup" | "emotion" | "grade"] === null;
  }
}

/** Lines from a terminal. */
export function askAt(lines: Interface, signal: AbortSignal): Ask {
  let closed = false;
  const end = new Promise<null>((resolve) => {
    lines.once("close", () => {
      closed = true;
      resolve(null);
    });
  });
  return async (question) =>
    closed ? null : await Promise.race([lines.question(question, { signal }), end]);
}
