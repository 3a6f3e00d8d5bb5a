// In which order are fills booked?

import type { JournalFill } from "../domain/journal.js";

/** By time, then id, then place in the file: the same order however the files were cut and imported. */
export function compareFills(a: JournalFill, b: JournalFill): number {
  return (
    a.time - b.time ||
    compareIds(a.id, b.id) ||
    compareTexts(a.part ?? "", b.part ?? "") ||
    compareTexts(a.source.file, b.source.file) ||
    a.source.line - b.source.line
  );
}

/** Ids that are numbers count up, whatever their length; others go by their signs. */
export function compareIds(a: string, b: string): number {
  const numbers = /^\d+$/.test(a) && /^\d+$/.test(b);
  if (!numbers) return compareTexts(a, b);
  const [x, y] = [a.replace(/^0+(?=\d)/, ""), b.replace(/^0+(?=\d)/, "")];
  return x.length - y.length || compareTexts(x, y);
}

/** By code unit: no locale has a say. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
