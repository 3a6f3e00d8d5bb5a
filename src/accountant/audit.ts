// Does somebody else, with other arithmetic, arrive at the same books?

import type { Booked } from "../domain/posting.js";
import type { Costs, Run } from "../domain/run.js";
import { checkBars } from "./audit/bars.js";
import { type Disagreement, disagreementText, Findings } from "./audit/findings.js";
import { checkFundings } from "./audit/funding.js";
import { Replay } from "./audit/replay.js";
import { costsByFill, postingsOf } from "./books.js";

export type { Disagreement } from "./audit/findings.js";

export interface Audit {
  readonly ok: boolean;
  /** How many figures were compared, each to the micro-dollar. */
  readonly checked: number;
  /** How many postings the book has. */
  readonly postings: number;
  /** How many figures disagree. */
  readonly disagreeing: number;
  /** The first that disagrees, by the order of the book: the cause, as a rule, of all others. Null where none does. */
  readonly first: Disagreement | null;
  /** The figures that disagree, one line each; of very many the first thousand. */
  readonly problems: readonly string[];
}

/**
 * Replays the fill log and the cash log in decimal arithmetic, from the contract's decimal texts and with none of the
 * accountant's code. Every posting, every daily figure, every trade, every total must agree to the micro-dollar; then the
 * same by another route on the bars themselves: positions at trade prices, without daily settlement.
 */
export function auditRun(run: Run): Audit {
  const findings = new Findings();
  replay(run, costsByFill(run), findings);
  const postings = findings.posting;
  checkBars(run, findings);
  checkFundings(run, findings);
  return auditOf(findings, postings);
}

/** The same for what is left of a run in its document: there are no bars, and the costs of the fills are as it has them. */
export function auditBooked(booked: Booked, costsOf: (k: number) => Costs): Audit {
  const findings = new Findings();
  replay(booked, costsOf, findings);
  return auditOf(findings, findings.posting);
}

const replay = (booked: Booked, costsOf: (k: number) => Costs, findings: Findings): void =>
  new Replay(booked, postingsOf(booked, costsOf), findings).run();

function auditOf({ checked, count, kept }: Findings, postings: number): Audit {
  return {
    ok: count === 0,
    checked,
    postings,
    disagreeing: count,
    first: kept[0] ?? null,
    problems: kept.map(disagreementText),
  };
}
