// What was traded, and what was said of it?

import { EXIT, Fault } from "../domain/fault.js";
import { journalDocument } from "../report/journal-document.js";
import { dayList, tradeList } from "../report/journal-list.js";
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
  const open = openJournal(call);
  const contents = askedFor(open, call);
  if (out.json) out.document(journalDocument(contents));
  else {
    const text = values.days ? dayList(contents, out.answerStyle) : tradeList(contents, out.answerStyle);
    if (text !== "") out.answer(text);
    hintOf(open, call);
  }
  warnOf(contents.faults, call);
  return contents.faults.length > 0 ? EXIT.input : EXIT.ok;
};
