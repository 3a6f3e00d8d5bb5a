// How do answers that were given elsewhere get into a day file?

import { Fault } from "../../domain/fault.js";
import type { Day } from "../../domain/money.js";
import { isNearHeading, tradeOfHeading } from "./headings.js";
import { lineEndOf, linesOf, visibleLine } from "./lines.js";
import { type NotesContext, TRADE_KEYS, Wrong } from "./values.js";

export interface Answers {
  /** By key of a day file: "why.technical". */
  readonly keys: ReadonlyMap<string, string>;
  readonly prose: string | null;
}

/** Keys that hold a list: what comes on is added to it. */
const LISTS: readonly string[] = ["tags", "mistakes", "shots"];

/** One line, as it would be typed. */
export const typed = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** What is wrong with a value for a key; null: nothing. */
export function wrongAnswer(key: string, text: string, date: Day, context: NotesContext): Wrong | null {
  const read = TRADE_KEYS[key]!.read(typed(text), date, context);
  return read instanceof Wrong ? read : null;
}

/**
 * The file with the answers below the heading of the trade: on the line of their key where it is still empty or only suggested, else on a
 * line of its own below the others; lists grow; prose goes behind the prose that is there. Nothing else changes.
 * @throws {Fault} E185 for a key that has another value already, unless `replace`
 */
export function answeredDay(
  text: string,
  shown: string,
  trade: string,
  { keys, prose }: Answers,
  replace: boolean,
): string {
  const end = lineEndOf(text);
  const lines = linesOf(text);
  const at = lines.findIndex((line) => tradeOfHeading(line.text) === trade);
  if (at < 0) throw new Fault("E185", `${shown} has no heading of ${trade}`, { where: shown });
  let next = lines.findIndex((line, k) => k > at && tradeOfHeading(line.text) !== null);
  if (next < 0) next = lines.length;
  let blank = at + 1;
  while (blank < next && lines[blank]!.text.trim() !== "") blank++;
  const edits: { from: number; to: number; text: string }[] = [];
  const added: string[] = [];
  for (const [key, value] of keys) {
    const place = lines.findIndex((line, k) => k > at && k < blank && keyOf(line.text) === key);
    if (place < 0) added.push(`${key}: ${typed(value)}`);
    else {
      const line = lines[place]!;
      const before = line.text.slice(line.text.indexOf(":") + 1).trim();
      const after = joined(key, before, typed(value), replace);
      if (after === null) throw hasValue(`${shown}:${place + 1}:1`, key, before, typed(value));
      if (after !== before) edits.push({ from: line.from, to: line.to, text: `${key}: ${after}` });
    }
  }
  if (added.length > 0) edits.push(inserted(text, lines[blank - 1]!.next, added, end));
  if (prose !== null && prose.trim() !== "") {
    let last = next - 1;
    while (last >= blank && lines[last]!.text.trim() === "") last--;
    const place = lines[Math.max(last, blank - 1)]!.next;
    const words = prosed(prose);
    const there = lines.slice(blank, next).map((line) => line.text);
    if (!there.some((_, k) => words.every((word, i) => there[k + i] === word)))
      edits.push(inserted(text, place, ["", ...words], end));
  }
  // Of two at one place the later one goes behind: from the back of the file, in reverse.
  return edits
    .map((edit, k) => ({ ...edit, k }))
    .sort((a, b) => b.from - a.from || b.k - a.k)
    .reduce((all, edit) => all.slice(0, edit.from) + edit.text + all.slice(edit.to), text);
}

const keyOf = (line: string): string | null => /^([^\s:]+)\s*:/.exec(line)?.[1] ?? null;

/** Null: it says something else already. */
function joined(key: string, before: string, value: string, replace: boolean): string | null {
  if (before === "") return value;
  if (before.toLowerCase() === value.toLowerCase()) return replace ? value : before;
  if (LISTS.includes(key)) {
    const parts = (text: string) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "");
    // A suggestion is settled by an answer: what was not said again goes.
    const kept = replace ? [] : parts(before).filter((part) => key !== "mistakes" || !part.endsWith("?"));
    return [...new Set([...kept, ...parts(value)])].join(", ");
  }
  return replace ? value : null;
}

function hasValue(where: string, key: string, before: string, value: string): Fault {
  return new Fault("E185", `${key} says something already`, {
    where,
    found: visibleLine(before),
    expected: `an empty ${key}, or ${visibleLine(value)}`,
    fix: ["to write over it   --replace", "or change it in the file   tickproof journal edit"],
  });
}

/** Whole lines, behind a line that may lack its end. */
function inserted(
  text: string,
  at: number,
  lines: readonly string[],
  end: string,
): { from: number; to: number; text: string } {
  const open = at > 0 && text[at - 1] !== "\n";
  return { from: at, to: at, text: `${open ? end : ""}${lines.join(end)}${end}` };
}

/** As it was said, line by line; a line that would be the heading of a trade is kept from being one. */
const prosed = (text: string): string[] =>
  text
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim()
    .split("\n")
    .map((line) => {
      const plain = line.trimEnd();
      return tradeOfHeading(plain) !== null || isNearHeading(plain) ? `\\${plain.trimStart()}` : plain;
    });
