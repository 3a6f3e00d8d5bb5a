// How is one strategy run on one contract?

import { EXIT, Fault, faultData, faultFrom } from "../domain/fault.js";
import { dollars } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { beginCloseFigures, beginTradeFigures } from "../metric/begun.js";
import { runSummary } from "../report/terminal.js";
import { type CellSpec, runCells } from "../research/cells.js";
import { limitsOf } from "../research/limits.js";
import { startThreads, type Threads } from "../research/pool.js";
import { resolveStrategyFile } from "../strategy/find.js";
import type { Action, Call } from "./commands.js";
import { nowMs } from "./elapsed.js";
import { shown } from "./failure.js";
import { portablePath } from "./find-data.js";
import { Interrupted } from "./interrupt.js";
import { namedStrategies, type Plan, planOf } from "./plan.js";
import { poolOptions } from "./pool-options.js";
import { count } from "./progress.js";
import { fileLine, speedLine } from "./result-lines.js";
import { storedFiles } from "./stored-data.js";
import { stateOf, untilChanged, watchedFiles } from "./watch.js";

export const run: Action = async (call) => {
  const [strategy] = namedStrategies(call, "run");
  refuseList(call, strategy!);
  if (call.values.watch) return runAgainAndAgain(strategy!, call);
  const { lookAhead } = await runOnce(strategy!, call);
  // Shown in full, and nothing to build on.
  return lookAhead?.finding ? EXIT.untrusted : EXIT.ok;
};

async function runOnce(strategy: string, call: Call): Promise<Run> {
  const { out } = call;
  const { plan, result, seconds } = await ranOn(strategy, call);
  // The answer first: a full disk must not cost the user the numbers that were already computed.
  out.answer(runSummary(result, out.answerStyle));
  if (leavesMore(call)) {
    const { documentOf, writtenFiles } = await import("./run-files.js");
    const files = writtenFiles(result, plan, call);
    if (out.json) out.document(documentOf(result, plan, call));
    for (const { label, file } of files) {
      if (out.json) out.note(fileLine(label, file, out.noteStyle));
      else out.answer(fileLine(label, file, out.answerStyle));
    }
  }
  out.note(speedLine(result.bars.length, seconds));
  return result;
}

interface Ran {
  readonly plan: Plan;
  readonly result: Run;
  readonly seconds: number;
}

/** One thread for all that is the strategy's: to see what it declares, and to run it. Nobody waits for it to end. */
async function ranOn(strategy: string, call: Call): Promise<Ran> {
  const threads = startThreads(1, limitsOf(poolOptions(call), 1));
  try {
    const plan = await planOf(call, [strategy], { threads });
    const started = nowMs();
    const result = await finishedRun(plan.cells[0]!, call, threads);
    return { plan, result, seconds: (nowMs() - started) / 1000 };
  } finally {
    void threads.close();
  }
}

/** `--watch`: a fault is shown and waited out, since the next keystroke may mend it. Ends with Ctrl-C only. */
async function runAgainAndAgain(strategy: string, call: Call): Promise<number> {
  const { out, signal, origins, values } = call;
  const file = resolveStrategyFile(strategy, process.cwd());
  const { slippage } = values;
  const own = typeof slippage === "object" && slippage.model === "own" ? [slippage.file] : [];
  const state = () =>
    stateOf(
      watchedFiles(file, origins.data.texts, storedFiles(values), [
        ...own,
        ...origins.finer.texts,
        ...origins.mark.texts,
        ...origins.funding.texts,
        ...origins.chain.texts,
        ...origins.rolls.texts,
        ...origins.settlements.texts,
      ]),
    );
  let last: Run | null = null;
  while (!signal.aborted) {
    const before = state();
    try {
      const now: Run = await runOnce(strategy, call);
      if (last) out.note(changeLine(last, now));
      last = now;
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof Fault)) throw error;
      await shown(faultData(error), error.exit, out);
    }
    out.note(`\nwatching ${portablePath(file)} and its bars; Ctrl-C ends it`);
    await untilChanged(before, state, signal);
  }
  return EXIT.interrupted;
}

/** "since the last run: net +$12.50, 3 trades fewer" */
function changeLine(last: Run, now: Run): string {
  if (last.fingerprint === now.fingerprint) return "  since the last run: nothing changed";
  const net = now.totals.net - last.totals.net;
  const trades = now.trades.length - last.trades.length;
  const more =
    trades === 0 ? "as many trades" : `${Math.abs(trades)} trades ${trades > 0 ? "more" : "fewer"}`;
  return `  since the last run: net ${net >= 0 ? "+" : ""}${dollars(net)}, ${more}`;
}

function refuseList({ values }: Call, strategy: string): void {
  const { instrument } = values;
  if (instrument === null || instrument.length === 1) return;
  throw new Fault("E103", "tickproof run takes one contract", {
    found: instrument.join(","),
    fix: [`tickproof compare ${strategy} -i ${instrument.join(",")}`],
  });
}

/** Whoever wants the numbers alone is not made to wait for more. */
const looksAhead = ({ values, out }: Call): boolean => values.report !== "none" || out.json;

/** Nor for what draws and writes, to be loaded. */
const leavesMore = (call: Call): boolean => looksAhead(call) || call.values.csv !== null;

/** Throws the fault of the run's only cell. */
async function finishedRun(cell: CellSpec, call: Call, threads: Threads): Promise<Run> {
  const { out, signal } = call;
  const progress = await out.progress({ what: "running", amount: count, unit: " bars" });
  const total = cell.series.bars.length;
  try {
    const [finished] = await runCells([cell], {
      columnMemoryMb: 0, // there is no other run to share columns with
      ...poolOptions(call),
      threads,
      watch: looksAhead(call),
      onCloses: beginCloseFigures,
      onTrades: beginTradeFigures,
      ...(call.values.trials !== null && { trials: call.values.trials }),
      onProgress: (_done, _total, bars) => progress.update(bars, total),
    });
    if (signal.aborted && !finished?.run) throw new Interrupted();
    if (finished?.fault) throw faultFrom(finished.fault);
    if (!finished?.run) throw new Error("the run ended with neither a result nor a fault");
    return finished.run;
  } finally {
    progress.stop();
  }
}
