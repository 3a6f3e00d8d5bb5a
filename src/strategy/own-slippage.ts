// How does a file of one's own say what a fill costs?

import { statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import type { OwnSlippage, SlippageContext } from "../domain/execution.js";
import { didYouMean, Fault } from "../domain/fault.js";
import type { Ticks } from "../domain/money.js";
import { formatInstant } from "../instrument/time.js";
import { type Bundle, bundleStrategy } from "./bundle.js";
import { filesIn, STRATEGY_EXTENSIONS } from "./find.js";
import { importAnew } from "./load.js";
import { placeIn } from "./place.js";
import { type InMemory, strategyFault } from "./thrown.js";

/** Bundled as strategies are, so that a worker can import it. Throws E123 where there is no such file or it does not compile. */
export async function bundleSlippage(file: string): Promise<Bundle> {
  const path = resolve(file);
  if (!STRATEGY_EXTENSIONS.includes(extname(path)) || !statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw noFile(file, path);
  }
  try {
    return await bundleStrategy(path);
  } catch (error) {
    throw asSetting(error);
  }
}

function noFile(file: string, path: string): Fault {
  const near = didYouMean(basename(path), filesIn(dirname(path)));
  return new Fault("E123", `There is no slippage model ${file}`, {
    found: file,
    expected: `a file that ends in ${STRATEGY_EXTENSIONS.join(", ")} and exports a function`,
    ...(near !== undefined && { fix: [`--slippage ${file.slice(0, -basename(file).length)}${near}`] }),
  });
}

/** What goes wrong before the run begins is a wrong setting, not a strategy that failed. */
const asSetting = (error: unknown): unknown =>
  error instanceof Fault ? new Fault("E123", error.message, error.detail) : error;

/** The default export, new for each run like a strategy. Throws E123 where it is no function. */
export async function importSlippage(bundle: Bundle): Promise<OwnSlippage> {
  const exported = await importAnew(bundle).catch((error: unknown) => {
    throw asSetting(error);
  });
  const value = exported.default;
  if (typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value))) {
    return guarded(value as OwnSlippage, bundle);
  }
  throw new Fault("E123", `${bundle.file} exports no slippage model`, {
    ...placeIn(bundle, /^[ \t]*export\b[^\n]*/m, "this export"),
    found:
      value === undefined
        ? "no default export"
        : `a default export that is no ${typeof value === "function" ? "plain " : ""}function`,
    expected: "export default (fill) => 1",
    why: "The function answers by how many ticks a fill is worse: whole ticks, from 0 on.",
  });
}

/** Beyond it is no slippage but another market, or a price given for a distance. */
const MOST_TICKS = 1_000_000;

/** Throws E434 with the fill at which the function threw, or answered what is no whole number of ticks from 0 on. */
export function guarded(slip: OwnSlippage, origin: Bundle | InMemory): OwnSlippage {
  return (fill) => {
    let answer: unknown;
    try {
      answer = slip(fill);
    } catch (error) {
      const fault = strategyFault(error, origin, momentOf(fill));
      throw fault.code === "E401" ? new Fault("E434", fault.message, fault.detail) : fault;
    }
    if (isTicks(answer)) return answer + 0; // + 0: no negative zero
    throw noTicks(answer, origin, fill);
  };
}

const isTicks = (answer: unknown): answer is Ticks =>
  Number.isInteger(answer) && (answer as number) >= 0 && (answer as number) <= MOST_TICKS;

const momentOf = ({ bar, time }: SlippageContext): string =>
  `for the fill of bar ${bar} (${formatInstant(time)})`;

function noTicks(answer: unknown, origin: Bundle | InMemory, fill: SlippageContext): Fault {
  const promise = typeof (answer as { then?: unknown } | null | undefined)?.then === "function";
  const object = typeof answer === "object" && answer !== null;
  return new Fault("E434", `${origin.name} answered no whole number of ticks ${momentOf(fill)}`, {
    ...("file" in origin && { where: origin.file }),
    found: promise ? "a promise" : object ? "an object" : String(answer),
    expected: `a whole number of ticks from 0 to ${MOST_TICKS}`,
    why: "Fills lie on the price grid, and slippage never improves one.",
    fix: promise ? ["a plain function, not an async one"] : ["return Math.ceil(ticks)", "Math.max(0, …)"],
  });
}
