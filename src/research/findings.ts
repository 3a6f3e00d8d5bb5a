// What is said of that which was found of a strategy?

import type { Bars } from "../domain/bars.js";
import type { RunData } from "../domain/run.js";
import { type Finding, FOUND } from "../domain/verified.js";
import type { Bundle } from "../strategy/bundle.js";
import { placeOfError } from "../strategy/thrown.js";
import type { Divergence } from "./divergence.js";
import type { Seen } from "./explain.js";
import type { Trapped } from "./traps.js";

/** A finding that hangs on no decision. */
export const NOTHING = {
  bar: null,
  time: null,
  asRun: null,
  watched: null,
  values: [],
  where: null,
  excerpt: null,
};

export function asked({ what, kind, error }: Trapped, bundle: Bundle): Finding {
  const message = `${bundle.name} asks ${kind === "chance" ? "chance" : "the clock"}: ${what}`;
  const place = placeOfError(error, bundle, what);
  return {
    ...NOTHING,
    code: FOUND.clock,
    message,
    where: place?.where ?? bundle.file,
    excerpt: place?.excerpt ?? null,
  };
}

export const wrote = ({ name, file }: Bundle): Finding => ({
  ...NOTHING,
  code: FOUND.wrote,
  message: `${name} wrote into the bars that it was given`,
  where: file,
});

/** Where it was watched beside nothing else, and what it reads there. */
export const keeps = (
  { bar, first, second }: Divergence,
  { time }: Pick<Bars, "time">,
  { name, file }: Bundle,
  { values, where, excerpt }: Seen,
): Finding => ({
  code: FOUND.lookAhead,
  message: `${name} decides with bars that had not closed: it keeps them for its next run`,
  bar,
  time: time[bar]!,
  asRun: first,
  watched: second,
  values,
  where: where ?? file,
  excerpt,
});

export const differs = (
  run: RunData,
  { bar, first, second }: Divergence,
  { name, file }: Bundle,
): Finding => ({
  ...NOTHING,
  code: FOUND.differs,
  message: `${name} decides otherwise when it runs once more in the same process: something of a run before was left`,
  bar,
  time: run.bars.time[bar]!,
  asRun: first,
  watched: second,
  where: file,
});

export const skips = (run: RunData, { bar, first, second }: Divergence, { name, file }: Bundle): Finding => ({
  ...NOTHING,
  code: FOUND.skips,
  message: `${name} decides in a bar that its decidesAt leaves out`,
  bar,
  time: run.bars.time[bar]!,
  asRun: first,
  watched: second,
  where: file,
});

export const warmsSlowly = (stated: number, settled: number | null, { name, file }: Bundle): Finding => ({
  ...NOTHING,
  code: FOUND.warmup,
  message:
    settled === null
      ? `${name} never comes to decide what it decides with more history; ${stated} bars were stated`
      : `${name} takes ${settled} bars until history before its start no longer matters; ${stated} were stated`,
  where: file,
});
