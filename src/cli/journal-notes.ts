// What was written about the trades of these dates?

import type { TradeNote } from "../domain/journal-notes.js";
import type { Day } from "../domain/money.js";

/** Notes of the dates, and what is wrong in their files. */
export function journalNotes(
  _folder: string,
  _dates: { readonly firstDay: Day; readonly lastDay: Day },
  _zone: string,
): { readonly notes: readonly TradeNote[]; readonly faults: readonly string[] } {
  return { notes: [], faults: [] };
}
