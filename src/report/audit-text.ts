// How does an audit read, for people and for programs?

import type { z } from "zod";
import type { Disagreement } from "../accountant/audit.js";
import type { DocumentAudit } from "./audit-document.js";
import type { auditSchema } from "./audit-schema.js";
import { countText, plural } from "./format.js";
import type { RunDocument } from "./json.js";
import { paint, type TextStyle } from "./text-style.js";

export type AuditDocument = z.infer<typeof auditSchema>;

/** Lines of further disagreements that are shown. */
const SHOWN = 5;

/** `what` says which run: "ema-trend on MES, 2025-03-02 to 2025-05-30". */
export function auditText(audit: DocumentAudit, what: string, style: TextStyle): string {
  const { ok, checked, postings, disagreeing, first, problems, altered } = audit;
  const line = (label: string, text: string): string =>
    style.tsv ? `${label}\t${text}` : `  ${label.padEnd(10)} ${text}`;
  const counts = [
    line("postings", `${countText(postings)}, replayed in decimals`),
    line("figures", `${countText(checked)} compared, each to the micro-dollar`),
  ];
  if (ok) {
    return [
      line("audit", `${what}: the books hold`),
      ...counts,
      line("seal", "the document is as it was written"),
    ].join("\n");
  }
  const others = problems.slice(1, 1 + SHOWN).map((problem) => line("also", problem));
  const more = disagreeing - 1 - others.length;
  return [
    paint(style, "red", line("audit", `${what}: the books do not hold`)),
    ...(first === null ? [] : firstLines(first, line)),
    ...others,
    ...(more > 0 ? [line("also", `${plural(more, "figure")} more`)] : []),
    ...(altered.length === 0 ? [] : [line("altered", alteredText(altered))]),
    ...counts,
  ].join("\n");
}

type Line = (label: string, text: string) => string;

function firstLines({ posting, date, kind, run, replay }: Disagreement, line: Line): string[] {
  const where = date === null ? "" : ` of ${date}`;
  return [
    line("first", `posting ${countText(posting)}${where}, ${kind}`),
    line("run", run),
    line("replay", replay),
  ];
}

function alteredText(altered: readonly string[]): string {
  const more = altered.length - 10;
  return `${altered.slice(0, 10).join(", ")}${more > 0 ? ` and ${more} more` : ""}: not as Tickproof wrote it`;
}

/** `tickproof.audit/1`, described by docs/schema/audit.schema.json. */
export function auditedDocument(audit: DocumentAudit, { fingerprint, inputs }: RunDocument): AuditDocument {
  const { ok, postings, checked, disagreeing, first, problems, altered } = audit;
  return {
    schema: "tickproof.audit/1",
    ok,
    fingerprint,
    strategy: inputs.strategy.name,
    instrument: inputs.contract.symbol,
    postings,
    checked,
    disagreeing,
    first: first && { ...first },
    problems: [...problems],
    altered: [...altered],
  };
}
