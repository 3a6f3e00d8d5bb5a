// What was traded, and what was said of it?

import { EXIT, Fault } from "../domain/fault.js";
import { closingsOf } from "../journal/lots.js";
import { journalDocument } from "../report/journal-document.js";
import { dayList, exitList, tradeList } from "../report/journal-list.js";
import type { Action } from "./commands.js";
import { askedFor, hintOf, openJournal, warnOf } from "./journal-open.js";

export const journalLs: Action = async (call) => {
  const { operands, values, out } = call;
  if (operands.length > 0) {
    throw new Fault("E103", "tickproof journal ls lists trades by its flags", {
      found: operands.join(" "),
      fix: ["tickproof journal ls --from 2026-03 --setup opening-range-break", "tickproof journal ls --days"],
    });
  }
  if (values.days && values.lots !== null) {
    throw new Fault("E105", "--days and --lots are two lists", {
      found: `--days --lots ${values.lots}`,
      fix: ["tickproof journal ls --days", `tickproof journal ls --lots ${values.lots}`],
    });
  }
  const open = openJournal(call);
  const contents = askedFor(open, call);
  const { lots: matched } = values;
  const lots = matched && {
    matched,
    closings: contents.entries
      .flatMap(({ trade }) => closingsOf(trade, open.journal, open.contracts, matched))
      .sort((a, b) => a.time - b.time),
  };
  if (out.json) out.document(journalDocument(contents, lots));
  else {
    const list = lots !== null ? exitList(contents, lots, out.answerStyle) : null;
    const text =
      list ?? (values.days ? dayList(contents, out.answerStyle) : tradeList(contents, out.answerStyle));
    if (text !== "") out.answer(text);
    hintOf(open, call);
  }
  warnOf(contents.faults, call);
  return contents.faults.length > 0 ? EXIT.input : EXIT.ok;
};
