// What does the project's configuration file say?

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { didYouMean, Fault } from "../domain/fault.js";
import type { ParamValue } from "../domain/run.js";
import { limitFillText, slippageText } from "../research/execution-words.js";
import { excerptOf } from "../strategy/excerpt.js";
import { placeOf, repeatedKey } from "./key-place.js";
import { KEYS, type Key, SETTINGS } from "./options.js";
import { riskKeyOf, riskText, riskWords } from "./risk-config.js";

export const CONFIG_NAMES = [
  "tickproof.config.ts",
  "tickproof.config.mts",
  "tickproof.config.js",
  "tickproof.config.mjs",
  "tickproof.config.json",
] as const;

export interface Config {
  /** File name as the user knows it; null where there is no config. */
  readonly file: string | null;
  /** Settings as texts, read like those of a flag. */
  readonly texts: ReadonlyMap<Key, readonly string[]>;
  /** Overrides and additions for `instrument/contracts.ts`, which checks them. */
  readonly contracts: Readonly<Record<string, unknown>>;
  /** Session templates that contracts may name, for `instrument/session-template.ts`, which checks them. */
  readonly sessions: Readonly<Record<string, unknown>>;
  /** Parameters by strategy name. */
  readonly params: Readonly<Record<string, Readonly<Record<string, ParamValue>>>>;
  /** All that it says, as it stands there. */
  readonly said: unknown;
  /** "tickproof.config.json:3:5 slippage" */
  placeOf(...path: readonly string[]): string;
}

const NO_CONFIG: Config = {
  file: null,
  texts: new Map(),
  contracts: {},
  sessions: {},
  params: {},
  said: null,
  placeOf: (...path) => path.join("."),
};

/** Config keys beside the settings of `options.ts`. */
const TABLES = ["contracts", "sessions", "params", "risk"];
export const CONFIG_KEYS = [...KEYS.filter((key) => key !== "param" && !SETTINGS[key].callOnly), ...TABLES];

/** Throws E106 for a named file that is not there, E112 for two configs in one folder, E110, E111 and E113 for its content. */
export async function loadConfig(named: string | undefined, cwd: string): Promise<Config> {
  const path = named === undefined ? foundConfig(cwd) : namedConfig(named, cwd);
  if (path === null) return NO_CONFIG;
  const file = named ?? basename(path);
  const text = readText(path, file);
  const value = extname(path) === ".json" ? await jsonValue(text, file) : await moduleValue(path, file);
  return checked(value, text, file);
}

function foundConfig(cwd: string): string | null {
  const found = CONFIG_NAMES.filter((name) => existsSync(join(cwd, name)));
  if (found.length > 1) {
    throw new Fault("E112", `Two configuration files in one folder: ${found.join(" and ")}`, {
      where: found[0]!,
      why: "Which of them holds cannot be told, so nothing was run.",
      fix: ["remove one of them", `--config ${found[0]}`],
    });
  }
  return found[0] === undefined ? null : join(cwd, found[0]);
}

function namedConfig(named: string, cwd: string): string {
  const path = resolve(cwd, named);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  throw new Fault("E106", `No configuration file ${named}`, {
    where: "--config",
    expected: "a file that exists",
  });
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new Fault("E111", `Cannot read ${file}`, { found: (error as Error).message });
  }
}

/** Loaded only when there is such a file: the compiler is the heaviest thing that the command line can need. */
async function moduleValue(path: string, file: string): Promise<unknown> {
  const { importConfig } = await import("./import-config.js");
  return importConfig(path, file);
}

async function jsonValue(text: string, file: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    const twice = repeatedKey(text);
    if (twice === undefined) return value;
    const where = `${file}:${twice.line}:${twice.column}`;
    throw new Fault("E113", `${where}: "${twice.path.at(-1)}" is said twice`, {
      where,
      fix: ["keep one of them"],
    });
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw await jsonFault(text, file);
  }
}

interface EsbuildMessage {
  readonly text: string;
  readonly location: { readonly line: number; readonly column: number } | null;
}

/** esbuild knows line and column of a mistake in JSON; JSON.parse of Node 20 often does not. */
async function jsonFault(text: string, file: string): Promise<Fault> {
  const { transform } = await import("esbuild");
  const [first] = await transform(text, { loader: "json", logLevel: "silent" }).then(
    () => [],
    (error: { errors?: EsbuildMessage[] }) => error.errors ?? [],
  );
  if (!first?.location) return new Fault("E111", `${file} is not valid JSON`, { where: file });
  const place = { line: first.location.line, column: first.location.column + 1 };
  const where = `${file}:${place.line}:${place.column}`;
  return new Fault("E111", `${where}: ${first.text}`, { where, excerpt: excerptOf(text, place, first.text) });
}

async function checked(value: unknown, text: string, file: string): Promise<Config> {
  const at = (path: readonly string[]): string => {
    // What is missing, or an item of a list, has no place of its own: then what holds it.
    for (let n = path.length; n > 0; n--) {
      const place = placeOf(text, path.slice(0, n));
      if (place) return `${file}:${place.line}:${place.column}`;
    }
    return file;
  };
  return configOf(value, at, file);
}

/** Of settings that stand somewhere; `at` says where each of them does. E110 for one that there is not, E113 for one of the wrong kind. */
export async function configOf(
  value: unknown,
  at: (path: readonly string[]) => string,
  file: string,
  keys: readonly string[] = CONFIG_KEYS,
): Promise<Config> {
  const { configIssue } = await import("./config-shape.js");
  const issue = configIssue(value, keys);
  if (issue?.kind === "unknown") throw unknownKey(issue.path, at(issue.path), keys);
  if (issue) {
    const name = issue.path.join(".");
    const where = at(issue.path);
    throw new Fault("E113", `${where} ${name || "the default export"}: ${issue.message}`, {
      where,
      found: issue.found,
      expected: issue.expected,
    });
  }
  const { contracts = {}, sessions = {}, params = {}, risk = {}, ...settings } = value as RawConfig;
  const texts = new Map<Key, readonly string[]>();
  for (const [key, given] of Object.entries(settings)) {
    if (given !== undefined) texts.set(key as Key, textsOf(key as Key, given, `${at([key])} ${key}`));
  }
  const paths = new Map<string, readonly string[]>();
  for (const [name, given] of Object.entries(risk)) {
    if (given === undefined) continue;
    const key = riskKeyOf(name)!.key as Key;
    if (texts.has(key)) throw saidTwice(["risk", name], at(["risk", name]), key);
    texts.set(key, [riskText(given)]);
    paths.set(key, ["risk", name]);
  }
  return {
    file,
    texts,
    contracts,
    sessions,
    params,
    said: value,
    placeOf(...path) {
      const real = paths.get(path[0] ?? "") ?? path;
      return `${at(real)} ${real.join(".")}`;
    },
  };
}

const saidTwice = (path: readonly string[], where: string, key: Key): Fault =>
  new Fault("E113", `${where} ${path.join(".")}: this setting is said twice`, {
    where,
    found: `${path.join(".")} beside ${key}`,
    expected: "one of the two",
    fix: ["keep one of them"],
  });

type Plain = string | number | boolean;
interface RawConfig {
  readonly contracts?: Readonly<Record<string, unknown>>;
  readonly sessions?: Readonly<Record<string, unknown>>;
  readonly params?: Config["params"];
  readonly risk?: Readonly<Record<string, Parameters<typeof riskText>[0] | undefined>>;
  readonly [key: string]: unknown;
}

/** `data: { MES: "mes.csv" }` is `--data MES=mes.csv`; `instrument: ["MES", "MNQ"]` is `-i MES,MNQ`. */
function textsOf(key: Key, given: unknown, where: string): readonly string[] {
  if (key === "slippage") return [slippageText(given, where)];
  if (key === "limitFill") return [limitFillText(given, where)];
  if (Array.isArray(given)) return key === "instrument" ? [given.join(",")] : given.map(String);
  if (typeof given === "object" && given !== null) {
    return Object.entries(given).map(([symbol, file]) => `${symbol}=${String(file)}`);
  }
  return [String(given as Plain)];
}

function unknownKey(path: readonly string[], where: string, keys: readonly string[]): Fault {
  const key = path.at(-1) ?? "";
  const { known, expected } = path[0] === "risk" ? riskWords(path) : { known: keys, expected: undefined };
  const near = didYouMean(key, known);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  return new Fault("E110", `${where} ${key}: there is no such setting.${hint}`, {
    where,
    found: `"${key}"`,
    expected: expected ?? known.join(", "),
    why: "A misspelt setting would silently leave the default in force, so nothing was run.",
    fix: near === undefined ? ["remove the key"] : [`${near}: …`],
  });
}
