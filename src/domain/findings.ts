// What can be wrong with a file of bars, and what was done about it?

import type { EpochMs } from "./money.js";

/** Faults that one row shows, alone or beside the rows before it. */
export const ROW_KINDS = [
  "empty",
  "unreadable",
  "high-low",
  "off-grid",
  "volume",
  "order",
  "duplicate",
  "clock",
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** What only several bars show, or the exchange's calendar beside them. */
export const SERIES_KINDS = [
  "price",
  "outside-session",
  "missing-session",
  "short-session",
  "gap",
  "frozen",
  "spike",
  "roll-jump",
  "tick-change",
  "step-change",
  "clock-change",
] as const;
export type SeriesKind = (typeof SERIES_KINDS)[number];

export type FaultKind = RowKind | SeriesKind;
export const FAULT_KINDS: readonly FaultKind[] = [...ROW_KINDS, ...SERIES_KINDS];

/**
 * `refuse`: nothing is read, all faults are told. `reject`: the row is left out. `repair`: it is mended in the one way that
 * docs/data-check.md states for its kind. `keep`: it is taken as it is. What was left out, mended or kept is listed and counted.
 */
export const POLICY_ACTIONS = ["refuse", "reject", "repair", "keep"] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];

/** One action for all kinds that know it, or an action for some kinds. */
export type Policy = PolicyAction | Readonly<Partial<Record<FaultKind, PolicyAction>>>;
export type Policies = Readonly<Record<FaultKind, PolicyAction>>;

/**
 * What can be done about each kind; the first is done where nothing is said. What bars cannot hold cannot be kept: a price
 * between two ticks, a high below the low, two bars at one instant. What was never in the file cannot be made up.
 */
export const POSSIBLE: Readonly<Record<FaultKind, readonly PolicyAction[]>> = {
  empty: ["reject", "refuse"],
  unreadable: ["refuse", "reject"],
  "high-low": ["refuse", "reject", "repair"],
  "off-grid": ["refuse", "reject", "repair"],
  volume: ["refuse", "reject", "repair"],
  order: ["refuse", "reject", "repair"],
  duplicate: ["refuse", "reject", "repair"],
  clock: ["refuse", "reject", "repair"],
  price: ["keep", "refuse", "reject"],
  "outside-session": ["keep", "refuse", "reject"],
  "missing-session": ["keep", "refuse"],
  "short-session": ["keep", "refuse"],
  gap: ["keep", "refuse"],
  frozen: ["keep", "refuse", "reject"],
  spike: ["keep", "refuse", "reject", "repair"],
  "roll-jump": ["keep", "refuse"],
  "tick-change": ["keep", "refuse"],
  "step-change": ["keep", "refuse"],
  "clock-change": ["keep", "refuse"],
};

/**
 * What became of the lines below the header: `read` is the sum of all others, so that no line is lost.
 */
export interface RowAccount {
  readonly read: number;
  /** Bars as the file has them. */
  readonly accepted: number;
  /** Bars of which something was mended. */
  readonly repaired: number;
  /** Left out for what is wrong with them. */
  readonly rejected: number;
  /** Blank lines, and what a vendor writes below its rows. */
  readonly skipped: number;
  /** Rows of contract months that were not asked for. */
  readonly otherContracts: number;
}

/** One thing that a policy did to one row. */
export interface Repair {
  readonly kind: FaultKind;
  readonly action: "repaired" | "rejected";
  /** File name without folders: a data set may be made of several. */
  readonly file: string;
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly found: string;
  /** What stands there instead; of a rejected row why it was left out. */
  readonly done: string;
}

/** All that policies did: every kind counted, the first of each listed. */
export interface Repairs {
  readonly total: number;
  readonly counts: readonly RepairCount[];
  readonly listed: readonly Repair[];
}

export interface RepairCount extends Pick<Repair, "kind" | "action"> {
  readonly count: number;
}

export const NO_FINDINGS: Findings = { counts: [], listed: [] };
export const NO_REPAIRS: Repairs = { total: 0, counts: [], listed: [] };

/** How many repairs and findings of a kind a data set lists; all are counted. */
export const MOST_LISTED = 100;

/** The account of several files together. */
export function addedRows(accounts: readonly RowAccount[]): RowAccount {
  const sum = (key: keyof RowAccount): number => accounts.reduce((total, rows) => total + rows[key], 0);
  return {
    read: sum("read"),
    accepted: sum("accepted"),
    repaired: sum("repaired"),
    rejected: sum("rejected"),
    skipped: sum("skipped"),
    otherContracts: sum("otherContracts"),
  };
}

/** The repairs of several files, in the order of the files. */
export function addedRepairs(all: readonly Repairs[]): Repairs {
  const counts = new Map<string, RepairCount>();
  for (const { kind, action, count } of all.flatMap((repairs) => repairs.counts)) {
    const before = counts.get(`${kind} ${action}`)?.count ?? 0;
    counts.set(`${kind} ${action}`, { kind, action, count: before + count });
  }
  return {
    total: all.reduce((total, repairs) => total + repairs.total, 0),
    counts: [...counts.values()],
    listed: all.flatMap((repairs) => repairs.listed),
  };
}

/** Something about bars that a trader should look at. An error is never right; a warning may be. */
export interface SeriesFinding {
  readonly kind: SeriesKind;
  readonly grade: "error" | "warning";
  /** The first bar of it, by index; of what is missing the bar behind it. */
  readonly bar: number;
  /** How many bars it goes over, from that one on; 0 for what is missing. */
  readonly bars: number;
  /** How much there is of it: bars, or what is missing (steps, sessions). */
  readonly count: number;
  readonly from: EpochMs;
  /** The end of it, excluded. */
  readonly until: EpochMs;
  readonly found: string;
  readonly expected: string;
}

/** A finding as a data set carries it: by file and line. */
export interface Finding {
  readonly kind: FaultKind;
  readonly grade: "error" | "warning";
  readonly file: string;
  /** Null where the series was not read from lines. */
  readonly line: number | null;
  readonly count: number;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly found: string;
  readonly expected: string;
}

/** The findings of several files, in the order of the files. */
export function addedFindings(all: readonly Findings[]): Findings {
  const counts = new Map<string, FindingCount>();
  for (const { kind, grade, count } of all.flatMap((findings) => findings.counts)) {
    const before = counts.get(`${kind} ${grade}`)?.count ?? 0;
    counts.set(`${kind} ${grade}`, { kind, grade, count: before + count });
  }
  return { counts: [...counts.values()], listed: all.flatMap(({ listed }) => listed) };
}

/** What a look at the bars showed: every kind counted, the first of each listed. */
export interface Findings {
  readonly counts: readonly FindingCount[];
  readonly listed: readonly Finding[];
}

export interface FindingCount extends Pick<Finding, "kind" | "grade"> {
  readonly count: number;
}
