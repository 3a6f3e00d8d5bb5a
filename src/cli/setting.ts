// What has to be said about a setting?

import type { Reader } from "./values.js";

export const GROUPS = [
  "What runs",
  "Data",
  "Contract months",
  "Fills and costs",
  "Account",
  "Perpetuals",
  "Sizing and risk",
  "Output",
  "Machine",
  "General",
] as const;

/** Declared once: the flag, the environment variable, the config key, the help and the check all come from here. */
export interface Setting<T, F extends string | null> {
  readonly flags: string;
  readonly group: (typeof GROUPS)[number];
  readonly help: string;
  /** What holds when nothing is said, as one would type it; null: nothing. */
  readonly fallback: F;
  /** Reads each text that was given, in order. */
  readonly read: Reader<T>;
  /** May be given more than once; the value is then the list of all. */
  readonly many: boolean;
  /** Belongs to one call and not to a project, so neither the environment nor the config file has it. */
  readonly callOnly: boolean;
}

/** What differs from setting to setting. */
type Parts<T, F extends string | null> = Omit<Setting<T, F>, "many" | "callOnly">;

/** Said at most once; the last one holds. */
export const one = <T, const F extends string | null>(parts: Parts<T, F>) =>
  ({ ...parts, many: false, callOnly: false }) as const;
export const many = <T>(parts: Parts<T, null>) => ({ ...parts, many: true, callOnly: false }) as const;
export const call = <T, const F extends string | null>(parts: Parts<T, F>) =>
  ({ ...parts, many: false, callOnly: true }) as const;
