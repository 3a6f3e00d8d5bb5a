// Where does one write about a day?

import { existsSync } from "node:fs";
import { EXIT, Fault } from "../domain/fault.js";
import { DAY_MS, type Day } from "../domain/money.js";
import { formatDay, offsetAt, parseDay, zoneOf } from "../instrument/time.js";
import { isUnwritten, readDayText, readNotes } from "../journal/notes/days.js";
import { daysOf, entriesOf, tradeNamed } from "../journal/notes/entries.js";
import { stubTrades } from "../journal/notes/stub-trades.js";
import { newDay } from "../journal/notes/sync.js";
import { onlyPlan, titleOf } from "../journal/plan-file.js";
import { lockedJournal } from "../journal/store.js";
import { writeWhole } from "../journal/write-file.js";
import { journalDocument } from "../report/journal-document.js";
import { tradeList } from "../report/journal-list.js";
import type { Action, Call } from "./commands.js";
import { editAt } from "./editor.js";
import { type OpenJournal, openJournal, updateOf, warnOf } from "./journal-open.js";

export const journalEdit: Action = async (call) => {
  const { out, signal } = call;
  const open = openJournal(call);
  const { date, trade } = placeOf(open, call);
  await lockedJournal(open.folder, () => prepareFile(open, date), signal);
  const file = readDayText(open.folder, date);
  const { day } = dayIn(open, date);
  const note =
    day?.notes.find((one) => (trade === null ? isUnwritten(one) : one.trade === trade)) ?? day?.notes[0];
  await editAt(file.path, note?.line ?? 1, process.env);
  // A planned stop may be what the risk of a trade is known by: the heading tells it.
  const edited = openJournal(call);
  await lockedJournal(open.folder, () => void stubTrades(updateOf(edited), writeWhole), signal);
  const after = dayIn(edited, date);
  const entries = entriesOf(
    edited.journal.trades.filter(
      ({ id, day: on }) => on === date || after.notes.byTrade.get(id)?.date === date,
    ),
    after.notes,
  );
  const { folder, contracts, context } = open;
  const { derived } = edited;
  const days = daysOf(entries, after.day === null ? [] : [after.day]).filter((one) => one.date === date);
  const faults = after.notes.faults.filter(({ detail }) => detail.where?.startsWith(`${file.shown}:`));
  const contents = { folder, contracts, zone: context.zone, entries, days, faults, derived };
  if (out.json) out.document(journalDocument(contents));
  else if (entries.length > 0) out.answer(tradeList(contents, out.answerStyle));
  warnOf(faults, call);
  if (faults.length > 0) out.note(`  to mend it   tickproof journal edit ${formatDay(date)}`);
  return faults.length > 0 ? EXIT.input : EXIT.ok;
};

function dayIn({ folder, context }: OpenJournal, date: Day) {
  const notes = readNotes(folder, context);
  return { notes, day: notes.days.find((one) => one.date === date) ?? null };
}

/** Headings are told anew; a day on which nothing was traded yet begins with its head: that is where a morning's plan stands. */
function prepareFile(open: OpenJournal, date: Day): void {
  stubTrades(updateOf(open), writeWhole);
  const { path } = readDayText(open.folder, date);
  if (existsSync(path)) return;
  const { accounts } = open.journal.accounts;
  const plan = onlyPlan(open.plans);
  writeWhole(
    path,
    newDay(
      date,
      accounts.length === 1 ? [accounts[0]!.name] : [],
      plan === null ? null : titleOf(plan),
      "\n",
    ),
  );
}

function placeOf(open: OpenJournal, { operands }: Call): { date: Day; trade: string | null } {
  const [word, ...more] = operands;
  if (word === undefined || more.length > 0) {
    throw new Fault("E103", "tickproof journal edit takes one day or one trade", {
      found: operands.join(" ") || "none",
      fix: ["tickproof journal edit today", "tickproof journal edit 2026-03-12"],
    });
  }
  const zone = zoneOf(open.context.zone);
  const now = Date.now();
  const today = Math.floor((now + offsetAt(zone, now)) / DAY_MS);
  if (/^today$/i.test(word)) return { date: today, trade: null };
  if (/^yesterday$/i.test(word)) return { date: today - 1, trade: null };
  const named = /^t-/i.test(word) ? tradeNamed(open.entries, word) : null;
  if (named !== null) return { date: named.note?.date ?? named.trade.day, trade: named.trade.id };
  if (/^t-/i.test(word)) {
    throw new Fault("E185", `No trade ${word}, or more than one`, {
      expected: "the id of a trade, as tickproof journal ls shows it",
      fix: ["tickproof journal ls"],
    });
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(word)) return { date: parseDay(word), trade: null };
  throw new Fault("E109", `"${word}" is no day`, {
    found: word,
    expected: "today, yesterday, a date such as 2026-03-12, or the id of a trade",
    fix: ["tickproof journal edit today"],
  });
}
