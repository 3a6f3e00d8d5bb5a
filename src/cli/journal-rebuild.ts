// Is the journal the same, made again from the brokers' files?

import { EXIT, Fault } from "../domain/fault.js";
import { accountsIn } from "../journal/journal.js";
import { plansIn } from "../journal/plan-file.js";
import { rebuilt } from "../journal/rebuild.js";
import { NOTHING_STORED, readImports, readStored, replaceDerived, type Stored } from "../journal/store.js";
import type { Action, Call } from "./commands.js";
import { showImport } from "./journal-shown.js";
import { knownContracts } from "./known-contracts.js";

export const journalRebuild: Action = async (call) => {
  const { operands, values, signal, config } = call;
  if (operands.length > 0) {
    throw new Fault("E103", "tickproof journal rebuild takes no files", {
      found: operands.join(" "),
      fix: ["tickproof journal rebuild", `tickproof journal import ${operands.join(" ")}`],
    });
  }
  const folder = values.journal;
  plansIn(folder); // a mistake in it is told while nothing has happened yet
  const imports = readImports(folder);
  const terms = { contracts: knownContracts(config), accounts: accountsIn(folder) };
  const { account, tz, acceptPartial } = values;
  const done = await rebuilt(folder, imports, {
    ...terms,
    account,
    tz,
    acceptPartial,
    now: Date.now(),
    barsOf: () => null,
  });
  if (done.files.length === 0) {
    throw new Fault("E300", `There is nothing to rebuild ${folder} from`, {
      where: folder,
      found: "no brokers' files in raw/",
      fix: ["tickproof journal import FILE", "or another journal   --journal FOLDER"],
    });
  }
  // What was settled when files came stays in the list of imports, word for word.
  const additions = { ...done.additions, ...(imports.length > 0 && { imports: [] }) };
  const before = storedBefore(call);
  if (!values.dryRun) {
    await replaceDerived(
      folder,
      (now) => {
        if (JSON.stringify(now.imports) === JSON.stringify(imports)) return additions;
        throw new Fault("E103", "Another import came in meanwhile", {
          where: folder,
          why: "Nothing was written.",
          fix: ["tickproof journal rebuild"],
        });
      },
      signal,
    );
  }
  const after = { ...done.additions, imports: imports.length > 0 ? imports : done.additions.imports };
  await showImport({ files: done.files, additions }, before, after, null, terms, call);
  return EXIT.ok;
};

/** A journal that is damaged is what is to be rebuilt: nothing is known of its trades then. */
function storedBefore({ values }: Call): Stored {
  try {
    return readStored(values.journal);
  } catch (error) {
    if (error instanceof Fault && error.code === "E315") return NOTHING_STORED;
    throw error;
  }
}
