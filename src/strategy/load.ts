// How does a bundled file become a strategy class?

import { pathToFileURL } from "node:url";
import { didYouMean, Fault } from "../domain/fault.js";
import { type Bundle, FRAMEWORK_URL } from "./bundle.js";
import type { ParamSchema } from "./params.js";
import { placeIn, wordIn } from "./place.js";
import { schemaProblem } from "./schema.js";
import { Strategy, type StrategyClass } from "./strategy.js";
import { rememberBundle, strategyFault } from "./thrown.js";

export { strategyFault } from "./thrown.js";

let imports = 0;

/**
 * Imports the module anew, so that what one run leaves in a module's variables is not there for the next: a result must
 * not depend on which runs shared a worker. Throws E401 if the module throws and E403 if it exports no strategy.
 */
export async function importStrategy(bundle: Bundle): Promise<StrategyClass> {
  return strategyIn(await importAnew(bundle), bundle);
}

/** What the module exports. Throws E401 if it throws, E402 if it imports from the framework what is not there. */
export async function importAnew(bundle: Bundle): Promise<Readonly<Record<string, unknown>>> {
  rememberBundle(bundle);
  const url = `${pathToFileURL(bundle.module).href}?run=${++imports}`;
  try {
    return await import(url);
  } catch (error) {
    throw (await missingExport(error, bundle)) ?? strategyFault(error, bundle, "while it was loaded");
  }
}

/** The default export, if it is what it must be. */
function strategyIn(exported: Readonly<Record<string, unknown>>, bundle: Bundle): StrategyClass {
  const value = exported.default;
  if (!isStrategy(value)) {
    const named = Object.keys(exported).filter((name) => name !== "default");
    const strategies = named.filter((name) => isStrategy(exported[name]));
    throw new Fault("E403", `${bundle.file} does not export a strategy`, {
      ...placeIn(bundle, /^[ \t]*export\b[^\n]*/m, "this export"),
      found: "default" in exported ? `a default export that is ${kindOf(value)}` : exportsOf(named),
      expected: "export default class … extends Strategy",
      ...(strategies[0] !== undefined && { fix: [`export default class ${strategies[0]} extends Strategy`] }),
    });
  }
  const problem = schemaProblem(value.params);
  if (problem !== null) {
    throw new Fault("E403", `${bundle.file} declares its parameters wrongly: ${problem.message}`, {
      ...placeIn(bundle, problem.name === null ? /\bparams\b/ : wordIn(problem.name), problem.message),
      expected: "lookback: int({ default: 20, min: 2, max: 200 }), or float, bool, choice",
    });
  }
  return value;
}

const isStrategy = (value: unknown): value is StrategyClass & { readonly params?: ParamSchema } =>
  typeof value === "function" && value.prototype instanceof Strategy;

const exportsOf = (named: readonly string[]): string =>
  named.length === 0 ? "no export at all" : `no default export, only ${named.join(", ")}`;

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "function") return typeof value === "object" ? "an object" : `a ${typeof value}`;
  if (value === Strategy) return "Strategy itself";
  return /^class\b/.test(Function.prototype.toString.call(value))
    ? "a class that does not extend Strategy"
    : "a function, not a class";
}

/** The engine reports a misspelt import in its own words and at no place of the author's; here it gets both. */
async function missingExport(error: unknown, bundle: Bundle): Promise<Fault | null> {
  const name = /does not provide an export named '([^']+)'/.exec(
    String((error as Error | null)?.message),
  )?.[1];
  if (name === undefined) return null;
  const known = Object.keys(await import(FRAMEWORK_URL));
  const near = didYouMean(name, known);
  const message = `"tickproof" exports no ${name}`;
  return new Fault("E402", `${bundle.file} does not compile: ${message}`, {
    ...placeIn(bundle, wordIn(name), message),
    found: name,
    expected: `one of ${known.sort().join(", ")}`,
    ...(near !== undefined && { fix: [`import { ${near} } from "tickproof"`] }),
  });
}
