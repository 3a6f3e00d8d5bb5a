// What does --policy say?

import type { FaultKind, Policy, PolicyAction } from "../domain/findings.js";
import { forAll, isAction, policyIssue } from "../importer/policy.js";
import { type Reader, words, wrongValue } from "./values.js";

export interface PolicyWord {
  /** Null: all kinds. */
  readonly kind: FaultKind | null;
  readonly action: PolicyAction;
}

/** "off-grid=repair", "reject", or several separated by commas. */
export const policyWords: Reader<readonly PolicyWord[]> = (text, where) =>
  words(text, where).map((word) => {
    const [, kind, action] = /^([^=\s]+)\s*=\s*(\S+)$/.exec(word.toLowerCase()) ?? [];
    if (kind === undefined || action === undefined) {
      if (isAction(word.toLowerCase())) return { kind: null, action: word.toLowerCase() as PolicyAction };
      throw wrongValue(where, word, "KIND=ACTION such as off-grid=repair, or refuse, reject, repair, keep");
    }
    const issue = policyIssue(kind, action);
    if (issue !== null) throw wrongValue(where, word, issue.expected, issue.fix);
    return { kind: kind as FaultKind, action: action as PolicyAction };
  });

/** What was said, in the order in which it was said: the later word wins, and a kind wins over all kinds. */
export function policyOf(said: readonly (readonly PolicyWord[])[]): Policy | undefined {
  const all = said.flat();
  const general = all.findLast(({ kind }) => kind === null)?.action;
  const named = all.flatMap(({ kind, action }) => (kind === null ? [] : [[kind, action] as const]));
  if (named.length === 0) return general;
  return { ...(general === undefined ? {} : forAll(general)), ...Object.fromEntries(named) };
}
