// How does a configuration in TypeScript become a value?

import { pathToFileURL } from "node:url";
import { Fault } from "../domain/fault.js";
import { bundleStrategy } from "../strategy/bundle.js";
import { rememberBundle, strategyFault, thrownText } from "../strategy/thrown.js";

/**
 * The default export, by the same way that a strategy is loaded. Throws E111 with `file:line:column` where the file
 * cannot be compiled, throws, or exports nothing.
 */
export async function importConfig(path: string, file: string): Promise<unknown> {
  const bundle = await bundleStrategy(path).catch((error: unknown) => {
    throw error instanceof Fault ? new Fault("E111", error.message, error.detail) : error;
  });
  rememberBundle(bundle);
  const module: { default?: unknown } = await import(pathToFileURL(bundle.module).href).catch(
    (error: unknown) => {
      throw new Fault("E111", `${file} threw ${thrownText(error)}`, strategyFault(error, bundle).detail);
    },
  );
  if (module.default !== undefined) return module.default;
  throw new Fault("E111", `${file} has no default export`, { where: file, fix: ["export default { … }"] });
}
