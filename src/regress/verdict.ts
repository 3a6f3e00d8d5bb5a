// Is the result of a case what it was, and if not, whose doing is that?

import { EXIT, faultFrom } from "../domain/fault.js";
import {
  type CaseResult,
  type Expectation,
  type Layer,
  type LayerDiff,
  type MetricRow,
  type Outputs,
  VERDICTS,
  type Verdict,
} from "../domain/regress.js";
import { changedLayers, hasDrifted } from "./layers.js";

export interface Evidence {
  readonly expect: Expectation;
  /** Which outputs differ. */
  readonly outputs: readonly (keyof Outputs)[];
  readonly diffs: readonly LayerDiff[];
  readonly rows: readonly MetricRow[];
  /** Two runs in one process came to different results, or it was seen to look ahead. */
  readonly untrusted: boolean;
  /** Without a trade, and nobody said that this may be. */
  readonly noTrades: boolean;
}

export function verdictOf(evidence: Evidence): Verdict {
  const { expect, outputs, diffs, rows, untrusted, noTrades } = evidence;
  if (untrusted) return "invalid";
  if (outputs.length === 0 && rows.every(({ differs }) => !differs)) return noTrades ? "changed" : "same";
  // The same strategy on the same bars by the same rules has one result: whatever made it another is no change of anybody's.
  if (changedLayers(diffs).length === 0) return "invalid";
  if (hasDrifted(diffs)) return "data-drift";
  if (noTrades) return "changed";
  const differing = rows.filter(({ differs }) => differs);
  const within = differing.length > 0 && differing.every(({ tolerance }) => tolerance?.met === true);
  if (within) return "within";
  if (expect === "no-change") return "changed";
  return failedGuards(rows).length === 0 ? "accepted" : "changed";
}

/** Guards that are to stop a change; those of level `warn` only speak up. */
export const failedGuards = (rows: readonly MetricRow[]): MetricRow[] =>
  rows.filter(({ guards }) => guards.some(({ met, level }) => !met && level === "fail"));

/** How the headline begins where a change was expected and a guard stops it. */
export const GUARDED = "guard of ";

export const NO_TRADES = "it does not trade at all; [allow] zeroTrades = true if that is meant";

/** What changes under a strategy's feet: worth a word even where it made no difference. */
const UNDER: readonly Layer[] = ["data", "specs", "fill model"];

/** What stands in notes besides the verdict. */
export function notesOf({ expect, outputs, diffs, rows, noTrades }: Evidence): string[] {
  const layers = changedLayers(diffs);
  const changed = outputs.length > 0 || rows.some(({ differs }) => differs);
  const under = layers.filter((layer) => UNDER.includes(layer));
  const code = diffs.find(({ layer }) => layer === "engine")?.changes.map(({ name }) => name) ?? [];
  return [
    ...(noTrades ? [NO_TRADES] : []),
    ...(changed && layers.join() === "runtime"
      ? ["only the runtime differs: this strategy's indicators come out otherwise there"]
      : []),
    ...(changed && layers.includes("engine") && !code.includes("semantics")
      ? ["the engine's code is another one and its semantics were not raised: tell its makers"]
      : []),
    ...(changed && layers.length === 0
      ? ["the same inputs come to other outputs than they did: never accept that"]
      : []),
    ...(!changed && under.length > 0 ? [`${under.join(", ")} changed, and it comes to the same`] : []),
    ...(!changed && expect === "change" ? ["a change was expected, and there is none"] : []),
    ...rows.flatMap(({ label, guards }) =>
      guards
        .filter(({ met, level }) => !met && level === "warn")
        .map(({ text, came }) => `${label.toLowerCase()}: guard ${text}${came === null ? "" : ` (${came})`}`),
    ),
  ];
}

export const worstOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce(
    (worst, one) => (VERDICTS.indexOf(one) > VERDICTS.indexOf(worst) ? one : worst),
    "same" as Verdict,
  );

/** `error` ends as the fault says: the strategy threw, or the case is wrong. */
export function exitOf(result: Pick<CaseResult, "verdict" | "fault">, ci: boolean): number {
  switch (result.verdict) {
    case "same":
    case "within":
    case "accepted":
      return EXIT.ok;
    case "new":
    case "obsolete":
      return ci ? EXIT.no : EXIT.ok;
    case "changed":
      return EXIT.no;
    case "data-drift":
      return EXIT.input;
    case "invalid":
      return EXIT.untrusted;
    case "error":
      return result.fault === null ? EXIT.usage : faultFrom(result.fault).exit;
  }
}

/** The worst verdict says how the command ends. */
export function exitOfAll(results: readonly Pick<CaseResult, "verdict" | "fault">[], ci: boolean): number {
  const worst = worstOf(results.map(({ verdict }) => verdict));
  return Math.max(
    EXIT.ok,
    ...results.filter(({ verdict }) => verdict === worst).map((one) => exitOf(one, ci)),
  );
}
