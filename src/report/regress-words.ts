// In which words are the parts of a regression told, wherever they stand?

import type { CaseResult, Layer, LayerDiff, MetricRow, TradeChange, Verdict } from "../domain/regress.js";

export const metricOf = ({ metrics }: Pick<CaseResult, "metrics">, key: string): MetricRow | null =>
  metrics.find((row) => row.key === key) ?? null;

export const changedLayersOf = ({ layers }: Pick<CaseResult, "layers">): readonly LayerDiff[] =>
  layers.filter(({ changes }) => changes.length > 0);

export const sameLayersOf = ({ layers }: Pick<CaseResult, "layers">): readonly Layer[] =>
  layers.filter(({ changes }) => changes.length === 0).map(({ layer }) => layer);

/** "✗ 1 changed, 2 same": the worst first. */
export function countsText(
  results: readonly Pick<CaseResult, "verdict">[],
  order: readonly Verdict[],
): string {
  const counts = [...order]
    .reverse()
    .map((verdict) => [verdict, results.filter((one) => one.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0);
  return counts.length === 0 ? "no case" : counts.map(([verdict, count]) => `${count} ${verdict}`).join(", ");
}

export const CHANGE_WORDS: Readonly<Record<TradeChange["kind"], string>> = {
  changed: "changed",
  "only baseline": "only in baseline",
  "only now": "only now",
};

/** "strategies/orb.ts" and 48 of "strategies/orb.ts:48:5". */
export function placeParts(where: string): { readonly file: string; readonly line: number | null } {
  const [, file, line] = /^(.*?):(\d+)(?::\d+)?$/.exec(where) ?? [];
  return file === undefined ? { file: where, line: null } : { file, line: Number(line) };
}
