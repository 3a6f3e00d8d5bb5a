// How do runs beside their baselines read for programs?

import type { z } from "zod";
import type { CaseResult, Expectation, TradeLine } from "../domain/regress.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { exitOf, exitOfAll, worstOf } from "../regress/verdict.js";
import type { regressSchema } from "./regress-schema.js";
import { findingRow } from "./verify-text.js";

export type RegressDocument = z.infer<typeof regressSchema>;
type CaseDocument = RegressDocument["cases"][number];

export interface Written {
  readonly accepted: readonly string[];
  readonly removed: readonly string[];
}

/** `tickproof.regress/1`, described by docs/schema/regress.schema.json. */
export function regressDocument(
  results: readonly CaseResult[],
  { accepted, removed }: Written,
  expect: Expectation,
  ci: boolean,
): RegressDocument {
  const settled = results.filter(({ name }) => !accepted.includes(name) && !removed.includes(name));
  const exit = settled.length === 0 ? 0 : exitOfAll(settled, ci);
  return {
    schema: "tickproof.regress/1",
    ok: exit === 0,
    verdict: worstOf(results.map(({ verdict }) => verdict)),
    exit,
    expect,
    cases: results.map((result) => caseDocument(result, ci)),
    accepted: [...accepted],
    removed: [...removed],
  };
}

function caseDocument(result: CaseResult, ci: boolean): CaseDocument {
  const { layers, metrics, tradeChanges, divergence, equity, finding, fault, ...rest } = result;
  return {
    ...rest,
    exit: exitOf(result, ci),
    outputs: [...rest.outputs],
    notes: [...rest.notes],
    reasons: [...rest.reasons],
    layers: layers.map(({ layer, changes }) => ({
      layer,
      same: changes.length === 0,
      changes: [...changes],
    })),
    metrics: metrics.map(({ label: _, guards, ...row }) => ({ ...row, guards: [...guards] })),
    tradeChanges: tradeChanges.map(({ baseline, now, differs, ...one }) => ({
      ...one,
      baseline: tradeOf(baseline),
      now: tradeOf(now),
      differs: [...differs],
    })),
    divergence: divergence && divergenceOf(divergence),
    equity: equity && {
      baseline: [...equity.baseline],
      now: [...equity.now],
      parted: equity.parted === null ? null : formatDay(equity.parted),
    },
    finding: finding && findingRow(finding),
    fault: fault && { ...fault },
  };
}

const tradeOf = (trade: TradeLine | null): CaseDocument["tradeChanges"][number]["now"] =>
  trade && {
    n: trade.n,
    side: trade.side === 1 ? "long" : "short",
    qty: trade.qty,
    entryTime: formatInstant(trade.entryTime),
    entrySum: trade.entrySum,
    exitTime: formatInstant(trade.exitTime),
    exitSum: trade.exitSum,
    net: trade.net,
    entryReason: trade.entryReason,
    exitReason: trade.exitReason,
  };

function divergenceOf({
  time,
  place,
  values,
  path,
  changedLines,
  ...rest
}: NonNullable<CaseResult["divergence"]>): NonNullable<CaseDocument["divergence"]> {
  return {
    ...rest,
    time: formatInstant(time),
    values: [...values],
    where: place?.where ?? null,
    path: [...path],
    changedLines: [...changedLines],
  };
}
