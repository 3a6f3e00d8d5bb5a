// What does a case.toml ask for?

import { basename, extname, join } from "node:path";
import { Fault } from "../domain/fault.js";
import { readToml } from "../importer/read-toml.js";
import { type CaseTerms, caseTerms } from "../regress/terms.js";
import { NUMBERS, RUN_KEYS } from "./command-keys.js";
import type { Call } from "./commands.js";
import { type Config, configOf } from "./config.js";
import { type Key, SETTINGS } from "./options.js";
import { resolveSettings } from "./resolve.js";

export interface Case {
  readonly name: string;
  /** As one types it: a name, or a path. */
  readonly strategy: string;
  readonly terms: CaseTerms;
  /** As `tickproof run` would have been called. */
  readonly call: Call;
}

/** Whatever changes numbers, and how much a run may take; where its report would go is no matter of a case. */
const CASE_KEYS: readonly string[] = [
  "instrument",
  ...NUMBERS.filter((key) => !SETTINGS[key].callOnly),
  "timeLimit",
  "memory",
  "params",
  "contracts",
  "sessions",
  "risk",
];

/** How the machine is used is said on the command line. */
const MACHINE = ["jobs", "timeLimit", "memory", "columnMemory", "cache"] as const;

/**
 * A setting of the case holds before that of the project's configuration. The environment has no say: a baseline must come out the same
 * wherever it is made. @throws {Fault} E170 to E173 for the file, E110, E113 and those of each setting for what it asks.
 */
export async function caseOf(name: string, folder: string, project: Call): Promise<Case> {
  const shown = join(folder, name, "case.toml").replaceAll("\\", "/");
  const file = readToml(join(folder, name, "case.toml"), shown);
  const { terms, run } = caseTerms(file);
  const { strategy, params, ...settings } = run as { strategy: string; params?: unknown };
  const called = basename(strategy, extname(strategy));
  const at = (path: readonly string[]): string =>
    file.placeOf(
      path[0] === "params" ? ["case", "run", "params", ...path.slice(2)] : ["case", "run", ...path],
    );
  const given = { ...settings, ...(params !== undefined && { params: { [called]: params } }) };
  const own = await configOf(given, at, shown, CASE_KEYS);
  const config = merged(project.config, own, called);
  const resolved = resolveSettings(RUN_KEYS, new Map(), {}, config);
  const fixed = Object.fromEntries(
    MACHINE.filter((key) => project.origins[key].from === "flag").map((key) => [key, project.values[key]]),
  );
  const values = { ...resolved.values, ...fixed };
  if ((values.instrument?.length ?? 0) > 1) {
    throw new Fault("E174", `A case runs one contract, not ${values.instrument!.length}`, {
      where: resolved.origins.instrument.where,
      found: values.instrument!.join(", "),
      fix: ["a case for each of them"],
    });
  }
  return { name, strategy, terms, call: { ...project, ...resolved, values, config, operands: [strategy] } };
}

function merged(project: Config, own: Config, strategy: string): Config {
  const has = ([table, name = "", key = ""]: readonly string[]): boolean => {
    if (table === "params") return Object.hasOwn(own.params[name] ?? {}, key);
    if (table === "contracts" || table === "sessions") return Object.hasOwn(own[table], name);
    return own.texts.has(table as Key);
  };
  return {
    file: project.file,
    texts: new Map([...project.texts, ...own.texts]),
    contracts: { ...project.contracts, ...own.contracts },
    sessions: { ...project.sessions, ...own.sessions },
    params: {
      ...project.params,
      [strategy]: { ...project.params[strategy], ...own.params[strategy] },
    },
    said: [project.said, own.said],
    placeOf: (...path) => (has(path) ? own : project).placeOf(...path),
  };
}

/** What the case says of its bars, as it says it. */
export function askedDataOf({ call: { origins } }: Case): Record<string, string> {
  const keys = [
    "from",
    "to",
    "timeframe",
    "stamp",
    "tz",
    "dateOrder",
    "resample",
    "longClose",
    "dayBy",
    "barHours",
    "contract",
    "chain",
    "chainMonths",
    "rolls",
    "rollMode",
    "continuous",
    "adjust",
    "policy",
  ] as const;
  return Object.fromEntries(
    keys.flatMap((key) => (origins[key].from === "default" ? [] : [[key, origins[key].texts.join(" ")]])),
  );
}
