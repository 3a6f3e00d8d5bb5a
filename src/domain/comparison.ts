// What comes out of many runs side by side?

import type { FaultData } from "./fault.js";
import type { Day, MicroUsd } from "./money.js";
import type { Booked } from "./posting.js";
import type { Run, RunData } from "./run.js";

/** One strategy on one instrument: a finished run, or why there is none. A failed cell fails nothing else. */
export interface Cell {
  readonly strategy: string;
  readonly instrument: string;
  readonly run: Run | null;
  readonly fault: FaultData | null;
}

/** One cell's part in the shared account. */
export interface SharedPart {
  readonly strategy: string;
  readonly instrument: string;
  readonly net: MicroUsd;
  readonly trades: number;
  /** Orders refused or reduced because the shared account lacked initial margin. */
  readonly refused: number;
  readonly liquidations: number;
  /** Its logs, from which its postings follow; not there in comparisons that come from older files. */
  readonly books?: PartBooks;
}

/**
 * What one part did on the shared account. Its cash begins with 0, since the start cash is the account's; its equity is what it adds to the
 * account, and the leverage of its trades is by the equity of the whole account.
 */
export type PartBooks = Booked & Pick<Run, "inputs">;

/** The same as it crosses threads: trades in columns. */
export interface PartData extends Omit<SharedPart, "books"> {
  readonly books: Omit<PartBooks, "trades"> & Pick<RunData, "trades">;
}

/** The account at the end of a trade date: when the last bar of the date has closed that any of the parts has. */
export interface SharedDay {
  readonly day: Day;
  readonly equity: MicroUsd;
  /** Requirements of all positions, less what opposite ones save each other; not there in older files. */
  readonly initial?: MicroUsd;
  readonly maintenance?: MicroUsd;
  /** The largest initial requirement of the date, at closes. */
  readonly peak?: MicroUsd;
}

/**
 * All cells run together, bar by bar on one clock, against one account: every order is checked against the margin
 * that all positions of that instant leave free. Not a sum of the single runs.
 */
export interface SharedAccount {
  readonly cash: MicroUsd;
  readonly net: MicroUsd;
  /** Mark-to-market, over the merged clock. */
  readonly maxDrawdown: MicroUsd;
  readonly peakMarginPercent: number | null;
  readonly parts: readonly SharedPart[];
  readonly daily: readonly SharedDay[];
  /** What the single runs add up to, for the difference that sharing makes. */
  readonly sumOfSingles: MicroUsd;
}

/** The same as it crosses threads. */
export interface SharedData extends Omit<SharedAccount, "parts"> {
  readonly parts: readonly PartData[];
}

/** What was left out of one instrument's bars so that all ran over the same trade dates. */
export interface CutBars {
  readonly instrument: string;
  /** Of all its bars, before the cut. */
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Bars left out. */
  readonly bars: number;
}

export interface Comparison {
  readonly cells: readonly Cell[];
  /** Which of the cells the others are held against; the first that finished if left out. */
  readonly baseline?: number | null;
  /** Instruments whose bars reach beyond the common trade dates; none if left out. */
  readonly cut?: readonly CutBars[];
  readonly strategies: readonly string[];
  readonly instruments: readonly string[];
  /** The trade dates that all series have in common; every cell ran on exactly these. */
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** Pearson correlation of daily P&L over the common trade dates; null where a side never moves. */
  readonly correlation: {
    readonly labels: readonly string[];
    readonly matrix: readonly (readonly (number | null)[])[];
    /** Trade dates that each pair has in common. */
    readonly days?: readonly (readonly number[])[];
  };
  /** Null where fewer than two cells finished. */
  readonly shared: SharedAccount | null;
  /** Why there is no shared account although enough cells finished; null or absent where that is not so. */
  readonly sharedFault?: FaultData | null;
  /** True where the user stopped it: what had finished is here, the rest is missing. */
  readonly interrupted: boolean;
}
