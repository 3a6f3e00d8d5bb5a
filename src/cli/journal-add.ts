// How does what a trader says get below the heading of a trade?

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline/promises";
import { EXIT, Fault } from "../domain/fault.js";
import { type Answers, answeredDay, wrongAnswer } from "../journal/notes/answers.js";
import { fileOfTrade } from "../journal/notes/days.js";
import { daysOf, type JournalEntry, tradeNamed } from "../journal/notes/entries.js";
import { cleanPicture, type Picture } from "../journal/notes/picture.js";
import { keptShot } from "../journal/notes/shots.js";
import { changedAgain, stubTrades, writeIfSame } from "../journal/notes/stub-trades.js";
import { lockedJournal } from "../journal/store.js";
import { writeWhole } from "../journal/write-file.js";
import { journalDocument } from "../report/journal-document.js";
import { tradeList } from "../report/journal-list.js";
import type { Action, Call } from "./commands.js";
import { askAt, askedNote } from "./journal-ask.js";
import { type OpenJournal, openJournal, updateOf, warnOf } from "./journal-open.js";

/** Settings by the key that they fill. */
const KEYS = {
  setup: "setup",
  "why.technical": "whyTechnical",
  "why.fundamental": "whyFundamental",
  "plan.stop": "planStop",
  "plan.target": "planTarget",
  emotion: "emotion",
  mistakes: "mistakes",
  tags: "tags",
  grade: "grade",
  signal: "signal",
} as const;

export const journalAdd: Action = async (call) => {
  const { values, out, signal } = call;
  const open = openJournal(call);
  const told = toldBy(call);
  const isTold = told.keys.size > 0 || told.prose !== null || values.shot !== null;
  const entry = chosen(open, isTold, call);
  const { id, day } = entry.trade;
  const date = entry.note?.date ?? day;
  for (const [key, text] of told.keys) {
    const wrong = wrongAnswer(key, text, date, open.context);
    if (wrong !== null) {
      throw new Fault("E185", `${key} cannot be "${wrong.found}"`, { found: text, expected: wrong.expected });
    }
  }
  const picture = values.shot === null ? null : await pictureAt(values.shot);
  const answers = isTold ? told : await asked(open, entry, call);
  if (answers.keys.size > 0 || (answers.prose ?? "").trim() !== "" || picture !== null) {
    await lockedJournal(open.folder, () => put(call, open, entry, answers, picture), signal);
  } else out.note("  nothing was said, nothing was written");
  show(call, id);
  return EXIT.ok;
};

function toldBy({ values }: Call): Answers {
  const keys = new Map<string, string>();
  for (const [key, name] of Object.entries(KEYS)) {
    const value = values[name];
    if (value !== null) keys.set(key, typeof value === "string" ? value : value.join(", "));
  }
  return { keys, prose: values.note };
}

/** The trade that is named; else, where there is somebody to ask, the first without notes. */
function chosen(open: OpenJournal, isTold: boolean, { operands, values }: Call): JournalEntry {
  const named = [...operands, ...(values.trade === null ? [] : [values.trade])];
  const empty = open.entries.filter(({ state }) => state !== "written");
  const ways = (empty.length > 0 ? empty : open.entries)
    .slice(0, 3)
    .map(({ trade }) => `tickproof journal add ${trade.id}`);
  if (named.length > 1) {
    throw new Fault("E103", "tickproof journal add takes one trade", { found: named.join(" "), fix: ways });
  }
  if (named.length === 0 && !isTold && empty.length > 0) return empty[0]!;
  const found = named.length === 1 ? tradeNamed(open.entries, named[0]!) : null;
  if (found !== null) return found;
  if (open.entries.length === 0) {
    throw new Fault("E185", "The journal has no trades yet", {
      where: open.folder,
      fix: ["tickproof journal import FILE"],
    });
  }
  const several =
    named.length === 1 && open.entries.filter(({ trade }) => trade.id.includes(named[0]!)).length > 1;
  throw new Fault(
    "E185",
    named.length === 0 ? "Which trade?" : `${several ? "More than one" : "No"} trade ${named[0]}`,
    {
      expected: "the id of a trade, as tickproof journal ls shows it, or the beginning of it",
      fix: ways,
    },
  );
}

async function pictureAt(path: string): Promise<Picture> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Fault("E185", `Cannot read the screenshot ${path}`, {
      where: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
  return await cleanPicture(bytes, basename(path));
}

async function asked(
  { context, contracts, folder, derived }: OpenJournal,
  entry: JournalEntry,
  call: Call,
): Promise<Answers> {
  const { out, signal } = call;
  if (!process.stdin.isTTY || !process.stderr.isTTY || out.json) {
    throw new Fault("E188", "Nothing to add, and nobody to ask", {
      found: out.json ? "--json" : "no terminal",
      expected: "flags that say something, or a terminal to ask in",
      fix: [`tickproof journal add ${entry.trade.id} --setup NAME --emotion calm --note 'words'`],
    });
  }
  const contents = {
    folder,
    zone: context.zone,
    entries: [entry],
    days: [],
    faults: [],
    contracts,
    derived,
  };
  out.note(tradeList(contents, { ...out.noteStyle, tsv: false }));
  out.note("  Enter leaves a key as it is, Ctrl-D ends; nothing is written before the last answer\n");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const date = entry.note?.date ?? entry.trade.day;
    return await askedNote(askAt(lines, signal), (text) => out.note(text), entry, date, context);
  } finally {
    lines.close();
  }
}

const MOST_TRIES = 5;

/** Under the lock: the heading is made where there is none yet, and the file is read again where somebody saved it meanwhile. */
function put(
  call: Call,
  open: OpenJournal,
  { trade: { id, day } }: JournalEntry,
  answers: Answers,
  picture: Picture | null,
): void {
  if (fileOfTrade(open.folder, id, day) === null) stubTrades(updateOf(open), writeWhole);
  const keys = new Map(answers.keys);
  if (picture !== null) keys.set("shots", keptShot(open.folder, day, picture, writeWhole));
  for (let tries = 0; ; tries++) {
    const file = fileOfTrade(open.folder, id, day)!;
    const after = answeredDay(file.text ?? "", file.shown, id, { ...answers, keys }, call.values.replace);
    if (after === file.text || writeIfSame({ file, after }, writeWhole)) break;
    if (tries >= MOST_TRIES) throw changedAgain(file);
  }
  // A planned stop may be what the risk of a trade is known by: the heading tells it.
  if (keys.has("plan.stop")) stubTrades(updateOf(openJournal(call)), writeWhole);
}

function show(call: Call, id: string): void {
  const { out } = call;
  const open = openJournal(call);
  const entries = open.entries.filter(({ trade }) => trade.id === id);
  const { folder, contracts, notes, context, derived } = open;
  const dates = new Set(entries.map(({ trade }) => trade.day));
  const days = daysOf(
    entries,
    notes.days.filter(({ date }) => dates.has(date)),
  );
  const contents = { folder, contracts, zone: context.zone, entries, days, faults: notes.faults, derived };
  if (out.json) out.document(journalDocument(contents));
  else out.answer(tradeList(contents, out.answerStyle));
  warnOf(notes.faults, call);
}
