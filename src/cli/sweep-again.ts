// How do single combinations of a sweep run again for its page?

import { type Sweep, varied } from "../domain/sweep.js";
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

/** The trades of the best, run whole once more; none where no page is written or the user has stopped it. */
export async function tradesOfBest(
  done: Sweep,
  plan: Plan,
  threads: Threads,
  call: Call,
): Promise<RowTrades> {
  const { values, out, signal } = call;
  const found = done.parts.map(() => new Map<number, Html>());
  if (reportPath(values.report, "") === null || signal.aborted) return found;
  const chosen = rowsWithTrades(done, values.metric);
  const line = await out.progress({ what: "drawing", amount: count, unit: " runs" });
  let drawn = 0;
  try {
    await runRows(plan.cells, done, chosen, { ...poolOptions(call), threads }, ({ part, row }, run) => {
      found[part]!.set(row, tradesOf(run, done.parts[part]!.figures.net![row]!));
      line.update(++drawn, chosen.length);
    });
  } finally {
    line.stop();
  }
  return found;
}
