// How do single combinations of a sweep run again for its page?

import { type Sweep, varied } from "../domain/sweep.js";
import type { LookAhead } from "../domain/verified.js";
import type { Html } from "../report/html.js";
import { type RowTrades, rowsWithTrades, tradesOf } from "../report/sweep-mini.js";
import type { Threads } from "../research/pool.js";
import { runRows } from "../research/sweep-runs.js";
import type { Call } from "./commands.js";
import type { Plan } from "./plan.js";
import { poolOptions } from "./pool-options.js";
import { count } from "./progress.js";
import { reproducingCommand } from "./terms.js";
import { reportPath } from "./write-reports.js";

/** The command that runs one combination alone. */
export function rowCommand(
  done: Sweep,
  { names, given, symbols, params }: Plan,
  part: number,
  row: number,
  call: Call,
): string {
  const [name] = names as [string];
  return reproducingCommand(
    "run",
    given,
    [symbols[part]!],
    { [name]: { ...params[name], ...varied(done, row) } },
    call,
  );
}

/** What is known of combinations that ran once more, by part. */
export interface Again {
  readonly trades: RowTrades;
  /** Whether the strategy sees the future; null where nobody looked. */
  readonly looks: readonly (LookAhead | null)[];
}

/**
 * The trades of the best, run whole once more, and a quick look at the first: that one alone where there is a document but no page to show trades
 * in, and none where there is neither or the user has stopped it.
 */
export async function bestAgain(done: Sweep, plan: Plan, threads: Threads, call: Call): Promise<Again> {
  const { values, out, signal } = call;
  const found = done.parts.map(() => new Map<number, Html>());
  const looks: (LookAhead | null)[] = done.parts.map(() => null);
  const again = { trades: found, looks };
  const isDrawn = reportPath(values.report, "") !== null;
  if ((!isDrawn && !out.json) || signal.aborted) return again;
  const chosen = rowsWithTrades(done, values.metric).filter(({ watch }) => isDrawn || watch);
  const line = await out.progress({ what: isDrawn ? "drawing" : "verifying", amount: count, unit: " runs" });
  let drawn = 0;
  try {
    await runRows(plan.cells, done, chosen, { ...poolOptions(call), threads }, ({ part, row }, run) => {
      if (isDrawn) found[part]!.set(row, tradesOf(run, done.parts[part]!.figures.net![row]!));
      looks[part] = run.lookAhead ?? looks[part]!;
      line.update(++drawn, chosen.length);
    });
  } finally {
    line.stop();
  }
  return again;
}
