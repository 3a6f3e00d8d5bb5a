// How does a build server read which cases are what they were?

import type { CaseResult, MetricRow } from "../domain/regress.js";
import { type JunitCase, type JunitSuite, junitXml } from "./junit.js";
import { rowTexts } from "./regress-figures.js";
import { changedLayersOf } from "./regress-words.js";

export interface JunitTerms {
  /** Whether the case makes the command fail. */
  readonly fails: (result: CaseResult) => boolean;
  /** What the terminal says of it. */
  readonly block: (result: CaseResult) => string;
}

/** A suite for each case; the verdict decides whether what differs is a failure or was to be expected. */
export const regressJunit = (results: readonly CaseResult[], terms: JunitTerms): string =>
  junitXml(
    "tickproof regress",
    results.map((result) => suiteOf(result, terms)),
  );

function suiteOf(result: CaseResult, { fails, block }: JunitTerms): JunitSuite {
  const failed = fails(result);
  // All of it once: a reader that lists failures would show it for each.
  const one = (name: string, message: string | null, body = message ?? ""): JunitCase => ({
    name,
    failure: message === null || !failed ? null : { message, body },
  });
  return {
    name: result.name,
    seconds: result.seconds ?? 0,
    properties: propertiesOf(result),
    cases:
      result.fault === null
        ? [
            one("fingerprint", fingerprintMessage(result), failed ? block(result) : ""),
            one("trades", tradesMessage(result)),
            ...result.metrics.map((row) => one(`metrics.${row.key}`, metricMessage(row))),
            ...result.metrics.flatMap((row) => guardCases(row, one)),
            one("lookahead", result.finding && `${result.finding.code} ${result.finding.message}`),
            one("runtime", runtimeMessage(result)),
          ]
        : [
            {
              name: "fingerprint",
              failure: {
                message: `${result.fault.code} ${result.fault.message}`,
                body: block(result),
                isError: true,
              },
            },
          ],
  };
}

function fingerprintMessage({ verdict, headline, outputs }: CaseResult): string | null {
  if (outputs.length > 0) return `${verdict}: ${headline}`;
  return verdict === "new" || verdict === "obsolete" || verdict === "changed"
    ? `${verdict}: ${headline || (verdict === "new" ? "no baseline" : "no such case")}`
    : null;
}

function tradesMessage({ trades }: CaseResult): string | null {
  if (trades === null) return null;
  const { baseline, now, same, changed, onlyBaseline, onlyNow } = trades;
  if (same === baseline && same === now) return null;
  return `${same} same, ${changed} changed, ${onlyBaseline} only in baseline, ${onlyNow} only now`;
}

function metricMessage(row: MetricRow): string | null {
  if (!row.differs || row.tolerance?.met === true) return null;
  const allowed = row.tolerance === null ? "" : ` (${row.tolerance.text})`;
  const { baseline, now, delta } = rowTexts(row);
  return `${row.label} ${baseline} → ${now} (${delta})${allowed}`;
}

/** One that only warns never fails. */
const guardCases = (
  { key, label, guards }: MetricRow,
  one: (name: string, message: string | null) => JunitCase,
): JunitCase[] =>
  guards.length === 0
    ? []
    : [
        one(
          `guards.${key}`,
          guards
            .filter(({ met, level }) => !met && level === "fail")
            .map(({ text, came }) => `${label}: ${text}${came === null ? "" : ` (${came})`}`)
            .join("; ") || null,
        ),
      ];

function runtimeMessage(result: CaseResult): string | null {
  const layers = changedLayersOf(result);
  if (result.outputs.length === 0 || layers.length !== 1 || layers[0]!.layer !== "runtime") return null;
  return `only the runtime differs: ${layers[0]!.changes.map(({ name }) => name).join(", ")}`;
}

function propertiesOf(result: CaseResult): Record<string, string> {
  const all: Record<string, string | null | undefined> = {
    verdict: result.verdict,
    strategy: result.strategy,
    instrument: result.instrument,
    fingerprint: result.fingerprint,
    "changed layers": changedLayersOf(result)
      .map(({ layer }) => layer)
      .join(", "),
    "decided at": result.divergence?.place?.where,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
