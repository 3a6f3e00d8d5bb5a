// What does a program that embeds Tickproof call?

import type { Audit } from "./accountant/audit.js";
import type { DailyStatement, MonthlyStatement } from "./accountant/statements.js";
import type { Series } from "./domain/bars.js";
import type { BookFormat } from "./domain/book-formats.js";
import type { SettlementPrices } from "./domain/chain.js";
import type { Comparison } from "./domain/comparison.js";
import type { MarketEvents } from "./domain/events.js";
import type { FundingRates, MarkPrices } from "./domain/funding.js";
import type { Posting } from "./domain/posting.js";
import type { Run } from "./domain/run.js";
import type { Sweep } from "./domain/sweep.js";
import type { ReadOptions } from "./importer/read-bars.js";
import type { EventOptions } from "./importer/read-events.js";
import type { FundingOptions } from "./importer/read-funding.js";
import type { DocumentAudit } from "./report/audit-document.js";
import type { DanfoFrame, DanfoTables } from "./report/danfo.js";
import type { ReportContext } from "./report/run-report.js";
import type { BacktestRequest, CompareRequest } from "./research/library.js";
import type { SweepRequest } from "./research/sweep-request.js";

/** Runs one strategy over one series: `docs/library.md`. Throws a `Fault` for whatever is wrong with the inputs. */
export const backtest = async (request: BacktestRequest): Promise<Run> =>
  (await import("./research/library.js")).backtest(request);

/** Runs every strategy on every instrument over their common trade dates. A cell that fails carries its fault. */
export const compare = async (request: CompareRequest): Promise<Comparison> =>
  (await import("./research/library.js")).compare(request);

/** Runs one strategy over all combinations of its parameters: `docs/sweeps.md`. */
export const sweep = async (request: SweepRequest): Promise<Sweep> =>
  (await import("./research/sweep-request.js")).sweep(request);

/** What an unfinished sweep has done, as bytes: `sweep({ …, resume })` goes on with them. It must have been `resumable`. */
export const savedSweep = async (result: Sweep): Promise<Uint8Array> =>
  (await import("./research/sweep-state.js")).savedSweep(result);

/** Reads a CSV file once, for several runs over the same bars. */
export const readBars = async (path: string, options: ReadOptions): Promise<Series> =>
  (await import("./importer/read-bars.js")).readBars(path, options);

/** Reads a calendar of announcements once, for several runs. */
export const readEvents = async (path: string, options: EventOptions = {}): Promise<MarketEvents> =>
  (await import("./importer/read-events.js")).readEvents(path, options);

/** Reads a CSV file of settlement prices once, for several runs. */
export const readSettlements = async (
  path: string,
  missing: SettlementPrices["missing"] = "refuse",
): Promise<SettlementPrices> =>
  (await import("./importer/read-settlements.js")).readSettlements(path, missing);

/** Reads the funding rates of a perpetual once, for several runs. */
export const readFunding = async (path: string, options: FundingOptions): Promise<FundingRates> =>
  (await import("./importer/read-funding.js")).readFunding(path, options);

/** Reads mark prices once, for several runs. */
export const readMarks = async (
  path: string,
  options: Omit<FundingOptions, "hours"> = {},
): Promise<MarkPrices> => (await import("./importer/read-funding.js")).readMarks(path, options);

/** Replays the fill log in decimal arithmetic by a second route; every figure must agree to the micro-dollar. */
export const auditRun = async (run: Run): Promise<Audit> =>
  (await import("./accountant/audit.js")).auditRun(run);

/**
 * The same for the document of a run, as text or already read: what `tickproof audit` does. Throws a `Fault` for what is no
 * such document (E390 to E393).
 */
export async function auditDocument(document: string | object): Promise<DocumentAudit> {
  const [{ parseRunDocument }, { auditDocument: audit }] = await Promise.all([
    import("./report/read-document.js"),
    import("./report/audit-document.js"),
  ]);
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return audit(parseRunDocument(text, "document"), "document");
}

/** Every movement of money of a run, each balanced, dated and with its reason, in the order in which it happened. */
export const postingsOf = async (run: Run): Promise<Posting[]> => [
  ...(await import("./accountant/books.js")).postingsOf(run),
];

/** The daily statements of a run, and the same by month. Money is in micro-dollars. */
export async function statementsOf(run: Run): Promise<Statements> {
  const { dailyStatements, monthlyStatements } = await import("./accountant/statements.js");
  const days = dailyStatements(run);
  return { days, months: monthlyStatements(run, days) };
}

export interface Statements {
  readonly days: readonly DailyStatement[];
  readonly months: readonly MonthlyStatement[];
}

/** The books of a run as plain-text double entry for beancount, hledger or Ledger. */
export async function booksOf(run: Run, format: BookFormat): Promise<string> {
  const [{ plainTextBooks }, { costsByFill }] = await Promise.all([
    import("./report/plain-text-books.js"),
    import("./accountant/books.js"),
  ]);
  const title = [
    `Books of ${run.inputs.strategy.name} on ${run.inputs.contract.symbol}`,
    `Fingerprint ${run.fingerprint}`,
  ];
  return plainTextBooks(format, { booked: run, costsOf: costsByFill(run), title });
}

/** Every metric by key; null where it is undefined. "usd" metrics are in micro-dollars. */
export async function metricsOf(run: Run): Promise<Record<string, number | null>> {
  const { METRICS } = await import("./metric/all.js");
  return Object.fromEntries(METRICS.map((metric) => [metric.key, metric.of(run)]));
}

/** The document that `--json` prints: `tickproof.run/1`. */
export const runDocument = async (run: Run): Promise<object> =>
  (await import("./report/json.js")).runDocument(run);

/** The same of a comparison: `tickproof.compare/1`. `allTrades`: its diffs list every trade. */
export const compareDocument = async (
  comparison: Comparison,
  options?: { readonly allTrades?: boolean },
): Promise<object> => (await import("./report/compare-document.js")).compareDocument(comparison, options);

/** Finished runs side by side, without running them again; each with a name for where two have the same strategy and contract. */
export const compareFinished = async (
  runs: readonly { readonly name: string; readonly run: Run }[],
  baseline?: string,
): Promise<Comparison> =>
  (await import("./research/compare-finished.js")).compareFinished(runs, baseline ?? null);

/** The report of one run as one HTML file. */
export const runReport = async (run: Run, context: ReportContext): Promise<string> =>
  (await import("./report/run-report.js")).runReport(run, context);

/** The report of a comparison as one HTML file. */
export const compareReport = async (comparison: Comparison, context: ReportContext): Promise<string> =>
  (await import("./report/compare-report.js")).compareReport(comparison, context);

/** Trades, fills, equity and days as DataFrames of danfojs-node, which must be installed beside Tickproof. */
export const toDanfo = async (run: Run): Promise<DanfoTables> =>
  (await import("./report/danfo.js")).toDanfo(run);

/** A comparison as one DataFrame, a row a cell. */
export const comparisonToDanfo = async (comparison: Comparison): Promise<DanfoFrame> =>
  (await import("./report/danfo.js")).comparisonToDanfo(comparison);
