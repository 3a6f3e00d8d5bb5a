// Do the books of a finished run hold?

import { EXIT } from "../domain/fault.js";
import { auditDocument, type DocumentAudit } from "../report/audit-document.js";
import { auditedDocument, auditText } from "../report/audit-text.js";
import type { Action } from "./commands.js";
import { namedDocument, runText } from "./document.js";

/** Replays the document of a run. Books that do not hold are no result to trust: exit code 5. */
export const audit: Action = async (call) => {
  const { out } = call;
  const { document, name } = namedDocument(call, "audit");
  const result: DocumentAudit = auditDocument(document, name);
  if (out.json) out.document(auditedDocument(result, document));
  else out.answer(auditText(result, runText(document), out.answerStyle));
  return result.ok ? EXIT.ok : EXIT.untrusted;
};
