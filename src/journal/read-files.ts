// How is each of several files read, where one tells what another leaves open?

import type { Fault } from "../domain/fault.js";
import { BROKER_FORMATS, type Match } from "../importer/broker/all.js";
import type { BrokerFile, LikelyOrder, ReadHints } from "../importer/broker/format.js";
import { isDateOrderFault } from "../importer/choices.js";
import { shownText } from "../importer/row-faults.js";
import type { ReadFile } from "./import.js";
import type { ImportRecord } from "./store.js";

export interface OpenedFile {
  readonly file: BrokerFile;
  readonly match: Match;
}

/**
 * In the order in which they were given. Whether 3/4 is in March or in April a file of one day may not tell: then it is read as other
 * files of its broker are, of this import or of one before, for they come from the same platform; where there are none, as the platform is
 * known to write. Where none tells, or two contradict one another, it is asked.
 */
export function readFiles(
  opened: readonly OpenedFile[],
  hints: ReadHints,
  imports: readonly Pick<ImportRecord, "format" | "dateOrder" | "name">[],
): ReadFile[] {
  const read = new Map<OpenedFile, ReadFile>();
  const unsure: { readonly one: OpenedFile; readonly fault: Fault }[] = [];
  const readAs = (one: OpenedFile, own: ReadHints): void => {
    const { file, match } = one;
    read.set(one, { file, match, hints, read: match.format.read(file, match.found, own) });
  };
  for (const one of opened) {
    try {
      readAs(one, hints);
    } catch (error) {
      if (!isDateOrderFault(error)) throw error;
      unsure.push({ one, fault: error });
    }
  }
  const sure = [...read.values()];
  for (const { one, fault } of unsure) {
    const { broker, writes = null } = one.match.format;
    const likely = likelyOf(broker, sure, imports);
    if (likely === "contradicting") throw fault;
    if (likely === null && writes === null) throw fault;
    readAs(one, { ...hints, likely: likely ?? writes });
  }
  return opened.map((one) => read.get(one)!);
}

const brokerOf = ({ format }: Pick<ImportRecord, "format">): string | undefined =>
  BROKER_FORMATS.find(({ id }) => id === format)?.broker;

/** Files of this import first, then the last one before; null where none tells. */
function likelyOf(
  broker: string,
  beside: readonly ReadFile[],
  imports: Parameters<typeof readFiles>[2],
): LikelyOrder | "contradicting" | null {
  const own = beside.flatMap(({ file, match, read: { dateOrder } }) =>
    match.format.broker === broker && dateOrder !== null ? [{ order: dateOrder, name: file.name }] : [],
  );
  if (own.some(({ order }) => order !== own[0]!.order)) return "contradicting";
  const before = imports.findLast((one) => one.dateOrder !== null && brokerOf(one) === broker);
  const found = own[0] ?? (before && { order: before.dateOrder!, name: before.name });
  return found === undefined ? null : { order: found.order, as: `${shownText(found.name, 60)} has them` };
}
