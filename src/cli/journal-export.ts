// How does a journal leave for a spreadsheet, a page or another program?

import { EXIT, Fault } from "../domain/fault.js";
import { readStored } from "../journal/store.js";
import { journalDocument } from "../report/journal-document.js";
import { fillsCsv, journalCsv, journalMarkdown } from "../report/journal-export.js";
import { visible } from "../report/visible.js";
import { writeFileSafely } from "../report/write.js";
import type { Action, Call } from "./commands.js";
import { insideOf, journalBars } from "./journal-bars.js";
import { askedFor, type OpenJournal, openJournal, warnOf } from "./journal-open.js";
import { knownContracts } from "./known-contracts.js";

export const journalExport: Action = async (call) => {
  const { operands, values, out } = call;
  if (operands.length > 0) {
    throw new Fault("E103", "tickproof journal export takes flags only", {
      found: operands.join(" "),
      fix: [`tickproof journal export --out ${operands[0]}`],
    });
  }
  const open = await openWithBars(call);
  const contents = askedFor(open, call);
  const text = out.json ? `${JSON.stringify(journalDocument(contents))}\n` : textOf(open, contents, call);
  if (values.out !== null) {
    writeFileSafely(values.out, text);
    out.note(`  wrote ${values.out}   ${contents.entries.length} trades`);
    if (out.json) process.stdout.write(text);
  } else process.stdout.write(process.stdout.isTTY ? visible(text.replaceAll("\r\n", "\n")) : text);
  warnOf(contents.faults, call);
  return contents.faults.length > 0 ? EXIT.input : EXIT.ok;
};

/** Bars in which the fills did not trade are of something else, and count for nothing. */
async function openWithBars(call: Call): Promise<OpenJournal> {
  const stored = readStored(call.values.journal);
  const contracts = knownContracts(call.config);
  const named = new Map(
    stored.fills.map(({ root, contract: month }) => [month, { root, month, contract: contracts.get(root) }]),
  );
  const bars = await journalBars([...named.values()], call);
  return openJournal(call, { stored, barsOf: insideOf(stored.fills, bars, contracts).of });
}

function textOf({ journal }: OpenJournal, contents: ReturnType<typeof askedFor>, { values }: Call): string {
  if (values.exportAs === "markdown") return journalMarkdown(contents);
  if (values.exportAs === "csv") return journalCsv(contents);
  const places = contents.entries.flatMap(({ trade }) => trade.fills);
  const fills = [...new Set(places)].sort((a, b) => a - b).map((place) => journal.fills[place]!);
  return fillsCsv(fills, contents.contracts);
}
