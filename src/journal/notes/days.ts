// What stands in the folder of day files, and has it changed since it was read?

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "../../domain/fault.js";
import type { DayFile, TradeNote } from "../../domain/journal-notes.js";
import type { Day } from "../../domain/money.js";
import { formatDay } from "../../instrument/time.js";
import { dayNamed } from "../day-text.js";
import { tradeOfHeading } from "./headings.js";
import { linesOf, visibleLine } from "./lines.js";
import { readDay } from "./read-day.js";
import type { NotesContext } from "./values.js";

export interface DayText {
  readonly date: Day;
  readonly path: string;
  /** What messages call it: "days/2026-03-12.md". */
  readonly shown: string;
  /** Null: there is no such file yet. */
  readonly text: string | null;
}

export const dayPath = (folder: string, date: Day): string => join(folder, "days", `${formatDay(date)}.md`);

/** All files named by a day, oldest first; and the Markdown files there that are not. @throws {Fault} E348 */
export function readDayTexts(folder: string): { files: readonly DayText[]; odd: readonly string[] } {
  const files: DayText[] = [];
  const odd: string[] = [];
  for (const name of namesIn(join(folder, "days"))) {
    if (!name.endsWith(".md") || name.startsWith(".")) continue;
    const date = dayNamed(name.slice(0, -".md".length));
    if (date === null) odd.push(`days/${visibleLine(name)}`);
    else files.push(readDayText(folder, date));
  }
  return { files, odd };
}

export function readDayText(folder: string, date: Day): DayText {
  const path = dayPath(folder, date);
  const shown = `days/${formatDay(date)}.md`;
  return { date, path, shown, text: textAt(path, shown) };
}

/** Where the heading of a trade stands now: the day of the trade first, where one looks for it. */
export function fileOfTrade(folder: string, trade: string, day: Day): DayText | null {
  const holds = ({ text }: DayText): boolean =>
    linesOf(text ?? "").some((line) => tradeOfHeading(line.text) === trade);
  const likely = readDayText(folder, day);
  return holds(likely) ? likely : (readDayTexts(folder).files.find(holds) ?? null);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw unreadable("days/", error);
  }
}

/** As it is on the disk now. What is no UTF-8 would come back as other bytes, so it is refused. */
export function textAt(path: string, shown: string): string | null {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw unreadable(shown, error);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault("E348", `${shown} is not UTF-8`, {
      where: `${shown}:${lineOfBadByte(bytes)}:1`,
      expected: "text in UTF-8, as editors save it when they are asked for nothing else",
      why: "Written back, the characters of another encoding would be lost. The file was not touched.",
      fix: ["save it as UTF-8 in your editor"],
    });
  }
}

/** The first line that cannot be decoded on its own: no character of UTF-8 has a line feed inside. */
function lineOfBadByte(bytes: Uint8Array): number {
  const strict = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const feed = bytes.indexOf(10, from);
    const next = feed < 0 ? bytes.length : feed + 1;
    try {
      strict.decode(bytes.subarray(from, next));
    } catch {
      return line;
    }
    from = next;
  }
  return line;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

const unreadable = (shown: string, error: unknown): Fault =>
  new Fault("E348", `${shown} cannot be read`, {
    where: shown,
    found: error instanceof Error ? error.message : String(error),
    expected: "files that you may read",
  });

/** All that was written by hand. */
export interface Notes {
  readonly days: readonly DayFile[];
  /** By trade; of a trade that stands in two files the first one. */
  readonly byTrade: ReadonlyMap<string, TradeNote>;
  readonly faults: readonly Fault[];
}

/** Every fault of every file is told; what is right is read all the same. */
export function readNotes(folder: string, context: NotesContext): Notes {
  const { files, odd } = readDayTexts(folder);
  const faults: Fault[] = odd.map(
    (shown) =>
      new Fault("E348", `${shown} is not called by a day`, {
        where: shown,
        expected: "a name such as 2026-03-12.md",
        why: "What stands in it is not read.",
        fix: ["rename it, or move it out of days/"],
      }),
  );
  const days: DayFile[] = [];
  const byTrade = new Map<string, TradeNote>();
  for (const { text, shown, date } of files) {
    const read = readDay(text ?? "", shown, date, context);
    days.push(read.day);
    faults.push(...read.faults);
    for (const note of read.day.notes) {
      const first = byTrade.get(note.trade);
      if (first === undefined) byTrade.set(note.trade, note);
      else if (first.date !== date) {
        faults.push(
          new Fault("E347", `Trade ${note.trade} stands in two files`, {
            where: `${shown}:${note.line}:4`,
            expected: `one heading for a trade; the other one is days/${formatDay(first.date)}.md:${first.line}`,
          }),
        );
      }
    }
  }
  return { days, byTrade, faults };
}

/** Prices of `plan.stop`, for the risk of trades whose stop order nobody knows. */
export const plannedStopsOf = ({ byTrade }: Notes): ReadonlyMap<string, string> =>
  new Map(
    [...byTrade.values()].flatMap(({ trade, planStop }) => (planStop === null ? [] : [[trade, planStop]])),
  );

/** Nothing was said of the trade yet: keys are empty or hold suggestions, and there is no prose. */
export const isUnwritten = (note: TradeNote): boolean =>
  note.prose === "" &&
  note.mistakes.every(({ suggested }) => suggested) &&
  Object.keys(note.extra).length === 0 &&
  note.tags.length === 0 &&
  note.shots.length === 0 &&
  [note.setup, note.whyTechnical, note.whyFundamental, note.planStop, note.planTarget].every(
    (one) => one === null,
  ) &&
  [note.emotion, note.grade, note.signal].every((one) => one === null);
