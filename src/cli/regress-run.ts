// What comes of one case after the other when they are run?

import { join } from "node:path";
import { Fault, type FaultData, faultData, faultFrom } from "../domain/fault.js";
import type { EpochMs } from "../domain/money.js";
import type { CaseResult, FingerprintTree, Recorded } from "../domain/regress.js";
import type { Run } from "../domain/run.js";
import { type Finding, FOUND } from "../domain/verified.js";
import { bareResult } from "../regress/bare-result.js";
import { readBaseline, readOutcome } from "../regress/baseline.js";
import { changedResult, isSame, newResult, sameResult } from "../regress/compare.js";
import { figuresOf } from "../regress/figures.js";
import { keepResult } from "../regress/kept.js";
import { outputsOf, recordedOf } from "../regress/record.js";
import { treeOf } from "../regress/tree.js";
import { type Prepared, prepare, runPrepared } from "../research/cells.js";
import type { Decisions } from "../research/decisions.js";
import type { Executor } from "../research/executor.js";
import { jobsOf, limitsOf } from "../research/limits.js";
import { startThreads, type Threads } from "../research/pool.js";
import { runSteps } from "../research/schedule.js";
import { codeFiles } from "../strategy/closure.js";
import type { Call } from "./commands.js";
import { nowMs } from "./elapsed.js";
import { Interrupted } from "./interrupt.js";
import { Output } from "./output.js";
import { planOf } from "./plan.js";
import { poolOptions } from "./pool-options.js";
import { askedDataOf, caseOf } from "./regress-case.js";
import { inputsOf, reachesOut } from "./regress-inputs.js";
import { engineCode, keyOf, runtimeFacts } from "./regress-key.js";
import { REGRESS_FOLDER } from "./regress-words.js";

export interface RanCase {
  readonly result: CaseResult;
  /** What the baseline holds; null where there is none, or where nothing differs from it. */
  readonly before: Recorded | null;
  /** Null where nothing differs, or nothing came of it. */
  readonly now: Recorded | null;
  readonly run: Run | null;
  /** Remembers it as the case that it is once these texts are its baseline; null where nothing of it may be kept. */
  readonly keepAs: ((tree: FingerprintTree, written: ReadonlyMap<string, string>) => void) | null;
}

export interface Asking {
  readonly folder: string;
  readonly names: readonly string[];
  readonly ci: boolean;
  /** Told as soon as a case is done, in whatever order they end. */
  readonly done: (ran: RanCase) => void;
}

/** As many cases at a time as there are processors. What is wrong with one of them is its own result. */
export async function runCases(asking: Asking, call: Call): Promise<RanCase[]> {
  const { names } = asking;
  const options = poolOptions(call);
  const lanes = Math.max(1, Math.min(jobsOf(options), names.length));
  const threads = startThreads(lanes, limitsOf(options, lanes));
  const executor = await threads.executor(limitsOf(options, lanes));
  const ran: (RanCase | null)[] = names.map(() => null);
  const planning = oneByOne();
  let next = 0;
  const lane = async () => {
    for (let k = next++; k < names.length && !call.signal.aborted; k = next++) {
      const made = await ranCase(names[k]!, { asking, call, threads, executor: alone(executor), planning });
      ran[k] = made;
      asking.done(made);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    await executor.close();
    await threads.close();
  }
  if (call.signal.aborted) throw new Interrupted();
  return ran.filter((one) => one !== null);
}

/** One step at a time on one of the threads: which case waits for which is decided here. */
const alone = (executor: Executor): Executor => ({ ...executor, lanes: 1 });

/** Reading and planning share this thread, and the memory for bars: one after the other. */
function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}

interface Place {
  readonly asking: Asking;
  readonly call: Call;
  readonly threads: Threads;
  readonly executor: Executor;
  readonly planning: ReturnType<typeof oneByOne>;
}

async function ranCase(name: string, place: Place): Promise<RanCase> {
  try {
    return await judged(name, place);
  } catch (error) {
    if (place.call.signal.aborted || !(error instanceof Fault)) throw error;
    const result = bareResult(name, "error", { headline: error.message, fault: faultData(error) });
    return { result, before: null, now: null, run: null, keepAs: null };
  }
}

async function judged(name: string, { asking, call, threads, executor, planning }: Place): Promise<RanCase> {
  const { folder, ci } = asking;
  const began = Date.now();
  const found = await caseOf(name, folder, { ...call, out: quiet(call) });
  const plan = await planning(() => planOf(found.call, [found.strategy], { threads }));
  const [cell] = plan.cells;
  const [prepared] = await prepare([cell!]);
  if (prepared!.fault !== null) throw faultFrom(prepared!.fault);
  const task = prepared!.task!;
  const started = nowMs();
  const run = await ranOnce(prepared!, executor, call);
  const seconds = (nowMs() - started) / 1000;
  const { expect } = call.values;
  const at = join(folder, name);
  const shown = at.replaceAll("\\", "/");
  const named = { name, strategy: run.inputs.strategy.file, instrument: run.inputs.contract.symbol, seconds };
  const seen = run.lookAhead?.finding ?? null;
  const [outputs, figures] = [outputsOf(run), figuresOf(run)];
  const outcome = outcomeIn(at, shown, call.values.update);
  const code = await codeFiles(task.bundle, process.cwd());
  const tree = treeOf(task, run.inputs.strategy.params, code, outputs, {
    version: call.version,
    engineCode: engineCode(),
    runtime: runtimeFacts(),
    askedData: askedDataOf(found),
  });
  const same =
    outcome !== null && isSame(outcome, outputs, figures)
      ? sameResult(named, outcome.tree, tree, figures, found.terms, expect, seen)
      : null;
  const bundles = [task.bundle, ...(task.slippage ? [task.slippage] : [])];
  const keep =
    call.values.cache && !bundles.some(reachesOut)
      ? (result: CaseResult, written?: ReadonlyMap<string, string>) => {
          const inputs = inputsOf(at, found.call, bundles, keyOf(call, ci));
          keepResult(REGRESS_FOLDER, name, inputs, result, began, written);
        }
      : null;
  let ran: RanCase;
  if (same !== null && !call.values.update) {
    ran = { result: same, before: null, now: null, run, keepAs: null };
  } else {
    const before = outcome === null ? null : readBaseline(at, shown);
    const probes = before?.decisions.map(({ time }) => time) ?? [];
    const decisions = await decided(prepared!, probes, executor, call);
    const timed = found.terms.guard.runtime === undefined ? tree : { ...tree, seconds: rounded(seconds) };
    const now = recordedOf(run, decisions.asked, code, reasoned(timed, outcome));
    const finding = seen ?? unsteady(run, decisions);
    const codeNow = { ...decisions, sources: code };
    const result =
      before === null
        ? newResult(named, now, found.terms, finding)
        : finding === null && same !== null
          ? same
          : changedResult(named, before, now, codeNow, run.bars, found.terms, expect, finding);
    const keepAs: RanCase["keepAs"] =
      keep &&
      ((accepted, written) =>
        keep(sameResult(named, accepted, accepted, figures, found.terms, expect, null), written));
    ran = { result, before, now, run, keepAs };
  }
  if (outcome !== null) keep?.(ran.result);
  return ran;
}

/** Whoever writes a baseline anew does not mind what has become of the old one. */
function outcomeIn(folder: string, shown: string, anew: boolean): ReturnType<typeof readOutcome> {
  try {
    return readOutcome(folder, shown);
  } catch (error) {
    if (anew && error instanceof Fault && error.code === "E178") return null;
    throw error;
  }
}

/** What a run says besides its result is nobody's business here: there are many of them. */
const quiet = ({ out }: Call): Output => new Output({ colour: "never", quiet: true, json: out.json });

async function ranOnce(prepared: Prepared, executor: Executor, call: Call): Promise<Run> {
  const [cell] = await runPrepared([prepared], executor, { ...poolOptions(call), watch: true });
  if (call.signal.aborted || !cell) throw new Interrupted();
  if (cell.run === null) throw faultFrom(cell.fault!);
  return cell.run;
}

async function decided(
  { task }: Prepared,
  probes: readonly EpochMs[],
  executor: Executor,
  { signal }: Call,
): Promise<Decisions> {
  let found: Decisions | null = null;
  let fault: FaultData | null = null;
  await runSteps({
    executor,
    steps: [{ kind: "decisions", cell: task!, probes: [...new Set(probes)] }],
    signal,
    onOutcome(_step, outcome) {
      if (outcome.state === "failed") fault = outcome.fault;
      if (outcome.state === "finished" && outcome.result.kind === "decisions")
        found = outcome.result.decisions;
    },
  });
  if (fault !== null) throw faultFrom(fault);
  if (found === null) throw new Interrupted();
  return found;
}

/** Of two runs in one process, and of the first of them beside the one before. */
function unsteady({ inputs, fingerprint, bars }: Run, { again, fingerprints }: Decisions): Finding | null {
  const [first, second] = fingerprints;
  if (again === null && first === second && first === fingerprint) return null;
  const { name, file } = inputs.strategy;
  return {
    code: FOUND.differs,
    message: `${name} does not come to the same result twice`,
    bar: again?.bar ?? null,
    time: again === null ? null : bars.time[again.bar]!,
    asRun: again?.first ?? null,
    watched: again?.second ?? null,
    values: [],
    where: file,
    excerpt: null,
  };
}

/** Two digits: a baseline shall not change with every breath of the machine. */
const rounded = (seconds: number): number => Number(seconds.toPrecision(2));

const reasoned = (tree: FingerprintTree, before: Pick<Recorded, "tree"> | null): FingerprintTree => ({
  ...tree,
  reasons: before?.tree.reasons ?? [],
});
