// What stands in a result of which nothing more can be said?

import type { CaseResult, Verdict } from "../domain/regress.js";

export const EMPTY = {
  cached: false,
  layers: [],
  metrics: [],
  outputs: [],
  trades: null,
  tradeChanges: [],
  divergence: null,
  equity: null,
  finding: null,
  notes: [],
  fault: null,
  reasons: [],
} satisfies Partial<CaseResult>;

/** A case of which nothing could be said but that. */
export const bareResult = (
  name: string,
  verdict: Verdict,
  rest: Partial<CaseResult> & Pick<CaseResult, "headline">,
): CaseResult => ({
  ...EMPTY,
  name,
  verdict,
  seconds: null,
  strategy: null,
  instrument: null,
  fingerprint: null,
  ...rest,
});
