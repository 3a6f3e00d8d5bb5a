// What of a regress is known already?

import { existsSync } from "node:fs";
import type { CaseResult } from "../domain/regress.js";
import { bareResult } from "../regress/bare-result.js";
import { keptResult } from "../regress/kept.js";
import { exitOfAll } from "../regress/verdict.js";
import { regressDocument } from "../report/regress-document.js";
import { regressText } from "../report/regress-text.js";
import type { Call } from "./commands.js";
import { nowMs } from "./elapsed.js";
import { type Cases, casesOf } from "./regress-cases.js";
import { keyOf } from "./regress-key.js";
import { INDEX_PAGE, inCi, leavesFiles, REGRESS_FOLDER } from "./regress-words.js";

/** Of each case that was asked for, where all of what it was made of is as it was; null where it has to be run. */
export function keptResults(cases: Cases, call: Call, ci: boolean): (CaseResult | null)[] {
  const { fresh, update, cache } = call.values;
  if (fresh || update || !cache) return cases.names.map(() => null);
  const key = keyOf(call, ci);
  return cases.names.map((name) => keptResult(REGRESS_FOLDER, name, key));
}

/** With the baselines that have no case any more. */
export const withObsolete = (results: readonly CaseResult[], { obsolete }: Cases): CaseResult[] => [
  ...results,
  ...obsolete.map((name) =>
    bareResult(name, "obsolete", { headline: "no case.toml: remove it with --update --prune" }),
  ),
];

/** Then there is no page to show, and one of a round before would say otherwise. */
export const nothingDiffers = (all: readonly CaseResult[]): boolean =>
  all.every(({ outputs, fault, finding }) => outputs.length === 0 && fault === null && finding === null);

/**
 * The whole answer where it is known already, with all that is left on disk as it is to be; the exit code. Null where anything has to be
 * run or written: nothing has been printed then.
 */
export function keptAnswer(call: Call): number | null {
  const { values, out, operands } = call;
  const { watch, update, prune, reason, dryRun, expect } = values;
  if (watch || update || prune || reason !== null || dryRun || leavesFiles(call, process.env)) return null;
  const ci = inCi(process.env);
  const started = nowMs();
  const cases = casesOf(call);
  const kept = keptResults(cases, call, ci);
  const results = kept.filter((result) => result !== null);
  if (results.length < kept.length) return null;
  const all = withObsolete(results, cases);
  const there = existsSync(INDEX_PAGE);
  const same = nothingDiffers(all);
  if (same ? there && operands.length === 0 : !there) return null;
  const report = same ? null : INDEX_PAGE;
  if (out.json) out.document(regressDocument(all, { accepted: [], removed: [] }, expect, ci));
  else {
    const seconds = (nowMs() - started) / 1000;
    out.answer(regressText(all, { seconds, report, ci, accepted: [] }, out.answerStyle));
  }
  return exitOfAll(all, ci);
}
