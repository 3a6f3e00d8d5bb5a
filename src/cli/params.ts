// Which parameters does each strategy run with?

import { didYouMean, Fault, faultData, faultFrom } from "../domain/fault.js";
import type { ParamValue, ParamValues } from "../domain/run.js";
import { type ParamSchema, resolveParams } from "../strategy/params.js";
import type { Config } from "./config.js";
import type { GivenParam } from "./resolve.js";

export interface Declared {
  readonly name: string;
  /** Null where the strategy could not be loaded: its cells fail by themselves. */
  readonly schema: ParamSchema | null;
}

/**
 * For each strategy what was given for it: flags over the config's `params`. A `-p name=value` without a strategy
 * goes to all that have the name. Throws E130 where none has it, E131 for a value that does not fit, with its place.
 */
export function paramsFor(
  strategies: readonly Declared[],
  given: readonly GivenParam[],
  config: Config,
): Record<string, ParamValues> {
  for (const param of given) refuseHomeless(param, strategies);
  return Object.fromEntries(
    strategies.map(({ name, schema }) => [name, schema ? ownParams(name, schema, given, config) : {}]),
  );
}

function ownParams(
  name: string,
  schema: ParamSchema,
  given: readonly GivenParam[],
  config: Config,
): ParamValues {
  const values: Record<string, ParamValue> = {};
  const fromConfig = Object.hasOwn(config.params, name) ? config.params[name]! : {};
  for (const [key, value] of Object.entries(fromConfig)) {
    checkOne(schema, key, value, name, config.placeOf("params", name, key));
    values[key] = value;
  }
  for (const { strategy, name: key, value } of given) {
    if (strategy === null ? !Object.hasOwn(schema, key) : strategy !== name) continue;
    checkOne(schema, key, value, name, `-p ${strategy === null ? "" : `${strategy}.`}${key}=${value}`);
    values[key] = value;
  }
  return values;
}

/** The strategy's own check, with the place where the value was written. */
function checkOne(schema: ParamSchema, key: string, value: ParamValue, name: string, where: string): void {
  try {
    resolveParams(schema, { [key]: value }, name);
  } catch (error) {
    throw error instanceof Fault ? faultFrom({ ...faultData(error), where }) : error;
  }
}

function refuseHomeless({ strategy, name, value }: GivenParam, strategies: readonly Declared[]): void {
  if (strategies.some(({ schema }) => schema === null)) return;
  if (strategy !== null) {
    if (strategies.some((one) => one.name === strategy)) return;
    const names = strategies.map((one) => one.name);
    const near = didYouMean(strategy, names);
    throw new Fault("E132", `-p ${strategy}.${name}=${value}: no strategy "${strategy}" runs here`, {
      expected: near ? `did you mean ${near}?` : names.join(", "),
      fix: (near ? [near] : names).map((one) => `-p ${one}.${name}=${value}`),
    });
  }
  if (strategies.some(({ schema }) => schema && Object.hasOwn(schema, name))) return;
  const [only] = strategies;
  const where = `-p ${name}=${value}`;
  if (strategies.length === 1 && only?.schema) checkOne(only.schema, name, value, only.name, where);
  const known = [...new Set(strategies.flatMap(({ schema }) => Object.keys(schema ?? {})))];
  const near = didYouMean(name, known);
  throw new Fault(
    "E130",
    `No strategy here has a parameter "${name}".${near ? ` Did you mean "${near}"?` : ""}`,
    {
      where,
      found: name,
      expected: strategies
        .map((one) => `${one.name}: ${Object.keys(one.schema ?? {}).join(", ") || "none"}`)
        .join("\n"),
      ...(near ? { fix: [`-p ${near}=${value}`] } : {}),
    },
  );
}
