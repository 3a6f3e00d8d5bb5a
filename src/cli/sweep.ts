// How does one strategy run over ranges of its parameters?

import { EXIT, Fault, faultData, faultFrom } from "../domain/fault.js";
import type { Sweep } from "../domain/sweep.js";
import { metricOf } from "../metric/all.js";
import { sweepDocument } from "../report/sweep-document.js";
import { rowWords, textAt, triedText } from "../report/sweep-figures.js";
import { sweepReport } from "../report/sweep-report.js";
import { sweepSummary } from "../report/sweep-text.js";
import { jobsOf, limitsOf } from "../research/limits.js";
import { startThreads, type Threads } from "../research/pool.js";
import { runSweep, type SweepProgress } from "../research/sweep.js";
import { isRange, type SweepSpace, type SweepWords, spaceOf } from "../research/sweep-space.js";
import type { Action, Call } from "./commands.js";
import { nowMs } from "./elapsed.js";
import { Interrupted } from "./interrupt.js";
import { openFile } from "./open-file.js";
import { namedStrategies, type Plan, planOf } from "./plan.js";
import { poolOptions } from "./pool-options.js";
import { count } from "./progress.js";
import { type GivenParam, givenParams } from "./resolve.js";
import { fileLine, speedLine, type Written } from "./result-lines.js";
import { type Again, bestAgain, rowCommand } from "./sweep-again.js";
import { Kept } from "./sweep-kept.js";
import { reproducingCommand } from "./terms.js";
import { reportPath, writeReport, writeSweepTable } from "./write-reports.js";

export const sweep: Action = async (call) => {
  refuseUnknown(call);
  const options = poolOptions(call);
  const lanes = jobsOf(options);
  // They start while the bars are read; the first of them sees what the strategy declares.
  const threads = startThreads(lanes, limitsOf(options, lanes));
  try {
    return await sweepOn(threads, call);
  } finally {
    await threads.close();
  }
};

async function sweepOn(threads: Threads, call: Call): Promise<number> {
  const { values, out, signal } = call;
  const { plan, space } = await spaceAndPlan(threads, call);
  const kept = new Kept(plan, space, call);
  const resume = kept.read();
  sayFirst(plan, space, call);
  const started = nowMs();
  const done = await finished(plan, space, resume, kept, threads, call);
  const seconds = (nowMs() - started) / 1000;
  refuseNothing(done.sweep, signal);
  if (done.sweep.interrupted) kept.write(done.sweep);
  else kept.remove();
  out.answer(sweepSummary(done.sweep, values.metric, out.answerStyle));
  const again = await bestAgain(done.sweep, plan, threads, call);
  for (const { label, file } of writeAll(done.sweep, plan, kept.name, again, call)) {
    // Piped, the answer is one table: what comes after it would be a row of it.
    if (out.json || out.answerStyle.tsv) out.note(fileLine(label, file, out.noteStyle));
    else out.answer(fileLine(label, file, out.answerStyle));
  }
  if (out.json) out.document(sweepDocument(done.sweep, values.metric, again.looks));
  out.note(speedLine(done.bars, seconds));
  if (done.sweep.interrupted) {
    const finishedRuns = done.sweep.parts.reduce((sum, part) => sum + part.done + part.failed, 0);
    const all = done.sweep.rows * done.sweep.parts.length;
    out.warn(
      `interrupted: ${count(finishedRuns)} of ${count(all)} runs are done and kept in ${kept.path}; --resume goes on from there`,
    );
    return EXIT.interrupted;
  }
  const finding = again.looks.find((look) => look?.finding)?.finding;
  if (!finding) return EXIT.ok;
  out.warn(`${finding.code} ${finding.message}: tickproof verify says more`);
  return EXIT.untrusted;
}

function writeAll(
  done: Sweep,
  plan: Plan,
  name: string,
  again: Again,
  call: Call,
): { readonly label: string; readonly file: Written }[] {
  const { values, out, version } = call;
  const written: { label: string; file: Written }[] = [];
  const path = reportPath(values.report, name);
  if (path !== null) {
    const report = sweepReport(done, values.metric, {
      command: commandOf(plan, call),
      version,
      ...again,
      commandOf: (part, row) => rowCommand(done, plan, part, row, call),
    });
    written.push({ label: "report", file: writeReport(path, report, values.report) });
  }
  if (values.csv !== null) written.push({ label: "table", file: writeSweepTable(done, values.csv) });
  if (values.open && path !== null) openFile(path, out);
  return written;
}

/** The command that makes the same sweep again. */
function commandOf(plan: Plan, call: Call): string {
  const { values, origins } = call;
  const [name] = plan.names as [string];
  const ranges = givenParams(origins.param).filter(({ value }) => isRange(value));
  const params = { ...plan.params[name], ...Object.fromEntries(ranges.map((one) => [one.name, one.value])) };
  const own = [
    ...(values.metric === "net" ? [] : ["--metric", values.metric]),
    ...(values.detail === "figures" ? [] : ["--detail", values.detail]),
    ...(values.sample === null ? [] : ["--sample", String(values.sample), "--seed", String(values.seed)]),
  ];
  return [reproducingCommand("sweep", plan.given, plan.symbols, { [name]: params }, call), ...own].join(" ");
}

/** The metric that everything is ranked by, before anything runs. */
function refuseUnknown({ values, origins }: Call): void {
  try {
    metricOf(values.metric);
  } catch (error) {
    throw error instanceof Fault ? faultFrom({ ...faultData(error), where: origins.metric.where }) : error;
  }
}

/** Ranges are read as soon as the strategy is known, before any bars are. */
async function spaceAndPlan(threads: Threads, call: Call): Promise<{ plan: Plan; space: SweepSpace }> {
  const { values, origins } = call;
  const [strategy] = namedStrategies(call, "sweep");
  const given = givenParams(origins.param);
  refuseTwice(given);
  const ranges = given.filter(({ value }) => isRange(value));
  let space: SweepSpace | null = null;
  const plan = await planOf(call, [strategy!], {
    threads,
    given: given.filter(({ value }) => !isRange(value)),
    declared: ([declared], params) => {
      const { name, schema } = declared!;
      const words: Record<string, SweepWords> = { ...params[name] };
      for (const range of ranges) {
        refuseOther(range, name);
        words[range.name] = range.value;
      }
      const sampling = { ...(values.sample !== null && { sample: values.sample }), seed: values.seed };
      space = spaceOf(schema ?? {}, words, name, sampling, (key) => `-p ${key}=${words[key]}`);
    },
  });
  return { plan, space: space! };
}

function refuseTwice(given: readonly GivenParam[]): void {
  const twin = given.find(({ name }, k) => given.findIndex((other) => other.name === name) < k);
  if (twin === undefined) return;
  const all = given.filter(({ name }) => name === twin.name).map(({ name, value }) => `-p ${name}=${value}`);
  throw new Fault("E105", `The parameter ${twin.name} is given twice`, {
    found: all.join(" "),
    fix: [
      `-p ${twin.name}=${given
        .filter(({ name }) => name === twin.name)
        .map(({ value }) => value)
        .join(",")}`,
    ],
  });
}

function refuseOther({ strategy, name, value }: GivenParam, own: string): void {
  if (strategy === null || strategy === own) return;
  throw new Fault("E132", `-p ${strategy}.${name}=${value}: no strategy "${strategy}" runs here`, {
    expected: own,
    fix: [`-p ${name}=${value}`],
  });
}

/** How much is coming, before it comes. */
function sayFirst(plan: Plan, space: SweepSpace, { out }: Call): void {
  const bars = plan.series.reduce((sum, series) => sum + series.bars.length, 0);
  const names = space.axes.map(({ name, values }) => `${name} ${values.length}`).join(" × ");
  const runs = space.rows * plan.cells.length;
  const on = plan.cells.length > 1 ? `, on ${plan.symbols.join(", ")}: ${count(runs)} runs` : "";
  const all = triedText({ rows: space.rows, space: space.size, sample: space.sample });
  out.note(`  ${all} (${names})${on}, ${count(bars * space.rows)} bars in all`);
}

interface Done {
  readonly sweep: Sweep;
  /** That were run over this time. */
  readonly bars: number;
}

async function finished(
  plan: Plan,
  space: SweepSpace,
  resume: Uint8Array | null,
  kept: Kept,
  threads: Threads,
  call: Call,
): Promise<Done> {
  const { values, out, version } = call;
  const line = await out.progress({ what: "sweeping", amount: count, unit: " runs" });
  let bars = 0;
  let first = true;
  const hear = ({ done, total, before, barsDone }: SweepProgress, soFar: () => Sweep) => {
    // What was done another time has no part in the rate, nor in the time that is left.
    line.update(done - before, total - before);
    bars = barsDone;
    // Who goes on with a sweep has seen its first result.
    if (first && before === 0 && done > 0) {
      first = false;
      const words = firstWords(soFar(), values.metric);
      // Over the line that shows how far it is, which is drawn anew below.
      if (words !== null) out.note(`${process.stderr.isTTY ? "\r\u001b[2K" : ""}${words}`);
    }
    kept.writeNow(soFar);
  };
  try {
    const sweep = await runSweep(plan.cells, space, plan.schemas[0] ?? {}, {
      ...poolOptions(call),
      threads,
      metrics: [values.metric],
      detail: values.detail === "trades" ? "trades" : "figures",
      resumable: true,
      program: version,
      resume,
      onProgress: hear,
    });
    return { sweep, bars };
  } catch (error) {
    throw kept.named(error);
  } finally {
    line.stop();
  }
}

/** "  first: fast 5 slow 30  $1,234.00, 52 trades": something to look at while the others run. */
function firstWords(sweep: Sweep, metric: string): string | null {
  for (const part of sweep.parts) {
    const row = part.state.indexOf(1);
    if (row < 0) continue;
    return `  first: ${rowWords(sweep, row)} on ${part.symbol}: ${metric} ${textAt(part, metric, row)}, ${textAt(part, "trades", row)} trades`;
  }
  return null;
}

/** A sweep of which nothing came: the interruption, or why its combinations failed. */
function refuseNothing({ parts, strategy }: Sweep, signal: AbortSignal): void {
  if (parts.some(({ done }) => done > 0)) return;
  const first = parts.flatMap(({ failures }) => failures)[0];
  if (first === undefined) {
    if (signal.aborted) throw new Interrupted();
    return;
  }
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  const { message, ...fault } = first.fault;
  throw faultFrom({
    ...fault,
    message: `All ${count(failed)} runs of ${strategy.name} failed, the first so: ${message}`,
  });
}
