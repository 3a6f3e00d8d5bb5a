// Flag, environment, config or default: which one holds, and where does it come from?

import { didYouMean, Fault } from "../domain/fault.js";
import type { Config } from "./config.js";
import { envName, KEYS, type Key, longFlag, SETTINGS, settingOf, type Values } from "./options.js";

export interface Origin {
  readonly from: "flag" | "environment" | "config" | "default";
  /** As a message names it: "--cash", "TICKPROOF_CASH", "tickproof.config.json:3:5 cash". */
  readonly where: string;
  readonly texts: readonly string[];
}

export interface Resolved {
  readonly values: Values;
  readonly origins: Readonly<Record<Key, Origin>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every setting of `keys` once, by precedence. Throws the reader's fault with the place it was written in. */
export function resolveSettings(
  keys: readonly Key[],
  flags: ReadonlyMap<Key, readonly string[]>,
  env: Environment,
  config: Config,
): Resolved {
  const origins = {} as Record<Key, Origin>;
  const values: Partial<Record<Key, unknown>> = {};
  for (const key of KEYS) {
    const origin = keys.includes(key) ? originOf(key, flags, env, config) : fallbackOf(key);
    origins[key] = origin;
    values[key] = readValue(key, origin);
  }
  return { values: values as Values, origins };
}

function originOf(
  key: Key,
  flags: ReadonlyMap<Key, readonly string[]>,
  env: Environment,
  config: Config,
): Origin {
  const flag = flags.get(key);
  if (flag) return { from: "flag", where: longFlag(key), texts: flag };
  if (SETTINGS[key].callOnly) return fallbackOf(key);
  const variable = env[envName(key)];
  if (variable) return { from: "environment", where: envName(key), texts: [variable] };
  const texts = config.texts.get(key);
  return texts ? { from: "config", where: config.placeOf(key), texts } : fallbackOf(key);
}

function fallbackOf(key: Key): Origin {
  const { fallback } = settingOf(key);
  return { from: "default", where: longFlag(key), texts: fallback === null ? [] : [fallback] };
}

function readValue(key: Key, { texts, where }: Origin): unknown {
  const { read, many } = settingOf(key);
  if (many) return texts.map((text) => read(text, where));
  const last = texts.at(-1);
  return last === undefined ? null : read(last, where);
}

/** A variable that nearly is one of ours does nothing, which its owner would like to know. */
export function misspeltVariables(env: Environment): string[] {
  const known = KEYS.filter((key) => !SETTINGS[key].callOnly).map(envName);
  const others = ["TICKPROOF_CACHE", "TICKPROOF_CHROMIUM", "TICKPROOF_SHARED"];
  return Object.keys(env)
    .filter((name) => name.startsWith("TICKPROOF_") && !known.includes(name) && !others.includes(name))
    .map((name) => {
      const near = didYouMean(name, known);
      return `${name} is set but is no setting${near ? `; did you mean ${near}?` : ""}`;
    });
}

/** `--explain-config`: key, value, origin, one line each. */
export function explained(
  { origins }: Resolved,
  keys: readonly Key[],
): { key: Key; value: string; origin: string }[] {
  return keys
    .filter((key) => !SETTINGS[key].callOnly)
    .map((key) => ({
      key,
      value: origins[key].texts.join(" ") || "–",
      origin:
        origins[key].from === "default"
          ? "default"
          : `${origins[key].from} ${origins[key].where.replace(` ${key}`, "")}`,
    }));
}

/** `--param fast=10`, `--param ema-trend.fast=10`. */
export interface GivenParam {
  /** Null: for every strategy that has it. */
  readonly strategy: string | null;
  readonly name: string;
  readonly value: string;
}

export function givenParams({ texts, where }: Origin): GivenParam[] {
  return texts.map((text) => {
    const parts = /^\s*(?:(.+)\.)?([A-Za-z_$][\w$]*)\s*=(.*)$/s.exec(text);
    const [, strategy, name, value = ""] = parts ?? [];
    if (name === undefined || value.trim() === "") {
      throw new Fault("E104", `${where} cannot be "${text}"`, {
        found: `"${text}"`,
        expected: "name=value, such as fast=10",
      });
    }
    return { strategy: strategy ?? null, name, value: value.trim() };
  });
}
