// What was asked of the benchmark?

import { parseArgs } from "node:util";

export const WORKLOADS = ["W1", "W1x10", "W2", "W3", "W4", "W5", "W6"] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

export interface Options {
  readonly workloads: readonly WorkloadName[];
  readonly bars: number;
  readonly rounds: number;
  /** Few bars and rounds: shows that everything still runs and still comes to the same, not how fast. */
  readonly small: boolean;
  /** Processor time in place of wall-clock time. */
  readonly cpu: boolean;
  /** One document in place of text. */
  readonly json: boolean;
  /** A line in history.jsonl. */
  readonly record: boolean;
  /** A CPU profile of each workload in place of figures. */
  readonly profile: boolean;
  /** Hold W1 against guard.json: beside workloads that were named, or with --small beside all; else alone. */
  readonly guard: boolean;
  /** The text, in docs/benchmarks.md. */
  readonly docs: boolean;
  /** The budgets of a report in place of the workloads. */
  readonly report: boolean;
  /** Write what the guard measures to guard.json. */
  readonly keep: boolean;
}

const FLAGS = ["small", "cpu", "json", "record", "profile", "guard", "keep", "docs", "report"] as const;

/** Throws for what it does not know. */
export function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: "string" },
      bars: { type: "string" },
      ...(Object.fromEntries(FLAGS.map((flag) => [flag, { type: "boolean" }])) as Record<
        (typeof FLAGS)[number],
        { type: "boolean" }
      >),
    },
  });
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, values[flag] ?? false])) as Record<
    (typeof FLAGS)[number],
    boolean
  >;
  const { small, guard, keep } = flags;
  const named = positionals.map(workloadOf);
  const onlyGuard = (guard || keep) && !small && named.length === 0;
  const options = {
    ...flags,
    guard: guard || keep,
    workloads: onlyGuard ? [] : WORKLOADS.filter((name) => named.length === 0 || named.includes(name)),
    bars: count("bars", values.bars) ?? (small ? 20_000 : 1_000_000),
    rounds: count("rounds", values.rounds) ?? (small ? 3 : 15),
  };
  if ((options.record || options.docs) && (small || values.bars !== undefined))
    throw new Error("--record and --docs keep figures of 1,000,000 bars: leave out --small and --bars");
  return options;
}

function workloadOf(text: string): WorkloadName {
  const name = WORKLOADS.find((one) => one.toLowerCase() === text.toLowerCase());
  if (name === undefined) throw new Error(`no workload "${text}": there are ${WORKLOADS.join(", ")}`);
  return name;
}

function count(key: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${key} ${text}: expected a whole number above 0`);
}
