// What was asked of the benchmark?

import { parseArgs } from "node:util";

/** By the name on the command line. */
export const WORKLOADS = ["W1", "W1x10", "W2", "W3"] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

export interface Options {
  readonly workloads: readonly WorkloadName[];
  readonly bars: number;
  readonly rounds: number;
  readonly small: boolean;
  /** Processor time in place of wall-clock time. */
  readonly cpu: boolean;
}

/** Throws for what it does not know. */
export function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      small: { type: "boolean" },
      cpu: { type: "boolean" },
      rounds: { type: "string" },
      bars: { type: "string" },
    },
  });
  const small = values.small ?? false;
  const names = positionals.map((name) => name.toUpperCase().replace("X", "x"));
  for (const name of names) {
    if (!isWorkload(name)) throw new Error(`no workload "${name}": there are ${WORKLOADS.join(", ")}`);
  }
  return {
    workloads: WORKLOADS.filter((name) => names.length === 0 || names.includes(name)),
    bars: count("bars", values.bars) ?? (small ? 20_000 : 1_000_000),
    rounds: count("rounds", values.rounds) ?? (small ? 3 : 15),
    small,
    cpu: values.cpu ?? false,
  };
}

const isWorkload = (name: string): name is WorkloadName => (WORKLOADS as readonly string[]).includes(name);

function count(key: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${key} ${text}: expected a whole number above 0`);
}
