// How did the lines of the imported files fare, and what does the broker say of it?

import type { Reconciled } from "../journal/reconcile.js";
import type { ImportRecord } from "../journal/store.js";
import { dollarsText, plural } from "../report/format.js";
import type { RowAccount } from "../report/review-report.js";

export const rowAccounts = (imports: readonly ImportRecord[]): RowAccount[] =>
  imports.map(({ file, format, version, counts }) => {
    const { lines, ...fates } = counts;
    const parts: [number, string][] = [
      [fates.fills, "fill"],
      [fates.orders, "order"],
      [fates.fees, "fee"],
      [fates.nonTrades, "other line"],
      [fates.duplicates, "duplicate"],
      [fates.rejected, "rejected line"],
    ];
    return {
      file,
      format: `${format} v${version}`,
      lines,
      fates: parts
        .filter(([n]) => n > 0)
        .map(([n, what]) => plural(n, what))
        .join(" · "),
      adds: parts.reduce((sum, [n]) => sum + n, 0) === lines,
    };
  });

/** What our books say beside the broker's own sums; where no file has any, that is said. */
export function sumsOf({ pairs, gross, net, costs, profit, oddRows, oddDays }: Reconciled): string[] {
  const lines: string[] = [];
  const against = (what: string, sums: { readonly ours: number; readonly broker: number } | null) => {
    if (sums === null) return;
    const same = Math.abs(sums.ours - sums.broker) < 10_000;
    lines.push(
      `${what}: ours ${dollarsText(sums.ours)}, broker's ${dollarsText(sums.broker)} ${same ? "✓" : "✗"}`,
    );
  };
  against("gross by pair", pairs);
  against("gross by round trip", gross);
  against("net by round trip", net);
  against("costs by ledger", costs);
  against("profit by ledger", profit);
  if (oddRows.length > 0)
    lines.push(`${plural(oddRows.length, "row")} of which the broker says another profit`);
  if (oddDays.length > 0) lines.push(`${plural(oddDays.length, "day")} on which the ledger differs`);
  return lines.length > 0 ? lines : ["no file has the broker's own sums: nothing to reconcile with"];
}
