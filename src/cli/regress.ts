// Do runs still come to what they came to, and what is to be done where they do not?

import { existsSync } from "node:fs";
import { EXIT } from "../domain/fault.js";
import type { CaseResult } from "../domain/regress.js";
import { exitOfAll } from "../regress/verdict.js";
import { regressDocument } from "../report/regress-document.js";
import { regressText } from "../report/regress-text.js";
import type { Action, Call } from "./commands.js";
import { nowMs } from "./elapsed.js";
import { type Cases, casesOf } from "./regress-cases.js";
import { keptResults, nothingDiffers, withObsolete } from "./regress-kept.js";
import type { RanCase } from "./regress-run.js";
import type { Accepted } from "./regress-update.js";
import { INDEX_PAGE, inCi, leavesFiles } from "./regress-words.js";

export const regress: Action = async (call) => {
  if (!call.values.watch) return (await once(call)).exit;
  const { watchCases } = await import("./regress-watch.js");
  return watchCases(call, (before) => once(call, before));
};

export interface Once {
  readonly exit: number;
  readonly results: readonly CaseResult[];
}

/** `before`: of the round before, where this is one of several; what is as it was then is not said again. */
async function once(call: Call, before: readonly CaseResult[] | null = null): Promise<Once> {
  const { values, out } = call;
  const ci = inCi(process.env);
  const started = nowMs();
  const cases = casesOf(call);
  const writes = values.update || values.prune;
  if (writes || values.reason !== null || values.dryRun) {
    const { refuseWriting } = await import("./regress-update.js");
    refuseWriting(call, cases, ci);
  }
  const kept = keptResults(cases, call, ci);
  const open = cases.names.filter((_name, k) => kept[k] === null);
  const ran = open.length === 0 ? [] : await runOpen(open, cases, call, ci);
  const results = cases.names.map(
    (name, k) => kept[k] ?? ran.find(({ result }) => result.name === name)!.result,
  );
  const all = withObsolete(results, cases);
  const wrote = await written(ran, cases, call, ci);
  const report = await pagesOf(all, ran, call);
  const seconds = (nowMs() - started) / 1000;
  const ending = { seconds, report, ci, accepted: wrote.accepted };
  const shown = before === null ? all : all.filter((one) => !isAsBefore(one, before));
  if (out.json) out.document(regressDocument(all, wrote, values.expect, ci));
  else if (shown.length > 0) out.answer(regressText(shown, ending, out.answerStyle));
  if (leavesFiles(call, process.env)) {
    const { leaveFiles } = await import("./regress-leave.js");
    leaveFiles(all, call, ci, process.env);
  }
  for (const line of wrote.lines) {
    if (out.json || out.answerStyle.tsv) out.note(line);
    else out.answer(line);
  }
  const settled = all.filter(({ name }) => !wrote.accepted.includes(name) && !wrote.removed.includes(name));
  return { exit: settled.length === 0 ? EXIT.ok : exitOfAll(settled, ci), results: all };
}

/** Where the page lies that shows what differs; null where nothing does. Of what was kept there is one already. */
async function pagesOf(
  all: readonly CaseResult[],
  ran: readonly RanCase[],
  call: Call,
): Promise<string | null> {
  const there = existsSync(INDEX_PAGE);
  if (nothingDiffers(all)) {
    if (there && call.operands.length === 0) (await import("./regress-pages.js")).forgetPages();
    return null;
  }
  if (there && ran.length === 0) return INDEX_PAGE;
  return (await import("./regress-pages.js")).writePages(all, ran, call);
}

async function runOpen(
  names: readonly string[],
  { folder }: Cases,
  call: Call,
  ci: boolean,
): Promise<RanCase[]> {
  const { runCases } = await import("./regress-run.js");
  const progress = await call.out.progress({
    what: "running cases",
    amount: (value) => String(Number(value.toFixed(1))),
    unit: " cases",
  });
  let done = 0;
  progress.update(0, names.length);
  try {
    return await runCases({ folder, names, ci, done: () => progress.update(++done, names.length) }, call);
  } finally {
    progress.stop();
  }
}

async function written(
  ran: readonly RanCase[],
  cases: Cases,
  call: Call,
  ci: boolean,
): Promise<Omit<Accepted, "keep">> {
  const { values } = call;
  const isNew = ran.some(({ result }) => result.verdict === "new");
  if (!values.update && !values.prune && (ci || !isNew))
    return { accepted: [], removed: [], lines: [], files: [] };
  const { accept } = await import("./regress-update.js");
  const wrote = accept(ran, cases, call, ci);
  await wrote.keep();
  return wrote;
}

/** The same verdict on the same run. */
const isAsBefore = (one: CaseResult, before: readonly CaseResult[]): boolean =>
  before.some(
    ({ name, verdict, fingerprint, fault }) =>
      name === one.name &&
      verdict === one.verdict &&
      fingerprint === one.fingerprint &&
      fault?.message === one.fault?.message,
  );
