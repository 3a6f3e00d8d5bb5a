// What is to be said of a case that ran, beside its baseline?

import type { Bars } from "../domain/bars.js";
import { dollars } from "../domain/money.js";
import type {
  CaseResult,
  Expectation,
  FingerprintTree,
  MetricRow,
  Outputs,
  Recorded,
  SummaryFigures,
  TradeCounts,
  Verdict,
} from "../domain/regress.js";
import type { Finding } from "../domain/verified.js";
import { bareResult, EMPTY } from "./bare-result.js";
import { type CodeNow, explained } from "./explained.js";
import { changedLayers, isCalendarOnly, layerDiffs } from "./layers.js";
import { metricRows } from "./rows.js";
import type { CaseTerms } from "./terms.js";
import { changesOf, equityOf, tradeChanges, tradeCounts } from "./trade-changes.js";
import { type Evidence, failedGuards, GUARDED, NO_TRADES, notesOf, verdictOf } from "./verdict.js";

export interface Named {
  readonly name: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly seconds: number;
}

export const differingOutputs = (a: Outputs, b: Outputs): (keyof Outputs)[] =>
  (["orders", "trades", "equity"] as const).filter((name) => a[name] !== b[name]);

/** Orders, trades, equity, and every figure that the baseline has: margin is used otherwise by the same trades. */
export const isSame = (
  { tree, figures }: Pick<Recorded, "tree" | "figures">,
  outputs: Outputs,
  now: SummaryFigures,
): boolean =>
  differingOutputs(tree.outputs, outputs).length === 0 &&
  Object.entries(figures).every(([key, value]) => !(key in now) || now[key] === value);

/** Outputs are those of the baseline: no decision has to be looked at. `now`: what the run hangs on as it is today. */
export function sameResult(
  named: Named,
  tree: FingerprintTree,
  now: FingerprintTree,
  figures: SummaryFigures,
  terms: CaseTerms,
  expect: Expectation,
  finding: Finding | null,
): CaseResult {
  const runtime = terms.guard.runtime === undefined ? [] : runtimeRow(terms, tree.seconds, named.seconds);
  const evidence = {
    expect,
    outputs: [],
    diffs: layerDiffs(tree, now),
    rows: runtime,
    untrusted: finding !== null,
    noTrades: figures.trades === 0 && !terms.zeroTrades,
  };
  const slow = failedGuards(runtime);
  const verdict = verdictOf(evidence);
  const headline = finding?.message ?? (evidence.noTrades ? "no trades" : slow.length > 0 ? "slower" : "");
  return bareResult(named.name, verdict === "same" && slow.length > 0 ? "changed" : verdict, {
    ...named,
    headline,
    layers: evidence.diffs,
    metrics: metricRows(figures, figures, terms, [tree.seconds, named.seconds]),
    finding,
    notes: notesOf(evidence),
    fingerprint: tree.run,
    reasons: tree.reasons,
  });
}

const runtimeRow = (terms: CaseTerms, before: number | null, now: number): MetricRow[] =>
  metricRows({}, {}, terms, [before, now]).filter(({ key }) => key === "runtime");

/** A case without a baseline, as it ran. */
export function newResult(
  named: Named,
  now: Recorded,
  terms: CaseTerms,
  finding: Finding | null,
): CaseResult {
  const noTrades = now.trades.length === 0 && !terms.zeroTrades;
  const rows = metricRows({}, now.figures, terms, [null, named.seconds]);
  const verdict = finding !== null ? "invalid" : noTrades ? "changed" : "new";
  return bareResult(named.name, verdict, {
    ...named,
    headline: finding?.message ?? (noTrades ? "no trades" : `${now.trades.length} trades`),
    metrics: rows,
    equity: { baseline: [], now: [now.cash, ...now.days.map(({ equity }) => equity)], parted: null },
    finding,
    notes: noTrades ? [NO_TRADES] : [],
    fingerprint: now.tree.run,
  });
}

export function changedResult(
  named: Named,
  baseline: Recorded,
  now: Recorded,
  code: CodeNow,
  bars: Bars,
  terms: CaseTerms,
  expect: Expectation,
  finding: Finding | null,
): CaseResult {
  const diffs = layerDiffs(baseline.tree, now.tree);
  const outputs = differingOutputs(baseline.tree.outputs, now.tree.outputs);
  const rows = metricRows(baseline.figures, now.figures, terms, [baseline.tree.seconds, named.seconds]);
  const noTrades = now.trades.length === 0 && !terms.zeroTrades;
  const evidence = { expect, outputs, diffs, rows, untrusted: finding !== null, noTrades };
  const verdict = verdictOf(evidence);
  const diff = tradeChanges(baseline.trades, now.trades, bars);
  const trades = tradeCounts(diff, baseline.trades, now.trades);
  return {
    ...EMPTY,
    ...named,
    verdict,
    headline: finding?.message ?? headlineOf(evidence, verdict, trades, baseline, now),
    layers: diffs,
    metrics: rows,
    outputs,
    trades,
    tradeChanges: changesOf(diff, baseline.trades, now.trades),
    divergence: explained(baseline, now, code, baseline.code),
    equity: equityOf(baseline, now),
    finding,
    notes: notesOf(evidence),
    fingerprint: now.tree.run,
    reasons: baseline.tree.reasons,
  };
}

function headlineOf(
  { expect, outputs, rows }: Evidence,
  verdict: Verdict,
  { baseline: before, same, onlyNow }: TradeCounts,
  baseline: Recorded,
  now: Recorded,
): string {
  const diffs = layerDiffs(baseline.tree, now.tree);
  const layers = changedLayers(diffs);
  const differing = rows.filter(({ differs }) => differs);
  if (now.trades.length === 0 && baseline.trades.length > 0)
    return `no trades, ${baseline.trades.length} before`;
  if (verdict === "within" && differing.length === 1) {
    const [{ label, unit, delta, tolerance }] = differing as [MetricRow];
    const sign = (delta ?? 0) > 0 ? "+" : "";
    const change = unit === "usd" ? dollars(delta ?? 0) : String(Number((delta ?? 0).toPrecision(3)));
    return `${label.toLowerCase()} ${sign}${change} (${tolerance?.text ?? ""})`;
  }
  const metrics = `${differing.length} ${differing.length === 1 ? "metric" : "metrics"}`;
  const trades =
    before === same
      ? onlyNow === 0
        ? "the same trades"
        : `${onlyNow} more ${onlyNow === 1 ? "trade" : "trades"}`
      : `${before - same} of ${before} trades`;
  const text = differing.length === 0 ? sameFigures(outputs) : `${metrics}, ${trades}`;
  const broken = failedGuards(rows).map(({ label }) => label.toLowerCase());
  if (verdict === "changed" && expect === "change" && broken.length > 0)
    return `${GUARDED}${broken.join(", ")} failed; ${text}`;
  return verdict === "data-drift"
    ? `${isCalendarOnly(diffs) ? "another calendar" : "other bars"}; ${text}`
    : layers.length === 0
      ? `same inputs; ${text}`
      : text;
}

/** Letters of flags, words of reasons and the equity between trades differ without any order doing so. */
const sameFigures = (outputs: Evidence["outputs"]): string =>
  outputs.includes("orders")
    ? "the same figures from other orders"
    : outputs.includes("trades")
      ? "the same orders, trades told otherwise"
      : "the same orders and trades, another equity between them";
