// Does the document of a run still hold, figure by figure?

import { type Audit, auditBooked } from "../accountant/audit.js";
import { altered } from "./integrity.js";
import type { RunDocument } from "./json.js";
import { booksOfDocument } from "./restore.js";

/** An audit of a document: what a replay proves wrong, and what else is not as it was written. */
export interface DocumentAudit extends Audit {
  /** Sections and rows that are not what their seal says: "trades[17]". No replay can compute all that stands in them. */
  readonly altered: readonly string[];
}

/**
 * Replays the logs of a document in decimal arithmetic, then looks at its seal. `name` is shown in faults.
 *
 * @throws Fault E393, E211 a document that cannot be
 */
export function auditDocument(document: RunDocument, name: string): DocumentAudit {
  const { booked, costsOf } = booksOfDocument(document, name);
  const audit = auditBooked(booked, costsOf);
  const changed = altered(document, document.integrity as Parameters<typeof altered>[1]);
  return { ...audit, ok: audit.ok && changed.length === 0, altered: changed };
}
