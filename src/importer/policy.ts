// What is to be done about each kind of fault?

import { didYouMean, Fault } from "../domain/fault.js";
import {
  FAULT_KINDS,
  type FaultKind,
  POLICY_ACTIONS,
  POSSIBLE,
  type Policies,
  type Policy,
  type PolicyAction,
} from "../domain/findings.js";

/** Why this is no policy, or null. */
export interface PolicyIssue {
  readonly found: string;
  readonly expected: string;
  readonly fix: readonly string[];
}

export const isAction = (text: string): text is PolicyAction =>
  POLICY_ACTIONS.some((action) => action === text);
const isKind = (text: string): text is FaultKind => FAULT_KINDS.some((kind) => kind === text);

export function policyIssue(kind: string, action: string): PolicyIssue | null {
  const said = (one: string, done: string) => `${one}=${done}`;
  if (!isKind(kind)) {
    const near = didYouMean(kind, FAULT_KINDS);
    return {
      found: said(kind, action),
      expected: near === undefined ? `a kind: ${FAULT_KINDS.join(", ")}` : `did you mean ${near}?`,
      fix: near === undefined ? [] : [`--policy ${said(near, action)}`],
    };
  }
  const possible = POSSIBLE[kind];
  if (possible.some((one) => one === action)) return null;
  const near = didYouMean(action, possible);
  return {
    found: said(kind, action),
    expected: isAction(action)
      ? `${kind} takes ${possible.join(", ")}: ${whyNot(kind, action)}`
      : `${kind} takes ${possible.join(", ")}`,
    fix: (near === undefined ? possible : [near]).map((one) => `--policy ${said(kind, one)}`),
  };
}

/** In one sentence, why a kind does not know an action. */
function whyNot(kind: FaultKind, action: PolicyAction): string {
  if (action === "keep") return "bars cannot hold such a row as it is";
  if (action === "repair" && kind === "unreadable") return "what cannot be read cannot be guessed";
  if (action === "repair") return "there is no one right way to mend it";
  return "there is no row to leave out";
}

/** The kinds that know an action, each with it. */
export const forAll = (action: PolicyAction): Readonly<Partial<Policies>> =>
  Object.fromEntries(
    FAULT_KINDS.filter((kind) => POSSIBLE[kind].includes(action)).map((kind) => [kind, action]),
  );

/** Every kind with its action. E344 where a kind is unknown or cannot be treated so. */
export function policiesOf(policy: Policy | undefined): Policies {
  if (typeof policy === "string" && !isAction(policy)) {
    throw badPolicy({ found: `"${policy}"`, expected: POLICY_ACTIONS.join(", "), fix: [] });
  }
  const said = typeof policy === "object" ? policy : policy === undefined ? {} : forAll(policy);
  for (const [kind, action] of Object.entries(said)) {
    const issue = policyIssue(kind, action);
    if (issue !== null) throw badPolicy(issue);
  }
  const all = FAULT_KINDS.map((kind): [FaultKind, PolicyAction] => [kind, said[kind] ?? POSSIBLE[kind][0]!]);
  return Object.fromEntries(all) as unknown as Policies;
}

const badPolicy = ({ found, expected, fix }: PolicyIssue): Fault =>
  new Fault("E344", "This is no policy for faults in a file of bars", {
    where: "policy",
    found,
    expected,
    fix,
  });
