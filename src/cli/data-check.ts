// What is wrong with these bars?

import { existsSync } from "node:fs";
import { checkBars } from "../bars/check/check.js";
import { findSet, readSet } from "../catalog/catalog.js";
import type { Series } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { EXIT, Fault } from "../domain/fault.js";
import {
  FAULT_KINDS,
  type FaultKind,
  POSSIBLE,
  type Policies,
  type Policy,
  ROW_KINDS,
} from "../domain/findings.js";
import { forAll } from "../importer/policy.js";
import { findingsWithoutLines } from "../importer/series-check.js";
import { instrumentOf } from "../instrument/instrument.js";
import {
  type CheckCount,
  type CheckedFile,
  type CheckFinding,
  checkDocument,
  totalOf,
} from "../report/check-document.js";
import { checkText } from "../report/check-text.js";
import { writeFileSafely } from "../report/write.js";
import { catalogOf } from "./catalog-call.js";
import type { Action, Call } from "./commands.js";
import { knownContracts } from "./known-contracts.js";
import { policyOf } from "./policy-words.js";
import { readFile } from "./read-series.js";

/**
 * Reads each file with the rows left out that cannot be, and tells all that is wrong: those rows, and what the series shows beside
 * the exchange's calendar. Exit 0 nothing but warnings, 1 errors; a file that cannot be read at all is a fault (3).
 */
export const dataCheck: Action = async (call) => {
  const { operands, values, out, version } = call;
  if (operands.length === 0) {
    throw new Fault("E103", "tickproof data check takes files of bars, or data sets of the catalog", {
      found: "none",
      fix: ["tickproof data check FILE -i SYMBOL", "tickproof data check MES/5m"],
    });
  }
  const said = policyOf(values.policy);
  const checked: CheckedFile[] = [];
  for (const operand of operands) {
    const { series, instrument, isStored } = await seriesOf(operand, call, checkPolicy(said));
    checked.push(resultOf(series, instrument, isStored ? IMPORTED : explicit(said)));
  }
  if (values.html !== null) {
    const { checkPage } = await import("../report/check-page.js");
    writeFileSafely(values.html, checkPage(checked, version));
    out.note(`wrote ${values.html}`);
  }
  if (out.json) out.document(checkDocument(checked));
  else {
    for (const [k, file] of checked.entries()) {
      if (k > 0 && !out.answerStyle.tsv) out.answer("");
      out.answer(checkText(file, out.answerStyle));
    }
    if (!out.answerStyle.tsv) {
      const [errors, warnings] = [totalOf(checked, "error"), totalOf(checked, "warning")];
      out.answer(
        `\n  ${errors === 0 ? "no errors" : `${errors} errors`}, ${warnings} warnings · nothing was changed`,
      );
    }
  }
  return totalOf(checked, "error") > 0 ? EXIT.no : EXIT.ok;
};

/** Rows that cannot be are told, and mended so that they leave no hole to be told as well, or left out where they cannot be read. */
const checkPolicy = (said: Policy | undefined): Policy => ({
  ...forAll("repair"),
  spike: "keep",
  unreadable: "reject",
  ...(typeof said === "string" ? forAll(said) : said),
});

/** The kinds for which the user said what is to be done: then they are no errors any more. */
function explicit(said: Policy | undefined): ReadonlySet<FaultKind> {
  if (said === undefined) return new Set();
  const kinds: Partial<Policies> = typeof said === "string" ? forAll(said) : said;
  return new Set(FAULT_KINDS.filter((kind) => kinds[kind] !== undefined));
}

interface Checkable {
  readonly series: Series;
  readonly instrument: Instrument;
  readonly isStored: boolean;
}

/** What was wrong with the rows of a data set was settled when it was imported. */
const IMPORTED: ReadonlySet<FaultKind> = new Set(ROW_KINDS);

async function seriesOf(operand: string, call: Call, policy: Policy): Promise<Checkable> {
  const { values, config } = call;
  const contracts = knownContracts(config);
  if (!existsSync(operand) && !operand.includes("=") && isSetName(operand)) {
    const set = findSet(catalogOf(values), operand.replace(/^catalog:/, ""));
    const instrument = instrumentOf(contracts.get(set.about.symbol));
    return {
      series: findingsWithoutLines(await readSet(set, instrument), instrument),
      instrument,
      isStored: true,
    };
  }
  const [, named, file] = (existsSync(operand) ? null : /^([^=]+)=(.+)$/.exec(operand)) ?? [];
  const symbol = named ?? values.instrument?.[0];
  if (symbol === undefined) {
    throw new Fault("E103", `Of which contract are the bars in ${operand}?`, {
      why: "Tick size, session and holidays are those of the contract.",
      fix: [`tickproof data check ${operand} -i MES`],
    });
  }
  const contract = contracts.get(symbol);
  const series = await readFile(contract, { path: file ?? operand, note: null }, call, "data", true, policy);
  return { series, instrument: instrumentOf(contract), isStored: false };
}

/** "MES/5m", "catalog:MES/5m": no ending of a file. */
const isSetName = (text: string): boolean =>
  text.startsWith("catalog:") || (/^[^/\\]+\/[^/\\]+$/.test(text) && !/\.\w{1,5}$/.test(text));

function resultOf(
  { bars, source }: Series,
  instrument: Instrument,
  treated: ReadonlySet<FaultKind>,
): CheckedFile {
  const { days } = checkBars(bars, source.timeframeMs, instrument);
  const gradeOf = (kind: FaultKind, grade: "error" | "warning") => (treated.has(kind) ? "warning" : grade);
  // What a run would not refuse is no error either.
  const ofRow = (kind: FaultKind) => gradeOf(kind, POSSIBLE[kind][0] === "refuse" ? "error" : "warning");
  const repairs = source.repairs?.listed ?? [];
  const rows = repairs.map(
    ({ kind, file, line, found, done, action }): CheckFinding => ({
      kind,
      grade: ofRow(kind),
      file,
      line,
      count: 1,
      from: null,
      until: null,
      found: action === "rejected" && kind !== "order" ? done : found,
      expected: EXPECTED[kind] ?? "",
    }),
  );
  const found = (source.findings?.listed ?? []).map((one) => ({
    ...one,
    grade: gradeOf(one.kind, one.grade),
  }));
  const counts = new Map<string, CheckCount>();
  const all = [
    ...(source.repairs?.counts ?? []).map(({ kind, count }) => ({ kind, grade: ofRow(kind), count })),
    ...(source.findings?.counts ?? []),
  ];
  for (const { kind, grade, count } of all) {
    const real = gradeOf(kind, grade);
    const before = counts.get(`${kind} ${real}`)?.count ?? 0;
    counts.set(`${kind} ${real}`, { kind, grade: real, count: before + count });
  }
  return {
    source,
    findings: [...rows, ...found],
    counts: [...counts.values()],
    days,
    session: instrument.contract.session,
  };
}

const EXPECTED: Readonly<Partial<Record<FaultKind, string>>> = {
  unreadable: "stamp and prices that can be read, and as many columns as the header has",
  "high-low": "a high at or above, and a low at or below, open and close",
  "off-grid": "prices on the tick grid of the contract",
  volume: "volumes of 0 or more, in every row or in none",
  order: "rows in the order of time",
  duplicate: "one row for each time",
  clock: "local times that the clocks of that place showed once",
};
